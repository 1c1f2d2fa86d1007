"""Figures of a region beside those of the regions above: of the same indicator, stage, unit and
year, from notices, bulletins and the yearly series of the provinces."""

import pandas as pd

from edugov import pages
from edugov.evidence import Finding, finding, named
from edugov.labels import at_stage, bracketed, names, number, say
from edugov.markup import Html
from edugov.provinces import NATION
from edugov.regions.comparable_values import MEASURE
from edugov.tables import Tables
from edugov.tables.vouched import of_one_year

KEYS = [*MEASURE, "year"]
MANY = ("yuan", "person", "school", "class")  # units of which a place has a share of another's


def cells(dossier: Tables, lang: str) -> pd.DataFrame:
    """Return a region's figures beside those of the same measure and year above it (同年同口径);
    the nearest regions first, and what share of the nearest one's the region has."""
    others = dossier["figures_beside"]
    places = _places(dossier, lang)
    name = names(dossier["indicators"], "indicator_id", lang)
    own = pages.own(dossier)[f"name_{lang}"]
    shown = []
    for row in _own(dossier).itertuples():
        is_same = (others[KEYS] == [getattr(row, key) for key in KEYS]).all(axis=1)
        there = others[is_same].set_index("region_code")
        line: dict[str, object] = {
            "indicator": _measure(row, name[row.indicator_id], lang),
            "year": pages.year_cell(str(row.year), row.inferred, lang),
            own: pages.printed(row, lang),
        }
        for code, place in places.items():
            line[place] = _cell(there.loc[code], lang) if code in there.index else ""
        line["share_of_nearest_pct"] = _share(row, there, places)
        shown.append(line)
    return pd.DataFrame(shown)


def told(dossier: Tables, lang: str) -> list[Finding | str]:
    """Say of how many of a region's figures the same is known above it."""
    own = pages.own(dossier)
    if own["region_code"] == NATION:
        return [say("beside.nation", lang)]
    if dossier["figures"].empty:
        return [say("beside.empty", lang)]
    known = _own(dossier)
    if known.empty:
        return [say("beside.none", lang)]
    shown = {"count": len(known), "name": own[f"name_{lang}"]}
    return [finding("beside.some", lang, named(known), own, **shown)]


def series_page(dossier: Tables, lang: str) -> list[tuple]:
    """Say where the yearly values stand that a user added of a region; nothing where there are
    none."""
    own = pages.own(dossier)
    count = len(dossier["own_panel"])
    if not count:
        return []
    said = finding("beside.series", lang, own, count=count, name=own[f"name_{lang}"])
    page = f"{own['slug']}-series.ipynb"
    return [(said, pages.see(say("region_page.series", lang), page))]


def _own(dossier: Tables) -> pd.DataFrame:
    """Return the figures that something stands beside, the newest first."""
    others = dossier["figures_beside"]
    own = of_one_year(dossier["figures"]).drop_duplicates(KEYS)
    found = own.merge(others[KEYS].drop_duplicates())
    order = ["year", "indicator_id"]
    return found.sort_values(order, ascending=[False, True], kind="stable", ignore_index=True)


def _measure(row, name: str, lang: str) -> str:
    """Return what is measured: indicator, stage, and what of it, if not its value."""
    measured = at_stage(row.indicator_id, name, row.stage, lang)
    parts = [say(f"stage.{row.stage}", lang)]
    if row.quantity != "value":
        parts.append(say(f"quantity.{row.quantity}", lang))
    return measured + bracketed(say("joiner", lang).join(parts), lang)


def _places(dossier: Tables, lang: str) -> dict[str, str]:
    """Return the names of the regions above that something is known of, the nearest first."""
    known = set(dossier["figures_beside"]["region_code"])
    regions = dossier["regions"].set_index("region_code")
    places = {}
    code = pages.own(dossier)["parent_code"]
    while code:
        if code == NATION:
            places[code] = say("province.nation", lang)
        elif code in known:
            places[code] = regions.at[code, f"name_{lang}"]
        code = regions.at[code, "parent_code"]
    return places


def _cell(found: pd.Series, lang: str) -> Html:
    value = number(found["value"], found["unit"], lang)
    return pages.link(value, found["source_id"], found["figure_id"])


def _share(row, there: pd.DataFrame, places: dict[str, str]) -> str:
    """Return what part of the nearest region's the region has, in percent; nothing of a rate."""
    nearest = next((code for code in places if code in there.index), NATION)
    if row.unit not in MANY or row.quantity != "value" or not there.at[nearest, "value"]:
        return ""
    return f"{100 * row.value / there.at[nearest, 'value']:.3f}"
