"""Names, units and decimals on the page of a school table."""

from typing import Any, NamedTuple

import pandas as pd

from edugov import evidence, labels
from edugov.evidence import Finding
from edugov.schools.assessment import Assessment
from edugov.schools.interval import printed_level


class Words(NamedTuple):
    """The words of one page: names and units of the indicators by their id, the language, and how
    often intervals are right (`interval_coverage`)."""

    names: dict[str, str]
    units: dict[str, str]
    lang: str
    coverage: pd.DataFrame

    def say(self, key: str, **values) -> str:
        """Say a label in the page's language."""
        return labels.say(key, self.lang, **values)

    def found(self, key: str, *rests_on: Any, **values) -> Finding:
        """Say a sentence in the page's language that rests on rows and numbers."""
        return evidence.finding(key, self.lang, *rests_on, **values)

    def by_rule(self, assessed: Assessment, key: str, *rests_on: Any, **values) -> Finding:
        """Say a sentence on what a rule set says, which it names."""
        rule_set = assessed.rule_set.rule_set
        rule = self.rule(assessed)
        return self.found(key, *rests_on, rule_set, rule=rule, **values)

    def listed(self, rows: pd.DataFrame) -> str:
        """Name the indicators of some rows."""
        shown = [self.names[key] for key in rows["indicator_id"]]
        return labels.join(shown, self.lang)

    def named(self, indicator_id: str) -> str:
        """Name an indicator in brackets behind its number; no id gives nothing."""
        if not indicator_id:
            return ""
        return labels.bracketed(self.names[indicator_id], self.lang)

    def stage(self, stage: str) -> str:
        """Name a stage."""
        return self.say(f"stage.{stage}")

    def rule(self, assessed: Assessment) -> str:
        """Name the rule set of an assessment."""
        return self.say(f"rule_set.{assessed.rule_set.rule_set}")

    def value(self, value: float, indicator_id: str) -> str:
        """Give a value with its indicator's unit, as exact as a cell has room for."""
        unit = self.units[indicator_id]
        return labels.number(rounded(value), unit, self.lang)

    def amount(self, value: float, quantity: str) -> str:
        """Give a whole amount of a school's quantity with its unit."""
        return f"{value:,.0f}{self.unit(quantity, value)}"

    def unit(self, quantity: str, value: float = 2) -> str:
        """Give the unit of a school's quantity, in the number that a value asks for."""
        forms = self.say(f"amount.{quantity}")
        one, _, many = forms.partition("|")
        return one if value == 1 or not many else many

    def level(self, quantity: str, schools_count: int) -> str:
        """Give the level that an interval really has, as a percentage."""
        return f"{self.percent(quantity, schools_count):.0f}%"

    def percent(self, quantity: str, schools_count: int) -> float:
        """Give the same level as a number."""
        return 100 * printed_level(self.coverage, quantity, schools_count)


def rounded(value: float) -> float:
    """Return a value with four figures that count, or whole where it is large; what a cell has room
    for."""
    if pd.isna(value):
        return value
    if abs(value) >= 1000:
        return round(value)
    return float(f"{value:.4g}")


def short(value: float) -> str:
    """Return a value with four figures that count as text, without a decimal point where it is
    whole."""
    return f"{rounded(value):,}".removesuffix(".0")
