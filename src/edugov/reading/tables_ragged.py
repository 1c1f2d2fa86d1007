"""Tables in text whose rows differ in length: each run of numbers with the labels before it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from math import log10
from statistics import median

from edugov.reading.figures import Figure
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.stacked_headings import layered, under, with_their_things
from edugov.reading.table_cells import ASPECT, UNIT, Around, Cell, figure_of
from edugov.reading.table_parts import is_part, narrows

SLACK = 0.3  # of a power of ten, by which a number fits its column better than another
SHORT_ROW = "the row has fewer cells than the table has columns"
UNIT_HEAD = re.compile(r"(?:计量|计算)?单位")
_RUNNING = re.compile(r"\d{1,3}")
_NO_NAME = re.compile(r"按.{1,8}分|[()]*")


@dataclass
class Row:
    """One row: its names, its numbers, the headings of the columns that it may have."""

    names: list[Cell]
    run: list[Cell]
    head: list[Cell]


def read_ragged(
    cells: list[Cell], caption: Cell, around: Around, lines: str = ""
) -> Iterator[Figure]:
    """Read runs of numbers, each with the labels before it; `lines` is the text where strokes or
    lines part cells."""
    rows = _rows_of(_blocks(_with_units(cells)), bool(lines))
    if rows and any(cell.phrase.features for cell in rows[-1].head):
        caption.phrase = Phrase()  # the columns name what is counted
    if lines and rows and all(len(row.run) < len(row.head) for row in rows):
        return  # headings over others, and no row tells which stand over which
    full: dict[int, list[list[Cell]]] = defaultdict(list)  # rows by how many cells they have
    for row in rows:
        full[len(row.run)].append(row.run)
    sizes = {width: _sizes(runs) for width, runs in full.items()}
    for row in rows:
        first = (row.names or row.run)[0].start
        cut = lines.find("\n", first, row.run[-1].end) < 0 if lines else row is rows[-1]
        row.names = [caption, *row.names]
        yield from _read_row(row, sizes.get(len(row.head), []), around, cut)


def _with_units(cells: list[Cell]) -> list[Cell]:
    """Let a unit between the name of a row and its numbers be of the name: 在校生 | 人 | 1200."""
    kept: list[Cell] = []
    for cell, follow in zip_longest(cells, cells[1:]):
        if follow and follow.numeric and kept and UNIT.fullmatch(cell.text):
            kept[-1].factor = cell.factor
        elif not UNIT_HEAD.fullmatch(cell.text):
            kept.append(cell)
    return kept


def _blocks(cells: list[Cell]) -> list[tuple[list[Cell], list[Cell]]]:
    """Part cells into runs of numbers, each with the labels before it."""
    blocks: list[tuple[list[Cell], list[Cell]]] = [([], [])]
    for cell in cells:
        labels, run = blocks[-1]
        if cell.numeric or (run and cell.empty):
            run.append(cell)
        elif run:
            blocks.append(([cell], []))
        else:
            labels.append(cell)
    return blocks


def _rows_of(blocks: list[tuple[list[Cell], list[Cell]]], lined: bool) -> list[Row]:
    """Make rows of runs of numbers: the labels before one are headings, or name it."""
    rows: list[Row] = []
    head: list[Cell] = []
    section: list[Cell] = []
    labels: list[Cell] = []
    for place, (before, run) in enumerate(blocks):
        labels = [*labels, *before]
        if place < len(blocks) - 1 and _is_running_number(run, head):
            continue
        if not run:
            break
        heading, names = labels[:-1], labels[-1:]
        if lined or rows:
            heading, names = _divide(labels, len(run))
        if heading:
            head = with_their_things(heading)
            section = _section(labels, heading)
        if rows and not lined and not any(cell.stages for cell in names):
            names = [*names, *[cell for cell in rows[-1].names if cell.stages]]
        rows.append(Row([*section, *names], run, head))
        labels = []
    return rows


def _is_running_number(run: list[Cell], head: list[Cell]) -> bool:
    """Say whether a number alone stands before the name of a row."""
    return len(run) == 1 and len(head) > 2 and bool(_RUNNING.fullmatch(run[0].text))


def _section(labels: list[Cell], heading: list[Cell]) -> list[Cell]:
    """Give the last wording before the headings: what their table counts."""
    before = [cell for cell in labels if cell.end < heading[0].start]
    return [cell for cell in before if cell.phrase.features][-1:]


def _divide(labels: list[Cell], wanted: int) -> tuple[list[Cell], list[Cell]]:
    """Part the labels before a row of numbers into column headings and the row's own names."""
    if columns := layered(labels, wanted) or _aspects(labels, wanted):
        return columns, labels[-1:]
    place = len(labels)
    while place and _can_name(labels, place - 1):
        place -= 1
    if place == len(labels) and place:
        place -= 1
    names, rest = labels[place:], labels[:place]
    known = [at for at, cell in enumerate(rest) if cell.known]
    if len(known) < 2:
        return [], names
    heads = rest[known[0] : known[-1] + 1]
    if not any(cell.phrase.features for cell in names):
        heads = _without_caption(heads)
    return heads, names


def _can_name(labels: list[Cell], place: int) -> bool:
    """Say whether a label can name a row; 差异系数 between a thing and the name heads a column."""
    cell = labels[place]
    named = place < len(labels) - 1 and bool(place and labels[place - 1].phrase.features)
    return cell.known and not (cell.phrase.features or (cell.cv and named))


def _without_caption(heads: list[Cell]) -> list[Cell]:
    """Let headings begin with a wording that another known one follows."""
    for at, (cell, follow) in enumerate(zip(heads, heads[1:], strict=False)):
        if cell.phrase.features and follow.known:
            return heads[at:]
    return heads


def _aspects(labels: list[Cell], wanted: int) -> list[Cell]:
    """Find lines of headings that name no thing, 标准, 2021年, 增长, and what stands over them."""
    if wanted < 2:
        return []
    alike = 0  # how many aspects stand in a row from here on
    for first in range(len(labels) - 2, -1, -1):
        alike = alike + 1 if _is_aspect(labels[first]) else 0
        if alike == wanted:
            return _joined_lines(labels, first, wanted)
    return []


def _joined_lines(labels: list[Cell], first: int, wanted: int) -> list[Cell]:
    """Join lines of so many headings each, the last of them from `first` on."""
    while first >= wanted and all(map(_is_aspect, labels[first - wanted : first])):
        first -= wanted
    over = _over(labels[:first], wanted)
    rows = [over] if over else []
    while first + wanted <= len(labels) - 1:
        rows.append(labels[first : first + wanted])
        first += wanted
    return [reduce(under, column) for column in zip(*rows, strict=True)]


def _over(labels: list[Cell], wanted: int) -> list[Cell]:
    """Stretch the headings that stand over several columns each: 招生人数 over 绝对数 and 增长."""
    heads = []
    for cell in reversed(labels):
        if not cell.phrase.features:
            break
        heads.insert(0, cell)
    while len(heads) > 1 and wanted % len(heads):
        heads = heads[1:]  # a caption
    if len(heads) < 2:
        return []
    return [cell for cell in heads for _ in range(wanted // len(heads))]


def _is_aspect(cell: Cell) -> bool:
    """Say whether a cell can head a column without naming what is counted: 标准, 2021年, 增长."""
    says = cell.year or cell.growth or cell.factor is not None
    return bool(ASPECT.fullmatch(cell.text) or (says and not cell.phrase.features))


def _read_row(row: Row, typical: list[float], around: Around, cut: bool) -> Iterator[Figure]:
    """Read one row; where it is short and not cut off, the cells behind the sure ones belong to the
    last columns."""
    run, head = _without_end(row), row.head
    if head and len(run) > len(head):
        return
    short = len(head) - len(run) if head and not cut else 0
    sure = _sure(run, short, typical) if short else len(run)
    columns = [*head[:sure], *head[sure + short :]] or [None] * len(run)
    part = _is_of_part(row.names, around)
    for place, (cell, column) in enumerate(zip(run, columns, strict=False)):
        figure = figure_of(cell, column, row.names, around)
        if figure:
            figure.scope = "part" if part else figure.scope
            _doubt(figure, row)
            if place >= sure:
                figure.flag("ambiguous", "", SHORT_ROW)
            yield figure


def _without_end(row: Row) -> list[Cell]:
    """Leave out the empty cells at the end of a row that has no headings for them."""
    run = row.run
    while len(run) > max(len(row.head), 1) and run[-1].empty:
        run = run[:-1]
    return run


def _doubt(figure: Figure, row: Row) -> None:
    """Flag a figure whose row has lost its name."""
    if len(row.names) > 1 and _NO_NAME.fullmatch(row.names[-1].text):
        figure.flag("ambiguous", note="its row has no name")


def _is_of_part(names: list[Cell], around: Around) -> bool:
    """Say whether the name of a row is that of a part of the whole."""
    if len(names) < 2:
        return False
    own = names[-1]
    return narrows(own, around.lexicon) or (not own.known and is_part([own], around.lexicon))


def _sizes(rows: list[list[Cell]]) -> list[float]:
    """Give the typical size of a number in each column of whole rows."""
    return [
        median([_size(cell) for cell in column if not cell.empty] or [0.0])
        for column in zip(*rows, strict=True)
    ]


def _sure(run: list[Cell], short: int, middle: list[float]) -> int:
    """Count the leading cells of a short row whose size fits their own column and no later one."""
    for place, cell in enumerate(run):
        distances = [abs(_size(cell) - typical) for typical in middle[place : place + short + 1]]
        if not middle or distances[0] + SLACK > min(distances[1:]):
            return place
    return len(run)


def _size(cell: Cell) -> float:
    """Return the power of ten of a number."""
    digits = re.sub(r"[^\d.]", "", cell.text)
    if not digits.strip(".") or digits.count(".") > 1:
        return 0.0
    return log10(max(float(digits), 1e-3))
