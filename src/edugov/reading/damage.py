"""Doubts about one number: too large for its unit (tables/unit_ceilings.csv), an average or
coefficient that cannot be, digits run together."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edugov.reading.figures import Figure
from edugov.reading.numbers import Number

COEFFICIENT_LIMIT = 2  # a coefficient of variation of schools is not larger
_SUM = re.compile("(?:funding|expenditure|investment|allocated)$")  # of a whole area
_AVERAGE = re.compile(r"每|均|比例|系数")
_SIZES = ("_size", "_per_school")  # indicators that are averages
NEAR = 14  # characters before a number that say whether it is an average
RUN_TOGETHER = 100_000  # yuan for one student: no amount, but perhaps several of them
LEAST_DIGITS = 3  # of an amount for one student
SMALLEST_SUM = 10_000  # yuan: less is no sum of an area


@dataclass(frozen=True)
class Range:
    """What a value in one unit can be."""

    greatest: float
    whole: bool  # there is no half of one
    why: str


@cache
def _ranges() -> dict[str, Range]:
    path = Path(__file__).parents[1] / "tables" / "unit_ceilings.csv"
    with open(path, encoding="utf-8", newline="") as handle:
        return {
            row["unit"]: Range(float(row["greatest"]), row["whole"] == "true", row["why"])
            for row in csv.DictReader(handle)
        }


def range_of(unit: str) -> Range:
    """Return what a value in a unit can be."""
    return _ranges().get(unit) or _ranges()[""]


def average(words: str) -> bool:
    """Say whether the words before a number make it an average (每、均): it need not be whole."""
    return _AVERAGE.search(words[-NEAR:]) is not None


def impossible(figure: Figure, printed: str, before: str) -> None:
    """Flag a value that cannot be: endless, below zero, too great for its unit, half a person.

    `before` are the words before the number.
    """
    value, unit = figure.value, figure.unit
    if value is None:
        return
    known = range_of(unit)
    falls = figure.quantity in ("growth", "change") or unit == "percentage_point"
    why, proposed = "", ""
    if not abs(value) <= known.greatest:  # also where it is no number any more
        why = known.why
    elif value < 0 and not falls:
        why, proposed = "an amount is not below zero", f"{printed} {figure.unit_printed}".strip()
    elif known.whole and value % 1 and not falls:
        halved = figure.indicator_id.endswith(_SIZES) or average(before)
        why = "" if halved else "of people and schools there is no part of one"
    if why:
        figure.value = None
        figure.flag("damaged", proposed, why)


def number(figure: Figure, printed: Number, plain: str) -> None:
    """Flag one figure for what is wrong with its printed number."""
    text = plain[printed.start : printed.end]
    _flawed(figure, printed, text)
    _points(figure, printed)
    if plain.startswith("□", printed.end) and not figure.unit_printed:
        figure.flag("damaged", "", "a character beside the number is lost")
    amount = figure.quantity in ("standard", "value") and not printed.bound
    if amount and (printed.value or 0) >= RUN_TOGETHER:
        _run_together(figure, text, (3, 2), "numbers run together")
    impossible(figure, text.lstrip("+-"), plain[max(0, printed.start - NEAR) : printed.start])
    if figure.quantity == "value" and figure.value:
        _too_large(figure, text)
        _too_small(figure, printed, text)


def _flawed(figure: Figure, printed: Number, text: str) -> None:
    """Flag what the grammar of numbers found wrong with one."""
    flaw = printed.flaw
    if flaw in ("malformed", "vague") and text.count(".") < 2:
        figure.value = None
        figure.flag("damaged" if flaw == "malformed" else "ambiguous", "", printed.why)
    elif flaw in ("torn", "malformed"):
        _two_points(figure, text)
    elif flaw == "placeholder" or printed.value is None:
        figure.value = None
        figure.flag("placeholder", note="a placeholder stands for the number")
    elif flaw == "lost_unit":
        figure.flag("damaged", _with_unit(figure, text), "the unit is lost")
    elif flaw == "scale":
        said = f"{text} 元: {figure.unit_printed} is printed"
        figure.flag("conflict", said, "too much for one student")


def _with_unit(figure: Figure, text: str) -> str:
    """Propose a number with the unit that its subject has."""
    if figure.base == "percent":
        return f"{text}%"
    unit = figure.unit_printed
    return f"{text} 元/生/年" if "/" in unit else f"{text} {unit}元"


def _two_points(figure: Figure, text: str) -> None:
    """Flag 0.4160.377: as many decimals in the first number as in the second, or a lost digit."""
    figure.value = None
    whole, *decimals = text.split(".")
    cut = len(decimals[-1]) if len(decimals) == 2 else 0
    if decimals and 0 < cut < len(decimals[0]):
        parts = f"{whole}.{decimals[0][:cut]}、{decimals[0][cut:]}.{decimals[1]}"
        figure.flag("damaged", parts, "two numbers run together")
    else:
        figure.flag("damaged", "", "a digit is lost")


def _points(figure: Figure, printed: Number) -> None:
    """Flag a rise of a rate that is printed with %: it may be points, or percent of the rate."""
    rate = figure.quantity == "change" and figure.base in ("percent", "percentage_point")
    if rate and printed.kind == "percent" and figure.value is not None:
        proposed = f"{figure.value:g} 个百分点: a rate rose or fell, % is printed"
        why = "a rise of a rate printed with %: points, or percent of it"
        figure.flag("ambiguous", proposed, why)


def no_coefficient(figure: Figure) -> None:
    """Flag what is too large for a coefficient of variation of schools."""
    if (figure.value or 0) >= COEFFICIENT_LIMIT:
        figure.flag("ambiguous", note="too large for a coefficient of variation")


def _too_large(figure: Figure, text: str) -> None:
    """Flag a share over 100 %, as a rule without its decimal point; a gross rate may be over it."""
    limit = 200 if "gross" in figure.indicator_id else 100
    if figure.base == "percent" and figure.value > limit:
        lost = text.isdigit() and len(text) > 3
        proposed = f"{text[:2]}.{text[2:]}%: the decimal point is lost" if lost else ""
        figure.flag("damaged", proposed, f"a share over {limit}")


def _too_small(figure: Figure, printed: Number, text: str) -> None:
    """Flag a sum of a whole area that is printed in yuan and would not pay one teacher."""
    total = figure.base == "yuan" and _SUM.search(figure.indicator_id)
    in_yuan = figure.unit_printed == "元" and not printed.bound
    if total and in_yuan and 0 < figure.value < SMALLEST_SUM:
        figure.flag("conflict", f"{text} 万元: 元 is printed", "too small for the sum of an area")


def fused(figure: Figure, plain: str, printed: Number, expected: int) -> None:
    """Flag a single number where a list names several: 小学、初中 ... 700900元."""
    own = figure.status == "ok" and figure.start == printed.start
    if own and expected > 1 and (printed.value or 0) >= SMALLEST_SUM:
        why = f"{expected} numbers are named, one is printed"
        _run_together(figure, plain[printed.start : printed.end], (expected,), why)


def _run_together(figure: Figure, digits: str, counts: tuple[int, ...], why: str) -> None:
    """Flag an amount per student whose digits fall into equal round parts: 700600500 into 700, 600,
    500."""
    if figure.base != "yuan_per_student" or not digits.isdigit():
        return
    for count in counts:
        size, rest = divmod(len(digits), count)
        if size < LEAST_DIGITS or rest:
            continue
        parts = [digits[place : place + size] for place in range(0, len(digits), size)]
        if all(part[0] != "0" and part.endswith("0") for part in parts):
            figure.value = None
            lost = (
                f"{'、'.join(parts)} {figure.unit_printed}: the marks between the numbers are lost"
            )
            figure.flag("damaged", lost, why)
            return
