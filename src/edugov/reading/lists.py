"""Lists that hand out their numbers (分别), and what is said to be none (无)."""

from __future__ import annotations

from edugov.reading import damage
from edugov.reading.carrying import Carrying
from edugov.reading.meaning import choose, fits, stages_of, unknown
from edugov.reading.numerals import Number
from edugov.reading.state import Spread
from edugov.reading.statements import CHANGE
from edugov.reading.tokens import Token


class Lists(Carrying):
    """Gives each number of a list the name whose turn it is."""

    def hand_out(self, found: list[Token], place: int) -> Spread | None:
        """Collect what a list with 分别 hands out, and how many numbers there are to take it."""
        before = self.gap
        if self.lists and not any(t.kind in ("stage", "indicator", "year") for t in before):
            change = next((t.kind for t in reversed(before) if t.kind in CHANGE), "")
            ahead = self.ahead(found, place)
            change = change or next((t.kind for t in found[place + 1 : place + 5] if t.kind in CHANGE), "")
            return Spread(self.lists.stages, self.lists.rows, self.lists.years, change, 0, ahead)
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
        if not spread.years and earlier and not (self.lists and self.lists.stages):
            spread.years = [year for token in earlier for year in _each_year(token.text)]
        spread.change = next((t.kind for t in reversed(before) if t.kind in CHANGE), "")
        if self.lists and not spread.stages and len(spread.rows) == 1 and not spread.years:
            spread.stages = self.lists.stages  # the same stages, another wording
        if len(spread.stages) != spread.wanted and len(spread.rows) < 2 and len(spread.years) != spread.wanted:
            spread.stages = self.just_read(spread.wanted) or spread.stages
        if len(spread.stages) > 1 or len(spread.rows) > 1 or len(spread.years) > 1:
            self.lists = spread
        return spread

    def unsaid(self, found: list[Token], place: int) -> Spread | None:
        """See a list without 分别: as many numbers, parted by 、 or 和, as stages were named for one wording."""
        named = [t for t in self.gap if t.kind == "indicator"]
        row = self.meaning(named[0], None) if len(named) == 1 else None
        stages = stages_of([t for t in self.gap if t.kind in ("stage", "indicator")])
        if row is None or row.fixed.startswith("=") or len(stages) < 2 or "" in stages:
            return None
        if any(t.kind == "each" for t in self.gap):
            return None
        wanted, kind = 1, found[place].number.kind
        for part, follow in zip(found[place + 1 :: 2], found[place + 2 :: 2], strict=False):
            if self.plain[part.start : part.end] not in ("、", "和", "及") or follow.number is None:
                break
            if follow.number.kind != kind:
                break
            wanted += 1
        if wanted != len(stages):
            return None
        self.lists = Spread(stages, [(named[0], row)], wanted=wanted)
        return self.lists

    def just_read(self, wanted: int) -> list[str]:
        """List the stages of the last figures, if they are one thing for as many stages: 小学5人、初中6人,分别 ..."""
        said = [
            figure for figure in self.figures[-12:] if figure.start >= self.begin and figure.note != "earlier value"
        ]
        latest = said[-wanted:]
        stages = [figure.stage for figure in latest]
        alike = len({(figure.indicator_id, figure.quantity) for figure in latest}) == 1
        return stages if alike and 1 < len(set(stages)) == wanted else []

    @staticmethod
    def ahead(found: list[Token], place: int) -> int:
        """Count the numbers that follow 分别 before something else is named."""
        wanted = 0
        for token in found[place + 1 :]:
            if token.kind == "number":
                wanted += 1
            elif not wanted and any(row.after for row in token.rows):
                continue  # 分别占一般公共预算支出的
            elif token.kind in ("indicator", "each") or (token.kind == "mark" and token.text in ";,，"):
                break
        return wanted

    def spread_number(self, number: Number, gap: list[Token]) -> bool:
        """Give the next of a list its number."""
        spread = self.spread
        at = next((place for place in range(len(gap) - 1, -1, -1) if gap[place].kind == "each"), -1)
        if spread is None or spread.turn >= spread.wanted or unknown(gap[at + 1 :]) > 4:
            return False
        if spread.turn and any(token.kind == "indicator" for token in gap[at + 1 :]):
            self.spread = None
            return False
        named = [(t, row) for t in gap[at + 1 :] if t.kind == "indicator" and (row := self.meaning(t, number))]
        if named and len(spread.rows) < 2:
            spread.rows = named[-1:]  # 分别占一般公共预算支出的18.5%、18.9%
        turn, spread.turn = spread.turn, spread.turn + 1
        stages, rows, years = spread.stages, spread.rows, spread.years
        kinds = [t.kind for t in gap]
        change = next((kind for kind in reversed(kinds) if kind in CHANGE), spread.change)
        if "to" in kinds:
            change = ""
        elif change:
            spread.change = change
        words = [t for t in gap if t.kind in ("from", "to", "limit", "previous", "compare")]
        spread.words = words = words or spread.words
        year = ""
        if len(rows) > 1 and len(rows) == spread.wanted:
            named, row = rows[turn]
            row = self.fit(named, number, change) or row
            stage = self.stage_for(row, [named])
        else:
            if rows:
                row = next((r for t, _ in reversed(rows) if (r := self.fit(t, number, change))), None)
                row = row or next((r for _, r in rows if r.after and fits(r.unit, number)), None)
            elif self.cv and number.kind in ("", "ratio"):
                row = self.coefficient(self.last.row, number) if self.last and self.last.figure else None
                if not (row and row.meaning.startswith("cv_") and self.last.figure.start >= self.begin):
                    return True  # coefficients of things that are not named
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
        self.classify(
            row,
            number,
            [*words, *([Token(change, 0, 0)] if change else [])],
            stage,
            self.lexicon.names[row.meaning],
            previous,
        )
        expected = max(len(stages) if len(stages) > 1 else 0, len(years) if year else 0)
        damage.fused(self.figures, self.plain, number, expected)
        return True

    def nothing(self, found: list[Token], place: int) -> None:
        """Read 无超大班额 and 超大班额全部消除 as 0."""
        token, after, before = found[place], found[place + 1 :], found[:place]
        while after and (after[0].kind in ("number", "filler")):
            after = after[1:]  # 无66人以上超大班额
        while before and before[-1].kind in ("filler", "both", "year"):
            before = before[:-1]
        if after and after[0].kind == "indicator":
            named, closing = after[0], after[1:2]
        elif before and before[-1].kind == "indicator":
            named, closing = before[-1], after[:1]
        else:
            return
        row = choose(named.rows, None, "", self.text)
        if row is None or row.unit != "class" or self.goal or self.future:
            return
        if any(t.kind in ("unknown", "number", "goal", "future") for t in closing):
            return
        self.emit(
            row,
            Number(token.start, token.end, 0.0, "", "class", token.end),
            self.stage_for(row, [named]),
            "value",
            self.plain[named.start : named.end],
            note="stated in words",
        )


def _each_year(text: str) -> list[str]:
    first, _, last = text.partition("-")
    if last and int(last) - int(first) < 20:
        return [str(year) for year in range(int(first), int(last) + 1)]
    return [text]
