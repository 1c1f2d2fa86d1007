"""McLoone index (麦克伦指数): how far the poorer half is below the median."""

import numpy as np

from ._inputs import checked
from .ranges import weighted_quantile


def mcloone(values: np.ndarray, *, weights: np.ndarray | None) -> float:
    """McLoone index: what students at or below the median have, over what the median would give
    them (麦克伦指数).

    ``Σ P_i X_i / (M Σ P_i)`` over schools with ``X_i <= M``, M the median weighted by students
    (:func:`edugov.inequality.weighted_quantile`, no interpolation). Source: Berne and Stiefel
    (1984).

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
        From 0 to 1 (nobody is below the median); missing when the median is zero.

    Raises
    ------
    ValueError
        A value is negative or infinite, a weight not above 0, the total 0, or the lengths differ.

    Examples
    --------
    >>> mcloone([1.0, 2.0, 3.0], weights=None)  # (1 + 2) / (2 + 2)
    0.75
    """
    values, weights = checked(values, weights)
    median = weighted_quantile(values, 0.5, weights=weights)
    poorer = values <= median
    total = weights * values
    needed = median * weights[poorer].sum()
    if not needed > 0:
        return float("nan")
    return float(total[poorer].sum() / needed)
