"""Reading the CSV files that `edugov check` looks at, and what keeps one from being read: missing,
columns added or lacking, quotation marks, other encodings."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.tables import Tables

from .cells import OWN_FROM

_SURROGATES = re.compile("[\udc80-\udcff]")
_DESCRIBED = "described in datapackage.json but not in the file; add it"
_STRAY = "in the file but not described in datapackage.json; describe it or remove it"
_STRAY_FILE = "the file is not described in datapackage.json; describe it or remove it"
_NO_OWN = (
    "rows of a user's own have to have a key, and this table has none; put them into the table in "
    "data/ itself"
)
_CARRY = "after a new version `edugov carry data/own` brings it to that version's columns"
_NO_FILE = "the table is described in datapackage.json but the file is missing"
_QUOTES = "a cell with a comma in it stands in quotation marks, each opened and closed"
_GBK = "not UTF-8 (perhaps GBK, as Excel saves it); save it as 'CSV UTF-8'"


def file_faults(
    folder: Path, is_sound: Callable[[str], bool] = lambda name: False
) -> tuple[list[str], Tables]:
    """Read every table of a data package as text, but for those that are sound; return what is
    wrong, and the tables by name.

    The index of a table holds the number of each row in its file; the heading is row 1. Those of a
    user's own file are counted from `OWN_FROM` on, see `cells.place`.
    """
    described = {}
    for resource in tables.package(folder).resources:
        described[resource.path] = resource.name
    found = _stray_files(folder, described)
    texts = {}
    for file, name in described.items():
        if not (folder / file).is_file():
            found.append(f"{file}: {_NO_FILE}")
            continue
        if is_sound(name):
            continue
        paths, parts = tables.with_own(folder / file), []
        for path in paths if tables.primary_key(name, folder) else paths[:1]:
            own_file = path.relative_to(folder).as_posix()
            faults, part = table_faults(name, path.read_bytes(), folder, own_file)
            if path.parent != folder:
                faults = [f"{said}; {_CARRY}" for said in faults]
            found += faults
            parts.append(part)
        for own in parts[1:]:
            own.index += OWN_FROM
        texts[name] = pd.concat(parts)
    return found, texts


def _stray_files(folder: Path, described: dict[str, str]) -> list[str]:
    """Find files that are no table, and own ones of a table that takes no own rows."""
    found = []
    for path in sorted([*folder.glob("*.csv"), *folder.glob(f"{tables.OWN}/*.csv")]):
        file = path.relative_to(folder).as_posix()
        if path.name not in described:
            found.append(f"{file}: {_STRAY_FILE}")
        elif file != path.name and not tables.primary_key(described[path.name], folder):
            found.append(f"{file}: {_NO_OWN}")
    return found


def table_faults(
    name: str, content: bytes, folder: Path, file: str = ""
) -> tuple[list[str], pd.DataFrame]:
    """Read the content of one file with rows of a table; return what is wrong, and the rows. The
    file is called as the table's own where no name is given."""
    file = file or tables.package(folder).get_resource(name).path
    columns = [field["name"] for field in tables.fields(name, folder)]
    text = content.decode("utf-8-sig", errors="surrogateescape")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    faults = _rows_faults(rows, columns)
    if faults:
        return [f"{file}{fault}" for fault in faults], pd.DataFrame()
    numbers = range(2, len(rows) + 1)
    table = pd.DataFrame(rows[1:], columns=columns, index=numbers, dtype=object)
    return [], table


def _rows_faults(rows: list[list[str]], columns: list[str]) -> list[str]:
    """Say what keeps rows from being those of a table with these columns."""
    if not rows:
        return [": the file is empty; its first row holds the names of the columns"]
    heading = rows[0]
    body = rows[1:]
    return (
        _encoding_faults(rows)
        or _heading_faults(heading, columns)
        or _empty_rows(body)
        or _ragged_rows(body, len(heading))
    )


def _encoding_faults(rows: list[list[str]]) -> list[str]:
    """Name the first cell that is not UTF-8."""
    heading = rows[0]
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if not _SURROGATES.search(cell):
                continue
            column = str(place + 1)
            if number > 1 and place < len(heading):
                column = heading[place]
            return [f", row {number}, column {column}: {_GBK}"]
    return []


def _heading_faults(heading: list[str], columns: list[str]) -> list[str]:
    nameless = []
    for place, column in enumerate(heading, start=1):
        if not column.strip():
            nameless.append(str(place))
    if len(nameless) == 1:
        return [f", row 1: column {nameless[0]} has no name; delete it"]
    if nameless:
        return [f", row 1: columns {', '.join(nameless)} have no name; delete them"]
    found = []
    for column in columns:
        if column not in heading:
            found.append(f", column {column}: {_DESCRIBED}")
    for column in heading:
        if column not in columns:
            found.append(f", column {column}: {_STRAY}")
    if not found and heading != columns:
        right = ",".join(columns)
        found.append(f", row 1: the columns are doubled or out of order; right is {right}")
    return found


def _empty_rows(body: list[list[str]]) -> list[str]:
    """Name the rows without any content, such as Excel leaves at the end."""
    empty = []
    for number, row in enumerate(body, start=2):
        if "".join(row).strip() == "":
            empty.append(str(number))
    if not empty:
        return []
    if len(empty) == 1:
        return [f", row {empty[0]}: an empty row; delete it"]
    shown = ", ".join(empty[:20])
    if len(empty) > 20:
        shown += " and more"
    return [f", rows {shown}: empty rows; delete them"]


def _ragged_rows(body: list[list[str]], width: int) -> list[str]:
    found = []
    for number, row in enumerate(body, start=2):
        if len(row) != width:
            shown = ",".join(row)[:80]
            cells = f"{len(row)} cells under {width} columns"
            found.append(f", row {number}, value {shown!r}: {cells}; {_QUOTES}")
    return found
