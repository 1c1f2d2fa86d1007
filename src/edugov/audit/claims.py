"""What every check of the audit works on: the figures of a report, the figure nearest to one, and
what is said of a claim that does not hold."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from math import isnan
from typing import NamedTuple

from edugov.labels import LANGUAGES, Reason, minus, said
from edugov.tolerance import Interval, printed_interval, printed_number

HOLDS, FAILS, OPEN = "holds", "does not hold", "cannot check"
DOUBTFUL = "doubtful"  # the answer to what is amiss, unless the number counts something else
# what a finding is: a printed number worked out again; one number printed in several places; the
# order of printed numbers; a number that others imply and nobody printed
COMPUTED, REPEATED, ORDER, IMPLIED = "computed", "repeated", "order", "implied"
NOTHING: Reason = dict.fromkeys(LANGUAGES, "")
ANY = "any"  # stage or year
FEW, ALL_DIGITS = 6, 12  # significant digits of a recomputed number, and of one that is printed
NEAR = 150  # characters between a value and the growth, change or limit that belongs to it


@dataclass(frozen=True, eq=False)
class AuditFigure:
    """A printed figure and the interval that its digits stand for."""

    figure_id: str
    year: str
    stage: str
    indicator: str
    name: Reason  # of the indicator
    quantity: str
    value: float
    unit: str
    words: str  # number and unit as printed
    subject: str
    part: bool  # of a sub-area or a single school
    section: str
    start: int
    sound: bool  # its status is ok, and it is not like for like (同口径、可比)
    base: str  # the year that a growth or change is compared with
    vague: bool  # printed as a bound or an estimate
    limit: str  # "most" or "least" where the wording sets a limit
    interval: Interval
    previous: float  # the value of the year before that the same clause prints; nan where none
    previous_sound: bool = True  # the value of the year before is printed whole, with its unit

    def year_before(self) -> "AuditFigure | None":
        """The value of the year before in the same clause, if there is one."""
        if isnan(self.previous):
            return None
        words = _as_printed(self.previous, self, ALL_DIGITS)
        return replace(
            self,
            value=self.previous,
            words=words,
            interval=printed_interval(self.previous, words, self.unit),
            sound=self.sound and self.previous_sound,
        )


@dataclass(frozen=True)
class CheckedClaim:
    """What one check found; the first of its figures is the printed result, which may have been
    recomputed."""

    figures: tuple[AuditFigure, ...]
    verdict: str
    words: Reason
    note: Reason
    kind: str
    recomputed: float | None = None
    interval: Interval | None = None
    check: str = ""  # where one check has several
    doubtful: bool = False  # amiss as printed, and right if the number counts something else


class Report:
    """The readable figures of one source and region in the order of the text."""

    def __init__(self, figures: list[AuditFigure], relations: list[dict]) -> None:
        self.all = sorted(figures, key=lambda figure: figure.start)
        self.relations = relations
        self.by_indicator: dict[str, list[AuditFigure]] = defaultdict(list)
        for figure in self.all:
            self.by_indicator[figure.indicator].append(figure)
        self._place = {figure: place for place, figure in enumerate(self.all)}
        # what is asked for again and again is worked out once
        self.named = cache(self.named)
        self.levels = cache(self.levels)
        self._own = cache(self._own)
        self._operands_of = cache(self._operands_of)

    def sound(self, quantity: str) -> list[AuditFigure]:
        """Figures of one quantity that are neither bounds nor estimates."""
        return [f for f in self.all if f.quantity == quantity and not f.vague]

    def rules(self, kind: str) -> list[dict]:
        """Rows of the table of relations of one kind."""
        return [rule for rule in self.relations if rule["kind"] == kind]

    def named(self, name: str) -> list[AuditFigure]:
        """Figures by indicator; values only, unless the name says `indicator:quantity` or
        `indicator:any`."""
        indicator, _, quantity = name.partition(":")
        found = self.by_indicator.get(indicator, [])
        if quantity == "any":
            return found
        wanted = quantity or "value"
        return [figure for figure in found if figure.quantity == wanted]

    def before(self, figure: AuditFigure) -> AuditFigure:
        """The figure printed before another one, or the first itself."""
        before = self._place[figure] - 1
        return self.all[max(0, before)]

    def like(
        self, figure: AuditFigure, quantity: str, year: str | None = None
    ) -> list[AuditFigure]:
        """Figures of the same indicator and stage in another quantity or year: nearby, those before
        first."""
        if year is None:
            year = figure.year
        near = []
        for other in within(self.by_indicator[figure.indicator], figure, NEAR):
            is_of_other_place = other.part != figure.part
            if other is figure or is_of_other_place or other.vague:
                continue
            same_time = other.year == year and other.stage == figure.stage
            if same_time and other.quantity == quantity:
                near.append(other)
        return sorted(near, key=lambda other: (other.start > figure.start, distance(other, figure)))

    def levels(self, growth: AuditFigure) -> list[AuditFigure]:
        """Values that a growth can belong to: the first growth printed behind a value is that
        value's own."""
        values = self.like(growth, "value")
        return [value for value in values if self._own(value, growth.quantity) is growth]

    def _own(self, value: AuditFigure, quantity: str) -> AuditFigure:
        """The growth or change that belongs to a value."""
        growths = self.like(value, quantity)
        behind = [other for other in growths if other.start > value.start]
        return min(behind, key=_start, default=growths[0])

    def partner(self, figure: AuditFigure, name: str, rule: dict) -> AuditFigure | None:
        """The nearest figure of another indicator that a relation asks for: of the same area, and
        no estimate."""
        stage = ANY if rule["stage"] == "any" else figure.stage
        anytime = rule["year"] == "any" or not figure.year
        years = [ANY] if anytime else [figure.year, ""]
        places = []
        for year in years:
            key = (figure.part, stage, year)
            operands = self._operands_of(name).get(key, [])
            places += self._beside(figure, operands)
        found = [self.all[place] for place in sorted(places)]
        return nearest(figure, found, int(rule["reach"]))

    def _operands_of(self, name: str) -> dict[tuple, list[int]]:
        """Places of the figures of a name by area, stage and year, each also under any of them."""
        places: dict[tuple, list[int]] = defaultdict(list)
        for figure in self.named(name):
            if figure.vague:
                continue
            for stage, year in product((figure.stage, ANY), (figure.year, ANY)):
                key = (figure.part, stage, year)
                places[key].append(self._place[figure])
        return places

    def _beside(self, figure: AuditFigure, places: list[int]) -> Iterator[int]:
        """The nearest of some places before and behind a figure; of one start the first."""
        own = self._place[figure]
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


def within(figures: list[AuditFigure], figure: AuditFigure, reach: int) -> list[AuditFigure]:
    """Those of some figures, sorted by place, that begin at most so many characters from one."""
    first = bisect_left(figures, figure.start - reach, key=_start)
    last = bisect_right(figures, figure.start + reach, key=_start)
    return figures[first:last]


def _start(figure: AuditFigure) -> int:
    return figure.start


def distance(one: AuditFigure, other: AuditFigure) -> int:
    """How many characters lie between the beginnings of two figures."""
    return abs(one.start - other.start)


def nearest(figure: AuditFigure, others: Iterable[AuditFigure], reach: int) -> AuditFigure | None:
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


def number(value: float, digits: int = FEW) -> str:
    """A recomputed number in few digits."""
    if abs(value) >= 1e5 and value == round(value):
        return f"{value:.10g}"
    return f"{value:.{digits}g}"


def statement(
    figures: list[AuditFigure],
    verdict: str,
    formula: str | Reason,
    note: Reason = NOTHING,
    kind: str = ORDER,
) -> CheckedClaim:
    """Say in two languages what is claimed of figures and whether it holds.

    Nothing is said not to hold where one of the figures is not sound.
    """
    all_sound = all(figure.sound for figure in figures)
    if verdict == FAILS and not all_sound:
        verdict, note = (
            OPEN,
            said("audit.unsound") if note == NOTHING else said("audit.unsound_too", note=note),
        )
    first = figures[0]
    name = first.name
    stages = {figure.stage for figure in figures}
    of_several = kind == ORDER and len(stages) > 1
    if first.stage not in ("", "all") and not of_several:
        stage = said(f"stage.{first.stage}")
        name = said("audit.staged", name=name, stage=stage)
    words = said("audit.claim", name=name, formula=formula)
    return CheckedClaim(tuple(figures), verdict, words, note, kind)


def _as_printed(value: float, printed: AuditFigure, least: int = FEW) -> str:
    """A recomputed value in the unit and order of magnitude in which a figure is printed, and in no
    fewer digits."""
    digits = printed_number(printed.words)
    if not digits:
        return number(value)
    scale = 1
    if printed.value and float(digits):
        scale = abs(printed.value) / float(digits)
    unit = "%"
    if printed.unit != "percent":
        unit = re.sub(r"^[-−\d.,\s]+", "", printed.words)
    significant = len(digits.replace(".", ""))
    shown = number(value / scale, max(least, significant))
    return minus(f"{shown}{unit}")


class Way(NamedTuple):
    """One way to work a printed result out again, from its operands."""

    operands: list[AuditFigure]
    value: float
    interval: Interval
    formula: str
    hint: Reason = NOTHING


def compare(
    result: AuditFigure,
    way: Way,
    strict: bool = True,
    note: Reason = NOTHING,
    possible: bool = True,
) -> CheckedClaim:
    """What a printed result is worth against what its operands give.

    Where the result can come from them it holds, unless it is not `possible` otherwise; where it
    cannot, it does not hold, or cannot be checked where that is not sure (`strict` is False).
    """
    shown = _as_printed(way.value, result)
    if possible and way.interval.meets(result.interval):
        verdict = HOLDS
        inside = result.interval.low <= way.value <= result.interval.high
        note = NOTHING if inside else said("audit.rounding", shown=shown)
    else:
        verdict = FAILS if strict else OPEN
    words = said("audit.formula", formula=way.formula, shown=shown, printed=result.words)
    found = statement([result, *way.operands], verdict, words, note, COMPUTED)
    return replace(found, recomputed=way.value, interval=way.interval)


def plus(figures: Iterable[AuditFigure]) -> str:
    """The printed words of figures, as a sum."""
    return " + ".join(figure.words for figure in figures).replace("+ −", "− ")


def total(figures: Iterable[AuditFigure]) -> Interval:
    """The interval of a sum."""
    whole = Interval(0, 0)
    for figure in figures:
        whole += figure.interval
    return whole
