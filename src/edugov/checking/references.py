"""What `edugov check` asks of ids that name rows of other tables (sources, regions, indicators,
rules), one or a list."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from edugov import tables

from .cells import CellFault

Allowed = set[tuple[str, str]] | None


class Loaded(dict):
    """The tables of a data package by name, in their types; each is read when it is first asked
    for. `asked` names those that were asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> pd.DataFrame:
        self.asked.add(name)
        return super().__getitem__(name)

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = tables.read(name, self.folder)
        return self[name]


def reference_faults(name: str, texts: pd.DataFrame, loaded: Loaded) -> list[CellFault]:
    """Find cells that name a row of another table (or of the same) which is not there."""
    found = []
    for own, other, column in tables.references(name, loaded.folder):
        if own not in texts:
            continue
        cells = texts[own]
        there = loaded[other][column].astype("string")  # a year is a number in its table
        is_given = cells != ""
        dangling = cells[is_given & ~cells.isin(there)]
        what = f"no such {column} in {other}; correct the value or add the row there"
        for row, cell in dangling.items():
            found.append(CellFault(row, own, cell, what))
    for field in _lists(name, loaded.folder):
        if field["name"] in texts:
            found += _list_faults(field, texts, loaded)
    return found


def _lists(name: str, folder: Path) -> list[dict]:
    return [field for field in tables.fields(name, folder) if "list" in field]


def _list_faults(field: dict, texts: pd.DataFrame, loaded: Loaded) -> Iterator[CellFault]:
    """Find cells with a member that the list may not have, or that stands in it twice.

    The description's ``list`` gives the ``separator`` (none: one member), and either the ``words``
    that may stand in it or the table and column that it names (``resource``, ``field``);
    ``within``: only rows there that agree in this column; ``marks``: what a member may begin or end
    with; ``where``: which rows hold such a list.
    """
    described = field["list"]
    column = field["name"]
    rows = texts[texts[column] != ""]
    if "where" in described:
        rows = rows.query(described["where"], engine="python")
    allowed = _allowed(described, loaded)
    within = described.get("within")
    for row, cell in rows[column].items():
        group = rows.at[row, within] if within else ""
        what = _wrong_member(cell, group, described, allowed)
        if what:
            yield CellFault(row, column, cell, what)


def _wrong_member(cell: str, group: str, described: dict, allowed: Allowed) -> str:
    """Say what is wrong with the members of a list; nothing where all are right."""
    members = [cell]
    if "separator" in described:
        members = cell.split(described["separator"])
    for member in members:
        bare = _without_mark(member, described)
        is_known = allowed is None or (group, bare) in allowed
        if bare == "" or not is_known:
            return f"{bare!r} is {_none_of(described, group)}; correct it or add it there"
    if len(set(members)) < len(members):
        return "the same stands in the list twice; keep one"
    return ""


def _none_of(described: dict, group: str) -> str:
    if "resource" in described:
        of_group = f" of {described['within']} {group}" if group else ""
        return f"no {described['field']}{of_group} in {described['resource']}"
    return "no word allowed here"


def _without_mark(member: str, described: dict) -> str:
    for mark in described.get("marks", ()):
        member = member.removesuffix(mark).removeprefix(mark)
    return member


def _allowed(described: dict, loaded: Loaded) -> Allowed:
    """Return what may stand in a list, as pairs of the group it holds in and the member; None where
    any word may."""
    if "words" in described:
        return {("", word) for word in described["words"]}
    if "resource" not in described:
        return None
    there = loaded[described["resource"]]
    members = there[described["field"]]
    if "within" not in described:
        return {("", member) for member in members}
    return set(zip(there[described["within"]], members, strict=True))
