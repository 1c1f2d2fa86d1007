"""The checks of the audit: each takes a report and gives findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from .claims import (
    HOLDS,
    NEAR,
    Figure,
    Finding,
    Report,
    compare,
    nearest,
    total,
    within,
    year_before,
)
from .intervals import Interval, printed_number
from .limits import bounds, impossible_counts, limits, rises

CHILDREN = {
    "compulsory": {"primary", "lower_secondary", "secondary_regular"},
    "upper_secondary_stage": {"upper_secondary", "vocational", "secondary_regular"},
    "secondary_regular": {"lower_secondary", "upper_secondary"},
}
LEAVES = {"preschool", "primary", "lower_secondary", "upper_secondary", "vocational", "special"}
REACH = 600  # characters between a figure and one whose unit it may have been given
# units taken for one another: 元 and 万元, 元 and 亿元, ...
SLIPS = (1e4, 1e-4, 1e8, 1e-8, 1e3, 1e-3)


class Way(NamedTuple):
    """One way to recompute a claim from two operands."""

    first: Figure
    second: Figure
    value: float
    interval: Interval
    formula: str
    hint: str = ""


def plus(figures: Iterable[Figure]) -> str:
    """The printed words of figures, as a sum."""
    return " + ".join(figure.words for figure in figures)


def claim(result: Figure, ways: list[Way]) -> list[Finding]:
    """Of several ways to read one claim the one that holds, else the first."""
    unclear = "several figures may be meant" if len(ways) > 1 else ""
    found = []
    for way in ways:
        operands = [way.first, way.second]
        note = way.hint or unclear
        sure = len(ways) == 1
        one = compare(result, operands, way.value, way.interval, way.formula, sure, note)
        if one.verdict == HOLDS:
            return [one]
        found.append(one)
    return found[:1]


def growth_from_levels(report: Report) -> Iterator[Finding]:
    """Growth (增长) against the two levels: now / before - 1."""
    for growth in report.sound("growth"):
        earlier = year_before(growth.year)
        ways = []
        for now in report.levels(growth):
            for before in report.like(now, "value", earlier):
                if before.interval.low <= 0:
                    continue
                value = (now.value / before.value - 1) * 100
                interval = _growth(now.interval, before.interval)
                formula = f"{now.words} / {before.words} - 1"
                hint = unit_hint(growth.interval, now, before)
                ways.append(Way(now, before, value, interval, formula, hint))
        yield from claim(growth, ways)


def growth_from_change(report: Report) -> Iterator[Finding]:
    """Growth (增长) against level and stated change: change / (level - change)."""
    for growth in report.sound("growth"):
        ways = []
        for now in report.levels(growth):
            for change in report.like(growth, "change"):
                before = now.interval - change.interval
                if change.unit != now.unit or before.low <= 0:
                    continue
                value = change.value / (now.value - change.value) * 100
                interval = (change.interval / before).times(100)
                formula = f"{change.words} / ({now.words} - {change.words})"
                ways.append(Way(now, change, value, interval, formula))
        yield from claim(growth, ways)


def _gap_pairs(report: Report, gap: Figure, base: str) -> list[tuple[Figure, Figure]]:
    """The two figures that a gap lies between; it stands right behind the target that it is
    measured from."""
    target = report.before(gap)
    near = within(report.named(base), gap, NEAR)
    same_stage = [figure for figure in near if figure.stage == gap.stage]
    value = nearest(gap, same_stage, NEAR)
    aimed = target.indicator == base and target.quantity in ("target", "threshold")
    if not aimed or not value:
        return []
    short = target.value < value.value
    if short == (gap.value > 0):
        return [(value, target)]
    return [(target, value)]


def _level_pairs(report: Report, change: Figure) -> list[tuple[Figure, Figure]]:
    """The two levels, now and a year before, that a change can lie between."""
    earlier = year_before(change.year)
    pairs = []
    for now in report.levels(change):
        in_points = change.unit == "percentage_point" and now.unit == "percent"
        if change.unit == now.unit or in_points:
            for before in report.like(now, "value", earlier):
                pairs.append((now, before))
    return pairs


def stated_difference(report: Report) -> Iterator[Finding]:
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
            ways.append(Way(more, less, value, interval, formula))
        yield from claim(change, ways)


def relations(report: Report) -> Iterator[Finding]:
    """Shares, ratios, sums, means and products of the table of relations (占比、合计、平均)."""
    for rule in report.relations:
        if rule["kind"] not in ("share", "ratio", "sum", "mean", "product"):
            continue
        part_names = rule["parts"].split("|")
        whole_names = [name for name in rule["whole"].split("|") if name]
        for result in report.named(rule["result"]):
            parts = [report.partner(result, name, rule) for name in part_names]
            wholes = [report.partner(result, name, rule) for name in whole_names]
            if not result.vague and all(parts) and all(wholes):
                yield _relation(report, rule, result, parts, wholes)


def _recomputed(
    kind: str, parts: list[Figure], wholes: list[Figure]
) -> tuple[float, Interval, str]:
    """What a relation gives, its interval, and the formula in the words printed."""
    value = sum(part.value for part in parts)
    interval = total(parts)
    formula = plus(parts)
    if kind == "sum":
        return value, interval, formula
    if len(parts) > 1:
        formula = f"({formula})"
    if kind == "mean":
        count = len(parts)
        return value / count, interval.times(1 / count), f"{formula} / {count}"
    below = plus(wholes)
    if len(wholes) > 1:
        below = f"({below})"
    if kind == "product":
        whole = wholes[0]
        return value * whole.value, interval * whole.interval, f"{formula} x {below}"
    factor = 100 if kind == "share" else 1
    divisor = sum(whole.value for whole in wholes)
    quotient = interval / total(wholes)
    return value / divisor * factor, quotient.times(factor), f"{formula} / {below}"


def _slip(
    report: Report, kind: str, result: Figure, parts: list[Figure], interval: Interval
) -> Figure | None:
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


def _exceeds(rule: dict, result: Figure, interval: Interval) -> bool:
    """Whether the parts are more than the whole, whatever was rounded."""
    if rule["kind"] == "share":
        return interval.low > 100
    if rule["kind"] == "sum" and rule["year"] == "same" and result.sound:
        return interval.low > result.interval.high
    return False


def _relation(
    report: Report, rule: dict, result: Figure, parts: list[Figure], wholes: list[Figure]
) -> Finding:
    kind = rule["kind"]
    value, interval, formula = _recomputed(kind, parts, wholes)
    strict = rule["strict"] == "yes" and result.sound
    note = rule["note"]
    slip = _slip(report, kind, result, parts, interval)
    if slip:
        strict = True
        note = f"holds with the number of {slip.words}: probably a wrong unit"
    impossible = ""
    if _exceeds(rule, result, interval):
        impossible = "the parts are more than the whole"
    operands = parts + wholes
    found = compare(result, operands, value, interval, formula, strict, note, impossible)
    return replace(found, kind=kind)


def coincidence(report: Report, near: Figure, wanted: Interval) -> Figure | None:
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


def _of_stages(report: Report, whole: Figure, name: str, reach: int) -> list[Figure]:
    """The figures near a total that are of other stages, each once."""
    near = {}
    for figure in within(report.named(name), whole, reach):
        if figure.part or figure.vague or figure.stage in ("", whole.stage):
            continue
        if figure.year == whole.year:
            near[figure.stage, figure.subject, figure.value] = figure
    return list(near.values())


def _parts(whole: Figure, near: list[Figure]) -> list[Figure]:
    """Those of the figures that make up a total, none counted twice; none where too few are
    printed."""
    stages = {figure.stage for figure in near}
    for stage, inner in CHILDREN.items():
        if stage in stages:
            stages -= inner
    if whole.stage in CHILDREN:
        stages &= CHILDREN[whole.stage]
    parts = [figure for figure in near if figure.stage in stages]
    if whole.stage == "all":
        return parts if len(parts) > 2 else []
    wanted = CHILDREN[whole.stage] - {"secondary_regular"}
    printed = {figure.stage for figure in parts}
    return parts if printed == wanted else []


def _covers(parts: list[Figure]) -> bool:
    """Whether parts are of every stage there is."""
    covered = set()
    for figure in parts:
        covered.add(figure.stage)
        covered |= CHILDREN.get(figure.stage, set())
    return LEAVES <= covered


def stage_totals(report: Report) -> Iterator[Finding]:
    """A total (合计、总计) against its parts by stage, where each part is printed beside it."""
    for rule in report.rules("stages"):
        name, reach = rule["result"], int(rule["reach"])
        for whole in report.named(name):
            if whole.part or whole.vague or whole.stage not in {"all", *CHILDREN}:
                continue
            parts = _parts(whole, _of_stages(report, whole, name, reach))
            if not parts:
                continue
            sound = [figure for figure in parts if figure.sound]
            strict = whole.sound and len(sound) == len(parts)
            ways = [parts]
            if whole.stage == "all":
                strict = strict and _covers(parts)
                names = rule["parts"].split("|")
                kinds = [within(report.named(kind), whole, reach) for kind in names]
                extra = [nearest(whole, figures, reach) for figures in kinds]
                with_kinds = [*parts, *filter(None, extra)]
                ways = [parts, with_kinds, sound]
            yield _first_that_holds(whole, ways, strict)


def _first_that_holds(whole: Figure, ways: list[list[Figure]], strict: bool) -> Finding:
    """Of several sums the first that gives the total, else the first."""
    found = []
    for way in ways:
        value = sum(figure.value for figure in way)
        note = "stages or kinds may be missing"
        one = compare(whole, way, value, total(way), plus(way), strict, note)
        if one.verdict == HOLDS:
            return one
        found.append(one)
    return found[0]


def _is_same(first: Figure, other: Figure) -> bool:
    """Whether two figures are surely one rate, so that their values have to be equal."""
    if first.vague or other.vague or not (first.sound and other.sound):
        return False
    same_subject = first.subject == other.subject and len(first.subject) > 3
    return same_subject and first.unit == "percent"


def printed_twice(report: Report) -> Iterator[Finding]:
    """The same quantity printed in two places (前后两处): equal, or one rate with two values."""
    groups: dict[tuple, list[Figure]] = defaultdict(list)
    for name, figures in report.by_indicator.items():
        for figure in figures:
            if not figure.part and figure.year and figure.quantity in ("value", "target"):
                groups[name, figure.stage, figure.year, figure.quantity].append(figure)
    for first, *others in groups.values():
        for other in others:
            if other.start - first.start <= NEAR:
                continue  # one place, several things
            strict = _is_same(first, other)
            if strict or other.value == first.value:
                yield compare(other, [first], first.value, first.interval, first.words, strict)
                break


def _growth(now: Interval, before: Interval) -> Interval:
    """The interval of a growth in percent from two levels."""
    return (now / before).times(100) - Interval(100, 100)


def unit_hint(growth: Interval, now: Figure, before: Figure) -> str:
    """The power of ten by which one of two units must be wrong for a growth to hold, if there is
    one."""
    ratio = (now.interval / before.interval).times(100)
    fall = Interval(100 - growth.high, 100 - growth.low)
    if ratio.meets(fall):
        return "holds with the other sign"
    for slip in SLIPS:
        slipped = now.interval.times(slip)
        if _growth(slipped, before.interval).meets(growth):
            off = f"holds if the unit of {before.words} is off by a factor of {1 / slip:g}"
            return f"{off} (or that of {now.words} by {slip:g})"
    return ""


RECOMPUTED = (
    growth_from_levels,
    growth_from_change,
    stated_difference,
    relations,
    stage_totals,
    printed_twice,
)
CHECKS = (*RECOMPUTED, limits, bounds, impossible_counts, rises)
