"""Numbers that lost what stood between them, told by their form alone: 20225号, 20202021学年, 3100%, 2.03个."""

import re
from collections.abc import Callable, Iterator
from itertools import product

from edugov.reading.figures import Figure

_HAN = "\u4e00-\u9fff"
_YEAR = r"(?<!\d)(20[0-4]\d)"


def _dates(match: re.Match[str]) -> str:
    """Cut the digits after a year into every month and day that exists."""
    year, rest = match[1], match[2]
    cuts = [(rest[:place], rest[place:]) for place in (1, 2) if place < len(rest)]
    days = [f"{year}年{int(m)}月{int(d)}日" for m, d in cuts if 1 <= int(m) <= 12 and 1 <= int(d) <= 31]
    return " or ".join(days)


def _years(match: re.Match[str]) -> str:
    return f"{match[1]}-{match[2]}{match[3]}" if 0 < int(match[2]) - int(match[1]) <= 10 else ""


def _backwards(match: re.Match[str]) -> str:
    return "one of the two years is another" if match[2] <= match[1] else ""


# pattern, what it probably says (nothing: sound after all), why, indicator where one fits
_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str], str, str]] = [
    (re.compile(pattern), proposed, why, indicator)
    for pattern, proposed, why, indicator in (
        (
            rf"(?<=[{_HAN}]){_YEAR}(\d{{1,3}})号|(?<=[函发字督])(20[0-4]\d)(\d{{1,3}})(?=\n|$)",
            lambda m: f"〔{m[1] or m[3]}〕{m[2] or m[4]}号",
            "a document's number without its brackets",
            "",
        ),
        (rf"{_YEAR}(20[0-4]\d)(学年|年)", _years, "two years without the dash between them", ""),
        (rf"{_YEAR}年?-(20[0-4]\d)(学年|年)", _backwards, "the span of years has no length", ""),
        (rf"{_YEAR}(\d{{2,4}})日", _dates, "a date without 年 and 月", ""),
        (rf"(?:^|(?<=\n)){_YEAR}(\d{{3,4}})(?=\n|$)", _dates, "a date without 年, 月 and 日", ""),
        (rf"{_YEAR}(\d\d?)月", lambda m: f"{m[1]}年{m[2]}月" if int(m[2]) <= 12 else "", "a date without 年", ""),
        (
            r"(?<![\d.])(?<!增长)(?<!增加)(?<!提高)(?<!达到)([2-9])100%",
            lambda m: f"{m[1]}个100%",
            "a count and a share run together",
            "",
        ),
        (
            r"(?<![\d.])(\d+\.\d)(\d)(个(?!百分|点)|项|所|名)",
            lambda m: f"{m[1]} and {m[2]}{m[3]}: a count has no decimals",
            "two numbers run together",
            "",
        ),
        (
            r"(?<=大班额\()([3-6]\d)([3-9]\d)人|(?<=班额)([3-6]\d)([3-9]\d)人",
            lambda m: f"{m[1] or m[3]}-{m[2] or m[4]}人" if (m[1] or m[3]) < (m[2] or m[4]) else "",
            "two bounds without the dash between them",
            "large_class_size_bound",
        ),
        (r"(?<![\d.])(\d+)//年", lambda m: f"{m[1]} 元/生/年", "the unit is lost", ""),
        (
            r"(?:一、?二、?三级|小学[、和]?初中)[^\d。;]{0,20}?(?<!\d)(\d00)(\d00)(\d00)?元",
            lambda m: "、".join(filter(None, m.groups())) + " 元",
            "the marks between the numbers are lost",
            "",
        ),
    )
]
# lines worth a look: what every form above has in common
_HINT = re.compile(r"\d{5}|//年|20\d\d年?-20|\d00%|\.\d\d[个项所名]|\d{4}人")
_AVERAGE = re.compile(r"每|均|比例|系数")


def fused(plain: str, figures: list[Figure]) -> Iterator[Figure]:
    """Give a damaged row for every such number that was not read, and flag those that were."""
    known = {figure.start: figure for figure in figures}
    lines = {(plain.rfind("\n", 0, hint.start()) + 1, plain.find("\n", hint.start())) for hint in _HINT.finditer(plain)}
    for (begin, stop), (pattern, proposed, why, indicator) in product(sorted(lines), _FORMS):
        for match in pattern.finditer(plain, begin, stop if stop >= 0 else len(plain)):
            reading = proposed(match)
            first = next((group for group in range(1, 5) if group <= pattern.groups and match[group]), 0)
            start, end = match.start(first), match.end()
            digits = re.compile(r"[\d.\-年/]*\d%?").match(plain, start)
            if not reading or (why.startswith("two numbers") and _AVERAGE.search(plain, max(0, start - 14), start)):
                continue
            read = known.get(start)
            if read is not None:
                if read.quantity not in ("growth", "change"):
                    read.value = None
                    read.flag("damaged", reading, why)
                continue
            last = min(end, digits.end()) if digits else end
            row = Figure(indicator or "not_an_indicator", "", "value", None, "", "", start, last)
            row.unit_printed = plain[last:end]
            row.flag("damaged", reading, why)
            known[start] = row
            yield row
