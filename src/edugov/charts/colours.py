"""The colours of charts and badges, from colours.csv: in Python those of a light page, which charts
are drawn in. The book's style sheet has the same of both kinds of pages, and a test holds it to the
table."""

import csv
from pathlib import Path
from typing import NamedTuple


class Colour(NamedTuple):
    """A colour on a light and on a dark page, and what is drawn in it."""

    light: str
    dark: str
    what: str


def _read() -> dict[str, Colour]:
    with Path(__file__).with_name("colours.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("variable"): Colour(**row) for row in csv.DictReader(file)}


TABLE = _read()  # by the name of their variable in the style sheet
OF_CHARTS = "chart-"
INK, ACCENT, WARN, WATCH, SOFT, GROUND = (
    TABLE[OF_CHARTS + name].light for name in ("ink", "accent", "warn", "watch", "soft", "ground")
)
OF_STATE = {  # of a verdict or a duty; each has a shape of its own beside it
    "met": ACCENT,
    "right side": ACCENT,
    "short": WATCH,
    "not met": WARN,
    "cannot judge": INK,
    "claimed without a figure": SOFT,
    "not mentioned": SOFT,
}
# what the style sheet gives another value when the page is dark, by the colour it was drawn in
VARIABLES = {
    colour.light: variable for variable, colour in TABLE.items() if variable.startswith(OF_CHARTS)
}
