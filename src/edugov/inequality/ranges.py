"""Quantiles weighted by students, range ratio (极差率) and quantile shares (分位份额)."""

import numpy as np

from ._inputs import checked
from .lorenz import _curve


def weighted_quantile(values: np.ndarray, share: float, *, weights: np.ndarray | None) -> float:
    """Smallest value that at least the given share of students is at or below (加权分位数).

    Nothing is interpolated. Source: the inverse of the empirical distribution (Hyndman and Fan
    1996, definition 1), each school weighing as its students.

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.
    share : float
        From 0 to 1; 0.5 is the median.

    Returns
    -------
    float
        One of the values, in their unit.

    Raises
    ------
    ValueError
        The share is not from 0 to 1, a value is negative or infinite, a weight not above 0, the
        total 0, or the lengths differ.

    Examples
    --------
    >>> weighted_quantile([5.0, 1.0, 9.0], 0.5, weights=[1.0, 3.0, 1.0])
    1.0
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share is from 0 to 1, not {share}")
    values, weights = checked(values, weights)
    just_below = share * (1.0 - 1e-12)  # where a sum of weights falls a hair short
    return float(np.quantile(values, just_below, weights=weights, method="inverted_cdf"))


def range_ratio(values: np.ndarray, *, weights: np.ndarray | None) -> float:
    """Ratio of the quantile at 95% of students to that at 5% (极差率); the federal range ratio is
    this minus 1.

    Source: Berne and Stiefel (1984).

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.

    Returns
    -------
    float
        1 (equal) or more; infinite when the low quantile is zero.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, or the lengths differ.

    Examples
    --------
    >>> range_ratio([2.0, 3.0, 8.0], weights=None)
    4.0
    """
    bottom = weighted_quantile(values, 0.05, weights=weights)
    top = weighted_quantile(values, 0.95, weights=weights)
    return top / bottom if bottom > 0 else float("inf")


def quantile_shares(
    values: np.ndarray, *, weights: np.ndarray | None, groups: int = 5
) -> np.ndarray:
    """Share of the total that each fifth (or other part) of students has, from the poorest
    (分位份额).

    A school that lies across a border is divided, so every group holds the same number of students.
    Source: points of the Lorenz curve (Lorenz 1905), joined by straight lines.

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.
    groups : int
        How many, 1 or more; 5 for fifths.

    Returns
    -------
    array of float, shape (groups,)
        From 0 to 1, rising; they add up to 1.

    Raises
    ------
    ValueError
        There is no group, a value is negative or infinite, a weight not above 0, the total 0, or
        the lengths differ.

    Examples
    --------
    >>> quantile_shares([1.0, 3.0], weights=None, groups=2).tolist()
    [0.25, 0.75]
    """
    if groups < 1:
        raise ValueError(f"the number of groups is 1 or more, not {groups}")
    values, weights = checked(values, weights)
    students, total = _curve(values, weights, values)
    borders = np.linspace(0.0, 1.0, groups + 1)
    reached = np.interp(borders, students, total)
    return np.diff(reached)
