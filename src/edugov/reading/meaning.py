"""What a wording means beside a number: does the unit fit, which of its indicators, which stage."""

from collections.abc import Iterable

from edugov.reading.lexicon import Wording
from edugov.reading.numerals import Number
from edugov.reading.tokens import Token

FITS = {
    **dict.fromkeys(("yuan", "yuan_per_student", "yuan_per_person"), {"money"}),
    **dict.fromkeys(("m2", "m2_per_student", "m2_per_person"), {"area"}),
    **dict.fromkeys(("hour", "minute"), {"time"}),
    "person": {"person"},
    "person_time": {"person", "event"},
    "school": {"school", "count"},
    "class": {"class", "count"},
    "place": {"place", "count"},
    "count": {"count", "event", "school", "class", "machine", "volume"},
    "per_100_students": {"machine", "count", "person"},
    "volume_per_student": {"volume"},
    "ratio": {"ratio", "times"},
    "percent": {"percent", "fraction"},
    "percentage_point": {"point", "percent"},
}
RATES = frozenset(("percent", "point", "times", "fraction"))  # what growth and change are printed in
UNITLESS = {"ratio", "per_100_students", "m2_per_student", "volume_per_student"}  # often printed bare, with decimals


def fits(unit: str, number: Number) -> bool:
    """Say whether a number's printed unit can be that of an indicator."""
    kind = number.kind
    if not unit:
        return True  # not_an_indicator
    if kind == "zero":
        return unit in ("percent", "class", "person", "school", "count")
    if not kind:
        return unit in UNITLESS and (number.flaw == "torn" or number.value is not None and number.value % 1 != 0)
    if kind not in FITS.get(unit, ()):
        return False
    if unit == "yuan_per_student":
        return bool(number.per) or not ("亿" in number.unit or ("万" in number.unit and (number.value or 0) > 3e5))
    if unit == "yuan":
        return not number.per or number.per in ("/年", "每年")
    return True


def choose(
    rows: tuple[Wording, ...], number: Number | None, last: str, sentence: str, before: str = ""
) -> Wording | None:
    """Choose the meaning that fits number, last figure and sentence; rows with conditions come first."""
    fitting = [
        row
        for row in rows
        if row.kind in ("indicator", "unit")
        and (number is None or fits(row.unit, number))
        and (not row.after or last in row.after)
        and (not row.context or row.context.search(before if row.context.pattern.endswith("$") else sentence))
    ]
    return max(fitting, key=lambda row: 8 * bool(row.after) + 4 * bool(row.context) + row.rank, default=None)


def unknown(gap: list[Token]) -> int:
    """Count the characters of a gap that no wording covers."""
    return sum(token.end - token.start for token in gap if token.kind == "unknown")


def change_in(words: Iterable[Token]) -> str:
    """Give the first kind of change that is named, or nothing."""
    return next((token.kind for token in words if token.kind in ("rise", "fall", "growth")), "")


def stages_of(gap: list[Token]) -> list[str]:
    """List the stages that a gap names, in order (an indicator's wording may name one itself)."""
    named: dict[str, None] = {}
    for token in gap:
        stages = []
        if token.kind == "stage":
            stages = [row.meaning for row in token.rows if row.kind == "stage"]
        elif token.kind == "indicator":
            stages = [row.stage for row in token.rows if row.stage is not None]
        named |= dict.fromkeys(stages[:1])
    return list(named)


def only_stage(heading: list[Token]) -> str:
    """Give the stage that a heading names, if it names one and no other."""
    stages = stages_of(heading)
    return stages[0] if len(stages) == 1 else ""
