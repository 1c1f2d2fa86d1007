"""The front page: the worst and the best that was found, a finder of regions, a map of tiles."""

from pathlib import Path

import pandas as pd

from edugov import equity, funding, regions
from edugov.evidence import Finding, finding
from edugov.findings.headlines import limit_in_words
from edugov.judging.applied_rules import is_for_counties
from edugov.labels import join, minus, names, number, said_or, say, words_of
from edugov.markup import Html, html
from edugov.tables import Tables, lookup, rule_of

TILES = Path(__file__).with_name("front_map.csv")
SHADES = 5  # of the map
# what the map is shaded and numbered by; caption.tiles and tile in labels.csv say what it is
MAPPED = "education_share_pct"
TOTAL = "general_budget_education_funding"


def _place(code: str, every: Tables, lang: str) -> str:
    return names(every["regions"], "region_code", lang)[code]


def _share(every: Tables, lang: str) -> Finding:
    """Say which province spends the largest and which the smallest part of its budget."""
    ranked = _newest_panel(every).sort_values("education_share_pct")
    low = ranked.iloc[0]
    high = ranked.iloc[-1]
    values = {
        "lowest": number(low["education_share_pct"], "percent", lang),
        "highest": number(high["education_share_pct"], "percent", lang),
        "worst": _place(low["region_code"], every, lang),
        "best": _place(high["region_code"], every, lang),
        "year": low["year"],
        "count": len(ranked),
    }
    return finding("front.share", lang, low, high, **values)


def _newest_panel(every: Tables) -> pd.DataFrame:
    """Return the provinces' budgets of the newest year."""
    panel = every["funding_provincial"]
    return panel[panel["year"] == panel["year"].max()]


def _growth(every: Tables, judged: pd.DataFrame, lang: str) -> Finding:
    """Say where total funding fell and rose most, of what is judged by the duty that it rises; a
    printed rate that does not follow from its printed levels is left out."""
    of_total = "indicator_id == @TOTAL and stage == 'all'"
    grew = judged.query(f"kind == 'growth' and verdict in ['met', 'not met'] and {of_total}")
    rates = funding.growth(every["figures"]).query(of_total)
    doubted = rates[rates["within_printed_digits"].eq(False).fillna(False)]
    doubted_years = doubted["source_id"] + doubted["year"]
    is_doubted = (grew["source_id"] + grew["year"]).isin(doubted_years)
    ranked = grew[~is_doubted].sort_values("value", kind="stable")
    low = ranked.iloc[0]
    high = ranked.iloc[-1]
    values = {
        "fall": minus(f"{low['value']:.2f}%"),
        "rise": f"{high['value']:.2f}%",
        "worst": _place(low["region_code"], every, lang),
        "best": _place(high["region_code"], every, lang),
        "year": low["year"],
        "best_year": high["year"],
    }
    return finding("front.fall", lang, low, high, **values)


def _figure(every: Tables, judged: pd.DataFrame, lang: str) -> Finding:
    """Say which figure misses its rule by most, and who is furthest beyond that rule."""
    of_figures = judged[judged["kind"] == "figure"]
    single = of_figures.sort_values("margin_share", kind="stable")
    low = single[single["verdict"] == "not met"].iloc[0]
    same_rule = single["rule_id"] == low["rule_id"]
    high = single[same_rule].iloc[-1]
    rule = rule_of(every, low["rule_id"])
    indicator_id = low["indicator_id"]
    told = {
        "value": number(low["value"], low["margin_unit"], lang),
        "stage": say(f"stage.{low['stage']}", lang),
        "indicator": names(every["indicators"], "indicator_id", lang)[indicator_id],
    }
    values = {
        "told": said_or(f"told.{indicator_id}", "told.other", lang, **told),
        "limit": limit_in_words(rule, lang),
        "worst": _place(low["region_code"], every, lang),
        "best": _place(high["region_code"], every, lang),
        "other": number(high["value"], high["margin_unit"], lang),
        "year": low["year"],
        "inferred": _inferred(low["figure_id"], every, lang),
        "best_year": high["year"],
        "best_inferred": _inferred(high["figure_id"], every, lang),
    }
    kind = lookup(every["regions"], "region_code", "kind")[low["region_code"]]
    is_of_counties = is_for_counties(rule["applies_to"], kind)
    key = "front.figure.counties" if is_of_counties else "front.figure"
    return finding(key, lang, low, high, rule, **values)


def _inferred(figure_id: str, every: Tables, lang: str) -> str:
    """Return the word that stands behind a year which the source does not print, else nothing."""
    figures = every["figures"]
    read = figures.loc[figures["figure_id"] == figure_id, "inferred"]
    return say("year.inferred", lang) if read.eq("year").any() else ""


def _each(every: Tables, tables: pd.DataFrame, lang: str) -> Finding:
    """Say where most coefficients lie above the limit that the rule of 2017 sets each."""
    is_of_quality = tables["rule_set"] == "quality_2017"
    by_quality = tables[is_of_quality]
    over = by_quality["over_limit"].str.count(r"\w+")  # it lists indicators
    worst = by_quality.loc[over.idxmax()]
    is_alike = by_quality["region_code"].eq(worst["region_code"]) & over.eq(over.max())
    stages = words_of("stage", by_quality.loc[is_alike, "stage"], lang)
    own = every["equity_published"].query("not composite")
    for key in ("region_code", "source_id", "stage", "rule_set"):
        is_same = own[key] == worst[key]
        own = own[is_same]
    values = {
        "worst": _place(worst["region_code"], every, lang),
        "stage": join([*stages], lang),
        "when": say("when.year", lang, year=worst["year"]),
        "over": int(over.max()),
        "count": len(own),
        "counties": by_quality["region_code"].nunique(),
        "rule": say("rule_set.quality_2017", lang),
    }
    return finding("front.each", lang, worst, own, **values)


def _mean(every: Tables, tables: pd.DataFrame, lang: str) -> Finding:
    """Say where the mean coefficient of the rule of 2012 is nearest to and furthest below its
    limit, by the margin that stands beside it on the page of coefficients."""
    basic = tables[tables["rule_set"] == "basic_2012"].dropna(subset="margin")
    margin = basic["margin"]
    composite = basic["limit"] - basic["margin"]
    values = {"rule": say("rule_set.basic_2012", lang)}
    shown = {"worst": margin.idxmin(), "best": margin.idxmax()}
    for key, index in shown.items():
        row = basic.loc[index]
        values[key] = _place(row["region_code"], every, lang)
        values[f"{key}_stage"] = say(f"stage.{row['stage']}", lang)
        values[f"{key}_value"] = f"{composite[index]:.3f}"
        values[f"{key}_limit"] = f"{row['limit']:.2f}"
    low, high = (basic.loc[index] for index in shown.values())
    composites = composite[list(shown.values())].tolist()
    return finding("front.mean", lang, low, high, composites, **values)


def found(every: Tables, judged: pd.DataFrame, lang: str) -> list[Finding]:
    """Return the five sentences that open the book, each with the worst and, where there is one to
    name, the best; `judged` is the table of verdicts of all regions."""
    coefficients = equity.judge_table(every["equity_published"], every["standards"])
    return [
        _share(every, lang),
        _growth(every, judged, lang),
        _figure(every, judged, lang),
        _each(every, coefficients, lang),
        _mean(every, coefficients, lang),
    ]


def paged(every: Tables) -> pd.DataFrame:
    """Return the regions that have a page, with the address of their first from the front page."""
    having = regions.with_pages(every).merge(every["regions"])
    is_example = having["kind"] == regions.EXAMPLE
    real = having[having["profile"] & ~is_example]
    return real.assign(page="regions/" + real["slug"])


def finder(every: Tables, lang: str) -> Html:
    """Return the list of regions as links, which a script shortens to what is typed: a name in
    Chinese or in pinyin, or a code. Without the script it is the whole list."""
    shown = {"en": '{} <span lang="zh-Hans">{}</span>', "zh": "{1}"}[lang]
    items = []
    for row in paged(every).itertuples():
        keys = (row.name_en.lower(), row.slug, row.name_zh, row.region_code)
        name = html(shown, row.name_en, row.name_zh)
        item = '<li data-keys="{} {} {} {}"><a href="{}.html">{}</a></li>'
        items.append(html(item, *keys, row.page, name))
    return html(
        '<div class="finder" hidden><label>{}<input type="search" autocomplete="off" '
        'aria-describedby="finder-none"></label><p id="finder-none" role="status" hidden>{} '
        '<a href="comparisons/coverage.html">{}</a></p></div><ul class="found-regions">{}</ul>'
        '<script src="_static/finder.mjs"></script>',
        say("front.find", lang),
        say("front.find.none", lang),
        say("front.see.coverage", lang),
        Html.joined(items),
    )


def tile_map(every: Tables, lang: str) -> Html:
    """Return the provinces as squares in about their places: each a link, shaded and numbered by
    the share of education in its budget in the newest year."""
    newest = _newest_panel(every)
    year = int(newest["year"].max())
    caption = finding("caption.tiles", lang, newest, year=year)
    newest = newest.assign(**{MAPPED: funding.budget_share(newest)})
    squares = pd.read_csv(TILES, dtype={"region_code": str})
    of_page = paged(every)[["region_code", "page", f"name_{lang}"]]
    rows = newest.merge(squares, on="region_code").merge(of_page, on="region_code")
    rank = rows[MAPPED].rank(method="first")
    shade = (rank - 1) * SHADES // len(rows) + 1
    rows["shade"] = shade.astype(int)
    rows = rows.sort_values(["row", "column"])
    tiles = [_tile(row, lang) for row in rows.to_dict("records")]
    return html(
        '<figure class="data"><figcaption>{}</figcaption><div class="tiles">{}</div></figure>',
        caption,
        Html.joined(tiles),
    )


def _tile(row: dict, lang: str) -> Html:
    """Return the square of one province."""
    name = row[f"name_{lang}"]
    share = row[MAPPED]
    return html(
        '<a class="tile shade-{}" style="grid-area: {} / {}" href="{}.html" '
        'aria-label="{}"><abbr title="{}">{}</abbr><span>{}</span></a>',
        row["shade"],
        row["row"],
        row["column"],
        row["page"],
        say("tile", lang, name=name, share=share),
        name,
        row[f"short_{lang}"],
        f"{share:.1f}",
    )
