"""What a number is about: the wording before it or behind it, or the subject carried on."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from edugov.reading.fitting import fits
from edugov.reading.lexicon import Wording, choose
from edugov.reading.numbers import Number
from edugov.reading.state import State, Topic
from edugov.reading.statements import AIM, classify, emit
from edugov.reading.tokens import Token, change_in, stages_of, unknown

_EQUALS = ("为", "是", "达", "达到")
_JOINS = ("、", "和", "及")
_PLACES = frozenset("省市县区州旗盟乡镇村街社项部方")
_GRANTS = ("安排", "拨付", "落实", "核定", "保障", "给予", "发放")
_RESUMES = {"stage", "previous", "to", "from", "part", "year", "than", "subset"}
_WHOLE = re.compile("[全我本][国省市县区州旗]|共|总|[现设建办拥]?有|辖|开设|新|建|完成|增")
_NAMED = re.compile(
    "第?[一二三四五六七八九十]+(?:小学?|中学?|幼儿?园?)"
)  # 第三小学: the name of one school


def says_whole(state: State) -> bool:
    """Say whether the words before a number say that it is all of them: 全县27所, 共有, 现有."""
    return any(_WHOLE.search(token.printed) for token in state.gap) or bool(state.outer)


def by_word_before(state: State, number: Number) -> bool:
    """Take the nearest wording before the number in its clause, if nothing unknown comes
    between."""
    gap = state.gap
    for place in range(len(gap) - 1, -1, -1):
        token, before, between = gap[place], gap[:place], gap[place + 1 :]
        school = token.kind == "stage" and number.kind == "school"
        if school and before and state.plain[before[-1].end : token.start] in _JOINS:
            row = state.fit(before[-1], number, "")
            if row and "built" in row.meaning:
                continue  # 新建中小学、幼儿园47所
        pupils = (
            number.kind == "person" and token.kind == "stage" and token.end == number.start
        )  # 公办园120人
        if (
            token.kind not in ("indicator", "unit")
            and not school
            and not (pupils and state.meaning(token, number))
        ):
            continue
        listed = state.listed
        if (
            school
            and listed is not False
            and (listed is None or re.search("built|opened", listed.meaning))
        ):
            if listed and listed.unit == "school":  # else its list is about something unknown
                classify(
                    state,
                    Topic(listed, state.stage_for(listed, [token]), token.printed),
                    number,
                    [],
                )
            return True
        space = state.plain[token.end : number.start]
        if space.count("(") > space.count(")") and not space.endswith("("):
            return False  # brackets hold something of their own
        if any(t.kind in ("gap", "elsewhere") for t in between):
            return True  # a distance to another area's value
        if number.kind == "count" and number.unit[-1:] == "个" and state.ahead[:1]:
            behind = state.ahead[0]
            if behind.kind in ("unknown", "filler") and behind.start == number.stop:
                if behind.printed[0] in _PLACES:
                    return True  # 190个县: of other things
        row = state.fit(token, number, change_in(between))
        if row is None and (number.kind in ("", "money") or number.flaw):
            row = bare_number(state, token, number, between)
        if row is None:
            if (
                token.kind == "indicator"
                and number.kind != "percent"
                and not all(r.alone for r in token.rows)
            ):
                return False
            continue
        if number.kind == "point" and row.unit not in ("percent", "percentage_point"):
            continue
        if row.after and state.last and state.last.figure and state.last.figure.start > token.start:
            continue
        if row.alone and state.range and token.start == state.range[0]:
            continue  # the noun of the number before: 11名学生、...
        limit = 0 if row.alone else {"percent": 8, "ratio": 8, "yuan": 6}.get(row.unit, 3)
        if unknown(between) > limit or (row.alone and not clean_left(state, before, token)):
            return False
        owner = before[-1] if before and before[-1].kind == "stage" else token
        kind = state.plain[min(owner.start, token.start - 2) : token.start + 2]
        if row.alone and row.unit == "person" and re.search("公办|民办|普惠", kind):
            if not re.search("private|public", row.meaning):
                return True  # 民办学校教职工: of one kind of school only
        others = [t.printed for t in between if t.kind == "unknown"]
        if any(other.endswith(("率", "比", "数", "额", "费", "面积")) for other in others):
            return False  # a rate or sum of its own stands between
        if row.alone and "built" in row.meaning and not stages_of([token]):
            behind = state.ahead[:1]
            if not behind or behind[0].kind not in (
                "stage",
                "indicator",
            ):  # 新建 and no school behind the number
                return False
            between = [*between, *[t for t in behind if t.kind == "stage"]]
        earlier = {r.meaning for t in before for r in t.rows}
        if state.last:
            earlier.add(state.last.row.meaning)
        share = next(
            (r for r in token.rows if r.unit == "percent" and earlier & set(r.after)), None
        )
        whole = share and state.last and state.last.row.meaning in share.after
        stage = state.last.stage if whole else state.stage_for(share, before) if share else ""
        state.meant = token.rows  # 学生资助120人次、30万元
        state.word = token
        emit_shared(state, row, number, before, token, between)
        state.share = (share, stage) if share and row.unit != "percent" else None
        return True
    return False


def bare_number(state: State, token: Token, number: Number, between: list[Token]) -> Wording | None:
    """Accept a number without unit right behind its wording, to be flagged: its unit is lost."""
    row = state.meaning(token, None)
    direct = all(t.printed in _EQUALS for t in between)
    rated = (
        row
        and row.unit == "percent"
        and not row.after
        and number.kind == ""
        and 10 < (number.value or 0) <= 100
    )
    if (
        rated and direct and state.plain[number.stop : number.stop + 1] in ("", *",。;、\n")
    ):  # 巩固率98.6,
        number.flaw = number.flaw or "lost_unit"
        return row
    bare = number.kind in ("", "money") and number.value is not None and number.value >= 100
    if unknown(between) or not (bare or number.flaw in ("lost_unit", "placeholder")):
        return None
    if number.kind == "money":  # 生均 ... 720万元
        number.flaw = "scale" if direct and row and row.unit == "yuan_per_student" else number.flaw
        return row if number.flaw == "scale" else None
    if row is None or row.unit not in ("yuan_per_student", "yuan", "percent"):
        return None
    number.flaw = number.flaw if number.flaw == "placeholder" else "lost_unit"
    return row


def emit_shared(
    state: State,
    row: Wording,
    number: Number,
    before: list[Token],
    token: Token,
    between: list[Token],
) -> None:
    """Emit a number for its wording, or for each of several that share it (均, 各)."""
    stages = stages_of([*[t for t in before if t.kind == "stage"], token])
    both = any(t.kind == "both" for t in between)
    if both and number.kind == "percent":
        for other in [t for t in before if t.kind == "indicator"]:
            second = state.fit(other, number, "")
            if second and (second.meaning != row.meaning or stages_of([other, token])[1:]):
                classify(
                    state,
                    Topic(second, state.stage_for(second, [other]), other.printed),
                    number,
                    between,
                )
    if both and len(stages) > 1 and not row.fixed.startswith("=") and "" not in stages:
        for stage in stages:
            classify(state, Topic(row, stage, token.printed), number, between)
        return
    named = [t for t in between if t.kind == "stage"]
    stage = state.stage_for(row, named or [*before, token])
    if stage == "all" and row.context and row.unit == "yuan":  # money for something named behind it
        purpose = _NAMED.sub("", state.plain[number.stop : number.stop + 30])
        stage = state.lexicon.stage_in(re.split("[。;\n]", purpose)[0]) or stage
    if not named and number.kind in ("person", "school", "class", "place", "area"):
        joined = stages_of([token, *_joined(before)])
        if len(joined) > 1:  # one sum for them all
            stage = "compulsory" if set(joined) == {"primary", "lower_secondary"} else ""
    classify(state, Topic(row, stage, token.printed), number, between)


def _joined(before: list[Token]) -> Iterator[Token]:
    """Take the stages that 、 or 和 join to the wording behind them."""
    for token in reversed(before):
        if token.kind == "stage":
            yield token
        elif token.printed not in (*_JOINS, "以及"):
            return


def clean_left(state: State, before: list[Token], token: Token) -> bool:
    """Say whether a general noun stands by itself: 学校, but not 特色学校."""
    if len(before) > 1 and before[-1].printed in ("并", "了") and before[-2].kind == "unknown":
        before = before[:-1]  # 撤并学校
    last = before[-1] if before else None
    if token.start in state.breaks or state.plain[token.start - 1 : token.start] == ")":
        return True
    if last is None or (last.end < token.start and last.kind != "unknown"):
        return True
    return last.kind not in ("unknown", "indicator") or bool(
        state.place_before(token.start, last.start)
    )


def by_word_after(state: State, number: Number) -> bool:
    """Take the wording right after the number: 8所特殊教育学校."""
    gap = state.gap
    rest = [t for t in state.ahead[:3] if not (t.kind == "filler" and t.printed in "的了")]
    if (
        not rest
        or rest[0].kind not in ("indicator", "stage")
        or number.kind in ("percent", "point", "ratio", "")
    ):
        return False
    region = state.place_before(number.start, number.start - 16)
    if unknown(gap) and not region or gap and state.range and gap[0].start == state.range[0]:
        return False
    last = state.last.row.meaning if state.outer and state.last and state.last.figure else ""
    row = choose(rest[0].rows, number, last, state.text)  # 幼儿园56所(30所民办)
    if row is None or (row.after and not last) or row.quantity == "standard":
        return False
    joined = len(rest) > 1 and rest[1].printed in _JOINS
    if len(rest) > 1 and not joined and rest[1].kind not in ("mark", "both", "none"):
        return False
    topic = Topic(row, state.stage_for(row, rest[:1]), rest[0].printed)
    state.word = rest[0]
    elsewhere = region and not state.own(region)
    part = elsewhere or (number.kind == "school" and not says_whole(state))
    classify(state, topic, number, gap, scope="part" if part else "")
    return True


def by_carrying(state: State, number: Number) -> None:
    """Carry the subject to a clause that names none, if it holds nothing unknown."""
    gap, kinds, last = state.gap, {t.kind for t in state.gap}, state.last
    if state.share and number.kind == "percent" and not unknown(gap):
        row, stage = state.share
        emit(state, Topic(row, stage, state.lexicon.names[row.meaning]), number, "value")
        return
    change = change_in(gap)
    region = state.place_before(number.start, number.start - 16).removeprefix("其中")
    known = last.figure if last else None
    if region and known and not state.own(region):
        grew = known.quantity == "growth" and number.kind == "percent"
        alike = known.quantity == "value" and known.start >= state.begin and number.kind
        if grew or (alike and fits(known.base, number) and not change):
            there = Topic(last.row, known.stage, last.label)
            emit(state, there, number, known.quantity, scope="part", note=region)
            return
    follows = state.plain[number.stop : number.stop + 1]
    if not gap and (
        follows == "的" or state.plain[number.start - 1 : number.start] in ("", "。", "\n")
    ):
        return  # "95%的教师": a number with a noun of its own
    aim = number.kind == "percent" and AIM.match(state.plain, number.end)
    if unknown(gap) or "elsewhere" in kinds or ("gap" in kinds and not aim):
        return
    named = [t for t in gap if t.kind == "indicator"]  # 小学生, but no other subject
    if any(
        number.kind != "money" or not stages_of([t]) or not state.meaning(t, None).alone
        for t in named
    ):
        return
    if number.kind == "person" and any(
        state.plain.startswith(("公办", "民办"), t.start) for t in gap
    ):
        return  # pupils of one kind of school only
    after = state.ahead[:3]
    if number.kind == "class" and not change and (not after or after[0].kind == "mark"):
        row = state.lexicon.unit(number.unit.lstrip("余多万千百"))
        if row:
            classify(state, Topic(row, state.stage_for(row, gap), "班"), number, gap)
            return
    after = [t for t in after if not (t.kind == "filler" and t.printed == "的")]
    topic = state.carried(number, change)
    if topic and topic.figure and not change and number.value is not None:
        said = "".join(t.printed for t in gap)
        resumed = kinds & _RESUMES and (topic.row.quantity == "standard" or "每生" not in said)
        if topic.figure.start < state.begin and not resumed:
            by_closing_word(state, number)
            return  # a new sentence takes up an old subject only where it says so
        if state.broken:
            return
    if topic is None and number.kind == "money":
        by_closing_word(state, number)
        return
    if topic is None:
        last = last or (state.topics[-1] if state.topics else None)
        ends = not after or after[0].kind in ("than", "mark")
        if (
            number.kind == ""
            and last
            and last.row.unit == "yuan_per_student"
            and ends
            and stages_of(gap)
        ):
            number.flaw = "lost_unit"
            classify(
                state, Topic(last.row, state.stage_for(last.row, gap), last.label), number, gap
            )
        return
    if number.kind == "point" and change and topic.row.unit != "percent":
        share = state.lexicon.shares.get(topic.row.meaning)
        if share is None or topic.row.unit == "yuan":
            return
        topic = replace(topic, row=share, label=state.lexicon.names[share.meaning])
    noun = bool(after) and after[0].kind == "unknown" and after[0].start == number.stop
    if noun and number.kind not in ("percent", "money", "point"):
        return  # "3个项目": a noun of its own
    if (
        after
        and after[0].kind in ("indicator", "stage")
        and number.kind in ("school", "count", "person")
    ):
        return
    stages = [topic.row.fixed[1:]] if topic.row.fixed.startswith("=") else stages_of(gap)
    both = "both" in kinds and "" not in stages
    if both and not stages and state.outer:  # 小学5.1人、初中7.9人(标准均为1人)
        stages = state.just_read(2)
    stages = stages or [topic.stage]
    for stage in stages if both else stages[-1:]:
        classify(state, replace(topic, stage=stage), number, gap)


def by_closing_word(state: State, number: Number) -> None:
    """Take the wording that closes the sentence: 小学每生每年650元 ... 的公用经费标准."""
    if state.closing is None:
        state.closing = [
            token for token in state.found if token.kind == "indicator" and _led(state.plain, token)
        ]
    first = bisect_right(state.closing, number.stop, key=lambda token: token.start)
    for token in state.closing[first : first + 3]:
        row = state.fit(token, number, "")
        if row and stages_of([*state.gap, token]):
            classify(
                state,
                Topic(row, state.stage_for(row, [token, *state.gap]), token.printed),
                number,
                [],
            )
        if row or state.meaning(token, None):
            return


def _led(plain: str, token: Token) -> bool:
    """Say whether a wording closes what 的 or a word of granting leads to it."""
    leads = plain[max(0, token.start - 2) : token.start]
    return leads.endswith(("的", *_GRANTS)) or plain.startswith(_GRANTS, token.start)
