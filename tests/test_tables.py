"""The data package: reading, and a fault of each kind found in a damaged copy."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from edugov import checking, tables
from edugov.checking.files import file_faults
from edugov.tables import Fault
from tests import faults
from tests.faults import rows_as_text

NOT_A_NUMBER = "not a number; digits alone are right, with a point: 1234.5"
NOT_UTF8 = "not UTF-8 (perhaps GBK, as Excel saves it); save it as 'CSV UTF-8'"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of the data package to damage."""
    return Path(shutil.copytree(tables.DATA, tmp_path / "data"))


def rows_of(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def put(path: Path, column: str, value: str, **where: str) -> int:
    """Change a cell of the first row that fits, and return the row's number in the file."""
    rows = rows_of(path)
    number = change_cell(rows, column, value, **where)
    write_rows(path, rows)
    return number


def change_cell(rows: list[list[str]], column: str, value: str, **where: str) -> int:
    """Change a cell of the first row that fits, and return the row's number."""
    at = {name: place for place, name in enumerate(rows[0])}
    for number, row in enumerate(rows[1:], start=2):
        if all(row[at[name]] == wanted for name, wanted in where.items()):
            row[at[column]] = value
            return number
    raise AssertionError(f"no row with {where}")


@pytest.fixture(scope="module")
def changed():
    """Give a function that changes a cell of the first row that fits and checks the table again."""
    sound = faults.Sound()

    def change(name: str, column: str, value: str, **where: str) -> tuple[int, list[str]]:
        rows = rows_of(tables.DATA / f"{name}.csv")
        number = change_cell(rows, column, value, **where)
        return number, sound.faults_with(name, faults.content(rows))

    return change


def test_real_package_is_sound():
    assert tables.check() == []


def test_each_column_is_read_in_the_type_of_its_description():
    figures = tables.read("figures")
    assert figures["value"].dtype == "float64"
    assert figures["start"].dtype == "Int64"
    assert figures["note"].notna().all()
    assert tables.read("indicators")["core"].dtype == "boolean"
    assert tables.read("price_index")["year"].dtype == "Int64"
    assert tables.read("regions")["region_code"].str.len().ge(6).all()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_byte_order_mark_and_line_ends_of_other_programs_are_read(copy, mark, end):
    path = copy / "regions.csv"
    path.write_bytes(mark + path.read_bytes().replace(b"\n", end))
    faults, texts = file_faults(copy)
    assert faults == [] and len(texts["regions"]) == len(tables.read("regions"))
    pd.testing.assert_frame_equal(tables.read("regions", copy), tables.read("regions"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (",,,\n", "row 18: an empty row; delete it"),
        (",,,\n,,,\n , ,,\n", "rows 18, 19, 20: empty rows; delete them"),
        ("\n", "row 18: an empty row; delete it"),
        ("\r\n\r\n", "rows 18, 19: empty rows; delete them"),
    ],
)
def test_empty_rows_at_the_end_as_a_spreadsheet_leaves_them(copy, rows, told):
    path = copy / "price_index.csv"
    path.write_bytes(path.read_bytes() + rows.encode())
    assert tables.check(copy) == [f"price_index.csv, {told}"]


def test_columns_without_a_name(copy):
    rows = rows_of(copy / "price_index.csv")
    write_rows(copy / "price_index.csv", [[*row, "", ""] for row in rows])
    assert tables.check(copy) == ["price_index.csv, row 1: columns 5, 6 have no name; delete them"]


def test_all_tables_of_a_package_are_those_whose_files_lie_beside_its_description(copy):
    every = tables.every(copy)
    assert {f"{name}.csv" for name in every} == {path.name for path in copy.glob("*.csv")}
    assert len(every["regions"]) == len(rows_of(copy / "regions.csv")) - 1  # but for the heading


def test_a_column_by_the_key_of_its_rows():
    table = pd.DataFrame({"code": ["b", "a"], "kind": ["county", "province"]})
    assert tables.lookup(table, "code", "kind") == {"a": "province", "b": "county"}


def test_unknown_table_is_named_with_those_there_are():
    with pytest.raises(
        Fault, match="'figure' is no table of the data package; there are regions, county_codes"
    ):
        tables.read("figure")


def test_reading_a_damaged_table_says_which(copy):
    put(copy / "figures.csv", "value", "about 12", status="ok")
    with pytest.raises(Fault, match="figures.csv: column value: .*about 12.*edugov check"):
        tables.read("figures", copy)


def test_chinese_encoding_is_named_with_its_place(copy):
    path = copy / "regions.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    fault = "regions.csv, row 2, column name_zh: " + NOT_UTF8
    assert tables.check(copy) == [fault]


def test_one_bad_byte_is_named_with_its_place(copy):
    path = copy / "regions.csv"
    path.write_bytes(path.read_bytes().replace(b",beijing,", b",bei\xffjing,"))
    fault = "regions.csv, row 3, column slug: " + NOT_UTF8
    assert tables.check(copy) == [fault]


def test_missing_column(copy):
    rows = rows_of(copy / "figures.csv")
    place = rows[0].index("unit")
    write_rows(copy / "figures.csv", [row[:place] + row[place + 1 :] for row in rows])
    assert tables.check(copy) == [
        "figures.csv, column unit: described in datapackage.json but not in the file; add it"
    ]


def test_undescribed_column(copy):
    rows = rows_of(copy / "regions.csv")
    write_rows(copy / "regions.csv", [[*row[:2], "colour", *row[2:]] for row in rows])
    fault = (
        "regions.csv, column colour: in the file but not described in datapackage.json; "
        "describe it or remove it"
    )
    assert tables.check(copy) == [fault]


def test_columns_out_of_order(copy):
    rows = rows_of(copy / "price_index.csv")
    write_rows(copy / "price_index.csv", [[row[1], row[0], *row[2:]] for row in rows])
    (fault,) = tables.check(copy)
    assert fault == (
        "price_index.csv, row 1: the columns are doubled or out of order; "
        "right is year,index_previous_year_100,confidence,source_id"
    )


def test_row_with_too_many_cells(copy):
    path = copy / "price_index.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("2011,105.4", "2011,1,05.4"), encoding="utf-8"
    )
    assert tables.check(copy) == [
        "price_index.csv, row 5, value '2011,1,05.4,page,cpi-national': 5 cells under 4 columns; "
        "a cell with a comma in it stands in quotation marks, each opened and closed"
    ]


def test_quotation_mark_left_open(copy):
    path = copy / "price_index.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("2011,105.4", '2011,"105.4'), encoding="utf-8"
    )
    (fault,) = tables.check(copy)
    assert fault.startswith("price_index.csv, row 5, value '2011,105.4,page,cpi-national\\n2012,")
    assert "2 cells under 4 columns; " in fault and fault.endswith(
        "quotation marks, each opened and closed"
    )


def test_quotation_mark_left_open_in_a_long_table(copy):
    path = copy / "price_index.csv"
    path.write_text(path.read_text(encoding="utf-8") + '2024,"' + "1\n" * 70_000, encoding="utf-8")
    (fault,) = tables.check(copy)
    assert fault.startswith("price_index.csv, row 18, value '2024,1")
    assert fault.endswith("quotation marks, each opened and closed")


def test_doubled_key(changed):
    row, found = changed("funding_provincial", "year", "2010", region_code="110000", year="2011")
    assert found == [
        f"funding_provincial.csv, row {row}, column region_code, year, value '110000, 2010': "
        f"the same as in row {row - 1}; each row needs a key of its own"
    ]


def test_doubled_indicator(copy):
    row = put(
        copy / "indicators.csv",
        "indicator_id",
        "fiscal_education_funding",
        indicator_id="total_education_funding",
    )
    faults = tables.check(copy)
    assert any(
        fault.startswith(f"indicators.csv, row {row + 1}, column indicator_id, value ")
        for fault in faults
    )


def test_doubled_slug(changed):
    row, found = changed("regions", "slug", "beijing", region_code="120000")
    fault = (
        f"regions.csv, row {row}, column slug, value 'beijing': "
        "the same value stands in an earlier row"
    )
    assert found == [fault]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (
            "indicator_id",
            "studnts_count",
            "no such indicator_id in indicators; correct the value or add the row there",
        ),
        (
            "region_code",
            "999999",
            "no such region_code in regions; correct the value or add the row there",
        ),
        (
            "source_id",
            "nowhere",
            "no such source_id in sources; correct the value or add the row there",
        ),
        ("indicator_id", "", "the cell is empty; a value is required"),
        ("year", "21", "not a year such as 2021, or a range such as 2018-2020"),
        ("scope", "town", "not one of region, part"),
        ("value", "about 12", NOT_A_NUMBER),
        ("value", "1,234", NOT_A_NUMBER),
        ("value", "１２", NOT_A_NUMBER),
        ("value", "nan", NOT_A_NUMBER),
        ("value", "inf", NOT_A_NUMBER),
        ("value", "1e999", NOT_A_NUMBER),
        ("previous_value", "inf", NOT_A_NUMBER),
        ("value", "", "a figure with status ok has a value"),
        ("start", "99999999", "start is smaller than end, and both are given or neither"),
        ("start", "", "start is smaller than end, and both are given or neither"),
    ],
)
def test_fault_in_a_figure(changed, column, value, message):
    row, found = changed("figures", column, value, source_id="nantong-2021", status="ok")
    place = f"figures.csv, row {row}, column {column}, value {value!r}"
    assert f"{place}: {message}" in found


@pytest.mark.parametrize("value", ["191.56", "-3"])
def test_impossible_percentage_of_a_whole(value):
    rows = rows_as_text("figures", 2000)
    rate = (rows["indicator_id"] == "retention_rate_nine_year") & (rows["quantity"] == "value")
    rows = rows[rate & (rows["status"] == "ok")].head(1)
    rows["value"] = rows["value_printed"] = value
    (fault,) = checking.row_faults("figures", rows)
    assert (fault.column, fault.value) == ("value", value)
    assert fault.what.startswith("a percentage of a whole")


@pytest.mark.parametrize("year", ["1066", "2999", "2020-2018", "0216", "20233", "2021 "])
def test_year_that_cannot_be(changed, year):
    row, found = changed("figures", "year", year, source_id="nantong-2021", status="ok")
    assert any(fault.startswith(f"figures.csv, row {row}, column year, ") for fault in found)


def test_number_of_schools_is_not_below_zero():
    rows = rows_as_text("figures", 2000)
    rows = rows[(rows["unit"] == "school") & (rows["quantity"] == "value")].head(1)
    rows["value"] = rows["value_printed"] = "-3"
    faults = checking.row_faults("figures", rows)
    below = "an amount is not below zero; a fall is a growth or a change"
    assert ("value", below) in [(fault.column, fault.what) for fault in faults]


@pytest.mark.parametrize(
    ("where", "unit", "right"),
    [
        ({"unit": "school", "quantity": "value"}, "person", "school"),
        ({"unit": "percent", "quantity": "growth"}, "yuan", "percent"),
        ({"unit": "percentage_point", "quantity": "change"}, "percent", "percentage_point"),
    ],
)
def test_unit_is_the_canonical_one(changed, where, unit, right):
    row, found = changed("figures", "unit", unit, **where)
    fault = f"the canonical unit here is {right}; convert the value to it"
    assert f"figures.csv, row {row}, column unit, value {unit!r}: {fault}" in found


@pytest.mark.parametrize(
    ("column", "value", "code", "fault"),
    [
        ("parent_code", "", "654002", "every region below the nation lies in one; give its code"),
        ("parent_code", "654002", "654002", "a region lies in one of a higher kind"),
        ("parent_code", "630222", "654002", "a region lies in one of a higher kind"),
        (
            "parent_code",
            "530000",
            "654002",
            "a region lies in one whose code begins with the same two digits",
        ),
        ("valid_to", "2010", "630222", "valid_to is not earlier than valid_from"),
        ("valid_to", "2001", "530303", "valid_to is not earlier than valid_from"),
    ],
)
def test_region_that_contradicts_itself(changed, column, value, code, fault):
    row, found = changed("regions", column, value, region_code=code)
    assert f"regions.csv, row {row}, column {column}, value {value!r}: {fault}" in found


def test_region_and_the_one_above_it_were_valid_together(copy):
    put(copy / "regions.csv", "valid_to", "2012", region_code="630200")
    row = put(copy / "regions.csv", "note", "", region_code="630222")
    right = "the region and the one it lies in were valid in the same years"
    fault = f"regions.csv, row {row}, column parent_code, value '630200': {right}"
    assert fault in tables.check(copy)


def test_growth_may_exceed_a_hundred_percent():
    growth = tables.read("figures").query("quantity == 'growth'")["value"]
    assert growth.max() > 100  # in the real package, which is sound


def test_impossible_share_of_a_budget(copy):
    row = put(
        copy / "funding_provincial.csv",
        "education_share_pct",
        "1657",
        region_code="110000",
        year="2010",
    )
    assert tables.check(copy) == [
        (
            f"funding_provincial.csv, row {row}, column education_share_pct, value '1657': the "
            "most allowed is 100"
        )
    ]


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        (
            "education_expenditure_100_million_yuan",
            "99999",
            "education's part is not larger than the whole budget",
        ),
        ("education_share_pct", "17.57", "the share is education's part of the budget in percent"),
    ],
)
def test_education_is_its_share_of_the_budget(changed, column, value, fault):
    row, found = changed("funding_provincial", column, value, region_code="110000", year="2010")
    assert f"funding_provincial.csv, row {row}, column {column}, value {value!r}: {fault}" in found


@pytest.mark.parametrize("status", ["damaged", "placeholder"])
def test_value_where_nothing_can_be_read(changed, status):
    row, found = changed("figures", "value", "5", status=status)
    (fault,) = found
    assert fault == (
        f"figures.csv, row {row}, column value, value '5': "
        "a damaged figure or a placeholder has no value; "
        "say what it may be in proposed_reading"
    )


def test_truth_value_is_true_or_false(changed):
    row, found = changed("indicators", "core", "yes", core="true")
    assert found == [f"indicators.csv, row {row}, column core, value 'yes': neither true nor false"]


def test_region_below_an_unknown_one(changed):
    row, found = changed("regions", "parent_code", "131111", region_code="130100")
    assert found == [
        f"regions.csv, row {row}, column parent_code, value '131111': "
        "no such region_code in regions; correct the value or add the row there"
    ]


def test_undescribed_file(copy):
    (copy / "mine.csv").write_text("a,b\n")
    assert tables.check(copy) == [
        "mine.csv: the file is not described in datapackage.json; describe it or remove it"
    ]


def test_empty_file(copy):
    (copy / "regions.csv").write_text("")
    assert tables.check(copy) == [
        "regions.csv: the file is empty; its first row holds the names of the columns"
    ]


def test_missing_file(copy):
    (copy / "regions.csv").unlink()
    fault = "regions.csv: the table is described in datapackage.json but the file is missing"
    assert tables.check(copy) == [fault]
    with pytest.raises(Fault, match="regions.csv: .*edugov check"):
        tables.read("regions", copy)


def test_every_fault_is_listed_not_only_the_first(copy):
    first = put(copy / "figures.csv", "value", "", status="ok")
    second = put(copy / "funding_provincial.csv", "education_share_pct", "-1", year="2010")
    faults = tables.check(copy)
    assert [fault.partition(", column")[0] for fault in faults] == [
        f"figures.csv, row {first}",
        f"funding_provincial.csv, row {second}",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name": ', "datapackage.json: not JSON in UTF-8: Expecting value: line 1 column 10"),
        ("{}", "datapackage.json: 'resources' is a required property"),
        (
            (
                '{"resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": '
                '"b", "type": "numbr"}]}}]}'
            ),
            "numbr",
        ),
    ],
)
def test_broken_description(copy, text, message):
    (copy / "datapackage.json").write_text(text)
    with pytest.raises(Fault, match=message):
        tables.check(copy)


def test_missing_description(copy):
    (copy / "datapackage.json").unlink()
    with pytest.raises(
        Fault, match="datapackage.json: not found; a data package has its description there"
    ):
        tables.check(copy)
