"""School tables on the command line and in the data package: all of a table or nothing, and
once."""

import json
from itertools import product

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from edugov import regions, tables
from edugov.checking.already_checked import record_of
from edugov.cli import main
from edugov.labels import LANGUAGES
from edugov.rendering import planning, render
from edugov.schools.adding import add_schools
from edugov.schools.files import write_template
from edugov.schools.parts import COLUMNS
from edugov.tables import Fault
from edugov.tables.added_sources import Entry
from tests.conftest import school_table

CODE = "350429"  # Taining: in regions.csv, with too few figures for a profile


@pytest.fixture
def schools(tmp_path):
    """Give a school table of a real code with invented rows, as a file."""
    path = tmp_path / "schools.csv"
    school_table("9999Z1").assign(region_code=CODE).to_csv(path, index=False, encoding="utf-8-sig")
    return path


def contents(folder):
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def test_a_school_table_is_added_once(data, schools, tmp_path):
    added = add_schools(schools, "泰宁县", 2023, Entry(title="虚构"), data=data)
    assert added.changed and (added.region_code, added.rows_count) == (CODE, 60)
    assert tables.check(data) == []
    table = tables.read("schools", data)
    assert len(table) == 185 and (table["source_id"] == "taining-schools-2023").sum() == 60
    having = regions.with_pages({name: tables.read(name, data) for name in tables.names(data)})
    row = having.set_index("region_code").loc[CODE]
    assert row["schools"] and row["pages"] and not row["profile"]
    before = contents(data)
    again = add_schools(schools, CODE, 2023, data=data)
    assert not again.changed and again.rows_count == 60 and contents(data) == before
    book = tmp_path / "schools.xlsx"
    school_table("9999Z1").assign(region_code=CODE).to_excel(book, index=False)
    assert not add_schools(book, CODE, 2023, data=data).changed  # the same schools in another file
    assert contents(data) == before


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("虚构县2023—2024学年学校数据", "; the title says 2023;"),
        ("虚构县2021年、2023年学校数据", "--year 2023; a panel"),
        ("虚构县学校数据", "--year 2023; a panel"),
    ],
)
def test_without_a_year_the_command_says_which_one_the_title_names(tmp_path, title, said):
    path = tmp_path / "schools.xlsx"
    school_table("9999Z1").to_excel(path, index=False, startrow=1)
    book = openpyxl.load_workbook(path)
    book.active["A1"] = title
    book.save(path)
    refused = CliRunner().invoke(main, ["add", str(path), "--region", CODE])
    assert refused.exit_code == 1 and said in refused.output


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (
            "books_count",
            "many",
            r"schools.csv, row 3, column books_count, value 'many': not a number",
        ),
        ("region_code", "350430", r"row 3, column region_code, value '350430': not 350429"),
        ("year", "2022", r"row 3, column year, value '2022': not 2023"),
    ],
)
def test_a_refused_table_changes_nothing(data, tmp_path, column, value, message):
    table = school_table("9999Z1").assign(region_code=CODE).astype(object)
    table.loc[1, column] = value
    path = tmp_path / "schools.csv"
    table.to_csv(path, index=False)
    before = contents(data)
    with pytest.raises(Fault, match=message):
        add_schools(path, CODE, 2023, data=data)
    with pytest.raises(Fault, match="no region '999999'"):
        add_schools(path, "999999", 2023, data=data)
    assert contents(data) == before


def test_other_schools_of_the_same_year_are_refused(data, schools):
    add_schools(schools, CODE, 2023, data=data)
    before = contents(data)
    table = school_table("9999Z1").assign(region_code=CODE)
    table.loc[0, "books_count"] += 1
    table.to_csv(schools, index=False)
    with pytest.raises(Fault, match="schools.csv has other rows of 350429 泰宁县, 2023"):
        add_schools(schools, CODE, 2023, data=data)
    assert contents(data) == before


def test_schools_that_break_the_package_change_nothing(data, schools):
    path = data / "sources.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("schools-five,table", "schools-five,tabel"),
        encoding="utf-8",
    )
    before = contents(data)
    with pytest.raises(Fault, match="nothing was changed"):
        add_schools(schools, CODE, 2023, data=data)
    assert contents(data) == before


def test_examples_are_no_regions():
    every = {name: tables.read(name) for name in tables.names()}
    examples = every["regions"][every["regions"]["kind"] == regions.EXAMPLE]
    assert set(examples["region_code"]) == {"9999Z1", "9999Z2"}
    assert (examples["code_kind"] == "convention").all() and examples["parent_code"].eq("").all()
    for name in ("figures", "equity_published", "funding_provincial", "funding_national"):
        assert not set(every[name]["region_code"]) & set(examples["region_code"])
    assert (every["regions"]["kind"] == "province").sum() == 31


def test_described_columns_are_those_of_the_template():
    assert [field["name"] for field in tables.fields("schools")] == [
        *COLUMNS["column_id"],
        "source_id",
    ]
    for key, column in (("title_zh", "heading_zh"), ("description", "meaning")):
        assert [field.get(key) for field in tables.fields("schools")][:-1] == COLUMNS[
            column
        ].tolist()


def test_template_on_the_command_line(tmp_path):
    run = CliRunner()
    for name, language, first in (("a.csv", "en", "school_code"), ("b.csv", "zh", "学校代码")):
        path = tmp_path / name
        result = run.invoke(main, ["template", str(path), "--lang", language])
        assert result.exit_code == 0 and "a blank is missing, never zero" in result.output
        assert path.read_text(encoding="utf-8-sig").startswith(first)
    again = run.invoke(main, ["template", str(path)])
    assert again.exit_code == 1 and "exists already" in again.output


def test_add_on_the_command_line_says_what_is_wrong(schools):
    refused = CliRunner().invoke(
        main, ["add", str(schools), "--region", "9999Z2", "--year", "2023"]
    )
    assert (
        refused.exit_code == 1
        and "column region_code, value '350429': not 9999Z2" in refused.output
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[tuple[str, str], str]:
    """Give the notebook of each invented county in each language, all made by one kernel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "BOOK", tmp_path_factory.mktemp("book"))
        jobs = {}
        for code, lang in product(("9999Z1", "9999Z2"), LANGUAGES):
            planned = planning.plan([code], {"lang": lang})
            (jobs[code, lang],) = (
                job for job in planned if job.template.name == "region_schools.ipynb"
            )
        assert render.render(list(jobs.values()), 1, progress=False) == []
    return {key: job.page.read_text(encoding="utf-8") for key, job in jobs.items()}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", ["9999Z1", "9999Z2"])
def test_the_page_is_made_in_both_languages(pages, code, lang):
    text = pages[code, lang]
    for cell in json.loads(text)["cells"]:  # the book captions one figure a cell
        assert sum("image/png" in output.get("data", {}) for output in cell.get("outputs", [])) <= 1
    if code == "9999Z2" and lang == "en":
        for number in (
            "0.515257",
            "0.488771",
            "0.546462",
            "result 0.52",
        ):  # as printed, and the two wrong ways
            assert number in text
    if code == "9999Z1":
        captions = text.split("<caption>")[1:] + text.split("<figcaption>")[1:]
        assert len(captions) > 15
        invented = "虚构县" if lang == "zh" else "Invented county"
        own = [caption for caption in captions if not caption.startswith(invented)]
        assert not own, own[0][:100]


def test_other_spreadsheets_are_known_on_the_command_line(tmp_path):
    for name in ("a.xls", "a.et"):
        path = tmp_path / name
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        refused = CliRunner().invoke(main, ["add", str(path), "--region", CODE, "--year", "2023"])
        assert refused.exit_code == 1
        assert f"{name}: an old Excel or WPS file; save it as .xlsx" in refused.output


def test_what_was_left_out_is_said_when_added(data, tmp_path):
    table = school_table("9999Z1").assign(region_code=CODE)
    total = table.iloc[[0]].assign(school_code="HJ", school_name="合计")
    path = tmp_path / "schools.csv"
    pd.concat([table, total]).to_csv(path, index=False)
    added = add_schools(path, CODE, 2023, data=data)
    assert added.rows_count == 60
    assert added.said[0] == "schools.csv, row 62, value '合计': a row of totals, left out"


@pytest.mark.parametrize(
    ("asked", "year", "code", "name", "above", "told"),
    [
        ("米林市", 2023, "540481", "Mainling", "540400", "540422 米林县"),  # made in 2023
        ("信都区", 2023, "130503", "Xindu District", "130500", "桥西区"),  # renamed in 2020
        ("长安区（西安市）", 2022, "610116", "Chang'an District", "610100", "长安区"),  # one of two
        ("莎车县", 2023, "653125", "Shache County", "653100", ""),
    ],
)
def test_a_county_that_no_row_knows_is_added_from_the_filled_template(
    data, tmp_path, asked, year, code, name, above, told
):
    """By the name as one types it; its schools are the invented ones of the template's columns."""
    path = write_template(tmp_path / "schools.xlsx", "zh")
    book = openpyxl.load_workbook(path)
    sheet = book["schools"]
    sheet.delete_rows(2)  # the example
    rows = school_table("9999Z1", "2023").head(12).assign(region_code=code, year=str(year))
    for row in rows[COLUMNS["column_id"]].itertuples(index=False):
        sheet.append(["" if pd.isna(cell) else cell for cell in row])
    book.save(path)
    added = add_schools(path, asked, year, data=data)
    assert (added.region_code, added.rows_count) == (code, 12) and tables.check(
        data, record_of(data)
    ) == []
    place = tables.read("regions", data).set_index("region_code").loc[code]
    assert place["name_en"] == name and place["parent_code"] == above
    assert any(told in sentence for sentence in added.said)


def test_a_table_whose_title_names_another_county_is_refused_unless_told_to(data, schools):
    table = schools.read_text(encoding="utf-8-sig")
    schools.write_text(f"建宁县2023年虚构学校统计表\n{table}", encoding="utf-8")
    before = contents(data)
    with pytest.raises(Fault, match="its title names 建宁县, not 泰宁县"):
        add_schools(schools, CODE, 2023, data=data)
    assert contents(data) == before
    assert add_schools(schools, CODE, 2023, anyway=True, data=data).changed
    schools.write_text(f"示例县2023年虚构学校统计表\n{table}", encoding="utf-8")  # in no list
    assert not add_schools(schools, CODE, 2023, data=data).changed
