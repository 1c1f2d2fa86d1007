"""The official coefficient against published examples and its properties."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import BASIC_2012, RULE_SETS
from edugov.schools.variation import coefficients, group_variation, leave_one_out
from tests.conftest import school_table

DATA = Path(__file__).parents[2] / "data"
# 县域义务教育校际均衡指标计算方法: five primaries, library books; printed mean 6.33, S 3.26, answer
# 0.52
STUDENTS = np.array([45.0, 37, 89, 76, 55])
BOOKS = np.array([279.0, 137, 935, 160, 402])


def cv(quantity, students, weighting="enrolment") -> float:
    quantity, students = np.asarray(quantity, float), np.asarray(students, float)
    group = np.zeros(len(quantity), int)
    return float(group_variation(quantity, students, group, 1, weighting=weighting).coefficient[0])


def brute(quantity, students) -> float:
    """The formula of the rule, term by term."""
    total = sum(students)
    mean = sum(quantity) / total
    squares = sum(p / total * (x / p - mean) ** 2 for x, p in zip(quantity, students, strict=True))
    return squares**0.5 / mean


@pytest.mark.parametrize(
    ("weighting", "expected"),
    [("enrolment", 0.515257), ("equal", 0.488771), ("equal_sample", 0.546462)],
)
def test_published_five_schools(weighting, expected):
    assert cv(BOOKS, STUDENTS, weighting) == pytest.approx(expected, abs=5e-7)


def test_published_five_schools_from_their_table():
    table = parts(apply_scope(school_table("9999Z2"), "basic_2012")[0])
    row = (
        coefficients(table, BASIC_2012, weighting="enrolment")
        .set_index("indicator_id")
        .loc["books_per_student"]
    )
    assert (
        round(row.county_mean, 2),
        round(row.standard_deviation, 2),
        round(row.coefficient, 2),
    ) == (6.33, 3.26, 0.52)
    assert (row.schools_count, row.students_count, row.missing_count) == (5, 302, 0)


MEANS = [5.515273, 0.887611, 0.879277, 4.563288, 7.925946, 2496.674864, 2.784743]
DEVIATIONS = [1.643162, 0.445392, 0.353427, 1.316139, 2.975795, 780.914372, 1.097759]
COEFFICIENTS = [0.297929, 0.501787, 0.401952, 0.288419, 0.37545, 0.312782, 0.394205]


def test_jiujiang_seven_coefficients():
    """Wuhu Jiujiang 2023: a two-school county with each printed mean and deviation gives each
    coefficient."""
    students = np.array([100.0, 100.0])
    for mean, deviation, coefficient in zip(MEANS, DEVIATIONS, COEFFICIENTS, strict=True):
        quantity = students * np.array([mean - deviation, mean + deviation])
        assert cv(quantity, students) == pytest.approx(coefficient, abs=1e-6)


schools_strategy = st.lists(
    st.tuples(st.floats(0, 1e6), st.integers(1, 5000)), min_size=2, max_size=40
).filter(lambda rows: sum(row[0] for row in rows) > 1.0)


@given(schools_strategy)
def test_agrees_with_the_formula_term_by_term(rows):
    quantity, students = zip(*rows, strict=True)
    assert cv(quantity, students) == pytest.approx(brute(quantity, students), rel=1e-9, abs=1e-9)


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=40), st.floats(0.01, 1e4))
def test_equal_values_give_zero_not_what_rounding_leaves(students, value):
    assert cv(np.array(students) * value, students) == 0


def test_one_school_does_not_differ_and_has_no_coefficient():
    assert np.isnan(cv([5.0], [10.0])) and np.isnan(cv([5.0, np.nan], [10.0, 20.0]))
    found = group_variation(
        np.array([1.0, 3.0]), np.array([1.0, 1.0]), np.zeros(2, int), 1, weighting="enrolment"
    )
    assert np.isnan(leave_one_out(found)).all()


@given(schools_strategy, st.floats(1e-3, 1e3), st.randoms(use_true_random=False))
def test_what_changes_nothing(rows, factor, random):
    quantity, students = (np.array(column, float) for column in zip(*rows, strict=True))
    value = cv(quantity, students)
    assert cv(quantity * factor, students) == pytest.approx(
        value, rel=1e-9, abs=1e-12
    )  # another unit
    assert cv(quantity * 2, students * 2) == pytest.approx(
        value, rel=1e-12, abs=1e-12
    )  # all weights doubled
    halves = np.r_[quantity[1:], [quantity[0] / 2] * 2], np.r_[students[1:], [students[0] / 2] * 2]
    assert cv(*halves) == pytest.approx(value, rel=1e-9, abs=1e-12)  # a school in two equal halves
    order = random.sample(range(len(rows)), len(rows))
    assert cv(quantity[order], students[order]) == pytest.approx(value, rel=1e-12, abs=1e-12)


@given(schools_strategy.filter(lambda rows: len(rows) > 2), st.sampled_from(["enrolment", "equal"]))
def test_leave_one_out_equals_leaving_it_out(rows, weighting):
    quantity, students = (np.array(column, float) for column in zip(*rows, strict=True))
    group = np.zeros(len(rows), int)
    found = group_variation(quantity, students, group, 1, weighting=weighting)
    without = np.sqrt(leave_one_out(found))
    for place in range(len(rows)):
        kept = np.arange(len(rows)) != place
        if (
            quantity[kept].sum() > 1e-3 * quantity.sum()
            and students[kept].sum() > 1e-3 * students.sum()
        ):
            expected = cv(quantity[kept], students[kept], weighting)
            assert without[place] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_a_missing_value_has_no_weight():
    group = np.zeros(3, int)
    found = group_variation(
        np.array([1.0, np.nan, 3]), np.array([2.0, 5, 2]), group, 1, weighting="enrolment"
    )
    assert found.school_weight.tolist() == [2, 0, 2] and found.deviation.tolist() == [-0.5, 0, 0.5]
    assert (found.schools_count[0], found.weight[0], found.mean[0], found.coefficient[0]) == (
        2,
        4,
        1,
        0.5,
    )


def test_refusals():
    with pytest.raises(ValueError, match="no weighting named 'none'"):
        cv([1, 2], [1, 1], "none")
    with pytest.raises(ValueError, match="without students"):
        cv([1, 2], [0, 1])
    assert np.isnan(cv([0, 0], [1, 1]))
    with pytest.raises(TypeError):
        coefficients(pd.DataFrame(), BASIC_2012)  # the weighting has to be named


@pytest.fixture(scope="module")
def county() -> pd.DataFrame:
    schools = school_table("9999Z1")
    return parts(apply_scope(schools, "quality_2017")[0])


@pytest.mark.parametrize("rule_set", RULE_SETS.values(), ids=RULE_SETS)
def test_table_agrees_with_each_county_by_itself(county, rule_set):
    other = county.assign(region_code="999900")
    both = pd.concat([county, other], ignore_index=True).sample(frac=1, random_state=1)
    table = coefficients(both, rule_set, weighting="enrolment")
    assert len(table) == 4 * len(rule_set.indicators)
    for row in table.itertuples():
        indicator = next(
            item for item in rule_set.indicators if item.indicator_id == row.indicator_id
        )
        part = county[(county["stage"] == row.stage) & county[indicator.quantity].notna()]
        expected = brute(part[indicator.quantity].tolist(), part["students"].tolist())
        assert row.coefficient == pytest.approx(expected, rel=1e-12)
        assert row.county_mean == pytest.approx(
            part[indicator.quantity].sum() / part["students"].sum() * indicator.per
        )
        assert row.schools_count == len(part) and row.students_count == part["students"].sum()


def test_a_missing_cell_leaves_the_school_out_of_that_indicator_only(county):
    table = coefficients(county, BASIC_2012, weighting="enrolment").set_index(
        ["stage", "indicator_id"]
    )
    missing = table.loc["primary", "missing_count"]
    assert missing["books_per_student"] == 1 and missing.drop("books_per_student").eq(0).all()
