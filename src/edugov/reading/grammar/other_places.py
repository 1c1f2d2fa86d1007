"""Other places named beside a number (他地): 同期杞县教育支出15.08亿元 is not the region's own."""

import re
from itertools import takewhile

from edugov.han import HAN
from edugov.reading.grammar.cutting import AREAS, Token, has, only
from edugov.reading.grammar.state import Walk

LONGEST = 12  # characters of a name
NEAR = 24  # characters before a number in which it may be compared with another place
# names that reports also use for parts of any place: 城区, 新区
_COMMON = frozenset(
    "市区 城区 郊区 矿区 新区 老城区 新城区 市郊区 市中区 城中区 东区 西区 南区 北区".split()
)
_LEADS = re.compile(
    "(?:而|其中|另外|此外|同时|与此同时|反观|相邻|邻近|毗邻|附近|周边|邻县|兄弟县)+"
)
_BOUNDS = ",;:()|"


# a number behind it says how far another place is from here: 比杞县高1.2个百分点
_GAP = re.compile(
    r"(?:[比较]|[高低多少]于|[超领落][过出先后])(?:[邻周][近边]的?|同期|兄弟)*"
    rf"(?![^,，;。]*[上去前年全我本各])[{HAN}]{{1,8}}?[县市区旗州省]"
    r"(?:的|平均|水平|均?值)*(?:[高低多少]|领先|落后|提高)?[出了约]*$"
)


def is_gap(before: str) -> bool:
    """Say whether words before a number compare with another place, so that it is no value here.

    >>> is_gap("比邻近的杞县高"), is_gap("比上年全县提高"), is_gap("小学净入学率")
    (True, False, False)
    """
    return _GAP.search(before[-NEAR:]) is not None


def names_of(rows: list[dict[str, str]]) -> frozenset[str]:
    """Return the names of places by which a report can mean no other thing."""
    names = (row["name_zh"] for row in rows)
    return frozenset(name for name in names if name[-1:] in AREAS) - _COMMON


def levels_named(head: str, names: frozenset[str], wider: dict[str, int]) -> set[int]:
    """Return how wide the places are that a title names."""
    return {
        wider[letter]
        for at, letter in enumerate(head, 1)
        if letter in wider
        and any(head[at - size : at] in names for size in range(2, min(at, LONGEST) + 1))
    }


def _name(walk: Walk, at: int) -> tuple[str, int]:
    """Return the longest name of a place that ends with a word, and the word it begins with."""
    found, plain, names = walk.found, walk.plain, walk.reader.places
    last = found[at]
    if last.letter not in "PA" or last.text[-1] not in AREAS:
        return "", at
    first = at
    while (
        first
        and found[first - 1].end == found[first].start
        and last.end - found[first].start < LONGEST
    ):
        first -= 1
    for begin in range(first, at + 1):
        name = plain[found[begin].start : last.end]
        if name in names:
            return name, begin
    lead = _LEADS.match(last.text)
    name = last.text[lead.end() :] if lead else ""  # 而杞县
    return (name, at) if name in names else ("", at)


def _opens(before: list[Token]) -> bool:
    """Say whether a clause opens with what follows these words: 同期, 邻近的."""
    words = [*takewhile(lambda token: token.letter not in _BOUNDS, reversed(before))]
    return all(token.letter in "Y=nABKsP" or _LEADS.fullmatch(token.text) for token in words)


def _listed(walk: Walk, at: int) -> tuple[str, int]:
    """Return a name, with those that it is listed with, 杞县、通许县, and where they begin."""
    name, begin = _name(walk, at)
    if name and begin > 1 and walk.found[begin - 1].letter == "、":
        others, first = _listed(walk, begin - 2)
        if others:
            return f"{others}、{name}", first
    return name, begin


def place_at(walk: Walk, at: int) -> str | None:
    """Return the other place that a number behind a word is of, an empty text where that is the
    region itself, and none where no clause is about a place that ends there.

    A sentence that opens with a place goes on with it; another clause only to its end.
    """
    found = walk.found
    name, begin = _listed(walk, at) if walk.reader.places else ("", at)
    if not name or not _opens(found[:begin]):
        return None
    opens = begin == 0 or only(found[:begin], "Y=nABKsP,") or _LEADS.fullmatch(found[0].text)
    if not opens and has(found[at : walk.place], ",;:|"):
        return None
    return "" if walk.reader.own(name) else name


def place_behind(walk: Walk) -> str:
    """Return the other place that a bracket behind a number names: 支出9亿元,增长3%(杞县)."""
    if not walk.reader.places:
        return ""
    at = walk.place + 1
    while at < len(walk.found) and walk.found[at].letter in "#,RLG=<B":
        at += 1
    inside = [*takewhile(lambda token: token.letter != ")", walk.found[at + 1 : at + LONGEST])]
    if not inside or walk.found[at].letter != "(":
        return ""
    last = at + len(inside)
    name, begin = _listed(walk, last)
    return name if name and begin == at + 1 and not walk.reader.own(name) else ""
