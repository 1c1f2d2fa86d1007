"""What decides a county's balance: the judged value, schools' contributions, schools' own standards."""

import numpy as np
import pandas as pd

from .rule_sets import SCHOOL_MARK_FLOOR, SCHOOL_MARKS_TO_MEET, RuleSet
from .variation import GROUP, leave_one_out, measured


def judged(table: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """What a rule set looks at: the composite of 2012 (综合差异系数) or each of seven (2017), and the limit.

    ``table`` has one row a group and indicator with ``coefficient``, computed or published. 2012: the plain mean
    of all eight is judged; 2017: every indicator, so the largest decides. The result has one row a group:
    judged_value, decisive_indicator_id (2017), above_limit_count (2017), limit, margin (limit - judged_value;
    negative fails) and met (None when a coefficient is missing and the others do not decide).

    Examples
    --------
    >>> from edugov.rule_sets import QUALITY_2017
    >>> published = pd.DataFrame({"region_code": "340207", "year": "2023", "stage": "primary",
    ...     "indicator_id": QUALITY_2017.indicator_ids,
    ...     "coefficient": [.297929, .501787, .401952, .288419, .37545, .312782, .394205]})
    >>> judged(published, QUALITY_2017)[["judged_value", "limit", "met"]].values.tolist()
    [[0.501787, 0.5, False]]
    """
    wide = table.pivot(index=GROUP, columns="indicator_id", values="coefficient")
    wide = wide.reindex(columns=rule_set.indicator_ids)
    limit = wide.index.get_level_values("stage").map(rule_set.limit).to_numpy(float)
    whole = wide.notna().all(axis=1).to_numpy()
    result = pd.DataFrame(index=wide.index)
    if rule_set.judged == "composite":
        value = wide.mean(axis=1, skipna=False).to_numpy()
        known = whole
    else:
        value = wide.max(axis=1).to_numpy()
        some = wide.notna().any(axis=1).to_numpy()
        result["decisive_indicator_id"] = wide.fillna(-1.0).idxmax(axis=1).where(some, "")
        result["above_limit_count"] = (wide.to_numpy() > limit[:, None]).sum(axis=1)
        known = whole | (value > limit)
    result.insert(0, "judged_value", value)
    result["limit"] = limit
    result["margin"] = limit - value
    result["met"] = np.where(known, value <= limit, None)
    return result.reset_index()


def contributions(parts: pd.DataFrame, rule_set: RuleSet, *, weighting: str) -> pd.DataFrame:
    """What each school adds to the squared coefficient, and the coefficient without it (贡献).

    ``c_i = (P_i / P_N) (X_i / X̄ - 1)²``; over the schools of a group the ``c_i`` add up to CV².

    Inputs as in :func:`edugov.variation.coefficients`, but no weighting ``equal_sample`` (``ValueError``). The
    result has one row a school, stage and indicator with a value: value and county_mean (indicator's unit),
    contribution, contribution_share, coefficient (of the group), coefficient_without (the school).
    """
    if weighting == "equal_sample":
        raise ValueError("contributions are for weightings that divide by n: enrolment or equal")
    group, _, each = measured(parts, rule_set, weighting)
    identity = parts[[*GROUP, "school_code", "school_name", "students"]]
    tables = []
    for indicator, quantity, found in each:
        coefficient = found.coefficient[group]
        with np.errstate(invalid="ignore", divide="ignore"):
            part = found.school_weight / found.weight[group] * found.deviation**2
            share = part / coefficient**2
        table = identity.assign(
            indicator_id=indicator.indicator_id,
            value=quantity / parts["students"] * indicator.per,
            county_mean=found.mean[group] * indicator.per,
            contribution=part,
            contribution_share=share,
            coefficient=coefficient,
            coefficient_without=np.sqrt(leave_one_out(found, group)),
        )
        tables.append(table[np.isfinite(quantity)])
    return pd.concat(tables, ignore_index=True)


def decisive_schools(table: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Schools without which the verdict turns: "without school X the county passes", or fails.

    ``table`` is that of :func:`contributions` for the rule set. The school is left out of every indicator that it
    has a value for. The result has one row a school and stage: judged_value, judged_without, limit.
    """
    keys = [*GROUP, "school_code", "school_name"]
    if table.empty:
        return table[keys].assign(judged_value=0.0, judged_without=0.0, limit=0.0)
    without = table.pivot(index=keys, columns="indicator_id", values="coefficient_without")
    without = without.reindex(columns=rule_set.indicator_ids)
    own = table.drop_duplicates([*GROUP, "indicator_id"]).pivot(
        index=GROUP, columns="indicator_id", values="coefficient"
    )
    at = without.index.droplevel(["school_code", "school_name"])
    here = own.reindex(columns=rule_set.indicator_ids).loc[at].to_numpy(float)
    left = np.where(without.isna(), here, without)
    decide = np.mean if rule_set.judged == "composite" else np.max
    result = pd.DataFrame({"judged_value": decide(here, axis=1), "judged_without": decide(left, axis=1)}, without.index)
    result["limit"] = at.get_level_values("stage").map(rule_set.limit).to_numpy(float)
    turns = (result["judged_value"] > result["limit"]) != (result["judged_without"] > result["limit"])
    return result[turns & result.notna().all(axis=1)].reset_index()


def school_standards(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Each school against its own standard of 2017: six of seven marks met, the rest at 85% or more.

    ``parts`` has one row a school and stage; the rule set is ``QUALITY_2017`` (``ValueError`` for that of 2012,
    which has no marks for a school). The result has one row a school and stage: marks_met_count, missing_count,
    lowest_share (value as a share of its mark, the smallest), lowest_indicator_id, and met: True, False, or None
    when missing values decide.
    """
    marks = rule_set.indicators
    if not all(indicator.school_standard for indicator in marks):
        raise ValueError(f"the rule set {rule_set.rule_set} has no standard for a school")
    value = np.stack([(parts[item.quantity] / parts["students"]).to_numpy(float) * item.per for item in marks], axis=1)
    stage = parts["stage"].astype(object)
    mark = np.stack([stage.map(item.school_standard).to_numpy(float) for item in marks], axis=1)
    # relative to the mark; a hair of tolerance, because 4.2 x 500 / 500 must meet 4.2
    share = value / mark * (1.0 + 1e-12)
    missing = np.isnan(share)
    met_count, missing_count = (share >= 1.0).sum(axis=1), missing.sum(axis=1)
    low = (share < SCHOOL_MARK_FLOOR).any(axis=1)
    fails = low | (met_count + missing_count < SCHOOL_MARKS_TO_MEET)
    filled = np.where(missing, np.inf, share)
    at = filled.argmin(axis=1) if len(parts) else np.zeros(0, int)
    lowest = filled[np.arange(len(parts)), at]
    result = parts[[*GROUP, "school_code", "school_name", "students"]].copy()
    result["marks_met_count"], result["missing_count"] = met_count, missing_count
    result["lowest_share"] = np.where(np.isinf(lowest), np.nan, lowest)
    result["lowest_indicator_id"] = np.where(np.isinf(lowest), "", np.array(rule_set.indicator_ids, dtype=object)[at])
    result["met"] = np.where(fails, False, np.where(missing_count == 0, True, None))
    return result
