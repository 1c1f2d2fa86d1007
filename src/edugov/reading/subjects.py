"""What a number is about: the wording before it or behind it, or the subject carried on."""

import re

from edugov.reading.lexicon import Wording
from edugov.reading.meaning import choose, stages_of, unknown
from edugov.reading.numerals import Number
from edugov.reading.state import State
from edugov.reading.statements import CHANGE, classify
from edugov.reading.tokens import Token

_EQUALS = ("为", "是", "达", "达到")
_NAMED = re.compile("第?[一二三四五六七八九十]+(?:小学?|中学?|幼儿?园?)")  # 第三小学: the name of one school


def by_word_before(state: State, number: Number, gap: list[Token], after: list[Token]) -> bool:
    """Take the nearest wording before the number in its clause, if nothing unknown comes between."""
    for place in range(len(gap) - 1, -1, -1):
        token = gap[place]
        school = token.kind == "stage" and number.kind == "school"
        joined = place > 0 and state.plain[gap[place - 1].end : token.start] in ("、", "和", "及")
        if school and joined and (row := state.fit(gap[place - 1], number, "")) and "built" in row.meaning:
            continue  # 新建中小学、幼儿园47所
        pupils = number.kind == "person" and token.kind == "stage" and token.end == number.start  # 公办园120人
        if token.kind not in ("indicator", "unit") and not school and not (pupils and state.meaning(token, number)):
            continue
        if (
            school
            and state.listed is not False
            and (state.listed is None or re.search("built|opened", state.listed.meaning))
        ):
            if state.listed is None or state.listed.unit != "school":
                return True  # its list is about something unknown
            classify(
                state,
                state.listed,
                number,
                [],
                state.stage_for(state.listed, [token]),
                state.plain[token.start : token.end],
            )
            return True
        space = state.plain[token.end : number.start]
        if space.count("(") > space.count(")") and not space.endswith("("):
            return False  # brackets hold something of their own
        between = gap[place + 1 :]
        change = next((t.kind for t in between if t.kind in CHANGE), "")
        if any(t.kind in ("gap", "elsewhere") for t in between):
            return True  # a distance to another area's value
        row = state.fit(token, number, change)
        if row is None and (number.kind in ("", "money") or number.flaw):
            row = bare_number(state, token, number, between)
        if row is not None and number.kind == "point" and row.unit not in ("percent", "percentage_point"):
            continue
        if row is None:
            if token.kind == "indicator" and number.kind != "percent" and not all(r.alone for r in token.rows):
                return False
            continue
        if row.after and state.last and state.last.figure and state.last.figure.start > token.start:
            continue
        limit = 0 if row.alone else 8 if row.unit in ("percent", "ratio") else 6 if row.unit == "yuan" else 3
        if row.alone and state.range and token.start == state.range[0]:
            continue  # the noun of the number before: 11名学生、...
        if unknown(between) > limit or (row.alone and not clean_left(state, gap[:place], token)):
            return False
        owner = gap[place - 1] if place and gap[place - 1].kind == "stage" else token
        kind = state.plain[min(owner.start, token.start - 2) : token.start + 2]
        if (
            row.alone
            and row.unit == "person"
            and re.search("公办|民办|普惠", kind)
            and not re.search("private|public", row.meaning)
        ):
            return True  # 民办学校教职工: of one kind of school only
        others = [state.plain[t.start : t.end] for t in between if t.kind == "unknown"]
        if any(other.endswith(("率", "比", "数", "额", "费", "面积")) for other in others):
            return False  # a rate or sum of its own stands between
        label = state.plain[token.start : token.end]
        if row.alone and "built" in row.meaning and not stages_of([token]):
            if not after or after[0].kind not in ("stage", "indicator"):  # 新建 and no school behind the number
                return False
            between = [*between, *[t for t in after[:1] if t.kind == "stage"]]
            gap = [*gap[: place + 1], *between]
        before = {r.meaning for t in gap[:place] for r in t.rows}
        if state.last:
            before.add(state.last.row.meaning)
        share = next((r for r in token.rows if r.unit == "percent" and before & set(r.after)), None)
        whole = share and state.last and state.last.row.meaning in share.after
        stage = state.last.stage if whole else state.stage_for(share, gap[:place]) if share else ""
        state.meant = token.rows  # 学生资助120人次、30万元
        emit_shared(state, row, token, number, gap, place, between, label)
        state.share = (share, stage) if share and row.unit != "percent" else None
        return True
    return False


def bare_number(state: State, token: Token, number: Number, between: list[Token]) -> Wording | None:
    """Accept a number without unit right behind its wording, to be flagged: its unit is lost."""
    row = state.meaning(token, None)
    rated = row and row.unit == "percent" and not row.after and number.kind == "" and 10 < (number.value or 0) <= 100
    if rated and all(state.plain[t.start : t.end] in _EQUALS for t in between):  # 巩固率98.6,
        if state.plain[number.stop : number.stop + 1] in ("", *",。;、\n"):
            number.flaw = number.flaw or "lost_unit"
            return row
    if number.flaw not in ("lost_unit", "placeholder") and (
        number.kind not in ("", "money") or number.value is None or number.value < 100
    ):
        return None
    if unknown(between):
        return None
    if number.kind == "money":  # 生均 ... 720万元
        direct = all(state.plain[t.start : t.end] in _EQUALS for t in between)
        number.flaw = "scale" if direct and row and row.unit == "yuan_per_student" else number.flaw
        return row if number.flaw == "scale" else None
    if row is None or row.unit not in ("yuan_per_student", "yuan", "percent"):
        return None
    if number.flaw != "placeholder":
        number.flaw = "lost_unit"
    return row


def emit_shared(
    state: State,
    row: Wording,
    token: Token,
    number: Number,
    gap: list[Token],
    place: int,
    between: list[Token],
    label: str,
) -> None:
    """Emit a number for its wording, or for each of several that share it (均, 各)."""
    stages = stages_of([*[t for t in gap[:place] if t.kind == "stage"], token])
    both = any(t.kind == "both" for t in between)
    if both and number.kind == "percent":
        others = [t for t in gap[:place] if t.kind == "indicator"]
        for other in others:
            second = state.fit(other, number, "")
            if second and (second.meaning != row.meaning or stages_of([other, token])[1:]):
                name = state.plain[other.start : other.end]
                classify(state, second, number, between, state.stage_for(second, [other]), name)
    if both and len(stages) > 1 and not row.fixed.startswith("=") and "" not in stages:
        for stage in stages:
            classify(state, row, number, between, stage, label)
        return
    named = [t for t in gap[place + 1 :] if t.kind == "stage"]
    stage = state.stage_for(row, named or gap[: place + 1], token)
    if stage == "all" and row.context and row.unit == "yuan":  # money for something named behind it
        purpose = _NAMED.sub("", state.plain[number.stop : number.stop + 30])
        purpose = re.split("[。;]", purpose)[0]
        stage = state.lexicon.stage_in(purpose) or stage
    joined = stages_of(_joined(state.plain, gap[: place + 1])) if not named else []
    if len(joined) > 1 and number.kind in ("person", "school", "class", "place", "area"):  # one sum for them all
        stage = "compulsory" if set(joined) == {"primary", "lower_secondary"} else ""
    classify(state, row, number, between, stage, label)


def clean_left(state: State, before: list[Token], token: Token) -> bool:
    """Say whether a general noun stands by itstate: 学校, but not 特色学校."""
    if len(before) > 1 and state.plain[before[-1].start : before[-1].end] in ("并", "了"):
        before = before[:-1] if before[-2].kind == "unknown" else before  # 撤并学校
    last = before[-1] if before else None
    if token.start in state.breaks or state.plain[token.start - 1 : token.start] == ")":
        return True
    if last is None or (last.end < token.start and last.kind != "unknown"):
        return True
    return last.kind not in ("unknown", "indicator") or bool(state.place_before(token.start, last.start))


def by_word_after(state: State, number: Number, gap: list[Token], after: list[Token]) -> bool:
    """Take the wording right after the number: 8所特殊教育学校."""
    rest = [t for t in after if not (t.kind == "filler" and state.plain[t.start : t.end] in "的了")]
    if not rest or rest[0].kind not in ("indicator", "stage"):
        return False
    region = state.place_before(number.start, number.start - 16)
    if unknown(gap) and not region or gap and state.range and gap[0].start == state.range[0]:
        return False
    last = state.last.row.meaning if state.outer and state.last and state.last.figure else ""
    row = choose(rest[0].rows, number, last, state.text)  # 幼儿园56所(30所民办)
    if (
        row is None
        or (row.after and not last)
        or number.kind in ("percent", "point", "ratio", "")
        or row.quantity == "standard"
    ):
        return False
    closing = rest[1] if len(rest) > 1 else None
    if closing is not None and closing.kind not in ("mark", "both", "none"):
        return False
    scope, label = "part" if region and not state.own(region) else "", state.plain[rest[0].start : rest[0].end]
    classify(state, row, number, gap, state.stage_for(row, rest[:1]), label, scope=scope)
    return True


def _joined(plain: str, gap: list[Token]) -> list[Token]:
    """Take the stages that 、 or 和 join to the wording that closes a gap."""
    taken = gap[-1:]
    for token in reversed(gap[:-1]):
        if token.kind == "stage":
            taken.append(token)
        elif plain[token.start : token.end] not in ("、", "和", "及", "以及"):
            break
    return taken
