"""Tables in text whose rows are all of one length: each number stands below its headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from edugov.reading.figures import Figure
from edugov.reading.stacked_headings import PROJECT, under, with_their_things
from edugov.reading.table_cells import LIMIT, UNIT, Around, Cell, figure_of
from edugov.reading.table_parts import is_part

OF_WHICH = "no heading stands over its column, and which goes on over it is not sure"
NAMES_LIMIT = 30  # cells before the numbers of a row that can name it
_PART = ("其中", "#")
_UNIT_LINE = re.compile(r"(?:计量)?单位[:：].*")
_ASIDE = re.compile(r"序号|编号|计量单位|单位|备注|说明")
_PLAIN = re.compile(
    r"合计|总计|全[市县区省州旗]|本[市县区]|数[量值据]|指标值|实际值?|现状|完成情况|值|[县市区]?(?:平均|均)值|[%‰]|(?:决算|执行|完成)[数额]|"
)


@dataclass
class Above:
    """What stands above a row: the headings of its columns, and the name of its section."""

    heads: list[Cell | None]
    aside: list[bool]  # columns of running numbers, units and remarks
    section: list[Cell] = field(default_factory=list)
    title: list[Cell] = field(default_factory=list)  # a line of the table itself, above all else
    whole: list[Cell] = field(default_factory=list)  # what names the row of which 其中 tells a part
    data: bool = False  # rows of numbers stand below these headings


def even(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Give the rows of a table if they are alike, headings stretched over their columns; else
    none."""
    if all(row and not row[-1].text for row in rows):  # a stroke closes every line
        rows = [row[:-1] for row in rows]
    width = max(len(row) for row in rows)
    numeric = [any(cell.numeric for cell in row) for row in rows]
    heads = numeric.index(True) if True in numeric else 0
    rows = [*[_stretched(row, width) for row in rows[:heads]], *rows[heads:]]
    same = all(len(row) == width for row in rows)
    return rows if same and len(rows) > 1 and width > 1 else []


def _stretched(row: list[Cell], width: int) -> list[Cell]:
    """Let the cells of a heading cover the columns below them: 地区 | 小学 | 初中 above 全市 | 1 |
    2 | 3 | 4."""
    if len(row) == width - 1:
        return [Cell(row[0].start, row[0].start, ""), *row]  # the corner is not repeated
    if len(row) == 1:
        return row * width
    covered, rest = divmod(width - 1, len(row) - 1)
    if rest:
        return row
    return [row[0], *[cell for cell in row[1:] for _ in range(covered)]]


def read_aligned(table: list[list[Cell]], caption: Cell, around: Around) -> Iterator[Figure]:
    """Read row after row; a row without numbers is a heading, or names the rows below it."""
    width = len(table[0])
    above = Above([None] * width, [False] * width)
    for row in table:
        numeric = [
            place for place, cell in enumerate(row) if cell.numeric and not above.aside[place]
        ]
        if numeric:
            if not above.data:
                above.heads = with_their_things(above.heads)
            above.data = True
            yield from _read_row(row, numeric, above, caption, around)
        else:
            _hear(row, above)


def _hear(row: list[Cell], above: Above) -> None:
    """Take a row without numbers as a heading, or as the name of the rows below it."""
    filled = {cell.text: cell for cell in reversed(row) if not cell.empty}
    if len(filled) == 1:
        _hear_line(next(iter(filled.values())), above)
    elif filled:
        row = _moved(row, above.heads)
        if above.data:  # another table goes on here
            above.heads, above.aside = [None] * len(row), [False] * len(row)
            above.section = []
        row_above = _covering(above.heads, row)
        for place, cell in enumerate(row):
            above.heads[place] = under(row_above[place], cell)
            above.aside[place] = above.aside[place] or bool(_ASIDE.fullmatch(cell.text))
    above.data = above.data and len(filled) < 2


def _hear_line(cell: Cell, above: Above) -> None:
    """Take a line with one cell as the table's title, its unit, or the name of a section."""
    if _UNIT_LINE.fullmatch(cell.text):
        return
    if not above.data and above.heads[0] is None and not above.title:
        above.title = [cell]
    else:
        above.section = [cell]


def _covering(heads: list[Cell | None], row: list[Cell]) -> list[Cell | None]:
    """Let headings cover the empty cells behind them where these part the columns that a second
    line heads evenly: 小学 | | 初中 | of two columns each. Else an empty one may be of any stage.
    """
    first = next(place for place, cell in enumerate(row) if not cell.empty)
    first, last = max(1, first), len(heads)
    filled = [place for place in range(first, last) if heads[place] and not heads[place].empty]
    width = (last - first) // max(1, len(filled))
    if filled and filled == list(range(first, last, width)) and width * len(filled) == last - first:
        return [*heads[:first], *[heads[place] for place in filled for _ in range(width)]]
    if not any(heads[place].stages for place in filled):
        return heads
    return [
        replace(head, doubt=OF_WHICH) if place >= first and head and head.empty else head
        for place, head in enumerate(heads)
    ]


def _moved(row: list[Cell], heads: list[Cell | None]) -> list[Cell]:
    """Put the headings of a second line below those that they belong to, where the line lost the
    cells before them: they are of the columns without a heading of their own."""
    own = [cell for cell in row if cell.phrase.features]
    free = [place for place, head in enumerate(heads) if head is not None and head.empty]
    begun = len(row) - len([cell for cell in row if not cell.empty])
    lost = begun >= len(free) and all(cell.empty for cell in row[len(row) - begun :])
    if not lost or not own or len(own) != len(free) or free[0] == 0:
        return row
    moved = [Cell(cell.end, cell.end, "") for cell in row]
    for place, cell in zip(free, own, strict=True):
        moved[place] = cell
    return moved


def _read_row(
    row: list[Cell], numeric: list[int], above: Above, caption: Cell, around: Around
) -> Iterator[Figure]:
    """Read the numbers of one row."""
    before = row[: numeric[0]]
    own = _below_whole(_names_of(before, above), above)
    names = [*_corner(above.heads), *above.section, *own[-NAMES_LIMIT:]]
    part = is_part(names, around.lexicon)
    names = [*(above.title or [caption]), *names]
    unnamed = before and all(cell.empty for cell in before) and not above.section
    for place in numeric:
        figure = _entry(row[place], above.heads[place], names, around)
        if figure:
            figure.scope = "part" if part or around.school else figure.scope
            if unnamed:
                figure.flag("ambiguous", note="its row has no name")
            yield figure


def _names_of(before: list[Cell], above: Above) -> list[Cell]:
    """Give the cells that name a row; a unit among them is that of its numbers."""
    names = [
        cell for cell, skip in zip(before, above.aside, strict=False) if not (skip or cell.empty)
    ]
    for cell in before:
        if UNIT.fullmatch(cell.text) and names:
            names = [name for name in names if name is not cell] or names
            names[-1].factor = cell.factor
    return names


def _below_whole(own: list[Cell], above: Above) -> list[Cell]:
    """Let a row 其中:农村 be of the stage of the row that it is a part of."""
    if not (own and own[0].text.startswith(_PART)):
        above.whole = own
    elif not any(name.stages for name in own):
        return [*(name for name in above.whole if name.stages), *own]
    return own


def _corner(heads: list[Cell | None]) -> list[Cell]:
    """Give the corner of a table where it names the stage of all below it, 小学指标 | 2031年, or
    alone what is counted: 在校学生数 | 2031年."""
    first, *others = heads
    if first is None:
        return []
    thing = first.phrase.features - PROJECT
    counts = thing and not any(o and o.phrase.features for o in others)
    return [first] if first.stages or counts else []


def _entry(cell: Cell, column: Cell | None, names: list[Cell], around: Around) -> Figure | None:
    """Read one number; of an unknown column nothing is read."""
    known = column is not None and column.known
    if column and not known:
        if not (LIMIT.search(column.text) or _PLAIN.fullmatch(column.text)):
            return None
    if not known and not any(name.phrase.features for name in names[1:]):
        return None
    return figure_of(cell, column, names, around)
