"""The official coefficient against published examples and its properties."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov.balance import contributions, decisive_schools, judged, school_standards
from edugov.rule_sets import BASIC_2012, QUALITY_2017, RULE_SETS
from edugov.school_files import read_schools
from edugov.schools import apply_scope, parts
from edugov.variation import GROUP, coefficients, group_variation, leave_one_out

DATA = Path(__file__).parents[1] / "data"
# 县域义务教育校际均衡指标计算方法: five primaries, library books; printed mean 6.33, S 3.26, answer 0.52
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
    ("weighting", "expected"), [("enrolment", 0.515257), ("equal", 0.488771), ("equal_sample", 0.546462)]
)
def test_published_five_schools(weighting, expected):
    assert cv(BOOKS, STUDENTS, weighting) == pytest.approx(expected, abs=5e-7)


def test_published_five_schools_from_their_table():
    table = parts(apply_scope(read_schools(DATA / "schools" / "published_five_schools.csv"), "basic_2012")[0])
    row = (
        coefficients(table, BASIC_2012, weighting="enrolment")
        .set_index("indicator_id")
        .loc["books_per_student"]
    )
    assert (round(row.county_mean, 2), round(row.standard_deviation, 2), round(row.coefficient, 2)) == (
        6.33,
        3.26,
        0.52,
    )
    assert (row.schools_count, row.students_count, row.missing_count) == (5, 302, 0)


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
    [  # standards.md 1.5; sources S5 (Anhui, table 2) and S6 (Chongqing, table 2)
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


MEANS = [5.515273, 0.887611, 0.879277, 4.563288, 7.925946, 2496.674864, 2.784743]
DEVIATIONS = [1.643162, 0.445392, 0.353427, 1.316139, 2.975795, 780.914372, 1.097759]
COEFFICIENTS = [0.297929, 0.501787, 0.401952, 0.288419, 0.37545, 0.312782, 0.394205]


def test_jiujiang_seven_coefficients():
    """Wuhu Jiujiang 2023: a two-school county with each printed mean and deviation gives each coefficient."""
    students = np.array([100.0, 100.0])
    for mean, deviation, coefficient in zip(MEANS, DEVIATIONS, COEFFICIENTS, strict=True):
        quantity = students * np.array([mean - deviation, mean + deviation])
        assert cv(quantity, students) == pytest.approx(coefficient, abs=1e-6)


def test_jiujiang_fails_on_one_indicator_though_its_mean_is_low():
    row = judged(published(QUALITY_2017, COEFFICIENTS), QUALITY_2017).iloc[0]
    assert np.mean(COEFFICIENTS) == pytest.approx(0.367503, abs=1e-6)  # printed mean
    assert not row.met and row.above_limit_count == 1
    assert row.decisive_indicator_id == "backbone_teachers_per_100_students"


def test_ningguo_fails_on_six_of_seven():
    for stage, values in {
        "primary": (0.677, 0.674, 0.618, 0.519, 0.597, 0.167, 0.759),
        "lower_secondary": (0.542, 1.055, 0.507, 0.587, 0.686, 0.254, 0.496),
    }.items():
        assert judged(published(QUALITY_2017, values, stage), QUALITY_2017).iloc[0].above_limit_count == 6


def test_a_missing_coefficient_is_not_judged_unless_another_fails():
    gap = [np.nan, *COEFFICIENTS[2:], 0.3]
    assert judged(published(QUALITY_2017, gap), QUALITY_2017).iloc[0].met is None
    assert judged(published(QUALITY_2017, [np.nan, *COEFFICIENTS[1:]]), QUALITY_2017).iloc[0].met is False
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


schools_strategy = st.lists(
    st.tuples(st.floats(0, 1e6), st.integers(1, 5000)), min_size=2, max_size=40
).filter(lambda rows: sum(row[0] for row in rows) > 1.0)


@given(schools_strategy)
def test_agrees_with_the_formula_term_by_term(rows):
    quantity, students = zip(*rows, strict=True)
    assert cv(quantity, students) == pytest.approx(brute(quantity, students), rel=1e-9, abs=1e-9)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=40), st.floats(0.01, 1e4))
def test_equal_values_give_zero(students, value):
    assert cv(np.array(students) * value, students) == pytest.approx(0, abs=1e-12)


@given(schools_strategy, st.floats(1e-3, 1e3), st.randoms(use_true_random=False))
def test_what_changes_nothing(rows, factor, random):
    quantity, students = (np.array(column, float) for column in zip(*rows, strict=True))
    value = cv(quantity, students)
    assert cv(quantity * factor, students) == pytest.approx(value, rel=1e-9, abs=1e-12)  # another unit
    assert cv(quantity * 2, students * 2) == pytest.approx(value, rel=1e-12, abs=1e-12)  # all weights doubled
    halves = np.r_[quantity[1:], [quantity[0] / 2] * 2], np.r_[students[1:], [students[0] / 2] * 2]
    assert cv(*halves) == pytest.approx(value, rel=1e-9, abs=1e-12)  # a school in two equal halves
    order = random.sample(range(len(rows)), len(rows))
    assert cv(quantity[order], students[order]) == pytest.approx(value, rel=1e-12, abs=1e-12)


@given(schools_strategy, st.sampled_from(["enrolment", "equal"]))
def test_leave_one_out_equals_leaving_it_out(rows, weighting):
    quantity, students = (np.array(column, float) for column in zip(*rows, strict=True))
    group = np.zeros(len(rows), int)
    found = group_variation(quantity, students, group, 1, weighting=weighting)
    without = np.sqrt(leave_one_out(found, group))
    for place in range(len(rows)):
        kept = np.arange(len(rows)) != place
        if quantity[kept].sum() > 1e-3 * quantity.sum() and students[kept].sum() > 1e-3 * students.sum():
            expected = cv(quantity[kept], students[kept], weighting)
            assert without[place] == pytest.approx(expected, rel=1e-4, abs=1e-4)


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
    schools = read_schools(DATA / "schools" / "invented_county_60_schools.csv")
    return parts(apply_scope(schools, "quality_2017")[0])


@pytest.mark.parametrize("rule_set", RULE_SETS.values(), ids=RULE_SETS)
def test_table_agrees_with_each_county_by_itself(county, rule_set):
    other = county.assign(region_code="999900")
    both = pd.concat([county, other], ignore_index=True).sample(frac=1, random_state=1)
    table = coefficients(both, rule_set, weighting="enrolment")
    assert len(table) == 4 * len(rule_set.indicators)
    for row in table.itertuples():
        indicator = next(item for item in rule_set.indicators if item.indicator_id == row.indicator_id)
        part = county[(county["stage"] == row.stage) & county[indicator.quantity].notna()]
        expected = brute(part[indicator.quantity].tolist(), part["students"].tolist())
        assert row.coefficient == pytest.approx(expected, rel=1e-12)
        assert row.county_mean == pytest.approx(
            part[indicator.quantity].sum() / part["students"].sum() * indicator.per
        )
        assert row.schools_count == len(part) and row.students_count == part["students"].sum()


def test_a_missing_cell_leaves_the_school_out_of_that_indicator_only(county):
    table = coefficients(county, BASIC_2012, weighting="enrolment").set_index(["stage", "indicator_id"])
    missing = table.loc["primary", "missing_count"]
    assert missing["books_per_student"] == 1 and missing.drop("books_per_student").eq(0).all()


@pytest.mark.parametrize("weighting", ["enrolment", "equal"])
def test_contributions_add_up_to_the_squared_coefficient(county, weighting):
    table = contributions(county, BASIC_2012, weighting=weighting)
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
    found = contributions(table, BASIC_2012, weighting="enrolment").head(3)
    assert found["contribution"].tolist() == pytest.approx([1 / 12, 1 / 12, 1 / 3])
    assert found["coefficient_without"].tolist() == pytest.approx([0.6, 0.6, 0.0])
    # with all 0.7071, above 0.65; without any of the three 0.6, 0.6 and 0: each turns the verdict
    turning = decisive_schools(contributions(table, BASIC_2012, weighting="enrolment"), BASIC_2012)
    assert turning["school_code"].tolist() == ["a", "b", "c"]
    with pytest.raises(ValueError, match="divide by n"):
        contributions(table, BASIC_2012, weighting="equal_sample")


@pytest.mark.parametrize("rule_set", RULE_SETS.values(), ids=RULE_SETS)
def test_decisive_schools_by_taking_each_out(county, rule_set):
    turning = decisive_schools(contributions(county, rule_set, weighting="enrolment"), rule_set)
    expected = set()
    for stage, part in county.groupby("stage", observed=True):
        whole = judged(coefficients(part, rule_set, weighting="enrolment"), rule_set)["met"][0]
        for code in part["school_code"]:
            rest = part[part["school_code"] != code]
            if judged(coefficients(rest, rule_set, weighting="enrolment"), rule_set)["met"][0] != whole:
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
    with pytest.raises(ValueError, match="no standard for a school"):
        school_standards(one_school(), BASIC_2012)
