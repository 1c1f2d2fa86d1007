"""English names of places (地名) by the letters of their characters, but for those that are listed
in place_names.csv."""

from collections.abc import Iterable

import pandas as pd

from edugov.tables import Fault, lookup

LISTED, DERIVED = "listed", "derived"
_OPEN = "aoe"  # a syllable that begins so is set apart from the one before it: Lu'an


def _ending_of(name: str, endings: Iterable[str]) -> str:
    """Return the first of some endings that a name has and is not itself; else nothing."""
    for ending in endings:
        if name.endswith(ending) and name != ending:
            return ending
    return ""


class English:
    """English names of places, from the parts of names in place_names.csv."""

    def __init__(self, parts: pd.DataFrame) -> None:
        """Take the table of parts: endings, peoples, characters and whole names."""
        try:
            from pypinyin import lazy_pinyin
        except ImportError as error:
            raise Fault(
                "pypinyin: not installed; English names are derived with it: pip install -c "
                'constraints.txt -e ".[codes]"'
            ) from error
        self._syllables = lazy_pinyin
        listed = {part: lookup(rows, "name_zh", "name_en") for part, rows in parts.groupby("part")}
        longest_first = sorted(listed["ending"], key=len, reverse=True)
        self._endings = {ending: listed["ending"][ending] for ending in longest_first}
        self._peoples = tuple(listed["people"])
        self._characters = listed["character"]
        self._names = listed["name"]

    def of(self, name: str) -> tuple[str, str]:
        """Return the English name of a place and how it is known: listed, or derived."""
        ending = _ending_of(name, self._endings)
        whole = name.removesuffix(ending)
        stem = self._without_peoples(whole, ending)
        kind = LISTED
        english = self._names.get(name) or self._names.get(whole) or self._names.get(stem)
        if not english:
            kind = DERIVED
            english = self._derived(stem, ending)
        if ending:
            english = f"{english} {self._endings[ending]}".strip()
        return english, kind

    def _without_peoples(self, stem: str, ending: str) -> str:
        """Leave out the peoples that a unit is named after, as the book does: 峨边 of 峨边彝族."""
        people = _ending_of(stem, self._peoples)
        # other places may end in the name of a people, but not in 族
        if not people or not (ending.startswith("自治") or people.endswith("族")):
            return stem
        return self._without_peoples(stem.removesuffix(people), ending)

    def _derived(self, stem: str, ending: str) -> str:
        """Spell a name by its characters, read in the name as a whole."""
        syllables = self._syllables(stem + ending, v_to_u=True)[: len(stem)]
        spelt = ""
        for character, syllable in zip(stem, syllables, strict=True):
            syllable = self._characters.get(character, syllable)
            spelt += "'" * bool(spelt and syllable[0] in _OPEN) + syllable
        return spelt.capitalize()
