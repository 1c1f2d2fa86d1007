"""What a wording means beside a number: does the unit fit, which of its indicators, which stage."""

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
    best, rank = None, -1
    for row in rows:
        if row.kind not in ("indicator", "unit"):
            continue
        if number is not None and not fits(row.unit, number):
            continue
        if row.after and last not in row.after:
            continue
        if row.context and not row.context.search(before if row.context.pattern.endswith("$") else sentence):
            continue
        score = 8 * bool(row.after) + 4 * bool(row.context) + row.rank
        if score > rank:
            best, rank = row, score
    return best


def unknown(gap: list[Token]) -> int:
    """Count the characters of a gap that no wording covers."""
    return sum(token.end - token.start for token in gap if token.kind == "unknown")


def stages_of(gap: list[Token]) -> list[str]:
    """List the stages that a gap names, in order (an indicator's wording may name one itself)."""
    named: list[str] = []
    for token in gap:
        stage = None
        if token.kind == "stage":
            stage = next(row.meaning for row in token.rows if row.kind == "stage")
        elif token.kind == "indicator":
            stage = next((row.stage for row in token.rows if row.stage is not None), None)
        if stage is not None and stage not in named:
            named.append(stage)
    return named
