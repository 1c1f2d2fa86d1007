"""Gini coefficient (基尼系数)."""

import numpy as np

from .lorenz import _twice_area, lorenz_curve


def gini(values: np.ndarray, *, weights: np.ndarray | None) -> float:
    """Gini coefficient of a quantity per student (基尼系数), from 0 (equal) to below 1.

    ``G = Σ_i Σ_j P_i P_j |X_i - X_j| / (2 P_N² X̄)``, the population form (divides by n², not
    n(n-1)). Inputs, missing values and errors as in :mod:`edugov.inequality`.

    Examples
    --------
    >>> gini([1.0, 3.0], weights=None)
    0.25
    >>> gini([1.0, 3.0], weights=[3.0, 1.0])
    0.25
    """
    return max(0.0, _twice_area(*lorenz_curve(values, weights=weights)))
