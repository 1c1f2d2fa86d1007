"""Growth and changes within a year: found beyond the bounds, which what they rest on keeps."""

import pandas as pd
import pytest

from edugov import tables
from edugov.audit.yearly_growth import beyond_bounds, bounds, told

INDICATORS = tables.read("indicators")
PER_STUDENT = "general_budget_education_funding_per_student"


def figure(value, quantity="growth", year="2031", indicator=PER_STUDENT, **more):
    units = INDICATORS.set_index("indicator_id")["unit"]
    row = {
        "figure_id": f"{quantity}-{year}",
        "source_id": "invented",
        "region_code": "990000",
        "year": year,
        "stage": "primary",
        "indicator_id": indicator,
        "quantity": quantity,
        "value": float(value),
        "unit": "percent" if quantity == "growth" else units[indicator],
        "value_printed": str(value),
        "unit_printed": "",
        "subject_zh": "",
        "scope": "region",
        "selected": "",
        "inferred": "",
        "previous_value": float("nan"),
        "status": "ok",
        "note": "",
    }
    return row | more


def found(*rows):
    return beyond_bounds(pd.DataFrame(rows), INDICATORS)


@pytest.mark.parametrize(
    ("rate", "is_great"), [(113.07, True), (128.84, True), (-46, True), (12, False)]
)
def test_a_printed_rate_beyond_the_bounds_is_found(rate, is_great):
    assert found(figure(rate))["step"].tolist() == [rate] * is_great


def test_a_step_between_two_levels_is_found_without_a_printed_rate():
    levels = figure(100, "value", "2030"), figure(250, "value")
    assert found(*levels)[["step", "unit", "known"]].values.tolist() == [
        [150, "percent", "nothing"]
    ]
    assert found(levels[0], figure(110, "value")).empty


def test_a_rate_steps_in_points():
    rate = {"indicator": "inclusive_kindergarten_coverage_rate"}
    levels = figure(2, "value", "2030", **rate), figure(6, "value", **rate)
    assert found(*levels).empty  # three times as much, but four points
    levels = figure(40, "value", "2030", **rate), figure(75, "value", **rate)
    assert found(*levels)[["step", "unit"]].values.tolist() == [[35, "percentage_point"]]


def test_what_is_known_is_said_and_no_more():
    named = figure(113.07, selected="fastest growth")
    (english,) = told(found(named), INDICATORS, "en")
    (chinese,) = told(found(named), INDICATORS, "zh")
    assert "+113.07%" in english and "named" not in english and "rose fastest" in english
    assert "+113.07%" in chinese and "增长最快" in chinese
    (english,) = told(found(figure(-46)), INDICATORS, "en")
    assert "−46%" in english and "not known" in english
    (english,) = told(found(figure(-46, inferred="indicator")), INDICATORS, "en")
    assert "what it measures was inferred" in english
    elsewhere = figure(20, "value", "2030", "student_teacher_ratio", source_id="another")
    here = figure(11, "value", "2031", "student_teacher_ratio")
    (english,) = told(found(elsewhere, here), INDICATORS, "en")
    assert "−45%" in english and "different sources" in english
    assert told(found(figure(1)), INDICATORS, "en") == []


def test_what_is_not_sound_or_of_a_part_gives_no_step():
    assert found(figure(200, status="ambiguous")).empty
    assert found(figure(200, scope="part")).empty
    assert found(figure(200, indicator="student_accidents_count")).empty  # has no bounds


def test_the_reasons_of_the_bounds_are_true():
    limits = bounds().set_index("of")
    panel = tables.read("funding_provincial").sort_values(["region_code", "year"])
    rates = (
        panel.groupby("region_code")["education_expenditure_100_million_yuan"].pct_change() * 100
    )
    assert rates.dropna().between(*limits.loc["yuan", ["least", "greatest"]]).all()
    figures = tables.read("figures")
    listed = figures[figures["source_id"].eq("funding-national-2008-table3")]
    printed = listed.loc[listed["quantity"].eq("growth"), "value"]
    assert (
        len(printed)
        and printed.between(*limits.loc["yuan_per_student", ["least", "greatest"]]).all()
    )


def test_the_steps_that_readers_asked_about_are_on_their_pages():
    table = beyond_bounds(tables.read("figures"), INDICATORS)
    by_region = table.groupby("region_code")["step"].apply(list)
    assert 113.07 in by_region["450100"]
    assert {128.84, -46.0} <= set(by_region["410329"])
