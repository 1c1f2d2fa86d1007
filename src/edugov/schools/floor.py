"""What it would take to pass: the smallest common floor under every school, and its cost school by
school."""

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from .rule_sets import Indicator, RuleSet
from .variation import GROUP


def _floors(held: float, rest: float, square: float, allowed: float) -> list[float]:
    """Both floors f with (W f² + Q) / (W f + T)² = allowed, where W is held, T rest and Q square.

    No digits are lost to cancellation.
    """
    a = held * (1.0 - allowed * held)
    b = -2.0 * allowed * held * rest
    c = square - allowed * rest**2
    discriminant = max(b * b - 4.0 * a * c, 0.0)
    q = -0.5 * (b + np.copysign(np.sqrt(discriminant), b))
    first = q / a if a != 0 else np.inf
    second = c / q if q != 0 else np.inf
    return [first, second]


def _sum_above(values: np.ndarray) -> np.ndarray:
    """Of each place the sum of all values behind it."""
    sums = np.cumsum(values[::-1])[::-1]
    return np.append(sums[1:], 0.0)


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
    above = _sum_above(weight * value)
    squares = _sum_above(weight * value**2)
    mean = below * value + above
    ratio = (below * value**2 + squares) / mean**2  # CV² + 1 with the floor at value[k]
    allowed = 1.0 + limit**2
    passing = len(value) - 1
    if (ratio <= allowed).any():
        passing = int(np.argmax(ratio <= allowed * (1.0 + 1e-15)))
    if passing == 0:
        return float(value[0] * scale)
    last = passing - 1  # the floor lies between the values of these two schools
    low, high = value[last], value[passing]
    roots = _floors(below[last], above[last], squares[last], allowed)
    inside = [root for root in roots if low - 1e-12 <= root <= high + 1e-12]
    floor = min(inside, default=high)
    return float(np.clip(floor, low, high) * scale)


def _counted(
    parts: pd.DataFrame, indicator: Indicator
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Rows that have a quantity, that quantity, and the students."""
    counted = parts[parts[indicator.quantity].notna()]
    quantity = counted[indicator.quantity].to_numpy(float)
    students = counted["students"].to_numpy(float)
    return counted, quantity, students


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
    highest = 0.0
    for indicator in rule_set.indicators:
        _, quantity, students = _counted(parts, indicator)
        if not quantity.sum() > 0:
            raise ValueError(
                f"{indicator.indicator_id} has no value above zero, so there is no composite"
            )
        mean = quantity.sum() / students.sum()
        value = quantity / students / mean
        values.append((value, students))
        highest = max(highest, value.max())

    def excess(share: float) -> float:
        coefficients = []
        for value, weight in values:
            raised = np.maximum(value, share)
            mean = np.average(raised, weights=weight)
            squares = (raised / mean - 1.0) ** 2
            coefficients.append(np.sqrt(np.average(squares, weights=weight)))
        return float(np.mean(coefficients)) - limit

    if excess(0.0) <= 0:
        return 0.0
    return brentq(excess, 0.0, highest)


def _costs(county: pd.DataFrame, indicator: Indicator, floor: float) -> pd.DataFrame:
    """The schools of one county below a floor, with what they lack."""
    counted, quantity, students = _counted(county, indicator)
    cost = students * floor - quantity
    rows = counted[[*GROUP, "school_code", "school_name", "students"]].assign(
        indicator_id=indicator.indicator_id,
        quantity=indicator.quantity,
        value=quantity / students * indicator.per,
        floor=floor * indicator.per,
        cost=cost,
    )
    return rows[cost > 1e-9 * quantity.sum()]


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
    composite = rule_set.judged == "composite"
    tables = []
    for key, county in parts.groupby(GROUP, observed=True, sort=True):
        limit = rule_set.limit[key[2]]
        filled = []
        for indicator in rule_set.indicators:
            if county[indicator.quantity].sum() > 0:
                filled.append(indicator)
        if composite and len(filled) < len(rule_set.indicators):
            continue
        share = floor_share(county, rule_set, limit) if composite else 0.0
        for indicator in filled:
            _, quantity, students = _counted(county, indicator)
            if composite:
                floor = share * (quantity.sum() / students.sum())
            else:
                floor = common_floor(quantity, students, limit)
            tables.append(_costs(county, indicator, floor))
    some = [table for table in tables if len(table)]
    if some:
        return pd.concat(some, ignore_index=True)
    columns = [*GROUP, "school_code", "school_name", "students"]
    columns += ["indicator_id", "quantity", "value", "floor", "cost"]
    return pd.DataFrame(columns=columns)
