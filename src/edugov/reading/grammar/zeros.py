"""A zero in words (无超大班额): read as the number 0."""

import re
from dataclasses import replace

from edugov.reading.grammar.clauses import clause_of
from edugov.reading.grammar.cutting import Token, has
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.reading import Reading
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.words import of_class
from edugov.reading.grammar.writing import write
from edugov.reading.numbers import Number

_DUE = re.compile("到20[0-9x]{2}年")
TOGETHER = frozenset(("primary", "lower_secondary", "compulsory"))


def read_none(walk: Walk, token: Token) -> None:
    """Read 无超大班额 and 超大班额全部消除 as 0, where it is no goal."""
    context = walk.context
    after = [word for word in walk.ahead if not (word.number or word.letter == "=")]
    phrase = phrase_of(clause_of(walk.left).phrase)
    named = after[: 1 + has(after[:1], "S")]  # 消除|义务教育|大班额
    if named and named[-1].features > {"class"}:
        if has(walk.left, "U"):
            return
        groups = phrase.features & of_class("group", "other")  # 起始年级全部消除大班额
        phrase = replace(phrase_of(named), features=groups | named[-1].features)
        after = after[len(named) :]
    said = context.sentence
    if (
        phrase.features <= {"class"}
        or _DUE.search(said.text)
        or said.goal
        or context.section.future
    ):
        return
    if has(after[:1], "Ugz"):
        return
    number = Number(token.start, token.end, token.end, 0.0, kind="class")
    context.sentence.stage = _stage_left_open(walk, phrase)
    meaning = walk.meanings.of(phrase, number, context)
    if meaning and write(walk, Reading(number, meaning, phrase, [], "value", "none")):
        walk.figures[-1].note = "stated in words"


def _stage_left_open(walk: Walk, phrase: Phrase) -> str | None:
    """Give the stage of no large classes behind several: 小学大班额7个,初中9个;无超大班额."""
    named = {token.stage for token in walk.found[: walk.place]} - {""}
    if phrase.stages or len(named) < 2:
        return walk.sentence.stage
    return "compulsory" if named <= TOGETHER else ""
