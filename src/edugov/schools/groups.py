"""The square of a coefficient in two parts: between groups of schools, such as public and private,
or those of towns and of villages, and within them."""

import numpy as np
import pandas as pd

from .rule_sets import RuleSet
from .variation import GROUP, group_variation


def within_between(table: pd.DataFrame, column: str, rule_set: RuleSet) -> pd.DataFrame:
    """Split the square of each coefficient between and within groups of schools (组间与组内).

    Formula: ``CV² = Σ_g w_g (X̄_g / X̄ - 1)² + Σ_g w_g (X̄_g / X̄)² CV_g²``, w_g the share of the
    students that group g has, X̄_g its mean a student and CV_g its own coefficient; a group of one
    school has nothing within. The parts add up exactly. Source: the variance within and between
    groups, over the square of the mean.

    Parameters
    ----------
    table : DataFrame
        One row a school and stage, n rows, as `parts.parts` gives them, and the column.
    column : str
        What groups the schools: ownership, or any column of text of your own, such as town or
        village. A school where it is empty is left out, of the whole coefficient too.
    rule_set : RuleSet
        Whose indicators are computed.

    Returns
    -------
    DataFrame
        One row a region, year, stage and indicator with two groups or more: `coefficient`,
        `groups_count`, `square`, `between`, `within` (both 0 or more, they add up to the square)
        and `between_pct`, from 0 to 100, missing where the coefficient is zero.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> table = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": list("abcd"), "students": 10.0, "place": ["town"] * 2 + ["village"] * 2,
    ...     "books_count": [20.0, 40.0, 50.0, 50.0]})  # 2, 4, 5, 5: means 3, 5 and 4
    >>> found = within_between(table, "place", books)
    >>> found[["square", "between", "within"]].round(6).values.tolist()  # 1.5, 1, 0.5 over 16
    [[0.09375, 0.0625, 0.03125]]
    """
    named = table[table[column].fillna("") != ""]
    results = []
    for indicator in rule_set.indicators:
        known = named[named[indicator.quantity].notna()]
        if len(known):
            result = _split(known, column, indicator.quantity)
            results.append(result.assign(indicator_id=indicator.indicator_id))
    columns = [*GROUP, "indicator_id", "coefficient", "groups_count", "square", "between", "within"]
    if results:
        whole = pd.concat(results)
    else:
        whole = pd.DataFrame(columns=columns)
    is_divided = whole["groups_count"] > 1
    found = whole[is_divided & whole["coefficient"].notna()][columns]
    square = found["square"].astype(float)
    found["between_pct"] = 100 * found["between"] / square.where(square > 0)
    return found.sort_values([*GROUP, "indicator_id"], kind="stable", ignore_index=True)


def _split(known: pd.DataFrame, column: str, quantity: str) -> pd.DataFrame:
    """Return the parts for one quantity, a row a county, year and stage."""
    numbers = known[quantity].to_numpy(float), known["students"].to_numpy(float)
    counties = known.groupby(GROUP)
    county = counties.ngroup().to_numpy()
    inner = known.groupby([*GROUP, column])
    group = inner.ngroup().to_numpy()
    whole = group_variation(*numbers, county, counties.ngroups, weighting="enrolment")
    own = group_variation(*numbers, group, inner.ngroups, weighting="enrolment")
    above = np.zeros(inner.ngroups, int)
    above[group] = county  # the county of each group
    weight = own.weight / whole.weight[above]
    ratio = own.mean / whole.mean[above]
    ratio = np.where(np.isfinite(ratio), ratio, 0.0)  # a group that has nothing
    inside = np.nan_to_num(own.coefficient) ** 2
    add = {
        "between": weight * (ratio - 1) ** 2,
        "within": weight * ratio**2 * inside,
        "groups_count": np.ones(inner.ngroups),
    }
    sums = {name: np.bincount(above, part, counties.ngroups) for name, part in add.items()}
    frame = counties.size().index.to_frame(index=False)
    square = whole.coefficient**2
    return frame.assign(coefficient=whole.coefficient, square=square, **sums)
