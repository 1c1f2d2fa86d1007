"""The verdict on one figure by one rule: levels, changes and quoted rates, and what stands in the
way of one; what may only rise is judged in growth.py."""

import re

import pandas as pd

from edugov.labels import LANGUAGES, Reason, number, said
from edugov.tables.vouched import bound

from .applied_rules import COMPARATORS, Rule, is_for_counties, level
from .judgement import Judgement

STAGES_APART = ("primary", "lower_secondary")  # printed together as compulsory


def years_of(year: str) -> list[int]:
    """Return the years that a figure's year names: one, two for a school year, none when unknown.

    >>> years_of("2020-2021"), years_of("")
    ([2020, 2021], [])
    """
    return [int(found) for found in re.findall(r"(?:19|20)\d\d", year)]


def fits(figure: dict, rule: Rule, kind: str) -> bool:
    """Say whether a rule speaks of this quantity, stage, kind of region, province and year."""
    years = years_of(figure["year"])
    stages = rule.judged_stages + rule.beside_stages
    return (
        figure["quantity"] in rule.judged_quantity
        and figure["stage"] in stages
        and rule.compares_kind(kind, dated=bool(years))
        and rule.in_force(years)
        and rule.speaks_of_area(figure["region_code"])
    )


def obstacles(figure: dict, rule: Rule) -> list[Reason]:
    """Return what keeps a figure from being judged by a rule."""
    found = []
    if figure["status"] != "ok":
        found.append(said(f"reason.{figure['status']}"))
    elif pd.isna(figure["value"]):
        found.append(said("reason.unread"))
    if figure["scope"] == "part":
        found.append(said("reason.part"))
    if rule.confidence == "memory":
        found.append(said("reason.memory"))
    if _is_open(figure, rule):
        found.append(said("reason.bound"))
    years = years_of(figure["year"])
    if years and years[0] < rule.first_year:
        found.append(said("reason.range"))
    related = figure["indicator_id"] != rule.indicator_id
    if related and rule.related_verdict == "cannot judge":
        found.append(rule.caveat)
    return found


def _is_open(figure: dict, rule: Rule) -> bool:
    """Say whether a figure is a bound or an estimate (近、余、约) that leaves the side of the mark
    open: of 95 at least it is known that 90 are reached, of 95 at most it is not."""
    known = bound(figure["note"])
    if not known or pd.isna(figure["value"]):
        return False
    inwards = known.startswith("lower") == rule.comparator.startswith(">")
    return known == "approximate" or inwards != rule.holds(figure["value"])


def other_level(rule: Rule) -> tuple[str, Reason]:
    """Return why the mark of a rule does not bind a kind of region that it was not made for."""
    levels = {lang: level(rule.judged_kinds, lang) for lang in LANGUAGES}
    return "other level", said("mark.other_level", level=levels)


def loosened(figure: dict, rule: Rule, kind: str) -> list[tuple[str, Reason]]:
    """Return why a rule's mark does not bind this figure: a word, and the reason with its mark."""
    found = []
    beside_subject = rule.beside_subject_zh and (
        rule.beside_subject_zh in figure["subject_zh"] + figure["note"]
    )
    if figure["indicator_id"] != rule.indicator_id or beside_subject:
        found.append(("other quantity", rule.caveat))
    if kind not in rule.judged_kinds:
        found.append(other_level(rule))
    if figure["stage"] not in rule.judged_stages:
        found.append(("other stage", said("mark.other_stage")))
    years = years_of(figure["year"])
    if years and years[-1] < rule.due_year:
        found.append(("not due", said("mark.not_due", due=rule.due_year)))
    if rule.wording == "open":
        found.append(("open wording", rule.caveat))
    return found


def judge_figure(figure: dict, rule: Rule, kind: str) -> Judgement:
    """Judge one figure by one rule that fits it."""
    value, unit = figure["value"], figure["unit"]
    known = pd.notna(value)
    related = figure["indicator_id"] != rule.indicator_id
    notes = []
    if known and not (related and rule.rule_set):
        shown = {lang: number(value, unit, lang) for lang in LANGUAGES}
        sign = COMPARATORS[rule.comparator]
        limit = {lang: number(rule.threshold, rule.unit, lang) for lang in LANGUAGES}
        sentence = said("reason.compared", value=shown, sign=sign, threshold=limit)
        notes.append(sentence)
    if known and value == rule.threshold:
        notes.append(said("reason.exact"))
    if is_for_counties(rule.applies_to, kind):
        notes.append(said("reason.county_rule"))
    against = obstacles(figure, rule)
    change_of_share = rule.threshold == 0 and figure["quantity"] == "change"
    if known and unit != rule.unit and not change_of_share:
        against.append(said("reason.unit", rule_unit=rule.unit))
    return Judgement(
        kind="figure",
        rule=rule,
        region_code=figure["region_code"],
        source_id=figure["source_id"],
        year=figure["year"],
        stage=figure["stage"],
        indicator_id=figure["indicator_id"],
        figure_ids=[figure["figure_id"]],
        value=value,
        unit=unit,
        right=rule.holds(value) if known else None,
        notes=notes,
        obstacles=against,
        loosened=loosened(figure, rule, kind),
    )


def _one_version(versions: list[Judgement]) -> Judgement:
    """Let the newest version not known from memory speak for all, where no year is printed."""
    sure = [found for found in versions if found.rule.confidence != "memory"]
    speaker = (sure or versions)[-1]
    rule = speaker.rule
    if len({found.right for found in versions}) > 1:
        speaker.obstacles.append(said("reason.changed"))
    elif rule.first_year < rule.due_year:  # before that year it would not bind
        speaker.obstacles.append(said("reason.no_year_due", due=rule.due_year))
    else:
        since = min(found.rule.first_year for found in versions)
        speaker.notes.append(said("reason.no_year", since=since))
    return speaker


def settle(judgements: list[Judgement]) -> list[Judgement]:
    """Join the judgements of one figure: versions of a rule when no year is printed, and stages
    that are printed together though their limits differ."""
    if judgements and not years_of(judgements[0].year):
        versions: dict[str, list[Judgement]] = {}
        for found in judgements:  # oldest first
            versions.setdefault(found.rule.newest_id, []).append(found)
        judgements = [_one_version(found) for found in versions.values()]
    together = []
    for found in judgements:
        is_apart = not set(found.rule.judged_stages).isdisjoint(STAGES_APART)
        if is_apart and found.stage == "compulsory":
            together.append(found)
    limits = {found.rule.threshold for found in together}
    verdicts = {found.verdict for found in together}
    if len(limits) > 1 and {"met", "not met"} <= verdicts:
        for found in together:
            found.obstacles.append(said("reason.together"))
    return judgements
