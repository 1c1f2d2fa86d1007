"""Headings of columns that stand over several lines (二行表头): 小学 and 初中 over 学校数, 在校生,
学校数, 在校生."""

from collections.abc import Iterator
from dataclasses import replace

from edugov.reading.grammar.cutting import Token, cut
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.lexicon import Lexicon
from edugov.reading.table_cells import ASPECT, UNIT, Cell, cell_of

NAME_LIMIT = 2  # labels between the headings and the first number: the name of the row
OF_WHAT = "its heading does not say of what it is the coefficient or the change"
PROJECT = frozenset(("project",))  # 项目 heads any names
ASIDE = PROJECT | {"standard"}
NOUNS = frozenset("HMVQ")
CHANGES = frozenset("<RLGB")
COMPARED = frozenset(("per_student", "per_100", "teacher_student_ratio"))  # between schools


def under(head: Cell | None, cell: Cell) -> Cell:
    """Join a heading to the one above it: the lower one says more."""
    if head is None:
        return cell
    said = ("phrase", "stages", "year", "cv", "growth", "factor", "doubt")
    joined = {name: getattr(cell, name) or getattr(head, name) for name in said}
    if cell.stages == ["all"]:  # 合计 below 小学 is of 小学
        joined["stages"] = head.stages or cell.stages
    return replace(cell, above=head, **joined)


def with_their_things(heads: list[Cell | None]) -> list[Cell | None]:
    """Let 差异系数 or 比上年增减 alone behind the name of an indicator be of it: 在校生 | 增减.

    Behind several it may be of the last or of all together, and what is below it is not sure.
    """
    done: list[Cell | None] = []
    since = 0  # names of things since the last head that is of one
    met = aside = False
    for head in heads:
        if head and _is_thing(head):
            since = 1 + (0 if aside else since)
            aside, met = False, met or not head.cv
        elif head and (head.cv or head.growth):
            if met:
                own = done[-1].phrase if done[-1] and since == 1 else Phrase()
                head = replace(head, phrase=own, doubt="" if own.features else OF_WHAT)
            since = 0 if head.cv else since
            aside = True
        done.append(head)
    return _with_their_mean(done)


def _is_thing(head: Cell) -> bool:
    """Say whether a heading names what is measured, and not a limit or who kept it: 达标校数."""
    return "aided" not in head.phrase.features and bool(head.phrase.features - ASIDE)


def _with_their_mean(heads: list[Cell | None]) -> list[Cell | None]:
    """Let all be coefficients where only their mean says so: 生均图书册数 | 综合差异系数."""
    said = [head for head in heads if head and head.cv]
    if len(said) != 1 or said[0].phrase.features != {"composite"}:
        return heads
    return [
        replace(head, cv=True) if head and head.phrase.features & COMPARED else head
        for head in heads
    ]


def layered(labels: list[Cell], wanted: int) -> list[Cell]:
    """Find the headings of so many columns where their lowest line says the same again and again.

    How often it does so tells how many headings stand above it, which all must be of one kind and
    differ. Nothing is returned where the labels are not of this form.
    """
    for behind in range(1, NAME_LIMIT + 1):
        first = len(labels) - behind - wanted
        lowest = labels[first : first + wanted] if first > 0 else []
        width = _period(lowest)
        over = wanted // width if width else 0
        uppers = labels[max(0, first - over) : first]
        if over < 2 or len(uppers) < over or not _heads_alike(uppers, lowest):
            continue
        columns = [under(uppers[place // width], cell) for place, cell in enumerate(lowest)]
        columns[0] = replace(columns[0], start=uppers[0].start)
        return columns
    return []


def _period(cells: list[Cell]) -> int:
    """Return after how many cells a line says the same again; 0 where it never does."""
    said = [_said(cell) for cell in cells]
    for width in range(1, len(said) // 2 + 1):
        if len(said) % width == 0 and said == said[:width] * (len(said) // width):
            return width
    return 0


def _said(cell: Cell) -> tuple:
    """Return what a heading says, whatever unit is printed with it."""
    means = (cell.phrase.features, tuple(cell.stages), cell.year, cell.cv, cell.growth)
    return means if any(means) else (cell.text,)


def _heads_alike(uppers: list[Cell], lowest: list[Cell]) -> bool:
    """Say whether headings can stand over others: all of one kind, all different, all known, and
    not the kind of those below."""
    kinds = {_kind(cell) for cell in uppers}
    said = {_said(cell) for cell in uppers}
    other = {_kind(cell) for cell in lowest}
    return len(kinds) == 1 and "" not in kinds and len(said) == len(uppers) and kinds != other


def _kind(cell: Cell) -> str:
    """Say what kind of heading a cell is; none for a word that nobody knows."""
    if cell.phrase.features and not cell.growth:
        return "thing"
    if cell.year:
        return "year"
    if cell.stages:
        return "stage"
    aspect = cell.growth or cell.cv or UNIT.fullmatch(cell.text) or ASPECT.fullmatch(cell.text)
    return "aspect" if aspect else ""


def between_spaces(plain: str, start: int, end: int, lexicon: Lexicon, wanted: int) -> list[Cell]:
    """Find such headings in a stretch of even text, where nothing parts one heading from the
    next."""
    found = cut(plain, start, end, lexicon.words)
    for joining in (NOUNS, NOUNS | {"="}):
        labels = [cell_of(plain, first, last, lexicon) for first, last in _pieces(found, joining)]
        if columns := layered(labels, wanted):
            return columns
    return []


def _pieces(found: list[Token], joining: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Cut words into headings: nouns side by side are one, a stage and a year stand alone, and a
    unit in brackets belongs to the heading before it."""
    piece: list[Token] = []
    depth = 0
    for token in found:
        depth += {"(": 1, ")": -1}.get(token.letter, 0)
        beside = bool(piece) and piece[-1].end == token.start
        inside = depth > 0 or token.letter == ")" or token.text == "%"
        if beside and (inside or _goes_on(piece, token, joining)):
            piece.append(token)
            continue
        if piece:
            yield piece[0].start, piece[-1].end
        piece = [] if token.letter in ",;:|" else [token]
    if piece:
        yield piece[0].start, piece[-1].end


def _goes_on(piece: list[Token], token: Token, joining: frozenset[str]) -> bool:
    """Say whether a word belongs to the heading before it: 专任|教师, 比上年|增长."""
    last = piece[-1]
    if last.letter in CHANGES:
        return token.letter in CHANGES
    if last.letter not in joining or token.letter not in joining:
        return False
    if token.letter == "=":
        return True
    return last.letter != "H" and last.letter != "="
