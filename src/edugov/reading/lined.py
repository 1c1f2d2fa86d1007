"""Tables with a row on each line and as many cells in each: headings may take several rows, names several cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edugov.reading.cells import Cell, cell_of, figure_of
from edugov.reading.figures import Figure
from edugov.reading.lexicon import Lexicon
from edugov.reading.tokens import tokens

_ASIDE = re.compile(r"序号|编号|计量单位|单位|备注|说明")
_UNIT = re.compile(r"[%‰]|(?:万|亿|千|百万)?(?:元|人|名|所|个|册|台|套|间|平方米|㎡|平方米/生|元/生)")
_PLAIN = re.compile(r"合计|总计|全[市县区省州旗]|本[市县区]|数[量值据]|指标值|实际值?|现状|完成情况|值|[%‰]|")
_PLAN = re.compile(r"目标|规划|计划")
_LIMIT = re.compile(r"标准|要求|规定")


def rows_of(plain: str, start: int, end: int, lexicon: Lexicon) -> list[list[Cell]]:
    """Cut a stretch of lines into rows of cells; an empty list where the lines are not alike."""
    lines, place = [], start
    for line in plain[start:end].split("\n"):
        spans, at = [], place
        for text in line.split("|"):
            spans.append((at, at + len(text)))
            at += len(text) + 1
        if line.lstrip().startswith("|"):
            spans = spans[1:]
        if line.rstrip().endswith("|"):
            spans = spans[:-1]
        lines.append(spans)
        place += len(line) + 1
    if len(lines) < 2 or len(lines[0]) < 2 or len({len(spans) for spans in lines}) > 1:
        return []
    return [[cell_of(plain, *_trim(plain, *span), lexicon) for span in spans] for spans in lines]


def read(table: list[list[Cell]], caption: Cell, lexicon: Lexicon, year: str, text: str) -> Iterator[Figure]:
    """Read row after row; a row without numbers is a heading, or names the rows below it."""
    heads: list[list[Cell]] = [[] for _ in table[0]]
    section: list[Cell] = []
    data = False
    for row in table:
        aside = [any(_ASIDE.fullmatch(cell.text) for cell in head) for head in heads]
        if not any(cell.numeric and not skip for cell, skip in zip(row, aside, strict=True)):
            filled = {cell.text for cell in row if not cell.empty}
            if len(filled) == 1:
                section = [next(cell for cell in row if not cell.empty)]
            elif filled:
                if data:
                    heads, section = [[] for _ in row], []
                for head, cell in zip(heads, row, strict=True):
                    head.append(cell)
            data = data and len(filled) < 2
            continue
        data = True
        first = next(place for place, cell in enumerate(row) if cell.numeric and not aside[place])
        names = [cell for cell, skip in zip(row[:first], aside, strict=False) if not (skip or cell.empty)]
        for cell in row[:first]:
            if _UNIT.fullmatch(cell.text) and names:
                names = [name for name in names if name is not cell] or names
                names[-1].factor = cell.factor
        for place in range(first, len(row)):
            if row[place].numeric and not aside[place]:
                figure = _figure(row[place], _merged(heads[place]), [caption, *section, *names], lexicon, year, text)
                if figure:
                    yield figure


def _trim(plain: str, start: int, end: int) -> tuple[int, int]:
    text = plain[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


def _merged(head: list[Cell]) -> Cell | None:
    """Make one heading of the cells above a column: the lower one says more."""
    if not head:
        return None
    cell = Cell(head[0].start, head[-1].end, head[-1].text)
    for part in head:
        cell.rows, cell.stages, cell.year = part.rows or cell.rows, part.stages or cell.stages, part.year or cell.year
        cell.cv, cell.growth = cell.cv or part.cv, cell.growth or part.growth
        cell.factor = part.factor if part.factor != 1 else cell.factor
    return cell


def _figure(
    cell: Cell, column: Cell | None, names: list[Cell], lexicon: Lexicon, year: str, text: str
) -> Figure | None:
    """Read one number; of an unknown column nothing is read, an unknown row is a part of the whole."""
    limit = column is not None and _LIMIT.search(column.text)
    if column and not (column.known or limit or _PLAIN.fullmatch(column.text)):
        return None
    if not any(name.rows for name in [*names[1:], column] if name) and not (column and column.known):
        return None
    figure = figure_of(cell, column, names, lexicon, year, text)
    if figure is None:
        return None
    if limit:
        figure.quantity = "threshold"
    elif (column and "目标" in column.text) or (_due(figure.year, year) and _PLAN.search(text)):
        figure.quantity = "target"
    if any(_strange(name, lexicon) for name in names[1:] if not name.rows):
        figure.scope = "part"
    return figure


def _strange(name: Cell, lexicon: Lexicon) -> bool:
    """Say whether a row's name holds what no wording covers: a place, a school, a kind."""
    return any(token.kind == "unknown" for token in tokens(name.text, 0, len(name.text), lexicon)) and not (
        _UNIT.fullmatch(name.text)
    )


def _due(printed: str, about: str) -> bool:
    """Say whether a column's year lies so far behind the document's that its figures are plans."""
    return printed[:4].isdigit() and about.isdigit() and int(printed[:4]) > int(about) + 1
