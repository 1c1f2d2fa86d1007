"""From rows of a table of yearly values to rows of own_panel.csv: each cell understood, or a
sentence that says what is wrong with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from edugov import regions, tables
from edugov.checking import CellFault
from edugov.regions.county_codes import locate
from edugov.schools.numerals import PLAIN_NUMBER, in_units, plain
from edugov.schools.wordings import bare
from edugov.tables import DATA, Fault
from edugov.tables.dictionary import indicator_of

from .words import factor_of, shown_unit, stage_of, unit_of

YEAR_ZH = "年"
# the columns of the table, and those of a panel that give them
GIVEN_BY = {
    "region_code": "region",
    "year": "year",
    "stage": "stage",
    "indicator_id": "indicator",
    "value": "value",
    "note": "note",
}


@dataclass
class Resolved:
    """The rows as text in the columns of the table, those of regions.csv that they need, and what
    is wrong or has to be said."""

    rows: pd.DataFrame
    known: pd.DataFrame
    new: pd.DataFrame
    faults: list[CellFault]
    said: list[str]


def resolve(texts: pd.DataFrame, data: Path = DATA) -> Resolved:
    """Understand the cells of a panel.

    Parameters
    ----------
    texts : DataFrame
        The cells as `files.cells_of` gives them.
    data : Path
        The data package, with the places, stages and indicators that can be meant.

    Returns
    -------
    Resolved
        A cell that is not understood is empty in its rows and named by its faults.
    """
    faults: list[CellFault] = []
    rows = pd.DataFrame("", index=texts.index, columns=list(GIVEN_BY), dtype=object)
    rows["note"] = texts["note"]
    rows["year"] = [_year(cell) for cell in texts["year"]]
    rows["stage"] = _meant(texts["stage"], stage_of, faults)
    rows["indicator_id"] = _meant(
        texts["indicator"], lambda cell: indicator_of(bare_or_as_it_is(cell), data), faults
    )
    rows["value"] = list(_values(texts, rows["indicator_id"], faults, data))
    places = _Places(data)
    for text, of_place in texts.groupby("region", sort=False):
        codes = places.codes(text, rows.loc[of_place.index])
        rows.loc[of_place.index, "region_code"] = codes
    return Resolved(rows, places.known, places.new, faults + places.faults, places.said)


def bare_or_as_it_is(cell: str) -> str:
    """Return a Chinese name without blanks and in narrow signs, an English one as it is."""
    return cell if cell.isascii() else bare(cell)


def _year(cell: str) -> str:
    return bare(cell).removesuffix(YEAR_ZH)


def _meant(
    cells: pd.Series, understand: Callable[[str], str], faults: list[CellFault]
) -> list[str]:
    """Return what the cells of a column mean, each understood once."""
    meant = {}
    wrong = {}
    for cell in cells.unique():
        try:
            meant[cell] = understand(cell)
        except Fault as fault:
            wrong[cell] = str(fault)
    for place, cell in cells.items():
        if cell in wrong:
            faults.append(CellFault(place, cells.name, cell, wrong[cell]))
    return [meant.get(cell, "") for cell in cells]


def _values(
    texts: pd.DataFrame, indicators: pd.Series, faults: list[CellFault], data: Path
) -> Iterator[str]:
    """Give each value in plain digits and in the unit of its indicator, empty where it is none."""
    units = {key: unit_of(key, data) for key in indicators.unique() if key}
    for place, row in texts.iterrows():
        column = "value"
        value = ""
        unit = units.get(indicators[place])
        try:
            value = _value(row["value"], unit)
            column = "unit"
            factor = factor_of(row["unit"], unit) if unit is not None else 1
            value = in_units(value, factor)
        except Fault as fault:
            faults.append(CellFault(place, column, row[column], str(fault)))
            value = ""
        yield value


def _value(cell: str, unit: str | None) -> str:
    digits = plain(cell)
    if digits.endswith("%") and unit == "percent":
        digits = digits.removesuffix("%")
    if digits.endswith("%") and unit is not None:
        raise Fault(f"a percentage, and the indicator is in {shown_unit(unit)}; write the number")
    if not PLAIN_NUMBER.fullmatch(digits):
        raise Fault("not a number; write digits only, and the unit into its own column")
    return digits


class _Places:
    """The places that a panel names, one after the other; each may need rows in regions.csv."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.known = tables.read("regions", data)
        self.new = self.known.head(0)
        self.found: dict[str, list[pd.Series]] = {}
        self.faults: list[CellFault] = []
        self.said: list[str] = []

    def codes(self, text: str, rows: pd.DataFrame) -> list[str]:
        """Return the code of a place in each row that names it, empty where there is none; the
        place may be another one in other years."""
        found: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for year in rows["year"].unique():
            try:
                found[year] = self._code(text, year)
            except Fault as fault:
                wrong[year] = str(fault).removeprefix(f"--year {year}: ")
        for place, year in rows["year"].items():
            if year in wrong:
                self.faults.append(CellFault(place, "region", text, wrong[year]))
        return [found.get(year, "") for year in rows["year"]]

    def _code(self, text: str, year: str) -> str:
        known = self.found.get(text, [])
        wanted = None  # of what is no year, which a fault names, any time will do
        if year.isdecimal():
            wanted = int(year)
            known = [place for place in known if _is_held(place, wanted)]
        if known:
            return known[0]["region_code"]
        located = locate(text, wanted, self.data, self.known)
        self.found.setdefault(text, []).append(located.place)
        self.new = pd.concat([self.new, located.new])
        self.known = located.known
        for sentence in located.said:
            if sentence not in self.said:
                self.said.append(sentence)
        return located.place["region_code"]


def _is_held(place: pd.Series, year: int) -> bool:
    """Tell whether a place had its code in a year."""
    try:
        regions.refuse_other_year(place, year)
    except Fault:
        return False
    return True
