"""What it would take to pass: the smallest common floor under every school, and its cost school by
school."""

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from .rule_sets import Indicator, RuleSet
from .variation import GROUP


def common_floor(quantity: np.ndarray, students: np.ndarray, limit: float) -> float:
    """Smallest floor per student that brings the coefficient of one county to a limit (共同底线).

    Schools below the floor are raised to it, the others keep what they have. The coefficient falls
    as the floor rises. Between two schools' values it is the root of a quadratic, so the answer is
    exact. It is also the cheapest way to reach the limit by adding only: at the least cost every
    school that gets something ends at the same value per student.

    Parameters
    ----------
    quantity, students : array of float, shape (n,)
        Raw total (0 or more) and enrolment (above 0) of each school of one county, year and stage,
        none missing.
    limit : float
        Largest official coefficient allowed (weighted by enrolment, divided by n), 0 or more.

    Returns
    -------
    float
        Quantity per student; the lowest value there is when the limit holds already.

    Raises
    ------
    ValueError
        An input is outside these bounds, or the total is zero.

    Examples
    --------
    >>> books, students = np.array([10.0, 40.0]), np.array([10.0, 10.0])
    >>> round(common_floor(books, students, 1 / 3), 9)  # 1 and 4 become 2 and 4: 1 / 3
    2.0
    """
    quantity = np.asarray(quantity, dtype=float)
    students = np.asarray(students, dtype=float)
    if not (np.all(quantity >= 0) and np.all(students > 0) and quantity.sum() > 0 and limit >= 0):
        raise ValueError(
            "a floor needs quantities of 0 or more, students above 0, and a limit of 0 or more"
        )
    scale = quantity.sum() / students.sum()
    order = np.argsort(quantity / students, kind="stable")
    value = (quantity / students / scale)[order]
    weight = (students / students.sum())[order]
    below = np.cumsum(weight)  # weight of the schools at the floor when it stands at value[k]
    above = np.append(np.cumsum((weight * value)[::-1])[::-1][1:], 0.0)
    squares = np.append(np.cumsum((weight * value**2)[::-1])[::-1][1:], 0.0)
    mean = below * value + above
    ratio = (below * value**2 + squares) / mean**2  # CV² + 1 with the floor at value[k]
    allowed = 1.0 + limit**2
    passing = (
        int(np.argmax(ratio <= allowed * (1.0 + 1e-15)))
        if (ratio <= allowed).any()
        else len(value) - 1
    )
    if passing == 0:
        return float(value[0] * scale)
    # CV² + 1 = (W f² + Q) / (W f + T)² = allowed, for f between two neighbouring values
    held = below[passing - 1]
    rest = above[passing - 1]
    square = squares[passing - 1]
    a = held * (1.0 - allowed * held)
    b = -2.0 * allowed * held * rest
    c = square - allowed * rest**2
    q = -0.5 * (
        b + np.copysign(np.sqrt(max(b * b - 4.0 * a * c, 0.0)), b)
    )  # roots without cancellation
    roots = [q / a if a != 0 else np.inf, c / q if q != 0 else np.inf]
    inside = [
        root for root in roots if value[passing - 1] - 1e-12 <= root <= value[passing] + 1e-12
    ]
    floor = min(inside, default=value[passing])
    return float(np.clip(floor, value[passing - 1], value[passing]) * scale)


def _counted(
    parts: pd.DataFrame, indicator: Indicator
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Rows that have a quantity, that quantity, and the students."""
    counted = parts[parts[indicator.quantity].notna()]
    return counted, counted[indicator.quantity].to_numpy(float), counted["students"].to_numpy(float)


def floor_share(parts: pd.DataFrame, rule_set: RuleSet, limit: float) -> float:
    """Smallest floor, as a share of each indicator's county mean, that brings the composite to a
    limit (共同底线).

    For the 2012 rule, which limits the mean of eight coefficients: every school is raised to the
    same share of today's county mean in every indicator. Found numerically (Brent's method).

    Parameters
    ----------
    parts : DataFrame
        Of one county, year and stage: one row a school (`parts.parts`): region_code, year, stage,
        school_code, school_name, students (above 0), and a column for each quantity of the rule set
        (raw totals; missing leaves the school out of that indicator).
    rule_set : RuleSet
        Whose indicators are computed.
    limit : float
        Largest composite allowed, above 0.

    Returns
    -------
    float
        Share of the mean; 0 when the composite is within the limit already; usually below 1.

    Raises
    ------
    ValueError
        The limit is not above 0, or an indicator has no value above zero.

    Examples
    --------
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "composite")
    >>> two = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 40.0]})
    >>> round(floor_share(two, books, 1 / 3), 6)  # 1 and 4 become 2 and 4; the mean is 2.5
    0.8
    """
    if not limit > 0:
        raise ValueError("the limit on a composite is above 0")
    values = []
    for indicator in rule_set.indicators:
        _, quantity, students = _counted(parts, indicator)
        if not quantity.sum() > 0:
            raise ValueError(
                f"{indicator.indicator_id} has no value above zero, so there is no composite"
            )
        values.append((quantity / students / (quantity.sum() / students.sum()), students))

    def excess(share: float) -> float:
        coefficients = []
        for value, weight in values:
            raised = np.maximum(value, share)
            mean = np.average(raised, weights=weight)
            coefficients.append(np.sqrt(np.average((raised / mean - 1.0) ** 2, weights=weight)))
        return float(np.mean(coefficients)) - limit

    return 0.0 if excess(0.0) <= 0 else brentq(excess, 0.0, max(value.max() for value, _ in values))


def floor_costs(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Cost of the smallest floor, school by school, for every county, year and stage (补齐成本).

    2017: each indicator has the floor that brings its own coefficient to the limit
    (:func:`common_floor`). 2012, which limits the mean of eight: one share of the county mean in
    all (:func:`floor_share`).

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
        One row a school, stage and indicator that lies below its floor: value and floor
        (indicator's unit), cost (in the quantity's unit: m², yuan, volumes, sets, persons). What is
        within its limit has no row, nor has an indicator without a value above zero, nor (2012) any
        other beside it.

    Examples
    --------
    >>> indicator = Indicator("books_per_student", "books_count")
    >>> books = RuleSet("books", (indicator,), {"primary": 1 / 3}, "each")
    >>> two = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 40.0]})
    >>> columns = ["school_code", "value", "floor", "cost"]
    >>> floor_costs(two, books).round(6)[columns].values.tolist()  # 1 and 4 become 2 and 4
    [['a', 1.0, 2.0, 10.0]]
    """
    school = [*GROUP, "school_code", "school_name", "students"]
    tables = [pd.DataFrame(columns=[*school, "indicator_id", "quantity", "value", "floor", "cost"])]
    for key, county in parts.groupby(GROUP, observed=True, sort=True):
        limit = rule_set.limit[key[2]]
        composite = rule_set.judged == "composite"
        filled = [
            indicator for indicator in rule_set.indicators if county[indicator.quantity].sum() > 0
        ]
        if composite and len(filled) < len(rule_set.indicators):
            continue
        share = floor_share(county, rule_set, limit) if composite else 0.0
        for indicator in filled:
            counted, quantity, students = _counted(county, indicator)
            mean = quantity.sum() / students.sum()
            floor = share * mean if composite else common_floor(quantity, students, limit)
            cost = students * floor - quantity
            rows = counted[school].assign(
                indicator_id=indicator.indicator_id,
                quantity=indicator.quantity,
                value=quantity / students * indicator.per,
                floor=floor * indicator.per,
                cost=cost,
            )
            tables.append(rows[cost > 1e-9 * quantity.sum()])
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)
