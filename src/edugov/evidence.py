"""Sentences that carry the rows and numbers that they rest on, and the gate that refuses a sentence
with any other number."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from numbers import Real
from typing import Any

import pandas as pd

from edugov.fault import Fault
from edugov.labels import NUMBERED, count, say

KEYS = ("figure_id", "figure_ids", "rule_id", "verdict_id", "source_id", "region_code")
# cells that name or place a row and are never said: their digits would vouch for any number
UNSAID = {*KEYS, "start", "end", "section", "sections", "parent_code", "slug", "verdict_key"}
MONEY = (1, 10**4, 10**6, 10**8, 10**9)  # yuan as printed, 万, millions, 亿, billions
COUNT = 100  # a whole number below it may be a count
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Finding(str):
    """A computed sentence (发现) that knows its row of the catalogue and the rows it rests on.

    It is text wherever text is wanted. `key` is the row of `labels.csv`, `rests_on` the keys of
    figures, rules, verdicts and sources, by column, `computed` the numbers worked out for it, by
    the name of the hole that they fill.
    """

    key: str
    rests_on: dict[str, tuple[str, ...]]
    computed: dict[str, float]

    def record(self) -> dict[str, str]:
        """Return the finding as a row of the table of findings."""
        rests = {column: " ".join(keys) for column, keys in self.rests_on.items()}
        numbers = "; ".join(f"{name} = {value:.12g}" for name, value in self.computed.items())
        return {"kind": self.key, "computed": numbers, **rests}


def printed_numbers(text: str) -> list[Decimal]:
    """Return the numbers of a sentence, without their signs.

    Examples
    --------
    >>> printed_numbers("−1.69% in 2022, of 1,909 schools")
    [Decimal('1.69'), Decimal('2022'), Decimal('1909')]
    """
    return [Decimal(found.replace(",", "")) for found in NUMBER.findall(text)]


def _own_numbers(text: str) -> list[Decimal]:
    """Return the numbers of a sentence without those within a name that a table gives."""
    folded = text.lower()
    digits = NUMBERED.keys() & re.findall(r"\d+", text)  # few of a country's names have them
    near = chain.from_iterable(NUMBERED[each] for each in digits)
    held = [name for name in near if name.lower() in folded]
    for name in sorted(held, key=len, reverse=True):
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return printed_numbers(text)


def _values(evidence: Any) -> Iterator[Any]:
    """Yield each value of a row, a table (and how many rows it has), a list or a number."""
    if hasattr(evidence, "_asdict"):
        evidence = evidence._asdict()
    if isinstance(evidence, pd.DataFrame):
        yield len(evidence)
        told = evidence[[column for column in evidence if column not in UNSAID]]
        is_named = told.index.name is not None  # else a row's place in its table, never said
        for row in told.itertuples(index=is_named):
            yield from row
    elif isinstance(evidence, dict | pd.Series):
        for column, value in evidence.items():
            if column not in UNSAID:
                yield value
    elif isinstance(evidence, list | tuple):
        yield from evidence
    else:
        yield evidence


def named(rows: pd.DataFrame) -> dict[str, str]:
    """Return rows that a sentence rests on and says no number of: as evidence they give their keys
    alone."""
    there = [column for column in KEYS if column in rows]
    keys = {}
    for column in there:
        known = rows[column].dropna().astype(str)
        keys[column] = " ".join(known)
    return keys


def _numbers(value: Any) -> set[Decimal]:
    """Return the number that a value is, or those within its text."""
    text = getattr(value, "source", value)  # of Html
    if isinstance(text, str):
        return set(printed_numbers(text))
    if isinstance(value, Real) and not pd.isna(value):
        return {abs(Decimal(str(float(value))))}
    return set()


def _lacking(numbers: list[Decimal], evidence: tuple) -> list[Decimal]:
    """Return those numbers that no evidence carries; it is looked through no further than needed,
    and from the last on, which was worked out: a sentence has two numbers, a table thousands."""
    for one in reversed(evidence):
        for value in _values(one):
            if not numbers:
                return []
            carried = _numbers(value)
            numbers = [number for number in numbers if not is_carried(number, carried)]
    return numbers


def is_carried(number: Decimal, carried: set[Decimal]) -> bool:
    """Say whether a number of a sentence is one of those carried, rounded to its last digit.

    A whole number below a hundred may be a count, so it has to be carried as it stands.

    Examples
    --------
    >>> is_carried(Decimal("1.7"), {Decimal("1.69")}), is_carried(Decimal("1.6"), {Decimal("1.69")})
    (True, False)
    """
    exponent = int(number.as_tuple().exponent)
    half = Decimal(1).scaleb(exponent) / 2
    is_count = exponent == 0 and number < COUNT
    slack = (0 if is_count else half) + Decimal("1e-9")  # floats that stand just beside a half
    return any(
        abs(value / scale - number) <= slack
        for value in carried
        for scale in MONEY
        if scale == 1 or value >= scale  # a small value is no amount of a large unit
    )


def _keys(evidence: tuple) -> dict[str, tuple[str, ...]]:
    """Return the keys that evidence names, by column."""
    found: dict[str, dict[str, None]] = {column: {} for column in KEYS}
    for row in _rows(evidence):
        for column in KEYS:
            keys = str(row.get(column, "")).split()
            found[column].update(dict.fromkeys(keys))
    return {column: tuple(keys) for column, keys in found.items() if keys}


def _rows(evidence: tuple) -> Iterator[dict | pd.Series]:
    """Give the rows among evidence; of tables one by one, and their keys alone."""
    for one in evidence:
        if isinstance(one, pd.DataFrame):
            keys = [column for column in KEYS if column in one]
            yield from one[keys].to_dict("records")
        elif isinstance(one, dict | pd.Series):
            yield one
        elif hasattr(one, "_asdict"):
            yield one._asdict()


def checked(text: str, *evidence: Any) -> str:
    """Return a text; a Fault where it says a number that its evidence does not carry."""
    lacking = _lacking(_own_numbers(text), evidence)
    if lacking:
        raise Fault(f"sentence {text!r}: nothing that it rests on has the number {lacking[0]}")
    return text


def finding(key: str, lang: str, *evidence: Any, **values: Any) -> Finding:
    """Say a sentence of the catalogue that rests on rows.

    Parameters
    ----------
    key : str
        Its row in `labels.csv`.
    lang : str
        Language, en or zh.
    *evidence
        What it rests on: rows (named tuple, dict, Series), tables (their cells, and how many rows
        they have), numbers, lists of numbers.
    **values
        What fills its holes. A number is a computed one, and evidence of its own; a text has none.

    Returns
    -------
    Finding
        Each of its numbers is one of the evidence, rounded as printed; money may be in 万, 亿,
        millions or billions. Else a Fault names sentence and number: one that was typed, cut
        instead of rounded, or taken from elsewhere.
    """
    computed = {name: float(value) for name, value in values.items() if isinstance(value, Real)}
    return resting(say(key, lang, **values), key, *evidence, computed)


def resting(text: str, key: str, *evidence: Any) -> Finding:
    """Return a sentence that was put together elsewhere, with a name for its kind, as a finding; a
    Fault as of :func:`finding`. The last evidence, where it is a dict of numbers, was computed."""
    if evidence and isinstance(evidence[-1], dict):
        last = evidence[-1]
    else:
        last = {}
    computed = {name: float(value) for name, value in last.items() if isinstance(value, Real)}
    said = Finding(
        checked(text, *evidence, list(computed.values()))
    )  # a hole may be named as a key
    said.key = key
    said.rests_on = _keys(evidence)
    said.computed = computed
    return said


def together(*said: str, lang: str) -> Finding:
    """Return sentences as one finding that rests on what each of them rests on."""
    apart = "" if lang == "zh" else " "
    sentences = [one.strip() for one in said]
    whole = Finding(apart.join(sentences))
    findings = [one for one in said if isinstance(one, Finding)]
    whole.key = " ".join(one.key for one in findings)
    whole.rests_on = {}
    whole.computed = {}
    for one in findings:
        whole.computed |= one.computed
        for column, keys in one.rests_on.items():
            known = whole.rests_on.get(column, ())
            once = dict.fromkeys([*known, *keys])
            whole.rests_on[column] = tuple(once)
    return whole


def needs_evidence(text: str) -> bool:
    """Say whether a text has numbers and does not carry what they rest on."""
    return not isinstance(text, Finding) and bool(_own_numbers(text))


def counted(key: str, rows: pd.DataFrame, noun: str, lang: str) -> list[Finding]:
    """Say how many rows there are of a kind; nothing where there is none."""
    if rows.empty:
        return []
    shown = count(len(rows), noun, lang)
    return [finding(key, lang, named(rows), [len(rows)], count=shown)]
