"""What a number is about by the features of its noun phrase, where no wording of the lexicon is."""

import re

from edugov.reading.fitting import RATES
from edugov.reading.numbers import Number
from edugov.reading.state import State, Topic
from edugov.reading.statements import classify
from edugov.reading.tokens import Token, change_in, stages_of

# what ends the noun phrase before a number: 比上年增长, 由, 达到, 分别为
_ENDS = frozenset("rise fall growth than previous from to each both limit goal compare".split())
_ACTS = frozenset("built begun added recruited needed closed reaching turned repaired".split())
# counts of other things
_NOT_DONE = frozenset("begun needed closed reaching turned repaired".split())
_OWNERS = {"public", "private", "inclusive"}
# of one student, though the words for it are lost: no area spends less on a stage
_SUM = "general_budget_education_funding"
_LEAST_SUM = 100_000
_BRACKETS = re.compile(r"\([^()]*\)")
_JOINS = "、和及"
_FULL_STOPS = "。；!?"


def by_features(state: State, number: Number, *, acts: bool = False) -> bool:
    """Read a number by what the words before it say together; with `acts`, only where one of them
    is of something done, which no wording for a thing alone may overlook."""
    gap = state.gap
    lexicon = state.lexicon
    if not gap or number.kind in ("", "zero", "ordinal", "date"):
        return False
    features, words, first = _before(state, number)
    if not features or (acts and not features & _ACTS):
        return False
    if acts and any(_names(state, token, number) for token in gap):
        return False
    change = change_in(words)
    rated = bool(change) and number.kind in RATES
    for wanted in (features, features - _OWNERS):
        indicator = lexicon.features.indicator(wanted, None if rated else number, lexicon.units)
        if indicator:
            break
    else:
        return acts and bool(features & _NOT_DONE)
    row = lexicon.wording(indicator)
    named = [token for token in gap if token.kind in ("stage", "indicator")]
    stages = stages_of(named)
    stage = state.stage_for(row, named)
    if len(stages) > 1:  # one number for them all
        stage = "compulsory" if set(stages) == {"primary", "lower_secondary"} else ""
    lost = indicator == _SUM and stages and (number.value or _LEAST_SUM) < _LEAST_SUM
    if lost:
        row = lexicon.wording(f"{_SUM}_per_student")
    owner = _owner(state, features - wanted)
    state.word = Token("indicator", first, number.start, state.plain[first : number.start])
    state.featured = features
    count = len(state.figures)
    classify(state, Topic(row, stage, lexicon.names[row.meaning]), number, words)
    for figure in state.figures[count:]:  # none where it is of another group
        if owner:
            figure.narrowed, figure.scope = owner, "part"
        if lost:
            figure.flag("ambiguous", note="the amount is one of a student, and 生均 is not printed")
    return True


def _names(state: State, token: Token, number: Number) -> bool:
    """Say whether a token is a wording of its own for what the number counts."""
    row = state.fit(token, number, "") if token.kind == "indicator" else None
    return row is not None and not row.alone


def _before(state: State, number: Number) -> tuple[set[str], list[Token], int]:
    """Give the features of the words before a number, the words behind its noun phrase, and where
    the phrase begins; no features where a word of it is unknown."""
    gap, plain = state.gap, state.plain
    start, end, words = gap[0].start, number.start, []
    if plain[end - 1] in _JOINS:
        return set(), [], 0
    if state.range and start == state.range[0]:  # the noun of the number before
        if "、" not in plain[start:end]:
            return set(), [], 0
        start += plain[start:end].rindex("、") + 1
    read = state.lexicon.features.phrase
    for at, token in enumerate(gap):
        if token.kind in _ENDS and read(_text(gap[:at], plain, start, token.start)).features:
            end, words = token.start, gap[at:]
            break
    phrase = read(_text(gap, plain, start, end))
    features = phrase.features
    stages = stages_of([token for token in gap if token.kind == "stage"])
    if number.kind == "school" and stages:
        features = features | {"school"}
    first = phrase.first if phrase.features else phrase.end
    beside = len(phrase.unknown) > 1 and not plain[start + phrase.end : start + first].strip()
    if not features or (beside and not state.lexicon.opens(plain[start + first : end])):
        return set(), [], 0
    if features <= _ACTS and number.kind == "count":
        features = features | read(_behind(state, number)).features
    listed = plain[start - 1 : start] == "、"
    if listed and features < state.featured:
        features = state.featured
    return features, words, start + max(first, 0)


def _behind(state: State, number: Number) -> str:
    """Give the noun behind a number, and behind those of its list: 新建7个、改建2个小学项目."""
    words = []
    for token in state.ahead:
        if token.kind == "mark" and token.printed != "、" or token.printed in _FULL_STOPS:
            break
        words.append("学校" if token.kind == "stage" else token.printed)
        if token.number or token.printed == "、":
            words.clear()
    return "".join(words)


def _text(gap: list[Token], plain: str, start: int, end: int) -> str:
    """Give a stretch of text with its years blanked."""
    text = plain[start:end]
    for token in gap:
        if token.kind == "year" and token.start < end:
            first, last = token.start - start, token.end - start
            text = text[:first] + " " * (last - first) + text[last:]
    return _BRACKETS.sub(lambda match: " " * len(match[0]), text)


def _owner(state: State, dropped: set[str]) -> str:
    """Return the word for an owner that the indicator does not have."""
    if not dropped:
        return ""
    printed = "".join(token.printed for token in state.gap)
    known = state.lexicon.features.words
    return next((w for w in known if w in printed and known[w] and known[w] <= dropped), "")
