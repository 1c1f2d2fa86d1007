"""Intervals against their definition and against errors drawn at random."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from edugov.makers import interval_coverage
from edugov.schools.interval import (
    composite_intervals,
    jackknife_interval,
    largest_intervals,
    printed_level,
    reporting_interval,
)
from edugov.schools.rule_sets import BASIC_2012
from edugov.schools.variation import coefficients, group_variation

RANDOM = np.random.default_rng(5)
STUDENTS, (QUANTITY,) = interval_coverage.draw_schools(RANDOM, (25,))
ONE = np.zeros(25, int)


def cv(quantity, students) -> float:
    mean = quantity.sum() / students.sum()
    return np.sqrt((students / students.sum() * (quantity / students - mean) ** 2).sum()) / mean


def test_jackknife_by_its_definition():
    """Leave out each school, take logs, and use the textbook jackknife: its point without bias,
    its variance, and t of n - 1."""
    found = group_variation(QUANTITY, STUDENTS, ONE, 1, weighting="enrolment")
    logs = np.array([np.log(cv(np.delete(QUANTITY, i), np.delete(STUDENTS, i))) for i in range(25)])
    spread = np.sqrt(24 / 25 * ((logs - logs.mean()) ** 2).sum())
    whole = np.log(cv(QUANTITY, STUDENTS))
    point = np.exp(25 * whole - 24 * logs.mean())  # Quenouille's
    for level in (0.8, 0.95):
        width = t.ppf(0.5 + level / 2, 24) * spread
        lower, upper = jackknife_interval(found, level)
        assert (lower[0], upper[0]) == pytest.approx(
            (point * np.exp(-width), point * np.exp(width)), rel=1e-9
        )


def test_a_school_without_a_value_does_not_count():
    gap = np.r_[QUANTITY, np.nan], np.r_[STUDENTS, 500.0]
    with_gap = group_variation(*gap, np.zeros(26, int), 1, weighting="enrolment")
    without = group_variation(QUANTITY, STUDENTS, ONE, 1, weighting="enrolment")
    np.testing.assert_allclose(jackknife_interval(with_gap), jackknife_interval(without), rtol=1e-9)


@pytest.mark.parametrize(
    "value",
    [
        [1, 2, 3, 4, 5, 6, 7],  # of fewer than eight it was not simulated
        [2] * 9,
        [1] * 8 + [5],
        [0] * 9,
        [1, 1.1] * 5 + [90],  # it would reach from almost nothing to anything
    ],
)
def test_too_few_or_too_equal_schools_have_no_interval(value):
    group = np.zeros(len(value), int)
    found = group_variation(
        np.array(value, float), np.ones(len(value)), group, 1, weighting="enrolment"
    )
    assert np.isnan(jackknife_interval(found)).all()


def test_reporting_interval_agrees_with_errors_drawn_at_random():
    found = group_variation(QUANTITY, STUDENTS, ONE, 1, weighting="enrolment")
    lower, upper = reporting_interval(found, 0.02)
    drawn = RANDOM.standard_normal((20000, 25))
    quantity = np.rint(QUANTITY * (1 + 0.02 * drawn))
    simulated = np.log(interval_coverage.row_coefficients(quantity, STUDENTS)).std()
    width = np.log(upper / lower)[0] / 2
    assert width == pytest.approx(norm.ppf(0.975) * simulated, rel=0.03)


def test_rounding_alone_agrees_with_small_numbers_drawn_at_random():
    quantity = np.array([3.0, 7, 9, 12, 20, 31] * 20)
    students = np.full(120, 10.0)
    found = group_variation(quantity, students, np.zeros(120, int), 1, weighting="enrolment")
    lower, upper = reporting_interval(found, 0.0)
    drawn = quantity + RANDOM.uniform(-0.5, 0.5, (20000, 120))
    simulated = np.log(interval_coverage.row_coefficients(drawn, students)).std()
    assert np.log(upper / lower)[0] / 2 == pytest.approx(norm.ppf(0.975) * simulated, rel=0.03)


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


@pytest.mark.parametrize(
    "ends", [jackknife_interval, partial(reporting_interval, quantity_error=0.02)]
)
def test_table_of_intervals(ends):
    found = coefficients(table(), BASIC_2012, weighting="enrolment", ends=ends)
    assert len(found) == 8
    assert (found["lower"] < found["coefficient"]).all() and (
        found["coefficient"] < found["upper"]
    ).all()


def test_composite_interval_by_its_definition():
    columns = {indicator.quantity: QUANTITY for indicator in BASIC_2012.indicators}
    columns |= {"books_count": STUDENTS * RANDOM.lognormal(0, 1, 25)}
    parts = table().assign(**columns)

    def composite(rows):
        return np.mean([cv(rows[name].to_numpy(), rows["students"].to_numpy()) for name in columns])

    logs = np.array([np.log(composite(parts.drop(index=place))) for place in range(25)])
    width = t.ppf(0.975, 24) * np.sqrt(24 / 25 * ((logs - logs.mean()) ** 2).sum())
    found = composite_intervals(parts, BASIC_2012).iloc[0]
    value = composite(parts)
    point = np.exp(25 * np.log(value) - 24 * logs.mean())
    expected = (25, value, point * np.exp(-width), point * np.exp(width))
    assert tuple(found.iloc[3:]) == pytest.approx(expected, rel=1e-9)
    missing = composite_intervals(parts.assign(books_count=0.0), BASIC_2012).iloc[0]
    assert np.isnan(missing["composite"]) and np.isnan(missing["upper"])


def test_the_interval_of_the_largest_allows_for_its_having_been_picked():
    """Bonferroni's bound by hand: no lower end above its truth but in 1 of 40, so each in 1 of
    40 k; the upper end needs no allowance."""
    columns = {
        item.quantity: STUDENTS * RANDOM.lognormal(0, 0.5, 25) for item in BASIC_2012.indicators
    }
    parts = table().assign(**columns)
    found = largest_intervals(parts, BASIC_2012)
    usual = coefficients(parts, BASIC_2012, weighting="enrolment", ends=jackknife_interval)
    half = np.log(usual["upper"] / usual["lower"]) / 2
    middle = np.sqrt(usual["upper"] * usual["lower"])
    wider = half * t.ppf(1 - 0.025 / 8, 24) / t.ppf(0.975, 24)
    np.testing.assert_allclose(found["simultaneous_lower"], middle * np.exp(-wider), rtol=1e-9)
    assert found["largest_lower"].eq(found["simultaneous_lower"].max()).all()
    assert found["largest_upper"].eq(usual["upper"].max()).all()
    one = largest_intervals(
        parts.assign(books_count=np.nan), BASIC_2012
    )  # the largest is not known
    assert one["largest_upper"].isna().all()


@pytest.mark.parametrize(
    ("schools_count", "level"),
    [(8, 0.95), (9, 0.91), (30, 0.91), (31, 0.88), (70, 0.88), (900, 0.88)],
)
def test_an_interval_is_printed_with_the_level_that_it_has(schools_count, level):
    """The least of the simulated sizes around; 95 % only where it holds in 93 of 100 or more."""
    simulated = pd.DataFrame(
        {
            "quantity": "single",
            "method": ["jackknife_t_log"] * 4 + ["uncorrected"],
            "level": 0.95,
            "schools_count": [8, 30, 30, 70, 8],
            "coverage": [0.93, 0.9199, 0.99, 0.889, 0.5],
        }
    )
    assert printed_level(simulated, "single", schools_count) == level
