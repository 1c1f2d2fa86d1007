"""What a number is about (主语): the noun near it, the noun behind it, or what was carried."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edugov.reading.fitting import RATES
from edugov.reading.grammar.context import Context, Subject
from edugov.reading.grammar.definitions import Asked, Definitions, Meaning
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.words import Token, classes
from edugov.reading.numbers import Number

PHRASE = frozenset("HMVQSPs、=YA")  # letters of a noun phrase
NOUNS = frozenset("HMVQSP")  # letters that one begins and ends with
_HAN = re.compile("[\u4e00-\u9fff]")
IMPLIED = {"school": "school", "class": "class", "place": "place"}  # unit -> what it counts


@dataclass(frozen=True)
class Clause:
    """The words before a number, cut in two: its noun phrase, and what links both."""

    phrase: list[Token]
    link: list[Token]
    before: list[Token]


def clause_of(left: list[Token]) -> Clause:
    """Cut the words between the last mark or number and the next number."""
    at = len(left)
    while at and left[at - 1].letter not in NOUNS | {"U", "、"}:
        at -= 1
    while at and left[at - 1].letter == "、" and left[at - 1].text in ("与", "和"):
        at -= 1
    stop = at
    while at and left[at - 1].letter in PHRASE:
        at -= 1
    if at and left[at - 1].letter in "TlD" and all(t.letter in "S、=A" for t in left[at:stop]):
        above = clause_of(left[: at - 1])  # 标准提高到小学650元
        if any(t.features for t in above.phrase):
            return Clause(
                [*above.phrase, *left[at:stop]], [left[at - 1], *left[stop:]], above.before
            )
    first = at
    while first < stop and left[first].letter not in NOUNS | {"A"}:
        first += 1
    return Clause(left[first:stop], left[stop:], left[:first])


def unknown_before(clause: Clause, plain: str, breaks: frozenset[int]) -> str:
    """Return an unknown word right before a noun phrase that no verb opens."""
    phrase = clause.phrase
    before = [t for t in clause.before if not (t.word and t.word.says in ("inner", "loose"))][-1:]
    opened = phrase and phrase[0].letter == "V" and any(t.letter in "HMQS" for t in phrase)
    if not phrase or opened or not before or before[0].letter != "U":
        return ""
    if phrase[0].start in breaks or phrase[0].letter == "A":  # 全县小学
        return ""
    between = plain[clause.before[-1].end : phrase[0].start].strip("“”\"'《》")
    return before[0].text[-8:] if not between and _HAN.search(before[0].text) else ""


def pieces(tokens: list[Token]) -> list[list[Token]]:
    """Part a phrase where 、 or 和 joins nouns: 小学、初中在校生."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.letter == "、":
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if any(token.letter in NOUNS for token in part)]


class Meanings:
    """Looks up what phrases mean in a context."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions

    def of(
        self, phrase: Phrase, number: Number | None, context: Context, change: bool = False
    ) -> Meaning | None:
        """Find what a phrase by itself means, with what its number's unit implies."""
        features = phrase.features
        kinds = any(classes()[feature] == "school_kind" for feature in features)
        if number and number.kind in IMPLIED and not (phrase.thing or kinds):
            if features or number.kind == "class" or (phrase.stages and number.kind == "school"):
                features = features | {IMPLIED[number.kind]}
        if not features:
            return None
        if context.sentence.cv and number and number.kind in ("", "ratio"):
            features = features | {"cv"}
        if context.sentence.cv and not number:
            features = features | {"cv"}
        text = context.sentence.text
        asked = Asked(
            features,
            phrase.whole,
            phrase.stages[-1] if phrase.stages else context.stage_inherited(),
            bool(set(phrase.stages) - {"all"}),
            number,
            change,
            text,
            text[: number.start - context.sentence.start] if number else text,
        )
        found = self.definitions.meaning(asked)
        if not found and "paid" in features:
            found = self.definitions.meaning(replace(asked, features=features - {"paid"}))
        return found

    def alone(
        self, phrase: Phrase, number: Number | None, context: Context
    ) -> tuple[Meaning, Phrase] | None:
        """Find what a phrase means by itself."""
        found = self.of(phrase, number, context)
        return (found, phrase) if found else None

    def last(
        self, phrase: Phrase, number: Number | None, context: Context
    ) -> tuple[Meaning, Phrase] | None:
        """Find the last subject, for a stage alone."""
        for base in bases(context):
            if base.definition and phrase.stages:
                return Meaning(base.definition), replace(base.phrase, stages=phrase.stages)
        return None

    def in_context(
        self, phrase: Phrase, number: Number | None, context: Context, change: bool = False
    ) -> tuple[Meaning, Phrase] | None:
        """Find what a phrase means by itself, or with the subjects that it leaves out."""
        if phrase.features == {"cv"}:  # 差异系数分别为: of the items before
            for base in bases(context):
                whole = phrase.plus(base.phrase)
                if base.phrase.features and (found := self.of(whole, number, context, change)):
                    return found, whole
        if found := self.of(phrase, number, context, change):
            return found, phrase
        if phrase.narrowed:
            return None
        known = classes()
        things = frozenset(f for f, name in known.items() if name in ("thing", "head"))
        groups = frozenset(f for f, name in known.items() if name in ("group", "other"))
        for base in bases(context):
            for without in (set(), groups, {"share"}, groups | {"share"}, {"standard"}):
                whole = phrase.plus(base.phrase, without | (things if phrase.thing else set()))
                if whole.features == phrase.features:
                    continue
                if found := self.of(whole, number, context, change):
                    return found, replace(whole, stages=phrase.stages or _stages(base))
        return None


def _stages(base: Subject) -> tuple[str, ...]:
    return (base.stage,) if base.figure else base.phrase.stages


def bases(context: Context) -> Iterator[Subject]:
    """Give the subjects that a clause may leave out, the nearest first."""
    named = sorted(
        filter(None, (*context.topics, *context.sentence.topics, context.last)),
        key=lambda subject: -subject.start,
    )
    yield from named


def carried(
    meanings: Meanings, number: Number, context: Context, change: bool, resumed: bool
) -> tuple[Meaning, Subject] | None:
    """Find the subject that an unnamed number is about: the latest that its unit fits."""
    for base in bases(context):
        old = base.figure is not None and base.start < context.sentence.start
        if old and not resumed:
            continue
        if found := _as_carried(meanings, base, number, context, change):
            return found, base
    return None


def _as_carried(
    meanings: Meanings, base: Subject, number: Number, context: Context, change: bool
) -> Meaning | None:
    phrase = base.phrase
    if change and number.kind == "point" and base.definition:
        if base.definition.unit not in ("percent", "percentage_point"):
            phrase = replace(phrase, features=phrase.features | {"share"})
    if change and number.kind in RATES and base.definition and phrase is base.phrase:
        return Meaning(base.definition)
    return meanings.of(phrase, number, context, change)


def _is_school(token: Token) -> bool:
    return any(classes()[feature] == "school_kind" for feature in token.features)


def behind(tokens: list[Token]) -> Phrase:
    """Read the noun phrase right behind a number: 8所|特殊教育学校."""
    words = []
    for token in tokens:
        if token.letter not in "HMQSA" and (words or (token.text != "的" and token.letter != "V")):
            break
        words.append(token)
    while words and words[-1].letter in "MA" and not _is_school(words[-1]):
        words.pop()  # 3所学校|还需
    return phrase_of(words)
