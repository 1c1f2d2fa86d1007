"""Lists that hand out their numbers (分别), and what is said to be none (无)."""

import re

from edugov.reading import damage
from edugov.reading.carrying import carry_topic, just_read
from edugov.reading.lexicon import Wording
from edugov.reading.meaning import choose, fits, stages_of, unknown
from edugov.reading.numerals import Number
from edugov.reading.state import Spread, State
from edugov.reading.statements import CHANGE, classify, coefficient, emit
from edugov.reading.tokens import Token


def hand_out(state: State, found: list[Token], place: int) -> Spread | None:
    """Collect what a list with 分别 hands out, and how many numbers there are to take it."""
    before = state.gap
    if state.lists and not any(t.kind in ("stage", "indicator", "year") for t in before):
        change = next((t.kind for t in reversed(before) if t.kind in CHANGE), "")
        ahead = numbers_ahead(found, place)
        change = change or next((t.kind for t in found[place + 1 : place + 5] if t.kind in CHANGE), "")
        return Spread(state.lists.stages, state.lists.rows, state.lists.years, change, 0, ahead)
    before = before or found[max(0, place - 12) : place]
    spread = Spread(wanted=numbers_ahead(found, place))
    if any(t.kind == "stage" for t in before):
        spread.stages = stages_of([t for t in before if t.kind in ("stage", "indicator")])
    for token in before:
        if token.kind == "indicator":
            row = state.meaning(token, None)
            if row:
                spread.rows.append((token, row))
        elif token.kind == "year":
            spread.years += _each_year(token.text)
    earlier = [token for token in found[:place] if token.kind == "year"]
    if not spread.years and earlier and not (state.lists and state.lists.stages):
        spread.years = [year for token in earlier for year in _each_year(token.text)]
    spread.change = next((t.kind for t in reversed(before) if t.kind in CHANGE), "")
    changed = spread.change or any(t.kind in CHANGE for t in found[place + 1 : place + 3])
    if state.lists and not spread.stages and len(spread.rows) == 1 and not spread.years:
        spread.stages = state.lists.stages  # the same stages, another wording
    if len(spread.stages) != spread.wanted and len(spread.rows) < 2 and len(spread.years) != spread.wanted:
        spread.stages = just_read(state, spread.wanted) or spread.stages
    if spread.wanted > 2 and not spread.rows:
        above = re.search("上述|以上|前述|上列", state.plain[state.begin : found[place].start])
        met = {f.indicator_id: f for f in state.figures}.values() if above else ()  # the items of the list above
        spread.rows = [(found[place], Wording("indicator", f.indicator_id, f.base)) for f in met][-spread.wanted :]
        if above and state.lists and len(state.lists.rows) == spread.wanted:
            spread.rows = state.lists.rows
    if changed and spread.wanted > 1 and not (spread.rows or spread.stages or len(spread.years) > 1):
        latest = [figure for figure in state.figures[-spread.wanted :] if figure.start >= state.begin]
        if len({figure.indicator_id for figure in latest}) == spread.wanted:  # 甲率95%、乙率90%,分别提高1.2和3个百分点
            spread.rows = [
                (found[place], Wording("indicator", figure.indicator_id, figure.base, fixed="=" + figure.stage))
                for figure in latest
            ]
    if len(spread.stages) > 1 or len(spread.rows) > 1 or len(spread.years) > 1:
        state.lists = spread
    return spread


def unsaid(state: State, found: list[Token], place: int) -> Spread | None:
    """See a list without 分别: as many numbers, parted by 、 or 和, as stages were named for one wording."""
    wanted, kind = 1, found[place].number.kind
    for part, follow in zip(found[place + 1 :: 2], found[place + 2 :: 2], strict=False):
        if state.plain[part.start : part.end] not in ("、", "和", "及") or follow.number is None:
            break
        if follow.number.kind != kind:
            break
        wanted += 1
    named = [t for t in state.gap if t.kind == "indicator"]
    stages = stages_of([t for t in state.gap if t.kind in ("stage", "indicator")])
    if not named and not stages and wanted > 1:
        if state.outer and state.last:  # 小学5.1人、初中7.9人(标准为4.2人、5.3人)
            stages = just_read(state, wanted)
            return Spread(stages, [(found[place], state.last.row)], wanted=wanted) if stages else None
        known = state.lists
        if known and len(known.stages) == wanted and len(known.rows) == 1:
            region = state.place_before(found[place].start, state.begin)
            scope = "part" if region and not state.own(region) else ""
            return Spread(known.stages, known.rows, wanted=wanted, scope=scope)
    row = state.meaning(named[0], None) if len(named) == 1 else None
    if row is None or row.fixed.startswith("=") or wanted != len(stages) or wanted < 2 or "" in stages:
        return None
    state.lists = Spread(stages, [(named[0], row)], wanted=wanted)
    return state.lists


def listed_above(state: State) -> Spread | None:
    """Keep the stages that a clause names for one wording before a colon: 小学、初中综合差异系数: ..."""
    rows = [(t, row) for t in state.gap if t.kind == "indicator" and (row := state.meaning(t, None))]
    stages = stages_of(state.gap)
    return Spread(stages, rows) if len(rows) == 1 and len(stages) > 1 and "" not in stages else None


def numbers_ahead(found: list[Token], place: int) -> int:
    """Count the numbers that follow 分别 before something else is named."""
    wanted = 0
    for token in found[place + 1 :]:
        if token.kind == "number":
            wanted += 1
        elif not wanted and token.kind == "indicator":
            continue  # 分别占一般公共预算支出的, 分别招聘教师
        elif token.kind in ("indicator", "each") or (token.kind == "mark" and token.text in ";,，"):
            break
    return wanted


def by_turn(state: State, number: Number, gap: list[Token]) -> bool:
    """Give the next of a list its number."""
    spread = state.spread
    at = next((place for place in range(len(gap) - 1, -1, -1) if gap[place].kind == "each"), -1)
    if spread is None or spread.turn >= spread.wanted or unknown(gap[at + 1 :]) > 4:
        return False
    if spread.turn and any(token.kind == "indicator" for token in gap[at + 1 :]):
        state.spread = None
        return False
    named = [(t, row) for t in gap[at + 1 :] if t.kind == "indicator" and (row := state.meaning(t, number))]
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
    words = [t for t in gap if t.kind in ("from", "to", "limit", "previous", "compare") or t.kind == "than" and t.text]
    spread.words = words = words or spread.words
    year = ""
    if len(rows) > 1 and len(rows) == spread.wanted:
        named, row = rows[turn]
        row = state.fit(named, number, change) or row
        stage = stages[0] if len(stages) == 1 else state.stage_for(row, [named])
        row = coefficient(state, row, number)
    else:
        if rows:
            row = next((r for t, _ in reversed(rows) if (r := state.fit(t, number, change))), None)
            row = row or next((r for _, r in rows if fits(r.unit, number)), None)
        elif state.cv and number.kind in ("", "ratio"):
            row = coefficient(state, state.last.row, number) if state.last and state.last.figure else None
            if not (row and row.meaning.startswith("cv_") and state.last.figure.start >= state.begin):
                return True  # coefficients of things that are not named
        else:
            topic = carry_topic(state, number, change)
            row = topic.row if topic else None
        if row is None:
            return False
        stage = stages[turn] if len(stages) == spread.wanted else state.stage_for(row, [t for t, _ in rows] + gap)
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
    classify(
        state,
        row,
        number,
        [*words, *([Token(change, 0, 0)] if change else [])],
        stage,
        state.lexicon.names[row.meaning],
        previous,
        scope=spread.scope,
    )
    expected = max(len(stages) if len(stages) > 1 else 0, len(years) if year else 0)
    damage.fused(state.figures, state.plain, number, expected)
    return True


def read_none(state: State, found: list[Token], place: int) -> None:
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
    row = choose(named.rows, None, "", state.text)
    if row is None or row.unit != "class" or state.goal or state.future:
        return
    if any(t.kind in ("unknown", "number", "goal", "future") for t in closing):
        return
    emit(
        state,
        row,
        Number(token.start, token.end, 0.0, "", "class", token.end),
        state.stage_for(row, [named]),
        "value",
        state.plain[named.start : named.end],
        note="stated in words",
    )


def _each_year(text: str) -> list[str]:
    first, _, last = text.partition("-")
    if last and int(last) - int(first) < 20:
        return [str(year) for year in range(int(first), int(last) + 1)]
    return [text]
