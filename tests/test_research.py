"""Tables for an analysis: names, nothing mixed, and a sentence for what drops out."""

import subprocess
import sys
import warnings

import pandas as pd
import pytest

import edugov
from edugov import research, tables
from edugov.fault import Fault
from edugov.regions import comparable_values


def test_a_newcomer_finds_functions_and_modules_at_the_top():
    assert edugov.tables.read is tables.read
    assert edugov.figures is research.figures and edugov.panel is research.panel
    assert edugov.schools.assess is edugov.schools.assessment.assess
    alone = "import edugov; edugov.tables.export.write, edugov.regions.county_codes.locate"
    subprocess.run([sys.executable, "-c", alone], check=True)
    assert "verdicts" in dir(edugov)
    with pytest.raises(AttributeError, match="no attribute 'figure'"):
        edugov.figure  # noqa: B018
    with pytest.raises(AttributeError, match="no attribute 'asses'"):
        edugov.schools.asses  # noqa: B018
    with pytest.raises(AttributeError, match="'edugov.tables' has no attribute 'exports'"):
        edugov.tables.exports  # noqa: B018


def test_figures_are_sound_values_of_whole_regions_unless_asked_otherwise():
    raw = tables.read("figures")
    shown = edugov.figures()
    assert set(shown["quantity"]) == {"value"} and set(shown["scope"]) == {"region"}
    assert set(shown["status"]) == {"ok"}
    selected = raw.loc[raw["selected"] != "", "figure_id"]
    assert not shown["figure_id"].isin(selected).any()
    everything = edugov.figures(quantity="any", scope="any", sound=False)
    of_places = raw[raw["region_code"] != ""]  # an empty template is of none
    assert sorted(everything["figure_id"]) == sorted(of_places["figure_id"])
    assert everything["region"].ne("").all()
    assert set(tables.read("figures")) <= set(everything)  # selected, inferred, previous_value
    chosen = everything.set_index("figure_id").loc[selected, "selected"]
    assert chosen.ne("").all()


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


def with_rows(monkeypatch, rows: pd.DataFrame) -> None:
    """Let the panel be of some values alone."""
    monkeypatch.setattr(comparable_values, "of_single_years", lambda _: rows)


def values_of(indicator_id: str) -> pd.DataFrame:
    every = {name: tables.read(name) for name in comparable_values.TABLES}
    rows = comparable_values.of_single_years(every)
    return rows[rows["indicator_id"] == indicator_id]


def test_sources_that_differ_give_no_value(monkeypatch):
    rows = values_of("students_count")
    row = rows[rows["table"] == "figures"].iloc[[0]]
    with_rows(monkeypatch, pd.concat([row, row.assign(value=row["value"] + 1)]))
    code, year, stage = row[["region_code", "year", "stage"]].iloc[0]
    with pytest.warns(research.LeftOut, match=f"sources differ.*{code} {year}"):
        table = edugov.panel("students_count", stage or "all", years=(year, year))
    assert code not in table.index.get_level_values("region_code")


def test_budgets_of_provinces_are_in_the_panel_in_yuan():
    table = edugov.panel("general_budget_education_expenditure", years=(2007, 2023))
    assert len(table) == 31 and list(table.columns) == list(range(2007, 2024))
    assert table.notna().all().all() and table.attrs["unit"] == "yuan"
    assert table.attrs["tables"] == ["funding_provincial", "province_values"]
    # China Statistical Yearbook, of 2019: Beijing 1137.18, Guangdong 3210.51 (亿元)
    assert table.loc[("110000", "Beijing"), 2019] == pytest.approx(1137.18e8, abs=1e6)
    assert table.loc[("440000", "Guangdong"), 2019] == pytest.approx(3210.51e8, abs=1e6)
    between = edugov.panel("general_budget_education_expenditure", years=(2011, 2019))
    assert list(between.columns) == list(range(2011, 2020))


def test_what_notices_print_of_the_nation_is_in_the_panel():
    # 2020年全国教育经费执行情况统计公告: 普通小学12330.58元, 2019年11949.08元
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = edugov.panel(
            "general_budget_education_funding_per_student", "primary", region="全国"
        )
    nation = table.loc[("000000", "China")]
    assert nation[2020] == 12330.58 and nation[2019] == 11949.08
    assert table.attrs["unit"] == "yuan_per_student"
    assert table.attrs["tables"] == ["funding_national"]


def test_rows_that_are_not_of_the_nation_are_named_and_not_taken():
    """What local governments spend is no total of the nation."""
    with pytest.warns(research.LeftOut, match="of 000000 全国; not taken.*of funding_national"):
        table = edugov.panel("general_budget_education_expenditure", region="全国")
    assert table.empty


def test_years_without_a_value_are_told_with_those_that_have_one():
    told = "no value at the stage 'all' in 1991 to 1995; those there are lie in 2007 to 2023"
    with pytest.raises(Fault, match=told):
        edugov.panel("general_budget_education_expenditure", years=(1991, 1995))


def test_a_region_of_which_no_figure_is_sound_is_told():
    raw = tables.read("figures")
    raw = raw[
        (raw["quantity"] == "value") & (raw["scope"] == "region") & (raw["region_code"] != "")
    ]
    is_fit = (raw["status"] == "ok") & (raw["selected"] == "") & raw["value"].notna()
    counts = raw.assign(fit=is_fit).groupby(["indicator_id", "region_code"])["fit"].sum()
    indicator, code = counts[counts == 0].index[0]
    with pytest.warns(research.LeftOut, match=f"no sound {indicator} of .*{code}.*sound=False"):
        found = edugov.figures(indicator)
    assert code not in set(found["region_code"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert code in set(edugov.figures(indicator, sound=False)["region_code"])


def test_a_name_of_several_counties_is_not_guessed():
    """北京市 has a 朝阳区 as well, which is not in the book."""
    for ask in (edugov.verdicts, lambda name: edugov.figures(region=name)):
        with pytest.raises(Fault, match="'朝阳区' names 2 places.*110105 北京市.*220104 吉林省"):
            ask("朝阳区")
    assert set(edugov.verdicts("220104")["region_code"]) == {"220104"}


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
    with pytest.raises(
        Fault,
        match="large_class_share: no value at the stage 'tertiary'; stages with one: compulsory",
    ):
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
    row = values_of("students_count").iloc[[0]]
    own = row.assign(region_code="110000", stage="special")
    years = (2014, 2011, 2013)
    with_rows(monkeypatch, pd.concat([own.assign(year=year, value=float(year)) for year in years]))
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
