"""Carrying a user's own rows from the tables of an earlier version (旧版数据) to this one's: into
data/own, in today's columns and words."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from edugov import tables
from edugov.checking import added_faults
from edugov.checking.cells import OWN_FROM, place
from edugov.files.changes import changing
from edugov.tables import DATA, OWN, Fault, Tables, own_rows
from edugov.tables.forms import renewed

# a row of these is a user's own where this version has no such key: none was ever taken away
NAMED = ("regions", "sources", "indicators", "standards")


class Carried(NamedTuple):
    """How many rows of each table were taken and left, and whether anything changed."""

    taken: dict[str, int]
    left: dict[str, int]
    changed: bool


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
        Own are the regions, sources, indicators and standards that this version does not have, and
        the rows of other tables that are of such a source; in data/own every row that this version
        does not have.

    Raises
    ------
    Fault
        There are no such tables, a column is none of this version's and nothing says what became of
        it, or a row does not fit this version: all such rows are named, as the old files have them.
    """
    with changing(data):
        old = _old(folder, data)
        own = {name: texts for name, texts in _own(old, data).items() if len(texts)}
        _refuse_unfit(own, folder, data)
        is_renewed = folder.resolve() == (data / OWN).resolve()
        changed = _with_earlier(own, old if is_renewed else {}, data)
        is_changed = own_rows.write(changed, data)
    taken = {name: len(texts) for name, texts in own.items()}
    left = {name: len(old[name]) - taken.get(name, 0) for name in old}
    return Carried(taken, left, is_changed)


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


def _own(old: Tables, data: Path) -> Tables:
    """Return those rows that are a user's own, see `carry`."""
    new = {}
    for name, texts in old.items():
        book = _texts(data / f"{name}.csv")
        is_known = _keys(name, texts, data).isin(_keys(name, book, data))
        new[name] = texts[~is_known]
    own_sources = set()
    if "sources" in new:
        own_sources = set(new["sources"]["source_id"])
    return {name: texts[_is_own(name, texts, own_sources, data)] for name, texts in new.items()}


def _is_own(name: str, texts: pd.DataFrame, own_sources: set[str], data: Path) -> pd.Series:
    """Tell which rows that this version does not have are a user's own."""
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
