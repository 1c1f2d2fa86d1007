"""Measures of inequality: by hand, by their properties, and against well-kept libraries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inequality.atkinson import atkinson as library_atkinson
from inequality.gini import Gini
from inequality.theil import Theil, TheilD

from edugov import inequality
from edugov.inequality._groups import Groups

RANDOM = np.random.default_rng(1)
VALUES = RANDOM.lognormal(0, 0.6, 300)
WEIGHTS = RANDOM.integers(1, 9, 300).astype(float)
AREA = RANDOM.integers(0, 12, 300)
REPEATED, REPEATED_AREA = (
    np.repeat(VALUES, WEIGHTS.astype(int)),
    np.repeat(AREA, WEIGHTS.astype(int)),
)

MEASURES = {
    "gini": inequality.gini,
    "theil": inequality.theil,
    "atkinson_half": lambda values, weights: inequality.atkinson(
        values, epsilon=0.5, weights=weights
    ),
    "atkinson_1": lambda values, weights: inequality.atkinson(values, epsilon=1.0, weights=weights),
    "atkinson_2": lambda values, weights: inequality.atkinson(values, epsilon=2.0, weights=weights),
    "mcloone": lambda values, weights: 1 - inequality.mcloone(values, weights=weights),
    "range_ratio": lambda values, weights: inequality.range_ratio(values, weights=weights) - 1,
}
every_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
rows = st.lists(st.tuples(st.floats(0.01, 1e4), st.integers(1, 50)), min_size=1, max_size=30)


def test_the_library_has_the_same_gini_theil_and_atkinson():
    assert inequality.gini(VALUES, weights=None) == pytest.approx(Gini(VALUES).g, rel=1e-10)
    assert inequality.theil(VALUES, weights=None) == pytest.approx(Theil(VALUES).T, rel=1e-10)
    for epsilon in (0.5, 1.0, 2.0):
        ours = inequality.atkinson(VALUES, epsilon=epsilon, weights=None)
        assert ours == pytest.approx(library_atkinson(VALUES, epsilon), rel=1e-10)


def test_weights_are_the_library_on_repeated_students():
    assert inequality.gini(VALUES, weights=WEIGHTS) == pytest.approx(Gini(REPEATED).g, rel=1e-10)
    assert inequality.theil(VALUES, weights=WEIGHTS) == pytest.approx(Theil(REPEATED).T, rel=1e-10)
    library = TheilD(REPEATED, REPEATED_AREA)
    ours = inequality.theil_decomposition(VALUES, AREA, weights=WEIGHTS)
    assert ours.between == pytest.approx(library.bg[0], rel=1e-10)
    assert ours.within == pytest.approx(library.wg[0], rel=1e-10)


@every_measure
@given(rows=rows, factor=st.floats(0.01, 100))
def test_what_changes_nothing(measure, rows, factor):
    values, weights = (np.array(column, float) for column in zip(*rows, strict=True))
    found = measure(values, weights=weights)
    assert found == pytest.approx(measure(values * factor, weights=weights), rel=1e-7, abs=1e-9)
    assert found == pytest.approx(measure(values, weights=weights * 2), rel=1e-9, abs=1e-12)
    assert found == pytest.approx(measure(values[::-1], weights=weights[::-1]), rel=1e-7, abs=1e-12)
    halves = np.r_[values, values[0]], np.r_[weights[0] / 2, weights[1:], weights[0] / 2]
    assert found == pytest.approx(measure(halves[0], weights=halves[1]), rel=1e-7, abs=1e-9)
    repeated = np.repeat(values, weights.astype(int))
    assert found == pytest.approx(measure(repeated, weights=None), rel=1e-7, abs=1e-9)


@every_measure
@given(value=st.floats(0.01, 1e4), count=st.integers(1, 30))
def test_equal_values_give_zero(measure, value, count):
    assert measure(np.full(count, value), weights=None) == pytest.approx(0, abs=1e-12)


@given(rows, st.lists(st.integers(0, 4), min_size=30, max_size=30))
def test_theil_parts_add_up(rows, areas):
    values, weights = (np.array(column, float) for column in zip(*rows, strict=True))
    area = np.array(areas[: len(values)])
    parts = inequality.theil_decomposition(values, area, weights=weights)
    assert parts.between + parts.within == pytest.approx(
        inequality.theil(values, weights=weights), abs=1e-10
    )
    assert parts.between >= -1e-12 and parts.within >= -1e-12
    inside = 0.0
    for name in set(area):
        here = area == name
        share = (values[here] * weights[here]).sum() / (values * weights).sum()
        if share > 0:
            inside += share * inequality.theil(values[here], weights=weights[here])
    assert parts.within == pytest.approx(inside, abs=1e-10)


def test_gini_by_county_is_the_library_on_each_county():
    weights = WEIGHTS / 3  # no whole numbers, whose sums are exact
    repeated = np.repeat(VALUES, WEIGHTS.astype(int))
    area = np.repeat(AREA, WEIGHTS.astype(int))
    expected = [Gini(repeated[area == place]).g for place in range(12)]
    order = np.argsort(AREA, kind="stable")  # together, and mixed
    for rows in (slice(None), order):
        found = inequality.grouped_gini(VALUES[rows], AREA[rows], 12, weights=weights[rows])
        assert found == pytest.approx(expected, rel=1e-10)


@given(rows, st.lists(st.integers(0, 4), min_size=30, max_size=30))
def test_gini_by_county_is_that_of_pairs(rows, areas):
    values, weights = (np.array(column, float) for column in zip(*rows, strict=True))
    values[:2] = values[0]  # a tie
    values[2:3] = np.nan
    area = np.array(areas[: len(values)])
    found = inequality.grouped_gini(values, area, 6, weights=weights)
    for place in range(6):
        here = (area == place) & ~np.isnan(values)
        own, students = values[here], weights[here]
        if not here.any():
            assert np.isnan(found[place])
            continue
        apart = np.abs(own[:, None] - own) * np.outer(students, students)
        expected = apart.sum() / (2 * students.sum() * (students * own).sum())
        assert found[place] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_sums_of_groups_that_are_mixed_or_have_no_school():
    groups = Groups(np.array([4, 1, 4, 1, 1]), 6)
    assert groups.sizes().tolist() == [0, 3, 0, 0, 2, 0]
    assert groups.sums(np.array([1.0, 2, 3, 4, 5])).tolist() == [0, 11, 0, 0, 4, 0]
    assert groups.each(np.arange(6.0)).tolist() == [4, 1, 4, 1, 1]
    assert Groups(np.array([], int), 2).sums(np.array([])).tolist() == [0, 0]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.integers(1, 6))
def test_schools_that_stand_together_are_added_up_the_same(area, times):
    number = np.repeat(area, times)  # at three and more in stretches, else one by one
    amounts = np.arange(1.0, len(number) + 1)
    expected = [amounts[number == place].sum() for place in range(4)]
    assert Groups(number, 4).sums(amounts).tolist() == expected


def test_by_hand():
    assert inequality.gini([0, 0, 0, 4], weights=None) == 0.75  # (n - 1) / n
    assert inequality.theil([0, 0, 0, 4], weights=None) == pytest.approx(np.log(4))
    assert inequality.atkinson([0, 4], epsilon=0.5, weights=None) == pytest.approx(
        0.5
    )  # 1 - (√2 / 2)²
    assert inequality.atkinson([0, 4], epsilon=1, weights=None) == 1
    assert inequality.mcloone([1, 2, 3, 4], weights=None) == 0.75  # (1 + 2) / (2 + 2), median 2
    assert np.isnan(inequality.mcloone([0, 0, 3], weights=None))
    assert inequality.range_ratio([0, 1], weights=None) == float("inf")
    assert inequality.quantile_shares([1, 1, 1, 1, 6], weights=None).tolist() == pytest.approx(
        [0.1] * 4 + [0.6]
    )
    assert inequality.quantile_shares([1, 3], weights=[3, 1], groups=2).tolist() == pytest.approx(
        [2 / 6, 4 / 6]
    )
    assert inequality.weighted_quantile([1, 2, 3], 0, weights=None) == 1
    ten = np.arange(1.0, 11.0)
    assert (
        inequality.weighted_quantile(ten, 0.8, weights=np.full(10, 0.1)) == 8
    )  # the sum falls a hair short
    assert inequality.weighted_quantile([1, 2, 3], 1, weights=None) == 3


def test_an_area_with_nothing():
    parts = inequality.theil_decomposition([0.0, 0.0, 1.0, 1.0], [1, 1, 2, 2], weights=None)
    assert parts.between == pytest.approx(np.log(2)) and parts.within == 0


@given(rows)
def test_ordered_by_itself_the_concentration_index_is_gini(rows):
    values, weights = (np.array(column, float) for column in zip(*rows, strict=True))
    index = inequality.concentration_index(values, values, weights=weights)
    assert index == pytest.approx(inequality.gini(values, weights=weights), abs=1e-12)
    assert inequality.concentration_index(values, -values, weights=weights) == pytest.approx(
        -index, abs=1e-9
    )


def test_lorenz_curve_is_below_the_diagonal_and_rises():
    students, total = inequality.lorenz_curve(VALUES, weights=WEIGHTS)
    assert (students[0], total[0]) == (0, 0) and (students[-1], total[-1]) == (1, 1)
    assert (total <= students + 1e-12).all() and (np.diff(total) >= 0).all()


def test_ties_in_the_order_do_not_matter():
    first = inequality.concentration_index([1.0, 5.0, 2.0], [1, 1, 2], weights=None)
    assert first == inequality.concentration_index([5.0, 1.0, 2.0], [1, 1, 2], weights=None)


def test_missing_values_are_left_out():
    gap = np.r_[VALUES, np.nan], np.r_[WEIGHTS, 3.0]
    for measure in MEASURES.values():
        assert measure(gap[0], weights=gap[1]) == measure(VALUES, weights=WEIGHTS)
    ours = inequality.theil_decomposition(gap[0], np.r_[AREA, 99], weights=gap[1])
    assert ours == inequality.theil_decomposition(VALUES, AREA, weights=WEIGHTS)


@every_measure
@pytest.mark.parametrize(
    ("values", "weights", "sentence"),
    [
        ([1.0, -1.0], None, "negative or infinite"),
        ([1.0, np.inf], None, "negative or infinite"),
        ([0.0, 0.0], None, "no value above zero"),
        ([], None, "no value above zero"),
        ([1.0, 2.0], [1.0, 0.0], "above zero"),
        ([1.0, 2.0], [1.0, np.nan], "above zero"),
        ([1.0, 2.0], [1.0], "same length"),
    ],
)
def test_impossible_inputs_are_refused(measure, values, weights, sentence):
    with pytest.raises(ValueError, match=sentence):
        measure(values, weights=weights)


def test_impossible_choices_are_refused():
    with pytest.raises(ValueError, match="epsilon is above 0"):
        inequality.atkinson([1.0, 2.0], epsilon=0, weights=None)
    with pytest.raises(ValueError, match="from 0 to 1"):
        inequality.weighted_quantile([1.0], 1.5, weights=None)
    with pytest.raises(ValueError, match="1 or more"):
        inequality.quantile_shares([1.0], weights=None, groups=0)
    with pytest.raises(ValueError, match="none of them missing"):
        inequality.concentration_curve([1.0, 2.0], [1.0, np.nan], weights=None)
