"""Slips of digits in a value, such as a misplaced point, given away by the growth or change printed
beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edugov.reading.figures import Figure

CLEAR = 10  # times its rounding that a growth is off before a slip is looked for
LEAST = 3  # characters of a number in which a slip can be told
POWERS = (0.01, 0.1, 10, 100)  # by which a misplaced point changes a number
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_COMPARABLE = re.compile("口径|可比")  # the growth is not that of the two values


@dataclass(frozen=True)
class Printed:
    """A figure, and its number as printed."""

    figure: Figure
    text: str
    value: float
    step: float  # what its last digit is worth; 0 where it is no plain number

    @classmethod
    def of(cls, figure: Figure, plain: str) -> "Printed":
        """Take a figure's number from the even text."""
        text = plain[figure.start : figure.end]
        digits = text.lstrip("+-").replace(",", "")
        if not _DIGITS.fullmatch(digits) or not float(digits):
            return cls(figure, digits, figure.value, 0.0)
        decimals = digits.partition(".")[2]
        scale = abs(figure.value) / float(digits)
        step = scale * 10.0 ** -len(decimals)
        return cls(figure, digits, figure.value, step)

    def slips(self) -> Iterator["Printed"]:
        """Give what it is with two digits beside each other exchanged, or the point elsewhere."""
        yield from self._exchanged()
        for power in POWERS:
            value = float(self.text) * power
            yield replace(
                self, text=f"{value:.12g}", value=self.value * power, step=self.step * power
            )

    def _exchanged(self) -> Iterator["Printed"]:
        scale = self.value / float(self.text)
        characters = list(self.text)
        places = [at for at, one in enumerate(characters) if one != "."]
        for first, second in zip(places, places[1:], strict=False):
            other = list(characters)
            other[first] = characters[second]
            other[second] = characters[first]
            text = "".join(other)
            if text != self.text:
                yield replace(self, text=text, value=float(text) * scale)


def slips_of_digits(figures: list[Figure], plain: str) -> None:
    """Flag each value that its growth or change shows to be a slip of digits."""
    for place in range(len(figures) - 2):
        triple = figures[place : place + 3]
        if not _compared(*triple):
            continue
        begin, end = triple[0].start, triple[2].end
        if _COMPARABLE.search(plain, begin, end):
            continue
        printed = [Printed.of(figure, plain) for figure in triple]
        if all(number.step for number in printed):
            _flag_slip(*printed)


def _compared(now: Figure, earlier: Figure, change: Figure) -> bool:
    """Say whether three figures are a value, that of the year before, and the growth or change."""
    for figure in (now, earlier, change):
        if figure.status != "ok" or figure.bound or not figure.value:
            return False
        if figure.indicator_id != now.indicator_id or figure.stage != now.stage:
            return False
    if change.quantity not in ("growth", "change"):
        return False
    return now.quantity == "value" and earlier.note == "earlier value"


def _flag_slip(now: Printed, earlier: Printed, change: Printed) -> None:
    """Flag the one of two values in which a slip of digits explains a growth that does not fit."""
    if _off(now, earlier, change) <= CLEAR:
        return
    found = []
    for slip in now.slips():
        if _off(slip, earlier, change) <= 1:
            found.append((now, slip))
    for slip in earlier.slips():
        if _off(now, slip, change) <= 1:
            found.append((earlier, slip))
    if len(found) != 1:
        return  # more than one explanation is none
    printed, slip = found[0]
    if len(printed.text) > LEAST:
        figure = printed.figure
        said = f"{slip.text} {figure.unit_printed}"
        why = "the growth or change beside it fits another order of its digits"
        figure.flag("conflict", said.strip(), why)


def _off(now: Printed, earlier: Printed, change: Printed) -> float:
    """Return how far a growth or change is from what its two values give, in roundings."""
    if change.figure.quantity == "growth":
        given = (now.value / earlier.value - 1) * 100
        relative = now.step / now.value + earlier.step / earlier.value
        rounding = relative * (100 + abs(given)) / 2
    else:
        given = now.value - earlier.value
        rounding = (now.step + earlier.step) / 2
    return abs(given - change.value) / (change.step + rounding)
