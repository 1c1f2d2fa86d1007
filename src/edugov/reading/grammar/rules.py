"""The rules of clauses (句式): rows with a name, a pattern over letters, and an example."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edugov.reading.numbers import Number
from edugov.tables.rows import rows_of


@dataclass(frozen=True)
class Rule:
    """One row of rules.csv."""

    name: str
    pattern: re.Pattern[str]
    kinds: frozenset[str]  # of number; empty: any
    subject: str  # near, behind, carried, around, bare, unread


@cache
def load_rules() -> tuple[Rule, ...]:
    """Load rules.csv, in its order."""
    return tuple(
        Rule(
            row["name"], re.compile(row["pattern"]), frozenset(row["kinds"].split()), row["subject"]
        )
        for row in rows_of(Path(__file__).with_name("rules.csv"))
    )


def fitting_rules(shape: str, number: Number) -> list[Rule]:
    """Give the rules whose pattern a clause's letters fit, in order."""
    return [
        rule
        for rule in load_rules()
        if (not rule.kinds or number.kind in rule.kinds) and rule.pattern.match(shape)
    ]
