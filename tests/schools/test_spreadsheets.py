"""Workbooks that would take a machine's time and memory: read, or refused with a sentence. Their
one school is invented."""

import io
import zipfile

import openpyxl
import pytest

from edugov.schools.files import read_schools
from edugov.schools.spreadsheets import LARGEST_FORMATS, LARGEST_TAGS
from edugov.tables import Fault

SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
HEAD = ["school_code", "school_name", "region_code", "year", "school_type", "ownership"]
END = b"</sheetData>"
ONE_MORE_SHEET = (
    b'<sheet name="s%d" sheetId="%d" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/relationships"/>'
)
REPEATED = b"".join(ONE_MORE_SHEET % (number, number) for number in range(2, 1500))
MERGED = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
LAUGHS = b"".join(
    b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 10)
)


def workbook(tmp_path, part: str = "", before: bytes = b"", put: bytes = b""):
    """Write a workbook of one school; bytes are put before others in one of its parts."""
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["1", "虚构学校", "9999Z1", "2023", "primary", "public"])
    plain = io.BytesIO()
    book.save(plain)
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert before in content
                content = content.replace(before, put + before, 1)
            target.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("before", "put"),
    [
        (END, b"<row/>" * 1000),
        (b"<pageMargins", MERGED),  # every cell there is, merged
        (b"<pageMargins", b'<extLst><ext uri="unknown"/></extLst>'),  # openpyxl warns of it
    ],
)
def test_what_does_no_harm_is_read(tmp_path, before, put):
    assert len(read_schools(workbook(tmp_path, SHEET, before, put))) == 1


def test_a_wrong_size_in_the_file_does_not_cut_the_table_off(tmp_path):
    path = workbook(tmp_path, SHEET, b"<sheetViews", b'<dimension ref="A1:B1"/>')
    assert len(read_schools(path)) == 1


@pytest.mark.parametrize(
    ("part", "before", "put", "said"),
    [
        (SHEET, END, b"<row>" + b"<c/>" * LARGEST_TAGS + b"</row>", "cells or rows"),
        (SHEET, END, b"<row>" + b"<c><v>1</v></c>" * 201_000 + b"</row>", "cells or rows"),
        (SHEET, END, b'<row r="99999999999"><c><v>1</v></c></row>', "cells or rows"),
        (SHEET, END, b'<row><c r="XFD9"><v>1</v></c></row>' * 20, "cells or rows"),
        (SHEET, END, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "column XFD: no"),
        (SHEET, END, b"<row><c><v>" + b"1" * 3_000_000 + b"</v></c></row>", "a cell of more than"),
        (SHEET, b"<sheetViews", b"<x/>" * LARGEST_FORMATS, "too many formats and rules"),
        (STYLES, b"</cellXfs>", b"<xf/>" * LARGEST_FORMATS, "too many formats and rules"),
        (BOOK, b"</sheets>", REPEATED, "cells or rows"),  # one sheet under 1,500 names
        (STYLES, b"</styleSheet>", b" " * 70_000_000, "unpacks to 67 MB"),
    ],
    ids="tags cells row column corner cell rules formats names blanks".split(),  # not their bytes
)
def test_what_would_take_all_time_or_memory_is_refused(tmp_path, part, before, put, said):
    path = workbook(tmp_path, part, before, put)
    assert path.stat().st_size < 300_000
    with pytest.raises(Fault) as caught:
        read_schools(path)
    message = str(caught.value)
    assert message.startswith("a.xlsx") and said in message and "\n" not in message


def test_entities_are_not_put_in(tmp_path):
    book = b'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">' + LAUGHS + b"]>"
    path = workbook(tmp_path, SHEET, b"<worksheet", book)
    content = zipfile.ZipFile(path).read(SHEET).replace(b"<t>school_code", b"<t>&e9;")
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr(SHEET, content.replace(END, b"<row><c><v>&e9;</v></c></row>" + END))
    with pytest.raises(Fault, match="not a readable XLSX file"):
        read_schools(path)


def test_sizes_that_lie_are_refused(tmp_path):
    path = workbook(tmp_path, SHEET, END, b"<row/>" * 1000)
    with zipfile.ZipFile(path) as packed:
        size = packed.getinfo(SHEET).file_size
    content = path.read_bytes()
    honest, lying = size.to_bytes(4, "little"), (300).to_bytes(4, "little")
    assert content.count(honest) == 2
    path.write_bytes(content.replace(honest, lying))
    with pytest.raises(Fault, match="not a readable XLSX file"):
        read_schools(path)


@pytest.mark.parametrize("filling", [b",", b"\n", b"x\n"])
def test_a_csv_of_twenty_million_cells_or_rows_is_refused(tmp_path, filling):
    path = tmp_path / "a.csv"
    path.write_bytes(",".join(HEAD).encode() + b"\n" + filling * (20_000_000 // len(filling)))
    with pytest.raises(Fault, match="cells or rows, empty ones counted"):
        read_schools(path)
