"""The words of lexicon.csv with their kinds and features (词)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from edugov import tables
from edugov.fault import Fault
from edugov.han import HAN
from edugov.tables.rows import rows_of

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
_AFTER_PUPIL = frozenset("均师机")  # 小学|生均图书, not 小学生|均图书
_AFTER_HAVING = "新增投补招建完启再力继由"
# mean something only right before a number or a year
SINGLE = frozenset("增多升降减少低高超达差比较由从与距离")
_AFTER_SINGLE = re.compile(
    r"[\d约近了x]|二[〇零○]|[百千万]分之|[一二三四五六七八九]成|上年|去年|上一|前一|同期|全[国省]|省|-\d|每生"
)
# before the word for an area: 全|县幼儿园 and 青禾县|幼儿园 are all, 新建|县幼儿园 is one of them
_PART_OF_NAME = re.compile(f"(?![建对为在由及与和])[{HAN}]")


@dataclass(frozen=True, slots=True)
class Word:
    """One row of lexicon.csv, written out."""

    kind: str
    letter: str
    features: frozenset[str] = frozenset()
    stage: str = ""
    says: str = ""  # what else the row says: off, same, rule, a number of years
    before_number: str = ""  # its letter right before a number: 增加12人 is a rise, 增加学位 an act


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


@cache
def of_class(*names: str) -> frozenset[str]:
    """Return the features of some classes."""
    return frozenset(feature for feature, name in classes().items() if name in names)


def _word(row: dict[str, str]) -> Word:
    kind, features = row["kind"], frozenset(row["features"].split())
    stage = "several" if row["stage"] == "none" else row["stage"]
    if kind in ("noun", "group"):
        known = {classes()[feature] for feature in features}
        letter = CLASSES[next(name for name in ORDER if name in known)]
        return Word(kind, letter, features, stage)
    if kind == "stage":
        return Word(kind, "S", features, stage)
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


def out_of_place(plain: str, start: int, end: int) -> bool:
    """Say whether what follows shows that a word is none: 小学生|均图书, 将军."""
    follow = plain[end : end + 1]
    if plain[start] in "县市区旗" and plain.endswith("幼儿园", start, end):
        return bool(_PART_OF_NAME.match(plain[start - 1 : start]))
    if plain[end - 1] == "生" and follow in _AFTER_PUPIL:
        return True
    if end - start > 1:
        return False
    if plain[start] in SINGLE:
        return not _AFTER_SINGLE.match(plain, end)
    return plain[start] == "将" and follow not in _AFTER_HAVING


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
