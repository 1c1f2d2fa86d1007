"""A region's page of own yearly values: numbers by hand, those above beside it, and a gap a gap."""

from math import nan

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from edugov import regions, research, tables
from edugov.regions import comparable_values
from edugov.yearly import page

PLACE = pd.Series({"kind": "county", "name_en": "Invented", "name_zh": "虚构"})


def of(values: dict[int, float], unit: str = "person", **above: dict[int, float]) -> page.Series:
    """Give an invented series and those of invented places above."""
    beside = {name: pd.Series(own, dtype=float) for name, own in above.items()}
    return page.Series("Students (primary)", unit, pd.Series(values, dtype=float), beside)


def test_sizes_are_told_by_their_change_over_the_same_years():
    one = of({2010: 4000, 2014: 5000}, nation={2009: 1, 2010: 200, 2014: 210})
    (said,) = page.told([one], PLACE, "en")
    assert said == (
        "Students (primary): 4,000 persons in 2010, 5,000 persons in 2014 (+25.0%; nation +5.0%)."
    )


def test_other_values_are_told_as_they_are():
    one = of({2010: 17.5, 2014: 16}, "ratio", nation={2014: 16.25})
    (said,) = page.told([one], PLACE, "en")
    assert said == "Students (primary): 17.5 in 2010, 16 in 2014; nation 16.25."


def test_a_single_year_and_a_first_value_of_zero_have_no_change():
    single, from_none = of({2010: 4000}), of({2010: 0, 2011: 5})
    assert page.told([single], PLACE, "en") == ["Students (primary): 4,000 persons in 2010."]
    (said,) = page.told([from_none], PLACE, "en")
    assert "%" not in said


def test_nothing_is_said_of_those_above_where_a_year_is_missing():
    (said,) = page.told([of({2010: 4000, 2014: 5000}, nation={2010: 200})], PLACE, "zh")
    assert said == "Students (primary)：2010年4,000人，2014年5,000人（变化+25.0%）。"


def test_the_index_starts_where_all_have_a_value():
    assert page.base_year(of({2010: 1, 2011: 2}, nation={2011: 5, 2012: 6})) == 2011
    assert page.base_year(of({2010: 1, 2011: 2}, nation={1990: 5})) == 2010
    assert page.base_year(of({2010: 0, 2011: 2})) == 2011


def test_the_chart_shows_an_index_and_a_missing_year_parts_the_line():
    one = of({2010: 4000, 2011: 4400, 2013: 5000}, nation={2010: 200, 2011: 220})
    figure = page.chart([one], "en")
    own, nation = figure.axes[0].get_lines()
    assert own.get_ydata() == pytest.approx([100, 110, nan, 125], nan_ok=True)
    assert nation.get_ydata() == pytest.approx([100, 110, nan, nan], nan_ok=True)
    plt.close(figure)


def test_the_invented_county_stands_beside_the_nation_and_not_among_real_places():
    every = {name: tables.read(name) for name in tables.names()}
    dossier = regions.belonging("9999Z1", every)
    found = {one.name: one for one in page.series(dossier, "en")}
    ratio = found["Students per teacher (primary)"]
    values = every["province_values"].query("series_id == 'primary-ratio' and year == 2019")
    expected = values.set_index("region_code")["value"]["000000"]
    assert ratio.above["nation"][2019] == expected and ratio.own[2019] == 16.1
    cells = page.cells(dossier, "en")
    assert len(cells) == len(every["own_panel"]) == 20
    assert "9999Z1" not in set(comparable_values.values(every)["region_code"])
    assert "9999Z1" not in research.panel("students_count", "primary").index.get_level_values(0)


def test_own_values_of_a_real_region_are_compared_and_in_the_panel(tmp_path):
    every = {name: tables.read(name) for name in tables.names()}
    row = dict(region_code="654002", year=2015, stage="primary", indicator_id="students_count")
    own = pd.DataFrame([row | dict(value=4200.0, note="invented", source_id="invented-panel")])
    values = comparable_values.values({**every, "own_panel": own})
    (found,) = values[values["table"] == "own_panel"].to_dict("records")
    assert (found["region_code"], found["unit"], found["value"]) == ("654002", "person", 4200)
    assert found["note"] == "invented"


def test_a_region_without_own_values_has_nothing_beside_them():
    dossier = regions.dossier("654002")
    assert dossier["own_panel"].empty and dossier["beside_own"].empty
    assert len(page.told([], PLACE, "en")) == 1
