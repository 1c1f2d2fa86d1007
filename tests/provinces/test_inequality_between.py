"""Inequality between provinces: by the formula of the textbook, and properties."""

import numpy as np
import pandas as pd
import pytest

from edugov import tables
from edugov.provinces import inequality_between, per_student

PER = pd.DataFrame({"11": [2.0, 3.0], "12": [4.0, 4.0], "13": [9.0, 5.0]}, [2011, 2019])
PUPILS = pd.DataFrame({"11": [5.0, 4.0], "12": [2.0, 3.0], "13": [1.0, 2.0]}, [2011, 2019])


@pytest.fixture(scope="module")
def spent() -> tuple[pd.DataFrame, pd.DataFrame]:
    values = tables.read("province_values")
    pupils = per_student.enrolled(values)
    money = per_student.expenditure(tables.read("funding_provincial"), values)
    return (money / pupils).dropna(), pupils


def by_hand(values: np.ndarray, weights: np.ndarray) -> dict[str, float]:
    """Work the three measures out from their definitions: over all pairs, as a mean of x ln x, as
    a standard deviation."""
    weights = weights / weights.sum()
    mean = (weights * values).sum()
    pairs = weights[:, None] * weights[None, :] * np.abs(values[:, None] - values[None, :])
    relative = values / mean
    return {
        "gini": pairs.sum() / (2 * mean),
        "theil": (weights * relative * np.log(relative)).sum(),
        "variation": np.sqrt((weights * (values - mean) ** 2).sum()) / mean,
    }


@pytest.mark.parametrize("weighted", [True, False])
def test_measures_are_those_of_their_definitions(spent, weighted):
    per, pupils = spent
    found = inequality_between.over_time(per, pupils if weighted else None)
    assert found.index.tolist() == list(range(2011, 2020))
    for year, row in found.iterrows():
        weights = pupils.loc[year, per.columns] if weighted else pd.Series(1.0, per.columns)
        expected = by_hand(per.loc[year].to_numpy(), weights.to_numpy(dtype=float))
        assert row.to_dict() == pytest.approx(expected, rel=1e-9)


def test_the_unit_of_money_changes_nothing_and_doubled_weights_neither():
    found = inequality_between.over_time(PER, PUPILS)
    again = inequality_between.over_time(PER * 1e4, PUPILS * 2)
    pd.testing.assert_frame_equal(found, again)


def test_parts_between_and_within_areas_add_up(spent):
    area = tables.read("province_groups").set_index("region_code")["statistical_region"]
    assert area.value_counts().to_dict() == {"west": 12, "east": 10, "central": 6, "northeast": 3}
    per, pupils = spent
    split = inequality_between.parts(per, pupils, area)
    assert np.allclose(split["between"] + split["within"], split["total"])
    assert np.allclose(split["total"], inequality_between.over_time(per, pupils)["theil"])


def test_without_each_leaves_out_one():
    found = inequality_between.without_each(PER, PUPILS, "gini")
    rest = by_hand(np.array([4.0, 9.0]), np.array([2.0, 1.0]))["gini"]
    assert found.loc[2011, "11"] == pytest.approx(rest)
    assert list(found) == ["11", "12", "13"]


def test_the_fall_after_2013_hangs_on_tianjin(spent):
    """By the definitions, each province once: with Tianjin spending came closer, without it not."""
    per, _ = spent
    ones = pd.Series(1.0, per.columns)
    rest = per.drop(columns="120000")
    found = inequality_between.without_each(per, None, "variation")["120000"]
    for table, sign in ((per, -1), (rest, 1)):
        ends = [
            by_hand(table.loc[year].to_numpy(), ones[table.columns].to_numpy())
            for year in (2013, 2019)
        ]
        for measure in ("gini", "theil", "variation"):
            assert np.sign(ends[1][measure] - ends[0][measure]) == sign
    assert found[[2013, 2019]].tolist() == pytest.approx([end["variation"] for end in ends])


def test_shapley_parts_add_up_and_an_idle_thing_adds_nothing():
    before, after = [1.0, 2.0, 3.0], [4.0, 3.0, 3.0]
    parts = inequality_between.shapley(lambda a, b, c: a * b + c, before, after)
    assert sum(parts) == pytest.approx((4 * 3 + 3) - (1 * 2 + 3))
    assert parts[2] == 0
    assert parts[0] == pytest.approx(3 * 2.5) and parts[1] == pytest.approx(1 * 2.5)


def test_a_year_with_a_province_missing_is_left_out():
    holed = PER.copy()
    holed.loc[2011, "12"] = None
    assert inequality_between.over_time(holed, PUPILS).index.tolist() == [2019]
