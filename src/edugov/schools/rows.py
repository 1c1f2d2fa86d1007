"""Sheets of text cells to rows of a school table: its heading found, its columns named, its rows
cleaned, and rows of totals left out."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .parts import COLUMNS, FIELDS
from .sheets import Row, Sheet

HEADING_WITHIN = 20  # rows in which the heading is looked for, below a title and remarks
PLAIN_NUMBER = re.compile(r"(?=.{1,20}$)-?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def bare(cell: str) -> str:
    """Return a heading or a word as it is compared: without any white space."""
    narrow = unicodedata.normalize("NFKC", cell)
    return "".join(narrow.split())


_IS_NUMBER = COLUMNS["kind"] == "number"
NUMBERS = COLUMNS.loc[_IS_NUMBER, "column_id"].tolist()
WORDS = COLUMNS.loc[~_IS_NUMBER, "column_id"].tolist()
HEADING_ZH = dict(zip(COLUMNS["column_id"], COLUMNS["heading_zh"], strict=True))
HEADINGS = {bare(chinese): column for column, chinese in HEADING_ZH.items()}
HEADINGS |= {column: column for column in HEADING_ZH}
REQUIRED: list[str] = []
CHOICES: dict[str, dict[str, str]] = {}  # column -> its Chinese words and those that they stand for
TOTALS: list[str] = []  # words that a row of totals has in the place of a name
for _field in FIELDS:
    if _field.get("constraints", {}).get("required"):
        REQUIRED.append(_field["name"])
    if "words_zh" in _field:
        CHOICES[_field["name"]] = {zh: word for word, zh in _field["words_zh"].items()}
    TOTALS += _field.get("total_words", [])


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
    """Rows under a heading: a table of texts, indexed by their places, the heading that stands
    above each column in the file, what is wrong, and what has to be said."""

    texts: pd.DataFrame
    headings: dict[str, str]
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def heading_place(sheet: Sheet) -> int | None:
    """Return which of the rows is the heading: the first that names half of what is required."""
    for place, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        headings = [bare(cell) for cell in row.cells]
        named = {HEADINGS.get(heading) for heading in headings}
        required = named.intersection(REQUIRED)
        if len(required) * 2 >= len(REQUIRED):
            return place
    return None


def rows_below(sheet: Sheet, sheet_number: int, place: int) -> Rows:
    """Read the rows of a sheet below its heading, the row at this place."""
    above, heading, body = sheet.rows[:place], sheet.rows[place], sheet.rows[place + 1 :]
    columns, faults = _columns(heading, body)
    texts, headings = {}, {}
    for column, number in columns.items():
        cells = [row.cell(number) for row in body]
        texts[column] = _cleaned(column, cells)
        headings[column] = bare(heading.cell(number))
    places = [Place(sheet_number, row.number, sheet.name) for row in body]
    index = pd.Index(places, dtype=object)
    table = pd.DataFrame(texts, index=index, dtype="str")
    where = Place(sheet_number, heading.number, sheet.name)
    faults = [f"row {where}, {fault}" for fault in faults]
    if not sheet.name:  # cells are counted only where the file writes them out
        faults += _ragged(body, len(heading.cells))
    said = []
    for row in above:
        where = Place(sheet_number, row.number, sheet.name)
        value = first_filled(row.cells)
        said.append(f"row {where}, value {value!r}: above the heading, left out")
    return Rows(table, headings, faults, said)


def first_filled(cells: Iterable[str]) -> str:
    """Return the first cell that is not blank, as it is shown in a sentence."""
    for cell in cells:
        shown = cell.strip()
        if shown:
            return shown[:80]
    return ""


def _columns(heading: Row, body: list[Row]) -> tuple[dict[str, int], list[str]]:
    """Return the place of each column under a heading, and what is wrong with the heading."""
    from openpyxl.utils import get_column_letter

    columns: dict[str, int] = {}
    faults = []
    width = max(len(row.cells) for row in [heading, *body])
    for place in range(width):
        cell = heading.cell(place).strip()
        column = HEADINGS.get(bare(cell))
        wrong = ""
        if not cell:
            wrong = _nameless(place, body)
        elif column is None:
            wrong = _unknown(cell)
        elif column in columns:
            wrong = f"{cell} stands twice; keep one"
        else:
            columns[column] = place
        if wrong:
            letter = get_column_letter(place + 1)
            faults.append(f"column {letter}: {wrong}")
    for column in REQUIRED:
        if column not in columns:
            faults.append(f"column {column} ({HEADING_ZH[column]}) is missing")
    return columns, faults


def _nameless(place: int, body: list[Row]) -> str:
    """Name the first cell of a column without a heading; one that is wholly empty is no fault."""
    for row in body:
        value = row.cell(place).strip()
        if value:
            return f"no heading, but {value[:80]!r} in row {row.number}; delete it"
    return ""


def _unknown(heading: str) -> str:
    near = difflib.get_close_matches(heading, HEADINGS, 1)
    hint = f"perhaps {near[0]}" if near else "delete it, or see the template"
    return f"no column is called {heading!r}; {hint}"


def _ragged(body: list[Row], width: int) -> list[str]:
    faults = []
    for row in body:
        beyond = "".join(row.cells[width:]).strip()
        if len(row.cells) < width or beyond:
            faults.append(
                f"row {row.number}: {len(row.cells)} cells, but the heading has {width}; "
                "a cell with a comma in it stands in quotation marks"
            )
    return faults


def _cleaned(column: str, cells: list[str]) -> list[str]:
    """Return the cells of a column without blanks at their ends, words for the Chinese ones,
    numbers in plain digits."""
    words = CHOICES.get(column, {})
    cleaned = []
    for cell in cells:
        cell = cell.strip()
        if column in NUMBERS:
            cell = _plain(cell)
        cleaned.append(words.get(cell, cell))
    return cleaned


def _plain(cell: str) -> str:
    """Return a number in plain digits, be it written full-width or with thousands separators."""
    narrow = unicodedata.normalize("NFKC", cell)
    if _THOUSANDS.fullmatch(narrow):
        return narrow.replace(",", "")
    return narrow if PLAIN_NUMBER.fullmatch(narrow) else cell


def without_totals(texts: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out rows of totals (合计): those that say so, and those that are the sum of all others
    on their sheet or in the file; return the others and what has to be said."""
    kept = texts[~_is_named_total(texts)]
    for _, sheet in kept.groupby(_sheet_number):
        kept = kept.drop(index=_sum_of_others(sheet))
    kept = kept.drop(index=_sum_of_others(kept))
    left_out = texts.drop(index=kept.index)
    said = []
    for place, row in left_out.iterrows():
        value = first_filled([row["school_name"], *row])
        said.append(f"row {place}, value {value!r}: a row of totals, left out")
    return kept, said


def _sheet_number(place: Place) -> int:
    return place.sheet_number


def _is_named_total(texts: pd.DataFrame) -> pd.Series:
    """Say which rows have the name of a row of totals in any of their words; a single character
    only when it stands alone."""
    ends = tuple(total for total in TOTALS if len(total) > 1)
    is_total = pd.Series(False, index=texts.index)
    for column in WORDS:
        if column in texts:
            words = texts[column].map(bare).str.rstrip(":")
            is_total |= words.isin(TOTALS)
            is_total |= words.str.endswith(ends)
    return is_total


def _sum_of_others(texts: pd.DataFrame) -> list[Place]:
    """Return the one row, if there is one, that equals the sum of the others in every column, two
    of them at least not zero. Two such rows are only like each other."""
    if texts.empty:
        return []
    columns = texts.columns.intersection(NUMBERS)
    numbers = texts[columns].apply(pd.to_numeric, errors="coerce")
    amounts = numbers.to_numpy(float)
    amounts = np.where(np.abs(amounts) < 1e20, amounts, 0)  # a blank, or what is no amount
    others = amounts.sum(axis=0) - amounts
    is_equal = np.isclose(amounts, others, rtol=1e-9, atol=1e-6)
    filled_count = np.count_nonzero(amounts, axis=1)
    is_sum = is_equal.all(axis=1) & (filled_count >= 2)
    sums = texts.index[is_sum].tolist()
    return sums if len(sums) == 1 else []
