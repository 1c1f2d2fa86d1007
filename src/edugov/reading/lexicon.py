"""The dictionary of the reader in memory: words of lexicon.csv and the indicators of
definitions.csv."""

from dataclasses import dataclass
from pathlib import Path

from edugov.reading.grammar.definitions import load_definitions
from edugov.reading.grammar.meanings import Meanings
from edugov.reading.grammar.other_places import names_of
from edugov.reading.grammar.words import Words, load_words
from edugov.tables.rows import rows_of, rows_with_own

OWNERS = {"public", "private"}  # of features.csv


@dataclass(frozen=True, repr=False)
class Lexicon:
    """All that reading knows of words and indicators."""

    units: dict[str, str]  # indicator -> its unit
    names: dict[str, str]  # indicator -> its Chinese name
    words: Words
    meanings: Meanings
    places: frozenset[str] = frozenset()

    @property
    def of_owners(self) -> frozenset[str]:
        """Indicators that are of public or of private schools alone."""
        rows = self.meanings.definitions.rows
        return frozenset(row.indicator for row in rows if row.features & OWNERS)


def load_lexicon(data: Path) -> Lexicon:
    """Load indicators, lexicon, features, definitions and names of places (CSV) from a folder.

    A Fault names a row whose kind, class, feature or indicator does not exist, or that has a cell
    too many.
    """
    indicators = rows_with_own(data / "indicators.csv")
    units = {row["indicator_id"]: row["unit"] for row in indicators}
    names = {row["indicator_id"]: row["name_zh"] for row in indicators}
    words = load_words(rows_of(data / "lexicon.csv"))
    definitions = load_definitions(rows_of(data / "definitions.csv"), units)
    places = names_of(rows_of(data / "county_codes.csv"))
    return Lexicon(units, names, words, Meanings(definitions), places)
