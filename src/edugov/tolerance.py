"""Rounding and tolerance: what a printed number can have been before it was rounded to its digits,
as an interval. The one place where the tolerance of a printed number is worked out."""

import re
import unicodedata
from dataclasses import dataclass
from math import isnan, nan

# beginnings of units that are rounded
MEASURED = ("yuan", "percent", "m2", "ratio", "per_", "hour", "kilogram", "score")


@dataclass(frozen=True)
class Interval:
    """All numbers from low to high, with plain interval arithmetic."""

    low: float
    high: float

    def __add__(self, other: "Interval") -> "Interval":
        low = self.low + other.low
        high = self.high + other.high
        return Interval(low, high)

    def __sub__(self, other: "Interval") -> "Interval":
        low = self.low - other.high
        high = self.high - other.low
        return Interval(low, high)

    def __mul__(self, other: "Interval") -> "Interval":
        ends = [
            self.low * other.low,
            self.low * other.high,
            self.high * other.low,
            self.high * other.high,
        ]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: "Interval") -> "Interval":
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("an interval that holds zero cannot divide")
        inverse = Interval(1 / other.high, 1 / other.low)
        return self * inverse

    def times(self, factor: float) -> "Interval":
        """The interval with both ends multiplied by one exact number."""
        return self * Interval(factor, factor)

    def meets(self, other: "Interval") -> bool:
        """Whether the two have a number in common (ends included, up to the error of floating
        point)."""
        ends = (self.low, self.high, other.low, other.high)
        slack = 1e-12 * max(abs(end) for end in ends)
        starts_before_end = self.low <= other.high + slack
        return starts_before_end and other.low <= self.high + slack


def printed_number(value_printed: str) -> str:
    """The digits of a printed number (印出的数字) without separators and spaces.

    Parameters
    ----------
    value_printed : str
        As printed, with or without its unit.

    Returns
    -------
    str
        Digits and a decimal point, without a sign; empty where there are none, as in Chinese
        numerals.

    Examples
    --------
    >>> printed_number("2, 927.07 元")
    '2927.07'
    """
    plain = unicodedata.normalize("NFKC", value_printed)
    plain = re.sub(r"[\s,]", "", plain)
    found = re.search(r"\d+(\.\d+)?", plain)
    if not found:
        return ""
    return found.group()


def half_step(value: float, value_printed: str) -> float:
    """Half of the last printed digit (末位数字的一半), in the unit of the value.

    Formula: 0.5 · 10^(−decimals) · |value| / printed number; 0.5 · 10^(−decimals) where 0 is
    printed. Source: rounding to the nearest (修约, GB/T 8170).

    Parameters
    ----------
    value : float
        In the canonical unit.
    value_printed : str
        As printed, with or without its unit.

    Returns
    -------
    float
        In the canonical unit; missing where no digits are printed or the value is missing.

    Examples
    --------
    >>> half_step(11_705_000_000, "117.05")
    500000.0
    """
    digits = printed_number(value_printed)
    if not digits:
        return nan
    decimals = len(digits.partition(".")[2])
    half = 0.5 * 10.0**-decimals
    number = float(digits)
    if number:
        return half * abs(value / number)
    return half


def printed_interval(value: float, value_printed: str, unit: str) -> Interval:
    """What a printed figure (印出的数字) can stand for: its value, half its last printed digit up
    and down.

    Formula: value ± `half_step`. Source: rounding to the nearest (修约, GB/T 8170). Whole numbers
    of things and people that are printed to the last one are exact; so are numbers in Chinese
    numerals.

    Parameters
    ----------
    value : float
        In the canonical unit.
    value_printed : str
        As printed; its digits say how far the number was rounded.
    unit : str
        The canonical unit; money, areas, shares and ratios are measured, everything else is
        counted.

    Returns
    -------
    Interval
        In the canonical unit.

    Examples
    --------
    >>> printed_interval(11_705_000_000, "117.05", "yuan")
    Interval(low=11704500000.0, high=11705500000.0)
    >>> printed_interval(3287, "3287", "school")
    Interval(low=3287, high=3287)
    """
    half = half_step(value, value_printed)
    is_counted = not unit.startswith(MEASURED)
    to_the_last_one = is_counted and abs(half - 0.5) < 1e-9
    if isnan(half) or to_the_last_one:
        return Interval(value, value)
    return Interval(value - half, value + half)
