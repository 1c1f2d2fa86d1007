"""From the text of a report to its figures: indicator, stage, quantity, value, year, place,
status."""

import re
from collections.abc import Iterator

import pandas as pd

from edugov.fault import Fault
from edugov.reading import damage, tabular
from edugov.reading.figures import Figure
from edugov.reading.lexicon import Lexicon
from edugov.reading.lists import by_turn, hand_out, listed_above, read_none, unsaid
from edugov.reading.numbers import Number
from edugov.reading.phrases import by_features
from edugov.reading.state import State, Topic
from edugov.reading.statements import classify
from edugov.reading.subjects import by_carrying, by_word_after, by_word_before
from edugov.reading.text import normalise
from edugov.reading.tokens import (
    SENTENCE,
    YEAR,
    Token,
    document_year,
    only_stage,
    stages_of,
    tokens,
    unknown,
    year_of,
)

COLUMNS = [
    "stage",
    "year",
    "indicator_id",
    "quantity",
    "value",
    "unit",
    "value_printed",
    "unit_printed",
    "subject_zh",
    "scope",
    "inferred",
    "previous_value",
    "section",
    "start",
    "end",
    "status",
    "proposed_reading",
    "note",
]
SENTENCE_LIMIT = 1_000  # characters; the longest sentence of the reports at hand has 615
READ_IN_PARTS = f"its sentence is longer than {SENTENCE_LIMIT:,} characters and was read in parts"
FIGURE_LIMIT = 50_000  # in one document; a report has hundreds, a yearbook some thousands
_CUT = re.compile(r"[;，、]|,(?!\d)")
UNIT_LENGTH = 10  # characters, more than any unit has
_DIGITS = re.compile(r"[\d.零〇一二三四五六七八九十百千万亿]*")
_NUMBERS = re.compile(r"[\d.,]*")
_SAYS = re.compile(
    r"[\d○×*]|[xX]|无|没有|消除|清零|分之|成|半|[一二三四五六七八九十两百千余][所个名人万亿间班]"
)
_WHOLE = re.compile(r"[全我本各][市县区州旗省国级]|其中|共|总")
_FOLLOWING = frozenset(("按", "按照", "根据", "依据", "对照"))  # 按规划: what is so today
_PLANS = frozenset(("计划", "规划", "目标"))
_BUILT = frozenset(("school", "count"))
_EACH = frozenset(("生均", "每生", "每生每年", "年生均"))


def read_all(state: State) -> list[Figure]:
    """Read tables and sentences in turn."""
    taken = tabular.regions(state.plain, state.lexicon)
    for start, end in taken:
        state.figures += tabular.read(state, start, end)
        refuse_too_many(state.figures)
    at = 0
    for match in SENTENCE.finditer(state.plain):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] <= start:
            start = min(taken[at][1], end)
        if at < len(taken) and start < taken[at][0] < end:
            end = taken[at][0]
        count = len(state.figures)
        parts = list(stretches(state.plain, start, end))
        for first, last in parts:
            if last - first > 1:
                read_sentence(state, first, last)
        if len(parts) > 1:
            state.cut += state.figures[count:]
        refuse_too_many(state.figures)
    return state.figures


def _behind_number(plain: str, place: int) -> int:
    """Give a place behind the number that goes on at a place, and behind its unit."""
    stop = _DIGITS.match(plain, place).end()
    if plain[stop : stop + 1] == ",":
        return stop
    return _DIGITS.match(plain, min(stop + UNIT_LENGTH, len(plain))).end()


def refuse_too_many(figures: list[Figure]) -> None:
    """Refuse what gives more figures than any report."""
    if len(figures) > FIGURE_LIMIT:
        raise Fault(f"gives more than {FIGURE_LIMIT:,} figures; cut it into parts and read each")


def stretches(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what goes on for longer than any sentence, so that reading takes time in proportion.

    A cut comes behind a mark, or else behind a number; of thousands of digits and commas without a
    word between them only the first are read.
    """
    while end - start > SENTENCE_LIMIT:
        limit = start + SENTENCE_LIMIT
        marks = [match.end() for match in _CUT.finditer(plain, start, limit)]
        cut = marks[-1] if marks else _behind_number(plain, limit)
        if cut >= end:
            break
        yield start, cut
        start = cut if marks else _NUMBERS.match(plain, cut).end()
    if start < end:
        yield start, end


def read_sentence(state: State, start: int, end: int) -> None:
    """Read one sentence; what was carried into it is the last topic, the section's stage and its
    year."""
    text = state.plain[start:end]
    first = start == 0 or state.plain[start - 1] == "\n"
    start = state.heading(start, end)
    if end - start > 40 and not _SAYS.search(state.plain, start, end):
        return  # long and without a number: nothing in it is carried on
    found = tokens(state.plain, start, end, state.lexicon)
    state.open_sentence(text, start, found)
    if first:
        state.paragraph_stage, state.paragraph_year, state.said = None, "", ""
    dated = len(found) > 1 and found[0].printed in ("截至", "截止", "至")
    opening = found[dated] if found else None
    if (
        opening
        and opening.kind == "year"
        and state.plain[opening.end : opening.end + 1] not in "以起至、"
    ):
        state.paragraph_year = opening.year if "-" not in opening.year else ""
        state.as_of = opening.year if dated else state.as_of
    if first and end - start <= 30 and state.plain[end : end + 1] == "\n":
        dated = YEAR.match(state.plain, start, end)
        if dated and not dated["masked"]:
            state.section_year = year_of(dated)  # a line of its own: 2022年重点工作
        if (
            not any(token.number for token in found)
            and state.plain.find("\n", end + 1, end + 20) < 0
        ):
            state.line_stage = only_stage(found)
            state.look_ahead(found)
    if _WHOLE.match(state.plain, start):
        state.said = ""
    count = len(state.figures)
    for place, token in enumerate(found):
        state.place = place
        if token.kind == "mark":
            take_mark(state, token.printed)
        elif token.number:
            take_number(state, token.number)
        else:
            take_word(state, token)
    take_mark(state, ",")
    stages = {figure.stage for figure in state.figures[count:]}
    state.said = stages.pop() if len(stages) == 1 else ""


def take_mark(state: State, text: str) -> None:
    """Close a clause, or step into or out of brackets."""
    if text == "(":
        state.outer.append((state.gap, state.last, state.topics, state.listed))
        used = (
            state.range[0] if state.range and state.range[1] else -1
        )  # 30个班级(小学20个): read already
        state.gap = [
            t
            for t in state.gap[-1:]
            if t.kind in ("indicator", "than", "previous") and t.start != used
        ]
    elif text == ")" and state.outer:
        state.gap, last, topics, state.listed = state.outer.pop()
        state.last = last or state.last
        if last and state.ahead[:1] and state.ahead[0].kind in ("to", "rise", "fall"):
            state.topics = topics  # 424所(公办34所)增加到795所: of what stood before the brackets
    elif text in ",，;:":
        state.listed, state.share = False, None
        state.broken = state.broken or unknown(state.gap) > 2
        if state.clause_year:
            state.sentence_year, state.clause_year = state.clause_year, ""
        for token in state.gap:
            state.note_topic(token)
        if text == ":":
            state.lists = listed_above(state) or state.lists
        if text == ";":
            state.goal = False
            state.begin = state.figures[-1].start + 1 if state.figures else 0
        done = state.spread is None or state.spread.turn >= state.spread.wanted
        if done and (text != ":" or not state.gap):
            state.spread = None
        state.gap = []


def take_word(state: State, token: Token) -> None:
    """Take in a word that is no number."""
    said = state.found[: state.place]
    meaning = token.rows[0].meaning if token.rows else ""
    if token.kind == "year":
        before = said[-1].kind if said else ""
        if before == "than":
            token.kind, state.compared = "than", token.year
        elif before == "from":
            token.kind = "origin"
        else:
            since = (
                re.compile("”?以来").match(state.plain, token.end) and token.year[:4] < state.year
            )
            state.clause_year = f"{token.year[:4]}-{state.year}" if since else token.year
            if since or token.printed.startswith("十"):
                state.period = state.clause_year
    elif token.kind == "now" and meaning.isdigit():  # 近三年: the report's year and those before
        token.kind = "filler"
        if state.year:
            token.kind, token.year = "year", f"{int(state.year) - int(meaning) + 1}-{state.year}"
            state.clause_year = token.year
        state.period = state.clause_year
    elif token.kind == "now":
        state.clause_year = meaning != "same" and state.published or state.year
    elif token.kind == "each":
        state.spread = hand_out(state)
    elif token.kind == "goal" and not _names_a_plan(said, token, _ends_name(state, token)):
        state.goal = meaning != "off" or None  # 实际, 尚有: no plan
    elif token.kind == "none":
        read_none(state)
    elif token.kind == "indicator" and state.meaning(token, None) is None:
        short = len(token.printed) < 4 or any(row.kind == "filler" for row in token.rows)
        token.kind = "filler" if short else "unknown"  # none of its conditions holds
    if state.plain[token.start - 1 : token.start] == ";" and _WHOLE.match(state.plain, token.start):
        state.stage = None
    opens = token.kind == "stage" and state.stage is None and not state.outer
    if opens and all(t.kind in ("filler", "year") for t in said):
        state.stage = stages_of([token])[0]  # a sentence that opens with a stage is about it
        first = state.found[0].start
        behind = state.ahead[:1]
        counted = behind and behind[0].number and behind[0].number.kind == "school"
        counted = counted and state.plain[behind[0].end : behind[0].end + 1] in (";", ",", "，")
        ends = state.plain[token.end : token.end + 1] in ":。" or counted
        if ends and state.plain[first - 1 : first] in "\n).、-":
            state.paragraph_stage = state.stage
    state.gap.append(token)


def _ends_name(state: State, token: Token) -> bool:
    return state.plain[token.end : token.end + 1] in tuple("、,，;。的和》”)\n")


def _names_a_plan(said: list[Token], token: Token, ends: bool) -> bool:
    """Say whether a word for a goal ends the name of a plan (改造计划、按目标规划): no goal."""
    before = said[-1] if said else None
    if token.printed in _PLANS and any(word.printed in _FOLLOWING for word in said[-3:]):
        return True
    noun = token.printed in _PLANS and before and before.end == token.start
    if not noun or before.kind not in ("unknown", "indicator", "goal"):
        return False
    return ends


def take_number(state: State, number: Number) -> None:
    """Find what a number is about; where nothing certain is near, leave it out."""
    gap, state.word = state.gap, None
    if number.kind == "money" and not number.per:
        number.per = next((token.printed for token in gap if token.printed in _EACH), "")
    if number.sign and number.kind == "percent" and gap and gap[-1].kind == "than":
        gap.append(Token("growth", number.start, number.start, ""))  # 同比-2.18%
    count = len(state.figures)
    if state.spread is None:
        state.spread = unsaid(state)
    if number.kind == "age":  # 3-6岁: belongs to the noun
        return
    if state.plain[number.start - 1 : number.start] == "第":  # a rank
        state.gap = []
        return
    if (
        state.range and state.range[0] == number.stop
    ):  # the high end of a range is read as its low end was
        if state.range[1]:
            classify(state, Topic(state.last.row, state.last.stage, state.last.label), number, [])
    elif (
        not by_turn(state, number)
        and not (number.kind in _BUILT and by_features(state, number, acts=True))
        and not by_word_before(state, number)
        and not by_word_after(state, number)
        and not by_features(state, number)
    ):
        by_carrying(state, number)
    read = len(state.figures) > count
    state.range = (number.stop, read and state.last is not None)
    state.listed = state.last.row if read and state.last else None
    if read:
        state.broken = state.lost = False
    else:
        state.share = None
        things = ("money", "area", "person", "school", "class", "place", "volume")
        if unknown(gap) and not state.outer and number.kind in things:
            state.last, state.topics = (
                None,
                [topic for topic in state.topics if topic.figure is None],
            )
            state.lost = True
        for earlier in gap:
            state.note_topic(earlier)
    state.gap = []


def read_text(
    text: str, *, lexicon: Lexicon, year: int | None = None, region_name: str = ""
) -> pd.DataFrame:
    """Read the figures (数据) of a report's text.

    Parameters
    ----------
    text : str
        One document's text as received; every place in the result refers to it.
    lexicon : Lexicon
        The wordings, see `edugov.reading.lexicon.load_lexicon`.
    year, region_name
        As in :func:`edugov.reading.report.figures_of`; figures of other places get scope `part`.

    Returns
    -------
    pandas.DataFrame
        One row a figure in order of printing: indicator, stage, quantity, value in the canonical
        unit (empty where unreadable), year, what was printed and where, status, proposed reading.
        What no wording of the lexicon explains is left out; what cannot be taken as it stands is
        flagged.

    Raises
    ------
    Fault
        More figures than any report has.
    """
    even = normalise(text)
    about = str(year) if year is not None else document_year(even.plain)
    state = State(even, lexicon, about, region_name)
    figures = read_all(state)
    figures += damage.by_form(even.plain, figures)
    refuse_too_many(figures)
    damage.document(figures)
    for figure in figures:
        if figure.narrowed:
            said = f"部分 part: {figure.narrowed}"
            figure.note = "; ".join(filter(None, (figure.note, said)))
    for figure in state.cut:
        figure.note = "; ".join(filter(None, (figure.note, READ_IN_PARTS)))
    figures.sort(key=lambda figure: (figure.start, figure.end))
    spans = [even.span(figure.start, figure.end) for figure in figures]
    columns = {name: [getattr(figure, name, "") for figure in figures] for name in COLUMNS}
    columns["start"] = [start for start, _ in spans]
    columns["end"] = [end for _, end in spans]
    columns["value_printed"] = [text[start:end] for start, end in spans]
    types = {"value": "float64", "previous_value": "float64", "start": "int64", "end": "int64"}
    return pd.DataFrame(columns).astype(types)
