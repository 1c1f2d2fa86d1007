"""Tables that were flattened to text: cells with |, one cell a line, and rows of numbers with
spaces."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from math import log10
from statistics import median

from edugov.reading.cells import (
    ASPECT,
    LIMIT,
    NUMBER,
    NUMERIC,
    Around,
    Cell,
    cell_of,
    figure_of,
    rows_of,
)
from edugov.reading.figures import Figure
from edugov.reading.grammar.context import Context
from edugov.reading.grammar.cutting import Token, cut
from edugov.reading.grammar.meanings import Meanings
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.words import classes
from edugov.reading.layers import between_spaces, layered, under
from edugov.reading.lexicon import Lexicon

_WORDS = r"(?:[^\d\n,，。;|(]|20\d\d|\([^()\n]{0,20}+\)?){1,60}"
_CELL = rf"(?:(?:\d{{1,2}}[.、])?{_WORDS}|{NUMERIC})(?:\n|$)"
_STACK = re.compile(rf"(?:^|(?<=\n))(?:{_CELL}){{6,}}")  # one cell a line
_ALONE = re.compile(rf"(?:^|(?<=\n)){NUMERIC}(?=\n|$)")
# what fails from the first digit of a run of digits and commas fails from all others
_ROW = re.compile(rf"(?<!\d)(?<!\d,){NUMBER}(?: +(?:{NUMBER}|-|/))+-?")
_ENTRY = re.compile(rf"{NUMBER}|(?<=[\d ])[-/]")
SHORT_LINE = 30  # characters; a longer line is no heading
HEADS_LIMIT = 300  # characters of headings over several lines
NAMES_LIMIT = 30  # cells before the numbers of a row that can name it
_PLAN = re.compile("目标|规划|计划")
_ASIDE = re.compile(r"序号|编号|计量单位|单位|备注|说明")
_UNIT = re.compile(
    r"[%‰]|(?:万|亿|千|百万)?(?:元|人|名|所|个|册|台|套|间|平方米|㎡|平方米/生|元/生)"
)
LOST_NAME = "the name of its column is lost"
_NO_NAME = re.compile(r"按.{1,8}分|[()]*")
_PLAIN = re.compile(
    r"合计|总计|全[市县区省州旗]|本[市县区]|数[量值据]|指标值|实际值?|现状|完成情况|值|[%‰]|"
)


def regions(plain: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Find the stretches of even text that are tables, in order."""
    found = list(_piped(plain)) if "|" in plain else []
    for match in _STACK.finditer(plain):
        if len(_ALONE.findall(plain, *match.span())) >= 4:
            found.append(match.span())
    inside = bytearray(len(plain))
    for start, end in found:
        inside[start:end] = b"1" * (end - start)
    group: list[tuple[int, int, int]] = []  # rows one after the other: start, end, count of numbers
    for match in [*_ROW.finditer(plain), None]:
        if match and (inside[match.start()] or not group and match[0].count(" ") < 2):
            continue
        if group and (match is None or match.start() - group[-1][1] > 40):
            start, _, count = group[0]
            begin = max(plain.rfind("\n", 0, start) + 1, start - 600)
            heads = _heads(plain, begin, start, count, lexicon)
            above = max(plain.rfind("。", 0, start) + 1, start - HEADS_LIMIT)
            layers = between_spaces(plain, above, start, lexicon, count)
            if layers:
                heads = layers
            elif len(heads) < count:  # headings that go on over lines
                above = _lines_above(plain, begin)
                more = _heads(plain, above, start, count, lexicon)
                heads = more if len(more) == count else heads
            if heads and (heads[0].phrase.features or heads[0].above or len(group) > 2):
                found.append((heads[0].start, group[-1][1]))
            group = []
        if match and (group or match[0].count(" ") > 1):
            group.append((*match.span(), match[0].count(" ") + 1))
    return sorted(found)


def _lines_above(plain: str, begin: int) -> int:
    """Return where the short lines begin that stand right above a place."""
    while begin:
        above = plain.rfind("\n", 0, begin - 1) + 1
        if begin - above > SHORT_LINE or "。" in plain[above:begin]:
            break
        begin = above
    return begin


def _piped(plain: str) -> Iterator[tuple[int, int]]:
    """Find runs of lines with strokes; a full stop ends what stands before it in a line."""
    begin = end = -1  # of the run that is open
    place = 0
    for line in plain.split("\n"):
        stop = place + len(line)
        first = plain.rfind("。", place, stop) + 1 or place
        bar = plain.find("|", first, stop) >= 0
        if begin >= 0 and not (bar and first == place):
            yield begin, end
            begin = -1
        if bar:
            begin = begin if begin >= 0 else first
            end = stop
        place = stop + 1
    if begin >= 0:
        yield begin, end


def read(reader, lexicon: Lexicon, start: int, end: int) -> list[Figure]:
    """Read one table; a short row is flagged from the cell where its column becomes uncertain."""
    plain = reader.plain
    piped = "|" in plain[start:end] or _STACK.fullmatch(plain, start, end) is not None
    planned = _PLAN.search(plain, max(0, start - 300), end) is not None
    around = Around(
        lexicon,
        plain[max(0, start - 60) : end],
        reader.year,
        reader.context.title_stage,
        planned,
        reader.school,
    )
    title = plain[max(0, start - 200) : start].rstrip("\n").rpartition("\n")[2]
    caption = Cell(start, start, "")
    if piped and len(title) <= 40 and "。" not in title:  # 表1 小学差异系数
        caption = cell_of(title, 0, len(title), lexicon)
        caption.growth = False  # 增长情况 says what the table is for, not what each cell is
    if not piped:
        return list(_ragged(list(_spaced(plain, start, end, lexicon)), caption, around))
    rows = rows_of(plain, start, end, lexicon)
    if table := _even(rows):
        return list(_aligned(table, caption, around))
    return list(
        _ragged(
            [cell for row in rows for cell in (row if row[-1].text else row[:-1])],
            caption,
            around,
            plain,
        )
    )


def _ragged(cells: list[Cell], caption: Cell, around: Around, lines: str = "") -> Iterator[Figure]:
    """Read runs of numbers, each with the labels before it; `lines` is the text where strokes or
    lines part cells."""
    blocks: list[tuple[list[Cell], list[Cell]]] = [([], [])]
    for cell in cells:
        if cell.numeric or (blocks[-1][1] and cell.empty):
            blocks[-1][1].append(cell)
        elif blocks[-1][1]:
            blocks.append(([cell], []))
        else:
            blocks[-1][0].append(cell)
    head: list[Cell] = []
    labels: list[Cell] = []
    section: list[Cell] = []
    found: list[
        tuple[list[Cell], list[Cell], list[Cell]]
    ] = []  # names, numbers, column headings of each row
    for number, (before, run) in enumerate(blocks, start=1):
        labels.extend(before)
        if (
            len(run) == 1
            and number < len(blocks)
            and re.fullmatch(r"\d{1,3}", run[0].text)
            and len(head) > 2
        ):
            continue  # a running number before the row's name
        if not run:
            break
        heading, names = _divide(labels, len(run)) if lines or found else (labels[:-1], labels[-1:])
        if heading:
            head = heading
            section = [
                cell for cell in labels if cell.phrase.features and cell.end < heading[0].start
            ][-1:]
        if found and not lines and not any(cell.stages for cell in names):
            names = [*names, *[cell for cell in found[-1][0] if cell.stages]]
        found.append(([*section, *names], run, head))
        labels = []
    if any(cell.phrase.features for cell in head):
        caption.phrase = Phrase()  # the columns name what is counted
    full: dict[int, list[list[Cell]]] = defaultdict(list)  # rows by how many cells they have
    for _, run, _ in found:
        full[len(run)].append(run)
    if lines and found and all(len(run) < len(head) for _, run, head in found):
        return  # headings over others, and no row tells which stand over which
    sizes = {width: _sizes(rows) for width, rows in full.items()}
    for names, run, head in found:
        last = run is found[-1][1] and not lines
        whole = lines and lines.find("\n", (names or run)[0].start, run[-1].end) < 0
        typical = sizes.get(len(head), [])
        yield from _row([caption, *names], run, head, typical, around, bool(last or whole))


def _even(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Give the rows of a table if they are alike, headings stretched over their columns; else
    none."""
    if all(row and not row[-1].text for row in rows):  # a stroke closes every line
        rows = [row[:-1] for row in rows]
    width = max(len(row) for row in rows)
    heads = next((place for place, row in enumerate(rows) if any(cell.numeric for cell in row)), 0)
    rows = [*[_stretched(row, width) for row in rows[:heads]], *rows[heads:]]
    return rows if len(rows) > 1 < width and all(len(row) == width for row in rows) else []


def _stretched(row: list[Cell], width: int) -> list[Cell]:
    """Let the cells of a heading cover the columns below them: 地区 | 小学 | 初中 above 全市 | 1 |
    2 | 3 | 4."""
    if len(row) == width - 1:
        return [Cell(row[0].start, row[0].start, ""), *row]  # the corner is not repeated
    if len(row) == 1:
        return row * width
    covered, rest = divmod(width - 1, len(row) - 1)
    return row if rest else [row[0], *[cell for cell in row[1:] for _ in range(covered)]]


def _aligned(table: list[list[Cell]], caption: Cell, around: Around) -> Iterator[Figure]:
    """Read row after row; a row without numbers is a heading, or names the rows below it."""
    heads: list[Cell | None] = [None] * len(table[0])
    aside = [False] * len(heads)  # columns of running numbers, units and remarks
    section: list[Cell] = []
    data = False
    for row in table:
        numeric = [place for place, cell in enumerate(row) if cell.numeric and not aside[place]]
        if not numeric:
            filled = {cell.text: cell for cell in reversed(row) if not cell.empty}
            if len(filled) == 1:
                section = list(filled.values())
            elif filled:
                if data:
                    heads, aside, section = [None] * len(row), [False] * len(row), []
                heads = [under(head, cell) for head, cell in zip(heads, row, strict=True)]
                aside = [
                    skip or bool(_ASIDE.fullmatch(cell.text))
                    for skip, cell in zip(aside, row, strict=True)
                ]
            data = data and len(filled) < 2
            continue
        data = True
        before = row[: numeric[0]]
        names = [
            cell for cell, skip in zip(before, aside, strict=False) if not (skip or cell.empty)
        ]
        for cell in before:
            if _UNIT.fullmatch(cell.text) and names:
                names = [name for name in names if name is not cell] or names
                names[-1].factor = cell.factor
        names = [caption, *_corner(heads), *section, *names[-NAMES_LIMIT:]]
        part = _is_part(names[1:], around.lexicon)
        unnamed = before and all(cell.empty for cell in before) and not section
        for place in numeric:
            figure = _entry(row[place], heads[place], names, part, around)
            if figure:
                figure.scope = "part" if around.school else figure.scope
                if unnamed:
                    figure.flag("ambiguous", note="its row has no name")
                yield figure


def _corner(heads: list[Cell | None]) -> list[Cell]:
    """Give the corner of a table where it names the stage of all below it: 小学指标 | 2031年."""
    first = heads[0]
    return [first] if first is not None and first.stages else []


def _is_part(names: list[Cell], lexicon: Lexicon) -> bool:
    """Say whether a row is about a part of the whole: a place, a school, a kind."""
    for name in names:
        if not name.phrase.features and not _UNIT.fullmatch(name.text):
            words = cut(name.text, 0, len(name.text), lexicon.words)
            if any(token.letter in "UP" for token in words):
                return True
        if _narrows(name, lexicon):
            return True
    return False


def _narrows(name: Cell, lexicon: Lexicon) -> bool:
    """Say whether a row's name is only of a group: 成人高等教育, 农村小学."""
    found = cut(name.text, 0, len(name.text), lexicon.words)
    groups = any(classes()[f] in ("group", "other") for token in found for f in token.features)
    return groups and not any(token.letter in "HM" for token in found)


def _entry(
    cell: Cell, column: Cell | None, names: list[Cell], part: bool, around: Around
) -> Figure | None:
    """Read one number; of an unknown column nothing is read, an unknown row is a part of the
    whole."""
    known = column is not None and column.known
    if column and not (known or LIMIT.search(column.text) or _PLAIN.fullmatch(column.text)):
        return None
    if not known and not any(name.phrase.features for name in names[1:]):
        return None
    figure = figure_of(cell, column, names, around)
    if figure and part:
        figure.scope = "part"
    return figure


def _heads(plain: str, start: int, end: int, wanted: int, lexicon: Lexicon) -> list[Cell]:
    """Find what could head columns: the longest unbroken sequence of wordings, or as many stages or
    years."""
    best: list[Cell] = []
    run: list[Cell] = []
    over: list[Cell] = []
    depth = 0
    for group in _groups(cut(plain, start, end, lexicon.words), lexicon.meanings):
        token = group[0]
        if token.letter in ",;:()|":
            depth += {"(": 1, ")": -1}.get(token.letter, 0)
            continue
        cell = cell_of(plain, token.start, group[-1].end, lexicon)
        if cell.cv and over and not cell.stages:
            over[-1].cv, over[-1].end = True, cell.end
        if cell.phrase.features:
            run.append(cell)
            best = run if len(run) > len(best) else best
        elif not depth:
            run = []
        if not cell.phrase.features and (cell.stages or cell.year):
            over.append(cell)
    columns = _columns(plain, start, end, lexicon)
    lost = any(cell.doubt or not cell.phrase.features for cell in columns)
    if len(columns) == wanted > len(best) and lost:
        return columns
    return best if len(best) >= 3 else over[-wanted:] if 1 < wanted <= len(over) else []


def _columns(plain: str, start: int, end: int, lexicon: Lexicon) -> list[Cell]:
    """List the headings of columns in order, with those whose name is lost: 校数(所)(个).

    Columns below a heading that is only of a group (附设班) are left without a name.
    """
    columns: list[Cell] = []
    opened, headed, part = -1, False, False
    for group in _groups(cut(plain, start, end, lexicon.words), lexicon.meanings):
        first = group[0]
        if first.letter == "(":
            opened = first.start
        elif first.letter == ")" and opened >= 0:
            if not headed and _UNIT.fullmatch(plain[opened + 1 : first.start]):
                columns.append(_nameless(opened, first.end, plain[opened : first.end]))
            opened, headed = -1, False
        elif opened < 0:
            cell = cell_of(plain, first.start, group[-1].end, lexicon)
            part = part or _narrows(cell, lexicon)
            headed = bool(cell.phrase.features) and not _narrows(cell, lexicon)
            if headed:
                kept = not part or plain[first.start - 1 : first.start] == "#"
                columns.append(cell if kept else replace(cell, phrase=Phrase(), stages=[]))
    return columns


def _nameless(start: int, end: int, text: str) -> Cell:
    """Make the heading of a column of which only the unit is left; of schools 个 counts classes."""
    cell = Cell(start, end, text)
    if text == "(个)":
        cell.phrase, cell.doubt = Phrase(frozenset({"class"})), LOST_NAME
    return cell


def _groups(found: list[Token], meanings: Meanings) -> Iterator[list[Token]]:
    """Put words side by side together: what one heading says; a mark or a blank parts two."""

    def goes_on(group: list[Token], token: Token) -> bool:
        said, more = phrase_of(group), phrase_of([token])
        if said.stages and more.stages:
            return False
        if not meanings.of(said, None, Context()):
            return True
        longer = meanings.of(phrase_of([*group, token]), None, Context())
        again = more.features and more.features <= said.features
        return bool(longer) and not (again or (said.thing and more.thing))

    group: list[Token] = []
    for token in found:
        inside = token.letter in "HMVQS=" and group and group[-1].end == token.start
        if group and not (inside and group[-1].letter in "HMVQS=" and goes_on(group, token)):
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _spaced(plain: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Cell]:
    place = start
    named = False
    for row in _ROW.finditer(plain, start, end):
        if place == start:
            count = row[0].count(" ") + 1
            heads = between_spaces(plain, place, row.start(), lexicon, count)
            heads = heads or _heads(plain, place, row.start(), count, lexicon)
            yield from heads
            place = heads[-1].end if heads else place
            named = any(head.phrase.features for head in heads)
        cell = cell_of(plain, place, row.start(), lexicon)
        cell.phrase = Phrase() if named else cell.phrase
        yield cell
        for match in _ENTRY.finditer(plain, *row.span()):
            yield Cell(*match.span(), match[0])
        place = row.end()


def _divide(labels: list[Cell], wanted: int) -> tuple[list[Cell], list[Cell]]:
    """Part the labels before a row of numbers into column headings and the row's own names."""
    if columns := layered(labels, wanted):
        return columns, labels[-1:]
    alike = 0  # how many aspects stand in a row from here on
    for first in range(len(labels) - 2, -1, -1) if wanted > 1 else ():
        alike = alike + 1 if _is_aspect(labels[first]) else 0
        if alike == wanted:
            while first >= wanted and all(map(_is_aspect, labels[first - wanted : first])):
                first -= wanted
            over = _over(labels[:first], wanted)
            rows = [over] if over else []
            while first + wanted <= len(labels) - 1:
                rows.append(labels[first : first + wanted])
                first += wanted
            return [reduce(under, column) for column in zip(*rows, strict=True)], labels[-1:]
    place = len(labels)
    while place and labels[place - 1].known and not labels[place - 1].phrase.features:
        place -= 1
    if place == len(labels) and place:
        place -= 1
    names, rest = labels[place:], labels[:place]
    known = [at for at, cell in enumerate(rest) if cell.known]
    if len(known) < 2:
        return [], names
    heads = rest[known[0] : known[-1] + 1]
    if not any(cell.phrase.features for cell in names) and any(
        cell.phrase.features for cell in heads
    ):
        first = next(
            (
                at
                for at, cell in enumerate(heads[:-1])
                if cell.phrase.features and heads[at + 1].known
            ),
            0,
        )
        heads = heads[first:]
    return heads, names


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


def _row(
    names: list[Cell],
    run: list[Cell],
    head: list[Cell],
    typical: list[float],
    around: Around,
    cut: bool,
) -> Iterator[Figure]:
    """Read one row; where it is short and not cut off, the cells behind the sure ones belong to the
    last columns."""
    while len(run) > max(len(head), 1) and run[-1].empty:
        run = run[:-1]
    if head and len(run) > len(head):
        return
    short = len(head) - len(run) if head and not cut else 0
    sure = _sure(run, short, typical) if short else len(run)
    columns = [*head[:sure], *head[sure + short :]] or [None] * len(run)
    own = names[-1] if len(names) > 1 else None
    part = own and (
        _narrows(own, around.lexicon) or not own.known and _is_part([own], around.lexicon)
    )
    unnamed = len(names) > 1 and _NO_NAME.fullmatch(names[-1].text)
    for place, (cell, column) in enumerate(zip(run, columns, strict=False)):
        figure = figure_of(cell, column, names, around)
        if figure:
            figure.scope = "part" if part else figure.scope
            if unnamed:
                figure.flag("ambiguous", note="its row has no name")
            if column and column.doubt:
                figure.flag("ambiguous", note=column.doubt)
            if place >= sure:
                figure.flag("ambiguous", "", "the row has fewer cells than the table has columns")
            yield figure


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
        if not middle or distances[0] + 0.3 > min(distances[1:]):
            return place
    return len(run)


def _size(cell: Cell) -> float:
    digits = re.sub(r"[^\d.]", "", cell.text)
    return log10(max(float(digits), 1e-3)) if digits.strip(".") and digits.count(".") < 2 else 0.0
