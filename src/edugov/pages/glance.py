"""The cards at the top of a region's page: a few of its figures, each beside its province, the
nation and the rule."""

import pandas as pd

from edugov import judging, pages
from edugov.labels import bracketed, join, joined, names, number, say
from edugov.markup import Html, html
from edugov.provinces import NATION
from edugov.tables import Tables
from edugov.tables.vouched import of_one_year

ROWS = 6  # at most
ORDER = judging.DECIDING_FIRST  # of rows: the worst first
KEYS = ["indicator_id", "stage", "unit"]


def _values(figures: pd.DataFrame) -> pd.DataFrame:
    return of_one_year(figures).query("quantity == 'value'")


def _beside(row, others: pd.DataFrame) -> pd.Series | None:
    """Return the same indicator and stage of another place: of the same year, else the nearest."""
    for key in KEYS:
        is_same = others[key] == getattr(row, key)
        others = others[is_same]
    if others.empty:
        return None
    distance = (others["year"] - row.year).abs()
    return others.loc[distance.sort_values(kind="stable").index[0]]


def _others(tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a figure may stand beside: the nation's values, and those of the regions above
    that are not the nation."""
    above = _values(tables["figures_above"])
    is_nation = above["region_code"].eq(NATION)
    printed = [tables["national_benchmarks"], tables["funding_above"]]
    return pd.concat([*printed, above[is_nation]]), above[~is_nation]


def _cell(found: pd.Series | None, lang: str) -> Html:
    """Return a value with its year, as a link to its place."""
    if found is None:
        return Html("")
    value = number(found["value"], found["unit"], lang)
    place = found.get("figure_id", "")  # a benchmark has no place of its own in its entry
    anchor = "" if pd.isna(place) else place
    shown = pages.link(value, found["source_id"], anchor)
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
    national, provincial = _others(tables)
    figures = _values(tables["figures"])
    is_size = figures["indicator_id"].str.endswith("_count")
    since = tables["national_benchmarks"]["year"].min()
    is_recent = figures["year"] >= since
    figures = figures[is_recent & ~is_size]
    rows = figures.merge(_deciding(judged), how="left", on="figure_id")
    rows["rank"] = rows["rank"].fillna(len(ORDER))
    rows["national"] = [_beside(row, national) is not None for row in rows.itertuples()]
    is_provincial = [_beside(row, provincial) is not None for row in rows.itertuples()]
    is_amount = rows["unit"].eq("yuan")
    is_comparable = (
        rows["national"] | pd.Series(is_provincial, rows.index, dtype=bool)
    ) & ~is_amount
    is_judged = rows["verdict"].notna()
    rows = rows[is_judged | is_comparable]
    rows = rows.sort_values("year", ascending=False, kind="stable").drop_duplicates(KEYS)
    ordered = rows.sort_values(["rank", "national"], ascending=[True, False], kind="stable")
    return ordered.head(ROWS)


def _deciding(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the verdict that decides on each figure, with its place in the order."""
    single = judged[judged["kind"] == "figure"]
    decided = judging.deciding(single)
    rank = decided["verdict"].map(ORDER.index).astype(int)
    return decided.assign(rank=rank)[["figure_id", "rule_id", "verdict", "verdict_id", "rank"]]


def distances(tables: Tables, judged: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, list[str]]:
    """Return how far each judged figure lies from the limit of the rule that decides on it.

    Parameters
    ----------
    tables : dict of DataFrame
        What belongs to the region.
    judged : DataFrame
        Its verdicts.
    lang : str
        Language of the labels.

    Returns
    -------
    tuple
        Verdicts with `limit`, `distance_pct` (in percent of the limit, positive on its right
        side) and `label`, what is missed first, then the nearest; and in words what is
        not met or short of a limit of zero, of which no share can be told.
    """
    limits = tables["standards"].set_index("rule_id")["threshold"].astype(float)
    figures = tables["figures"].set_index("figure_id")
    name = names(tables["indicators"], "indicator_id", lang)
    known = judged[judged["figure_id"].isin(figures.index)].dropna(subset="margin")
    decided = judging.deciding(known)
    labels = []
    for row in figures.loc[decided["figure_id"]].itertuples():
        year = pages.dated(row.year, row.inferred, lang) if row.year else ""
        parts = [name[row.indicator_id], say(f"stage.{row.stage}", lang), year]
        labels.append(join(filter(None, parts), lang))
    limit = decided["rule_id"].map(limits).astype(float)  # of no row it would be text
    share = decided["margin"].astype(float) / limit.abs() * 100
    table = decided.assign(limit=limit, distance_pct=share, label=labels)
    is_zero = limit.eq(0)
    is_open = decided["verdict"].isin(["not met", "short"])
    omitted = [_left_out(row, lang) for row in table[is_zero & is_open].itertuples()]
    drawn = table[~is_zero].drop_duplicates(["label", "distance_pct", "verdict"])  # printed twice
    nearest = drawn.loc[drawn["distance_pct"].abs().sort_values(kind="stable").index]
    is_missed = nearest["verdict"].isin(["not met", "short"])
    return pd.concat([nearest[is_missed], nearest[~is_missed]]), list(dict.fromkeys(omitted))


def _left_out(row, lang: str) -> str:
    """Return in words a verdict that is not drawn."""
    value = number(row.value, row.margin_unit, lang)
    verdict = say(f"verdict.{row.verdict}", lang)
    return say("caption.distances.left", lang, label=row.label, value=value, verdict=verdict)


def cells(tables: Tables, judged: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the table that a region's page opens with; see `chosen`."""
    own = pages.own(tables)
    place = own[f"name_{lang}"]
    national, provincial = _others(tables)
    if own["region_code"] == NATION:
        national = national.head(0)
    rules = tables["standards"].set_index("rule_id")
    name = names(tables["indicators"], "indicator_id", lang)
    beside = "{}<small>{}</small>"
    shown = []
    for row in chosen(tables, judged).itertuples():
        stage = bracketed(say(f"stage.{row.stage}", lang), lang)
        said = joined(pages.remarks(row, lang), lang)
        remarks = html("<br><small>{}</small>", said) if said else ""
        year = _year(row.year, lang)
        if row.inferred == "year":
            year += say("year.inferred", lang)
        cells = {
            "indicator": html("{}{}", html(beside, name[row.indicator_id], stage), remarks),
            place: html(beside, pages.printed(row, lang), year),
            "above": _cell(_beside(row, provincial), lang),
            "nation": _cell(_beside(row, national), lang),
            "rule": "",
            "verdict": "",
        }
        if pd.notna(row.verdict):
            rule = rules.loc[row.rule_id]
            cells["rule"] = pages.rule(rule, lang)
            cells["verdict"] = pages.badge(row.verdict, lang, about=row.verdict_id)
        shown.append(cells)
    return pd.DataFrame(shown)


def caption(cells: pd.DataFrame) -> str:
    """Return the key of what stands above the table: the worst is first where one is judged."""
    is_judged = "verdict" in cells and cells["verdict"].ne("").any()
    return "caption.glance.judged" if is_judged else "caption.glance"
