"""Checks of the audit on order and bounds: limits that a report states, rates over 100%, counts
that cannot be, figures in rising order."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from edugov.labels import said

from .claims import (
    FAILS,
    HOLDS,
    NEAR,
    OPEN,
    AuditFigure,
    CheckedClaim,
    Report,
    nearest,
    number,
    plus,
    statement,
    total,
    within,
    year_before,
)

# rates that may be above 100: of all ages, of what was planned, of places offered
OPEN_ENDED = re.compile("^gross_|completion|supply|place_rate")


def limits(report: Report) -> Iterator[CheckedClaim]:
    """A value against the limit printed beside it (不低于、以内); a report may admit to missing
    it."""
    for limit in report.all:
        if limit.quantity not in ("threshold", "target") or not limit.limit:
            continue
        years = (limit.year, year_before(limit.year), "")
        values = []
        for figure in within(report.named(limit.indicator), limit, NEAR):
            plain = not figure.vague and not figure.part
            in_time = not limit.year or figure.year in years
            if plain and in_time and figure.stage == limit.stage:
                values.append(figure)
        value = nearest(limit, values, NEAR)
        if not value:
            continue
        if limit.limit == "most":
            sign, held = "≤", value.value <= limit.value
        else:
            sign, held = "≥", value.value >= limit.value
        formula = f"{value.words} {sign} {limit.words}"
        if held:
            yield statement([value, limit], HOLDS, formula)
        else:
            yield statement([value, limit], OPEN, formula, said("audit.limit"))


def bounds(report: Report) -> Iterator[CheckedClaim]:
    """Rates above 100, and class-size bands that overlap (大班额与超大班额)."""
    for figure in report.all:
        if figure.unit != "percent" or figure.quantity not in ("value", "target"):
            continue
        share = figure.indicator.endswith(("_rate", "_share"))
        is_open_ended = OPEN_ENDED.search(figure.indicator)
        plain = share and not is_open_ended and not figure.vague
        if plain and figure.interval.low > 100:
            yield statement([figure], FAILS, f"{figure.words} ≤ 100%")
    for low in report.named("super_large_class_size_bound:any"):
        bands = within(report.named("large_class_size_bound:any"), low, 2 * NEAR)
        if len({band.value for band in bands}) < 2:
            continue
        top = max(bands, key=lambda band: band.value)
        verdict = HOLDS if top.value < low.value else FAILS
        formula = f"{top.words} < {low.words}"
        yield statement([top, low], verdict, formula)


def impossible_counts(report: Report) -> Iterator[CheckedClaim]:
    """Counts that cannot be (超出总数): a part above its whole, more schools than there are."""
    for rule in report.rules("at_most"):
        for part in report.named(rule["result"]):
            whole = report.partner(part, rule["parts"], rule)
            if not whole or part.part or part.vague:
                continue
            verdict = HOLDS
            if part.value > whole.value:  # sure only where one is printed right behind the other
                verdict = FAILS if report.before(part) is whole else OPEN
            formula = f"{part.words} ≤ {whole.words}"
            yield statement([part, whole], verdict, formula)
    yield from _more_schools(report)


def _schools_by_stage(report: Report) -> list[AuditFigure]:
    """The numbers of schools of a stage, each kind once; none unless primary and secondary are
    among them."""
    kinds = {}
    for figure in report.named("schools_count") + report.named("teaching_points_count"):
        of_a_stage = figure.stage not in ("", "all", "preschool", "tertiary")
        if of_a_stage and not figure.part and not figure.vague:
            kinds[figure.indicator, figure.stage, figure.subject] = figure
    stages = {figure.stage for figure in kinds.values()}
    if "primary" in stages and stages & {"lower_secondary", "secondary_regular"}:
        return list(kinds.values())
    return []


def _more_schools(report: Report) -> Iterator[CheckedClaim]:
    """A number of primary and secondary schools (中小学) above all that there are."""
    kinds = _schools_by_stage(report)
    if not kinds:
        return
    for figure in report.all:
        if figure.unit != "school" or figure.quantity != "value":
            continue
        if "中小学" not in figure.subject or figure.part or figure.vague:
            continue
        if any(kind.year != figure.year for kind in kinds):
            continue
        most = total(kinds).high
        if figure.value > most:
            total_words = plus(kinds)
            formula = f"{figure.words} ≤ {total_words} = {number(most)}"
            note = said("audit.more_schools")
            found = statement([figure, *kinds], FAILS, formula, note)
            yield replace(found, doubtful=found.verdict == FAILS)


def _series(report: Report, name: str) -> Iterator[list[AuditFigure]]:
    """The figures of each stage by year, where at least three years follow each other."""
    by_stage = defaultdict(dict)
    for figure in report.named(name):
        plain = not figure.part and not figure.vague
        if plain and year_before(figure.year) != "none":
            by_stage[figure.stage][figure.year] = figure
    for by_year in by_stage.values():
        figures = [by_year[year] for year in sorted(by_year)]
        gaps = [year_before(now.year) != before.year for before, now in pairwise(figures)]
        if len(gaps) > 1 and not any(gaps):
            yield figures


def orders(report: Report) -> Iterator[CheckedClaim]:
    """Figures in rising order (逐年增长): a series of three years or more, or growth above zero at
    several stages. A fall is no contradiction and gives no finding."""
    for rule in report.rules("rises"):
        for figures in _series(report, rule["result"]):
            if all(before.value < now.value for before, now in pairwise(figures)):
                formula = " < ".join(figure.words for figure in figures)
                yield statement(figures, HOLDS, formula)
        rates = _rates_of_stages(report, rule["result"])
        if len(rates) > 1 and all(rate.value > 0 for rate in rates):
            formula = " > 0, ".join(rate.words for rate in rates)
            yield statement(rates, HOLDS, f"{formula} > 0")


def _rates_of_stages(report: Report, name: str) -> list[AuditFigure]:
    """The growth of each single stage, the last printed of each."""
    growths = {}
    for figure in report.named(f"{name}:growth"):
        plain = not figure.part and not figure.vague
        if plain and figure.stage != "all":
            growths[figure.stage] = figure
    return list(growths.values())
