"""trend_coverage.csv: how often a trend's interval holds the truth, a seeded simulation of four
estimators (趋势区间覆盖率).

Series are as long as the panel of provinces since its break. Either the level returns to a line, or
it drifts: then yearly growth is drawn around one rate. Rows of `of_panel` have the autocorrelation
of the panel's own yearly growth. Making it takes some minutes.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.linalg import toeplitz
from scipy.signal import lfilter
from scipy.stats import t

from edugov import funding
from edugov.makers import Material, progress
from edugov.makers.interval_coverage import simulation_error
from edugov.provinces.trends import mean_of_growth

SEED = 20120101
DRAWS = 5000
AROUND_A_LINE = (0.0, 0.3, 0.5, 0.7, 0.9)  # autocorrelation of the level, drawn
LAG = 2  # of Newey and West: the whole part of 4 (n/100)^(2/9), for 8 to 20 years
# Kiefer and Vogelsang (2005), table 1, Bartlett kernel, 97.5%: powers 0 to 3 of the bandwidth as a
# share of the years
FIXED_B = (1.9600, 2.9694, 0.4160, -0.5324)
GRID = np.linspace(-0.95, 0.99, 195)


def expected_ratios(x: np.ndarray) -> np.ndarray:
    """Return, for each autocorrelation of the grid, the ratio of the expected sums of the residuals
    of a regression on `x`: products of neighbours over squares."""
    count = len(x)
    residual_of = np.eye(count) - x @ np.linalg.pinv(x)
    step = np.eye(count, k=1)
    ratios = []
    for value in GRID:
        noise = toeplitz(value ** np.arange(count))
        covariance = residual_of @ noise @ residual_of
        ratios.append(np.trace(step @ covariance) / np.trace(covariance))
    return np.array(ratios)


def adjusted_autocorrelation(left: np.ndarray, expected: np.ndarray) -> float:
    """Return the first autocorrelation of errors that left these residuals, years by series.

    Fitting takes part of it away, so the ratio that the residuals have is compared with the ratios
    to be expected: the bias adjustment.
    """
    ratio = np.sum(left[1:] * left[:-1]) / np.sum(left**2)
    return float(np.interp(ratio, expected, GRID))


def panel_steps(material: Material) -> np.ndarray:
    """Return the provinces' yearly log growth in constant prices since the break, a column each."""
    since = funding.break_year(material.table("standards"))
    panel = material.table("funding_provincial")
    prices = material.table("price_index")
    real = funding.constant_prices(panel, prices, since, funding.EDUCATION)
    column = f"{funding.EDUCATION}_at_{since}_prices"
    levels = real.pivot(index="year", columns="region_code", values=column)
    logs = np.log(levels.loc[since:].to_numpy())
    return np.diff(logs, axis=0)


def draw_series(
    random: np.random.Generator, process: str, autocorrelation: float, shape: tuple
) -> np.ndarray:
    """Draw logarithms of series without growth, (series, years): of process `line` the level
    itself is autoregressive, of `drift` its steps are."""
    series, years = shape
    count = years - 1 if process == "drift" else years
    shocks = random.standard_normal((series, count))
    shocks[:, 1:] *= np.sqrt(1 - autocorrelation**2)
    drawn = lfilter([1.0], [1.0, -autocorrelation], shocks, axis=1)
    if process == "line":
        return drawn
    start = np.zeros(series)
    return np.cumsum(np.column_stack([start, drawn]), axis=1)


def estimates(
    logs: np.ndarray, x: np.ndarray, expected: np.ndarray
) -> Iterator[tuple[str, float, float]]:
    """Yield each method's slope and half the width of its 95% interval, for one series.

    `x` holds a constant and the years, `expected` is what :func:`expected_ratios` returns for it.
    """
    count = len(logs)
    quantile = t.ppf(0.975, count - 2)
    line = sm.OLS(logs, x)
    newey_west = {"maxlags": LAG, "use_correction": True}
    fit = line.fit(cov_type="HAC", cov_kwds=newey_west)
    slope = fit.params[1]
    error = fit.bse[1]
    yield "newey_west", slope, quantile * error
    quantile_fixed_b = np.polyval(FIXED_B[::-1], (LAG + 1) / count)
    yield "newey_west_fixed_b", slope, quantile_fixed_b * error
    adjusted = adjusted_autocorrelation(fit.resid, expected)
    noise = toeplitz(adjusted ** np.arange(count))
    weighted = sm.GLS(logs, x, sigma=noise).fit()
    yield "prais_winsten_adjusted", weighted.params[1], quantile * weighted.bse[1]
    yield "mean_of_growth", *mean_of_growth(logs)


def coverage(steps: np.ndarray, draws: int = DRAWS) -> pd.DataFrame:
    """Share of simulated series whose interval holds the true growth, none (覆盖率).

    `steps` is what :func:`panel_steps` returns. One row a process, autocorrelation and method:
    coverage (share), simulation_error (its standard error), median_width (of the interval, in
    standard deviations of a year's growth), and what was drawn.
    """
    years = len(steps) + 1
    around_mean = expected_ratios(np.ones((len(steps), 1)))
    own = adjusted_autocorrelation(steps - steps.mean(axis=0), around_mean)
    x = sm.add_constant(np.arange(years, dtype=float))
    around_line = expected_ratios(x)
    drawn = [("line", value, False) for value in AROUND_A_LINE]
    drawn += [("drift", 0.0, False), ("drift", round(own, 4), True)]
    rows = []
    for number, (process, value, of_panel) in enumerate(progress(drawn, "process")):
        random = np.random.default_rng([SEED, number])
        series = draw_series(random, process, value, (draws, years))
        year_sd = np.diff(series, axis=1).std()
        found = [each for logs in series for each in estimates(logs, x, around_line)]
        table = pd.DataFrame(found, columns=["method", "slope", "reach"])
        for method, of_method in table.groupby("method", sort=False):
            is_held = of_method["slope"].abs() <= of_method["reach"]
            share = float(is_held.mean())
            rows.append(
                {
                    "process": process,
                    "autocorrelation": value,
                    "of_panel": of_panel,
                    "method": method,
                    "years_count": years,
                    "draws": draws,
                    "coverage": round(share, 4),
                    "simulation_error": simulation_error(share, draws),
                    "median_width": round(2 * of_method["reach"].median() / year_sd, 3),
                    "seed": SEED,
                }
            )
    return pd.DataFrame(rows)


def make(material: Material) -> pd.DataFrame:
    """Simulate at the length and the autocorrelation that the panel of provinces has."""
    return coverage(panel_steps(material))
