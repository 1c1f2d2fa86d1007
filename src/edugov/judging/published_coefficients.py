"""Published tables of coefficients as rows of the table of verdicts."""

import pandas as pd

from edugov import equity
from edugov.labels import LANGUAGES
from edugov.schools.rule_sets import RULE_SETS
from edugov.tables import Tables, as_text
from edugov.tables.vouched import vouched

from .applied_rules import Rule
from .figures import other_level
from .judgement import Judgement, margin_share

PREFIX = "cv_"


def _told_rule_set(indicators: set[str]) -> str:
    """Return the one rule set whose own indicators, shared with no other, stand in a table."""
    of_sets = [set(one.indicator_ids) for one in RULE_SETS.values()]
    shared = set.intersection(*of_sets)
    told = []
    for name, one in RULE_SETS.items():
        own = {*one.indicator_ids, f"composite_{name}"} - shared
        if indicators & own:
            told.append(name)
    return told[0] if len(told) == 1 else ""


def from_figures(figures: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Return coefficients among the figures that stand in no table yet, as rows of tables.

    A coefficient belongs to the rule set of its table, told by the indicators that only one set
    has. A table that does not tell it is left out, and cannot be judged.
    """
    own = vouched(figures)
    is_coefficient = own["indicator_id"].str.startswith(PREFIX)
    is_known = own["figure_id"].isin(known)
    rows = own[is_coefficient & ~is_known]
    rows = rows.assign(
        composite=rows["indicator_id"].str.startswith(f"{PREFIX}composite"),
        coefficient_of_variation=rows["value"],
    )
    parts = [rows.iloc[:0].assign(rule_set="")]
    for _, table in rows.groupby(["region_code", "source_id", "year", "stage"], sort=False):
        names = set(table["indicator_id"].str.removeprefix(PREFIX))
        rule_set = _told_rule_set(names)
        if rule_set:
            parts.append(table.assign(rule_set=rule_set))
    return pd.concat(parts)


def tables(data: Tables) -> pd.DataFrame:
    """Return every published coefficient (差异系数), one row each, as `equity_published` has them:
    its own, and those of the figures that stand in none of its tables."""
    printed = data["equity_published"]
    others = from_figures(data["figures"], set(printed["figure_id"]))
    if others.empty:
        return printed
    shared = others.columns.intersection(printed.columns)
    return pd.concat([printed, others[list(shared)]])


def _speaking_rule(table, rules: list[Rule]) -> Rule:
    """Return the rule that decides a table: that of a coefficient over the limit, or the first."""
    own = [
        rule
        for rule in rules
        if rule.rule_set == table.rule_set and table.stage in rule.judged_stages
    ]
    over = [f"{PREFIX}{name}" for name in table.over_limit.split(", ")]
    decisive = [rule for rule in own if rule.indicator_id in over]
    return (decisive or own)[0]


def _row(table, own: pd.DataFrame, rule: Rule, kind: str) -> dict:
    """Return the verdict on one table; a region that is no county stands beside the rule."""
    right = {"met": True, "not met": False}.get(table.verdict)
    loosened = []
    if right is not None and kind not in rule.judged_kinds:
        loosened.append(other_level(rule))
    judgement = Judgement(
        kind="coefficients",
        rule=rule,
        region_code=table.region_code,
        source_id=table.source_id,
        year=table.year,
        stage=table.stage,
        indicator_id=rule.indicator_id,
        figure_ids=[figure_id for figure_id in own["figure_id"] if figure_id],
        value=table.limit - table.margin,
        unit="ratio",
        right=right,
        notes=[{lang: getattr(table, f"reason_{lang}") for lang in LANGUAGES}],
        loosened=loosened,
    )
    share = margin_share(table.margin, table.limit)
    margins = {"margin": table.margin, "margin_share": share}
    row = judgement.row() | margins
    return row | {"verdict_id": table.verdict_id}


def rows(data: Tables, rules: list[Rule], kinds: dict[str, str]) -> list[dict]:
    """Judge every published table; return rows of the table of verdicts."""
    printed = tables(data)
    keys = printed[equity.TABLE].map(as_text)
    found = []
    for table in equity.judge_table(printed, data["standards"]).itertuples():
        values = {name: getattr(table, name) for name in equity.TABLE}
        wanted = pd.Series(values)
        own = printed[keys.eq(wanted).all(axis=1)]
        own = own.sort_values("composite", ascending=False, kind="stable")  # it speaks first
        rule = _speaking_rule(table, rules)
        found.append(_row(table, own, rule, kinds[table.region_code]))
    return found
