"""Numbers run together, told by their form alone: 20225号, 20202021学年, 3100%, 2.03个."""

import re
from collections.abc import Iterator
from itertools import product

from edugov.han import HAN
from edugov.reading.damage import NEAR, average
from edugov.reading.figures import Figure

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
        rf"(?<=[{HAN}]){_YEAR}(\d{{1,3}})号",
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


def by_form(plain: str, figures: list[Figure]) -> Iterator[Figure]:
    """Give a damaged row for every such number that was not read, and flag those that were."""
    known = {figure.start: figure for figure in figures}
    for (begin, stop), (pattern, proposed, why) in product(_lines(plain), _FORMS):
        for match in re.compile(pattern).finditer(plain, begin, stop):
            start, reading = match.start(1), proposed(*match.groups())
            parted = why.startswith("two numbers")
            if not reading or (parted and average(plain[max(0, start - NEAR) : start])):
                continue
            read = known.get(start)
            if read is None:
                known[start] = row = _row(plain, match, why)
                row.flag("damaged", reading, why)
                yield row
            elif read.quantity not in ("growth", "change"):
                read.value = None
                read.flag("damaged", reading, why)


def _lines(plain: str) -> list[tuple[int, int]]:
    """List the lines that are worth a look."""
    lines: list[tuple[int, int]] = []
    for hint in _HINT.finditer(plain):
        if lines and hint.start() < lines[-1][1]:
            continue  # of the same line
        begin = plain.rfind("\n", 0, hint.start()) + 1
        stop = plain.find("\n", hint.start())
        lines.append((begin, stop if stop >= 0 else len(plain)))
    return lines


def _row(plain: str, match: re.Match[str], why: str) -> Figure:
    """Make a row of a number that was not read."""
    start = match.start(1)
    end = min(match.end(), _DIGITS.match(plain, start, match.end() + REACH).end())
    indicator = "large_class_size_bound" if why == _NO_DASH else "not_an_indicator"
    row = Figure(indicator, "", "value", None, "", "", start, end)
    row.unit_printed = plain[end : match.end()]
    row.rule = "form"
    return row
