"""What a noun phrase means where it stands: by itself, or with the subjects that it leaves out."""

from dataclasses import replace
from functools import cache

from edugov.reading.fitting_units import RATES
from edugov.reading.grammar.context import Context, Subject
from edugov.reading.grammar.definitions import Asked, Definitions, Meaning
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.grammar.words import of_class
from edugov.reading.numbers import Number

IMPLIED = {"school": "school", "class": "class", "place": "place"}  # unit -> what it counts
Found = tuple[Meaning, Phrase] | None


@cache
def _left_out() -> list[frozenset[str]]:
    """What of a subject before is not meant in turn: nothing, then its groups, then its share."""
    groups, share = of_class("group", "other"), frozenset(("share",))
    return [frozenset(), groups, share, groups | share, frozenset(("standard",))]


NONE: frozenset[str] = frozenset()


class Meanings:
    """Looks up what phrases mean in a context."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions

    def of(
        self, phrase: Phrase, number: Number | None, context: Context, change: bool = False
    ) -> Meaning | None:
        """Find what a phrase by itself means, with what its number's unit implies."""
        features = phrase.features | _implied(phrase, number)
        if not features:
            return None
        if context.sentence.cv and (not number or number.kind in ("", "ratio")):
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

    def alone(self, phrase: Phrase, number: Number | None, context: Context) -> Found:
        """Find what a phrase means by itself."""
        found = self.of(phrase, number, context)
        return (found, phrase) if found else None

    def last(self, phrase: Phrase, number: Number | None, context: Context) -> Found:
        """Find the last subject, for a stage alone."""
        base = next(iter(context.bases()), None)
        if not base:
            return None
        return Meaning(base.definition), replace(base.phrase, stages=phrase.stages)

    def in_context(
        self, phrase: Phrase, number: Number | None, context: Context, change: bool = False
    ) -> Found:
        """Find what a phrase means by itself, or with the subjects that it leaves out."""
        if phrase.features == {"cv"}:  # 差异系数分别为: of the items before
            for base in context.bases():
                whole = phrase.plus(base.phrase)
                if found := self.of(whole, number, context, change):
                    return found, whole
        if found := self.of(phrase, number, context, change):
            return found, phrase
        if phrase.narrowed:
            return None
        things = of_class("thing", "head") if phrase.thing else frozenset()
        for base in context.bases():
            if phrase.features == {"share"} and _is_gone(base, context):
                continue
            counted = _counted(phrase, base)
            left = things | _acts_of(phrase, base, number, context)
            for without in _left_out():
                whole = phrase.plus(base.phrase, without | left)
                whole = replace(whole, features=whole.features | counted)
                if whole.features == phrase.features:
                    continue
                if found := self.of(whole, number, context, change):
                    stages = phrase.stages or _stages_near(base, context, whole, number)
                    return found, replace(whole, stages=stages)
        return None

    def carried(
        self, number: Number, context: Context, change: bool, resumed: bool
    ) -> tuple[Meaning, Subject] | None:
        """Find the subject that an unnamed number is about: the latest that its unit fits.

        One of a sentence before is meant only where the clause takes it up again.
        """
        for base in context.bases():
            old = base.figure is not None and base.start < context.sentence.start
            if old and not resumed:
                continue
            if found := self._as_carried(base, number, context, change):
                return found, base
        return None

    def _as_carried(
        self, base: Subject, number: Number, context: Context, change: bool
    ) -> Meaning | None:
        unit = base.definition.unit
        if change and number.kind in RATES:
            if number.kind != "point" or unit in ("percent", "percentage_point"):
                return Meaning(base.definition)
            share = replace(base.phrase, features=base.phrase.features | {"share"})
            return self.of(share, number, context, change)
        return self.of(base.phrase, number, context, change)


def _stages_near(
    base: Subject, context: Context, phrase: Phrase, number: Number | None
) -> tuple[str, ...]:
    """Give the stages of a subject, or those named since: 小学教师9人,初中在校生60人,教师5人."""
    if not number or number.kind != "person":
        return base.stages
    last = context.here()
    newer = last is not None and last.start > base.start and last.phrase.stages
    return last.stages if newer else base.stages


def names_something(phrase: Phrase, number: Number) -> bool:
    """Say whether a phrase, with what its number's unit implies, names what is counted."""
    implied = phrase.stages and number.kind in IMPLIED
    return bool(phrase.features or implied or number.kind == "class")


def _is_gone(base: Subject, context: Context) -> bool:
    """Say whether a share goes on with no subject of a sentence before, and none that was lost."""
    if context.sentence.lost:
        return True
    return base.start < context.sentence.start and "share" not in base.phrase.features


def _acts_of(
    phrase: Phrase, base: Subject, number: Number | None, context: Context
) -> frozenset[str]:
    """What was done with what was counted before is not done with all: 补充教师20人。教师900人.

    It is with some of them: 其中小学教师9人.
    """
    before = base.figure if phrase.thing else None
    if not before or not number:
        return NONE
    more = (number.value or 0) > (before.value or 0)
    return of_class("act") if more or base.start < context.sentence.start else NONE


def _counted(phrase: Phrase, base: Subject) -> frozenset[str]:
    """What a share behind a count of schools is one of: 公办园12所(占比40%) is none of pupils."""
    counted = base.definition.unit if base.figure else ""
    return frozenset((counted,)) if phrase.features == {"share"} and counted == "school" else NONE


def _implied(phrase: Phrase, number: Number | None) -> frozenset[str]:
    """What the unit of a number says is counted, where no word of its phrase does."""
    if not number or number.kind not in IMPLIED:
        return frozenset()
    if phrase.thing or phrase.features & of_class("school_kind"):
        return frozenset()
    staged = phrase.stages and number.kind == "school"
    counted = phrase.features or staged or number.kind == "class"
    return frozenset((IMPLIED[number.kind],)) if counted else frozenset()
