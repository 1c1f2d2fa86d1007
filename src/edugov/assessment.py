"""A county's school table under one rule set: all that its page shows, computed once."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from .balance import contributions, decisive_schools, judged
from .floor import floor_costs
from .interval import composite_intervals, intervals
from .rule_sets import RULE_SETS, RuleSet
from .schools import apply_scope, exclusions, parts
from .variation import GROUP, WEIGHTINGS, coefficients


class Assessment(NamedTuple):
    """What one rule set says about a school table; every table holds one or more years and stages."""

    rule_set: RuleSet
    scope: str
    parts: pd.DataFrame  # a row a school and stage
    coefficients: pd.DataFrame  # a row a stage and indicator, with both intervals
    judged: pd.DataFrame  # a row a stage, with the interval of the judged value
    contributions: pd.DataFrame  # a row a school, stage and indicator
    decisive: pd.DataFrame  # schools without which the verdict turns
    costs: pd.DataFrame  # what the schools below the smallest common floor lack
    excluded: pd.DataFrame  # what is left out, and why

    @property
    def computed(self) -> bool:
        """Whether any coefficient could be computed."""
        return bool(self.coefficients["coefficient"].notna().any())


def assess(schools: pd.DataFrame, rule_set: str, *, scope: str, quantity_error: float = 0.02) -> Assessment:
    """Work out a school table by one rule set (校际均衡测算).

    Parameters
    ----------
    schools : DataFrame
        A school table.
    rule_set, scope : str
        Keys of :data:`edugov.rule_sets.RULE_SETS` and :data:`edugov.schools.SCOPES`, else ``ValueError``.
    quantity_error : float
        Standard error of the reported quantities, as a share, for the interval of meaning ``reporting``.

    Returns
    -------
    Assessment
        Coefficients weighted by enrolment. ``coefficients`` has lower and upper (superpopulation) and
        reporting_lower and reporting_upper; ``judged`` has lower and upper of the composite (2012) or of the
        decisive indicator (2017).
    """
    if rule_set not in RULE_SETS:
        raise ValueError(f"no rule set named {rule_set!r}; there are {', '.join(RULE_SETS)}")
    rules = RULE_SETS[rule_set]
    counted, _ = apply_scope(schools, scope)
    table = parts(counted)
    found = intervals(table, rules, meaning="superpopulation").drop(columns="meaning")
    reported = intervals(table, rules, meaning="reporting", quantity_error=quantity_error)
    found[["reporting_lower", "reporting_upper"]] = reported[["lower", "upper"]]
    keys, ends = GROUP, found.rename(columns={"indicator_id": "decisive_indicator_id"})
    if rules.judged == "composite":
        ends = composite_intervals(table, rules)
    else:
        keys = [*GROUP, "decisive_indicator_id"]
    verdicts = judged(found, rules).merge(ends[[*keys, "lower", "upper"]], on=keys, how="left")
    shares = contributions(table, rules, weighting="enrolment").astype({"stage": "str"})
    return Assessment(
        rules,
        scope,
        table,
        found,
        verdicts,
        shares,
        decisive_schools(shares, rules),
        floor_costs(table, rules).astype({"stage": "str"}),
        exclusions(schools, scope, rules),
    )


def three_ways(assessed: Assessment, stage: str, indicator_id: str) -> pd.DataFrame:
    """Coefficient of one indicator by each weighting: the official one, and two that only look right.

    One row a weighting (:data:`edugov.variation.WEIGHTINGS`): weighting, county_mean, standard_deviation, coefficient.
    """
    tables = {way: coefficients(assessed.parts, assessed.rule_set, weighting=way) for way in WEIGHTINGS}
    found = pd.concat(tables, names=["weighting"]).reset_index("weighting")
    found = found[(found["stage"] == stage) & (found["indicator_id"] == indicator_id)]
    return found[["weighting", "county_mean", "standard_deviation", "coefficient"]].reset_index(drop=True)


def working(assessed: Assessment, stage: str, indicator_id: str) -> pd.DataFrame:
    """Every step of one coefficient, school by school (计算过程).

    One row a school with a value: school_code, school_name, students, quantity (raw total, of this stage), value
    and deviation from the county mean (indicator's unit), weight (P_i / P_N), product (weight times the squared
    deviation; the sum is S²).
    """
    indicator = next(item for item in assessed.rule_set.indicators if item.indicator_id == indicator_id)
    table = assessed.parts
    table = table[(table["stage"] == stage) & table[indicator.quantity].notna()]
    students, quantity = table["students"].to_numpy(float), table[indicator.quantity].to_numpy(float)
    value = quantity / students * indicator.per
    deviation = value - quantity.sum() / students.sum() * indicator.per
    weight = students / students.sum()
    steps = {"quantity": quantity, "value": value, "deviation": deviation, "weight": weight}
    return table[["school_code", "school_name", "students"]].assign(**steps, product=weight * np.square(deviation))


def largest(assessed: list[Assessment], stage: str) -> tuple[Assessment, str]:
    """Return the assessment and the indicator that hold a stage's largest coefficient."""
    rows = [(one, row) for one in assessed for row in one.coefficients.itertuples() if row.stage == stage]
    one, row = max(((one, row) for one, row in rows if pd.notna(row.coefficient)), key=lambda pair: pair[1].coefficient)
    return one, row.indicator_id
