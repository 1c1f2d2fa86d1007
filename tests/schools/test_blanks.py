"""Blank cells: their range by trying all corners, and that they never help."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from edugov.schools.assessment import assess, judged_with_blanks
from edugov.schools.blanks import blank_ranges, completions, without_enrolment
from edugov.schools.chosen_numbers import CHOICES, LEAST_STUDENTS_SHARE
from edugov.schools.rule_sets import Indicator, RuleSet
from edugov.schools.variation import GROUP, group_variation
from tests.conftest import school_table

BOOKS = RuleSet("books", (Indicator("books_per_student", "books_count"),), {"primary": 0.5}, "each")
NONE = pd.DataFrame(columns=[*GROUP, "no_enrolment_count"])


def cv(value, students) -> float:
    mean = np.average(value, weights=students)
    return np.sqrt(np.average((value - mean) ** 2, weights=students)) / mean


def range_of(value, students) -> tuple[float, float, float]:
    """The coefficient by the values there are, and the least and greatest with the blanks."""
    one = np.zeros(len(value), int)
    students = np.asarray(students, float)
    found = group_variation(np.array(value) * students, students, one, 1, weighting="enrolment")
    least, greatest = completions(found)
    return found.coefficient[0], least[0], greatest[0]


schools = st.lists(st.tuples(st.floats(0.5, 20), st.integers(1, 900)), min_size=4, max_size=10)


@settings(max_examples=60, deadline=None)
@given(schools, st.integers(1, 2))
def test_no_filling_with_the_values_of_others_leaves_the_range(rows, blanks_count):
    value, students = (np.array(column, float) for column in zip(*rows, strict=True))
    gap = value.copy()
    gap[:blanks_count] = np.nan
    known = value[blanks_count:]
    given_coefficient, least, greatest = range_of(gap, students)
    assert least - 1e-9 <= given_coefficient <= greatest + 1e-9
    steps = np.linspace(known.min(), known.max(), 9)
    filled = [cv(np.r_[some, known], students) for some in product(steps, repeat=blanks_count)]
    assert least - 1e-9 <= min(filled) and max(filled) <= greatest + 1e-9
    best = minimize(
        lambda some: cv(np.r_[some, known], students),
        np.full(blanks_count, known.mean()),
        bounds=[(known.min(), known.max())] * blanks_count,
        # Few students among many move the coefficient little: the usual gradient stops too soon.
        options={"ftol": 1e-15, "gtol": 1e-12},
    )
    assert best.fun == pytest.approx(least, abs=1e-4)


def test_the_greatest_is_reached_where_students_divide_as_it_needs():
    """Many small blank schools: the best of all corners, which is by how many are at the top."""
    value = np.r_[[1.0, 2, 3, 4], np.full(40, np.nan)]
    students = np.r_[[50.0, 60, 70, 80], np.full(40, 1.0)]
    corners = [
        cv(np.r_[[1.0, 2, 3, 4], np.full(top, 4.0), np.full(40 - top, 1.0)], students)
        for top in range(41)
    ]
    assert range_of(value, students)[2] == pytest.approx(max(corners), abs=1e-5)


def test_without_a_blank_there_is_no_range():
    assert len(set(range_of([1.0, 2.0, 6.0], [10, 20, 30]))) == 1


def county(value, students) -> pd.DataFrame:
    """Parts of a made county with books alone."""
    table = pd.DataFrame({"students": np.asarray(students, float)})
    table["books_count"] = np.array(value) * table["students"]
    return table.assign(region_code="1", year="2020", stage="primary")


def verdict(value, students, limit):
    rules = BOOKS._replace(limit={"primary": limit})
    return judged_with_blanks(blank_ranges(county(value, students), rules, NONE), rules).iloc[0]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.5, 20), st.integers(50, 900)), min_size=20, max_size=40),
    st.data(),
)
def test_a_verdict_beside_a_blank_is_that_of_the_whole_table(rows, data):
    """Whatever cell is left blank, and however near the limit, where the value that it hides lies
    within those of the others."""
    rows = [(0.4, 60), (21.0, 60), *rows]  # the lowest and the highest give theirs
    value, students = (np.array(column, float) for column in zip(*rows, strict=True))
    limit = cv(value, students) * data.draw(st.floats(0.93, 1.07))
    blank = data.draw(st.integers(2, len(rows) - 1))
    gap = np.where(np.arange(len(rows)) == blank, np.nan, value)
    found = verdict(gap, students, limit)
    if found["met"] is not None:
        assert found["met"] == (cv(value, students) <= limit)
    if students[blank] > (1 - LEAST_STUDENTS_SHARE) * students.sum():
        assert found["met"] is None


def test_the_verdict_says_what_the_blanks_could_do():
    value = [1.0] * 24 + [4.0, np.nan]
    found = verdict(value, [10] * 26, 0.6)
    ways = ["met_as_given", "met_at_best", "met_at_worst", "met"]
    assert found[ways].tolist() == [True, True, False, None]
    assert found["value_at_worst"] == pytest.approx(cv([1.0] * 24 + [4, 4], [10.0] * 26))
    assert (found["blank_count"], found["cells_count"]) == (1, 26)


def test_too_few_students_with_a_value_give_no_verdict():
    value = [1.0, 1.1] * 9 + [np.nan]
    kept = verdict(value, [19.0] * 18 + [18.0], 0.5)
    assert kept["met"] is True  # 342 of 360 students: 95 %
    assert verdict(value, [19.0] * 18 + [18.1], 0.5)["met"] is None


@pytest.mark.parametrize("of_others", [0.0, np.nan])
def test_a_school_that_hides_its_enrolment_keeps_the_verdict_away(of_others):
    whole = school_table("9999Z1")
    place = whole.index[whole["school_type"].eq("primary")][0]
    hidden = whole.copy()
    hidden.loc[place, ["students_primary", "students_lower_secondary"]] = [np.nan, of_others]
    assert without_enrolment(whole, "basic_2012").empty
    found = without_enrolment(hidden, "basic_2012")
    assert found[["stage", "no_enrolment_count"]].values.tolist() == [["primary", 1]]
    met = [
        dict(zip(one.judged["stage"], one.judged["met"], strict=True))
        for one in (assess(table, "basic_2012", scope="basic_2012") for table in (whole, hidden))
    ]
    assert met[0] == {"primary": True, "lower_secondary": True}
    assert met[1] == {"primary": None, "lower_secondary": True}


def test_every_choice_has_its_reason_in_both_languages():
    assert (CHOICES[["why_en", "why_zh"]].apply(lambda column: column.str.len()) > 20).all(
        axis=None
    )
