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
    Finding,
    Report,
    nearest,
    number,
    statement,
    total,
    year_before,
)


def limits(report: Report) -> Iterator[Finding]:
    """A value against the limit printed beside it (不低于、以内); a report may admit to missing
    it."""
    for limit in [f for f in report.all if f.quantity in ("threshold", "target") and f.limit]:
        years = (limit.year, year_before(limit.year), "")
        values = [
            f
            for f in report.named(limit.indicator)
            if f.stage == limit.stage and not f.vague and not f.part
        ]
        value = nearest(limit, [f for f in values if not limit.year or f.year in years], NEAR)
        if value:
            most = limit.limit == "most"
            held = value.value <= limit.value if most else value.value >= limit.value
            claim = f"{value.words} {'<=' if most else '>='} {limit.words}"
            note = "" if held else "misses the limit beside it; the text need not claim to meet it"
            yield statement([value, limit], HOLDS if held else OPEN, claim, note=note)


def bounds(report: Report) -> Iterator[Finding]:
    """Rates above 100, and class-size bands that overlap (大班额与超大班额)."""
    for figure in report.all:
        rate = figure.unit == "percent" and figure.indicator.endswith(("_rate", "_share"))
        if (
            rate
            and figure.quantity in ("value", "target")
            and not figure.indicator.startswith("gross_")
        ):
            if figure.interval.low > 100:
                yield statement(
                    [figure], FAILS if figure.sound else OPEN, f"{figure.words} <= 100%"
                )
    for low in report.named("super_large_class_size_bound:any"):
        bands = [
            f
            for f in report.named("large_class_size_bound:any")
            if abs(f.start - low.start) <= 2 * NEAR
        ]
        top = max(bands, key=lambda f: f.value, default=None)
        if top and len({f.value for f in bands}) > 1:
            yield statement(
                [top, low], HOLDS if top.value < low.value else FAILS, f"{top.words} < {low.words}"
            )


def impossible_counts(report: Report) -> Iterator[Finding]:
    """Counts that cannot be (超出总数): a part above its whole, more schools than there are."""
    for rule in report.rules("at_most"):
        for part in report.named(rule["result"]):
            whole = report.partner(part, rule["parts"], rule)
            if whole and not part.part:
                sound = part.sound and whole.sound
                verdict = HOLDS if part.value <= whole.value else FAILS if sound else OPEN
                yield statement([part, whole], verdict, f"{part.words} <= {whole.words}")
    schools = [*report.named("schools_count"), *report.named("teaching_points_count")]
    own = [f for f in schools if not f.part and f.stage not in ("", "all", "preschool", "tertiary")]
    kinds = {(f.indicator, f.stage, f.subject): f for f in own}.values()
    stages = {f.stage for f in kinds}
    if "primary" not in stages or not stages & {"lower_secondary", "secondary_regular"}:
        return
    counts = [
        f
        for f in report.all
        if f.unit == "school" and "中小学" in f.subject and f.quantity == "value"
    ]
    for figure in [f for f in counts if f.sound and not f.part]:
        known = [f for f in kinds if f.year == figure.year]
        if len(known) == len(kinds) and figure.value > total(known).high:
            words = " + ".join(f.words for f in known)
            yield statement(
                [figure, *known], FAILS, f"{figure.words} <= {words} = {number(total(known).high)}"
            )


def rises(report: Report) -> Iterator[Finding]:
    """What may only rise (只增不减): a series of three years or more, or the growth of several
    stages."""
    for rule in report.rules("rises"):
        series = defaultdict(dict)  # by stage and year
        for figure in report.named(rule["result"]):
            if not figure.part and year_before(figure.year) != "none":
                series[figure.stage][figure.year] = figure
        for years in series.values():
            figures = [years[year] for year in sorted(years)]
            pairs = list(pairwise(figures))
            if len(pairs) > 1 and all(
                year_before(now.year) == before.year for before, now in pairs
            ):
                steps = [
                    now.value / before.value * 100 - 100 for before, now in pairs if before.value
                ]
                verdict = HOLDS if all(step > 0 for step in steps) else OPEN
                note = ", ".join(f"{step:+.2f}%" for step in steps)
                yield statement(figures, verdict, " < ".join(f.words for f in figures), note=note)
        growths = {
            f.stage: f
            for f in report.named(rule["result"] + ":growth")
            if not f.part and f.stage != "all"
        }
        if len(growths) > 1:
            fallen = [stage for stage, f in growths.items() if f.value <= 0]
            claim = ", ".join(f"{f.value:+g}%" for f in growths.values()) + " > 0"
            note = "falls: " + ", ".join(fallen) if fallen else ""
            yield statement(list(growths.values()), OPEN if fallen else HOLDS, claim, note=note)
