"""A user's own rows (自有数据) in data/own: reading and writing files with the names and columns of
the tables."""

import shutil
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.files import OURS, to_csv, write_text
from edugov.files.changes import replace_together
from edugov.tables import DATA, OWN, Fault, Tables


def held(name: str, data: Path = DATA) -> pd.DataFrame:
    """Return a user's own rows of a table."""
    path = data / OWN / f"{name}.csv"
    if path.is_file():
        return tables.read_file(name, path, data)
    return tables.read_file(name, data / path.name, data).head(0)


def with_rows(
    name: str,
    rows: pd.DataFrame,
    gone: Collection[str] = (),
    data: Path = DATA,
    own: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return a user's own rows of a table with more, in the order of the key.

    Parameters
    ----------
    name : str
        A table that has a key.
    rows : DataFrame
        The rows to add; they take the place of own ones with the same key, and are left out where
        the book's own file has the key.
    gone : collection of str
        What the first column of the key holds in own rows that go.
    data : Path
        The data package.
    own : DataFrame, optional
        What is to stand for the own rows that are there.
    """
    key = tables.primary_key(name, data)
    own = held(name, data) if own is None else own
    book = tables.read_file(name, data / f"{name}.csv", data)
    is_of_book = _keys(rows, key).isin(_keys(book, key))
    rows = rows[~is_of_book]
    is_made_anew = _keys(own, key).isin(_keys(rows, key))
    own = own[~is_made_anew]
    own = own[~own[key[0]].isin(gone)]
    rows = rows.reindex(columns=own.columns)
    if own.empty:
        whole = rows
    elif rows.empty:
        whole = own
    else:
        whole = pd.concat([own, rows])
    return whole.sort_values(key, kind="stable", ignore_index=True)


def _keys(rows: pd.DataFrame, key: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(rows[key].astype(str))


def write(changed: Tables, data: Path = DATA) -> bool:
    """Write a user's own rows of several tables, all of them or none, see `write_checked`; say
    whether any file is another than before."""
    texts = {}
    for name, table in changed.items():
        path = data / OWN / f"{name}.csv"
        before = path.read_text(encoding="utf-8") if path.is_file() else to_csv(table.head(0))
        if to_csv(table) != before:
            texts[f"{OWN}/{path.name}"] = to_csv(table)
    if texts:
        write_checked(texts, data)
    return bool(texts)


def write_checked(texts: dict[str, str], data: Path) -> None:
    """Write files of the data package if all of it is sound with them; else change nothing. What
    was found sound before, and is held against nothing that changes, is not checked again.

    The caller holds the data package with `changing`, from reading the tables to writing them.
    """
    from edugov.checking.already_checked import record_of  # which needs the tables

    trial = data / f"{OURS}trial"
    try:
        shutil.copytree(data, trial, ignore=shutil.ignore_patterns("raw", f"{OURS}*"))
        for name, text in texts.items():
            write_text(trial / name, text)
        faults = tables.check(trial, record_of(data))
    finally:
        tables.package.cache_clear()
        shutil.rmtree(trial, ignore_errors=True)
    if faults:
        raise Fault("\n".join([*faults[:20], f"{len(faults)} faults; nothing was changed"]))
    replace_together(data, texts)
