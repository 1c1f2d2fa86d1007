"""Which printed units a number of an indicator may have (单位)."""

from edugov.reading.numbers import Number

FITS = {  # canonical unit -> classes of unit in which it may be printed
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
    "ratio_one_to": {"ratio"},
    "percent": {"percent", "fraction"},
    "percentage_point": {"point", "percent"},
}
RATES = frozenset(
    ("percent", "point", "times", "fraction")
)  # what growth and change are printed in
UNITLESS = {
    "ratio",
    "per_100_students",
    "m2_per_student",
    "volume_per_student",
}  # often printed bare, with decimals


def fits(unit: str, number: Number) -> bool:
    """Say whether a number's printed unit can be that of an indicator."""
    kind = number.kind
    if not unit:
        return True  # not_an_indicator
    if kind == "zero":
        return unit in ("percent", "class", "person", "school", "count")
    if not kind:
        return unit in UNITLESS and (
            number.flaw in ("torn", "malformed")
            or number.value is not None
            and number.value % 1 != 0
        )
    if kind not in FITS.get(unit, ()):
        return False
    if unit == "yuan_per_student":
        return bool(number.per) or not (
            "亿" in number.unit or ("万" in number.unit and (number.value or 0) > 3e5)
        )
    if unit == "yuan":
        return not number.per or number.per in ("/年", "每年")
    return True
