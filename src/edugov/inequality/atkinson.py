"""Atkinson index (阿特金森指数)."""

import numpy as np
from scipy.special import logsumexp

from ._inputs import checked


def atkinson(values: np.ndarray, *, epsilon: float, weights: np.ndarray | None) -> float:
    """Atkinson index: the share of the total that equal schools would not need (阿特金森指数).

    ``A = 1 - (Σ w_i (X_i/X̄)^(1-ε))^(1/(1-ε))``; for ε = 1, ``A = 1 - exp(Σ w_i ln(X_i/X̄))``,
    ``w_i = P_i / P_N``. Source: Atkinson (1970).

    Parameters
    ----------
    values : array of float, shape (n,)
        Quantity per student of each school, 0 or more, in any unit; a missing value leaves the
        school out.
    weights : array of float, shape (n,), or None
        Students of each school, above 0; ``None`` counts every school once.
    epsilon : float
        Aversion to inequality, above 0; the larger, the more the poorest schools count.

    Returns
    -------
    float
        From 0 (equal) to 1; 1 where a value is zero and ε is 1 or more.

    Raises
    ------
    ValueError
        Epsilon is not above 0, a value is negative or infinite, a weight not above 0, the total 0,
        or the lengths differ.

    Examples
    --------
    >>> round(atkinson([1.0, 3.0], epsilon=1.0, weights=None), 6)  # 1 - sqrt(3) / 2
    0.133975
    """
    if not epsilon > 0:
        raise ValueError(f"epsilon is above 0, not {epsilon}")
    values, weights = checked(values, weights)
    weights = weights / weights.sum()
    mean = (weights * values).sum()
    relative = values / mean
    if epsilon >= 1 and relative.min() == 0:
        return 1.0
    nothing = np.full_like(relative, -np.inf)
    logs = np.log(relative, out=nothing, where=relative > 0)
    if epsilon == 1:
        log_of_equal_share = (weights * logs).sum()
    else:
        power = 1.0 - epsilon
        log_of_equal_share = logsumexp(power * logs, b=weights) / power
    index = -np.expm1(log_of_equal_share)
    return max(0.0, float(index))
