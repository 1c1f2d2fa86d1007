"""Likeness of neighbouring provinces: Moran's I with the borders of province_neighbours.csv.

esda has the measure too; it would bring geopandas, scikit-learn and numba along for one quotient.
"""

from collections import namedtuple

import numpy as np
import pandas as pd

PERMUTATIONS = 9999
SEED = 20050101

# Moran's I, what is expected by chance, and the share of permutations with as much or more
Moran = namedtuple("Moran", "index expected share_as_high permutations")


def weights(pairs: pd.DataFrame, codes: list[str]) -> np.ndarray:
    """Return the weights of neighbours (空间权重矩阵), each row adding up to one.

    Formula: w(i, j) = 1 / number of neighbours of i where i and j are neighbours, else 0.
    Source: Cliff and Ord (1973), row by row.

    Parameters
    ----------
    pairs : DataFrame
        The table province_neighbours of the data package: each pair stands once.
    codes : list of str, length n
        Provinces, in the order wanted.

    Returns
    -------
    array of float, shape (n, n)
        From 0 to 1.

    Raises
    ------
    ValueError
        A province has no neighbour among the codes.

    Examples
    --------
    >>> pairs = pd.DataFrame({"region_code": ["11", "12"], "neighbour_code": ["12", "13"]})
    >>> weights(pairs, ["11", "12", "13"]).tolist()
    [[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]
    """
    touches = pd.DataFrame(0.0, codes, codes)
    for one, other in zip(pairs["region_code"], pairs["neighbour_code"], strict=True):
        if one in touches and other in touches:
            touches.loc[one, other] = 1
            touches.loc[other, one] = 1
    count = touches.sum(axis=1)
    alone = list(count[count == 0].index)
    if alone:
        raise ValueError(f"no neighbour: {', '.join(alone)}")
    return touches.div(count, axis=0).to_numpy()


def moran(
    values: np.ndarray, weight: np.ndarray, permutations: int = PERMUTATIONS, seed: int = SEED
) -> Moran:
    """Measure whether neighbours are alike (莫兰指数, Moran's I), and how rarely chance does that.

    Formula: I = Σ(i) Σ(j) w(i, j) z(i) z(j) / Σ(i) z(i)², z the distance from the mean, rows of w
    adding up to one. The values are dealt out to the provinces anew, many times, by a stated seed:
    the share with an I as high or higher, the values as they are counted with them. Source: Moran
    (1950); Cliff and Ord (1973) for the permutations.

    Parameters
    ----------
    values : array of float, shape (n,)
        One a province, in any unit.
    weight : array of float, shape (n, n)
        As :func:`weights` returns them.
    permutations : int
        How often values are dealt out.
    seed : int
        Of the random numbers.

    Returns
    -------
    Moran
        `index`: about -1 to 1, above `expected` (-1 / (n - 1)) where neighbours are alike;
        `share_as_high`: above 0, at most 1; small where chance seldom makes neighbours so alike.

    Raises
    ------
    ValueError
        A value is missing, or all are equal.

    Examples
    --------
    >>> line = np.array([[0, 1, 0, 0], [0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [0, 0, 1, 0]])
    >>> found = moran(np.array([0.0, 0.0, 2.0, 2.0]), line)
    >>> found.index, round(found.expected, 4)  # (1 + 0 + 0 + 1) / 4
    (0.5, -0.3333)
    """
    values = np.asarray(values, float)
    count = len(values)
    apart = values - values.mean()
    if not np.isfinite(apart).all() or not apart.any():
        raise ValueError("Moran's I needs a value of each province, and two that differ")
    index = float(_likeness(apart, weight))
    random = np.random.default_rng(seed)
    many = np.tile(apart, (permutations, 1))
    dealt = _likeness(random.permuted(many, axis=1), weight)
    as_high = dealt >= index - 1e-12
    share = (1 + int(as_high.sum())) / (1 + permutations)
    return Moran(index, -1 / (count - 1), share, permutations)


def _likeness(apart: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the index of distances from the mean, or of each row of them."""
    near = apart @ weight.T
    above = (near * apart).sum(axis=-1)
    return above / (apart**2).sum(axis=-1)
