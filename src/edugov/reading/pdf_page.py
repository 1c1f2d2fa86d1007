"""One page of a pdf: letters put together to words, lines, tables and columns.

Heights count from the top of the page.
"""

import ctypes
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import compress, groupby
from os.path import commonprefix

import pypdfium2
from pdfplumber.utils import cluster_objects
from pypdfium2 import raw

from edugov.han import HAN, IS_HAN
from edugov.reading.grids import Grid, is_number
from edugov.reading.pdf_pieces import Piece, Sheet
from edugov.reading.pdf_table_headings import heads_above, put_below

SPACE = 0.15  # of a letter's height between words
APART = 0.75  # between cells
SMALL = 0.9  # of a letter's height has a raised mark
SPREAD = 8  # letters that all stand apart in a row are a line that is spaced out
FORMS = 3  # in one another; a form that draws itself has no end
ROW = 0.6  # between lines that stand in one row: a cell's two lines, and one beside them
NEAR = 8  # points between what is printed at one place
COLUMN = 6  # letters in most lines of a column of text
LOST = ord("□")  # stands for a letter that has no meaning in the file
SPACED_OUT = re.compile(rf"(?=(?:.*[{HAN}]){{3}})\S(?: \S){{3,}}")
WORD = re.compile(r"[\d.,%]*.?")  # is not broken at the end of a line
CAPTION = re.compile(r"(附?表\s*[\d一二三四五六七八九十]|单位[:：])")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


Item = Piece | Sheet


# ---- letters


def turn_of(matrix: tuple[float, ...]) -> int:
    """By how many degrees, against the clock, letters are turned; a scan may be a little askew."""
    right, up = matrix[:2]
    return 10 * round(math.degrees(math.atan2(up, right)) / 10)


def set_upright(page: pypdfium2.PdfPage, turn: int) -> None:
    """Turn a page by so many degrees, and take the watermarks off it: words that are printed
    askew, and pale ones across others."""
    kinds = [raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM]
    things = list(page.get_objects(kinds, max_depth=FORMS))
    words = [thing for thing in things if thing.type == raw.FPDF_PAGEOBJ_TEXT]
    pale = set(filter(_is_pale, words))
    dark = [thing.get_bounds() for thing in words if thing not in pale]
    if not any(_is_across(thing.get_bounds(), dark) for thing in pale):
        pale = set()
    for thing in things:
        if thing in pale or (turn_of(thing.get_matrix().get()) - turn) % 90:
            page.remove_obj(thing)
    left, low, right, high = page.get_mediabox()
    width, height = right - left, high - low
    move = pypdfium2.PdfMatrix().translate(-left - width / 2, -low - height / 2).rotate(turn)
    if turn % 180:
        width, height = height, width
    move = move.translate(width / 2, height / 2)
    for thing in page.get_objects(max_depth=1):
        thing.transform(move)
    page.set_mediabox(0, 0, width, height)
    page.set_rotation(0)


def _is_pale(thing: pypdfium2.PdfObject) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(thing, *colour):
        return False
    *light, dense = (part.value for part in colour)
    return dense < 255 or 128 < min(light) < 250


def _is_across(box: tuple[float, ...], others: list[tuple[float, ...]]) -> bool:
    left, low, right, high = box
    return any(x0 < right and left < x1 and y0 < high and low < y1 for x0, y0, x1, y1 in others)


def pieces_of(page: pypdfium2.PdfTextPage, height: float) -> list[Piece]:
    """Words that stand together, in the order in which they were printed."""
    pieces: list[Piece] = []
    drawn: Piece | None = None
    after_space = True
    for number in range(page.count_chars()):
        words = chr(raw.FPDFText_GetUnicode(page, number) or LOST)
        if words.isspace():
            after_space = True
            continue
        left, low, right, high = page.get_charbox(number, loose=True)
        flat = max(0, (right - left) / 2 - (high - low))  # of 一 some fonts tell the ink alone
        letter = Piece(words, left, right, height - low + flat, high - low + 2 * flat)
        if drawn and _is_copy(letter, drawn):
            continue
        drawn = replace(letter)
        if not pieces or _is_parted(pieces[-1], letter, after_space):
            pieces.append(letter)
        else:
            last = pieces[-1]
            if letter.size < SMALL * last.size and letter.row < last.row - SPACE * last.size:
                letter.words = words.translate(RAISED)
            if after_space and left - last.x1 > SPACE * last.size:  # PDFium sees more
                last.words += " "
            last.words += letter.words
            last.x1, last.size = right, max(last.size, letter.size)
        after_space = False
    for piece in pieces:
        if SPACED_OUT.fullmatch(piece.words):
            piece.words = piece.words.replace(" ", "")
    return pieces


def _is_copy(letter: Piece, before: Piece) -> bool:
    """Whether a letter is drawn again where it stands, to make it bold or to give it an edge."""
    apart = max(abs(letter.x0 - before.x0), abs(letter.row - before.row))
    return letter.words == before.words and apart < SPACE * letter.size


def _is_parted(piece: Piece, letter: Piece, after_space: bool) -> bool:
    """Whether a letter stands in another row than a piece, or in another cell or column."""
    if abs(letter.row - piece.row) > piece.size / 2:
        return True
    return after_space and letter.x0 - piece.x1 > APART * piece.size


# ---- tables


def is_ruled(table, page) -> bool:
    """Whether lines part all columns of a table: there are two, and no rule goes on beside them."""
    left, top, right, _ = table.bbox
    for rule in page.horizontal_edges:
        beside = rule["x0"] < left - NEAR or rule["x1"] > right + NEAR
        touching = rule["x0"] < right + NEAR and rule["x1"] > left - NEAR
        if beside and touching and abs(rule["top"] - top) < 1:
            return False
    if len({cell[1] for cell in table.cells}) == 1 and any(
        _fills(rect, table) for rect in page.rects
    ):
        return False
    return len({cell[0] for cell in table.cells}) > 1


def _fills(rect: dict, table) -> bool:
    """Whether a rectangle without an edge is the ground of the first cell of a table."""
    sides = (rect["x0"], rect["top"], rect["x1"], rect["bottom"])
    near = all(abs(side - other) < 1 for side, other in zip(sides, table.cells[0], strict=True))
    return near and not rect["stroke"]


def ruled(table, page: pypdfium2.PdfTextPage, height: float) -> Sheet | None:
    """Read a table that has lines around its cells; one that runs over several grid lines covers
    the rows and columns between. None if lines part no rows, so that numbers stand in stacks."""
    grid = Grid()
    lefts = sorted({cell[0] for cell in table.cells})
    tops = sorted({cell[1] for cell in table.cells})
    for left, top, right, bottom in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
        words = page.get_text_bounded(left + 1, height - bottom + 1, right - 1, height - top - 1)
        parts = words.split()
        if len(parts) > 2 and all(map(is_number, parts)):
            return None
        rows = bisect_left(tops, bottom) - tops.index(top)
        columns = bisect_left(lefts, right) - lefts.index(left)
        grid.add(tops.index(top), words.replace("\r\n", ""), rows, columns, lefts.index(left))
    left, top, right, bottom = table.bbox
    return Sheet(grid, left, right, top, bottom)


def aligned(rows: list[list[Piece]]) -> Sheet | None:
    """Make a table of rows of words that stand under each other, if numbers are among them.

    A row of headings over another covers all columns but the first in equal parts.
    """
    numbered = [any(is_number(piece.words) for piece in row) for row in rows]
    widest = max(compress(rows, numbered), key=len, default=[])
    if len(rows) < 2 or len(widest) < 2 or sum(numbered) * 3 < len(rows):
        return None
    grid = Grid()
    for number, row in enumerate(rows):
        places = [_nearest(piece, widest) for piece in row]
        over = len(row) - (places[0] == 0)
        covered = 1
        if not any(numbered[number : number + 2]) and over and (len(widest) - 1) % over == 0:
            covered = (len(widest) - 1) // over
        for piece, column in zip(row, places, strict=True):
            first = column - (column - 1) % covered if column else 0
            grid.add(number, piece.words, columns=covered if column else 1, column=first)
    return Sheet(grid, widest[0].x0, widest[-1].x1, rows[0][0].row, rows[-1][0].row)


def _nearest(piece: Piece, row: list[Piece]) -> int:
    """Say which words of a row have their middle nearest to that of a piece."""
    apart = [abs(other.x0 + other.x1 - piece.x0 - piece.x1) for other in row]
    return apart.index(min(apart))


def goes_on(sheet: Sheet, more: Sheet) -> bool:
    """Whether a table goes on with another, which follows it; if so the two are made one.

    It does with the same columns if it has the same headings again, or begins with numbers.
    """
    above, below = sheet.grid, more.grid
    beside = sheet.x1 < more.x0 or more.x1 < sheet.x0
    if beside or above.width != below.width:
        return False
    rows = list(below.rows().values())
    again = len(commonprefix([list(above.rows().values()), rows]))
    if not again and not any(map(is_number, rows[0])):
        return False
    shift = above.height - again
    for mine, theirs in ((above.words, below.words), (above.doubts, below.doubts)):
        for (row, column), value in theirs.items():
            if row >= again:
                mine[row + shift, column] = value
    above.height += below.height - again
    return True


# ---- columns and lines


def in_order(items: list[Item]) -> Iterator[Item]:
    """Lines and tables as they are read: what is printed in columns column after column."""
    items = sorted(items, key=lambda item: item.row)
    common = Counter(round(item.x0) - 1 for item in items).most_common(20)
    for left in sorted(left for left, _ in common):
        start = 0
        for end in (*_breaks(items, left), len(items)):
            first = [item for item in items[start:end] if item.x0 < left]
            second = [item for item in items[start:end] if item.x0 >= left]
            if (_is_column(first) and _is_column(second)) or _are_twins(first, second):
                yield from in_order(items[:start])
                yield from _paragraphs(list(in_order(first)))
                yield from _paragraphs(list(in_order(second)))
                yield from in_order(items[end:])
                return
            start = end
    yield from _lines(items)


def _paragraphs(items: list[Item]) -> list[Item]:
    """Make the lines of a paragraph in a column one: the next word found no room in the line.

    Lines of columns are so short that one alone may look like a heading.
    """
    left, right = min(item.x0 for item in items), max(item.x1 for item in items)
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if isinstance(last, Piece) and isinstance(item, Piece) and item.x0 < left + NEAR:
            word = WORD.match(item.words)[0]
            if last.x1 + (len(word) + 1) * item.size / 2 > right:
                last.words += item.words
                last.x1 = item.x1
                continue
        joined.append(item)
    return joined


def _breaks(items: list[Item], left: float) -> Iterator[int]:
    """Say which items end columns that part at `left`: what crosses it, and a caption beside which
    nothing stands."""
    for number, item in enumerate(items):
        if item.x0 < left < item.x1 or _is_caption(item, items):
            yield number


def _is_caption(item: Item, items: list[Item]) -> bool:
    if not CAPTION.match(item.words):
        return False
    return sum(abs(other.row - item.row) < NEAR for other in items) == 1


def _is_column(items: list[Item]) -> bool:
    """Whether there is a table, or mostly lines of text."""
    if any(isinstance(item, Sheet) for item in items):
        return True
    long = sum(len(item.words) >= COLUMN and not is_number(item.words) for item in items)
    return len(items) > 2 and long > 0.5 * len(items)  # most paragraphs end with a short line


def _are_twins(first: list[Item], second: list[Item]) -> bool:
    """Whether tables without lines around stand side by side: the same words begin both."""
    return bool(_heads(first) & _heads(second))


def _heads(items: list[Item]) -> set[tuple[str, float]]:
    """Words at the left side, and where they stand."""
    left = min((item.x0 for item in items), default=0)
    return {(item.words, item.row) for item in items if item.x0 - left < NEAR}


def _lines(items: list[Item]) -> Iterator[Item]:
    """Lines of one column; rows of cells without lines around them are a table, and the headings
    above it are of it."""
    for are_sheets, group in groupby(items, key=lambda item: isinstance(item, Sheet)):
        if are_sheets:
            yield from group
            continue
        waiting: list[list[Piece]] = []
        for run in _runs(list(group)):
            cells = run[:]
            while cells and len(cells[-1]) == 1:  # a line that follows a table is none of its rows
                cells.pop()
            sheet = aligned(cells)
            waiting += run
            if sheet:
                first = len(waiting) - len(run)
                heads = heads_above(waiting[:first], cells)
                yield from map(_line, waiting[: first - len(heads)])
                yield put_below(heads, sheet, cells) if heads else sheet
                waiting = run[len(cells) :]
        yield from map(_line, waiting)


def _runs(pieces: list[Piece]) -> Iterator[list[list[Piece]]]:
    """Rows that may be of one table, or lines of text."""
    run: list[list[Piece]] = []
    for row in cluster_objects(pieces, lambda piece: piece.row, ROW * pieces[0].size):
        row = _joined(row)
        if not _belongs(row, run):
            yield run
            run = []
        if len(run) > 1 and _is_wrapped(row, run):
            run[-1][0].words += row[0].words
        else:
            run.append(row)
    yield run


def _joined(row: list[Piece]) -> list[Piece]:
    """From left to right; words under each other are lines of one cell."""
    joined: list[Piece] = []
    for piece in sorted(row, key=lambda piece: piece.x0):
        if joined and piece.x0 < joined[-1].x1 - NEAR:
            joined[-1].words += piece.words
        else:
            joined.append(piece)
    if len(joined) >= SPREAD and all(len(piece.words) == 1 for piece in joined):
        words = "".join(piece.words for piece in joined)
        return [replace(_line(joined), words=words)] if len(IS_HAN.findall(words)) > 2 else joined
    return joined


def _belongs(row: list[Piece], run: list[list[Piece]]) -> bool:
    """Whether a row may belong to the table of those above: it has cells, or words in the first
    column."""
    if not run or len(run[0]) == 1:
        return False
    if CAPTION.match(row[0].words) or CAPTION.match(run[0][0].words):
        return False
    return len(row) > 1 or row[0].x1 < run[0][1].x0


def _is_wrapped(row: list[Piece], run: list[list[Piece]]) -> bool:
    """Whether a row is the second line of the label above it: it stands nearer than rows do."""
    apart = row[0].row - run[-1][0].row
    return len(row) == 1 and apart < APART * (run[-1][0].row - run[-2][0].row)


def _line(row: list[Piece]) -> Piece:
    """One line of the pieces in a row."""
    words = " ".join(piece.words for piece in row)
    return Piece(words, row[0].x0, row[-1].x1, row[0].row, row[0].size)
