"""Trends of a series: yearly growth (年均增长率), and how sure it is.

Missing values are left out. A value that is not above zero, or a year that stands twice, is a
Fault. Intervals are made for 95%; what that of a trend really holds is simulated
(data/trend_coverage.csv).
"""

from collections import namedtuple
from math import log, nan, sqrt

import numpy as np
import pandas as pd
from scipy.stats import t

from edugov.labels import said
from edugov.provinces.panels import of_logs, percent
from edugov.tables import Fault

# growth in percent a year with its interval; where there is none, nan and the reason
Trend = namedtuple(
    "Trend", "growth_pct low_pct high_pct first_year last_year years_count reason_en reason_zh"
)
LEAST_YEARS = 10  # in a row, for a trend


def covered(coverage: pd.DataFrame) -> float:
    """Return how often the interval of :func:`trend` holds the truth (区间实际覆盖率), in percent.

    Parameters
    ----------
    coverage : DataFrame
        The table trend_coverage of the data package.

    Returns
    -------
    float
        Simulated at the autocorrelation and the length that the panel of provinces has.

    Examples
    --------
    >>> covered(pd.DataFrame(dict(method=["mean_of_growth"], of_panel=[True], coverage=[0.94])))
    94.0
    """
    of_panel = coverage["of_panel"]
    ours = coverage[of_panel & coverage["method"].eq("mean_of_growth")]
    return 100 * ours["coverage"].item()


def trend(years: pd.Series, values: pd.Series) -> Trend:
    """Measure yearly growth (年均增长率), and whether yearly ups and downs let it be told.

    Formula: the mean of ln value(t) - ln value(t-1) over the longest run of consecutive years, plus
    and minus t (n-2 degrees of freedom, for n years) times their standard deviation / root(n-1);
    growth = 100 (exp(mean) - 1), which is the growth from the first year to the last spread evenly.
    Source: the t interval of a mean; for series whose level drifts, as budgets do, a line through
    the levels has an interval several times too narrow (data/trend_coverage.csv).

    Parameters
    ----------
    years, values : Series, shape (n,)
        One element a year; values above zero, any unit. A missing value breaks the run.

    Returns
    -------
    Trend
        Average yearly growth, and how sure it is if the years' rates are drawn around one steady
        rate. With zero in the interval no trend can be told. It is no forecast and hides turns.
        With a shorter run: why there is no trend.

    Raises
    ------
    Fault
        When a year stands twice or a value is not above zero.

    Examples
    --------
    >>> round(trend(range(2010, 2020), [1.05**year for year in range(10)]).growth_pct, 6)
    5.0
    >>> trend([2020, 2021], [1, 2]).reason_en
    'no trend: 2 consecutive years, 10 are needed'
    """
    index = [int(year) for year in years]
    of_year = pd.Series(list(values), index=index, dtype=float)
    series = of_year.dropna().sort_index()
    if series.index.has_duplicates or (series <= 0).any():
        raise Fault("trend: each year must stand once with a value above zero")
    run = _longest_run(series.index.to_numpy())
    count = len(run)
    first, last = 0, 0
    if count:
        first, last = int(run[0]), int(run[-1])
    if count < LEAST_YEARS:
        reason = said("trend.short", count=count, least=LEAST_YEARS)
        return Trend(nan, nan, nan, first, last, count, reason["en"], reason["zh"])
    logs = np.log(series[run].to_numpy())
    mean, reach = mean_of_growth(logs)
    ends = [percent(mean + side) for side in (0, -reach, reach)]
    return Trend(*ends, first, last, count, "", "")


def mean_of_growth(logs: np.ndarray) -> tuple[float, float]:
    """Return the mean yearly step of a series of logarithms and half the width of its interval
    (平均对数增长).

    Parameters
    ----------
    logs : array of float, shape (n,)
        One a year, in order, three or more.

    Returns
    -------
    tuple
        Mean of the n-1 steps, and t with n-2 degrees of freedom times its standard error.

    Examples
    --------
    >>> mean, reach = mean_of_growth(np.array([0.0, 1.0, 4.0]))  # steps 1 and 3
    >>> mean, round(reach, 3)  # standard error 1, t(1) = 12.706
    (2.0, 12.706)
    """
    steps = np.diff(logs)
    error = steps.std(ddof=1) / sqrt(len(steps))
    quantile = t.ppf(0.975, len(steps) - 1)
    return float(steps.mean()), float(quantile * error)


def pace(series: pd.Series, first_year: int, last_year: int) -> float:
    """Return growth between two years spread evenly over them (年均增速), in percent a year.

    Parameters
    ----------
    series : Series, shape (n,)
        Values above zero, by year.
    first_year, last_year : int
        Two of its years, the first earlier.

    Returns
    -------
    float
        Percent a year; nothing says how sure it is.

    Examples
    --------
    >>> round(pace(pd.Series({2010: 100.0, 2012: 121.0}), 2010, 2012), 6)
    10.0
    """
    years = last_year - first_year
    growth = log(series[last_year] / series[first_year])
    return percent(growth / years)


def own_growth(panel: pd.DataFrame, column: str, since: int) -> pd.DataFrame:
    """Measure each province's own growth since a year (分省增长), one row a province.

    Source: :func:`trend`, province by province.

    Parameters
    ----------
    panel : DataFrame
        One row a province and year: region_code, year, and the column.
    column : str
        What grows, in any unit; above zero, missing rows are left out.
    since : int
        The year from which growth is counted, and which is 100; earlier years are left out.

    Returns
    -------
    DataFrame
        `region_code`, `index` of the last year (that of `since` = 100), `growth_pct`, `low_pct`,
        `high_pct` (missing where years are too few), and `told`: zero is not in the interval.

    Examples
    --------
    >>> panel = pd.DataFrame(dict(region_code="11", year=range(2010, 2023)))
    >>> panel["yuan"] = [9, 9] + [2.0**step for step in range(11)]
    >>> own_growth(panel, "yuan", 2012)[["index", "growth_pct", "told"]].values.tolist()
    [[102400.0, 100.0, True]]
    """
    is_later = panel["year"] >= since
    later = of_logs(panel[is_later], column)
    rows = []
    for code, own in later.groupby("region_code"):
        found = trend(own["year"], own["value"])
        is_first = own["year"] == since
        first = own.loc[is_first, "value"].item()
        index = 100 * own["value"].iloc[-1] / first
        told = found.low_pct > 0 or found.high_pct < 0
        ends = (found.low_pct, found.high_pct)
        rows.append((code, index, found.growth_pct, *ends, told))
    names = ["region_code", "index", "growth_pct", "low_pct", "high_pct", "told"]
    return pd.DataFrame(rows, columns=names)


def _longest_run(years: np.ndarray) -> np.ndarray:
    """Return the most consecutive years there are, the latest of as many."""
    gaps = np.flatnonzero(np.diff(years) != 1)
    runs = np.split(years, gaps + 1)
    return max(reversed(runs), key=len)
