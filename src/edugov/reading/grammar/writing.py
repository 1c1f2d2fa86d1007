"""From a number understood to a figure written down (写数), with what is doubtful."""

import re
from dataclasses import replace
from itertools import takewhile

from edugov.reading import damage
from edugov.reading.figures import Figure, unit_of
from edugov.reading.grammar.context import KEPT, Subject
from edugov.reading.grammar.cutting import has, letters_of
from edugov.reading.grammar.definitions import Definition
from edugov.reading.grammar.fields import OF_NAME, label_of, stage_of, year_of
from edugov.reading.grammar.quantities import quantity_of
from edugov.reading.grammar.reading import Reading
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.whose import THEIRS, narrow
from edugov.reading.grammar.words import of_class
from edugov.reading.numbers import Number

RATED = frozenset(("percent", "ratio"))  # an unknown word before a rate makes another of it
DUE = ("应", "应当", "须")
FALLS = ("减", "降")
EARLIER = "earlier value"
_TO_COME = re.compile("可新?增|可提供|(?:建成|投用|使用|完工|竣工|启用)后")
_ODD = re.compile("[\u0370-\u03ff\u0400-\u04ff\u2488-\u249b]")


def write(walk: Walk, reading: Reading) -> bool:
    """Write one figure down and make it what the next clause may be about.

    A thing in general behind an unknown word is another thing, and is not written.
    """
    if reading.number.range_end == "low":
        walk.low = reading
    reading.number = _measured(reading)
    figure = _figure(walk, reading)
    if reading.says == "earlier":
        _compare(walk, reading, figure)
    narrow(walk, reading, figure)
    if figure.narrowed == THEIRS or _is_another_thing(reading):
        return False
    _doubt(walk, reading, figure)
    figures = walk.figures
    if reading.says == "value":
        _follow(walk, figure)
    figures.append(figure)
    walk.reader.phrases[reading.one.indicator] = reading.phrase
    _remember(walk, reading, figure)
    return True


def _measured(reading: Reading) -> Number:
    """Give a number the sign of a fall, and a ratio printed as a multiple its value."""
    number, value = reading.number, reading.number.value
    if value is None:
        return number
    if reading.one.unit == "ratio" and number.kind == "times":
        value = value / 100  # 是公务员的1.04倍
    fell = any(token.letter == "L" or token.text.startswith(FALLS) for token in reading.link)
    if reading.says == "change" and fell and value > 0:
        value = -value
    return replace(number, value=value)


def _figure(walk: Walk, reading: Reading) -> Figure:
    number, one = reading.number, reading.one
    stage = stage_of(walk, reading)
    quantity = quantity_of(walk, reading)
    year, inferred = year_of(walk, reading, quantity)
    return Figure(
        one.indicator,
        stage,
        quantity,
        number.value,
        unit_of(quantity, one.unit),
        year,
        number.start,
        number.end,
        number.unit,
        label_of(walk, reading.phrase, one, stage),
        section="".join(walk.context.section.numbers),
        base=one.unit,
        bound=number.bound,
        rule=reading.rule,
        inferred="year" if inferred else "",
    )


def _compare(walk: Walk, reading: Reading, figure: Figure) -> None:
    """Give an earlier value to the figure that it is compared with; it cannot be of its year."""
    figure.note = EARLIER
    about = walk.sentence.near_year[:4]
    if about and figure.year[:4] >= about:
        figure.flag("conflict", note=f"compared with {figure.year}, which is not before {about}")
    last = walk.context.last
    now = last.figure if last else None
    if now and _alike(now, figure) and now.quantity == "value":
        now.previous_value = figure.value


def _alike(one: Figure, other: Figure) -> bool:
    return one.indicator_id == other.indicator_id and one.stage == other.stage


def _follow(walk: Walk, figure: Figure) -> None:
    """Give a value the earlier one that stands before it in its sentence."""
    for before in reversed(walk.read):
        if before.note == EARLIER and _alike(before, figure):
            figure.previous_value = before.value
            return


def _is_another_thing(reading: Reading) -> bool:
    """Say whether an unknown word makes another thing of what is counted."""
    phrase, one = reading.phrase, reading.one
    if not phrase.narrowed:
        return False
    bare = not (phrase.thing or phrase.stages)  # 确保|建成一所
    general = one.general and not (phrase.stages and one.unit == "person")
    return general or (bare and one.unit == "school")


def _doubt(walk: Walk, reading: Reading, figure: Figure) -> None:
    """Flag a figure for whatever makes it doubtful; the first reason stays."""
    narrowed, one = reading.phrase.narrowed, reading.one
    if narrowed and one.unit in RATED:
        figure.flag("ambiguous", note=f"a rate of its own: {narrowed}")
    damage.number(figure, reading.number, walk.plain)
    if "cv" in one.features and figure.quantity == "value":
        damage.no_coefficient(figure)
    known = reading.base.figure if reading.base else None
    carried = known.note if known and known.status == "ambiguous" else ""
    here = "" if walk.doubt == OF_NAME and figure.scope == "part" else walk.doubt
    if doubt := here or carried or (one.doubt if figure.scope == "region" else ""):
        figure.flag("ambiguous", note=doubt)
    if why := _not_so(walk, reading, figure):
        figure.flag("ambiguous", note=why)


def _not_so(walk: Walk, reading: Reading, figure: Figure) -> str:
    """Say why a number is of no one year that was, planned, owed or a mean of several, or why its
    sentence cannot be trusted."""
    if _ODD.search(walk.sentence.text):
        return "characters of its sentence are damaged"
    grew = figure.quantity == "growth"
    yearly = ("年均", "每年") if reading.one.features & of_class("act") else ("年均",)
    if grew and _is_planned(walk):
        return "may be a growth that is planned"
    if any(token.text in yearly for token in walk.left):
        return "a mean of several years"
    entered = reading.one.features & {"entrant", "taken_in"}
    if entered and any("累计" in token.text for token in walk.left):
        return "a sum of several years"
    here = "".join(token.text for token in walk.left)
    done = reading.one.unit == "place" and (figure.quantity, figure.scope) == ("value", "region")
    if done and _TO_COME.search(here):
        return "may be of what is still to be built"
    owed = reading.one.unit == "yuan" and any(token.text in DUE for token in walk.left)
    return "what should be paid, not what was" if owed else ""


def _is_planned(walk: Walk) -> bool:
    """Say whether a sentence is of what shall be."""
    said, context = walk.sentence, walk.context
    return bool(said.goal or context.section.future) and not "" < said.near_year <= context.year


def _remember(walk: Walk, reading: Reading, figure: Figure) -> None:
    """Keep what a figure was about for the clauses that leave it out."""
    context, one, stage = walk.context, reading.one, figure.stage
    spoken = stage != "all" or reading.phrase.stages == ("all",)
    if spoken and not one.stage and not walk.outer and one.unit != "place":
        walk.sentence.stage = _stage_to_come(walk, reading, figure)
    known = context.last.figure if context.last else None
    if not (reading.says == "earlier" and known and _alike(known, figure)):
        walk.sentence.topics = _topics(walk, one)
        context.last = Subject(reading.phrase, one, stage, figure.year, figure, figure.start)
    if not reading.phrase.features & of_class("group", "other"):
        context.whole = context.last


def _stage_to_come(walk: Walk, reading: Reading, figure: Figure) -> str | None:
    """Give the stage of the clauses to come that name none: 中小学12所,教师900人 are of no one."""
    stages = reading.phrase.stages
    if not figure.stage:
        return "" if "several" in stages or not stages else None
    joined = letters_of(walk.ahead[:2]) in ("、H", "、M") and not walk.ahead[1].stage
    return None if _is_listed(walk, figure) and not joined else figure.stage


def _topics(walk: Walk, one: Definition) -> tuple[Subject, ...]:
    """Keep of the subjects before those of other indicators, the last of all among them."""
    last, topics = walk.context.last, walk.sentence.topics
    named = [topic for topic in topics if not topic.figure or topic.definition is not one]
    kept = [last] if last and last.definition is not one else []
    return (*named[1 - KEPT :], *kept)


def _kind(figure: Figure) -> str:
    """Give what is listed: schools are, whoever runs them and whether they are new."""
    return figure.base if figure.base == "school" else figure.indicator_id


def _is_listed(walk: Walk, figure: Figure) -> bool:
    """Say whether the figures right before are the same of another stage."""
    same = (_kind(figure), figure.quantity)
    listed = takewhile(lambda one: (_kind(one), one.quantity) == same, reversed(walk.read[:-1]))
    before = list(listed)
    if not before:
        return False
    apart = has(walk.ahead, ";")  # 中小学12所,其中小学9所,学生900人;初中3所
    same_stage = (figure.stage, "all", "") if apart else (figure.stage, "all")
    return any(one.stage not in same_stage for one in before)
