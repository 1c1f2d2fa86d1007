"""Tables inside documents: cells that span rows and columns become rows that each have their
headings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

JOINT = " | "
CELL_LIMIT = 1_000_000
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
        while (row, column) in self.words:
            column += 1
        if len(self.words) + rows * columns > CELL_LIMIT:
            raise ValueError(f"a table of more than {CELL_LIMIT} cells")
        words = re.sub(r"\s+", " ", words).replace("|", "｜").strip()
        repeated = "" if is_number(words) else words
        self.words |= {
            (r, c): repeated
            for r in range(row, row + rows)
            for c in range(column, column + columns)
        }
        if not lower:
            self.words[row, column] = words
            self.height = max(self.height, row + 1)

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


def whole(value: str | None) -> int:
    """How many rows or columns an attribute asks for, at least one and at most a thousand."""
    return min(1000, max(1, int(value))) if value and value.strip().isdecimal() else 1


def put_together(blocks: Iterable[Block]) -> tuple[str, list[Table]]:
    """One text of lines and tables, and where in it the tables stand."""
    lines: list[str] = []
    tables: list[Table] = []
    length = 0
    for block in blocks:
        rows = block.rows() if isinstance(block, Grid) else ((block,),)
        new = [JOINT.join(row) for row in rows]
        end = length + sum(len(line) + 1 for line in new)
        if isinstance(block, Grid) and rows:
            headings = next((n for n, row in enumerate(rows) if any(map(is_number, row))), 1)
            tables.append(Table(length, end - 1, headings, rows))
        lines += new
        length = end
    return "\n".join(lines), tables
