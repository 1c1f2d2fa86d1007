"""The marks of 2017 that each school has to reach by itself."""

import numpy as np
import pandas as pd

from .rule_sets import SCHOOL_MARK_FLOOR, SCHOOL_MARKS_TO_MEET, RuleSet
from .variation import GROUP


def school_standards(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Each school against its own standard of 2017 (达标学校): six of seven marks met, the rest at
    85% or more.

    Source: 教督〔2017〕6号, the rules QB_R1_P to QB_R7_J in data/standards.csv.

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`).
    rule_set : RuleSet
        ``QUALITY_2017``, whose indicators have marks for a school.

    Returns
    -------
    DataFrame
        One row a school and stage: marks_met_count, missing_count, lowest_share (value as a share
        of its mark, the smallest), lowest_indicator_id, and met: True, False, or None when missing
        values decide.

    Raises
    ------
    ValueError
        The rule set has no marks for a school, as that of 2012.

    Examples
    --------
    >>> from edugov.schools.rule_sets import QUALITY_2017
    >>> school = {"region_code": "1", "year": "2020", "stage": "primary", "school_code": "a",
    ...     "school_name": "", "students": 100.0}
    >>> for item in QUALITY_2017.indicators:  # every mark is just met
    ...     school[item.quantity] = item.school_standard["primary"] * 100 / item.per
    >>> school["equipment_value_yuan"] *= 0.9  # but one
    >>> found = school_standards(pd.DataFrame([school]), QUALITY_2017)
    >>> found[["marks_met_count", "lowest_share", "met"]].round(6).values.tolist()
    [[6, 0.9, True]]
    """
    marks = rule_set.indicators
    if not all(indicator.school_standard for indicator in marks):
        raise ValueError(f"the rule set {rule_set.rule_set} has no standard for a school")
    students = parts["students"]
    stage = parts["stage"].astype(object)
    share = pd.DataFrame(index=parts.index)  # of its mark
    for item in marks:
        each = parts[item.quantity] / students
        value = each * item.per
        mark = stage.map(item.school_standard).astype(float)
        hair = 1.0 + 1e-12  # because 4.2 x 500 / 500 must meet 4.2
        share[item.indicator_id] = value / mark * hair
    result = parts[[*GROUP, "school_code", "school_name", "students"]].copy()
    result["marks_met_count"] = (share >= 1.0).sum(axis=1)
    result["missing_count"] = share.isna().sum(axis=1)
    result["lowest_share"] = share.min(axis=1)
    lowest_id = share.fillna(np.inf).idxmin(axis=1)
    some = share.notna().any(axis=1)
    result["lowest_indicator_id"] = lowest_id.where(some, "")
    can_be_met = result["marks_met_count"] + result["missing_count"]
    too_low = (share < SCHOOL_MARK_FLOOR).any(axis=1)
    fails = too_low | (can_be_met < SCHOOL_MARKS_TO_MEET)
    complete = result["missing_count"] == 0
    result["met"] = np.select([fails, complete], [False, True], None)
    return result
