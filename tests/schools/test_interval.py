"""Intervals against their definition and against errors drawn at random."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from edugov.makers import interval_coverage
from edugov.schools.interval import (
    composite_intervals,
    intervals,
    jackknife_interval,
    reporting_interval,
)
from edugov.schools.rule_sets import BASIC_2012
from edugov.schools.variation import group_variation

RANDOM = np.random.default_rng(5)
STUDENTS, QUANTITY = interval_coverage.draw_schools(RANDOM, (25,))
ONE = np.zeros(25, int)


def cv(quantity, students) -> float:
    mean = quantity.sum() / students.sum()
    return np.sqrt((students / students.sum() * (quantity / students - mean) ** 2).sum()) / mean


def test_jackknife_by_its_definition():
    """Leave out each school, take logs, and use the textbook jackknife variance with t of n - 1."""
    found = group_variation(QUANTITY, STUDENTS, ONE, 1, weighting="enrolment")
    logs = np.array([np.log(cv(np.delete(QUANTITY, i), np.delete(STUDENTS, i))) for i in range(25)])
    spread = np.sqrt(24 / 25 * ((logs - logs.mean()) ** 2).sum())
    point = cv(QUANTITY, STUDENTS)
    for level in (0.8, 0.95):
        width = t.ppf(0.5 + level / 2, 24) * spread
        lower, upper = jackknife_interval(found, ONE, level)
        assert (lower[0], upper[0]) == pytest.approx(
            (point * np.exp(-width), point * np.exp(width)), rel=1e-9
        )


def test_a_school_without_a_value_does_not_count():
    gap = np.r_[QUANTITY, np.nan], np.r_[STUDENTS, 500.0]
    with_gap = group_variation(*gap, np.zeros(26, int), 1, weighting="enrolment")
    without = group_variation(QUANTITY, STUDENTS, ONE, 1, weighting="enrolment")
    np.testing.assert_allclose(
        jackknife_interval(with_gap, np.zeros(26, int)), jackknife_interval(without, ONE), rtol=1e-9
    )


@pytest.mark.parametrize("value", [[1, 2, 3], [2, 2, 2, 2, 2], [1, 1, 1, 1, 5], [0, 0, 0, 0]])
def test_too_few_or_too_equal_schools_have_no_interval(value):
    group = np.zeros(len(value), int)
    found = group_variation(
        np.array(value, float), np.ones(len(value)), group, 1, weighting="enrolment"
    )
    assert np.isnan(jackknife_interval(found, group)).all()


def test_reporting_interval_agrees_with_errors_drawn_at_random():
    found = group_variation(QUANTITY, STUDENTS, ONE, 1, weighting="enrolment")
    lower, upper = reporting_interval(
        found,
        ONE,
        students=STUDENTS,
        rounding_half_width=50.0,
        quantity_error=0.01,
        enrolment_error=0.01,
    )
    draws = 20000
    quantity = (
        QUANTITY
        + RANDOM.uniform(-50, 50, (draws, 25))
        + 0.01 * QUANTITY * RANDOM.standard_normal((draws, 25))
    )
    students = STUDENTS * (1 + 0.01 * RANDOM.standard_normal((draws, 25)))
    simulated = np.log(interval_coverage.row_coefficients(quantity, students)).std()
    width = np.log(upper / lower)[0] / 2
    assert width == pytest.approx(norm.ppf(0.975) * simulated, rel=0.03)


def test_no_reporting_error_gives_the_point():
    found = group_variation(QUANTITY, STUDENTS, ONE, 1, weighting="enrolment")
    ends = reporting_interval(
        found, ONE, students=STUDENTS, rounding_half_width=0, quantity_error=0, enrolment_error=0
    )
    np.testing.assert_allclose(ends, [found.coefficient] * 2)


def table() -> pd.DataFrame:
    columns = {
        "region_code": "1",
        "year": "1",
        "stage": "primary",
        "school_code": [str(i) for i in range(25)],
    }
    return pd.DataFrame(
        columns | {"students": STUDENTS} | {i.quantity: QUANTITY for i in BASIC_2012.indicators}
    )


@pytest.mark.parametrize("meaning", ["superpopulation", "reporting"])
def test_table_of_intervals(meaning):
    found = intervals(table(), BASIC_2012, meaning=meaning)
    assert len(found) == 8 and (found["meaning"] == meaning).all()
    assert (found["lower"] < found["coefficient"]).all() and (
        found["coefficient"] < found["upper"]
    ).all()
    with pytest.raises(ValueError, match="no meaning named 'sampling'"):
        intervals(table(), BASIC_2012, meaning="sampling")


def test_composite_interval_by_its_definition():
    columns = {indicator.quantity: QUANTITY for indicator in BASIC_2012.indicators}
    columns |= {"books_count": STUDENTS * RANDOM.lognormal(0, 1, 25)}
    parts = table().assign(**columns)

    def composite(rows):
        return np.mean([cv(rows[name].to_numpy(), rows["students"].to_numpy()) for name in columns])

    logs = np.array([np.log(composite(parts.drop(index=place))) for place in range(25)])
    width = t.ppf(0.975, 24) * np.sqrt(24 / 25 * ((logs - logs.mean()) ** 2).sum())
    found = composite_intervals(parts, BASIC_2012).iloc[0]
    point = composite(parts)
    expected = (25, point, point * np.exp(-width), point * np.exp(width))
    assert tuple(found.iloc[3:]) == pytest.approx(expected, rel=1e-9)
    missing = composite_intervals(parts.assign(books_count=0.0), BASIC_2012).iloc[0]
    assert np.isnan(missing["composite"]) and np.isnan(missing["upper"])
