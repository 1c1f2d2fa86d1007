"""Sheets of text cells to rows of a school table: the columns named, the cells cleaned."""

import re
from dataclasses import dataclass, field

import pandas as pd

from edugov.checking import CellFault

from .body import first_filled, ragged, schools_of
from .columns import Columns, columns_of
from .headings import UNIT, Heading
from .numerals import NUMBERS, in_units, plain
from .parts import SCHOOL_TYPES, STAGES
from .sheets import Row, Sheet
from .wordings import CHOICES, HEADING_ZH, UNITS, bare

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-—–~～至/]+\s*(?:19|20)\d\d)?(?!\d)")
_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")  # as a narrow cell is wrapped by hand
_MERGED = "merged with other cells; unmerge it, and write the number of each school"
WORDS = [column for column, unit in UNIT.items() if not unit]


@dataclass(frozen=True, order=True)
class Place:
    """Where a row stands in a file."""

    sheet_number: int
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        return f"{self.row} of sheet {self.sheet}" if self.sheet else str(self.row)


@dataclass
class Rows:
    """Rows under a heading: a table of texts, indexed by their places; the heading that stands
    above each column in the file; what stands above the heading; which numbers a merged area shows;
    which rows are hidden; what has to be asked; what is wrong, and what has to be said."""

    texts: pd.DataFrame
    headings: dict[str, str]
    titles: list[str] = field(default_factory=list)
    merged: list[CellFault] = field(default_factory=list)
    hidden: list[Place] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def rows_below(sheet: Sheet, sheet_number: int, heading: Heading, wanted: dict[str, str]) -> Rows:
    """Read the rows of a sheet below its heading; a column may be left out where its value is
    wanted in every row."""

    def at(row: Row) -> Place:
        return Place(sheet_number, row.number, sheet.name)

    columns = columns_of(heading, sheet.layout, list(wanted))
    schools, asides = schools_of(heading, columns)
    if not sheet.name:  # cells are counted only where the file writes them out
        asides += ragged(schools, len(heading.first.cells))
    headings = {name: column.heading for name, column in columns.of.items()}
    places = [at(row) for row in schools]
    rows = Rows(_texts(schools, places, columns), headings)
    rows.titles = [first_filled(row.cells) for row in heading.above]
    rows.faults += [f"row {at(heading.first)}, {fault}" for fault in columns.faults]
    for row, value in zip(heading.above, rows.titles, strict=True):
        rows.said.append(f"row {at(row)}, value {value!r}: above the heading, left out")
    rows.said += [f"row {at(heading.first)}, {sentence}" for sentence in columns.said]
    for aside in asides:
        value = first_filled(aside.row.cells)
        sentence = f"row {at(aside.row)}, value {value!r}: {aside.what}"
        (rows.faults if aside.is_fault else rows.said).append(sentence)
    for place in places:
        if place.row in sheet.layout.hidden_rows:
            rows.hidden.append(place)
        for name in columns.holding(NUMBERS):
            if (place.row, columns.of[name].place + 1) in sheet.merged:
                rows.merged.append(CellFault(place, name, rows.texts.at[place, name], _MERGED))
    rows.asked += _units_above(heading, columns)
    _fill_wanted(rows, wanted)
    return rows


def _units_above(heading: Heading, columns: Columns) -> list[str]:
    """Ask whether a column is in a larger unit that only the rows above the heading name."""
    above = "".join(bare(cell) for row in heading.above for cell in row.cells)
    asked = []
    for name in columns.holding(NUMBERS):
        for unit, factor in UNITS[UNIT[name]].items():
            column = columns.of[name]
            if factor > 1 and unit in above and column.factor == 1:
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
        rows.said.append(f"column {HEADING_ZH[name]}: not in the file, {value} in every row")
        for title in rows.titles if name == "year" else []:
            years = _YEAR.findall(title)
            if years and value not in years:
                rows.asked.append(f"the title {title!r}: not of {value}, which was asked for")


def merged_faults(rows: Rows, texts: pd.DataFrame) -> list[CellFault]:
    """Return which numbers of schools a merged area shows, for several schools or columns."""
    return [fault for fault in rows.merged if fault.row in texts.index]


def stages_without_students(rows: Rows, texts: pd.DataFrame) -> list[str]:
    """Say that a file has no column for the students of a stage that some of its schools teach."""
    said = []
    for stage in STAGES:
        column = f"students_{stage}"
        types = [one for one, (_, stages) in SCHOOL_TYPES.items() if stage in stages]
        count = texts["school_type"].isin(types).sum()
        if count and column not in rows.headings:
            what = f"not in the file, but schools that teach the stage: {count}"
            said.append(f"column {HEADING_ZH[column]}: {what}")
    return said


def _texts(schools: list[Row], places: list[Place], columns: Columns) -> pd.DataFrame:
    """Return the cells of the schools, cleaned, a column a column of the table."""
    texts = {}
    for name, column in columns.of.items():
        cells = [row.cell(column.place) for row in schools]
        texts[name] = _cleaned(name, cells, column.factor)
    return pd.DataFrame(texts, index=pd.Index(places, dtype=object), dtype="str")


def _cleaned(column: str, cells: list[str], factor: int) -> list[str]:
    """Return the cells of a column without line breaks and blanks at their ends, words for the
    Chinese ones, numbers in plain digits and in the unit of the column."""
    words = CHOICES.get(column, {})
    cleaned = []
    for cell in cells:
        cell = _LINE_BREAK.sub("", cell.strip())
        if column in NUMBERS:
            cell = in_units(plain(cell), factor)
        cleaned.append(words.get(cell, cell))
    return cleaned
