"""Trends: yearly growth of a series, and whether provinces drift together or apart.

A panel has one row a province and year: `region_code`, `year`, and the column compared (education's
share of the budget, or spending in constant prices). Each province counts once, whatever its size;
missing values are left out. A value that is not above zero, or a province and year that stand
twice, are a Fault. Intervals are 95% ones.
"""

import warnings
from collections import namedtuple
from math import exp, floor, log, nan

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

from edugov.labels import say
from edugov.tables import Fault

# growth in percent a year with its 95% interval; where there is none, nan and the reason
Trend = namedtuple(
    "Trend",
    "growth_pct low_pct high_pct first_year last_year years_count lag_years reason_en reason_zh",
)
# coefficient on the lagged log level with its 95% interval
Beta = namedtuple("Beta", "coefficient standard_error low high provinces_count observations_count")
# common growth in percent a year with its 95% interval, spread between provinces, a table of their
# own growth
Mixed = namedtuple(
    "Mixed", "growth_pct low_pct high_pct slope_standard_deviation by_region reason_en reason_zh"
)

# how each optimiser of the mixed model is run; the likeliest of their answers counts
OPTIMISERS = {"lbfgs": {}, "bfgs": {}, "powell": {"ftol": 1e-10, "xtol": 1e-8}}
# a province's own variance below this share of the scatter between provinces is none
SINGULAR = 1e-4


def _percent(slope: float) -> float:
    return 100 * (exp(slope) - 1)


def trend(years: pd.Series, values: pd.Series, least_years: int = 10) -> Trend:
    """Fit yearly growth (年均增长率) by log-linear least squares with Newey-West (HAC) standard
    errors.

    Formula: ln value = a + b year + error; growth = 100 (exp(b) - 1). The longest run of
    consecutive years is used; lag = floor(4 (n/100)^(2/9)), Bartlett weights, factor n/(n-2), t
    distribution with n-2 degrees. Source: Newey and West (1987).

    Parameters
    ----------
    years, values : Series, shape (n,)
        One element a year; values above zero, any unit. A missing value breaks the run.
    least_years : int
        Years needed in a row.

    Returns
    -------
    Trend
        Average yearly growth, and how sure it is if one steady rate lies behind the past. It is no
        forecast, hides turns, and with 10 to 14 years the interval is rough. With a shorter run:
        why there is no trend.

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
    series = (
        pd.Series(list(values), index=[int(year) for year in years], dtype=float)
        .dropna()
        .sort_index()
    )
    if series.index.has_duplicates or (series <= 0).any():
        raise Fault("trend: each year must stand once with a value above zero")
    run = _longest_run(series.index.to_numpy())
    count = len(run)
    first, last = 0, 0
    if count:
        first, last = int(run[0]), int(run[-1])
    if count < least_years:
        reasons = [
            say("trend.short", lang, count=count, least=least_years) for lang in ("en", "zh")
        ]
        return Trend(nan, nan, nan, first, last, count, 0, *reasons)
    lag = floor(4 * (count / 100) ** (2 / 9))
    logs = [log(value) for value in series[run]]
    model = sm.OLS(logs, sm.add_constant(run - run.mean()))
    newey_west = {"maxlags": lag, "use_correction": True}
    fit = model.fit(cov_type="HAC", cov_kwds=newey_west, use_t=True)
    growth = _percent(fit.params[1])
    low, high = fit.conf_int()[1]
    return Trend(growth, _percent(low), _percent(high), first, last, count, lag, "", "")


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


def sigma_convergence(panel: pd.DataFrame, column: str) -> tuple[pd.DataFrame, Trend]:
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
    tuple
        Table of `year`, `provinces_count`, `mean`, `standard_deviation`,
        `coefficient_of_variation`, and the `Trend` of the coefficient. A falling coefficient says
        that provinces came closer on this column. Of total spending it mostly says how big
        provinces are; neither says that money per pupil came closer.

    Examples
    --------
    >>> panel = pd.DataFrame(dict(region_code=["11", "12"], year=2020, share_pct=[1.0, 3.0]))
    >>> sigma_convergence(panel, "share_pct")[0]["coefficient_of_variation"].tolist()
    [0.5]
    """
    kept = _panel(panel, column)
    groups = kept.groupby("year")["value"]
    table = pd.DataFrame({"provinces_count": groups.size(), "mean": groups.mean()})
    table["standard_deviation"] = groups.std(ddof=0)
    table["coefficient_of_variation"] = table["standard_deviation"] / table["mean"]
    line = trend(table.index, table["coefficient_of_variation"].replace(0, nan))
    return table.reset_index(), line


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
        chance ups and downs of one year alone push it below zero.

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
    low, high = fit.conf_int().loc["before"]
    return Beta(
        coefficient=float(fit.params["before"]),
        standard_error=float(fit.bse["before"]),
        low=float(low),
        high=float(high),
        provinces_count=provinces,
        observations_count=len(pairs),
    )


def mixed_growth(panel: pd.DataFrame, column: str) -> Mixed:
    """Fit a growth rate for each province around a common one (混合效应模型).

    Formula: ln y = (a + u) + (b + v) (year - mean year) + error; u and v, a province's own, are
    normal and correlated; restricted maximum likelihood. At least three provinces and three years
    are needed. Source: Laird and Ware (1982).

    Parameters
    ----------
    panel : DataFrame
        One row a province and year: region_code, year, and the column.
    column : str
        What is compared, in any unit; above zero, missing rows are left out.

    Returns
    -------
    Mixed
        Common yearly growth in percent with a 95% interval; `slope_standard_deviation`, the spread
        of the provinces' yearly log growth; `by_region`, each province's growth drawn towards the
        common one. Rates drawn in are for comparing, not for quoting as a province's own growth.
        Errors are taken as independent over the years, so the interval is rather narrow. If the
        model is singular (provinces do not differ, or nothing is left to chance) or finds no
        optimum: nothing but the reason.

    Examples
    --------
    >>> same = pd.DataFrame(dict(region_code=list("aaabbbccc"), year=[2020, 2021, 2022] * 3))
    >>> same["y"] = [1, 2, 4] * 3
    >>> mixed_growth(same, "y").reason_en
    'no model: singular, each series lies on its own line'
    """
    table = _panel(panel, column)
    groups = table["region_code"].to_numpy()
    y = table["log"].to_numpy()
    years = table["year"].to_numpy()
    if len(set(groups)) < 3 or len(set(years)) < 3:
        return _no_model("few")
    x = np.column_stack([np.ones(len(y)), years - years.mean()])
    scatter, noise = _scatter(y, x, groups)
    if noise < 1e-7:
        return _no_model("line")
    own_scale = scatter / noise
    if own_scale.min() < 1e-6:  # chance alone scatters them a thousand times as far, or farther
        return _no_model("same")
    fit = _likeliest(y, x, groups, x * own_scale)
    if fit is None:
        return _no_model("same")
    slope = fit.fe_params[1]
    reach = 1.959964 * fit.bse_fe[1]
    slope_scale = own_scale[1]
    rates = []
    for code, effect in fit.random_effects.items():
        own_slope = slope + slope_scale * effect.iloc[1]
        rates.append((code, _percent(own_slope)))
    variance = np.asarray(fit.cov_re)[1, 1]
    return Mixed(
        growth_pct=_percent(slope),
        low_pct=_percent(slope - reach),
        high_pct=_percent(slope + reach),
        slope_standard_deviation=float(slope_scale * np.sqrt(variance)),
        by_region=pd.DataFrame(rates, columns=["region_code", "growth_pct"]),
        reason_en="",
        reason_zh="",
    )


def _scatter(y: np.ndarray, x: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit each province's own line; return how far the lines scatter, a standard deviation a
    column of x, and how far the points lie from them."""
    codes = np.unique(groups)
    columns = []
    for code in codes:
        here = groups == code
        columns.append(x * here[:, None])
    lines = np.hstack(columns)
    own, _, rank, _ = np.linalg.lstsq(lines, y, rcond=None)
    left = y - lines @ own
    freedom = max(len(y) - rank, 1)
    noise = float(np.sqrt(np.sum(left**2) / freedom))
    own_lines = own.reshape(len(codes), 2)
    return own_lines.std(axis=0, ddof=1), noise


def _likeliest(y: np.ndarray, x: np.ndarray, groups: np.ndarray, own_x: np.ndarray):
    """Fit the mixed model with each optimiser and return the likeliest fit, None if it is singular
    or no optimum.

    The columns of `own_x` are scaled so that what is sought, a province's own variance in units of
    how far the provinces' lines scatter, lies near 0 to 1, where the optimisers begin: unscaled it
    runs to thousands, and a gradient method stops half-way and says that it converged. Powell's
    method uses no gradient and is the one that reaches a variance of zero; its tolerance leaves
    an error of 1e-8 in the log-likelihood, thus of about 1e-8 in a variance that is zero, of which
    `SINGULAR` is far clear.
    """
    best = None
    model = sm.MixedLM(y, x, groups, exog_re=own_x)
    for method, tolerances in OPTIMISERS.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they warn of is checked below
            try:
                fit = model.fit(reml=True, method=method, **tolerances)
            except np.linalg.LinAlgError:
                continue
        if np.isfinite(fit.llf) and (best is None or fit.llf > best.llf):
            best = fit
    if best is None or not best.converged or not np.isfinite(best.bse_fe).all():
        return None
    variances = np.linalg.eigvalsh(best.cov_re / best.scale)
    if variances.min() < SINGULAR:
        return None
    return best


def _no_model(why: str) -> Mixed:
    empty = pd.DataFrame(columns=["region_code", "growth_pct"])
    return Mixed(nan, nan, nan, nan, empty, *(say(f"model.{why}", lang) for lang in ("en", "zh")))
