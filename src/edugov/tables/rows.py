"""Reading a CSV file of the library as dictionaries of text."""

import csv
from pathlib import Path

from edugov.fault import Fault
from edugov.tables import with_own


def rows_with_own(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table of the data package, then a user's own rows of it."""
    rows = []
    for part in with_own(path):
        rows += rows_of(part)
    return rows


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; a Fault names one that has more cells than the table columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = []
        for number, row in enumerate(reader, start=2):
            if None in row:
                raise Fault(
                    f"{path.name} row {number}: {len(row[None])} cells too many; a cell with a "
                    "comma stands in quotation marks"
                )
            rows.append({key: value or "" for key, value in row.items()})
        return rows
