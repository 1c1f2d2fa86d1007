"""Noun phrases as sets of features (特征): what no single wording names is found by
what the words of a phrase say together, in any order and with a stage anywhere among them.

features.csv says which features a word has, definitions.csv which set of them an indicator is.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from edugov.reading.fitting import fits
from edugov.reading.numbers import Number

LONGEST = 14  # characters of a word


@dataclass
class Phrase:
    """What the words of a phrase say together."""

    features: set[str] = field(default_factory=set)
    unknown: str = ""  # the last characters that no word explains, which the phrase begins behind
    end: int = 0  # where they end
    first: int = -1  # where its first word with a feature begins


class Features:
    """The words with their features, and the indicators by their features."""

    def __init__(self, data: Path, neutral: set[str]) -> None:
        words = _rows(data / "features.csv")
        self.words = {row["word"]: frozenset(row["features"].split()) for row in words}
        for word in neutral - self.words.keys():
            self.words[word] = frozenset()
        self.definitions = [
            (frozenset(row["features"].split()), row["indicator_id"])
            for row in _rows(data / "definitions.csv")
        ]

    @property
    def indicators(self) -> set[str]:
        """The indicators that are sets of features: of things in general, not of one group."""
        return {indicator for _, indicator in self.definitions}

    def phrase(self, text: str) -> Phrase:
        """Read a stretch of text, the longest word at each place.

        The phrase begins behind the last characters that no word explains.
        """
        found = Phrase()
        for place, word, features in self._cut(text):
            if features:
                found.features |= features
                found.first = place if found.first < 0 else found.first
            elif features is None and word.strip("“”\"'《》 "):
                kept = found.unknown if found.end == place else ""
                found = Phrase(unknown=kept + word, end=place + 1)
        return found

    def _cut(self, text: str) -> Iterator[tuple[int, str, frozenset[str] | None]]:
        place = 0
        while place < len(text):
            for size in range(min(LONGEST, len(text) - place), 0, -1):
                word = text[place : place + size]
                if word in self.words:
                    size = self._shorter(text, place, size)
                    word = text[place : place + size]
                    yield place, word, self.words[word]
                    break
            else:
                size = 1
                yield place, text[place], None
            place += size

    def _shorter(self, text: str, place: int, size: int) -> int:
        """Leave the end of a word to the longer word that begins with it: 小学|教育经费."""
        word = text[place : place + size]
        for rest in range(2, size - 1):
            start = place + size - rest
            longer = any(text[start : start + n] in self.words for n in range(rest + 1, LONGEST))
            if word[:-rest] in self.words and not self.words[word] and longer:
                return size - rest
        return size

    def indicator(self, features: set[str], number: Number | None, units: dict[str, str]) -> str:
        """Return the indicator that a set of features is, empty where none is just that set, or
        none that the number's unit fits (no number: any unit)."""
        for wanted, indicator in self.definitions:
            if wanted == features:
                if number is None or fits(units[indicator], _per(number, features)):
                    return indicator
        return ""


def _per(number: Number, features: set[str]) -> Number:
    """Let an amount be one for a student where the phrase says so."""
    if "per_student" in features and number.kind == "money" and not number.per:
        number.per = "/生"
    return number


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))
