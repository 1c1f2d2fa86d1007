"""What a number is about (主语): rules.csv says where its noun stands, there it is looked for."""

import re
from dataclasses import replace
from itertools import takewhile

from edugov.reading import damage
from edugov.reading.grammar.carried_subject import read_carried, read_elsewhere
from edugov.reading.grammar.clauses import (
    Clause,
    behind,
    first_of_several,
    pieces,
    saying,
    unknown_before,
)
from edugov.reading.grammar.cutting import Token, has, letters_of
from edugov.reading.grammar.meanings import names_something
from edugov.reading.grammar.noun_behind import read_around, read_bare, read_behind
from edugov.reading.grammar.noun_beside import filled, read_named, read_whole
from edugov.reading.grammar.other_places import is_gap
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.reading import Spot
from edugov.reading.grammar.rules import fitting_rules
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.words import of_class
from edugov.reading.numbers import Number

SHAPED = 4  # words behind a number that patterns look at; all of them would cost a long line dear
_RECKONED = re.compile("的增|(?:的?标准)?[计测核推估折]算")
COUNTED = frozenset(("school", "person", "class", "count", "place"))  # may have a noun behind


def read_by_rules(walk: Walk, number: Number, clause: Clause) -> None:
    """Read a number by the first rule that fits its clause and finds what it is about."""
    clause = _of_first(walk, number, clause)
    phrase = _phrase(walk, number, clause)
    if _is_of_another(walk, number):
        return
    ahead = walk.ahead
    beside = ahead and ahead[0].start == number.stop
    if beside and number.kind == "person" and "aided" in ahead[0].features:
        return  # 在校生1200人参加
    after = behind(ahead) if beside else Phrase()
    spot = Spot(number, clause, phrase, after)
    if after.features and ahead[0].letter != "V":
        walk.consumed |= {token.start for token in after.tokens}
    for rule in fitting_rules(_shape(walk, spot), number):
        if rule.subject == "unread":
            return
        if FINDERS[rule.subject](walk, spot, rule.name):
            if "D" in clause.letters:
                parts = len(pieces(clause.phrase))
                damage.fused(walk.figures[-1], walk.plain, number, parts)
                if parts > 1:  # 小学、初中分别为9元
                    walk.figures[-1].flag(
                        "ambiguous", note="several are named, one number is printed"
                    )
            return


def _is_of_another(walk: Walk, number: Number) -> bool:
    """Say whether a number is none of the noun before it, or was read as one of another place."""
    if is_gap(walk.plain[walk.sentence.start : number.start]) or _is_condition(walk, number):
        return True
    if _is_of_before(walk, number) or _is_per_people(walk, number):
        return True
    return read_elsewhere(walk, number) or _is_counted(walk, number)


def _is_per_people(walk: Walk, number: Number) -> bool:
    """Say whether a number of people is for so many inhabitants: 每万人拥有高中生170人."""
    before = walk.found[: walk.place]
    return number.kind == "person" and any(
        "万人" in token.text for token in before if not token.number
    )


def _is_condition(walk: Walk, number: Number) -> bool:
    """Say whether a number only says which ones are meant, 班额50人以内的占96%, or is one to
    reckon with: 高于财政经常性收入15%的增幅, 按每班45人计算."""
    if _RECKONED.match(walk.plain, number.stop):
        return True
    bounded = number.bound and number.kind not in ("percent", "money")
    return bool(bounded and which_ones(walk, number))


def which_ones(walk: Walk, number: Number) -> list[Token]:
    """Return a number as an unknown word of the noun that it belongs to: 占地5亩的|小学3所."""
    if not walk.plain.startswith("的", number.stop):
        return []
    noun = [token for token in walk.ahead if token.text != "的"][:1]
    if not has(noun, "HMSQU") or "standard" in noun[0].features:
        return []
    return [Token("U", number.start, number.stop, walk.plain[number.start : number.stop])]


def _of_first(walk: Walk, number: Number, clause: Clause) -> Clause:
    """Read one number for several known things as of the first: 校舍、操场6万平方米."""
    first = first_of_several(clause)
    if not first or not walk.reader.meanings.of(phrase_of(first), number, walk.context):
        return clause
    walk.doubt = "one number for several things"
    return replace(clause, phrase=first)


def _phrase(walk: Walk, number: Number, clause: Clause) -> Phrase:
    """Read the noun phrase before a number, without what only points back at the subject."""
    phrase = phrase_of(clause.phrase)
    if walk.goes_on or _is_next(walk, number, phrase):
        phrase = _with_acts(walk, phrase)
    features = phrase.features
    if number.kind not in ("school", "count") and features <= of_class("school_kind"):
        features = frozenset()  # 九年一贯制学校104人
    if number.kind != "money" and features == {"standard"}:
        features = frozenset()  # (标准80%)
    narrowed = unknown_before(clause) or _unknown_behind(walk, number, phrase)
    if not (phrase.thing or features & of_class("act")):
        narrowed = narrowed or _unknown_in(clause)
    return replace(phrase, features=features, narrowed=narrowed)


def _unknown_in(clause: Clause) -> str:
    """Return an unknown word of a clause that leaves its subject out: it may name another."""
    item = takewhile(lambda token: token.letter != "、", reversed(clause.before))
    unknown = (token.text for token in item if token.letter == "U")
    return next((text[-8:] for text in unknown if len(text) > 1), "")


def _unknown_behind(walk: Walk, number: Number, phrase: Phrase) -> str:
    """Return an unknown word between a number and its noun: 建设2所“青禾|学校”."""
    after = [token for token in walk.ahead[:3] if token.start >= number.stop][:2]
    if phrase.thing or number.kind not in COUNTED or letters_of(after) not in ("UH", "US", "UM"):
        return ""
    return after[0].text if after[0].start <= number.stop + 1 else ""


def _with_acts(walk: Walk, phrase: Phrase) -> Phrase:
    """Let an item of a list have the acts of the item before: 新建小学1所、幼儿园2所."""
    if not walk.previous or walk.outer:
        return phrase
    acts = walk.previous.features & of_class("act")
    if not acts or phrase.features & of_class("act", "measure"):
        return phrase
    return replace(phrase, features=phrase.features | acts)


def _is_next(walk: Walk, number: Number, phrase: Phrase) -> bool:
    """Say whether only a stage stands between a mark and a number: 扩建幼儿园2所,小学3所."""
    if number.kind != "school" or phrase.features or not walk.left:
        return False
    first = walk.left[0]
    return first.letter == "S" and first.start == walk.number_end + 1


def _is_of_before(walk: Walk, number: Number) -> bool:
    """Say whether a number goes on with a list whose item before it was not read."""
    unread = walk.previous is None and walk.goes_on and not walk.outer
    if not unread or number.kind != "school":
        return False
    return all(one.indicator_id != "schools_count" for one in walk.read)


def _is_counted(walk: Walk, number: Number) -> bool:
    """Say whether the noun before a number is that of the number before: 12所中小学40个班."""
    if not walk.left or walk.left[0].start != walk.number_end:
        return False
    letter = walk.left[0].letter
    return letter in "HMQSAUP" and not (number.kind == "school" and letter == "S")


def _shape(walk: Walk, spot: Spot) -> str:
    """Write what stands around a number as letters, for the patterns of rules.csv."""
    clause = spot.clause
    blocked = not clause.phrase and clause.before and clause.before[-1].letter == "U"
    gap = spot.number.kind != "percent" and has(clause.before, "K")  # 高于省定|标准6册
    right = letters_of(walk.ahead[:SHAPED])
    if spot.after and right:
        right = "N" + right[1:]
    left = "K" * gap + "U" * bool(blocked)
    return f"{left}{_letter(walk, spot)}{clause.letters}#{right}"


def _letter(walk: Walk, spot: Spot) -> str:
    """Write a phrase as one letter: N names something, V does, M says how, S a stage."""
    phrase, number = spot.phrase, spot.number
    if names_something(phrase, number):
        change = saying(spot.clause.link) == "change"
        if walk.meanings.of(phrase, number, walk.context, change):
            return "N"
    if not phrase.features:
        return "S" if phrase.stages else ""
    return "V" if phrase.features <= of_class("act") else "M"


def _read_near(walk: Walk, spot: Spot, rule: str) -> bool:
    """Read a number of the noun near it, or where that names nothing, of one carried to it."""
    phrase, number, clause = spot.phrase, spot.number, spot.clause
    if not names_something(phrase, number):
        return read_carried(walk, spot, rule)
    if _read_each(walk, number, clause):
        return True
    if spot.after.features and not phrase.thing and number.kind in COUNTED:
        return False  # 建设甲县、乙县4所专门学校
    if number.kind == "money" and phrase.whole:
        return read_whole(walk, number, phrase, clause)
    return read_named(walk, number, phrase, clause.link, rule)


def _read_each(walk: Walk, number: Number, clause: Clause) -> bool:
    """Give one number to each of several that share it: 均, 各."""
    parts = [phrase_of(part) for part in pieces(clause.phrase)]
    if len(parts) < 2 or "b" not in clause.letters:
        return False
    done = [
        read_named(walk, number, part, clause.link, "each") for part in filled(walk, parts, number)
    ]
    return any(done)


FINDERS = {  # column subject of rules.csv
    "near": _read_near,
    "behind": read_behind,
    "carried": read_carried,
    "around": read_around,
    "bare": read_bare,
}
