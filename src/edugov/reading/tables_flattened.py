"""Tables in text, whatever their form: found, and handed to the module of their form; cells with |,
or one cell a line."""

import re
from collections.abc import Iterator

from edugov.reading.figures import Figure
from edugov.reading.grammar.cutting import cut
from edugov.reading.grammar.noun_behind import MIXED
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.grammar.state import Known
from edugov.reading.lexicon import Lexicon
from edugov.reading.printed_years import YEAR_ALONE
from edugov.reading.stacked_headings import between_spaces
from edugov.reading.table_cells import NUMERIC, Around, Cell, cell_of, rows_of
from edugov.reading.table_parts import kinds_of_stages
from edugov.reading.tables_aligned import even, read_aligned
from edugov.reading.tables_in_lines import tables_in_lines
from edugov.reading.tables_ragged import read_ragged
from edugov.reading.tables_spaced import ROW, cells_between_spaces, headings

_WORDS = r"(?:[^\d\n,，。;|(]|20\d\d|\([^()\n]{0,20}+\)?){1,60}"
_CELL = rf"(?:(?:\d{{1,2}}[.、])?{_WORDS}|{NUMERIC})(?:\n|$)"
_STACK = re.compile(rf"(?:^|(?<=\n))(?:{_CELL}){{6,}}")  # one cell a line
_ALONE = re.compile(rf"(?:^|(?<=\n)){NUMERIC}(?=\n|$)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z ,.'()-]{8,}$")  # says the same in English
_YEARS = re.compile("年[份度]")
_UNIT_LINE = re.compile(r"\(?(?:计量)?单位:[^|]{1,12}")
_PLAN = re.compile("目标|规划|计划")
SHORT_LINE = 30  # characters; a longer line is no heading
CAPTION = 40  # characters; a longer line above a table is no caption
NUMBERS = 4  # alone in a line each, that make a table of lines with one cell
APART = 40  # characters between two rows of numbers of one table
HEADS_IN = 600  # characters before a table in which its headings stand in one line
HEADS_LIMIT = 300  # characters of headings over several lines
PLANS_IN = 300  # characters before a table in which plans are spoken of
COMPULSORY = frozenset(("primary", "lower_secondary"))
Rows = list[tuple[int, int, int]]  # start, end, count of numbers


def regions(plain: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Find the stretches of even text that are tables, in order."""
    found = list(_piped(plain)) if "|" in plain else []
    for match in _STACK.finditer(plain):
        if len(_ALONE.findall(plain, *match.span())) >= NUMBERS:
            found.append(match.span())
    for rows in _rows_together(plain, found):
        start, _, count = rows[0]
        heads = _headings_above(plain, start, count, lexicon)
        if heads and (heads[0].phrase.features or heads[0].above or len(rows) > 2):
            found.append((heads[0].start, rows[-1][1]))
    return sorted(found)


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


def _rows_together(plain: str, found: list[tuple[int, int]]) -> Iterator[Rows]:
    """Find rows of numbers with spaces, one after the other, outside the tables found already.

    The first of them has three numbers at least.
    """
    inside = bytearray(len(plain))
    for start, end in found:
        inside[start:end] = b"1" * (end - start)
    rows: Rows = []
    for match in ROW.finditer(plain):
        count = match[0].count(" ") + 1
        if inside[match.start()] or (not rows and count < 3):
            continue
        if rows and match.start() - rows[-1][1] > APART:
            yield rows
            rows = []
        if rows or count > 2:
            rows.append((*match.span(), count))
    if rows:
        yield rows


def _headings_above(plain: str, start: int, count: int, lexicon: Lexicon) -> list[Cell]:
    """Find the headings of so many columns above a row of numbers."""
    sentence = max(plain.rfind("。", 0, start) + 1, start - HEADS_LIMIT)
    if layers := between_spaces(plain, sentence, start, lexicon, count):
        return layers
    begin = max(plain.rfind("\n", 0, start) + 1, start - HEADS_IN)
    heads = headings(plain, begin, start, count, lexicon)
    if len(heads) >= count:
        return heads
    more = headings(plain, _lines_above(plain, begin), start, count, lexicon)
    return more if len(more) == count else heads  # headings that go on over lines


def _lines_above(plain: str, begin: int) -> int:
    """Return where the short lines begin that stand right above a place."""
    while begin:
        above = plain.rfind("\n", 0, begin - 1) + 1
        if begin - above > SHORT_LINE or "。" in plain[above:begin]:
            break
        begin = above
    return begin


def tables(reader: Known, lexicon: Lexicon) -> Iterator[tuple[int, int, list[Figure]]]:
    """Read the tables of a document in order, and say where each stands.

    Of two ways to see the same lines the one that gives more sound figures is taken.
    """
    found = [(*place, None) for place in regions(reader.plain, lexicon)]
    found += [(one.start, one.end, one) for one in tables_in_lines(reader.text, lexicon)]
    seen: list[tuple[int, int, list[Figure]]] = []
    for start, end, lined in sorted(found, key=lambda one: one[:2]):
        around = _around(reader, lexicon, start, end)
        if lined:
            figures = read_aligned(lined.rows, lined.caption, around)
        else:
            figures = read(reader.plain, around, start, end)
        figures = kinds_of_stages(figures, reader.plain)
        if seen and start < seen[-1][1]:
            if _sound(figures) <= _sound(seen[-1][2]):
                continue
            seen.pop()
        seen.append((start, end, figures))
    yield from seen


def _sound(figures: list[Figure]) -> int:
    return sum(figure.status == "ok" for figure in figures)


def _around(reader: Known, lexicon: Lexicon, start: int, end: int) -> Around:
    plain = reader.plain
    return Around(
        lexicon,
        plain[max(0, start - 60) : end],
        reader.year,
        reader.context.title_stage,
        _PLAN.search(plain, max(0, start - PLANS_IN), end) is not None,
        reader.school,
    )


def read(plain: str, around: Around, start: int, end: int) -> Iterator[Figure]:
    """Read one table; a short row is flagged from the cell where its column becomes uncertain."""
    lexicon = around.lexicon
    if "|" not in plain[start:end] and not _STACK.fullmatch(plain, start, end):
        cells = list(cells_between_spaces(plain, start, end, lexicon))
        return read_ragged(cells, _said_above(plain, start, lexicon), around)
    caption = _caption(plain, start, lexicon)
    rows = rows_of(plain, start, end, lexicon)
    _name_years(rows)
    table = even(rows)
    if any(_names_a_stage(row, bool(table)) for row in rows):
        caption.stages = [stage for stage in caption.stages if stage]
    if table:
        return read_aligned(table, caption, around)
    cells = [cell for row in rows for cell in (row if row[-1].text else row[:-1])]
    return read_ragged(cells, caption, around, plain)


def _name_years(rows: list[list[Cell]]) -> None:
    """Let years name rows whose cells have a line each, where the first heading says so."""
    cells = [row[0] for row in rows]
    heads = [place for place, cell in enumerate(cells) if _YEARS.fullmatch(cell.text)]
    numbers = [place for place, cell in enumerate(cells) if cell.numeric]
    if not heads or not numbers or max(map(len, rows)) > 1 or numbers[0] < heads[0]:
        return
    years = [cells[place] for place in numbers[:: numbers[0] - heads[0]]]
    if len(years) > 1 and all(YEAR_ALONE.fullmatch(cell.text) for cell in years):
        for cell in years:
            cell.year = cell.text


def _names_a_stage(row: list[Cell], alike: bool) -> bool:
    """Say whether a row is of one stage, so that a row of totals is of all: 小学 | 12."""
    named = not row[0].phrase.features and set(row[0].stages) - {"", "all"}
    return bool(named) and (not alike or any(cell.numeric for cell in row))


def _said_above(plain: str, start: int, lexicon: Lexicon) -> Cell:
    """Say whether the words before the first heading, in its line or the one above, are of
    coefficients."""
    begin = max(plain.rfind("\n", 0, start), plain.rfind("。", 0, start)) + 1
    beside = cell_of(plain, begin, start, lexicon)
    said = beside if beside.text else _caption(plain, begin, lexicon)
    return Cell(start, start, "", cv=said.cv)


def _caption(plain: str, start: int, lexicon: Lexicon) -> Cell:
    """Read the line above a table: 表1 小学差异系数. One that names several stages names none."""
    above, _, title = plain[max(0, start - 200) : start].rstrip("\n").rpartition("\n")
    if _UNIT_LINE.fullmatch(title):
        title = above.rpartition("\n")[2] + title
    title = _LATIN.sub("", title)
    if len(title) > CAPTION or "。" in title:
        return Cell(start, start, "")
    caption = cell_of(title, 0, len(title), lexicon)
    caption.growth = False  # 增长情况 says what the table is for, not what each cell is
    words = cut(title, 0, len(title), lexicon.words)
    named = {token.stage for token in words if token.stage} - MIXED
    if named == COMPULSORY:
        caption.stages = ["compulsory"]
    elif named:
        caption.stages = list(named) if len(named) == 1 else [""]
    if {"school", "student"} <= {
        feature for token in words for feature in token.features
    }:  # of both, and no row tells of which
        caption.phrase = Phrase()
    return caption
