"""The data package: where it is, reading its tables, writing them, checking them."""

from __future__ import annotations

import os
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
        return Package(str(path))
    except FrictionlessException as error:
        raise Fault(f"{path}: {error.error.note}") from error


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


# What each kind of error of the validator means for the person who has to mend it.
_ADVICE = {
    "encoding-error": "the file is not UTF-8; save it as UTF-8",
    "incorrect-label": "the columns stand in the order of the description, each under its own name",
    "missing-label": "the column is described but not in the file; add it",
    "extra-label": "the column is in the file but not described; describe it or remove it",
    "type-error": "the cell does not have the type of its column",
    "primary-key": "the same key stands in an earlier row; each row needs its own",
    "foreign-key": "no such row in the table it points to; correct the value or add the row there",
    "unique-error": "the same value stands in an earlier row",
}


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
    found = []
    listed = {resource.path for resource in described.resources}
    for stray in sorted(path.name for path in folder.glob("*.csv") if path.name not in listed):
        found.append(f"{stray}: the file is not described in datapackage.json; describe it or remove it")
    for name in described.resource_names:
        resource = described.get_resource(name)
        if not (folder / resource.path).is_file():
            found.append(f"{resource.path}: the table is described but the file is missing")
            continue
        errors = [error for task in resource.validate().tasks for error in task.errors]
        found.extend(_sentence(resource, error) for error in errors)
        if name == "figures" and not errors:
            found.extend(_figure_faults(read(name, folder), resource.path))
    return found


def _sentence(resource, error) -> str:
    facts = error.to_descriptor()
    place = [resource.path]
    if "rowNumber" in facts:
        place.append(f"row {facts['rowNumber']}")
    column = facts.get("fieldName") or facts.get("label") or ", ".join(facts.get("fieldNames", []))
    if column:
        place.append(f"column {column}")
    value = facts.get("cell") or ", ".join(map(str, facts.get("fieldCells", facts.get("cells", []))))
    if value and "label" not in error.type:
        place.append(f"value {value[:80]!r}")
    what = facts.get("note", "")
    if error.type == "incorrect-label":
        described = resource.schema.field_names
        missing = [name for name in described if name not in error.labels]
        what = f"column {', '.join(missing)} is missing" if missing else "columns are out of order"
    advice = _ADVICE.get(error.type, "")
    if error.type == "type-error":
        what, advice = f"not a {resource.schema.get_field(column).type}", advice
    return ", ".join(place) + ": " + "; ".join(x for x in (what, advice) if x)
