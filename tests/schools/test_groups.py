"""A coefficient within and between groups: by a regression on groups, by hand, and exact
addition."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from edugov.schools.groups import within_between
from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import QUALITY_2017, Indicator, RuleSet
from edugov.schools.variation import coefficients
from tests.conftest import school_table

BOOKS = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")


def table_of(schools: list[tuple]) -> pd.DataFrame:
    """Parts from (students, books, place)."""
    rows = pd.DataFrame(schools, columns=["students", "books_count", "place"])
    codes = [str(number) for number in range(len(rows))]
    return rows.astype({"students": float, "books_count": float}).assign(
        region_code="1", year="2020", stage="primary", school_code=codes
    )


school = st.tuples(
    st.integers(1, 900), st.integers(0, 9000), st.sampled_from(["town", "village", "county seat"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(school, min_size=2, max_size=20))
def test_parts_add_up_and_between_is_what_a_regression_on_groups_explains(schools):
    table = table_of([(100, 500, "town"), (50, 100, "village"), *schools])
    found = within_between(table, "place", BOOKS).iloc[0]
    assert found["between"] + found["within"] == pytest.approx(found["square"], abs=1e-12)
    dummies = pd.get_dummies(table["place"]).astype(float)
    fit = sm.WLS(table["books_count"] / table["students"], dummies, weights=table["students"]).fit()
    assert found["between_pct"] == pytest.approx(100 * fit.rsquared, abs=1e-6)


def test_groups_alike_within_or_alike_between():
    apart = within_between(table_of([(10, 10, "a"), (30, 30, "a"), (10, 30, "b")]), "place", BOOKS)
    assert apart["within"].item() == pytest.approx(0, abs=1e-15)
    alike = [(10, 10, "a"), (10, 30, "a"), (20, 20, "b"), (20, 60, "b")]
    found = within_between(table_of(alike), "place", BOOKS)
    assert found["between_pct"].item() == pytest.approx(0, abs=1e-12)


def test_one_group_and_no_group_have_no_row():
    assert len(within_between(table_of([(10, 10, "a"), (10, 30, "a")]), "place", BOOKS)) == 0
    assert len(within_between(table_of([(10, 10, ""), (10, 30, "")]), "place", BOOKS)) == 0


def test_schools_without_a_group_or_a_value_are_left_out():
    known = [(10, 10, "a"), (10, 30, "b"), (20, 50, "b")]
    more = [*known, (90, 900, ""), (70, np.nan, "a")]
    expected = within_between(table_of(known), "place", BOOKS)
    pd.testing.assert_frame_equal(within_between(table_of(more), "place", BOOKS), expected)


def test_each_county_by_itself():
    one = table_of([(10, 10, "a"), (10, 30, "b"), (20, 50, "b")])
    other = table_of([(10, 80, "a"), (40, 30, "a"), (20, 50, "b")]).assign(region_code="2")
    both = within_between(pd.concat([one, other]), "place", BOOKS)
    apart = [within_between(table, "place", BOOKS) for table in (one, other)]
    pd.testing.assert_frame_equal(both, pd.concat(apart, ignore_index=True))


def test_whole_coefficient_is_the_official_one():
    schools, _ = apply_scope(school_table("9999Z1", "2024"), "quality_2017")
    table = parts(schools)
    halves = table.assign(half=np.where(np.arange(len(table)) % 2, "odd", "even"))
    found = within_between(halves, "half", QUALITY_2017)
    own = coefficients(table, QUALITY_2017, weighting="enrolment")
    keys = ["region_code", "year", "stage", "indicator_id"]
    both = found.merge(own, on=keys, suffixes=("", "_official"))
    assert len(both) == len(own)
    np.testing.assert_allclose(both["coefficient"], both["coefficient_official"], rtol=1e-12)
    np.testing.assert_allclose(both["between"] + both["within"], both["square"], rtol=1e-9)
