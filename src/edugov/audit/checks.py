"""The checks of the audit on growth, change, shares and sums of parts: each takes a report and
gives findings."""

from collections.abc import Iterator
from dataclasses import replace

from edugov.labels import LANGUAGES, Reason, said
from edugov.tolerance import Interval, printed_number

from .claims import (
    HOLDS,
    NEAR,
    NOTHING,
    OPEN,
    AuditFigure,
    CheckedClaim,
    Report,
    Way,
    compare,
    nearest,
    number,
    plus,
    total,
    within,
    year_before,
)
from .implied_wholes import bases, round_counts
from .limits import bounds, impossible_counts, limits, orders
from .totals import restatements, stage_totals

REACH = 600  # characters between a figure and one whose unit it may have been given
# units taken for one another: 元 and 万元, 元 and 亿元, ...
SLIPS = (1e4, 1e-4, 1e8, 1e-8, 1e3, 1e-3)


def claim(result: AuditFigure, ways: list[Way]) -> list[CheckedClaim]:
    """Of several ways to read one claim the one that holds, else the first."""
    sure = len(ways) == 1
    found = []
    for way in ways:
        note = way.hint
        if note == NOTHING and not sure:
            note = said("audit.several")
        one = compare(result, way, sure, note)
        if one.verdict == HOLDS:
            return [one]
        found.append(one)
    return found[:1]


def _levels(report: Report, claim: AuditFigure) -> Iterator[tuple[AuditFigure, AuditFigure]]:
    """The two levels, now and in the year compared with, that a growth or change can lie between;
    the earlier one may stand in the same row."""
    for now in report.levels(claim):
        earlier = report.like(now, "value", claim.base)
        beside = now.year_before()
        is_year_before = claim.base == year_before(now.year)
        if beside and not earlier and is_year_before:
            earlier = [beside]
        for before in earlier:
            yield now, before


def growth_from_levels(report: Report) -> Iterator[CheckedClaim]:
    """Growth (增长) against the two levels: now / before - 1."""
    for growth in report.sound("growth"):
        ways = []
        for now, before in _levels(report, growth):
            if before.interval.low <= 0:
                continue
            value = (now.value / before.value - 1) * 100
            interval = _growth(now.interval, before.interval)
            formula = f"{now.words} / {before.words} − 1"
            hint = unit_hint(growth.interval, now, before)
            ways.append(Way([now, before], value, interval, formula, hint))
        yield from claim(growth, ways)


def growth_from_change(report: Report) -> Iterator[CheckedClaim]:
    """Growth (增长) against level and stated change: change / (level - change)."""
    for growth in report.sound("growth"):
        ways = []
        for now in report.levels(growth):
            for change in report.like(growth, "change"):
                before = now.interval - change.interval
                is_comparable = change.unit == now.unit and change.base == growth.base
                if not is_comparable or before.low <= 0:
                    continue
                before_value = now.value - change.value
                value = change.value / before_value * 100
                interval = (change.interval / before).times(100)
                formula = f"{change.words} / ({now.words} - {change.words})"
                ways.append(Way([now, change], value, interval, formula))
        yield from claim(growth, ways)


def _gap_pairs(
    report: Report, gap: AuditFigure, base: str
) -> list[tuple[AuditFigure, AuditFigure]]:
    """The two figures that a gap lies between; it stands right behind the target that it is
    measured from."""
    target = report.before(gap)
    near = within(report.named(base), gap, NEAR)
    same_stage = [figure for figure in near if figure.stage == gap.stage and not figure.vague]
    value = nearest(gap, same_stage, NEAR)
    is_target = target.quantity in ("target", "threshold")
    aimed = is_target and target.indicator == base
    if not aimed or not value:
        return []
    short = target.value < value.value
    if short == (gap.value > 0):
        return [(value, target)]
    return [(target, value)]


def _level_pairs(report: Report, change: AuditFigure) -> list[tuple[AuditFigure, AuditFigure]]:
    """The two levels of its own unit, or of rates where it is in points, that a change lies
    between."""
    unit = "percent" if change.unit == "percentage_point" else change.unit
    return [pair for pair in _levels(report, change) if pair[0].unit == unit]


def stated_difference(report: Report) -> Iterator[CheckedClaim]:
    """A stated change or gap (增加、差距) against the two values: now - before, or target -
    value."""
    for change in report.sound("change"):
        base = change.indicator.removesuffix("_gap")
        if base != change.indicator:
            pairs = _gap_pairs(report, change, base)
        else:
            pairs = _level_pairs(report, change)
        ways = []
        for more, less in pairs:
            value = more.value - less.value
            interval = more.interval - less.interval
            formula = f"{more.words} - {less.words}"
            ways.append(Way([more, less], value, interval, formula))
        yield from claim(change, ways)


def relations(report: Report) -> Iterator[CheckedClaim]:
    """Shares, ratios, sums, means and products of the table of relations (占比、合计、平均)."""
    for rule in report.relations:
        if rule["kind"] not in ("share", "ratio", "sum", "mean", "product"):
            continue
        part_names = rule["parts"].split("|")
        whole_names = rule["whole"].split("|") if rule["whole"] else []
        found = []
        for result in report.named(rule["result"]):
            parts = [report.partner(result, name, rule) for name in part_names]
            wholes = [report.partner(result, name, rule) for name in whole_names]
            if not result.vague and all(parts) and all(wholes):
                found.append(_relation(report, rule, result, parts, wholes))
        used = [one.figures[1:] for one in found if one.verdict == HOLDS]
        for one in found:  # what already gives one printed number need not give another
            if one.verdict != OPEN or one.figures[1:] not in used:
                yield one


def _in_brackets(figures: list[AuditFigure]) -> str:
    if len(figures) > 1:
        return f"({plus(figures)})"
    return plus(figures)


def _recomputed(kind: str, parts: list[AuditFigure], wholes: list[AuditFigure]) -> Way:
    """What a relation gives, its interval, and the formula in the words printed."""
    operands = parts + wholes
    value = sum(part.value for part in parts)
    interval = total(parts)
    if kind == "sum":
        return Way(operands, value, interval, plus(parts))
    formula = _in_brackets(parts)
    if kind == "mean":
        count = len(parts)
        mean = value / count
        return Way(operands, mean, interval.times(1 / count), f"{formula} / {count}")
    below = _in_brackets(wholes)
    if kind == "product":
        whole = wholes[0]
        interval = interval * whole.interval
        product = value * whole.value
        return Way(operands, product, interval, f"{formula} × {below}")
    factor = 100 if kind == "share" else 1
    divisor = sum(whole.value for whole in wholes)
    quotient = (interval / total(wholes)).times(factor)
    result = value / divisor * factor
    return Way(operands, result, quotient, f"{formula} / {below}")


def _slip(
    report: Report, kind: str, result: AuditFigure, parts: list[AuditFigure], interval: Interval
) -> AuditFigure | None:
    """The figure in another unit whose printed number would make a relation hold, if there is
    one."""
    if interval.meets(result.interval):
        return None
    if kind == "sum":
        return coincidence(report, result, interval)
    if kind == "share":
        whole = (total(parts) / result.interval).times(100)
        return coincidence(report, result, whole)
    return None


def _exceeds(rule: dict, result: AuditFigure, interval: Interval) -> bool:
    """Whether the parts are more than the whole, whatever was rounded, and cannot be."""
    if rule["strict"] == "no":
        return False
    if rule["kind"] == "share":
        return interval.low > 100
    return rule["kind"] == "sum" and interval.low > result.interval.high


def _relation(
    report: Report,
    rule: dict,
    result: AuditFigure,
    parts: list[AuditFigure],
    wholes: list[AuditFigure],
) -> CheckedClaim:
    kind = rule["kind"]
    way = _recomputed(kind, parts, wholes)
    strict = rule["strict"] == "yes"
    note = {lang: rule[f"note_{lang}"] for lang in LANGUAGES}
    slip = _slip(report, kind, result, parts, way.interval)
    if slip:
        strict = True
        note = said("audit.slip", words=slip.words)
    exceeds = _exceeds(rule, result, way.interval)
    if exceeds:
        note = said("audit.exceeds")
    found = compare(result, way, strict or exceeds, note, not exceeds)
    return replace(found, check=kind)


def coincidence(report: Report, near: AuditFigure, wanted: Interval) -> AuditFigure | None:
    """A figure of another unit in the same section whose printed number lies in an interval."""
    for figure in within(report.all, near, REACH):
        if figure.section != near.section:
            continue
        if figure.unit == near.unit or "percent" in figure.unit:
            continue
        plain = printed_number(figure.words)
        if len(plain) < 4:
            continue
        number = float(plain)
        if Interval(number - 0.5, number + 0.5).meets(wanted):
            return figure
    return None


def _growth(now: Interval, before: Interval) -> Interval:
    """The interval of a growth in percent from two levels."""
    return (now / before).times(100) - Interval(100, 100)


def unit_hint(growth: Interval, now: AuditFigure, before: AuditFigure) -> Reason:
    """The power of ten by which one of two units must be wrong for a growth to hold, if there is
    one."""
    ratio = (now.interval / before.interval).times(100)
    fall = Interval(100 - growth.high, 100 - growth.low)
    if ratio.meets(fall):
        return said("audit.sign")
    for slip in SLIPS:
        slipped = now.interval.times(slip)
        if _growth(slipped, before.interval).meets(growth):
            factors = {"factor": number(1 / slip), "inverse": number(slip)}
            return said("audit.unit", before=before.words, now=now.words, **factors)
    return NOTHING


CHECKS = (
    growth_from_levels,
    growth_from_change,
    stated_difference,
    relations,
    stage_totals,
    restatements,
    bases,
    round_counts,
    limits,
    bounds,
    impossible_counts,
    orders,
)
