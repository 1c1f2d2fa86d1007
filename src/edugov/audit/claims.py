"""Figures, the report they stand in, and what a check says about them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from edugov import tables

from .intervals import Interval, printed_number

HOLDS, FAILS, OPEN = "holds", "does not hold", "cannot check"
ZH = {HOLDS: "相符", FAILS: "不符", OPEN: "无法核对"}
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

    def sound(self, quantity: str) -> list[Figure]:
        """Figures of one quantity that are neither bounds nor estimates."""
        return [f for f in self.all if f.quantity == quantity and not f.vague]

    def rules(self, kind: str) -> list[dict]:
        """Rows of the table of relations of one kind."""
        return [rule for rule in self.relations if rule["kind"] == kind]

    def named(self, name: str) -> list[Figure]:
        """Figures by indicator; values only, unless the name says `indicator:quantity` or
        `indicator:any`."""
        indicator, _, quantity = name.partition(":")
        found = self.by_indicator.get(indicator, [])
        if quantity == "any":
            return found
        wanted = quantity or "value"
        return [figure for figure in found if figure.quantity == wanted]

    def like(self, figure: Figure, quantity: str, year: str | None = None) -> list[Figure]:
        """Figures of the same indicator and stage in another quantity or year: nearby, those before
        first."""
        if year is None:
            year = figure.year
        near = []
        for other in self.beside(figure, f"{figure.indicator}:any"):
            same = other.quantity == quantity and other.year == year and other.stage == figure.stage
            if same and distance(other, figure) <= NEAR:
                near.append(other)
        return sorted(near, key=lambda other: (other.start > figure.start, distance(other, figure)))

    def levels(self, growth: Figure) -> list[Figure]:
        """Values that a growth can belong to: the first growth printed behind a value is that
        value's own."""
        own = []
        for value in self.like(growth, "value"):
            growths = self.like(value, growth.quantity)
            behind = [other for other in growths if other.start > value.start]
            first = min(behind, key=lambda other: other.start, default=growths[0])
            if first is growth:
                own.append(value)
        return own

    def partner(self, figure: Figure, name: str, rule: dict) -> Figure | None:
        """The nearest figure of another indicator that a relation asks for."""
        found = self.beside(figure, name)
        if rule["stage"] != "any":
            found = [other for other in found if other.stage == figure.stage]
        if rule["year"] != "any" and figure.year:
            found = [other for other in found if other.year in (figure.year, "")]
        return nearest(figure, found, int(rule["reach"]))

    def beside(self, figure: Figure, name: str) -> list[Figure]:
        """Other figures that can be operands with a figure: of the same area, and no estimates."""
        found = []
        for other in self.named(name):
            if other is not figure and other.part == figure.part and not other.vague:
                found.append(other)
        return found


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
