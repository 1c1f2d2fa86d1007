"""Lorenz curve (洛伦兹曲线), concentration curve and concentration index (集中曲线, 集中指数)."""

import numpy as np

from ._inputs import checked


def lorenz_curve(
    values: np.ndarray, *, weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Share of the total that the poorest share of students has (洛伦兹曲线).

    Source: Lorenz (1905).

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.

    Returns
    -------
    students_share, total_share : array of float, shape (m + 1,)
        Points of the curve from (0, 0) to (1, 1), one for each of the m different values.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, or the lengths differ.

    Examples
    --------
    >>> [share.tolist() for share in lorenz_curve([3.0, 1.0], weights=[1.0, 1.0])]
    [[0.0, 0.5, 1.0], [0.0, 0.25, 1.0]]
    """
    values, weights = checked(values, weights)
    return _curve(values, weights, values)


def concentration_curve(
    values: np.ndarray, rank_by: np.ndarray, *, weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Share of the total that goes to students ordered by something else (集中曲线).

    Source: Kakwani, Wagstaff and van Doorslaer (1997).

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.
    rank_by : array of float, shape (n,)
        What schools are ordered by, from low to high (income, poverty, size), none missing; schools
        that tie are taken together, so their order does not matter.

    Returns
    -------
    students_share, total_share : array of float, shape (m + 1,)
        Points of the curve from (0, 0) to (1, 1), one for each of the m different ranks; above the
        diagonal when those low in the order have more.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, the lengths differ, or
        ``rank_by`` has a missing number.

    Examples
    --------
    >>> [share.tolist() for share in concentration_curve([3.0, 1.0], [10, 20], weights=None)]
    [[0.0, 0.5, 1.0], [0.0, 0.75, 1.0]]
    """
    values = np.asarray(values, dtype=float)
    rank_by = np.asarray(rank_by, dtype=float)
    if rank_by.shape != values.shape or np.isnan(rank_by).any():
        raise ValueError("rank_by has one number for each value, none of them missing")
    present = ~np.isnan(values)
    values, weights = checked(values, weights)
    return _curve(values, weights, rank_by[present])


def concentration_index(
    values: np.ndarray, rank_by: np.ndarray, *, weights: np.ndarray | None
) -> float:
    """Twice the area between the diagonal and the concentration curve (集中指数).

    Source: Kakwani, Wagstaff and van Doorslaer (1997).

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.
    rank_by : array of float, shape (n,)
        What schools are ordered by, from low to high (income, poverty, size), none missing; schools
        that tie are taken together, so their order does not matter.

    Returns
    -------
    float
        From -1 to 1; below zero when students low in the order have more. Ordered by the values
        themselves it is the Gini coefficient.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, the lengths differ, or
        ``rank_by`` has a missing number.

    Examples
    --------
    >>> concentration_index([3.0, 1.0], [10, 20], weights=None)
    -0.25
    """
    return _twice_area(*concentration_curve(values, rank_by, weights=weights))


def _curve(
    values: np.ndarray, weights: np.ndarray, rank_by: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(rank_by, kind="stable")
    ranked = rank_by[order]
    is_next_higher = ranked[1:] != ranked[:-1]
    last = np.append(is_next_higher, True)  # one point for schools that tie
    total = weights * values
    students_share = _shares(weights[order], last)
    total_share = _shares(total[order], last)
    return students_share, total_share


def _shares(amounts: np.ndarray, last: np.ndarray) -> np.ndarray:
    """What has been reached at each point, as a share of all, from 0."""
    reached = np.cumsum(amounts)[last]
    return np.append(0.0, reached / reached[-1])


def _twice_area(students_share: np.ndarray, total_share: np.ndarray) -> float:
    heights = total_share[1:] + total_share[:-1]
    between = np.diff(students_share) * heights
    return float(1.0 - between.sum())
