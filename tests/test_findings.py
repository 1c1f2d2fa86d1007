"""Findings in words: numbers from hand calculation, and sentences that read right in both
languages."""

import re

import pandas as pd
import pytest

from edugov import findings, funding, judging, labels, regions, tables
from edugov.findings import funding_sentences
from edugov.labels import say
from tests.judged import cut, every_region, judged

pytestmark = every_region


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    return {name: tables.read(name) for name in tables.names()}


def test_yining_means_of_eight():
    # primary: (.3636 + 1.2059 + .5141 + .3542 + .0994 + .3860 + .4083 + .4718) / 8 = 3.8033 / 8 =
    # 0.4754 lower secondary: (.0904 + .1323 + .1351 + .0808 + .1404 + .0536 + .0532 + .1870) / 8 =
    # .8728 / 8 = 0.1091
    primary, lower = findings.coefficients(cut("654002"), "en")
    assert primary == (
        "Primary: the rule of basic balance, 2012 on coefficients is met. "
        "The mean of the eight coefficients is 0.475, the limit 0.65. "
        "Sports ground and hall area per student alone has a coefficient of 1.21, above "
        "the limit on the mean; "
        "the rule sets no limit on a single coefficient."
    )
    assert lower == (
        "Lower secondary: the rule of basic balance, 2012 on coefficients is met. "
        "The mean of the eight coefficients is 0.109, the limit 0.55."
    )


def test_yining_in_chinese():
    primary, lower = findings.coefficients(cut("654002"), "zh")
    assert primary.startswith(
        "小学：八项差异系数平均为0.475，不超过标准值0.65，符合2012年基本均衡办法对差异系数的规定。其中"
    )
    assert "1.21" in primary
    assert lower == (
        "初中：八项差异系数平均为0.109，不超过标准值0.55，符合2012年基本均衡办法对差异系数的规定。"
    )


def test_jiujiang_has_one_of_seven_above_the_limit():
    primary, *others = findings.coefficients(cut("340207"), "en")
    assert others == [
        "Primary: the rule of basic balance, 2012 on coefficients is met. The mean of the eight "
        "coefficients is 0.335, the limit 0.65. The eight themselves are not printed.",
        "Lower secondary: the rule of basic balance, 2012 on coefficients is met. The mean of the "
        "eight coefficients is 0.328, the limit 0.55. The eight themselves are not printed.",
        # 0.8876 and 0.8793 are printed; each school is asked for 1 and 0.9
        "Primary, Backbone teachers of county level or higher per 100 students: the county’s "
        "mean is 0.8876, below the 1 asked of each school "
        "(教督〔2017〕6号), so at least one school lies below it; a school may miss one of its "
        "quantities by a little.",
        "Primary, Physical education and arts teachers per 100 students: the county’s mean "
        "is 0.8793, below the 0.9 asked of each school (教督〔2017〕6号), so at least "
        "one school lies below it; a school may miss one of its quantities by a little.",
    ]
    assert primary == (
        "Primary: the limit of 0.50 (quality balance, 2017) is exceeded by 1 of 7 coefficients: "
        "Backbone teachers of county level or higher per 100 students (0.502)."
    )


def test_what_rose_as_printed_and_fell_in_constant_prices_opens_the_page():
    # Yunyang 2021, consumer prices +0.9%: 1.0031 / 1.009 = 0.99415; 1.003 / 1.009 = 0.99405;
    # 1.0002 / 1.009 = 0.99128; primary, 1.0246 / 1.009, rose
    yunyang = cut("500235")
    told = (
        "Not fallen as printed, but fallen in constant prices in 2021: total, all stages −0.58%; "
        "per student, lower secondary −0.59%; per student, general upper secondary −0.59%; "
        "per student, secondary vocational −0.87%."
    )
    assert told in funding_sentences.money(yunyang, 2020, "en")
    assert told in findings.profile(yunyang, findings.verdicts(yunyang), "en")
    # Qinghai 2020: what fell as printed is no such case, and 1.0755 / 1.025 rose
    qinghai = funding_sentences.money(cut("630000"), 2020, "en")
    assert not any(said.startswith("Not fallen as printed") for said in qinghai)


def test_ningguo_has_six_of_seven_above_both_limits():
    primary, lower = findings.coefficients(cut("341881"), "en")
    assert primary.startswith(
        "Primary: the limit of 0.50 (quality balance, 2017) is exceeded by 6 of 7 coefficients: "
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
        "Lower secondary: the limit of 0.45 (quality balance, 2017) is exceeded by 6 of 7 "
        "coefficients: "
    )
    assert re.findall(r"\((\d\.\d{3})\)", lower) == [
        "1.055",
        "0.686",
        "0.587",
        "0.542",
        "0.507",
        "0.496",
    ]


def test_qijiang_says_which_coefficients_are_missing():
    said = findings.coefficients(cut("500110"), "en")[1]
    assert said == (
        "Lower secondary: the rule of basic balance, 2012 cannot be judged: "
        "none of the coefficients can be read in the source."
    )


def test_nantong_fall_of_one_stage_leaves_the_whole_open():
    own = cut("320600")
    duties = funding_sentences.funding_duties(own, judging.verdicts(own))
    stages = duties[duties["kind"] == "growth"].set_index("stage")
    falling = stages.loc["upper_secondary", ["value", "verdict"]]
    assert falling.tolist() == [-1.21, "short"]
    rising = stages.drop(index=["upper_secondary", "all"])
    assert set(rising["verdict"]) == {"right side"}  # treated alike: one stage settles nothing
    assert stages.loc["all", "verdict"] == "met"  # the total
    said = funding_sentences.money(own, 2020, "en")[1]
    assert said.startswith(
        "The same per student in 2021: preschool +8.43%, primary +5.57%, lower secondary +4.42%, "
        "general upper secondary −1.21%, secondary vocational +2.83%. "
        "The duty that it only rises: cannot judge;"
    )
    assert "fell: general upper secondary" in said and "not printed: higher education" in said


@pytest.mark.parametrize(("lang", "told"), [("en", "of a single stage"), ("zh", "单个学段的增减")])
def test_a_rise_of_all_stages_alone_says_that_no_stage_is_printed(lang, told):
    """A reader of Zhaotong's page asked whether primary schools' money rose: that is not printed.
    Of Nantong's five stages it is."""
    zhaotong = funding_sentences.money(cut("530600"), 2020, lang)
    assert told in zhaotong[1] and "+1.05%" in zhaotong[1]
    nantong = funding_sentences.money(cut("320600"), 2020, lang)
    assert not any(told in said for said in nantong)


def test_a_composite_printed_without_its_table_is_judged(every):
    # the rule of 2012: at most 0.65 at primary, 0.55 at lower secondary schools
    own = cut("530303")
    first = own["figures"].iloc[[0, 0, 0]].assign(
        indicator_id=["cv_composite_basic_2012"] * 2 + ["cv_books_per_student"],
        figure_id=["a", "b", "c"], stage=["primary", "lower_secondary", "primary"],
        quantity="value",
        value=[0.412, 0.561, 0.2], unit="ratio",
    )  # fmt: skip
    judged = judging.verdicts(own | {"figures": first, "standards": every["standards"]})
    judged = judged[judged["kind"] == "coefficients"].set_index("figure_id")
    assert judged["verdict"].to_dict() == {"a": "met", "b": "not met"}


def test_a_plain_rate_and_one_like_for_like_are_not_mixed_up():
    own = cut("320600")
    rates = own["figures"].query("indicator_id == 'general_budget_education_funding'")
    rates = rates[rates["quantity"].eq("growth") & rates["stage"].eq("all")].iloc[[0, 0]]
    rates = rates.assign(  # invented
        figure_id=["plain", "alike"], value=[4.51, 5.2], value_printed=["4.51", "5.20"],
        note=["", "同口径"],
    )  # fmt: skip
    own["figures"] = rates
    duties = funding_sentences.funding_duties(own, judging.verdicts(own))
    duties = funding_sentences.with_growth(duties, own)
    assert sorted(duties["value"]) == [4.51, 5.2]
    assert duties["growth_printed_pct"].tolist() == duties["value"].tolist()


@pytest.mark.parametrize("stage", ["lower_secondary", "all"])
@pytest.mark.parametrize("region", ["320600", "500235"])
def test_a_growth_that_is_planned_is_not_the_newest_year(region, stage):
    """A report ends with what is aimed at next year: 2025年力争一般公共预算教育经费增长3.5%."""
    own = cut(region)
    before = funding_sentences.money(own, 2020, "en")
    grown = own["figures"].query("quantity == 'growth' and status == 'ok'")
    indicator = "general_budget_education_funding"
    if stage != "all":
        indicator += "_per_student"
    plan = grown[grown["indicator_id"].eq(indicator)].iloc[[0]].assign(  # invented
        figure_id="plan", year="2029", stage=stage, value=3.5, value_printed="3.5",
        status="ambiguous", note="may be a growth that is planned",
    )  # fmt: skip
    own["figures"] = pd.concat([own["figures"], plan], ignore_index=True)
    judged = judging.verdicts(own)
    assert "2029" in set(funding_sentences.funding_duties(own, judged)["year"])
    assert funding_sentences.money(own, 2020, "en", judged) == before
    own["figures"] = plan
    alone = funding_sentences.money(own, 2020, "en")
    assert all("met" not in said.replace("cannot judge", "") for said in alone)


def test_growth_of_an_unprinted_year_says_so():
    own = cut("530303")
    own["figures"] = own["figures"].assign(year="", inferred="")  # its page prints none
    assert set(funding_sentences.funding_duties(own, judging.verdicts(own))["year"]) == {""}
    assert funding_sentences.money(own, 2020, "en")[0].startswith(
        "General public budget education funding in a year that the source does not print: "
        "all stages +15.23%."
    )


def test_yunyang_never_fell_at_any_stage_that_a_county_runs():
    own = cut("500235")
    said = funding_sentences.money(own, 2020, "en")[1]
    assert "The duty that it only rises: met; it did not fall at any of its 5 stages" in said


def test_places_named_as_fastest_are_not_judged():
    own = cut("450100")  # Nanning, named for +113.07%
    assert findings.verdicts(own).empty
    said = " ".join(funding_sentences.money(own, 2020, "en"))
    assert "113.07" not in said


def test_beijing_share_and_series_are_the_panel():
    # 450.2155 / 2717.3174 = 16.57%; prices of 2010 in 2010 are the nominal ones
    own = cut("110000")
    said = funding_sentences.money(own, 2020, "en")
    assert "total only rises (两个只增不减): met" in said[0]  # the notice of 2017: +8.32 %
    assert (
        "Education took 16.6% of the general public budget in 2010, 17.1% in 2012, the year of the "
        "goal of 4% of GDP, and 15.4% in 2023."
    ) in said
    series = funding_sentences.budget_series(own, 2010)
    assert series.loc[0, ["nominal", "constant"]].tolist() == [450.2155, 450.2155]
    # 2011: 520.08 / 1.054
    assert series.loc[1, "constant"] == pytest.approx(493.4345, abs=1e-4)
    assert len(series) == 14


LESS_THAN_2012 = {"210000": "82.9", "230000": "91.5", "220000": "97.1"}  # a review's own reckoning


def test_three_provinces_really_spend_less_than_in_2012_and_no_trend_is_told_for_them(every):
    less = {}
    for code in every["funding_provincial"]["region_code"].unique():
        own = cut(code)
        index = funding_sentences.budget_series(own, 2020)["index"].iloc[-1]
        if index < 100:
            less[code] = f"{index:.1f}"
    assert less == LESS_THAN_2012
    said = " ".join(funding_sentences.money(cut("220000"), 2020, "en"))
    assert "spent less on education in 2023 than in 2012: 97.1, with 2012 = 100" in said
    assert "no trend can be told" in said


def test_the_provinces_together_are_told_with_the_year_of_the_goal_as_their_base(every):
    """The numbers are a review's own, from the same panel."""
    share, pace, together, less, untold = funding_sentences.provinces(every, "en")
    assert "rose in 5 of 31 provinces and fell in 26; counted from 2010 it rose in 17" in share
    assert "by 25.5% a year from 2010 to 2012 and by 4.4% a year from 2012 to 2023" in pace
    assert "16.0% in 2010, 18.8% in 2012 and 16.8% in 2023" in together
    assert "Liaoning (82.9), Heilongjiang (91.5), Jilin (97.1)" in less
    assert "In 10 of 31 provinces no trend since 2012 can be told" in untold


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_a_budget_series_says_where_it_holds_something_else(lang):
    """The yearbook's first year, 2010, is a change of source too, but nothing stands before it."""
    own = regions.dossier("440000")
    series = funding_sentences.budget_series(own, 2020)
    breaks = funding_sentences.budget_breaks(series, own, lang)
    assert list(breaks) == [2015]
    assert {"en": "eleven government funds", "zh": "11项政府性基金"}[lang] in breaks[2015]
    assert funding_sentences.budget_breaks(series[series["year"] >= 2015], own, lang) == {}


def test_region_without_a_budget_series_has_an_empty_one():
    assert funding_sentences.budget_series(cut("654002"), 2020).empty


def test_money_of_the_nation_includes_its_yearbooks_but_not_its_parts():
    own = cut("000000")
    rows = funding_sentences.funding_figures(own)
    printed = own["funding_national"]
    assert set(rows["source_id"]) >= set(printed.loc[printed["coverage"] == "nation", "source_id"])
    only_parts = printed.groupby("source_id")["coverage"].agg(
        lambda column: "nation" not in set(column)
    )
    assert not set(rows["source_id"]) & set(only_parts.index[only_parts])
    said = findings.missing(own, findings.verdicts(own), "en")
    assert not any("nothing here on" in line and "funding" in line for line in said)


def test_what_is_missing_is_counted():
    own = cut("320600")
    said = findings.missing(own, findings.verdicts(own), "en")
    undated = int((own["figures"]["year"] == "").sum())
    assert said[0] == f"For {undated} figures the source prints no year."
    whole = own | {"figures": own["figures"].head(0)}
    judged = findings.verdicts(whole)
    assert findings.missing(whole, judged, "en")[0].startswith(
        "The documents at hand print no number that was read here on: funding"
    )


def test_coefficients_are_not_judged_a_second_time_as_single_figures():
    own = cut("654002")
    assert not findings.verdicts(own)["indicator_id"].str.startswith("cv_").any()


def test_counts_in_the_first_lines_are_those_of_the_tables():
    own = cut("500235")
    judged = findings.verdicts(own)
    said = " ".join(findings.profile(own, judged, "en"))
    sizes = judged["verdict"].value_counts()
    assert f"{len(own['figures'])} figures on this region, from 1 source." in said
    assert f"{len(judged)} comparisons with an official rule: {sizes['met']} met, " in said
    unsound = int((own["figures"]["status"] != "ok").sum())
    assert unsound >= 7  # seven numbers or units are torn in its funding paragraph alone
    assert f"{unsound} figures cannot be taken as printed" in said
    # one of its 146 figures is a quotient of two others; its text prints 145 (text_measures)
    assert "146 figures" in said and "printed in no source: 1 figure." in said


def test_duty_indicators_are_in_the_dictionary(every):
    assert set(funding.DUTY_INDICATORS) <= set(every["indicators"]["indicator_id"])


def test_a_share_is_rounded_once():
    # Anhui 2023: 1516.66 / 8643.57 = 17.547%; 17.55 in the table would make 17.6
    anhui = cut("340000")
    said = funding_sentences.money(anhui, 2020, "en")
    assert any("and 17.5% in 2023" in one for one in said)
    opening = findings.profile(anhui, findings.verdicts(anhui), "en")
    assert any(one.startswith("In 2023 education took 17.5% of") for one in opening)


def test_falls_of_the_treasurys_line_since_the_duty_are_told_without_a_verdict(every):
    # counted in the yearbooks by hand: 19 falls of 186 province-years from 2018 to 2023, in 13
    # provinces; Jilin 2021: 486.96 after 526.69, 7.5% less
    panel = every["funding_provincial"].astype({"year": int}).sort_values("year")
    spent = panel.pivot(index="year", columns="region_code", values=funding.EDUCATION)
    changes = (spent / spent.shift() - 1).loc[2018:2023]
    assert changes.size == 186 and (changes < 0).sum().sum() == 19
    fallen = [code for code in spent if (changes[code] < 0).any()]
    assert len(fallen) == 13
    for code in spent:
        said = funding_sentences.money(cut(code), 2020, "en")
        (told,) = [one for one in said if one.startswith("The treasury’s own line")]
        assert ("fell in no year" in told) == (code not in fallen)
    jilin = funding_sentences.money(cut("220000"), 2020, "en")
    assert any("fell in" in one and "2021 (−7.5%)" in one for one in jilin)


def test_yearly_values_of_the_budget_are_counted_beside_the_figures():
    # Yunnan has one budget a year, 2010 to 2023; its list of sources has 52 values in all
    own = cut("530000")
    said = " ".join(findings.profile(own, findings.verdicts(own), "en"))
    assert "14 yearly values of the budget from 14 sources of their own" in said
    assert f"{52 - 14} figures on this region, from" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_growth_says_that_its_label_is_our_reading(lang):
    # Fengqiu's notice of 2019 heads its figures per student 教育公用经费; its total is as printed
    remark = say("figure.inferred.indicator", lang)
    total, students, constant = funding_sentences.money(judged("410727")[0], 2020, lang)
    assert remark not in total
    assert students.count(remark) == 3  # one a stage
    assert constant.count(remark) == 1


def test_a_region_without_verdicts_on_its_duties_has_no_remarks_on_them():
    own, verdicts = judged("511100")  # Leshan prints nothing that the two duties are judged by
    duties = funding_sentences.funding_duties(own, verdicts)
    assert duties.empty
    assert (duties["reason_en"] + duties["reading_en"]).tolist() == []


# what the sources print, by hand: Zhanyi one amount and one rate of 2016; Leshan those of 2016
# and a rate of 2019 that a notice names as the fastest; Ningxia nothing
@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("530303", ["its figures of 2016 are of a time before the duty."]),
        ("511100", ["its figures of 2016", "named the place as an extreme."]),
        ("640000", ["No source at hand prints"]),
    ],
)
def test_where_no_verdict_stands_on_the_two_duties_the_page_says_why(code, parts):
    said = funding_sentences.open_duties(cut(code), "en")
    assert [part for part in parts if part not in said] == []
    assert said.startswith("No source") == (len(parts) == 1 and code == "640000")


def test_no_subject_is_missed_where_no_document_was_read():
    tables_of = cut("640000")
    said = findings.missing(tables_of, judging.verdicts(tables_of), "en")
    assert any(text.startswith("No figure of a document") for text in said)
    assert not any(text.startswith("The documents at hand print") for text in said)
