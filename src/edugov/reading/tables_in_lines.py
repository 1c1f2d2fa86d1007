"""Tables in lines of plain text (文本行里的表格): rows of numbers below headings broken over lines.

The even form joins lines, so these are taken from the text as received.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, groupby, product
from math import comb, prod

from edugov.han import IS_HAN
from edugov.reading.lexicon import Lexicon
from edugov.reading.printed_years import YEAR_ALONE
from edugov.reading.table_cells import NUMBER, UNIT, Cell, cell_of
from edugov.reading.text import Text, even_characters

LEAST_ROWS = 3
HEAD_LINES = 5  # lines of headings, the table's unit among them
LINE_LIMIT = 120  # characters; a longer line is text
TITLE = 8  # characters; no heading of one word above others is as long
TRIES = 3_000  # ways to give pieces of headings to columns
_SENTENCE = re.compile(r"[。，；;|:：]\s*\S|[。|]")
_TITLE = re.compile(r"\s*(?:附?表\s*\d|\d+[-–]\d+(?!\d))")
_UNIT_LINE = re.compile(r"\(?单位:\s*(\S+)")
_NUMERIC = re.compile(rf"{NUMBER}(?:{UNIT.pattern})?|[-/…]+")
_BLANK = re.compile(r"\n[ \t]*\n")
_LATIN = re.compile(r"[A-Za-z][A-Za-z .,'´’&()-]*\Z")
_PART = re.compile("#|其中")  # begins the heading of a column of a part
_CORNER = re.compile("指标|项目|学段|年[份度]|地区|[县市]区?|单位|(?:学校)?(?:类[别型]|名称)")


@dataclass(frozen=True)
class Word:
    """Letters without a blank between them, and where they stand in the text as received."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """A line with a name and numbers, or with a name alone."""

    name: Word
    numbers: tuple[Word, ...]
    end: int  # of the line


@dataclass(frozen=True)
class Lined:
    """A table, its place in the even text, and its rows, the first of them the headings."""

    start: int
    end: int
    caption: Cell
    rows: list[list[Cell]]


def tables_in_lines(text: Text, lexicon: Lexicon) -> Iterator[Lined]:
    """Find the tables of a text whose rows stand in lines of their own."""
    received = even_characters(text.received)
    lines = _lines_of(received)
    rows = [_row(received, *line) for line in lines]
    for is_row, group in groupby(range(len(lines)), lambda at: rows[at] is not None):
        places = list(group)
        while is_row and places and not rows[places[-1]].numbers:
            places.pop()  # a heading of what follows
        found = [rows[at] for at in places] if is_row else []
        if sum(bool(row.numbers) for row in found) < LEAST_ROWS:
            continue
        if table := _table(text, lexicon, found, received, lines[: places[0]]):
            yield table


def _lines_of(received: str) -> list[tuple[int, int]]:
    """Give start and end of every line that holds anything."""
    return [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", received)]


def _words(received: str, start: int, end: int) -> list[Word]:
    """Give the words of a line; single Han letters beside each other are one spaced out: 在  校."""
    words: list[Word] = []
    for match in re.finditer(r"\S+", received[start:end]):
        word = Word(match[0], start + match.start(), start + match.end())
        last = words[-1] if words else None
        if last and len(word.text) == 1 and IS_HAN.match(word.text) and _is_spaced(last, received):
            words[-1] = Word(last.text + word.text, last.start, word.end)
        else:
            words.append(word)
    return words


def _is_spaced(word: Word, received: str) -> bool:
    """Say whether a word is of Han letters that all stand alone, behind a number of its row."""
    printed = re.sub(r"^\d+[.、]|#", "", received[word.start : word.end])
    return bool(printed) and all(IS_HAN.fullmatch(part) for part in printed.split())


def _row(received: str, start: int, end: int) -> Row | None:
    """Read a line as a row: a name and numbers behind it, or a name alone that is short."""
    if end - start > LINE_LIMIT or _SENTENCE.search(received, start, end):
        return None
    words = _words(received, start, end)
    count = 0
    while count < len(words) and _NUMERIC.fullmatch(words[-1 - count].text):
        count += 1
    if count == len(words) and YEAR_ALONE.fullmatch(words[0].text):
        count -= 1
    names = words[: len(words) - count]
    if not names or count == 1:
        return None
    own = [word.text for word in names if not _LATIN.fullmatch(word.text)]
    text = "".join(own)
    if not text or (not count and (len(own) > 2 or re.search(r"\d", text))):
        return None
    return Row(Word(text, names[0].start, names[-1].end), tuple(words[len(names) :]), end)


def _table(
    text: Text, lexicon: Lexicon, rows: list[Row], received: str, above: list[tuple[int, int]]
) -> Lined | None:
    """Put rows below the headings that stand above them."""
    wanted, often = Counter(len(row.numbers) for row in rows if row.numbers).most_common(1)[0]
    while rows and not rows[0].numbers and not IS_HAN.search(rows[0].name.text):
        rows = rows[1:]
    lines = list(above)
    while len(rows) > 1 and not rows[0].numbers and _is_heading(rows[0], rows[1], received):
        lines.append((rows[0].name.start, rows[0].end))
        rows = rows[1:]
    if often < LEAST_ROWS:
        return None
    caption, heads = _above(text, lexicon, received, lines)
    columns = _columns(heads, wanted, lexicon)
    if not columns:
        return None
    made = [[Cell(columns[0].start, columns[0].start, "项目"), *columns]]
    for row in rows:
        cells = _cells(row, wanted, received)
        if cells:
            name = _placed(text, lexicon, row.name)
            if YEAR_ALONE.fullmatch(name.text):
                name.year = name.text
            made.append([name, *[_placed(text, lexicon, cell) for cell in cells]])
    end = text.place(rows[-1].end - 1) + 1
    for cell in columns:
        cell.start = cell.end = made[1][0].start
    return Lined(made[1][0].start, end, caption, made)


def _is_heading(row: Row, below: Row, received: str) -> bool:
    """Say whether a line without numbers is of headings, and does not name the rows below it."""
    printed = received[row.name.start : row.name.end]
    apart = len(_words(received, row.name.start, row.name.end)) > 1 and "  " in printed
    return not below.numbers or apart or printed.startswith("#")


def _cells(row: Row, wanted: int, received: str) -> list[Word]:
    """Give the cells of a row; two blanks where others have one stand for an empty cell."""
    if not row.numbers:
        return [Word("", row.end, row.end)] * wanted
    cells: list[Word] = []
    place = row.name.end
    for word in row.numbers:
        gap = len(received[place : word.start])
        if gap > 1 and len(row.numbers) < wanted:
            cells.append(Word("", word.start, word.start))
        cells.append(word)
        place = word.end
    if received[place : row.end] or len(row.numbers) == wanted:
        cells += [Word("", row.end, row.end)] * (wanted - len(cells))
    return cells if len(cells) == wanted else []


def _placed(text: Text, lexicon: Lexicon, word: Word) -> Cell:
    """Make a cell of a word, at its place in the even text."""
    cell = cell_of(word.text, 0, len(word.text), lexicon)
    start = text.place(word.start)
    end = text.place(word.end - 1) + 1 if word.text else start
    return replace(cell, start=start, end=end)


def _above(
    text: Text, lexicon: Lexicon, received: str, lines: list[tuple[int, int]]
) -> tuple[Cell, list[list[Word]]]:
    """Read the lines above the rows: the headings in them, and the caption with the unit."""
    heads: list[list[Word]] = []
    unit = ""
    below = len(received)
    for start, end in reversed(lines[-HEAD_LINES:]):
        line = received[start:end]
        apart = heads and _BLANK.search(received, end, below)
        below = start
        if found := _UNIT_LINE.match(line.strip()):
            unit = found[0]
        elif apart or _TITLE.match(line) or end - start > LINE_LIMIT or _SENTENCE.search(line):
            titled = Word(line.strip() if _TITLE.match(line) else "", start, end)
            caption = _placed(text, lexicon, titled)
            break
        else:
            words = [word for word in _words(received, start, end) if _is_head(word)]
            heads.insert(0, [_set(word, received) for word in words])
    else:
        caption = Cell(0, 0, "")
    if unit:
        caption.factor = cell_of(unit, 0, len(unit), lexicon).factor
    caption.growth = False
    return caption, [line for line in heads if line]


def _set(word: Word, received: str) -> Word:
    """Give a word the width of what stands before it in its line, where blanks set it apart."""
    before = received[received.rfind("\n", 0, word.start) + 1 : word.start]
    width = len(before) + len(IS_HAN.findall(before)) if before.endswith("  ") else -1
    return Word(word.text, width, width)


def _is_head(word: Word) -> bool:
    """Say whether a word can head a column: one of another script says again what Chinese says."""
    text = word.text
    return bool(IS_HAN.search(text) or YEAR_ALONE.fullmatch(text) or UNIT.fullmatch(text))


def _columns(lines: list[list[Word]], wanted: int, lexicon: Lexicon) -> list[Cell]:
    """Give the pieces of broken headings to columns, so that all mean something; none where not
    all do, or in two ways that the places of the pieces do not part."""
    lines = [line[_has_corner(line, wanted) :] for line in lines]
    while lines and not len(lines[0]) <= wanted or _is_title(lines, wanted):
        lines = lines[1:]
    ways = [combinations(range(wanted), len(line)) for line in lines]
    if not lines or prod(comb(wanted, len(line)) for line in lines) > TRIES:
        return []
    found: dict[tuple, list[Cell]] = {}
    in_order: dict[tuple, list[Cell]] = {}
    for way in product(*ways):
        pieces: list[list[Word]] = [[] for _ in range(wanted)]
        for line, places in zip(lines, way, strict=True):
            for place, piece in zip(places, line, strict=True):
                pieces[place].append(piece)
        cells = [_heading("".join(piece.text for piece in column), lexicon) for column in pieces]
        if all(cells):
            said = tuple((c.phrase.features, *c.stages, c.year, c.growth, c.cv) for c in cells)
            found[said] = cells
            if _is_in_order(pieces):
                in_order[said] = cells
    kept = found if len(found) == 1 else in_order
    return next(iter(kept.values())) if len(kept) == 1 else []


def _is_in_order(columns: list[list[Word]]) -> bool:
    """Say whether all pieces of a column begin before those of the next, each set apart."""
    known = all(piece.start >= 0 for column in columns for piece in column)
    pairs = zip(columns, columns[1:], strict=False)
    apart = (max(w.start for w in one) < min(w.start for w in other) for one, other in pairs)
    return known and all(apart)


def _has_corner(line: list[Word], wanted: int) -> bool:
    """Say whether the first word of a line of headings is over the names of the rows."""
    return len(line) == wanted + 1 or bool(_CORNER.fullmatch(line[0].text))


def _is_title(lines: list[list[Word]], wanted: int) -> bool:
    """Say whether the first line is one long word above headings of all columns."""
    return (
        len(lines) > 1
        and len(lines[1]) == wanted > len(lines[0]) == 1
        and len(lines[0][0].text) >= TITLE
    )


def _heading(text: str, lexicon: Lexicon) -> Cell | None:
    """Read the heading of a column; none if it says nothing, or is of two columns."""
    cell = cell_of(text, 0, len(text), lexicon)
    if YEAR_ALONE.fullmatch(text):
        cell.year = text
    units = [unit for unit in re.findall(r"\([^()]*\)", text) if UNIT.fullmatch(unit)]
    whole = len(units) < 2 and not _PART.search(text, 1)
    return cell if whole and cell.known and not cell.unknown else None
