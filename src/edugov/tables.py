"""The data package: where it is, reading its tables, writing them, checking them."""

import csv
import io
import json
import os
import re
from functools import cache
from pathlib import Path

import pandas as pd

ROOT = Path(os.environ.get("EDUGOV_ROOT", Path(__file__).resolve().parents[2]))
DATA = ROOT / "data"
# Tables on how documents speak: they hold no figures.
ON_DOCUMENTS = (
    "schemes",
    "scheme_items",
    "report_sections",
    "mentions",
    "text_measures",
    "rectification",
)
TYPES = {"number": "float64", "integer": "Int64", "year": "Int64", "boolean": "boolean"}
NUMBER = re.compile(r"([-+]?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]{1,2})?)?", re.IGNORECASE)
NOT_UTF8 = "not UTF-8; save it as UTF-8"
LIMITS = {
    "required": "the cell is empty; a value is required",
    "unique": "the same value stands in an earlier row",
    "enum": "not one of {}",
    "pattern": "not of the form {}",
    "minimum": "the least allowed is {}",
    "maximum": "the most allowed is {}",
}


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
        return Package.from_descriptor(
            json.loads(path.read_text(encoding="utf-8")), basepath=str(folder)
        )
    except ValueError as error:
        raise Fault(f"{path.name}: not JSON in UTF-8: {error}") from error
    except FrictionlessException as error:
        raise Fault(
            f"{path.name}: {'; '.join(reason.note for reason in error.reasons or [error.error])}"
        ) from error


def names(folder: Path = DATA) -> list[str]:
    """Return the names of the tables, in the order of the description."""
    return list(package(folder).resource_names)


def fields(name: str, folder: Path = DATA) -> list[dict]:
    """Return the description of each column of a table (name, type, title, title_zh, unit ...)."""
    if name not in names(folder):
        raise Fault(
            f"{name!r} is no table of the data package; there are {', '.join(names(folder))}"
        )
    return package(folder).get_resource(name).schema.to_descriptor()["fields"]


def title(name: str, folder: Path = DATA) -> str:
    """Return the title of a table."""
    return package(folder).get_resource(name).title


def description(name: str, folder: Path = DATA) -> str:
    """Return what a table holds, in words."""
    return package(folder).get_resource(name).description


def rules(name: str, folder: Path = DATA) -> list[dict]:
    """Return the rules on the rows of a table: which column, where it is broken (an expression),
    what is right."""
    return package(folder).get_resource(name).custom.get("rules", [])


def read(name: str, folder: Path = DATA) -> pd.DataFrame:
    """Read a table of the data package such as ``"figures"``, each column in the type that its
    description gives.

    One row a row of the file. A missing text is the empty string, a missing number NaN, a missing
    whole number or truth value ``pandas.NA``. A Fault where the table is unknown, its file missing,
    or a cell not of its type.
    """
    described, column = fields(name, folder), ""
    path = folder / package(folder).get_resource(name).path
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        for column, kind in [(field["name"], TYPES.get(field["type"])) for field in described]:
            if kind == "boolean":
                table[column] = table[column].map({"true": True, "false": False}).astype(kind)
            else:
                table[column] = (
                    pd.to_numeric(table[column].replace("", None)).astype(kind)
                    if kind
                    else table[column]
                )
    except KeyError as error:
        raise Fault(f"{path.name}: column {column} is missing; `edugov check` says more") from error
    except (OSError, ValueError, TypeError) as error:
        where = f"column {column}: " if column else ""
        raise Fault(
            f"{path.name}: {where}{str(error).strip()}; `edugov check` says more"
        ) from error
    return table


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a temporary neighbour first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def to_csv(table: pd.DataFrame) -> str:
    """Return a table as the text of its file: UTF-8, LF, numbers as short as they round-trip."""
    shown = table.copy()
    for column in shown:
        if pd.api.types.is_bool_dtype(shown[column]):
            shown[column] = shown[column].map({True: "true", False: "false"})
        elif pd.api.types.is_float_dtype(shown[column]):
            shown[column] = [
                "" if pd.isna(x) else str(int(x)) if x == int(x) else repr(float(x))
                for x in shown[column]
            ]
    return shown.to_csv(index=False, lineterminator="\n")


def check(folder: Path = DATA) -> list[str]:
    """Check every table against its description and return the faults, one sentence each.

    Types, constraints, keys, foreign keys, and that each column is described and each described
    column present (Frictionless); then what a description cannot state, see `_own_faults`. Each
    reads ``file, row R, column C, value 'V': what is wrong; what would be right``.
    """
    package.cache_clear()
    resources = package(folder).resources
    strays = sorted(
        {path.name for path in folder.glob("*.csv")} - {resource.path for resource in resources}
    )
    found = [
        f"{name}: the file is not described in datapackage.json; describe it or remove it"
        for name in strays
    ]
    unreadable = [
        fault for resource in resources for fault in _form_faults(resource, folder / resource.path)
    ]
    if unreadable:  # the other tables point to this one: their faults would only hide it
        return found + unreadable
    for resource in resources:
        errors = [error for task in resource.validate().tasks for error in task.errors]
        found += [_sentence(resource, error) for error in errors] or _own_faults(resource, folder)
    return found


def _form_faults(resource, path: Path) -> list[str]:
    """Say what keeps a file from being read as rows under the columns described."""
    if not path.is_file():
        return [f"{path.name}: the table is described in datapackage.json but the file is missing"]
    text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows:
        return [f"{path.name}: the file is empty; its first row holds the names of the columns"]
    header, columns, body = rows[0], resource.schema.field_names, list(enumerate(rows[1:], start=2))
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if re.search("[\udc80-\udcff]", cell):
                column = header[place] if number > 1 and place < len(header) else place + 1
                return [
                    _fault(
                        resource,
                        number,
                        column,
                        cell.encode("utf-8", "surrogateescape")[:40],
                        NOT_UTF8,
                    )
                ]
    undescribed = "in the file but not described in datapackage.json; describe it or remove it"
    absent = "described in datapackage.json but not in the file; add it"
    found = [
        f"{path.name}, column {column}: {absent}" for column in columns if column not in header
    ]
    found += [
        f"{path.name}, column {column}: {undescribed}" for column in header if column not in columns
    ]
    if not found and header != columns:
        found = [
            (
                f"{path.name}, row 1: the columns are doubled or out of order; right is "
                f"{','.join(columns)}"
            )
        ]
    return found or [
        f"{path.name}, row {number}, value {','.join(row)[:80]!r}: {len(row)} cells under {len(header)} columns; "
        "a cell with a comma in it stands in quotation marks, each opened and closed"
        for number, row in body
        if len(row) != len(header)
    ]


def _fault(resource, row: int, column: object, value: object, what: str) -> str:
    return f"{resource.path}, row {row}, column {column}, value {value!r}: {what}"


def _own_faults(resource, folder: Path) -> list[str]:
    """Find numbers that are none (nan, inf, full-width), and rows that break the `rules` of the
    description.

    A rule is a pandas expression; columns of the row that a foreign key points to follow its name:
    `parent_code_kind`.
    """
    texts = pd.read_csv(folder / resource.path, dtype=str, na_filter=False)
    numeric = [
        field.name
        for field in resource.schema.fields
        if TYPES.get(field.type) in ("float64", "Int64")
    ]
    found = [
        _fault(resource, row + 2, column, cell, "not a number")
        for column in numeric
        for row, cell in texts.loc[~texts[column].str.fullmatch(NUMBER), column].items()
    ]
    kept = [] if found else rules(resource.name, folder)
    table = read(resource.name, folder) if kept else texts
    for key in resource.schema.foreign_keys if kept else ():
        (own,), (other,) = key["fields"], key["reference"]["fields"]
        there = (
            read(key["reference"]["resource"] or resource.name, folder)
            .drop_duplicates(other)
            .set_index(other)
        )
        table = table.join(there.add_prefix(f"{own}_"), on=own)
    for rule in kept:
        for row, cells in table.query(rule["broken_where"], engine="python").iterrows():
            cell = "" if pd.isna(cells[rule["column"]]) else str(cells[rule["column"]])
            found.append(
                _fault(resource, row + 2, rule["column"], cell, rule["right"].format(**cells))
            )
    return found


def _sentence(resource, error) -> str:
    """Say what the validator found: file, row, column, value, and what would be right."""
    facts, cells = (
        error.to_descriptor(),
        dict(zip(resource.schema.field_names, error.cells, strict=False)),
    )
    column, what = facts.get("fieldName", ""), facts["note"]
    if error.type == "primary-key":
        column = ", ".join(resource.schema.primary_key)
        what = f"{what.replace('row at position', 'row')}; each row needs a key of its own"
    elif error.type == "foreign-key":
        column, other = facts["fieldNames"][0], facts["referenceName"] or resource.name
        what = (
            f"no such {', '.join(facts['referenceFieldNames'])} in {other}; correct the value "
            "or add the row there"
        )
    elif error.type == "type-error":
        what = f"not a {resource.schema.get_field(column).type}"
    elif error.type in ("constraint-error", "unique-error"):
        limit = next((limit for limit in LIMITS if f'"{limit}"' in what), "unique")
        allowed = resource.schema.get_field(column).constraints.get(limit)
        what = LIMITS[limit].format(", ".join(allowed) if isinstance(allowed, list) else allowed)
    return _fault(
        resource,
        error.row_number,
        column,
        ", ".join(cells[name] or "" for name in column.split(", "))[:80],
        what,
    )
