"""Tables inside documents: cells that span rows and columns become rows that each have their headings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

JOINT = " | "
CELL_LIMIT = 1_000_000
NUMBER = re.compile(r"^[<>≤≥约+−—–-]?\s*\d[\d.,，:：/~—－\s-]*(%|％|‰)?$")
YEAR = re.compile(r"^(19|20)\d\d$")


@dataclass(frozen=True)
class Table:
    """A table (表格) of a document: where it stands in the text, how many rows are headings, all rows."""

    start: int
    end: int
    heading_rows: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Span:
    """The words of one cell and how many rows and columns it covers."""

    words: str
    rows: int = 1
    columns: int = 1


class Grid:
    """Cells by row and column while a table is being read."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Span] = {}
        self.taken: set[tuple[int, int]] = set()

    def add(self, row: int, cell: Span, column: int = 0) -> None:
        """Put a cell into the first free place of a row, from `column` on."""
        while (row, column) in self.taken:
            column += 1
        if len(self.taken) + cell.rows * cell.columns > CELL_LIMIT:
            raise ValueError(f"a table of more than {CELL_LIMIT} cells")
        self.cells[row, column] = cell
        self.taken |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}

    def lengthen(self, place: tuple[int, int]) -> None:
        """Let the cell at a place cover one row more."""
        cell = self.cells.pop(place)
        self.taken -= {(place[0] + r, place[1] + c) for r in range(cell.rows) for c in range(cell.columns)}
        self.add(place[0], Span(cell.words, cell.rows + 1, cell.columns), place[1])

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Rows of one length; words that span cells stand in each of them, a number only in the first."""
        height = max((row for row, _ in self.cells), default=-1) + 1  # no span reaches below the last row
        width = max((column for _, column in self.taken), default=-1) + 1
        lines = [[""] * width for _ in range(height)]
        for (row, column), cell in self.cells.items():
            words = re.sub(r"\s+", " ", cell.words).replace("|", "｜").strip()
            for r in range(row, min(row + cell.rows, height)):
                for c in range(column, column + cell.columns):
                    if (r, c) == (row, column) or not is_number(words):
                        lines[r][c] = words
        return tuple(tuple(line) for line in lines if any(line))


Block = str | Grid


def is_number(words: str) -> bool:
    """Whether a cell holds a number and not a heading; a year alone is a heading."""
    return bool(NUMBER.match(words)) and not YEAR.match(words)


def whole(value: str | None) -> int:
    """How many rows or columns an attribute asks for, at least one and at most a thousand."""
    return min(1000, max(1, int(value))) if value and value.strip().isdecimal() else 1


def put_together(blocks: Iterable[Block]) -> tuple[str, list[Table]]:
    """One text of lines and tables, and where in it the tables stand."""
    lines: list[str] = []
    tables: list[Table] = []
    length = 0
    for block in blocks:
        rows = block.rows() if isinstance(block, Grid) else ()
        new = [JOINT.join(row) for row in rows] if isinstance(block, Grid) else [block]
        end = length + sum(len(line) + 1 for line in new)
        if rows:
            headings = next((n for n, row in enumerate(rows) if any(map(is_number, row))), 1)
            tables.append(Table(length, end - 1, headings, rows))
        lines += new
        length = end
    return "\n".join(lines), tables
