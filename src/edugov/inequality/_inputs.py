"""The check that every measure makes of its values and weights."""

import numpy as np


def checked(values: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Values and weights as float arrays without missing values; ``weights=None`` counts each value
    once.

    Raises ``ValueError`` for negative values, weights that are not above zero, different lengths,
    no value at all, or values that add up to zero.
    """
    values = np.asarray(values, dtype=float)
    if weights is None:
        weights = np.ones_like(values)
    weights = np.asarray(weights, dtype=float)
    if values.ndim != 1 or values.shape != weights.shape:
        raise ValueError("values and weights are two rows of numbers of the same length")
    present = ~np.isnan(values)
    values = values[present]
    weights = weights[present]
    if not np.all((weights > 0) & np.isfinite(weights)):
        raise ValueError("every weight is a number above zero; leave out schools without students")
    if not np.all((values >= 0) & np.isfinite(values)):
        raise ValueError(
            "a value is negative or infinite; the measure is for quantities of 0 or more"
        )
    if not values.sum() > 0:
        raise ValueError(
            "there is no value above zero, so the mean is zero and the measure has no meaning"
        )
    return values, weights
