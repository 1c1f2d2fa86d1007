"""The lexicon: which wording means which indicator, stage or turn of phrase, and where it
stands."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from edugov.reading.features import Features
from edugov.reading.fitting import fits
from edugov.reading.numbers import Number
from edugov.reading.text import LOST, normalise
from edugov.tables import Fault

_BRACKETS = {ord("<"): "(", ord(">"): ")"}
COLUMNS = ("kind", "wording", "meaning", "stage", "quantity", "after", "context", "alone")
KINDS = frozenset(
    "indicator stage unit rise fall growth to from than previous each both goal limit rule "
    "filler none cv gap part "
    "elsewhere future slot now compare subset place opens variant".split()
)
_AFTER_PUPIL = frozenset("均师机")  # 小学|生均图书, not 小学生|均图书
_FIXED = re.compile(
    r"no level$|(preschool|compulsory|lower_secondary|upper_secondary)$|(?:level )?(all)\b"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """One row of the lexicon, a wording written out."""

    kind: str
    meaning: str  # indicator, or for a stage its code
    unit: str = ""  # canonical unit of the indicator
    stage: str | None = None  # stage that the wording names; empty where it names several
    fixed: str = ""  # stage that the indicator always has, or has when none is named
    quantity: str = ""  # value where nothing else is said
    after: tuple[str, ...] = ()  # indicators that must have been the last figure
    context: re.Pattern[str] | None = None  # what the sentence must say
    alone: bool = False  # means this only where no other noun stands before it
    # 2 a wording of the lexicon, 1 a name of the dictionary, 0 a wording with any stage in it
    rank: int = 2


@lru_cache(maxsize=500)
def _says(context: re.Pattern[str], words: str) -> bool:
    """Say whether words hold a context; a long sentence or table is asked for each number in it."""
    return context.search(words) is not None


def choose(
    rows: tuple[Wording, ...], number: Number | None, last: str, sentence: str, before: str = ""
) -> Wording | None:
    """Choose the meaning that fits number, last figure and sentence; rows with conditions come
    first."""
    fitting = [
        row
        for row in rows
        if row.kind in ("indicator", "unit")
        and (number is None or fits(row.unit, number))
        and (not row.after or last in row.after)
        and (
            not row.context
            or _says(row.context, before if row.context.pattern.endswith("$") else sentence)
        )
    ]
    return max(
        fitting,
        key=lambda row: 8 * bool(row.after) + 4 * bool(row.context) + row.rank,
        default=None,
    )


def spellings(pattern: str, slots: dict[str, list[str]]) -> Iterator[str]:
    """Write out a pattern: `[x]` may be missing, `(a|b)` is one, `{stage}` a word of a slot, `<>`
    brackets.

    >>> sorted(spellings("(幼儿园|园)[数]", {}))
    ['园', '园数', '幼儿园', '幼儿园数']
    """
    match = re.search(r"\[([^\[\]()]*)\]|\(([^()\[\]]*)\)|\{(\w+)\}", pattern)
    if not match:
        yield pattern.translate(_BRACKETS)
        return
    if match[3]:
        choices = slots[match[3]]
    else:
        choices = ["", *match[1].split("|")] if match[1] is not None else match[2].split("|")
    for choice in choices:
        yield from spellings(pattern[: match.start()] + choice + pattern[match.end() :], slots)


class Lexicon:
    """All wordings in one tree of characters: one walk over a text finds the longest at each
    place."""

    def __init__(self, indicators: list[dict[str, str]], rows: list[dict[str, str]]) -> None:
        self.units = {row["indicator_id"]: row["unit"] for row in indicators}
        self.names = {row["indicator_id"]: row["name_zh"] for row in indicators}
        self.core = {
            row["indicator_id"] for row in indicators if row.get("core", "").lower() == "true"
        }
        self.shares: dict[str, Wording] = {}  # indicator -> its share, as 占 after it means
        self._tree: dict = {}
        self._fixed = {
            row["indicator_id"]: self._always(row["dimension_notes"]) for row in indicators
        }
        inside = [
            row for row in rows if row["kind"] == "stage" and row["alone"] != "yes"
        ]  # 职教, not in 在职教师
        self._stages = {
            word: row["meaning"] for row in inside for word in spellings(row["wording"], {})
        }
        self._openings = {word[0] for word in self._stages}
        slots: dict[str, list[str]] = defaultdict(list, stage=sorted(self._stages))
        for row in rows:
            if row["kind"] == "slot":
                slots[row["meaning"]] += spellings(row["wording"], {})
        for number, row in enumerate(rows, start=2):
            self._check(row, f"lexicon.csv row {number}, column", slots)
        written = {
            kind: [
                word
                for row in rows
                if row["kind"] == kind
                for word in spellings(row["wording"], {})
            ]
            for kind in ("subset", "opens", "filler", "place")
        }
        self._others = {
            word
            for row in rows
            if row["kind"] == "subset" and row["meaning"]
            for word in spellings(row["wording"], {})
        }
        self.narrow = tuple(written["subset"])  # 农村, 民办: of a part
        self._verbs = tuple(written["opens"])
        # words that a noun phrase may hold and that name nothing that is counted
        self.neutral = {*self._stages, *written["filler"], *written["subset"], *written["place"]}
        self.features: Features | None = None
        named = [row for row in rows if row["kind"] == "indicator"]
        self._quantities = {row["meaning"]: row["quantity"] for row in named if row["quantity"]}
        self._fixed |= {
            row["meaning"]: row["stage"] for row in named if row["stage"].startswith("=")
        }
        for row in rows:
            if row["kind"] not in ("slot", "opens"):
                self._add(
                    spellings(row["wording"], slots), row, 0 if "{stage}" in row["wording"] else 2
                )
        for row in indicators:
            names = [row["name_zh"], *filter(None, row["aliases_zh"].split("|"))]
            plain = dict.fromkeys(normalise(name).plain for name in names)
            # a number inside a name (按100人...) would hide the figure itself
            kept = [name for name in plain if len(name) > 1 and not re.search(r"\d人", name)]
            self._add(
                kept,
                dict.fromkeys(COLUMNS, "") | {"kind": "indicator", "meaning": row["indicator_id"]},
                1,
            )

    @staticmethod
    def _always(notes: str) -> str:
        match = _FIXED.match(notes)
        return (match[2] or "=" + (match[1] or "")) if match else ""

    def _check(self, row: dict[str, str], where: str, slots: dict[str, list[str]]) -> None:
        if row["kind"] not in KINDS:
            raise Fault(f"{where} kind: {row['kind']!r} is none of {', '.join(sorted(KINDS))}")
        if row["kind"] in ("indicator", "unit", "variant") and row["meaning"] not in self.units:
            raise Fault(f"{where} meaning: {row['meaning']!r} is no indicator_id of indicators.csv")
        try:
            re.compile(row["context"])
        except re.error as error:
            raise Fault(f"{where} context: {row['context']!r} is no pattern: {error}") from None
        unknown = set(re.findall(r"\{(\w+)\}", row["wording"])) - slots.keys()
        if unknown:
            raise Fault(f"{where} wording: no slot is called {unknown.pop()!r}")

    def _wording(self, row: dict[str, str], named: str | None, rank: int) -> Wording:
        """Make what every spelling of a row that names the same stage means."""
        meaning, stage = row["meaning"], row["stage"]
        indicator = row["kind"] in ("indicator", "unit")
        return Wording(
            row["kind"],
            meaning,
            unit=self.units[meaning] if indicator else "",
            stage=None if stage.startswith("=") else stage or (named if indicator else None),
            fixed=self._fixed[meaning] if indicator else "",
            quantity=row["quantity"] or self._quantities.get(meaning, ""),
            after=tuple(filter(None, row["after"].split("|"))),
            context=re.compile(row["context"]) if row["context"] else None,
            alone=row["alone"] == "yes",
            rank=rank,
        )

    def _add(self, words: Iterable[str], row: dict[str, str], rank: int) -> None:
        """Hang every spelling of a row into the tree."""
        made: dict[str | None, Wording] = {}
        for word in words:
            named = self.stage_in(word)
            wording = made[named] = made.get(named) or self._wording(row, named, rank)
            node = self._tree
            for char in word:
                node = node.setdefault(char, {})
            known = node.get("", ())
            key = (wording.kind, wording.meaning, wording.after, wording.context)
            if not any((old.kind, old.meaning, old.after, old.context) == key for old in known):
                node[""] = (*known, wording)
        for wording in made.values():
            for indicator in wording.after if wording.unit == "percent" else ():
                self.shares.setdefault(indicator, wording)

    def coefficient(self, row: Wording) -> Wording:
        """Give the coefficient of variation (差异系数) of what a wording means, or the wording
        where there is none."""
        other = f"cv_{row.meaning}"
        return (
            Wording("indicator", other, "ratio", row.stage, row.fixed)
            if other in self.units
            else row
        )

    def opens(self, word: str) -> bool:
        """Say whether a wording begins with a verb, so that what stands before it is no part of
        its noun phrase: 新增学位, 补充教师."""
        return word.startswith(self._verbs)

    def wording(self, indicator: str) -> Wording:
        """Return an indicator as what a wording means that names no stage."""
        return Wording(
            "indicator",
            indicator,
            unit=self.units[indicator],
            fixed=self._fixed[indicator],
            quantity=self._quantities.get(indicator, ""),
        )

    def variant(self, word: str, indicator: str) -> Wording | None:
        """Return the indicator that one becomes beside a word that narrows it: 农村."""
        rows = next((rows for *_, rows in self.walk(word, 0, len(word))), ())
        fitting = [row for row in rows if row.kind == "variant" and indicator in row.after]
        return self.wording(fitting[0].meaning) if fitting else None

    def narrows(self, word: str) -> bool:
        """Say whether a word is known as one that narrows, or is a place."""
        return word in self.narrow or word[:1] == "全" or self.is_place(word)

    def other(self, word: str) -> bool:
        """Say whether a word that narrows makes another thing of the noun: 留守儿童, 抽查的学校."""
        return word in self._others

    def is_place(self, word: str) -> bool:
        """Say whether a word is the name of a place."""
        rows = next((rows for *_, rows in self.walk(word, 0, len(word))), ())
        return any(row.kind == "place" for row in rows)

    def narrowed(self, word: str, indicator: str) -> str:
        """Return the word within a wording that narrows it and is no part of its indicator."""
        name = self.names.get(indicator, "")
        return next((part for part in self.narrow if part in word and part not in name), "")

    def unit(self, word: str) -> Wording | None:
        """Give the indicator that a unit alone names (个班)."""
        rows = next((rows for *_, rows in self.walk(word, 0, len(word))), ())
        return next((row for row in rows if row.kind == "unit"), None)

    def stage_in(self, word: str) -> str | None:
        """Give the stage that a wording itself names first, or None."""
        for place, char in enumerate(word):
            if char not in self._openings:
                continue
            for size in range(min(12, len(word) - place), 1, -1):
                if word[place : place + size] in self._stages:
                    return self._stages[word[place : place + size]]
        return None

    def walk(
        self, plain: str, start: int, end: int
    ) -> Iterator[tuple[int, int, tuple[Wording, ...]]]:
        """Find wordings from left to right (start, end, rows), the longest at each place; □ is any
        one character."""
        tree = self._tree
        place = start
        while place < end:
            node = tree.get(plain[place])
            if node is None:
                place += 1
                continue
            best, stop, here = None, place, place + 1
            while node is not None:
                if "" in node and not (
                    plain[here - 1] == "生" and plain[here : here + 1] in _AFTER_PUPIL
                ):
                    best, stop = node[""], here
                if here >= end:
                    break
                char = plain[here]
                if char == LOST and char not in node:
                    last = self._past_lost(node)
                    if last and not best:
                        best, stop = last, here + 1
                    break
                node = node.get(char)
                here += 1
            if best:
                yield place, stop, best
                place = stop
            else:
                place += 1

    @staticmethod
    def _past_lost(node: dict) -> tuple[Wording, ...]:
        ends = [child[""] for char, child in node.items() if char and "" in child]
        return ends[0] if len({row.meaning for rows in ends for row in rows}) == 1 and ends else ()


def load_lexicon(data: Path) -> Lexicon:
    """Load indicators.csv and lexicon.csv from the folder of the data package, all wordings ready
    to find.

    A Fault names a row whose kind, indicator or slot does not exist, a pattern that is none, or a
    missing column.
    """
    with open(data / "indicators.csv", encoding="utf-8-sig", newline="") as handle:
        indicators = list(csv.DictReader(handle))
    with open(data / "lexicon.csv", encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise Fault(
                f"lexicon.csv: column {', '.join(sorted(missing))} is missing; it needs "
                f"{', '.join(COLUMNS)}"
            )
        rows = [{key: value or "" for key, value in row.items() if key} for row in reader]
    lexicon = Lexicon(indicators, rows)
    lexicon.features = Features(data, lexicon.neutral)
    return lexicon
