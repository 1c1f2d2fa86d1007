"""The smallest common floor against numerical optimisers, and the list by buying it."""

import re
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize

from edugov import labels, tables
from edugov.schools import page_tables
from edugov.schools.assessment import assess
from edugov.schools.floor import floor_costs, floor_share
from edugov.schools.page_words import Words
from edugov.schools.parts import COLUMNS, apply_scope, parts
from edugov.schools.rule_sets import BASIC_2012, QUALITY_2017, Indicator, RuleSet
from tests.conftest import school_table

BOOKS = np.array([279.0, 137, 935, 160, 402])
STUDENTS = np.array([45.0, 37, 89, 76, 55])


def cv(value, students) -> float:
    mean = np.average(value, weights=students)
    return np.sqrt(np.average((value - mean) ** 2, weights=students)) / mean


def raised(quantity, students, floor):
    return np.maximum(quantity / students, floor)


def common_floor(quantity, students, limit) -> float:
    """The floor of one indicator, per student."""
    part = pd.DataFrame({"students": students, "books_count": quantity})
    share = floor_share(part, [Indicator("books_per_student", "books_count")], limit)
    return share * quantity.sum() / students.sum()


def test_published_five_schools_need_little_to_reach_050():
    """A root finder on the coefficient as a function of the floor gives the same floor."""
    expected = brentq(
        lambda floor: cv(raised(BOOKS, STUDENTS, floor), STUDENTS) - 0.5, 0, 6, xtol=1e-13
    )
    assert common_floor(BOOKS, STUDENTS, 0.5) == pytest.approx(expected, rel=1e-9)


cases = st.lists(st.tuples(st.floats(0, 100), st.integers(1, 900)), min_size=2, max_size=30).filter(
    lambda rows: sum(row[0] for row in rows) > 1
)


@given(cases, st.floats(0.01, 0.9))
def test_the_floor_reaches_the_limit_and_no_lower_floor_does(rows, limit):
    value, students = (np.array(column, float) for column in zip(*rows, strict=True))
    quantity = value * students
    floor = common_floor(quantity, students, limit)
    reached = cv(raised(quantity, students, floor), students)
    assert reached <= limit + 1e-6
    if cv(value, students) > limit + 1e-9:
        assert reached == pytest.approx(limit, abs=1e-5)
        assert cv(raised(quantity, students, floor * 0.999), students) > limit - 1e-6
    elif cv(value, students) < limit - 1e-9:
        assert floor == 0


@pytest.mark.parametrize("seed", range(20))
def test_no_other_way_of_adding_is_cheaper(seed):
    """A general optimiser, free to give each school anything, finds the same cost."""
    random = np.random.default_rng(seed)
    students = random.integers(50, 500, 6).astype(float)
    quantity = students * random.lognormal(1, 0.7, 6)
    limit = 0.6 * cv(quantity / students, students)
    floor = common_floor(quantity, students, limit)
    cost = np.maximum(students * floor - quantity, 0).sum()
    total = quantity.sum()
    found = minimize(
        lambda added: added.sum(),
        np.full(6, 0.5),
        bounds=[(0, None)] * 6,
        constraints={
            "type": "ineq",
            "fun": lambda added: limit - cv((quantity + added * total) / students, students),
        },
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-12},
    )
    # what the optimiser says of itself hangs on the last digit of a sum, so its answer is looked at
    # instead: it keeps the limit, and costs no less (there the cost moves as the limit does)
    reached = cv((quantity + found.x * total) / students, students)
    assert reached == pytest.approx(limit, abs=1e-8)
    assert found.fun * total == pytest.approx(cost, rel=1e-6)


def test_a_limit_that_holds_today_needs_no_floor():
    assert common_floor(BOOKS, STUDENTS, 0.6) == 0


@pytest.fixture(scope="module")
def county():
    return parts(apply_scope(school_table("9999Z1"), "quality_2017")[0])


INDICATORS = tables.read("indicators")
NAMES = labels.names(INDICATORS, "indicator_id", "en")
UNITS = INDICATORS.set_index("indicator_id")["unit"].to_dict()
WORDS = Words(NAMES, UNITS, "en", tables.read("interval_coverage"))
RAW = {  # a column of the school table for each quantity that is not one itself
    "teaching_area_without_indoor_sports_m2": "teaching_area_m2",
    "sports_area_m2": "sports_ground_area_m2",
}


def combined_county(seed: int) -> pd.DataFrame:
    """A made county: six primaries, five lower secondaries, seven nine-year, four complete and two
    twelve-year schools, far apart."""
    random = np.random.default_rng(seed)
    kinds = ["primary"] * 6 + ["lower_secondary"] * 5 + ["nine_year"] * 7
    kinds += ["complete_secondary"] * 4 + ["twelve_year"] * 2
    taught = {
        "primary": ("primary", "nine_year", "twelve_year"),
        "lower_secondary": ("lower_secondary", "nine_year", "complete_secondary", "twelve_year"),
        "upper_secondary": ("complete_secondary", "twelve_year"),
    }
    many = len(kinds)
    names = [f"made {place:02}" for place in range(many)]
    table = pd.DataFrame({"school_code": names, "school_name": names, "school_type": kinds})
    table = table.assign(region_code="1", year="2020", ownership="public", urban_rural="")
    for stage, types in taught.items():
        students = np.rint(400 * random.lognormal(0, 0.6, many))
        table[f"students_{stage}"] = np.where(table["school_type"].isin(types), students, 0.0)
    everyone = table[[f"students_{stage}" for stage in taught]].sum(axis=1)
    amounts = {"teaching_area_m2": 6, "sports_ground_area_m2": 9, "equipment_value_yuan": 2400}
    amounts |= {"computers_count": 0.2, "books_count": 30, "multimedia_classrooms_count": 0.05}
    for name, mean in amounts.items():
        table[name] = np.rint(everyone * mean * random.lognormal(0, 0.8, many))
    table["indoor_sports_area_m2"] = np.rint(table["teaching_area_m2"] * 0.05)
    for name in COLUMNS["column_id"]:
        if "teachers" in name:
            stage = "primary" if name.endswith("_primary") else "lower_secondary"
            rate = 0.06 * random.lognormal(0, 0.8, many)
            table[name] = np.rint(table[f"students_{stage}"] * rate)
    return table[COLUMNS["column_id"].tolist()]


def bought(schools: pd.DataFrame, found) -> pd.DataFrame:
    """The school table after buying what the page lists, read from the page's own cells."""
    paid = schools.set_index("school_code")
    costs = page_tables.rows("costs", found)
    if costs.empty:
        return schools
    shown = page_tables.shown("costs", [(costs, "Caption")], WORDS).data
    cells = pd.read_html(StringIO(re.sub(r"^::::.*$", "", shown, flags=re.MULTILINE)))[0]
    assert len(cells) == len(costs)
    amounts = cells.iloc[:, -1].str.extract(r"^([\d,]+)")[0].str.replace(",", "").astype(float)
    for row, amount in zip(costs.itertuples(), amounts, strict=True):
        column = RAW.get(row.quantity, row.quantity)
        if "teachers" in column:
            column = f"{column.removesuffix('_count')}_{row.stage}"
        paid.loc[row.school_code, column] += amount
    return paid.reset_index()


TABLES = {
    "invented county, 2023": school_table("9999Z1", "2023"),
    "invented county, 2024": school_table("9999Z1", "2024"),
    "made county": combined_county(1),
    "another": combined_county(2),
    "a third": combined_county(3),
}


@pytest.mark.parametrize("rule_set", ["basic_2012", "quality_2017"])
@pytest.mark.parametrize("name", TABLES)
def test_buying_what_the_page_lists_brings_every_stage_to_its_limit(name, rule_set):
    schools = TABLES[name]
    found = assess(schools, rule_set, scope=rule_set)
    after = assess(bought(schools, found), rule_set, scope=rule_set)
    before = found.judged["met_as_given"]
    assert before.eq(False).any() or (rule_set == "basic_2012" and name.startswith("invented"))
    assert after.judged["met_as_given"].eq(True).all(), after.judged
    assert after.costs.empty
    held = after.parts.astype({"stage": "str"}).set_index(["school_code", "stage"])
    for row in found.costs.itertuples():  # nobody listed is left below the floor
        part = held.loc[(row.school_code, row.stage)]
        per = 100 if "per_100" in row.indicator_id else 1
        assert part[row.quantity] / part["students"] * per >= row.floor * (1 - 1e-9)
    paid = found.costs[found.costs["cost"] > 0]
    assert (paid["cost"] % 1).eq(0).all() and (found.costs["value"] < found.costs["floor"]).all()


def test_the_stages_part_alone_would_not_do():
    """What was printed before: the stage's part of a combined school, bought for the whole."""
    schools = TABLES["made county"]
    found = assess(schools, "quality_2017", scope="quality_2017")
    shares = found.parts.set_index(["school_code", "stage"])["material_share"]
    costs = found.costs.copy()
    keys = pd.MultiIndex.from_frame(costs[["school_code", "stage"]])
    material = ~costs["quantity"].str.contains("teachers")
    costs["cost"] *= np.where(material, shares.loc[keys].to_numpy(), 1.0)
    costs["cost"] = np.floor(costs["cost"])
    after = assess(bought(schools, found._replace(costs=costs)), "quality_2017", scope="listed")
    assert after.judged["met_as_given"].eq(False).any()


def test_what_is_bought_for_one_stage_is_credited_to_the_other():
    """A nine-year school with as many weighted students at each stage lacks at both: the larger of
    two needs is bought once."""
    books = RuleSet(
        "books",
        (Indicator("books_per_student", "books_count"),),
        {"primary": 0.2, "lower_secondary": 0.2},
        "each",
    )
    rows = []
    for stage, full in (("primary", 30.0), ("lower_secondary", 40.0)):
        rows.append(["nine", stage, 100.0, 0.5, 1000.0])
        rows += [[f"{stage} {place}", stage, 100.0, 1.0, full * 100] for place in range(3)]
    columns = ["school_code", "stage", "students", "material_share", "books_count"]
    table = pd.DataFrame(rows, columns=columns).assign(region_code="1", year="1", school_name="")
    found = floor_costs(table, books).set_index("stage")
    assert found["school_code"].eq("nine").all()
    # three schools at 1 and one at f
    floor = brentq(lambda f: cv(np.array([f, 1, 1, 1.0]), np.ones(4)) - 0.2, 0.1, 1)
    needs = {"primary": 30 * floor * 100, "lower_secondary": 40 * floor * 100}
    whole = max(np.ceil((need - 1000) / 0.5) for need in needs.values())
    assert found["cost"].sum() == pytest.approx(whole, abs=1)
    assert (found["cost"] > 0).all()
    assert found.loc["primary", "credited"] == found.loc["lower_secondary", "cost"]


def test_a_limit_that_holds_costs_nothing(county):
    lax = QUALITY_2017._replace(limit=dict.fromkeys(QUALITY_2017.limit, 9.0))
    assert floor_costs(county, lax).empty


def test_floor_for_a_composite(county):
    part = county[county["stage"] == "primary"]
    share = floor_share(part, BASIC_2012.indicators, 0.3)
    found = []
    for indicator in BASIC_2012.indicators:
        known = part[part[indicator.quantity].notna()]
        value, students = known[indicator.quantity] / known["students"], known["students"]
        found.append(cv(np.maximum(value, share * np.average(value, weights=students)), students))
    assert np.mean(found) == pytest.approx(0.3, abs=1e-6)
    assert floor_share(part, BASIC_2012.indicators, 5.0) == 0.0
    with pytest.raises(ValueError, match="above 0"):
        floor_share(part, BASIC_2012.indicators, 0.0)
    with pytest.raises(ValueError, match="no value above zero"):
        floor_share(part.assign(books_count=0.0), BASIC_2012.indicators, 0.3)
