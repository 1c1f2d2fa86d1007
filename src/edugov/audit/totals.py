"""Checks of the audit on totals by stage, and on numbers that a report prints again."""

from collections import defaultdict
from collections.abc import Iterator

from edugov.labels import LANGUAGES, join, said

from .claims import (
    HOLDS,
    NEAR,
    OPEN,
    REPEATED,
    AuditFigure,
    CheckedClaim,
    Report,
    Way,
    compare,
    nearest,
    plus,
    statement,
    total,
    within,
)

CHILDREN = {
    "compulsory": {"primary", "lower_secondary", "secondary_regular"},
    "upper_secondary_stage": {"upper_secondary", "vocational", "secondary_regular"},
    "secondary_regular": {"lower_secondary", "upper_secondary"},
}
LEAVES = {"preschool", "primary", "lower_secondary", "upper_secondary", "vocational", "special"}
ALIKE = 2  # numbers of one thing differ by less than this factor; else they are of two things


def _of_stages(whole: AuditFigure, figures: list[AuditFigure]) -> list[AuditFigure]:
    """The figures near a total that are of other stages, each once."""
    near = {}
    for figure in figures:
        is_of_whole = figure.stage in ("", whole.stage)
        if figure.part or figure.vague or is_of_whole:
            continue
        if figure.year == whole.year:
            near[figure.stage, figure.subject, figure.value] = figure
    return list(near.values())


def _parts(whole: AuditFigure, near: list[AuditFigure]) -> list[AuditFigure]:
    """Those of the figures that make up a total, none counted twice; none where too few are
    printed."""
    stages = {figure.stage for figure in near}
    for stage, inner in CHILDREN.items():
        if stage in stages:
            stages -= inner
    if whole.stage in CHILDREN:
        stages &= CHILDREN[whole.stage]
    parts = [figure for figure in near if figure.stage in stages]
    if whole.stage == "all":
        return parts if len(parts) > 2 else []
    wanted = CHILDREN[whole.stage] - {"secondary_regular"}
    printed = {figure.stage for figure in parts}
    return parts if printed == wanted else []


def _covers(parts: list[AuditFigure]) -> bool:
    """Whether parts are of every stage there is."""
    covered = set()
    for figure in parts:
        covered.add(figure.stage)
        covered |= CHILDREN.get(figure.stage, set())
    return LEAVES <= covered


def _kinds(report: Report, whole: AuditFigure, names: str, reach: int) -> list[AuditFigure]:
    """The nearest figure of each kind of school that stands beside a total."""
    found = []
    for name in filter(None, names.split("|")):
        near = within(report.named(name), whole, reach)
        figures = [figure for figure in near if not figure.part]
        one = nearest(whole, figures, 0)
        if one and one.year == whole.year and not one.vague:
            found.append(one)
    return found


def _unstaged(whole: AuditFigure, near: list[AuditFigure]) -> list[AuditFigure]:
    """Figures of the same kind as a total that stand beside it and are of no stage of their own."""
    found = []
    for figure in near:
        own_stage = figure.stage not in ("", whole.stage)
        if figure.part or figure.vague or own_stage or figure is whole:
            continue
        if figure.year == whole.year and figure.value < whole.value:
            found.append(figure)
    return found


def stage_totals(report: Report) -> Iterator[CheckedClaim]:
    """A total (合计、总计), or the change of one, against its parts by stage, where each part is
    printed beside it."""
    for rule in report.rules("stages"):
        for name in (rule["result"], rule["result"] + ":change"):
            for whole in report.named(name):
                is_sum = whole.stage in {"all", *CHILDREN}
                if is_sum and not whole.part and not whole.vague:
                    reach = int(rule["reach"])
                    near = within(report.named(name), whole, reach)
                    yield from _stage_total(report, rule, whole, near)


def _stage_total(
    report: Report, rule: dict, whole: AuditFigure, near: list[AuditFigure]
) -> Iterator[CheckedClaim]:
    """Of several sums the first that gives the total, else the plain one: nothing is sure then
    where a kind of school stands beside, or a stage may be missing."""
    stages = _of_stages(whole, near)
    parts = _parts(whole, stages)
    if not parts:
        return
    reach = int(rule["reach"])
    beside = _unstaged(whole, near)
    if whole.quantity == "value":
        beside += _kinds(report, whole, rule["parts"], reach)
    kinds = "|".join(other["parts"] for other in report.rules("stages"))
    any_kind = beside or _kinds(report, whole, kinds, reach)
    strict = not any_kind and (whole.stage != "all" or _covers(parts))
    ways = [parts]
    ways += [[*parts, one] for one in beside]
    ways += [parts + beside, stages + beside]
    school_ages = [figure for figure in parts if figure.stage != "preschool"]
    ways.append(school_ages)
    ways.append([figure for figure in parts if figure.sound])
    found = []
    for way in filter(None, ways):
        value = sum(figure.value for figure in way)
        recomputed = Way(way, value, total(way), plus(way))
        found.append(compare(whole, recomputed, strict, said("audit.stages")))
    holding = [one for one in found if one.verdict == HOLDS]
    yield (holding or found)[0]


def restatements(report: Report) -> Iterator[CheckedClaim]:
    """A number printed in several places (前后两处): once more, which proves nothing, or with other
    numbers in another section, which need not be a fault: one may be a part of the other."""
    groups: dict[tuple, list[AuditFigure]] = defaultdict(list)
    for figure in report.all:
        whole = not figure.part and not figure.vague and figure.year
        if whole and figure.quantity in ("value", "target"):
            key = figure.indicator, figure.stage, figure.year, figure.quantity, figure.unit
            groups[key].append(figure)
    for first, *others in groups.values():
        apart = [other for other in others if other.start - first.start > NEAR]
        same = [other for other in apart if other.value == first.value]
        elsewhere = [other for other in apart if _is_otherwise(first, other)]
        if same:
            times = str(len(same) + 1)
            words = said("audit.again", printed=first.words, count=times)
            yield statement([first, *same], HOLDS, words, kind=REPEATED)
        elif elsewhere:
            printed = [figure.words for figure in elsewhere]
            listed = {lang: join(printed, lang) for lang in LANGUAGES}
            words = said("audit.otherwise", first=first.words, others=listed)
            note = said("audit.restated")
            yield statement([first, *elsewhere], OPEN, words, note, REPEATED)


def _is_otherwise(first: AuditFigure, other: AuditFigure) -> bool:
    """Whether another section has another number, not far from the first."""
    is_like = first.value / ALIKE < other.value < first.value * ALIKE
    return is_like and other.section != first.section
