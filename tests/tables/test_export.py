"""Tables for other programs: read back by other readers, with labels, and never over a file."""

import struct
from importlib.metadata import version

import pandas as pd
import pytest
from click.testing import CliRunner

import edugov
from edugov import tables
from edugov.cli import main
from edugov.fault import Fault
from edugov.tables import export


@pytest.mark.parametrize("name", tables.names())
def test_stata_reads_back_what_was_written(name, tmp_path):
    table = tables.read(name)
    path = tmp_path / "table.dta"
    export.write(table, name, path)
    with pd.io.stata.StataReader(path) as reader:
        labels = reader.variable_labels()
        back = reader.read(convert_dates=False)
    assert back.shape == table.shape and all(labels.values())
    for (_, there), (_, here) in zip(back.items(), table.items(), strict=True):
        if pd.api.types.is_numeric_dtype(here):
            here = here.astype("Float64").astype("float64")
            pd.testing.assert_series_equal(there.astype(float), here, check_names=False)
        else:
            assert there.tolist() == here.tolist()


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".parquet"])
def test_others_read_back_what_was_written(ending, tmp_path):
    table = tables.read("funding_provincial")
    path = tmp_path / f"table{ending}"
    assert export.write(table, "funding_provincial", path) == []
    read = {".xlsx": pd.read_excel, ".csv": pd.read_csv, ".parquet": pd.read_parquet}[ending]
    back = read(path, **({} if ending == ".parquet" else {"dtype": {"region_code": str}}))
    texts = [name for name, column in table.items() if pd.api.types.is_string_dtype(column)]
    back[texts] = back[texts].fillna("")  # a missing text has no cell
    pd.testing.assert_frame_equal(back, table, check_dtype=False)


def test_a_workbook_explains_its_columns_in_the_language_asked_for(tmp_path):
    path = tmp_path / "schools.xlsx"
    export.write(tables.read("schools"), "schools", path, "zh")
    columns = pd.read_excel(path, sheet_name="columns").set_index("column")
    assert columns["unit"]["teaching_area_m2"] == "平方米"
    assert columns["title"]["school_name"] == "学校名称"


def test_a_workbook_says_what_a_column_means(tmp_path):
    path = tmp_path / "figures.xlsx"
    export.write(tables.read("figures"), "figures", path)
    means = pd.read_excel(path, sheet_name="columns").set_index("column")["description"]
    assert means["year"].startswith("the year the figure is about; a range")


def test_units_in_the_labels_of_stata_are_in_the_language_asked_for(tmp_path):
    for lang, unit in {"en": "(100 million yuan)", "zh": "(亿元)"}.items():
        path = tmp_path / f"{lang}.dta"
        export.write(tables.read("funding_provincial"), "funding_provincial", path, lang)
        with pd.io.stata.StataReader(path) as reader:
            label = reader.variable_labels()["education_expenditure_100_millio"]
        assert label.endswith(unit)


def test_stata_shows_what_the_data_are_and_of_which_version(tmp_path):
    for lang, title in {"en": "School tables", "zh": "学校数据"}.items():
        path = tmp_path / f"{lang}.dta"
        export.write(tables.read("schools"), "schools", path, lang)
        with pd.io.stata.StataReader(path) as reader:
            assert reader.data_label == f"{title}, edugov {version('edugov')}"


STRL = 32768  # of a variable, in Stata's description of its files (dta 118)


@pytest.mark.parametrize("name", tables.names())
def test_stata_may_merge_by_every_code(name, tmp_path):
    """Stata's manual, merge: key variables cannot be strLs."""
    path = tmp_path / "table.dta"
    table = tables.read(name)
    export.write(table, name, path)
    _, _, behind = path.read_bytes().partition(b"<variable_types>")
    types = struct.unpack_from(f"<{len(table.columns)}H", behind)
    keys = ("_code", "_id", "year", "stage")
    of_keys = [kind for column, kind in zip(table, types, strict=True) if column.endswith(keys)]
    assert STRL not in of_keys


def test_no_rows_are_a_table_too(tmp_path):
    path = tmp_path / "none.dta"
    export.write(tables.read("figures").head(0), "figures", path)
    assert pd.read_stata(path).empty


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_file_without_labels_says_so_where_a_language_is_asked_for(ending, tmp_path):
    said = export.write(tables.read("regions"), "regions", tmp_path / f"t{ending}", "zh")
    assert said == [
        f"{ending} has no labels, its columns are called as in data/; .dta or .xlsx has"
    ]
    assert export.write(tables.read("regions"), "regions", tmp_path / "t.xlsx", "zh") == []


def test_names_for_stata_are_short_allowed_and_told_apart():
    long = "full_time_teachers_lower_secondary"
    names = export._stata_names(["end", f"{long}_a", f"{long}_b"])
    assert names["end"] == "end_"
    assert len(set(names.values())) == 3 and max(map(len, names.values())) <= 32


def test_the_same_table_gives_the_same_file(tmp_path):
    for number in "12":
        export.write(tables.read("regions"), "regions", tmp_path / f"{number}.dta")
    assert (tmp_path / "1.dta").read_bytes() == (tmp_path / "2.dta").read_bytes()


def test_a_region_has_its_rows_and_a_table_without_regions_is_told():
    assert set(export.table_of("figures", "伊宁市")["region_code"]) == {"654002"}
    with pytest.raises(Fault, match="licences: its rows are of no region"):
        export.table_of("licences", "伊宁市")


def test_rows_of_an_indicator_by_id_or_name_and_of_a_region_too():
    every = tables.read("figures")
    wanted = every[every["indicator_id"] == "students_count"]
    assert len(export.table_of("figures", indicator="students_count")) == len(wanted) > 0
    assert export.table_of("figures", indicator="在校学生数").equals(wanted.reset_index(drop=True))
    of_yining = wanted[wanted["region_code"] == "654002"]
    assert len(export.table_of("figures", "伊宁市", "students_count")) == len(of_yining)
    with pytest.raises(Fault, match="licences: its rows are of no indicator; leave --indicator"):
        export.table_of("licences", indicator="students_count")
    with pytest.raises(Fault, match="no indicator 'student_count'; near: students_count"):
        export.table_of("figures", indicator="student_count")


def test_an_indicator_without_rows_is_told_where_it_has_some(tmp_path):
    command = ["export", "equity_published", "--indicator", "students_count"]
    done = CliRunner().invoke(main, [*command, "--out", str(tmp_path / "e.csv")])
    assert done.exit_code == 0
    told = "equity_published has no row of students_count; tables with some: "
    assert told in done.output and "figures" in done.output.partition(told)[2]


def test_a_file_that_is_there_stays(tmp_path):
    path = tmp_path / "regions.csv"
    path.write_text("mine")
    with pytest.raises(Fault, match="exists already"):
        export.write(tables.read("regions"), "regions", path)
    with pytest.raises(Fault, match="not one of .dta"):
        export.write(tables.read("regions"), "regions", tmp_path / "regions.sav")
    assert path.read_text() == "mine" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("ending", [".dta", ".xlsx", ".csv", ".parquet"])
def test_figures_with_names_beside_the_ids_are_written(ending, tmp_path):
    rows = edugov.figures("general_budget_education_funding", region="500235", sound=False)
    path = tmp_path / f"figures{ending}"
    export.write(rows, "figures", path)
    read = {".dta": pd.read_stata, ".xlsx": pd.read_excel, ".csv": pd.read_csv}
    back = read.get(ending, pd.read_parquet)(path)
    assert set(back["region"]) == {"Yunyang County"} and len(back) == len(rows)


def test_names_beside_the_ids_have_titles_in_the_language_asked_for(tmp_path):
    rows = edugov.figures("general_budget_education_funding", region="500235").assign(mine=1.0)
    path = tmp_path / "figures.dta"
    export.write(rows, "figures", path, "zh")
    with pd.io.stata.StataReader(path) as reader:
        labels = reader.variable_labels()
    shown = {name: labels[name] for name in ("region", "province", "indicator", "mine")}
    assert shown == {"region": "地区", "province": "省份", "indicator": "指标", "mine": "mine"}


def test_a_panel_is_told_how_its_years_can_be_written(tmp_path):
    table = edugov.panel("students_count", "primary", region="500000", years=(2018, 2019))
    path = tmp_path / "panel.dta"
    with pytest.raises(Fault, match="columns 2018, 2019 .*year_.*reset_index"):
        export.write(table, "figures", path)
    renamed = table.rename(columns="year_{}".format).reset_index()
    assert export.write(renamed, "figures", path) == []
    assert list(pd.read_stata(path)) == ["region_code", "region", "year_2018", "year_2019"]


def test_an_export_without_rows_is_said_and_a_name_of_several_is_refused(tmp_path):
    path = tmp_path / "none.csv"
    command = ["export", "figures", "--out", str(path), "--region"]
    done = CliRunner().invoke(main, [*command, "220104"])  # a table of coefficients, no figures
    assert done.exit_code == 0
    assert "figures has no row of 220104 朝阳区; tables with some: equity_published" in done.output
    path.unlink()
    done = CliRunner().invoke(main, [*command, "朝阳区"])
    assert done.exit_code == 1 and not path.exists()
    assert "'朝阳区' names 2 places; give the code of one: 110105 北京市朝阳区" in done.output
