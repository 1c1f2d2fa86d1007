"""A number whose clause names nothing: it is of the subject before (承前省略)."""

import re
from dataclasses import replace
from itertools import takewhile

from edugov.reading.fitting_units import fits
from edugov.reading.grammar.clauses import Clause, saying
from edugov.reading.grammar.context import Subject
from edugov.reading.grammar.cutting import Token, has
from edugov.reading.grammar.definitions import Meaning
from edugov.reading.grammar.noun_beside import read_named
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.grammar.reading import Reading, Spot
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.whose import place_before
from edugov.reading.grammar.writing import write
from edugov.reading.numbers import Number

RESUMES = frozenset("SBTfsY<")  # a clause with one of these takes up what was said before it
UNITLESS = ("percent", "money", "point", "ratio", "")  # kinds behind which a noun is another's


def read_carried(walk: Walk, spot: Spot, rule: str) -> bool:
    """Carry the subject to a clause that names none, if it holds nothing unknown."""
    number, clause = spot.number, spot.clause
    if not walk.left:
        if number.start == walk.number_end:
            return _is_of_columns(walk, number)
        plain = walk.plain
        before = plain[number.start - 1 : number.start]
        if before == "。" and number.kind == "school":
            return _read_line(walk, number)
        if before in ("", "。", "\n") or plain[number.stop : number.stop + 1] == "的":
            return False
    change = saying(clause.link) == "change"
    if _is_of_another(walk, number, change):
        return False
    resumed = has([*clause.link, *clause.phrase], RESUMES)
    carried = walk.meanings.carried(number, walk.context, change, resumed)
    if not carried:
        return False
    _, base = carried
    apart = _is_before(walk, base)
    bare = replace(spot.phrase, features=frozenset())
    if not any(
        [read_named(walk, number, one, clause.link, rule) for one in _each(walk, bare, clause)]
    ):
        return False
    # 2019年为7.1%: the clause goes on with the later year
    if apart and walk.figures[-1].quantity == "value":
        base.figure.previous_value = number.value
        walk.sentence.clause_year = ""
        walk.context.last = base
    return True


def _each(walk: Walk, bare: Phrase, clause: Clause) -> list[Phrase]:
    """List all that one number is of: 小学、初中均达到1人."""
    if "b" not in clause.letters:
        return [bare]
    stages = bare.stages or _stages_before(walk)
    return [replace(bare, stages=(stage,)) for stage in stages] or [bare]


def _stages_before(walk: Walk) -> list[str]:
    """List the stages of the figures right before, of one thing: 小学9元、初中12元,均增长1%."""
    end = walk.left[0].start if walk.left else walk.sentence.start
    begin = walk.plain.rfind(";", 0, end)
    here = [figure for figure in walk.read if figure.start >= begin]
    said = [(figure.indicator_id, figure.quantity) for figure in here]
    alike = [*takewhile(lambda one: one == said[-1], reversed(said))]
    stages = [figure.stage for figure in here[len(here) - len(alike) :]]
    return stages if len(set(stages)) == len(stages) > 1 else []


def _is_of_columns(walk: Walk, number: Number) -> bool:
    """Doubt the number right before one of its kind: both stand in columns, of which none is
    known."""
    last = walk.context.here()
    if last and fits(last.definition.unit, number):
        last.figure.flag("ambiguous", note="another number stands right beside it")
    return False


def _is_of_another(walk: Walk, number: Number, change: bool) -> bool:
    """Say whether something unknown stands between a number and the subject before it."""
    said = walk.sentence
    if said.lost and not _is_before_it(walk, number):
        return True
    if (said.broken and not change) or _names_its_own(walk, number) or _is_share_of(walk, number):
        return True
    return any(token.letter in "UP" and token.end - token.start > 1 for token in walk.left)


def _is_before_it(walk: Walk, number: Number) -> bool:
    """Say whether a number is what the last figure was before, in its unit: 比上年的9亿元."""
    last = walk.context.here()
    known = last.figure if last else None
    amount = number.kind not in ("", "percent", "point")
    return bool(known and amount) and has(walk.left, "B<f") and fits(known.base, number)


def _read_line(walk: Walk, number: Number) -> bool:
    """Read a count of schools under a line that names their stage."""
    stage = walk.context.paragraph.stage
    return bool(stage) and read_named(walk, number, Phrase(stages=(stage,)), [], "line")


def _names_its_own(walk: Walk, number: Number) -> bool:
    """Say whether a noun stands right behind a number of things: it is of that noun."""
    after = [token for token in walk.ahead[:2] if token.text != "教育"][:1]
    noun = after and after[0].letter in "UHSPQMA" and after[0].start - number.stop in (0, 2)
    return bool(noun) and number.kind not in UNITLESS


def _is_share_of(walk: Walk, number: Number) -> bool:
    """Say whether a percentage is of the things named right behind it: 小学、初中100%的班级."""
    after = [token for token in walk.ahead[:2] if token.text != "的"][:1]
    share = number.kind == "percent" and walk.plain.startswith("的", number.stop)
    return share and has(after, "H")


def _is_before(walk: Walk, base: Subject) -> bool:
    """Say whether a clause is of an earlier year than the figure of its sentence."""
    year, known = walk.sentence.clause_year, base.figure
    return bool(known and year) and year < base.year[:4]


def read_elsewhere(walk: Walk, number: Number) -> bool:
    """Read the growth or value of another place: 惠州市(3.1%)."""
    reader, last = walk.reader, walk.context.last
    if not last:
        return False
    place = place_before(reader.plain, number.start).removeprefix("其中")
    if reader.own(place):
        return False
    grew = last.figure.quantity == "growth" and number.kind == "percent"
    if not grew and not _is_alike(walk, number):
        return False
    near = reader.plain[max(0, number.start - 5) : number.start]
    fell = re.search("[降减]", near)
    link = [Token("L" if fell else "R", number.start, number.start, "")]
    phrase = replace(last.phrase, stages=(last.stage,))
    says = "change" if grew else "value"
    meaning = Meaning(last.definition)
    done = write(walk, Reading(number, meaning, phrase, link, says, "elsewhere", last))
    if done:
        figure = reader.figures[-1]
        figure.scope, figure.note = "part", place
        walk.context.last = last
    return done


def _is_alike(walk: Walk, number: Number) -> bool:
    """Say whether a number can be of what the last figure of the sentence is, elsewhere."""
    last = walk.context.here()
    if not last or last.figure.quantity != "value":
        return False
    return fits(last.definition.unit, number) and not has(walk.left, "RLT")
