"""Counts behind 其中 that are parts of a whole and no figures of the region."""

import re

from edugov.reading.figures import Figure

# stages that hold no other: what is counted behind 其中 of one is a part of it, whatever it names
_ATOMS = frozenset(
    (
        "preschool",
        "primary",
        "lower_secondary",
        "upper_secondary",
        "vocational",
        "special",
        "tertiary",
    )
)
_PART = "其中"
_CLOSED = re.compile("[。;\n]")


def parts_of_wholes(figures: list[Figure], plain: str) -> None:
    """Say of figures behind 其中 that they are of a part: of the same stage as the whole and less,
    or of another stage where the whole is of one that holds no other."""
    ordered = sorted(figures, key=lambda figure: figure.start)
    whole: Figure | None = None
    before: Figure | None = None
    for figure in ordered:
        if before is not None:
            between = plain[before.end : figure.start]
            if _PART in between:
                whole = before if _directly(between, before.unit_printed) else None
            elif _CLOSED.search(between):
                whole = None
        if whole is not None and _is_part(figure, whole):
            figure.scope = "part"
            figure.narrowed = figure.narrowed or _PART
        before = figure


def _directly(between: str, unit: str) -> bool:
    """Say whether nothing but a unit and a mark stands before 其中."""
    return not between.partition(_PART)[0].removeprefix(unit).strip("。,，;(")


def _is_part(figure: Figure, whole: Figure) -> bool:
    if figure.indicator_id != whole.indicator_id or figure.quantity != whole.quantity:
        return False
    if None in (figure.value, whole.value) or figure.scope == "part":
        return False
    if figure.stage == whole.stage:
        return figure.value < whole.value
    return whole.stage in _ATOMS
