"""Doubts that only the whole document shows: a unit off by powers of ten, one label with two
values, two values exchanged."""

import re
from collections import defaultdict
from itertools import combinations, pairwise

from edugov.reading.damage import range_of
from edugov.reading.figures import Figure
from edugov.reading.slips import slips_of_digits
from edugov.tolerance import printed_interval

# of which one report names many: projects, grants, levels of government, campaigns
_MANY = frozenset(
    (
        "school_conditions_investment",
        "student_aid_funding",
        "student_aid_recipients_count",
        "operating_funding_allocated",
        "new_school_places_count",
        "new_school_building_area",
        "schools_built_or_expanded_count",
        "teachers_recruited_count",
    )
)
NEAR = 20  # characters before a value in which it may be called a corrected one
_RESTATED = re.compile("(?:调整|更正|修正|修订|核定|核实)后?[为是]|口径")
_ENDS = re.compile("[。\n]")
_MONEY = ("yuan", "yuan_per_student")
SAME, JUMP = 0.05, 0.3  # a year's change of the same thing, and one that is none
FACTORS = (1e3, 1e4)  # between units that are taken for each other: 元 and 万元
ABOUT = 3  # times: as far apart are two amounts of the same thing


def document(figures: list[Figure], plain: str) -> None:
    """Flag what contradicts another figure of the document, whose even text is given."""
    for figure in figures:
        earlier = figure.previous_value
        if earlier is not None and not abs(earlier) <= range_of(figure.unit).greatest:
            figure.previous_value = None
    _other_units(figures)
    _exchanged(figures)
    slips_of_digits(figures, plain)
    _twice(figures, plain)


def _other_units(figures: list[Figure]) -> None:
    """Flag 元 for 万元: the value beside it is as many times larger."""
    money = [figure for figure in figures if figure.base in _MONEY and figure.value]
    for group in _alike(money, "indicator_id", "stage"):
        for pair in pairwise(group):
            low, high = sorted(pair, key=lambda figure: figure.value)
            times = high.value / low.value
            near = any(factor / ABOUT < times < factor * ABOUT for factor in FACTORS)
            if near and low.unit_printed != high.unit_printed:
                proposed = f"{low.value:g} {high.unit_printed}: {low.unit_printed} is printed"
                why = "the value beside it is a thousand times larger or more"
                low.flag("conflict", proposed, why)


def _twice(figures: list[Figure], plain: str) -> None:
    """Flag one label with two values that no rounding makes one."""
    known = [one for one in figures if one.year and one.value is not None]
    sole = [one for one in known if not (one.bound or one.indicator_id in _MANY)]
    for group in _alike(sole, "indicator_id", "stage", "year"):
        ranges = [
            printed_interval(one.value, plain[one.start : one.end], one.unit) for one in group
        ]
        finest = min(ranges, key=lambda one: one.high - one.low)
        middle = (finest.low + finest.high) / 2
        agree = all(one.low <= middle <= one.high for one in ranges)
        for figure in () if agree or _told_apart(group, plain) else group:
            figure.flag("conflict", "", "printed twice with different values")


def _told_apart(group: list[Figure], plain: str) -> bool:
    """Say whether values are of kinds named side by side, or one is said to replace another."""
    first, *_, last = sorted(figure.start for figure in group)
    kinds = {figure.subject_zh for figure in group}
    listed = len(kinds) == len(group) and not _ENDS.search(plain, first, last)
    said = (plain[max(0, figure.start - NEAR) : figure.start] for figure in group)
    return listed or any(map(_RESTATED.search, said))


def _exchanged(figures: list[Figure]) -> None:
    """Flag two values of an earlier year that look exchanged: each is the other's of the next."""
    found: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.quantity == "value" and figure.value and figure.year.isdigit():
            found[figure.indicator_id, figure.year].setdefault(figure.stage, figure)
    for (indicator, year), before in found.items():
        after = found.get((indicator, str(int(year) + 1)), {})
        both = sorted(before.keys() & after.keys())
        for one, other in combinations(both, 2):
            first = _nearer(before[one], after[other], after[one])
            second = _nearer(before[other], after[one], after[other])
            for figure in (before[one], before[other]) if first and second else ():
                figure.flag("conflict", note="looks exchanged with the value of another stage")


def _nearer(figure: Figure, swapped: Figure, own: Figure) -> bool:
    """Say whether a value is within 5 % of another stage's, and off its own by more than 30 %."""
    near = abs(figure.value / swapped.value - 1)
    far = abs(figure.value / own.value - 1)
    return near < SAME and far > JUMP


def _alike(figures: list[Figure], *names: str) -> list[list[Figure]]:
    """Group the sound values of the region itself."""
    groups: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.vouched and figure.quantity == "value":
            key = tuple(getattr(figure, name) for name in names)
            groups[key].append(figure)
    return list(groups.values())
