"""Published coefficient tables: the examples of section 1.5 of the page on the rules, typed by
hand."""

from pathlib import Path

import pandas as pd
import pytest

from edugov.equity import composite, drivers, judge_table
from edugov.tables import Fault

RULES = pd.read_csv(
    Path(__file__).parents[1] / "data" / "standards.csv", dtype=str, keep_default_na=False
)
EIGHT = [
    "teaching_area_per_student",
    "sports_area_per_student",
    "equipment_value_per_student",
    "computers_per_100_students",
    "books_per_student",
    "teacher_student_ratio",
    "above_required_degree_teachers_per_student",
    "mid_senior_title_teachers_per_student",
]
SEVEN = [
    "above_required_degree_teachers_per_100_students",
    "backbone_teachers_per_100_students",
    "physical_education_and_arts_teachers_per_100_students",
    "teaching_area_per_student",
    "sports_area_per_student",
    "equipment_value_per_student",
    "multimedia_classrooms_per_100_students",
]
JIUJIANG = [0.297929, 0.501787, 0.401952, 0.288419, 0.37545, 0.312782, 0.394205]


def published(stage, rule_set, values, printed=None, region="340103"):
    names = EIGHT if rule_set == "basic_2012" else SEVEN
    rows = [
        (name, value, False) for name, value in zip(names, values, strict=True) if value is not None
    ]
    if printed is not None:
        rows.append(("cv_composite_basic_2012", printed, True))
    table = pd.DataFrame(rows, columns=["indicator_id", "coefficient_of_variation", "composite"])
    return table.assign(
        region_code=region, source_id="s", year=None, stage=stage, rule_set=rule_set
    )


@pytest.mark.parametrize(
    "stage, values, printed, recomputed",
    [
        ("primary", [0.881, 1.299, 0.977, 0.379, 0.170, 0.334, 0.286, 0.408], 0.592, 0.59175),
        (
            "lower_secondary",
            [0.353, 0.784, 0.146, 0.491, 0.037, 0.226, 0.223, 0.253],
            0.314,
            0.314125,
        ),
        ("primary", [0.711, 0.649, 0.472, 0.338, 0.235, 0.274, 0.260, 0.396], 0.417, 0.416875),
        (
            "lower_secondary",
            [0.505, 0.484, 0.325, 0.275, 0.199, 0.715, 0.421, 1.021],
            0.493,
            0.493125,
        ),
        ("primary", [0.437, 0.419, 0.255, 0.188, 0.171, 0.263, 0.263, 0.420], 0.302, 0.302),
    ],
)
def test_published_composites(stage, values, printed, recomputed):
    table = published(stage, "basic_2012", values, printed)
    row = composite(table, RULES).iloc[0]
    assert row["composite_recomputed"] == pytest.approx(recomputed, abs=1e-9)
    assert row["composite_printed"] == pytest.approx(row["composite_recomputed"], abs=0.001)
    verdict = judge_table(table, RULES).iloc[0]
    limit = {"primary": 0.65, "lower_secondary": 0.55}[stage]
    assert (verdict["verdict"], verdict["limit"]) == ("met", limit)
    assert verdict["margin"] == pytest.approx(limit - recomputed)


def test_composite_that_is_not_the_mean():
    row = composite(published("primary", "basic_2012", [0.1] * 7 + [0.123], 0.11), RULES).iloc[0]
    assert (row["composite_printed"], row["composite_recomputed"]) == (0.11, 0.102875)


def test_yining_passes_although_one_coefficient_is_above_one():
    # the report's table; the composites are those of section 6 of the page on the rules
    primary = [
        0.3636,
        1.2059,
        0.5141,
        0.4,
        0.4,
        0.4,
        0.3,
        0.2196,
    ]  # first three printed, the rest invented
    row = judge_table(published("primary", "basic_2012", primary), RULES).iloc[0]
    assert sum(primary) / 8 == pytest.approx(0.4754, abs=1e-4)
    assert (row["verdict"], row["over_limit"]) == ("met", "")
    assert row["margin"] == pytest.approx(0.65 - 0.4754, abs=1e-4)


def test_yining_composites_from_the_hand_labels():
    path = Path(__file__).parents[1] / ".." / "shared" / "gold" / "yining-2021.csv"
    if not path.exists():
        pytest.skip("needs ../shared")
    gold = pd.read_csv(path)
    gold = gold[gold["indicator_id"].str.startswith("cv_") & gold["quantity"].eq("level")]
    table = pd.DataFrame(
        {
            "indicator_id": gold["indicator_id"],
            "coefficient_of_variation": gold["value_si"].astype(float),
            "stage": gold["level"],
        }
    ).assign(composite=False, region_code="654002", source_id="y", year="", rule_set="basic_2012")
    means = composite(table, RULES).set_index("stage")["composite_recomputed"]
    assert means["primary"] == pytest.approx(0.4754, abs=5e-5)
    assert means["lower_secondary"] == pytest.approx(0.1091, abs=5e-5)
    assert judge_table(table, RULES)["verdict"].tolist() == ["met", "met"]


def test_jiujiang_fails_on_one_coefficient_although_the_mean_looks_safe():
    row = judge_table(published("primary", "quality_2017", JIUJIANG), RULES).iloc[0]
    assert sum(JIUJIANG) / 7 == pytest.approx(0.367503, abs=1e-6)
    assert row["verdict"] == "not met"
    assert row["over_limit"] == "backbone_teachers_per_100_students"
    assert row["margin"] == pytest.approx(-0.001787)
    assert "1 of the seven" in row["reason_en"]


@pytest.mark.parametrize(
    "stage, values",
    [
        ("primary", [0.677, 0.674, 0.618, 0.519, 0.597, 0.167, 0.759]),
        ("lower_secondary", [0.542, 1.055, 0.507, 0.587, 0.686, 0.254, 0.496]),
    ],
)
def test_ningguo_fails_six_of_seven(stage, values):
    row = judge_table(published(stage, "quality_2017", values), RULES).iloc[0]
    assert row["verdict"] == "not met"
    assert len(row["over_limit"].split(", ")) == 6
    assert "equipment_value_per_student" not in row["over_limit"]
    assert row["margin"] == pytest.approx(
        {"primary": 0.5, "lower_secondary": 0.45}[stage] - max(values)
    )


def test_missing_coefficients():
    gap = [0.3] * 7 + [None]
    row = judge_table(published("primary", "basic_2012", gap), RULES).iloc[0]
    assert (row["verdict"], row["missing"]) == ("cannot judge", EIGHT[7])
    assert pd.isna(row["margin"])
    assert (row["reason_en"], row["reason_zh"]) == ("coefficients missing: 1", "缺1项系数")
    row = judge_table(published("primary", "basic_2012", gap, 0.66), RULES).iloc[0]
    assert row["verdict"] == "not met"  # the printed composite settles it
    row = judge_table(published("primary", "quality_2017", [0.3] * 6 + [None]), RULES).iloc[0]
    assert (row["verdict"], row["missing"]) == ("cannot judge", SEVEN[6])
    row = judge_table(published("primary", "quality_2017", [0.6] * 6 + [None]), RULES).iloc[0]
    assert row["verdict"] == "not met"  # one over the limit settles it
    whole = composite(published("primary", "basic_2012", gap, 0.3), RULES).iloc[0]
    assert pd.isna(whole["composite_recomputed"])
    empty = published("primary", "basic_2012", [None] * 8, 0.5)
    assert judge_table(empty, RULES).iloc[0]["verdict"] == "met"


def test_limits_themselves():
    assert (
        judge_table(published("primary", "basic_2012", [0.65] * 8), RULES).iloc[0]["verdict"]
        == "met"
    )
    assert (
        judge_table(published("primary", "quality_2017", [0.5] * 7), RULES).iloc[0]["verdict"]
        == "met"
    )
    assert (
        judge_table(published("lower_secondary", "quality_2017", [0.46] * 7), RULES).iloc[0][
            "verdict"
        ]
        == "not met"
    )


def test_drivers():
    table = drivers(published("primary", "basic_2012", [0.2, 0.4, 0.2, 0, 0, 0, 0, 0.8]), RULES)
    assert table["share_of_composite_pct"].tolist() == pytest.approx(
        [12.5, 25, 12.5, 0, 0, 0, 0, 50]
    )
    assert table["rank"].tolist() == [3, 2, 3, 5, 5, 5, 5, 1]
    assert table["ratio_to_limit"].isna().all()
    table = drivers(published("primary", "quality_2017", JIUJIANG), RULES)
    assert table["ratio_to_limit"][1] == pytest.approx(1.003574)
    assert table["rank"][1] == 1
    assert table["share_of_composite_pct"].isna().all()


def test_order_of_rows_changes_nothing_and_input_stays():
    table = published("primary", "quality_2017", JIUJIANG)
    before = table.copy()
    shuffled = drivers(table.sample(frac=1, random_state=1), RULES)
    pd.testing.assert_frame_equal(drivers(table, RULES), shuffled)
    pd.testing.assert_frame_equal(table, before)


def test_faults():
    table = published("primary", "quality_2017", JIUJIANG)
    with pytest.raises(Fault, match="no rule for 'quality_2017' at 'all'"):
        judge_table(table.assign(stage="all"), RULES)
    with pytest.raises(Fault, match="books_per_student is not of quality_2017 or doubled"):
        judge_table(table.assign(indicator_id=["books_per_student", *SEVEN[1:]]), RULES)
    with pytest.raises(Fault, match="doubled"):
        judge_table(pd.concat([table, table]), RULES)


def test_all_published_tables():
    path = Path(__file__).parents[1] / ".." / "shared" / "data" / "equity_published.csv"
    if not path.exists():
        pytest.skip("needs ../shared")
    names = {
        "region_zh": "region_code",
        "level": "stage",
        "standard": "rule_set",
        "cv": "coefficient_of_variation",
    }
    table = pd.read_csv(path).rename(columns=names).assign(source_id="s")
    result = composite(table, RULES)
    assert len(result) == 24  # 23 with coefficients, Qijiang lower secondary with means only
    # one last printed digit: half from the eight, half from their mean
    apart = (result["composite_printed"] - result["composite_recomputed"]).abs()
    assert (apart <= 0.001 + 1e-9).sum() == 23
    assert judge_table(table, RULES)["verdict"].value_counts().to_dict()["cannot judge"] == 1


def test_a_single_coefficient_is_judged_under_2017_alone_and_never_where_it_is_missing():
    seven = [*JIUJIANG[:6], float("nan")]
    table = drivers(published("primary", "quality_2017", seven), RULES).sort_values("rank")
    assert table["verdict"].tolist() == ["not met", *["met"] * 5, "cannot judge"]
    eight = drivers(published("primary", "basic_2012", [0.2] * 8), RULES)
    assert eight["verdict"].eq("").all()
