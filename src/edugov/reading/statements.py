"""What a number says of its subject: value, growth, change, earlier value, goal, limit."""

import re
from dataclasses import replace

from edugov.reading import damage
from edugov.reading.figures import Figure
from edugov.reading.lexicon import Wording
from edugov.reading.numbers import Number
from edugov.reading.qualifiers import narrowing
from edugov.reading.state import State, Topic
from edugov.reading.tokens import Token, change_in

AIM = re.compile(r"[^,，;。、\d()]{0,3}?(?:以上|以内|以下|之内)?的?(标准|要求|规定|底线|目标)")
_DUE = re.compile(r"(?<!截)(?<!截止)[到至]20\d\d年[年底末]{0,2}(?:前|以前|之前)[^;。\n]*$")
_ODD = re.compile("[\u0370-\u03ff\u0400-\u04ff\u2488-\u249b]")  # of a text in a wrong encoding
_QUOTED = re.compile("(?:国家|省定|省级)?(?:标准|要求|规定)")
_WHOLE_SCHOOLS = frozenset(("schools_count", "schools_built_or_expanded_count"))
_STATES = frozenset(("percent", "ratio", "yuan_per_student", "m2_per_student", "per_100_students"))


def classify(
    state: State,
    topic: Topic,
    number: Number,
    words: list[Token],
    previous: float | None = None,
    scope: str = "",
) -> None:
    """Tell value from growth, change, earlier value, target and threshold, and emit the figure."""
    kinds = [t.kind for t in words]
    change = change_in(words)
    to = "to" in kinds and (not change or kinds.index("to") > kinds.index(change))
    if to and change and topic.row.unit != "percent" and number.kind == "percent":
        to = False  # 减幅达4.1%: by so much
    row, known = state.coefficient(topic.row, number), topic.figure
    topic = replace(topic, row=row)
    if (
        row.unit == "ratio" and number.kind == "times" and number.value is not None
    ):  # 是公务员的1.04倍
        number = replace(number, value=number.value / 100)
    if row.meaning == "students_count" and topic.label.startswith("公办"):
        scope = "part"
    if "subset" in kinds or (known and known.note == "subset" and "stage" not in kinds):
        scope = "part"
    if change and not to:
        if change == "fall" and number.value is not None and number.value >= 0 and not number.sign:
            number = replace(number, value=-number.value)
        grew = number.kind in ("percent", "times", "fraction") and row.unit != "percent"
        emit(state, topic, number, "growth" if grew else "change", scope=scope)
        return
    if "previous" in kinds or "than" in kinds or ("from" in kinds and not to):
        emit_earlier(state, topic, number, words)
        return
    later = known and state.clause_year > (topic.year or "9")
    if known and state.clause_year not in ("", topic.year) and not state.spread and not later:
        year, state.clause_year = state.clause_year, ""
        if year < (topic.year or "9"):
            known.previous_value = number.value
        emit(state, topic, number, "value", year=year, keep=False)
        return
    if to and not previous:
        wanted = ("earlier value", row.meaning, topic.stage)
        pairs = [f.value for f in state.figures[-6:] if (f.note, f.indicator_id, f.stage) == wanted]
        previous = pairs[-1] if pairs else None
    quantity = quantity_of(state, topic, number, words)
    if known and not words and known.quantity in ("threshold", "target"):
        quantity = known.quantity  # the next of a list: 45人、50人
    emit(state, topic, number, quantity, previous=previous or None, scope=scope)


def emit_earlier(state: State, topic: Topic, number: Number, words: list[Token]) -> None:
    """Emit an earlier year's value, and note it beside the current one."""
    kinds = {t.kind for t in words}
    origin = next((t.year for t in words if t.kind in ("origin", "than") and t.year), "")
    if not origin and kinds & {"previous", "than"}:
        base = state.year_now()[:4]
        origin = str(int(base) - 1) if base.isdigit() else ""
    if "from" in kinds:
        origin = state.origin = origin or state.origin or state.compared
    about = (state.clause_year or state.sentence_year)[:4]
    wrong = any(t.kind == "than" and t.year for t in words) and about and origin[:4] >= about
    now = state.last.figure if state.last and state.last.row.meaning == topic.row.meaning else None
    alike = now is not None and now.stage == topic.stage
    if alike and now.quantity == "value":
        now.previous_value = number.value
    count = len(state.figures)
    emit(state, topic, number, "value", year=origin or "-", note="earlier value", keep=not alike)
    if wrong and len(state.figures) > count:
        state.figures[-1].flag(
            "conflict", "", f"compared with {origin}, which is not before {about}"
        )


def quantity_of(state: State, topic: Topic, number: Number, words: list[Token]) -> str:
    """Tell a value from a goal and a limit."""
    row, kinds = topic.row, {t.kind for t in words}
    rules = [t.printed for t in state.gap if t.kind == "rule"]
    ruled = rules or "rule" in kinds or re.search(r"[要求规定]{2}|省定|国定|应不|不得", state.text)
    if row.quantity == "standard":
        return "standard"
    if "compare" in kinds or (state.ruled and number.kind != "money"):
        return "threshold"
    if number.kind == "percent" and "要求" in rules:
        return "threshold"  # 要求毛入园率达到85%
    aim = AIM.match(state.plain, number.end)
    if (
        aim
        and not number.per
        and row.unit not in ("yuan", "yuan_per_student")
        and "按" not in state.text[-60:]
    ):
        return "threshold" if aim[1] != "目标" else "target"
    quoted = re.search(
        "(?:标准|规定|要求)(?:为|是|:)[^;。]*$", state.plain[state.begin : number.start]
    )
    if quoted and number.bound in ("以上", "及以上"):
        return "threshold"
    if state.outer:
        bracket = state.plain.rfind("(", state.begin, number.start)
        if (
            state.plain[max(0, bracket - 2) : bracket] in ("标准", "要求", "规定")
            and number.kind != "money"
        ):
            return "threshold"
        if _QUOTED.match(state.plain, bracket + 1):
            return "threshold"
    bounds = [t.printed for t in (*state.gap, *words) if t.kind in ("limit", "to")]
    upper = any(bound.endswith(("不超过", "不高于", "不大于", "控制在")) for bound in bounds)
    people = row.unit == "person"
    if _DUE.search(state.plain, state.begin, number.start) and ("limit" in kinds or number.bound):
        return "target"  # 到2020年底前 ... 控制在10%以内
    if "limit" in kinds or number.bound in ("以内", "之内", "以下") or (upper and people):
        if ruled or upper or people or (row.unit == "percent" and not number.bound):
            return "threshold"
    today = state.goal is None or re.match("[尚仍现]有", topic.label)
    aimed = (
        re.match("预计|计划|拟", topic.label)
        or "目标" in state.plain[number.stop : number.stop + 4]
    )
    if state.goal or aimed or (state.future and not today and row.unit != "yuan_per_student"):
        return "target"
    return row.quantity or "value"


def _container(state: State, row: Wording, number: Number) -> str:
    """Return the kind of school that the number before counts, where what a school has is counted
    next: 九年一贯制学校1所,在校生4222人."""
    before = state.figures[-1] if state.figures else None
    if before is None or before.base != "school" or before.start < state.begin or row.after:
        return ""
    inside = number.kind in ("person", "class", "area", "volume", "machine")
    named = any(token.kind == "stage" for token in state.gap)
    whole = before.indicator_id in _WHOLE_SCHOOLS or state.outer
    whole = whole or (state.word and state.lexicon.opens(state.word.printed))
    return "" if not inside or named or whole else before.subject_zh


def emit(
    state: State,
    topic: Topic,
    number: Number,
    quantity: str,
    *,
    year: str = "",
    scope: str = "",
    note: str = "",
    previous: float | None = None,
    keep: bool = True,
) -> None:
    """Write a figure down and make it what the next clause may be about; year `-` is an unknown
    one."""
    row, stage = topic.row, topic.stage
    if row.meaning == "not_an_indicator":
        return
    known = topic.figure if not state.word else None
    carried = known.narrowed if known and known.start >= state.begin else ""
    if carried and state.lexicon.is_place(carried):
        carried = ""
    narrowed = carried or narrowing(state, number, row.meaning, state.word)
    narrowed = narrowed or _container(state, row, number)
    variant = state.lexicon.variant(narrowed, row.meaning)
    unit = row.unit
    if quantity == "growth":
        unit = "percent"
    elif quantity == "change" and unit == "percent":
        unit = "percentage_point"
    due = (year or state.year_now())[:4]
    if quantity == "value" and due.isdigit() and state.latest and int(due) > int(state.latest) + 1:
        quantity = "target"
    printed = year or state.clause_year or state.sentence_year or state.paragraph_year
    if quantity == "target" and state.future and not printed:
        year = state.section_year or state.published or "-"
    given = "" if year == "-" else year or state.year_printed()
    is_known = bool(given) or year == "-" or quantity == "target"  # a plan without a year has none
    inferred = "" if is_known else state.year
    year = given or inferred
    if year == state.period and quantity in ("value", "standard") and row.unit in _STATES:
        year = year[-4:]
    figure = Figure(
        (variant or row).meaning,
        stage,
        quantity,
        number.value,
        unit,
        year,
        number.start,
        number.end,
    )
    figure.subject_zh, figure.base, figure.section = topic.label, row.unit, "".join(state.levels)
    figure.unit_printed, figure.bound, figure.previous_value = number.unit, number.bound, previous
    figure.inferred = "year" if inferred else ""
    figure.scope = scope or ("part" if state.outer else "region")
    figure.note = note or ("subset" if scope == "part" and not state.outer else "")
    figure.narrowed = narrowed
    between = state.plain[state.word.end : number.start] if state.word else ""
    if narrowed and f"、{narrowed}" in between:
        figure.flag("ambiguous", note="one number for several things")
    if _ODD.search(state.text):
        figure.flag("ambiguous", note="characters of its sentence are damaged")
    if narrowed and not variant:
        figure.scope = "part"
        general = row.meaning in state.lexicon.features.indicators
        people = general and row.unit in ("person", "school")
        if people and state.lexicon.other(figure.narrowed):
            state.last, state.lost = None, True
            return
    if known and known.status == "ambiguous" and known.base == row.unit:
        figure.flag("ambiguous", note=known.note)
    damage.number(figure, number, state.plain)
    before = state.figures[-1] if state.figures else figure
    state.figures.append(figure)
    if stage != "all" and not row.fixed and not state.outer and row.unit != "place":
        listed = (before.indicator_id, before.quantity) == (row.meaning, quantity)
        listed = listed and before.stage not in (stage, "all") and before.start >= state.begin
        state.stage = None if not stage or listed else stage
    if keep:
        rows = state.meant if row in state.meant else (row,)
        state.last = Topic(
            row, stage, topic.label, rows, state.year_now() if note else figure.year, figure
        )
        state.topics = [
            *[topic for topic in state.topics[-4:] if topic.row.meaning != row.meaning],
            state.last,
        ]
