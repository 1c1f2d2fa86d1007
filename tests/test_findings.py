"""Findings in words: numbers from hand calculation, and sentences that read right in both
languages."""

import re

import pandas as pd
import pytest

from edugov import findings, funding, regions, tables


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    return {name: tables.read(name) for name in tables.names()}


def test_yining_means_of_eight(every):
    # primary: (.3636 + 1.2059 + .5141 + .3542 + .0994 + .3860 + .4083 + .4718) / 8 = 3.8033 / 8 =
    # 0.4754 lower secondary: (.0904 + .1323 + .1351 + .0808 + .1404 + .0536 + .0532 + .1870) / 8 =
    # .8728 / 8 = 0.1091
    primary, lower = findings.coefficients(regions.belonging("654002", every), "en")
    assert primary == (
        "Primary: the basic-balance rule of 2012 is met. "
        "The mean of the eight coefficients is 0.475, the limit 0.65. "
        "Sports ground and hall area per student alone has a coefficient of 1.21, above "
        "the limit on the mean; "
        "the rule sets no limit on a single coefficient."
    )
    assert lower == (
        "Lower secondary: the basic-balance rule of 2012 is met. "
        "The mean of the eight coefficients is 0.109, the limit 0.55."
    )


def test_yining_in_chinese(every):
    primary, lower = findings.coefficients(regions.belonging("654002", every), "zh")
    assert primary.startswith(
        "小学：达到2012年基本均衡要求，八项差异系数平均为0.475，限值0.65。单项"
    )
    assert "1.21" in primary
    assert lower == "初中：达到2012年基本均衡要求，八项差异系数平均为0.109，限值0.55。"


def test_jiujiang_has_one_of_seven_above_the_limit(every):
    (primary,) = findings.coefficients(regions.belonging("340207", every), "en")
    assert primary == (
        "Primary: the quality-balance limit of 0.50 is exceeded by 1 of 7 coefficients: "
        "Backbone teachers of county level or higher per 100 students (0.502)."
    )


def test_ningguo_has_six_of_seven_above_both_limits(every):
    primary, lower = findings.coefficients(regions.belonging("341881", every), "en")
    assert primary.startswith(
        "Primary: the quality-balance limit of 0.50 is exceeded by 6 of 7 coefficients: "
    )
    assert re.findall(r"\((\d\.\d{3})\)", primary) == [
        "0.759",
        "0.677",
        "0.674",
        "0.618",
        "0.597",
        "0.519",
    ]
    assert lower.startswith(
        "Lower secondary: the quality-balance limit of 0.45 is exceeded by 6 of 7 coefficients: "
    )
    assert re.findall(r"\((\d\.\d{3})\)", lower) == [
        "1.055",
        "0.686",
        "0.587",
        "0.542",
        "0.507",
        "0.496",
    ]


def test_qijiang_says_which_coefficients_are_missing(every):
    said = findings.coefficients(regions.belonging("500110", every), "en")[1]
    assert said == (
        "Lower secondary: the basic-balance rule of 2012 cannot be judged: "
        "none of the coefficients can be read in the source."
    )


def test_nantong_fall_of_one_stage_is_to_watch(every):
    own = regions.belonging("320600", every)
    duties = findings.funding_duties(own).set_index("stage")
    assert duties.loc["upper_secondary", ["growth_pct", "direction", "verdict"]].tolist() == [
        -1.21,
        "fall",
        "watch",
    ]
    assert (duties.drop(index="upper_secondary")["verdict"] == "met").all()
    said = findings.money(own, 2020, "en")
    assert said[1] == (
        "The same per student in 2021, by the stages printed: preschool +8.43%, primary +5.57%, "
        "lower secondary +4.42%, general upper secondary −1.21%, secondary vocational +2.83%. "
        "The duty that it only rises: watch."
    )
    assert findings.money(own, 2020, "zh")[1].endswith("生均只增不减：关注。")


def test_a_composite_printed_without_its_table_is_judged(every):
    # the rule of 2012: at most 0.65 at primary, 0.55 at lower secondary schools
    own = regions.belonging("530303", every)
    first = own["figures"].iloc[[0, 0, 0]].assign(
        indicator_id=["cv_composite_basic_2012"] * 2 + ["cv_books_per_student"],
        figure_id=["a", "b", "c"], stage=["primary", "lower_secondary", "primary"],
        quantity="value",
        value=[0.412, 0.561, 0.2], unit="ratio",
    )  # fmt: skip
    judged = findings.verdicts(own | {"figures": first, "standards": every["standards"]}).set_index(
        "figure_id"
    )
    judged = judged[
        judged["rule_id"].str.startswith("BB_CV_") & ~judged["rule_id"].str.contains("PREQUAL")
    ]
    assert judged["verdict"].to_dict() == {"a": "met", "b": "not met"}


def test_growth_of_an_unprinted_year_says_so(every):
    own = regions.belonging("530303", every)
    own["figures"] = own["figures"].assign(year="")  # as its page prints none
    assert set(findings.funding_duties(own)["year"]) == {""}
    assert findings.money(own, 2020, "en")[0].startswith(
        "General public budget education funding in a year that the source does not print: "
        "all stages +15.23%."
    )


def test_beijing_share_and_series_are_the_panel(every):
    # 450.2155 / 2717.3174 = 16.57%; prices of 2010 in 2010 are the nominal ones
    own = regions.belonging("110000", every)
    assert findings.money(own, 2020, "en")[0] == (
        "Education took 16.6% of the general public budget in 2010 and 15.4% in 2023."
    )
    series = findings.budget_series(own, 2010)
    assert series.loc[0, ["nominal", "constant"]].tolist() == [450.2155, 450.2155]
    # 2011: 520.08 / 1.054
    assert series.loc[1, "constant"] == pytest.approx(493.4345, abs=1e-4)
    assert len(series) == 14


def test_region_without_a_budget_series_has_an_empty_one(every):
    assert findings.budget_series(regions.belonging("654002", every), 2020).empty


def test_money_of_the_nation_includes_its_yearbooks_but_not_its_parts(every):
    own = regions.belonging("000000", every)
    rows = findings.funding_figures(own)
    printed = own["funding_national"]
    assert set(rows["source_id"]) >= set(printed.loc[printed["coverage"] == "nation", "source_id"])
    only_parts = printed.groupby("source_id")["coverage"].agg(
        lambda column: "nation" not in set(column)
    )
    assert not set(rows["source_id"]) & set(only_parts.index[only_parts])
    said = findings.missing(own, findings.verdicts(own), "en")
    assert not any("nothing here on" in line and "funding" in line for line in said)


def test_what_is_missing_is_counted(every):
    own = regions.belonging("320600", every)
    said = findings.missing(own, findings.verdicts(own), "en")
    undated = int((own["figures"]["year"] == "").sum())
    assert said[0] == f"For {undated} figures the source prints no year."
    whole = own | {"figures": own["figures"].head(0)}
    judged = findings.verdicts(whole)
    assert findings.missing(whole, judged, "en")[0].startswith(
        "The documents at hand print no number that was read here on: funding"
    )


def test_coefficients_are_not_judged_a_second_time_as_single_figures(every):
    own = regions.belonging("654002", every)
    ids = own["figures"].set_index("figure_id")["indicator_id"]
    assert not ids.loc[findings.verdicts(own)["figure_id"]].str.startswith("cv_").any()


def test_counts_in_the_first_lines_are_those_of_the_tables(every):
    own = regions.belonging("500235", every)
    judged = findings.verdicts(own)
    said = " ".join(findings.profile(own, judged, "en"))
    sizes = judged["verdict"].value_counts()
    assert f"{len(own['figures'])} figures from 1 source stand here." in said
    assert f"{len(judged)} comparisons with an official rule: {sizes['met']} met, " in said
    unsound = int((own["figures"]["status"] != "ok").sum())
    assert unsound >= 7  # seven numbers or units are torn in its funding paragraph alone
    assert f"{unsound} figures cannot be taken as printed" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sentences_of_every_region_read_as_sentences(every, lang):
    having = regions.with_pages(every).set_index("region_code")
    for code in having.index[having["profile"]]:
        own = regions.belonging(code, every)
        judged = findings.verdicts(own)
        said = findings.profile(own, judged, lang) + findings.missing(own, judged, lang)
        if having.loc[code, "funding"]:
            said += findings.money(own, 2020, lang)
        assert said, code
        for line in said:
            assert line.endswith("。" if lang == "zh" else "."), (code, line)
            for broken in (
                "nan",
                "{",
                "}",
                "  ",
                "None",
                "<NA>",
                "..",
                ".:",
                "。。",
                "。 ",
                " ,",
                "()",
            ):
                assert broken not in line, (code, line)
            assert not re.search(
                r"\b1 (figures|sources|comparisons|verdicts)\b|[^\d.,]-\d", line
            ), (code, line)
            assert bool(re.search("[\u4e00-\u9fff]", line)) or lang == "en", (code, line)


def test_duty_indicators_are_in_the_dictionary(every):
    assert set(funding.DUTY_INDICATORS) <= set(every["indicators"]["indicator_id"])
