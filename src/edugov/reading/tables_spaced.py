"""Tables in text of which only spaces between the numbers are left."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from edugov.reading.grammar.context import Context
from edugov.reading.grammar.cutting import Token, cut
from edugov.reading.grammar.meanings import Meanings
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.lexicon import Lexicon
from edugov.reading.stacked_headings import between_spaces
from edugov.reading.table_cells import NUMBER, UNIT, Cell, cell_of
from edugov.reading.table_parts import narrows

# what fails from the first digit of a run of digits and commas fails from all others
ROW = re.compile(rf"(?<!\d)(?<!\d,){NUMBER}(?: +(?:{NUMBER}|-|/))+-?")
_ENTRY = re.compile(rf"{NUMBER}|(?<=[\d ])[-/]")
LEAST = 3  # headings in a row that are surely of columns
WORDS = frozenset("HMVQS=")  # letters of words that one heading can have side by side
LOST_NAME = "the name of its column is lost"


def cells_between_spaces(plain: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Cell]:
    """Give the cells of a table: the headings of its columns, then name and numbers of each row."""
    place = start
    named = False
    for row in ROW.finditer(plain, start, end):
        if place == start:
            count = row[0].count(" ") + 1
            heads = between_spaces(plain, place, row.start(), lexicon, count)
            heads = heads or headings(plain, place, row.start(), count, lexicon)
            yield from heads
            place = heads[-1].end if heads else place
            named = any(head.phrase.features for head in heads)
        cell = cell_of(plain, place, row.start(), lexicon)
        cell.phrase = Phrase() if named else cell.phrase
        yield cell
        for match in _ENTRY.finditer(plain, *row.span()):
            yield Cell(*match.span(), match[0])
        place = row.end()


@dataclass
class Met:
    """What was met on the way through the words above a table."""

    best: list[Cell] = field(default_factory=list)  # the longest run of wordings
    run: list[Cell] = field(default_factory=list)
    over: list[Cell] = field(default_factory=list)  # stages and years
    depth: int = 0  # of brackets

    def hear(self, cell: Cell) -> None:
        """Add a heading to the run of wordings, or to the stages and years."""
        if cell.cv and self.over and not cell.stages:
            self.over[-1].cv, self.over[-1].end = True, cell.end
        if cell.phrase.features:
            self.run.append(cell)
            if len(self.run) > len(self.best):
                self.best = self.run
            return
        if not self.depth:
            self.run = []
        if cell.stages or cell.year:
            self.over.append(cell)


def headings(plain: str, start: int, end: int, wanted: int, lexicon: Lexicon) -> list[Cell]:
    """Find what could head columns: the longest unbroken sequence of wordings, or as many stages or
    years."""
    met = Met()
    for group in _groups(cut(plain, start, end, lexicon.words), lexicon.meanings):
        letter = group[0].letter
        if letter in ",;:()|":
            met.depth += {"(": 1, ")": -1}.get(letter, 0)
        else:
            met.hear(cell_of(plain, group[0].start, group[-1].end, lexicon))
    columns = _columns(plain, start, end, lexicon)
    lost = any(cell.doubt or not cell.phrase.features for cell in columns)
    if lost and len(columns) == wanted and wanted > len(met.best):
        return columns
    if len(met.best) >= LEAST:
        return met.best
    return met.over[-wanted:] if 1 < wanted <= len(met.over) else []


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
            if not headed and UNIT.fullmatch(plain[opened + 1 : first.start]):
                columns.append(_nameless(opened, first.end, plain[opened : first.end]))
            opened, headed = -1, False
        elif opened < 0:
            cell = cell_of(plain, first.start, group[-1].end, lexicon)
            narrow = narrows(cell, lexicon)
            part = part or narrow
            headed = bool(cell.phrase.features) and not narrow
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
    group: list[Token] = []
    for token in found:
        if group and not _goes_on(group, token, meanings):
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _goes_on(group: list[Token], token: Token, meanings: Meanings) -> bool:
    """Say whether a word belongs to the heading that the words before it say."""
    last = group[-1]
    if last.end != token.start or last.letter not in WORDS or token.letter not in WORDS:
        return False
    said, more = phrase_of(group), phrase_of([token])
    if said.stages and more.stages:
        return False
    if not meanings.of(said, None, Context()):
        return True
    if (said.thing and more.thing) or (more.features and more.features <= said.features):
        return False
    return bool(meanings.of(phrase_of([*group, token]), None, Context()))
