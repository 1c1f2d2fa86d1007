"""What shows only beside other cells: rows of other tables that a row names, and the rules of the
description."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from edugov import tables

from .beside import with_corrected_cell, with_section_at, with_stage_noted, with_year_before
from .cells import CellFault
from .printed import with_printed

_YEAR_OF_PACKAGE = 2026  # a clock that is behind makes no year of the tables one to come


class Loaded(dict):
    """The tables of a data package by name, in their types; each is read when it is first asked
    for."""

    def __init__(self, folder: Path, known: dict[str, pd.DataFrame] | None = None) -> None:
        super().__init__(known or {})
        self.folder = folder

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = tables.read(name, self.folder)
        return self[name]


def naming(name: str, folder: Path) -> list[str]:
    """Return the other tables whose rows name rows of a table."""
    found = []
    for other in tables.names(folder):
        named = [named for _, named, _ in tables.references(other, folder)]
        named += [field["list"].get("resource") for field in _lists(other, folder)]
        if other != name and name in named:
            found.append(other)
    return found


def reference_faults(name: str, texts: pd.DataFrame, loaded: Loaded) -> list[CellFault]:
    """Find cells that name a row of another table (or of the same) which is not there."""
    found = []
    for own, other, column in tables.references(name, loaded.folder):
        if own not in texts:
            continue
        cells = texts.loc[texts[own] != "", own]
        what = f"no such {column} in {other}; correct the value or add the row there"
        for row, cell in cells[~cells.isin(loaded[other][column])].items():
            found.append(CellFault(row, own, cell, what))
    for field in _lists(name, loaded.folder):
        if field["name"] in texts:
            found += _list_faults(field, texts, loaded)
    return found


def _lists(name: str, folder: Path) -> list[dict]:
    return [field for field in tables.fields(name, folder) if "list" in field]


def _list_faults(field: dict, texts: pd.DataFrame, loaded: Loaded) -> Iterator[CellFault]:
    """Find cells with a member that the list may not have, or that stands in it twice.

    The description's ``list`` gives the separator, and either the words that may stand in it or the
    table and column that it names (``resource``, ``field``); ``within``: only rows there that agree
    in this column; ``marks``: what a member may end in; ``where``: which rows hold such a list;
    ``holds``: the column of the row whose cell has to be a member.
    """
    described, column = field["list"], field["name"]
    rows = texts.query(described["where"], engine="python") if "where" in described else texts
    within, holds = described.get("within"), described.get("holds")
    allowed = _allowed(described, loaded)
    for row, cell in rows.loc[rows[column] != "", column].items():
        members = cell.split(described["separator"]) if "separator" in described else [cell]
        bare = [_without_mark(member, described) for member in members]
        group = rows.at[row, within] if within else ""
        strange = [member for member in bare if not _is_allowed(member, group, allowed)]
        if strange:
            where = f"in {described['resource']}" if "resource" in described else "allowed here"
            what = f"{strange[0]!r} is no {described.get('field', 'word')} {where}"
            yield CellFault(row, column, cell, f"{what}; correct it or add it there")
        elif len(set(members)) < len(members):
            yield CellFault(row, column, cell, "the same stands in the list twice; keep one")
        elif holds and rows.at[row, holds] not in members:
            own = rows.at[row, holds]
            yield CellFault(row, column, cell, f"{own!r}, the row's own {holds}, is missing in it")


def _is_allowed(member: str, group: str, allowed: set[tuple[str, str]] | None) -> bool:
    return member != "" and (allowed is None or (group, member) in allowed)


def _without_mark(member: str, described: dict) -> str:
    for mark in described.get("marks", ()):
        member = member.removesuffix(mark).removeprefix(mark)
    return member


def _allowed(described: dict, loaded: Loaded) -> set[tuple[str, str]] | None:
    """Return what may stand in a list, as pairs of the group it holds in and the member; None where
    any word may."""
    if "words" in described:
        return {("", word) for word in described["words"]}
    if "resource" not in described:
        return None
    there = loaded[described["resource"]]
    members = there[described["field"]]
    groups = there[described["within"]] if "within" in described else [""] * len(there)
    return set(zip(groups, members, strict=True))


def rule_faults(
    name: str, texts: pd.DataFrame, loaded: Loaded, wrong: set[int], doubts: bool = False
) -> list[CellFault]:
    """Find rows that break a `rule` of the description, but for rows that are wrong already.

    With ``doubts`` those rules that are marked ``doubt``: what they find is possible.

    A rule is a pandas expression over the columns of the table, and over more: columns of the row
    that a reference points to follow its name (``parent_code_kind``); what is printed beside a
    value (`with_printed`); the section, stage and year beside the row (`beside`); the columns that
    the description calls ``derived``; ``next_year``, the year after this one. A rule that takes
    rows together (groupby) waits until every cell is right.
    """
    every = tables.rules(name, loaded.folder)
    rules = [rule for rule in every if rule.get("doubt", False) == doubts]
    if not rules or loaded[name].empty:
        return []
    table, found = _with_more(name, loaded), []
    next_year = max(datetime.date.today().year, _YEAR_OF_PACKAGE) + 1
    known = {column: table[column] for column in table} | {"next_year": next_year}
    for rule in rules:
        if wrong and "groupby" in rule["broken_where"]:
            continue
        is_broken = _evaluated(rule["broken_where"], known)
        if is_broken.any():
            broken = table[is_broken].drop(index=list(wrong), errors="ignore")
            found += _broken(rule, broken, texts, next_year)
    first = {(fault.row, fault.column): fault for fault in reversed(found)}
    return list(first.values())  # one fault a cell: that of the first rule it breaks


def _broken(
    rule: dict, broken: pd.DataFrame, texts: pd.DataFrame, next_year: int
) -> list[CellFault]:
    found, column = [], rule["column"]
    for row, cells in broken.iterrows():
        cell = texts.at[row, column] if column in texts else ""
        what = rule["right"].format(**cells, next_year=next_year)
        found.append(CellFault(row, column, cell, what))
    return found


def _evaluated(expression: str, known: dict[str, pd.Series | int]) -> pd.Series:
    return pd.eval(expression, engine="python", resolvers=[known])


def _with_more(name: str, loaded: Loaded) -> pd.DataFrame:
    """Return a table with what its rules speak of besides its columns, see `rule_faults`."""
    table = loaded[name]
    spoken_of = _spoken_of(name, loaded.folder)
    for own, other, column in tables.references(name, loaded.folder):
        there = loaded[other].drop_duplicates(column).set_index(column).add_prefix(f"{own}_")
        table = table.join(there[[name for name in there if name in spoken_of]], on=own)
    columns = set(table)
    if {"value", "value_printed", "unit_printed"} <= columns:
        table = with_printed(table)
    if {"source_id", "section", "start", "end"} <= columns:
        table = with_section_at(table, loaded["report_sections"])
    if {"stage", "indicator_id_dimension_notes"} <= columns:
        table = with_stage_noted(table)
    if {"value", "previous_value", "year", "coverage"} <= columns:
        table = with_year_before(table)
    if {"figure_id", "column", "corrected"} <= columns:
        table = with_corrected_cell(table, loaded["figures"])
    series = {column: table[column] for column in table}
    for derived in tables.derived(name, loaded.folder):
        series[derived["name"]] = _evaluated(derived["expression"], series)
    return pd.DataFrame(series)


def _spoken_of(name: str, folder: Path) -> set[str]:
    """Return the names that the rules of a table use."""
    rules = tables.rules(name, folder)
    spoken = [rule["broken_where"] for rule in rules] + [rule["right"] for rule in rules]
    spoken += [derived["expression"] for derived in tables.derived(name, folder)]
    words = set(re.findall(r"[a-z_0-9]+", " ".join(spoken)))
    return words | {"indicator_id_dimension_notes"} if "stage_noted" in words else words
