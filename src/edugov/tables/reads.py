"""What a page reads of the tables, noted while it is made, so that it is made again only where that
changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import pandas as pd
from pandas.util import hash_pandas_object

Where = Mapping[str, list]  # columns, with the values of which a row has one


class Read(NamedTuple):
    """What was read of a table: some columns (None: all), of the rows where columns have one of
    some values; and a digest of what was found."""

    table: str
    columns: list[str] | None
    where: Where | None
    digest: str


_noted: list[Read] | None = None  # None: no page is made


def begin() -> None:
    """Note from now on what is read; what was noted before is forgotten."""
    global _noted
    _noted = []


def told() -> str:
    """Return what was read since `begin`, once each, as JSON; it is noted no more."""
    global _noted
    found = dict.fromkeys(json.dumps(read, ensure_ascii=False) for read in _noted or [])
    _noted = None
    return f"[{', '.join(found)}]"


@contextmanager
def noting() -> Iterator[list[Read]]:
    """Note what is read within in the list that this gives."""
    global _noted
    before, _noted = _noted, []
    try:
        yield _noted
    finally:
        _noted = before


def is_noting() -> bool:
    """Tell whether a page is made whose reads are noted."""
    return _noted is not None


def note(table: str, columns: list[str] | None, where: Where | None, digest: str) -> None:
    """Note that something was read."""
    if _noted is not None:
        _noted.append(Read(table, columns, where, digest))


def part(table: pd.DataFrame, columns: list[str] | None, where: Where | None) -> pd.DataFrame:
    """Return the rows of a table where columns have one of some values, with some columns alone.

    >>> table = pd.DataFrame({"place": ["a", "b", "c"], "value": [1, 2, 3]})
    >>> part(table, ["value"], {"place": ["a", "c"]})["value"].tolist()
    [1, 3]
    """
    for column, values in (where or {}).items():
        table = table[table[column].isin(values)]
    if columns is not None:
        table = table[columns]
    return table.reset_index(drop=True)


def digest(table: pd.DataFrame) -> str:
    """Return what tells a table from all others: its columns and rows, in their order."""
    whole = hashlib.sha256(json.dumps([list(table), len(table)]).encode())
    if len(table.columns):
        whole.update(hash_pandas_object(table, index=False).to_numpy().tobytes())
    return whole.hexdigest()
