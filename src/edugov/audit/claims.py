"""Figures, the report they stand in, and what a check says about them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from edugov import tables
from edugov.audit.intervals import Interval, printed_number

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
    """What one check found; `result` is the printed figure that was recomputed."""

    check: str
    figures: tuple[Figure, ...]
    result: Figure | None
    recomputed: float | None
    interval: Interval | None
    verdict: str
    en: str
    zh: str
    note: str = ""


class Report:
    """The readable figures of one source and region in the order of the text."""

    def __init__(self, figures: list[Figure], relations: list[dict]) -> None:
        self.all = sorted(figures, key=lambda figure: figure.start)
        self.relations = relations
        self.by_indicator: dict[str, list[Figure]] = {}
        for figure in self.all:
            self.by_indicator.setdefault(figure.indicator, []).append(figure)

    def sound(self, quantity: str) -> list[Figure]:
        """Figures of one quantity that are neither bounds nor estimates."""
        return [f for f in self.all if f.quantity == quantity and not f.vague]

    def rules(self, kind: str) -> list[dict]:
        """Rows of the table of relations of one kind."""
        return [rule for rule in self.relations if rule["kind"] == kind]

    def named(self, name: str) -> list[Figure]:
        """Figures by indicator; values only, unless the name says `indicator:quantity` or `indicator:any`."""
        indicator, _, quantity = name.partition(":")
        return [
            f for f in self.by_indicator.get(indicator, []) if quantity == "any" or f.quantity == (quantity or "value")
        ]

    def like(self, figure: Figure, quantity: str, year: str | None = None) -> list[Figure]:
        """Figures of the same indicator and stage in another quantity or year: nearby, those before first."""
        year = figure.year if year is None else year
        found = [
            f
            for f in self.by_indicator[figure.indicator]
            if f.quantity == quantity
            and f.stage == figure.stage
            and f.year == year
            and f is not figure
            and f.part == figure.part
            and not f.vague
            and abs(f.start - figure.start) <= NEAR
        ]
        return sorted(found, key=lambda f: (f.start > figure.start, abs(f.start - figure.start)))

    def levels(self, growth: Figure) -> list[Figure]:
        """Values that a growth can belong to: the first growth printed behind a value is that value's own."""
        own = []
        for value in self.like(growth, "value"):
            growths = self.like(value, growth.quantity)
            behind = [f for f in growths if f.start > value.start]
            if min(behind, key=lambda f: f.start, default=growths[0]) is growth:
                own.append(value)
        return own

    def partner(self, figure: Figure, name: str, rule: dict) -> Figure | None:
        """The nearest figure of another indicator that a relation asks for."""
        return nearest(
            figure,
            [
                f
                for f in self.named(name)
                if f is not figure
                and f.part == figure.part
                and not f.vague
                and (rule["stage"] == "any" or f.stage == figure.stage)
                and (rule["year"] == "any" or f.year == figure.year or "" in (f.year, figure.year))
            ],
            int(rule["reach"]),
        )


def nearest(figure: Figure, others: Iterable[Figure], reach: int) -> Figure | None:
    """The figure closest in the text, none farther than `reach` characters (0: anywhere)."""
    inside = [f for f in others if not reach or abs(f.start - figure.start) <= reach]
    return min(inside, key=lambda f: abs(f.start - figure.start), default=None)


def year_before(year: str) -> str:
    """The year before a year; a range has none."""
    return str(int(year) - 1) if re.fullmatch(r"\d{4}", year) else "none"


def number(value: float) -> str:
    """A recomputed number in few digits."""
    return f"{value:.10g}" if abs(value) >= 1e5 and value == round(value) else f"{value:.6g}"


def compare(
    check: str,
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
    meets = interval.meets(result.interval) and not impossible
    verdict = HOLDS if meets else FAILS if strict or impossible else OPEN
    digits, unit = printed_number(result.words), "%" if result.unit == "percent" else ""
    scale = abs(result.value) / float(digits) if digits and result.value and float(digits) else 1
    unit = unit or re.sub(r"^[\d.,\s]+", "", result.words) if digits else ""
    shown = f"{number(value / scale)}{unit}"
    if meets:
        inside = result.interval.low <= value <= result.interval.high
        note = "" if inside else f"holds within rounding; as printed it would be {shown}"
    name = label(result.indicator)
    return Finding(
        check,
        (result, *operands),
        result,
        value,
        interval,
        verdict,
        f"{name}: {formula} = {shown}; printed {result.words}: {verdict}.",
        f"{result.subject}：{formula} = {shown}，印为{result.words}：{ZH[verdict]}。",
        impossible or note,
    )


@cache
def _names() -> dict[str, str]:
    table = tables.read("indicators")
    return dict(zip(table["indicator_id"], table["name_en"], strict=True))


def label(indicator_id: str) -> str:
    """Return the English name of an indicator."""
    return _names().get(indicator_id, indicator_id.replace("_", " "))


def statement(check: str, figures: list[Figure], verdict: str, formula: str, note: str = "") -> Finding:
    """A finding on an order of figures, without a recomputed number."""
    name = label(figures[0].indicator)
    return Finding(
        check,
        tuple(figures),
        figures[0],
        None,
        None,
        verdict,
        f"{name}: {formula}: {verdict}.",
        f"{figures[0].subject}：{formula}：{ZH[verdict]}。",
        note,
    )


def total(figures: list[Figure]) -> Interval:
    """The interval of a sum."""
    return sum((figure.interval for figure in figures), Interval(0, 0))
