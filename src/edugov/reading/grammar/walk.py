"""The way through one sentence (逐词): marks, words and numbers, each as it comes."""

import re
from dataclasses import replace
from itertools import takewhile

from edugov.reading.grammar.clauses import NOUNS, Clause, clause_of, pieces
from edugov.reading.grammar.context import HOLDING, KEPT, Subject, only_stage
from edugov.reading.grammar.cutting import PASSED, Token, has, only
from edugov.reading.grammar.fields import ITEM, years_back
from edugov.reading.grammar.lists import open_list, read_listed
from edugov.reading.grammar.phrases import phrase_of
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.subjects import read_by_rules, which_ones
from edugov.reading.grammar.whose import TOWN
from edugov.reading.grammar.writing import write
from edugov.reading.grammar.zeros import read_none
from edugov.reading.numbers import Number

THINGS = frozenset(("money", "area", "person", "school", "class", "place", "volume"))
LARGE = frozenset(("large", "super_large"))
PLANS = ("计划", "规划", "目标")
ACCORDING = ("按", "按照", "根据", "依据", "对照")
# what may stand behind the name of a plan
_NAME_ENDS = re.compile("[、,，;。的和等》”)\n]|实施|执行|期间|以来|$")
UNKNOWN = 2  # characters; more break the thread of a sentence
_PREVIOUS = re.compile("上|去|前[一年]")
_BESIDE = re.compile("[年底末]*(?:相比|比较|对比|比)")  # 与2022年相比
_PLAN_END = re.compile("[比较与]“?十[一二三四五]?五”?末的$")  # 较“十五”末的2004年增加
_SINCE = re.compile("”?以来")
_FROM_ON = re.compile(r"(?:[春秋]季?|\d+月|\d+日|学期|学年)+(?:起|开始)")  # 从2023年春季学期起


class Walker(Walk):
    """Goes through one sentence."""

    def run(self) -> None:
        """Go through the sentence."""
        skipped = _size_bounds(self.found)
        for place, token in enumerate(self.found):
            self.place = place
            if token.letter in ",;:()|":
                self._mark(token)
            elif token.number:
                if place not in skipped and token.number.kind not in PASSED:
                    self._number(token.number)
            elif token.start not in self.consumed:
                self._word(token)
        end = self.found[-1].end if self.found else 0
        self._close(Token(",", end, end, ","))

    # ---- marks

    def _mark(self, token: Token) -> None:
        if token.letter == "(":
            self._open_bracket()
        elif token.letter != ")":
            self._close(token)
            self.left = []
        elif self.outer:
            self.left, self.context.last, before, self.previous = self.outer.pop()
            self.sentence.topics, self.sentence.goal = before
            self.sentence.clause_year = ""

    def _open_bracket(self) -> None:
        """Keep what stood before a bracket; a name right before it is of what is in it."""
        before = self.sentence.topics, self.sentence.goal
        self.outer.append((self.left, self.context.last, before, self.previous))
        if self.left and self.left[-1].letter in "HMS<B":
            self.left = list(self.left)
            return
        self.left = []
        last = self.context.here()
        if last and not last.figure.inferred:
            self.sentence.clause_year = last.year

    def _close(self, token: Token) -> None:
        """Close a clause: note what it named without a number, and its year."""
        said = self.sentence
        if said.clause_year:
            said.year, said.clause_year = said.clause_year, ""
        said.announced = said.announced or (token.letter == ":" and bool(said.goal))
        if token.letter == ";":
            ahead = bool(said.goal) and said.near_year[:4] > self.context.year  # 2031年计划…;
            said.goal, self.container = said.announced or ahead, ""
            if ITEM.match(self.plain, token.end):
                said.stage, said.topics, self.context.last = None, (), None
            if self.context.last and self.context.last.phrase.features & TOWN:
                self.context.last = self.context.whole  # 小学9元,其中农村8元;初中9元
        unknown = sum(word.end - word.start for word in self.left if word.letter == "U")
        if not self._note_topic(token) and unknown > UNKNOWN:
            said.broken = True
        if self.spread and not self.spread.open:
            self.spread = None

    def _note_topic(self, token: Token) -> bool:
        """Remember a phrase that stood without a number: what follows may be about it."""
        if not has(self.left, NOUNS):
            return False
        clause = clause_of(self.left)
        parts, phrase = pieces(clause.phrase), phrase_of(clause.phrase)
        if token.letter == ":" and len(parts) > 1:
            self.listed = parts
        if not phrase.features or self.outer:
            return False
        found = self.meanings.in_context(phrase, None, self.context)
        one = found[0].definition if found else None
        if one and (not one.general or token.letter == ":"):
            topic = Subject(phrase, one, start=token.start)
            self.sentence.topics = (*self.sentence.topics[1 - KEPT :], topic)
            self.sentence.broken = self.sentence.lost = False
            return True
        if phrase.thing and not found:
            self.context.last = None
        return False

    # ---- words

    def _word(self, token: Token) -> None:
        if token.letter == "Y":
            self._year(token)
        elif token.letter == "n":
            self._now(token)
        elif token.letter == "g":
            off = token.says == "off"
            noun = off and self.plain.startswith("的", token.start - 1)  # 针对大班额多的|实际
            if not (noun or self._names_a_plan(token) or self._names_one_goal(token)):
                self.sentence.goal = None if off else True
        elif token.letter == "0":
            read_none(self, token)
        elif token.letter == "S":
            self._opening_stage(token)
        elif token.letter in "B<":
            self._before(token)
        if token.text == "、" and self.left and self.left[0].start == self.number_end:
            self.left = []  # the noun of the number before: 4个集团、...
        self.left.append(token)

    def _year(self, token: Token) -> None:
        compared = self.plain[token.start - 1] in "与同和跟" and _BESIDE.match(
            self.plain, token.end
        )
        starts = _FROM_ON.match(self.plain, token.end)
        begins = self.left and self.left[-1].letter in "<f" and "-" not in token.year
        ended = _PLAN_END.search(self.plain, self.sentence.start, token.start)
        if compared or ended or (begins and not starts):
            self.sentence.origin = token.year
            return
        begin, now = token.year[:4], self.reader.year
        since = _SINCE.match(self.plain, token.end) and begin < now
        year = f"{begin}-{now}" if since else token.year
        self.sentence.clause_year = year
        here = takewhile(lambda word: word.letter != ";", reversed(self.found[: self.place]))
        if self.sentence.goal and "" < begin <= self.context.year and not has(here, "g"):
            self.sentence.goal = False  # 2032年计划…;2031年小学平均班额47人
        if since or token.text.startswith("十"):
            self.context.period = year

    def _now(self, token: Token) -> None:
        """Take 近三年 for the years up to the document's, 目前 for when it was published."""
        section = self.context.section
        now = self.reader.year if section.future else section.year[-4:] or self.reader.year
        if not token.says.isdigit():
            published = "" if token.says == "same" else self.context.published
            later = self.context.latest if has(self.ahead, "g") else ""
            self.sentence.clause_year = published or max(now, later)  # 今年将新建小学3所
        elif now:
            token.year = f"{int(now) - int(token.says) + 1}-{now}"
            self.sentence.clause_year = self.context.period = token.year

    def _before(self, token: Token) -> None:
        """Take 上年 for the year before the one in force: of the clause that it opens, or of what a
        later 由 starts from."""
        printed = self.context.year_printed()[:4] or self.reader.year
        of_writing = token.text.startswith(("去", "前年"))
        now = self.context.published or self.reader.year if of_writing else printed
        if not now.isdigit() or not _PREVIOUS.search(token.text):
            return
        year = str(int(now) - years_back(token))
        follow = self.ahead[0].letter if self.ahead else ""
        if token.letter == "<":
            self.sentence.origin = year
        elif follow in NOUNS | {"A", ","}:
            self.sentence.clause_year = year
            self.sentence.supposed = year if of_writing and not self.context.published else ""

    def _names_a_plan(self, token: Token) -> bool:
        """Say whether a word for a goal ends the name of a plan: 改造计划、按目标规划."""
        if token.text not in PLANS or not self.left:
            return False
        if any(word.text in ACCORDING for word in self.left):
            return True
        before = self.left[-1]
        between = self.plain[before.end : token.start].strip('”"')
        named = not between and before.letter in "UHMVSQgY"
        return named and bool(_NAME_ENDS.match(self.plain, token.end))

    def _names_one_goal(self, token: Token) -> bool:
        """Say whether a word for a goal is of the number behind it and no other: 97%,目标95%."""
        behind = [word for word in self.ahead if word.letter != "="]
        return token.text.startswith("目标") and has(behind[:1], "#")

    def _opening_stage(self, token: Token) -> None:
        """A sentence that opens with a stage is about it, and so may its paragraph be."""
        if self.sentence.stage is not None or self.outer:
            return
        if not only(self.found[: self.place], "=YA,"):
            return
        stage = "" if token.stage == "several" else token.stage
        if any(other.stage for other in self.ahead[1:2]):
            self.sentence.stage = ""  # 小学、初中大班额全部消除
            return
        self.sentence.stage = stage
        self.sentence.wider = stage if stage in HOLDING else ""
        plain, begin, above = self.plain, self.found[0].start, self.context.paragraph
        counted = self._counts_alone()
        again = counted and bool(above.stage)  # 义务教育学校50所。小学30所,...
        opens = again or plain[begin - 1 : begin] in tuple("\n).、-")
        ends = counted or plain[token.end : token.end + 1] in tuple(":。")
        if ends and opens:
            above.stage = stage

    def _counts_alone(self) -> bool:
        """Say whether what follows is a number of schools and no more: 小学12所,..."""
        after = self.ahead[0] if self.ahead else None
        if not after or not after.number or after.number.kind != "school":
            return False
        return self.plain[after.end : after.end + 1] in tuple(";,，")

    # ---- numbers

    def _number(self, number: Number) -> None:
        """Find what a number is about and what it says of it; else leave it unread."""
        count = len(self.figures)
        self.doubt = ""
        if number.sign and self.left and self.left[-1].letter == "<":
            self.left.append(Token("R", number.start, number.start, ""))  # 同比-2.18%
        clause = self._per_student(self._with_unknown(clause_of(self.left)), number)
        if not (self.spread and self.spread.open):
            self.spread = open_list(self, clause, number)
        if self.low and self.low.number.stop == number.stop:
            write(self, replace(self.low, number=number))
        elif self.spread:
            read_listed(self, number, clause)
        else:
            read_by_rules(self, number, clause)
        if len(self.figures) > count:
            self.sentence.broken = self.sentence.lost = False
            if number.kind == "school":
                self.container = self.reader.figures[-1].narrowed
        else:
            self._unread(number, clause)
        self.number_end = -1 if number.kind in ("", "ordinal") else number.stop
        self.left = which_ones(self, number) if len(self.figures) == count else []

    def _unread(self, number: Number, clause: Clause) -> None:
        """Let no clause go on with what came before a number of something unknown."""
        self.previous = None
        if number.kind == "school":
            self.container = number.unit
        stage = only_stage(clause.phrase)
        if number.kind == "area" and stage and not self.outer:
            self.sentence.stage = stage  # 小学占地5万平方米,建筑面积3万平方米
        named = clause.phrase or has(self.left, "U")
        said = any(token.features - {"share"} for token in clause.phrase)
        other = named and number.kind in THINGS and not (self.outer or _is_whole(number, clause))
        if other:
            self.context.last = None
        if other or (said and number.kind == "percent"):
            self.sentence.lost = True

    def _with_unknown(self, clause: Clause) -> Clause:
        """Read one number for several things, of which one is unknown: 校舍、操坪6万平方米."""
        words = clause.before
        if clause.phrase or clause.link or len(words) < 3 or words[-1].letter != "U":
            return clause
        if words[-2].text != "、" or words[-3].letter != "H":
            return clause
        self.doubt = "one number for several things"
        return clause_of(words[:-2])

    def _per_student(self, clause: Clause, number: Number) -> Clause:
        """Let 每生每年 right before an amount be of its unit: 标准提高到每生每年500元."""
        words = [token for token in clause.phrase if token.letter in NOUNS]
        before = [token for token in clause.before if token.letter not in "=YA"]
        if len(words) != 1 or words[0].features != {"per_student"}:
            return clause
        if not before or before[-1].letter not in "TDlbf":
            return clause
        number.per = words[0].text
        return clause_of([*clause.before, *clause.link])


def _is_whole(number: Number, clause: Clause) -> bool:
    """Say whether an amount is what something is a share of: 占预算支出9亿元的21%."""
    return number.kind == "money" and bool(phrase_of(clause.phrase).whole)


def _size_bounds(found: list[Token]) -> set[int]:
    """Find the numbers that only say from what size on a class is large: 56-65人大班."""
    bounds = set()
    for place, token in enumerate(found):
        if not token.number or token.number.kind != "person":
            continue
        after = [t for t in found[place + 1 : place + 5] if not t.number and t.letter not in "=)"]
        before = [t for t in found[max(0, place - 3) : place] if not t.number and t.letter != "="]
        bracket = len(before) > 1 and before[-1].letter == "(" and before[-2].features & LARGE
        if bracket or (after and after[0].features & LARGE):
            bounds.add(place)
    return bounds
