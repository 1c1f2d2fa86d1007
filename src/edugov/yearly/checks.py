"""Checks of a table of yearly values: its rows beside each other, beside those added before, and
beside the values of the book."""

from pathlib import Path

import pandas as pd

from edugov import checking, tables
from edugov.checking import CellFault
from edugov.regions import comparable_values
from edugov.schools.rows import RowPlace
from edugov.tables import DATA

from .resolved import GIVEN_BY, Resolved

KEY = ["region_code", "year", "stage", "indicator_id"]
# the numbers of the sheets that stand for rows held, and their files
HELD_IN = {-1: "data/own_panel.csv", -2: "data/own/own_panel.csv"}
ORDER = ["region_code", "indicator_id", "stage", "year"]  # of the rows of the table


def held_before(data: Path) -> pd.DataFrame:
    """Return the rows that were added before as text, indexed by their places in the table."""
    parts = []
    paths = tables.with_own(data / "own_panel.csv")
    for sheet_number, path in zip(HELD_IN, paths, strict=False):
        held = pd.read_csv(path, dtype=str, keep_default_na=False)
        places = [RowPlace(sheet_number, number) for number in range(2, len(held) + 2)]
        parts.append(held.set_axis(pd.Index(places, dtype=object)))
    return pd.concat(parts)


def place_of(place: RowPlace) -> str:
    """Say in which file, and where there, a row stands that was held before."""
    return f"{HELD_IN[place.sheet_number]}, row {place.row}"


def same_as(rows: pd.DataFrame, held: pd.DataFrame) -> pd.Series:
    """Tell which rows stand among those held, with the same value."""
    values = held.set_index(KEY)["value"]
    there = values.reindex(pd.MultiIndex.from_frame(rows[KEY]))
    pairs = zip(rows["value"], there, strict=True)
    return pd.Series([_is_same(*pair) for pair in pairs], rows.index, dtype=bool)


def _is_same(value: str, other: object) -> bool:
    return bool(value) and not pd.isna(other) and float(value) == float(str(other))


def faults(resolved: Resolved, held: pd.DataFrame, data: Path = DATA) -> list[CellFault]:
    """Find what is wrong with the rows of a panel, in their order; one fault a cell.

    What breaks the description of the table own_panel, where the rows stand among those added
    before; a value that differs from one added before; and one that differs from a value of the
    book, where no note says why.
    """
    rows = resolved.rows
    wrong = {fault.row for fault in resolved.faults}
    sound = rows[~rows.index.isin(wrong)]
    keys = pd.MultiIndex.from_frame(held[KEY])
    is_new = ~pd.MultiIndex.from_frame(sound[KEY]).isin(keys)
    found = list(resolved.faults)
    found += _unlike_held(sound[~is_new], held)
    whole = pd.concat([held[rows.columns], sound[is_new]])
    whole = whole.sort_values(ORDER, kind="stable")
    beside = {"regions": resolved.known}
    found += checking.row_faults("own_panel", whole, data, beside)
    found += _unlike_book(sound[is_new & sound["note"].eq("")], data)
    found.sort(key=lambda fault: fault.row)
    return _first_of_each_cell(found)


def _first_of_each_cell(found: list[CellFault]) -> list[CellFault]:
    first: dict[tuple, CellFault] = {}
    for fault in found:
        column = GIVEN_BY.get(fault.column, fault.column)
        first.setdefault((fault.row, column), fault)
    return list(first.values())


def _unlike_held(rows: pd.DataFrame, held: pd.DataFrame) -> list[CellFault]:
    """Name the values that differ from those of the same key added before."""
    before = held.assign(row=[place_of(place) for place in held.index]).set_index(KEY)
    found = []
    for place, row in rows.iterrows():
        there = before.loc[tuple(row[KEY])]
        if not _is_same(row["value"], there["value"]):
            what = (
                f"{there['value']} was added before ({there['source_id']}); give that value, or "
                f"delete {there['row']}, first"
            )
            found.append(CellFault(place, "value", row["value"], what))
    return found


def _unlike_book(rows: pd.DataFrame, data: Path) -> list[CellFault]:
    """Name the values that differ from a value of the book by more than rounding."""
    every = {name: tables.read(name, data) for name in comparable_values.TABLES}
    known = comparable_values.known(every)
    is_value = known["quantity"] == "value"
    is_of_book = known["table"] != "own_panel"
    known = known[is_value & is_of_book]
    known = known.assign(year=known["year"].astype(str))
    own = rows.rename_axis("place").reset_index()
    pairs = own.merge(known, on=KEY, suffixes=("", "_of_book"))
    found = []
    for pair in pairs.drop_duplicates(["place", "value_of_book"]).itertuples():
        both = pd.Series([float(pair.value), pair.value_of_book])
        if pd.isna(comparable_values.agreed(both)):
            what = (
                f"{pair.table}.csv has {pair.value_of_book:.15g} ({pair.source_id}); correct the "
                "value, or say in the note why it differs"
            )
            fault = CellFault(pair.place, "value", pair.value, what)
            found.append(fault)
    return found
