"""Reading a school table: from the sheets of a file to checked rows, with every fault named; what
opens CSV and XLSX is spreadsheets.py."""

import re
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

import pandas as pd

from edugov import checking, tables
from edugov.checking import CellFault
from edugov.tables import DATA, Fault

from . import years
from .changed_codes import rounded_codes, under_two_codes
from .found_headings import FEWEST_NAMED, HEADING_WITHIN, REQUIRED, find_heading, named_alone
from .listing import listed
from .numerals import NUMBERS, PLAIN_NUMBER
from .parts import COLUMNS, FIELDS
from .rows import RowPlace, Rows, merged_faults, rows_below, stages_without_students
from .school_rows import first_filled
from .several_sheets import missing_everywhere, of_year, put_together, with_schools
from .spreadsheets import Opened, Sheet, SheetRow, open_sheets
from .template import OWN_SHEETS, write_template
from .totals import nearly_totals, without_totals
from .unit_jumps import unit_jumps
from .wordings import CHOICES, CHOICES_ZH, HEADING_ZH, NOTHING, bare

__all__ = ["read_schools", "write_template"]


def read_schools(
    path: str | Path,
    *,
    region_code: str | None = None,
    year: str | None = None,
    sheets: Collection[str] = (),
    anyway: bool = False,
    data: Path = DATA,
) -> pd.DataFrame:
    """Read and check a school table as offices keep them; what is wrong is listed at once.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8 or GBK, or XLSX: a heading (ids or Chinese, in one row or several, with or
        without units) and one row a school on each visible sheet that has such a heading. Titles
        above it, remarks, rows of totals (合计) and columns of other things are left out.
    region_code, year : str, optional
        When given, every row has to carry them, or the file has no such column.
    sheets : collection of str
        The sheets to read, also hidden ones; none for all visible ones.
    anyway : bool
        Whether to read also what is asked about: a column whose unit seems to jump, a title of
        another year.
    data : Path
        The data package whose description of ``schools`` the rows have to fit, as
        `edugov.checking` finds.

    Returns
    -------
    DataFrame
        One row a school, all columns of `parts.COLUMNS` in that order; text columns
        as text, quantities as floats. A blank cell, or a column left out, is missing, never zero.
        Its ``attrs["said"]`` holds a sentence for all that was left out, and for what is possible
        but doubtful; ``attrs["places"]`` where each row stands in the file, ``attrs["headings"]``
        the file's heading of each column, ``attrs["titles"]`` what stands above the headings. A
        ``Fault`` names file, row, column, value and what would be right.
    """
    name = Path(path).name
    asked = {"region_code": region_code, "year": year}
    wanted = {column: value for column, value in asked.items() if value}
    opened = open_sheets(Path(path), sheets)
    rows = _all_rows(name, opened, wanted)
    _refuse(name, rows.faults)
    texts, left_said = _schools_alone(rows)
    if texts.empty:
        raise Fault(f"{name}: no school below the heading; write one row a school")
    rows.asked += nearly_totals(texts)
    rows.asked += rounded_codes(texts["school_code"], rows.headings["school_code"])
    if not anyway:
        _ask(name, rows.asked)
    faults = merged_faults(rows, texts) or _row_faults(texts, wanted, data)
    _refuse(name, [_shown(fault, rows) for fault in faults])
    typed = _typed(texts)
    jumps = [_shown(doubt, rows) for doubt in unit_jumps(typed)]
    if not anyway:
        _ask(name, jumps)
    told = rows.asked + jumps
    told += [_shown(doubt, rows) for doubt in checking.row_doubts("schools", texts, data)]
    told += under_two_codes(texts, rows.headings["school_name"])
    said = rows.said + left_said + stages_without_students(rows, texts)
    said += [f"{doubt} (read all the same)" for doubt in told]
    schools = typed.reset_index(drop=True)
    schools.attrs["said"] = listed(name, said)
    schools.attrs["places"] = [str(place) for place in texts.index]
    schools.attrs |= {"headings": rows.headings, "titles": rows.titles}
    return schools


def years_of_titles(path: Path, sheets: Collection[str] = ()) -> set[str]:
    """Return the years that titles above the headings of a school table name, of a school year the
    first."""
    found = set()
    for sheet in open_sheets(path, sheets).sheets:
        heading = find_heading(sheet)
        for row in heading.above if heading else ():
            found.update(years.in_title(first_filled(row.cells)))
    return found


def _schools_alone(rows: Rows) -> tuple[pd.DataFrame, list[str]]:
    """Return one row a school, without totals and without a second row on another sheet."""
    kept, totals_said = without_totals(rows.texts)
    together, said = put_together(kept)
    hidden = [place for place in rows.hidden if place in together.index]
    said += [f"row {place}: hidden, read all the same" for place in hidden]
    return together, totals_said + said


def _typed(texts: pd.DataFrame) -> pd.DataFrame:
    """Return what the cells of a school table say, each column in its type."""
    columns = COLUMNS["column_id"].tolist()
    wanted = texts.reindex(columns=columns, fill_value="")
    return tables.typed(wanted, FIELDS)


def _refuse(name: str, faults: list[str]) -> None:
    if faults:
        raise Fault("\n".join(listed(name, faults)))


def _ask(name: str, asked: list[str]) -> None:
    _refuse(name, [f"{doubt} (--anyway: read it as it is)" for doubt in asked])


def _shown(fault: CellFault, rows: Rows) -> str:
    """Say a fault with the headings and the number that stand in the user's file."""
    headings = rows.headings
    columns = fault.column.split(", ")
    shown = [headings.get(column, column) for column in columns]
    words = re.split(r"(\w+)", fault.what)
    for place, word in enumerate(words):
        if "_" in word:  # the word year is a word before it is a column
            words[place] = headings.get(word, word)
    told_words = "".join(words)
    value, read_as = _as_in_file(fault, rows.factors)
    in_file = fault._replace(column=", ".join(shown), value=value, what=read_as + told_words)
    return str(in_file)


def _as_in_file(fault: CellFault, factors: dict[str, int]) -> tuple[str, str]:
    """Return the number of a fault as its cell has it, and what it was read as."""
    factor = factors.get(fault.column, 1)
    if factor == 1 or not PLAIN_NUMBER.fullmatch(fault.value):
        return fault.value, ""
    in_file = format((Decimal(fault.value) / factor).normalize(), "f")
    return in_file, f"times {factor:,} it is {fault.value}; "


def _all_rows(name: str, opened: Opened, wanted: dict[str, str]) -> Rows:
    """Put together the rows of all sheets with the heading of a school table."""
    filled = [sheet for sheet in opened.sheets if sheet.rows]
    if not filled:
        raise Fault(f"{name}: the file is empty; start from the template")
    filled, years_said = of_year(filled, wanted.get("year"))
    found = []
    said = opened.said + years_said
    for number, sheet in enumerate(filled):
        heading = find_heading(sheet)
        if heading is not None:
            found.append(rows_below(sheet, number, heading, wanted))
        elif sheet.name not in OWN_SHEETS:
            said.append(f"sheet {sheet.name}: no heading of a school table, not read")
    if not found:
        raise Fault(f"{name}: {_no_heading(opened, filled)}")
    found = with_schools(found, said)
    if len(found) > 1:
        counts = [f"{rows.sheet} ({len(rows.texts)} rows)" for rows in found]
        said.append(f"sheets read together: {', '.join(counts)}; --sheet NAME reads one")
    texts = pd.concat([rows.texts for rows in found]).fillna("")
    whole = Rows(texts, {}, said=said)
    for rows in found:
        whole.headings |= rows.headings
        whole.factors |= rows.factors
        whole.titles += rows.titles
        whole.merged += rows.merged
        whole.hidden += rows.hidden
        whole.faults += rows.faults + missing_everywhere(rows, found)
        whole.asked += rows.asked
        whole.said += rows.said
    return whole


def _no_heading(opened: Opened, sheets: list[Sheet]) -> str:
    if not opened.is_utf8:
        return "neither UTF-8 nor GBK; save it as 'CSV UTF-8'"
    for sheet in sheets:
        first = SheetRow(1, [row.cell(0) for row in sheet.rows])
        named = set(named_alone(first).values())
        if len(named) >= FEWEST_NAMED:
            return "the headings stand below each other; turn it, so that each school is a row"
    headings = ", ".join(f"{column} ({HEADING_ZH[column]})" for column in REQUIRED)
    hidden = "".join(f"; {sentence}" for sentence in opened.said)
    first = f"none of the first {HEADING_WITHIN} rows holds the headings"
    return f"{first} {headings}; start from the template{hidden}"


def _row_faults(texts: pd.DataFrame, wanted: dict[str, str | None], data: Path) -> list[CellFault]:
    """Find what is wrong with the rows: first what only a spreadsheet has, then what the
    description of the table says."""
    found = []
    sound = texts.copy()
    for column in texts:
        for fault in _spreadsheet_faults(texts[column], wanted.get(column)):
            found.append(fault)
            sound.at[fault.row, column] = ""
    for fault in checking.row_faults("schools", sound, data):
        if fault.value != wanted.get(fault.column):  # the region that was asked for gets its row
            found.append(fault)
    key = ", ".join(tables.primary_key("schools", data))
    order = [*texts, key]
    found.sort(key=lambda fault: (fault.row, order.index(fault.column)))
    return _first_of_each_cell(found)


def _first_of_each_cell(faults: list[CellFault]) -> list[CellFault]:
    """Return the first fault of each cell; a key stands twice because a cell of it is wrong, so of
    its fault nothing is said then."""
    told: set[tuple[RowPlace, str]] = set()
    first = []
    for fault in faults:
        columns = fault.column.split(", ")
        cells = {(fault.row, column) for column in columns}
        if told.isdisjoint(cells):
            told.add((fault.row, fault.column))
            first.append(fault)
    return first


def _spreadsheet_faults(cells: pd.Series, wanted: str | None) -> list[CellFault]:
    """Find what is wrong with the cells of a column as only a spreadsheet has it."""
    column = cells.name
    found = []
    for row, cell in cells.items():
        what = _spreadsheet_fault(column, cell, wanted) if cell else ""
        if what:
            found.append(CellFault(row, column, cell, what))
    return found


def _spreadsheet_fault(column: str, cell: str, wanted: str | None) -> str:
    if cell.startswith(("=", "@")):
        return "a formula; paste the value instead"
    if cell.startswith("#") and cell[1:2].isalpha():
        return "an error of the spreadsheet; write what is right, or leave the cell blank"
    if column in NUMBERS and not PLAIN_NUMBER.fullmatch(cell):
        if cell.endswith("%"):
            return "a percentage; write the number itself"
        if bare(cell) in NOTHING:
            return "not a number; write 0 where there is none, or leave it blank when not known"
        return "not a number; write digits only, or leave the cell blank when it is not known"
    if column in CHOICES and cell not in CHOICES[column].values():
        right = [f"{word} ({chinese})" for word, chinese in CHOICES_ZH[column].items()]
        return f"not one of {', '.join(right)}"
    if wanted and cell != wanted:
        return f"not {wanted}, which was asked for"
    return ""
