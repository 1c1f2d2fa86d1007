"""The data package: where data/ is, reading its tables with a user's own rows, their keys, types
and rules."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from edugov import submodules
from edugov.fault import Fault as Fault
from edugov.files import to_csv
from edugov.tables import reads

Tables = dict[str, pd.DataFrame]  # those of a data package, or of one region, by name
ROOT = Path(os.environ.get("EDUGOV_ROOT", Path(__file__).resolve().parents[3]))
DATA = ROOT / "data"
OWN = "own"  # below data/: a user's own rows, in files of the same names and columns
# Tables on how documents speak: they hold no figures.
ON_DOCUMENTS = (
    "schemes",
    "scheme_items",
    "report_sections",
    "mentions",
    "text_measures",
    "rectification",
)
# Our tables are small, and Arrow takes its time for each of many short columns of text; besides,
# regular expressions are the same then where pyarrow is not installed.
pd.options.mode.string_storage = "python"
__getattr__ = submodules(__name__)  # its modules after `import edugov`
TYPES = {"number": "float64", "integer": "Int64", "year": "Int64", "boolean": "boolean"}


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


@cache
def descriptions(folder: Path = DATA) -> dict[str, dict]:
    """Return the description of each table by its name, as it stands in the data package.

    Its words alone are read, which is quick; `package` checks that they are a description.
    """
    path = folder / "datapackage.json"
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        return {resource["name"]: resource for resource in resources}
    except (OSError, ValueError, KeyError, TypeError):
        package(folder)  # says what is wrong with it
        raise


def names(folder: Path = DATA) -> list[str]:
    """Return the names of the tables, in the order of the description."""
    return list(descriptions(folder))


def fields(name: str, folder: Path = DATA) -> list[dict]:
    """Return the description of each column of a table (name, type, title, title_zh, unit ...)."""
    if name not in names(folder):
        raise Fault(
            f"{name!r} is no table of the data package; there are {', '.join(names(folder))}"
        )
    return descriptions(folder)[name]["schema"]["fields"]


def title(name: str, lang: str = "en", folder: Path = DATA) -> str:
    """Return the title of a table in a language."""
    return descriptions(folder)[name]["title" if lang == "en" else f"title_{lang}"]


def description(name: str) -> str:
    """Return what a table holds, in words."""
    return descriptions()[name]["description"]


def rules(name: str, folder: Path = DATA) -> list[dict]:
    """Return the rules on the rows of a table: which column, where it is broken (an expression),
    what is right."""
    return descriptions(folder)[name].get("rules", [])


def derived(name: str, folder: Path = DATA) -> list[dict]:
    """Return what the rules of a table are told in: a name for an expression over its columns."""
    return descriptions(folder)[name].get("derived", [])


def primary_key(name: str, folder: Path = DATA) -> list[str]:
    """Return the columns that together name a row of a table; none where it has no key."""
    key = descriptions(folder)[name]["schema"].get("primaryKey", [])
    return [key] if isinstance(key, str) else key


def references(name: str, folder: Path = DATA) -> list[tuple[str, str, str]]:
    """Return where a table names rows of others: its column, the other table, the column there."""
    found = []
    for key in descriptions(folder)[name]["schema"].get("foreignKeys", []):
        (own,), (column,) = key["fields"], key["reference"]["fields"]
        found.append((own, key["reference"]["resource"] or name, column))
    return found


def check(folder: Path = DATA, record: Path | None = None) -> list[str]:
    """Check every table against its description, see `edugov.checking.check`."""
    from edugov import checking

    descriptions.cache_clear()
    return checking.check(folder, record)


def with_own(path: Path) -> list[Path]:
    """Return the file of a table, and that of a user's own rows of it where there is one."""
    own = path.parent / OWN / path.name
    return [path, own] if own.is_file() else [path]


def read(
    name: str,
    folder: Path = DATA,
    *,
    columns: Iterable[str] | None = None,
    where: Mapping[str, Iterable] | None = None,
) -> pd.DataFrame:
    """Read a table of the data package such as ``"figures"``, each column in the type that its
    description gives.

    One row a row of the file, then those of a user's own (`OWN`); in the order of the key where the
    file has that order. A missing text is the empty string, a missing number NaN, a missing
    whole number or truth value ``pandas.NA``. A Fault where the table is unknown, its file missing,
    or a cell not of its type.

    With `columns` these alone, with `where` the rows alone in which each column that it names has
    one of its values, as in ``where={"source_id": ["yining-2021"]}``. A page that reads no more
    than it shows is made again only where just that changed.
    """
    described = fields(name, folder)  # a Fault where there is no such table
    digests = _checksums(name, folder)
    table = _whole(name, folder, json.dumps([described, digests]))
    if columns is None and where is None:
        if folder == DATA:
            reads.note(name, None, None, digests)
        return table.copy()
    wanted = None if columns is None else list(columns)
    rows = {column: list(values) for column, values in (where or {}).items()}
    found = reads.part(table, wanted, rows)
    if folder == DATA and reads.is_noting():
        reads.note(name, wanted, rows, reads.digest(found))
    return found


@lru_cache(maxsize=128)
def _whole(name: str, folder: Path, made_from: str) -> pd.DataFrame:
    """Return a table with a user's own rows, not to be changed: as long as what it is made from
    stands it is not read again."""
    ours, *own = with_own(folder / descriptions(folder)[name]["path"])
    table = read_file(name, ours, folder)
    if own:
        return in_order(name, table, read_file(name, own[0], folder), folder)
    return table


def digest(name: str, columns: list[str] | None, where: dict[str, list] | None) -> str:
    """Return the digest that a page notes which reads this of a table."""
    with reads.noting() as noted:
        if columns is None and where is None:
            checksum(name)
        else:
            read(name, columns=columns, where=where)
    return noted[0].digest


def checksum(name: str) -> str:
    """Return the SHA-256 of a table as it is handed out; a page notes the files that it is of."""
    reads.note(name, None, None, _checksums(name, DATA))
    with reads.noting():  # what is read for it is noted already
        return hashlib.sha256(handed_out(name, DATA)).hexdigest()


def handed_out(name: str, folder: Path = DATA) -> bytes:
    """Return a table as it is handed out: its file, or with a user's own rows in it."""
    ours, *own = with_own(folder / f"{name}.csv")
    if own:
        return to_csv(read(name, folder=folder)).encode()
    return ours.read_bytes()


def _checksums(name: str, folder: Path) -> str:
    files = with_own(folder / descriptions(folder)[name]["path"])
    contents = [path.read_bytes() if path.is_file() else b"" for path in files]
    return " ".join(hashlib.sha256(content).hexdigest() for content in contents)


def read_file(name: str, path: Path, folder: Path = DATA) -> pd.DataFrame:
    """Read one file with rows of a table: the book's, or that of a user's own."""
    file = path.relative_to(folder).as_posix()
    try:
        texts = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        return typed(texts, fields(name, folder))
    except KeyError as error:
        column = error.args[0]
        raise Fault(f"{file}: column {column} is missing; `edugov check` says more") from error
    except (OSError, ValueError) as error:
        raise Fault(f"{file}: {str(error).strip()}; `edugov check` says more") from error


def in_order(name: str, ours: pd.DataFrame, own: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return a table with a user's own rows: behind the others, or in the order of the key where
    the others are in it."""
    if own.empty:
        return ours
    whole = pd.concat([ours, own], ignore_index=True)
    key = primary_key(name, folder)
    if key and pd.MultiIndex.from_frame(ours[key]).is_monotonic_increasing:
        return whole.sort_values(key, kind="stable", ignore_index=True)
    return whole


def typed(texts: pd.DataFrame, described: list[dict]) -> pd.DataFrame:
    """Return a table of texts with each described column in its type; ValueError names a column
    whose cells are not of it."""
    table = texts.copy()
    for field in described:
        column = field["name"]
        kind = TYPES.get(field["type"])
        if kind == "boolean":
            truths = texts[column].map({"true": True, "false": False})
            table[column] = truths.astype(kind)
        elif kind:
            try:
                numbers = pd.to_numeric(texts[column].replace("", None))
                table[column] = numbers.astype(kind)
            except (ValueError, TypeError) as error:
                raise ValueError(f"column {column}: {error}") from error
    return table


def rule_of(tables: Tables, rule_id: str) -> pd.Series:
    """Return the row of a rule, its id among the cells."""
    rules = tables["standards"].set_index("rule_id", drop=False)
    return rules.loc[rule_id]


def every(folder: Path = DATA) -> Tables:
    """Return all tables of a data package by their names."""
    return {name: read(name, folder) for name in names(folder)}


def lookup(table: pd.DataFrame, key: str, value: str) -> dict:
    """Return a column of a table by the key of its rows."""
    return dict(zip(table[key], table[value], strict=True))


def as_text(value: object) -> str:
    """Return a key as text: nothing for a missing value, 2021 for 2021.0."""
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).strip()
