"""What holds where a number stands (上下文): immutable; what is inherited is declared here."""

from dataclasses import dataclass, field, replace

from edugov.reading.figures import Figure
from edugov.reading.grammar.definitions import Definition
from edugov.reading.grammar.phrases import Phrase


@dataclass(frozen=True)
class Subject:
    """What a figure was about, or what was named without one."""

    phrase: Phrase
    definition: Definition | None = None
    stage: str = ""
    year: str = ""
    figure: Figure | None = None
    start: int = -1


@dataclass(frozen=True)
class Section:
    """What a heading says of all below it."""

    stage: str = ""
    year: str = ""
    future: bool = False
    ruled: bool = False
    numbers: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class Paragraph:
    """What a paragraph's opening, or a line of its own above it, says."""

    stage: str = ""
    line_stage: str = ""
    year: str = ""
    as_of: str = ""  # 截至2023年9月


@dataclass(frozen=True)
class Sentence:
    """What the words of a sentence have said so far."""

    start: int = 0
    text: str = ""
    stage: str | None = None
    goal: bool | None = False  # None: it says what is so today, whatever the heading
    year: str = ""
    clause_year: str = ""
    origin: str = ""
    place: str = ""  # an area that is not the document's own
    topics: tuple[Subject, ...] = ()  # named without a number, the latest last
    broken: bool = False  # a clause of unknown content came after the last figure
    lost: bool = False  # the last number was about something unknown
    cv: bool = False  # it is about 差异系数


@dataclass(frozen=True)
class Context:
    """All of it, from the document down to the sentence."""

    year: str = ""
    title_stage: str = ""
    published: str = ""
    latest: str = ""
    section: Section = field(default_factory=Section)
    paragraph: Paragraph = field(default_factory=Paragraph)
    sentence: Sentence = field(default_factory=Sentence)
    said: str = ""  # the only stage of the sentence before
    topics: tuple[Subject, ...] = ()  # of a heading, or of a line that ends with a colon
    last: Subject | None = None
    whole: Subject | None = None  # the last one of no group only: a new sentence goes on with it
    period: str = ""

    def saying(self, **changes) -> "Context":
        """Change what the sentence says."""
        return replace(self, sentence=replace(self.sentence, **changes))

    def year_printed(self) -> str:
        """The nearest year in force that is printed: clause, sentence, paragraph, section."""
        sentence, paragraph = self.sentence, self.paragraph
        near = sentence.clause_year or sentence.year or paragraph.year
        return near or self.section.year or paragraph.as_of

    def stage_inherited(self) -> str:
        """The stage of a figure that names none: sentence, paragraph, line, section, title."""
        if self.sentence.stage is not None:
            return self.sentence.stage
        said = "" if self.sentence.broken else self.said
        paragraph = self.paragraph
        return (
            paragraph.stage
            or paragraph.line_stage
            or self.section.stage
            or said
            or self.title_stage
            or "all"
        )
