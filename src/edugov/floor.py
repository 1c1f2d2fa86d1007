"""What it would take to pass: the smallest common floor under every school, and its cost school by school."""

import numpy as np
import pandas as pd

from .rule_sets import RuleSet
from .variation import GROUP


def common_floor(quantity: np.ndarray, students: np.ndarray, limit: float) -> float:
    """Smallest floor per student that brings the coefficient of one county to a limit (共同底线).

    Schools below the floor are raised to it, the others keep what they have. The coefficient falls as the
    floor rises. Between two schools' values it is the root of a quadratic, so the answer is exact. It is
    also the cheapest way to reach the limit by adding only: at the least cost every school that gets
    something ends at the same value per student.

    Parameters
    ----------
    quantity : array of float
        Raw total of each school of one county, year and stage, 0 or more, none missing.
    students : array of float
        Enrolment, above zero.
    limit : float
        Largest official coefficient allowed (weighted by enrolment, divided by n), 0 or more.

    Returns
    -------
    float
        Quantity per student; the lowest value there is when the limit holds already.

    Raises
    ------
    ValueError
        For missing or negative quantities, schools without students, a total of zero, or a negative limit.

    Examples
    --------
    Two schools of the same size with 1 and 4; with a floor of 2 the coefficient is 1/3:

    >>> round(common_floor(np.array([10.0, 40.0]), np.array([10.0, 10.0]), 1 / 3), 9)
    2.0
    """
    quantity, students = np.asarray(quantity, dtype=float), np.asarray(students, dtype=float)
    if not (np.all(quantity >= 0) and np.all(students > 0) and quantity.sum() > 0 and limit >= 0):
        raise ValueError("a floor needs quantities of 0 or more, students above 0, and a limit of 0 or more")
    scale = quantity.sum() / students.sum()
    order = np.argsort(quantity / students, kind="stable")
    value, weight = (quantity / students / scale)[order], (students / students.sum())[order]
    below = np.cumsum(weight)  # weight of the schools at the floor when it stands at value[k]
    above = np.append(np.cumsum((weight * value)[::-1])[::-1][1:], 0.0)
    squares = np.append(np.cumsum((weight * value**2)[::-1])[::-1][1:], 0.0)
    mean = below * value + above
    ratio = (below * value**2 + squares) / mean**2  # CV² + 1 with the floor at value[k]
    allowed = 1.0 + limit**2
    passing = int(np.argmax(ratio <= allowed * (1.0 + 1e-15))) if (ratio <= allowed).any() else len(value) - 1
    if passing == 0:
        return float(value[0] * scale)
    # CV² + 1 = (W f² + Q) / (W f + T)² = allowed, for f between two neighbouring values
    held, rest, square = below[passing - 1], above[passing - 1], squares[passing - 1]
    a = held * (1.0 - allowed * held)
    b = -2.0 * allowed * held * rest
    c = square - allowed * rest**2
    roots = _roots(a, b, c)
    inside = roots[(roots >= value[passing - 1] - 1e-12) & (roots <= value[passing] + 1e-12)]
    floor = inside.min() if len(inside) else value[passing]
    return float(np.clip(floor, value[passing - 1], value[passing]) * scale)


def _roots(a: float, b: float, c: float) -> np.ndarray:
    """Real roots of a x² + b x + c without cancellation."""
    half = np.sqrt(max(b * b - 4.0 * a * c, 0.0))
    q = -0.5 * (b + np.copysign(half, b))
    return np.array([q / a if a != 0 else np.inf, c / q if q != 0 else np.inf])


def floor_costs(parts: pd.DataFrame, rule_set: RuleSet, limit: float | None = None) -> pd.DataFrame:
    """Cost of the smallest common floor, school by school, for every county and indicator (补齐成本).

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (:func:`edugov.schools.parts`).
    rule_set : RuleSet
        Whose indicators are looked at.
    limit : float, optional
        Limit on each coefficient; by default the rule set's. (The 2012 rule limits the composite only; its
        limit set on every indicator is then more than the rule asks.)

    Returns
    -------
    DataFrame
        One row a school, stage and indicator that lies below its floor: value and floor (indicator's unit),
        cost (in the quantity's unit: m², yuan, volumes, sets, persons). Counties that pass have no row.
    """
    group = parts.groupby(GROUP, observed=True, sort=True)
    tables = []
    for key, county in group:
        stage_limit = rule_set.limit[key[2]] if limit is None else limit
        for indicator in rule_set.indicators:
            counted = county[county[indicator.quantity].notna()]
            quantity = counted[indicator.quantity].to_numpy(float)
            students = counted["students"].to_numpy(float)
            if not quantity.sum() > 0:
                continue
            floor = common_floor(quantity, students, stage_limit)
            cost = students * floor - quantity
            raised = cost > 1e-9 * quantity.sum()
            table = counted.loc[raised, [*GROUP, "school_code", "school_name", "students"]]
            tables.append(
                table.assign(
                    indicator_id=indicator.indicator_id,
                    quantity=indicator.quantity,
                    value=(quantity / students * indicator.per)[raised],
                    floor=floor * indicator.per,
                    cost=cost[raised],
                )
            )
    columns = [*GROUP, "school_code", "school_name", "students", "indicator_id", "quantity", "value", "floor"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*columns, "cost"])


def floor_share(parts: pd.DataFrame, rule_set: RuleSet, limit: float) -> float:
    """Smallest floor, as a share of each indicator's county mean, that brings the composite to a limit.

    For the 2012 rule, which limits the mean of eight coefficients: every school is raised to the same share
    of today's county mean in every indicator.

    Parameters
    ----------
    parts : DataFrame
        Parts of one county, year and stage.
    rule_set : RuleSet
        Whose indicators make up the composite.
    limit : float
        Limit on the composite, above 0.

    Returns
    -------
    float
        0 when the composite is within the limit already; usually below 1. Found by halving, to 1e-9.

    Raises
    ------
    ValueError
        When an indicator has no value above zero or the limit is not above zero.
    """
    if not limit > 0:
        raise ValueError("the limit on a composite is above 0")
    students = parts["students"].to_numpy(float)
    values = []
    for indicator in rule_set.indicators:
        quantity = parts[indicator.quantity].to_numpy(float)
        present = np.isfinite(quantity)
        if not quantity[present].sum() > 0:
            raise ValueError(f"{indicator.indicator_id} has no value above zero, so there is no composite")
        mean = quantity[present].sum() / students[present].sum()
        values.append((quantity[present] / students[present] / mean, students[present]))

    def composite(share: float) -> float:
        coefficients = []
        for value, weight in values:
            raised = np.maximum(value, share)
            mean = np.average(raised, weights=weight)
            coefficients.append(np.sqrt(np.average((raised / mean - 1.0) ** 2, weights=weight)))
        return float(np.mean(coefficients))

    if composite(0.0) <= limit:
        return 0.0
    low, high = 0.0, max(value.max() for value, _ in values)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if composite(middle) <= limit else (middle, high)
    return high


def share_costs(parts: pd.DataFrame, rule_set: RuleSet, limit: float) -> pd.DataFrame:
    """Cost of :func:`floor_share`, school by school, for one county, year and stage (补齐成本).

    Parameters are those of :func:`floor_share`.

    Returns
    -------
    DataFrame
        As :func:`floor_costs`: one row a school and indicator that lies below the same share of the county
        mean; no row when the composite is within the limit already.
    """
    share = floor_share(parts, rule_set, limit)
    tables = []
    for indicator in rule_set.indicators:
        counted = parts[parts[indicator.quantity].notna()]
        quantity, students = counted[indicator.quantity], counted["students"]
        floor = share * quantity.sum() / students.sum()
        cost = students * floor - quantity
        raised = cost > 1e-9 * quantity.sum()
        tables.append(
            counted.loc[raised, [*GROUP, "school_code", "school_name", "students"]].assign(
                indicator_id=indicator.indicator_id,
                quantity=indicator.quantity,
                value=(quantity / students * indicator.per)[raised],
                floor=floor * indicator.per,
                cost=cost[raised],
            )
        )
    return pd.concat(tables, ignore_index=True)
