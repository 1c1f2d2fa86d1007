"""How often the interval holds the truth: a seeded simulation beside two bootstraps.

Run ``python -m edugov.coverage`` to make ``data/interval_coverage.csv`` again (some minutes).
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm

from .interval import jackknife_interval
from .variation import group_variation

SIZES = (8, 15, 30, 70)
SEED = 20120120  # the date of 教督〔2012〕3号


class Distribution(NamedTuple):
    """Schools drawn: lognormal enrolment around 400 students and value per student, correlated."""

    enrolment_sd: float  # of the log
    value_sd: float  # of the log
    correlation: float  # of the logs; below zero: small schools have more per student

    @property
    def true_coefficient(self) -> float:
        """Weighted by students the log value is normal with the same sd, whatever the correlation."""
        return float(np.sqrt(np.expm1(self.value_sd**2)))


DISTRIBUTIONS = {
    "skewed": Distribution(0.8, 0.5, -0.5),  # the one the book quotes
    "skewed_uncorrelated": Distribution(0.8, 0.5, 0.0),
    "very_skewed": Distribution(0.8, 0.8, -0.5),
}


def draw_schools(
    random: np.random.Generator, shape: tuple, distribution: str = "skewed"
) -> tuple[np.ndarray, np.ndarray]:
    """Draw enrolment and quantity of schools from a named distribution, each with the given shape."""
    drawn = DISTRIBUTIONS[distribution]
    first, second = random.standard_normal(shape), random.standard_normal(shape)
    students = np.maximum(np.rint(400.0 * np.exp(drawn.enrolment_sd * first)), 1.0)
    mixed = drawn.correlation * first + np.sqrt(1.0 - drawn.correlation**2) * second
    return students, students * 10.0 * np.exp(drawn.value_sd * mixed)


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
    return {"percentile_bootstrap": np.quantile(drawn, [0.025, 0.975]), "bca_bootstrap": np.quantile(drawn, adjusted)}


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
        One row a distribution, size and method: coverage (share), simulation_error (its standard error),
        below_share and above_share (truth below or above the interval), median_width_ratio (upper / lower
        end), and what was drawn.
    """
    rows = []
    for name, drawn in DISTRIBUTIONS.items():
        for size in sizes:
            random = np.random.default_rng([seed, size])
            students, quantity = draw_schools(random, (draws, size), name)
            rows += [
                {"distribution": name, "schools_count": size, "method": method, "draws": draws}
                | _summary(ends, drawn.true_coefficient)
                | {"true_coefficient": round(drawn.true_coefficient, 6), "seed": seed}
                | {f"log_{field}": value for field, value in drawn._asdict().items()}
                for method, ends in _all_ends(quantity, students, random, resamples).items()
            ]
    return pd.DataFrame(rows)


def _all_ends(quantity: np.ndarray, students: np.ndarray, random: np.random.Generator, resamples: int) -> dict:
    """Lower and upper ends of each simulated county (a row) by each method."""
    draws, size = students.shape
    group = np.repeat(np.arange(draws), size)
    found = group_variation(quantity.ravel(), students.ravel(), group, draws, weighting="enrolment")
    ends = {"jackknife_t_log": np.stack(jackknife_interval(found, group), axis=1)}
    drawn = [bootstrap_intervals(quantity[i], students[i], random, resamples) for i in range(draws)]
    return ends | {name: np.stack([one[name] for one in drawn]) for name in drawn[0]}


def _summary(ends: np.ndarray, truth: float) -> dict:
    below, above = np.mean(truth < ends[:, 0]), np.mean(truth > ends[:, 1])
    share = 1.0 - below - above
    return {
        "coverage": round(float(share), 4),
        "simulation_error": round(float(np.sqrt(share * (1.0 - share) / len(ends))), 4),
        "below_share": round(float(below), 4),
        "above_share": round(float(above), 4),
        "median_width_ratio": round(float(np.median(ends[:, 1] / ends[:, 0])), 3),
    }


if __name__ == "__main__":
    coverage().to_csv(Path("data") / "interval_coverage.csv", index=False, lineterminator="\n")
