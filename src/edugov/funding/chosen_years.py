"""The years and the price base that a reader chose for a funding page, held against the data."""

from typing import NamedTuple

import pandas as pd

from edugov.evidence import Finding, finding
from edugov.labels import say
from edugov.tables import Fault, Tables

FIRST, LAST = 1949, 2100  # where no year is chosen


class Years(NamedTuple):
    """The first and the last year that a page shows."""

    first: int = FIRST
    last: int = LAST

    @property
    def is_chosen(self) -> bool:
        """Tell whether some year is left out."""
        return self != Years()

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows whose year lies within; of several years (2018-2020) the first and the
        last have to. A row whose year is not known is left out where years are chosen."""
        if not self.is_chosen:
            return rows
        years = rows["year"].astype("string").fillna("")
        known = years.str.extract(r"^(\d{4})(?:-(\d{4}))?$").astype("float")
        ends = known[1].fillna(known[0])
        return rows[known[0].ge(self.first) & ends.le(self.last)]

    def told(self, lang: str) -> list[Finding]:
        """Say which years were chosen; nothing where all are shown."""
        if not self.is_chosen:
            return []
        key = "both"
        if self.last == LAST:
            key = "since"
        elif self.first == FIRST:
            key = "until"
        years = say(f"years.{key}", lang, first=self.first, last=self.last)
        return [finding("funding.chosen", lang, list(self), years=years)]


EVERY = Years()


def refuse(
    dossier: Tables, place: str, base_year: int, years: Years, is_named: bool = True
) -> None:
    """Raise a Fault where a page of a region cannot be made with a price base and years.

    Parameters
    ----------
    dossier : dict of DataFrame
        Of the region funding_provincial, funding_national, figures and price_index.
    place : str
        What a sentence calls the region.
    base_year : int
        The year in whose prices money is shown.
    years : Years
        The years that the page shows.
    is_named : bool
        Whether the region was asked for by name: then a page without any of its years is refused.

    Raises
    ------
    Fault
        The last year lies before the first; no year of the region is among them; the table of
        prices lacks a year that the series of budgets needs for that base; or, where there is no
        such series, does not reach the base.
    """
    if years.first > years.last:
        raise Fault(
            f"first_year={years.first}, last_year={years.last}: the last is before the first"
        )
    if years.is_chosen and is_named:
        _refuse_none(dossier, place, years)
    missing = _without_prices(dossier, base_year, years)
    if missing:
        listed = ", ".join(map(str, sorted(missing)))
        raise Fault(
            f"{place}, base_year={base_year}: no price index for {listed}: add its row to "
            "price_index.csv first"
        )


def _without_prices(dossier: Tables, base_year: int, years: Years) -> set[int]:
    """Return the years of which prices are needed and not known."""
    known = dossier["price_index"].dropna(subset="index_previous_year_100")
    known = set(known["year"].astype(int))
    panel = years.of(dossier["funding_provincial"])
    if panel.empty:  # nothing is put into these prices, which there are from the year before on
        return {base_year} - known - {min(known, default=base_year) - 1}
    span = [*panel["year"].astype(int), base_year]
    return set(range(min(span) + 1, max(span) + 1)) - known


def _refuse_none(dossier: Tables, place: str, years: Years) -> None:
    tables = ("funding_provincial", "funding_national", "figures")
    known = pd.concat([dossier[name]["year"].astype("string") for name in tables])
    known = known[known.fillna("").str.fullmatch(r"\d{4}")].astype(int)
    if not known.between(years.first, years.last).any():
        raise Fault(
            f"{place}, first_year={years.first}, last_year={years.last}: none of its figures is of "
            f"these years; they are of {known.min()} to {known.max()}"
        )
