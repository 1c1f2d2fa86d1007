"""How often the interval holds the truth: a seeded simulation beside two bootstraps.

Run ``python -m edugov.coverage`` to make ``data/interval_coverage.csv`` again (some minutes).
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

from .interval import jackknife_interval
from .variation import group_variation

SIZES = (8, 15, 30, 70)
SEED = 20120120  # the date of 教督〔2012〕3号
# Schools drawn: log enrolment is normal with standard deviation 0.8 around 400 students; log value per
# student is normal with standard deviation 0.5; they correlate at -0.5 (small schools have more each).
# Weighted by students the log value is normal again, so the true coefficient is sqrt(exp(0.5²) - 1).
ENROLMENT_SD, VALUE_SD, CORRELATION = 0.8, 0.5, -0.5
TRUE_COEFFICIENT = float(np.sqrt(np.expm1(VALUE_SD**2)))
DISTRIBUTION = "lognormal enrolment (sd of log 0.8) and value per student (sd of log 0.5), correlation -0.5"


def draw_schools(random: np.random.Generator, shape: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Draw enrolment and quantity of schools from the stated distribution, each with the given shape."""
    first, second = random.standard_normal(shape), random.standard_normal(shape)
    students = np.maximum(np.rint(400.0 * np.exp(ENROLMENT_SD * first)), 1.0)
    mixed = CORRELATION * first + np.sqrt(1.0 - CORRELATION**2) * second
    return students, students * 10.0 * np.exp(VALUE_SD * mixed)


def row_coefficients(quantity: np.ndarray, students: np.ndarray) -> np.ndarray:
    """Official coefficient of each row (schools along the last axis)."""
    weight = students / students.sum(axis=-1, keepdims=True)
    value = quantity / students
    mean = (weight * value).sum(axis=-1, keepdims=True)
    return np.sqrt((weight * (value / mean - 1.0) ** 2).sum(axis=-1))


def bootstrap_intervals(
    quantity: np.ndarray, students: np.ndarray, random: np.random.Generator, resamples: int
) -> dict:
    """Percentile and BCa 95% intervals of one county, schools drawn with replacement (Efron 1987)."""
    count = len(students)
    chosen = random.integers(0, count, (resamples, count))
    drawn = np.sort(row_coefficients(quantity[chosen], students[chosen]))
    point = row_coefficients(quantity, students)
    keep = ~np.eye(count, dtype=bool)
    index = np.broadcast_to(np.arange(count), (count, count))[keep].reshape(count, count - 1)
    without = row_coefficients(quantity[index], students[index])
    centred = without.mean() - without
    acceleration = (centred**3).sum() / (6.0 * (centred**2).sum() ** 1.5)
    bias = norm.ppf(np.clip(np.mean(drawn < point), 1.0 / resamples, 1.0 - 1.0 / resamples))
    shifted = bias + norm.ppf([0.025, 0.975])
    adjusted = norm.cdf(bias + shifted / (1.0 - acceleration * shifted))
    return {
        "percentile_bootstrap": np.quantile(drawn, [0.025, 0.975]),
        "bca_bootstrap": np.quantile(drawn, adjusted),
    }


def coverage(draws: int = 2000, resamples: int = 999, sizes: tuple = SIZES, seed: int = SEED) -> pd.DataFrame:
    """Share of simulated counties whose 95% interval holds the true coefficient (覆盖率).

    Parameters
    ----------
    draws : int
        Counties drawn at each size.
    resamples : int
        Bootstrap resamples of each county.
    sizes : tuple of int
        Schools a county.
    seed : int
        Of the random numbers; the same seed gives the same table.

    Returns
    -------
    DataFrame
        One row a size and method: coverage (share), simulation_error (its standard error),
        median_width_ratio (upper / lower end), below_share and above_share (truth below or above).
    """
    rows = []
    for size in sizes:
        random = np.random.default_rng([seed, size])
        students, quantity = draw_schools(random, (draws, size))
        group = np.repeat(np.arange(draws), size)
        found = group_variation(quantity.ravel(), students.ravel(), group, draws, weighting="enrolment")
        ends = {"jackknife_t_log": np.stack(jackknife_interval(found, group), axis=1)}
        drawn = [bootstrap_intervals(quantity[i], students[i], random, resamples) for i in range(draws)]
        ends |= {name: np.stack([one[name] for one in drawn]) for name in drawn[0]}
        for method, pair in ends.items():
            below, above = TRUE_COEFFICIENT < pair[:, 0], TRUE_COEFFICIENT > pair[:, 1]
            share = 1.0 - np.mean(below | above)
            rows.append(
                {
                    "schools_count": size,
                    "method": method,
                    "draws": draws,
                    "coverage": round(share, 4),
                    "simulation_error": round(float(np.sqrt(share * (1 - share) / draws)), 4),
                    "below_share": round(float(np.mean(below)), 4),
                    "above_share": round(float(np.mean(above)), 4),
                    "median_width_ratio": round(float(np.median(pair[:, 1] / pair[:, 0])), 3),
                }
            )
    return pd.DataFrame(rows).assign(
        true_coefficient=round(TRUE_COEFFICIENT, 6), distribution=DISTRIBUTION, seed=seed
    )


if __name__ == "__main__":
    coverage().to_csv(Path("data") / "interval_coverage.csv", index=False, lineterminator="\n")
