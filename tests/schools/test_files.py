"""School tables in files: the template, and every way a table can be wrong."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edugov.makers.schools import invented_county
from edugov.schools import files
from edugov.schools.files import read_schools, write_template
from edugov.schools.parts import COLUMNS
from edugov.tables import Fault
from tests.conftest import school_table

HEAD = "school_code,school_name,region_code,year,school_type,ownership,students_primary,books_count"
GOOD = "1,甲,999999,2023,primary,public,45,279"


def table(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "schools.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def fault(path: Path, **wanted) -> str:
    with pytest.raises(Fault) as caught:
        read_schools(path, **wanted)
    return str(caught.value)


def test_published_five_schools():
    schools = school_table("9999Z2")
    assert schools["students_primary"].tolist() == [45, 37, 89, 76, 55]
    assert schools["books_count"].tolist() == [279, 137, 935, 160, 402]
    assert schools["teaching_area_m2"].isna().all()


@pytest.mark.parametrize("year", [2023, 2024])
def test_invented_county_is_the_committed_table(tmp_path, year):
    schools = school_table("9999Z1", str(year))
    path = tmp_path / "invented.csv"
    invented_county(year).to_csv(path, index=False)
    pd.testing.assert_frame_equal(read_schools(path, region_code="9999Z1", year=str(year)), schools)
    assert len(schools) == 60 and schools["school_name"].str.startswith("虚构").all()
    assert {"nine_year", "complete_secondary"} <= set(schools["school_type"])
    assert int(schools.drop(columns=["students_primary"]).isna().sum().sum()) == 1


def test_a_year_later_a_teaching_point_is_closed_and_a_school_opened():
    before, after = (invented_county(year).set_index("school_code") for year in (2023, 2024))
    assert before.loc[before.index.difference(after.index), "school_type"].tolist() == [
        "teaching_point"
    ]
    assert after.loc[after.index.difference(before.index), "school_type"].tolist() == ["primary"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_filled_template_is_read_back(tmp_path, language, suffix):
    path = write_template(tmp_path / f"template{suffix}", language)
    county = invented_county()
    if language == "zh":
        names = dict(zip(COLUMNS["column_id"], COLUMNS["heading_zh"], strict=True))
        county = county.rename(columns=names).replace(
            {"primary": "小学", "public": "公办", "nine_year": "九年一贯制学校"}
        )
    if suffix == ".csv":
        with path.open("a", encoding="utf-8") as file:
            county.to_csv(file, header=False, index=False, lineterminator="\n")
    else:
        book = openpyxl.load_workbook(path)
        for row in county.astype(object).where(county.notna(), None).itertuples(index=False):
            book["schools"].append(list(row))
        book.save(path)
    pd.testing.assert_frame_equal(read_schools(path), school_table("9999Z1"))


def test_an_existing_file_is_left_alone(tmp_path):
    path = write_template(tmp_path / "a.csv")
    with pytest.raises(Fault, match="exists already"):
        write_template(path)
    with pytest.raises(Fault, match=r"\.csv or an \.xlsx"):
        write_template(tmp_path / "a.ods")


@pytest.mark.parametrize(
    ("row", "column", "value", "advice"),
    [
        (GOOD.replace("279", "many"), "books_count", "many", "not a number"),
        (GOOD.replace("279", '"1,279"'), "books_count", "1,279", "not a number"),
        (GOOD.replace("279", "1e5"), "books_count", "1e5", "not a number"),
        (GOOD.replace("279", "nan"), "books_count", "nan", "not a number"),
        (GOOD.replace("279", "inf"), "books_count", "inf", "not a number"),
        (GOOD.replace("279", "２７９"), "books_count", "２７９", "not a number"),
        (GOOD.replace("279", "-3"), "books_count", "-3", "negative"),
        (GOOD.replace("279", "=B2*3"), "books_count", "=B2*3", "formula"),
        (GOOD.replace("甲", "=1+1"), "school_name", "=1+1", "formula"),
        (GOOD.replace(",45,", ",45.5,"), "students_primary", "45.5", "whole number"),
        (GOOD.replace("999999", "99999"), "region_code", "99999", "six digits"),
        (GOOD.replace("2023", "23"), "year", "23", "year such as"),
        (GOOD.replace(",primary,", ",primery,"), "school_type", "primery", "九年一贯制学校"),
        (GOOD.replace("public", "state"), "ownership", "state", "private"),
        (GOOD.replace("甲", ""), "school_name", "", "blank"),
    ],
)
def test_a_bad_cell_is_named(tmp_path, row, column, value, advice):
    message = fault(table(tmp_path, GOOD.replace("1,", "0,", 1), row))
    assert (
        message.startswith(f"schools.csv, row 3, column {column}: {value!r} ") and advice in message
    )
    assert "\n" not in message


def test_all_faults_are_listed(tmp_path):
    message = fault(table(tmp_path, GOOD.replace("279", "x"), GOOD.replace("45", "-1")))
    assert [re.match(r"schools.csv, row (\d)", line)[1] for line in message.splitlines()] == [
        "2",
        "3",
        "3",
    ]
    many = fault(table(tmp_path, *[f"{i},甲,999999,2023,primary,public,45,x" for i in range(80)]))
    assert len(many.splitlines()) == 51 and many.endswith("and 30 more faults")


def test_faults_between_cells(tmp_path):
    assert "'1' stands in row 2 too" in fault(table(tmp_path, GOOD, GOOD))
    head = HEAD + ",students_lower_secondary,teaching_area_m2,indoor_sports_area_m2"
    message = fault(table(tmp_path, GOOD + ",5,100,200", head=head))
    assert "does not teach the stage" in message and "more than teaching_area_m2 (100)" in message
    assert len(read_schools(table(tmp_path, GOOD + ",0,100,100", head=head))) == 1
    assert "'999999' is not '530600'" in fault(table(tmp_path, GOOD), region_code="530600")
    assert "'2023' is not '2022'" in fault(table(tmp_path, GOOD), year="2022")


def test_faults_of_the_heading(tmp_path):
    assert "no column is called 'book_count'; perhaps books_count" in fault(
        table(tmp_path, GOOD, head=HEAD.replace("books_count", "book_count"))
    )
    assert "column ownership is missing" in fault(
        table(tmp_path, GOOD, head=HEAD.replace("ownership,", ""))
    )
    assert "stands twice" in fault(
        table(tmp_path, GOOD, head=HEAD.replace("books_count", "students_primary"))
    )
    assert "7 cells, but the heading has 8" in fault(table(tmp_path, GOOD.rsplit(",", 1)[0]))
    assert "no school below the heading" in fault(table(tmp_path))


def test_files_that_are_no_tables(tmp_path):
    path = tmp_path / "schools.csv"
    assert "no such file" in fault(path)
    path.write_bytes(b"")
    assert "the file is empty" in fault(path)
    path.write_bytes(f"{HEAD}\n{GOOD}\n".encode("gbk"))
    assert "row 2: not UTF-8 (perhaps GBK" in fault(path)
    path.write_text(f'{HEAD}\n"1,甲', encoding="utf-8")
    assert "not a well-formed CSV" in fault(path)
    path.write_text(f"{HEAD}\n{GOOD}\x00\n", encoding="utf-8")
    assert "not a number" in fault(path)
    for content in (b"", b"PK\x03\x04 not a workbook"):
        book = tmp_path / "schools.xlsx"
        book.write_bytes(content)
        assert "not a readable XLSX file" in fault(book)
    other = tmp_path / "schools.xls"
    other.write_bytes(b"x")
    assert "a .csv or an .xlsx file" in fault(other)


def test_a_file_of_200_megabytes_is_not_read(tmp_path):
    path = tmp_path / "schools.csv"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # a hole: takes no room on the disk
    assert "200 MB; a school table has at most 20 MB" in fault(path)


def test_a_workbook_that_unpacks_to_far_more_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_MEGABYTES", 0.0001)
    path = tmp_path / "schools.xlsx"
    path.write_bytes(b"")
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", "0" * 10000)
    monkeypatch.setattr(files, "LARGEST_MEGABYTES", path.stat().st_size / 2**20)
    assert "unpacks to" in fault(path)


def test_a_formula_in_a_workbook_is_named(tmp_path):
    path = tmp_path / "schools.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(","))
    book.active.append([1, "甲", 999999, 2023, "primary", "public", 45, "=G2*3"])
    book.save(path)
    assert "row 2, column books_count: '=G2*3' is a formula" in fault(path)
    book.active["H2"] = 279
    book.save(path)
    assert read_schools(path)["books_count"].tolist() == [279.0]
    book.active["XFD1048576"] = "stray"
    book.save(path)
    assert "reaches to 1048576 rows and 16384 columns" in fault(path)


@settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    content=st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_give_a_table_or_a_fault(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    with pytest.raises(Fault, match="any.csv"):
        read_schools(path)


NUMBERS = COLUMNS.loc[COLUMNS["kind"].isin(["number", "whole"]), "column_id"].tolist()
COUNTY = invented_county()
BAD = [
    "x",
    "-1",
    "=1",
    "1 2",
    "1.2.3",
    "0x10",
    "1_000",
    "无",
    "–5",
    "１",
    "nan",
    "12,5",
    "True",
    "1e3",
    "--1",
    "+1",
]


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(row=st.integers(0, 59), column=st.sampled_from(NUMBERS), value=st.sampled_from(BAD))
def test_every_mutation_of_a_good_table_is_found(tmp_path, row, column, value):
    county = COUNTY.astype(object)
    county.loc[row, column] = value
    path = tmp_path / "mutated.csv"
    county.to_csv(path, index=False)
    message = fault(path)
    assert (
        f"mutated.csv, row {row + 2}, column {column}: {value!r} " in message
        and "\n" not in message
    )
