"""Tables with a row on each line and as many cells in each: headings may take several rows, names several cells."""

import re
from collections.abc import Iterator

from edugov.reading.cells import LIMIT, Around, Cell, figure_of
from edugov.reading.figures import Figure
from edugov.reading.tokens import tokens

_ASIDE = re.compile(r"序号|编号|计量单位|单位|备注|说明")
_UNIT = re.compile(r"[%‰]|(?:万|亿|千|百万)?(?:元|人|名|所|个|册|台|套|间|平方米|㎡|平方米/生|元/生)")
_PLAIN = re.compile(r"合计|总计|全[市县区省州旗]|本[市县区]|数[量值据]|指标值|实际值?|现状|完成情况|值|[%‰]|")


def even(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Give the rows of a table if they are alike, headings stretched over their columns; else none."""
    if all(row and not row[-1].text for row in rows):  # a stroke closes every line
        rows = [row[:-1] for row in rows]
    width = max(len(row) for row in rows)
    heads = next((place for place, row in enumerate(rows) if any(cell.numeric for cell in row)), 0)
    rows = [*[_stretched(row, width) for row in rows[:heads]], *rows[heads:]]
    return rows if len(rows) > 1 < width and all(len(row) == width for row in rows) else []


def _stretched(row: list[Cell], width: int) -> list[Cell]:
    """Let the cells of a heading cover the columns below them: 地区 | 小学 | 初中 above 全市 | 1 | 2 | 3 | 4."""
    if len(row) == width - 1:
        return [Cell(row[0].start, row[0].start, ""), *row]  # the corner is not repeated
    if len(row) == 1:
        return row * width
    covered, rest = divmod(width - 1, len(row) - 1)
    return row if rest else [row[0], *[cell for cell in row[1:] for _ in range(covered)]]


def read(table: list[list[Cell]], caption: Cell, around: Around) -> Iterator[Figure]:
    """Read row after row; a row without numbers is a heading, or names the rows below it."""
    heads: list[list[Cell]] = [[] for _ in table[0]]
    section: list[Cell] = []
    data = False
    for row in table:
        aside = [any(_ASIDE.fullmatch(cell.text) for cell in head) for head in heads]
        numeric = [place for place, cell in enumerate(row) if cell.numeric and not aside[place]]
        if not numeric:
            filled = {cell.text: cell for cell in reversed(row) if not cell.empty}
            if len(filled) == 1:
                section = list(filled.values())
            elif filled:
                if data:
                    heads, section = [[] for _ in row], []
                for head, cell in zip(heads, row, strict=True):
                    head.append(cell)
            data = data and len(filled) < 2
            continue
        data = True
        before = row[: numeric[0]]
        names = [cell for cell, skip in zip(before, aside, strict=False) if not (skip or cell.empty)]
        for cell in before:
            if _UNIT.fullmatch(cell.text) and names:
                names = [name for name in names if name is not cell] or names
                names[-1].factor = cell.factor
        for place in numeric:
            figure = _figure(row[place], _merged(heads[place]), [caption, *section, *names], around)
            if figure:
                yield figure


def _merged(head: list[Cell]) -> Cell | None:
    """Make one heading of the cells above a column: the lower one says more."""
    if not head:
        return None
    cell = Cell(head[0].start, head[-1].end, head[-1].text)
    for part in head:
        cell.rows, cell.stages, cell.year = part.rows or cell.rows, part.stages or cell.stages, part.year or cell.year
        cell.cv, cell.growth = cell.cv or part.cv, cell.growth or part.growth
        cell.factor = part.factor or cell.factor
    return cell


def _figure(cell: Cell, column: Cell | None, names: list[Cell], around: Around) -> Figure | None:
    """Read one number; of an unknown column nothing is read, an unknown row is a part of the whole."""
    known = column is not None and column.known
    if column and not (known or LIMIT.search(column.text) or _PLAIN.fullmatch(column.text)):
        return None
    figure = figure_of(cell, column, names, around) if known or any(name.rows for name in names[1:]) else None
    for name in names[1:] if figure else ():
        if not name.rows and not _UNIT.fullmatch(name.text):
            words = tokens(name.text, 0, len(name.text), around.lexicon)
            if any(token.kind == "unknown" for token in words):  # a place, a school, a kind
                figure.scope = "part"
    return figure
