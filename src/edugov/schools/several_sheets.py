"""Several sheets of one workbook: a sheet a year, of which one is read, and a school that stands on
two, such as one for primary and one for lower secondary schools (小学表、初中表)."""

import pandas as pd

from . import years
from .rows import RowPlace, Rows
from .spreadsheets import Sheet


def of_year(sheets: list[Sheet], year: str | None) -> tuple[list[Sheet], list[str]]:
    """Return the sheets without those that are called by other years, where one is called by the
    year that is wanted, and a sentence for each that is left out.

    Of ``2022年``, ``2023年`` and ``说明`` the first is left out for 2023, and none for 2021.
    """
    called = {sheet.name: years.in_sheet_name(sheet.name) for sheet in sheets}
    if year is None or not any(year in named for named in called.values()):
        return sheets, []
    kept = [sheet for sheet in sheets if year in called[sheet.name] or not called[sheet.name]]
    said = []
    for sheet in sheets:
        if sheet not in kept:
            said.append(f"sheet {sheet.name}: of another year than {year}, not read")
    return kept, said


def with_schools(found: list[Rows], said: list[str]) -> list[Rows]:
    """Return the sheets that name schools, where there are such, and say which others there are:
    one of sums by town has the same headings."""
    named = [rows for rows in found if {"school_code", "school_name"} & rows.headings.keys()]
    if not named:
        return found
    for rows in found:
        if {"school_code", "school_name"}.isdisjoint(rows.headings):
            said.append(f"sheet {rows.sheet}: codes and names of schools are missing, not read")
    return named


def missing_everywhere(rows: Rows, found: list[Rows]) -> list[str]:
    """Say what is missing on a sheet, but for what another sheet has of schools by their codes."""
    elsewhere = set()
    if "school_code" in rows.headings:
        elsewhere = {name for other in found for name in other.headings}
    return [fault for name, fault in rows.missing.items() if name not in elsewhere]


def put_together(texts: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Make one row of a school that stands on several sheets and of which they say nothing that
    differs; return the schools and what has to be said. What differs is left for its fault.

    Parameters
    ----------
    texts : DataFrame of str
        One row a school and sheet, indexed by their places; a blank is not known.
    """
    gone: list[RowPlace] = []
    said = []
    together = texts.copy()
    for code, rows in texts.groupby("school_code", sort=False):
        whole = _one_row(rows)
        if whole is None:
            continue
        first, *others = rows.index
        together.loc[first] = whole
        gone += others
        where = " and ".join(f"row {place}" for place in rows.index)
        said.append(f"{where}, value {code!r}: one school on several sheets, put together")
    return together.drop(index=gone), said


def _one_row(rows: pd.DataFrame) -> pd.Series | None:
    """Return what several rows of a code say together; None where there is one, two of them stand
    on one sheet, or they differ."""
    sheets = {place.sheet_number for place in rows.index}
    if len(rows) == 1 or len(sheets) < len(rows) or not rows["school_code"].all():
        return None
    known = rows.where(rows != "")
    if (known.nunique() > 1).any():
        return None
    return known.bfill().iloc[0].fillna("")
