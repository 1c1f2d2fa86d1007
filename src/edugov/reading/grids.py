"""Tables inside html, docx and pdf: merged cells become rows that each have their headings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edugov.fault import Fault

JOINT = " | "
CELL_LIMIT = 1_000_000  # places in all tables of a document; a yearbook has a tenth of that
TEXT_LIMIT = 2_000_000  # characters; a thousand pages printed closely
TOO_LONG = (
    f"its text is longer than {TEXT_LIMIT:,} characters, about a thousand pages; "
    "cut it into parts and read each"
)
NAMING = 3  # rows and columns from the upper left that can say what a number is of
SHARED = "one number stands in rows of several names, or below several headings"
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
    starts: tuple[tuple[int, ...], ...]  # where in the text each cell's words begin; -1: no words


@dataclass(frozen=True)
class Doubt:
    """A stretch whose characters are not sure (存疑), and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Content:
    """What a file gives: its text, where the tables and the doubts stand in it, sentences for the
    user."""

    text: str
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line with doubts, whose places count within it."""

    words: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Note:
    """A sentence for the user on what was read or left out; no part of the text."""

    sentence: str


class Grid:
    """Words by row and column while a table is being read."""

    def __init__(self) -> None:
        self.words: dict[tuple[int, int], str] = {}
        self.doubts: dict[tuple[int, int], str] = {}  # place of a cell -> why it is not sure
        self.height = 0  # the rows in which cells begin; no span reaches below them
        self.width = 0
        self._wide: list[tuple[int, int, int, int]] = []  # numbers: place, rows and columns
        self._filled: dict[int, int] = {}  # row -> columns from the left that cells were put into

    def add(
        self, row: int, words: str, rows: int = 1, columns: int = 1, column: int = 0
    ) -> tuple[int, int]:
        """Put a cell into the first free place of a row, from `column` on, and give that place.

        Words stand in all the places that a cell covers, a number only in the first.
        """
        column = max(column, self._filled.get(row, 0))
        while (row, column) in self.words:
            column += 1
        self._filled[row] = column + columns
        self.width = max(self.width, column + columns)
        self.height = max(self.height, row + 1)
        if max(len(self.words) + rows * columns, self.width * self.height) > CELL_LIMIT:
            raise Fault(f"a table of more than {CELL_LIMIT:,} cells; no report has one")
        words = re.sub(r"\s+", " ", words).replace("|", "｜").strip()
        repeated = "" if is_number(words) else words
        for covered in range(row, row + rows):
            places = ((covered, column + further) for further in range(columns))
            self.words.update(dict.fromkeys(places, repeated))
        self.words[row, column] = words
        if words and not repeated and column:
            self._wide.append((row, column, rows, columns))
        return row, column

    def doubt_shared(self) -> None:
        """Doubt the numbers that stand in rows of several names, or below several headings."""
        for row, column, rows, columns in self._wide:
            names = {
                self._said((covered, place) for place in range(min(column, NAMING)))
                for covered in range(row, min(row + rows, self.height))
            }
            heads = {
                self._said((place, covered) for place in range(min(row, NAMING)))
                for covered in range(column, column + columns)
            }
            if len(names) > 1 or len(heads) > 1:
                self.doubts[row, column] = SHARED

    def _said(self, places: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        words = [self.words.get(place, "") for place in places]
        return tuple(word for word in words if not is_number(word))

    def rows(self) -> dict[int, tuple[str, ...]]:
        """Give the rows that have words by number, all of one length."""
        rows = {}
        for row in range(self.height):
            line = tuple(self.words.get((row, column), "") for column in range(self.width))
            if any(line):
                rows[row] = line
        return rows


Block = str | Line | Grid | Note


def is_number(words: str) -> bool:
    """Whether a cell holds a number and not a heading; a year alone is a heading."""
    return bool(NUMBER.match(words)) and not YEAR.match(words)


def whole(value: str | None, least: int = 1) -> int:
    """How many rows or columns an attribute asks for, at least so many and at most a thousand."""
    digits = (value or "").strip()
    if not digits.isdecimal():
        return least
    asked = int(digits[:9])  # more digits are more than the most all the same
    return min(SPAN_LIMIT, max(least, asked))


def put_together(blocks: Iterable[Block]) -> Content:
    """One text of lines and tables, and where in it the tables and the doubts stand."""
    lines = []
    tables = []
    notes = []
    doubts = []
    length = 0
    cells = 0
    for block in blocks:
        if isinstance(block, Note):
            notes.append(block.sentence)
        elif isinstance(block, Grid):
            follows = bool(tables) and tables[-1].end + 1 == length
            table, uncertain = _laid_out(block, length + follows)
            if not table.rows:
                continue
            cells += len(table.rows) * len(table.rows[0])
            if cells > CELL_LIMIT:
                raise Fault(f"tables of more than {CELL_LIMIT:,} cells; no report has as many")
            tables.append(table)
            doubts += uncertain
            lines += [""] * follows  # or two tables would be one
            lines += map(JOINT.join, table.rows)
            length = table.end + 1
        else:
            line = Line(block) if isinstance(block, str) else block
            for doubt in line.doubts:
                doubts.append(Doubt(length + doubt.start, length + doubt.end, doubt.why))
            lines.append(line.words)
            length += len(line.words) + 1
        if length > TEXT_LIMIT:
            raise Fault(TOO_LONG)
    return Content("\n".join(lines), tuple(tables), tuple(notes), tuple(doubts))


def _laid_out(grid: Grid, start: int) -> tuple[Table, list[Doubt]]:
    """Where the rows of a table and its doubts stand from a place of the text on."""
    grid.doubt_shared()
    rows = grid.rows()
    starts = []
    doubts = []
    place = start
    for number, row in rows.items():
        places = []
        for column, words in enumerate(row):
            places.append(place if words else -1)
            end = place + len(words)
            why = grid.doubts.get((number, column))
            if words and why:
                doubts.append(Doubt(place, end, why))
            place = end + len(JOINT)
        starts.append(tuple(places))
        place += 1 - len(JOINT)  # a break ends the row
    lines = tuple(rows.values())
    with_numbers = [any(map(is_number, line)) for line in lines]
    headings = with_numbers.index(True) if True in with_numbers else 1
    return Table(start, place - 1, headings, lines, tuple(starts)), doubts
