"""Headings of tables without lines (三线表), printed over two or three lines."""

from dataclasses import dataclass, field
from statistics import mean

from edugov.reading.grids import Grid, is_number
from edugov.reading.pdf_pieces import Piece, Sheet

LINES = 5  # of headings above a table, at most
PITCH = 2.5  # of a letter's height between two of them, at most
WIDEST = 16  # letters; a longer piece is text
NEAR = 8  # points between what begins or is centred at one place


@dataclass
class Column:
    """A column of numbers, and the pieces of its own heading."""

    x0: float
    x1: float
    own: list[Piece] = field(default_factory=list)
    over: str = ""  # the heading that stands over it and others

    @property
    def words(self) -> str:
        return "".join(piece.words for piece in self.own)


def heads_above(lines: list[list[Piece]], rows: list[list[Piece]]) -> list[list[Piece]]:
    """Give the lines right above rows of numbers that can be their headings; none where the rows
    have a line of headings themselves, or a column has none above it."""
    widest = max(rows, key=len)
    if len(widest) < 3 or not any(is_number(piece.words) for piece in rows[0]):
        return []
    heads: list[list[Piece]] = []
    below = rows[0][0].row
    for line in reversed(lines[-LINES:]):
        inside = line[0].x0 > widest[0].x0 - 2 * NEAR and line[-1].x1 < widest[-1].x1 + 8 * NEAR
        words = [piece.words for piece in line]
        if not inside or below - line[0].row > PITCH * line[0].size or any(map(is_number, words)):
            break
        if max(map(len, words)) > WIDEST or "单位" in words[0]:
            break
        heads.insert(0, line)
        below = line[0].row
    columns = _columns(rows, len(widest))
    named = {_column_of(piece, columns) for line in heads for piece in line}
    return heads if len(heads) > 1 and len(named) >= len(columns) - 1 else []


def put_below(heads: list[list[Piece]], sheet: Sheet, rows: list[list[Piece]]) -> Sheet:
    """Put a table below its headings: one line of them, or two where some stand over others."""
    columns = _columns(rows, sheet.grid.width)
    pieces = [piece for line in heads for piece in line]
    top = min(piece.row for piece in pieces)
    tops = [piece for piece in pieces if piece.row - top < piece.size / 2]
    for piece in pieces:
        if piece not in tops:
            columns[_column_of(piece, columns)].own.append(piece)
    for piece in tops:
        if not _stretch(piece, tops, columns):
            columns[_column_of(piece, columns)].own.insert(0, piece)
    grid = Grid()
    for place, column in enumerate(columns):
        grid.add(0, column.over or column.words, column=place)
        if any(other.over for other in columns):
            grid.add(1, column.words, column=place)
    shift = grid.height
    for (row, place), words in sheet.grid.words.items():
        grid.words[row + shift, place] = words
    for (row, place), why in sheet.grid.doubts.items():
        grid.doubts[row + shift, place] = why
    grid.height, grid.width = sheet.grid.height + shift, sheet.grid.width
    return Sheet(grid, sheet.x0, sheet.x1, top, sheet.end)


def _columns(rows: list[list[Piece]], width: int) -> list[Column]:
    """Give the columns of the rows that have a cell in each."""
    whole = [row for row in rows if len(row) == width]
    return [
        Column(min(piece.x0 for piece in cells), max(piece.x1 for piece in cells))
        for cells in zip(*whole, strict=True)
    ]


def _column_of(piece: Piece, columns: list[Column]) -> int:
    """Say over which column a piece stands."""
    return min(range(len(columns)), key=lambda at: _apart(piece, columns[at]))


def _apart(piece: Piece, column: Column) -> tuple[float, float]:
    """Say how far a piece and a column are from each other, and their middles."""
    gap = max(column.x0 - piece.x1, piece.x0 - column.x1, 0.0)
    return gap, abs(column.x0 + column.x1 - piece.x0 - piece.x1)


def _stretch(piece: Piece, tops: list[Piece], columns: list[Column]) -> bool:
    """Let a heading stand over columns side by side whose own headings begin lowest and that are
    nearer to it than to any other; it must stand in their middle, or begin where they do."""
    lowest = max((column.own[0].row for column in columns if column.own), default=0.0)
    eligible = [
        bool(column.own)
        and lowest - column.own[0].row < column.own[0].size / 2
        and min(tops, key=lambda other: _apart(other, column)) is piece
        for column in columns
    ]
    ranges = [
        columns[first:last]
        for first in range(len(columns))
        for last in range(first + 2, len(columns) + 1)
        if all(eligible[first:last])
    ]
    covered = min(ranges, key=lambda found: _off(piece, found), default=[])
    if not covered or _off(piece, covered) > NEAR:
        return False
    for column in covered:
        column.over = piece.words
    return True


def _off(piece: Piece, columns: list[Column]) -> float:
    """Say how far a heading is from the middle of columns, or from where they begin."""
    left = min(min(column.x0, column.own[0].x0) for column in columns)
    right = max(max(column.x1, column.own[0].x1) for column in columns)
    middle = mean((piece.x0, piece.x1)) - mean((left, right))
    return min(abs(middle), abs(piece.x0 - left) + NEAR / 2)
