"""What shows only beside other cells: rows of other tables that a row names, and the rules of the
description."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from edugov import tables

from .cells import CellFault


class Loaded(dict):
    """The tables of a data package by name, in their types; each is read when it is first asked
    for."""

    def __init__(self, folder: Path, known: Mapping[str, pd.DataFrame] = {}) -> None:  # noqa: B006
        super().__init__(known)
        self.folder = folder

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = tables.read(name, self.folder)
        return self[name]


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
    return found


def rule_faults(
    name: str, texts: pd.DataFrame, loaded: Loaded, wrong: set[int], doubts: bool = False
) -> list[CellFault]:
    """Find rows that break a `rule` of the description, but for rows that are wrong already.

    With ``doubts`` those rules that are marked ``doubt``: what they find is possible.

    A rule is a pandas expression; columns of the row that a reference points to follow its name:
    `parent_code_kind`. One that takes rows together (groupby) waits until every cell is right.
    """
    every = tables.rules(name, loaded.folder)
    rules = [rule for rule in every if rule.get("doubt", False) == doubts]
    if not rules:
        return []
    table, found = _with_referred(name, loaded), []
    for rule in rules:
        if wrong and "groupby" in rule["broken_where"]:
            continue
        named = re.findall(r"\w+", rule["broken_where"])
        used = table[[column for column in table if column in named]]
        broken = table[used.eval(rule["broken_where"], engine="python")]
        for row, cells in broken.drop(index=list(wrong), errors="ignore").iterrows():
            column = rule["column"]
            cell = texts.at[row, column] if column in texts else ""
            found.append(CellFault(row, column, cell, rule["right"].format(**cells)))
    return found


def _with_referred(name: str, loaded: Loaded) -> pd.DataFrame:
    """Return a table with the columns of the rows that it names in others."""
    table = loaded[name]
    for own, other, column in tables.references(name, loaded.folder):
        there = loaded[other].drop_duplicates(column).set_index(column)
        table = table.join(there.add_prefix(f"{own}_"), on=own)
    return table
