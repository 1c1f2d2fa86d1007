"""Tables in text whose cells run together: 在校生数图书册数生均图书册数小学1452796.20."""

import re
from collections.abc import Iterator

from edugov.han import HAN
from edugov.reading.figures import Figure
from edugov.reading.grammar.context import Context
from edugov.reading.grammar.cutting import cut
from edugov.reading.grammar.definitions import Definition
from edugov.reading.grammar.phrases import phrase_of
from edugov.reading.lexicon import Lexicon

# names and numbers in turn, without a mark or a unit between them
_ROWS = re.compile(rf"(?:[{HAN}]{{1,8}}\d{{4,12}}\.\d{{1,4}}(?![\d.%])){{3,}}")
_NUMBER = re.compile(r"\d+\.\d+")
_HEADINGS = re.compile(rf"[{HAN}()]{{6,60}}$")
LONGEST = 60  # characters of headings
WHY = "the cells of a row run together"


def fused_rows(plain: str, lexicon: Lexicon, year: str) -> Iterator[Figure]:
    """Give a damaged figure for each row, of what the last column counts; no value is guessed."""
    for rows in _ROWS.finditer(plain):
        first = _NUMBER.search(plain, rows.start()).start()
        above = _HEADINGS.search(plain, max(0, first - LONGEST), first)
        one = _last_column(plain, above.start(), first, lexicon) if above else None
        if not one:
            continue
        for number in _NUMBER.finditer(plain, *rows.span()):
            row = Figure(one.indicator, "", "value", None, one.unit, year, *number.span())
            row.subject_zh, row.base = lexicon.names.get(one.indicator, ""), one.unit
            row.scope, row.inferred, row.rule = "part", "year" if year else "", "table"
            row.flag("damaged", note=WHY)
            yield row


def _last_column(plain: str, start: int, end: int, lexicon: Lexicon) -> Definition | None:
    """Find what the last of several headings counts: its words are those that repeat none."""
    words = [token for token in cut(plain, start, end, lexicon.words) if token.letter in "HMVQ"]
    found = None
    for size in range(1, len(words)):
        own = words[-size:]
        said = phrase_of(own)
        if len(said.features) < sum(len(token.features) for token in own):
            return found
        if meaning := lexicon.meanings.of(said, None, Context()):
            found = meaning.definition
    return None  # of one column only
