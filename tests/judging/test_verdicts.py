"""Verdicts on single figures and their growth: typed by hand from the rules themselves."""

import pandas as pd
import pytest

from edugov import judging, tables
from edugov.tables import Fault

NEEDED = ("standards", "indicators", "stages_run", "funding_national")
PACKAGE = {name: tables.read(name) for name in NEEDED}
PACKAGE["funding_national"] = PACKAGE["funding_national"].iloc[:0]
RULES = PACKAGE["standards"]
NO_TABLE = tables.read("equity_published").iloc[:0]
REGIONS = pd.DataFrame(
    [
        ("000000", "nation"),
        ("410000", "province"),
        ("320600", "prefecture"),  # Nantong
        ("530600", "prefecture"),  # Zhaotong
        ("500235", "county"),  # Yunyang
        ("654002", "county"),  # Yining
    ],
    columns=["region_code", "kind"],
)
YINING, ZHAOTONG, YUNYANG, NANTONG, HENAN, CHINA = (
    "654002",
    "530600",
    "500235",
    "320600",
    "410000",
    "000000",
)


def figure(region, indicator, value, unit="percent", year="", stage="", quantity="value", **other):
    row = {
        "figure_id": "x-0001",
        "source_id": "x",
        "region_code": region,
        "year": year,
        "stage": stage,
        "indicator_id": indicator,
        "quantity": quantity,
        "value": value,
        "unit": unit,
        "previous_value": None,
        "value_printed": "",
        "scope": "region",
        "selected": "",
        "status": "ok",
        "subject_zh": "",
        "note": "",
    }
    assert set(other) <= set(row)
    return row | other


def judged(*figures, **other):
    data = PACKAGE | {"regions": REGIONS, "equity_published": NO_TABLE} | other
    return judging.verdicts(data | {"figures": pd.DataFrame(figures)})


def verdicts(*figures):
    table = judged(*figures)
    return table[table["kind"] != "whole"].set_index("rule_id")


def one(*arguments, **other):
    table = verdicts(figure(*arguments, **other))
    assert len(table) == 1, table
    return table.iloc[0]


PUPIL = "general_budget_education_funding_per_student"
TOTAL = "general_budget_education_funding"
OPERATING = "operating_funding_standard_per_student"
GROWTH, STANDARD = {"quantity": "growth"}, {"quantity": "standard", "unit": "yuan_per_student"}
PRE, LOW, UPPER = {"stage": "preschool"}, {"stage": "lower_secondary"}, {"stage": "upper_secondary"}
PRIMARY, COMPULSORY = {"stage": "primary"}, {"stage": "compulsory"}

SECTION_6 = [
    # region, indicator, value, the rest, rule, verdict, margin
    (YINING, OPERATING, 600, STANDARD | PRIMARY | {"year": "2018"}, "PF_2016_MW_P", "met", 0),
    (YINING, OPERATING, 800, STANDARD | LOW | {"year": "2018"}, "PF_2016_MW_J", "met", 0),
    (YINING, OPERATING, 650, STANDARD | PRIMARY | {"year": "2020"}, "PF_2020_P", "met", 0),
    (YINING, OPERATING, 850, STANDARD | LOW | {"year": "2020"}, "PF_2020_J", "met", 0),
    (
        YINING,
        "boarder_operating_supplement_per_student",
        200,
        STANDARD | COMPULSORY | {"year": "2018"},
        "PF_BOARD_2016",
        "met",
        0,
    ),
    (
        YINING,
        OPERATING,
        6000,
        STANDARD | {"stage": "special", "year": "2018"},
        "PF_SPECIAL_2016",
        "met",
        0,
    ),
    (
        YINING,
        "non_teaching_staff_share",
        6.1,
        COMPULSORY | {"year": "2020"},
        "NONTEACH_primary",
        "met",
        2.9,
    ),
    (
        YINING,
        "non_teaching_staff_share",
        6.1,
        COMPULSORY | {"year": "2020"},
        "NONTEACH_lower_secondary",
        "met",
        8.9,
    ),
    (
        YINING,
        "quality_senior_high_quota_share",
        47.19,
        UPPER | {"year": "2020", "subject_zh": "优质高中面向薄弱初中招生占比"},
        "QB_G14_QUOTA",
        "short",
        -2.81,
    ),
    (
        ZHAOTONG,
        "public_kindergarten_enrolment_share",
        39.66,
        PRE | {"year": "2023"},
        "PRE_PUB",
        "not met",
        -10.34,
    ),
    (
        ZHAOTONG,
        "general_budget_education_funding_adjusted",
        0.42,
        GROWTH | {"year": "2023", "stage": "all"},
        "FUND_TOTAL_UP",
        "right side",
        0.42,
    ),
    (
        ZHAOTONG,
        PUPIL,
        1.05,
        GROWTH | {"year": "2023", "stage": "all"},
        "FUND_PP_UP_all",
        "met",
        1.05,
    ),
    (
        ZHAOTONG,
        "backbone_share_of_rotated_teachers",
        35.2,
        COMPULSORY | {"year": "2023"},
        "QB_G11_ROT_BB",
        "met",
        15.2,
    ),
    (
        ZHAOTONG,
        "gross_enrolment_rate",
        90.18,
        {"stage": "upper_secondary_stage", "year": "2023"},
        "HS_GROSS_2020",
        "right side",
        0.18,
    ),
    (
        ZHAOTONG,
        "gross_enrolment_rate",
        90.18,
        {"stage": "upper_secondary_stage", "year": "2023"},
        "HS_GROSS_2025",
        "short",
        -1.82,
    ),
    (
        ZHAOTONG,
        "disabled_children_enrolment_rate",
        97,
        COMPULSORY | {"year": "2023"},
        "QB_Q2_DISAB",
        "met",
        2,
    ),
    (YUNYANG, TOTAL, 0.31, GROWTH | {"year": "2021", "stage": "all"}, "FUND_TOTAL_UP", "met", 0.31),
    (
        YUNYANG,
        PUPIL,
        0.02,
        GROWTH | {"year": "2021", "stage": "vocational"},
        "FUND_PP_UP_vocational",
        "right side",
        0.02,
    ),
    (YUNYANG, "gross_enrolment_rate", 91.56, PRE | {"year": "2021"}, "PRE_GROSS", "met", 6.56),
    (
        YUNYANG,
        "inclusive_kindergarten_coverage_rate",
        97.14,
        PRE | {"year": "2021"},
        "PRE_INCL",
        "met",
        17.14,
    ),
    (
        YUNYANG,
        "public_kindergarten_enrolment_share",
        56.65,
        PRE | {"year": "2021"},
        "PRE_PUB",
        "met",
        6.65,
    ),
    (YUNYANG, OPERATING, 700, STANDARD | PRIMARY | {"year": "2021"}, "PF_2020_P", "met", 50),
    (YUNYANG, OPERATING, 900, STANDARD | LOW | {"year": "2021"}, "PF_2020_J", "met", 50),
    (
        YUNYANG,
        "boarder_operating_supplement_per_student",
        200,
        STANDARD | COMPULSORY | {"year": "2021"},
        "PF_BOARD_2016",
        "met",
        0,
    ),
    (
        YUNYANG,
        OPERATING,
        6000,
        STANDARD | {"stage": "special", "year": "2021"},
        "PF_SPECIAL_2016",
        "met",
        0,
    ),
    (
        YUNYANG,
        "small_school_funded_headcount",
        100,
        PRIMARY | {"year": "2021", "quantity": "standard", "unit": "person"},
        "QB_G6_SMALL",
        "met",
        0,
    ),
    (
        YUNYANG,
        "large_class_share",
        0.41,
        COMPULSORY | {"year": "2021"},
        "LARGE_2020",
        "right side",  # a share of the nation's classes
        4.59,
    ),
    (
        YUNYANG,
        "large_class_share",
        2.37,
        {"stage": "upper_secondary_stage", "year": "2021"},
        "HS_LARGE_2025",
        "short",  # due in 2025, and made for general schools alone
        -2.37,
    ),
    (
        NANTONG,
        PUPIL,
        -1.21,
        GROWTH | UPPER | {"year": "2021"},
        "FUND_PP_UP_upper_secondary",
        "short",
        -1.21,
    ),
    (NANTONG, TOTAL, 5.15, GROWTH | {"year": "2021", "stage": "all"}, "FUND_TOTAL_UP", "met", 5.15),
    (
        NANTONG,
        "large_class_share",
        0.27,
        COMPULSORY | {"year": "2021"},
        "LARGE_2020",
        "right side",
        4.73,
    ),
    (
        NANTONG,
        "large_class_share",
        0.27,
        COMPULSORY | {"year": "2021"},
        "LARGE_JS_2021",
        "met",
        0.73,
    ),
    (
        NANTONG,
        "private_school_enrolment_share",
        1,
        COMPULSORY | {"year": "2021"},
        "PRIV5",
        "right side",
        4,
    ),
    (
        NANTONG,
        "small_school_funded_headcount",
        300,
        COMPULSORY | {"year": "2021", "quantity": "standard", "unit": "person"},
        "QB_G6_SMALL",
        "met",
        200,
    ),
]


@pytest.mark.parametrize("region, indicator, value, other, rule, verdict, margin", SECTION_6)
def test_section_6(region, indicator, value, other, rule, verdict, margin):
    row = verdicts(figure(region, indicator, value, **other)).loc[rule]
    assert row["verdict"] == verdict, row["reason_en"]
    assert row["margin"] == pytest.approx(margin)
    assert row["reason_en"] and row["reason_zh"]


def test_rotation_share_of_all_teachers_cannot_be_judged():
    for row in (
        one(YINING, "teacher_rotation_share", 5.03, **COMPULSORY),
        one(ZHAOTONG, "teacher_rotation_share", 11.95, year="2023", **COMPULSORY),
    ):
        assert row.name == "QB_G11_ROT"
        assert row["verdict"] == "cannot judge"
        assert pd.isna(row["margin"])
        assert row["reason_en"].count("number of eligible teachers") == 1  # said once
        assert "符合条件的教师数" in row["reason_zh"]
        assert row["confidence"] == "page_partial"
    assert (
        one(ZHAOTONG, "teacher_rotation_share_of_eligible", 11.95, year="2023", **COMPULSORY)[
            "verdict"
        ]
        == "met"
    )


@pytest.mark.parametrize("ratio, stage", [(14.2, "lower_secondary"), (16.0, "primary")])
def test_pupils_per_teacher_is_not_pupils_per_staff(ratio, stage):
    row = one(YINING, "student_teacher_ratio", ratio, "ratio", year="2020", stage=stage)
    assert row["verdict"] == "cannot judge"
    assert "teachers or all staff" in row["reason_en"]
    row = one(YINING, "students_per_staff", ratio, "ratio", year="2020", stage=stage)
    # a quota of posts is no pass mark
    assert row["verdict"] == {14.2: "short", 16.0: "right side"}[ratio]


def test_no_year_is_no_reason_not_to_judge_while_the_rule_stayed_the_same():
    row = one(YINING, "retention_rate_three_year", 99.71, **LOW)
    assert (row["verdict"], row["margin"]) == ("met", pytest.approx(4.71))
    assert "原文未注明年份" in row["reason_zh"]
    row = one(YINING, OPERATING, 620, **STANDARD, **PRIMARY)  # 600 until 2019, 650 from 2020
    assert row["verdict"] == "cannot judge"
    assert (
        one(YINING, OPERATING, 800, **STANDARD, **PRIMARY)["verdict"] == "met"
    )  # under each version


@pytest.mark.parametrize(
    ("year", "verdict"), [("", "cannot judge"), ("2023", "short"), ("2025", "not met")]
)
def test_a_figure_without_a_year_is_not_held_to_a_mark_that_is_due_later(year, verdict):
    # no large classes in upper secondary by 2025: the action plan of 2021
    share = figure(YUNYANG, "large_class_share", 3, year=year, stage="upper_secondary")
    assert set(verdicts(share)["verdict"]) == {verdict}


@pytest.mark.parametrize(
    "indicator, value, stage",
    [
        ("public_kindergarten_enrolment_share", 49, "preschool"),  # PRE_PUB_2025
        ("after_school_service_school_rate", 99, "primary"),  # AFTER_SCHOOL
    ],
)
def test_rule_from_memory_gives_no_firm_verdict(indicator, value, stage):
    table = verdicts(figure(CHINA, indicator, value, year="2025", stage=stage))
    row = table[table["confidence"].eq("memory")].iloc[0]
    assert row["verdict"] == "cannot judge"
    assert "memory" in row["reason_en"]


def test_rules_read_on_a_page_since_judge():
    # decrees 46 (2020) and 43 (2017) ask for 1:350 and 1:200; Nantong prints 1:325 and 1:190
    tertiary = {"unit": "ratio_one_to", "year": "2021", "stage": "tertiary"}
    assert one(NANTONG, "ideology_teacher_student_ratio", 1 / 325, **tertiary)["verdict"] == "met"
    assert one(NANTONG, "counsellor_student_ratio", 1 / 190, **tertiary)["verdict"] == "met"
    # 720 a year at primary schools from 2023
    row = one(YINING, OPERATING, 650, **STANDARD | PRIMARY | {"year": "2023"})
    assert (row["verdict"], row["margin"]) == ("not met", -70)


@pytest.mark.parametrize("status", ["damaged", "ambiguous", "conflict", "placeholder"])
def test_figure_that_is_not_ok_cannot_be_judged(status):
    for value in (56.65, None):
        share = figure(
            YUNYANG, "public_kindergarten_enrolment_share", value, year="2021", status=status, **PRE
        )
        table = verdicts(share)
        assert set(table["verdict"]) == {"cannot judge"}
        assert table["margin"].isna().all()


def test_figure_of_a_part_of_the_region_cannot_be_judged():
    share = figure(
        YUNYANG, "public_kindergarten_enrolment_share", 56.65, year="2021", scope="part", **PRE
    )
    assert set(verdicts(share)["verdict"]) == {"cannot judge"}


def test_quoted_targets_and_limits_are_no_achievements():
    for quantity in ("target", "threshold", "standard", "change"):
        share = figure(
            ZHAOTONG,
            "public_kindergarten_enrolment_share",
            50,
            year="2023",
            quantity=quantity,
            **PRE,
        )
        assert verdicts(share).empty
    assert list(judged(share).columns) == judging.COLUMNS


@pytest.mark.parametrize(
    "indicator, value, unit, stage",
    [
        ("class_size", 45.2, "person", "primary"),
        ("teaching_area_per_student", 3.042, "m2_per_student", "primary"),
        ("school_size", 900, "person", "primary"),
        ("student_sleep_time", 9, "hour", "primary"),
        ("multimedia_classrooms_share", 67.32, "percent", "all"),
        ("fiscal_education_funding_share_of_gdp", 3.1, "percent", "all"),
    ],
)
def test_rules_on_schools_and_on_the_nation_do_not_judge_a_county(indicator, value, unit, stage):
    assert verdicts(figure(YUNYANG, indicator, value, unit, "2021", stage)).empty


def test_rule_in_force_in_the_data_year():
    assert verdicts(figure(YINING, TOTAL, -0.69, year="2016", stage="all", **GROWTH)).empty
    assert one(YINING, TOTAL, -0.69, year="2017", stage="all", **GROWTH)["verdict"] == "not met"
    special = {"stage": "special", "year": "2025"} | STANDARD
    assert one(YINING, OPERATING, 6500, **special)["verdict"] == "not met"  # 7000 from 2025


def test_change_rules():
    assert (
        one(YINING, TOTAL, 0, year="2021", stage="all", **GROWTH)["verdict"] == "met"
    )  # flat does not fall
    assert one(YINING, PUPIL, -0.01, year="2021", stage="all", **GROWTH)["verdict"] == "not met"
    row = one(YINING, TOTAL, 1504380000, "yuan", "2020", "all", previous_value=1456540000)
    assert (row["verdict"], row["margin_unit"]) == ("met", "percent")
    assert row["margin"] == pytest.approx(3.2845, abs=0.0001)
    assert verdicts(
        figure(YINING, TOTAL, 1504380000, "yuan", "2020", "all")
    ).empty  # level before not known
    row = one(YUNYANG, PUPIL, -2.41, "yuan_per_student", "2021", "vocational", "change")
    assert (row["verdict"], row["margin_unit"]) == ("short", "yuan_per_student")
    row = one(HENAN, "myopia_rate", -0.63, "percentage_point", "2021", "all", "change")
    assert (row["verdict"], row["margin"]) == ("met", pytest.approx(0.13))
    row = one(YUNYANG, "myopia_rate", -0.63, "percentage_point", "2021", "all", "change")
    # set for the nation and provinces
    assert (row["verdict"], row["margin"]) == ("right side", pytest.approx(0.13))


def test_one_change_printed_three_ways_is_judged_once():
    base = {"year": "2021", "stage": "vocational"}
    level = figure(YUNYANG, PUPIL, 16039.46, "yuan_per_student", previous_value=16037.05, **base)
    change = figure(YUNYANG, PUPIL, 2.41, "yuan_per_student", quantity="change", **base)
    rate = figure(YUNYANG, PUPIL, 0.02, **base, **GROWTH)
    assert verdicts(level, change, rate)["margin"].tolist() == [0.02]
    assert verdicts(level, change)["margin"].tolist() == pytest.approx([0.015028])
    assert verdicts(change)["margin"].tolist() == [2.41]
    bad = rate | {"status": "damaged"}
    assert verdicts(level, bad)["verdict"].tolist() == ["right side"]  # one stage settles nothing
    assert verdicts(bad)["verdict"].tolist() == ["cannot judge"]


def test_targets_before_they_are_due():
    share = {"year": "2019"} | PRIMARY
    assert one(CHINA, "large_class_share", 7.14, **share)["verdict"] == "short"
    assert one(CHINA, "large_class_share", 4.9, **share)["verdict"] == "right side"
    assert one(CHINA, "large_class_share", 7.14, **share | {"year": "2020"})["verdict"] == "not met"
    row = one(CHINA, "large_class_share", 4.9, **share)
    assert row["binding"] == "not due" and "2020" in row["reason_en"]


def test_kind_of_region():
    share = figure(HENAN, "inclusive_kindergarten_coverage_rate", 82.59, year="2021", **PRE)
    table = verdicts(share)
    for rule, margin in (("PRE_INCL", 2.59), ("PRE_INCL_2020", 2.59), ("PRE_INCL_2025", -2.41)):
        row = table.loc[rule]  # rules for counties and for the nation
        assert row["verdict"] == ("right side" if margin > 0 else "short")
        assert row["margin"] == pytest.approx(margin) and "other level" in row["binding"]
    row = one(CHINA, "fiscal_education_funding_share_of_gdp", 4.14, year="2017", stage="all")
    assert (row["verdict"], row["margin"]) == ("met", pytest.approx(0.14))
    row = one(YUNYANG, "retention_rate_nine_year", 94, year="2020", **COMPULSORY)
    assert (row["verdict"], row["margin"]) == ("short", pytest.approx(-1))  # a national target
    for region in (YUNYANG, NANTONG, YINING, ZHAOTONG):  # a county as a prefecture
        row = verdicts(
            figure(region, "myopia_rate", -0.63, "percentage_point", "2021", "all", "change")
        )
        assert row.loc["MYOPIA", ["verdict", "binding"]].tolist() == ["right side", "other level"]


def test_stages_printed_together():
    share = {"year": "2020"} | COMPULSORY
    apart = verdicts(figure(YINING, "non_teaching_staff_share", 12, **share))  # 9 and 15 percent
    assert apart["verdict"].tolist() == ["cannot judge"] * 2
    assert apart["reason_en"].str.contains("limits differ").all()
    above_both = verdicts(figure(YINING, "non_teaching_staff_share", 16, **share))
    assert above_both["verdict"].tolist() == ["not met"] * 2


def test_unit_must_be_the_rules():
    share = figure(
        YUNYANG, "public_kindergarten_enrolment_share", 0.5665, "ratio", "2021", "preschool"
    )
    assert set(verdicts(share)["verdict"]) == {"cannot judge"}


def test_unknown_comparator_is_a_fault():
    with pytest.raises(Fault, match="comparator: 'increases'"):
        judged(figure(YINING, TOTAL, 1), standards=RULES.assign(comparator="increases"))


def test_figure_of_no_known_region_has_no_row():
    for code in (None, "", "999999"):
        assert verdicts(figure(code, TOTAL, 1, stage="all", **GROWTH)).empty


def test_inputs_stay_as_they_are():
    figures = pd.DataFrame([figure(YUNYANG, TOTAL, 1, year="2021", stage="all", **GROWTH)])
    before, rules = figures.copy(), RULES.copy()
    judging.verdicts(
        PACKAGE | {"regions": REGIONS, "equity_published": NO_TABLE, "figures": figures}
    )
    pd.testing.assert_frame_equal(figures, before)
    pd.testing.assert_frame_equal(RULES, rules)


# Per student: all stages together, or every stage that such a government runs.

COUNTY_STAGES = ["preschool", "primary", "lower_secondary", "upper_secondary", "vocational"]


def whole(*changes, region=YUNYANG, **other):
    rows = [
        figure(region, PUPIL, change, year="2021", stage=stage, **GROWTH) | other
        for stage, change in changes
    ]
    table = judged(*rows)
    return table[table["kind"] == "whole"]


def test_every_stage_printed_and_none_fell_is_met_though_no_figure_for_all_is_printed():
    row = whole(*[(stage, 0.1) for stage in COUNTY_STAGES[:-1]], ("vocational", 0)).iloc[0]
    assert (row["verdict"], row["rule_id"]) == ("met", "FUND_PP_UP_all")
    assert "5 stages" in row["reason_en"] and "no figure for all together" in row["reason_en"]


@pytest.mark.parametrize("change", [1.0, -1.0])
def test_one_stage_settles_nothing_whether_it_rises_or_falls(change):
    row = whole(("primary", change)).iloc[0]
    assert row["verdict"] == "cannot judge"
    assert ("rose: primary" if change > 0 else "fell: primary") in row["reason_en"]
    assert "not printed: preschool, lower secondary" in row["reason_en"]


def test_a_falling_stage_among_all_cannot_be_judged_as_a_whole():
    row = whole(*[(stage, 1) for stage in COUNTY_STAGES[1:]], ("preschool", -0.1)).iloc[0]
    assert row["verdict"] == "cannot judge" and "fell: preschool" in row["reason_en"]


def test_a_prefecture_runs_colleges_so_that_five_stages_are_not_all():
    five = [(stage, 1) for stage in COUNTY_STAGES]
    assert whole(*five, region=NANTONG).iloc[0]["verdict"] == "cannot judge"
    assert whole(*five, ("tertiary", 1), region=NANTONG).iloc[0]["verdict"] == "met"


def test_a_figure_for_all_stages_decides():
    assert whole(("all", 1), ("primary", -1)).empty
    table = verdicts(
        figure(YUNYANG, PUPIL, 1, year="2021", stage="all", **GROWTH),
        figure(YUNYANG, PUPIL, -1, year="2021", stage="primary", **GROWTH),
    )
    assert table["verdict"].to_dict() == {"FUND_PP_UP_all": "met", "FUND_PP_UP_primary": "short"}


def test_a_selected_figure_is_never_judged():
    place = figure(NANTONG, PUPIL, 113.07, year="2023", stage="tertiary", **GROWTH)
    assert judged(place | {"selected": "fastest growth"}).empty
    assert len(judged(place)) == 2  # the stage, and the year as a whole


def test_printed_rate_and_levels_that_point_different_ways_cannot_be_judged():
    base = {"year": "2021", "stage": "all"}
    level = figure(YUNYANG, TOTAL, 100, "yuan", previous_value=90, value_printed="100", **base)
    rate = figure(YUNYANG, TOTAL, -5, value_printed="-5", **base, **GROWTH)
    assert verdicts(level, rate)["verdict"].tolist() == ["cannot judge"]


def test_each_figure_behind_a_verdict_is_named_once_the_printed_rate_first():
    data = {name: tables.read(name) for name in [*NEEDED, "figures", "equity_published", "regions"]}
    found = judging.verdicts(data)
    for ids in found["figure_ids"].str.split():
        assert len(ids) == len(set(ids))
    quantity = data["figures"].set_index("figure_id")["quantity"]
    rated = found[found["kind"].eq("growth") & found["figure_id"].isin(quantity.index)]
    printed = rated[rated["figure_ids"].str.split().map(lambda ids: "growth" in set(quantity[ids]))]
    assert len(printed) > 100
    assert quantity[printed["figure_id"]].eq("growth").all()


def test_a_rule_for_counties_says_so_of_a_prefecture_alone():
    names = ["figures", "funding_national", "equity_published", "standards", "regions"]
    judged = judging.verdicts({name: tables.read(name) for name in [*names, "stages_run"]})
    public = judged[judged["rule_id"].eq("PRE_PUB")].set_index("region_code")["reason_en"]
    told = public.str.contains("a rule for counties, held against a prefecture's total")
    assert told["530600"] and not told["500235"]  # Zhaotong, Yunyang


@pytest.mark.parametrize(
    ("value", "note", "verdict"),
    [
        (700, "lower bound (余)", "met"),
        (700, "upper bound (近)", "cannot judge"),
        (700, "table; approximate (左右)", "cannot judge"),
        (500, "lower bound (余)", "cannot judge"),
        (500, "Upper bound (近)", "not met"),
    ],
)
def test_a_bound_is_judged_only_where_it_leaves_nothing_open(value, note, verdict):
    more = STANDARD | PRIMARY | {"year": "2020", "note": note}  # the mark is 650 at least
    assert one(YINING, OPERATING, value, **more)["verdict"] == verdict
