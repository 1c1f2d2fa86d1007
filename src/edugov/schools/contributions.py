"""What each school contributes to a coefficient, and without which school a verdict would turn."""

import numpy as np
import pandas as pd

from .rule_sets import RuleSet
from .variation import GROUP, leave_one_out, measured


def contributions(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """What each school adds to the squared coefficient, and the coefficient without it (贡献).

    ``c_i = (P_i / P_N) (X_i / X̄ - 1)²``; over the schools of a group the ``c_i`` add up to CV².
    Source: the terms of the sum in 教督〔2012〕3号.

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`): region_code, year, stage, school_code,
        school_name, students (above 0), and a column for each quantity of the rule set (raw totals;
        missing leaves the school out of that indicator).
    rule_set : RuleSet
        Whose indicators are computed.

    Returns
    -------
    DataFrame
        One row a school, stage and indicator with a value: value and county_mean (indicator's
        unit), contribution, contribution_share (from 0 to 1; missing where the coefficient is
        zero), coefficient (of the group), coefficient_without (the school; missing where that
        would leave fewer than two).

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> three = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b", "c"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 10.0, 40.0]})
    >>> found = contributions(three, books)  # 1, 1 and 4: CV² is 0.5
    >>> columns = ["contribution", "contribution_share", "coefficient_without"]
    >>> found[columns].round(4).values.tolist()
    [[0.0833, 0.1667, 0.6], [0.0833, 0.1667, 0.6], [0.3333, 0.6667, 0.0]]
    """
    group, _, each = measured(parts, rule_set, "enrolment")
    students = parts["students"]
    identity = parts[[*GROUP, "school_code", "school_name", "students"]]
    tables = []
    for indicator, quantity, found in each:
        coefficient = found.coefficient[group]
        with np.errstate(invalid="ignore", divide="ignore"):
            weight = found.school_weight / found.weight[group]
            part = weight * found.deviation**2
            share = part / coefficient**2
        table = identity.assign(
            indicator_id=indicator.indicator_id,
            value=quantity / students * indicator.per,
            county_mean=found.mean[group] * indicator.per,
            contribution=part,
            contribution_share=share,
            coefficient=coefficient,
            coefficient_without=np.sqrt(leave_one_out(found)),
        )
        tables.append(table[np.isfinite(quantity)])
    return pd.concat(tables, ignore_index=True)


def decisive_schools(table: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Schools without which the verdict turns (决定性学校): "without school X the county passes",
    or fails.

    The school is left out of every indicator that it has a value for.

    Parameters
    ----------
    table : DataFrame
        From :func:`contributions` for the rule set.
    rule_set : RuleSet
        Whose limits are applied.

    Returns
    -------
    DataFrame
        One row a school and stage: judged_value, judged_without, limit, and of which indicator the
        judged value is the coefficient, with the school and without (largest, largest_without;
        empty where their mean is judged); none where a coefficient is missing.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> indicator = Indicator("books_per_student", "books_count")
    >>> books = RuleSet("books", (indicator,), {"primary": 0.4}, "each")
    >>> three = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b", "c"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 10.0, 40.0]})
    >>> found = contributions(three, books)
    >>> decisive = decisive_schools(found, books)  # 1, 1, 4; without c the others are equal
    >>> decisive[["school_code", "judged_value", "judged_without"]].round(4).values.tolist()
    [['c', 0.7071, 0.0]]
    """
    keys = [*GROUP, "school_code", "school_name"]
    if table.empty:
        return table[keys].assign(
            judged_value=0.0, judged_without=0.0, limit=0.0, largest="", largest_without=""
        )
    without = table.pivot(index=keys, columns="indicator_id", values="coefficient_without")
    without = without.reindex(columns=rule_set.indicator_ids)
    groups = without.index.droplevel(["school_code", "school_name"])
    coefficients_of = table.groupby([*GROUP, "indicator_id"])["coefficient"]
    own = coefficients_of.first().unstack()
    same_columns = own.reindex(columns=without.columns)
    here = same_columns.loc[groups].to_numpy(float)
    left = np.where(without.isna(), here, without)
    result = pd.DataFrame(index=without.index)
    if rule_set.judged == "composite":
        result["judged_value"] = here.mean(axis=1)
        result["judged_without"] = left.mean(axis=1)
        result[["largest", "largest_without"]] = ""
    else:
        result["judged_value"] = here.max(axis=1)
        result["judged_without"] = left.max(axis=1)
        result["largest"] = without.columns[here.argmax(axis=1)]
        result["largest_without"] = without.columns[left.argmax(axis=1)]
    result["limit"] = rule_set.limits(groups)
    fails = result["judged_value"] > result["limit"]
    fails_without = result["judged_without"] > result["limit"]
    known = result.notna().all(axis=1)
    turns = fails != fails_without
    return result[known & turns].reset_index()
