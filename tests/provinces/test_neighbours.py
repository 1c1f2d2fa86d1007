"""Likeness of neighbours: the table of borders, and Moran's I by other routes."""

import numpy as np
import pandas as pd
import pytest
from libpysal.weights import W

from edugov import tables
from edugov.provinces import neighbours

LINE = pd.DataFrame({"region_code": list("abc"), "neighbour_code": list("bcd")})


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    return tables.read("province_neighbours")


def borders_of(pairs: pd.DataFrame, code: str) -> set[str]:
    one = pairs.loc[pairs["region_code"] == code, "neighbour_code"]
    return {*one, *pairs.loc[pairs["neighbour_code"] == code, "region_code"]}


def test_borders_known_from_the_map(pairs):
    """Inner Mongolia and Shaanxi have eight neighbours each, more than any other province."""
    provinces = tables.read("province_groups")["region_code"]
    counts = {code: len(borders_of(pairs, code)) for code in provinces}
    most = {code for code, count in counts.items() if count == 8}
    assert most == {"150000", "610000"} and max(counts.values()) == 8
    assert borders_of(pairs, "110000") == {"120000", "130000"}
    assert borders_of(pairs, "310000") == {"320000", "330000"}
    assert borders_of(pairs, "460000") == {"440000"} and min(counts.values()) == 1


def test_rows_of_weights_add_up_to_one_as_libpysal_standardises_them(pairs):
    codes = tables.read("province_groups")["region_code"].tolist()
    own = neighbours.weights(pairs, codes)
    other = W({code: sorted(borders_of(pairs, code)) for code in codes}, id_order=codes)
    other.transform = "r"
    np.testing.assert_allclose(own, other.full()[0])


def test_an_island_without_a_neighbour_is_refused():
    with pytest.raises(ValueError, match="no neighbour: d"):
        neighbours.weights(LINE, list("abd"))


def test_morans_index_as_a_sum_over_all_pairs():
    values = np.array([3.0, 1.0, 4.0, 1.5])
    weight = neighbours.weights(LINE, list("abcd"))
    mean = sum(values) / 4
    above = sum(
        weight[i, j] * (values[i] - mean) * (values[j] - mean) for i in range(4) for j in range(4)
    )
    whole = 4 / weight.sum() * above / sum((value - mean) ** 2 for value in values)
    assert neighbours.moran(values, weight, 99).index == pytest.approx(whole)


def test_all_permutations_of_four_values_written_out():
    """Of 24 orders of 0, 0, 1, 1 on a line, 8 set like beside like: 0011 and 1100, four ways each.
    The index of those is 1/2, of no other as high."""
    weight = neighbours.weights(LINE, list("abcd"))
    found = neighbours.moran(np.array([0.0, 0.0, 1.0, 1.0]), weight, 20_000)
    assert found.index == pytest.approx(0.5)
    assert found.share_as_high == pytest.approx(8 / 24, abs=4 * np.sqrt(2 / 9 / 20_000))
    least = neighbours.moran(np.array([0.0, 1.0, 0.0, 1.0]), weight, 99)
    assert least.index == pytest.approx(-1) and least.share_as_high == 1


def test_mean_over_permutations_is_minus_one_over_n_less_one(pairs):
    codes = tables.read("province_groups")["region_code"].tolist()
    weight = neighbours.weights(pairs, codes)
    random = np.random.default_rng(3)
    drawn = random.standard_normal(31)
    found = [neighbours.moran(random.permutation(drawn), weight, 1) for _ in range(4000)]
    indices = np.array([each.index for each in found])
    assert found[0].expected == pytest.approx(-1 / 30)
    assert indices.mean() == pytest.approx(-1 / 30, abs=4 * indices.std() / np.sqrt(4000))


def test_same_seed_same_share_and_no_unit():
    weight = neighbours.weights(LINE, list("abcd"))
    values = np.array([3.0, 1.0, 4.0, 1.5])
    assert neighbours.moran(values, weight, 99) == neighbours.moran(values, weight, 99)
    other = neighbours.moran(7 - 100 * values, weight, 99)
    assert other.index == pytest.approx(neighbours.moran(values, weight, 99).index)


@pytest.mark.parametrize("values", [[1.0, 1.0, 1.0, 1.0], [1.0, np.nan, 2.0, 3.0]])
def test_what_has_no_index_is_refused(values):
    with pytest.raises(ValueError, match="needs a value of each province"):
        neighbours.moran(np.array(values), neighbours.weights(LINE, list("abcd")))
