"""Change of a coefficient between two years, split into what caused it; the terms add up
exactly."""

import numpy as np
import pandas as pd

from .rule_sets import RuleSet
from .variation import group_variation

TERMS = ["resources", "enrolment_shift", "openings", "closures", "reporting"]


def change(
    before: pd.DataFrame, after: pd.DataFrame, rule_set: RuleSet, *, weighting: str
) -> pd.DataFrame:
    """Split the change of each coefficient between two years (差异系数变化的分解).

    Steps from the coefficient before to the one after: schools that closed are taken out
    (``closures``); schools with a value in one year only are taken out and in (``reporting``);
    schools in both years change their resources and their students, each the mean of the two orders
    of change (``resources``, ``enrolment_shift``); schools that opened are added (``openings``). A
    school with a new code counts as closed and opened. Material of a combined school is split by
    its students, so the resources of its stages also move when students do. Source: the Shapley
    split of two causes (Shapley 1953).

    Parameters
    ----------
    before, after : DataFrame
        Parts of one year each (`parts.parts`); schools are matched by region, stage and code.
    rule_set : RuleSet
        Whose indicators are computed.
    weighting : str
        One of `variation.WEIGHTINGS`; there is no default because the result depends on it.

    Returns
    -------
    DataFrame
        One row a region, stage and indicator in both years: coefficient_before, coefficient_after,
        change, and the five terms, which add up to the change; schools_both_count. Terms are
        missing where a step has no school to compute with.

    Raises
    ------
    ValueError
        A school and stage stands twice in a year.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> before = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 30.0]})
    >>> after = before[before["school_code"] == "b"].assign(year="2021")  # the other has closed
    >>> found = change(before, after, books, weighting="enrolment")
    >>> found[["coefficient_before", "coefficient_after", "closures"]].values.tolist()
    [[0.5, 0.0, -0.5]]
    """
    keys = ["region_code", "stage", "school_code"]
    quantities = list(dict.fromkeys(indicator.quantity for indicator in rule_set.indicators))
    tables = []
    for table in (before, after):
        if table.duplicated(keys).any():
            raise ValueError("a table of parts of one year has one row a school and stage")
        table = table[[*keys, "students", *quantities]]
        tables.append(
            table.astype({"region_code": "object", "stage": "object", "school_code": "object"})
        )
    both = tables[0].merge(tables[1], on=keys, how="outer", suffixes=("_0", "_1"))
    group, first = pd.factorize(pd.MultiIndex.from_frame(both[keys[:2]].astype(object)), sort=True)
    groups = pd.DataFrame(list(first), columns=keys[:2])
    students = [both[f"students_{i}"].to_numpy(float) for i in (0, 1)]
    here = [np.isfinite(count) for count in students]

    def coefficient(quantity: np.ndarray, count: np.ndarray, at: np.ndarray) -> np.ndarray:
        return group_variation(
            quantity[at], count[at], group[at], len(groups), weighting=weighting
        ).coefficient

    results = []
    for indicator in rule_set.indicators:
        amount = [both[f"{indicator.quantity}_{i}"].to_numpy(float) for i in (0, 1)]
        valid = [here[i] & np.isfinite(amount[i]) for i in (0, 1)]
        stay = valid[0] & valid[1]
        start, end = (coefficient(amount[i], students[i], valid[i]) for i in (0, 1))
        lasting = [coefficient(amount[i], students[i], valid[i] & here[1 - i]) for i in (0, 1)]
        common = {(x, p): coefficient(amount[x], students[p], stay) for x in (0, 1) for p in (0, 1)}
        result = groups.assign(
            indicator_id=indicator.indicator_id,
            schools_both_count=np.bincount(group[stay], minlength=len(groups)),
            coefficient_before=start,
            coefficient_after=end,
            change=end - start,
            resources=(common[1, 0] - common[0, 0] + common[1, 1] - common[0, 1]) / 2,
            enrolment_shift=(common[0, 1] - common[0, 0] + common[1, 1] - common[1, 0]) / 2,
            openings=end - lasting[1],
            closures=lasting[0] - start,
            reporting=common[0, 0] - lasting[0] + lasting[1] - common[1, 1],
        )
        results.append(result[np.isfinite(start) & np.isfinite(end)])
    table = pd.concat(results, ignore_index=True)
    return table.sort_values([*keys[:2], "indicator_id"], kind="stable", ignore_index=True)
