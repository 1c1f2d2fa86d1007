"""A region at a glance: a few of its figures, each beside its province, the nation and the rule."""

import pandas as pd

from edugov import pages
from edugov.labels import bracketed, names, number, say
from edugov.markup import Html, html
from edugov.tables import Tables

ROWS = 6  # at most
ORDER = ["not met", "short", "met", "right side", "cannot judge"]  # of several the first decides
NATION = "000000"
KEYS = ["indicator_id", "stage", "unit"]


def _usable(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of whole regions that are as printed and say a value of one year."""
    kept = figures[figures["status"].eq("ok") & figures["scope"].eq("region")]
    kept = kept[kept["quantity"].eq("value") & kept["selected"].eq("")]
    return kept[kept["year"].str.fullmatch(r"\d{4}")]


def _beside(row, others: pd.DataFrame) -> pd.Series | None:
    """Return the same indicator and stage of another place: of the same year, else the nearest."""
    for key in KEYS:
        others = others[others[key] == getattr(row, key)]
    if others.empty:
        return None
    distance = (others["year"].astype(int) - int(row.year)).abs()
    return others.loc[distance.sort_values(kind="stable").index[0]]


def _cell(found: pd.Series | None, lang: str) -> Html:
    """Return a value with its year, as a link to its place."""
    if found is None:
        return Html("")
    value = number(found["value"], found["unit"], lang)
    place = found.get("figure_id", "")  # a benchmark has no place of its own in its entry
    shown = pages.link(value, found["source_id"], "" if pd.isna(place) else place)
    return html("{}<small>{}</small>", shown, _year(found["year"], lang))


def _year(year: object, lang: str) -> str:
    return bracketed(say("year.named", lang, year=year), lang)


def chosen(tables: Tables, judged: pd.DataFrame) -> pd.DataFrame:
    """Choose the figures that a region's page opens with.

    Parameters
    ----------
    tables : dict of DataFrame
        What belongs to the region (`regions.dossier`).
    judged : DataFrame
        Its verdicts.

    Returns
    -------
    DataFrame
        At most six figures, one of an indicator and stage, the newest, with `rule_id` and `verdict`
        where one was judged, and `national` (truth value): whether a national value stands beside
        it. The worst verdicts first, then those with a national value; counts of persons and
        things, which say more of a place's size, are left out.
    """
    figures = _usable(tables["figures"])
    figures = figures[~figures["indicator_id"].str.endswith("_count")]
    benchmarks = tables["national_benchmarks"]
    figures = figures[figures["year"].astype(int) >= benchmarks["year"].min()]
    single = judged[judged["kind"] == "figure"]
    ranked = single.assign(rank=single["verdict"].map(ORDER.index))
    ranked = ranked.sort_values("rank", kind="stable").drop_duplicates("figure_id")
    columns = ["figure_id", "rule_id", "verdict", "verdict_id", "rank"]
    rows = figures.merge(ranked[columns], how="left", on="figure_id")
    rows["national"] = [_beside(row, benchmarks) is not None for row in rows.itertuples()]
    rows = rows[rows["verdict"].notna() | rows["national"]]
    rows["rank"] = rows["rank"].fillna(len(ORDER))
    rows = rows.sort_values("year", ascending=False, kind="stable").drop_duplicates(KEYS)
    return rows.sort_values(["rank", "national"], ascending=[True, False], kind="stable").head(ROWS)


def cells(tables: Tables, judged: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the table that a region's page opens with; see `chosen`."""
    rows = chosen(tables, judged)
    above = _usable(tables["figures_above"])
    nation = above["region_code"].eq(NATION)
    national = pd.concat([tables["national_benchmarks"].astype({"year": str}), above[nation]])
    if pages.own(tables)["region_code"] == NATION:
        national = national.head(0)
    rules = tables["standards"].set_index("rule_id")
    name = names(tables["indicators"], "indicator_id", lang)
    place = pages.own(tables)[f"name_{lang}"]
    shown = []
    for row in rows.itertuples():
        is_judged = pd.notna(row.verdict)
        stage = bracketed(say(f"stage.{row.stage}", lang), lang)
        shown.append(
            {
                "indicator": html("{}<small>{}</small>", name[row.indicator_id], stage),
                place: html("{}<small>{}</small>", pages.printed(row, lang), _year(row.year, lang)),
                "above": _cell(_beside(row, above[~nation]), lang),
                "nation": _cell(_beside(row, national), lang),
                "rule": pages.rule(rules.loc[row.rule_id], lang) if is_judged else "",
                "verdict": pages.badge(row.verdict, lang, about=row.verdict_id)
                if is_judged
                else "",
            }
        )
    return pd.DataFrame(shown)
