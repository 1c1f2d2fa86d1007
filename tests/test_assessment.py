"""A county's page: what is computed for it, and what its words and charts say."""

import numpy as np
import pandas as pd
import pytest

from edugov import labels, school_cells, school_charts, school_words, tables
from edugov.assessment import assess, three_ways, working
from edugov.floor import floor_costs
from edugov.rule_sets import BASIC_2012

from .conftest import school_table

NAMES = labels.names(tables.read("indicators"), "indicator_id", "en")
FIVE, COUNTY = school_table("9999Z2"), school_table("9999Z1")


@pytest.fixture(scope="module")
def five():
    return assess(FIVE, "basic_2012", scope="basic_2012")


def test_three_ways_of_the_published_example(five):
    ways = three_ways(five, "primary", "books_per_student").set_index("weighting")["coefficient"]
    assert round(ways["enrolment"], 2) == 0.52  # as printed
    assert ways.round(6).to_dict() == {"enrolment": 0.515257, "equal": 0.488771, "equal_sample": 0.546462}


def test_working_of_the_published_example(five):
    steps = working(five, "primary", "books_per_student")
    assert steps["value"].round(2).tolist() == [6.20, 3.70, 10.51, 2.11, 7.31]  # by hand
    assert steps["product"].sum() == pytest.approx(10.65279, abs=5e-6)
    formula = school_words.formula(steps, 1)
    assert r"\frac{1{,}913}{302}" in formula and "0.515257" in formula
    assert r"100\cdot" in school_words.formula(steps, 100)


def test_what_cannot_be_judged_is_said(five):
    said = " ".join(school_words.verdicts(five, NAMES, "en"))
    assert "cannot be judged: no school has a value for 7 of the 8 indicators" in said and "0.515" in said
    empty = assess(FIVE, "quality_2017", scope="quality_2017")
    assert not empty.computed and five.computed
    assert empty.decisive.empty and empty.costs.empty and empty.contributions.empty


@pytest.mark.parametrize("wanted", ["rule_set", "scope"])
def test_unknown_choices_are_refused(wanted):
    chosen = {"rule_set": "basic_2012", "scope": "basic_2012"} | {wanted: "other"}
    with pytest.raises(ValueError, match="no .* named 'other'; there are"):
        assess(COUNTY, chosen["rule_set"], scope=chosen["scope"])


def test_cost_of_the_composite_brings_it_to_its_limit():
    scarce = COUNTY.copy()
    few = scarce["school_type"] == "primary"
    columns = [
        name for name in scarce if name.endswith(("_count", "_m2", "_yuan", "_primary")) and "students" not in name
    ]
    scarce.loc[few & (np.arange(len(scarce)) % 2 == 0), columns] *= 0.05
    found = assess(scarce, "basic_2012", scope="basic_2012")
    primary = found.judged.set_index("stage").loc["primary"]
    assert primary["judged_value"] > 0.65 and set(found.costs["stage"]) == {"primary"}
    filled = found.parts[found.parts["stage"] == "primary"].set_index("school_code")
    for row in found.costs.itertuples():
        filled.loc[row.school_code, row.quantity] += row.cost
    values = []
    for indicator in BASIC_2012.indicators:
        here = filled[filled[indicator.quantity].notna()]
        value, weight = here[indicator.quantity] / here["students"], here["students"]
        mean = np.average(value, weights=weight)
        values.append(np.sqrt(np.average((value / mean - 1) ** 2, weights=weight)))
    assert np.mean(values) == pytest.approx(0.65, abs=1e-6)  # the floor is a share of the mean of today
    assert "lie below it" in school_words.needed(found, NAMES, UNITS, "en")[0]
    enough = found.parts[found.parts["stage"] == "lower_secondary"]
    assert floor_costs(enough, BASIC_2012).empty


UNITS = tables.read("indicators").set_index("indicator_id")["unit"].to_dict()


def test_cells_of_the_invented_county():
    found = assess(COUNTY, "quality_2017", scope="quality_2017")
    assert len(school_cells.coefficient_cells(found, NAMES, UNITS, "en")) == 14
    assert len(school_cells.leading_cells(found, NAMES, UNITS, "zh")) == 14
    assert school_words.decisive(found, "en") == [
        "Without 虚构初级中学05 the county would be within the limit of 0.45 in lower secondary "
        "(quality balance, 2017): 0.500 would become 0.438."
    ]
    missing = school_cells.exclusion_cells(assess(COUNTY, "basic_2012", scope="basic_2012"), NAMES, "en")
    assert missing["reason"].tolist() == ["private", "type of school", "value not given"]
    assert missing["left_out"].tolist() == [1, 4, 1]


def test_names_from_outside_are_made_harmless():
    table = COUNTY.assign(school_name="<script>𰻞")
    found = assess(table, "quality_2017", scope="quality_2017")
    shown = [*school_words.decisive(found, "en"), *school_cells.cost_cells(found, NAMES, UNITS, "en")["school"]]
    assert shown and not any("<script>" in text for text in shown)
    assert school_charts.drawable("县𰻞一中") == "县□一中"
    school_charts.floors(school_cells.drawn_floors(found, NAMES, "en", 10), "en").canvas.draw()


def test_a_county_of_one_school_and_of_equal_schools():
    one = COUNTY.head(1)
    found = assess(one, "basic_2012", scope="basic_2012")
    assert found.coefficients["coefficient"].eq(0).all() and found.coefficients["lower"].isna().all()
    alike = pd.concat([COUNTY.head(1).assign(school_code=str(number)) for number in range(5)])
    found = assess(alike, "quality_2017", scope="quality_2017")
    assert found.judged["met"].tolist() == [True] and found.decisive.empty
    assert school_cells.drawn_contributions(found, NAMES, "en").empty
    assert set(school_cells.leading_cells(found, NAMES, UNITS, "en")["share_of_square"]) == {"–"}
