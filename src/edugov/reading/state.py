"""What a reader carries along: subjects, stage, year, section, and what a wording means in their
light."""

import re
from dataclasses import dataclass, field, replace

from edugov.reading.figures import Figure
from edugov.reading.fitting import RATES, fits
from edugov.reading.lexicon import Lexicon, Wording, choose
from edugov.reading.numbers import Number
from edugov.reading.qualifiers import own_level, single_school
from edugov.reading.text import Text
from edugov.reading.tokens import Token, only_stage, published, stages_of, tokens

_HEADING = re.compile(
    r"(?P<one>[一二三四五六七八九十]{1,3})、|\((?P<two>[一二三四五六七八九十]{1,3})\)|(?P<three>\d{1,2})[.、](?!\d(?!\d{3}年))|\((?P<four>\d{1,2})\)"
)
_PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,8}?(?:自治县|自治州|自治旗|县|市|区|旗|州))(?:[、和及,]|等(?:地)?)?"
    r"(?:(?:增幅|增长|降幅)?最(?:快|高|低|慢|大|小)|增长|下降|负增长)?[(:为达]*$"
)
_SAID_YEAR = re.compile(
    r"(?<![到至于])(?<!\d)20\d\d(?=年(?!度?(?:目标|计划|力争|预计|将|拟|实现|末|底前|底|前|以前|之前)))"
)
_COMMON = re.compile(
    r"(?:[全我本各该]|城|地|校|园|学|社|小|辖|山|城乡|省|自治|县|多|主城|新)[县市区州]?$"
)


@dataclass(slots=True)
class Topic:
    """What a number or a sentence is about: a wording and a stage, and the last figure read for
    it."""

    row: Wording
    stage: str
    label: str
    rows: tuple[Wording, ...] = ()  # all that the wording can mean
    year: str = ""
    figure: Figure | None = None


@dataclass(slots=True)
class Spread:
    """A list handed out (分别): the stages, wordings or years named before, taken in turn."""

    stages: list[str] = field(default_factory=list)
    rows: list[tuple[Token, Wording]] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    change: str = ""
    turn: int = 0
    wanted: int = 0
    scope: str = ""
    words: list[Token] = field(
        default_factory=list
    )  # 由, 不超过, 上年: said once for the whole list


def _past_years(plain: str, year: str) -> list[str]:
    """List the years up to three after a document's that it names with no word of a goal."""
    named = [match[0] for match in _SAID_YEAR.finditer(plain)]
    return [named_year for named_year in named if year and named_year <= str(int(year) + 3)]


class State:
    """Where reading stands in one document."""

    def __init__(self, text: Text, lexicon: Lexicon, year: str, region: str) -> None:
        self.plain, self.breaks = text.plain, text.breaks
        self.lexicon, self.year, self.region = lexicon, year, region
        self.figures: list[Figure] = []
        self.featured: set[str] = set()  # features of the last number that was read by them
        self.word: Token | None = None  # what names the number that is being read
        self.cut: list[Figure] = []  # those of sentences that were read in parts
        self.published = published(self.plain, year)
        self.level = own_level(self.plain, region)
        titles = [line for line in self.plain[:400].split("\n") if line.strip()][:2]
        self.head = "".join(line[:50] for line in titles if "。" not in line)
        self.school = single_school(self.head)
        title = tokens(self.head, 0, len(self.head), lexicon)
        self.title_stage = only_stage(title)
        titled = re.findall(r"(?:19|20)\d\d", self.head)
        self.latest = max([year, self.published, *titled, *_past_years(self.plain, year)])
        self.levels = ["", "", ""]  # numbers of the headings above
        self.future = self.ruled = False  # what the heading says of all below it
        self.look_ahead(title)
        self.section_stage, self.section_year = "", year if self.future else ""
        self.line_stage = ""  # a line of its own above the text: 小学教育
        self.paragraph_stage: str | None = None
        self.paragraph_year = self.as_of = ""  # 2023年, at the head of a paragraph; 截至2023年9月
        # the years of 近三年, 2018年以来, 十三五期间: flows are of all, a rate is of the last
        self.period = ""
        self.said = ""  # the only stage of the sentence before
        self.topics: list[Topic] = []
        self.last: Topic | None = None
        self.range: tuple[int, bool] | None = (
            None  # where the last number ended, and whether it was read
        )
        self.listed: Wording | None | bool = (
            False  # meaning of the last number of a list with 、; None: it had none
        )
        self.meant: tuple[Wording, ...] = ()  # all that the last wording before a number can mean
        self.share: tuple[Wording, str] | None = (
            None  # 占 a sum 的 ...: the share that follows the sum
        )

    def open_sentence(self, text: str, start: int, found: list[Token]) -> None:
        """Forget what holds for one sentence only."""
        self.text, self.found, self.place = text, found, 0
        self.gap: list[Token] = []  # what stands between the last number or mark and the next
        self.outer: list[
            tuple[list[Token], Topic | None, list[Topic], Wording | None | bool]
        ] = []  # gap and subjects outside the brackets
        self.spread: Spread | None = None  # the list being handed out
        self.lists: Spread | None = None  # the one named last
        self.stage: str | None = None
        self.goal: bool | None = (
            False  # None: what the sentence says is so today, whatever the heading
        )
        self.clause_year = self.sentence_year = ""
        self.compared = self.origin = ""  # the year of 与2016年相比; the last year that 由 named
        self.begin = start  # where what an `after` of the same breath may look back to begins
        self.broken = False  # a clause of unknown content came after the last figure
        self.lost = False  # the last number was about something unknown
        self.closing: list[Token] | None = (
            None  # its wordings that may take up the numbers before them
        )
        self.cv = any(
            token.kind == "cv" or any(row.meaning.startswith("cv_") for row in token.rows)
            for token in found
        )
        self.topics = [topic for topic in self.topics if topic.figure or not topic.row.alone]

    @property
    def ahead(self) -> list[Token]:
        """What follows in the sentence."""
        return self.found[self.place + 1 :]

    def heading(self, start: int, end: int) -> int:
        """Note a heading's number, stage, year and mood, and give where the sentence proper
        begins."""
        match = _HEADING.match(self.plain, start, end)
        if not match:
            return start
        level = 0 if match["one"] else 1 if match["two"] else 2
        printed = (
            match["one"]
            or match["two"]
            and f"({match['two']})"
            or match["three"]
            or f"({match['four']})"
        )
        self.levels[level:] = [printed, *[""] * (2 - level)]
        self.paragraph_year = ""
        stop = next(
            (
                place
                for place in range(match.end(), min(end, match.end() + 40))
                if place in self.breaks
            ),
            end,
        )
        title = self.plain[match.end() : min(stop, match.end() + 40)]
        if level < 2:
            found = tokens(self.plain, match.end(), match.end() + len(title), self.lexicon)
            self.section_stage = only_stage(found)
            if level == 0:
                years = [token.year for token in found if token.kind == "year"]
                self.section_year = years[0] if years and len(title) < 40 else ""
                self.future = self.ruled = False
                self.look_ahead(found)
            self.topics, self.last, self.line_stage = [], None, ""
        elif stop < end:
            self.line_stage = only_stage(tokens(self.plain, match.end(), stop, self.lexicon))
        return match.end()

    def look_ahead(self, found: list[Token]) -> None:
        """Note whether a heading announces plans, what was done, or the limits of a rule."""
        for row in (row for token in found for row in token.rows):
            if row.kind == "future":
                self.future, self.ruled = not row.meaning, row.meaning == "rule"

    def note_topic(self, token: Token) -> None:
        """Remember a wording that stood without a number: what follows may be about it."""
        row = self.meaning(token, None) if token.kind == "indicator" else None
        if (
            not row
            or row.after
            or (row.alone and self.plain[token.end : token.end + 1] not in ",，;:、")
        ):
            return
        if not (self.topics and self.topics[-1].rows is token.rows):
            self.topics = [
                *self.topics[-4:],
                Topic(row, self.stage_for(row, []), token.printed, token.rows),
            ]

    def meaning(self, token: Token, number: Number | None) -> Wording | None:
        """Choose what a wording means here."""
        last = self.last.row.meaning if self.last else ""
        before = self.plain[max(0, token.start - 60) : token.start]
        old = self.last and self.last.figure and self.last.figure.start < self.begin
        if old and len(token.printed) < 3:
            last = ""  # 占比 in a new sentence is of something else
        row = choose(token.rows, number, last, self.text, before)
        if (
            row
            and row.after
            and row.unit not in ("percent", "yuan")
            and (old or not self.last.figure)
        ):
            return choose(
                token.rows, number, "", self.text, before
            )  # 公办园38所; 在园幼儿: the whole again
        return row

    def fit(self, token: Token, number: Number, change: str) -> Wording | None:
        """Choose a meaning whose unit the number has, or any where the number is a rate of
        change."""
        row = self.meaning(token, number)
        return self.meaning(token, None) if row is None and change and number.kind in RATES else row

    def stage_for(self, row: Wording, near: list[Token]) -> str:
        """Give a figure's stage: the indicator's own, the nearest named, the sentence's, the
        section's."""
        if row.fixed.startswith("="):
            return row.fixed[1:]
        named = stages_of(near)
        if named:
            return named[-1] or named[-2:][0]  # 义务段中小学
        last = self.last
        if last and last.row.meaning in row.after:
            return last.stage
        if row.stage is not None:
            return row.stage
        alike = last and (last.row.meaning == row.meaning or row.fixed == last.row.fixed == "all")
        if alike and "其中" in [t.printed for t in self.gap] and last.figure.start >= self.begin:
            return last.stage
        if row.fixed == "all":
            return "all"
        if self.stage is not None:
            return self.stage
        said = "" if self.broken else self.said
        return (
            self.paragraph_stage
            or self.line_stage
            or self.section_stage
            or said
            or self.title_stage
            or "all"
        )

    def year_printed(self) -> str:
        """Give the year that is printed for what is read now: by clause, sentence, paragraph or
        section."""
        near = self.clause_year or self.sentence_year or self.paragraph_year
        return near or self.section_year or self.as_of

    def year_now(self) -> str:
        """Give the year in force: the printed one, else that of the document."""
        return self.year_printed() or self.year

    def own(self, region: str) -> bool:
        """Say whether a place is the one the report is about."""
        return (
            bool(self.region)
            and (region in self.region or self.region in region)
            or region in self.head
        )

    def place_before(self, end: int, start: int) -> str:
        """Give the place name that ends right before a place of the text, if there is one."""
        match = _PLACE.search(self.plain[max(0, start, end - 16) : end])
        return match["name"] if match and not _COMMON.fullmatch(match["name"]) else ""

    def coefficient(self, row: Wording, number: Number) -> Wording:
        """In a sentence on 差异系数 a bare decimal beside a resource is its coefficient."""
        bare = not number.unit and number.kind in ("", "ratio") and (number.value or 0) < 5
        return self.lexicon.coefficient(row) if self.cv and bare else row

    def carried(self, number: Number, change: str) -> Topic | None:
        """Find what an unnamed number is about: the latest subject it can belong to."""
        latest = list(reversed(self.topics))
        if change and number.kind in RATES:
            own = (topic for topic in latest if not topic.row.after or number.kind == "point")
            return None if self.lost else next(own, None)
        for topic in latest:
            if number.value is None or fits(topic.row.unit, number):
                return topic
            row = choose(topic.rows, number, "", self.text)
            if row:
                return replace(topic, row=row)
        return None

    def just_read(self, wanted: int) -> list[str]:
        """List the stages of the last figures, if they are one thing for as many stages:
        小学5人、初中6人,分别 ..."""
        latest = [
            f for f in self.figures[-12:] if f.start >= self.begin and f.note != "earlier value"
        ][-wanted:]
        stages = [figure.stage for figure in latest]
        alike = len({(figure.indicator_id, figure.quantity) for figure in latest}) == 1
        return stages if alike and 1 < len(set(stages)) == wanted else []
