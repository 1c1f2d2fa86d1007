"""A figure written down: stage, year, quantity, scope, what is doubtful."""

import re
from dataclasses import replace

from edugov.reading import damage
from edugov.reading.figures import Figure
from edugov.reading.grammar.context import Subject
from edugov.reading.grammar.definitions import Definition, Meaning
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.grammar.subjects import clause_of
from edugov.reading.grammar.whose import AREA, WIDER
from edugov.reading.grammar.words import Token, classes
from edugov.reading.numbers import Number

RATED = frozenset(("percent", "ratio"))  # an unknown word before a rate makes another of it
THEIRS = "这些学校"  # of schools that were not read: neither are their people
PURPOSE = 30  # characters behind an amount in which it says what for
AIM = re.compile(r"[^,，;。、\d()]{0,3}?(?:以上|以内|以下|之内)?的?(标准|要求|规定|底线|目标)")
_DUE = re.compile(r"(?<!截)(?<!截止)[到至]20\d\d年[年底末]{0,2}(?:前|以前|之前)[^;。\n]*$")
LONGEST_LABEL = 21  # characters; a longer one is a piece of the text, and no name
_ODD = re.compile("[\u0370-\u03ff\u0400-\u04ff\u2488-\u249b]")
_QUOTED = re.compile("(?:国家|省定|省级)?(?:标准|要求|规定)")
_STATES = frozenset(("percent", "ratio", "yuan_per_student", "m2_per_student", "per_100_students"))


class Writer:
    """Writes figures down."""

    def __init__(self, reader) -> None:
        self.reader = reader
        self.figures: list[Figure] = []
        self.doubt = ""  # about the next figure
        self.phrases: dict[str, Phrase] = {}  # what named each indicator
        self.low_end = -1  # where the last figure stops, if it is the low end of a range
        self.said: tuple = ()  # how it was read

    def write(
        self,
        number: Number,
        found: Meaning,
        phrase: Phrase,
        link: list[Token],
        says: str,
        rule: str,
        base: Subject | None = None,
    ) -> bool:
        """Write one figure down and make it what the next clause may be about.

        A thing in general behind an unknown word is another thing, and is not written.
        """
        one, context = found.definition, self.reader.context
        if number.range_end == "low":
            self.low_end, self.said = number.stop, (found, phrase, link, says, rule, base)
        stage = self.stage(phrase, one)
        if one.unit == "ratio" and number.kind == "times" and number.value is not None:
            number = replace(number, value=number.value / 100)  # 是公务员的1.04倍
        if says == "change":
            fell = any(t.letter == "L" or t.text[:1] in ("减", "降") for t in link)
            if fell and (number.value or 0) >= 0 and not number.sign:
                number = replace(number, value=-number.value if number.value else number.value)
            grew = number.kind in ("percent", "times", "fraction") and one.unit != "percent"
            quantity = "growth" if grew else "change"
        elif says == "earlier":
            quantity = "value"
        else:
            quantity = self.quantity(number, one, link)
        year, inferred = self.year(says, quantity, link, one, base)
        unit = one.unit
        if quantity == "growth":
            unit = "percent"
        elif quantity == "change" and unit == "percent":
            unit = "percentage_point"
        figure = Figure(
            one.indicator, stage, quantity, number.value, unit, year, number.start, number.end
        )
        figure.subject_zh = self.label(phrase, one)
        figure.base, figure.section = one.unit, "".join(context.section.numbers)
        figure.unit_printed, figure.bound = number.unit, number.bound
        figure.inferred = "year" if inferred else ""
        figure.rule = rule
        figure.scope = "part" if self.reader.outer else "region"
        if says == "earlier":
            figure.note = "earlier value"
            about = (context.sentence.clause_year or context.sentence.year)[:4]
            if any(t.letter == "Y" for t in link) and about and year[:4] >= about:
                said = f"compared with {year}, which is not before {about}"
                figure.flag("conflict", "", said)
            self._earlier(figure, one, stage)
        self._narrow(figure, found, phrase, link, base)
        if figure.narrowed == THEIRS:
            return False
        bare = not (phrase.thing or phrase.stages)  # 确保|建成一所
        general = one.general and not (phrase.stages and one.unit == "person")
        if phrase.narrowed and (general or (bare and one.unit == "school")):
            return False
        if phrase.narrowed and one.unit in RATED:
            figure.flag("ambiguous", note=f"a rate of its own: {phrase.narrowed}")
        damage.number(figure, number, self.reader.plain)
        known = base.figure if base else None
        if known and known.status == "ambiguous" and known.base == one.unit:
            self.doubt = self.doubt or known.note
        self.doubt = self.doubt or one.doubt
        if self.doubt:
            figure.flag("ambiguous", note=self.doubt)
            self.doubt = ""
        if _ODD.search(context.sentence.text):
            figure.flag("ambiguous", note="characters of its sentence are damaged")
        self._previous(figure, one, stage, says)
        self.figures.append(figure)
        self.phrases[one.indicator] = phrase
        self._remember(figure, found, phrase, stage, says)
        return True

    def label(self, phrase: Phrase, one: Definition) -> str:
        """Give the words that name a figure, or the indicator's name where they say only a part."""
        tokens = [t for t in phrase.tokens if t.letter not in "、"]
        while tokens and tokens[0].letter in "A=Y":
            tokens = tokens[1:]
        while tokens and (
            tokens[-1].letter in "A=Y" or (tokens[-1].letter == "S" and len(tokens) > 1)
        ):
            tokens = tokens[:-1]
        said = phrase_of(tokens)
        named = self.reader.meanings.of(said, None, self.reader.context)
        counted = one.unit == "school" and said.stages and not said.features
        same = counted or (named and named.definition.indicator == one.indicator)
        if same and len(said.text) <= LONGEST_LABEL:
            return said.text
        return self.reader.names.get(one.indicator, "")

    def again(self, number: Number) -> None:
        """Read the high end of a range as its low end was."""
        found, phrase, link, says, rule, base = self.said
        self.write(number, found, phrase, link, says, rule, base)

    def stage(self, phrase: Phrase, one) -> str:
        """Give a figure's stage: the indicator's own, those named, what is inherited."""
        if one.stage.startswith("="):
            return one.stage[1:]
        stages = tuple(stage for stage in phrase.stages if stage != "several") or phrase.stages
        if len(stages) == 1:
            return self._several() if stages[0] == "several" else stages[0]
        if len(stages) > 1:
            if set(stages) == {"primary", "lower_secondary"}:
                return "compulsory"
            return "" if stages[-1] == "several" or one.general else stages[-1]
        if one.stage:
            return self.reader.context.sentence.stage or one.stage
        if one.unit == "yuan" and one.context and (purpose := self._purpose()):
            return purpose
        return self.reader.context.stage_inherited()

    def _several(self) -> str:
        """中小学, which has no code, but in a document of compulsory education is just that."""
        context = self.reader.context
        about = context.section.stage or context.title_stage
        return about if about == "compulsory" else ""

    def _purpose(self) -> str:
        """Return the one stage that is named behind money: 投入68万元,改善高中办学条件."""
        found = []
        before = None
        for token in self.reader.ahead:
            if token.letter == ";" or token.start > self.reader.ahead[0].start + PURPOSE:
                break
            named = before and before.letter == "U" and re.search("第.{1,2}$", before.text)
            found += [token.stage] if token.stage and not named else []
            before = token
        return found[0] if len(set(found)) == 1 and found[0] != "several" else ""

    def year(self, says, quantity, link, one, base) -> tuple[str, bool]:
        """Give a figure's year, and whether it is the document's."""
        context = self.reader.context
        if says == "earlier":
            named = [t.year for t in link if t.letter == "Y"]
            if named:
                return named[-1], False
            if any(t.letter in "B<" for t in link):
                now = (context.year_printed() or context.year)[:4]
                return (str(int(now) - 1) if now.isdigit() else ""), False
            return context.sentence.origin, False
        given = context.year_printed()
        near = context.sentence.clause_year or context.sentence.year or context.paragraph.year
        if quantity == "target" and context.section.future and not near:
            return context.section.year or context.published, False
        if given == context.period and quantity in ("value", "standard") and one.unit in _STATES:
            given = given[-4:]
        if given or quantity == "target":
            return given, False
        return context.year, True

    def _earlier(self, figure: Figure, one, stage: str) -> None:
        last = self.reader.context.last
        now = last.figure if last else None
        if (
            now
            and now.indicator_id == one.indicator
            and now.stage == stage
            and now.quantity == "value"
        ):
            now.previous_value = figure.value

    def _previous(self, figure: Figure, one, stage: str, says: str) -> None:
        wanted = ("earlier value", one.indicator, stage)
        pairs = [f for f in self.figures[-6:] if (f.note, f.indicator_id, f.stage) == wanted]
        if says == "value" and pairs and pairs[-1].start >= self.reader.context.sentence.start:
            figure.previous_value = pairs[-1].value

    def quantity(self, number: Number, one, link: list[Token]) -> str:
        """Tell a value from a goal, a limit, a standard."""
        reader, context = self.reader, self.reader.context
        text, plain = context.sentence.text, reader.plain
        letters = {t.letter for t in (*link, *reader.left)}
        rules = [t.text for t in reader.left if t.letter == "r"]
        ruled = rules or re.search(r"[要求规定]{2}|省定|国定|应不|不得", text)
        if one.quantity == "standard":
            return "standard"
        if "c" in letters or (context.section.ruled and number.kind != "money"):
            return "threshold"
        if number.kind == "percent" and "要求" in rules:
            return "threshold"
        aim = AIM.match(plain, number.end)
        if aim and not number.per and one.unit not in ("yuan", "yuan_per_student"):
            if "按" not in text[-60:]:
                return "threshold" if aim[1] != "目标" else "target"
        begin = context.sentence.start
        quoted = re.search("(?:标准|规定|要求)(?:为|是|:)[^;。]*$", plain[begin : number.start])
        if quoted and number.bound in ("以上", "及以上"):
            return "threshold"
        if reader.outer:
            bracket = plain.rfind("(", begin, number.start)
            said = plain[max(0, bracket - 2) : bracket] in ("标准", "要求", "规定")
            if (said and number.kind != "money") or _QUOTED.match(plain, bracket + 1):
                return "threshold"
        bounds = [t.text for t in (*reader.left, *link) if t.letter in "lT"]
        upper = any(b.endswith(("不超过", "不高于", "不大于", "控制在")) for b in bounds)
        people = one.unit == "person"
        limited = "l" in letters or number.bound in ("以内", "之内", "以下")
        if _DUE.search(plain, begin, number.start) and ("l" in letters or number.bound):
            return "target"
        if limited or (upper and people):
            if ruled or upper or people or (one.unit == "percent" and not number.bound):
                return "threshold"
        today = context.sentence.goal is None
        aimed = "目标" in plain[number.stop : number.stop + 4]
        future = context.section.future and not today and one.unit != "yuan_per_student"
        if context.sentence.goal or aimed or future:
            return "target"
        due = context.year_printed()[:4]
        if due.isdigit() and context.latest and int(due) > int(context.latest) + 1:
            return "target"
        return one.quantity or "value"

    def _narrow(self, figure: Figure, found: Meaning, phrase: Phrase, link, base) -> None:
        """Say what makes a figure one of a part: a group, a place, a word that nobody knows."""
        reader = self.reader
        narrowed = reader.school
        if found.groups:
            words = [t.text for t in phrase.tokens if t.features & found.groups]
            narrowed = narrowed or (words[0] if words else sorted(found.groups)[0])
        if base and base.figure and base.figure.start >= reader.context.sentence.start:
            narrowed = narrowed or base.figure.narrowed
        narrowed = narrowed or self._elsewhere() or phrase.narrowed
        narrowed = narrowed or self._container(figure, found, phrase)
        if narrowed:
            figure.narrowed = narrowed
            figure.scope = "part"

    def _elsewhere(self) -> str:
        """Return the last area that the sentence names, if it is not the document's own."""
        reader = self.reader
        sentence = reader.found[: reader.place]
        for at in range(len(sentence) - 1, -1, -1):
            token = sentence[at]
            if token.letter == "P":
                if token.word.kind == "area" and WIDER[token.text[-1]] >= reader.level:
                    return ""
                opens = all(t.letter in "Y=n,AK" for t in sentence[:at])
                near = token in reader.left and (
                    at == 0 or sentence[at - 1].letter in ",;:()Y=nK、"
                )
                if near or opens:
                    own = token.text in reader.region or reader.region in token.text
                    return (
                        "" if (reader.region and own) or token.text in reader.head else token.text
                    )
            area = AREA.match(token.text) if token.letter == "A" else None
            if area:
                wider = reader.level and WIDER[area[1]] > reader.level
                return area[0] if wider and area[0].startswith("全") else ""
        return ""

    def _container(self, figure: Figure, found: Meaning, phrase: Phrase) -> str:
        """Return the kind of school that the number before counts, where what it has is counted."""
        inside = figure.base in ("person", "class", "m2", "count")
        has = found.definition.general and inside and not phrase.stages
        if self.reader.container and has and not self.reader.outer:
            return THEIRS
        last = self.reader.context.last
        before = last.figure if last else None
        sentence = self.reader.context.sentence
        if before is None or before.base != "school" or before.start < sentence.start:
            return ""
        whole = before.indicator_id in ("schools_count", "schools_built_or_expanded_count")
        whole = whole or (found.definition.features & {"public", "private", "inclusive"})
        if not inside or whole or phrase.stages or self.reader.outer:
            return ""
        return before.subject_zh

    def none(self, token: Token) -> None:
        """Read 无超大班额 and 超大班额全部消除 as 0."""
        reader = self.reader
        after = [t for t in reader.ahead if not (t.number or t.letter == "=")]
        clause = clause_of(reader.left)
        phrase = phrase_of(clause.phrase)
        if after and after[0].letter in "HM" and "class" in after[0].features:
            phrase = phrase_of(after[:1])
            closing = after[1:2]
        else:
            closing = after[:1]
        due = any(t.letter == "Y" and reader.plain[t.start - 1] == "到" for t in reader.found)
        if (
            due
            or reader.context.sentence.goal
            or reader.context.section.future
            or not phrase.features
        ):
            return
        if any(t.letter in "Ugz#" for t in closing):
            return
        number = Number(token.start, token.end, token.end, 0.0, kind="class")
        found = reader.meanings.of(phrase, number, reader.context)
        if found and found.definition.unit == "class":
            self.write(number, found, phrase, [], "value", "none")
            self.figures[-1].note = "stated in words"

    def _remember(self, figure, found: Meaning, phrase: Phrase, stage: str, says: str) -> None:
        reader = self.reader
        context = reader.context
        fixed = found.definition.stage
        if stage != "all" and not fixed and not reader.outer and found.definition.unit != "place":
            before = self.figures[-2] if len(self.figures) > 1 else figure
            listed = (before.indicator_id, before.quantity) == (
                figure.indicator_id,
                figure.quantity,
            )
            listed = listed and before.stage not in (stage, "all")
            listed = listed and before.start >= context.sentence.start
            context = context.saying(stage=None if not stage or listed else stage)
        last = context.last
        same = last and last.figure and last.figure.indicator_id == figure.indicator_id
        if not (says == "earlier" and same and last.stage == stage):
            subject = Subject(phrase, found.definition, stage, figure.year, figure, figure.start)
            others = tuple(
                t
                for t in context.sentence.topics
                if t.figure is None or t.definition is not found.definition
            )
            keep = (
                (last,) if last and last.figure and last.definition is not found.definition else ()
            )
            context = replace(context, last=subject).saying(topics=(*others[-4:], *keep))
        groups = {f for f in phrase.features if classes()[f] in ("group", "other")}
        if not groups:
            context = replace(context, whole=context.last)
        reader.context = context
