"""The open micro-data of the methods chapters."""

import numpy as np
import pytest

from edugov import tables
from edugov.schools.microdata import (
    CALIFORNIA,
    MICHIGAN,
    california_districts,
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
