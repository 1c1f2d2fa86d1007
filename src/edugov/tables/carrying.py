"""`edugov carry`: a user's own rows out of the tables of an earlier version (旧版数据) into
data/own, in today's columns and words."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from edugov import tables
from edugov.checking import added_faults
from edugov.checking.cells import OWN_FROM, place
from edugov.files.changes import changing
from edugov.tables import DATA, OWN, Fault, Tables, earlier_clone, own_rows
from edugov.tables.changed_columns import renewed

UNTOLD = (
    "not in this version, and of a source of the book: left, for no commit says whether it was the "
    "book's or is yours; put what is yours into the file of the same name in data/own"
)
EDITED = (
    "a row of the book that says something else than it did: left, as data/own has no such rows"
)
# a row of these is a user's own where this version has no such key: none was ever taken away
NAMED = ("regions", "sources", "indicators", "standards")


class Carried(NamedTuple):
    """How many rows of each table were taken and left, whether anything changed, and the numbers of
    the rows of which it is not known whose they are, and of the book's that were changed."""

    taken: dict[str, int]
    left: dict[str, int]
    changed: bool
    untold: dict[str, list[int]]
    edited: dict[str, list[int]]


class _Sorted(NamedTuple):
    """The rows of a table that are a user's own, with the numbers of those left that have to be
    named."""

    own: pd.DataFrame
    untold: list[int]
    edited: list[int]


def carry(folder: Path, data: Path = DATA) -> Carried:
    """Take the user's own rows of an earlier version's tables into data/own.

    Parameters
    ----------
    folder : Path
        The folder data of an earlier clone, or its data/own; or data/own of this very clone, whose
        files are then renewed where they stand.
    data : Path
        The data package; unchanged unless all of it is sound afterwards.

    Returns
    -------
    Carried
        Own is every row of data/own that this version does not have. In the tables themselves it
        is every row that the newest commit in common with this clone does not have; where there is
        no such commit, the regions, sources, indicators and standards that this version does not
        have, and the rows of other tables that are of such a source.

    Raises
    ------
    Fault
        There are no such tables, a column is none of this version's and nothing says what became of
        it, or a row does not fit this version: all such rows are named, as the old files have them.
    """
    with changing(data):
        old = _old(folder, data)
        found = _sorted(old, _book_then(folder, data), data)
        own = {name: one.own for name, one in found.items() if len(one.own)}
        _refuse_unfit(own, folder, data)
        is_renewed = folder.resolve() == (data / OWN).resolve()
        changed = _with_earlier(own, old if is_renewed else {}, data)
        is_changed = own_rows.write(changed, data)
    taken = {name: len(texts) for name, texts in own.items()}
    left = {name: len(old[name]) - taken.get(name, 0) for name in old}
    untold = {name: one.untold for name, one in found.items() if one.untold}
    edited = {name: one.edited for name, one in found.items() if one.edited}
    return Carried(taken, left, is_changed, untold, edited)


def _refuse_unfit(own: Tables, folder: Path, data: Path) -> None:
    """Refuse rows that do not fit this version; a Fault names them as the old files have them."""
    faults = []
    for name, found in added_faults(own, data).items():
        for fault in found:
            file, row = place(f"{name}.csv", fault.row)
            path = folder / file
            if not path.is_file():  # the folder itself is one of own rows
                path = folder / f"{name}.csv"
            faults.append(f"{path}, {fault._replace(row=row)}")
    if faults:
        raise Fault("\n".join([*faults[:20], f"{len(faults)} faults; nothing was changed"]))


def _with_earlier(own: Tables, in_place_of: Tables, data: Path) -> Tables:
    """Return the files of data/own as they are to be: with the rows that stand there, or in the
    place of these."""
    changed = {}
    for name in {**own, **in_place_of}:
        described = tables.fields(name, data)
        texts = own.get(name, in_place_of.get(name, pd.DataFrame()).head(0))
        rows = tables.typed(texts, described)
        earlier = rows.head(0) if name in in_place_of else None
        changed[name] = own_rows.with_rows(name, rows, data=data, own=earlier)
    return changed


def _old(folder: Path, data: Path) -> Tables:
    """Read the tables that can have own rows, in today's columns; the index holds the numbers of
    the rows, those of own files counted from `OWN_FROM` on."""
    is_package = (folder / "datapackage.json").is_file()
    found: Tables = {}
    for name in _of_users(data):
        parts = []
        for path in tables.with_own(folder / f"{name}.csv"):
            if not path.is_file():
                continue
            part = renewed(name, _texts(path), str(path), data)
            is_of_book = is_package and path.parent == folder
            if not is_of_book:
                part.index += OWN_FROM
            parts.append(part)
        if parts:
            found[name] = pd.concat(parts)
    if not found:
        raise Fault(f"{folder}: no table of edugov; right is the folder data of an earlier clone")
    return found


def _of_users(data: Path) -> list[str]:
    """Return the tables in which a user can have rows: those of `NAMED`, what is of a source, and
    corrections."""
    found = []
    for name in tables.names(data):
        is_wanted = name in (*NAMED, "corrections") or _source_columns(name, data)
        if is_wanted and tables.primary_key(name, data):
            found.append(name)
    return found


def _source_columns(name: str, data: Path) -> list[str]:
    return [own for own, other, _ in tables.references(name, data) if other == "sources"]


def _texts(path: Path) -> pd.DataFrame:
    """Read a file as texts; its index counts the rows as an editor does."""
    try:
        rows = pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False
        )
    except (OSError, ValueError) as error:
        raise Fault(f"{path}: cannot be read as a table in UTF-8: {str(error).strip()}") from error
    return rows.fillna("").rename(index=lambda row: row + 2)


def _book_then(folder: Path, data: Path) -> Tables:
    """Return the tables of the book that an earlier clone began with, in today's columns, as far as
    git knows them."""
    commit = ""
    if (folder / "datapackage.json").is_file():
        commit = earlier_clone.common_commit(folder, data)
    then: Tables = {}
    if not commit:
        return then
    for name in _of_users(data):
        texts = earlier_clone.table_at(folder, commit, f"{name}.csv")
        if texts is not None:
            then[name] = renewed(name, texts, f"{commit[:7]}:{name}.csv", data)
    return then


def _sorted(old: Tables, then: Tables, data: Path) -> dict[str, _Sorted]:
    """Tell which rows are a user's own, see `carry`; `then` holds what the book had."""
    new = {}
    for name, texts in old.items():
        book = _texts(data / f"{name}.csv")
        is_known = _keys(name, texts, data).isin(_keys(name, book, data))
        new[name] = texts[~is_known]
    own_sources = set()
    if "sources" in new:
        own_sources = set(new["sources"]["source_id"])
    found = {}
    for name, texts in new.items():
        edited: list[int] = []
        if name in then:
            is_of_book = _keys(name, texts, data).isin(_keys(name, then[name], data))
            is_own = ~is_of_book | (texts.index > OWN_FROM)
            untold = []
            edited = _edited(name, old[name], then[name], data)
        else:
            is_own = _is_own(name, texts, own_sources, data)
            untold = texts.index[~is_own].tolist()
        found[name] = _Sorted(texts[is_own], untold, edited)
    return found


def _edited(name: str, texts: pd.DataFrame, then: pd.DataFrame, data: Path) -> list[int]:
    """Return the numbers of the rows of the book that say something else than they did."""
    in_book = texts[texts.index < OWN_FROM]
    is_known = _keys(name, in_book, data).isin(_keys(name, then, data))
    rows = in_book[is_known]
    before = set(then.itertuples(index=False, name=None))
    same = [row in before for row in rows.itertuples(index=False, name=None)]
    return rows.index[~pd.Series(same, dtype=bool)].tolist()


def _is_own(name: str, texts: pd.DataFrame, own_sources: set[str], data: Path) -> pd.Series:
    """Tell which rows that this version does not have are a user's own, where git does not know."""
    is_own = pd.Series(texts.index > OWN_FROM, texts.index)
    if name in NAMED:
        is_own[:] = True
    for column in _source_columns(name, data):
        is_own |= texts[column].isin(own_sources)
    if name == "corrections":
        stem = texts["figure_id"].str.rsplit("-", n=1).str[0]
        is_own |= stem.isin(own_sources)
    return is_own


def _keys(name: str, texts: pd.DataFrame, data: Path) -> pd.Series:
    """Return the key of each row as one value."""
    key = tables.primary_key(name, data)
    if len(key) == 1:
        return texts[key[0]]
    return pd.Series(list(texts[key].itertuples(index=False, name=None)), texts.index, dtype=object)
