"""How `edugov check` applies the rules of datapackage.json (`broken_where`, `right`): which rows
break one, and what would be right; the rules themselves stand there."""

import datetime
import re
from pathlib import Path

import pandas as pd

from edugov import tables

from .cells import CellFault
from .printed_values import with_printed
from .references import Loaded
from .related_rows import with_corrected_cell, with_section_at, with_stage_noted, with_year_before

_YEAR_OF_PACKAGE = 2026  # a clock that is behind makes no year of the tables one to come


class _Missing:
    """What is told in the place of a cell that is empty."""

    def __format__(self, form: str) -> str:
        return "–"


def rule_faults(
    name: str, texts: pd.DataFrame, loaded: Loaded, wrong: set[int], doubts: bool = False
) -> list[CellFault]:
    """Find rows that break a `rule` of the description, but for rows that are wrong already.

    With ``doubts`` those rules that are marked ``doubt``: what they find is possible.

    A rule is a pandas expression over the columns of the table, and over more: columns of the row
    that a reference points to follow its name (``parent_code_kind``); what is printed beside a
    value (`with_printed`); the section, stage and year beside the row (`beside`); the columns that
    the description calls ``derived``; ``next_year``, the year after this one. A rule that takes
    rows together (groupby) waits until every cell is right. A cell that breaks several rules is
    told the first.
    """
    rules = [
        rule for rule in tables.rules(name, loaded.folder) if rule.get("doubt", False) == doubts
    ]
    if not rules or loaded[name].empty:
        return []
    table = _with_more(name, loaded)
    next_year = max(datetime.date.today().year, _YEAR_OF_PACKAGE) + 1
    known = _columns(table)
    known["next_year"] = next_year
    first: dict[tuple[int, str], CellFault] = {}
    for rule in rules:
        condition = rule["broken_where"]
        if wrong and "groupby" in condition:
            continue
        is_broken = _evaluated(condition, known)
        for row, cells in table[is_broken].iterrows():
            if row in wrong:
                continue
            told = cells.astype(object).mask(cells.isna(), _Missing())
            what = rule["right"].format(**told, next_year=next_year)
            column = rule["column"]
            cell = _cell(texts, row, column)
            fault = CellFault(row, column, cell, what)
            first.setdefault((row, fault.column), fault)
    return list(first.values())


def _cell(texts: pd.DataFrame, row: int, column: str) -> str:
    if column in texts:
        return texts.at[row, column]
    return ""


def _columns(table: pd.DataFrame) -> dict[str, pd.Series | int]:
    return {column: table[column] for column in table}


def _evaluated(expression: str, known: dict[str, pd.Series | int]) -> pd.Series:
    return pd.eval(expression, engine="python", resolvers=[known])


def _with_more(name: str, loaded: Loaded) -> pd.DataFrame:
    """Return a table with what its rules speak of besides its columns, see `rule_faults`."""
    table = _with_referred(name, loaded)
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
    series = _columns(table)
    for derived in tables.derived(name, loaded.folder):
        series[derived["name"]] = _evaluated(derived["expression"], series)
    return pd.DataFrame(series)


def _with_referred(name: str, loaded: Loaded) -> pd.DataFrame:
    """Return a table with those columns of the rows it names that its rules speak of."""
    table = loaded[name]
    words = _words(name, loaded.folder)
    for own, other, column in tables.references(name, loaded.folder):
        there = loaded[other].drop_duplicates(column).set_index(column)
        there = there.add_prefix(f"{own}_")
        spoken_of = [added for added in there if added in words]
        table = table.join(there[spoken_of], on=own)
    return table


def _words(name: str, folder: Path) -> set[str]:
    """Return every name that the rules of a table use."""
    text = ""
    for rule in tables.rules(name, folder):
        text += f" {rule['broken_where']} {rule['right']}"
    for derived in tables.derived(name, folder):
        text += f" {derived['expression']}"
    words = set(re.findall(r"[a-z_0-9]+", text))
    if "stage_noted" in words:
        words.add("indicator_id_dimension_notes")
    return words
