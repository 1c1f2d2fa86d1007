"""Measures of convergence of provinces (趋同): sigma, beta, long differences and a mixed model of
growth.

A panel has one row a province and year: `region_code`, `year`, and the column compared (education's
share of the budget, or spending in constant prices). Each province counts once, whatever its size;
missing values are left out. A value that is not above zero, or a province and year that stand
twice, are a Fault. Intervals are made for 95%.
"""

from collections import namedtuple
from math import nan

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

from edugov.labels import said
from edugov.provinces.panels import of_logs, percent
from edugov.tables import Fault

# coefficient on an earlier log level with its 95% interval
Beta = namedtuple("Beta", "coefficient standard_error low high provinces_count observations_count")
# common growth in percent a year with its 95% interval, and spread between provinces
Mixed = namedtuple(
    "Mixed", "growth_pct low_pct high_pct slope_standard_deviation reason_en reason_zh"
)

# a province's own variance below this share of the scatter between provinces is none
SINGULAR = 1e-4


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
    kept = of_logs(panel, column)
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
    table = of_logs(panel, column)
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
    table = of_logs(panel, column)
    wide = table.pivot(index="region_code", columns="year", values="log")
    both = wide.reindex(columns=[first_year, last_year]).dropna()
    if len(both) < 4:
        raise Fault(
            f"panel, {column}: {len(both)} provinces with {first_year} and {last_year}, four are "
            "needed"
        )
    before = both[first_year]
    years = last_year - first_year
    growth = (both[last_year] - before) / years
    regressors = sm.add_constant(before.rename("before"))
    model = sm.OLS(growth, regressors)
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
    table = of_logs(panel, column)
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
    of_lines = np.linalg.inv(x.T @ x)
    by_chance = noise * of_lines
    own = scatter - by_chance
    if _is_singular(own, scatter, noise):
        return _no_model("same")
    slope = lines[1].mean()
    error = np.sqrt(scatter[1, 1] / count)
    reach = 1.959964 * error
    ends = [percent(slope + side) for side in (0, -reach, reach)]
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
