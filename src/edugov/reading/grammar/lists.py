"""Lists that hand out their numbers (分别)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from edugov.reading.figures import Figure
from edugov.reading.grammar.clauses import Clause, pieces
from edugov.reading.grammar.cutting import Token, has, letters_of
from edugov.reading.grammar.meanings import IMPLIED
from edugov.reading.grammar.noun_beside import filled, read_named
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.state import Spread, Walk
from edugov.reading.numbers import Number

MOVES = frozenset("RLG")
_ABOVE = re.compile("上述|(?<![^,;:(、])以上|前述|上列")


def open_list(walk: Walk, clause: Clause, number: Number) -> Spread | None:
    """Begin a list where as many numbers follow as things, stages or years were named."""
    each = has(walk.left, "D")
    wanted = numbers_ahead(walk.found[walk.place :], each)
    if wanted < 2:
        return None
    if has(walk.left, "K"):  # 分别高出国家标准1和2平方米
        return Spread([(None, "")] * wanted)
    every = has(walk.left, "b") and not clause.phrase  # 均达到规定的85%、80%
    if listed := _things(walk, clause, number, wanted, each or every):
        turns = wanted // len(listed)  # 由1、2升到3、4
        if not turns:  # more things than numbers: which of them is not told
            return Spread([(None, "")] * wanted)
        return Spread([(phrase, "") for phrase in listed * turns])
    if each or every:
        return _years_or_lost(walk, clause, number, wanted)
    one = number.kind != "money" and len(pieces(clause.phrase)) == 1
    if one and letters_of(walk.ahead[:2]) == "、#":
        walk.doubt = "more numbers than things"  # 计算机13台和17台
    return None


def _things(walk: Walk, clause: Clause, number: Number, wanted: int, each: bool) -> list[Phrase]:
    """List the things or stages that so many numbers are of, in turn."""
    parts = pieces(clause.phrase)
    listed = _handed_out(walk, parts, wanted) if each else []
    parts = parts or (walk.listed if len(walk.listed) == wanted else [])
    if not listed and all(_is_stageless(token) for token in clause.phrase):
        listed = [Phrase(stages=(stage,)) for stage in just_read(walk, wanted)]
    if not listed and wanted in (len(parts), _twice(walk, parts)):
        walk.listed = parts
        listed = filled(walk, [phrase_of(part) for part in parts], number)
    return listed


def _years_or_lost(walk: Walk, clause: Clause, number: Number, wanted: int) -> Spread | None:
    """Hand numbers out to as many years, or to nothing where more was named than one thing."""
    years = _years_before(walk.found[: walk.place])
    if len(years) == wanted:
        return Spread([(phrase_of(clause.phrase), year) for year in years])
    lost = clause.phrase or len(walk.read) > 1
    return Spread([(None, "")] * wanted) if lost else None


def _twice(walk: Walk, parts: list[list[Token]]) -> int:
    """Count the numbers of a list that is gone through twice: 小学、初中由1、2升到3、4."""
    from_to = has(walk.left, "f") and has(walk.ahead, "T")
    return 2 * len(parts) if from_to and len(parts) > 1 else 0


def _years_before(before: list[Token]) -> list[str]:
    """List the years named before a number, if no other number stands between them."""
    named = [at for at, token in enumerate(before) if token.letter == "Y"]
    if not named or any(token.number for token in before[named[0] : named[-1]]):
        return []
    return years_of(before[at].year for at in named)


def _is_stageless(token: Token) -> bool:
    return token.features <= {"standard"} and not token.stage


def _handed_out(walk: Walk, parts: list[list[Token]], wanted: int) -> list[Phrase]:
    """List what 分别 hands numbers out to, where the clause names one thing or none."""
    own = phrase_of(parts[0]) if len(parts) == 1 else Phrase()
    alone = len(parts) == 1 and not own.stages
    if alone and len(walk.listed) == wanted:
        return [replace(own, stages=phrase_of(part).stages) for part in walk.listed]
    before = takewhile(lambda token: token.letter != ";", reversed(walk.found[: walk.place]))
    named = tuple(token.stage for token in before if token.stage)[:1]
    met = []
    if own.features == {"cv"}:  # 小学5人、初中6人,差异系数分别为; 8项指标的差异系数依次为
        if stages := just_read(walk, wanted):
            return [replace(own, stages=(stage,)) for stage in stages]
        met = _just_met(walk, wanted)
    if _ABOVE.search(walk.sentence.text):
        met = list(walk.reader.phrases.values())[-wanted:]
    if len(met) == wanted:
        return [replace(one, stages=named or one.stages) for one in met]
    if not parts:
        return _just_met(walk, wanted)
    stages = just_read(walk, wanted) if alone else []
    return [replace(own, stages=(stage,)) for stage in stages]


def just_read(walk: Walk, wanted: int) -> list[str]:
    """List the stages of the last figures, if they are one thing for as many stages: 小学5人、
    初中6人(标准为4人、5人)."""
    latest = walk.read[-wanted:]
    stages = [figure.stage for figure in latest]
    alike = len({(figure.indicator_id, figure.quantity) for figure in latest}) == 1
    return stages if alike and len(set(stages)) == wanted else []


def _just_met(walk: Walk, wanted: int) -> list[Phrase]:
    """List what the last figures were about, if each was of another thing: 甲率95%、乙率90%.

    Where as many were met only without what was put together of them, that is left out.
    """
    named = walk.reader.phrases
    met = walk.read
    if len(met) != wanted:
        met = [figure for figure in met if figure.stage == met[-1].stage]
    if len(met) > wanted:
        met = [f for f in met if "composite" not in named[f.indicator_id].features]
    if len({(figure.indicator_id, figure.stage) for figure in met}) != wanted:
        return []
    if _is_one_lost(walk, met):
        return []
    again = Counter(figure.indicator_id for figure in met)
    return [
        replace(
            named[figure.indicator_id],
            features=named[figure.indicator_id].features | _counted(figure),
            stages=(figure.stage,),
            tokens=() if again[figure.indicator_id] > 1 else named[figure.indicator_id].tokens,
        )
        for figure in met
    ]


def _counted(figure: Figure) -> frozenset[str]:
    """Return what a figure counts where only its unit says so: 小学12所."""
    implied = figure.base in IMPLIED and figure.quantity == "value"
    return frozenset((IMPLIED[figure.base],)) if implied else frozenset()


def _is_one_lost(walk: Walk, met: list[Figure]) -> bool:
    """Say whether a number between some figures was not read."""
    read = {figure.start for figure in walk.read}
    between = [
        token.number
        for token in walk.found[: walk.place]
        if token.number and met[0].start < token.start < met[-1].start
    ]
    return any(number.start not in read for number in between)


def numbers_ahead(tokens: list[Token], each: bool) -> int:
    """Count the numbers of a list: one kind, parted by 、 or 和."""
    kind = tokens[0].number.kind
    between = "、=TRL," if each else "、=TRL"
    wanted = 1
    for token in tokens[1:]:
        if token.number:
            if token.number.kind not in (kind, ""):
                break
            wanted += 1
        elif token.letter not in between:
            break
    return wanted


def years_of(printed: Iterable[str]) -> list[str]:
    """List the years that are named, every year of a range."""
    return [year for one in printed for year in _written_out(one)]


def _written_out(printed: str) -> Iterator[str]:
    first, _, last = printed.partition("-")
    if last:
        yield from map(str, range(int(first), int(last) + 1))
    else:
        yield printed


def read_listed(walk: Walk, number: Number, clause: Clause) -> None:
    """Give the next of a list its number."""
    spread = walk.spread
    phrase, year = spread.items[spread.turn]
    spread.turn += 1
    if phrase is None:  # handed out to what was not found
        return
    first, moves = spread.turn == 1, has(clause.link, MOVES)  # 分别减少2%和增加1%
    if first:
        spread.link = [token for token in clause.link if token.letter in "fT<BRLGlcY"]
    elif has(clause.link, "T"):
        spread.link = clause.link
    kept = [token for token in spread.link if token.letter not in MOVES or not moves]
    link = clause.link if first else [*kept, *clause.link]
    if year:
        walk.sentence.clause_year = year
    before = walk.figures[-1:]
    done = read_named(walk, number, phrase, link, "list_of_years" if year else "list")
    if done and year and not first and before:
        walk.figures[-1].previous_value = before[0].value
