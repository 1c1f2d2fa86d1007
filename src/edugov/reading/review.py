"""A page on which a person checks and corrects a reading: the text with each number marked, its
reading beside it. What it looks like stands in review.html."""

import base64
import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pandas as pd

from edugov import tables
from edugov.checking.related_rows import cell_text
from edugov.labels import said_or, say
from edugov.markup import Html, visible
from edugov.reading.corrections import FIGURE, PLACED, STATED
from edugov.reading.corrections import place as place_of
from edugov.reading.documents import REVIEW_PAGE, Document
from edugov.reading.grids import Table
from edugov.reading.marked_numbers import UNREAD, Place, counted, nearby, places_of

# the sign says without colour what the colour says
SIGNS = {"ok": "✓", "placeholder": "□", "ambiguous": "?", "conflict": "≠", "damaged": "✗"}
SIGNS[UNREAD] = "·"
VERDICTS = {
    "does not hold": ("✗", "damaged"),
    "doubtful": ("?", "ambiguous"),
    "cannot check": ("?", "ambiguous"),
    "holds": ("✓", "ok"),
    "repeated": ("=", "ok"),
    "order": ("✓", "ok"),
    "implied": ("→", "ok"),
}
OPEN = ("does not hold", "doubtful", "cannot check")  # what accuses nobody is folded away
PAGE, STYLE, SCRIPT = (
    Path(__file__).with_suffix(ending).read_text(encoding="utf-8")
    for ending in (".html", ".css", ".js")
)
# The page needs nothing from elsewhere and runs its own script alone: the browser is told so
_DIGEST = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_DIGEST}'; "
    "base-uri 'none'; form-action 'none'"
)
_SENTENCE_END = re.compile(r"\r?\n|[。；;]")


def _shown(value: object) -> object:
    """Return what is filled in: markup as it is, a text without characters that are not seen."""
    return value if hasattr(value, "__html__") else visible(str(value))


_TEMPLATE = jinja2.Environment(
    autoescape=True, finalize=_shown, undefined=jinja2.StrictUndefined, trim_blocks=True
).from_string(
    PAGE,
    {
        "made_by": Html(REVIEW_PAGE),
        "policy": POLICY,
        "style": Html(STYLE),
        "script": Html(SCRIPT),
        "signs": SIGNS,
        "verdicts": VERDICTS,
        "open": OPEN,
        "say": say,
        "said_or": said_or,
        "nearby": nearby,
    },
)


def review_page(
    document: Document,
    figures: pd.DataFrame,
    findings: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    region: str = "",
    year: str = "",
    decided: pd.DataFrame | None = None,
) -> str:
    """A page to check and correct a reading by eye (人工核对页): one HTML file that needs nothing
    else.

    Parameters
    ----------
    document : Document
        The document that was read.
    figures : DataFrame
        Its figures, one row each; `start` and `end` count characters of the text, or are empty.
    findings : DataFrame
        What the audit of these figures found (may be empty).
    indicators : DataFrame
        The dictionary, for the names of what is measured.
    region, year : str
        What the figures are taken to be of, in words.
    decided : DataFrame, optional
        Corrections that the figures have already, as a file of corrections has them.

    Returns
    -------
    str
        What is doubtful first, then the text with its numbers marked: read, flagged, not read.
    """
    places = places_of(document, figures)
    for place in places:
        place.printed = document.text[place.start : place.end]
    placed = {row["figure_id"] for place in places for row in place.rows}
    rest = figures[~figures["figure_id"].isin(placed)].assign(start="").astype(object)
    readings = _Readings(decided)
    sections = [
        section | {"rows": readings.of(section["places"])}
        for section in _sections(document, places)
    ]
    described = {field["name"]: field for field in tables.fields("figures")}
    return _TEMPLATE.render(
        document=document,
        places=places,
        size=counted(places),
        statuses=figures["status"].value_counts(),
        findings=findings.to_dict("records"),
        indicators=indicators.to_dict("records"),
        names=dict(zip(indicators["indicator_id"], indicators["name_zh"], strict=True)),
        choices={name: described[name]["constraints"]["enum"] for name in ("stage", "quantity")},
        region=region,
        year=year,
        sections=sections,
        rest=readings.rest(rest.where(rest.notna(), "")),
    )


def _sections(document: Document, places: list[Place]) -> Iterator[dict]:
    """Give one section a sentence or a table: the text in pieces, which are words or marked places,
    and its places."""
    marks = _Marks(document.text, places)
    at = 0
    for table in document.tables:
        yield from marks.lines(at, table.start)
        cells = _table(table, marks)
        here = marks.between(table.start, table.end)
        pieces = (piece for row in cells for cell in row for piece in cell)
        if sum(isinstance(piece, Place) for piece in pieces) == len(here):
            yield {"table": cells, "headings": table.heading_rows, "places": here}
        else:  # a mark over several cells: the text as it stands shows it whole
            yield from marks.lines(table.start, table.end)
        at = table.end
    yield from marks.lines(at, len(document.text))


class _Marks:
    """The text of a document with its numbers marked, a stretch at a time."""

    def __init__(self, text: str, places: list[Place]) -> None:
        self.text = text
        self.places = places
        self.starts = [place.start for place in places]

    def between(self, start: int, end: int) -> list[Place]:
        """Return the places that begin in a stretch."""
        return self.places[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def pieces(self, start: int, end: int) -> list[str | Place]:
        """Return a stretch as words and places; one that runs over the end is not cut."""
        parts: list[str | Place] = []
        for place in self.between(start, end):
            parts += [self.text[start : place.start], place]
            start = place.end
        return [*parts, self.text[start:end]]

    def lines(self, start: int, end: int) -> Iterator[dict]:
        """Give the sentences of a stretch, each with its places; a mark is never cut."""
        cuts = [start + found.end() for found in _SENTENCE_END.finditer(self.text[start:end])]
        for cut in [*cuts, end]:
            here = self.between(start, cut)
            if cut < end and here and here[-1].end > cut:
                continue
            words = self.text[start:cut].rstrip("\r\n")
            if words.strip():
                line = self.pieces(start, start + len(words))
                yield {"table": None, "line": line, "places": here}
            start = cut


def _table(table: Table, marks: _Marks) -> list[list[list[str | Place]]]:
    """Return the cells of a table, row by row, as pieces; a place is among those of the cell that
    holds all of it."""
    rows = []
    for words, starts in zip(table.rows, table.starts, strict=True):
        row: list[list[str | Place]] = []
        for cell, start in zip(words, starts, strict=True):
            pieces = marks.pieces(start, start + len(cell)) if start >= 0 else [cell]
            told = "".join(getattr(piece, "printed", piece) for piece in pieces)
            row.append(pieces if told == cell else [cell])
        rows.append(row)
    return rows


class _Readings:
    """The readings beside the text, each with all that its correction needs."""

    def __init__(self, decided: pd.DataFrame | None) -> None:
        self.decided: dict[str, dict] = {}  # by the figure, or by the place of what is none
        for row in [] if decided is None else decided.to_dict("records"):
            is_figure = row["figure_id"] and row["decision"] == FIGURE
            self.decided[place_of(row["figure_id"]) if is_figure else row["start"]] = row

    def of(self, places: list[Place]) -> list[dict]:
        """Return the readings of places, or that they have none."""
        found = []
        for place in places:
            number = place.number | {"figure_id": place.name, "status": UNREAD}
            for row in place.rows or [number]:
                found.append(row | {"mark": place.name, "held": self.held(row)})
        return found

    def held(self, row: dict) -> dict[str, str]:
        """Return what the form of a reading starts from: what was read, or decided earlier."""
        is_read = row["status"] != UNREAD and row["origin"] != "hand"
        key = place_of(row["figure_id"]) if is_read else str(row["start"])
        held = {name: cell_text(row.get(name, "")) for name in (*PLACED, *STATED)}
        return held | self.decided.pop(key, {} if is_read else {"figure_id": ""})

    def rest(self, figures: pd.DataFrame) -> list[dict]:
        """Return what has no place in the text: figures, and decisions that no place has taken."""
        nowhere = {"mark": "", "held": {}}
        found = [row | nowhere for row in figures.to_dict("records")]
        number = {"status": UNREAD, "unit_printed": "", "mark": ""}
        for start, row in self.decided.items():
            found.append(row | number | {"figure_id": f"decided-{start}", "held": row})
        return found
