"""slope_coverage.csv: how often the interval of the share of a gap that is left holds the truth, a
seeded simulation (差距留存比例区间的实际覆盖率).

The provinces and their levels of the first year are the panel's own; what is drawn is the rest of
their levels of the last year, in several kinds of scatter. Making it takes a minute or two.
"""

import numpy as np
import pandas as pd
from scipy.stats import t

from edugov.makers import Material, progress
from edugov.makers.interval_coverage import simulation_error
from edugov.provinces import catching_up, neighbours, per_student

SEED = 20111231
DRAWS = 5000
RESAMPLES = 999
FIRST, LAST = 2011, 2019
LEVEL = 0.95
NEIGHBOURS = {"neighbours_weak": 0.3, "neighbours_strong": 0.6}
SCATTERS = ("alike", "unequal", "tails", *NEIGHBOURS, "own")


def panel(material: Material) -> pd.DataFrame:
    """Return education expenditure per student of schools in own prices of the last year."""
    values = material.table("province_values")
    money = per_student.expenditure(material.table("funding_provincial"), values)
    real = per_student.own_prices(money, material.table("prices_provincial"), LAST)
    each = real / per_student.enrolled(values)
    return each.loc[FIRST:LAST]


def draw(
    scatter: str, random: np.random.Generator, draws: int, per: pd.DataFrame, weight: np.ndarray
) -> np.ndarray:
    """Draw what is scattered around the line, (draws, provinces): of mean 0 at each province."""
    before, _ = catching_up.logs_of(per, FIRST, LAST)
    noise = random.standard_normal((draws, len(before)))
    if scatter == "unequal":  # three times as much at the ends of the line as in its middle
        away = np.abs(before - before.mean())
        return noise * (1 + 2 * away / away.max())
    if scatter == "tails":
        return random.standard_t(4, noise.shape)
    if scatter in NEIGHBOURS:  # each province takes part in what befalls its neighbours
        links = NEIGHBOURS[scatter] * weight
        spread = np.linalg.inv(np.eye(len(before)) - links)
        return noise @ spread.T
    if scatter == "own":  # as large at each province as the panel's own, its sign and size drawn
        return noise * catching_up.unexplained(per, FIRST, LAST)
    return noise


def coverage(
    per: pd.DataFrame, weight: np.ndarray, draws: int = DRAWS, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Share of simulated panels whose interval holds the truth, none (覆盖率).

    `per` is what :func:`panel` returns, `weight` that of
    :func:`edugov.provinces.neighbours.weights`. One row a scatter and method: coverage (share),
    simulation_error (its standard error), and what was drawn.
    """
    before, _ = catching_up.logs_of(per, FIRST, LAST)
    quantile = t.ppf((1 + LEVEL) / 2, len(before) - 2)
    rows = []
    for number, scatter in enumerate(progress(list(SCATTERS), "scatter")):
        random = np.random.default_rng([SEED, number])
        drawn = draw(scatter, random, draws, per, weight)
        slope, errors = catching_up.slopes(before, drawn)
        kept = {method: np.abs(slope) <= quantile * error for method, error in errors.items()}
        rare = [catching_up.wild_share(before, one, random, resamples) for one in drawn]
        kept["wild_bootstrap"] = np.array(rare) > 1 - LEVEL
        for method, holds in kept.items():
            share = float(holds.mean())
            row = {"scatter": scatter, "method": method, "provinces_count": len(before)}
            row |= {"draws": draws, "coverage": round(share, 4)}
            error = simulation_error(share, draws)
            rows.append(row | {"simulation_error": error, "seed": SEED})
    return pd.DataFrame(rows)


def make(material: Material) -> pd.DataFrame:
    """Simulate with the provinces, their levels of the first year and their neighbours."""
    per = panel(material)
    pairs = material.table("province_neighbours")
    return coverage(per, neighbours.weights(pairs, list(per.columns)))
