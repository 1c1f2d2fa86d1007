"""Every number of a document with what was read of it: read, flagged or unread; the review page
marks them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from edugov.reading.documents import Document
from edugov.reading.numbers import numbers
from edugov.reading.printed_years import YEAR_ALONE
from edugov.reading.text import normalise

READ, FLAGGED, UNREAD = "read", "flagged", "unread"
BADNESS = ("ok", "placeholder", "ambiguous", "conflict", "damaged")  # from good to bad
# kinds of number that count or measure nothing
_NO_COUNT = frozenset(("date", "code", "document_number", "ordinal"))
_ROW = 1_000  # characters in which a row of a table begins
_NEARBY = re.compile(r"[^\n。；;，,、]*")


@dataclass(slots=True)
class Place:
    """A number of the document where it stands with its unit, and the figures read there."""

    start: int
    end: int
    number: dict  # value_printed, unit_printed, value, start, end of the number alone
    rows: list[dict] = field(default_factory=list)
    printed: str = ""  # with its unit

    @property
    def status(self) -> str:
        """Return the worst status of its figures, or that it is unread."""
        return max((row["status"] for row in self.rows), key=BADNESS.index, default=UNREAD)

    @property
    def told(self) -> str:
        """Return whether the number was read, read with a flag, or not read."""
        return {"ok": READ, UNREAD: UNREAD}.get(self.status, FLAGGED)

    @property
    def name(self) -> str:
        """Return the id of its first figure, or of the place."""
        return self.rows[0]["figure_id"] if self.rows else f"number-{self.start:06d}"


def places_of(document: Document, figures: pd.DataFrame) -> list[Place]:
    """Find every number (数) of a document, and the figures that were read at each.

    Parameters
    ----------
    document : Document
        The document that was read.
    figures : DataFrame
        Its figures, one row each; those whose place is not in the text are left out.

    Returns
    -------
    list of Place
        In the order of the text; no two share a character. A figure without a number in digits,
        such as a zero in words, is a place as well.
    """
    places = list(_numbers(document.text))
    filled = figures.astype(object).where(figures.notna(), "")
    for row in filled[(filled["start"] != "") & (filled["end"] != "")].to_dict("records"):
        start, end = int(row["start"]), int(row["end"])
        if 0 <= start < end <= len(document.text):
            row |= {"start": start, "end": end}
            places.append(Place(start, end, row, [row]))
    merged: list[Place] = []
    for place in sorted(places, key=lambda place: (place.start, place.end)):
        if merged and place.start < merged[-1].end:
            merged[-1].end = max(merged[-1].end, place.end)
            merged[-1].rows += place.rows
        else:
            merged.append(place)
    return merged


def _numbers(text: str) -> Iterator[Place]:
    """Give every number that counts or measures, with its unit."""
    even = normalise(text)
    for number in numbers(even.plain):
        is_year = not number.kind and YEAR_ALONE.fullmatch(even.plain, number.start, number.end)
        if number.kind in _NO_COUNT or is_year:
            continue
        start, end = even.span(number.start, number.end)
        stop = number.end if number.range_end == "low" else number.stop
        words = {"value_printed": text[start:end], "unit_printed": number.unit}
        words |= {"start": start, "end": end, "value": number.value}
        yield Place(start, even.span(number.start, stop)[1], words)


def with_unread(document: Document, figures: pd.DataFrame) -> pd.DataFrame:
    """Add to the figures a row for each number that no rule read (未读), in the order of the text.

    Its status is `unread`, it is of no indicator, and its note has the words beside it.
    """
    unread = [
        {name: place.number[name] for name in ("value_printed", "unit_printed", "start", "end")}
        | {"figure_id": place.name, "status": UNREAD, "note": nearby(place, document.text)}
        for place in places_of(document, figures)
        if place.told == UNREAD
    ]
    rows = [*figures.to_dict("records"), *unread]
    return pd.DataFrame(rows, columns=figures.columns).sort_values("start", kind="stable")


def counted(places: list[Place]) -> dict[str, int]:
    """Count the numbers that were read, flagged and unread."""
    told = [place.told for place in places]
    return {name: told.count(name) for name in (READ, FLAGGED, UNREAD)}


def nearby(place: Place, text: str) -> str:
    """Return a number with the few characters of its clause before and behind it, or in a table
    with the first cell of its row.

    >>> nearby(Place(6, 11, {}), "全县新增学位1200个，其中小学800个。")
    '全县新增学位1200个'
    >>> nearby(Place(11, 13, {}), "特色课程 | 门 | 12 | 15")
    '特色课程 | 12'
    """
    printed = text[place.start : place.end].replace("\n", " ")
    line = text[max(0, place.start - _ROW) : place.start].rpartition("\n")[2]
    if "|" in line:
        return f"{line.partition('|')[0].strip()} | {printed}"
    before = _NEARBY.match(line[-8:][::-1])[0][::-1]
    behind = _NEARBY.match(text[place.end : place.end + 6])[0]
    return f"{before}{printed}{behind}".strip()
