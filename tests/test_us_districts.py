"""The open micro-data of the methods chapters."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from edugov import inequality, tables, us_districts
from edugov.us_districts import (
    CALIFORNIA,
    MICHIGAN,
    california_districts,
    changes,
    michigan_districts,
    persistence,
    yearly_measures,
)


def test_california_is_the_table_of_stock_and_watson():
    """Stock and Watson (2007), table 4.1: 420 districts, ratio 19.6 (1.9), score 654.2 (19.1)."""
    table = california_districts(tables.read("california_districts"))
    ratio = table["students"] / table["teachers_count"]
    assert len(table) == 420
    assert (round(ratio.mean(), 1), round(ratio.std(), 1)) == (19.6, 1.9)
    held = tables.read("california_districts")
    score = (held["reading_score"] + held["mathematics_score"]) / 2
    assert (round(score.mean(), 1), round(score.std(), 1)) == (654.2, 19.1)


def test_michigan_is_a_full_panel():
    table = michigan_districts(tables.read("michigan_districts"))
    assert table.groupby("year").size().tolist() == [550] * 7
    assert table.groupby("school_code")["area"].nunique().max() == 1
    assert (table["students"] > 0).all() and table["expenditure_1997_dollars"].notna().all()
    held = tables.read("michigan_districts")
    level = held["expenditure_per_student_1997_dollars"] / held["expenditure_per_student_dollars"]
    by_year = level.groupby(held["year"])
    assert (by_year.max() / by_year.min() - 1 < 2e-6).all()  # one price level a year
    assert by_year.mean()[1997] == pytest.approx(1, abs=1e-6)  # the base year of the dollars
    # consumer price index of the United States, annual mean (BLS): 1992 140.3, 1997 160.5
    assert by_year.mean()[1992] == pytest.approx(160.5 / 140.3, rel=1e-5)


def test_measures_move_together_after_the_reform():
    table = yearly_measures(
        michigan_districts(tables.read("michigan_districts")), MICHIGAN, weighting="enrolment"
    ).set_index("year")
    for column in ("coefficient", "gini", "theil", "atkinson_1", "range_ratio_95_5"):
        assert table.loc["1998", column] < table.loc["1994", column]
    assert table.loc["1998", "mcloone"] > table.loc["1994", "mcloone"]
    # for small differences Theil's T is about half the squared coefficient
    np.testing.assert_allclose(table["theil"], table["coefficient"] ** 2 / 2, rtol=0.1)


def test_california_measures():
    table = yearly_measures(
        california_districts(tables.read("california_districts")), CALIFORNIA, weighting="enrolment"
    )
    assert table["indicator_id"].tolist() == CALIFORNIA.indicator_ids
    assert table["theil_between_share"].between(0, 1).all()


def test_persistence_of_gaps():
    table = persistence(
        michigan_districts(tables.read("michigan_districts")), "expenditure_1997_dollars", "1992"
    ).set_index("year")
    assert table.index.tolist() == ["1993", "1994", "1995", "1996", "1997", "1998"]
    assert (table["areas_count"] == 57).all() and (table["lower"] < table["slope"]).all()
    assert table.loc["1998", "upper"] < table.loc["1994", "lower"]


def test_persistence_of_unchanged_gaps_is_one():
    table = michigan_districts(tables.read("michigan_districts"))
    first = (
        table[table["year"] == "1992"].set_index("school_code")["expenditure_1997_dollars"]
        / (table[table["year"] == "1992"].set_index("school_code")["students"])
    )
    noise = np.random.default_rng(1).normal(0, 1e-3, len(table))
    value = table["school_code"].map(first) * np.exp(noise)
    frozen = table.assign(expenditure_1997_dollars=value * table["students"])
    assert persistence(frozen, "expenditure_1997_dollars", "1992")[
        "slope"
    ].to_numpy() == pytest.approx(1, abs=1e-3)


@pytest.fixture(scope="module")
def michigan():
    return michigan_districts(tables.read("michigan_districts"))


def test_gaps_over_one_and_over_two_years_are_those_of_an_independent_reckoning(michigan):
    """A referee's own weighted regressions: the one large step is that into the reform's year."""
    slopes = {
        first: persistence(michigan, "expenditure_1997_dollars", first).set_index("year")["slope"]
        for first in ("1992", "1993", "1994", "1995", "1996", "1997")
    }
    after_one = [slopes[str(year)][str(year + 1)] for year in range(1992, 1998)]
    assert after_one == pytest.approx([0.93, 0.93, 0.82, 0.98, 0.86, 0.94], abs=0.005)
    after_two = [slopes[str(year)][str(year + 2)] for year in range(1992, 1997)]
    assert after_two == pytest.approx([0.89, 0.79, 0.83, 0.86, 0.83], abs=0.006)


@pytest.fixture(scope="module")
def measured(michigan):
    return changes(michigan, MICHIGAN, "1994").set_index(["measure", "year"])


def test_the_interval_of_a_quantile_measure_is_a_bootstrap_of_areas(measured):
    """A referee's own bootstrap of areas gave +0.007 to +0.068 for the change of the McLoone
    index; its ends, of 1,000 draws, have an error of about 0.003."""
    row = measured.loc["mcloone", "1998"]
    ends = [row["change_lower"], row["change_upper"]]
    assert ends == pytest.approx([0.007, 0.068], abs=0.005)
    assert measured.loc[("mcloone", "1994"), ["change_lower", "change_upper"]].eq(0).all()


def test_the_interval_of_a_coefficient_is_a_jackknife_of_the_logarithm(michigan, measured):
    areas = sorted(michigan["area"].unique())
    year = michigan[michigan["year"] == "1998"]
    logs = []
    for area in areas:
        left = year[year["area"] != area]
        per = left["expenditure_1997_dollars"] / left["students"]
        mean = np.average(per, weights=left["students"])
        variance = np.average((per - mean) ** 2, weights=left["students"])
        logs.append(np.log(np.sqrt(variance) / mean))
    count = len(areas)
    error = np.sqrt((count - 1) / count * np.sum((logs - np.mean(logs)) ** 2))
    row = measured.loc["coefficient", "1998"]
    reach = student.ppf(0.975, count - 1) * error
    expected = [row["value"] * np.exp(side * reach) for side in (-1, 1)]
    assert [row["lower"], row["upper"]] == pytest.approx(expected)


def test_an_area_drawn_twice_counts_as_if_its_districts_stood_there_twice(michigan, monkeypatch):
    monkeypatch.setattr(us_districts, "DRAWS", 3)
    few = michigan[michigan["year"].isin(["1994", "1998"])]
    found = us_districts._drawn_anew(few, MICHIGAN)
    areas = np.unique(few["area"])
    chance = np.full(len(areas), 1 / len(areas))
    times = np.random.default_rng(us_districts.SEED).multinomial(len(areas), chance, size=3)
    year = few[few["year"] == "1998"]
    for draw, counts in enumerate(times):
        drawn = [
            year[year["area"] == area]
            for area, count in zip(areas, counts, strict=True)
            for _ in range(count)
        ]
        rows = pd.concat(drawn)
        per = (rows["expenditure_1997_dollars"] / rows["students"]).to_numpy()
        expected = inequality.mcloone(per, weights=rows["students"].to_numpy())
        key = ("1998", "expenditure_per_student_1997_dollars", "mcloone")
        assert found.loc[draw, key] == pytest.approx(expected)


def test_california_is_clustered_by_county():
    """A referee's intervals with counties as clusters: spending 0.068 to 0.094; concentration by
    income of computers 0.043 (standard error 0.022), teachers 0.008 (0.005), spending 0 (0.004)."""
    districts = california_districts(tables.read("california_districts"))
    found = changes(districts, CALIFORNIA, "1999")
    found = found.set_index(["measure", "indicator_id"])
    spending = found.loc["coefficient", "expenditure_per_student_dollars"]
    assert [spending["lower"], spending["upper"]] == pytest.approx([0.068, 0.094], abs=0.001)
    income = found.loc["concentration_by_income"]
    assert income["value"].tolist() == pytest.approx([0, 0.008, 0.043], abs=0.0005)
    error = (income["upper"] - income["lower"]) / 2 / student.ppf(0.975, 44)
    assert error.tolist() == pytest.approx([0.004, 0.005, 0.022], abs=0.0006)
