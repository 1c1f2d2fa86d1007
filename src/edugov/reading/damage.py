"""What cannot be taken as it stands: fused numbers, lost units, placeholders, conflicts."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise, product
from pathlib import Path

from edugov.reading.figures import Figure
from edugov.reading.numbers import Number

# sums of which one report names many: projects, grants, levels of government
_MANY = frozenset(
    ("school_conditions_investment", "student_aid_funding", "operating_funding_allocated")
)
_COMPARED = ("percent", "yuan", "yuan_per_student", "person")
SAME, JUMP = 0.05, 0.3  # a year's change of the same thing, and one that is none
_SUM = re.compile("(?:funding|expenditure|investment|allocated)$")  # of a whole area


@dataclass(frozen=True)
class Range:
    """What a value in one unit can be."""

    greatest: float
    whole: bool  # there is no half of one
    why: str


@cache
def _ranges() -> dict[str, Range]:
    path = Path(__file__).parents[1] / "plausible.csv"
    with open(path, encoding="utf-8", newline="") as handle:
        return {
            row["unit"]: Range(float(row["greatest"]), row["whole"] == "true", row["why"])
            for row in csv.DictReader(handle)
        }


def _range_of(unit: str) -> Range:
    return _ranges().get(unit) or _ranges()[""]


def impossible(figure: Figure, printed: str, before: str) -> None:
    """Flag a value that cannot be: endless, below zero, too great for its unit, half a person.

    `before` are the words before the number: an average (每、均) need not be whole.
    """
    value, unit = figure.value, figure.unit
    if value is None:
        return
    known = _range_of(unit)
    falls = figure.quantity in ("growth", "change") or unit == "percentage_point"
    why, proposed = "", ""
    if not abs(value) <= known.greatest:  # also where it is no number any more
        why = known.why
    elif value < 0 and not falls:
        why, proposed = "an amount is not below zero", f"{printed} {figure.unit_printed}".strip()
    elif known.whole and value % 1 and not falls:
        average = figure.indicator_id.endswith(_SIZES) or _AVERAGE.search(before)
        why = "" if average else "of people and schools there is no part of one"
    if why:
        figure.value = None
        figure.flag("damaged", proposed, why)


def number(figure: Figure, printed: Number, plain: str) -> None:
    """Flag one figure for what is wrong with its printed number."""
    unit, text = figure.unit_printed, plain[printed.start : printed.end]
    if printed.flaw in ("malformed", "vague") and text.count(".") < 2:
        figure.value = None
        figure.flag("damaged" if printed.flaw == "malformed" else "ambiguous", "", printed.why)
    elif printed.flaw in ("torn", "malformed"):
        figure.value = None
        whole, *decimals = text.split(".")
        cut = (
            len(decimals[-1]) if len(decimals) == 2 else 0
        )  # as many decimals in the first as in the second
        cut = cut if decimals and cut < len(decimals[0]) else 0
        parts = f"{whole}.{decimals[0][:cut]}、{decimals[0][cut:]}.{decimals[1]}" if cut else ""
        figure.flag("damaged", parts, "two numbers run together" if cut else "a digit is lost")
    elif printed.flaw == "placeholder" or printed.value is None:
        figure.value = None
        figure.flag("placeholder", note="a placeholder stands for the number")
    elif printed.flaw == "lost_unit":
        scale = "" if "/" in unit else unit
        rate = figure.base == "percent"
        proposed = f"{text}%" if rate else f"{text} {scale}元" + ("/生/年" if "/" in unit else "")
        figure.flag("damaged", proposed, "the unit is lost")
    elif printed.flaw == "scale":
        figure.flag("conflict", f"{text} 元: {unit} is printed", "too much for one student")
    points = figure.quantity == "change" and figure.base in ("percent", "percentage_point")
    if points and printed.kind == "percent" and figure.value is not None:
        proposed = f"{figure.value:g} 个百分点: a rate rose or fell, % is printed"
        figure.flag(
            "ambiguous", proposed, "a rise of a rate printed with %: points, or percent of it"
        )
    if plain[printed.end : printed.end + 1] == "□" and not unit:
        figure.flag("damaged", "", "a character beside the number is lost")
    if (
        figure.quantity in ("standard", "value")
        and (printed.value or 0) >= 100_000
        and not printed.bound
    ):
        _run_together(figure, text, (3, 2), "numbers run together")
    impossible(figure, text.lstrip("+-"), plain[max(0, printed.start - NEAR) : printed.start])
    if figure.quantity != "value" or not figure.value:
        return
    limit = 200 if "gross" in figure.indicator_id else 100
    if figure.base == "percent" and figure.value > limit:
        point = (
            f"{text[:2]}.{text[2:]}%: the decimal point is lost"
            if text.isdigit() and len(text) > 3
            else ""
        )
        figure.flag("damaged", point, f"a share over {limit}")
    total = figure.base == "yuan" and _SUM.search(figure.indicator_id)
    if total and 0 < figure.value < 10_000 and unit == "元" and not printed.bound:
        figure.flag("conflict", f"{text} 万元: 元 is printed", "too small for the sum of an area")


def fused(figure: Figure, plain: str, printed: Number, expected: int) -> None:
    """Flag a single number where a list names several: 小学、初中 ... 700900元."""
    if (
        expected > 1
        and figure.status == "ok"
        and figure.start == printed.start
        and (printed.value or 0) >= 10_000
    ):
        why = f"{expected} numbers are named, one is printed"
        _run_together(figure, plain[printed.start : printed.end], (expected,), why)


def _run_together(figure: Figure, digits: str, counts: tuple[int, ...], why: str) -> None:
    """Flag an amount per student whose digits fall into equal round parts: 700600500 into 700, 600,
    500."""
    if figure.base != "yuan_per_student" or not digits.isdigit():
        return
    for size, rest in (divmod(len(digits), count) for count in counts):
        parts = (
            [digits[place : place + size] for place in range(0, len(digits), size)]
            if size >= 3 and not rest
            else []
        )
        if parts and all(part[0] != "0" and part.endswith("0") for part in parts):
            figure.value = None
            proposed = (
                f"{'、'.join(parts)} {figure.unit_printed}: the marks between the numbers are lost"
            )
            figure.flag("damaged", proposed, why)
            return


def document(figures: list[Figure]) -> None:
    """Flag what only the whole document shows: a unit off by powers of ten, one label with two
    values."""
    for figure in figures:
        earlier = figure.previous_value
        if earlier is not None and not abs(earlier) <= _range_of(figure.unit).greatest:
            figure.previous_value = None
    money = [
        figure for figure in figures if figure.base in ("yuan", "yuan_per_student") and figure.value
    ]
    for group in _alike(money, "indicator_id", "stage"):
        for pair in pairwise(group):
            low, high = sorted(pair, key=lambda figure: figure.value)
            near = any(1 / 3 < high.value / low.value / factor < 3 for factor in (1e3, 1e4))
            if near and low.unit_printed != high.unit_printed:  # 元 for 万元
                proposed = f"{low.value:g} {high.unit_printed}: {low.unit_printed} is printed"
                low.flag(
                    "conflict", proposed, "the value beside it is a thousand times larger or more"
                )
    _exchanged(figures)
    known = [f for f in figures if f.base in _COMPARED and f.indicator_id not in _MANY and f.year]
    for group in _alike(
        [f for f in known if not f.note and not f.bound], "indicator_id", "stage", "year"
    ):
        values = {figure.value for figure in group}
        # of things and people a report counts many: only a slip of digits is one
        slip = (
            group[0].base != "person"
            or len({"".join(sorted(f"{value:g}")) for value in values}) == 1
        )
        for figure in group if len(values) > 1 and slip else ():
            figure.flag("conflict", "", "printed twice with different values")


def _exchanged(figures: list[Figure]) -> None:
    """Flag two values of an earlier year that look exchanged: each is the other's of the next."""
    found: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.quantity == "value" and figure.value and figure.year.isdigit():
            found[figure.indicator_id, figure.year].setdefault(figure.stage, figure)
    for (indicator, year), before in found.items():
        after = found.get((indicator, str(int(year) + 1)), {})
        for one, other in combinations(sorted(before.keys() & after.keys()), 2):
            pairs = (
                (before[one], after[one], after[other]),
                (before[other], after[other], after[one]),
            )
            if all(_nearer(value.value, swapped.value, own.value) for value, own, swapped in pairs):
                for value, *_ in pairs:
                    value.flag("conflict", note="looks exchanged with the value of another stage")


def _nearer(value: float, swapped: float, own: float) -> bool:
    """Say whether a value is within 5 % of another stage's, and off its own by more than 30 %."""
    return abs(value / swapped - 1) < SAME and abs(value / own - 1) > JUMP


def _alike(figures: list[Figure], *names: str) -> list[list[Figure]]:
    """Group the sound values of the region itself."""
    groups: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.quantity == "value" and figure.scope == "region" and figure.status == "ok":
            groups[tuple(getattr(figure, name) for name in names)].append(figure)
    return list(groups.values())


# ---- numbers that lost what stood between them, told by their form alone: 20225号, 20202021学年,
# 3100%, 2.03个

_HAN = "\u4e00-\u9fff"
_YEAR = r"(?<!\d)(20[0-4]\d)"
_NO_DASH = "two bounds without the dash between them"


def _dates(year: str, rest: str) -> str:
    """Cut the digits after a year into every month and day that exists."""
    cuts = [(int(rest[:place]), int(rest[place:])) for place in (1, 2) if place < len(rest)]
    return " or ".join(f"{year}年{m}月{d}日" for m, d in cuts if 1 <= m <= 12 and 1 <= d <= 31)


def _years(first: str, last: str, unit: str) -> str:
    return f"{first}-{last}{unit}" if 0 < int(last) - int(first) <= 10 else ""


def _backwards(first: str, last: str, unit: str) -> str:
    return "one of the two years is another" if last <= first else ""


def _bounds(low: str, high: str) -> str:
    return f"{low}-{high}人" if low < high else ""


# pattern (the number begins with its first group), what it probably says (nothing: sound after
# all), why
_FORMS = (
    (
        rf"(?<=[{_HAN}]){_YEAR}(\d{{1,3}})号",
        "〔{}〕{}号".format,
        "a document's number without its brackets",
    ),
    (
        rf"(?<=[函发字督]){_YEAR}(\d{{1,3}})(?=\n|$)",
        "〔{}〕{}号".format,
        "a document's number without its brackets",
    ),
    (rf"{_YEAR}(20[0-4]\d)(学年|年)", _years, "two years without the dash between them"),
    (rf"{_YEAR}年?-(20[0-4]\d)(学年|年)", _backwards, "the span of years has no length"),
    (rf"{_YEAR}(\d{{2,4}})日", _dates, "a date without 年 and 月"),
    (rf"(?:^|(?<=\n)){_YEAR}(\d{{3,4}})(?=\n|$)", _dates, "a date without 年, 月 and 日"),
    (rf"{_YEAR}(1[0-2]|0?\d)月", "{}年{}月".format, "a date without 年"),
    (
        r"(?<![\d.])(?<!增长)(?<!增加)(?<!提高)(?<!达到)([2-9])100%",
        "{}个100%".format,
        "a count and a share run together",
    ),
    (
        r"(?<![\d.])(\d+\.\d)(\d)(个(?!百分|点)|项|所|名)",
        "{} and {}{}: a count has no decimals".format,
        "two numbers run together",
    ),
    (r"(?:(?<=大班额\()|(?<=班额))([3-6]\d)([3-9]\d)人", _bounds, _NO_DASH),
    (r"(?<![\d.])(\d+)//年", "{} 元/生/年".format, "the unit is lost"),
    (
        r"(?:一、?二、?三级|小学[、和]?初中)[^\d。;]{0,20}?(?<!\d)(\d00)(\d00)(\d00)?元",
        lambda *parts: "、".join(filter(None, parts)) + " 元",
        "the marks between the numbers are lost",
    ),
)
# lines worth a look: what every form above has in common
_HINT = re.compile(r"\d{5}|//年|20\d\d年?-20|\d00%|\.\d\d[个项所名]|\d{4}人")
_DIGITS = re.compile(r"[\d.\-年/]*\d%?")
REACH = 40  # characters behind a match in which its digits may go on
_AVERAGE = re.compile(r"每|均|比例|系数")
_SIZES = ("_size", "_per_school")  # indicators that are averages
NEAR = 14  # characters before a number that say whether it is an average


def by_form(plain: str, figures: list[Figure]) -> Iterator[Figure]:
    """Give a damaged row for every such number that was not read, and flag those that were."""
    known = {figure.start: figure for figure in figures}
    lines: list[tuple[int, int]] = []
    for hint in _HINT.finditer(plain):
        if lines and hint.start() < lines[-1][1]:
            continue  # of the same line
        begin = plain.rfind("\n", 0, hint.start()) + 1
        stop = plain.find("\n", hint.start())
        lines.append((begin, stop if stop >= 0 else len(plain)))
    for (begin, stop), (pattern, proposed, why) in product(lines, _FORMS):
        for match in re.compile(pattern).finditer(plain, begin, stop):
            start, reading = match.start(1), proposed(*match.groups())
            average = why.startswith("two numbers") and _AVERAGE.search(
                plain, max(0, start - NEAR), start
            )
            if not reading or average:
                continue
            read = known.get(start)
            if read is None:
                end = min(match.end(), _DIGITS.match(plain, start, match.end() + REACH).end())
                indicator = "large_class_size_bound" if why == _NO_DASH else "not_an_indicator"
                known[start] = row = Figure(indicator, "", "value", None, "", "", start, end)
                row.unit_printed = plain[end : match.end()]
                row.flag("damaged", reading, why)
                row.rule = "form"
                yield row
            elif read.quantity not in ("growth", "change"):
                read.value = None
                read.flag("damaged", reading, why)
