"""Verdicts' inputs, contributions and schools' own standards."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from edugov.schools.assessment import judged
from edugov.schools.contributions import contributions, decisive_schools
from edugov.schools.own_standards import school_standards
from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import BASIC_2012, QUALITY_2017, RULE_SETS
from edugov.schools.variation import GROUP, coefficients
from tests.conftest import school_table

DATA = Path(__file__).parents[2] / "data"
COEFFICIENTS = [
    0.297929,
    0.501787,
    0.401952,
    0.288419,
    0.37545,
    0.312782,
    0.394205,
]  # Wuhu Jiujiang 2023


def published(rule_set, values, stage="primary") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region_code": "1",
            "year": "",
            "stage": stage,
            "indicator_id": rule_set.indicator_ids,
            "coefficient": values,
        }
    )


@pytest.mark.parametrize(
    ("values", "stage", "composite"),
    [  # sources cv-table-anhui-6 and cv-table-chongqing-11
        ((0.881, 1.299, 0.977, 0.379, 0.170, 0.334, 0.286, 0.408), "primary", 0.592),  # Luyang
        ((0.353, 0.784, 0.146, 0.491, 0.037, 0.226, 0.223, 0.253), "lower_secondary", 0.314),
        ((0.711, 0.649, 0.472, 0.338, 0.235, 0.274, 0.260, 0.396), "primary", 0.417),  # Shushan
        ((0.505, 0.484, 0.325, 0.275, 0.199, 0.715, 0.421, 1.021), "lower_secondary", 0.493),
        ((0.437, 0.419, 0.255, 0.188, 0.171, 0.263, 0.263, 0.420), "primary", 0.302),  # Wanzhou
    ],
)
def test_published_composites(values, stage, composite):
    row = judged(published(BASIC_2012, values, stage), BASIC_2012).iloc[0]
    assert row.judged_value == pytest.approx(composite, abs=0.0005 + 1e-12)
    assert row.met and row.limit == {"primary": 0.65, "lower_secondary": 0.55}[stage]


def test_jiujiang_fails_on_one_indicator_though_its_mean_is_low():
    row = judged(published(QUALITY_2017, COEFFICIENTS), QUALITY_2017).iloc[0]
    assert np.mean(COEFFICIENTS) == pytest.approx(0.367503, abs=1e-6)  # printed mean
    assert not row.met


def test_ningguo_fails_on_the_largest_of_seven():
    for stage, values in {
        "primary": (0.677, 0.674, 0.618, 0.519, 0.597, 0.167, 0.759),
        "lower_secondary": (0.542, 1.055, 0.507, 0.587, 0.686, 0.254, 0.496),
    }.items():
        row = judged(published(QUALITY_2017, values, stage), QUALITY_2017).iloc[0]
        assert not row.met and row.judged_value == max(values)


def test_a_missing_coefficient_is_not_judged_unless_another_fails():
    gap = [np.nan, *COEFFICIENTS[2:], 0.3]
    assert judged(published(QUALITY_2017, gap), QUALITY_2017).iloc[0].met is None
    assert (
        judged(published(QUALITY_2017, [np.nan, *COEFFICIENTS[1:]]), QUALITY_2017).iloc[0].met
        is False
    )
    eight = judged(published(BASIC_2012, [np.nan, *[0.1] * 7]), BASIC_2012).iloc[0]
    assert eight.met is None and np.isnan(eight.judged_value)


def test_limits_are_those_of_the_table_of_standards():
    path = DATA / "standards.csv"
    if not path.exists():
        pytest.skip("data/standards.csv is not there yet")
    table = pd.read_csv(path, dtype={"rule_id": str}).set_index("rule_id")
    for stage, letter in (("primary", "P"), ("lower_secondary", "J")):
        assert table.loc[f"BB_CV_{letter}", "threshold"] == BASIC_2012.limit[stage]
        for place, indicator in enumerate(QUALITY_2017.indicators, start=1):
            assert table.loc[f"QB_CV{place}_{letter}", "threshold"] == QUALITY_2017.limit[stage]
            row = table.loc[f"QB_R{place}_{letter}"]
            assert (row["indicator_id"], row["threshold"]) == (
                indicator.indicator_id,
                indicator.school_standard[stage],
            )


@pytest.fixture(scope="module")
def county() -> pd.DataFrame:
    schools = school_table("9999Z1")
    return parts(apply_scope(schools, "quality_2017")[0])


def test_contributions_add_up_to_the_squared_coefficient(county):
    table = contributions(county, BASIC_2012)
    found = table.groupby([*GROUP, "indicator_id"], observed=True).agg(
        total=("contribution", "sum"),
        share=("contribution_share", "sum"),
        coefficient=("coefficient", "first"),
    )
    np.testing.assert_allclose(found["total"], found["coefficient"] ** 2, rtol=1e-12)
    np.testing.assert_allclose(found["share"], 1, rtol=1e-12)


def test_contributions_of_three_schools_by_hand():
    # students 1 each, books 1, 1, 4: mean 2, deviations -1/2, -1/2, 1, thirds of their squares
    table = pd.DataFrame(
        {
            "region_code": "1",
            "year": "1",
            "stage": "primary",
            "school_code": list("abc"),
            "school_name": list("abc"),
            "students": 1.0,
        }
    )
    for indicator in BASIC_2012.indicators:
        table[indicator.quantity] = [1.0, 1.0, 4.0]
    found = contributions(table, BASIC_2012).head(3)
    assert found["contribution"].tolist() == pytest.approx([1 / 12, 1 / 12, 1 / 3])
    assert found["coefficient_without"].tolist() == pytest.approx([0.6, 0.6, 0.0])
    # with all 0.7071, above 0.65; without any of the three 0.6, 0.6 and 0: each turns the verdict
    turning = decisive_schools(contributions(table, BASIC_2012), BASIC_2012)
    assert turning["school_code"].tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("rule_set", RULE_SETS.values(), ids=RULE_SETS)
def test_decisive_schools_by_taking_each_out(county, rule_set):
    turning = decisive_schools(contributions(county, rule_set), rule_set)
    expected = set()
    for stage, part in county.groupby("stage", observed=True):
        whole = judged(coefficients(part, rule_set, weighting="enrolment"), rule_set)["met"][0]
        for code in part["school_code"]:
            rest = part[part["school_code"] != code]
            if (
                judged(coefficients(rest, rule_set, weighting="enrolment"), rule_set)["met"][0]
                != whole
            ):
                expected.add((stage, code))
    assert set(zip(turning["stage"], turning["school_code"], strict=True)) == expected
    assert expected or rule_set is BASIC_2012  # the example has one for the 2017 rule


def one_school(**share) -> pd.DataFrame:
    """A primary of 500 students at its marks of 2017, each times a share."""
    row = {
        "region_code": "1",
        "year": "1",
        "stage": "primary",
        "school_code": "a",
        "school_name": "a",
        "students": 500.0,
    }
    marks = dict(zip(QUALITY_2017.indicator_ids, (4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3), strict=True))
    for indicator in QUALITY_2017.indicators:
        amount = marks[indicator.indicator_id] / indicator.per * 500
        row[indicator.quantity] = amount * share.get(indicator.quantity, 1.0)
    return pd.DataFrame([row])


@pytest.mark.parametrize(
    ("share", "met"),
    [
        ({}, True),
        ({"sports_area_m2": 0.85}, True),
        ({"sports_area_m2": 0.849}, False),
        ({"sports_area_m2": 0.9, "equipment_value_yuan": 0.99}, False),
        ({"sports_area_m2": np.nan}, None),
        ({"sports_area_m2": np.nan, "equipment_value_yuan": 0.8}, False),
        ({"sports_area_m2": np.nan, "equipment_value_yuan": 0.9}, None),
    ],
)
def test_each_schools_standard_of_2017(share, met):
    found = school_standards(one_school(**share), QUALITY_2017).iloc[0]
    assert found.met is met or found.met == met


def test_nine_teachers_for_1000_students_are_09_per_hundred():
    school = one_school().assign(students=1000.0, physical_education_and_arts_teachers_count=9.0)
    found = school_standards(school, QUALITY_2017).iloc[
        0
    ]  # 9 / 1000 * 100 is 0.8999999999999999 in floats
    assert found.marks_met_count == 1 and found.lowest_share == pytest.approx(0.5)


def test_the_2012_rule_has_no_standard_for_a_school():
    with pytest.raises(ValueError, match="no standard for a school"):
        school_standards(one_school(), BASIC_2012)
