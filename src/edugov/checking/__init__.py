"""`edugov check`: every table of data/ against its description in datapackage.json, one sentence a
fault."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.tables import DATA, Tables

from .already_checked import Sound
from .cells import CellFault, cell_faults, key_faults, place
from .files import file_faults, table_faults
from .references import Loaded, reference_faults
from .rules import rule_faults

__all__ = ["CellFault", "added_faults", "check", "row_doubts", "row_faults"]

DICTIONARY = "the reader's dictionary"  # in the place of a table
ADDED_FROM = 100_000_000  # rows that are to be added are numbered from here on


def check(folder: Path = DATA, record: Path | None = None) -> list[str]:
    """Check every table of a data package and return the faults, one sentence each.

    First that each file can be read as rows under the columns described; then each cell, the keys
    of the rows, the rows of other tables that they name, and the rules, see `row_faults`; where
    nothing is wrong, whether the reader reads the example of each definition. Each
    reads ``file, row R, column C, value 'V': what is wrong; what would be right``. With a record,
    tables that were right are not checked again while they, and what they name, stand as they
    stood.
    """
    tables.package.cache_clear()
    tables.package(folder)  # a Fault where it is no description
    sound = Sound(record, folder)
    found, texts = file_faults(folder, sound.knows)
    if found:  # the other tables point to this one: their faults would only hide it
        return found
    for name, faults, beside in _faults_of(texts, folder):
        found += _sentences(name, faults, folder)
        if not faults:
            sound.note(name, beside)
    found = found or _dictionary_faults(folder, sound)
    if not found:
        sound.save()
    return found


def added_faults(rows: Tables, folder: Path = DATA) -> dict[str, list[CellFault]]:
    """Check rows of several tables, as texts, that are to be added to the book's own; return the
    faults in these rows by table. Their index is as in `row_faults`."""
    texts = {}
    for name in tables.names(folder):
        path = folder / tables.descriptions(folder)[name]["path"]
        texts[name] = table_faults(name, path.read_bytes(), folder)[1]
        if name in rows:
            added = rows[name].set_index(rows[name].index + ADDED_FROM)
            texts[name] = pd.concat([texts[name], added])
    found = {}
    for name, faults, _ in _faults_of(texts, folder):
        added = [fault for fault in faults if fault.row > ADDED_FROM]
        found[name] = [fault._replace(row=fault.row - ADDED_FROM) for fault in added]
    return found


def _faults_of(texts: Tables, folder: Path) -> Iterator[tuple[str, list[CellFault], set[str]]]:
    """Give the faults of tables that stand beside each other: the table, what is wrong with it, and
    the tables that it was held against."""
    loaded = Loaded(folder)
    own = {}
    for name, table in texts.items():
        own[name] = _own_faults(name, table, folder)
        loaded[name] = _readable(name, table, own[name], folder)
    for name, table in texts.items():
        loaded.asked.clear()
        yield name, _with_others(name, table, own[name], loaded), set(loaded.asked)


def _dictionary_faults(folder: Path, sound: Sound) -> list[str]:
    from edugov.reading import lexicon_examples  # which reads with these tables

    if sound.knows(DICTIONARY):
        return []
    if not (found := lexicon_examples.dictionary_faults(folder)):
        sound.note(DICTIONARY, lexicon_examples.READ)
    return found


def _sentences(name: str, faults: list[CellFault], folder: Path) -> list[str]:
    path = tables.package(folder).get_resource(name).path
    found = []
    for fault in faults:
        file, row = place(path, fault.row)
        found.append(f"{file}, {fault._replace(row=row)}")
    return found


def row_faults(
    name: str, texts: pd.DataFrame, folder: Path = DATA, beside: tables.Tables | None = None
) -> list[CellFault]:
    """Check rows against the description of a table of the data package.

    Parameters
    ----------
    name : str
        The table, such as ``"schools"``.
    texts : DataFrame of str
        One row a row of the table, each cell as it stands in the file; the index holds the numbers
        of the rows there. Columns may be left out: they are not checked, and to the rules they are
        empty.
    folder : Path
        The data package with the description and the tables that the rows point to.
    beside : dict of DataFrame, optional
        Tables that count instead of those in the data package.

    Returns
    -------
    list of CellFault
        In the order of the rows: the first thing wrong with each cell (characters, type, limits), a
        key that stands twice, a row of another table that is not there, a rule of the description
        that is broken. A rule is not applied to a row in which a cell is wrong.
    """
    own = _own_faults(name, texts, folder)
    loaded = Loaded(folder)
    loaded.update(beside or {})
    loaded[name] = _readable(name, texts, own, folder)
    return _with_others(name, texts, own, loaded)


def row_doubts(name: str, texts: pd.DataFrame, folder: Path = DATA) -> list[CellFault]:
    """Find what is possible but doubtful in rows without a fault: the rules that are marked
    ``doubt``. Rows as in `row_faults`."""
    loaded = Loaded(folder)
    loaded[name] = _readable(name, texts, [], folder)
    found = rule_faults(name, texts, loaded, wrong=set(), doubts=True)
    return sorted(found, key=lambda fault: fault.row)


def _own_faults(name: str, texts: pd.DataFrame, folder: Path) -> list[CellFault]:
    """Find what is wrong within the cells and the keys of a table."""
    found = []
    for field in tables.fields(name, folder):
        if field["name"] in texts:
            found += cell_faults(field, texts[field["name"]])
    return found + key_faults(tables.primary_key(name, folder), texts)


def _readable(
    name: str, texts: pd.DataFrame, faults: list[CellFault], folder: Path
) -> pd.DataFrame:
    """Return a table in the types of its description; cells that are wrong are empty."""
    described = tables.fields(name, folder)
    columns = [field["name"] for field in described]
    table = texts.reindex(columns=columns, fill_value="").copy()
    for fault in faults:
        if fault.column in table:
            table.at[fault.row, fault.column] = ""
    return tables.typed(table.astype("str"), described)  # as `tables.read` has texts


def _with_others(
    name: str, texts: pd.DataFrame, own: list[CellFault], loaded: Loaded
) -> list[CellFault]:
    """Add to the faults within a table those that show beside the other tables."""
    found = own + reference_faults(name, texts, loaded)
    wrong = {fault.row for fault in found}
    found += rule_faults(name, texts, loaded, wrong)
    columns = list(texts.columns)

    def order(fault: CellFault) -> tuple[int, int]:
        first = fault.column.partition(", ")[0]
        if first in columns:
            return fault.row, columns.index(first)
        return fault.row, -1

    return sorted(found, key=order)
