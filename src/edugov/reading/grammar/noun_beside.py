"""A number of the noun beside it, with what that leaves out (近处的名词)."""

from dataclasses import replace

from edugov.reading.grammar.clauses import Clause, saying
from edugov.reading.grammar.context import Subject
from edugov.reading.grammar.cutting import Token, has
from edugov.reading.grammar.meanings import Found, names_something
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.grammar.reading import Reading
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.whose import one_of_several
from edugov.reading.grammar.words import of_class
from edugov.reading.grammar.writing import write
from edugov.reading.numbers import Number


def read_named(walk: Walk, number: Number, phrase: Phrase, link: list[Token], rule: str) -> bool:
    """Read a number for a phrase; the link says whether it is a value, a change, earlier."""
    meanings, context = walk.meanings, walk.context
    says = _says(walk, number, phrase, link)
    change = says == "change"
    if not names_something(phrase, number):
        carried = meanings.carried(number, context, change, True)
        if not carried:
            return False
        meaning, base = carried
        walk.previous = replace(base.phrase, stages=phrase.stages or base.stages)
        return write(walk, Reading(number, meaning, walk.previous, link, says, rule, base))
    acts = phrase.features & of_class("act")  # 新建公办园4所,补充教师20名: not only theirs
    found = None if acts else _of_those(walk, phrase, number)
    found = found or meanings.in_context(phrase, number, context, change)
    if not found:
        return False
    meaning, walk.previous = found
    added = walk.previous.features - phrase.features
    if phrase.features == {"share"} and _is_of_other(walk, added):
        walk.doubt = "a share behind the counts of two things"
    return write(walk, Reading(number, meaning, walk.previous, link, says, rule))


def _is_of_other(walk: Walk, added: frozenset[str]) -> bool:
    """Say whether a bare share is not of what was counted last: 普惠园50所,幼儿7000人,占比88%."""
    last = walk.context.here()
    if not last or last.figure.quantity != "value":
        return False
    return not last.phrase.features & added


def _says(walk: Walk, number: Number, phrase: Phrase, link: list[Token]) -> str:
    """Say what a number says; a percentage of what is no share is a change: 减幅达4.1%."""
    says = saying(link)
    grew = number.kind == "percent" and has(link, "RLG")
    if says == "value" and grew:
        found = walk.meanings.in_context(phrase, number, walk.context, True)
        if found and found[0].definition.unit != "percent":
            return "change"
    return says


def _of_those(walk: Walk, phrase: Phrase, number: Number) -> Found:
    """Find what people of the schools just counted are: 民办学校12所,在校生1200人."""
    last = _schools_before(walk) if number.kind == "person" else _listed_before(walk)
    inside = walk.outer or has(walk.left, "s") or _lists_kinds(walk)
    if not last or last.definition.unit != "school" or has(walk.left, "A"):
        return None  # 民办学校5所,全县在校生1200人
    if inside and not phrase.features:
        return _kinds_of_those(walk, last, phrase, number)
    if number.kind != "person":
        return None
    groups = last.phrase.features & of_class("group")
    if not groups or set(phrase.stages) - {last.stage} or one_of_several(walk, last):
        return None
    whole = replace(phrase, features=phrase.features | groups, stages=(last.stage,))
    found = walk.meanings.of(whole, number, walk.context)
    return (found, whole) if found and not found.groups else None


def _lists_kinds(walk: Walk) -> bool:
    """Say whether 其中 or a colon stands behind the last word for a group: 公办学校96所,其中小学45
    所、初中22所."""
    groups = of_class("group")
    for token in reversed(walk.found[: walk.place]):
        if token.letter in "s:;" or token.features & groups:
            return token.letter in "s:"
    return False


def _schools_before(walk: Walk) -> Subject | None:
    """Give what was counted last, or the schools whose people that are: 民办小学12所;招生900人;"""
    last = walk.context.here()
    if not last or not last.figure.narrowed:
        return last
    return _counted_before(walk, last)


def _counted_before(walk: Walk, last: Subject) -> Subject:
    """Give the schools that were counted before the last subject, else that itself."""
    counted = [one for one in walk.sentence.topics if one.definition.unit == "school"]
    return counted[-1] if counted else last


def _listed_before(walk: Walk) -> Subject | None:
    """Give the schools of which kinds are listed, also behind a kind of no stage: 公办学校96所,其中
    小学45所、九年一贯制学校3所、初中22所."""
    last = walk.context.here()
    kind = last and last.phrase.features & of_class("school_kind") and walk.goes_on
    return _counted_before(walk, last) if kind else last


def _kinds_of_those(walk: Walk, last: Subject, phrase: Phrase, number: Number) -> Found:
    """Find what schools of one stage among those just counted are: 公办学校15所(小学12所)."""
    groups = last.phrase.features & of_class("group")
    if not groups:
        return None
    whole = replace(phrase, features=groups | {"school"})
    found = walk.reader.meanings.of(whole, number, walk.context)
    return (found, whole) if found and not found.groups else None


def filled(walk: Walk, parts: list[Phrase], number: Number) -> list[Phrase]:
    """Let a part of a list that means nothing alone have what the next one has that does."""
    done = []
    for at, part in enumerate(parts):
        alone = walk.meanings.of(part, number, walk.context, True)
        others = [] if alone else [*parts[at + 1 :], *reversed(parts[:at])]
        for other in others:
            whole = replace(part.plus(other), whole=other.whole)
            if walk.meanings.of(whole, number, walk.context, True):
                part = whole
                break
        else:  # what no definition explains is not about what came before
            named = next((other for other in others if other.features), Phrase())
            part = part.plus(named)
        done.append(part)
    return done


def read_whole(walk: Walk, number: Number, phrase: Phrase, clause: Clause) -> bool:
    """Read the whole that something is a share of: 占支出257万元的14%."""
    context = walk.context
    whole = Phrase(phrase.whole, stages=phrase.stages, tokens=phrase.tokens)
    last = context.last
    alone = walk.meanings.of(whole, number, context)  # 占预算支出9亿元: of all, not of education
    if alone and not read_named(walk, number, whole, clause.link, "whole"):
        return False
    own = phrase.features - {"share"}
    if not (last or own):
        return True
    said = phrase if own else last.phrase
    share = replace(said, features=said.features | {"share"}, whole=phrase.whole)
    if found := walk.meanings.of(share, None, context):
        stage = last.stage if last else ""
        topic = Subject(share, found.definition, stage, start=number.stop)
        context.last = last
        walk.sentence.topics = (*walk.sentence.topics, topic)
    return True
