"""Lists that hand out their numbers (分别), and what is said to be none (无)."""

import re

from edugov.reading import damage
from edugov.reading.fitting import fits
from edugov.reading.lexicon import Wording, choose
from edugov.reading.numbers import Number
from edugov.reading.state import Spread, State, Topic
from edugov.reading.statements import classify, emit
from edugov.reading.tokens import Token, change_in, stages_of, unknown


def hand_out(state: State) -> Spread:
    """Collect what a list with 分别 hands out, and how many numbers there are to take it."""
    each, said, lists = state.found[state.place], state.found[: state.place], state.lists
    before = state.gap
    wanted, change = numbers_ahead(state), change_in(reversed(before))
    if lists and not any(t.kind in ("stage", "indicator", "year") for t in before):
        change = change or change_in(state.ahead[:4])
        return Spread(lists.stages, lists.rows, lists.years, change, wanted=wanted)
    before = before or said[-12:]
    change = change_in(reversed(before))
    spread = Spread(change=change, wanted=wanted)
    if any(t.kind == "stage" for t in before):
        spread.stages = stages_of(before)
    spread.rows = named_rows(state, before, None)
    spread.years = _years_of(before)
    if not spread.years and not (lists and lists.stages):
        spread.years = _years_of(said)
    if lists and not spread.stages and len(spread.rows) == 1 and not spread.years:
        spread.stages = lists.stages  # the same stages, another wording
    if len(spread.stages) != wanted and len(spread.rows) < 2 and len(spread.years) != wanted:
        spread.stages = state.just_read(wanted) or spread.stages
    if (
        wanted > 2
        and not spread.rows
        and re.search("上述|以上|前述|上列", state.plain[state.begin : each.start])
    ):
        met = {f.indicator_id: f for f in state.figures}.values()  # the items of the list above
        spread.rows = [(each, Wording("indicator", f.indicator_id, f.base)) for f in met][-wanted:]
        if lists and len(lists.rows) == wanted:
            spread.rows = lists.rows
    changed = change or change_in(state.ahead[:2])
    if changed and wanted > 1 and not (spread.rows or spread.stages or len(spread.years) > 1):
        latest = [f for f in state.figures[-wanted:] if f.start >= state.begin]
        if (
            len({f.indicator_id for f in latest}) == wanted
        ):  # 甲率95%、乙率90%,分别提高1.2和3个百分点
            spread.rows = [
                (each, Wording("indicator", f.indicator_id, f.base, fixed="=" + f.stage))
                for f in latest
            ]
    if len(spread.stages) > 1 or len(spread.rows) > 1 or len(spread.years) > 1:
        state.lists = spread
    return spread


def unsaid(state: State) -> Spread | None:
    """See a list without 分别: as many numbers, parted by 、 or 和, as stages were named for one
    wording."""
    found, place = state.found, state.place
    first = found[place]
    wanted = 1
    for after in range(place + 1, len(found) - 1, 2):
        part, follow = found[after], found[after + 1]
        if (
            part.printed not in ("、", "和", "及")
            or not follow.number
            or follow.number.kind != first.number.kind
        ):
            break
        wanted += 1
    if wanted < 2:
        return None
    named = [t for t in state.gap if t.kind == "indicator"]
    stages = stages_of(state.gap)
    if not named and not stages:
        if state.outer and state.last:  # 小学5.1人、初中7.9人(标准为4.2人、5.3人)
            stages = state.just_read(wanted)
            return Spread(stages, [(first, state.last.row)], wanted=wanted) if stages else None
        known = state.lists
        if known and len(known.stages) == wanted and len(known.rows) == 1:
            region = state.place_before(first.start, state.begin)
            scope = "part" if region and not state.own(region) else ""
            return Spread(known.stages, known.rows, wanted=wanted, scope=scope)
    row = state.meaning(named[0], None) if len(named) == 1 else None
    if row is None or row.fixed.startswith("=") or wanted != len(stages) or "" in stages:
        return None
    state.lists = Spread(stages, [(named[0], row)], wanted=wanted)
    return state.lists


def listed_above(state: State) -> Spread | None:
    """Keep the stages that a clause names for one wording before a colon: 小学、初中综合差异系数:
    ..."""
    rows, stages = named_rows(state, state.gap, None), stages_of(state.gap)
    return Spread(stages, rows) if len(rows) == 1 and len(stages) > 1 and "" not in stages else None


def named_rows(
    state: State, words: list[Token], number: Number | None
) -> list[tuple[Token, Wording]]:
    """List the wordings for indicators, each with what it means here."""
    return [(t, row) for t in words if t.kind == "indicator" and (row := state.meaning(t, number))]


def numbers_ahead(state: State) -> int:
    """Count the numbers that follow 分别 before something else is named."""
    wanted = 0
    for token in state.ahead:
        if token.kind == "number":
            wanted += 1
        elif not wanted and token.kind == "indicator":
            continue  # 分别占一般公共预算支出的, 分别招聘教师
        elif token.kind in ("indicator", "each") or token.printed in (";", ",", "，"):
            break
    return wanted


def by_turn(state: State, number: Number) -> bool:
    """Give the next of a list its number."""
    gap, spread = state.gap, state.spread
    at = max((place for place, token in enumerate(gap) if token.kind == "each"), default=-1)
    if spread is None or spread.turn >= spread.wanted or unknown(gap[at + 1 :]) > 4:
        return False
    if spread.turn and any(token.kind == "indicator" for token in gap[at + 1 :]):
        state.spread = None
        return False
    named = named_rows(state, gap[at + 1 :], number)
    if named and len(spread.rows) < 2:
        spread.rows = named[-1:]  # 分别占一般公共预算支出的18.5%、18.9%
    turn, spread.turn = spread.turn, spread.turn + 1
    stages, rows, years = spread.stages, spread.rows, spread.years
    change = ""
    if not any(t.kind == "to" for t in gap):
        change = spread.change = change_in(reversed(gap)) or spread.change
    words = [
        t
        for t in gap
        if t.kind in ("from", "to", "limit", "previous", "compare") or t.kind == "than" and t.year
    ]
    spread.words = words = words or spread.words
    year = ""
    if len(rows) == spread.wanted > 1:
        token, row = rows[turn]
        row = state.fit(token, number, change) or row
        stage = stages[0] if len(stages) == 1 else state.stage_for(row, [token])
        row = state.coefficient(row, number)
    else:
        if rows:
            row = next((r for t, _ in reversed(rows) if (r := state.fit(t, number, change))), None)
            row = row or next((r for _, r in rows if fits(r.unit, number)), None)
        elif state.cv and number.kind in ("", "ratio"):
            row = (
                state.coefficient(state.last.row, number)
                if state.last and state.last.figure
                else None
            )
            if not (
                row and row.meaning.startswith("cv_") and state.last.figure.start >= state.begin
            ):
                return True  # coefficients of things that are not named
        else:
            topic = state.carried(number, change)
            row = topic.row if topic else None
        if row is None:
            return False
        stage = (
            stages[turn]
            if len(stages) == spread.wanted
            else state.stage_for(row, [t for t, _ in rows] + gap)
        )
        if row.fixed.startswith("="):
            stage = row.fixed[1:]
        if len(stages) != spread.wanted and len(years) == spread.wanted > 1:
            year = years[turn]
    rated = bool(change) and number.kind in ("percent", "point", "times")
    if not rated and number.value is not None and not fits(row.unit, number):
        return False
    if year:
        state.clause_year = year
    previous = state.figures[-1].value if year and turn and state.figures else None
    words = [*words, Token(change, 0, 0, "")] if change else words
    topic = Topic(row, stage, state.lexicon.names[row.meaning])
    classify(state, topic, number, words, previous, scope=spread.scope)
    expected = max(len(stages) if len(stages) > 1 else 0, len(years) if year else 0)
    if state.figures:
        damage.fused(state.figures[-1], state.plain, number, expected)
    return True


def read_none(state: State) -> None:
    """Read 无超大班额 and 超大班额全部消除 as 0."""
    token, after, before = state.found[state.place], state.ahead, state.found[: state.place]
    while after and after[0].kind in ("number", "filler"):
        after = after[1:]  # 无66人以上超大班额
    while before and before[-1].kind in ("filler", "both", "year"):
        before = before[:-1]
    if after and after[0].kind == "indicator":
        named, closing = after[0], after[1:2]
    elif before and before[-1].kind == "indicator":
        named, closing = before[-1], after[:1]
    else:
        return
    row = choose(named.rows, None, "", state.text)
    due = any(t.kind == "year" and state.plain[t.start - 1 : t.start] == "到" for t in before)
    if row is None or row.unit != "class" or state.goal or state.future or due:
        return
    if not any(t.kind in ("unknown", "number", "goal", "future") for t in closing):
        none = Number(token.start, token.end, token.end, 0.0, kind="class")
        topic = Topic(row, state.stage_for(row, [named]), named.printed)
        emit(state, topic, none, "value", note="stated in words")


def _years_of(words: list[Token]) -> list[str]:
    """List the years that are named, every year of a range."""
    years = []
    for printed in [token.year for token in words if token.kind == "year"]:
        first, _, last = printed.partition("-")
        if last and int(last) - int(first) < 20:
            years += [str(year) for year in range(int(first), int(last) + 1)]
        else:
            years.append(printed)
    return years
