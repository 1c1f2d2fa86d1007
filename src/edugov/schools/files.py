"""School tables in files: the template, and reading CSV or XLSX with every fault named."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from edugov import checking, tables
from edugov.checking import CellFault
from edugov.tables import DATA, Fault

from .parts import COLUMNS, FIELDS
from .sheets import Opened, Sheet, open_sheets

FAULTS_SHOWN = 50
DOUBTS_SHOWN = 10
HEADING_WITHIN = 20  # rows in which the heading is looked for, below a title and remarks
EXPLANATION = "columns"  # sheet of the template that explains the columns
_PLAIN_NUMBER = re.compile(r"(?=.{1,20}$)-?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_NUMBERS = COLUMNS.loc[COLUMNS["kind"] == "number", "column_id"].tolist()
_WORDS = COLUMNS.loc[COLUMNS["kind"] != "number", "column_id"].tolist()
REQUIRED = [field["name"] for field in FIELDS if field.get("constraints", {}).get("required")]
_CHOICES = {  # column -> its words in Chinese and the words that stand for them
    field["name"]: {chinese: word for word, chinese in field["words_zh"].items()}
    for field in FIELDS
    if "words_zh" in field
}
_TOTALS = next(field["total_words"] for field in FIELDS if "total_words" in field)


@dataclass(frozen=True, order=True)
class Place:
    """Where a row stands in a file."""

    sheet_number: int
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        return f"{self.row} of sheet {self.sheet}" if self.sheet else str(self.row)


class Rows(NamedTuple):
    """Rows under a heading: a table of texts, indexed by their places, and the heading that stands
    above each column in the file."""

    texts: pd.DataFrame
    headings: dict[str, str]
    faults: list[str]
    said: list[str]


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
            COLUMNS.to_excel(book, sheet_name=EXPLANATION, index=False)
    else:
        raise Fault(f"{path.name}: a template is a .csv or an .xlsx file")
    return path


def read_schools(
    path: str | Path, *, region_code: str | None = None, year: str | None = None, data: Path = DATA
) -> pd.DataFrame:
    """Read and check a school table; every fault is listed at once.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8 or GBK, or XLSX: a heading row (ids or Chinese) and one row a school on each
        visible sheet that has such a heading. Rows of totals (合计) are left out.
    region_code, year : str, optional
        When given, every row has to carry them.
    data : Path
        The data package whose description of ``schools`` the rows have to fit, as
        `edugov.checking` finds.

    Returns
    -------
    DataFrame
        One row a school, all columns of `parts.COLUMNS` in that order; text columns
        as text, quantities as floats. A blank cell, or a column left out, is missing, never zero.
        Its ``attrs["said"]`` holds a sentence for all that was left out, and for what is possible
        but doubtful. A ``Fault`` names file, row, column, value and what would be right.
    """
    path = Path(path)
    found, said = _school_sheets(path.name, open_sheets(path))
    faults = [fault for rows in found for fault in rows.faults]
    headings = {column: heading for rows in found for column, heading in rows.headings.items()}
    if faults:
        raise Fault(_listed(path.name, faults))
    texts = pd.concat([rows.texts for rows in found]).fillna("")
    texts, totals_said = _without_totals(texts)
    said += totals_said
    if texts.empty:
        raise Fault(f"{path.name}: no school below the heading; write one row a school")
    wanted = {"region_code": region_code, "year": year}
    faults = _row_faults(texts, {column: text for column, text in wanted.items() if text}, data)
    if faults:
        raise Fault(_listed(path.name, [_shown(fault, headings) for fault in faults]))
    doubts = checking.row_doubts("schools", texts, data)
    said += [f"{_shown(fault, headings)} (read all the same)" for fault in doubts[:DOUBTS_SHOWN]]
    if len(doubts) > DOUBTS_SHOWN:
        said.append(f"and {len(doubts) - DOUBTS_SHOWN} more cells of the same kind")
    whole = texts.reindex(columns=COLUMNS["column_id"].tolist(), fill_value="").reset_index(
        drop=True
    )
    schools = tables.typed(whole, FIELDS)
    schools.attrs["said"] = [f"{path.name}, {sentence}" for sentence in said]
    return schools


def _listed(name: str, faults: list[str]) -> str:
    more = len(faults) - FAULTS_SHOWN
    lines = [f"{name}, {fault}" for fault in faults[:FAULTS_SHOWN]]
    return "\n".join(lines + ([f"and {more} more faults"] if more > 0 else []))


def _shown(fault: CellFault, headings: dict[str, str]) -> str:
    """Say a fault with the headings that stand in the user's file."""
    columns = [headings.get(column, column) for column in fault.column.split(", ")]
    ids = {column: heading for column, heading in headings.items() if "_" in column}
    what = re.sub(r"\w+", lambda word: ids.get(word[0], word[0]), fault.what)
    return str(fault._replace(column=", ".join(columns), what=what))


def _school_sheets(name: str, opened: Opened) -> tuple[list[Rows], list[str]]:
    """Return the rows of each sheet with the heading of a school table, and what is to be said of
    the other sheets."""
    found, counts, said = [], [], list(opened.said)
    filled = [sheet for sheet in opened.sheets if sheet.rows]
    if not filled:
        raise Fault(f"{name}: the file is empty; start from the template")
    for number, sheet in enumerate(filled):
        place = _heading_place(sheet)
        if place is not None:
            found.append(_rows(sheet, number, place))
            counts.append(f"{sheet.name} ({len(found[-1].texts)} rows)")
            said += found[-1].said
        elif sheet.name != EXPLANATION:
            said.append(f"sheet {sheet.name}: no heading of a school table, not read")
    if not found and not opened.is_utf8:
        raise Fault(f"{name}: neither UTF-8 nor GBK; save it as 'CSV UTF-8'")
    if not found:
        raise Fault(
            f"{name}: no row holds the headings {', '.join(REQUIRED)} (or theirs in Chinese); "
            "start from the template"
        )
    if len(found) > 1:
        said.append(f"sheets read together: {', '.join(counts)}")
    return found, said


def _bare(cell: str) -> str:
    """Return a heading or a word as it is compared: without any white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))


def _first(cells: Iterable[str]) -> str:
    """Return the first cell that is not blank, as it is shown in a sentence."""
    return next(cell.strip() for cell in cells if cell.strip())[:80]


def _heading_ids() -> dict[str, str]:
    ids = {column: column for column in COLUMNS["column_id"]}
    return ids | dict(zip(COLUMNS["heading_zh"].map(_bare), COLUMNS["column_id"], strict=True))


def _heading_place(sheet: Sheet) -> int | None:
    """Return which of the rows is the heading: the first that names half of what is required."""
    ids = _heading_ids()
    for place, (_, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
        named = {ids.get(_bare(cell)) for cell in cells}
        if len(named.intersection(REQUIRED)) * 2 >= len(REQUIRED):
            return place
    return None


def _rows(sheet: Sheet, sheet_number: int, heading_place: int) -> Rows:
    """Read the rows of a sheet below its heading."""
    where = f" of sheet {sheet.name}" if sheet.name else ""
    said = [
        f"row {number}{where}, value {_first(cells)!r}: above the heading, left out"
        for number, cells in sheet.rows[:heading_place]
    ]
    heading_number, heading = sheet.rows[heading_place]
    body = sheet.rows[heading_place + 1 :]
    columns, faults = _columns(heading, body)
    faults = [f"row {heading_number}{where}, {fault}" for fault in faults]
    if not sheet.name:  # cells are counted only where the file writes them out
        faults += _ragged(body, len(heading))
    texts = {
        column: [cells[place] if place < len(cells) else "" for _, cells in body]
        for column, place in columns.items()
    }
    places = [Place(sheet_number, number, sheet.name) for number, _ in body]
    table = pd.DataFrame(texts, index=pd.Index(places, dtype=object), dtype="str")
    headings = {column: _bare(heading[place]) for column, place in columns.items()}
    return Rows(table.apply(_cleaned), headings, faults, said)


def _columns(
    heading: list[str], body: list[tuple[int, list[str]]]
) -> tuple[dict[str, int], list[str]]:
    """Return the place of each column under a heading, and what is wrong with the heading."""
    from openpyxl.utils import get_column_letter

    ids, columns, faults = _heading_ids(), {}, []
    for place in range(max(len(cells) for cells in [heading, *(cells for _, cells in body)])):
        cell = heading[place].strip() if place < len(heading) else ""
        letter, column = get_column_letter(place + 1), ids.get(_bare(cell))
        if not cell:
            faults += _nameless(letter, place, body)
        elif column is None:
            near = difflib.get_close_matches(cell, ids, 1)
            hint = f"perhaps {near[0]}" if near else "delete it, or see the template"
            faults.append(f"column {letter}: no column is called {cell!r}; {hint}")
        elif column in columns:
            faults.append(f"column {letter}: {cell} stands twice; keep one")
        else:
            columns[column] = place
    missing = [column for column in REQUIRED if column not in columns]
    chinese = COLUMNS.set_index("column_id")["heading_zh"]
    return columns, faults + [f"column {name} ({chinese[name]}) is missing" for name in missing]


def _nameless(letter: str, place: int, body: list[tuple[int, list[str]]]) -> list[str]:
    """Name the first cell of a column without a heading; one that is wholly empty is no fault."""
    for number, cells in body:
        if place < len(cells) and cells[place].strip():
            value = cells[place].strip()[:80]
            return [f"column {letter}: no heading, but {value!r} in row {number}; delete it"]
    return []


def _ragged(body: list[tuple[int, list[str]]], width: int) -> list[str]:
    return [
        f"row {number}: {len(cells)} cells, but the heading has {width}; "
        "a cell with a comma in it stands in quotation marks"
        for number, cells in body
        if len(cells) < width or any(cell.strip() for cell in cells[width:])
    ]


def _cleaned(cells: pd.Series) -> pd.Series:
    """Return the cells of a column without blanks at their ends, words for the Chinese ones,
    numbers in plain digits."""
    cells = cells.str.strip()
    if cells.name in _CHOICES:
        return cells.replace(_CHOICES[cells.name])
    return cells.map(_plain) if cells.name in _NUMBERS else cells


def _plain(cell: str) -> str:
    """Return a number in plain digits, be it written full-width or with thousands separators."""
    narrow = unicodedata.normalize("NFKC", cell)
    if _THOUSANDS.fullmatch(narrow):
        return narrow.replace(",", "")
    return narrow if _PLAIN_NUMBER.fullmatch(narrow) else cell


def _without_totals(texts: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out rows of totals: those that say so, and those that are the sum of all others, on
    their sheet or in the file."""
    words = texts[[column for column in _WORDS if column in texts]]
    named = words.map(lambda cell: _bare(cell).rstrip(":").endswith(tuple(_TOTALS)))
    kept = texts[~named.any(axis=1)]
    for sheet_number in sorted({place.sheet_number for place in kept.index}):
        sheet = kept[[place.sheet_number == sheet_number for place in kept.index]]
        kept = kept.drop(index=_sums(sheet))
    kept = kept.drop(index=_sums(kept))
    left_out = texts.drop(index=kept.index)
    said = [
        f"row {place}, value {_first([row['school_name'], *row])!r}: a row of totals, left out"
        for place, row in left_out.iterrows()
    ]
    return kept, said


def _sums(texts: pd.DataFrame) -> list[Place]:
    """Return the rows that equal the sum of two or more others in every column, at least two of
    them not zero."""
    columns = [column for column in _NUMBERS if column in texts]
    numbers = texts[columns].apply(pd.to_numeric, errors="coerce").fillna(0).to_numpy(float)
    if len(numbers) < 3:
        return []
    others = numbers.sum(axis=0) - numbers
    equal = np.isclose(numbers, others, rtol=1e-9, atol=1e-6).all(axis=1)
    return texts.index[equal & ((numbers != 0).sum(axis=1) >= 2)].tolist()


def _row_faults(texts: pd.DataFrame, wanted: dict[str, str], data: Path) -> list[CellFault]:
    """Find what is wrong with the rows: first what only a spreadsheet has, then what the
    description of the table says."""
    found = {}  # the first fault of each cell
    for row, column, cell, what in _spreadsheet_faults(texts, wanted):
        found.setdefault((row, column), CellFault(row, column, cell, what))
    sound = texts.copy()
    for row, column in found:
        sound.at[row, column] = ""
    for fault in checking.row_faults("schools", sound, data):
        found.setdefault((fault.row, fault.column), fault)
    faults = [fault for fault in found.values() if not _of_a_wrong_key(fault, found)]
    order = {column: place for place, column in enumerate(texts)}
    return sorted(faults, key=lambda fault: (fault.row, order.get(fault.column, -1)))


def _of_a_wrong_key(fault: CellFault, found: dict[tuple[Place, str], CellFault]) -> bool:
    """Say whether a key stands twice only because a cell of it is wrong."""
    columns = fault.column.split(", ")
    return len(columns) > 1 and any((fault.row, column) in found for column in columns)


def _spreadsheet_faults(
    texts: pd.DataFrame, wanted: dict[str, str]
) -> Iterator[tuple[Place, str, str, str]]:
    """Give place, column, cell and what is wrong of cells that only a spreadsheet has."""
    for column in texts:
        cells = texts[column]
        for row, cell in cells[cells.str.startswith(("=", "@"))].items():
            yield row, column, cell, "a formula; paste the value instead"
        if column in _NUMBERS:
            for row, cell in cells[~cells.str.fullmatch(_PLAIN_NUMBER) & (cells != "")].items():
                yield row, column, cell, _not_a_number(cell)
        if column in _CHOICES:
            right = [f"{word} ({chinese})" for chinese, word in _CHOICES[column].items()]
            known = cells.isin(["", *_CHOICES[column].values()])
            for row, cell in cells[~known].items():
                yield row, column, cell, f"not one of {', '.join(right)}"
        if column in wanted:
            for row, cell in cells[(cells != wanted[column]) & (cells != "")].items():
                yield row, column, cell, f"not {wanted[column]}, which was asked for"


def _not_a_number(cell: str) -> str:
    if cell.endswith("%"):
        return "a percentage; write the number itself"
    return "not a number; write digits only, or leave the cell blank when it is not known"
