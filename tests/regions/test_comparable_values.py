"""Values that may stand side by side: none that is unsound, of a part or selected, no two tables
mixed, the values those of the tables."""

import pandas as pd
import pytest

from edugov import tables
from edugov.regions import comparable_values
from edugov.tables.rows_by_region import Whole

# invented: two regions, one measure
FIGURE = {
    "source_id": "invented",
    "region_code": "530600",
    "year": "2021",
    "stage": "primary",
    "indicator_id": "schools_count",
    "quantity": "value",
    "value": 10.0,
    "unit": "school",
    "scope": "region",
    "selected": "",
    "inferred": "",
    "status": "ok",
    "note": "",
    "origin": "transcribed",
}


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    return {name: tables.read(name) for name in tables.names()}


@pytest.fixture(scope="module")
def values(every) -> pd.DataFrame:
    return comparable_values.values(every)


def of(every, *rows: dict) -> pd.DataFrame:
    """Give what is compared of invented figures, one of another region with them."""
    own = [FIGURE | row for row in ({"region_code": "654002"}, *rows)]
    figures = pd.DataFrame(own).assign(figure_id=[f"invented-{n}" for n in range(len(own))])
    without = ("province_values", "funding_provincial", "funding_national", "national_benchmarks")
    return comparable_values.values(
        every | {key: every[key].head(0) for key in without} | {"figures": figures}
    )


def test_a_figure_of_two_regions_is_compared(every):
    assert of(every, {"value": 11.0})["value"].tolist() == [11.0, 10.0]


@pytest.mark.parametrize(
    "flaw",
    [
        {"status": "damaged"},
        {"status": "conflict"},
        {"scope": "part"},
        {"selected": "highest"},
        {"stage": ""},
        {"year": ""},
        {"year": "2019-2021"},
        {"region_code": ""},
        {"value": float("nan")},
        # of another measure than the other region
        {"stage": "lower_secondary"},
        {"quantity": "growth"},
        {"quantity": "target"},
        {"unit": "percent"},
    ],
    ids=str,
)
def test_what_is_no_sound_value_of_the_region_is_not_compared(every, flaw):
    assert of(every, flaw).empty


def test_of_several_values_of_one_year_none_is_chosen(every):
    assert of(every, {"value": 11.0}, {"value": 12.0}).empty
    assert of(every, {"value": 11.0}, {"value": 11.0})["value"].tolist() == [11.0, 10.0]
    other = {"value": 9.0, "year": "2020"}
    assert of(every, {"value": 11.0}, {"value": 12.0}, other)["year"].tolist() == [2020, 2021]


def test_every_figure_compared_is_a_sound_row_of_the_table(every, values):
    own = values[values["table"] == "figures"]
    assert len(own) > 500
    rows = every["figures"].set_index("figure_id").loc[own["figure_id"]]
    assert rows["status"].eq("ok").all() and rows["scope"].eq("region").all()
    assert rows["selected"].eq("").all() and rows["stage"].ne("").all()
    for column in (*comparable_values.MEASURE, "value", "region_code", "source_id", "inferred"):
        assert rows[column].tolist() == own[column].tolist(), column
    assert rows["year"].tolist() == own["year"].astype(str).tolist()


def test_values_of_the_provinces_are_those_of_their_series(every, values):
    own = values[values["table"] == "province_values"]
    assert len(own) > 20_000
    series = every["province_series"].set_index(["indicator_id", "stage"])["series_id"]
    held = every["province_values"].set_index(["series_id", "region_code", "year"])["value"]
    keys = series.loc[list(zip(own["indicator_id"], own["stage"], strict=True))]
    places = list(zip(keys, own["region_code"], own["year"], strict=True))
    assert held.loc[places].tolist() == own["value"].tolist()


# by hand from the yearbook of 2024: 4004.45 of 18527.03, and 608.69 of 5776.44, hundred millions
@pytest.mark.parametrize(
    ("code", "indicator", "value"),
    [
        ("440000", comparable_values.SHARE, 21.61),
        ("230000", comparable_values.SHARE, 10.54),
        ("440000", "general_budget_education_expenditure", 400_445_000_000),
    ],
)
def test_budgets_of_2023_are_as_printed(values, code, indicator, value):
    own = values[values["region_code"].eq(code) & values["indicator_id"].eq(indicator)]
    (found,) = own[own["year"] == 2023]["value"]
    assert found == pytest.approx(value, abs=0.005, rel=1e-9)


def test_a_region_has_a_measure_of_one_table_alone_and_a_year_once(values):
    place = [*comparable_values.MEASURE, "region_code"]
    assert values.groupby(place)["table"].nunique().max() == 1
    assert not values.duplicated([*place, "year"]).any()


def test_there_is_something_to_compare(values):
    assert values.groupby(comparable_values.MEASURE)["region_code"].nunique().min() >= 2


def test_examples_are_no_regions_and_a_wider_group_of_the_nation_stays_out(every, values):
    examples = every["regions"].query("kind == 'example'")["region_code"]
    assert len(examples) and not values["region_code"].isin(examples).any()
    wider = values[values["stage"].eq("vocational") & values["region_code"].eq("000000")]
    assert not wider["table"].eq("province_values").any()
    assert values[values["stage"].eq("vocational")]["table"].eq("province_values").any()


def test_what_stands_beside_rows_is_of_one_table_a_region(every):
    own = pd.DataFrame({"indicator_id": ["students_count"], "stage": ["primary"]})
    found = comparable_values.of_others(own, ["110000", "000000"], Whole(every))
    assert set(found["region_code"]) == {"110000", "000000"}
    assert (found.groupby("region_code")["table"].nunique() == 1).all()
    assert set(found["indicator_id"]) == {"students_count"} and set(found["stage"]) == {"primary"}
    assert not found.duplicated(["region_code", "year"]).any()
    assert comparable_values.of_others(own.head(0), ["110000"], Whole(every)).empty
