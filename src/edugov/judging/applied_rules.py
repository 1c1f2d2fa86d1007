"""Rules as they are applied: what a row of `data/standards.csv` judges, from when, and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from edugov.labels import LANGUAGES, Reason, join, number, say, words_of
from edugov.tables import Fault

COMPARATORS = {"<=": "≤", "<": "<", ">=": "≥", ">": ">", "=": "="}
NO_FALL = {">=": "limit.no_fall", ">": "limit.rise"}  # how a threshold of zero is said
LISTS = (
    "related_indicator_ids",
    "judged_quantity",
    "judged_stages",
    "beside_stages",
    "judged_kinds",
    "beside_kinds",
    "area_codes",
)
FOR_EVER = 9999  # the end of a rule that no other supersedes


@dataclass(frozen=True)
class Rule:
    """A rule with a threshold, ready to judge: columns of the table, lists as tuples of words."""

    rule_id: str
    indicator_id: str
    related_indicator_ids: tuple[str, ...]  # beside its own
    related_verdict: str  # "cannot judge", or "beside": compared, but the mark does not bind
    judged_quantity: tuple[str, ...]
    judged_stages: tuple[str, ...]
    beside_stages: tuple[str, ...]
    judged_kinds: tuple[str, ...]
    beside_kinds: tuple[str, ...]
    area_codes: tuple[str, ...]  # first two digits of the codes it holds for; none: everywhere
    comparator: str
    threshold: float
    unit: str
    first_year: int
    due_year: int
    end_year: int  # the first year in which another rule holds
    newest_id: str  # the last version of the rule
    rule_set: str
    wording: str  # firm, or open: nothing follows from one year or one stage alone
    beside_subject_zh: str
    caveat: Reason
    confidence: str
    applies_to: str = ""  # in words

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        """All indicators that it speaks of, its own first."""
        return (self.indicator_id, *self.related_indicator_ids)

    @property
    def on_growth(self) -> bool:
        """Whether it limits growth, so that two levels or a change can be judged by it as well."""
        return "growth" in self.judged_quantity

    def margin(self, value: float) -> float:
        """Return the distance to the threshold, positive on the right side of it."""
        if self.comparator == "=":
            return -abs(round(value - self.threshold, 6))
        side = 1 if self.comparator.startswith(">") else -1
        return round((value - self.threshold) * side, 6)

    def holds(self, value: float) -> bool:
        """Say whether a value is on the right side of the threshold."""
        margin = self.margin(value)
        is_at_mark = margin == 0 and "=" in self.comparator
        return margin > 0 or is_at_mark

    def in_force(self, years: list[int]) -> bool:
        """Say whether it holds in the last of some years; where no year is known it may."""
        if not years:
            return True
        return self.first_year <= years[-1] < self.end_year

    def speaks_of_area(self, region_code: str) -> bool:
        """Say whether it holds in the province of a region."""
        return not self.area_codes or region_code[:2] in self.area_codes

    def compares_kind(self, kind: str, dated: bool) -> bool:
        """Say whether a kind of region is judged by it or, where the year is known, beside it."""
        is_beside = dated and kind in self.beside_kinds
        return is_beside or kind in self.judged_kinds


def limit(rule: pd.Series | dict[str, Any], lang: str) -> str:
    """Return the limit of a rule (达标值) as a reader expects it.

    Parameters
    ----------
    rule : Series or dict
        A row of `data/standards.csv`: `comparator`, `threshold` and its `unit`.
    lang : str
        Language, en or zh.

    Returns
    -------
    str
        Sign, number and unit, or that there be no fall; never empty, since a rule without a
        threshold is not in the table.

    Examples
    --------
    >>> limit({"comparator": ">=", "threshold": 50.0, "unit": "percent"}, "en")
    '≥\xa050%'
    """
    if rule["threshold"] == 0 and rule["comparator"] in NO_FALL:
        return say(NO_FALL[rule["comparator"]], lang)
    sign = say("limit.sign", lang, sign=COMPARATORS[rule["comparator"]])
    return number(rule["threshold"], rule["unit"], lang, sign)


def level(kinds: Iterable[str], lang: str) -> str:
    """Return in words which governments a rule was made for, such as: the nation, provinces."""
    return join(words_of("mark.level", kinds, lang), lang)


def is_for_counties(applies_to: str, kind: str) -> bool:
    """Say whether a rule made for counties is held against the total of a prefecture."""
    return kind == "prefecture" and applies_to.startswith("county")


def _newest(rule_id: str, by_id: dict[str, dict]) -> str:
    """Return the last version of a rule among those at hand, following what supersedes it."""
    while by_id[rule_id]["superseded_by"] in by_id:
        rule_id = by_id[rule_id]["superseded_by"]
    return rule_id


def _rule(row: dict, by_id: dict[str, dict]) -> Rule:
    if row["comparator"] not in COMPARATORS:
        raise Fault(
            f"standards, rule {row['rule_id']}, comparator: {row['comparator']!r} is none of "
            f"{' '.join(COMPARATORS)}"
        )
    due_year = int(str(row["applies_from"])[:4])
    successor = by_id.get(row["superseded_by"])
    end_year = FOR_EVER
    if successor:
        end_year = int(str(successor["applies_from"])[:4])
    same = {field.name: row[field.name] for field in fields(Rule) if field.name in row}
    lists = {name: tuple(row[name].split()) for name in LISTS}
    return Rule(
        **same | lists | {"threshold": float(row["threshold"])},
        first_year=int(row["announced"] or due_year),
        due_year=due_year,
        end_year=end_year,
        newest_id=_newest(row["rule_id"], by_id),
        caveat={lang: row[f"caveat_{lang}"] for lang in LANGUAGES},
    )


def rules(standards: pd.DataFrame) -> list[Rule]:
    """Return the rules that judge regions, the oldest first.

    `standards` has one row a rule, columns as in `data/standards.csv`. A rule without kinds of
    region judges schools or classes, which no figure of a region stands for. A Fault names a
    comparator that is unknown.
    """
    rows = standards.fillna("").astype({"announced": str}).to_dict("records")
    by_id = {row["rule_id"]: row for row in rows}
    judging = [row for row in rows if row["judged_kinds"]]
    judging.sort(key=lambda row: str(row["applies_from"]))
    return [_rule(row, by_id) for row in judging]
