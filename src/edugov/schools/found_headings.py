"""The heading of a school table on a sheet: where it stands, in one row or several, and which
column each of its cells names."""

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from edugov.tables import lookup

from .parts import COLUMNS, FIELDS
from .spreadsheets import Sheet, SheetRow
from .wordings import (
    HEADING_ZH,
    HEADINGS,
    PART,
    PLAIN,
    REMARKS,
    STAGE_WORDS,
    TOTALS,
    UNITS,
    bare,
    key,
)

HEADING_WITHIN = 20  # rows in which the heading is looked for, below a title and remarks
FEWEST_NAMED = 3  # columns that a row names to be the heading
MOST_LEVELS = 3  # rows of a heading, below its first
MOST_PIECES = 4
LONGEST_GROUP = 8  # characters of a word over a group of columns; a title is longer
REQUIRED = [
    field["name"] for field in FIELDS if field.get("constraints", {}).get("required", False)
]
UNIT = lookup(COLUMNS, "column_id", "unit")
_EVERY_UNIT = {wording for wordings in UNITS.values() for wording in wordings}
_IN_REMARKS = re.compile("[0-9:]|^(" + "|".join(REMARKS) + ")")
_BETWEEN_PIECES = re.compile(r"[()\[\]【】〔〕/:,;*—-]+")


class Named(NamedTuple):
    """What a heading names: the column, how many of its units one of the heading's is, and what
    else stands in the heading and is not understood."""

    column: str
    factor: int = 1
    strange: str = ""


@lru_cache(10_000)
def named(levels: tuple[str, ...]) -> Named | None:
    """Return what a heading names, given what stands there in each of its rows.

    ``("Students (person)", "primary")`` and ``("primary", "Students")`` name one column, in
    Chinese, as the words of both do together. None where no column is called so.
    """
    levels = tuple(map(bare, levels))
    for level in levels:
        if level in HEADING_ZH:
            return Named(level)
    whole = _column("".join(levels))
    if whole:
        return Named(whole)
    pieces = []
    for level in levels:
        for piece in filter(None, _BETWEEN_PIECES.split(level)):
            pieces += _stage_apart(piece)
    units = [piece for piece in pieces if piece in _EVERY_UNIT]
    once = dict.fromkeys(pieces)
    words = [piece for piece in once if piece not in _EVERY_UNIT]
    if PART in words and _column(words[-1]):
        words = [word for word in words[:-1] if not _column(word)] + words[-1:]
    return _named_by(words, units)


def _stage_apart(piece: str) -> list[str]:
    """Part the stage from words behind it that add nothing, as in primary schools' staff."""
    for stage in STAGE_WORDS:
        rest = piece.removeprefix(stage)
        if rest not in ("", piece) and _is_plain(rest):
            return [stage, rest]
    return [piece]


def _named_by(words: list[str], units: list[str]) -> Named | None:
    """Return what as many as possible of some words name together, in whichever order."""
    if len(words) > MOST_PIECES:
        return None
    for count in range(len(words), 0, -1):
        for chosen in permutations(words, count):
            column = _column("".join(chosen))
            if column:
                rest = [word for word in words if word not in chosen]
                return _with_rest(column, units, rest)
    return None


def _column(words: str) -> str:
    """Return the column that words name; a number of schools is not the name of one."""
    column = HEADINGS.get(key(words), "")
    is_text = column and not UNIT[column]
    if is_text and key(words) != words:
        return ""
    return column


def _with_rest(column: str, units: list[str], rest: list[str]) -> Named:
    """Name a column whose heading has units and other words besides."""
    known = UNITS.get(UNIT[column], {})
    strange = [word for word in rest if not _is_plain(key(word))]
    strange += [unit for unit in units if unit not in known]
    factors = {known[unit] for unit in units if unit in known}
    if len(factors) > 1:
        strange += units
    factor = max(factors, default=1)
    return Named(column, factor, "".join(strange[:1]))


def _is_plain(words: str) -> bool:
    """Say whether words add nothing to a heading: basic information, students, buildings."""
    reached = {0}
    for end in range(1, len(words) + 1):
        if any(words[start:end] in PLAIN for start in reached):
            reached.add(end)
    return len(words) in reached


@dataclass
class Heading:
    """The heading of a sheet: its first row, the rows below, and what stands in them over each
    place."""

    first: SheetRow
    body: list[SheetRow]
    above: list[SheetRow]
    levels: list[tuple[str, ...]]


def find_heading(sheet: Sheet) -> Heading | None:
    """Return the heading of a sheet; None where no row names three columns or more."""
    for place, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        columns = named_alone(row)
        if len(set(columns.values())) >= FEWEST_NAMED:
            return _heading(sheet.rows, place, columns)
    return None


def named_alone(row: SheetRow) -> dict[int, str]:
    """Return the columns that the cells of a row name each by itself, by their places."""
    columns = {}
    for place, cell in enumerate(row.cells):
        found = None
        if cell.strip():
            found = named((cell[:80],))
        if found:
            columns[place] = found.column
    return columns


def _heading(rows: list[SheetRow], place: int, columns: dict[int, str]) -> Heading:
    body = place + 1
    words = [number for number, column in columns.items() if not UNIT[column]]
    for row in rows[body : body + MOST_LEVELS]:
        if not _continues(row, rows[place], words):
            break
        body += 1
    top = place
    if place and _is_groups(rows[place - 1]):
        top -= 1
    width = max(len(row.cells) for row in rows[place:])
    levels = _levels(rows[top:body], width)
    above = rows[:top]
    return Heading(rows[place], rows[body:], above, levels)


def _levels(rows: list[SheetRow], width: int) -> list[tuple[str, ...]]:
    """Return what stands over each place in the rows of a heading, each word once."""
    levels = []
    over: list[str] = []  # what stands over the place to the left, row by row
    for number in range(width):
        own = ["".join(row.cell(number).split())[:80] for row in rows]
        over = [_filled(own, over, level) for level in range(len(own))]
        words = dict.fromkeys(filter(None, over))
        levels.append(tuple(words))
    return levels


def _filled(own: list[str], left: list[str], level: int) -> str:
    """Return what stands over a place in a row of the heading: its own cell, or that to the left
    where it is written once over several columns."""
    below = own[level + 1 :]
    if own[level] or not any(below):
        return own[level]
    left_below = left[level + 1 :]
    is_group = any(left_below) and left[level] not in left_below
    if is_group and not any(own[:level]):
        return left[level]
    return ""


def _continues(row: SheetRow, first: SheetRow, words: list[int]) -> bool:
    """Say whether a row goes on with the heading above: nothing new over columns of words, no
    number, and something over others."""
    new = 0
    for place, cell in enumerate(row.cells):
        cell = bare(cell)
        if not cell or cell == bare(first.cell(place)):
            continue
        begins_number = cell[:1].isdecimal() or cell[:1] in "-="
        if begins_number or place in words:
            return False
        new += 1
    return new > 0


def _is_groups(row: SheetRow) -> bool:
    """Say whether the row above a heading holds words over groups of its columns, and is no title
    and no remark."""
    cells = {bare(cell) for cell in row.cells if cell.strip()}
    for cell in cells:
        if len(cell) > LONGEST_GROUP or _IN_REMARKS.search(cell):
            return False
    return len(cells) > 1 or not row.cell(0).strip()


def near(levels: tuple[str, ...], absent: list[str]) -> list[str]:
    """Return the headings of columns that are not in the file and that a heading may stand for."""
    words = "".join(map(bare, levels))
    keys = {}
    for column in absent:
        heading = HEADING_ZH[column]
        keys[key(bare(heading))] = heading
    keys |= {column: column for column in absent}
    own = key(words)
    within = [heading for other, heading in keys.items() if own and own in other]
    if within:
        return within
    nearest = difflib.get_close_matches(own, keys, 1)
    return [keys[other] for other in nearest]


def of_stage(columns: list[str], stage: str) -> list[str]:
    """Return the columns that are not of another stage than that of a sheet, if it is of one."""
    others = [word for word in STAGE_WORDS if word != stage]
    if not stage:
        return columns
    return [column for column in columns if not HEADING_ZH[column].startswith(tuple(others))]


def is_total(levels: tuple[str, ...]) -> bool:
    """Say whether a heading is that of a column of totals."""
    return any(bare(level) in TOTALS for level in levels)
