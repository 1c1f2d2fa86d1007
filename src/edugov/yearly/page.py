"""The page of yearly values that a user added: sentences, chart and table, each series beside those
of the regions above."""

from math import ceil
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from edugov import charts, pages, regions
from edugov.evidence import Finding, finding
from edugov.labels import BETWEEN, bracketed, minus, names, number, say, unit
from edugov.markup import Html
from edugov.tables import Tables, lookup

MOST_TOLD = 6  # series that sentences and chart show; the table shows all
NATION = "000000"
WHOLE = 100
_UNITS = pd.read_csv(
    Path(__file__).parents[1] / "tables" / "unit_ceilings.csv", keep_default_na=False
)
SIZES = set(_UNITS.loc[_UNITS["is_size"], "unit"])  # units in which a large place has more
LOOKS = ({"ls": "--", "marker": "d"}, {"ls": ":", "marker": "s"}, {"ls": "-.", "marker": "^"})


class Series(NamedTuple):
    """Values by year of one indicator and stage: the region's own, and by name those of the regions
    above that have some."""

    name: str
    unit: str
    own: pd.Series
    above: dict[str, pd.Series]

    @property
    def is_size(self) -> bool:
        """Tell whether a large place has more of it, so that places compare by an index."""
        return self.unit in SIZES


def series(dossier: Tables, lang: str) -> list[Series]:
    """Return the series that were added of a region, in the order of the table."""
    own = dossier["own_panel"]
    beside = dossier["beside_own"]
    dictionary = dossier["indicators"]
    titles = names(dictionary, "indicator_id", lang)
    units = lookup(dictionary, "indicator_id", "unit")
    places = _places(dossier, lang)
    found = []
    for key, rows in own.groupby(["indicator_id", "stage"], sort=False):
        indicator_id, stage = key
        is_same = beside["indicator_id"].eq(indicator_id) & beside["stage"].eq(stage)
        above = _by_place(beside[is_same], places)
        stage_name = say(f"stage.{stage}", lang)
        title = titles[indicator_id] + bracketed(stage_name, lang)
        one = Series(title, units[indicator_id], _by_year(rows), above)
        found.append(one)
    return found


def _by_place(rows: pd.DataFrame, places: dict[str, str]) -> dict[str, pd.Series]:
    """Return the values by year of each place that has some, by its name."""
    found = {}
    for code, place in places.items():
        own = rows[rows["region_code"] == code]
        if len(own):
            found[place] = _by_year(own)
    return found


def _places(dossier: Tables, lang: str) -> dict[str, str]:
    """Return the names of the regions above by their codes, the nearest first."""
    known = dossier["regions"].set_index("region_code")
    place = pages.own(dossier)
    named = {}
    code = place["parent_code"]
    while code and code != NATION:
        named[code] = known.at[code, f"name_{lang}"]
        code = known.at[code, "parent_code"]
    named[NATION] = say("province.nation", lang)
    return named


def _by_year(rows: pd.DataFrame) -> pd.Series:
    """Return values by year; a year with two of them has none, as nothing says which holds."""
    years = rows["year"].astype(int)
    values = rows.set_index(years)["value"].sort_index()
    return values[~values.index.duplicated(keep=False)]


def told(found: list[Series], place: pd.Series, lang: str) -> list[Finding | str]:
    """Say how each series began and ended, and what those above did in the same years."""
    if not found:
        return [say("series.none", lang)]
    said: list[Finding | str] = []
    if place["kind"] == regions.EXAMPLE:
        said.append(finding("series.example", lang, place, name=place[f"name_{lang}"]))
    said += [_told(one, lang) for one in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        said.append(finding("series.more", lang, count=len(found) - MOST_TOLD))
    return said


def _told(one: Series, lang: str) -> Finding:
    first, last = one.own.index[[0, -1]]
    before = one.own[first]
    after = one.own[last]
    change = _change(one.own, first, last)
    beside, numbers = _beside(one, first, last, lang)
    facts = {
        "series": one.name,
        "first": int(first),
        "last": int(last),
        "before": number(before, one.unit, lang),
        "after": number(after, one.unit, lang),
        "change": _signed(change),
        "beside": "".join(BETWEEN[lang] + words for words in beside),
    }
    key = "series.one" if first == last else "series.level"
    if one.is_size and pd.notna(change):
        key = "series.size"
    named = [one.name, *one.above]  # a name may hold a number
    return finding(key, lang, [before, after, change, *numbers, *named], **facts)


def _beside(one: Series, first: int, last: int, lang: str) -> tuple[list[str], list[float]]:
    """Return what is said of the regions above, and its numbers: the change over the same years, of
    what is no size the value in the last."""
    said, numbers = [], []
    for name, values in one.above.items():
        if one.is_size:
            known = _change(values, first, last)
            words = say("series.changed", lang, name=name, change=_signed(known))
        else:
            known = values.get(last, float("nan"))
            words = say("series.stood", lang, name=name, value=number(known, one.unit, lang))
        if pd.notna(known):
            said.append(words)
            numbers.append(known)
    return said, numbers


def _change(values: pd.Series, first: int, last: int) -> float:
    """Return the change between two years in percent, missing where a value is, or the first is
    zero."""
    if first == last or not values.get(first) or last not in values:
        return float("nan")
    return 100 * (values[last] / values[first] - 1)


def _signed(change: float) -> str:
    return minus(f"{change:+.1f}")


def base_year(one: Series) -> int:
    """Return the first year of a series in which it and those above that share a year with it have
    a value, its own first year where there is none; the index of sizes starts there."""
    years = set(one.own[one.own != 0].index)
    common = set(years)
    for values in one.above.values():
        shared = years & set(values[values != 0].index)
        if shared:
            common &= shared
    return int(min(common or years or one.own.index))


def chart(found: list[Series], lang: str) -> Figure:
    """Draw the series, a panel each, those above beside it; a missing year parts a line."""
    drawn = found[:MOST_TOLD]
    rows, columns = ceil(len(drawn) / 2), min(2, len(drawn))
    height = 0.4 + 2.3 * rows
    figure, panels = charts.panels(height, rows, columns, squeeze=False)
    for axes, one in zip(panels.flat, drawn, strict=False):
        _draw(axes, one, lang)
    for axes in panels.flat[len(drawn) :]:
        axes.set_visible(False)
    return figure


def _draw(axes, one: Series, lang: str) -> None:
    base = base_year(one)
    looks = [{"color": charts.ACCENT, "marker": "o"}]
    looks += [{"color": charts.INK, **look} for look in LOOKS]
    lines = {say("series.own", lang): one.own, **one.above}
    first, last = one.own.index[[0, -1]]
    for name, look in zip(lines, looks, strict=False):
        values = lines[name]
        shown = values.reindex(range(first, last + 1))
        if one.is_size:
            shown = WHOLE * shown / values.get(base, float("nan"))
        if shown.notna().any():
            axes.plot(shown.index, shown, label=name, ms=3.5, mfc="white", **look)
    axes.set_title(_title(one, base, lang), fontsize=8.5)
    axes.margins(y=0.08)  # no mark is cut at the edge
    axes.set_ylim(0, None)
    axes.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    axes.legend(fontsize=7.5)


def _title(one: Series, base: int, lang: str) -> str:
    if one.is_size:
        return say("series.indexed", lang, series=one.name, base=base, whole=WHOLE)
    in_unit = unit(one.unit, lang)
    return say("series.in_unit", lang, series=one.name, unit=in_unit) if in_unit else one.name


def in_words(found: list[Series], lang: str) -> str:
    """Return the chart in words: the ends of each of its own series."""
    said = []
    for one in found[:MOST_TOLD]:
        ends = []
        for year in one.own.index[[0, -1]].unique():
            value = number(one.own[year], one.unit, lang)
            ends.append(f"{year} {value}")
        said.append(f"{one.name}: {', '.join(ends)}")
    return BETWEEN[lang].join(said)


def years(found: list[Series]) -> dict[str, int]:
    """Return the first and the last year of all series."""
    every: set[int] = set()
    for one in found:
        every.update(one.own.index)
    return {"first": int(min(every)), "last": int(max(every))}


def cells(dossier: Tables, lang: str) -> pd.DataFrame:
    """Return the table of all own values, those of the regions above beside them."""
    own = dossier["own_panel"]
    beside = dossier["beside_own"]
    dictionary = dossier["indicators"]
    titles = names(dictionary, "indicator_id", lang)
    units = lookup(dictionary, "indicator_id", "unit")
    there = {}
    for row in beside.to_dict("records"):
        there[row["region_code"], row["year"], row["stage"], row["indicator_id"]] = row
    places = _places(dossier, lang)
    shown = []
    for row in own.to_dict("records"):
        year, stage, indicator_id = row["year"], row["stage"], row["indicator_id"]
        in_unit = units[indicator_id]
        line: dict[str, object] = {
            "indicator": titles[indicator_id],
            "stage": say(f"stage.{stage}", lang),
            "year": str(year),
            say("series.own", lang): _cell(row, in_unit, lang),
        }
        for code, place in places.items():
            other = there.get((code, year, stage, indicator_id))
            line[place] = _cell(other, in_unit, lang) if other else ""
        line["note"] = row["note"]
        shown.append(line)
    return pd.DataFrame(shown)


def _cell(row: dict, in_unit: str, lang: str) -> Html:
    value = number(row["value"], in_unit, lang)
    return pages.link(value, row["source_id"])
