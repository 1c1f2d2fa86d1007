"""Quantiles weighted by students, range ratio (极差率) and quantile shares (分位份额)."""

import numpy as np

from ._inputs import checked
from .lorenz import _curve


def weighted_quantile(values: np.ndarray, share: float, *, weights: np.ndarray | None) -> float:
    """Smallest value that at least the given share of students is at or below (加权分位数); nothing
    is interpolated.

    Parameters
    ----------
    values, weights
        As in :mod:`edugov.inequality`.
    share : float
        From 0 to 1, else ``ValueError``; 0.5 is the median.

    Examples
    --------
    >>> weighted_quantile([5.0, 1.0, 9.0], 0.5, weights=[1.0, 3.0, 1.0])
    1.0
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share is from 0 to 1, not {share}")
    values, weights = checked(values, weights)
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    place = np.searchsorted(reached, share * (1.0 - 1e-12))
    return float(values[order][min(place, len(values) - 1)])


def range_ratio(
    values: np.ndarray, *, weights: np.ndarray | None, low: float = 0.05, high: float = 0.95
) -> float:
    """Ratio of a high to a low quantile (极差率; the federal range ratio is this minus 1).

    Inputs as in :func:`weighted_quantile`; infinite when the low quantile is zero (Berne and
    Stiefel 1984).

    Examples
    --------
    >>> range_ratio([2.0, 3.0, 8.0], weights=None)
    4.0
    """
    bottom = weighted_quantile(values, low, weights=weights)
    top = weighted_quantile(values, high, weights=weights)
    return top / bottom if bottom > 0 else float("inf")


def quantile_shares(
    values: np.ndarray, *, weights: np.ndarray | None, groups: int = 5
) -> np.ndarray:
    """Share of the total that each fifth (or other part) of students has, from the poorest
    (分位份额).

    A school that lies across a border is divided, so every group holds the same number of students.
    Inputs as in :func:`weighted_quantile`; the shares add up to 1.

    Examples
    --------
    >>> quantile_shares([1.0, 3.0], weights=None, groups=2).tolist()
    [0.25, 0.75]
    """
    if groups < 1:
        raise ValueError(f"the number of groups is 1 or more, not {groups}")
    values, weights = checked(values, weights)
    students, total = _curve(values, weights, values)
    return np.diff(np.interp(np.linspace(0.0, 1.0, groups + 1), students, total))
