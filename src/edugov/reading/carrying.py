"""Numbers whose clause names nothing: the subject that is carried on to them, or none."""

from bisect import bisect_right
from dataclasses import replace

from edugov.reading.lexicon import choose
from edugov.reading.numerals import RATES, Number, fits
from edugov.reading.state import State, Topic
from edugov.reading.statements import AIM, classify, emit
from edugov.reading.tokens import Token, change_in, stages_of, unknown

_GRANTS = ("安排", "拨付", "落实", "核定", "保障", "给予", "发放")
_RESUMES = {"stage", "previous", "to", "from", "part", "year", "than", "subset"}


def carry_topic(state: State, number: Number, change: str) -> Topic | None:
    """Find what an unnamed number is about: the latest subject it can belong to."""
    latest = list(reversed(state.topics))
    if change and number.kind in RATES:
        own = (topic for topic in latest if not topic.row.after or number.kind == "point")
        return None if state.lost else next(own, None)
    for topic in latest:
        if number.value is None or fits(topic.row.unit, number):
            return topic
        row = choose(topic.rows, number, "", state.text)
        if row:
            return replace(topic, row=row)
    return None


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
    if not gap and (follows == "的" or state.plain[number.start - 1 : number.start] in ("", "。", "\n")):
        return  # "95%的教师": a number with a noun of its own
    aim = number.kind == "percent" and AIM.match(state.plain, number.end)
    if unknown(gap) or "elsewhere" in kinds or ("gap" in kinds and not aim):
        return
    named = [t for t in gap if t.kind == "indicator"]  # 小学生, but no other subject
    if any(number.kind != "money" or not stages_of([t]) or not state.meaning(t, None).alone for t in named):
        return
    if number.kind == "person" and any(state.plain.startswith(("公办", "民办"), t.start) for t in gap):
        return  # pupils of one kind of school only
    after = state.ahead[:3]
    if number.kind == "class" and not change and (not after or after[0].kind == "mark"):
        row = state.lexicon.unit(number.unit.lstrip("余多万千百"))
        if row:
            classify(state, Topic(row, state.stage_for(row, gap), "班"), number, gap)
            return
    after = [t for t in after if not (t.kind == "filler" and t.printed == "的")]
    topic = carry_topic(state, number, change)
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
        if number.kind == "" and last and last.row.unit == "yuan_per_student" and ends and stages_of(gap):
            number.flaw = "lost_unit"
            classify(state, Topic(last.row, state.stage_for(last.row, gap), last.label), number, gap)
        return
    if number.kind == "point" and change and topic.row.unit != "percent":
        share = state.lexicon.shares.get(topic.row.meaning)
        if share is None or topic.row.unit == "yuan":
            return
        topic = replace(topic, row=share, label=state.lexicon.names[share.meaning])
    noun = bool(after) and after[0].kind == "unknown" and after[0].start == number.stop
    if noun and number.kind not in ("percent", "money", "point"):
        return  # "3个项目": a noun of its own
    if after and after[0].kind in ("indicator", "stage") and number.kind in ("school", "count", "person"):
        return
    stages = [topic.row.fixed[1:]] if topic.row.fixed.startswith("=") else stages_of(gap)
    both = "both" in kinds and "" not in stages
    if both and not stages and state.outer:  # 小学5.1人、初中7.9人(标准均为1人)
        stages = just_read(state, 2)
    stages = stages or [topic.stage]
    for stage in stages if both else stages[-1:]:
        classify(state, replace(topic, stage=stage), number, gap)


def by_closing_word(state: State, number: Number) -> None:
    """Take the wording that closes the sentence: 小学每生每年650元 ... 的公用经费标准."""
    if state.closing is None:
        state.closing = [token for token in state.found if token.kind == "indicator" and _led(state.plain, token)]
    first = bisect_right(state.closing, number.stop, key=lambda token: token.start)
    for token in state.closing[first : first + 3]:
        row = state.fit(token, number, "")
        if row and stages_of([*state.gap, token]):
            classify(state, Topic(row, state.stage_for(row, [token, *state.gap]), token.printed), number, [])
        if row or state.meaning(token, None):
            return


def _led(plain: str, token: Token) -> bool:
    """Say whether a wording closes what 的 or a word of granting leads to it."""
    leads = plain[max(0, token.start - 2) : token.start]
    return leads.endswith(("的", *_GRANTS)) or plain.startswith(_GRANTS, token.start)


def just_read(state: State, wanted: int) -> list[str]:
    """List the stages of the last figures, if they are one thing for as many stages: 小学5人、初中6人,分别 ..."""
    said = [figure for figure in state.figures[-12:] if figure.start >= state.begin and figure.note != "earlier value"]
    latest = said[-wanted:]
    stages = [figure.stage for figure in latest]
    alike = len({(figure.indicator_id, figure.quantity) for figure in latest}) == 1
    return stages if alike and 1 < len(set(stages)) == wanted else []
