"""The types for one number with what stands around it, and with what was understood of it."""

from dataclasses import dataclass

from edugov.reading.grammar.clauses import Clause
from edugov.reading.grammar.context import Subject
from edugov.reading.grammar.cutting import Token
from edugov.reading.grammar.definitions import Definition, Meaning
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.numbers import Number


@dataclass(slots=True)
class Spot:
    """A number where it stands, before it is known what it is about."""

    number: Number
    clause: Clause  # the words before it
    phrase: Phrase  # their nouns
    after: Phrase  # the nouns right behind it


@dataclass(slots=True)
class Reading:
    """A number, what it is about, and what the words between say of it."""

    number: Number
    meaning: Meaning
    phrase: Phrase
    link: list[Token]
    says: str  # value, change, earlier
    rule: str
    base: Subject | None = None  # the subject that was carried to it

    @property
    def one(self) -> Definition:
        """The definition of its indicator."""
        return self.meaning.definition
