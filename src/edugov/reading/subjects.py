"""What a number is about: the wording before it or behind it, or the subject carried on."""

from __future__ import annotations

import re

from edugov.reading.lexicon import Wording
from edugov.reading.meaning import choose, fits, stages_of, unknown
from edugov.reading.numerals import Number
from edugov.reading.state import Topic
from edugov.reading.statements import CHANGE, Statements
from edugov.reading.tokens import Token


class Subjects(Statements):
    """Finds the subject of each number; where nothing certain is near, the number is left out."""

    def named(self, number: Number, gap: list[Token], after: list[Token]) -> bool:
        """Take the nearest wording before the number in its clause, if nothing unknown comes between."""
        for place in range(len(gap) - 1, -1, -1):
            token = gap[place]
            school = token.kind == "stage" and number.kind == "school"
            if token.kind not in ("indicator", "unit") and not school:
                continue
            if (
                school
                and self.listed is not False
                and (self.listed is None or re.search("built|opened", self.listed.meaning))
            ):
                if self.listed is None or self.listed.unit != "school":
                    return True  # its list is about something unknown
                self.classify(
                    self.listed, number, [], self.stage_for(self.listed, [token]), self.plain[token.start : token.end]
                )
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
            share = next(
                (r for r in token.rows if r.unit == "percent" and self.last and self.last.row.meaning in r.after), None
            )
            stage = self.last.stage if self.last else ""
            self.shared(row, token, number, gap, place, between, label)
            self.share = (share, stage) if share and row.unit != "percent" else None
            return True
        return False

    def bare(self, token: Token, number: Number, between: list[Token]) -> Wording | None:
        """Accept a number without unit right behind its wording, to be flagged: its unit is lost."""
        if number.flaw not in ("lost_unit", "placeholder") and (
            number.kind or number.value is None or number.value < 100
        ):
            return None
        if unknown(between):
            return None
        row = self.meaning(token, None)
        if row is None or row.unit not in ("yuan_per_student", "yuan", "percent"):
            return None
        if number.flaw != "placeholder":
            number.flaw = "lost_unit"
        return row

    def shared(
        self, row: Wording, token: Token, number: Number, gap: list[Token], place: int, between: list[Token], label: str
    ) -> None:
        """Emit a number for its wording, or for each of several that share it (均, 各)."""
        stages = stages_of([t for t in gap if t.kind == "stage"])
        both = any(t.kind == "both" for t in between)
        if both and number.kind == "percent":
            others = [t for t in gap[:place] if t.kind == "indicator"]
            for other in others:
                second = self.fit(other, number, "")
                if second and second.meaning != row.meaning:
                    self.classify(
                        second, number, between, self.stage_for(second, [other]), self.plain[other.start : other.end]
                    )
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
        self.classify(
            row,
            number,
            gap,
            self.stage_for(row, [rest[0]]),
            self.plain[rest[0].start : rest[0].end],
            scope="part" if region and not self.own(region) else "",
        )
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
        follows = self.plain[number.stop : number.stop + 1]
        if not gap and (follows == "的" or self.plain[number.start - 1 : number.start] in ("", "。", "\n")):
            return  # "95%的教师": a number with a noun of its own
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
        if (
            after[:1]
            and after[0].kind == "unknown"
            and after[0].start == number.stop
            and number.kind not in ("percent", "money", "point")
        ):
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
        word = next(
            iter(
                self.lexicon.walk(
                    number.unit.lstrip("余多万千百"),
                    0,
                    9 if len(number.unit) > 9 else len(number.unit.lstrip("余多万千百")),
                )
            ),
            None,
        )
        return [row for row in word.rows if row.kind == "unit"] if word else []
