"""Regions: finding one by name or code, which have which pages, which lie above one, and all rows
of the tables that belong to one.

`regions` is the table of regions, one row a region; `every` all tables of the data package by name.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import partial

import numpy as np
import pandas as pd

from edugov import funding, submodules, tables
from edugov.provinces import NATION as NATION
from edugov.provinces import per_student
from edugov.tables import Fault, Tables
from edugov.tables.rows_by_region import Whole

NAMES = ("region_code", "slug", "name_zh", "name_en")
FIGURES_FOR_A_PAGE = 5
OF_NO_REGION = (
    "lexicon",
    "corrections",
    "reading_quality",
    "interval_coverage",
    "missing_cells",
    "michigan_districts",
    "california_districts",
    "licences",
    "province_series",
    "province_steps",
    "province_values",
    "prices_provincial",
    "context_provincial",
    "county_codes",
    "place_names",
    "province_groups",
    "province_neighbours",
    "slope_coverage",
    "evaluation_outcomes",
    "definitions",
    "duty_terms",
    "features",
    "verdicts_before",
)  # no region's page shows these
# the kinds of page, in the order of the book
PAGES = ("profile", "funding", "equity", "schools", "series")
ADDED = "own_panel"  # the table of what a user added: no rule is applied to it
EXAMPLE = "example"  # kind of what has a code and a page but is no region
__getattr__ = submodules(__name__)  # its modules after `import edugov`


def near(wanted: str, regions: pd.DataFrame) -> str:
    """List the regions whose code or name is like the one that is wanted, which is in small
    letters."""
    known = {}
    for row in regions.to_dict("records"):
        for column in NAMES:
            if spelling := row[column].casefold():
                code = row["region_code"]
                known[spelling] = f"{code} {row['name_zh']} {row['name_en']}"
    holding = [spelling for spelling in known if wanted and wanted in spelling]
    close = holding[:5] + get_close_matches(wanted, known, 5, 0.5)
    once = dict.fromkeys(known[spelling] for spelling in close)
    return "; ".join(once)


def find(text: str, regions: pd.DataFrame) -> pd.Series:
    """Find a region (地区) by its code, its slug, or its Chinese or English name.

    A Fault where no region, or more than one, has that code or name; the message lists the near
    ones. Places outside the table given may have the same name:
    `edugov.regions.county_codes.in_book` refuses such a name.

    Examples
    --------
    >>> import edugov
    >>> edugov.regions.find("伊宁市", edugov.tables.read("regions"))["region_code"]
    '654002'
    """
    wanted = text.casefold()
    for column in NAMES:
        same = regions[column].str.casefold() == wanted
        hit = regions[same]
        if len(hit) == 1:
            return hit.iloc[0]
        if len(hit) > 1:
            codes = ", ".join(hit["region_code"])
            raise Fault(f"{text!r} names {len(hit)} regions; give one code: {codes}")
    if close := near(wanted, regions):
        raise Fault(f"no region {text!r}; near: {close}")
    raise Fault(f"no region {text!r}; data/regions.csv lists all")


def refuse_other_year(place: pd.Series, year: int) -> None:
    """Raise a Fault where there was no such region in a year; it names the years of its code."""
    first = place["valid_from"]
    last = place["valid_to"]
    is_before = pd.notna(first) and year < first
    is_after = pd.notna(last) and year > last
    if is_before or is_after:
        since = f"from {first}" if pd.notna(first) else ""
        until = f"until {last}" if pd.notna(last) else ""
        years = " ".join(filter(None, [since, until]))
        raise Fault(
            f"--year {year}: {place['name_zh']} has the code {place['region_code']} {years}; "
            "give another year, or the region that there was then"
        )


def ancestors(code: str, regions: pd.DataFrame) -> list[str]:
    """Return the codes above a region, nearest first, ending with the nation; a Fault where they
    lead nowhere."""
    return above(code, parents(regions))


def parents(regions: pd.DataFrame) -> dict[str, str]:
    """Return the code above each region; who asks of many regions makes this once."""
    return tables.lookup(regions, "region_code", "parent_code")


def above(code: str, parent: Mapping[str, str]) -> list[str]:
    """Return the codes above a region as `ancestors` does, of what `parents` gives."""
    found = []
    while code := parent[code]:
        if code in found or code not in parent:
            raise Fault(
                f"regions.csv, column parent_code, value {code!r}: it leads in a circle or "
                "to no region"
            )
        found.append(code)
    return found


def page_stem(slug: str, page: str) -> str:
    """Return the name of a region's page without its ending; the profile has the slug alone."""
    if page == "profile":
        return slug
    return f"{slug}-{page.replace('_', '-')}"


def province(code: str, regions: pd.DataFrame) -> str:
    """Return the code of the province that a region is or lies in; the nation's own code for the
    nation."""
    return province_of(code, parents(regions))


def province_of(code: str, parent: Mapping[str, str]) -> str:
    """Return the province of a region as `province` does, of what `parents` gives."""
    line = [code, *above(code, parent)]
    if len(line) > 1:
        return line[-2]
    return code


def with_pages(every: Tables) -> pd.DataFrame:
    """Say which regions have pages, and which pages.

    A profile when it has at least five figures or a table of coefficients (差异系数表); beside it a
    funding page when at least one of its figures is about funding, and an equity page when it has a
    table of coefficients. A page of schools when it has a school table, and one of series when it
    has yearly values that a user added.

    Of the tables of the data package by name makes one row a region: region_code, figures_count
    (rows of all tables but the schools), profile, funding, equity, schools, series, and
    pages: whether it has any of them (truth values).
    """
    figures = every["figures"]
    family = tables.lookup(every["indicators"], "indicator_id", "family")
    is_on_money = figures["indicator_id"].map(family) == "funding"
    of_money = figures[is_on_money]
    printed = every["equity_published"]
    coefficients = printed[printed["figure_id"] == ""]  # the others stand in the figures as well
    panels = [every["funding_provincial"], every["funding_national"]]
    codes_of_rows = [table["region_code"] for table in [figures, coefficients, *panels]]
    codes_of_money = [table["region_code"] for table in [of_money, *panels]]
    rows = pd.concat(codes_of_rows)
    money = pd.concat(codes_of_money)
    codes = every["regions"]["region_code"]
    of_code = rows.value_counts()
    counts = codes.map(of_code).fillna(0).astype(int)
    result = pd.DataFrame({"region_code": codes, "figures_count": counts})
    result["equity"] = codes.isin(printed["region_code"])
    result["profile"] = result["equity"] | (counts >= FIGURES_FOR_A_PAGE)
    result["funding"] = result["profile"] & codes.isin(money)
    result["schools"] = codes.isin(every["schools"]["region_code"])
    result["series"] = codes.isin(every["own_panel"]["region_code"])
    result["pages"] = result["profile"] | result["schools"] | result["series"]
    return result


def dossier(code: str) -> Tables:
    """Return the rows of the data package that belong to one region, by table; `find` says what may
    name it.

    A region's page is computed from these rows and from nothing else; their content decides whether
    the page has to be made again. See `belonging`.
    """
    every = tables.every()
    region = find(code, every["regions"])
    return belonging(region["region_code"], every)


def _measured(chosen: Tables, own: list[pd.DataFrame], indicators: pd.DataFrame) -> set[str]:
    """Return the indicators that a region's rows name, or its school table is assessed by."""
    measured = set()
    for table in own:
        if "indicator_id" in table:
            measured.update(table["indicator_id"])
    for name in chosen["equity_published"]["indicator_id"]:
        measured.add(f"cv_{name}")
    if len(chosen["schools"]):
        for name in indicators["indicator_id"]:  # cv_ and a name: its coefficient is judged
            if name.startswith("cv_"):
                measured.add(name.removeprefix("cv_"))
    return measured


def _rules(every: Tables, measured: set[str], reporting: bool, has_series: bool) -> pd.DataFrame:
    """Return the rules on the indicators, those on the duties of a region that reports, and those
    that a series of budgets stands beside."""
    rules = every["standards"]
    duties = every["duties"]
    on_duties = set()
    if has_series:
        on_duties |= {funding.BREAK_RULE, funding.SHARE_RULE, funding.TOTAL_RULE}
    for ids, rule_ids in zip(duties["indicator_ids"], duties["rule_ids"], strict=True):
        if reporting or measured & set(ids.split()):
            on_duties.update(rule_ids.split())
    judged = rules["indicator_id"] + " " + rules["related_indicator_ids"]
    is_about = [bool(measured & set(ids.split())) for ids in judged]
    is_on_duties = rules["rule_id"].isin(on_duties)
    return rules[np.array(is_about, dtype=bool) | is_on_duties]


def _add_yearly(chosen: Tables, own: list[pd.DataFrame], code: str, whole: Whole) -> None:
    """Add a province's yearly values and prices, the nation's beside them, why steps are marked,
    and what the provinces spend together; of another region none."""
    kinds = whole.rows("regions", "region_code", [code])["kind"]
    wanted = [code, NATION] if (kinds == "province").any() else []
    for name in ("province_values", "prices_provincial"):
        chosen[name] = whole.rows(name, "region_code", wanted)
    own.append(chosen["prices_provincial"])
    steps = whole.tables["province_steps"]
    chosen["province_steps"] = steps if wanted else steps.head(0)
    chosen["funding_of_provinces"] = _together(whole.tables) if wanted else pd.DataFrame()


def _national_funding(figures: pd.DataFrame, whole: Whole) -> pd.DataFrame:
    """Return the levels of the nation that notices print on the indicators of some figures."""
    printed = whole.rows("funding_national", "region_code", [NATION])
    is_level = printed["coverage"].eq("nation") & printed["value"].notna()
    return printed[is_level & printed["indicator_id"].isin(figures["indicator_id"])]


def _together(every: Tables) -> pd.DataFrame:
    """Return what the provinces spend together by year, and for how many students."""
    together = every["funding_provincial"].groupby("year")[[funding.EDUCATION]].sum()
    together["students"] = _students_together(every["province_values"])
    return together.reset_index()


def _students_together(values: pd.DataFrame) -> pd.Series:
    """Return the students of schools of all provinces by year, where each prints all stages; the
    nation's own total counts vocational schools (技工学校) that theirs do not."""
    stages = [f"{stage}-students" for stage in per_student.SCHOOLS]
    is_of_schools = values["series_id"].isin(stages)
    rows = values[is_of_schools & values["region_code"].ne(NATION)]
    by_year = rows.groupby("year")["value"].agg(["sum", "count"])
    whole = rows["region_code"].nunique() * len(stages)
    return by_year["sum"][by_year["count"] == whole]


def _beside_figures(figures: pd.DataFrame, above: list[str], whole: Whole) -> pd.DataFrame:
    """Return what is known of the regions above of the same measures and years as some figures."""
    from edugov.regions import comparable_values  # which needs this module

    return comparable_values.beside(figures, above, whole)


def _beside_own(code: str, above: list[str], own: pd.DataFrame, whole: Whole) -> pd.DataFrame:
    """Return what is known of the regions above, and of the nation, of what a user added of a
    region."""
    from edugov.regions import comparable_values  # which needs this module

    others = list(dict.fromkeys([*above, NATION])) if code != NATION else []
    return comparable_values.of_others(own, others, whole)


def belonging(code: str, every: Tables, whole: Whole | None = None) -> Tables:
    """Cut the tables of a whole data package down to one region; who cuts out many gives `whole`,
    the same tables.

    Of ``regions`` the region and those above it; of each table with regions the region's rows; of
    ``sources``, ``indicators``, ``standards`` and the tables on documents what these rows name; the
    figures of the regions above on the same indicators (``figures_above``, a table of its own),
    what national notices print on them (``funding_above``), what is known there of the same year
    (``figures_beside``), and of the indicators that a user added values of (``beside_own``); of a
    province its yearly values and prices with the nation's, and what all provinces spend
    (``funding_of_provinces``); the others whole, but for those that no page of a region shows
    (`OF_NO_REGION`).
    """
    whole = whole or Whole(every)
    chosen = {name: table for name, table in every.items() if name not in OF_NO_REGION}
    own = [every["price_index"]]
    for name, table in chosen.items():
        if "region_code" in table and name != "regions":
            chosen[name] = whole.rows(name, "region_code", [code])
            if name != ADDED:
                own.append(chosen[name])
    _add_yearly(chosen, own, code, whole)
    regions = every["regions"]
    higher = above(code, whole.once("parents", partial(parents, regions)))
    chosen["regions"] = whole.rows("regions", "region_code", [code, *higher])
    figures = whole.rows("figures", "region_code", higher)
    shared = figures["indicator_id"].isin(chosen["figures"]["indicator_id"])
    chosen["figures_above"] = figures[shared]
    chosen["figures_beside"] = _beside_figures(chosen["figures"], higher, whole)
    chosen["funding_above"] = _national_funding(chosen["figures"], whole)
    if len(chosen["schools"]):  # their intervals are printed with the level that they have
        chosen["interval_coverage"] = every["interval_coverage"]
    indicators = every["indicators"]
    measured = _measured(chosen, own, indicators)
    reporting = len(chosen["mentions"]) > 0
    has_series = len(chosen["funding_provincial"]) > 0
    chosen["standards"] = _rules(every, measured, reporting, has_series)
    measured.update(chosen["standards"]["indicator_id"])
    chosen["beside_own"] = _beside_own(code, higher, chosen[ADDED], whole)
    measured.update(chosen[ADDED]["indicator_id"])
    own += [chosen[ADDED], chosen["beside_own"]]
    is_measured = indicators["indicator_id"].isin(measured)
    chosen["indicators"] = indicators[is_measured]
    sources = set()
    for table in own:
        if "source_id" in table:
            sources.update(table["source_id"])
    for name in {"sources", *tables.ON_DOCUMENTS} & every.keys():
        chosen[name] = whole.rows(name, "source_id", sources)
    return {name: table.reset_index(drop=True) for name, table in chosen.items()}
