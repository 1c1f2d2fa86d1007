"""Words with their kinds and features, and a sentence cut into them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from edugov import tables
from edugov.fault import Fault
from edugov.reading.numbers import Number, numbers, value_of
from edugov.reading.rows import rows_of
from edugov.reading.text import LOST
from edugov.reading.years import YEAR, year_of

LETTERS = {
    "area": "A",
    "place": "P",
    "stage": "S",
    "group": "Q",
    "year": "Y",
    "previous": "B",
    "than": "<",
    "from": "f",
    "to": "T",
    "rise": "R",
    "fall": "L",
    "growth": "G",
    "each": "D",
    "both": "b",
    "goal": "g",
    "limit": "l",
    "rule": "r",
    "compare": "c",
    "none": "0",
    "part": "s",
    "neutral": "=",
    "gap": "K",
    "elsewhere": "E",
    "now": "n",
    "future": "z",
    "join": "、",
    "number": "#",
    "unknown": "U",
}
CLASSES = {
    "thing": "H",
    "head": "H",
    "act": "V",
    "measure": "M",
    "group": "Q",
    "other": "Q",
    "school_kind": "M",
    "neutral": "M",
}
ORDER = [
    "thing",
    "head",
    "act",
    "measure",
    "neutral",
    "school_kind",
    "group",
    "other",
]  # the first that a word has
JOINS = frozenset(("、", "和", "及", "以及", "与", "或"))
MARKS = frozenset(",，;:()、|")
SKIPPED = frozenset("“”‘’\"'《》<>[]{} -~·…—/。!?\n")
UNEXPLAINED = 10  # what a character costs that no word explains; a word costs 1
LONGEST = 24
HAVING = "将"  # where it is no plan, it only opens the object
AREAS = frozenset("省市州盟县区旗")
_AFTER_PUPIL = frozenset("均师机")  # 小学|生均图书, not 小学生|均图书
# mean something only right before a number or a year
SINGLE = frozenset("增多升降减少低高超达差比较由从与距")
_AFTER_SINGLE = re.compile(
    r"[\d约近了x]|[百千万]分之|[一二三四五六七八九]成|上年|去年|上一|前一|同期|全[国省]|省|-\d"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One row of lexicon.csv, written out."""

    kind: str
    letter: str
    features: frozenset[str] = frozenset()
    stage: str = ""
    says: str = ""  # what else the row says: off, same, rule, a number of years
    before_number: str = ""  # its letter right before a number: 增加12人 is a rise, 增加学位 an act


@dataclass(slots=True)
class Token:
    """One piece of a sentence."""

    letter: str
    start: int
    end: int
    text: str
    word: Word | None = None
    number: Number | None = None
    year: str = ""
    second: Number | None = None  # the other end of a range

    @property
    def features(self) -> frozenset[str]:
        """The features that its word has."""
        return self.word.features if self.word else frozenset()

    @property
    def stage(self) -> str:
        """The stage that its word names."""
        return self.word.stage if self.word else ""


def spellings(pattern: str) -> Iterator[str]:
    """Write out a pattern: `[x]` may be missing, `(a|b)` is one, `<>` are brackets.

    >>> sorted(spellings("(幼儿园|园)[数]"))
    ['园', '园数', '幼儿园', '幼儿园数']
    """
    match = re.search(r"\[([^\[\]()]*)\]|\(([^()\[\]]*)\)", pattern)
    if not match:
        yield pattern.replace("<", "(").replace(">", ")")
        return
    choices = ["", *match[1].split("|")] if match[1] is not None else match[2].split("|")
    for choice in choices:
        yield from spellings(pattern[: match.start()] + choice + pattern[match.end() :])


@cache
def classes() -> dict[str, str]:
    """Return the class of each feature of features.csv."""
    return {row["feature"]: row["kind"] for row in rows_of(tables.DATA / "features.csv")}


def _word(row: dict[str, str]) -> Word:
    kind, features = row["kind"], frozenset(row["features"].split())
    if kind in ("noun", "group"):
        known = {classes()[feature] for feature in features}
        letter = CLASSES[next(name for name in ORDER if name in known)]
        return Word(kind, letter, features, row["stage"])
    if kind == "stage":
        stage = "" if row["stage"] == "none" else row["stage"]
        return Word(kind, "S", features, stage or "several")
    letter = "、" if row["word"] in JOINS else LETTERS[kind]
    return Word(kind, letter, says=row["features"])


@dataclass
class Words:
    """All words in one tree of characters."""

    tree: dict = field(default_factory=dict, repr=False)

    def add(self, row: dict[str, str]) -> str:
        """Hang every spelling of a row into the tree; return one that has another kind already.

        A noun that also names a stage is both, an act that is also a rise is either.
        """
        word, twice = _word(row), ""
        for spelling in spellings(row["word"]):
            node = self.tree
            for char in spelling:
                node = node.setdefault(char, {})
            old = node.get("")
            merged = _merged(old, word) if old else word
            twice = twice or ("" if merged else spelling)
            node[""] = merged or old
        return twice

    def at(self, plain: str, start: int, end: int) -> Iterator[tuple[int, Word]]:
        """Give the words that begin at a place, with their ends."""
        node = self.tree
        for place in range(start, min(end, start + LONGEST)):
            node = node.get(plain[place])
            if node is None:
                return
            word = node.get("")
            if word and not _out_of_place(plain, start, place + 1, word):
                yield place + 1, word


def _merged(old: Word, new: Word) -> Word | None:
    """Let a noun that also names a stage be both, and an act that is also a rise be either."""
    if {old.kind, new.kind} <= {"noun", "stage"}:
        noun = old if old.kind == "noun" else new
        return Word("noun", noun.letter, old.features | new.features, old.stage or new.stage)
    if old.kind in ("rise", "fall") and new.letter == "V":
        old, new = new, old
    if old.letter == "V" and new.kind in ("rise", "fall"):
        return replace(old, before_number=new.letter)
    return old if old.kind == new.kind else None


def _out_of_place(plain: str, start: int, end: int, word: Word) -> bool:
    text = plain[start:end]
    if text[-1] == "生" and plain[end : end + 1] in _AFTER_PUPIL:
        return True
    if text in SINGLE:
        return not _AFTER_SINGLE.match(plain, end)
    return text == "将" and plain[end : end + 1] not in "新增投补招建完启再力继"


def load_words(rows: list[dict[str, str]]) -> Words:
    """Make the tree of the rows of lexicon.csv, ready to find."""
    words = Words()
    for number, row in enumerate(rows, start=2):
        if row["kind"] not in ("noun", *LETTERS):
            kinds = ", ".join(sorted(("noun", *LETTERS)))
            raise Fault(
                f"lexicon.csv row {number}, column kind: {row['kind']!r} is none of {kinds}"
            )
        if row["kind"] in ("noun", "group", "stage"):
            unknown = set(row["features"].split()) - classes().keys()
            if unknown or (row["kind"] == "noun" and not row["features"]):
                named = f"{sorted(unknown)[0]!r} is no" if unknown else "it needs a"
                raise Fault(
                    f"lexicon.csv row {number}, column features: {named} feature of features.csv"
                )
        if twice := words.add(row):
            raise Fault(f"lexicon.csv row {number}, column word: {twice} has another kind already")
    return words


def cut(plain: str, start: int, end: int, words: Words) -> list[Token]:
    """Cut a sentence into words: the fewest characters unexplained, then the fewest words."""
    given = _given(plain, start, end)
    best: list[tuple[int, int, Token | None]] = [(0, start, None)] * (end - start + 1)
    for place in range(end - 1, start - 1, -1):
        at = place - start
        choices = [(*_cost(best[at + 1][0], plain[place]), None)]
        for stop, token in given.get(place, ()):
            choices.append((best[stop - start][0] + 1 - token.letter.count("Y"), stop, token))
        for stop, word in words.at(plain, place, end):
            cost = best[stop - start][0] + 1
            choices.append((cost, stop, Token(word.letter, place, stop, plain[place:stop], word)))
        cost, stop, token = min(choices, key=_order)
        best[at] = (cost, stop or place + 1, token)
    found = list(_path(plain, start, end, best))
    for token, follow in zip(found, found[1:], strict=False):
        if token.word and token.word.before_number and follow.letter in "#=":
            token.letter = token.word.before_number
    return list(_places(list(_loose(found))))


def _loose(found: list[Token]) -> Iterator[Token]:
    """Take a little word that stands beside unknown ones as a part of them: 公|共|安|全."""
    waiting: Token | None = None
    for token in found:
        joins = waiting and waiting.end == token.start
        loose = token.letter == "U" or (token.word and token.word.says == "loose")
        if joins and loose:
            waiting = Token("U", waiting.start, token.end, waiting.text + token.text)
            continue
        if waiting:
            yield waiting
        if token.text == LOST:
            token.letter = ","  # a character is lost, as a rule a mark
        waiting = token if token.letter == "U" else None
        if token.text == HAVING:
            token.letter, waiting = "=", None
        if not waiting:
            yield token
    if waiting:
        yield waiting


def _places(found: list[Token]) -> Iterator[Token]:
    """Make one word of an unknown name and the word for an area behind it: 青禾|县."""
    waiting: Token | None = None
    for token in found:
        if waiting and token.letter == "A" and token.text in AREAS and waiting.end == token.start:
            text = waiting.text + token.text
            yield Token("P", waiting.start, token.end, text, token.word)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = token if token.letter == "U" else None
        if not waiting:
            yield token
    if waiting:
        yield waiting


def _order(choice: tuple[int, int, Token | None]) -> tuple:
    """The cheapest first, then the longest, then words before numbers."""
    cost, stop, token = choice
    return cost, -stop if token else 0, token is not None and token.word is None


def _cost(rest: int, char: str) -> tuple[int, int]:
    return rest + (0 if char in MARKS or char in SKIPPED else UNEXPLAINED), 0


def _share_units(plain: str, found: list[Token]) -> None:
    """Give the bare numbers of a list the unit that only its last prints: 1.5和2.3个百分点."""
    for token, follow in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        number, other = token.number, follow.number
        printed = plain[other.start : other.end].lstrip("+-")
        alone = not (number.kind or number.unit) and number.value and other.value
        listed = plain[token.end : follow.start] in ("、", "和")
        shared = other.kind in ("percent", "point", "money", "person", "area")
        if alone and listed and shared and (worth := value_of(printed)):
            number.kind, number.unit, number.per = other.kind, other.unit, other.per
            number.value = float(f"{number.value * abs(other.value) / worth:.12g}")


def _given(plain: str, start: int, end: int) -> dict[int, list[tuple[int, Token]]]:
    """Find the years and numbers of a sentence, by where they begin."""
    found: dict[int, list[tuple[int, Token]]] = {}
    for match in YEAR.finditer(plain, start, end):
        token = Token("Y", *match.span(), match[0], year=year_of(match))
        found.setdefault(match.start(), []).append((match.end(), token))
    for number in numbers(plain, start, end):
        text = plain[number.start : number.stop]
        token = Token("#", number.start, number.stop, text, number=number)
        if number.range_end == "high":
            low = next(t for at in found.values() for _, t in at if t.number and t.end == token.end)
            low.second = number
            continue
        found.setdefault(number.start, []).append((number.stop, token))
    _share_units(plain, [t for _, at in sorted(found.items()) for _, t in at if t.number])
    return found


def _path(plain: str, start: int, end: int, best: list) -> Iterator[Token]:
    place = begun = start
    while place < end:
        _, stop, token = best[place - start]
        char = plain[place]
        if token or char in MARKS or char in SKIPPED:
            if begun < place:
                yield Token("U", begun, place, plain[begun:place])
            if token:
                yield token
                if token.second:
                    text = plain[token.second.start : stop]
                    yield Token("#", token.second.start, stop, text, number=token.second)
            elif char in MARKS:
                yield Token("," if char == "，" else char, place, place + 1, char)
            begun = stop
        place = stop
    if begun < end:
        yield Token("U", begun, end, plain[begun:end])
