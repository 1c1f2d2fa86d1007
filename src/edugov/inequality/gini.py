"""Gini coefficient (基尼系数)."""

import numpy as np

from .lorenz import _twice_area, lorenz_curve


def gini(values: np.ndarray, *, weights: np.ndarray | None) -> float:
    """Gini coefficient of a quantity per student (基尼系数).

    ``G = Σ_i Σ_j P_i P_j |X_i - X_j| / (2 P_N² X̄)``, the population form (divides by n², not
    n(n-1)). Source: Gini (1912).

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
        From 0 (equal) to below 1; a school with a value of zero counts.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, or the lengths differ.

    Examples
    --------
    >>> gini([1.0, 3.0], weights=None)
    0.25
    >>> gini([1.0, 3.0], weights=[3.0, 1.0])
    0.25
    """
    return max(0.0, _twice_area(*lorenz_curve(values, weights=weights)))
