"""interval_coverage.csv: how often the interval holds the truth, a seeded simulation beside two
bootstraps (区间覆盖率).

Making it takes some minutes.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import bootstrap

from edugov.makers import Material, progress
from edugov.schools.interval import jackknife_interval
from edugov.schools.variation import group_variation

SIZES = (8, 15, 30, 70)
SEED = 20120120  # the date of 教督〔2012〕3号


class Distribution(NamedTuple):
    """Schools drawn: lognormal enrolment around 400 students and value per student, correlated."""

    enrolment_sd: float  # of the log
    value_sd: float  # of the log
    correlation: float  # of the logs; below zero: small schools have more per student

    @property
    def true_coefficient(self) -> float:
        """Weighted by students the log value is normal with the same sd, whatever the
        correlation."""
        return float(np.sqrt(np.expm1(self.value_sd**2)))


DISTRIBUTIONS = {
    "skewed": Distribution(0.8, 0.5, -0.5),  # the one the book quotes
    "skewed_uncorrelated": Distribution(0.8, 0.5, 0.0),
    "very_skewed": Distribution(0.8, 0.8, -0.5),
}


def draw_schools(
    random: np.random.Generator, shape: tuple, distribution: str = "skewed"
) -> tuple[np.ndarray, np.ndarray]:
    """Draw enrolment and quantity of schools from a named distribution, each with the given
    shape."""
    drawn = DISTRIBUTIONS[distribution]
    first, second = random.standard_normal(shape), random.standard_normal(shape)
    students = np.maximum(np.rint(400.0 * np.exp(drawn.enrolment_sd * first)), 1.0)
    mixed = drawn.correlation * first + np.sqrt(1.0 - drawn.correlation**2) * second
    return students, students * 10.0 * np.exp(drawn.value_sd * mixed)


def row_coefficients(quantity: np.ndarray, students: np.ndarray, axis: int = -1) -> np.ndarray:
    """Official coefficient of each row (schools along the axis)."""
    weight = students / students.sum(axis=axis, keepdims=True)
    value = quantity / students
    mean = (weight * value).sum(axis=axis, keepdims=True)
    return np.sqrt((weight * (value / mean - 1.0) ** 2).sum(axis=axis))


def interval_ends(
    quantity: np.ndarray, students: np.ndarray, random: np.random.Generator, resamples: int
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Lower and upper 95% ends of each simulated county (a row): ours, percentile and BCa bootstrap
    (scipy)."""
    group = np.repeat(np.arange(len(students)), students.shape[1])
    found = group_variation(
        quantity.ravel(), students.ravel(), group, len(students), weighting="enrolment"
    )
    drawing = {"paired": True, "axis": -1, "batch": 20, "rng": random}
    counties = (quantity, students)
    percentile = bootstrap(
        counties, row_coefficients, n_resamples=resamples, method="percentile", **drawing
    )
    bca = bootstrap(
        counties,
        row_coefficients,
        n_resamples=0,
        bootstrap_result=percentile,
        method="BCa",
        **drawing,
    )  # of the same resamples
    return {
        "jackknife_t_log": jackknife_interval(found, group),
        "percentile_bootstrap": percentile.confidence_interval,
        "bca_bootstrap": bca.confidence_interval,
    }


def coverage(
    draws: int = 2000, resamples: int = 999, sizes: tuple = SIZES, seed: int = SEED
) -> pd.DataFrame:
    """Share of simulated counties whose 95% interval holds the true coefficient (覆盖率).

    Draws so many counties at each size (schools a county), with so many bootstrap resamples of
    each; the same seed gives the same table. One row a distribution, size and method: coverage
    (share), simulation_error (its standard error), below_share and above_share (truth below or
    above the interval), median_width_ratio (upper / lower end), and what was drawn.
    """
    steps = [(name, size) for name in DISTRIBUTIONS for size in sizes]
    found = [_simulated(*step, draws, resamples, seed) for step in progress(steps, "step")]
    return pd.concat(found, ignore_index=True)


def make(material: Material) -> pd.DataFrame:
    """Simulate with the draws that the book tells of; nothing of the material is needed."""
    return coverage()


def _simulated(name: str, size: int, draws: int, resamples: int, seed: int) -> pd.DataFrame:
    """Simulate counties of one distribution and size: one row a method."""
    drawn = DISTRIBUTIONS[name]
    truth = drawn.true_coefficient
    random = np.random.default_rng([seed, size])
    students, quantity = draw_schools(random, (draws, size), name)
    rows = []
    for method, (lower, upper) in interval_ends(quantity, students, random, resamples).items():
        below = np.mean(truth < lower)
        above = np.mean(truth > upper)
        share = 1.0 - below - above
        row = {
            "distribution": name,
            "schools_count": size,
            "method": method,
            "draws": draws,
            "coverage": round(share, 4),
            "simulation_error": round(np.sqrt(share * (1 - share) / draws), 4),
            "below_share": round(below, 4),
            "above_share": round(above, 4),
            "median_width_ratio": round(np.median(upper / lower), 3),
            "true_coefficient": round(truth, 6),
            "seed": seed,
            "log_enrolment_sd": drawn.enrolment_sd,
            "log_value_sd": drawn.value_sd,
            "log_correlation": drawn.correlation,
        }
        rows.append(row)
    return pd.DataFrame(rows)
