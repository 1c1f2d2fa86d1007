"""The split of a change over time: terms by hand, and exact sums."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edugov.schools.change import TERMS, change
from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import QUALITY_2017, Indicator, RuleSet
from edugov.schools.variation import coefficients
from tests.conftest import school_table

BOOKS = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")


def year(name: str, schools: dict) -> pd.DataFrame:
    """Parts from {code: (students, books)}."""
    return pd.DataFrame(
        {
            "region_code": "1",
            "year": name,
            "stage": "primary",
            "school_code": list(schools),
            "students": [float(students) for students, _ in schools.values()],
            "books_count": [float(books) for _, books in schools.values()],
        }
    )


def split(before: dict, after: dict) -> pd.Series:
    table = change(year("2020", before), year("2023", after), BOOKS)
    return table.iloc[0]


def test_one_cause_at_a_time():
    same = {"a": (10, 10), "b": (10, 30)}  # values 1 and 3: mean 2, coefficient 0.5
    found = split(same, same)
    assert found["coefficient_before"] == 0.5 and found[TERMS].abs().max() == 0
    found = split(same, {"a": (10, 20), "b": (10, 20)})  # books moved until equal
    assert found["resources"] == -0.5 and found[TERMS].drop("resources").abs().max() == 0
    found = split(same, {"a": (10, 10), "b": (30, 30)})  # students went to where books were
    assert (
        found["enrolment_shift"] == -0.5 and found[TERMS].drop("enrolment_shift").abs().max() == 0
    )
    three = same | {"c": (20, 40)}  # 1, 3 and, of twice the weight, 2: coefficient root of 1 / 8
    found = split(same, three)
    assert found["openings"] == pytest.approx(8**-0.5 - 0.5)
    assert found[TERMS].drop("openings").abs().max() == 0
    found = split(three, same)
    assert found["closures"] == pytest.approx(0.5 - 8**-0.5)
    assert found[TERMS].drop("closures").abs().max() == 0
    found = split(
        same | {"c": (10, 50)}, same | {"c": (10, np.nan)}
    )  # values 1, 3, 5; then c is not known
    assert found["reporting"] == pytest.approx(0.5 - np.sqrt(8 / 3) / 3)
    assert found[TERMS].drop("reporting").abs().max() == 0


years = st.dictionaries(
    st.sampled_from("abcdefghij"),
    st.tuples(st.integers(1, 900), st.integers(1, 9000) | st.just(float("nan"))),
    min_size=3,
)


@settings(max_examples=40, deadline=None)
@given(years, years)
def test_terms_add_up(before, after):
    before["z"], after["z"] = (50, 100), (60, 90)  # two schools in both years
    before["y"], after["y"] = (70, 100), (60, 80)
    found = split(before, after)
    assert found[TERMS].sum() == pytest.approx(found["change"], abs=1e-12)
    backwards = split(after, before)
    assert backwards["resources"] == pytest.approx(-found["resources"], abs=1e-12)
    assert backwards["openings"] == pytest.approx(-found["closures"], abs=1e-12)


def test_regions_are_split_apart_and_a_school_twice_is_refused():
    one, two = (
        year("2020", {"a": (10, 10), "b": (10, 30)}),
        year("2023", {"a": (10, 20), "b": (10, 20)}),
    )
    before = pd.concat([one, two.assign(region_code="2")])
    after = pd.concat([two, one.assign(region_code="2")])
    found = change(before, after, BOOKS)
    assert found["region_code"].tolist() == ["1", "2"] and found["resources"].tolist() == [
        -0.5,
        0.5,
    ]
    with pytest.raises(ValueError, match="one row a school and stage"):
        change(pd.concat([one, one]), two, BOOKS)


def test_the_invented_county_by_its_definition():
    before, after = (
        parts(apply_scope(school_table("9999Z1", year), "quality_2017")[0])
        for year in ("2023", "2024")
    )
    found = change(before, after, QUALITY_2017)
    np.testing.assert_allclose(found[TERMS].sum(axis=1), found["change"], atol=1e-12)
    for table, name in ((before, "coefficient_before"), (after, "coefficient_after")):
        own = coefficients(table, QUALITY_2017, weighting="enrolment").sort_values(
            ["stage", "indicator_id"]
        )
        np.testing.assert_allclose(found[name], own["coefficient"], rtol=1e-12)
    lower = found[found["stage"] == "lower_secondary"]  # none opened or closed
    assert lower[["openings", "closures", "reporting"]].eq(0).all(axis=None)
    primary = found[found["stage"] == "primary"]
    assert (
        primary[["openings", "closures"]].ne(0).all(axis=None) and primary["reporting"].eq(0).all()
    )
