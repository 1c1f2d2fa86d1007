"""The verdict on what may only rise (只增不减): growth of one figure over the year before, revised
levels, and a region's year over all its stages."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from edugov import funding
from edugov.labels import LANGUAGES, Reason, join, minus, said, stage_places, words_of

from .applied_rules import Rule
from .figures import fits, loosened, years_of
from .judgement import Judgement

TOGETHER = ("all", "")  # a figure without a stage is printed for all of them together


def rates(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the growth that each source tells of an indicator, stage and year (增长率).

    The printed rate counts. Where none is printed, or 0.00 is printed beside two levels that
    differ, growth is recomputed from the levels (`funding.growth`).

    Parameters
    ----------
    figures : DataFrame
        One row a figure, columns as in `data/figures.csv`; unsound figures and those of a part are
        left out.

    Returns
    -------
    DataFrame
        One row a region, source, year, stage and indicator: the columns of `funding.growth`,
        `growth_pct`, `basis` (printed rate, two levels, change), `told` (the growth, or the change
        in its `unit` where neither rate nor levels are known), `direction` (rise, flat, fall),
        `apart` (the printed rate and the levels point different ways), `figure_ids` (a list).
    """
    table = funding.growth(figures)
    printed = table["growth_printed_pct"]
    recomputed = table["growth_recomputed_pct"]
    hidden_by_rounding = printed.eq(0) & recomputed.notna()
    from_levels = printed.isna() | hidden_by_rounding
    table["growth_pct"] = printed.mask(from_levels, recomputed)
    table["basis"] = from_levels.map({True: "two levels", False: "printed rate"})
    sign = np.sign(table["growth_pct"])
    table["direction"] = sign.map(funding.DIRECTIONS)
    table["apart"] = (printed * recomputed) < 0
    table["unit"] = "percent"
    table["told"] = table["growth_pct"]
    sound = funding.with_half_digit(figures)
    table["figure_ids"] = _figure_ids(sound, table)
    return pd.concat([table, _lone_changes(sound, table)], ignore_index=True)


def _lone_changes(sound: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return changes that stand alone, without a rate or a level: they tell only rise or fall."""
    changes = sound[sound["quantity"].eq("change")]
    known = table[funding.KEY].drop_duplicates()
    lone = changes.merge(known, "left", indicator="there")
    lone = lone[lone["there"] == "left_only"]
    facts = lone[[*funding.KEY, "unit"]].assign(
        told=lone["value"],
        direction=np.sign(lone["value"]).map(funding.DIRECTIONS),
        basis="change",
        apart=False,
        across_sources=False,
        figure_ids=[[figure_id] for figure_id in lone["figure_id"]],
    )
    return facts.reindex(columns=table.columns)


def _figure_ids(sound: pd.DataFrame, table: pd.DataFrame) -> list[list[str]]:
    """Return the figures behind each row of growth, the printed rate first."""
    order = sound["quantity"].map({"growth": 0, "value": 1, "change": 2})
    ranked = sound.assign(order=order).dropna(subset="order")
    kept = ranked.sort_values("order", kind="stable")
    keys = table[[*funding.KEY, "growth_printed_pct"]].reset_index()
    rows = keys.merge(kept, on=funding.KEY)
    is_rate = rows["quantity"].eq("growth")
    is_other_rate = is_rate & rows["value"].ne(rows["growth_printed_pct"])
    is_figure = rows["figure_id"].ne("")
    behind = rows[is_figure & ~is_other_rate]
    ids = behind.groupby("index")["figure_id"].agg(list)
    return [ids.get(place, []) for place in table.index]


def _told(row: dict) -> Reason:
    """Say how much it grew, and from what that is known."""
    signed = minus(format(row["told"], "+.4g"))
    return said(f"growth.told.{row['basis']}", rate=signed)


def judge_rate(row: dict, rule: Rule, kind: str) -> Judgement:
    """Judge the growth of one indicator, stage and year by a rule on growth.

    `row` is a row of `rates` as a dict. Growth of zero does not fall. A rule whose wording is open,
    such as one stage of a duty that speaks of all together, gives right side or short, never more.
    """
    judgement = Judgement(
        kind="growth",
        rule=rule,
        region_code=row["region_code"],
        source_id=row["source_id"],
        year=row["year"],
        stage=row["stage"] or "all",
        indicator_id=row["indicator_id"],
        figure_ids=row["figure_ids"],
        value=row["told"],
        unit=row["unit"],
        right=rule.holds(row["told"]),
        notes=[_told(row)],
        loosened=loosened(row, rule, kind),
    )
    if row["direction"] == "flat":
        judgement.notes.append(said("growth.flat"))
    if row["apart"]:
        judgement.obstacles.append(said("growth.apart"))
    if row["basis"] == "two levels" and row["across_sources"]:
        judgement.obstacles.append(said("growth.revised"))
    return judgement


def whole_rule(rules: Iterable[Rule], indicator_id: str) -> Rule | None:
    """Return the firm rule on growth of all stages together whose single stages are open."""
    firm = []
    has_single = False
    for rule in rules:
        if rule.indicator_id != indicator_id:
            continue
        if rule.wording == "firm" and rule.judged_stages == ("all",):
            firm.append(rule)
        elif rule.wording == "open" and "all" not in rule.judged_stages:
            has_single = True
    if firm and has_single:
        return firm[0]
    return None


def _stage_changes(rows: pd.DataFrame) -> dict[str, str]:
    """Return of each stage printed in a year its direction, in the order of the stages; `apart`
    where sources do not agree."""
    changes = {}
    place = rows["stage"].map(stage_places())
    ordered = rows.assign(place=place)
    for _, own in ordered.groupby("place"):
        stage = own["stage"].iloc[0]
        directions = set(own["direction"])
        is_apart = own["apart"].any()
        sure = len(directions) == 1 and not is_apart
        changes[str(stage)] = directions.pop() if sure else "apart"
    return changes


def _list(stages: Iterable[str]) -> Reason:
    """Name some stages in each language; a dash for none."""
    found = list(stages)
    listed = {}
    for lang in LANGUAGES:
        words = words_of("stage", found, lang)
        listed[lang] = join(words, lang) or "–"
    return listed


def judge_whole(rows: pd.DataFrame, rule: Rule, kind: str, run: list[str]) -> Judgement:
    """Judge a region's year where no figure for all stages together is printed (只增不减, 各学段).

    Met only where every stage that this kind of government runs is printed and none falls;
    otherwise the year cannot be judged as a whole, whether the stages at hand rose or fell: pupils
    may have moved to dearer or cheaper stages.

    Parameters
    ----------
    rows : DataFrame
        Rows of `rates` of one region, year and indicator, one or more a stage.
    rule : Rule
        The rule on all stages together.
    kind : str
        Kind of region.
    run : list of str
        Stages that this kind of government runs (`data/stages_run.csv`).
    """
    changes = _stage_changes(rows)
    groups: dict[str, list[str]] = {"rise": [], "flat": [], "fall": [], "apart": []}
    for stage, change in changes.items():
        groups[change].append(stage)
    groups["absent"] = [stage for stage in run if stage not in changes]
    is_unsettled = groups["apart"] or groups["absent"]
    never_fell = not (groups["fall"] or is_unsettled)
    facts: dict[str, Any] = {name: _list(stages) for name, stages in groups.items()}
    facts |= {"count": len(changes), "list": _list(changes)}
    first = rows.iloc[0]
    judgement = Judgement(
        kind="whole",
        rule=rule,
        region_code=first["region_code"],
        source_id=" ".join(dict.fromkeys(rows["source_id"])),
        year=first["year"],
        stage="all",
        indicator_id=first["indicator_id"],
        figure_ids=[key for keys in rows["figure_ids"] for key in keys],
        value=float("nan"),
        unit="percent",
        right=True if never_fell else None,
    )
    if never_fell:
        judgement.notes.append(said("growth.whole.met", **facts))
        whole = {**first, "stage": "all", "subject_zh": "", "note": ""}
        judgement.loosened = loosened(whole, rule, kind)
    else:
        judgement.obstacles += _unsettled(groups, facts)
    return judgement


def _unsettled(groups: dict[str, list[str]], facts: dict) -> list[Reason]:
    """Say which stages rose, which fell, which are not printed."""
    parts = [said("growth.whole.none")]
    for name, stages in groups.items():
        if stages:
            parts.append(said(f"growth.whole.{name}", list=facts[name]))
    return parts


def judge(
    figures: pd.DataFrame, rules: list[Rule], kinds: dict[str, str], run: dict[str, list[str]]
) -> list[Judgement]:
    """Judge all growth of some figures: each indicator, stage and year, and each year as a whole.

    `rules` are those on growth; `kinds` and `run` give each region's kind, and each kind's stages.
    """
    ids = {key for rule in rules for key in rule.indicator_ids}
    sound = figures[figures["indicator_id"].isin(ids)]
    if sound.empty:
        return []
    told = rates(sound)
    rows = told.assign(
        stage=told["stage"].replace("", "all"), quantity="growth", subject_zh="", note=""
    )
    found = []
    for row in rows.to_dict("records"):
        kind = kinds[row["region_code"]]
        for rule in rules:
            mine = row["indicator_id"] in rule.indicator_ids
            if mine and fits(row, rule, kind):
                found.append(judge_rate(row, rule, kind))
    return found + _wholes(told, rules, kinds, run)


def _wholes(
    told: pd.DataFrame, rules: list[Rule], kinds: dict[str, str], run: dict[str, list[str]]
) -> list[Judgement]:
    found = []
    groups = told.groupby(["region_code", "year", "indicator_id"], sort=False)
    for (code, year, indicator), rows in groups:
        rule = whole_rule(rules, str(indicator))
        if rule is None or not rule.in_force(years_of(year)):
            continue
        if rows["stage"].isin(TOGETHER).any():
            continue
        kind = kinds[str(code)]
        stages = run.get(kind, [])
        found.append(judge_whole(rows, rule, kind, stages))
    return found
