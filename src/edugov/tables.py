"""The data package: where it is, reading its tables, writing them, checking them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd

ROOT = Path(os.environ.get("EDUGOV_ROOT", Path(__file__).resolve().parents[2]))
DATA = ROOT / "data"
# Tables on how documents speak: they hold no figures.
ON_DOCUMENTS = ("schemes", "scheme_items", "report_sections", "mentions", "text_measures", "rectification")


class Fault(ValueError):
    """A fault in a user's input: says file, row, column, value, and what would be right."""


@cache
def package(folder: Path = DATA):
    """Return the description of the data package (Frictionless) found in a folder."""
    from frictionless import FrictionlessException, Package

    path = folder / "datapackage.json"
    if not path.is_file():
        raise Fault(f"{path}: not found; a data package has its description there")
    try:
        return Package.from_descriptor(json.loads(path.read_text(encoding="utf-8")), basepath=str(folder))
    except ValueError as error:
        raise Fault(f"{path.name}: not JSON in UTF-8: {error}") from error
    except FrictionlessException as error:
        raise Fault(f"{path.name}: {'; '.join(reason.note for reason in error.reasons or [error.error])}") from error


def names(folder: Path = DATA) -> list[str]:
    """Return the names of the tables, in the order of the description."""
    return list(package(folder).resource_names)


def fields(name: str, folder: Path = DATA) -> list[dict]:
    """Return the description of each column of a table (name, type, title, title_zh, unit ...)."""
    if name not in names(folder):
        raise Fault(f"{name!r} is no table of the data package; there are {', '.join(names(folder))}")
    return package(folder).get_resource(name).schema.to_descriptor()["fields"]


def title(name: str, folder: Path = DATA) -> str:
    """Return the title of a table."""
    return package(folder).get_resource(name).title


def description(name: str, folder: Path = DATA) -> str:
    """Return what a table holds, in words."""
    return package(folder).get_resource(name).description


_TYPES = {"number": "float64", "integer": "Int64", "year": "Int64", "boolean": "boolean"}


def read(name: str, folder: Path = DATA) -> pd.DataFrame:
    """Read a table of the data package, each column in the type that its description gives.

    Parameters
    ----------
    name : str
        A table's name, such as ``"figures"``.
    folder : Path
        Where the data package is.

    Returns
    -------
    pandas.DataFrame
        One row a row of the file. A missing text is the empty string, a missing number NaN,
        a missing whole number or truth value ``pandas.NA``.

    Raises
    ------
    Fault
        The table is unknown, its file is missing, or a cell does not fit its type.
    """
    described = fields(name, folder)
    path = folder / package(folder).get_resource(name).path
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise Fault(f"{path.name}: {error}; `edugov check` says more") from error
    for field in described:
        column, kind = field["name"], _TYPES.get(field["type"])
        if column not in table:
            raise Fault(f"{path.name}: column {column} is missing; `edugov check` says more")
        if kind is None:
            continue
        try:
            if kind == "boolean":
                table[column] = table[column].map({"true": True, "false": False}).astype(kind)
            else:
                table[column] = pd.to_numeric(table[column].replace("", None)).astype(kind)
        except (ValueError, TypeError) as error:
            raise Fault(f"{path.name}: column {column}: {error}; `edugov check` says more") from error
    return table


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a temporary neighbour first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def to_csv(table: pd.DataFrame) -> str:
    """Return a table as the text of its file: UTF-8, LF, numbers as short as they round-trip."""
    shown = table.copy()
    for column in shown:
        if pd.api.types.is_bool_dtype(shown[column]):
            shown[column] = shown[column].map({True: "true", False: "false"})
        elif pd.api.types.is_float_dtype(shown[column]):
            shown[column] = [
                "" if pd.isna(x) else str(int(x)) if x == int(x) else repr(float(x)) for x in shown[column]
            ]
    return shown.to_csv(index=False, lineterminator="\n")


def _figure_faults(figures: pd.DataFrame, path: str) -> list[str]:
    """Rules on the figures that a column's description cannot state."""
    value, start, end = figures["value"], figures["start"], figures["end"]
    whole = (figures["unit"] == "percent") & ~figures["quantity"].isin(["growth", "change"])
    whole &= ~figures["indicator_id"].str.contains("gross")
    faults = {
        ("value", "a percentage of a whole lies between 0 and 100"): whole & ~value.fillna(0).between(0, 100),
        ("value", "a figure with status ok has a value"): (figures["status"] == "ok") & value.isna(),
        ("value", "a damaged figure or a placeholder has no value; say what it may be in proposed_reading"): (
            figures["status"].isin(["damaged", "placeholder"]) & value.notna()
        ),
        ("start", "start is smaller than end, and both are given or neither"): (
            (start.isna() != end.isna()) | (start >= end).fillna(False)
        ),
    }
    return [
        f"{path}, row {row + 2}, column {column}, value {'' if pd.isna(cell) else str(cell)!r}: {rule}"
        for (column, rule), wrong in faults.items()
        for row, cell in figures.loc[wrong, column].items()
    ]


def check(folder: Path = DATA) -> list[str]:
    """Check every table against its description and return the faults, one sentence each.

    Types, constraints, keys, foreign keys, and that each column is described and each described
    column present (Frictionless); for the figures also impossible percentages, status against
    value, and offsets. An empty list means that nothing is wrong.

    Parameters
    ----------
    folder : Path
        Where the data package is.

    Returns
    -------
    list of str
        ``file, row R, column C, value 'V': what is wrong; what would be right``
    """
    package.cache_clear()
    described = package(folder)
    listed = {resource.path for resource in described.resources}
    strays = sorted(path.name for path in folder.glob("*.csv") if path.name not in listed)
    found = [f"{name}: the file is not described in datapackage.json; describe it or remove it" for name in strays]
    rows = {}
    unreadable = []
    for resource in described.resources:
        try:
            rows[resource.name] = _rows(folder / resource.path)
            unreadable += _header_faults(resource.path, rows[resource.name], resource.schema.field_names)
        except Fault as fault:
            unreadable.append(str(fault))
    if unreadable:  # the other tables point to this one: their faults would only hide it
        return found + unreadable
    for resource in described.resources:
        errors = [error for task in resource.validate().tasks for error in task.errors]
        faults = [_sentence(resource, error) for error in errors] or _number_faults(resource, rows[resource.name])
        if resource.name == "figures" and not faults:
            faults = _figure_faults(read("figures", folder), resource.path)
        found += faults
    return found


def _rows(path: Path) -> list[list[str]]:
    """Read a file as rows of cells, or raise the fault that keeps it from being read."""
    if not path.is_file():
        raise Fault(f"{path.name}: the table is described in datapackage.json but the file is missing")
    text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows:
        raise Fault(f"{path.name}: the file is empty; its first row holds the names of the columns")
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if re.search("[\udc80-\udcff]", cell):
                column = rows[0][place] if number > 1 and place < len(rows[0]) else place + 1
                value = cell.encode("utf-8", "surrogateescape")[:40]
                raise Fault(f"{path.name}, row {number}, column {column}, value {value!r}: not UTF-8; save it as UTF-8")
    return rows


def _header_faults(name: str, rows: list[list[str]], columns: list[str]) -> list[str]:
    """Compare the first row with the columns described, and the length of each row with the first."""
    header, *body = rows
    found = [
        f"{name}, column {column}: described in datapackage.json but not in the file; add it"
        for column in columns
        if column not in header
    ]
    found += [
        f"{name}, column {column}: in the file but not described in datapackage.json; describe it or remove it"
        for column in header
        if column not in columns
    ]
    if not found and header != columns:
        found.append(f"{name}, row 1: the columns are doubled or out of order; right is {','.join(columns)}")
    return found or [
        f"{name}, row {number}, value {','.join(row)[:80]!r}: {len(row)} cells under {len(header)} columns; "
        "a cell with a comma in it stands in quotation marks, each opened and closed"
        for number, row in enumerate(body, start=2)
        if len(row) != len(header)
    ]


def _number_faults(resource, rows: list[list[str]]) -> list[str]:
    """Find numbers that the validator takes and a table does not: nan, inf, full-width digits."""
    plain = re.compile(r"([-+]?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?)?", re.IGNORECASE)
    return [
        f"{resource.path}, row {number}, column {field.name}, value {row[place]!r}: not a number"
        for place, field in enumerate(resource.schema.fields)
        if field.type in ("number", "integer", "year")
        for number, row in enumerate(rows[1:], start=2)
        if not plain.fullmatch(row[place])
    ]


_LIMITS = {
    "required": "the cell is empty; a value is required",
    "unique": "the same value stands in an earlier row",
    "enum": "not one of {}",
    "pattern": "not of the form {}",
    "minimum": "the least allowed is {}",
    "maximum": "the most allowed is {}",
}


def _sentence(resource, error) -> str:
    """Say what the validator found: file, row, column, value, and what would be right."""
    facts, cells = error.to_descriptor(), dict(zip(resource.schema.field_names, error.cells, strict=False))
    column, what = facts.get("fieldName", ""), facts["note"]
    if error.type == "primary-key":
        column = ", ".join(resource.schema.primary_key)
        what = f"{what.replace('row at position', 'row')}; each row needs a key of its own"
    elif error.type == "foreign-key":
        column, other = facts["fieldNames"][0], facts["referenceName"] or resource.name
        what = f"no such {', '.join(facts['referenceFieldNames'])} in {other}; correct the value or add the row there"
    elif error.type == "type-error":
        what = f"not a {resource.schema.get_field(column).type}"
    elif error.type in ("constraint-error", "unique-error"):
        limits = resource.schema.get_field(column).constraints
        limit = next((limit for limit in _LIMITS if f'"{limit}"' in what), "unique")
        allowed = limits.get(limit)
        what = _LIMITS[limit].format(", ".join(allowed) if isinstance(allowed, list) else allowed)
    value = ", ".join(cells[name] or "" for name in column.split(", "))
    return f"{resource.path}, row {error.row_number}, column {column}, value {value[:80]!r}: {what}"
