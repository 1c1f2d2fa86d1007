"""interval_coverage.csv: how often each interval holds the truth, a seeded simulation (区间覆盖率).

Of single coefficients, beside two bootstraps; of the composite of eight; of the largest of seven;
and of the interval of reporting errors. Making it takes some minutes.
"""

from functools import partial
from itertools import product
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import bootstrap

from edugov.makers import Material, progress
from edugov.schools.interval import (
    composite_intervals,
    jackknife_interval,
    largest_intervals,
    reporting_interval,
)
from edugov.schools.rule_sets import Indicator, RuleSet
from edugov.schools.variation import Ends, Variation, group_variation

SIZES = (8, 15, 30, 70)
SEED = 20120120  # the date of 教督〔2012〕3号
DRAWS = 2000  # counties of each distribution and size
RESAMPLES = 999  # of each county, for the two bootstraps
LEVEL = 0.95
REPORTING_ERROR = 0.02  # as assessment.assess assumes


class Distribution(NamedTuple):
    """Schools drawn: lognormal enrolment around 400 students and lognormal values per student."""

    enrolment_sd: float  # of the log
    value_sds: tuple[float, ...]  # of the logs of the values, lowest first
    correlation: float  # with enrolment, of the logs; below zero: small schools have more
    between: float = 0.0  # correlation of the values with each other, beside that

    @property
    def true_coefficients(self) -> np.ndarray:
        """Weighted by students the log value is normal with the same sd, whatever the
        correlation."""
        return np.sqrt(np.expm1(np.square(self.value_sds)))


SINGLE = {
    "skewed": Distribution(0.8, (0.5,), -0.5),  # the one the book quotes
    "skewed_uncorrelated": Distribution(0.8, (0.5,), 0.0),
    "very_skewed": Distribution(0.8, (0.8,), -0.5),
}
_SPREAD = tuple(np.linspace(0.2, 0.5, 8).tolist())
SEVERAL = {
    "several": Distribution(0.8, _SPREAD, -0.5, 0.4),
    "several_uncorrelated": Distribution(0.8, _SPREAD, 0.0, 0.4),
    "several_together": Distribution(0.8, _SPREAD, 0.0, 0.8),
    "several_very_skewed": Distribution(0.8, tuple(np.linspace(0.3, 0.8, 8).tolist()), -0.5, 0.4),
    "several_alike": Distribution(0.8, (0.4,) * 8, -0.5, 0.4),
}
DISTRIBUTIONS = SINGLE | SEVERAL


def draw_schools(
    random: np.random.Generator, shape: tuple, distribution: str = "skewed"
) -> tuple[np.ndarray, np.ndarray]:
    """Draw enrolment of schools, with the given shape, and their quantities, one more axis in
    front, from a named distribution."""
    drawn = DISTRIBUTIONS[distribution]
    many = len(drawn.value_sds)
    size, shared = random.standard_normal((2, *shape))
    own = random.standard_normal((many, *shape))
    between = np.sqrt(drawn.between) * shared
    rest = between + np.sqrt(1.0 - drawn.between) * own
    by_size = drawn.correlation * size
    mixed = by_size + np.sqrt(1.0 - drawn.correlation**2) * rest
    size_of_school = 400.0 * np.exp(drawn.enrolment_sd * size)
    students = np.rint(size_of_school)
    students = np.maximum(students, 1.0)
    one_each = (many, *[1] * len(shape))
    spread = np.reshape(drawn.value_sds, one_each)
    each = 10.0 * np.exp(spread * mixed)
    return students, students * each


def row_coefficients(quantity: np.ndarray, students: np.ndarray, axis: int = -1) -> np.ndarray:
    """Official coefficient of each row (schools along the axis)."""
    weight = students / students.sum(axis=axis, keepdims=True)
    value = quantity / students
    mean = (weight * value).sum(axis=axis, keepdims=True)
    variance = (weight * (value / mean - 1.0) ** 2).sum(axis=axis)
    return np.sqrt(variance)


def resampled_coefficients(
    random: np.random.Generator, quantity: np.ndarray, students: np.ndarray, resamples: int
) -> np.ndarray:
    """Official coefficients of each county, a row of the arrays, when its schools are drawn anew:
    one column a draw, the same places in all counties, as scipy draws them. How often each school
    was drawn is all that counts, so that the sums of all draws are one product of matrices.

    >>> students, one = np.full((1, 2), 10.0), np.random.default_rng(1)
    >>> found = resampled_coefficients(one, np.array([[10.0, 30.0]]), students, 9)
    >>> np.unique(found.round(9)).tolist()  # a school twice, or both
    [0.0, 0.5]
    """
    schools_count = students.shape[1]
    drawn = random.integers(0, schools_count, (resamples, schools_count))
    drawn += schools_count * np.arange(resamples)[:, None]
    times = np.bincount(drawn.ravel(), minlength=drawn.size)
    each_draw = times.reshape(drawn.shape).T.astype(float)
    mean = quantity.sum(axis=1, keepdims=True) / students.sum(axis=1, keepdims=True)
    away = quantity / students / mean - 1.0  # so that little cancels
    away_sum = students * away
    total = students @ each_draw
    moved = away_sum @ each_draw / total
    square = (away_sum * away) @ each_draw / total
    return np.sqrt(np.maximum(square - moved * moved, 0.0)) / (1.0 + moved)


_WITH_TRUTH = ("single", "composite", "largest")  # the truth is one number


class _Ends(NamedTuple):
    """Intervals of simulated counties, and what they should hold."""

    quantity: str
    method: str
    lower: np.ndarray
    upper: np.ndarray
    truth: float | np.ndarray


def _rule_set(many: int) -> RuleSet:
    indicators = []
    for place in range(many):
        indicators.append(Indicator(f"value_{place}", f"quantity_{place}"))
    return RuleSet("simulated", tuple(indicators), {}, "composite")


def _counties(students: np.ndarray, quantities: np.ndarray) -> pd.DataFrame:
    """Return simulated counties, a row of an array each, as a table of parts."""
    numbers = np.arange(len(students)).astype(str)
    codes = np.char.zfill(numbers, 6).astype(object)
    columns = {"region_code": np.repeat(codes, students.shape[1]), "students": students.ravel()}
    for place, quantity in enumerate(quantities):
        columns[f"quantity_{place}"] = quantity.ravel()
    return pd.DataFrame(columns).assign(year="", stage="")


def county_variation(quantity: np.ndarray, students: np.ndarray) -> Variation:
    """Return the coefficients of simulated counties, a row of the arrays each."""
    counties_count, schools_count = students.shape
    group = np.repeat(np.arange(counties_count), schools_count)
    values = quantity.ravel(), students.ravel()
    return group_variation(*values, group, len(students), weighting="enrolment")


def _around_the_point(point: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> Ends:
    """Return intervals of the same width around the coefficient itself, its bias not corrected."""
    half = np.sqrt(upper / lower)
    lower_end = point / half
    upper_end = point * half
    return lower_end, upper_end


def single_ends(
    random: np.random.Generator, shape: tuple, name: str, resamples: int
) -> list[_Ends]:
    """Draw counties and give the intervals of one coefficient: ours, the same without its
    correction, the percentile and the BCa bootstrap (scipy), and that of reporting errors."""
    students, (quantity,) = draw_schools(random, shape, name)
    (truth,) = DISTRIBUTIONS[name].true_coefficients
    drawn = resampled_coefficients(random, quantity, students, resamples)
    drawing = {"paired": True, "axis": -1, "batch": 20, "n_resamples": 0}
    drawing["bootstrap_result"] = SimpleNamespace(bootstrap_distribution=drawn)
    ends = partial(bootstrap, (quantity, students), row_coefficients, **drawing)
    percentile = ends(method="percentile")
    bca = ends(method="BCa")
    found = county_variation(quantity, students)
    ours = jackknife_interval(found)
    plain = _around_the_point(found.coefficient, *ours)
    error = REPORTING_ERROR * random.standard_normal(shape)
    misreported = quantity * (1.0 + error)
    reported = county_variation(np.rint(misreported), students)
    told = reporting_interval(reported, REPORTING_ERROR)
    return [
        _Ends("single", "jackknife_t_log", *ours, truth),
        _Ends("single", "uncorrected", *plain, truth),
        _Ends("single", "percentile_bootstrap", *percentile.confidence_interval, truth),
        _Ends("single", "bca_bootstrap", *bca.confidence_interval, truth),
        _Ends("reported", "error_propagation", *told, found.coefficient),
    ]


def several_ends(random: np.random.Generator, shape: tuple, name: str) -> list[_Ends]:
    """Draw counties and give the intervals of the composite of eight and of the largest of seven.

    Beside ours: the composite's without its correction; that of the coefficient which happens to be
    the largest, as if it had been chosen before. `lower_ends` holds its truth where none of the
    seven lower ends lies above its own coefficient's truth.
    """
    truth = DISTRIBUTIONS[name].true_coefficients
    students, quantities = draw_schools(random, shape, name)
    table = _counties(students, quantities)
    whole = composite_intervals(table, _rule_set(8))
    point, *ours = whole[["composite", "lower", "upper"]].to_numpy().T
    plain = _around_the_point(point, *ours)
    seven = largest_intervals(table, _rule_set(7))
    largest = seven[["largest_lower", "largest_upper"]].to_numpy()[::7].T
    highest = seven.groupby("region_code")["coefficient"].idxmax()
    picked = seven.loc[highest, ["lower", "upper"]].to_numpy().T
    lower = seven["simultaneous_lower"].to_numpy().reshape(-1, 7) / truth[:7]
    above_all = np.full(len(lower), np.inf)
    return [
        _Ends("composite", "jackknife_t_log", *ours, truth.mean()),
        _Ends("composite", "uncorrected", *plain, truth.mean()),
        _Ends("largest", "jackknife_t_log", *largest, truth[:7].max()),
        _Ends("largest", "as_if_chosen", *picked, truth[:7].max()),
        _Ends("lower_ends", "jackknife_t_log", lower.max(axis=1), above_all, 1.0),
    ]


def simulation_error(share: float, draws: int) -> float:
    """Return the standard error of a share of independent draws."""
    error = np.sqrt(share * (1 - share) / draws)
    return round(error, 4)


def _row(ends: _Ends) -> dict:
    """Return what a simulation tells of one kind of interval."""
    given = np.isfinite(ends.lower)
    lower = ends.lower[given]
    upper = ends.upper[given]
    truth = np.broadcast_to(ends.truth, given.shape)[given]
    below = np.mean(truth < lower)
    above = np.mean(truth > upper)
    share = 1.0 - below - above
    ratio = np.median(upper / lower)
    return {
        "quantity": ends.quantity,
        "method": ends.method,
        "level": LEVEL,
        "draws": len(given),
        "intervals_count": int(given.sum()),
        "coverage": round(share, 4),
        "simulation_error": simulation_error(share, given.sum()),
        "below_share": round(below, 4),
        "above_share": round(above, 4),
        "median_width_ratio": round(ratio, 3) if np.isfinite(ratio) else None,
        "true_coefficient": round(ends.truth, 6) if ends.quantity in _WITH_TRUTH else None,
    }


def _simulated(name: str, size: int, draws: int, resamples: int) -> pd.DataFrame:
    """Simulate counties of one distribution and size: one row a kind of interval."""
    drawn = DISTRIBUTIONS[name]
    random = np.random.default_rng([SEED, size])
    shape = draws, size
    if name in SINGLE:
        found = single_ends(random, shape, name, resamples)
    else:
        found = several_ends(random, shape, name)
    return pd.DataFrame([_row(ends) for ends in found]).assign(
        distribution=name,
        schools_count=size,
        seed=SEED,
        log_enrolment_sd=drawn.enrolment_sd,
        log_value_sd_lowest=round(drawn.value_sds[0], 6),
        log_value_sd_highest=round(drawn.value_sds[-1], 6),
        log_correlation=drawn.correlation,
        log_correlation_between=drawn.between,
    )


def coverage(draws: int = DRAWS, resamples: int = RESAMPLES) -> pd.DataFrame:
    """Share of simulated counties whose interval of nominal level 95% holds the truth (覆盖率).

    Draws so many counties at each size (schools a county), with so many bootstrap resamples of
    each; the seed is always the same. One row a distribution, size, quantity and method:
    coverage (share of the counties with an interval), simulation_error (its standard error),
    below_share and above_share (truth below or above the interval), median_width_ratio (upper /
    lower end), and what was drawn.
    """
    steps = list(product(DISTRIBUTIONS, SIZES))
    found = [_simulated(*step, draws, resamples) for step in progress(steps, "step")]
    table = pd.concat(found, ignore_index=True)
    first = ["quantity", "distribution", "schools_count", "method"]
    others = table.columns.difference(first, sort=False)
    return table[[*first, *others]]


def make(material: Material) -> pd.DataFrame:
    """Simulate with the draws that the book tells of; nothing of the material is needed."""
    return coverage()
