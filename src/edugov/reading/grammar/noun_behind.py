"""A number whose noun stands behind it, on both sides of it, or that lost its unit."""

import re
from dataclasses import replace
from itertools import dropwhile, takewhile

from edugov.reading.grammar.cutting import Token, has, letters_of, only
from edugov.reading.grammar.meanings import Found
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.reading import Reading, Spot
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.words import of_class
from edugov.reading.grammar.writing import write
from edugov.reading.numbers import Number

LOST = frozenset(("yuan", "yuan_per_student", "percent"))  # units without which a number is lost
FLAWS = ("placeholder", "lost_unit", "torn", "malformed")
LEAST = 100  # a smaller amount without its unit is no amount
SMALL = 10
COMPULSORY = {"primary", "lower_secondary"}
MIXED = frozenset(("several", "all", "compulsory"))  # stages that single schools are not of
MARKS = ",;:()|"
_ALL = re.compile("[全我本][国省市县区州旗]|共|总|[现设建办拥]?有|辖|开设|新|建|完成|增")


def read_behind(walk: Walk, spot: Spot, rule: str) -> bool:
    """Read a number of the noun behind it: 共有12所小学, 新建2所幼儿园."""
    phrase, ahead = spot.phrase, walk.ahead
    after = spot.after or _far_behind(ahead)  # 新建7个、改建2个小学项目
    rest = _rest(ahead, after)
    if phrase.thing or not after or _is_of_next(rest, after, phrase):
        return False
    features = after.features | phrase.features
    merged = replace(after, features=features, stages=after.stages or phrase.stages)
    found = _look_up(walk, merged, spot.number)
    if not found:
        return False
    meaning, whole = found
    some = meaning.definition.unit == "school" and (_ends_open(rest) or not _says_whole(walk))
    told = _is_closed(walk, rest, phrase) and not (some and _is_mixed(merged))
    if meaning.definition.general and not told:
        return False
    if not write(walk, Reading(spot.number, meaning, whole, spot.clause.link, "value", rule)):
        return False
    walk.previous = whole
    walk.consumed |= {token.start for token in after.tokens}
    if some:
        walk.figures[-1].scope = "part"
        walk.sentence.stage = _stage_of_list(walk, rest)
    return True


def _rest(ahead: list[Token], after: Phrase) -> list[Token]:
    """Give what follows a noun that stands right behind the number."""
    beside = after and ahead[0] is after.tokens[0]
    return ahead[len(after.tokens) :] if beside else []


def _stage_of_list(walk: Walk, rest: list[Token]) -> str:
    """Give the stage of all schools of a list: 6所小学、3所初中班额超标,其中大班额9个."""
    named = {token.stage for token in _up_to(rest, MARKS)} - {""} | {walk.figures[-1].stage}
    return "compulsory" if named == COMPULSORY else ""


def _is_mixed(phrase: Phrase) -> bool:
    """Say whether schools are of no one stage: of 2所中小学转为公办 nothing is told."""
    return set(phrase.stages) <= MIXED


def _is_of_next(rest: list[Token], after: Phrase, phrase: Phrase) -> bool:
    """Say whether the noun behind a number is of the number behind it: 改建幼儿园2所|小学3所."""
    if not rest or not rest[0].number:
        return False
    return bool(phrase.stages) or not after.features


def _look_up(walk: Walk, phrase: Phrase, number: Number) -> Found:
    """Find what a noun behind a number means; only one of an act or a group leaves out more."""
    meanings = walk.meanings
    if walk.outer or phrase.features & of_class("act", "group", "other"):
        return meanings.in_context(phrase, number, walk.context)
    return meanings.alone(phrase, number, walk.context)


def _is_closed(walk: Walk, rest: list[Token], phrase: Phrase) -> bool:
    """Say whether nothing behind the noun makes another of it: 新建2所幼儿园投用."""
    letter = letters_of(rest[:1])
    if letter in MARKS + "、":
        return True
    if letter == "b":
        return _says_whole(walk)
    return bool(phrase.features) and letter == "V"


def _ends_open(rest: list[Token]) -> bool:
    """Say whether a list of schools goes on with what they do: 有6所小学、3所初中班额超标."""
    kinds = of_class("school_kind")
    behind = dropwhile(lambda token: token.letter in "、#SHQ=" or token.features & kinds, rest)
    return has(rest[:1], "、") and not only([*behind][:1], MARKS)


def _says_whole(walk: Walk) -> bool:
    """Say whether the words before a number say that it is all of them: 全县27所, 共有."""
    return bool(walk.outer) or any(_ALL.search(token.text) for token in walk.left)


def _far_behind(ahead: list[Token]) -> Phrase:
    """Read the nouns of the clause that stand behind its last number."""
    words: list[Token] = []
    for token in _up_to(ahead, MARKS):
        if token.number or token.letter == "、":
            words.clear()
        else:
            words.append(token)
    return _nouns(words)


def _up_to(ahead: list[Token], marks: str) -> list[Token]:
    return list(takewhile(lambda token: token.letter not in marks, ahead))


def _nouns(words: list[Token]) -> Phrase:
    return phrase_of([token for token in words if token.letter in "HMVQS"])


def read_around(walk: Walk, spot: Spot, rule: str) -> bool:
    """Read a share of what stands before it, for what stands behind: 按公用经费5%安排培训费."""
    named = _nouns(_up_to(walk.ahead, MARKS + "#、"))
    merged = replace(spot.phrase, features=spot.phrase.features | named.features)
    meaning = walk.meanings.of(merged, spot.number, walk.context)
    if not meaning:
        return False
    return write(walk, Reading(spot.number, meaning, merged, [], "value", rule))


def read_bare(walk: Walk, spot: Spot, rule: str) -> bool:
    """Read a number whose unit is lost or cut off, to be flagged."""
    number, phrase = spot.number, spot.phrase
    value = number.value or 0
    large = number.kind == "money" and "万" in number.unit
    if not (large or number.flaw or (number.kind == "" and value >= SMALL)):
        return False
    look = walk.meanings.in_context if phrase.features else walk.meanings.last
    found = look(phrase, None, walk.context)
    if not found or not _can_be_lost(number, found[0].definition.unit, large):
        return False
    if large:
        number.flaw = "scale"  # 生均720万元
    elif number.flaw not in FLAWS:
        number.flaw = "lost_unit"
    return write(walk, Reading(number, *found, [], "value", rule))


def _can_be_lost(number: Number, unit: str, large: bool) -> bool:
    """Say whether a number of an indicator in this unit can have lost its own."""
    if unit not in LOST or (large and unit != "yuan_per_student"):
        return False
    return number.value is None or number.value >= LEAST or unit == "percent"
