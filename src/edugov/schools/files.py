"""School tables in files: the template, and reading CSV or XLSX with every fault named."""

import csv
import difflib
import io
import re
import zipfile
from pathlib import Path

import pandas as pd

from edugov.tables import Fault

from .parts import COLUMNS, OWNERSHIP, SCHOOL_TYPES, SPLIT_WEIGHTS

LARGEST_MEGABYTES = 20  # a county's table is far below 1 MB
LARGEST_CELLS = (
    2_000_000  # of a sheet, empty ones counted: one stray cell can make it 17 thousand million
)
FAULTS_SHOWN = 50
_NUMBER = re.compile(r"(?=.{1,20}$)-?[0-9]+(\.[0-9]+)?")
_CHOICES = {
    "type": {name: name for name in SCHOOL_TYPES}
    | {zh: name for name, (zh, _) in SCHOOL_TYPES.items()},
    "ownership": {name: name for name in OWNERSHIP} | {zh: name for name, zh in OWNERSHIP.items()},
}
_WORDS = {  # kind of a column of words -> which cells are right, and what is said of the others
    "text": (str.isprintable, "has a character that cannot be printed"),
    "region": (
        re.compile(r"[0-9]{4}([0-9]{2}|Z[0-9])(-[0-9]{4})?").fullmatch,
        "is not a code of six digits",
    ),
    "year": (re.compile(r"(19|20)[0-9]{2}").fullmatch, "is not a year such as 2023"),
    **{
        kind: (some.__contains__, f"is not one of {', '.join(some)}")
        for kind, some in _CHOICES.items()
    },
}
REQUIRED = COLUMNS.loc[COLUMNS["kind"].isin(list(_WORDS)), "column_id"].tolist()


def write_template(path: str | Path, language: str = "en") -> Path:
    """Write an empty school table (学校数据模板) with one heading row, as CSV or XLSX.

    The path, which is given back, ends in ``.csv`` (UTF-8 with a mark that Excel understands) or
    ``.xlsx`` (with a second sheet that explains each column); ``Fault`` where it does not, or the
    file exists. ``language`` is ``en`` for ids as headings, ``zh`` for Chinese headings; both are
    read alike.
    """
    path = Path(path)
    if path.exists():
        raise Fault(f"{path.name}: exists already and is left alone; choose another name")
    headings = COLUMNS["heading_zh" if language == "zh" else "column_id"].tolist()
    if path.suffix == ".csv":
        path.write_text(",".join(headings) + "\n", encoding="utf-8-sig")
    elif path.suffix == ".xlsx":
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            pd.DataFrame(columns=headings).to_excel(book, sheet_name="schools", index=False)
            COLUMNS.to_excel(book, sheet_name="columns", index=False)
    else:
        raise Fault(f"{path.name}: a template is a .csv or an .xlsx file")
    return path


def read_schools(
    path: str | Path, *, region_code: str | None = None, year: str | None = None
) -> pd.DataFrame:
    """Read and check a school table; every fault is listed at once.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8, or XLSX (first sheet): one heading row (ids or Chinese), one row a school.
    region_code, year : str, optional
        When given, every row has to carry them.

    Returns
    -------
    DataFrame
        One row a school, all columns of `parts.COLUMNS` in that order; text columns
        as text, quantities as floats. A blank cell, or a column left out, is missing, never zero.
        A ``Fault`` names file, row (the heading is row 1), column, value and what would be right.
    """
    path = Path(path)
    rows = _records(path)
    if not rows:
        raise Fault(f"{path.name}: the file is empty; start from the template")
    heading, faults = _heading(path.name, rows[0])
    if faults:
        raise Fault(_listed(faults))
    cells = {column: [] for column in COLUMNS["column_id"]}
    lines = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heading):
            faults.append(
                f"{path.name}, row {line}: {len(row)} cells, but the heading has {len(heading)}"
            )
            continue
        lines.append(line)
        values = dict(zip(heading, row, strict=True))
        for column, kind in zip(COLUMNS["column_id"], COLUMNS["kind"], strict=True):
            value, wrong = _cell(values.get(column, "").strip(), column, kind)
            cells[column].append(value)
            if wrong:
                faults.append(
                    f"{path.name}, row {line}, column {column}: {values[column]!r} {wrong}"
                )
    schools = pd.DataFrame(cells)
    if not lines and not faults:
        faults.append(f"{path.name}, row 2: no school below the heading; write one row a school")
    faults += _row_faults(path.name, schools, lines, {"region_code": region_code, "year": year})
    if faults:
        raise Fault(_listed(faults))
    return schools


def _listed(faults: list[str]) -> str:
    more = len(faults) - FAULTS_SHOWN
    return "\n".join(faults[:FAULTS_SHOWN] + ([f"and {more} more faults"] if more > 0 else []))


def _records(path: Path) -> list[list[str]]:
    """Cells of a file as text, one list a row."""
    name = path.name
    if not path.is_file():
        raise Fault(f"{name}: no such file")
    size = path.stat().st_size
    if size > LARGEST_MEGABYTES * 2**20:
        raise Fault(
            f"{name}: {size / 2**20:.0f} MB; a school table has at most {LARGEST_MEGABYTES} MB"
        )
    if path.suffix.lower() == ".xlsx":
        return _xlsx_records(path)
    if path.suffix.lower() != ".csv":
        raise Fault(f"{name}: a school table is a .csv or an .xlsx file")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Fault(
            f"{name}, row {line}: not UTF-8 (perhaps GBK, as Excel saves it); save it as 'CSV UTF-8'"
        ) from error
    try:
        return list(csv.reader(io.StringIO(text.replace("\x00", "�"), newline=""), strict=True))
    except csv.Error as error:
        raise Fault(
            f"{name}: not a well-formed CSV file ({error}); check the quotation marks"
        ) from error


def _xlsx_records(path: Path) -> list[list[str]]:
    import openpyxl

    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > 10 * LARGEST_MEGABYTES * 2**20:
            raise Fault(
                f"{path.name}: unpacks to {size / 2**20:.0f} MB; a school table is far smaller"
            )
        sheet = openpyxl.load_workbook(path).worksheets[0]
        if sheet.max_row * sheet.max_column > LARGEST_CELLS:
            last = f"{sheet.max_row} rows and {sheet.max_column} columns"
            raise Fault(
                f"{path.name}: the first sheet reaches to {last}; delete what lies beside the table"
            )
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    except Fault:
        raise
    except Exception as error:  # openpyxl lets many kinds through for a damaged file
        raise Fault(
            f"{path.name}: not a readable XLSX file ({type(error).__name__}); save it again"
        ) from error
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _heading(name: str, row: list[str]) -> tuple[list[str], list[str]]:
    """Column ids of the heading row, and its faults."""
    ids = {column: column for column in COLUMNS["column_id"]}
    ids |= dict(zip(COLUMNS["heading_zh"], COLUMNS["column_id"], strict=True))
    heading, faults = [], []
    for cell in (cell.strip() for cell in row):
        column = ids.get(cell)
        if column is None:
            near = difflib.get_close_matches(cell, ids, 1)
            hint = f"; perhaps {near[0]}" if near else "; see the template"
            faults.append(f"{name}, row 1: no column is called {cell!r}{hint}")
        elif column in heading:
            faults.append(f"{name}, row 1: column {column} stands twice; keep one")
        heading.append(column)
    faults += [
        f"{name}, row 1: column {column} is missing" for column in REQUIRED if column not in heading
    ]
    return heading, faults


def _cell(text: str, column: str, kind: str) -> tuple[str | float, str]:
    """Value of a cell, and what is wrong with it ('' when nothing is)."""
    blank = "" if kind in _WORDS else float("nan")
    if text.startswith(("=", "+", "@")) or (kind == "text" and text.startswith("-")):
        return blank, "is a formula; paste the value instead"
    if not text:
        return blank, "is blank; this column has to be filled in" if column in REQUIRED else ""
    if kind in _WORDS:
        is_right, wrong = _WORDS[kind]
        return _CHOICES.get(kind, {}).get(text, text), "" if is_right(text) else wrong
    if not _NUMBER.fullmatch(text):
        return (
            blank,
            "is not a number; write digits only, or leave the cell blank when it is not known",
        )
    value = float(text)
    if value < 0:
        return blank, "is negative; a quantity is 0 or more"
    return value, "" if kind == "number" or value == int(
        value
    ) else "is not a whole number of students"


def _row_faults(name: str, schools: pd.DataFrame, lines: list[int], wanted: dict) -> list[str]:
    """Faults that show only when cells are seen together."""
    faults, first = [], {}
    for line, school in zip(lines, schools.to_dict("records"), strict=True):
        key = (school["region_code"], school["year"], school["school_code"])
        kind, teaching = school["school_type"], school["teaching_area_m2"]
        found = {}
        if first.setdefault(key, line) != line:
            found["school_code"] = f"stands in row {first[key]} too; one row a school and year"
        for column, value in wanted.items():
            if value is not None and school[column] != str(value):
                found[column] = f"is not {str(value)!r}"
        for stage in SPLIT_WEIGHTS:
            if (
                kind in SCHOOL_TYPES
                and stage not in SCHOOL_TYPES[kind][1]
                and school[f"students_{stage}"] > 0
            ):
                found[f"students_{stage}"] = (
                    f"students, but a school of type {kind} does not teach the stage"
                )
        if school["indoor_sports_area_m2"] > teaching:
            found["indoor_sports_area_m2"] = (
                f"is more than teaching_area_m2 ({teaching:g}), which includes it"
            )
        for column, wrong in found.items():
            shown = f"{school[column]:g}" if isinstance(school[column], float) else school[column]
            faults.append(f"{name}, row {line}, column {column}: {shown!r} {wrong}")
    return faults
