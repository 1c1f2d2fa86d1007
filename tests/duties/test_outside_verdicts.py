"""Outside verdicts: which places are in both, how schemes publish, and the inspection by hand."""

import pandas as pd
import pytest

from edugov import labels, tables
from edugov.duties import outside_verdicts
from edugov.funding import EDUCATION
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    return {name: tables.read(name) for name in tables.names()}


def test_places_in_both_are_those_of_the_files(every):
    """From the rows of the files alone: a code in the outcomes of one place, and in a table of the
    book."""
    outcomes = pd.read_csv(ROOT / "data/evaluation_outcomes.csv", dtype=str)
    named = outcomes[outcomes["published"].isin(["all", "winners"])]["region_code"].dropna()
    there = set()
    for name in ("figures", "equity_published"):
        there |= set(pd.read_csv(ROOT / f"data/{name}.csv", dtype=str)["region_code"].dropna())
    assert set(outside_verdicts.beside(every)["region_code"]) == set(named) & there
    assert (outside_verdicts.beside(every)["published"] != "findings").all()


def test_an_outcome_of_a_place_with_a_report_stands_beside_it(every):
    """Invented: had Yining been recognised in a year of its figures."""
    outcomes = every["evaluation_outcomes"]
    row = outcomes[outcomes["published"] == "winners"].iloc[:1]
    invented = row.assign(region_code="654002", name_zh="伊宁市", year=2020)
    more = every | {"evaluation_outcomes": pd.concat([outcomes, invented])}
    assert "654002" in outside_verdicts.own_reports(every)
    found = outside_verdicts.beside(more).set_index("region_code")
    assert "654002" in found.index and "654002" not in set(
        outside_verdicts.beside(every)["region_code"]
    )
    said = [finding.key for finding in outside_verdicts.findings(more, "en")]
    assert "outside.known" in said and "outside.pairs" in said
    before = [finding.key for finding in outside_verdicts.findings(every, "en")]
    assert "outside.unknown" in before and "outside.pairs_none" in before


def test_each_row_is_of_one_scheme(every):
    found = outside_verdicts.schemes(every["evaluation_outcomes"])
    assert found["rows"].sum() == len(every["evaluation_outcomes"])
    for row in found.to_dict("records"):
        assert sum(row["outcomes_en"].values()) == row["rows"] == sum(row["outcomes_zh"].values())
    shandong = found[found["published"] == "all"].iloc[0]
    # 16 prefectures of the notice: 优秀 6, 良好 9, 合格 1
    assert shandong["outcomes_zh"] == {"优秀": 6, "良好": 9, "合格": 1}


def test_inspected_provinces_by_hand(every):
    """Jilin in 2018 and 2019 from the rows of the files."""
    found = outside_verdicts.inspected(every).set_index("region_code")
    assert len(found) == 6
    panel = pd.read_csv(ROOT / "data/funding_provincial.csv", dtype={"region_code": str})
    own = panel[panel["region_code"] == "220000"].set_index("year")[EDUCATION]
    values = pd.read_csv(ROOT / "data/province_values.csv", dtype={"region_code": str})
    stages = ["primary", "lower-secondary", "upper-secondary", "vocational"]
    kept = values["series_id"].isin([f"{stage}-students" for stage in stages])
    pupils = values[kept & (values["region_code"] == "220000")].groupby("year")["value"].sum()
    assert found.loc["220000", "budget_pct"] == pytest.approx(100 * (own[2019] / own[2018] - 1))
    each = (own[2019] / pupils[2019]) / (own[2018] / pupils[2018])
    assert found.loc["220000", "each_pct"] == pytest.approx(100 * (each - 1))


def test_absence_from_the_outcomes_is_said_with_what_was_read(every):
    """By hand from the rows: 56, 188 and 326 counties by the counts, 61 of them by name; of 133
    rows 119 name a place, 7 count the nation, 7 are findings on several."""
    assert outside_verdicts.recognised_and_read(every["evaluation_outcomes"]) == (
        56 + 188 + 326,
        61,
    )
    said = next(
        one for one in outside_verdicts.findings(every, "en") if one.key == "outside.unknown"
    )
    numbers = [said.computed[name] for name in ("rows", "named", "counts", "joint")]
    assert numbers == [133, 119, 7, 7]


def test_the_fall_of_inspected_provinces_stands_beside_that_of_all(every):
    """Invented: were each province dearer by a half in 2019, money in own prices fell in all."""
    prices = every["prices_provincial"]
    dear = prices["year"].astype(int).eq(outside_verdicts.YEAR)
    dearer = prices.assign(
        index_previous_year_100=prices["index_previous_year_100"].mask(dear, 150.0)
    )
    found = outside_verdicts.changed(every | {"prices_provincial": dearer})
    assert (found["real_pct"] < 0).sum() == len(found) == 31
    before = outside_verdicts.changed(every)
    pd.testing.assert_series_equal(found["each_pct"], before["each_pct"])


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_tables_have_a_cell_for_each_row(every, lang):
    assert len(outside_verdicts.pairs_shown(every, lang)) == len(outside_verdicts.beside(every))
    assert len(outside_verdicts.schemes_shown(every, lang)) == len(
        outside_verdicts.schemes(every["evaluation_outcomes"])
    )
    shown = outside_verdicts.inspected_shown(every, lang)
    assert shown["each_change"].str.startswith("−").sum() == 2
