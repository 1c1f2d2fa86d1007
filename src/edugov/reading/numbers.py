"""Whole numbers (数) as reports print them: a maximal run of digits, marks and numerals is parsed
whole; what does not parse is one number with a flaw (number_flaws.csv), never a piece of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from edugov.reading.numeral import PATTERNS, UNITS, UNSURE, chinese, neat, pattern, rows, value_of

__all__ = ["UNITS", "Number", "bound_of", "chinese", "numbers", "value_of"]
_FORMS = {row["name"]: row for row in rows("number_forms.csv")}
_FLAWS = {row["why"]: row for row in rows("number_flaws.csv")}
_FACTORS = {unit: float(row["factor"]) for unit, row in UNITS.items()}
_ANY = pattern("ANY")
_LIST = pattern("LIST")
_CELL = pattern("CELL")
_EITHER = pattern("EITHER")
_BEFORE = pattern("BEFORE")
_PLACED = pattern("PLACED")
_ROUND = pattern("ROUND")
_HEADER = pattern("HEADER")
_BOUNDS = {row["bound"]: re.compile(row["pattern"]) for row in rows("bound_words.csv")}
_BETWEEN = frozenset("-~至到")
_NUMERAL = frozenset(PATTERNS["HAN"] + PATTERNS["SOFT"])


@dataclass(slots=True)
class Number:
    """One printed number: where it stands, what it is worth, and in which class of unit."""

    start: int
    end: int  # of what is printed, sign included, unit not
    stop: int  # where its unit, per and bound end
    value: float | None  # canonical: scale, factor of the unit and sign applied
    unit: str = ""  # as printed behind the number, with a scale that follows digits: 万元, 个百分点
    kind: str = ""  # class of unit (units.csv), or of form (number_forms.csv); empty: none printed
    per: str = ""  # what the unit is counted per: /生, 每人 ...
    bound: str = ""  # as printed behind or before: 余, 以上, 近, 不足, 数 ...
    flaw: str = ""  # malformed, placeholder, torn, lost_unit, vague
    why: str = ""  # what is wrong, one clause
    sign: int = 0
    range_end: str = ""  # low or high for the two ends of a range

    def refuse(self, why: str) -> None:
        """Take the value away, for a reason of number_flaws.csv."""
        self.value = None
        self.why = why
        self.flaw = _FLAWS[why]["flaw"]


class _Said(NamedTuple):
    """What is printed of one number."""

    sign: str
    under: str  # 百 of 百分之五
    twice: str  # 负 of 三分之负二
    run: str
    scale: str
    more: str
    unit: str
    per: str
    tenth: str  # 五 of 七成五
    bound: str

    def times(self) -> float | None:
        """What the run is multiplied by; None where that is no number."""
        if self.under:
            below = value_of(self.under)
            return 100 / below if below else None
        factor = _FACTORS.get(self.unit, 1.0)
        if not self.scale:
            return factor
        scale = value_of("一" + self.scale)
        return scale and scale * factor

    def _left_out(self, run: str) -> str:
        """Return the places that a numeral leaves to the larger end of its range: 三至五万."""
        shorter = run.rstrip("百千万亿" if len(self.run) == 1 else "万亿")
        own = value_of(self.run)
        larger = value_of(shorter)
        is_numeral = self.run[0] in _NUMERAL and not set("万亿").intersection(self.run)
        return run.removeprefix(shorter) if is_numeral and own and larger and own <= larger else ""

    def lent(self, other: "_Said", scaled: bool) -> "_Said":
        """Take unit and scale of the other end of a range, where none is printed here."""
        if self.unit or self.under:
            return self
        scale = self.scale
        if scaled and not scale:
            scale = other.scale or self._left_out(other.run)
        return self._replace(under=other.under, unit=other.unit, per=other.per, scale=scale)


def _said(match: re.Match[str]) -> _Said:
    return _Said(*(printed or "" for printed in match.group(*_Said._fields)))


def numbers(plain: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Find every number of a stretch of even text, in order; a range gives its two ends.

    数百, 上千, 几十 and 近百 are worth 100, 1000, 10 and 100 with the bound 数, 上, 几 and 近.
    Numerals that count nothing (统一, 第三小学, 十四五) are left out; dates, ordinals and codes in
    digits are numbers of a kind of their own.
    """
    stop = len(plain) if end is None else end
    while match := _ANY.search(plain, start, stop):
        start = match.end()
        if not match["run"]:
            yield from _form(match)
            continue
        other = None
        if plain[start : start + 1] in _BETWEEN:
            other = _ANY.match(plain, start + 1, stop)
        if other and other["run"] and not other["sign"]:
            start = other.end()
            yield from _range(match, other)
        else:
            yield from _read(match, _said(match), start)


def bound_of(printed: str) -> str:
    """Say what a bound as printed makes of its number: at least it, at most it, or about it.

    >>> bound_of("余"), bound_of("近"), bound_of("左右"), bound_of("")
    ('lower bound (余)', 'upper bound (近)', 'approximate (左右)', '')
    """
    said = (name for name, words in _BOUNDS.items() if words.fullmatch(printed))
    return next((f"{name} ({printed})" for name in said), "")


def _form(match: re.Match[str]) -> Iterator[Number]:
    """Give a date, an ordinal, a ratio ... as a number of that kind."""
    form = _FORMS[match.lastgroup]
    kind = form["kind"]
    text = match[0]
    value = value_of(form["value"] or text.rstrip(".、)"))
    number = Number(match.start(), match.end(), match.end(), value)
    number.kind = kind
    number.bound = form["bound"]
    if kind in ("ratio", "fraction"):
        over, under, *more = map(value_of, re.split("[:比/]", text))
        if more or not over or not under:
            number.refuse("a ratio has more than two parts, or one of nothing")
        elif kind == "fraction":
            number.value = over / under * 100
        else:
            number.value = max(over / under, under / over)
    if kind or value is not None:
        yield number


def _range(match: re.Match[str], other: re.Match[str]) -> list[Number]:
    """Give the two ends of a range, or two numbers that are none: 3至5万元, 300元至500."""
    low = _said(match)
    high = _said(other)
    stop = other.end()
    scaled = (value_of(low.run) or 0) <= (value_of(high.run) or 0)  # but 3000至5万元
    ends = _read(match, low.lent(high, scaled), stop)
    ends += _read(other, high.lent(low, scaled), stop)
    kinds = {number.kind for number in ends}
    mark = match.string[match.end()]
    nothing_said = kinds == {""} and mark in "至到"
    if len(ends) != 2 or len(kinds) > 1 or nothing_said:
        return _read(match, low, match.end()) + _read(other, high, stop)
    first, last = ends
    if None in (first.value, last.value) or first.value <= last.value:
        first.range_end = "low"
        last.range_end = "high"
    elif mark in "-~" and kinds != {"date"}:
        for number in ends:
            number.refuse("the first end of a range is the larger")
    return ends


def _read(match: re.Match[str], said: _Said, stop: int) -> list[Number]:
    """Give the number of one run, or the numbers of a list, of which the last has the unit."""
    found = _parts(match, said)
    number = found[-1]
    number.stop = stop
    number.per = said.per
    number.unit = f"{said.scale}{said.more}{said.unit}{said.per}"
    if said.unit in UNITS:
        number.kind = UNITS[said.unit]["kind"]
    if said.under:
        number.kind = "percent"
        number.unit = f"{said.under}分之"
    before = match.string[max(match.pos, number.start - 4) : number.start]
    number.bound = _bound(said, before)
    if said.run[0] in _NUMERAL and not said.under and not _counts(said, number):
        return []
    if said.run[0] == "." and before.strip(" |(:\n"):
        number.refuse("nothing stands before the point")
    if number.value is None:
        return found
    _apply(number, said)
    cut_off = match.string.startswith("□", match.end()) and not said.unit
    if cut_off or "/年" in said.unit:
        number.kind = "money" if said.unit else ""
        number.flaw = "lost_unit"
        number.why = "the unit is lost"
    return found


def _parts(match: re.Match[str], said: _Said) -> list[Number]:
    """Parse a run: one number, the numbers of a list, or one with a flaw."""
    start, stop = match.span("run")
    text = said.run
    if _LIST.fullmatch(text):
        cells = []
        for cell in _CELL.finditer(match.string, start, stop):
            cells.append(Number(cell.start(), cell.end(), cell.end(), value_of(cell[0])))
        return cells
    number = Number(start, stop, stop, value_of(text))
    if said.sign:
        number.sign = 1 if said.sign == "+" else -1
    if said.sign != "负增长":
        number.start = match.start()
    alone = (start, stop) == (match.pos, match.endpos)
    measured = said.unit or said.scale or alone
    if number.value is None:
        number.refuse(_flaw(text))
    elif " " in text and not measured:
        number.refuse("a blank may part thousands or columns")
    elif _EITHER.search(match.string, max(start - 8, 0), stop):
        number.refuse("a comma may part thousands or the numbers of a list")
    elif said.times() is None:
        number.refuse("the numeral does not follow the order of its places")
    return [number]


def _flaw(text: str) -> str:
    """Say why a run is no number: the first reason of number_flaws.csv that is found in it."""
    return next(why for why, row in _FLAWS.items() if re.search(row["pattern"], text))


def _bound(said: _Said, before: str) -> str:
    """Give the bound as printed: behind the unit, in the number, or before it."""
    if said.bound or said.more:
        return said.bound or said.more
    found = UNSURE.search(said.run + said.scale) or _BEFORE.search(before)
    return found[0] if found else ""


def _counts(said: _Said, number: Number) -> bool:
    """Say whether a numeral counts something: it has a unit, or more than one place."""
    rounded = number.value is not None and _ROUND.fullmatch(said.run) and not number.bound
    if rounded:
        number.refuse("a round word stands for no exact number")
    if not said.unit:
        placed = _PLACED.match(said.run) or number.bound
        return number.value is not None and bool(placed)
    if rounded and _HEADER.fullmatch(said.run + said.unit):
        return False
    return number.kind not in ("date", "score") and said.unit not in "对字期"


def _apply(number: Number, said: _Said) -> None:
    """Apply scale, unit and sign to what digits are worth."""
    number.value *= said.times()
    if said.tenth:  # 七成五, 一倍半
        number.value += said.times() * (5 if said.tenth == "半" else value_of(said.tenth)) / 10
        number.end += len("成五")
        number.unit = ""
    if (number.sign < 0) != bool(said.twice):
        number.value = -number.value
    number.value = neat(number.value)
