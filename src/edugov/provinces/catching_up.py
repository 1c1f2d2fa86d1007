"""Measures of catching up between provinces: the share of a gap that is left, and how sure its
slope is."""

from collections import namedtuple

import numpy as np
import pandas as pd
import statsmodels.api as sm

from edugov.tables import Fault

# share of a gap that is left, in percent, with its interval; how rare that is where gaps stay as
# they are; and the share with a province left out
Left = namedtuple(
    "Left", "left_pct low_pct high_pct wild_share least_pct least_without most_pct most_without"
)
LEAST_PROVINCES = 4
RESAMPLES = 9999
SEED = 20190101


def logs_of(per: pd.DataFrame, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithms of a quantity in two years (对数水平).

    Source: plain arithmetic.

    Parameters
    ----------
    per : DataFrame
        Quantity per student, above 0, in any unit; one row a year, one column a province.
    first, last : int
        Two of its years.

    Returns
    -------
    tuple of array, shape (n,)
        Of the first year and of the last.

    Raises
    ------
    Fault
        A value is missing or not above 0, or there are fewer than four provinces.

    Examples
    --------
    >>> per = pd.DataFrame({code: [1.0, 1.0] for code in "abcd"}, [2011, 2019])
    >>> logs_of(per, 2011, 2019)[1].tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    both = per.loc[[first, last]].to_numpy(float)
    all_known = (both > 0).all()
    if not all_known or both.shape[1] < LEAST_PROVINCES:
        raise Fault(
            f"catching up: {first} and {last} need a value above zero in each of "
            f"{LEAST_PROVINCES} provinces or more"
        )
    before, after = np.log(both)
    return before, after


def gap_left(per: pd.DataFrame, first: int, last: int) -> Left:
    """Measure how much of a gap between two provinces is left, on average (差距留存比例, β收敛).

    Formula: ln y(last) = a + c ln y(first) + error, one row a province; 100 c is the share of a
    gap, in logarithms, that is left. The yearly slope of growth on the level, β of a long
    difference, is (c - 1) / years. The interval rests on errors that allow for unequal scatter and
    small numbers (HC3: each province's residual is the one of a line without it) and t with n - 2
    degrees of freedom. With one row a province this is the jackknife over provinces, but for a
    factor of root((n - 1) / n) and the centre. What it holds is simulated (slope_coverage.csv).
    Source: Barro and Sala-i-Martin (1992); MacKinnon and White (1985).

    Parameters
    ----------
    per : DataFrame
        Quantity per student, above 0, in any unit; one row a year, one column a province.
    first, last : int
        Two of its years.

    Returns
    -------
    Left
        In percent: 100 where gaps stayed as they were, less where those behind caught up, more
        where they fell back. `low_pct` and `high_pct`: the interval; `wild_share`: how rare a
        slope so far from no change is by :func:`wild_share`. `least_pct` and `most_pct`: with one
        province left out, `least_without` and `most_without` its code.

    Raises
    ------
    Fault
        As of :func:`logs_of`.

    Examples
    --------
    >>> per = pd.DataFrame({"a": [1, 1], "b": [4, 2], "c": [16, 4], "d": [64, 8]}, [2011, 2019])
    >>> round(gap_left(per, 2011, 2019).left_pct, 6)  # each gap is halved
    50.0
    """
    before, after = logs_of(per, first, last)
    left, low, high = _interval(before, after)
    without = [
        np.polyfit(np.delete(before, place), np.delete(after, place), 1)[0]
        for place in range(len(before))
    ]
    least = int(np.argmin(without))
    most = int(np.argmax(without))
    return Left(
        left_pct=left,
        low_pct=low,
        high_pct=high,
        wild_share=wild_share(before, after - before, np.random.default_rng(SEED)),
        least_pct=100 * without[least],
        least_without=per.columns[least],
        most_pct=100 * without[most],
        most_without=per.columns[most],
    )


def _interval(before: np.ndarray, after: np.ndarray) -> tuple[float, float, float]:
    model = sm.OLS(after, sm.add_constant(before))
    fit = model.fit(cov_type="HC3", use_t=True)
    low, high = fit.conf_int()[1]
    return float(100 * fit.params[1]), float(100 * low), float(100 * high)


def without_each(per: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Measure what is left of a gap with each province left out in turn (逐一剔除).

    Source: :func:`gap_left` of the other provinces.

    Parameters
    ----------
    per : DataFrame
        As for :func:`gap_left`.
    first, last : int
        Two of its years.

    Returns
    -------
    DataFrame
        One row the province left out: `left_pct`, `low_pct`, `high_pct`.

    Raises
    ------
    Fault
        As of :func:`logs_of`.

    Examples
    --------
    >>> levels = {"a": [1, 1], "b": [4, 2], "c": [16, 4], "d": [64, 8], "e": [9, 9]}
    >>> found = without_each(pd.DataFrame(levels, [2011, 2019]), 2011, 2019)
    >>> round(float(found.loc["e", "left_pct"]), 6)
    50.0
    """
    rows = {}
    for code in per:
        rest = per.drop(columns=code)
        rows[code] = _interval(*logs_of(rest, first, last))
    columns = ["left_pct", "low_pct", "high_pct"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def unexplained(per: pd.DataFrame, first: int, last: int) -> np.ndarray:
    """Return what the level of the first year leaves of that of the last (残差).

    Source: least squares, as in :func:`gap_left`.

    Parameters
    ----------
    per : DataFrame
        As for :func:`gap_left`.
    first, last : int
        Two of its years.

    Returns
    -------
    array of float, shape (n,)
        Logarithms; they add up to 0.

    Raises
    ------
    Fault
        As of :func:`logs_of`.

    Examples
    --------
    >>> per = pd.DataFrame({"a": [1, 1], "b": [4, 2], "c": [16, 4], "d": [64, 8]}, [2011, 2019])
    >>> bool(np.allclose(unexplained(per, 2011, 2019), 0))
    True
    """
    before, after = logs_of(per, first, last)
    line = np.polyfit(before, after, 1)
    return after - np.polyval(line, before)


def slopes(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return slopes on the level of the first year with their standard errors (回归斜率及标准误).

    Formula: least squares; errors of equal scatter (`ols`), and those that allow for unequal
    scatter with the factor n / (n - 2) (`hc1`) or with each residual over one minus its leverage
    (`hc3`). Source: MacKinnon and White (1985).

    Parameters
    ----------
    before : array of float, shape (n,)
        Logarithms of the first year, one a province.
    after : array of float, shape (..., n)
        What is explained, many times over where it has more axes.

    Returns
    -------
    tuple
        Slopes, shape (...), and their standard errors by the method's name.

    Examples
    --------
    >>> slope, errors = slopes(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 5.0]))
    >>> float(slope), round(float(errors["ols"]), 4)  # residuals 0.5, -1, 0.5: root(1.5 / 2)
    (2.5, 0.866)
    """
    count = len(before)
    away = before - before.mean()
    square = (away**2).sum()
    slope = after @ away / square
    mean = after.mean(axis=-1, keepdims=True)
    left = after - mean - slope[..., None] * away
    taken = 1 / count + away**2 / square  # the leverage of each province
    scores = (left * away) ** 2
    errors = {
        "ols": np.sqrt((left**2).sum(axis=-1) / (count - 2) / square),
        "hc1": np.sqrt(count / (count - 2) * scores.sum(axis=-1)) / square,
        "hc3": np.sqrt((scores / (1 - taken) ** 2).sum(axis=-1)) / square,
    }
    return slope, errors


def wild_share(
    before: np.ndarray, after: np.ndarray, random: np.random.Generator, resamples: int = RESAMPLES
) -> float:
    """Return how rare a slope is where there is none (野自助法的p值).

    Formula: the sign of each province's distance from the mean, which is the line where there is no
    slope, is drawn anew many times; the share of slopes that are as many of their standard errors
    (HC1) from zero, or more, the slope as it is counted with them. Provinces are the clusters.
    Source: Cameron, Gelbach and Miller (2008), with the hypothesis imposed.

    Parameters
    ----------
    before, after : array of float, shape (n,)
        Logarithms of the first year, and what is explained, one a province.
    random : Generator
        Seeded by who calls.
    resamples : int
        How often signs are drawn.

    Returns
    -------
    float
        Above 0, at most 1.

    Examples
    --------
    >>> levels = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    >>> wild_share(levels, np.array([1.0, -2.0, 2.0, -2.0, 1.0]), np.random.default_rng(1))
    1.0
    """
    slope, errors = slopes(before, after)
    away = after - after.mean()
    signs = random.choice([-1.0, 1.0], (resamples, len(before)))
    again, errors_again = slopes(before, signs * away)
    # multiplied by both errors, since that of an exact line is zero
    error, error_again = errors["hc1"], errors_again["hc1"]
    least_again = np.abs(slope) * error_again
    allowance = 1e-12 * error * error_again
    as_far = np.abs(again) * error >= least_again - allowance
    return float((1 + as_far.sum()) / (1 + resamples))
