"""Checks of the audit on numbers that nobody printed: the whole that a count and its share imply,
and counts that look worked out."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from edugov.labels import said
from edugov.tolerance import Interval

from .claims import (
    COMPUTED,
    HOLDS,
    IMPLIED,
    OPEN,
    AuditFigure,
    CheckedClaim,
    Report,
    number,
    statement,
    within,
)

ROUND = 5  # pupils a class: a multiple of this that comes out without remainder looks worked out


def bases(report: Report) -> Iterator[CheckedClaim]:
    """The whole that a count and its share imply (推算基数): count / share. Two shares of one whole
    hold where one whole number gives both."""
    shares: dict[tuple, list[tuple[AuditFigure, AuditFigure]]] = defaultdict(list)
    for rule in report.rules("base"):
        for share in report.named(rule["result"]):
            part = report.partner(share, rule["parts"], rule)
            if not part or share.vague:
                continue
            if share.interval.low <= 0 or part.interval.low <= 0:
                continue
            printed = report.named(rule["whole"])
            if not within(printed, share, int(rule["reach"])):
                key = (rule["whole"], share.stage, share.year)
                shares[key].append((part, share))
    for pairs in shares.values():
        common = _common(pairs)
        if len(pairs) > 1 and common:
            yield _implied(pairs, common, HOLDS, COMPUTED)
            continue
        for pair in pairs:
            yield _implied([pair], _common([pair]), OPEN, IMPLIED)


def _common(pairs: list[tuple[AuditFigure, AuditFigure]]) -> Interval | None:
    """The whole numbers that every pair of a count and a share allows, if there are any."""
    whole = [(part.interval / share.interval).times(100) for part, share in pairs]
    lowest = max(interval.low for interval in whole)
    highest = min(interval.high for interval in whole)
    low = math.ceil(lowest - 1e-9)
    high = math.floor(highest + 1e-9)
    return Interval(low, high) if low <= high else None


def _implied(
    pairs: list[tuple[AuditFigure, AuditFigure]], base: Interval | None, verdict: str, kind: str
) -> CheckedClaim:
    formulas = [f"{part.words} / {share.words}" for part, share in pairs]
    formula = " = ".join(formulas)
    words = formula
    note = said("audit.no_base")
    if base:
        low, high = number(base.low), number(base.high)
        printed = said("range.numbers", low=low, high=high) if low != high else low
        words = said("audit.base", formula=formula, base=printed)
        note = said("audit.unprinted")
    figures = [figure for part, share in pairs for figure in (share, part)]
    found = statement(figures, verdict, words, note, kind)
    part, share = pairs[0]
    recomputed = part.value / share.value * 100
    return replace(found, recomputed=recomputed, interval=base)


def round_counts(report: Report) -> Iterator[CheckedClaim]:
    """People a class that come out round and without remainder (整除): a count that may have been
    worked out from a size."""
    for rule in report.rules("round"):
        for people in report.named(rule["result"]):
            groups = report.partner(people, rule["parts"], rule)
            if not groups or people.vague or not groups.value:
                continue
            size = people.value / groups.value
            if size > ROUND and size % ROUND == 0:
                quotient = f"{people.words} / {groups.words}"
                formula = f"{quotient} = {number(size)}"
                note = said("audit.round")
                found = statement([people, groups], OPEN, formula, note, IMPLIED)
                yield replace(found, recomputed=size)
