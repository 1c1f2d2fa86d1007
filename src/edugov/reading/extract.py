"""From the text of a report to its figures: indicator, stage, quantity, value, year, place,
status."""

import re
from collections.abc import Iterator

import pandas as pd

from edugov.fault import Fault
from edugov.reading import tables_flattened
from edugov.reading.conflicts import document
from edugov.reading.figures import Figure
from edugov.reading.fused_numbers import by_form
from edugov.reading.grammar.reader import Reader
from edugov.reading.lexicon import Lexicon
from edugov.reading.numbers import bound_of
from edugov.reading.of_which import parts_of_groups, parts_of_title, parts_of_wholes
from edugov.reading.printed_years import SENTENCE, document_year
from edugov.reading.tables_fused import fused_rows
from edugov.reading.text import Text, normalise

COLUMNS = [
    "stage",
    "year",
    "indicator_id",
    "quantity",
    "value",
    "unit",
    "value_printed",
    "unit_printed",
    "subject_zh",
    "scope",
    "inferred",
    "rule",
    "previous_value",
    "section",
    "start",
    "end",
    "status",
    "proposed_reading",
    "note",
]
SENTENCE_LIMIT = 1_000  # characters; the longest sentence of the reports at hand has 615
READ_IN_PARTS = f"its sentence is longer than {SENTENCE_LIMIT:,} characters and was read in parts"
FIGURE_LIMIT = 50_000  # in one document; a report has hundreds, a yearbook some thousands
LIMITS = ("threshold", "target", "standard")  # are bounds themselves
_CUT = re.compile(r"[;，、]|,(?!\d)")
UNIT_LENGTH = 10  # characters, more than any unit has
_DIGITS = re.compile(r"[\d.零〇一二三四五六七八九十百千万亿]*")
_NUMBERS = re.compile(r"[\d.,]*")


def read_all(reader: Reader, lexicon: Lexicon) -> list[Figure]:
    """Read tables and sentences in turn; return the figures of sentences read in parts."""
    plain, figures = reader.plain, reader.figures
    taken, tabled = [], []
    for start, end, read in tables_flattened.tables(reader, lexicon):
        taken.append((start, end))
        for figure in read:
            figure.rule = "table"
            tabled.append(figure)
        refuse_too_many(tabled)
    at, cut = 0, []
    for match in SENTENCE.finditer(plain):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] <= start:
            start = min(taken[at][1], end)
        if at < len(taken) and start < taken[at][0] < end:
            end = taken[at][0]
        count = len(figures)
        parts = list(stretches(plain, start, end))
        for first, last in parts:
            if last - first > 1:
                reader.read(first, last)
        if len(parts) > 1:
            cut += figures[count:]
        refuse_too_many(figures)
    figures[:0] = tabled  # no sentence goes on with them
    return cut


def _behind_number(plain: str, place: int) -> int:
    """Give a place behind the number that goes on at a place, and behind its unit."""
    stop = _DIGITS.match(plain, place).end()
    if plain[stop : stop + 1] == ",":
        return stop
    return _DIGITS.match(plain, min(stop + UNIT_LENGTH, len(plain))).end()


def refuse_too_many(figures: list[Figure]) -> None:
    """Refuse what gives more figures than any report."""
    if len(figures) > FIGURE_LIMIT:
        raise Fault(f"gives more than {FIGURE_LIMIT:,} figures; cut it into parts and read each")


def stretches(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what goes on for longer than any sentence, so that reading takes time in proportion.

    A cut comes behind a mark, or else behind a number; of thousands of digits and commas without a
    word between them only the first are read.
    """
    while end - start > SENTENCE_LIMIT:
        limit = start + SENTENCE_LIMIT
        marks = [match.end() for match in _CUT.finditer(plain, start, limit)]
        cut = marks[-1] if marks else _behind_number(plain, limit)
        if cut >= end:
            break
        yield start, cut
        start = cut if marks else _NUMBERS.match(plain, cut).end()
    if start < end:
        yield start, end


def figures_in(
    text: str, lexicon: Lexicon, year: int | None = None, region_name: str = ""
) -> tuple[Text, list[Figure]]:
    """Read a text as `read_text` does; give it in even form, and the figures by their places."""
    even = normalise(text)
    about = str(year) if year is not None else document_year(even.plain)
    reader = Reader(even, lexicon, about, region_name)
    cut = read_all(reader, lexicon)
    figures = reader.figures
    figures += fused_rows(even.plain, lexicon, about)
    figures += by_form(even.plain, figures)
    refuse_too_many(figures)
    parts_of_wholes(figures, even.plain)
    parts_of_groups(figures, even.plain, lexicon.of_owners)
    parts_of_title(figures, reader.head, lexicon.of_owners)
    document(figures, even.plain)
    for figure in figures:
        part = figure.narrowed and f"of a part: {figure.narrowed}"
        bound = "" if figure.quantity in LIMITS else bound_of(figure.bound)
        figure.note = "; ".join(filter(None, (figure.note, part, bound)))
    for figure in cut:
        figure.note = "; ".join(filter(None, (figure.note, READ_IN_PARTS)))
    figures.sort(key=lambda figure: (figure.start, figure.end))
    return even, figures


def read_text(
    text: str, *, lexicon: Lexicon, year: int | None = None, region_name: str = ""
) -> pd.DataFrame:
    """Read the figures (数据) of a report's text.

    Parameters
    ----------
    text : str
        One document's text as received; every place in the result refers to it.
    lexicon : Lexicon
        The wordings, see `edugov.reading.lexicon.load_lexicon`.
    year, region_name
        As in :func:`edugov.reading.report.figures_of`; figures of other places get scope `part`.

    Returns
    -------
    pandas.DataFrame
        One row a figure in order of printing: indicator, stage, quantity, value in the canonical
        unit (empty where unreadable), year, what was printed and where, status, proposed reading.
        What no wording of the lexicon explains is left out; what cannot be taken as it stands is
        flagged.

    Raises
    ------
    Fault
        More figures than any report has.
    """
    even, figures = figures_in(text, lexicon, year, region_name)
    spans = [even.span(figure.start, figure.end) for figure in figures]
    columns = {name: [getattr(figure, name, "") for figure in figures] for name in COLUMNS}
    columns["start"] = [start for start, _ in spans]
    columns["end"] = [end for _, end in spans]
    columns["value_printed"] = [text[start:end] for start, end in spans]
    types = {"value": "float64", "previous_value": "float64", "start": "int64", "end": "int64"}
    return pd.DataFrame(columns).astype(types)
