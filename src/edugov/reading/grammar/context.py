"""What a number inherits from where it stands (上下文): stage, year, subject."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from edugov.reading.figures import Figure
from edugov.reading.grammar.cutting import Token
from edugov.reading.grammar.definitions import Definition
from edugov.reading.grammar.phrases import Phrase

HOLDING = frozenset(("compulsory", "upper_secondary_stage"))  # stages that hold others
KEPT = 5  # subjects of lines and sentences above that a clause may leave out


@dataclass(frozen=True)
class Subject:
    """What a figure was about, or what was named without one."""

    phrase: Phrase
    definition: Definition
    stage: str = ""
    year: str = ""
    figure: Figure | None = None
    start: int = -1

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of its figure, or those it names."""
        return (self.stage,) if self.figure else self.phrase.stages


@dataclass
class Section:
    """What a heading says of all below it."""

    stage: str = ""
    beside: frozenset[str] = frozenset()  # what it names beside the stage: 高中阶段和教师队伍
    year: str = ""
    future: bool = False
    ruled: bool = False
    numbers: tuple[str, str, str] = ("", "", "")

    def hear(self, found: list[Token]) -> None:
        """Note whether a heading announces plans, what was done, or the limits of a rule."""
        said = [token.says for token in found if token.letter == "z"]
        if said:  # 2031年总结和2032年打算 is mostly of what was done
            self.future = not any(said)
            self.ruled = said[-1] == "rule"


@dataclass
class Paragraph:
    """What a paragraph's opening, or a line of its own above it, says."""

    stage: str = ""
    line_stage: str = ""
    item_stage: str = ""  # 二是职业教育做大做强。
    year: str = ""
    as_of: str = ""  # 截至2023年9月


@dataclass
class Sentence:
    """What the words of a sentence have said so far."""

    start: int = 0
    text: str = ""
    stage: str | None = None
    wider: str = ""  # that it opens with, if it holds others: 义务教育学校…,其中小学…
    goal: bool | None = False  # None: it says what is so today, whatever the heading
    announced: bool = False  # a clause that ends with a colon says what shall be done
    year: str = ""
    clause_year: str = ""
    supposed: str = ""  # the year of 去年 where nothing says when the text was written
    origin: str = ""  # the year that a change starts from
    topics: tuple[Subject, ...] = ()  # named without a number, the latest last
    broken: bool = False  # a clause of unknown content came after the last figure
    lost: bool = False  # the last number was about something unknown
    cv: bool = False  # it is about 差异系数

    @property
    def near_year(self) -> str:
        """The year of the clause, or of the sentence."""
        return self.clause_year or self.year


@dataclass
class Context:
    """All of it, from the document down to the sentence."""

    year: str = ""
    title_stage: str = ""
    published: str = ""
    begins: str = ""  # the first year of the plan that the title names
    latest: str = ""  # the last year that the document speaks of as past
    section: Section = field(default_factory=Section)
    paragraph: Paragraph = field(default_factory=Paragraph)
    sentence: Sentence = field(default_factory=Sentence)
    said: str = ""  # the only stage of the sentence before
    items: dict[str, int] = field(default_factory=dict)  # where the last item of a kind began
    item: str = ""  # the kind of item that the line is
    listed: tuple[str, str] = "", ""  # the year that opens a list, 2031年情况是:, in what item
    topics: tuple[Subject, ...] = ()  # of a heading, or of a line that ends with a colon
    last: Subject | None = None
    whole: Subject | None = None  # the last one of no group only: a new sentence goes on with it
    period: str = ""  # 近三年, 十四五以来

    def year_printed(self) -> str:
        """The nearest year in force that is printed: clause, sentence, paragraph, list, section."""
        near = self.sentence.near_year or self.paragraph.year
        year, kind = self.listed
        listed = year if self.item not in ("", kind) else ""
        return near or listed or self.section.year or self.paragraph.as_of

    def stage_inherited(self, before: bool = True) -> str:
        """The stage of a figure that names none: sentence, paragraph, line, section, the sentence
        before, title."""
        if self.sentence.stage is not None:
            return self.sentence.stage
        said = self.said if before and not self.sentence.broken else ""
        return self.sentence.wider or self.stage_above() or said or self.title_stage or "all"

    def stage_above(self) -> str:
        """The stage that the paragraph, the line above it or its section is about."""
        above = self.paragraph
        return above.stage or above.item_stage or above.line_stage or self.section.stage

    def bases(self) -> Iterator[Subject]:
        """Give the subjects that a clause may leave out, the nearest first."""
        named = [*self.topics, *self.sentence.topics]
        if self.last:
            named.append(self.last)
        yield from sorted(named, key=lambda subject: -subject.start)

    def here(self) -> Subject | None:
        """The last subject, if it was said in this sentence."""
        last = self.last
        return last if last and last.start >= self.sentence.start else None


def only_stage(found: list[Token]) -> str:
    """Give the stage that a heading names, if it names one and no other."""
    stages = {token.stage for token in found if token.stage}
    stage = stages.pop() if len(stages) == 1 else ""
    return "" if stage == "several" else stage
