"""The date of the data: the newest day on which a source was published; the site and the PDF show
it."""

import csv
import re
from pathlib import Path

from edugov.tables import with_own


def date_of(root: Path | None) -> str:
    """Return the date of the data: the newest day on which one of its sources was published; none
    without sources."""
    path = root / "data" / "sources.csv" if root else Path()
    if not path.is_file():
        return ""
    dates = []
    for part in with_own(path):
        with part.open(encoding="utf-8", newline="") as file:
            dates += [row["date"] for row in csv.DictReader(file)]
    is_date = re.compile(r"\d{4}-\d\d-\d\d").fullmatch
    return max(filter(is_date, dates), default="")
