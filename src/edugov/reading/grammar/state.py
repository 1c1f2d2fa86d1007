"""The types for what is known of a document while it is read (所见)."""

from dataclasses import dataclass, field

from edugov.reading.figures import Figure
from edugov.reading.grammar.context import Context
from edugov.reading.grammar.cutting import Token
from edugov.reading.grammar.meanings import Meanings
from edugov.reading.grammar.phrases import Phrase
from edugov.reading.grammar.reading import Reading
from edugov.reading.grammar.words import Words
from edugov.reading.text import Text


class Known:
    """A document with all that was understood of it so far."""

    text: Text
    plain: str
    breaks: frozenset[int]  # where the line of a heading ended without a mark
    words: Words
    meanings: Meanings
    names: dict[str, str]  # of indicators
    year: str
    region: str
    level: int
    head: str
    places: frozenset[str]  # names by which a report can mean no other thing
    school: str  # the one that the document is of
    figures: list[Figure]
    phrases: dict[str, Phrase]  # what named each indicator last
    context: Context

    def own(self, place: str) -> bool:
        """Say whether a place is the one the document is about."""
        region = self.region
        return bool(region) and (place in region or region in place) or place in self.head


@dataclass
class Spread:
    """A list being handed out: a phrase and a year for each number."""

    items: list[tuple[Phrase | None, str]]
    turn: int = 0
    link: list[Token] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether an item has no number yet."""
        return self.turn < len(self.items)


class Walk:
    """What was met in a sentence since the last mark or number."""

    def __init__(self, reader: Known, found: list[Token]) -> None:
        self.reader, self.context = reader, reader.context
        self.plain, self.meanings, self.figures = reader.plain, reader.meanings, reader.figures
        self.sentence = reader.context.sentence
        self.found, self.place = found, 0
        self.begun = len(self.figures)
        self.left: list[Token] = []  # since the last mark or number
        self.outer: list[tuple] = []  # what stood before each open bracket
        self.spread: Spread | None = None  # a list whose numbers are being read
        self.listed: list[list[Token]] = []  # the items of the last list
        self.number_end = -1  # of the last number that has a unit
        self.container = ""  # a count of schools that was not read
        self.previous: Phrase | None = Phrase()  # of the number before; None if that is unread
        self.consumed: set[int] = set()  # words that the number before them took
        self.low: Reading | None = None  # the last low end of a range
        self.doubt = ""  # about the number that is being read
        self.opened: list[str] = []  # what the clauses before each word open with, once asked for

    @property
    def ahead(self) -> list[Token]:
        """What follows in the sentence."""
        return self.found[self.place + 1 :]

    @property
    def read(self) -> list[Figure]:
        """The figures of the sentence so far."""
        return self.figures[self.begun :]

    @property
    def goes_on(self) -> bool:
        """Whether the clause goes on with a list."""
        return bool(self.left) and self.left[0].letter == "、"
