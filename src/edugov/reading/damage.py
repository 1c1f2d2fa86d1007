"""What cannot be taken as it stands: fused numbers, lost units, placeholders, conflicts."""

import re
from collections import defaultdict

from edugov.reading.figures import Figure
from edugov.reading.numerals import Number

# sums of which one report names many: projects, grants, levels of government
_MANY = frozenset(("school_conditions_investment", "student_aid_funding", "operating_funding_allocated"))
_SUM = re.compile("(?:funding|expenditure|investment|allocated)$")  # of a whole area


def number(figure: Figure, printed: Number, plain: str) -> None:
    """Flag one figure for what is wrong with its printed number."""
    unit, text = figure.unit_printed, plain[printed.start : printed.end]
    if printed.flaw == "torn":
        figure.value = None
        whole, *decimals = text.split(".")
        cut = len(decimals[-1]) if len(decimals) == 2 else 0  # as many decimals in the first as in the second
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
        figure.flag(
            "ambiguous",
            f"{figure.value:g} 个百分点: a rate rose or fell, % is printed",
            "a rise of a rate printed with %: points, or percent of it",
        )
    if plain[printed.end : printed.end + 1] == "□" and not unit:
        figure.flag("damaged", "", "a character beside the number is lost")
    if figure.base == "yuan_per_student" and figure.quantity in ("standard", "value") and printed.value:
        digits = plain[printed.start : printed.end]
        parts = _split(digits, 0)
        if parts and printed.value >= 100_000 and not printed.bound:
            figure.value = None
            figure.flag(
                "damaged", "、".join(parts) + f" {unit}: the marks between the numbers are lost", "numbers run together"
            )
    limit = 200 if "gross" in figure.indicator_id else 100
    if figure.base == "percent" and figure.quantity == "value" and (figure.value or 0) > limit:
        point = f"{text[:2]}.{text[2:]}%: the decimal point is lost" if text.isdigit() and len(text) > 3 else ""
        figure.flag("damaged", point, f"a share over {limit}")
    small = (
        _SUM.search(figure.indicator_id)
        and figure.base == "yuan"
        and figure.quantity == "value"
        and 0 < (figure.value or 0) < 10_000
    )
    if small and unit == "元" and not printed.bound:
        figure.flag("conflict", f"{text} 万元: 元 is printed", "too small for the sum of an area")


def fused(figures: list[Figure], plain: str, printed: Number, expected: int) -> None:
    """Flag a single number where a list names several: 小学、初中 ... 700900元."""
    if not figures or expected < 2 or printed.value is None or not figures[-1].status == "ok":
        return
    parts = _split(plain[printed.start : printed.end], expected)
    figure = figures[-1]
    if parts and figure.base == "yuan_per_student" and figure.start == printed.start and printed.value >= 10_000:
        figure.value = None
        figure.flag(
            "damaged",
            "、".join(parts) + f" {figure.unit_printed}: the marks between the numbers are lost",
            f"{expected} numbers are named, one is printed",
        )


def _split(digits: str, expected: int) -> list[str]:
    """Cut digits into equal round parts: 700600500 into 700, 600, 500."""
    if not digits.isdigit():
        return []
    for count in [expected] if expected else [3, 2]:
        size, rest = divmod(len(digits), count)
        if not rest and size >= 3:
            parts = [digits[place : place + size] for place in range(0, len(digits), size)]
            if all(part[0] != "0" and part.endswith("0") for part in parts):
                return parts
    return []


def document(figures: list[Figure]) -> None:
    """Flag what only the whole document shows: a unit off by powers of ten, one label with two values."""
    _units(figures)
    _twice(figures)


def _units(figures: list[Figure]) -> None:
    """Flag a sum that is its neighbour's of the same indicator but for a thousand or ten thousand: 元 for 万元."""
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        money = figure.base in ("yuan", "yuan_per_student")
        if money and figure.quantity == "value" and figure.value and figure.status == "ok" and figure.scope == "region":
            groups[figure.indicator_id, figure.stage].append(figure)
    for group in groups.values():
        for one, other in zip(group, group[1:], strict=False):
            low, high = sorted((one, other), key=lambda figure: figure.value)
            near = any(1 / 3 < high.value / low.value / factor < 3 for factor in (1e3, 1e4))
            if near and low.unit_printed != high.unit_printed:
                low.flag(
                    "conflict",
                    f"{low.value:g} {high.unit_printed}: {low.unit_printed} is printed",
                    "the value beside it is a thousand times larger or more",
                )


def _twice(figures: list[Figure]) -> None:
    """Flag a rate or a sum that the document prints twice with different values for one year and stage."""
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        plain = figure.base in ("percent", "yuan", "yuan_per_student", "person") and figure.indicator_id not in _MANY
        plain = plain and figure.quantity == "value" and figure.scope == "region"
        if plain and figure.status == "ok" and figure.year and not figure.note and not figure.bound:
            groups[figure.indicator_id, figure.stage, figure.year].append(figure)
    for group in groups.values():
        different = {figure.value for figure in group}
        if group[0].base == "person":  # of things and people a report counts many: only a slip of digits is one
            different = {*different} if len({"".join(sorted(f"{value:g}")) for value in different}) == 1 else set()
        if len(different) > 1:
            for figure in group:
                figure.flag("conflict", "", "printed twice with different values")
