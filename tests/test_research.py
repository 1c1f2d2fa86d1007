"""Tables for an analysis: names, nothing mixed, and a sentence for what drops out."""

import warnings

import pandas as pd
import pytest

import edugov
from edugov import research, tables
from edugov.fault import Fault


def test_a_newcomer_finds_functions_and_modules_at_the_top():
    assert edugov.tables.read is tables.read
    assert edugov.figures is research.figures and edugov.panel is research.panel
    assert edugov.schools.assess is edugov.schools.assessment.assess
    assert "verdicts" in dir(edugov)
    with pytest.raises(AttributeError, match="no attribute 'figure'"):
        edugov.figure  # noqa: B018
    with pytest.raises(AttributeError, match="no attribute 'asses'"):
        edugov.schools.asses  # noqa: B018


def test_figures_are_sound_values_of_whole_regions_unless_asked_otherwise():
    raw = tables.read("figures")
    shown = edugov.figures()
    assert set(shown["quantity"]) == {"value"} and set(shown["scope"]) == {"region"}
    assert set(shown["status"]) == {"ok"}
    selected = raw.loc[raw["selected"] != "", "figure_id"]
    assert not shown["figure_id"].isin(selected).any()
    everything = edugov.figures(quantity="any", scope="any", sound=False)
    assert sorted(everything["figure_id"]) == sorted(raw["figure_id"])


def test_names_stand_beside_ids_in_either_language():
    row = edugov.figures("一般公共预算教育经费", region="伊宁市", lang="zh").iloc[0]
    assert row[["region", "province", "stage_name"]].tolist() == [
        "伊宁市",
        "新疆维吾尔自治区",
        "各级各类",
    ]
    assert row["indicator_id"] == "general_budget_education_funding"


def test_a_region_without_a_value_is_told():
    with pytest.warns(research.LeftOut, match="no .*per_student of 331121 青田县; 654002 伊宁市"):
        found = edugov.figures(
            "general_budget_education_funding_per_student",
            region=["331121", "410329", "530581", "伊宁市"],
        )
    assert set(found["region_code"]) == {"410329", "530581"}


def test_a_panel_is_the_figures_and_the_yearly_values_of_provinces():
    table = edugov.panel(
        "students_count", "primary", region=["北京市", "tianjin"], years=(2016, 2019)
    )
    assert list(table.columns) == [2016, 2017, 2018, 2019] and table.attrs["unit"] == "person"
    # 北京市2019–2020学年度教育事业发展统计概况: 94.2万人
    assert table.loc[("110000", "Beijing"), 2019] == pytest.approx(94.2e4, abs=500)
    figures = edugov.figures("students_count", stage="primary")
    yearly = figures[figures["year"].str.fullmatch(r"\d{4}")]
    whole = edugov.panel("students_count", "primary")
    for row in yearly.itertuples():
        cell = whole.loc[(row.region_code, row.region)].get(int(row.year))
        assert pd.isna(cell) or cell == pytest.approx(row.value, rel=1e-4)


def test_sources_that_differ_give_no_value(monkeypatch):
    rows = research._yearly_figures("value", tables.DATA)
    row = rows[rows["indicator_id"] == "students_count"].iloc[[0]]
    twice = pd.concat([rows, row.assign(value=row["value"] + 1)])
    monkeypatch.setattr(research, "_yearly_figures", lambda *_: twice)
    code, year, stage = row[["region_code", "year", "stage"]].iloc[0]
    with pytest.warns(research.LeftOut, match=f"sources differ.*{code} {year}"):
        table = edugov.panel("students_count", stage or "all", years=(year, year))
    assert code not in table.index.get_level_values("region_code")


def test_verdicts_are_those_of_the_pages():
    own = edugov.verdicts("云阳县", lang="zh")
    assert set(own["region"]) == {"云阳县"} and "reason" in own and own["rule"].ne("").all()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"indicator": "student_count"}, "no indicator 'student_count'; near: students_count"),
        ({"quantity": "values"}, "quantity 'values': not one of value, growth"),
        ({"stage": "小学"}, "stage '小学': not one of preschool, primary"),
        ({"region": "yinning"}, "no region 'yinning'; near: 654002"),
    ],
)
def test_a_slip_is_told_with_what_is_near(wrong, told):
    with pytest.raises(Fault, match=told):
        edugov.figures(**wrong)


def test_a_panel_without_a_value_names_the_stages_that_have_one():
    with pytest.raises(Fault, match="large_class_share: no value at tertiary.*stages with one"):
        edugov.panel("large_class_share", "tertiary")


def test_nothing_is_said_where_nothing_drops_out():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        edugov.figures("students_count")


def test_a_panel_of_a_region_without_a_value_is_empty_and_says_so():
    with pytest.warns(research.LeftOut, match="no students_count of 654002 伊宁市"):
        table = edugov.panel("students_count", "primary", region="Yining City")
    assert table.empty and table.attrs["unit"] == "person"
    assert table.index.names == ["region_code", "region"]
    with pytest.warns(research.LeftOut, match="654002 伊宁市"):
        beside = edugov.panel("students_count", "primary", region=["Yining City", "北京市"])
    assert beside.index.tolist() == [("110000", "Beijing")]


def test_a_year_that_no_region_has_keeps_its_column(monkeypatch):
    """Of values for 2011, 2013 and 2014 the change from 2011 to 2013 is not one of a year."""
    rows = research._yearly_figures("value", tables.DATA)
    row = rows[rows["indicator_id"] == "students_count"].iloc[[0]]
    own = row.assign(region_code="110000", stage="special")
    own = pd.concat([own.assign(year=year, value=float(year)) for year in (2014, 2011, 2013)])
    monkeypatch.setattr(research, "_own_values", lambda *_: own)
    monkeypatch.setattr(research, "_yearly_figures", lambda *_: own.iloc[:0])
    monkeypatch.setattr(research, "_yearly_values", lambda *_: own.iloc[:0])
    table = edugov.panel("students_count", "special")
    assert list(table.columns) == [2011, 2012, 2013, 2014]
    changes = table.diff(axis=1).loc[("110000", "Beijing")]
    assert changes.dropna().to_dict() == {2014: 1.0}


@pytest.mark.parametrize("years", [2019, [2010, 2012, 2015], ("2010", "2015"), (2010.5, 2012)])
def test_years_that_are_no_first_and_last_are_told(years):
    with pytest.raises(Fault, match=r"years .*: a first and a last year, such as \(2010, 2015\)"):
        edugov.panel("students_count", "primary", years=years)


def test_years_the_wrong_way_round_are_told():
    with pytest.raises(Fault, match=r"years \(2015, 2010\): the first is after the last"):
        edugov.panel("students_count", "primary", years=(2015, 2010))
