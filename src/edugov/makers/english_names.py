"""English names of places (地名) by the letters of their characters, but for those that are listed
in place_names.csv."""

import pandas as pd

from edugov.tables import Fault

LISTED, DERIVED = "listed", "derived"
_OPEN = "aoe"  # a syllable that begins so is set apart from the one before it: Lu'an


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
        listed = {
            part: dict(zip(rows["name_zh"], rows["name_en"], strict=True))
            for part, rows in parts.groupby("part")
        }
        longest_first = sorted(listed["ending"], key=len, reverse=True)
        self._endings = {ending: listed["ending"][ending] for ending in longest_first}
        self._peoples = tuple(listed["people"])
        self._characters = listed["character"]
        self._names = listed["name"]

    def of(self, name: str) -> tuple[str, str]:
        """Return the English name of a place and how it is known: listed, or derived."""
        ending = next((end for end in self._endings if name.endswith(end) and name != end), "")
        whole = name.removesuffix(ending)
        stem = self._without_peoples(whole, ending)
        english = self._names.get(name) or self._names.get(whole) or self._names.get(stem)
        kind = LISTED if english else DERIVED
        words = [english or self._derived(stem, ending), self._endings.get(ending, "")]
        return " ".join(filter(None, words)), kind

    def _without_peoples(self, stem: str, ending: str) -> str:
        """Leave out the peoples that a unit is named after, as the book does: 峨边 of 峨边彝族."""
        people = next(
            (people for people in self._peoples if stem.endswith(people) and stem != people), ""
        )
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
