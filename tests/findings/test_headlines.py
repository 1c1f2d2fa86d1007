"""The sentences that open a region's page: what is not met or short, the worst first."""

import pandas as pd
import pytest

from edugov.findings.headlines import HEADLINES, headlines, limit_in_words
from edugov.labels import LANGUAGES, say
from tests.judged import every_region, judged, whole

pytestmark = every_region
CODES = sorted(set(whole().tables["figures"]["region_code"]) - {""})


def opening(code: str, lang: str = "en") -> list:
    return headlines(*judged(code), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headlines_are_at_most_three_and_hold_only_what_is_not_met_or_short(lang):
    found = 0
    for code in CODES:
        verdict = judged(code)[1].set_index("verdict_id")
        said = opening(code, lang)
        single = [one for one in said if one.key != "headline.rest"]
        assert len(single) <= HEADLINES and len(said) - len(single) <= 1
        kinds = [
            verdict.loc[key, "verdict"] for one in single for key in one.rests_on["verdict_id"]
        ]
        assert kinds == sorted(kinds) and set(kinds) <= {"not met", "short"}  # not met comes first
        found += len(single)
    assert found > 20


def test_a_mark_says_its_level_and_date():
    # Zhaotong's report of 2023; the national plan of 2021 for 2025
    said = opening("530600")
    # the report prints no year with either
    told = "39.66% of children in kindergarten were in public ones in 2023 (inferred, not printed);"
    assert said[0].startswith(told)
    assert said[1] == (
        "Gross enrolment in upper secondary (general and vocational) was 90.18% in 2023 "
        "(inferred, not printed); "
        "the mark for the nation is more than 92% by 2025."
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "the rule, which is made for counties, asks"), ("zh", "针对县的标准")],
)
def test_a_prefecture_held_to_a_rule_for_counties_is_told_so(lang, words):
    # Zhaotong is a prefecture; 教督〔2020〕1号 is about counties (县域)
    assert words in opening("530600", lang)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_says_that_its_label_is_our_reading(lang):
    # Fengqiu's notice of 2019 heads its figures per student 教育公用经费; its total is as printed
    remark = say("figure.inferred.indicator", lang)
    total, primary, lower = opening("410727", lang)
    assert remark not in total
    assert remark in primary and "20.07%" in primary
    assert remark in lower and "10.46%" in lower


def test_a_sentence_names_the_figure_and_the_rule_it_rests_on():
    said = opening("530600")[1]
    assert said.rests_on["rule_id"] == ("HS_GROSS_2025",)
    figure = whole().tables["figures"].set_index("figure_id").loc[list(said.rests_on["figure_id"])]
    assert figure["value"].tolist() == [90.18]


def test_figures_on_the_right_side_open_no_page():
    # Yunyang: myopia, enrolment and large classes are on the right side of marks for others
    said = " ".join(opening("500235"))
    assert "91.56" not in said and "0.63" not in said and "0.41" not in said


def test_growth_is_told_as_a_fall_without_a_sign():
    # Qinghai's notice of 2020: the total fell by 0.85%; its copy masks the province's name
    said = opening("630000")
    assert said[0] == (
        "Budget funding of education (our reading of a masked place) fell by 0.85% in 2020; "
        "it may not fall."
    )


def test_a_law_that_asks_for_gradual_growth_is_not_told_as_a_ban_on_falling():
    # Pingyuan zone 2021: operating funds per student; Education Law, 逐步增长
    said = opening("4107Z1")
    assert said[0].startswith(
        "Operating funds per student (general upper secondary) fell by 62.69%"
    )
    assert said[0].endswith("the law asks for gradual growth; one year alone does not settle it.")
    assert "all stages together" in said[1] and said[1].rests_on["rule_id"][0].startswith("FUND_PP")


def test_every_rule_on_growth_in_open_words_says_why_it_is_open():
    rules = whole().tables["standards"]
    open_rules = rules[
        rules["judged_quantity"].str.contains("growth") & rules["wording"].eq("open")
    ]
    assert len(open_rules) > 5
    assert open_rules["caveat_en"].ne("").all() and open_rules["caveat_zh"].ne("").all()


def test_a_single_stage_opens_no_page_where_all_together_decide_and_rose():
    # the nation 2022: all stages +2.44%, higher education −1.69%; gross enrolment in the upper
    # secondary stage 89.5% in 2019 and 91.2% in 2020, of which the newer counts
    assert not opening("000000")


@pytest.mark.parametrize(
    ("comparator", "threshold", "words"),
    [
        (">=", 50.0, "at least 50%"),
        (">=", 100.0, "100%"),
        ("<=", 0.0, "0%"),
        ("<=", 5.0, "at most 5%"),
    ],
)
def test_beyond_all_or_nothing_no_limit_lies(comparator, threshold, words):
    rule = pd.Series({"comparator": comparator, "threshold": threshold, "unit": "percent"})
    assert limit_in_words(rule, "en") == words
