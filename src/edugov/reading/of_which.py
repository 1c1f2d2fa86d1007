"""Counts behind 其中, and those below a title of one kind of schools, that are parts of a whole and
no figures of the region."""

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
_OVER = re.compile("[。\\n]|^(?!.*其中:).*;")  # 其中: opens items that semicolons part
_ITEMS = re.compile("[^。;\\n]{0,24}其中")
_TITLED = re.compile(
    r"(公办|民办|私立)(?:教育|学校|中小学|幼儿园|园)[^\d，,。]{0,12}(?:情况|统计|报告|汇报|通报|调研|概况)"
)
_COUNTED = ("person", "school", "class", "m2", "place")


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


def parts_of_groups(figures: list[Figure], plain: str, of_owners: frozenset[str]) -> None:
    """Say of schools counted behind 其中 that they are of the group counted before, and of what
    they have where that is a part itself: 公办学校15所,学生9000人,其中:小学12所.

    `of_owners` are the indicators of public or of private schools alone."""
    group: Figure | None = None
    for figure in sorted(figures, key=lambda one: one.start):
        between = plain[group.end : figure.start] if group else ""
        if _OVER.search(between):
            group = None
        if figure.quantity == "value" and _is_group(figure, plain, of_owners):
            group = figure
        elif group and _PART in between and figure.scope == "region":
            theirs = group.scope == "part" and figure.base == "person"
            if theirs or (figure.base == "school" and figure.indicator_id not in of_owners):
                figure.scope, figure.narrowed = "part", group.narrowed or group.subject_zh


def _is_group(figure: Figure, plain: str, of_owners: frozenset[str]) -> bool:
    """Say whether schools of one kind are counted, with what they are of behind them."""
    is_kind = figure.scope == "part" or figure.indicator_id in of_owners
    counted = figure.base == "school" and is_kind
    return counted and _ITEMS.match(plain, figure.end) is not None


def parts_of_title(figures: list[Figure], head: str, of_owners: frozenset[str]) -> None:
    """Say of what a document counts that it is of the schools that its title names, public or
    private, where the indicator does not say so."""
    named = set(_TITLED.findall(head))
    if len(named) != 1:
        return
    for figure in figures:
        own = figure.indicator_id in of_owners
        if figure.base in _COUNTED and figure.scope == "region" and not own:
            figure.scope, figure.narrowed = "part", min(named)


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
