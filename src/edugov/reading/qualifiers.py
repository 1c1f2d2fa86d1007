"""What stands beside a number's noun and narrows it (限定语): 农村, 民办, 抽查, another place, or a
word that nobody knows. Such a number is of a part; it is never vouched for as the region's own."""

import re
from collections import Counter
from collections.abc import Iterator

from edugov.reading.numbers import Number
from edugov.reading.text import LOST
from edugov.reading.tokens import Token

_CLAUSE = frozenset(",，;:()|")
_JOINS = frozenset("、和及与")
_AREA = re.compile("[全我本](国|省|自治区|市|州|盟|县|区|旗)")
_WIDER = {"国": 4, "省": 3, "自治区": 3, "市": 2, "州": 2, "盟": 2, "县": 1, "区": 1, "旗": 1}
_QUOTED = 8  # characters of an unknown word that a note repeats
# kinds of words that a noun phrase goes on across; any other ends it on its left
_OPENING = frozenset(("mark", "year", "filler", "gap", "now"))  # what a place may stand behind
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_INSIDE = frozenset(("stage", "filler", "subset", "both", "unit", "indicator", "slot"))


def own_level(plain: str, region: str) -> int:
    """Return how wide the area of a document is: 4 the nation ... 1 a county, 0 unknown."""
    ending = re.search("(自治区|[省市州盟县区旗])$", region)
    if ending and not region.endswith(("自治县", "自治旗", "自治州")):
        known = _WIDER[ending[1]]
        if ending[1] not in "市区":
            return known
    named = Counter(_WIDER[match[1]] for match in _AREA.finditer(plain) if match[0] != "全国")
    return max(named, key=lambda level: (named[level], -level)) if named else 0


_SCHOOL = re.compile(
    "([\u4e00-\u9fff]{2,12}(?:中学|小学|幼儿园|学校))"
    "(?=学校|办学|基本|年度|质量|公示|简介|概况|信息公开|招生|章程|自评|发展)"
)
_KINDS = re.compile(
    "(?:普通|中等|职业|特殊教育|义务教育|各级各类|民办|公办|全[市县区省]|中)(?:中学|小学|幼儿园|学校)$"
)


def single_school(title: str) -> str:
    """Return the one school that a document's title names, empty where it is of an area."""
    for match in _SCHOOL.finditer(title):
        if not _KINDS.search(match[1]) and not re.search("[省市县区]$|教育$|对", match[1][:-2]):
            return match[1][-_QUOTED:]
    return ""


def narrowing(state, number: Number, indicator: str, word: Token | None) -> str:
    """Return the word that makes a number one of a part, empty where all around it is known.

    Parameters
    ----------
    state : State
        Where reading stands; the number is the one it has come to.
    number : Number
        The number.
    indicator : str
        What it was read as; a word within the indicator's name narrows nothing.
    word : Token, optional
        What names it; none where the subject is carried from the clause before.
    """
    if state.school:
        return state.school
    left = list(_left(state, number))
    for token in _of_noun(state, left, word):
        if token.kind == "subset" and token.printed not in state.lexicon.names.get(indicator, ""):
            return token.printed
    for token in (*_of_noun(state, left, word), *([word] if word else ())):
        if token.kind in ("stage", "indicator"):
            narrowed = state.lexicon.narrowed(token.printed, indicator)
            if narrowed:
                return narrowed
    place = _elsewhere(state, number)
    if place:
        return place
    return _unknown(state, left, word, number)


def _of_noun(state, left: list[Token], word: Token | None) -> list[Token]:
    """Leave out what stands before a noun phrase that begins with a verb: ……等形式|补充教师."""
    if word is None or not state.lexicon.opens(word.printed):
        return left
    return [token for token in left if token.end >= word.start]  # but 抽查|新建学校


def _left(state, number: Number) -> Iterator[Token]:
    """Give the words of a number's own clause before it, the nearest first."""
    for token in reversed(state.found[: state.place]):
        if token.number or (token.kind == "mark" and token.printed in _CLAUSE):
            return
        yield token


def _elsewhere(state, number: Number) -> str:
    """Return the last area that the sentence names before a number, if it is not the document's
    own."""
    sentence = state.found[: state.place]
    clause = min((token.start for token in _left(state, number)), default=number.start)
    for at in range(state.place - 1, -1, -1):
        token = sentence[at]
        near = token.start >= clause and (at == 0 or sentence[at - 1].kind in _OPENING)
        opens = all(word.kind in _OPENING for word in sentence[:at])  # what a sentence is about
        if token.kind == "place" and (near or opens):
            return "" if state.own(token.printed) else token.printed
        area = _AREA.match(token.printed)
        if area and token.kind in ("filler", "unknown"):
            wider = state.level and _WIDER[area[1]] > state.level
            return area[0] if wider and area[0].startswith("全") else ""
    return ""


def _unknown(state, left: list[Token], word: Token | None, number: Number) -> str:
    """Return an unknown word between noun and number, or right before the noun."""
    if word is None:
        return ""
    at = number.start
    for token in left:
        if token.start < word.start:
            break
        inside = token.end <= word.end
        if token.kind == "unknown" and not inside and _HAN.search(token.printed):
            return token.printed[:_QUOTED]
    if state.lexicon.opens(word.printed):
        return ""
    at = word.start
    for token in left:
        if token.start >= word.start:
            continue
        parted = state.plain[token.end : at].strip("“”\"'《》")
        if parted or token.printed in _JOINS or at in state.breaks:
            return ""
        if token.kind == "unknown":
            if state.lexicon.opens(token.printed):
                return ""
            known = LOST in token.printed or not _HAN.search(token.printed)
            return "" if known else token.printed[-_QUOTED:]
        if token.kind not in _INSIDE:
            return ""
        at = token.start
    return ""
