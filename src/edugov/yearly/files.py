"""Whether a CSV or XLSX file is a table of yearly values, and which of its sheets."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from edugov.schools.rows import RowPlace
from edugov.schools.spreadsheets import Sheet, SheetRow, open_sheets
from edugov.tables import Fault

from .words import COLUMNS, REQUIRED, heading, is_example

HEADING_WITHIN = 20  # rows in which the heading is looked for
TELLING = {"indicator", "value"}  # what no other table has both of


@dataclass
class Cells:
    """The rows of a panel as text, indexed by their places; what the file calls its columns; and
    what has to be said of reading it."""

    texts: pd.DataFrame
    headings: dict[str, str]
    said: list[str] = field(default_factory=list)


def is_panel(path: Path, sheets: Collection[str] = ()) -> bool:
    """Tell whether a file holds a panel: a row with the headings of indicators and values."""
    return any(_heading(sheet) for sheet in open_sheets(path, sheets).sheets)


def cells_of(path: Path, sheets: Collection[str] = ()) -> Cells:
    """Read the rows of a panel from all sheets that are visible, or from those that are named.

    Blank rows, the example of the template and rows without a value are left out, the last two with
    a sentence. A Fault where a column is missing or named twice, or no row is left.
    """
    opened = open_sheets(path, sheets)
    whole = Cells(pd.DataFrame(columns=list(COLUMNS)), {}, list(opened.said))
    parts = []
    for number, sheet in enumerate(opened.sheets):
        row = _heading(sheet)
        if row is None:
            continue
        columns = _columns(path.name, row)
        parts.append(_rows(sheet, number, row, columns, whole.said))
        for name, place in columns.items():
            whole.headings[name] = row.cell(place).strip()
    if parts:
        whole.texts = pd.concat(parts).fillna("")
    if whole.texts.empty:
        raise Fault(f"{path.name}: no value below the heading; write one row a value")
    return whole


def _heading(sheet: Sheet) -> SheetRow | None:
    """Return the row of a sheet that names the columns of a panel."""
    for row in sheet.rows[:HEADING_WITHIN]:
        if set(map(heading, row.cells)) >= TELLING:
            return row
    return None


def _columns(name: str, row: SheetRow) -> dict[str, int]:
    """Return the place of each column in a heading."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        column = heading(cell)
        if column in columns:
            raise Fault(f"{name}, row {row.number}, value {cell!r}: a second column {column}")
        if column:
            columns[column] = place
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise Fault(
            f"{name}, row {row.number}: no column {', '.join(missing)}; a panel has the columns "
            f"{', '.join(REQUIRED)}, see `edugov template panel.xlsx`"
        )
    return columns


def _rows(
    sheet: Sheet, number: int, first: SheetRow, columns: dict[str, int], said: list[str]
) -> pd.DataFrame:
    """Return the rows below a heading, a column a column of a panel."""
    kept = {}
    blank = 0
    for row in sheet.rows:
        if row.number <= first.number:
            continue
        cells = {name: row.cell(place).strip() for name, place in columns.items()}
        place = RowPlace(number, row.number, sheet.name)
        if is_example(cells["region"]):
            said.append(f"row {place}: the example of the template, left out")
        elif cells["value"]:
            kept[place] = cells
        elif any(cells.values()):
            blank += 1
    if blank:
        said.append(f"rows without a value, left out: {blank}")
    index = pd.Index(kept, dtype=object)
    return pd.DataFrame(kept.values(), index=index, columns=list(COLUMNS))
