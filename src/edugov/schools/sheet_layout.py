"""Merged cells, hidden rows and hidden columns of a sheet."""

from bisect import bisect_left, bisect_right
from typing import IO, NamedTuple
from xml.etree.ElementTree import XMLParser

MOST_MERGED = 2_000_000  # cells under merged areas, those of several counted several times


class Area(NamedTuple):
    """Rows and columns of a merged area, the first and the last, counted from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Layout:
    """The merged areas, hidden rows and hidden columns of a sheet, as its part of the workbook
    names them."""

    def __init__(self) -> None:
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self._hidden_columns: list[tuple[int, int]] = []
        self._row = 0

    def hides_column(self, column: int) -> bool:
        """Say whether a column, counted from 1, is hidden."""
        return any(first <= column <= last for first, last in self._hidden_columns)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a tag of the sheet, as the parser of XML gives it."""
        name = tag.rpartition("}")[2]
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            if attributes.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self._row)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first = int(attributes["min"])
            last = int(attributes["max"])
            self._hidden_columns.append((first, last))
        elif name == "mergeCell":
            self.merged.append(_area(attributes["ref"]))

    def close(self) -> None:
        """End the sheet; the parser of XML asks for it."""


def _area(reference: str) -> Area:
    from openpyxl.utils import range_boundaries

    first_column, first_row, last_column, last_row = range_boundaries(reference)
    return Area(first_row, last_row, first_column, last_column)


def layout_of(part: IO[bytes]) -> Layout:
    """Read the layout of a sheet from its part of the workbook."""
    layout = Layout()
    parser = XMLParser(target=layout)
    while block := part.read(2**20):
        parser.feed(block)
    parser.close()
    return layout


def spread(cells_of: dict[int, list[str]], merged: list[Area]) -> set[tuple[int, int]]:
    """Write what a merged area shows into each of its empty cells, and return where.

    ``cells_of`` holds the cells of each row that is not blank by its number, in order; a place in
    the result is the number of a row and of a column, the first is 1. ``OverflowError`` where the
    areas are far more than those of a table.
    """
    numbers = list(cells_of)
    width = max(map(len, cells_of.values()), default=0)
    filled, looked_at = set(), 0
    for area in merged:
        if area.first_row not in cells_of:
            continue
        last = min(area.last_column, width)
        columns = range(area.first_column, last + 1)
        first_cells = cells_of[area.first_row]
        value = ""
        if columns.start <= len(first_cells):
            value = first_cells[columns.start - 1]
        start = bisect_left(numbers, area.first_row)
        end = bisect_right(numbers, area.last_row)
        rows = numbers[start:end]
        looked_at += len(rows) * len(columns)
        if looked_at > MOST_MERGED:
            raise OverflowError("merged areas")
        for row in rows if value else []:
            cells = cells_of[row]
            missing = columns.stop - 1 - len(cells)
            cells += [""] * missing
            for column in columns:
                if not cells[column - 1].strip():
                    cells[column - 1] = value
                    filled.add((row, column))
    return filled
