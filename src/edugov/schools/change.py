"""Change of a coefficient between two years, split into what caused it; the terms add up
exactly."""

import numpy as np
import pandas as pd

from .rule_sets import RuleSet
from .variation import group_variation

TERMS = ["resources", "enrolment_shift", "openings", "closures", "reporting"]
KEYS = ["region_code", "stage", "school_code"]


def _checked(table: pd.DataFrame, quantities: list[str]) -> pd.DataFrame:
    """Return the keys and numbers of one year's parts; a ``ValueError`` where a school stands
    twice."""
    if table.duplicated(KEYS).any():
        raise ValueError("a table of parts of one year has one row a school and stage")
    return table[[*KEYS, "students", *quantities]].astype(dict.fromkeys(KEYS, "object"))


class _Schools:
    """The schools of both years side by side, in groups: a region's stage."""

    def __init__(self, both: pd.DataFrame) -> None:
        grouped = both.groupby(KEYS[:2])
        self.group = grouped.ngroup().to_numpy()
        self.groups = grouped.size().index.to_frame(index=False)
        self.both = both

    def numbers(self, name: str) -> np.ndarray:
        """Return a column of each year, a row a year."""
        return self.both[[f"{name}_0", f"{name}_1"]].to_numpy(float).T

    def coefficient(
        self, quantity: np.ndarray, students: np.ndarray, chosen: np.ndarray
    ) -> np.ndarray:
        """Return the coefficient of each group, of the chosen schools."""
        group = self.group[chosen]
        of_chosen = quantity[chosen], students[chosen], group, len(self.groups)
        return group_variation(*of_chosen, weighting="enrolment").coefficient

    def split(self, quantity: str) -> pd.DataFrame:
        """Split the change of the coefficient of one quantity; a row a group."""
        students, amount = self.numbers("students"), self.numbers(quantity)
        here = np.isfinite(students)
        valid = here & np.isfinite(amount)
        stay = valid.all(axis=0)
        start = self.coefficient(amount[0], students[0], valid[0])
        end = self.coefficient(amount[1], students[1], valid[1])
        # of the schools that there are in both years, with a value in one of them
        lasting_start = self.coefficient(amount[0], students[0], valid[0] & here[1])
        lasting_end = self.coefficient(amount[1], students[1], valid[1] & here[0])
        # of those with a value in both: resources of one year, students of the same or the other
        both_old = self.coefficient(amount[0], students[0], stay)
        new_students = self.coefficient(amount[0], students[1], stay)
        new_resources = self.coefficient(amount[1], students[0], stay)
        both_new = self.coefficient(amount[1], students[1], stay)
        return self.groups.assign(
            coefficient_before=start,
            coefficient_after=end,
            change=end - start,
            resources=(new_resources - both_old + both_new - new_students) / 2,
            enrolment_shift=(new_students - both_old + both_new - new_resources) / 2,
            openings=end - lasting_end,
            closures=lasting_start - start,
            reporting=both_old - lasting_start + lasting_end - both_new,
        )


def change(before: pd.DataFrame, after: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Split the change of each coefficient between two years (差异系数变化的分解).

    Steps from the coefficient before to the one after: schools that closed are taken out
    (``closures``); schools with a value in one year only are taken out and in (``reporting``);
    schools in both years change their resources and their students, each the mean of the two orders
    of change (``resources``, ``enrolment_shift``); schools that opened are added (``openings``). A
    school with a new code counts as closed and opened. Material of a combined school is split by
    its students, so the resources of its stages also move when students do. Source: the Shapley
    split of two causes (Shapley 1953). Coefficients are weighted by enrolment.

    Parameters
    ----------
    before, after : DataFrame
        Parts of one year each (`parts.parts`); schools are matched by region, stage and code.
    rule_set : RuleSet
        Whose indicators are computed.

    Returns
    -------
    DataFrame
        One row a region, stage and indicator in both years: coefficient_before, coefficient_after,
        change, and the five terms, which add up to the change. Terms are
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
    ...     "school_code": ["a", "b", "c"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 10.0, 40.0]})
    >>> after = before[before["school_code"] != "c"].assign(year="2021")  # c has closed
    >>> found = change(before, after, books)
    >>> columns = ["coefficient_before", "coefficient_after", "closures"]
    >>> found[columns].round(4).values.tolist()
    [[0.7071, 0.0, -0.7071]]
    """
    quantities = list(dict.fromkeys(indicator.quantity for indicator in rule_set.indicators))
    first, last = _checked(before, quantities), _checked(after, quantities)
    both = first.merge(last, on=KEYS, how="outer", suffixes=("_0", "_1"))
    schools = _Schools(both)
    results = []
    for indicator in rule_set.indicators:
        result = schools.split(indicator.quantity)
        result.insert(2, "indicator_id", indicator.indicator_id)
        known = result["coefficient_before"].notna() & result["coefficient_after"].notna()
        results.append(result[known])
    table = pd.concat(results, ignore_index=True)
    order = [*KEYS[:2], "indicator_id"]
    return table.sort_values(order, kind="stable", ignore_index=True)
