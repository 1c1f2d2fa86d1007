"""School tables in files: the template, and every way a table can be wrong."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edugov.makers.schools import invented_county
from edugov.schools.files import read_schools, write_template
from edugov.schools.parts import COLUMNS
from edugov.tables import Fault
from tests.conftest import school_table

HEAD = "school_code,school_name,region_code,year,school_type,ownership,students_primary,books_count"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = "1,甲,9999Z1,2023,primary,public,45,279"


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
        (GOOD.replace("279", '"12,79"'), "books_count", "12,79", "not a number"),
        (GOOD.replace("279", "1e5"), "books_count", "1e5", "not a number"),
        (GOOD.replace("279", "nan"), "books_count", "nan", "not a number"),
        (GOOD.replace("279", "inf"), "books_count", "inf", "not a number"),
        (GOOD.replace("279", "9e308"), "books_count", "9e308", "not a number"),
        (GOOD.replace("279", "二百"), "books_count", "二百", "not a number"),
        (GOOD.replace("279", "95%"), "books_count", "95%", "a percentage"),
        (GOOD.replace("279", "-3"), "books_count", "-3", "the least allowed is 0"),
        (GOOD.replace("279", "=B2*3"), "books_count", "=B2*3", "formula"),
        (GOOD.replace("甲", "=1+1"), "school_name", "=1+1", "formula"),
        (GOOD.replace("甲", "-1+1"), "school_name", "-1+1", "formula"),
        (
            GOOD.replace("1,甲", "3.35043E+09,甲"),
            "school_code",
            "3.35043E+09",
            "last digits are lost",
        ),
        (GOOD.replace(",45,", ",45.5,"), "students_primary", "45.5", "whole number"),
        (GOOD.replace("279", "279.5"), "books_count", "279.5", "whole number"),
        (GOOD.replace("9999Z1", "99999"), "region_code", "99999", "six digits"),
        (
            GOOD.replace("9999Z1", "110199"),
            "region_code",
            "110199",
            "no such region_code in regions",
        ),
        (GOOD.replace("2023", "23"), "year", "23", "year such as"),
        (GOOD.replace(",primary,", ",primery,"), "school_type", "primery", "九年一贯制学校"),
        (GOOD.replace("public", "state"), "ownership", "state", "private"),
        (GOOD.replace("甲", ""), "school_name", "", "a value is required"),
    ],
)
def test_a_bad_cell_is_named(tmp_path, row, column, value, advice):
    message = fault(table(tmp_path, GOOD.replace("1,", "0,", 1), row))
    assert (
        message.startswith(f"schools.csv, row 3, column {column}, value {value!r}: ")
        and advice in message
    )
    assert "\n" not in message


def test_all_faults_are_listed(tmp_path):
    message = fault(table(tmp_path, GOOD.replace("279", "x"), GOOD.replace("45", "-1")))
    assert [re.match(r"schools.csv, row (\d)", line)[1] for line in message.splitlines()] == [
        "2",
        "3",
        "3",
    ]
    many = fault(table(tmp_path, *[f"{i},甲,9999Z1,2023,primary,public,45,x" for i in range(80)]))
    assert len(many.splitlines()) == 10 and many.endswith("; and 70 more of the same kind")


def test_faults_between_cells(tmp_path):
    assert "the same as in row 2" in fault(table(tmp_path, GOOD, GOOD))
    head = HEAD + ",students_lower_secondary,teaching_area_m2,indoor_sports_area_m2"
    message = fault(table(tmp_path, GOOD + ",5,100,200", head=head))
    assert "teaches no lower secondary students" in message
    assert "not more than teaching_area_m2 (100), which includes it" in message
    assert len(read_schools(table(tmp_path, GOOD + ",0,100,100", head=head))) == 1
    assert "value '9999Z1': not 530600" in fault(table(tmp_path, GOOD), region_code="530600")
    assert "value '2023': not 2022" in fault(table(tmp_path, GOOD), year="2022")


def test_a_fault_names_the_headings_of_the_file(tmp_path):
    head = (
        "学校代码,学校名称,行政区划代码,年份,学校类型,办学性质,教学及辅助用房面积,室内体育用房面积"
    )
    message = fault(table(tmp_path, "1,甲,9999Z1,2023,小学,公办,100,200", head=head))
    assert message == (
        "schools.csv, row 2, column 室内体育用房面积, value '200': "
        "not more than 教学及辅助用房面积 (100), which includes it"
    )


def test_code_that_stands_twice_for_its_lost_digits_is_named_once(tmp_path):
    row = GOOD.replace("1,甲", "3.35043E+09,甲")
    message = fault(table(tmp_path, row, row))
    assert [line.count("last digits are lost") for line in message.splitlines()] == [1, 1]


def test_faults_of_the_heading(tmp_path):
    assert "column H: no column is called 'book_count'; perhaps books_count" in fault(
        table(tmp_path, GOOD, head=HEAD.replace("books_count", "book_count"))
    )
    assert "column ownership (办学性质) is missing" in fault(
        table(tmp_path, GOOD, head=HEAD.replace("ownership,", ""))
    )
    assert "column H: students_primary stands twice" in fault(
        table(tmp_path, GOOD, head=HEAD.replace("books_count", "students_primary"))
    )
    assert "7 cells, but the heading has 8" in fault(table(tmp_path, GOOD.rsplit(",", 1)[0]))
    assert "9 cells, but the heading has 8" in fault(table(tmp_path, GOOD + ",1"))
    assert "no school below the heading" in fault(table(tmp_path))
    assert "rows holds the headings" in fault(table(tmp_path, GOOD, head="a,b,c"))


def test_rows_above_the_heading_and_blank_ones_are_left_out(tmp_path):
    path = table(tmp_path, ",,", HEAD, "", GOOD, ",,,,,,,", head="某县学校一览,,,,,,,")
    schools = read_schools(path)
    assert len(schools) == 1
    assert schools.attrs["said"] == [
        "schools.csv, row 1, value '某县学校一览': above the heading, left out"
    ]


def test_blanks_and_line_breaks_in_a_heading_do_not_count(tmp_path):
    head = HEAD.replace("books_count", '"图书\n册 数"')
    assert read_schools(table(tmp_path, GOOD, head=head))["books_count"].tolist() == [279]


def test_numbers_in_other_dress_are_read(tmp_path):
    for written in ('"1,279"', "１２７９", "1279.0", " 1279 ", "1279\u00a0"):
        schools = read_schools(table(tmp_path, GOOD.replace("279", written)))
        assert schools["books_count"].tolist() == [1279]


@pytest.mark.parametrize("name", ["计", "合计", "总 计", "小学小计", "全县合计：", "Total"])
def test_a_row_of_totals_is_left_out_and_said(tmp_path, name):
    other = GOOD.replace("1,甲", "2,乙").replace("45", "55")
    total = f"HJ,{name},9999Z1,2023,primary,public,100,558"
    schools = read_schools(table(tmp_path, GOOD, other, total))
    assert schools["students_primary"].tolist() == [45, 55]
    (said,) = schools.attrs["said"]
    assert said == f"schools.csv, row 4, value {name!r}: a row of totals, left out"


def test_the_sum_of_all_others_in_every_column_is_a_row_of_totals(tmp_path):
    other = GOOD.replace("1,甲", "2,乙").replace("45", "55")
    total = "3,丙,9999Z1,2023,primary,public,100,558"
    assert read_schools(table(tmp_path, total, GOOD, other))["school_code"].tolist() == ["1", "2"]
    near = total.replace("558", "559")
    assert len(read_schools(table(tmp_path, GOOD, other, near))) == 3
    assert len(read_schools(table(tmp_path, GOOD, GOOD.replace("1,甲", "2,乙")))) == 2
    unknown = "3,丙,9999Z1,2023,primary,public,,"  # each of the two others is the sum of the rest
    assert len(read_schools(table(tmp_path, GOOD, GOOD.replace("1,甲", "2,乙"), unknown))) == 3
    school = GOOD.replace("1,甲", "2,会计")  # ends with 计
    assert len(read_schools(table(tmp_path, GOOD, school))) == 2


def test_part_that_is_larger_than_the_whole_is_said(tmp_path):
    head = HEAD + ",full_time_teachers_primary,mid_senior_title_teachers_primary"
    (said,) = read_schools(table(tmp_path, GOOD + ",3,4", head=head)).attrs["said"]
    assert "value '4': more than full_time_teachers_primary (3)" in said and "read all the" in said
    assert "more than three times" in fault(table(tmp_path, GOOD + ",3,10", head=head))
    assert read_schools(table(tmp_path, GOOD + ",3,3", head=head)).attrs["said"] == []
    rows = [GOOD.replace("1,甲", f"{code},甲{code}") + ",3,4" for code in range(14)]
    said = read_schools(table(tmp_path, *rows, head=head)).attrs["said"]
    assert "row 2," in said[0] and "row 3," in said[1]
    assert len(said) == 10 and said[-1].endswith("and 4 more of the same kind")


def test_files_that_are_no_tables(tmp_path):
    path = tmp_path / "schools.csv"
    assert "no such file" in fault(path)
    path.write_bytes(b"")
    assert "the file is empty" in fault(path)
    path.write_text(f'{HEAD}\n"1,甲', encoding="utf-8")
    assert "not a well-formed CSV" in fault(path)
    path.write_text(f"{HEAD}\n{GOOD}\x00\n", encoding="utf-8")
    assert "not a number" in fault(path)
    for content in (b"", b"PK\x03\x04 not a workbook"):
        book = tmp_path / "schools.xlsx"
        book.write_bytes(content)
        assert "not a readable XLSX file" in fault(book)


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.xls", OLD, "an old Excel or WPS file; save it as .xlsx"),
        ("a.et", OLD, "an old Excel or WPS file; save it as .xlsx"),
        ("a.xlsx", OLD, "an old Excel or WPS file; save it as .xlsx"),
        ("a.csv", OLD, "an old Excel or WPS file; save it as .xlsx"),
        ("a.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "a password; save it as .xlsx"),
        ("a.xls", b"<html><table>", "not a workbook although its name says so"),
        ("a.xlsx", HEAD.encode(), "not a workbook although its name says so"),
        ("a.csv", b"PK\x03\x04", "a workbook, not a CSV file"),
        ("a.ods", b"PK\x03\x04", "this kind of spreadsheet is not read; save it as .xlsx"),
        ("a.doc", b"x", "a school table is a .csv or an .xlsx file"),
        ("a.csv", HEAD.encode("utf-16"), "UTF-16; save it as 'CSV UTF-8'"),
        ("a.csv", HEAD.encode() + b"\xff\xff", "row 1: neither UTF-8 nor GBK"),
        ("a.csv", "名称,数量\n甲,1".encode("gbk"), "neither UTF-8 nor GBK"),
    ],
)
def test_other_kinds_of_files_are_refused_with_what_to_do(tmp_path, name, content, advice):
    path = tmp_path / name
    path.write_bytes(content)
    message = fault(path)
    assert message.startswith(f"{name}") and advice in message and "\n" not in message


def test_csv_as_excel_saves_it_is_read(tmp_path):
    path = tmp_path / "schools.csv"
    expected = ["甲"]
    path.write_bytes(f"{HEAD}\r\n{GOOD}\r\n\r\n".encode("utf-8-sig"))
    assert read_schools(path)["school_name"].tolist() == expected
    path.write_bytes(f"{HEAD}\r\n{GOOD}\r\n".encode("gbk"))
    schools = read_schools(path)
    assert schools["school_name"].tolist() == expected
    assert schools.attrs["said"] == ["schools.csv, not UTF-8; read as GBK, as Excel saves it"]


def test_a_file_of_200_megabytes_is_not_read(tmp_path):
    path = tmp_path / "schools.csv"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # a hole: takes no room on the disk
    assert "200 MB; a school table has at most 20 MB" in fault(path)


def workbook(path: Path, **sheets: list[str]) -> Path:
    """Write a workbook: the rows of each sheet, cells parted by commas, whole numbers as such."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([int(cell) if cell.isdecimal() else cell for cell in row.split(",")])
    book.save(path)
    return path


def test_a_formula_in_a_workbook_is_named(tmp_path):
    path = workbook(tmp_path / "schools.xlsx", 小学=[HEAD, GOOD])
    book = openpyxl.load_workbook(path)
    book.active["H2"] = "=G2*3"
    book.save(path)
    assert "row 2 of sheet 小学, column books_count, value '=G2*3': a formula" in fault(path)
    book.active["H2"] = 279
    book.active["H2"].number_format = "0%"
    book.save(path)
    assert "value '27900%': a percentage" in fault(path)
    book.active["H2"].number_format = "0"
    book.save(path)
    assert read_schools(path)["books_count"].tolist() == [279.0]
    book.active["XFD1048576"] = "stray"
    book.save(path)
    assert "column XFD: no heading, but 'stray' in row 1048576; delete it" in fault(path)


def test_visible_sheets_are_read_together_and_hidden_ones_never(tmp_path):
    second = GOOD.replace("1,甲", "2,乙")
    path = workbook(tmp_path / "a.xlsx", old=[HEAD, GOOD], 小学=[HEAD, GOOD], 初中=[HEAD, second])
    book = openpyxl.load_workbook(path)
    book["old"].sheet_state = "hidden"
    book.create_sheet("说明", 0).append(["本表由学校填报"])
    book.create_sheet("empty")
    book.active = 1
    book.save(path)
    schools = read_schools(path)
    assert schools["school_code"].tolist() == ["1", "2"]
    assert schools.attrs["said"] == [
        "a.xlsx, sheet old: hidden, not read",
        "a.xlsx, sheet 说明: no heading of a school table, not read",
        "a.xlsx, sheets read together: 小学 (1 rows), 初中 (1 rows); --sheet NAME reads one",
    ]
    book["初中"]["A2"] = 1
    book.save(path)
    message = fault(path)
    assert message.startswith("a.xlsx, row 2 of sheet 初中, column region_code, year, school_code")
    assert "the same as in row 2 of sheet 小学" in message


def test_totals_of_each_sheet_and_of_all_are_left_out(tmp_path):
    def school(code: int, students: int) -> str:
        return GOOD.replace("1,甲", f"{code},学校").replace("45", str(students))

    def total(students: int, books: int) -> str:
        return f"9,全部,9999Z1,2023,primary,public,{students},{books}"

    path = workbook(
        tmp_path / "a.xlsx",
        小学=[HEAD, school(1, 40), school(2, 50), total(90, 558)],
        初中=[HEAD, school(3, 60), school(4, 70), school(5, 80), total(210, 837)],
    )
    assert read_schools(path)["students_primary"].tolist() == [40, 50, 60, 70, 80]
    path = workbook(
        tmp_path / "a.xlsx",
        小学=[HEAD, school(1, 40), school(2, 50)],
        初中=[HEAD, school(3, 60), school(4, 70), total(220, 1116)],
    )
    assert read_schools(path)["students_primary"].tolist() == [40, 50, 60, 70]


def test_columns_without_content_are_passed_over(tmp_path):
    path = workbook(tmp_path / "a.xlsx", schools=["," + HEAD, "," + GOOD])
    book = openpyxl.load_workbook(path)
    book.active["A1"] = book.active["A2"] = None
    book.active["K1"].number_format = "0.00"
    book.save(path)
    assert len(read_schools(path)) == 1
    book.active["K2"] = "已核"
    book.save(path)
    assert (
        fault(path)
        == "a.xlsx, row 1 of sheet schools, column K: no heading, but '已核' in row 2; delete it"
    )


def test_an_untouched_template_says_nothing_of_its_own_explanation(tmp_path):
    path = write_template(tmp_path / "a.xlsx")
    assert fault(path) == "a.xlsx: no school below the heading; write one row a school"


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
    "nan",
    "12,5",
    "True",
    "1e3",
    "--1",
    "+1",
]


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(row=st.integers(0, 59), column=st.sampled_from(NUMBERS), value=st.sampled_from(BAD))
def test_every_mutation_of_a_good_table_is_found(tmp_path, row, column, value):
    county = COUNTY.astype(object)
    county.loc[row, column] = value
    path = tmp_path / "mutated.csv"
    county.to_csv(path, index=False)
    message = fault(path)
    assert message.startswith(f"mutated.csv, row {row + 2}, column {column}, value {value!r}: ")
    assert "\n" not in message


@pytest.mark.parametrize(
    "case",
    [
        "40-xlsx-baseline/schools.xlsx",
        "41-xlsx-title-row/schools.xlsx",
        "44-xlsx-totals-row/schools.xlsx",
        "45-xlsx-totals-row-as-school/schools.xlsx",
        "49-xlsx-several-sheets/two_sheets.xlsx",
        "49-xlsx-several-sheets/hidden_first.xlsx",
        "49-xlsx-several-sheets/cover_first.xlsx",
        "50-xls-et/schools.xlsm",
        "54-xlsx-empty-columns/blank_first_column.xlsx",
        "54-xlsx-empty-columns/formatted_right.xlsx",
        "55-xlsx-heading-line-break/line_break.xlsx",
        "93-rare-character-school/schools.xlsx",
    ],
)
def test_cases_that_have_to_be_read(shared, case):
    schools = read_schools(shared / "cases" / case)
    assert len(schools) == 12 and schools["students_primary"].sum() == 5022  # of the control


@pytest.mark.parametrize(
    ("case", "advice"),
    [
        ("50-xls-et/schools.xls", "an old Excel or WPS file; save it as .xlsx"),
        ("50-xls-et/schools.et", "an old Excel or WPS file; save it as .xlsx"),
        ("50-xls-et/renamed.xlsx", "an old Excel or WPS file; save it as .xlsx"),
        ("52-csv-scientific-codes/distinct.csv", "its last digits are lost"),
        ("52-csv-scientific-codes/same.csv", "its last digits are lost"),
        ("54-xlsx-empty-columns/note_outside.xlsx", "column AB: no heading"),
    ],
)
def test_cases_that_have_to_be_refused(shared, case, advice):
    message = fault(shared / "cases" / case)
    assert all(advice in line for line in message.splitlines())


@pytest.mark.parametrize(
    ("heading", "cell", "read"),
    [
        ("urban_rural", "town", "town"),
        ("城乡类型", "城区", "urban"),
        ("所在地城乡类型", "镇中心区", "town"),
        ("城乡分类", "乡村", "rural"),
        ("城乡", "112", "urban"),  # of the statistics office's codes: 城乡结合区
        ("城乡分类", "220", "rural"),
        ("城乡属性", "", ""),
    ],
)
def test_where_a_school_stands_is_read_in_the_words_of_offices(tmp_path, heading, cell, read):
    schools = read_schools(table(tmp_path, f"{GOOD},{cell}", head=f"{HEAD},{heading}"))
    assert schools["urban_rural"].tolist() == [read]


def test_another_word_for_the_place_is_named_with_the_right_ones(tmp_path):
    message = fault(table(tmp_path, f"{GOOD},海岛", head=f"{HEAD},城乡类型"))
    assert "row 2, column 城乡类型, value '海岛'" in message and "镇区" in message


def test_a_table_need_not_say_where_schools_stand(tmp_path):
    assert read_schools(table(tmp_path, GOOD))["urban_rural"].tolist() == [""]
