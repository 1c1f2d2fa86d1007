"""Which indicator a set of features is (指标的定义)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from edugov.fault import Fault
from edugov.reading.fitting_units import RATES, fits
from edugov.reading.grammar.words import classes, of_class
from edugov.reading.numbers import Number


@dataclass(frozen=True)
class Definition:
    """One row of definitions.csv, with the unit of its indicator."""

    indicator: str
    features: frozenset[str]
    may: frozenset[str]  # features that change nothing
    whole: frozenset[str]  # of what it is a share, as printed behind 占
    stage: str  # that it has where none is named; with = always
    when: frozenset[str]  # the stages for which it holds, or with ! does not; empty: all
    context: str
    quantity: str
    unit: str
    doubt: str = ""  # why a figure of this row is not sure

    @property
    def general(self) -> bool:
        """Whether it counts a thing in general: 学校, 在校生; any word before it makes another."""
        return self.features <= of_class("thing", "group", "neutral")

    def holds_for(self, stage: str) -> bool:
        """Say whether it can be of a stage: boarders of a special school are no case of 寄宿生."""
        only = {one for one in self.when if one[0] != "!"}
        return f"!{stage}" not in self.when and (not only or stage in only)


@dataclass(frozen=True)
class Meaning:
    """What a phrase with a number means: an indicator, and the features that narrow it."""

    definition: Definition
    groups: frozenset[str] = frozenset()


@lru_cache(maxsize=500)
def _says(context: str, sentence: str) -> bool:
    return re.search(context, sentence) is not None


@dataclass(frozen=True)
class Asked:
    """What is asked of the definitions: a set of features, and where it stands."""

    features: frozenset[str]
    whole: frozenset[str] = frozenset()  # what it is a share of
    stage: str = ""
    staged: bool = False  # a stage is named
    number: Number | None = None
    change: bool = False  # a number that says a change need not have the indicator's unit
    sentence: str = ""
    before: str = ""  # what of the sentence stands before the number


class Definitions:
    """All definitions, and which of them a set of features can be."""

    def __init__(self, rows: tuple[Definition, ...]) -> None:
        self.rows = rows
        self._known: dict[tuple[frozenset[str], frozenset[str]], list[Meaning]] = {}

    def meaning(self, asked: Asked) -> Meaning | None:
        """Find the indicator that a set of features is; the one that explains most of them wins.

        What is always of all stages is not what names one.
        """
        for found in self._candidates(asked.features, asked.whole):
            one = found.definition
            if asked.staged and one.stage == "=all" or not one.holds_for(asked.stage):
                continue
            said = asked.before if one.context.endswith("$") else asked.sentence
            if not _says(one.context, said):
                continue
            if asked.number is None or fitting(one, asked.number, asked.change):
                return found
        return None

    def _candidates(self, features: frozenset[str], whole: frozenset[str]) -> list[Meaning]:
        """List the definitions that a set of features can be, each with what is left over of it;
        the one that explains most of them first."""
        if (features, whole) not in self._known:
            found = [self._left(one, features, whole) for one in self.rows]
            ranked = sorted(filter(None, found), key=_rank)
            self._known[features, whole] = ranked
        return self._known[features, whole]

    def _left(
        self, one: Definition, features: frozenset[str], whole: frozenset[str]
    ) -> Meaning | None:
        whole = whole - of_class("neutral")  # 占专任教师总数: of teachers
        left = features - one.features - one.may - of_class("neutral")
        if not one.features <= features or left - of_class("group"):
            return None
        inside = whole & of_class("group")  # 占民办学校在校生: what is a share of private pupils
        part = whole and not (one.whole or inside) and whole <= one.features | one.may
        return Meaning(one, left) if one.whole == whole or part else None


def _rank(found: Meaning) -> tuple:
    one = found.definition
    order = (one.indicator, *sorted(one.features), one.context, one.stage)  # no matter which row
    return -len(one.features), len(found.groups), not one.context, not one.when, order


def fitting(one: Definition, number: Number, change: bool) -> bool:
    """Say whether a number's printed unit can be that of an indicator, or of its change."""
    if change and number.kind in RATES:
        return True
    return fits(one.unit, number)


def load_definitions(rows: list[dict[str, str]], units: dict[str, str]) -> Definitions:
    """Make the definitions of the rows of definitions.csv, with the unit of each indicator."""
    for number, row in enumerate(rows, start=2):
        where = f"definitions.csv row {number}, column"
        if row["indicator_id"] not in units:
            raise Fault(f"{where} indicator_id: {row['indicator_id']!r} is none of indicators.csv")
        for column in ("features", "may", "of"):
            if unknown := set(row[column].split()) - classes().keys():
                raise Fault(f"{where} {column}: {sorted(unknown)[0]!r} is none of features.csv")
        try:
            re.compile(row["context"])
        except re.error as error:
            raise Fault(f"{where} context: {row['context']!r} is no pattern: {error}") from None
    made = (
        Definition(
            row["indicator_id"],
            frozenset(row["features"].split()),
            frozenset(row["may"].split()),
            frozenset(row["of"].split()),
            row["stage"],
            frozenset(row["when"].split()),
            row["context"],
            row["quantity"],
            units[row["indicator_id"]],
            row["doubt"],
        )
        for row in rows
    )
    return Definitions(tuple(made))
