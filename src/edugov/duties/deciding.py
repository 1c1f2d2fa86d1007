"""Which verdict decides whether a region met a duty, or what is missing for one: that on all stages
together of the last year, else the worst of those given."""

from collections import Counter
from math import inf

import pandas as pd

from edugov.judging import decided
from edugov.labels import LANGUAGES, joined, say
from edugov.tables import as_text

SETTLED = ["met", "not met", "short", "right side"]
DECIDING = ["kind", "figure_id", "rule_id", "margin", "margin_unit", "margin_share"]
RANKS = {"not met": 0, "short": 1, "cannot judge": 2, "met": 3, "right side": 4}
Record = dict  # a row of a table by its columns: for so few of them, quicker than a table


def _of_the_whole(judged: list[Record]) -> list[Record]:
    """Return the verdicts on all stages together, of the last year, where there are any: they
    decide, and single stages only say more."""
    whole = [verdict for verdict in judged if _is_of_the_whole(verdict)]
    if not whole:
        return judged
    last = max(verdict["year"][-4:] for verdict in whole)
    return [verdict for verdict in whole if verdict["year"][-4:] == last]


def _is_of_the_whole(verdict: Record) -> bool:
    growth_of_all = verdict["kind"] == "growth" and verdict["stage"] == "all"
    return verdict["kind"] == "whole" or growth_of_all


def _binding_first(judged: list[Record]) -> list[Record]:
    """Return of each figure the verdicts that decide on it (`judging.decided`), and those on no
    figure."""
    first = decided((verdict["figure_id"], verdict["verdict"]) for verdict in judged)
    kept = []
    for verdict in judged:
        figure_id = verdict["figure_id"]  # a table of coefficients may have none
        if not figure_id or verdict["verdict"] == first[figure_id]:
            kept.append(verdict)
    return kept


def _decide(judged: list[Record], duty: Record) -> Record:
    """Return the verdict that decides a duty: the worst, among equals the narrowest, then the
    duty's first rule."""
    judged = _binding_first(_of_the_whole(judged))
    order = duty["rule_ids"].split()

    def rank(verdict: Record) -> tuple:
        worst = RANKS.get(verdict["verdict"], inf)
        quoted = verdict["confidence"] == "seed"  # a limit that only the report quotes speaks last
        share = verdict["margin_share"]
        narrow = inf if pd.isna(share) else share
        return worst, quoted, narrow, order.index(verdict["rule_id"])

    return min(judged, key=rank)


def _unjudged_figures(own: list[Record], rules: list[Record]) -> str:
    """Return what keeps a verdict away although figures of the region measure the duty."""
    if all(figure["status"] != "ok" for figure in own):
        return "damaged"
    if all(figure["selected"] for figure in own):
        return "selected"
    older = [
        _is_before(figure, rule)
        for figure in own
        for rule in rules
        if rule["indicator_id"] == figure["indicator_id"]
    ]
    if older and all(older):
        return "earlier"
    return "measure" if rules else "rule"


def _is_before(figure: Record, rule: Record) -> bool:
    """Tell whether a figure is of a year before a rule was announced."""
    start = (rule["announced"] or rule["applies_from"])[:4]
    year = as_text(figure["year"])[-4:]
    return "1" <= year < start


def _unjudged(
    own: list[Record], every: list[Record], rules: list[Record], mentioned: bool
) -> tuple[str, str]:
    """Return the state of a duty that no verdict speaks of, and what is missing."""
    if own:
        return "cannot judge", _unjudged_figures(own, rules)
    claimed = "claimed without a figure"
    if any(figure["status"] == "placeholder" for figure in every):
        return claimed, "placeholder"
    if any(figure["scope"] == "part" for figure in every):
        return claimed, "part"
    if every:
        return claimed, "target"
    if mentioned:
        return claimed, "figure"
    return "not mentioned", "mention"


def _unjudged_part(first: Record, judged: list[Record], duty: Record, figures: list[Record]) -> str:
    """Return which part of a duty that is met was not judged, a key of ``duty.part`` in labels.csv;
    else nothing."""
    needs = duty["met_needs"]
    if first["verdict"] != "met" or not needs:
        return ""
    settled = [verdict for verdict in judged if verdict["verdict"] != "cannot judge"]
    if needs == "every_rule":
        rule_ids = {verdict["rule_id"] for verdict in settled}
        every_rule = duty["rule_ids"].split()
        whole = len(rule_ids) == len(every_rule)
    else:
        known = {verdict["figure_id"] for verdict in settled}
        stages = {figure["stage"] for figure in figures if figure["figure_id"] in known}
        of_all = _is_of_the_whole(first)  # also a verdict of the national table, which has no ids
        whole = of_all or len(stages) > 1 or "all" in stages
    return "" if whole else needs


def _open_reasons(missing: str, duty: Record, rules: list[Record], said: dict, lang: str) -> list:
    """Say what is missing for a verdict, and what would be needed."""
    reason = say(f"duty.missing.{missing}", lang)
    if said.get("mentioned") and not said["achievements"]:
        reason = say("duty.passing", lang, reason=reason)
    reasons = [reason]
    if said.get("unasked"):
        reasons.append(say("duty.unasked", lang))
    if rules:
        needs = duty[f"needs_{lang}"]
        reasons.append(say("duty.needed", lang, needs=needs))
    return reasons


def _decided_reasons(first: Record, judged: list[Record], part: str, lang: str) -> list:
    """Say why the deciding verdict is what it is, and how many others differ."""
    reasons = [first[f"reason_{lang}"]]
    if part:
        reasons.append(say(f"duty.part.{part}", lang))
    counts = Counter(verdict["verdict"] for verdict in judged if verdict is not first)
    for other, size in counts.most_common():
        if other not in SETTLED or other == first["verdict"]:
            continue
        key = "duty.one.other" if size == 1 else "duty.many.other"
        verdict = say(f"verdict.{other}", lang)
        reasons.append(say(key, lang, count=size, verdict=verdict))
    return reasons


def _source_ids(own: list[Record], judged: list[Record], said: dict) -> str:
    named = [each.get("source_id", "") for each in [*own, *judged, said]]
    once = dict.fromkeys(source for source in named if source)
    return " ".join(once)


def _current(judged: list[Record], kept: list[Record]) -> list[Record]:
    """Return the verdicts that rest on one of the current figures, or on none."""
    current = {figure["figure_id"] for figure in kept}
    speaking = []
    for verdict in judged:
        ids = verdict["figure_ids"].split()
        if not ids or not current.isdisjoint(ids):
            speaking.append(verdict)
    return speaking


def row(
    every: list[Record], judged: list[Record], duty: Record, rules: list[Record], said: dict
) -> Record:
    """Return what stands between one region and one duty.

    `every` are its figures on the duty, `judged` its verdicts on them, `rules` those of the duty
    that are made for its kind, `said` what its report says of the duty.
    """
    kept = [figure for figure in every if figure["kept"]]
    own = [each for each in kept if each["status"] != "placeholder" and each["scope"] != "part"]
    judged = _current(judged, kept)
    decided = dict.fromkeys(["kind", "figure_id", "rule_id", "margin_unit", "rule_confidence"], "")
    found = decided | {
        "duty_id": duty["duty_id"],
        "area": duty["area"],
        "source_confidence": duty["confidence"],
        "figure_ids": " ".join(figure["figure_id"] for figure in own),
        "source_ids": _source_ids(own, judged, said),
        "admitted": bool(said.get("problems")),
        "planned": bool(said.get("plans")),
        "sections": said.get("sections", ""),
        "judged": len(judged),
    }
    if judged:
        first = _decide(judged, duty)
        part = _unjudged_part(first, judged, duty, kept)
        found |= {name: first[name] for name in DECIDING}
        found["rule_confidence"] = first["confidence"]
        found["state"] = "cannot judge" if part else first["verdict"]
        found["missing"] = ""
    else:
        mentioned = bool(said.get("mentioned"))
        found["state"], found["missing"] = _unjudged(own, every, rules, mentioned)
    for lang in LANGUAGES:
        if judged:
            reasons = _decided_reasons(first, judged, part, lang)
        else:
            reasons = _open_reasons(found["missing"], duty, rules, said, lang)
        if found["admitted"]:
            reasons.append(say("duty.admitted", lang))
        found[f"reason_{lang}"] = joined(reasons, lang)
    return found
