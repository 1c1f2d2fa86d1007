"""From the text of a report to its figures: indicator, stage, quantity, value, year, place, status."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from edugov.reading import damage, tabular
from edugov.reading.figures import Figure, table
from edugov.reading.lexicon import Lexicon, Wording
from edugov.reading.meaning import choose, fits, stages_of, unknown
from edugov.reading.numerals import Number
from edugov.reading.text import Text, normalise
from edugov.reading.tokens import SENTENCE, YEAR, Token, document_year, published, tokens, year_of

_HEADING = re.compile(
    r"(?P<one>[一二三四五六七八九十]{1,3})、|\((?P<two>[一二三四五六七八九十]{1,3})\)|(?P<three>\d{1,2})[.、](?!\d)|\((?P<four>\d{1,2})\)"
)
_PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,8}?(?:自治县|自治州|自治旗|县|市|区|旗|州))(?:[、和及,]|等(?:地)?)?"
    r"(?:(?:增幅|增长|降幅)?最(?:快|高|低|慢|大|小)|增长|下降|负增长)?[(:为达]*$"
)
_COMMON = re.compile(r"(?:[全我本各该]|城|地|校|园|学|社|小|辖|山|城乡|省|自治|县|多|主城|新)[县市区州]?$")
CHANGE = {"rise": 1, "fall": -1, "growth": 1}
_RULE = {"rule", "limit"}


@dataclass(slots=True)
class Topic:
    """What a sentence is about: a wording, and the last figure read for it."""

    row: Wording
    rows: tuple[Wording, ...]
    stage: str
    label: str
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


class Reader:
    """Reads one document from its first sentence to its last, carrying subject, stage and year along."""

    def __init__(self, text: Text, lexicon: Lexicon, year: str, region: str) -> None:
        self.plain, self.lexicon, self.year, self.region = text.plain, lexicon, year, region
        self.breaks, plain = text.breaks, text.plain
        self.begin = 0  # where what an `after` of the same breath may look back to begins
        self.lists: Spread | None = None
        self.paragraph_stage: str | None = None
        self.figures: list[Figure] = []
        self.published = published(plain, year)
        self.head = "".join(line[:50] for line in [line for line in plain[:400].split("\n") if line.strip()][:2])
        self.levels = ["", "", ""]
        self.topics: list[Topic] = []
        self.last: Topic | None = None
        self.section_stage = self.section_year = ""
        self.future = False
        self.text = ""
        self.stage: str | None = None
        self.sentence_year = self.clause_year = ""
        self.gap: list[Token] = []
        self.outer: list[tuple[list[Token], Topic | None]] = []
        self.spread: Spread | None = None
        self.goal = False
        self.cv = False
        self.range: tuple[int, bool] | None = None
        self.listed: Wording | None | bool = False  # meaning of the last number of a list with 、; None: it had none
        self.share: tuple[Wording, str] | None = None  # 占 a sum 的 ...: the share that follows the sum

    def read(self) -> list[Figure]:
        """Read tables and sentences in turn."""
        taken = tabular.regions(self.plain, self.lexicon)
        for start, end in taken:
            self.figures += tabular.read(self.plain, start, end, self.lexicon, self.year)
        at = 0
        for match in SENTENCE.finditer(self.plain):
            start, end = match.span()
            while at < len(taken) and taken[at][1] <= start:
                at += 1
            if at < len(taken) and taken[at][0] <= start:
                start = min(taken[at][1], end)
            if at < len(taken) and start < taken[at][0] < end:
                end = taken[at][0]
            if end - start > 1:
                self.sentence(start, end)
        return self.figures

    # --- sentences

    def sentence(self, start: int, end: int) -> None:
        """Read one sentence; what was carried into it is the last topic, the section's stage and its year."""
        self.text = self.plain[start:end]
        first = start == 0 or self.plain[start - 1] == "\n"
        start = self.heading(start, end)
        found = tokens(self.plain, start, end, self.lexicon)
        self.gap, self.outer, self.spread = [], [], None
        self.stage, self.goal, self.clause_year = None, False, ""
        self.sentence_year = ""
        self.begin, self.lists = start, None
        if first:
            self.paragraph_stage = None
        if first and end - start <= 30 and self.plain[end : end + 1] == "\n":
            opening = YEAR.match(self.plain, start, end)
            if opening and not opening["masked"]:
                self.section_year = year_of(opening)  # a line of its own: 2022年重点工作
        self.cv = any(token.kind == "cv" for token in found)
        for place, token in enumerate(found):
            if token.kind == "mark":
                self.mark(token.text)
            elif token.kind == "number":
                self.number(token, found, place)
            else:
                self.word(token, found, place)
        self.mark(",")
        if self.plain[end : end + 1] == "\n" and not self.text.rstrip().endswith((":", ";", ",")):
            pass

    def heading(self, start: int, end: int) -> int:
        """Note a heading's number, stage, year and mood, and give where the sentence proper begins."""
        match = _HEADING.match(self.plain, start, end)
        if not match:
            return start
        level = 0 if match["one"] else 1 if match["two"] else 2
        printed = match["one"] or match["two"] and f"({match['two']})" or match["three"] or f"({match['four']})"
        if match["one"] and self.levels[0] == "" and level:
            self.levels[0] = ""
        self.levels[level:] = [printed, *[""] * (2 - level)]
        title = self.plain[match.end() : min(end, match.end() + 40)]
        if level < 2:
            found = tokens(self.plain, match.end(), match.end() + len(title), self.lexicon)
            stages = [stage for stage in stages_of([token for token in found if token.kind == "stage"]) if stage]
            self.section_stage = stages[0] if len(stages) == 1 else ""
            years = [token.text for token in found if token.kind == "year"]
            if level == 0:
                self.section_year = years[0] if years and len(title) < 40 else ""
                self.future = any(token.kind == "future" for token in found)
            self.topics, self.last = [], None
        return match.end()

    def mark(self, text: str) -> None:
        """Close a clause, or step into or out of brackets."""
        if text == "(":
            self.outer.append((self.gap, self.last))
            self.gap = []
        elif text == ")":
            if self.outer:
                self.gap, last = self.outer.pop()
                self.last = last or self.last
        elif text in ",，;:":
            self.listed, self.share = False, None
            if self.clause_year:
                self.sentence_year, self.clause_year = self.clause_year, ""
            for token in self.gap:
                self.note_topic(token)
            if text == ";":
                self.goal = False
                self.begin = self.figures[-1].start + 1 if self.figures else 0
            if text != ":" or not self.gap:
                self.spread = self.spread if self.spread and self.spread.turn < self.spread.wanted else None
            self.gap = []

    def word(self, token: Token, found: list[Token], place: int) -> None:
        """Take in a word that is no number."""
        if token.kind == "year":
            before = found[place - 1] if place else None
            if before is not None and before.kind == "than":
                token.kind = "than"
            elif before is not None and before.kind == "from":
                token.kind = "origin"
            elif self.plain[token.end : token.end + 2] != "以来":
                self.clause_year = token.text
        elif token.kind == "now":
            self.clause_year = self.published or self.year
        elif token.kind == "each":
            self.spread = self.hand_out(found, place)
        elif token.kind == "goal":
            self.goal = True
        elif token.kind == "none":
            self.nothing(token, found, place)
        elif token.kind == "indicator" and self.meaning(token, None) is None:
            token.kind = "filler"  # none of its conditions holds
        if token.kind == "stage" and self.stage is None and not self.outer and all(
            t.kind in ("filler", "year") for t in found[:place]
        ):
            self.stage = stages_of([token])[0]  # a sentence that opens with a stage is about it
            if self.plain[token.end : token.end + 1] in ":。" and self.plain[found[0].start - 1 : found[0].start] in ("", "\n", ")", ".", "、"):
                self.paragraph_stage = self.stage
        self.gap.append(token)

    def note_topic(self, token: Token) -> None:
        """Remember a wording that stood without a number: what follows may be about it."""
        if token.kind != "indicator":
            return
        row = self.meaning(token, None)
        if row and row.alone and self.plain[token.end : token.end + 1] not in ",，;:、":
            return
        if row and not row.after and not (self.topics and self.topics[-1].rows is token.rows):
            stage = self.stage_for(row, [])
            self.topics = [*self.topics[-4:], Topic(row, token.rows, stage, self.plain[token.start : token.end])]

    def hand_out(self, found: list[Token], place: int) -> Spread | None:
        """Collect what a list with 分别 hands out, and how many numbers there are to take it."""
        before = self.gap
        if self.lists and not any(t.kind in ("stage", "indicator", "year") for t in before):
            change = next((t.kind for t in reversed(before) if t.kind in CHANGE), "")
            ahead = self.ahead(found, place)
            change = change or next((t.kind for t in found[place + 1 : place + 5] if t.kind in CHANGE), "")
            return Spread(self.lists.stages, self.lists.rows, [], change, 0, ahead)
        before = before or found[max(0, place - 12) : place]
        spread = Spread(wanted=self.ahead(found, place))
        if any(t.kind == "stage" for t in before):
            spread.stages = stages_of([t for t in before if t.kind in ("stage", "indicator")])
        for token in before:
            if token.kind == "indicator":
                row = self.meaning(token, None)
                if row:
                    spread.rows.append((token, row))
            elif token.kind == "year":
                spread.years += _each_year(token.text)
        earlier = [token for token in found[:place] if token.kind == "year"]
        if not spread.years and earlier:
            spread.years = [year for token in earlier for year in _each_year(token.text)]
        spread.change = next((t.kind for t in reversed(before) if t.kind in CHANGE), "")
        if len(spread.stages) > 1 or len(spread.rows) > 1:
            self.lists = spread
        return spread

    @staticmethod
    def ahead(found: list[Token], place: int) -> int:
        """Count the numbers that follow 分别 before something else is named."""
        wanted = 0
        for token in found[place + 1 :]:
            if token.kind == "number":
                wanted += 1
            elif token.kind in ("indicator", "each") or (token.kind == "mark" and token.text in ";:,，"):
                break
        return wanted

    def nothing(self, token: Token, found: list[Token], place: int) -> None:
        """Read 无超大班额 as 0."""
        follow = found[place + 1] if place + 1 < len(found) else None
        if follow is None or follow.kind != "indicator":
            return
        row = choose(follow.rows, None, "", self.text)
        if row is None or row.unit != "class" or any(t.kind == "unknown" for t in found[place + 2 : place + 3]):
            return
        self.emit(row, Number(token.start, token.end, 0.0, "", "class", token.end), self.stage_for(row, [follow]), "value",
                  self.plain[follow.start : follow.end], note="stated in words")

    # --- numbers

    def number(self, token: Token, found: list[Token], place: int) -> None:
        """Find what a number is about; where nothing certain is near, leave it out."""
        number, gap = token.number, self.gap
        after = found[place + 1 : place + 4]
        count = len(self.figures)
        if self.plain[number.start - 1 : number.start] == "第":  # a rank
            self.gap = []
            return
        if self.range and self.range[0] == number.stop:  # the high end of a range is read as its low end was
            if self.range[1]:
                self.classify(self.last.row, number, [], self.last.stage, self.last.label)
        elif not self.spread_number(number, gap) and not self.named(number, gap, after):
            if not self.named_after(number, gap, after):
                self.carried(number, gap, after)
        read = len(self.figures) > count
        self.range = (number.stop, read and self.last is not None)
        self.listed = self.last.row if read and self.last else None
        self.share = None if not read else self.share
        if not read:
            if unknown(gap) and not self.outer and number.kind in ("money", "area", "person", "school", "class", "place"):
                self.last, self.topics = None, [topic for topic in self.topics if topic.figure is None]
            for earlier in gap:
                self.note_topic(earlier)
        self.gap = []

    def spread_number(self, number: Number, gap: list[Token]) -> bool:
        """Give the next of a list its number."""
        spread = self.spread
        if spread is None or spread.turn >= spread.wanted or unknown(gap) > 4:
            return False
        if spread.turn and any(token.kind == "indicator" for token in gap):
            self.spread = None
            return False
        turn, spread.turn = spread.turn, spread.turn + 1
        stages, rows, years = spread.stages, spread.rows, spread.years
        kinds = [t.kind for t in gap]
        change = next((kind for kind in reversed(kinds) if kind in CHANGE), spread.change)
        if "to" in kinds:
            change = ""
        year = ""
        if len(rows) > 1 and len(rows) == spread.wanted:
            named, row = rows[turn]
            row = self.fit(named, number, change) or row
            stage = self.stage_for(row, [named])
        else:
            if rows:
                row = next((r for t, _ in reversed(rows) if (r := self.fit(t, number, change))), None)
            else:
                topic = self.carry_topic(number, change)
                row = topic.row if topic else None
            if row is None:
                return False
            stage = stages[turn] if len(stages) == spread.wanted else self.stage_for(row, [t for t, _ in rows] + gap)
            if row.fixed.startswith("="):
                stage = row.fixed[1:]
            if len(stages) != spread.wanted and len(years) == spread.wanted > 1:
                year = years[turn]
        rated = bool(change) and number.kind in ("percent", "point", "times")
        if not rated and number.value is not None and not fits(row.unit, number):
            return False
        if year:
            self.clause_year = year
        previous = self.figures[-1].value if year and turn and self.figures else None
        self.classify(row, number, [Token(change, 0, 0)] if change else [], stage, self.lexicon.names[row.meaning], previous)
        expected = max(len(stages) if len(stages) > 1 else 0, len(years) if year else 0)
        damage.fused(self.figures, self.plain, number, expected)
        return True

    def fit(self, token: Token, number: Number, change: str) -> Wording | None:
        """Choose a meaning whose unit the number has, or any where the number is a rate of change."""
        rated = bool(change) and number.kind in ("percent", "point", "times", "fraction")
        return self.meaning(token, number) or (self.meaning(token, None) if rated else None)

    def meaning(self, token: Token, number: Number | None) -> Wording | None:
        """Choose what a wording means here."""
        last = self.last.row.meaning if self.last else ""
        row = choose(token.rows, number, last, self.text, self.plain[max(0, token.start - 60) : token.start])
        if row and row.meaning == "not_an_indicator" and not (self.last.figure and self.last.figure.start >= self.begin):
            return choose(token.rows, number, "", self.text, "")  # 公办园38所; 在园幼儿: the whole again
        return row

    def named(self, number: Number, gap: list[Token], after: list[Token]) -> bool:
        """Take the nearest wording before the number in its clause, if nothing unknown comes between."""
        for place in range(len(gap) - 1, -1, -1):
            token = gap[place]
            school = token.kind == "stage" and number.kind == "school"
            if token.kind not in ("indicator", "unit") and not school:
                continue
            if school and self.listed is not False and (
                self.listed is None or re.search("built|opened", self.listed.meaning)
            ):
                if self.listed is None or self.listed.unit != "school":
                    return True  # its list is about something unknown
                self.classify(self.listed, number, [], self.stage_for(self.listed, [token]), self.plain[token.start : token.end])
                return True
            between = gap[place + 1 :]
            change = next((t.kind for t in between if t.kind in CHANGE), "")
            if any(t.kind in ("gap", "elsewhere") for t in between):
                return True  # a distance to another area's value
            row = self.fit(token, number, change)
            if row is None and (number.kind == "" or number.flaw):
                row = self.bare(token, number, between)
            if row is None:
                if token.kind == "indicator" and number.kind != "percent" and not all(r.alone for r in token.rows):
                    return False
                continue
            if row.after and self.last and self.last.figure and self.last.figure.start > token.start:
                continue
            limit = 0 if row.alone else 8 if row.unit in ("percent", "ratio") else 6 if row.unit == "yuan" else 3
            if row.alone and self.range and token.start == self.range[0]:
                continue  # the noun of the number before: 11名学生、...
            if unknown(between) > limit or (row.alone and not self.clean_left(gap[:place], token)):
                return False
            label = self.plain[token.start : token.end]
            if row.alone and row.unit == "school" and not school and "学校" not in label and not stages_of([token]):
                if not after or after[0].kind not in ("stage", "indicator"):  # 新建 and no school behind the number
                    return False
                between = [*between, *[t for t in after[:1] if t.kind == "stage"]]
                gap = [*gap[: place + 1], *between]
            share = next((r for r in token.rows if r.unit == "percent" and self.last and self.last.row.meaning in r.after), None)
            stage = self.last.stage if self.last else ""
            self.shared(row, token, number, gap, place, between, label)
            self.share = (share, stage) if share and row.unit != "percent" else None
            return True
        return False

    def bare(self, token: Token, number: Number, between: list[Token]) -> Wording | None:
        """Accept a number without unit right behind its wording, to be flagged: its unit is lost."""
        if number.flaw not in ("lost_unit", "placeholder") and (number.kind or number.value is None or number.value < 100):
            return None
        if unknown(between):
            return None
        row = self.meaning(token, None)
        if row is None or row.unit not in ("yuan_per_student", "yuan", "percent"):
            return None
        if number.flaw != "placeholder":
            number.flaw = "lost_unit"
        return row

    def shared(self, row: Wording, token: Token, number: Number, gap: list[Token], place: int, between: list[Token],
               label: str) -> None:
        """Emit a number for its wording, or for each of several that share it (均, 各)."""
        stages = stages_of([t for t in gap if t.kind == "stage"])
        both = any(t.kind == "both" for t in between)
        if both and number.kind == "percent":
            others = [t for t in gap[:place] if t.kind == "indicator"]
            for other in others:
                second = self.fit(other, number, "")
                if second and second.meaning != row.meaning:
                    self.classify(second, number, between, self.stage_for(second, [other]), self.plain[other.start : other.end])
        if both and len(stages) > 1 and not row.fixed.startswith("=") and "" not in stages:
            for stage in stages:
                self.classify(row, number, between, stage, label)
            return
        named = [t for t in gap[place + 1 :] if t.kind == "stage"]
        stage = self.stage_for(row, named or gap[: place + 1], token)
        if stage == "all" and row.context and row.unit == "yuan":  # money for something named behind it
            purpose = re.split("[。;]", self.plain[number.stop : number.stop + 30])[0]
            stage = self.lexicon.stage_in(purpose) or stage
        self.classify(row, number, between, stage, label)

    def clean_left(self, before: list[Token], token: Token) -> bool:
        """Say whether a general noun stands by itself: 学校, but not 特色学校."""
        last = before[-1] if before else None
        if token.start in self.breaks:
            return True
        if last is None or last.end < token.start:
            return True
        return last.kind not in ("unknown", "indicator") or bool(self.place_before(token.start, last.start))

    def named_after(self, number: Number, gap: list[Token], after: list[Token]) -> bool:
        """Take the wording right after the number: 8所特殊教育学校."""
        rest = [t for t in after if not (t.kind == "filler" and self.plain[t.start : t.end] in "的了")]
        if not rest or rest[0].kind not in ("indicator", "stage"):
            return False
        region = self.place_before(number.start, number.start - 16)
        if unknown(gap) and not region or gap and self.range and gap[0].start == self.range[0]:
            return False
        if any(t.kind in ("gap", "elsewhere", "rise", "fall") for t in gap):
            return False
        row = choose(rest[0].rows, number, "", self.text)
        if row is None or row.after or number.kind in ("percent", "point", "ratio", "") or row.quantity == "standard":
            return False
        closing = rest[1] if len(rest) > 1 else None
        if closing is not None and closing.kind not in ("mark", "both", "none"):
            return False
        self.classify(row, number, gap, self.stage_for(row, [rest[0]]), self.plain[rest[0].start : rest[0].end],
                      scope="part" if region and not self.own(region) else "")
        return True

    def carry_topic(self, number: Number, change: str) -> Topic | None:
        """Find what an unnamed number is about: the latest subject it can belong to."""
        rated = bool(change) and number.kind in ("percent", "point", "times", "fraction")
        latest = list(reversed(self.topics))
        if rated:
            return next((topic for topic in latest if not topic.row.after or number.kind == "point"), None)
        for topic in latest:
            if number.value is None or fits(topic.row.unit, number):
                return topic
            row = choose(topic.rows, number, "", self.text)
            if row:
                return Topic(row, topic.rows, topic.stage, topic.label, topic.year, topic.figure)
        return None

    def carried(self, number: Number, gap: list[Token], after: list[Token]) -> None:
        """Carry the subject to a clause that names none, if it holds nothing unknown."""
        if self.share and number.kind == "percent" and not unknown(gap):
            row, stage = self.share
            self.emit(row, number, stage, "value", self.lexicon.names[row.meaning])
            return
        region = self.place_before(number.start, number.start - 16)
        growth = self.last and self.last.figure and self.last.figure.quantity == "growth"
        if region and number.kind == "percent" and growth and not self.own(region):
            self.emit(self.last.row, number, self.last.stage, "growth", self.last.label, scope="part", note=region)
            return
        aim = number.kind == "percent" and "目标" in self.plain[number.stop : number.stop + 4]
        if unknown(gap) or any(t.kind in ("elsewhere", "indicator") or (t.kind == "gap" and not aim) for t in gap):
            return
        if any(t.kind == "unit" for t in gap):
            return
        change = next((t.kind for t in gap if t.kind in CHANGE), "")
        if number.kind == "class" and not change:
            rows = tuple(row for row in self.unit_rows(number))
            if rows and (not after or after[0].kind == "mark"):
                self.classify(rows[0], number, gap, self.stage_for(rows[0], gap), "班")
                return
        topic = self.carry_topic(number, change)
        if topic is None:
            last = self.last
            if number.kind == "" and last and last.row.unit == "yuan_per_student" and not after and stages_of(gap):
                number.flaw = "lost_unit"
                self.classify(last.row, number, gap, self.stage_for(last.row, gap), last.label)
            return
        if number.kind == "point" and change and topic.row.unit != "percent":
            share = self.lexicon.shares.get(topic.row.meaning)
            if share is None:
                return
            topic = Topic(share, (share,), topic.stage, self.lexicon.names[share.meaning], topic.year, topic.figure)
        if number.kind == "percent" and not change and topic.row.unit != "percent":
            return
        if after[:1] and after[0].kind == "unknown" and after[0].start == number.stop and number.kind not in ("percent", "money", "point"):
            return  # "3个项目": a noun of its own
        if after[:1] and after[0].kind in ("indicator", "stage") and number.kind in ("school", "count", "person"):
            return
        stages = stages_of([t for t in gap if t.kind == "stage"])
        stage = stages[-1] if stages else topic.stage
        if topic.row.fixed.startswith("="):
            stage = topic.row.fixed[1:]
        self.classify(topic.row, number, gap, stage, topic.label, carried=topic)

    def unit_rows(self, number: Number) -> list[Wording]:
        """Give the indicator that a unit alone names (个班)."""
        word = next(iter(self.lexicon.walk(number.unit.lstrip("余多万千百"), 0, 9 if len(number.unit) > 9 else len(number.unit.lstrip("余多万千百")))), None)
        return [row for row in word.rows if row.kind == "unit"] if word else []

    # --- what the number says

    def classify(self, row: Wording, number: Number, words: list[Token], stage: str, label: str,
                 previous: float | None = None, carried: Topic | None = None, scope: str = "") -> None:
        """Tell value from growth, change, earlier value, target and threshold, and emit the figure."""
        kinds = [t.kind for t in words]
        change = next((kind for kind in kinds if kind in CHANGE), "")
        to = "to" in kinds and (not change or kinds.index("to") > kinds.index(change))
        row = self.coefficient(row, number)
        year, old = "", None
        if carried and not self.clause_year:
            year = carried.year
        if number.value is not None and change and not to:
            sign = CHANGE[change] if number.value >= 0 and not number.sign else 1
            value = abs(number.value) * sign if sign < 0 else number.value
            number = Number(number.start, number.end, value, number.unit, number.kind, number.stop, number.bound, number.per,
                            number.flaw, number.sign)
        if change and not to and number.kind in ("percent", "times", "fraction") and (row.unit != "percent"):
            self.emit(row, number, stage, "growth", label, year=year)
            return
        if change and not to:
            self.emit(row, number, stage, "change", label, year=year)
            return
        earlier = "previous" in kinds or "than" in kinds or ("from" in kinds and not to)
        if earlier:
            self.earlier(row, number, words, stage, label, year)
            return
        if carried and carried.figure and self.clause_year and self.clause_year != carried.year and not self.spread:
            year, self.clause_year = self.clause_year, ""
            carried.figure.previous_value = number.value if year < (carried.year or "9") else carried.figure.previous_value
            self.emit(row, number, stage, "value", label, year=year, keep=False)
            return
        if to and self.figures and self.figures[-1].note == "earlier value" and self.figures[-1].indicator_id == row.meaning:
            old = self.figures[-1].value
        self.emit(row, number, stage, self.quantity(row, number, kinds, label), label, year=year, previous=previous or old,
                  scope=scope)

    def earlier(self, row: Wording, number: Number, words: list[Token], stage: str, label: str, year: str) -> None:
        """Emit an earlier year's value, and note it beside the current one."""
        origin = next((t.text for t in words if t.kind in ("origin", "than") and t.text), "")
        if not origin and any(t.kind in ("previous", "than") for t in words):
            base = (year or self.year_now())[:4]
            origin = str(int(base) - 1) if base.isdigit() else ""
        now = self.last.figure if self.last and self.last.row.meaning == row.meaning else None
        if now is not None and now.stage == stage and now.quantity == "value":
            now.previous_value = number.value
        self.emit(row, number, stage, "value", label, year=origin or "-", note="earlier value", keep=now is None)

    def coefficient(self, row: Wording, number: Number) -> Wording:
        """In a sentence on 差异系数 a bare decimal beside a resource is its coefficient."""
        other = f"cv_{row.meaning}"
        if self.cv and other in self.lexicon.units and not number.unit and number.kind in ("", "ratio") and (number.value or 0) < 5:
            return Wording("indicator", other, "ratio", row.stage, row.fixed, "")
        return row

    def quantity(self, row: Wording, number: Number, kinds: list[str], label: str) -> str:
        """Tell a value from a goal and a limit."""
        ruled = any(t.kind == "rule" for t in self.gap) or "rule" in kinds or re.search(r"[要求规定]{2}|省定|国定|应不|不得", self.text)
        if row.quantity == "standard":
            return "standard"
        if "compare" in kinds:
            return "threshold"
        limited = "limit" in kinds or number.bound in ("以内", "之内", "以下")
        if limited and ruled:
            return "threshold"
        if limited and re.search(r"按照?.{0,20}(?:安排|拨付|核定|提取|列支)", self.text):
            return "standard"
        if self.goal or re.match("预计|计划|拟", label) or (self.future and row.unit != "yuan_per_student") or "目标" in self.plain[number.stop : number.stop + 4]:
            return "target"
        return row.quantity or "value"

    def stage_for(self, row: Wording, near: list[Token], token: Token | None = None) -> str:
        """Give the stage of a figure: the indicator's own, the nearest named, the sentence's, the section's."""
        if row.fixed.startswith("="):
            return row.fixed[1:]
        named = stages_of(near)
        if named:
            return named[-1]
        if row.stage is not None:
            return row.stage
        if row.fixed == "all":
            return "all"
        if self.stage is not None:
            return self.stage
        return self.paragraph_stage or self.section_stage or "all"

    def year_now(self) -> str:
        """Give the year in force: clause, sentence, section, document."""
        return self.clause_year or self.sentence_year or self.section_year or self.year

    def own(self, region: str) -> bool:
        """Say whether a place is the one the report is about."""
        return bool(self.region) and (region in self.region or self.region in region) or region in self.head

    def place_before(self, end: int, start: int) -> str:
        """Give the place name that ends right before a place of the text, if there is one."""
        match = _PLACE.search(self.plain[max(0, start, end - 16) : end])
        if not match or _COMMON.fullmatch(match["name"]):
            return ""
        return match["name"]

    def emit(self, row: Wording, number: Number, stage: str, quantity: str, label: str, year: str = "", scope: str = "",
             note: str = "", previous: float | None = None, keep: bool = True) -> None:
        """Write a figure down and make it what the next clause may be about."""
        if row.meaning == "not_an_indicator":
            return
        unit = {"growth": "percent"}.get(quantity, row.unit)
        if quantity == "change" and row.unit == "percent":
            unit = "percentage_point"
        if quantity == "target" and self.future and not (year or self.clause_year or self.sentence_year):
            year = self.published or "-"
        figure = Figure(
            row.meaning, stage, quantity, number.value, unit, "" if year == "-" else year or self.year_now(), number.start,
            number.end, number.unit, label, scope or ("part" if self.outer else "region"), previous,
            "".join(self.levels), note=note, base=row.unit,
        )
        damage.number(figure, number, self.plain)
        self.figures.append(figure)
        if stage and stage != "all" and not row.fixed and not self.outer:
            self.stage = stage
        if keep:
            self.last = Topic(row, (row,), stage, label, self.year_now() if note else figure.year, figure)
            self.topics = [*[topic for topic in self.topics[-4:] if topic.row.meaning != row.meaning], self.last]


def _each_year(text: str) -> list[str]:
    first, _, last = text.partition("-")
    if last and int(last) - int(first) < 20:
        return [str(year) for year in range(int(first), int(last) + 1)]
    return [text]


def read_text(text: str, *, lexicon: Lexicon, year: int | None = None, region_name: str = "") -> pd.DataFrame:
    """Read the figures (数据) of a report's text.

    Parameters
    ----------
    text : str
        One document's text as received; every place in the result refers to it.
    lexicon : Lexicon
        The wordings, see `edugov.reading.lexicon.load_lexicon`.
    year : int, optional
        The year that the report is about; inferred from title and text when missing.
    region_name : str, optional
        Chinese name of the report's own region; figures of other places get scope `part`.

    Returns
    -------
    pandas.DataFrame
        One row a figure in order of printing: indicator, stage, quantity, value in the canonical unit (empty where
        unreadable), year, what was printed and where, status, proposed reading.

    Notes
    -----
    What no wording of the lexicon explains is left out; what cannot be taken as it stands is flagged, never mended.
    """
    even = normalise(text)
    about = str(year) if year is not None else document_year(even.plain)
    figures = Reader(even, lexicon, about, region_name).read()
    damage.document(figures)
    return table(figures, even)
