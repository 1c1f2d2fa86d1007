"""Tables inside documents: cells that span rows and columns become rows that each have their
headings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edugov.fault import Fault

JOINT = " | "
CELL_LIMIT = 1_000_000  # places in all tables of a document; a yearbook has a tenth of that
TEXT_LIMIT = 2_000_000  # characters; a thousand pages printed closely
SPAN_LIMIT = 1_000  # rows or columns that one cell covers
NUMBER = re.compile(r"^[<>≤≥约+−—–-]?\s*\d[\d.,，:：/~—－\s-]*(%|％|‰)?$")
YEAR = re.compile(r"^(19|20)\d\d$")


@dataclass(frozen=True)
class Table:
    """A table (表格) of a document: where it stands in the text, how many rows are headings, all
    rows."""

    start: int
    end: int
    heading_rows: int
    rows: tuple[tuple[str, ...], ...]


class Grid:
    """Words by row and column while a table is being read."""

    def __init__(self) -> None:
        self.words: dict[tuple[int, int], str] = {}
        self.height = 0  # the rows in which cells begin; no span reaches below them
        self.width = 0
        self._filled: dict[int, int] = {}  # row -> columns from the left that are surely taken

    def add(
        self,
        row: int,
        words: str,
        rows: int = 1,
        columns: int = 1,
        column: int = 0,
        lower: bool = False,
    ) -> None:
        """Put a cell, or the `lower` part of one, into the first free place of a row, from `column`
        on.

        Words stand in all the places that a cell covers, a number only in the first.
        """
        filled = self._filled.get(row, 0)
        from_left = column <= filled
        column = max(column, filled)
        while (row, column) in self.words:
            column += 1
        if from_left:
            self._filled[row] = column + columns
        self.width = max(self.width, column + columns)
        if not lower:
            self.height = max(self.height, row + 1)
        if max(len(self.words) + rows * columns, self.width * self.height) > CELL_LIMIT:
            raise Fault(f"a table of more than {CELL_LIMIT:,} cells; no report has one")
        words = re.sub(r"\s+", " ", words).replace("|", "｜").strip()
        repeated = "" if is_number(words) else words
        self.words |= {
            (r, c): repeated
            for r in range(row, row + rows)
            for c in range(column, column + columns)
        }
        if not lower:
            self.words[row, column] = words

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Give the rows, all of one length."""
        width = max((column for _, column in self.words), default=-1) + 1
        lines = (
            tuple(self.words.get((row, column), "") for column in range(width))
            for row in range(self.height)
        )
        return tuple(line for line in lines if any(line))


Block = str | Grid


def is_number(words: str) -> bool:
    """Whether a cell holds a number and not a heading; a year alone is a heading."""
    return bool(NUMBER.match(words)) and not YEAR.match(words)


def whole(value: str | None, least: int = 1) -> int:
    """How many rows or columns an attribute asks for, at least so many and at most a thousand."""
    if not value or not value.strip().isdecimal():
        return least
    asked = int(value) if len(value) < 10 else SPAN_LIMIT
    return min(SPAN_LIMIT, max(least, asked))


def put_together(blocks: Iterable[Block]) -> tuple[str, list[Table]]:
    """One text of lines and tables, and where in it the tables stand."""
    lines: list[str] = []
    tables: list[Table] = []
    length = cells = 0
    for block in blocks:
        rows = block.rows() if isinstance(block, Grid) else ((block,),)
        end = length + sum(_length(row) for row in rows)
        if end > TEXT_LIMIT:
            raise Fault(TOO_LONG)
        if isinstance(block, Grid) and rows:
            cells += len(rows) * len(rows[0])
            if cells > CELL_LIMIT:
                raise Fault(f"tables of more than {CELL_LIMIT:,} cells; no report has as many")
            headings = next((n for n, row in enumerate(rows) if any(map(is_number, row))), 1)
            tables.append(Table(length, end - 1, headings, rows))
        lines += [JOINT.join(row) for row in rows]
        length = end
    return "\n".join(lines), tables


TOO_LONG = (
    f"its text is longer than {TEXT_LIMIT:,} characters, about a thousand pages; "
    "cut it into parts and read each"
)


def _length(row: tuple[str, ...]) -> int:
    """Characters of a row as a line, with the break that ends it."""
    return sum(map(len, row)) + len(JOINT) * (len(row) - 1) + 1
