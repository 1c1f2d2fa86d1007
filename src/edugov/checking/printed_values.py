"""What `edugov check` asks of `value_printed` and `unit_printed`: read again with the reader's own
numbers, they give the value."""

import re
from functools import cache
from typing import NamedTuple

import pandas as pd

from edugov.reading.fitting_units import FITS
from edugov.reading.numbers import numbers, value_of
from edugov.reading.text import normalise

_FALL = re.compile(r"\b[Ff]all\b|下降|减少")
_ROUNDED = 5e-4  # part of a number by which one worked out of words or of a ratio may be off
_EXACT = 1e-9
_FITS_TOO = {("m2", "land"), ("percent", "times")}


class Printed(NamedTuple):
    """A printed number in the canonical unit of its row."""

    value: float
    tolerance: float = 0.0
    kind: str = ""  # class of unit
    known: bool = True  # the printed unit is one that the reader knows, or none is printed
    sign: int = 0  # that is printed
    inverse: bool = False  # a ratio, whose value may be its inverse


_UNREAD = Printed(float("nan"))


def with_printed(table: pd.DataFrame) -> pd.DataFrame:
    """Add to a table of values what is printed beside them (原文数字).

    ``printed`` is the printed number times the factor of the printed unit, in the unit of the row,
    missing where it cannot be read; ``printed_off`` by how much the value may be off (0 but for
    fractions, ratios and 亩); ``printed_fits`` whether the printed unit can be that of the row;
    ``printed_known`` whether the reader knows it.

    A growth or change whose fall is printed in words (下降5%) is below zero where the note of the
    row has the word "fall" (or 下降, 减少).
    """
    read = []
    for row in table[["value_printed", "unit_printed", "unit"]].itertuples(index=False):
        read.append(_read(row.value_printed, row.unit_printed, row.unit))
    more = pd.DataFrame(read, index=table.index, columns=Printed._fields)
    values = more["value"]
    if "quantity" in table:
        is_change = table["quantity"].isin(["growth", "change"])
        is_fall = table["note"].str.contains(_FALL)
        falls = is_change & is_fall & (more["sign"] == 0)
        values = values.mask(falls, -values)
    product = table["value"] * values
    is_near_one = (product - 1).abs() < _ROUNDED
    inverse = more["inverse"] & is_near_one
    rounding = table["value"].abs() * _ROUNDED
    off = more["tolerance"].mask(inverse, rounding)
    values = values.mask(inverse, table["value"])
    fits = []
    for unit, kind in zip(table["unit"], more["kind"], strict=True):
        fits.append(_fits(unit, kind))
    return table.assign(
        printed=values, printed_off=off, printed_fits=fits, printed_known=more["known"]
    )


def _fits(unit: str, kind: str) -> bool:
    """Say whether a class of printed unit can be that of a canonical unit."""
    if not kind or unit not in FITS:
        return True
    return kind in FITS[unit] or (unit, kind) in _FITS_TOO


@cache
def _read(number: str, printed_unit: str, unit: str) -> Printed:
    """Read a printed number with its unit, as one of a canonical unit."""
    factor, kind, known = _unit(printed_unit)
    unsigned = number.lstrip("+-−")
    worth = value_of(normalise(unsigned).plain)
    if worth is None:
        read = _in_words(number)
        if read is _UNREAD:
            return _in_words(number + printed_unit)
        return read
    tolerance = _EXACT
    if kind == "times" and unit != "percent":
        factor = 1
    if kind == "land" and unit == "m2":
        tolerance = _ROUNDED  # 亩 are 2000/3 m²
    value = float(f"{worth * factor:.12g}")
    sign = 0
    if unsigned != number:
        sign = 1 if number.startswith("+") else -1
    if sign < 0:
        value = -value
    return Printed(value, abs(value) * tolerance, kind, known, sign)


def _in_words(text: str) -> Printed:
    """Read what is printed as a fraction, a share or a ratio: 六分之一, 一半, 1:325."""
    found = list(numbers(normalise(text).plain))
    if len(found) != 1 or found[0].value is None:
        return _UNREAD
    number = found[0]
    tolerance = abs(number.value) * _ROUNDED
    is_ratio = number.kind == "ratio"
    return Printed(number.value, tolerance, number.kind, inverse=is_ratio)


@cache
def _unit(printed: str) -> tuple[float, str, bool]:
    """Return the factor of a printed unit to the canonical one, its class, and whether the reader
    knows it."""
    if not printed:
        return 1.0, "", True
    text = normalise(f"1{printed}").plain
    one = next(numbers(text), None)
    if one is None or one.value is None or one.kind == "code":
        return 1.0, "", False
    is_named = bool(one.kind or one.unit)
    return one.value, one.kind, is_named
