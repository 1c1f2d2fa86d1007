"""Theil's T (泰尔指数) and its parts between and within areas."""

from typing import NamedTuple

import numpy as np
from scipy.special import xlogy

from ._inputs import checked


class TheilParts(NamedTuple):
    """Theil's T of all schools and its parts; ``total == between + within`` to rounding."""

    total: float
    between: float
    within: float


def theil(values: np.ndarray, *, weights: np.ndarray | None) -> float:
    """Theil's T of a quantity per student (泰尔指数).

    ``T = Σ (P_i / P_N) (X_i / X̄) ln(X_i / X̄)``; a value of zero adds 0 (the limit of x ln x).
    Source: Theil (1967).

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
        From 0 (equal); at most ln n when all schools weigh the same.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, or the lengths differ.

    Examples
    --------
    >>> round(theil([1.0, 3.0], weights=None), 6)  # (0.5 ln 0.5 + 1.5 ln 1.5) / 2
    0.130812
    """
    one_area = np.zeros(len(values), int)
    return max(0.0, theil_decomposition(values, one_area, weights=weights).total)


def theil_decomposition(
    values: np.ndarray, area: np.ndarray, *, weights: np.ndarray | None
) -> TheilParts:
    """Split Theil's T into inequality between areas and within them (组间与组内).

    ``T = Σ_g s_g ln(X̄_g / X̄) + Σ_g s_g T_g`` with ``s_g`` the area's share of the total quantity.
    Source: Theil (1967). All areas are computed in one pass.

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.
    area : array, shape (n,)
        The area of each school (county, intermediate district), none missing.

    Returns
    -------
    TheilParts
        total, between and within, each 0 or more. An area whose values are all zero adds to what
        is between areas alone.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, or the lengths differ.

    Examples
    --------
    >>> parts = theil_decomposition([1.0, 1.0, 3.0, 3.0], ["a", "a", "b", "b"], weights=None)
    >>> round(parts.between, 6), round(parts.within, 6)
    (0.130812, 0.0)
    """
    kept = ~np.isnan(np.asarray(values, dtype=float))
    values, weights = checked(values, weights)
    _, number = np.unique(np.asarray(area)[kept], return_inverse=True)
    amount = weights * values
    share = amount / amount.sum()
    mean = amount.sum() / weights.sum()
    amount_sum = np.bincount(number, amount)
    area_mean = (amount_sum / np.bincount(number, weights))[number]
    zeros = np.zeros_like(values)
    relative = np.divide(values, area_mean, out=zeros, where=area_mean > 0)
    between = float(xlogy(share, area_mean / mean).sum())
    within = float(xlogy(share, relative).sum())
    return TheilParts(between + within, between, within)
