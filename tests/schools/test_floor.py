"""The smallest common floor against numerical optimisers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize

from edugov.schools.floor import common_floor, floor_costs, floor_share
from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import BASIC_2012, QUALITY_2017
from edugov.schools.variation import coefficients
from tests.conftest import school_table

BOOKS = np.array([279.0, 137, 935, 160, 402])
STUDENTS = np.array([45.0, 37, 89, 76, 55])


def cv(value, students) -> float:
    mean = np.average(value, weights=students)
    return np.sqrt(np.average((value - mean) ** 2, weights=students)) / mean


def raised(quantity, students, floor):
    return np.maximum(quantity / students, floor)


def test_published_five_schools_need_little_to_reach_050():
    """A root finder on the coefficient as a function of the floor gives the same floor."""
    expected = brentq(
        lambda floor: cv(raised(BOOKS, STUDENTS, floor), STUDENTS) - 0.5, 0, 6, xtol=1e-13
    )
    assert common_floor(BOOKS, STUDENTS, 0.5) == pytest.approx(expected, rel=1e-9)


cases = st.lists(st.tuples(st.floats(0, 100), st.integers(1, 900)), min_size=2, max_size=30).filter(
    lambda rows: sum(row[0] for row in rows) > 1
)


@given(cases, st.floats(0.01, 0.9))
def test_the_floor_reaches_the_limit_and_no_lower_floor_does(rows, limit):
    value, students = (np.array(column, float) for column in zip(*rows, strict=True))
    quantity = value * students
    floor = common_floor(quantity, students, limit)
    reached = cv(raised(quantity, students, floor), students)
    assert reached <= limit + 1e-6
    if cv(value, students) > limit + 1e-9:
        assert reached == pytest.approx(limit, abs=1e-5)
        assert cv(raised(quantity, students, floor * 0.999), students) > limit - 1e-6
    else:
        assert floor == pytest.approx(value.min())


@pytest.mark.parametrize("seed", range(20))
def test_no_other_way_of_adding_is_cheaper(seed):
    """A general optimiser, free to give each school anything, finds the same cost."""
    random = np.random.default_rng(seed)
    students = random.integers(50, 500, 6).astype(float)
    quantity = students * random.lognormal(1, 0.7, 6)
    limit = 0.6 * cv(quantity / students, students)
    floor = common_floor(quantity, students, limit)
    cost = np.maximum(students * floor - quantity, 0).sum()
    total = quantity.sum()
    found = minimize(
        lambda added: added.sum(),
        np.full(6, 0.5),
        bounds=[(0, None)] * 6,
        constraints={
            "type": "ineq",
            "fun": lambda added: limit - cv((quantity + added * total) / students, students),
        },
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-12},
    )
    # what the optimiser says of itself hangs on the last digit of a sum, so its answer is looked at
    # instead: it keeps the limit, and costs no less (there the cost moves as the limit does)
    reached = cv((quantity + found.x * total) / students, students)
    assert reached == pytest.approx(limit, abs=1e-8)
    assert found.fun * total == pytest.approx(cost, rel=1e-6)


def test_limits_of_zero_and_of_today():
    assert common_floor(BOOKS, STUDENTS, 0.0) == pytest.approx((BOOKS / STUDENTS).max())
    assert common_floor(BOOKS, STUDENTS, 0.6) == pytest.approx((BOOKS / STUDENTS).min())


@pytest.mark.parametrize(
    ("quantity", "students", "limit"),
    [
        ([1, np.nan], [1, 1], 0.5),
        ([1, -1], [1, 1], 0.5),
        ([1, 1], [1, 0], 0.5),
        ([0, 0], [1, 1], 0.5),
        ([1, 2], [1, 1], -1),
    ],
)
def test_impossible_inputs_are_refused(quantity, students, limit):
    with pytest.raises(ValueError, match="a floor needs"):
        common_floor(quantity, students, limit)


@pytest.fixture(scope="module")
def county():
    return parts(apply_scope(school_table("9999Z1"), "quality_2017")[0])


def test_paying_the_costs_brings_every_indicator_to_its_limit(county):
    costs = floor_costs(county, QUALITY_2017)
    before = coefficients(county, QUALITY_2017, weighting="enrolment")
    paid = county.copy()
    for row in costs.itertuples():
        at = (paid["school_code"] == row.school_code) & (paid["stage"] == row.stage)
        paid.loc[at, row.quantity] += row.cost
        assert row.cost > 0 and row.value < row.floor
    after = coefficients(paid, QUALITY_2017, weighting="enrolment")
    limit = before["stage"].map(QUALITY_2017.limit)
    failing = before["coefficient"] > limit
    assert failing.any() and set(costs["indicator_id"]) == set(before.loc[failing, "indicator_id"])
    np.testing.assert_allclose(after.loc[failing, "coefficient"], limit[failing], rtol=1e-6)
    np.testing.assert_allclose(
        after.loc[~failing, "coefficient"], before.loc[~failing, "coefficient"]
    )


def test_a_limit_that_holds_costs_nothing(county):
    lax = QUALITY_2017._replace(limit=dict.fromkeys(QUALITY_2017.limit, 9.0))
    assert floor_costs(county, lax).empty


def test_floor_for_a_composite(county):
    part = county[county["stage"] == "primary"]
    share = floor_share(part, BASIC_2012, 0.3)
    found = []
    for indicator in BASIC_2012.indicators:
        known = part[part[indicator.quantity].notna()]
        value, students = known[indicator.quantity] / known["students"], known["students"]
        found.append(cv(np.maximum(value, share * np.average(value, weights=students)), students))
    assert np.mean(found) == pytest.approx(0.3, abs=1e-6)
    assert floor_share(part, BASIC_2012, 5.0) == 0.0
    with pytest.raises(ValueError, match="above 0"):
        floor_share(part, BASIC_2012, 0.0)
    with pytest.raises(ValueError, match="no value above zero"):
        floor_share(part.assign(books_count=0.0), BASIC_2012, 0.3)
