"""Inequality between provinces: measures year by year, how far one province or one definition
carries them, and what moved them."""

from collections.abc import Callable, Sequence
from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd

from edugov.inequality import gini, theil_decomposition
from edugov.schools.variation import group_variation

Measure = Callable[[np.ndarray, np.ndarray], float]


def variation(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the coefficient of variation between provinces (变异系数), dividing by n.

    Formula: root(Σ w (X - X̄)²) / X̄ with weights that add up to one. Source:
    :func:`edugov.schools.variation.group_variation`.

    Parameters
    ----------
    values, weights : array of float, shape (n,)
        Quantity per student, in any unit, and students (or ones), above 0, of each province.

    Returns
    -------
    float
        0 or more.

    Examples
    --------
    >>> variation(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    0.5
    """
    one = np.zeros(len(values), int)
    found = group_variation(values * weights, weights, one, 1, weighting="enrolment")
    return float(found.coefficient[0])


def _gini(values: np.ndarray, weights: np.ndarray) -> float:
    return gini(values, weights=weights)


def _theil(values: np.ndarray, weights: np.ndarray) -> float:
    one = np.zeros(len(values), int)
    return theil_decomposition(values, one, weights=weights).total


MEASURES: dict[str, Measure] = {"gini": _gini, "theil": _theil, "variation": variation}


def over_time(per: pd.DataFrame, students: pd.DataFrame | None) -> pd.DataFrame:
    """Measure inequality between provinces year by year (省际差距).

    Source: :mod:`edugov.inequality` and :func:`variation`.

    Parameters
    ----------
    per : DataFrame
        Quantity per student, one row a year, one column a province, in any unit. A year with a
        province missing is left out.
    students : DataFrame or None
        Weights, as `per`; None counts every province once.

    Returns
    -------
    DataFrame
        One row a year: `gini`, `theil`, `variation`. The provinces are all there are, so there is
        no sampling interval.

    Examples
    --------
    >>> over_time(pd.DataFrame({"11": [1.0], "12": [3.0]}, [2019]), None).round(4).to_dict("list")
    {'gini': [0.25], 'theil': [0.1308], 'variation': [0.5]}
    """
    rows = {}
    for year, values in per.dropna().iterrows():
        weights = _weights(students, year, per.columns)
        rows[year] = {name: of(values.to_numpy(), weights) for name, of in MEASURES.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def _weights(students: pd.DataFrame | None, year: object, columns: pd.Index) -> np.ndarray:
    if students is None:
        return np.ones(len(columns))
    return students.loc[year, columns].to_numpy(dtype=float)


def parts(per: pd.DataFrame, students: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Part Theil's T into that between areas and that within them (泰尔指数的组间与组内).

    Source: :func:`edugov.inequality.theil_decomposition`, weighted by students.

    Parameters
    ----------
    per, students : DataFrame
        Quantity per student and students, one row a year, one column a province.
    area : Series
        The area of each province, by its code.

    Returns
    -------
    DataFrame
        One row a year: `total`, `between`, `within`, and `between_pct`, its part in percent.

    Examples
    --------
    >>> per = pd.DataFrame({"11": [1.0], "12": [3.0]}, [2019])
    >>> parts(per, per * 0 + 1, pd.Series({"11": "a", "12": "b"})).round(4).to_dict("list")
    {'total': [0.1308], 'between': [0.1308], 'within': [0.0], 'between_pct': [100.0]}
    """
    rows = {}
    for year, values in per.dropna().iterrows():
        weights = _weights(students, year, per.columns)
        of_each = area[per.columns].to_numpy()
        theil = theil_decomposition(values.to_numpy(), of_each, weights=weights)
        rows[year] = theil._asdict()
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.assign(between_pct=100 * table["between"] / table["total"])


def without_each(per: pd.DataFrame, students: pd.DataFrame | None, measure: str) -> pd.DataFrame:
    """Measure again with each province left out in turn (逐一剔除).

    Source: the jackknife's table, read as a range: it says how far one province carries a result.

    Parameters
    ----------
    per, students : DataFrame
        As for :func:`over_time`.
    measure : str
        gini, theil or variation.

    Returns
    -------
    DataFrame
        One row a year, one column the province left out.

    Examples
    --------
    >>> per = pd.DataFrame({"11": [1.0], "12": [3.0], "13": [3.0]}, [2019])
    >>> without_each(per, None, "gini").round(4).to_dict("list")
    {'11': [0.0], '12': [0.25], '13': [0.25]}
    """
    found = {}
    for code in per:
        rest = per.drop(columns=code)
        found[code] = over_time(rest, students)[measure]
    return pd.DataFrame(found)


def shapley(worth: Callable[..., float], before: Sequence, after: Sequence) -> list[float]:
    """Part the change of a result among the things it is worked out from (Shapley分解).

    Formula: the mean, over every order in which they may change from before to after, of what each
    adds when its turn comes; the parts add up to the whole change, and no order is preferred.
    Source: Shorrocks (2013).

    Parameters
    ----------
    worth : callable
        Takes as many arguments as there are things, returns a number.
    before, after : sequence
        The things as they were and as they are.

    Returns
    -------
    list of float
        One a thing, in the unit of the result.

    Examples
    --------
    >>> shapley(lambda price, count: price * count, [1.0, 1.0], [2.0, 3.0])
    [2.0, 3.0]
    """
    count = len(before)
    added = [0.0] * count
    for order in permutations(range(count)):
        now = list(before)
        reached = worth(*now)
        for place in order:
            now[place] = after[place]
            next_reached = worth(*now)
            added[place] += next_reached - reached
            reached = next_reached
    return [total / factorial(count) for total in added]
