"""Regions: finding one, which have pages, and the rows of the data package that belong to one."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.rule_sets import RULE_SETS
from edugov.tables import Fault

NATION = "000000"
FIGURES_FOR_A_PAGE = 5
ABOUT_READING = ("lexicon", "corrections", "reading_quality", "interval_coverage")  # no region's page shows these
PAGES = ("profile", "funding", "equity", "schools")  # the kinds of page, in the order of the book
EXAMPLE = "example"  # kind of what has a code and a page but is no region


def find(text: str, regions: pd.DataFrame) -> pd.Series:
    """Find a region (地区) by its code, its slug, or its Chinese or English name.

    Parameters
    ----------
    text : str
        What to look for, such as ``"654002"``, ``"yining"``, ``"伊宁市"`` or ``"Yining"``.
    regions : pandas.DataFrame
        The table of regions, one row a region.

    Returns
    -------
    pandas.Series
        The row of the region.

    Raises
    ------
    Fault
        No region, or more than one, has that code or name; the message lists the near ones.

    Examples
    --------
    >>> table = pd.DataFrame({"region_code": ["654002"], "slug": ["yining"],
    ...                       "name_zh": ["伊宁市"], "name_en": ["Yining"]})
    >>> find("伊宁市", table)["region_code"]
    '654002'
    """
    for column in ("region_code", "slug", "name_zh", "name_en"):
        hit = regions[regions[column].str.casefold() == text.casefold()]
        if len(hit) == 1:
            return hit.iloc[0]
        if len(hit) > 1:
            raise Fault(f"{text!r} names {len(hit)} regions; give one code: {', '.join(hit['region_code'])}")
    known = {
        value.casefold(): f"{row.region_code} {row.name_zh} {row.name_en}"
        for row in regions.itertuples()
        for value in (row.region_code, row.slug, row.name_zh, row.name_en)
    }
    wanted = text.casefold()
    close = [value for value in known if wanted and wanted in value][:5] + get_close_matches(wanted, known, 5, 0.5)
    near = dict.fromkeys(known[value] for value in close)
    hint = f"near: {'; '.join(near)}" if near else "data/regions.csv lists all"
    raise Fault(f"no region {text!r}; {hint}")


def ancestors(code: str, regions: pd.DataFrame) -> list[str]:
    """Return the codes above a region, nearest first, ending with the nation; a Fault where they lead nowhere."""
    parent = dict(zip(regions["region_code"], regions["parent_code"], strict=True))
    above = []
    while code := parent[code]:
        if code in above or code not in parent:
            raise Fault(f"regions.csv, column parent_code, value {code!r}: it leads in a circle or to no region")
        above.append(code)
    return above


def page_stem(slug: str, page: str) -> str:
    """Return the name of a region's page without its ending; the profile has the slug alone."""
    return slug if page == "profile" else f"{slug}-{page}"


def province(code: str, regions: pd.DataFrame) -> str:
    """Return the code of the province that a region is or lies in; the nation's own code for the nation."""
    line = [code, *ancestors(code, regions)]
    return line[-2] if len(line) > 1 else code


def with_pages(every: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Say which regions have pages, and which pages.

    A profile when it has at least five figures or a table of coefficients (差异系数表); beside it a funding
    page when at least one of its figures is about funding, and an equity page when it has a table of
    coefficients. A page of schools when it has a school table.

    Parameters
    ----------
    every : dict of str to pandas.DataFrame
        The tables of the data package by name.

    Returns
    -------
    pandas.DataFrame
        One row a region: region_code, figures_count (rows of all tables but the schools), profile, funding,
        equity, schools, and pages: whether it has any of them (truth values).
    """
    figures, table = every["figures"], every["regions"]
    family = every["indicators"].set_index("indicator_id")["family"]
    money = figures["region_code"][figures["indicator_id"].map(family) == "funding"]
    coefficients = every["equity_published"].query("figure_id == ''")  # the others are rows of the figures as well
    series = [figures, coefficients, every["funding_provincial"], every["funding_national"]]
    counted = pd.concat([rows["region_code"] for rows in series]).value_counts()
    result = table[["region_code"]].copy()
    result["figures_count"] = result["region_code"].map(counted).fillna(0).astype(int)
    result["equity"] = result["region_code"].isin(every["equity_published"]["region_code"])
    result["profile"] = (result["figures_count"] >= FIGURES_FOR_A_PAGE) | result["equity"]
    has_money = pd.concat([money, *(rows["region_code"] for rows in series[2:])])
    result["funding"] = result["profile"] & result["region_code"].isin(has_money)
    result["schools"] = result["region_code"].isin(every["schools"]["region_code"])
    result["pages"] = result["profile"] | result["schools"]
    return result


def dossier(code: str, folder: Path = tables.DATA) -> dict[str, pd.DataFrame]:
    """Return the rows of the data package that belong to one region, table by table.

    A region's page is computed from these rows and from nothing else; their content decides
    whether the page has to be made again.

    Parameters
    ----------
    code : str
        Code of the region.
    folder : Path
        Where the data package is.

    Returns
    -------
    dict of str to pandas.DataFrame
        Every table of the package: of ``regions`` the region and those above it; of ``figures``,
        ``equity_published``, ``schools`` and the funding tables the region's rows; of ``sources``,
        ``indicators`` and ``standards`` those that these rows name, as of the tables on documents; the
        others whole, but for those on reading, which no page of a region shows.

    Raises
    ------
    Fault
        There is no such region.
    """
    every = {name: tables.read(name, folder) for name in tables.names(folder)}
    return belonging(find(code, every["regions"])["region_code"], every)


def belonging(code: str, every: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Cut the tables of a whole data package down to one region; see `dossier`."""
    chosen = {name: table for name, table in every.items() if name not in ABOUT_READING}
    line = [code, *ancestors(code, every["regions"])]
    chosen["regions"] = every["regions"][every["regions"]["region_code"].isin(line)]
    own = [name for name, table in chosen.items() if "region_code" in table and name != "regions"]
    for name in own:
        chosen[name] = every[name][every[name]["region_code"] == code]
    named = {column: set() for column in ("source_id", "indicator_id")}
    for name in [*own, "price_index"]:
        for column in named:
            if column in chosen[name]:
                named[column] |= set(chosen[name][column])
    measured = named["indicator_id"] | {f"cv_{name}" for name in chosen["equity_published"]["indicator_id"]}
    if len(chosen["schools"]):
        measured |= {name for rule_set in RULE_SETS.values() for name in rule_set.indicator_ids}
    rules = every["standards"]
    judged = [rules["related_indicator_ids"].str.split(), rules["indicator_id"].str.split()]
    about = [bool(measured & {*related, *own}) for related, own in zip(*judged, strict=True)]
    owed = every["duties"]
    touched = [bool(len(chosen["mentions"]) or measured & set(ids.split())) for ids in owed["indicator_ids"]]
    on_duties = set(" ".join(owed.loc[touched, "rule_ids"]).split())
    chosen["standards"] = rules[pd.Series(about, index=rules.index) | rules["rule_id"].isin(on_duties)]
    measured |= set(chosen["standards"]["indicator_id"])
    for name in tables.ON_DOCUMENTS:
        if name in every:
            chosen[name] = every[name][every[name]["source_id"].isin(named["source_id"])]
    chosen["sources"] = every["sources"][every["sources"]["source_id"].isin(named["source_id"])]
    chosen["indicators"] = every["indicators"][every["indicators"]["indicator_id"].isin(measured)]
    return {name: table.reset_index(drop=True) for name, table in chosen.items()}
