"""What one printed number is worth (数字与中文数字): digits, Chinese numerals and both mixed, valid
as a whole or not at all. The grammar is data: number_grammar.csv, with units.csv,
number_forms.csv and numeral_idioms.csv filled in."""

import csv
import re
from functools import lru_cache
from pathlib import Path


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of this package."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS = {row["unit"]: row for row in rows("units.csv")}


def _either(table: list[dict[str, str]], form: str) -> str:
    """Write the pattern of each row of a table, as alternatives."""
    return "|".join(form.format(**row) for row in table)


def _patterns() -> dict[str, str]:
    """Read the grammar; {NAME} in a pattern stands for the pattern of that name."""
    longest_first = sorted(UNITS.values(), key=lambda row: -len(row["unit"]))
    found = {row["name"]: row["pattern"] for row in rows("number_grammar.csv")}
    found["UNIT"] = _either(longest_first, "{unit}(?![_{not_before}])")
    found["FIRST"] = "".join(sorted({unit[0] for unit in UNITS}))
    found["FORMS"] = _either(rows("number_forms.csv"), "{pattern}(?P<{name}>)")
    found["NO_NUMBER"] = _either(rows("numeral_idioms.csv"), "{word}(?<={before}.)")

    def filled(pattern: str) -> str:
        return re.sub(r"\{([A-Z_]+)\}", lambda name: filled(found[name[1]]), pattern)

    return {name: filled(pattern) for name, pattern in found.items()}


PATTERNS = _patterns()


def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of the grammar."""
    return re.compile(PATTERNS[name])


_PLAIN = pattern("PLAIN")
_NUMERAL = pattern("NUMERAL")
_GROUPED = pattern("GROUPED")
_SHORT = pattern("SHORT")
UNSURE = pattern("UNSURE")
_EVEN = str.maketrans(PATTERNS["DIGITS"] + "点拾佰仟", "0011222233445566778899.十百千")
_EVEN |= {ord("廿"): "2十", ord("卅"): "3十", ord("卌"): "4十"}
_WORTH = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
_LOWER = {"百": "十", "千": "百", "万": "千", "亿": "千万"}


@lru_cache(maxsize=4096)
def value_of(text: str) -> float | None:
    """Read one printed number without unit: digits or a numeral, with or without a sign.

    None where it is not one whole number.

    >>> value_of("1,234.5"), value_of("三万二千四百"), value_of("9亿8千万"), value_of("-3.1")
    (1234.5, 32400.0, 980000000.0, -3.1)
    >>> value_of("3,62"), value_of("x"), value_of("三五")
    (None, None, None)
    """
    if _PLAIN.fullmatch(text):
        return float(text)
    unsigned = re.sub("^[-−+负]", "", text.strip())
    whole = UNSURE.sub("", unsigned)
    whole = _GROUPED.sub(lambda group: re.sub("[ ,，]", "", group[0]), whole)
    if not _NUMERAL.fullmatch(whole):
        return None
    even = whole.translate(_EVEN)
    value = _sum(_SHORT.sub(lambda short: short[0] + _LOWER[short[1]], even))
    return -value if text.strip()[0] in "-−负" else value


def _sum(numeral: str) -> float:
    """Add up a numeral in digits and places: 3万2千4百, 2.5亿."""
    total = digit = 0.0
    for piece in re.findall(r"[0-9]+|\.[0-9]+|.", numeral):
        place = _WORTH.get(piece)
        if place is None:
            digit += float(piece)
            continue
        below = total % place + digit
        if place < 10**4:
            total += (digit or 1) * place
        elif below:  # a scale multiplies all that is smaller: 一万五千亿
            total += below * place - total % place
        else:  # 万亿
            total = (total or 1) * place
        digit = 0.0
    return neat(total + digit)


def neat(value: float) -> float:
    """Undo what arithmetic adds in the last binary places (1.2 x 10000)."""
    return float(f"{value:.15g}") if abs(value) < 1e15 else value


def chinese(text: str) -> float:
    """Read a Chinese numeral (中文数字); ValueError where it is none.

    >>> chinese("三万二千四百"), chinese("十二"), chinese("九十五点三")
    (32400.0, 12.0, 95.3)
    >>> chinese("二〇二一"), chinese("两千零五"), chinese("三千二")
    (2021.0, 2005.0, 3200.0)
    """
    value = value_of(text)
    if value is None:
        raise ValueError(f"{text!r} is no numeral")
    return value
