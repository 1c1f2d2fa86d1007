"""Opening spreadsheets, of schools and of yearly values: CSV and XLSX to sheets of text cells, with
limits of their size; other kinds (.xls, .ods, .et) are refused with what to do."""

import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from edugov.tables import Fault

from .sheet_layout import Layout, layout_of, spread

LARGEST_MEGABYTES = 20  # a county's table is far below 1 MB
LARGEST_UNPACKED_MEGABYTES = 60
LARGEST_CELLS = 200_000  # 7,500 schools
# Tags in the largest part of a workbook, times its sheets, for a part may be named as many sheets;
# a cell has four to six
LARGEST_TAGS = 1_500_000
LARGEST_FORMATS = 100_000  # tags that are no cells: openpyxl takes much longer over each
LAST_ROW = 1_048_576  # of a sheet, as Excel has it
BLOCK = 2**20
_TOO_MANY = (
    f"more than {LARGEST_CELLS:,} cells or rows, empty ones counted; "
    "delete what lies beside and below the table"
)
FIRST_CHARACTERS = 4000  # of a CSV file, by which it is seen what parts its cells
_NO_SHEETS = "no sheet that is read, as in a Strict Open XML workbook; save it as .xlsx"
_QUOTED_TEXT = re.compile(r'^="([^"]*)"$')
# characters without a width, and what a spreadsheet is told a text by
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|^'(?=.)")
_CELL_TAG = re.compile(rb"</?(?:c|v|t|f|is|si|row)[ />]")
WORKBOOKS = (".xlsx", ".xlsm")  # the macros of an .xlsm are never looked at
OTHER_SPREADSHEETS = (".xls", ".xlt", ".et", ".ett", ".xlsb", ".ods", ".numbers")
SUFFIXES = (".csv", *WORKBOOKS, *OTHER_SPREADSHEETS)
ZIP = b"PK\x03\x04"
Record = tuple[int, list[str]]  # the number of a row, and its cells
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds a protected workbook


class SheetRow(NamedTuple):
    """A row of a sheet: its number there, and its cells as text."""

    number: int
    cells: list[str]

    def cell(self, place: int) -> str:
        """Return the cell at a place, counted from 0; empty beyond the last."""
        if place < len(self.cells):
            return self.cells[place]
        return ""


class Sheet(NamedTuple):
    """The rows of a sheet that are not blank, what it hides, and where a cell holds what a merged
    area shows (numbers of row and column)."""

    name: str  # as the workbook calls it; empty for a CSV file
    rows: list[SheetRow]
    layout: Layout
    merged: frozenset[tuple[int, int]] = frozenset()


class Opened(NamedTuple):
    """The sheets of a file that a user sees, and what has to be said about reading it."""

    sheets: list[Sheet]
    said: list[str]
    is_utf8: bool = True


def open_sheets(path: Path, wanted: Collection[str] = ()) -> Opened:
    """Read the cells of a CSV file (UTF-8 or GBK) or of the sheets of a workbook: of all visible
    ones, or of those wanted by name.

    A number is given as short as it round-trips, a percentage with its sign, a formula as such.
    A Fault where there is no such file, it is another kind of file than its name says, damaged, or
    over a limit.
    """
    if not path.is_file():
        raise Fault(f"{path.name}: no such file")
    size = path.stat().st_size / 2**20
    if size > LARGEST_MEGABYTES:
        raise Fault(
            f"{path.name}: {size:.0f} MB; a school table has at most {LARGEST_MEGABYTES} MB"
        )
    content = path.read_bytes()
    wrong = _wrong_kind(path.suffix.lower(), content)
    if wrong:
        raise Fault(f"{path.name}: {wrong}")
    if path.suffix.lower() == ".csv":
        if wanted:
            raise Fault(f"{path.name}: a CSV file has no sheets; leave --sheet out")
        return _csv(path.name, content)
    return _workbook(path.name, content, wanted)


def _wrong_kind(suffix: str, content: bytes) -> str:
    """Say what is to be done with a file that is not read; empty where it is what its name says."""
    if suffix not in SUFFIXES:
        return "a school table is a .csv or an .xlsx file"
    if content.startswith(OLD_OFFICE):
        if ENCRYPTED in content:
            return "protected by a password; save it as .xlsx without one"
        return "an old Excel or WPS file; save it as .xlsx"
    is_packed = content.startswith(ZIP)
    if suffix == ".csv":
        return "a workbook, not a CSV file; name it .xlsx" if is_packed else ""
    if content and not is_packed:
        return "not a workbook although its name says so; open it and save it as .xlsx"
    return "" if suffix in WORKBOOKS else "this kind of spreadsheet is not read; save it as .xlsx"


def _csv(name: str, content: bytes) -> Opened:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Fault(f"{name}: text in UTF-16; save it as 'CSV UTF-8'")
    said = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            line = content.count(b"\n", 0, error.start) + 1
            raise Fault(
                f"{name}, row {line}: neither UTF-8 nor GBK; save it as 'CSV UTF-8'"
            ) from error
        said.append("not UTF-8; read as GBK, as Excel saves it")
    stream = io.StringIO(text.replace("\x00", "�"), newline="")
    records = csv.reader(stream, delimiter=_delimiter(text), strict=True)
    try:
        bounded = _bounded(name, enumerate(records, start=1))
        rows = _filled((number, _written_out(cells)) for number, cells in bounded)
        return Opened([Sheet("", rows, Layout())], said, not said)
    except csv.Error as error:
        raise Fault(
            f"{name}: not a well-formed CSV file ({error}); check the quotation marks"
        ) from error


def _delimiter(text: str) -> str:
    """Return what parts the cells: the comma, or what the first lines have more of."""
    head = text[:FIRST_CHARACTERS]
    return max(",\t;", key=head.count)


def _written_out(cells: list[str]) -> list[str]:
    """Return cells of a row, each that a spreadsheet wrote as ="350429" to keep it text as the
    text."""
    return [_QUOTED_TEXT.sub(r"\1", cell) for cell in cells]


def _bounded(name: str, records: Iterable[Record]) -> Iterator[Record]:
    """Give rows as long as there are not far too many cells: then a Fault, before they are read."""
    cells_count = 0
    for number, cells in records:
        cells_count += len(cells)
        if cells_count > LARGEST_CELLS or number > LAST_ROW:
            raise Fault(f"{name}: {_TOO_MANY}")
        yield number, cells


def _filled(records: Iterable[Record]) -> list[SheetRow]:
    """Keep the rows that are not blank."""
    rows = []
    for number, record in records:
        cells = [_UNSEEN.sub("", cell) for cell in record]
        if any(cell.strip() for cell in cells):
            rows.append(SheetRow(number, cells))
    return rows


def _workbook(name: str, content: bytes, wanted: Collection[str]) -> Opened:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_size(name, packed)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # formats and rules that openpyxl does not keep
                # read only: row by row, merged areas left alone
                book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
                if not book.worksheets:
                    raise Fault(f"{name}: {_NO_SHEETS}")
                chosen, said = _chosen(name, book.worksheets, wanted)
                sheets = [_sheet(name, sheet, packed) for sheet in chosen]
    except Fault:
        raise
    except OverflowError as error:
        raise Fault(f"{name}: far too many merged areas; unmerge them") from error
    except Exception as error:  # openpyxl lets many kinds through for a damaged file
        raise Fault(
            f"{name}: not a readable XLSX file ({type(error).__name__}); save it again"
        ) from error
    return Opened(sheets, said)


def _chosen(name: str, sheets: list, wanted: Collection[str]) -> tuple[list, list[str]]:
    """Return the sheets to read, those wanted or else the visible ones, and what is said of the
    others."""
    if wanted:
        titles = [sheet.title for sheet in sheets]
        for title in wanted:
            if title not in titles:
                raise Fault(f"{name}: no sheet {title!r}; its sheets are {', '.join(titles)}")
        return [sheet for sheet in sheets if sheet.title in wanted], []
    hidden = [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]
    said = [f"sheet {title}: hidden, not read" for title in hidden]
    return [sheet for sheet in sheets if sheet.sheet_state == "visible"], said


def _sheet(name: str, sheet, packed: zipfile.ZipFile) -> Sheet:
    rows = _filled(_bounded(name, _records(sheet)))
    with packed.open(sheet._worksheet_path) as part:  # openpyxl, read only, tells no layout
        layout = layout_of(part)
    cells = {row.number: row.cells for row in rows}
    merged = spread(cells, layout.merged)
    return Sheet(sheet.title, rows, layout, frozenset(merged))


def _check_size(name: str, packed: zipfile.ZipFile) -> None:
    """Refuse a workbook whose parts would take far more memory or time than any school table."""
    sizes = [entry.file_size for entry in packed.infolist()]
    size = sum(sizes) / 2**20
    if size > LARGEST_UNPACKED_MEGABYTES:
        raise Fault(f"{name}: unpacks to {size:.0f} MB; a school table is far smaller")
    largest, formats_count, sheets_count = 0, 0, 0
    for entry in packed.infolist():
        with packed.open(entry) as part:
            tags = _tags(part)
        largest = max(largest, tags.count)
        formats_count += tags.count - tags.cells_count
        sheets_count += tags.sheets_count
        if tags.is_one_piece:
            raise Fault(f"{name}: a cell of more than a megabyte; a school table has short ones")
    if formats_count > LARGEST_FORMATS:
        raise Fault(f"{name}: too many formats and rules; copy the values into a new workbook")
    if largest * max(1, sheets_count) > LARGEST_TAGS:
        raise Fault(f"{name}: {_TOO_MANY}")


class Tags(NamedTuple):
    """How many tags a part of a workbook has, how many of them are those of cells, how many name
    sheets, and whether more than a megabyte has none."""

    count: int = 0
    cells_count: int = 0
    sheets_count: int = 0
    is_one_piece: bool = False


def _tags(part: IO[bytes]) -> Tags:
    block = part.read(BLOCK)
    if not block.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n").startswith(b"<"):
        return Tags()  # a picture: never looked at
    count, cells_count, sheets_count, is_one_piece = 0, 0, 0, False
    while block:
        count += block.count(b"<")
        cells_count += len(_CELL_TAG.findall(block))
        sheets_count += block.count(b"<sheet ")
        is_one_piece |= len(block) == BLOCK and b">" not in block
        block = part.read(BLOCK)
    return Tags(count, cells_count, sheets_count, is_one_piece)


def _records(sheet) -> Iterator[Record]:
    """Rows of a sheet: number and cells as text."""
    sheet.reset_dimensions()  # a wrong size in the file would cut the table off
    for number, row in enumerate(sheet.rows, start=1):
        yield number, [_text(cell) for cell in row]


def _text(cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float | int) and "%" in (cell.number_format or ""):
        return f"{value * 100:g}%"  # as the user sees it: 0.95 may be shown as 95%
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, int) and abs(value) >= 10**15:
        return f"{value:.14E}"  # a spreadsheet keeps 15 digits: the others are lost
    if isinstance(value, datetime.datetime):
        return str(value).removesuffix(" 00:00:00")
    if isinstance(value, float | int | datetime.date | datetime.time | datetime.timedelta):
        return str(value)
    return "=" + str(getattr(value, "text", "") or "").removeprefix("=")  # of a whole area
