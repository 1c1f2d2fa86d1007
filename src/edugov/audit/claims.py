"""Figures, the report they stand in, and what a check says about them."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from edugov import tables

from .intervals import Interval, printed_number

HOLDS, FAILS, OPEN = "holds", "does not hold", "cannot check"
ZH = {HOLDS: "相符", FAILS: "不符", OPEN: "无法核对"}
ANY = "any"  # stage or year
NEAR = 150  # characters between a value and the growth, change or limit that belongs to it


@dataclass(frozen=True)
class Figure:
    """A printed figure and the interval that its digits stand for."""

    figure_id: str
    year: str
    stage: str
    indicator: str
    quantity: str
    value: float
    unit: str
    words: str  # number and unit as printed
    subject: str
    part: bool  # of a sub-area or a single school
    section: str
    start: int
    sound: bool  # its status is ok
    vague: bool  # printed as a bound or an estimate
    limit: str  # "most" or "least" where the wording sets a limit
    interval: Interval


@dataclass(frozen=True)
class Finding:
    """What one check found; the first of its figures is the printed result, which may have been
    recomputed."""

    figures: tuple[Figure, ...]
    verdict: str
    en: str
    zh: str
    note: str = ""
    recomputed: float | None = None
    interval: Interval | None = None
    kind: str = ""  # where one check has several


class Report:
    """The readable figures of one source and region in the order of the text."""

    def __init__(self, figures: list[Figure], relations: list[dict]) -> None:
        self.all = sorted(figures, key=lambda figure: figure.start)
        self.relations = relations
        self.by_indicator: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.all:
            self.by_indicator[figure.indicator].append(figure)
        self._place = {id(figure): place for place, figure in enumerate(self.all)}
        # what is asked for again and again is worked out once
        self._named: dict[str, list[Figure]] = {}
        self._operands: dict[str, dict[tuple, list[int]]] = {}
        self._levels: dict[int, list[Figure]] = {}
        self._owned: dict[tuple[int, str], Figure] = {}

    def sound(self, quantity: str) -> list[Figure]:
        """Figures of one quantity that are neither bounds nor estimates."""
        return [f for f in self.all if f.quantity == quantity and not f.vague]

    def rules(self, kind: str) -> list[dict]:
        """Rows of the table of relations of one kind."""
        return [rule for rule in self.relations if rule["kind"] == kind]

    def named(self, name: str) -> list[Figure]:
        """Figures by indicator; values only, unless the name says `indicator:quantity` or
        `indicator:any`."""
        if name not in self._named:
            indicator, _, quantity = name.partition(":")
            found = self.by_indicator.get(indicator, [])
            if quantity != "any":
                wanted = quantity or "value"
                found = [figure for figure in found if figure.quantity == wanted]
            self._named[name] = found
        return self._named[name]

    def before(self, figure: Figure) -> Figure:
        """The figure printed before another one, or the first itself."""
        return self.all[max(0, self._place[id(figure)] - 1)]

    def like(self, figure: Figure, quantity: str, year: str | None = None) -> list[Figure]:
        """Figures of the same indicator and stage in another quantity or year: nearby, those before
        first."""
        if year is None:
            year = figure.year
        near = []
        for other in within(self.by_indicator[figure.indicator], figure, NEAR):
            if other is figure or other.part != figure.part or other.vague:
                continue
            if other.quantity == quantity and other.year == year and other.stage == figure.stage:
                near.append(other)
        return sorted(near, key=lambda other: (other.start > figure.start, distance(other, figure)))

    def levels(self, growth: Figure) -> list[Figure]:
        """Values that a growth can belong to: the first growth printed behind a value is that
        value's own."""
        if id(growth) not in self._levels:
            values = self.like(growth, "value")
            own = [value for value in values if self._own(value, growth.quantity) is growth]
            self._levels[id(growth)] = own
        return self._levels[id(growth)]

    def _own(self, value: Figure, quantity: str) -> Figure:
        """The growth or change that belongs to a value."""
        key = id(value), quantity
        if key not in self._owned:
            growths = self.like(value, quantity)
            behind = [other for other in growths if other.start > value.start]
            first = min(behind, key=lambda other: other.start, default=growths[0])
            self._owned[key] = first
        return self._owned[key]

    def partner(self, figure: Figure, name: str, rule: dict) -> Figure | None:
        """The nearest figure of another indicator that a relation asks for: of the same area, and
        no estimate."""
        stage = ANY if rule["stage"] == "any" else figure.stage
        anytime = rule["year"] == "any" or not figure.year
        years = [ANY] if anytime else [figure.year, ""]
        places = []
        for year in years:
            operands = self._operands_of(name).get((figure.part, stage, year), [])
            places += self._beside(figure, operands)
        found = [self.all[place] for place in sorted(places)]
        return nearest(figure, found, int(rule["reach"]))

    def _operands_of(self, name: str) -> dict[tuple, list[int]]:
        """Places of the figures of a name by area, stage and year, each also under any of them."""
        if name not in self._operands:
            places: dict[tuple, list[int]] = defaultdict(list)
            for figure in self.named(name):
                if figure.vague:
                    continue
                for stage, year in product((figure.stage, ANY), (figure.year, ANY)):
                    places[figure.part, stage, year].append(self._place[id(figure)])
            self._operands[name] = places
        return self._operands[name]

    def _beside(self, figure: Figure, places: list[int]) -> Iterator[int]:
        """The nearest of some places before and behind a figure; of one start the first."""
        own = self._place[id(figure)]
        behind = bisect_right(places, own)
        if behind < len(places):
            yield places[behind]
        before = bisect_left(places, own) - 1
        if before < 0:
            return
        start = self.all[places[before]].start
        while before and self.all[places[before - 1]].start == start:
            before -= 1
        yield places[before]


def within(figures: list[Figure], figure: Figure, reach: int) -> list[Figure]:
    """Those of some figures, sorted by place, that begin at most so many characters from one."""
    first = bisect_left(figures, figure.start - reach, key=_start)
    last = bisect_right(figures, figure.start + reach, key=_start)
    return figures[first:last]


def _start(figure: Figure) -> int:
    return figure.start


def distance(one: Figure, other: Figure) -> int:
    """How many characters lie between the beginnings of two figures."""
    return abs(one.start - other.start)


def nearest(figure: Figure, others: Iterable[Figure], reach: int) -> Figure | None:
    """The figure closest in the text, none farther than `reach` characters (0: anywhere)."""
    inside = list(others)
    if reach:
        inside = [other for other in inside if distance(other, figure) <= reach]
    return min(inside, key=lambda other: distance(other, figure), default=None)


def year_before(year: str) -> str:
    """The year before a year; a range has none."""
    if re.fullmatch(r"\d{4}", year):
        return str(int(year) - 1)
    return "none"


def number(value: float) -> str:
    """A recomputed number in few digits."""
    if abs(value) >= 1e5 and value == round(value):
        return f"{value:.10g}"
    return f"{value:.6g}"


@cache
def _names() -> dict[str, str]:
    table = tables.read("indicators")
    return dict(zip(table["indicator_id"], table["name_en"], strict=True))


def label(indicator_id: str) -> str:
    """Return the English name of an indicator."""
    return _names().get(indicator_id, indicator_id.replace("_", " "))


def statement(
    figures: list[Figure], verdict: str, formula: str, formula_zh: str = "", note: str = ""
) -> Finding:
    """Say in two languages what is claimed of figures and whether it holds."""
    first = figures[0]
    en = f"{label(first.indicator)}: {formula}: {verdict}."
    zh = f"{first.subject}：{formula_zh or formula}：{ZH[verdict]}。"
    return Finding(tuple(figures), verdict, en, zh, note)


def _as_printed(value: float, printed: Figure) -> str:
    """A recomputed value in the unit and order of magnitude in which a figure is printed."""
    digits = printed_number(printed.words)
    if not digits:
        return number(value)
    scale = 1
    if printed.value and float(digits):
        scale = abs(printed.value) / float(digits)
    unit = "%"
    if printed.unit != "percent":
        unit = re.sub(r"^[\d.,\s]+", "", printed.words)
    return f"{number(value / scale)}{unit}"


def compare(
    result: Figure,
    operands: list[Figure],
    value: float,
    interval: Interval,
    formula: str,
    strict: bool = True,
    note: str = "",
    impossible: str = "",
) -> Finding:
    """What a printed result is worth against what its operands give.

    Where it is not strict a difference proves nothing; `impossible` says why it cannot hold at all.
    """
    shown = _as_printed(value, result)
    if impossible:
        verdict = FAILS
        note = impossible
    elif interval.meets(result.interval):
        verdict = HOLDS
        inside = result.interval.low <= value <= result.interval.high
        note = "" if inside else f"holds within rounding; as printed it would be {shown}"
    else:
        verdict = FAILS if strict else OPEN
    english = f"{formula} = {shown}; printed {result.words}"
    chinese = f"{formula} = {shown}，印为{result.words}"
    found = statement([result, *operands], verdict, english, chinese, note)
    return replace(found, recomputed=value, interval=interval)


def total(figures: Iterable[Figure]) -> Interval:
    """The interval of a sum."""
    whole = Interval(0, 0)
    for figure in figures:
        whole += figure.interval
    return whole
