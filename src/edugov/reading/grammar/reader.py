"""The walk over a document: sentences, headings, clauses, numbers."""

import re
from bisect import bisect_right
from dataclasses import replace

from edugov.reading import damage
from edugov.reading.figures import Figure
from edugov.reading.fitting import fits
from edugov.reading.grammar.context import Context, Paragraph, Section, Sentence, Subject
from edugov.reading.grammar.definitions import Meaning
from edugov.reading.grammar.emit import Writer
from edugov.reading.grammar.lists import open_list
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.rules import fitting_rules
from edugov.reading.grammar.subjects import (
    IMPLIED,
    NOUNS,
    Clause,
    behind,
    carried,
    clause_of,
    pieces,
    unknown_before,
)
from edugov.reading.grammar.whose import own_level, single_school
from edugov.reading.grammar.words import Token, classes, cut
from edugov.reading.numbers import Number
from edugov.reading.text import Text
from edugov.reading.years import YEAR, published, year_of

CLOSES = frozenset(",;:")
PASSED = frozenset(("date", "time", "age"))  # numbers that are words of the clause
COUNTED = frozenset(("school", "person", "class", "count", "place"))  # may have a noun behind
LOST = frozenset(("yuan", "yuan_per_student", "percent"))  # units without which a number is lost
_TITLE = re.compile(r"[^。\n]{0,60}?(?:报告|汇报|公报|公告|总结|通报)")
_HEADING = re.compile(
    r"(?P<one>[一二三四五六七八九十]{1,3})、|\((?P<two>[一二三四五六七八九十]{1,3})\)"
    r"|(?P<three>\d{1,2})[.、](?!\d(?!\d{3}年))|\((?P<four>\d{1,2})\)"
)
_ALL = re.compile("[全我本][国省市县区州旗]|共|总|[现设建办拥]?有|辖|开设|新|建|完成|增")
_WHOLE = re.compile(r"[全我本各][市县区州旗省国级]|其中|共|总")
_SAYS = re.compile(
    r"[\d○×*]|[xX]|无|没有|消除|清零|分之|成|半|[一二三四五六七八九十两百千余][所个名人万亿间班]"
)
_PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,8}?(?:自治县|自治州|自治旗|自治区|县|市|区|旗|州|省))(?:[、和及,]|等(?:地)?)?"
    r"(?:(?:增幅|增长|降幅)?最(?:快|高|低|慢|大|小)|同?比?增长|下降|负增长)?[(:为达]*(?:同比增长|同比下降)?$"
)
_COMMON = re.compile(
    r"(?:[全我本各该]|城|地|校|园|学|社|小|辖|山|城乡|省|自治|县|多|主城|新)[县市区州]?$"
)
_SAID_YEAR = re.compile(
    r"(?<![到至于])(?<!\d)20\d\d(?=年(?!度?(?:目标|计划|力争|预计|将|拟|实现|末|底前|底|前|以前|之前)))"
)


class Reader:
    """Reads one document."""

    def __init__(self, text: Text, lexicon, year: str, region: str) -> None:
        self.plain, self.breaks = text.plain, text.breaks
        self.words, self.meanings, self.names = lexicon.words, lexicon.meanings, lexicon.names
        self.ordered = sorted(text.breaks)
        self.year, self.region = year, region
        self.writer = Writer(self)
        self.level = own_level(self.plain, region)
        titles = [line for line in self.plain[:400].split("\n") if line.strip()][:2]
        self.head = "".join(line[:50] for line in titles if "。" not in line)
        if not self.head and (match := _TITLE.match(self.plain)):
            self.head = match[0]
        self.school = single_school(self.head)
        self.context = self._about()

    @property
    def figures(self) -> list[Figure]:
        """What was read so far."""
        return self.writer.figures

    def _about(self) -> Context:
        dated = published(self.plain, self.year)
        titled = re.findall(r"(?:19|20)\d\d", self.head)
        said = [match[0] for match in _SAID_YEAR.finditer(self.plain)]
        past = [year for year in said if self.year and year <= str(int(self.year) + 3)]
        found = cut(self.head, 0, len(self.head), self.words)
        section = mood(Section(), found)
        section = replace(section, year=self.year if section.future else "")
        return Context(
            self.year, only_stage(found), dated, max([self.year, dated, *titled, *past]), section
        )

    # ---- sentences

    def read(self, start: int, end: int) -> None:
        """Read one sentence."""
        first = start == 0 or self.plain[start - 1] == "\n"
        start = self._heading(start, end)
        at = bisect_right(self.ordered, start)
        while at < len(self.ordered) and self.ordered[at] < end:
            self._sentence(start, self.ordered[at], first)
            start, first = self.ordered[at], False
            at += 1
        self._sentence(start, end, first)

    def _sentence(self, start: int, end: int, first: bool) -> None:
        if end - start > 40 and not _SAYS.search(self.plain, start, end):
            return
        found = cut(self.plain, start, end, self.words)
        about_cv = any("cv" in token.features for token in found)
        text = self.plain[start:end]
        self.context = replace(self.context, sentence=Sentence(start, text, cv=about_cv))
        if first:
            kept = self.context.paragraph.line_stage
            as_of = self.context.paragraph.as_of
            self.context = replace(
                self.context, paragraph=Paragraph(line_stage=kept, as_of=as_of), said=""
            )
        self.context = replace(self.context, last=self.context.last and self.context.whole)
        self._opening(found, first, end)
        if _WHOLE.match(self.plain, start):
            self.context = replace(self.context, said="")
        count = len(self.figures)
        self._walk(found)
        stages = {figure.stage for figure in self.figures[count:]}
        topics = tuple(t for t in self.context.sentence.topics if not t.figure and t.definition)
        topics = tuple(t for t in topics if not t.definition.general)
        self.context = replace(
            self.context,
            said=stages.pop() if len(stages) == 1 else "",
            topics=(*self.context.topics, *topics)[-5:],
        )

    def _opening(self, found: list[Token], first: bool, end: int) -> None:
        """Note the year that a paragraph opens with, and what a line of its own says."""
        dated = len(found) > 1 and found[0].text in ("截至", "截止", "至")
        opening = found[dated] if found else None
        paragraph = self.context.paragraph
        if (
            opening
            and opening.letter == "Y"
            and self.plain[opening.end : opening.end + 1] not in "以起至、"
        ):
            year = opening.year if "-" not in opening.year else ""
            paragraph = replace(
                paragraph, year=year, as_of=opening.year if dated else paragraph.as_of
            )
        start = self.context.sentence.start
        line = first and end - start <= 30 and self.plain[end : end + 1] == "\n"
        section = self.context.section
        if line:
            match = YEAR.match(self.plain, start, end)
            if match and not match["masked"]:
                section = replace(section, year=year_of(match))
            alone = self.plain.find("\n", end + 1, end + 20) < 0
            if alone and not any(token.number for token in found):
                paragraph = replace(paragraph, line_stage=only_stage(found))
                section = mood(section, found)
        self.context = replace(self.context, paragraph=paragraph, section=section)

    def _heading(self, start: int, end: int) -> int:
        """Note what a heading says, and give where the sentence proper begins."""
        match = _HEADING.match(self.plain, start, end)
        if not match:
            return start
        level = 0 if match["one"] else 1 if match["two"] else 2
        numbers = list(self.context.section.numbers)
        printed = match["one"] or match["two"] and f"({match['two']})" or match["three"]
        numbers[level:] = [printed or f"({match['four']})", *[""] * (2 - level)]
        section = replace(self.context.section, numbers=tuple(numbers))
        paragraph = replace(self.context.paragraph, year="")
        stop = next(
            (p for p in range(match.end(), min(end, match.end() + 40)) if p in self.breaks), end
        )
        title = cut(self.plain, match.end(), min(stop, match.end() + 40), self.words)
        topics, last = self.context.topics, self.context.last
        if level < 2:
            section = replace(section, stage=only_stage(title))
            topics, last, paragraph = (), None, Paragraph()
            if level == 0:
                years = [token.year for token in title if token.letter == "Y"]
                section = mood(
                    replace(section, year=years[0] if years else "", future=False, ruled=False),
                    title,
                )
        elif stop < end:
            paragraph = replace(paragraph, line_stage=only_stage(title))
        self.context = replace(
            self.context, section=section, paragraph=paragraph, topics=topics, last=last
        )
        return match.end()

    # ---- clauses

    def _walk(self, found: list[Token]) -> None:
        self.found, self.left, self.outer, self.spread, self.listed = found, [], [], None, []
        self.number_end, self.container = -1, ""
        self.previous: Phrase | None = Phrase()  # of the number before; None where it was not read
        self.consumed: set[int] = set()  # words that the number before them took

        skipped = _size_bounds(found)
        for place, token in enumerate(found):
            self.place = place
            if token.letter in ",;:()|":
                self._mark(token)
            elif token.number and place not in skipped and token.number.kind not in PASSED:
                self._number(token.number)
            elif not token.number and token.start not in self.consumed:
                self._word(token)
        self._mark(Token(",", self.found[-1].end if found else 0, 0, ","))

    @property
    def ahead(self) -> list[Token]:
        """What follows in the sentence."""
        return self.found[self.place + 1 :]

    def _mark(self, token: Token) -> None:
        if token.letter == "(":
            topics = self.context.sentence.topics
            self.outer.append((self.left, self.context.last, topics, self.previous))
            named = self.left and self.left[-1].letter in "HMS<B"
            self.left = list(self.left) if named else []
            last = self.context.last
            if last and last.start >= self.context.sentence.start and not self.left:
                if last.figure and not last.figure.inferred:
                    self.context = self.context.saying(clause_year=last.year)
        elif token.letter == ")":
            if self.outer:
                self.left, last, topics, self.previous = self.outer.pop()
                self.context = replace(self.context, last=last or self.context.last)
                self.context = self.context.saying(topics=topics, clause_year="")
        elif token.letter in CLOSES:
            self._close(token)
        elif token.letter == "|":
            self.left = []

    def _close(self, token: Token) -> None:
        """Close a clause: note what it named without a number, and its year."""
        said = self.context.sentence
        unknown = sum(t.end - t.start for t in self.left if t.letter == "U")
        changes = {}
        if said.clause_year:
            changes |= {"year": said.clause_year, "clause_year": ""}
        if token.letter == ";":
            changes["goal"], self.container = False, ""
        self.context = self.context.saying(**changes)
        if not self._note_topic(token) and unknown > 2:
            self.context = self.context.saying(broken=True)
        if self.spread and self.spread.turn >= len(self.spread.items):
            self.spread = None
        self.left = []

    def _note_topic(self, token: Token) -> bool:
        """Remember a phrase that stood without a number: what follows may be about it."""
        clause = clause_of(self.left)
        parts = pieces(clause.phrase)
        phrase = phrase_of(clause.phrase)
        if token.letter == ":" and len(parts) > 1:
            self.listed = parts
        if not phrase.features or self.outer:
            return False
        found = self.meanings.in_context(phrase, None, self.context)
        subject = Subject(phrase, found[0].definition if found else None, start=token.start)
        if found and (not found[0].definition.general or token.letter == ":"):
            topics = (*self.context.sentence.topics[-4:], subject)
            self.context = self.context.saying(topics=topics, broken=False, lost=False)
            return True
        if phrase.thing and not found:
            self.context = replace(self.context, last=None)
        return False

    def _word(self, token: Token) -> None:
        says = token.word.says if token.word else ""
        if token.letter == "Y":
            self._year(token)
        elif token.letter == "n" and says.isdigit():
            if self.year:
                token.year = f"{int(self.year) - int(says) + 1}-{self.year}"
                self.context = replace(
                    self.context.saying(clause_year=token.year), period=token.year
                )
        elif token.letter == "n":
            about = says != "same" and self.context.published or self.year
            self.context = self.context.saying(clause_year=about)
        elif token.letter == "g":
            if not self._names_a_plan(token):
                self.context = self.context.saying(goal=True if says != "off" else None)
        elif token.letter == "0":
            self.writer.none(token)
        self._opening_stage(token)
        if token.text == "、" and self.left and self.left[0].start == self.number_end:
            self.left = []  # the noun of the number before: 4个集团、...
        self.left.append(token)

    def _names_a_plan(self, token: Token) -> bool:
        """Say whether a word for a goal ends the name of a plan: 改造计划、按目标规划."""
        if token.text not in ("计划", "规划", "目标"):
            return False
        if any(t.text in ("按", "按照", "根据", "依据", "对照") for t in self.left[-3:]):
            return True
        before = self.left[-1] if self.left else None
        named = before and before.end == token.start and before.letter in "UHMVg"
        return bool(named) and self.plain[token.end : token.end + 1] in tuple("、,，;。的和》”)\n")

    def _opening_stage(self, token: Token) -> None:
        """A sentence that opens with a stage is about it."""
        said = self.found[: self.place]
        if token.letter != "S" or self.context.sentence.stage is not None or self.outer:
            return
        if any(t.letter not in "=YA" for t in said):
            return
        stage = "" if token.stage == "several" else token.stage
        self.context = self.context.saying(stage=stage)
        after = self.ahead[:1]
        counted = after and after[0].number and after[0].number.kind == "school"
        counted = counted and self.plain[after[0].end : after[0].end + 1] in tuple(";,，")
        ends = self.plain[token.end : token.end + 1] in tuple(":。") or counted
        begin = self.found[0].start
        if ends and self.plain[begin - 1 : begin] in tuple("\n).、-"):
            self.context = replace(
                self.context, paragraph=replace(self.context.paragraph, stage=stage)
            )

    def _year(self, token: Token) -> None:
        before = self.left[-1].letter if self.left else ""
        if before in ("<", "f"):
            self.context = self.context.saying(origin=token.year)
            return
        since = re.compile("”?以来").match(self.plain, token.end) and token.year[:4] < self.year
        year = f"{token.year[:4]}-{self.year}" if since else token.year
        self.context = self.context.saying(clause_year=year)
        if since or token.text.startswith("十"):
            self.context = replace(self.context, period=year)

    # ---- numbers

    def _number(self, number: Number) -> None:
        """Find what a number is about and what it says of it; else leave it unread."""
        count = len(self.figures)
        if number.sign and number.kind == "percent" and self.left and self.left[-1].letter == "<":
            self.left.append(Token("R", number.start, number.start, ""))  # 同比-2.18%
        clause = per_student_link(self._with_unknown(clause_of(self.left)), number)
        if not self.spread or self.spread.turn >= len(self.spread.items):
            self.spread = open_list(self, clause, number)
        if number.range_end == "high" and self.writer.low_end == number.stop:
            self.writer.again(number)
        elif self.spread and self.spread.turn < len(self.spread.items):
            self._listed(number, clause)
        else:
            self._by_rules(number, clause)
        if len(self.figures) == count:
            self.previous = None
            if number.kind == "school":
                self.container = number.unit or "所"
            if clause.phrase or any(t.letter == "U" for t in self.left):
                self._lose(number)
        else:
            self.context = self.context.saying(broken=False, lost=False)
            self.container = "" if number.kind == "school" else self.container
        unit = number.kind not in ("", "ordinal")
        self.left, self.number_end = [], number.stop if unit else -1

    def _with_unknown(self, clause: Clause) -> Clause:
        """Read one number for several things, of which one is unknown: 校舍、操坪6万平方米."""
        words = clause.before
        if clause.phrase or clause.link or len(words) < 3 or words[-1].letter != "U":
            return clause
        if words[-2].text != "、" or words[-3].letter != "H":
            return clause
        self.writer.doubt = "one number for several things"
        return clause_of(words[:-2])

    def _lose(self, number: Number) -> None:
        """A number of something unknown: what follows is not about what came before."""
        things = ("money", "area", "person", "school", "class", "place", "volume")
        if number.kind in things and not self.outer:
            self.context = replace(self.context, last=None).saying(lost=True)

    def _listed(self, number: Number, clause: Clause) -> None:
        """Give the next of a list its number."""
        spread = self.spread
        phrase, year = spread.items[spread.turn]
        spread.turn += 1
        link = clause.link if spread.turn == 1 else [*spread.link, *clause.link]
        if spread.turn == 1:
            spread.link = [t for t in clause.link if t.letter in "fT<BRLGlcY"]
        if year:
            self.context = self.context.saying(clause_year=year)
        before = self.figures[-1] if self.figures else None
        done = self._emit_for(number, phrase, link, "list_of_years" if year else "list")
        if done and year and spread.turn > 1 and before:
            self.figures[-1].previous_value = before.value

    def _emit_for(self, number: Number, phrase: Phrase, link: list[Token], rule: str) -> bool:
        """Emit a number for a phrase; the link says whether it is a value, a change, earlier."""
        says = saying(link)
        if says == "value" and number.kind == "percent" and any(t.letter in "RLG" for t in link):
            grown = self.meanings.in_context(phrase, number, self.context, True)
            if grown and grown[0].definition.unit != "percent":
                says = "change"  # 减幅达4.1%
        change = says == "change"
        if phrase.features or number.kind == "class" or (phrase.stages and number.kind in IMPLIED):
            found = self._of_those(phrase, number) if says == "value" else None
            found = found or self.meanings.in_context(phrase, number, self.context, change)
            if found:
                self.previous = found[1]
                added = found[1].features - phrase.features
                if added == {"per_student"} and phrase.thing and says != "change":
                    self.writer.doubt = "the text does not say 生均 (for each pupil)"
                return self.writer.write(number, found[0], found[1], link, says, rule)
            return False
        base = carried(self.meanings, number, self.context, change, True)
        if not base:
            return False
        stages = phrase.stages or ((base[1].stage,) if base[1].figure else base[1].phrase.stages)
        merged = replace(base[1].phrase, stages=stages)
        self.previous = merged
        return self.writer.write(number, base[0], merged, link, says, rule, base=base[1])

    def _of_those(self, phrase: Phrase, number: Number) -> tuple[Meaning, Phrase] | None:
        """Find what people of the schools just counted are: 民办学校12所,在校生1200人."""
        last = self.context.last
        sentence = self.context.sentence
        if not last or last.definition.unit != "school" or last.start < sentence.start:
            return None
        groups = {f for f in last.phrase.features if classes()[f] == "group"}
        if not groups or set(phrase.stages) - {last.stage} or number.kind != "person" or self.outer:
            return None
        whole = replace(phrase, features=phrase.features | groups, stages=(last.stage,))
        found = self.meanings.of(whole, number, self.context)
        return (found, whole) if found and not found.groups else None

    def _listed_phrase(self, phrase: Phrase) -> Phrase:
        """Let an item of a list have the acts of the item before: 新建小学1所、幼儿园2所."""
        if not self.previous or not self.left or self.left[0].letter != "、" or self.outer:
            return phrase
        acts = {f for f in self.previous.features if classes()[f] == "act"}
        if not acts or {f for f in phrase.features if classes()[f] in ("act", "measure")}:
            return phrase
        return replace(phrase, features=phrase.features | acts)

    def _by_rules(self, number: Number, clause: Clause) -> None:
        phrase = self._listed_phrase(phrase_of(clause.phrase))
        if number.kind != "school":
            kinds = {f for f in phrase.features if classes()[f] == "school_kind"}
            if kinds == phrase.features:  # 九年一贯制学校104人: of the subject before
                phrase = replace(phrase, features=frozenset())
        if phrase.features == {"standard"} and number.kind != "money":
            phrase = replace(phrase, features=frozenset())  # (标准80%): of the subject before
        narrowed = unknown_before(clause, self.plain, self.breaks)
        phrase = replace(phrase, narrowed=narrowed)
        unread_list = self.left and self.left[0].letter == "、" and self.previous is None
        if unread_list and number.kind == "school" and not self.outer:
            return
        if self._elsewhere(number):
            return
        first = self.left[0] if self.left and self.left[0].letter in "HMQSAUP" else None
        counted = first and first.start == self.number_end
        if counted and not (number.kind == "school" and first.letter == "S"):
            return  # 12所中小学40个班
        says = saying(clause.link)
        after = (
            behind(self.ahead) if self.ahead and self.ahead[0].start == number.stop else Phrase()
        )
        letter = self._letter(phrase, number, says == "change")
        unknown = clause.before[-1:] if not clause.phrase else []
        blocked = "U" if unknown and unknown[0].letter == "U" else ""
        right = "".join(t.letter for t in self.ahead[:4])
        if after and right:
            right = ("N" if after.features or after.stages else "") + right[1:]
        links = "".join(t.letter for t in clause.link)
        shape = f"{blocked}{letter}{links}#{right}"
        if after.features and not self.ahead[0].letter == "V":
            self.consumed |= {token.start for token in after.tokens}
        for rule in fitting_rules(shape, number):
            if rule.subject == "unread":
                return
            if self._by_rule(rule, number, phrase, after, clause):
                if any(t.letter == "D" for t in clause.link):
                    parts = len(pieces(clause.phrase))
                    damage.fused(self.figures[-1], self.plain, number, parts)
                return

    def _letter(self, phrase: Phrase, number: Number, change: bool) -> str:
        """Write a phrase as one letter: N names something, V does, M says how, S a stage."""
        counted = phrase.features or number.kind in IMPLIED
        if not counted:
            return "S" if phrase.stages else ""
        if (phrase or number.kind == "class") and self.meanings.of(
            phrase, number, self.context, change
        ):
            return "N"
        if not phrase.features:
            return "S" if phrase.stages else ""
        acts = all(classes()[feature] == "act" for feature in phrase.features)
        return "V" if acts else "M"

    def place_before(self, end: int) -> str:
        """Give the place name that ends right before a place of the text, if there is one."""
        match = _PLACE.search(self.plain[max(0, end - 16) : end])
        return match["name"] if match and not _COMMON.fullmatch(match["name"]) else ""

    def own(self, place: str) -> bool:
        """Say whether a place is the one the document is about."""
        region = self.region
        return bool(region) and (place in region or region in place) or place in self.head

    def _elsewhere(self, number: Number) -> bool:
        """Read the growth or value of another place: 惠州市(3.1%)."""
        place = self.place_before(number.start).removeprefix("其中")
        last = self.context.last
        known = last.figure if last else None
        if not place or not known or self.own(place):
            return False
        grew = known.quantity == "growth" and number.kind == "percent"
        near = known.start >= self.context.sentence.start and number.kind
        alike = known.quantity == "value" and near and fits(known.base, number)
        if not grew and (not alike or any(t.letter in "RLT" for t in self.left)):
            return False
        near = self.plain[max(0, number.start - 5) : number.start]
        fell = (number.value or 0) < 0 or re.search("[降减]", near)
        link = [Token("L" if fell else "R", number.start, number.start, "")]
        phrase = replace(last.phrase, stages=(last.stage,))
        found = Meaning(last.definition)
        says = "change" if grew else "value"
        if not self.writer.write(number, found, phrase, link, says, "elsewhere", base=last):
            return False
        self.figures[-1].scope, self.figures[-1].note = "part", place
        self.context = replace(self.context, last=last)
        return True

    def _by_rule(self, rule, number: Number, phrase: Phrase, after: Phrase, clause: Clause) -> bool:
        """Try to read a number by one rule."""
        if rule.says == "gap":
            return True
        if rule.subject == "behind":
            return self._behind(number, phrase, after, clause)
        implied = number.kind == "class" or (phrase.stages and number.kind in IMPLIED)
        if rule.subject == "bare":
            return self._bare(number, phrase)
        if rule.subject == "around":
            return self._around(number, phrase)
        if rule.subject == "near" and (phrase.features or implied):
            if self._several(number, clause):
                return True
            if after.features and not phrase.thing and number.kind in COUNTED:
                return False  # 建设甲县、乙县4所专门学校
            if number.kind == "money" and phrase.whole:
                return self._whole(number, phrase, clause)
            return self._emit_for(number, phrase, clause.link, rule.name)
        return self._carry(number, phrase, clause, rule.name)

    def _several(self, number: Number, clause: Clause) -> bool:
        """Give one number to each of several that share it: 均, 各."""
        parts = [phrase_of(part) for part in pieces(clause.phrase)]
        if len(parts) < 2 or not any(t.letter == "b" for t in clause.link):
            return False
        parts = self.filled(parts, number)
        done = [self._emit_for(number, part, clause.link, "each") for part in parts]
        return any(done)

    def _whole(self, number: Number, phrase: Phrase, clause: Clause) -> bool:
        """Read the whole that something is a share of: 占支出257万元的14%."""
        whole = Phrase(phrase.whole, stages=phrase.stages, tokens=phrase.tokens)
        last = self.context.last
        if not self._emit_for(number, whole, clause.link, "whole"):
            return False
        own = phrase.features - {"share"}
        if last or own:
            said = phrase if own else last.phrase
            share = replace(said, features=said.features | {"share"}, whole=phrase.whole)
            found = self.meanings.of(share, None, self.context)
            if found:
                stage = last.stage if last else ""
                topic = Subject(share, found.definition, stage, start=number.stop)
                topics = (*self.context.sentence.topics, topic)
                self.context = replace(self.context, last=last).saying(topics=topics)
        return True

    def filled(self, parts: list[Phrase], number: Number) -> list[Phrase]:
        """Let a part of a list that means nothing alone have what the next one has that does."""
        done = []
        for at, part in enumerate(parts):
            if not self.meanings.of(part, number, self.context, True):
                others = (*parts[at + 1 :], *reversed(parts[:at]))
                for other in others:
                    whole = replace(part.plus(other), whole=other.whole)
                    if self.meanings.of(whole, number, self.context, True):
                        part = whole
                        break
            done.append(part)
        return done

    def _behind(self, number: Number, phrase: Phrase, after: Phrase, clause: Clause) -> bool:
        if phrase.thing:
            return False
        if not after and self.ahead:  # 新建7个、改建2个小学项目
            after = self._far_behind()
        if not after.features and not after.stages:
            return False
        size = len(after.tokens)
        rest = self.ahead[size:] if self.ahead and after.tokens[0] is self.ahead[0] else []
        if rest and rest[0].number and (phrase.stages or not after.features):
            return False  # 改建幼儿园2所|小学3所
        merged = replace(after, features=after.features | phrase.features)
        merged = replace(merged, stages=after.stages or phrase.stages)
        said = any(classes()[f] in ("act", "group", "other") for f in merged.features)
        look = self.meanings.in_context if self.outer or said else self.meanings.alone
        found = look(merged, number, self.context)
        closed = not rest or rest[0].letter in ",;:()|、"
        closed = closed or (rest[0].letter == "b" and self._says_whole(merged))
        acted = rest and rest[0].letter == "V" and (len(rest) < 2 or rest[1].letter in ",;:)")
        closed = closed or (acted and phrase.features)  # 新建2所幼儿园投用
        if not found or not (closed or not found[0].definition.general):
            return False
        if not self.writer.write(number, found[0], found[1], clause.link, "value", "behind"):
            return False
        self.previous = found[1]
        self.consumed |= {token.start for token in after.tokens}
        if found[0].definition.unit == "school" and not self._says_whole(merged):
            self.figures[-1].scope = "part"
        return True

    def _says_whole(self, phrase: Phrase) -> bool:
        """Say whether the words before a number say that it is all of them: 全县27所, 共有."""
        if any(t.letter == "V" for t in phrase.tokens) or self.outer:
            return True
        return any(_ALL.search(t.text) for t in self.left)

    def _bare(self, number: Number, phrase: Phrase) -> bool:
        """Read a number whose unit is lost or cut off, to be flagged."""
        large = number.kind == "money" and "万" in number.unit
        bare = number.kind == "" and (number.value or 0) >= 10 or number.flaw
        if not (bare or large):
            return False
        look = self.meanings.in_context if phrase.features else self.meanings.last
        found = look(phrase, None, self.context)
        if not found or found[0].definition.unit not in LOST:
            return False
        if (
            number.value is not None
            and number.value < 100
            and found[0].definition.unit != "percent"
        ):
            return False
        if large:
            if found[0].definition.unit != "yuan_per_student":
                return False
            number.flaw = "scale"  # 生均720万元
        elif number.flaw not in ("placeholder", "lost_unit", "torn", "malformed"):
            number.flaw = "lost_unit"
        return self.writer.write(number, found[0], found[1], [], "value", "bare")

    def _around(self, number: Number, phrase: Phrase) -> bool:
        """Read a share of what stands before it, for what stands behind: 按公用经费5%安排培训费."""
        words: list[Token] = []
        for token in self.ahead:
            if token.letter in ",;:()|#":
                break
            words.append(token)
        after = phrase_of([t for t in words if t.letter in "HMVQS"])
        merged = replace(phrase, features=phrase.features | after.features)
        found = self.meanings.of(merged, number, self.context)
        if not found or not after.features:
            return False
        return self.writer.write(number, found, merged, [], "value", "around")

    def _far_behind(self) -> Phrase:
        words: list[Token] = []
        for token in self.ahead:
            if token.letter in ",;:()|":
                break
            if token.number or token.letter == "、":
                words.clear()
            else:
                words.append(token)
        return phrase_of([t for t in words if t.letter in "HMVQS"])

    def _carry(self, number: Number, phrase: Phrase, clause: Clause, rule: str) -> bool:
        """Carry the subject to a clause that names none, if it holds nothing unknown."""
        said = self.context.sentence
        change = saying(clause.link) == "change"
        letters = {t.letter for t in (*clause.link, *clause.phrase)}
        resumed = bool(letters & set("SBTfsY<"))
        follows = self.plain[number.stop : number.stop + 1]
        before = self.plain[number.start - 1 : number.start]
        if not self.left and before == "。" and number.kind == "school":
            stage = self.context.paragraph.stage
            line = Phrase(stages=(stage,)) if stage else Phrase()
            return self._emit_for(number, line, [], "line") if stage else False
        if not self.left and (follows == "的" or before in ("", "。", "\n")):
            return False
        after = [t for t in self.ahead[:3] if t.text != "教育"][:1]
        noun = after and after[0].letter in "UHSPQMA" and after[0].start - number.stop in (0, 2)
        if noun and number.kind not in ("percent", "money", "point", "ratio", ""):
            return False
        strange = any(t.letter in "UP" and t.end - t.start > 1 for t in self.left)
        if said.lost or strange or (said.broken and not change):
            return False
        base = carried(self.meanings, number, self.context, change, resumed)
        if not base:
            return False
        year, known = said.clause_year, base[1].figure
        apart = known and year and year < (base[1].year or "9")[:4] and known.start >= said.start
        done = self._emit_for(number, replace(phrase, features=frozenset()), clause.link, rule)
        if done and apart and not change:  # 2019年为7.1%: the clause goes on with the later year
            known.previous_value = number.value
            self.context = replace(self.context.saying(clause_year=""), last=base[1])
        return done


def per_student_link(clause: Clause, number: Number) -> Clause:
    """Let 每生每年 right before an amount be of its unit: 标准提高到每生每年500元."""
    words = [t for t in clause.phrase if t.letter in NOUNS]
    before = [t for t in clause.before if t.letter not in "=YA"]
    if number.kind != "money" or len(words) != 1 or words[0].features != {"per_student"}:
        return clause
    if not before or before[-1].letter not in "TDlb":
        return clause
    number.per = number.per or words[0].text
    return clause_of([*clause.before, *clause.link])


def saying(link: list[Token]) -> str:
    """Tell from the words before a number what it says: value, change, earlier."""
    letters = "".join(t.letter for t in link)
    last = max(letters.rfind(letter) for letter in "RLG")
    to = letters.rfind("T")
    if last >= 0 and to < last:
        return "change"
    if to >= 0:
        return "value"
    return "earlier" if re.search("[B<f]", letters) else "value"


def only_stage(found: list[Token]) -> str:
    """Give the stage that a heading names, if it names one and no other."""
    stages = {token.stage for token in found if token.stage}
    stage = stages.pop() if len(stages) == 1 else ""
    return "" if stage == "several" else stage


def mood(section: Section, found: list[Token]) -> Section:
    """Note whether a heading announces plans, what was done, or the limits of a rule."""
    for token in found:
        if token.letter == "z":
            says = token.word.says
            section = replace(section, future=not says, ruled=says == "rule")
    return section


def _size_bounds(found: list[Token]) -> set[int]:
    """Find the numbers that only say from what size on a class is large: 56-65人大班."""
    bounds = set()
    for place, token in enumerate(found):
        if token.number and token.number.kind == "person":
            after = [
                t for t in found[place + 1 : place + 5] if not t.number and t.letter not in "=)"
            ]
            before = [
                t for t in found[max(0, place - 3) : place] if not t.number and t.letter != "="
            ]
            large = {"large", "super_large"}
            ahead = after and after[0].features & large
            bracket = len(before) > 1 and before[-1].letter == "(" and before[-2].features & large
            if ahead or bracket:
                bounds.add(place)
    return bounds
