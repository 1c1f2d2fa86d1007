"""A region at a glance: its figures beside the nation's and the rule, the worst first."""

import pandas as pd
import pytest

from edugov import findings, regions
from edugov.duties import compliance
from edugov.labels import say
from edugov.markup import Html, words
from edugov.pages import glance


def opened(code: str) -> pd.DataFrame:
    own = regions.dossier(code)
    table = glance.cells(own, findings.verdicts(own), "en")
    return table.map(lambda cell: words(Html.of(cell)))


@pytest.fixture(scope="module")
def yunyang() -> pd.DataFrame:
    return opened("500235").set_index("indicator")


# the bulletin of 2021 on the development of education: 88.1 % and 87.78 %
@pytest.mark.parametrize(
    ("indicator", "value", "nation"),
    [
        ("Gross enrolment rate (preschool)", "91.56% (2021)", "88.1% (2021)"),
        ("Inclusive kindergarten coverage rate (preschool)", "97.14% (2021)", "87.78% (2021)"),
    ],
)
def test_a_figure_stands_beside_the_nation_s_of_its_year(yunyang, indicator, value, nation):
    row = yunyang.loc[indicator]
    assert [row["Yunyang County"], row["nation"]] == [value, nation]


def test_a_rule_that_binds_stands_before_a_mark_that_does_not(yunyang):
    assert yunyang.loc["Gross enrolment rate (preschool)", "verdict"] == "✓ met"


def test_of_several_rules_the_one_that_is_missed_stands():
    rows = {row[0]: row for row in opened("530600").itertuples(index=False, name=None)}
    second = next(row for name, row in rows.items() if name.startswith("Gross enrolment rate"))
    assert second[4].startswith("> 92%") and second[5].startswith("!")
    assert next(iter(rows)).startswith("Children in public kindergartens")


def test_money_per_student_stands_beside_the_notices_of_the_province_and_the_nation():
    """Suizhou 2022 beside Hubei's notice of 2023 and the national one of 2022; Fengqiu 2019, whose
    province has none; totals, which say how large a place is, are left out."""
    shown = opened("421300")
    primary = next(row for row in shown.itertuples(index=False) if "(primary)" in row[0])
    assert primary[1].startswith("9,014.32")
    assert primary[2].startswith("12,266.01") and "2023" in primary[2]
    assert primary[3].startswith("12,791.64") and "2022" in primary[3]
    first = next(opened("410727").itertuples(index=False))
    assert first[2] == "" and first[3].startswith("8,615.38")
    assert not shown.iloc[:, 0].str.contains("Total education funding").any()


def test_the_nation_stands_beside_no_nation():
    assert set(opened("000000")["nation"]) == {""}


@pytest.mark.parametrize("code", ["530600", "320600", "654002", "350429"])
def test_at_most_six_rows_one_of_an_indicator_and_stage(code):
    own = regions.dossier(code)
    rows = glance.chosen(own, findings.verdicts(own))
    assert 0 < len(rows) <= 6
    assert not rows.duplicated(["indicator_id", "stage"]).any()
    assert rows["rank"].is_monotonic_increasing


def test_the_nearest_year_is_taken_and_said():
    figure = pd.Series({"indicator_id": "a", "stage": "primary", "unit": "ratio", "year": 2021})
    others = pd.DataFrame(
        {
            "indicator_id": ["a", "a", "a"],
            "stage": ["primary", "primary", "lower_secondary"],
            "unit": "ratio",
            "year": [2015, 2019, 2021],
        }
    )
    assert glance._beside(figure, others)["year"] == 2019
    assert glance._beside(figure, others.iloc[2:]) is None


def verdicts_shown(code: str) -> dict[str, dict[str, str]]:
    """The verdict of each figure as table, chart and duties of one region's page show it."""
    own = regions.dossier(code)
    judged = findings.verdicts(own)
    table = glance.chosen(own, judged).dropna(subset="verdict")
    chart, _ = glance.distances(own, judged, "en")
    duties = compliance.table(own).query("kind == 'figure' and missing == ''")
    duties = duties[duties["state"].ne("cannot judge")]
    return {
        "table": dict(zip(table["figure_id"], table["verdict"], strict=True)),
        "chart": dict(zip(chart["figure_id"], chart["verdict"], strict=True)),
        "duties": dict(zip(duties["figure_id"], duties["state"], strict=True)),
    }


@pytest.mark.parametrize("code", ["500235", "530600", "654002", "320600", "000000"])
def test_one_figure_has_one_verdict_on_its_page(code):
    shown = verdicts_shown(code)
    pairs = [(figure, verdict) for place in shown.values() for figure, verdict in place.items()]
    assert len(set(pairs)) == len(dict(pairs)) < len(pairs)


def test_what_is_short_of_a_limit_of_zero_is_named_and_not_drawn():
    # Yunyang 2021: 2.37% large classes in the upper-secondary stage, none by 2025
    own = regions.dossier("500235")
    chart, left_out = glance.distances(own, findings.verdicts(own), "zh")
    assert not chart["limit"].eq(0).any()
    (told,) = left_out
    assert "大班额" in told and "2.37%" in told and say("verdict.short", "zh") in told


def test_what_is_inferred_says_so_in_the_first_table():
    # Fengqiu heads the list 教育公用经费; Zhaotong prints no year with some of its figures
    fengqiu = opened("410727")
    inferred = fengqiu["indicator"].str.contains(say("figure.inferred.indicator", "en"))
    assert inferred.all()
    assert opened("530600")["Zhaotong"].str.contains("inferred, not printed").any()


def test_what_is_missed_stands_before_what_lies_nearer_to_its_limit():
    # Yining: 47.19 % of places where the rule names 50 %, beside grants that are just the standard
    own = regions.dossier("654002")
    chart, _ = glance.distances(own, findings.verdicts(own), "en")
    assert chart["verdict"].iloc[0] == "short" and chart["distance_pct"].iloc[0] == -5.62
    later = chart["distance_pct"].iloc[1:].abs().tolist()
    assert later == sorted(later) and later[0] == 0


def test_a_region_without_a_verdict_has_no_distances():
    own = regions.dossier("500118")
    judged = findings.verdicts(own)
    assert not judged["margin"].notna().any()
    drawn, omitted = glance.distances(own, judged, "en")
    assert drawn.empty and not omitted


def test_only_a_table_with_a_verdict_says_that_the_worst_is_first(yunyang):
    assert glance.caption(yunyang) == "caption.glance.judged"
    assert glance.caption(yunyang.assign(verdict="")) == "caption.glance"
    assert glance.caption(pd.DataFrame()) == "caption.glance"
