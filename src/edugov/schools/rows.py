"""From sheets of text cells to rows of a school table: the columns named, the cells cleaned."""

import re
from dataclasses import dataclass, field

import pandas as pd

from edugov.checking import CellFault

from . import years
from .found_headings import UNIT, Heading
from .matched_columns import Columns, columns_of, missing
from .numerals import NUMBERS, in_units, plain
from .parts import SCHOOL_TYPES, STAGES
from .school_rows import Aside, first_filled, ragged, schools_of
from .spreadsheets import Sheet, SheetRow
from .wordings import CHOICES, HEADING_ZH, UNITS, bare, stage_of

_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")  # as a narrow cell is wrapped by hand
_LIST_NUMBER = re.compile(r"^[0-9]+[\s.、-]*")  # before a word of an official list: 211 小学
_MERGED = "merged with other cells; unmerge it, and write the number of each school"
CODES = ("school_code", "region_code", "year")  # one code, however wide and with whatever blanks
WORDS = [column for column, unit in UNIT.items() if not unit]


@dataclass(frozen=True, order=True)
class RowPlace:
    """Where a row stands in a file."""

    sheet_number: int
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.row} of sheet {self.sheet}"
        return str(self.row)


@dataclass
class Rows:
    """Rows under a heading: a table of texts, indexed by their places; the heading that stands
    above each column in the file; what stands above the heading; which numbers a merged area shows;
    which rows are hidden; what has to be asked; what is wrong, and what has to be said; what is
    wrong unless another sheet has the column."""

    texts: pd.DataFrame
    headings: dict[str, str]
    sheet: str = ""
    titles: list[str] = field(default_factory=list)
    merged: list[CellFault] = field(default_factory=list)
    hidden: list[RowPlace] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    factors: dict[str, int] = field(default_factory=dict)  # of columns in other units: 万元


def rows_below(sheet: Sheet, sheet_number: int, heading: Heading, wanted: dict[str, str]) -> Rows:
    """Read the rows of a sheet below its heading; a column may be left out where its value is
    wanted in every row."""
    titles = [first_filled(row.cells) for row in heading.above]
    stage = stage_of(sheet.name) or stage_of(*titles)
    columns = columns_of(heading, sheet.layout, list(wanted), stage)
    schools, asides = schools_of(heading, columns)
    if not sheet.name:  # cells are counted only where the file writes them out
        asides += ragged(schools, len(heading.first.cells))
    headings = {name: column.heading for name, column in columns.of.items()}
    places = [_place(row, sheet, sheet_number) for row in schools]
    rows = Rows(_texts(schools, places, columns), headings, sheet.name, titles)
    rows.factors = {name: column.factor for name, column in columns.of.items()}
    first = _place(heading.first, sheet, sheet_number)
    rows.faults += [f"row {first}, {fault}" for fault in columns.faults]
    rows.missing = {name: f"row {first}, {missing(name)}" for name in columns.missing}
    for row, title in zip(heading.above, titles, strict=True):
        place = _place(row, sheet, sheet_number)
        rows.said.append(f"row {place}, value {title!r}: above the heading, left out")
    rows.said += [f"row {first}, {sentence}" for sentence in columns.said]
    for aside in asides:
        _tell(rows, aside, _place(aside.row, sheet, sheet_number))
    hidden_rows = sheet.layout.hidden_rows
    rows.hidden = [place for place in places if place.row in hidden_rows]
    rows.merged = _merged_cells(rows.texts, columns, sheet)
    rows.asked += _units_above(heading, columns)
    _fill_wanted(rows, wanted)
    return rows


def _tell(rows: Rows, aside: Aside, place: RowPlace) -> None:
    """Add what is said of a row that is no school."""
    value = first_filled(aside.row.cells)
    sentence = f"row {place}, value {value!r}: {aside.what}"
    told = rows.faults if aside.is_fault else rows.said
    told.append(sentence)


def _place(row: SheetRow, sheet: Sheet, sheet_number: int) -> RowPlace:
    return RowPlace(sheet_number, row.number, sheet.name)


def _merged_cells(texts: pd.DataFrame, columns: Columns, sheet: Sheet) -> list[CellFault]:
    """Return which numbers of schools stand in a merged area."""
    found = []
    for place in texts.index:
        for name in columns.holding(NUMBERS):
            place_in_sheet = columns.of[name].place + 1
            cell = (place.row, place_in_sheet)
            if cell in sheet.merged:
                value = texts.at[place, name]
                found.append(CellFault(place, name, value, _MERGED))
    return found


def _units_above(heading: Heading, columns: Columns) -> list[str]:
    """Ask whether a column is in a larger unit that only the rows above the heading name."""
    cells = [bare(cell) for row in heading.above for cell in row.cells]
    above = "".join(cells)
    asked = []
    for name in columns.holding(NUMBERS):
        column = columns.of[name]
        if column.factor != 1:
            continue
        for unit, factor in UNITS[UNIT[name]].items():
            if factor > 1 and unit in above:
                what = f"in {unit}, as above the heading? write the unit into the heading"
                asked.append(f"column {column.heading}: {what}")
    return asked


def _fill_wanted(rows: Rows, wanted: dict[str, str]) -> None:
    """Write what every row has to carry where the file has no column for it; ask where the title
    names another year."""
    for name, value in wanted.items():
        if name in rows.texts:
            continue
        rows.texts[name] = value
        what = f"not in the file, {value} in every row"
        rows.said.append(f"column {HEADING_ZH[name]}: {what}")
        if name == "year":
            rows.asked += _other_years(rows.titles, value)


def _other_years(titles: list[str], wanted: str) -> list[str]:
    """Ask about titles that name years, but not the one that is wanted."""
    asked = []
    for title in titles:
        named = years.in_title(title)
        if named and wanted not in named:
            asked.append(f"the title {title!r}: not of {wanted}, which was asked for")
    return asked


def merged_faults(rows: Rows, texts: pd.DataFrame) -> list[CellFault]:
    """Return which numbers of schools a merged area shows, for several schools or columns."""
    return [fault for fault in rows.merged if fault.row in texts.index]


def stages_without_students(rows: Rows, texts: pd.DataFrame) -> list[str]:
    """Say that a file has no column for the students of a stage that some of its schools teach."""
    said = []
    for stage in STAGES:
        column = f"students_{stage}"
        if column in rows.headings:
            continue
        types = []
        for name, (_, stages) in SCHOOL_TYPES.items():
            if stage in stages:
                types.append(name)
        count = texts["school_type"].isin(types).sum()
        if count:
            what = f"not in the file, but schools that teach the stage: {count}"
            said.append(f"column {HEADING_ZH[column]}: {what}")
    return said


def _texts(schools: list[SheetRow], places: list[RowPlace], columns: Columns) -> pd.DataFrame:
    """Return the cells of the schools, cleaned, a column a column of the table."""
    texts = {}
    for name, column in columns.of.items():
        cells = [row.cell(column.place) for row in schools]
        texts[name] = _cleaned(name, cells, column.factor)
    index = pd.Index(places, dtype=object)
    return pd.DataFrame(texts, index=index, dtype="str")


def _cleaned(column: str, cells: list[str], factor: int) -> list[str]:
    """Return the cells of a column without line breaks and blanks at their ends, words for the
    Chinese ones, numbers in plain digits and in the unit of the column."""
    words = CHOICES.get(column, {})
    cleaned = []
    for cell in cells:
        cell = _LINE_BREAK.sub("", cell.strip())
        if column in NUMBERS:
            cell = in_units(plain(cell), factor)
        if column in CODES:
            cell = bare(cell)
        if column == "year":
            cell = years.in_cell(cell)
        if words:
            word = _LIST_NUMBER.sub("", bare(cell))
            cell = words.get(bare(cell)) or words.get(word, cell)
        cleaned.append(cell)
    return cleaned
