"""Lists that hand out their numbers (分别)."""

import re
from dataclasses import dataclass, field, replace

from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.subjects import Clause, pieces
from edugov.reading.grammar.words import Token
from edugov.reading.numbers import Number


@dataclass
class Spread:
    """A list being handed out: a phrase and a year for each number."""

    items: list[tuple[Phrase, str]]
    turn: int = 0
    link: list[Token] = field(default_factory=list)


def open_list(reader, clause: Clause, number: Number) -> Spread | None:
    """Begin a list where as many numbers follow as things, stages or years were named."""
    each = any(t.letter == "D" for t in reader.left)
    wanted = numbers_ahead(reader.found[reader.place :], each)
    if wanted < 2:
        return None
    parts = pieces(clause.phrase)
    said = reader.listed
    if len(parts) == 1 and said and each and not phrase_of(parts[0]).stages:
        own = phrase_of(parts[0])
        lists = [phrase_of(part) for part in said]
        if len(lists) == wanted:
            return Spread([(replace(own, stages=part.stages), "") for part in lists])
    if each and re.search("上述|以上|前述|上列", reader.context.sentence.text):
        met = list(reader.writer.phrases.values())[-wanted:]
        stages = tuple(token.stage for token in reader.left if token.stage)[-1:]
        if len(met) == wanted:
            return Spread([(replace(one, stages=stages or one.stages), "") for one in met])
    if each and not parts and (met := _just_met(reader, wanted)):
        return Spread([(phrase, "") for phrase in met])
    if each and len(parts) == 1 and (stages := just_read(reader, wanted)):
        own = phrase_of(parts[0])
        if not own.stages:
            return Spread([(replace(own, stages=(stage,)), "") for stage in stages])
    if not parts and len(said) == wanted:
        parts = said
    bare = all(token.features <= {"standard"} and not token.stage for token in clause.phrase)
    if bare and (stages := just_read(reader, wanted)):
        return Spread([(Phrase(stages=(stage,)), "") for stage in stages])
    years = years_of(t.year for t in reader.found[: reader.place] if t.letter == "Y")
    if len(parts) == wanted:
        reader.listed = parts
        phrases = [phrase_of(part) for part in parts]
        return Spread([(phrase, "") for phrase in reader.filled(phrases, number)])
    if each and len(years) == wanted:
        return Spread([(phrase_of(clause.phrase), year) for year in years])
    return None


def just_read(reader, wanted: int) -> list[str]:
    """List the stages of the last figures, if they are one thing for as many stages: 小学5人、
    初中6人(标准为4人、5人)."""
    start = reader.context.sentence.start
    latest = [f for f in reader.figures[-12:] if f.start >= start and f.note != "earlier value"]
    stages = [figure.stage for figure in latest[-wanted:]]
    alike = len({(f.indicator_id, f.quantity) for f in latest[-wanted:]}) == 1
    return stages if alike and 1 < len(set(stages)) == wanted else []


def _just_met(reader, wanted: int) -> list[Phrase]:
    """List what the last figures were about, if each was of another thing: 甲率95%、乙率90%."""
    start = reader.context.sentence.start
    latest = [f for f in reader.figures[-wanted:] if f.start >= start]
    if len({figure.indicator_id for figure in latest}) != wanted:
        return []
    named = reader.writer.phrases
    return [replace(named[f.indicator_id], stages=(f.stage,)) for f in latest]


def numbers_ahead(tokens: list[Token], each: bool) -> int:
    """Count the numbers of a list: one kind, parted by 、 or 和."""
    first = tokens[0].number
    wanted = 1
    for token in tokens[1:]:
        if token.number:
            if token.number.kind != first.kind and token.number.kind and first.kind:
                return wanted
            wanted += 1
        elif not (token.letter in "、=TRL" or (each and token.letter == ",")):
            break
    return wanted


def years_of(printed) -> list[str]:
    """List the years that are named, every year of a range."""
    years = []
    for year in printed:
        first, _, last = year.partition("-")
        if last and int(last) - int(first) < 20:
            years += [str(one) for one in range(int(first), int(last) + 1)]
        else:
            years.append(year)
    return years
