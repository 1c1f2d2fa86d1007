"""Trends: yearly growth of a series, and whether provinces drift together or apart.

A panel has one row a province and year: `region_code`, `year`, and the column compared (education's
share of the budget, or spending in constant prices). Each province counts once, whatever its size;
missing values are left out. A value that is not above zero, or a province and year that stand
twice, are a Fault. Intervals are made for 95%; what that of a trend really holds is simulated
(data/trend_coverage.csv).
"""

from collections import namedtuple
from math import exp, log, nan, sqrt

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy.stats import t

from edugov.labels import said
from edugov.tables import Fault

# growth in percent a year with its interval; where there is none, nan and the reason
Trend = namedtuple(
    "Trend", "growth_pct low_pct high_pct first_year last_year years_count reason_en reason_zh"
)
# coefficient on an earlier log level with its 95% interval
Beta = namedtuple("Beta", "coefficient standard_error low high provinces_count observations_count")
# common growth in percent a year with its 95% interval, and spread between provinces
Mixed = namedtuple(
    "Mixed", "growth_pct low_pct high_pct slope_standard_deviation reason_en reason_zh"
)

# a province's own variance below this share of the scatter between provinces is none
SINGULAR = 1e-4


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
    ours = coverage[coverage["of_panel"] & coverage["method"].eq("mean_of_growth")]
    return 100 * ours["coverage"].item()


def _percent(slope: float) -> float:
    return 100 * (exp(slope) - 1)


def trend(years: pd.Series, values: pd.Series, least_years: int = 10) -> Trend:
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
    least_years : int
        Years needed in a row.

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
    of_year = pd.Series(list(values), index=[int(year) for year in years], dtype=float)
    series = of_year.dropna().sort_index()
    if series.index.has_duplicates or (series <= 0).any():
        raise Fault("trend: each year must stand once with a value above zero")
    run = _longest_run(series.index.to_numpy())
    count = len(run)
    first, last = 0, 0
    if count:
        first, last = int(run[0]), int(run[-1])
    if count < least_years:
        reason = said("trend.short", count=count, least=least_years)
        return Trend(nan, nan, nan, first, last, count, reason["en"], reason["zh"])
    mean, reach = mean_of_growth(np.log(series[run].to_numpy()))
    ends = [_percent(mean + side) for side in (0, -reach, reach)]
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
    return float(steps.mean()), float(t.ppf(0.975, len(steps) - 1) * error)


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
    return _percent(log(series[last_year] / series[first_year]) / (last_year - first_year))


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
    later = _panel(panel[panel["year"] >= since], column)
    rows = []
    for code, own in later.groupby("region_code"):
        found = trend(own["year"], own["value"])
        whole = own.loc[own["year"] == since, "value"].item()
        index = 100 * own["value"].iloc[-1] / whole
        told = found.low_pct > 0 or found.high_pct < 0
        rows.append((code, index, found.growth_pct, found.low_pct, found.high_pct, told))
    names = ["region_code", "index", "growth_pct", "low_pct", "high_pct", "told"]
    return pd.DataFrame(rows, columns=names)


def _longest_run(years: np.ndarray) -> np.ndarray:
    """Return the most consecutive years there are, the latest of as many."""
    gaps = np.flatnonzero(np.diff(years) != 1)
    runs = np.split(years, gaps + 1)
    return max(reversed(runs), key=len)


def _panel(panel: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return region, year, value and log of the column, sorted; refuse what has no logarithm."""
    table = panel.dropna(subset=[column]).astype({"year": int}).sort_values(["region_code", "year"])
    if table.duplicated(["region_code", "year"]).any() or (table[column] <= 0).any():
        raise Fault(
            f"panel, {column}: each region and year must stand once with a value above zero"
        )
    values = table[column].to_numpy(dtype=float)
    rows = table[["region_code", "year"]]
    return rows.assign(value=values, log=np.log(values))


def sigma_convergence(panel: pd.DataFrame, column: str) -> pd.DataFrame:
    """Measure whether provinces grow alike (σ收敛): their coefficient of variation, year by year.

    Formula: standard deviation over provinces (dividing by n: they are all there are) / plain mean.
    Source: Barro and Sala-i-Martin (1992).

    Parameters
    ----------
    panel : DataFrame
        One row a province and year: region_code, year, and the column.
    column : str
        What is compared, in any unit; above zero, missing rows are left out.

    Returns
    -------
    DataFrame
        One row a year: `year`, `provinces_count`, `mean`, `standard_deviation`,
        `coefficient_of_variation`. A falling coefficient says that provinces came closer on this
        column. They are all there are, so it has no interval. Of total spending it mostly says how
        big provinces are; neither says that money per pupil came closer.

    Examples
    --------
    >>> panel = pd.DataFrame(dict(region_code=["11", "12"], year=2020, share_pct=[1.0, 3.0]))
    >>> sigma_convergence(panel, "share_pct")["coefficient_of_variation"].tolist()
    [0.5]
    """
    kept = _panel(panel, column)
    groups = kept.groupby("year")["value"]
    table = pd.DataFrame({"provinces_count": groups.size(), "mean": groups.mean()})
    table["standard_deviation"] = groups.std(ddof=0)
    table["coefficient_of_variation"] = table["standard_deviation"] / table["mean"]
    return table.reset_index()


def beta_convergence(panel: pd.DataFrame, column: str) -> Beta:
    """Measure whether provinces that were behind grew faster (β收敛), with errors clustered by
    province.

    Formula: ln y(t) - ln y(t-1) = a(t) + b ln y(t-1) + error, a(t) one constant a year, so that
    prices and anything else common to all provinces drop out; t distribution with provinces - 1
    degrees of freedom. Source: Barro and Sala-i-Martin (1992); errors by Liang and Zeger (1986).

    Parameters
    ----------
    panel : DataFrame
        One row a province and year: region_code, year, and the column.
    column : str
        What is compared, in any unit; above zero, missing rows are left out.

    Returns
    -------
    Beta
        From pairs of consecutive years. Below zero with an interval that leaves out zero: those
        behind grew faster. That does not say that provinces came closer (see sigma), nor why;
        chance ups and downs of one year alone push it below zero, so it is to be read beside
        :func:`long_difference`.

    Raises
    ------
    Fault
        When fewer than three provinces have two consecutive years.

    Examples
    --------
    >>> panel = pd.DataFrame(dict(region_code=list("aabbcc"), year=[2020, 2021] * 3))
    >>> panel["y"] = [1, 1, 4, 2, 16, 4]
    >>> round(beta_convergence(panel, "y").coefficient, 6)
    -0.5
    """
    table = _panel(panel, column)
    before = table[["region_code"]].assign(year=table["year"] + 1, before=table["log"])
    pairs = table.merge(before, on=["region_code", "year"])
    provinces = pairs["region_code"].nunique()
    if provinces < 3:
        raise Fault(
            f"panel, {column}: {provinces} provinces with two consecutive years, three are needed"
        )
    groups = pairs["region_code"].astype("category").cat.codes
    model = smf.ols("I(log - before) ~ 0 + C(year) + before", pairs)
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    return _beta(fit, provinces)


def _beta(fit, provinces: int) -> Beta:
    low, high = fit.conf_int().loc["before"]
    return Beta(
        coefficient=float(fit.params["before"]),
        standard_error=float(fit.bse["before"]),
        low=float(low),
        high=float(high),
        provinces_count=provinces,
        observations_count=int(fit.nobs),
    )


def long_difference(panel: pd.DataFrame, column: str, first_year: int, last_year: int) -> Beta:
    """Measure whether provinces that were behind in one year grew faster up to another (长差分
    β收敛).

    Formula: (ln y(last) - ln y(first)) / years = a + b ln y(first) + error, one row a province;
    errors that allow for unequal scatter (HC3), t distribution. Source: Barro and Sala-i-Martin
    (1992); MacKinnon and White (1985) for the errors.

    Parameters
    ----------
    panel : DataFrame
        One row a province and year: region_code, year, and the column.
    column : str
        What is compared, in any unit; above zero, missing rows are left out.
    first_year, last_year : int
        Between which years growth is counted.

    Returns
    -------
    Beta
        A year's chance high or low of the first year still pulls it below zero, but by one part in
        as many as there are years between, against the whole of it from year to year
        (:func:`beta_convergence`).

    Raises
    ------
    Fault
        When fewer than four provinces have both years.

    Examples
    --------
    >>> panel = pd.DataFrame(dict(region_code=list("aabbccdd"), year=[2020, 2022] * 4))
    >>> panel["y"] = [1, 1, 4, 2, 16, 4, 64, 8]  # the logarithm is halved in two years
    >>> round(long_difference(panel, "y", 2020, 2022).coefficient, 6)
    -0.25
    """
    table = _panel(panel, column)
    wide = table.pivot(index="region_code", columns="year", values="log")
    both = wide.reindex(columns=[first_year, last_year]).dropna()
    if len(both) < 4:
        raise Fault(
            f"panel, {column}: {len(both)} provinces with {first_year} and {last_year}, four are "
            "needed"
        )
    before = both[first_year]
    growth = (both[last_year] - before) / (last_year - first_year)
    model = sm.OLS(growth, sm.add_constant(before.rename("before")))
    return _beta(model.fit(cov_type="HC3", use_t=True), len(both))


def mixed_growth(panel: pd.DataFrame, column: str) -> Mixed:
    """Fit a growth rate for each province around a common one (混合效应模型).

    Formula: ln y = (a + u) + (b + v) (year - mean year) + error; u and v, a province's own, are
    normal and correlated; restricted maximum likelihood, which for a complete panel is: b the mean
    of the provinces' own slopes, its variance theirs over their number, and the variance of v
    theirs without that of chance. At least three provinces and three years are needed.
    Source: Laird and Ware (1982); a test finds the optimum of statsmodels the same.

    Parameters
    ----------
    panel : DataFrame
        One row a province and year: region_code, year, and the column.
    column : str
        What is compared, in any unit; above zero. A province without one of the years is left out.

    Returns
    -------
    Mixed
        Common yearly growth in percent with a 95% interval; `slope_standard_deviation`, the spread
        of the provinces' yearly log growth. Errors are taken as independent over the years and
        between provinces: what hits all of them at once (a national push, one price index) is in no
        error, and no number of provinces averages it away. So the interval says how far the
        provinces' lines scatter around their mean, not how sure that mean is. If the model is
        singular (provinces do not differ, or nothing is left to chance): nothing but the reason.

    Examples
    --------
    >>> same = pd.DataFrame(dict(region_code=list("aaabbbccc"), year=[2020, 2021, 2022] * 3))
    >>> same["y"] = [1, 2, 4] * 3
    >>> mixed_growth(same, "y").reason_en
    'no model: singular, each series lies on its own line'
    """
    table = _panel(panel, column)
    wide = table.pivot(index="year", columns="region_code", values="log").dropna(axis="columns")
    years_count, count = wide.shape
    if min(years_count, count) < 3:
        return _no_model("few")
    years = wide.index - wide.index.to_numpy().mean()
    x = np.column_stack([np.ones(years_count), years])
    lines, left, _, _ = np.linalg.lstsq(x, wide.to_numpy(), rcond=None)
    noise = left.sum() / (count * (years_count - 2))
    if noise < 1e-14:
        return _no_model("line")
    scatter = np.cov(lines)
    by_chance = noise * np.linalg.inv(x.T @ x)
    own = scatter - by_chance
    if _is_singular(own, scatter, noise):
        return _no_model("same")
    slope = lines[1].mean()
    reach = 1.959964 * np.sqrt(scatter[1, 1] / count)
    ends = [_percent(slope + side) for side in (0, -reach, reach)]
    own_slope_deviation = float(np.sqrt(own[1, 1]))
    return Mixed(*ends, own_slope_deviation, "", "")


def _is_singular(own: np.ndarray, scatter: np.ndarray, noise: float) -> bool:
    """Tell whether levels and slopes scatter far less than chance alone scatters them, or no more,
    or all on one line."""
    scale = np.sqrt(np.diag(scatter))
    if scale.min() < 1e-6 * np.sqrt(noise):
        return True
    scaled = own / np.outer(scale, scale)
    return np.linalg.eigvalsh(scaled).min() < SINGULAR


def _no_model(why: str) -> Mixed:
    reason = said(f"model.{why}")
    return Mixed(nan, nan, nan, nan, reason["en"], reason["zh"])
