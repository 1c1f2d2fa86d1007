"""The split of a change over time: terms by hand, and exact sums."""

from itertools import combinations
from math import factorial

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


def states_of(before: dict, after: dict) -> dict[frozenset, float]:
    """Return the coefficient with any set of the causes at work, school by school from the
    definition."""
    found = {}
    for size in range(6):
        for causes in combinations(TERMS, size):
            values, weights = [], []
            for code in {*before, *after}:
                old, new = before.get(code), after.get(code)
                known_old = old is not None and not np.isnan(old[1])
                known_new = new is not None and not np.isnan(new[1])
                students = (new if "enrolment_shift" in causes else old) if old and new else None
                if known_old and known_new:
                    books = (new if "resources" in causes else old)[1]
                elif known_old and ("reporting" if new else "closures") not in causes:
                    books, students = old[1], students or old
                elif known_new and ("reporting" if old else "openings") in causes:
                    books, students = new[1], students or new
                else:
                    continue
                values.append(books / students[0])
                weights.append(students[0])
            mean = np.average(values, weights=weights)
            spread = np.average((np.array(values) - mean) ** 2, weights=weights)
            found[frozenset(causes)] = np.sqrt(spread) / mean
    return found


def shares(states: dict[frozenset, float]) -> dict[str, float]:
    """Return the Shapley value of each cause by its formula over sets, not over orders."""
    found = {}
    for cause in TERMS:
        without = [held for held in states if cause not in held]
        weight = {held: factorial(len(held)) * factorial(4 - len(held)) / 120 for held in without}
        found[cause] = sum(
            weight[held] * (states[held | {cause}] - states[held]) for held in without
        )
    return found


BEFORE = {"a": (10, 10), "b": (10, 30), "c": (20, 90), "d": (30, 20), "e": (15, np.nan)}
AFTER = {"a": (14, 13), "b": (9, 40), "d": (30, 50), "e": (16, 60), "f": (40, 10)}
BEFORE |= {f"s{place}": (20 + place, 30 + 7 * place) for place in range(6)}
AFTER |= {f"s{place}": (30 - place, 40 + 3 * place) for place in range(6)} | {"s5": (25, np.nan)}


def test_all_causes_at_once_in_no_order():
    found = split(BEFORE, AFTER)
    states = states_of(BEFORE, AFTER)
    assert found["coefficient_before"] == pytest.approx(states[frozenset()])
    assert found["coefficient_after"] == pytest.approx(states[frozenset(TERMS)])
    assert found[TERMS].to_dict() == pytest.approx(shares(states))
    assert (found[TERMS].abs() > 0.001).all(), "each cause is at work"


def test_error_is_that_of_leaving_schools_out_one_by_one():
    found = split(BEFORE, AFTER)
    codes = sorted({*BEFORE, *AFTER})
    without = []
    for code in codes:
        rest = [{key: own[key] for key in own if key != code} for own in (BEFORE, AFTER)]
        states = states_of(*rest)
        whole = states[frozenset(TERMS)] - states[frozenset()]
        without.append(shares(states) | {"change": whole})
    table = pd.DataFrame(without)
    count = len(codes)
    errors = np.sqrt((count - 1) / count * ((table - table.mean()) ** 2).sum())
    for name in ["change", *TERMS]:
        assert found[f"{name}_error"] == pytest.approx(errors[name], rel=1e-9)


@pytest.mark.slow
def test_error_is_about_the_scatter_over_counties_drawn_alike():
    """4,000 counties of 60 schools that stay, close or open: the scatter of each part over them
    beside the root of the mean square of the errors that they give one by one."""
    random = np.random.default_rng(8)
    tables = []
    for shift in (0.0, 0.1):
        size = np.exp(random.normal(6, 0.5, (4000, 60)))
        tables.append((size, size * np.exp(random.normal(2 + shift, 0.3, (4000, 60)))))
    here = random.random((2, 4000, 60)) < 0.9
    years = []
    for name, (size, books), there in zip(("2020", "2021"), tables, here, strict=True):
        county, school = np.nonzero(there)
        codes = {"region_code": county.astype(str), "school_code": school.astype(str)}
        numbers = {"students": size[there], "books_count": books[there]}
        years.append(pd.DataFrame(codes | numbers).assign(year=name, stage="primary"))
    found = change(*years, BOOKS)
    for name in ["change", *TERMS[:4]]:
        ratio = np.sqrt((found[f"{name}_error"] ** 2).mean()) / found[name].std()
        assert 0.93 < ratio < 1.12, (name, ratio)


def test_few_schools_have_no_error():
    found = split({"a": (10, 10), "b": (10, 30)}, {"a": (10, 20), "b": (10, 20)})
    assert found["change"] == -0.5 and np.isnan(found["change_error"])
