"""The page on which readers compare regions: its form, and the values that its script shows.

How many regions may be chosen, the chart and the table are of book/_static/compare.mjs.
"""

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from statistics import median

import pandas as pd

from edugov import regions, tables
from edugov.judging import limit
from edugov.labels import at_stage, bracketed, names, noted, say, unit
from edugov.markup import Html, html
from edugov.pages import SIGNS
from edugov.provinces import BREAKS
from edugov.regions import comparable_values
from edugov.tables import Tables

# of a unit the larger one in which most values are read, and how many it holds
LARGER = {"yuan": ("hundred_million_yuan", 1e8), "person": ("ten_thousand_persons", 1e4)}
SCRIPTS = ("plot/d3.min.mjs", "plot/plot.umd.min.mjs", "compare.mjs")
# what the script says, by its key in the catalogue
WORDS = ("year", "none", "most", "added", "removed", "remove", "tip", "alt", "caption")
WORDS += ("of_table", "without", "nothing", "lacks", "verdicts", "no_value", "cut")
FORM = """<p class="compare-without">{without} <a href="../data/tables.html">{tables}</a> ·
<a href="../regions/index.html">{places}</a></p>
<form class="compare" data-lang="{lang}" data-regions="{regions}" hidden>
<label>{measure}<select name="measure">{options}</select></label>
<label>{find}<input type="search" autocomplete="off" spellcheck="false"
aria-describedby="compare-said"></label>
<ul class="compare-offers"></ul>
<p id="compare-said" role="status"></p>
<ul class="compare-chosen" aria-label="{chosen}"></ul>
<figure class="chart"><figcaption></figcaption><div class="compare-chart"></div></figure>
<div class="compare-table"></div>
<p class="taken"><a class="compare-link" href="#">{link}</a> ·
<a class="compare-csv" href="#" download>{csv}</a></p>
</form>
<script type="application/json" id="compare-data">{data}</script>
{scripts}"""


def chooser(every: Tables, judged: pd.DataFrame, lang: str) -> Html:
    """Return the form with all that can be chosen, hidden until its script runs; `judged` is the
    table of verdicts of all regions."""
    told = data(every, judged, lang)
    # within a script nothing is escaped but what could end it
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    scripts = [html('<script defer src="../_static/{}"></script>', name) for name in SCRIPTS]
    return html(
        FORM,
        lang=lang,
        regions=" ".join(told["regions"]),
        without=say("compare.no_script", lang),
        tables=say("compare.no_script.tables", lang),
        places=say("compare.no_script.regions", lang),
        measure=say("compare.measure", lang),
        options=_options(told["measures"], lang),
        find=say("compare.find", lang),
        chosen=say("compare.chosen", lang),
        link=say("compare.link", lang),
        csv=say("compare.csv", lang),
        data=Html(text),
        scripts=Html.joined(scripts),
    )


def _options(measures: dict[str, dict], lang: str) -> Html:
    """Return what can be chosen, under the names of the families of indicators."""
    families: dict[str, list[Html]] = {}
    for key, told in measures.items():
        option = html('<option value="{}">{}</option>', key, told["name"])
        families.setdefault(told["family"], []).append(option)
    groups = [
        html('<optgroup label="{}">{}</optgroup>', say(f"family.{key}", lang), Html.joined(options))
        for key, options in families.items()
    ]
    return Html.joined(groups)


def data(every: Tables, judged: pd.DataFrame, lang: str) -> dict:
    """Return all that the script shows, in one language: words, regions, measures with their
    values, and what these are linked with by number (sources, remarks, rules, verdicts)."""
    values = comparable_values.values(every)
    listed = _Lists(every, lang)
    of_one_figure = judged["kind"].isin(["figure", "growth"])
    verdicts = judged[of_one_figure & judged["figure_id"].ne("")]
    own = verdicts[verdicts["figure_id"].isin(values["figure_id"])]
    by_figure = defaultdict(list)
    for row in own.itertuples():
        by_figure[row.figure_id].append(row)
    measures = {}
    for key, own_rows in groupby(values.itertuples(), attrgetter(*comparable_values.MEASURE)):
        key_in_page = ".".join(key)
        measures[key_in_page] = _measure(key, list(own_rows), listed, by_figure)
    order = list(every["indicators"]["family"].drop_duplicates())
    measures = dict(sorted(measures.items(), key=lambda item: order.index(item[1]["family"])))
    return {
        "words": {word: say(f"compare.{word}", lang) for word in WORDS},
        "start": _start(values, every),
        "regions": listed.regions(values["region_code"].unique()),
        "measures": measures,
        **listed.said,
    }


def _start(values: pd.DataFrame, every: Tables) -> list:
    """Return what is shown where nothing is chosen: the regions with the highest and the lowest
    newest share of education in the budget; of none the first measure there is."""
    own = values[values["indicator_id"] == comparable_values.SHARE]
    if own.empty:
        own = values
    measure = own[comparable_values.MEASURE].iloc[0]
    is_first = own[comparable_values.MEASURE].eq(measure).all(axis=1)
    own = own[is_first]
    is_newest = own["year"] == own["year"].max()
    newest = own[is_newest].sort_values("value", kind="stable")
    slugs = tables.lookup(every["regions"], "region_code", "slug")
    codes = newest["region_code"]
    ends = dict.fromkeys([codes.iloc[-1], codes.iloc[0]])
    shown = [slugs[code] for code in ends]
    return [".".join(measure), shown]


def _measure(key: Sequence[str], rows: list, listed: "_Lists", by_figure: dict) -> dict:
    """Return a measure with the values of each region that has any."""
    indicator_id, stage, quantity, unit_key = key
    name = unit(unit_key, listed.lang)
    factor = 1.0
    larger, size = LARGER.get(unit_key, ("", math.inf))
    if median(abs(row.value) for row in rows) >= size:
        name = say(f"compare.{larger}", listed.lang)
        factor = size
    return {
        "name": listed.name(indicator_id, stage, quantity),
        "family": listed.family[indicator_id],
        "indicator": indicator_id,
        "unit": name,
        "factor": factor,
        "rows": {
            listed.slug[code]: _row(list(own), listed, by_figure)
            for code, own in groupby(rows, attrgetter("region_code"))
        },
    }


def _row(own: list, listed: "_Lists", by_figure: dict) -> dict:
    """Return the values of a measure and region from their first year to their last, null where
    there is none, and beside them what is known of single years."""
    known = {row.year: row for row in own}
    first, last = min(known), max(known)
    years = range(first, last + 1)
    sources = {}
    remarks = {}
    for year, row in known.items():
        sources[str(year)] = listed.at("sources", row.source_id)
        remarks[str(year)] = listed.remarks(row)
    of_all = set.intersection(*map(set, remarks.values()))
    for year, said in remarks.items():
        remarks[year] = [one for one in said if one not in of_all]
    judged = {
        str(year): [listed.judged(one) for one in by_figure[row.figure_id]]
        for year, row in known.items()
        if row.figure_id in by_figure
    }
    same = len(set(sources.values())) == 1
    row = {
        "table": listed.at("tables", tables.title(own[0].table, listed.lang)),
        "first": int(first),
        "values": [_shown(known[year]) if year in known else None for year in years],
        "sources": next(iter(sources.values())) if same else sources,
        "figures": {str(year): row.figure_id for year, row in known.items() if row.figure_id},
        "notes": sorted(of_all),
        "remarks": {year: said for year, said in remarks.items() if said},
        "verdicts": judged,
        "breaks": [int(year) for year, row in known.items() if listed.breaks(row.step_id)],
    }
    return {name: value for name, value in row.items() if value or name == "sources"}


def _shown(row) -> int | float:
    """Return a value as a number; one that is computed with the two decimals of a printed share."""
    if row.computed:
        return _plain(round(row.value, 2))
    return _plain(row.value)


def _plain(value: float) -> int | float:
    if value == int(value):
        return int(value)
    return round(value, 6)


class _Lists:
    """What values are linked with by number, each said once, in one language."""

    def __init__(self, every: Tables, lang: str) -> None:
        self.lang, self.every = lang, every
        self.said: dict[str, list] = {
            kind: [] for kind in ("tables", "sources", "remarks", "rules", "verdicts")
        }
        steps = every["province_steps"]
        self.kinds = tables.lookup(steps, "step_id", "kind")
        self.reasons = tables.lookup(steps, "step_id", f"reason_{lang}")
        self.standards = every["standards"].set_index("rule_id", drop=False)
        places, dictionary = every["regions"], every["indicators"]
        self.slug = tables.lookup(places, "region_code", "slug")
        self.family = tables.lookup(dictionary, "indicator_id", "family")
        self.names = names(dictionary, "indicator_id", lang)

    def at(self, kind: str, said: object) -> int:
        """Return the number of something in its list, to which it is added where it is new."""
        known = self.said[kind]
        if said not in known:
            known.append(said)
        return known.index(said)

    def name(self, indicator_id: str, stage: str, quantity: str) -> str:
        """Return what is measured: an indicator, its stage, and what of it, if not its value."""
        stage_name = say(f"stage.{stage}", self.lang)
        indicator = self.names[indicator_id]
        named = at_stage(indicator_id, indicator, stage, self.lang)
        if quantity == "value":
            parts = [stage_name]
        else:
            parts = [stage_name, self.quantity(quantity)]
        of_what = say("joiner", self.lang).join(parts)
        return named + bracketed(of_what, self.lang)

    def quantity(self, quantity: str) -> str:
        """Return what of an indicator a figure is."""
        return say(f"quantity.{quantity}", self.lang)

    def breaks(self, step_id: str) -> bool:
        """Tell whether nothing is compared over the step to a value."""
        return self.kinds.get(step_id) in BREAKS

    def remarks(self, row) -> list[int]:
        """Return the numbers of what a reader has to know of a value."""
        said = []
        if row.inferred:
            said.append(say(f"figure.inferred.{row.inferred}", self.lang))
        if row.computed:
            said.append(say("compare.computed", self.lang))
        if row.step_id:
            said.append(self.reasons[row.step_id])
        if self.lang == "zh" and row.note_zh:
            said.append(row.note_zh)
        else:
            said.append(noted(row.note, self.lang))
        return [self.at("remarks", text) for text in said if text]

    def judged(self, verdict) -> list[int]:
        """Return the numbers of a rule and of what a value is by it."""
        rule = self.standards.loc[verdict.rule_id]
        told = {
            "id": verdict.rule_id,
            "name": rule[f"name_{self.lang}"],
            "limit": limit(rule, self.lang),
            "threshold": _plain(rule["threshold"]),
            "unit": rule["unit"],
        }
        word = say(f"verdict.{verdict.verdict}", self.lang)
        said = [SIGNS[verdict.verdict], word]
        return [self.at("rules", told), self.at("verdicts", said)]

    def regions(self, codes: Sequence[str]) -> dict[str, dict]:
        """Return by slug the regions that have a value: name, code, what they are found by, their
        page (the profile, else the first of the others), and those above them."""
        places = self.every["regions"].set_index("region_code", drop=False)
        paged = regions.with_pages(self.every).set_index("region_code")[list(regions.PAGES)]
        parent = regions.parents(self.every["regions"])
        wanted = set(codes)
        found = {}
        for row in places[places["region_code"].isin(wanted)].itertuples():
            above = regions.above(row.region_code, parent)
            found[row.slug] = {
                "name": row.name_en if self.lang == "en" else row.name_zh,
                "code": row.region_code,
                "keys": f"{row.name_en} {row.slug} {row.name_zh} {row.region_code}",
                "page": _page(row.slug, paged.loc[row.region_code]),
                "above": [self.slug[code] for code in above if code in wanted],
            }
        return found


def _page(slug: str, has: pd.Series) -> str:
    """Return the file of a region's first page without its ending; empty where it has none."""
    pages_of = has.index[has]
    return regions.page_stem(slug, pages_of[0]) if len(pages_of) else ""
