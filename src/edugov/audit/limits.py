"""Checks of the audit on order and bounds: limits kept, rates and bands, counts that cannot be,
rises."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from .claims import (
    FAILS,
    HOLDS,
    NEAR,
    OPEN,
    Figure,
    Finding,
    Report,
    nearest,
    number,
    statement,
    total,
    within,
    year_before,
)


def limits(report: Report) -> Iterator[Finding]:
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
            sign, held = "<=", value.value <= limit.value
        else:
            sign, held = ">=", value.value >= limit.value
        formula = f"{value.words} {sign} {limit.words}"
        if held:
            yield statement([value, limit], HOLDS, formula)
        else:
            note = "misses the limit beside it; the text need not claim to meet it"
            yield statement([value, limit], OPEN, formula, note=note)


def bounds(report: Report) -> Iterator[Finding]:
    """Rates above 100, and class-size bands that overlap (大班额与超大班额)."""
    for figure in report.all:
        if figure.unit != "percent" or figure.quantity not in ("value", "target"):
            continue
        share = figure.indicator.endswith(("_rate", "_share"))
        gross = figure.indicator.startswith("gross_")
        if share and not gross and figure.interval.low > 100:
            verdict = FAILS if figure.sound else OPEN
            yield statement([figure], verdict, f"{figure.words} <= 100%")
    for low in report.named("super_large_class_size_bound:any"):
        bands = within(report.named("large_class_size_bound:any"), low, 2 * NEAR)
        if len({band.value for band in bands}) < 2:
            continue
        top = max(bands, key=lambda band: band.value)
        verdict = HOLDS if top.value < low.value else FAILS
        yield statement([top, low], verdict, f"{top.words} < {low.words}")


def impossible_counts(report: Report) -> Iterator[Finding]:
    """Counts that cannot be (超出总数): a part above its whole, more schools than there are."""
    for rule in report.rules("at_most"):
        for part in report.named(rule["result"]):
            whole = report.partner(part, rule["parts"], rule)
            if not whole or part.part:
                continue
            verdict = HOLDS
            if part.value > whole.value:
                verdict = FAILS if part.sound and whole.sound else OPEN
            yield statement([part, whole], verdict, f"{part.words} <= {whole.words}")
    yield from _more_schools(report)


def _schools_by_stage(report: Report) -> list[Figure]:
    """The numbers of schools of a stage, each kind once; none unless primary and secondary are
    among them."""
    kinds = {}
    for figure in report.named("schools_count") + report.named("teaching_points_count"):
        of_a_stage = figure.stage not in ("", "all", "preschool", "tertiary")
        if of_a_stage and not figure.part:
            kinds[figure.indicator, figure.stage, figure.subject] = figure
    stages = {figure.stage for figure in kinds.values()}
    if "primary" in stages and stages & {"lower_secondary", "secondary_regular"}:
        return list(kinds.values())
    return []


def _more_schools(report: Report) -> Iterator[Finding]:
    """A number of primary and secondary schools (中小学) above all that there are."""
    kinds = _schools_by_stage(report)
    if not kinds:
        return
    for figure in report.all:
        if figure.unit != "school" or figure.quantity != "value":
            continue
        if "中小学" not in figure.subject or figure.part or not figure.sound:
            continue
        if any(kind.year != figure.year for kind in kinds):
            continue
        most = total(kinds).high
        if figure.value > most:
            words = " + ".join(kind.words for kind in kinds)
            formula = f"{figure.words} <= {words} = {number(most)}"
            yield statement([figure, *kinds], FAILS, formula)


def _series(report: Report, name: str) -> Iterator[list[Figure]]:
    """The figures of each stage by year, where at least three years follow each other."""
    by_stage = defaultdict(dict)
    for figure in report.named(name):
        if not figure.part and year_before(figure.year) != "none":
            by_stage[figure.stage][figure.year] = figure
    for by_year in by_stage.values():
        figures = [by_year[year] for year in sorted(by_year)]
        gaps = [year_before(now.year) != before.year for before, now in pairwise(figures)]
        if len(gaps) > 1 and not any(gaps):
            yield figures


def rises(report: Report) -> Iterator[Finding]:
    """What may only rise (只增不减): a series of three years or more, or the growth of several
    stages."""
    for rule in report.rules("rises"):
        for figures in _series(report, rule["result"]):
            steps = []
            for before, now in pairwise(figures):
                if before.value:
                    steps.append(now.value / before.value * 100 - 100)
            verdict = HOLDS if all(step > 0 for step in steps) else OPEN
            formula = " < ".join(figure.words for figure in figures)
            note = ", ".join(f"{step:+.2f}%" for step in steps)
            yield statement(figures, verdict, formula, note=note)
        growths = {}
        for figure in report.named(rule["result"] + ":growth"):
            if not figure.part and figure.stage != "all":
                growths[figure.stage] = figure
        if len(growths) > 1:
            yield _all_rise(list(growths.values()))


def _all_rise(growths: list[Figure]) -> Finding:
    """Say whether the growth of each of several stages is above zero."""
    rates = ", ".join(f"{growth.value:+g}%" for growth in growths)
    formula = f"{rates} > 0"
    fallen = [growth.stage for growth in growths if growth.value <= 0]
    if fallen:
        return statement(growths, OPEN, formula, note=f"falls: {', '.join(fallen)}")
    return statement(growths, HOLDS, formula)
