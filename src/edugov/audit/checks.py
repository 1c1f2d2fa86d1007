"""The checks of the audit: each takes a report and gives findings."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from .claims import (
    HOLDS,
    NEAR,
    Figure,
    Finding,
    Report,
    compare,
    distance,
    nearest,
    total,
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
SLIPS = (
    1e4,
    1e-4,
    1e8,
    1e-8,
    1e3,
    1e-3,
)  # units taken for one another: 元 and 万元, 元 and 亿元, ...
Way = tuple[
    Figure, Figure, float, Interval, str, str
]  # two operands, result, its interval, formula, hint


def claim(result: Figure, ways: list[Way]) -> list[Finding]:
    """Of several ways to read one claim the one that holds, else the first."""
    sure = len(ways) == 1
    unclear = "several figures may be meant" if len(ways) > 1 else ""
    found = [compare(result, [a, b], *given, sure, hint or unclear) for a, b, *given, hint in ways]
    return sorted(found, key=lambda one: one.verdict != HOLDS)[:1]


def growth_from_levels(report: Report) -> Iterator[Finding]:
    """Growth (增长) against the two levels: now / before - 1."""
    for growth in report.sound("growth"):
        ways: list[Way] = []
        for now in report.levels(growth):
            for before in report.like(now, "value", year_before(growth.year)):
                if before.interval.low > 0:
                    value = (now.value / before.value - 1) * 100
                    interval = (now.interval / before.interval).times(100) - Interval(100, 100)
                    hint = unit_hint(growth.interval, now, before)
                    ways.append(
                        (now, before, value, interval, f"{now.words} / {before.words} - 1", hint)
                    )
        yield from claim(growth, ways)


def growth_from_change(report: Report) -> Iterator[Finding]:
    """Growth (增长) against level and stated change: change / (level - change)."""
    for growth in report.sound("growth"):
        ways: list[Way] = []
        for now in report.levels(growth):
            for change in report.like(growth, "change"):
                before = now.interval - change.interval
                if change.unit == now.unit and before.low > 0:
                    value = change.value / (now.value - change.value) * 100
                    formula = f"{change.words} / ({now.words} - {change.words})"
                    ways.append(
                        (now, change, value, (change.interval / before).times(100), formula, "")
                    )
        yield from claim(growth, ways)


def stated_difference(report: Report) -> Iterator[Finding]:
    """A stated change or gap (增加、差距) against the two values: now - before, or target -
    value."""
    for change in report.sound("change"):
        base = change.indicator.removesuffix("_gap")
        if (
            base != change.indicator
        ):  # a gap stands right behind the target that it is measured from
            target = report.all[max(0, report.all.index(change) - 1)]
            value = nearest(
                change, [f for f in report.named(base) if f.stage == change.stage], NEAR
            )
            aimed = target.indicator == base and target.quantity in ("target", "threshold")
            pairs = [(target, value)] if aimed and value else []
            if pairs and (target.value < value.value) == (change.value > 0):
                pairs = [(value, target)]
        else:
            pairs = [
                (now, before)
                for now in report.levels(change)
                for before in report.like(now, "value", year_before(change.year))
                if change.unit == now.unit
                or (change.unit, now.unit) == ("percentage_point", "percent")
            ]
        ways = [
            (a, b, a.value - b.value, a.interval - b.interval, f"{a.words} - {b.words}", "")
            for a, b in pairs
        ]
        yield from claim(change, ways)


def relations(report: Report) -> Iterator[Finding]:
    """Shares, ratios, sums, means and products of the table of relations (占比、合计、平均)."""
    for rule in report.relations:
        if rule["kind"] not in ("share", "ratio", "sum", "mean", "product"):
            continue
        for result in report.named(rule["result"]):
            wanted = rule["parts"].split("|"), list(filter(None, rule["whole"].split("|")))
            parts, wholes = (
                [report.partner(result, name, rule) for name in names] for names in wanted
            )
            if result.vague or not all(parts + wholes):
                continue
            yield _relation(report, rule, result, parts, wholes)


def _relation(
    report: Report, rule: dict, result: Figure, parts: list[Figure], wholes: list[Figure]
) -> Finding:
    kind = rule["kind"]
    sums = [" + ".join(f.words for f in some) for some in (parts, wholes)]
    formula, below = (f"({words})" if " + " in words else words for words in sums)
    interval = total(parts)
    value = sum(part.value for part in parts)
    impossible = ""
    strict = rule["strict"] == "yes" and result.sound
    slip = None
    if kind == "sum":
        formula = sums[0]
        if not interval.meets(result.interval):
            slip = coincidence(report, result, interval)
        if interval.low > result.interval.high and rule["year"] == "same" and result.sound:
            impossible = "the parts are more than the whole"
    elif kind == "mean":
        formula = f"{formula} / {len(parts)}"
        value = value / len(parts)
        interval = interval.times(1 / len(parts))
    elif kind == "product":
        formula = f"{formula} x {below}"
        value = value * wholes[0].value
        interval = interval * wholes[0].interval
    else:
        factor = 100 if kind == "share" else 1
        divisor = sum(whole.value for whole in wholes)
        formula = f"{formula} / {below}"
        value = value / divisor * factor
        interval = (interval / total(wholes)).times(factor)
        if kind == "share" and not interval.meets(result.interval):
            slip = coincidence(report, result, (total(parts) / result.interval).times(100))
        if kind == "share" and interval.low > 100:
            impossible = "the parts are more than the whole"
    note = f"holds with the number of {slip.words}: probably a wrong unit" if slip else rule["note"]
    strict = strict or slip is not None
    found = compare(result, parts + wholes, value, interval, formula, strict, note, impossible)
    return replace(found, kind=kind)


def coincidence(report: Report, near: Figure, wanted: Interval) -> Figure | None:
    """A figure of another unit in the same section whose printed number lies in an interval."""
    for figure in report.all:
        plain = printed_number(figure.words)
        beside = figure.section == near.section and distance(figure, near) <= 600
        if beside and figure.unit != near.unit and "percent" not in figure.unit and len(plain) >= 4:
            if Interval(float(plain) - 0.5, float(plain) + 0.5).meets(wanted):
                return figure
    return None


def stage_totals(report: Report) -> Iterator[Finding]:
    """A total (合计、总计) against its parts by stage, where each part is printed beside it."""
    for rule in report.rules("stages"):
        reach = int(rule["reach"])
        for whole in report.named(rule["result"]):
            if whole.stage not in {"all", *CHILDREN} or whole.part or whole.vague:
                continue
            others = [
                f
                for f in report.named(rule["result"])
                if f.stage not in ("", whole.stage) and not f.part
            ]
            others = [
                f
                for f in others
                if f.year == whole.year and not f.vague and distance(f, whole) <= reach
            ]
            near = {(f.stage, f.subject, f.value): f for f in others}.values()
            stages = {f.stage for f in near}
            for stage, inner in CHILDREN.items():
                stages -= inner if stage in stages else set()
            parts = [f for f in near if f.stage in CHILDREN.get(whole.stage, stages) & stages]
            printed = {f.stage for f in parts}
            wanted = CHILDREN.get(whole.stage, set()) - {"secondary_regular"}
            if wanted and printed != wanted or not wanted and len(parts) < 3:
                continue
            covered = printed.union(*(CHILDREN.get(stage, set()) for stage in printed))
            strict = (whole.stage != "all" or LEAVES <= covered) and all(
                f.sound for f in [whole, *parts]
            )
            extra = [nearest(whole, report.named(name), reach) for name in rule["parts"].split("|")]
            ways = [parts, [*parts, *filter(None, extra)], [f for f in parts if f.sound]]
            tries = []
            for way in ways if whole.stage == "all" else [parts]:
                words = " + ".join(f.words for f in way)
                value = sum(f.value for f in way)
                note = "stages or kinds may be missing"
                tries.append(compare(whole, way, value, total(way), words, strict, note))
            yield next((found for found in tries if found.verdict == HOLDS), tries[0])


def printed_twice(report: Report) -> Iterator[Finding]:
    """The same quantity printed in two places (前后两处): equal, or one rate with two values."""
    for figures in report.by_indicator.values():
        groups: dict[tuple, list[Figure]] = defaultdict(list)
        for figure in figures:
            if not figure.part and figure.year and figure.quantity in ("value", "target"):
                groups[figure.stage, figure.year, figure.quantity].append(figure)
        for first, *others in groups.values():
            for other in others:
                if other.start - first.start <= NEAR:
                    continue  # one place, several things
                label = (
                    len(first.subject) > 3
                    and first.subject == other.subject
                    and first.unit == "percent"
                )
                strict = label and first.sound and other.sound and not first.vague | other.vague
                if strict or other.value == first.value:
                    yield compare(other, [first], first.value, first.interval, first.words, strict)
                    break


def unit_hint(growth: Interval, now: Figure, before: Figure) -> str:
    """The power of ten by which one of two units must be wrong for a growth to hold, if there is
    one."""
    if (
        (now.interval / before.interval)
        .times(100)
        .meets(Interval(100 - growth.high, 100 - growth.low))
    ):
        return "holds with the other sign"
    for slip in SLIPS:
        if ((now.interval.times(slip) / before.interval).times(100) - Interval(100, 100)).meets(
            growth
        ):
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
