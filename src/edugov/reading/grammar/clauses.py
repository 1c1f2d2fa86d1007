"""The words between a mark and a number cut into noun phrase and link (分句)."""

from dataclasses import dataclass
from itertools import pairwise

from edugov.han import IS_HAN
from edugov.reading.grammar.cutting import Token, has, letters_of, only
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.words import of_class

PHRASE = frozenset("HMVQSPs、=YA")  # letters of a noun phrase
NOUNS = frozenset("HMVQSP")  # letters that one begins and ends with


@dataclass(frozen=True)
class Clause:
    """The words before a number, cut in two: its noun phrase, and what links both."""

    phrase: list[Token]
    link: list[Token]
    before: list[Token]

    @property
    def letters(self) -> str:
        """The letters of the link."""
        return letters_of(self.link)


def clause_of(left: list[Token]) -> Clause:
    """Cut the words between the last mark or number and the next number."""
    stop = _last(left, len(left), NOUNS | {"U", "、"})
    while stop and left[stop - 1].text in ("与", "和"):
        stop -= 1
    begin = stop
    while begin and left[begin - 1].letter in PHRASE:
        begin -= 1
    between = left[begin - 1].letter if begin else ""
    to_stage = between in ("T", "l", "D") and only(left[begin:stop], "S、=A")
    if to_stage or (between == "g" and only(left[begin:stop], "V")):
        above = clause_of(left[: begin - 1])  # 标准提高到小学650元, 支出拟安排9亿元
        if any(token.features for token in above.phrase):
            phrase = [*above.phrase, *left[begin:stop]]
            return Clause(phrase, [left[begin - 1], *left[stop:]], above.before)
    while begin < stop and left[begin].letter not in NOUNS | {"A"}:
        begin += 1
    return Clause(left[begin:stop], left[stop:], left[:begin])


def _last(tokens: list[Token], at: int, letters: frozenset[str]) -> int:
    """Give the place behind the last token that has one of some letters."""
    while at and tokens[at - 1].letter not in letters:
        at -= 1
    return at


def unknown_before(clause: Clause) -> str:
    """Return an unknown word right before a noun phrase that no verb opens, or a place within."""
    for thing, token in pairwise(clause.phrase):
        if thing.letter == "H" and token.letter == "P":
            return token.text  # 毕业生|升入杞县|高中12人
    skipped = [token.text == "有" or token.says in ("inner", "loose") for token in clause.before]
    before = [token for token, skip in zip(clause.before, skipped, strict=True) if not skip]
    if not clause.phrase or not before or before[-1].letter != "U":
        return ""
    first, word = clause.phrase[0], before[-1].text
    if first.letter == "V" and has(clause.phrase, "HMQS"):
        return ""
    return word[-8:] if IS_HAN.search(word) else ""


def pieces(tokens: list[Token]) -> list[list[Token]]:
    """Part a phrase where 、 or 和 joins nouns: 小学、初中在校生."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.letter == "、":
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if has(part, NOUNS)]


def first_of_several(clause: Clause) -> list[Token]:
    """Return the first of several different things that a number is printed for, else nothing."""
    parts = pieces(clause.phrase)
    if len(parts) < 2 or set("bD") & set(clause.letters):
        return []
    first, last = phrase_of(parts[0]), phrase_of(parts[-1])
    things = first.features & of_class("thing", "head")
    others = last.features & of_class("thing", "head")
    return parts[0] if things and not things & others else []


def saying(link: list[Token]) -> str:
    """Tell from the words before a number what it says: value, change, earlier."""
    letters = letters_of(link)
    last = max(letters.rfind(letter) for letter in "RLG")
    to = letters.rfind("T")
    if last > to:
        return "change"
    if to >= 0:
        return "value"
    return "earlier" if set("B<f") & set(letters) else "value"


def behind(tokens: list[Token]) -> Phrase:
    """Read the noun phrase right behind a number: 8所|特殊教育学校."""
    words: list[Token] = []
    for token in tokens:
        opens = not words and (token.text == "的" or token.letter == "V")
        if token.letter not in "HMQSA" and not opens:
            break
        words.append(token)
    while words and words[-1].letter in "MA" and not _is_school(words[-1]):
        words.pop()  # 3所学校|还需
    return phrase_of(words)


def _is_school(token: Token) -> bool:
    return bool(token.features & of_class("school_kind"))
