"""Stage, year and name of a figure (学段、年份、名称): its own, else what is inherited."""

import re
from itertools import takewhile

from edugov.reading.grammar.clauses import NOUNS
from edugov.reading.grammar.context import HOLDING, only_stage
from edugov.reading.grammar.cutting import Token, has, only
from edugov.reading.grammar.definitions import Definition
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.reading import Reading
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.words import of_class

ITEM = re.compile("[二三四五六七八九]是")  # opens an item of a list within a sentence
OF_NAME = "its stage may be that of the name of one school"
LARGE = frozenset(("large", "super_large"))
LONGEST_LABEL = 21  # characters; a longer one is a piece of the text, and no name
ABOVE = frozenset(("upper_secondary", "upper_secondary_stage", "vocational"))
_STATES = frozenset(("percent", "ratio", "yuan_per_student", "m2_per_student", "per_100_students"))
_STOCKS = frozenset(("student", "staff", "teacher", "school", "class", "building", "classroom"))
_THERE = _STOCKS | {
    "full_time",
    "at_school",
    "public",
    "private",
    "inclusive",
    "multimedia",
    "large",
}
_FLOWS = frozenset(("place", "m2", "person", "school"))  # what was done for a stage is counted in
_ORDINAL = re.compile("第.{1,2}$")
HELD = {frozenset(("primary", "lower_secondary")): "compulsory"}  # stages that make up another
_SUM = re.compile("[总一]共|[共合总]计")


def stage_of(walk: Walk, reading: Reading) -> str:
    """Give a figure's stage: the indicator's own, those named, what is inherited."""
    one, context = reading.one, walk.context
    named = reading.phrase.stages
    if one.stage == "=all" and reading.base and len(named) == 1 and named[0] != "several":
        return named[0]  # 教育经费9亿元,其中小学4亿元
    if one.stage.startswith("="):
        return one.stage[1:]
    if added := _summed(walk, one):
        return "all" if one.unit == "place" else HELD.get(added, "")
    stages = [stage for stage in named if stage != "several"]
    if named:
        return _named(walk, stages, reading)
    if one.stage:
        return context.sentence.stage or one.stage
    return _inherited(walk, reading)


def _inherited(walk: Walk, reading: Reading) -> str:
    """Give the stage of a figure whose words name none."""
    one, context = reading.one, walk.context
    if _goes_on_counting(walk, reading):
        return context.stage_above() or "all"  # 特教学校1所,民办学校5所
    if one.unit == "yuan" and one.context and (purpose := _unordered(_purpose(walk.ahead))):
        return only_stage(purpose)  # of several stages it is left open
    if own := only_stage(walk.left):  # 高等教育不断发展、毛入学率达29%
        return own
    if context.sentence.stage == "" and has(walk.left, "A"):
        return context.stage_above() or "all"  # 中小学教师12人,全县教师90人
    return _left_open(walk, one, _above(walk, reading))


def _summed(walk: Walk, one: Definition) -> frozenset[str]:
    """Give the stages of which a number is the sum, those before it in its sentence: 新增小学学位
    600个,初中学位400个,总共新增1000个."""
    told = "".join(token.text for token in walk.left)
    if not _SUM.search(told) or any(token.stage for token in walk.left):
        return frozenset()
    added = {figure.stage for figure in walk.read if figure.indicator_id == one.indicator}
    return frozenset(added) if len(added) > 1 else frozenset()


def _above(walk: Walk, reading: Reading) -> str:
    """Give the stage that the sentence, or what stands above it, hands down."""
    context = walk.context
    if _is_apart(walk, reading):
        return context.stage_above() or context.title_stage or "all"
    inherited = context.stage_inherited(not _begins_anew(walk, reading))
    if context.section.beside & reading.phrase.features:
        return context.title_stage or "all"
    return inherited


def _is_again(walk: Walk, one: Definition) -> bool:
    """Say whether the figure right before is of the same kind; else what was named before is of
    other things: 初中巩固率98%,满意度95%."""
    before = walk.context.here()
    return before is not None and before.definition is one


def _is_apart(walk: Walk, reading: Reading) -> bool:
    """Say whether what was done stands behind a semicolon, and the sentence did not open with a
    stage: 县城3所小学平均班额52人;新招教师20人."""
    before = walk.found[: walk.place]
    first = next((at for at, token in enumerate(before) if token.stage), 0)
    opens = only(before[:first], "=YA,")
    here = _of_item(before)
    acts = reading.one.features & of_class("act")
    if "satisfaction" in reading.one.features:
        return not _is_again(walk, reading.one)
    return bool(acts) and has(before, ";") and not opens and not any(one.stage for one in here)


def _begins_anew(walk: Walk, reading: Reading) -> bool:
    """Say whether a figure is of no stage of the sentence before: what was done, money, places, or
    anything where its own sentence has named a stage."""
    one = reading.one
    acts = one.features & of_class("act") or one.unit in ("yuan", "place")
    return bool(acts) or any(token.stage for token in walk.found[: walk.place])


def _left_open(walk: Walk, one: Definition, inherited: str) -> str:
    """Give the stage of a figure above which none is named; of large classes it is left open."""
    if inherited != "all":
        return inherited
    if one.features & LARGE:
        return ""
    before = _outside_brackets(_of_item(walk.found[: walk.place]))
    stage = _one_stage(before) if one.unit in _FLOWS else ""  # 幼儿园项目37个,新增学位900个
    if stage and all(_is_name(before, at) for at, token in enumerate(before) if token.stage):
        walk.doubt = "" if _names_schools(before) else OF_NAME
        return stage if walk.doubt else "all"
    return stage or "all"


def _outside_brackets(words: list[Token]) -> list[Token]:
    """Leave out what stands in brackets: 教职工(含幼儿园)1200人."""
    outside = []
    depth = 0
    for token in words:
        depth += {"(": 1, ")": -1}.get(token.letter, 0)
        if depth <= 0:
            outside.append(token)
    return outside


def _one_stage(words: list[Token]) -> str:
    """Return the one stage that words name; 第三小学 is the name of one school."""
    return only_stage(_unordered(words)) if only_stage(words) else ""


def _unordered(words: list[Token]) -> list[Token]:
    """Return the words for stages that are not the name of one school."""
    pairs = zip([None, *words], words, strict=False)
    return [token for last, token in pairs if token.stage and not _is_ordered(last, token)]


def _of_item(words: list[Token]) -> list[Token]:
    """Leave out what stands before the last semicolon."""
    return [*takewhile(lambda token: token.letter != ";", reversed(words))][::-1]


def _names_schools(words: list[Token]) -> bool:
    """Say whether a list has names of schools: 城西小学等7所学校, 城西小学、县七中2所."""
    return any(token.text[:1] == "等" or token.letter == "P" for token in words)


def _is_name(words: list[Token], at: int) -> bool:
    """Say whether an unknown word stands right before a stage: 城西|小学."""
    last = words[at - 1] if at else None
    return last is not None and last.letter in "UP" and last.end == words[at].start


def _is_ordered(last: Token | None, token: Token) -> bool:
    """Say whether a word is the name of one school: 第三|小学."""
    ordered = last is not None and last.letter == "U" and _ORDINAL.search(last.text)
    return bool(ordered) or token.text[0] == "第"


def _goes_on_counting(walk: Walk, reading: Reading) -> bool:
    """Say whether a count of schools of no stage stands behind one of a stage, and names them."""
    before = walk.context.here()
    known = before.figure if before and not walk.outer else None
    if not known or known.base != "school":
        return False
    return any(token.text.endswith("学校") for token in reading.phrase.tokens)


def _named(walk: Walk, stages: list[str], reading: Reading) -> str:
    """Make one stage of those that a phrase names.

    中小学 has no code, but in a document of compulsory education it is just that.
    """
    if not stages:
        if any(token.stage in ABOVE for token in walk.found):
            return ""
        about = walk.context.section.stage or walk.context.title_stage
        here = any(token.stage == "compulsory" for token in walk.left)
        return "compulsory" if here or about == "compulsory" else ""
    if set(stages) == {"preschool"} and "several" in reading.phrase.stages:
        return "all"  # 中小学、幼儿园12所
    if len(stages) == 1:
        return stages[0]
    if "special" in stages:
        return "special"  # 小学阶段特殊教育在校生
    if together := HELD.get(frozenset(stages)):
        return together
    return "" if reading.one.general else stages[-1]


def _counts(words: list[Token]) -> bool:
    """Say whether the clause that words begin with counts something: 新建高中20所."""
    return has(takewhile(lambda token: token.letter not in ",;", words), "#")


def _purpose(ahead: list[Token]) -> list[Token]:
    """Return the words behind money that say what it is for: 投入68万元,改善高中办学条件."""
    words: list[Token] = []
    for place, token in enumerate(ahead):
        rest = ahead[place + 1 :]
        listed = only_stage(words) and has(rest[:1], "V")  # 新建小学2所,改建初中1所
        told = token.letter == "," and has(words, NOUNS) and _counts(rest) and not listed
        if token.letter == ";" or told:
            break
        words.append(token)
    return words


def year_of(walk: Walk, reading: Reading, quantity: str) -> tuple[str, bool]:
    """Give a figure's year, and whether it is inferred: the document's, or 去年 of a text that does
    not say when it was written."""
    context = walk.context
    if reading.says == "earlier":
        return _earlier_year(context, reading), False
    given = context.year_printed()
    near = context.sentence.near_year or context.paragraph.year
    if quantity == "target" and context.section.future and not near:
        return context.section.year or context.published, False
    stated = quantity in ("value", "standard") and _is_state(reading.one)
    stated = stated or (quantity == "change" and reading.one.unit in _STATES)
    if given == context.period and stated:
        given = given[-4:]
    if given or quantity == "target":
        return given, bool(given) and given == context.sentence.supposed
    return context.year, True


def _is_state(one: Definition) -> bool:
    """Say whether a value is of a day and no sum over years: a rate, or what there is."""
    return one.unit in _STATES or (bool(one.features & _STOCKS) and one.features <= _THERE)


def _earlier_year(context, reading: Reading) -> str:
    """Give the year that a number is compared with: one named, or that before."""
    named = [token.year for token in reading.link if token.letter == "Y"]
    if named:
        return named[-1]
    if has(reading.link, "B<"):
        now = (context.year_printed() or context.year)[:4]
        back = max(years_back(token) for token in reading.link if token.letter in "B<")
        return str(int(now) - back) if now.isdigit() else ""
    return context.sentence.origin


def years_back(token: Token) -> int:
    """Return how many years before its own a word for an earlier year is of: 去年1, 前年2."""
    return 2 if "前年" in token.text else 1


def _can_be_of(said: Phrase, stage: str) -> bool:
    """Say whether words name a figure's stage, one that holds it, or several."""
    return len(said.stages) != 1 or said.stages[0] in ("several", stage, *HOLDING)


def label_of(walk: Walk, phrase: Phrase, one: Definition, stage: str) -> str:
    """Give the words that name a figure, or the indicator's name where they say only a part, or
    another stage: 初中在校生:小学12人."""
    tokens = [token for token in phrase.tokens if token.letter != "、"]
    while tokens and tokens[0].letter in "A=Y":
        tokens = tokens[1:]
    while tokens and (tokens[-1].letter in "A=Y" or (tokens[-1].letter == "S" and tokens[1:])):
        tokens = tokens[:-1]
    said = phrase_of(tokens)
    named = walk.meanings.of(said, None, walk.context)
    counted = one.unit == "school" and said.stages and not said.features
    same = counted or (named and named.definition.indicator == one.indicator)
    if same and _can_be_of(said, stage) and len(said.text) <= LONGEST_LABEL:
        return said.text
    return walk.reader.names.get(one.indicator, "")
