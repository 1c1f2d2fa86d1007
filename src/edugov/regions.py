"""Regions: finding one, which have pages, and the rows of the data package that belong to one.

`regions` is the table of regions, one row a region; `every` all tables of the data package by name.
"""

from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.schools.rule_sets import RULE_SETS
from edugov.tables import Fault

NATION = "000000"
NAMES = ("region_code", "slug", "name_zh", "name_en")
FIGURES_FOR_A_PAGE = 5
ABOUT_READING = (
    "lexicon",
    "corrections",
    "reading_quality",
    "interval_coverage",
)  # no region's page shows these
PAGES = ("profile", "funding", "equity", "schools")  # the kinds of page, in the order of the book
EXAMPLE = "example"  # kind of what has a code and a page but is no region


def find(text: str, regions: pd.DataFrame) -> pd.Series:
    """Find a region (地区) by its code, its slug, or its Chinese or English name.

    A Fault where no region, or more than one, has that code or name; the message lists the near
    ones.

    Examples
    --------
    >>> table = pd.DataFrame({"region_code": ["654002"], "slug": ["yining"],
    ...                       "name_zh": ["伊宁市"], "name_en": ["Yining"]})
    >>> find("伊宁市", table)["region_code"]
    '654002'
    """
    wanted = text.casefold()
    for column in NAMES:
        hit = regions[regions[column].str.casefold() == wanted]
        if len(hit) == 1:
            return hit.iloc[0]
        if len(hit) > 1:
            raise Fault(
                f"{text!r} names {len(hit)} regions; give one code: {', '.join(hit['region_code'])}"
            )
    known = {
        row[column].casefold(): f"{row['region_code']} {row['name_zh']} {row['name_en']}"
        for row in regions.to_dict("records")
        for column in NAMES
    }
    close = [value for value in known if wanted and wanted in value][:5] + get_close_matches(
        wanted, known, 5, 0.5
    )
    near = "; ".join(dict.fromkeys(known[value] for value in close))
    raise Fault(f"no region {text!r}; {f'near: {near}' if near else 'data/regions.csv lists all'}")


def ancestors(code: str, regions: pd.DataFrame) -> list[str]:
    """Return the codes above a region, nearest first, ending with the nation; a Fault where they
    lead nowhere."""
    parent = dict(zip(regions["region_code"], regions["parent_code"], strict=True))
    above = []
    while code := parent[code]:
        if code in above or code not in parent:
            raise Fault(
                f"regions.csv, column parent_code, value {code!r}: it leads in a circle or "
                "to no region"
            )
        above.append(code)
    return above


def page_stem(slug: str, page: str) -> str:
    """Return the name of a region's page without its ending; the profile has the slug alone."""
    return slug if page == "profile" else f"{slug}-{page}"


def province(code: str, regions: pd.DataFrame) -> str:
    """Return the code of the province that a region is or lies in; the nation's own code for the
    nation."""
    line = [code, *ancestors(code, regions)]
    return line[-2] if len(line) > 1 else code


def with_pages(every: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Say which regions have pages, and which pages.

    A profile when it has at least five figures or a table of coefficients (差异系数表); beside it a
    funding page when at least one of its figures is about funding, and an equity page when it has a
    table of coefficients. A page of schools when it has a school table.

    Of the tables of the data package by name makes one row a region: region_code, figures_count
    (rows of all tables but the schools), profile, funding, equity, schools, and pages: whether it
    has any of them (truth values).
    """
    figures, codes = every["figures"], every["regions"]["region_code"]
    family = every["indicators"].set_index("indicator_id")["family"]
    coefficients = every["equity_published"].query(
        "figure_id == ''"
    )  # the others are rows of the figures as well
    panels = [every[name]["region_code"] for name in ("funding_provincial", "funding_national")]
    counted = pd.concat(
        [figures["region_code"], coefficients["region_code"], *panels]
    ).value_counts()
    money = pd.concat(
        [figures["region_code"][figures["indicator_id"].map(family) == "funding"], *panels]
    )
    result = pd.DataFrame(
        {"region_code": codes, "figures_count": codes.map(counted).fillna(0).astype(int)}
    )
    result["equity"] = codes.isin(every["equity_published"]["region_code"])
    result["profile"] = (result["figures_count"] >= FIGURES_FOR_A_PAGE) | result["equity"]
    result["funding"] = result["profile"] & codes.isin(money)
    result["schools"] = codes.isin(every["schools"]["region_code"])
    result["pages"] = result["profile"] | result["schools"]
    return result


def dossier(code: str, folder: Path = tables.DATA) -> dict[str, pd.DataFrame]:
    """Return the rows of the data package that belong to one region, by table; `find` says what may
    name it.

    A region's page is computed from these rows and from nothing else; their content decides whether
    the page has to be made again. See `belonging`.
    """
    every = {name: tables.read(name, folder) for name in tables.names(folder)}
    return belonging(find(code, every["regions"])["region_code"], every)


def belonging(code: str, every: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Cut the tables of a whole data package down to one region.

    Of ``regions`` the region and those above it; of each table with regions the region's rows; of
    ``sources``, ``indicators``, ``standards`` and the tables on documents what these rows name; the
    others whole, but for those on reading, which no page of a region shows.
    """
    chosen = {name: table for name, table in every.items() if name not in ABOUT_READING}
    own = [name for name, table in chosen.items() if "region_code" in table and name != "regions"]
    chosen |= {name: every[name][every[name]["region_code"] == code] for name in own}
    line = [code, *ancestors(code, every["regions"])]
    chosen["regions"] = every["regions"][every["regions"]["region_code"].isin(line)]
    held = [chosen[name] for name in (*own, "price_index")]
    sources, measured = (
        {key for table in held if column in table for key in table[column]}
        for column in ("source_id", "indicator_id")
    )
    measured |= {f"cv_{name}" for name in chosen["equity_published"]["indicator_id"]}
    if len(chosen["schools"]):
        measured |= {name for rule_set in RULE_SETS.values() for name in rule_set.indicator_ids}
    rules, owed = every["standards"], every["duties"]
    judged = rules["indicator_id"] + " " + rules["related_indicator_ids"]
    about = pd.Series(
        [bool(measured & set(ids.split())) for ids in judged], rules.index, dtype=bool
    )
    touched = [
        bool(len(chosen["mentions"]) or measured & set(ids.split()))
        for ids in owed["indicator_ids"]
    ]
    on_duties = " ".join(owed.loc[touched, "rule_ids"]).split()
    chosen["standards"] = rules[about | rules["rule_id"].isin(on_duties)]
    measured |= set(chosen["standards"]["indicator_id"])
    for name in {"sources", *tables.ON_DOCUMENTS} & every.keys():
        chosen[name] = every[name][every[name]["source_id"].isin(sources)]
    chosen["indicators"] = every["indicators"][every["indicators"]["indicator_id"].isin(measured)]
    return {name: table.reset_index(drop=True) for name, table in chosen.items()}
