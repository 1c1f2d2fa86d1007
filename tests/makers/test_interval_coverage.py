"""The table of coverage: made again with fewer draws, and what it claims."""

import numpy as np
import pytest

from edugov import tables
from edugov.makers.interval_coverage import DISTRIBUTIONS, coverage, draw_schools, row_coefficients

KEYS = ["distribution", "schools_count", "method"]


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_true_coefficient_of_each_distribution(name):
    students, quantity = draw_schools(np.random.default_rng(3), (1_000_000,), name)
    expected = DISTRIBUTIONS[name].true_coefficient
    assert row_coefficients(quantity, students) == pytest.approx(expected, rel=0.015)


def test_committed_coverage_is_at_least_85_percent_and_above_both_bootstraps():
    table = tables.read("interval_coverage")
    assert (table["draws"] == 2000).all() and set(table["distribution"]) == set(DISTRIBUTIONS)
    for name, found in table.groupby("distribution"):
        wide = found.pivot(index="schools_count", columns="method", values="coverage")
        assert wide.index.tolist() == [8, 15, 30, 70]
        ours = wide.pop("jackknife_t_log")
        assert wide.lt(ours, axis=0).all().all()
        assert (ours >= 0.85).all(), name


@pytest.mark.slow
def test_a_twentieth_of_the_draws_gives_the_committed_coverage_within_its_error():
    """Both are shares of independent draws, n = 100 and 2,000: their difference has the variance
    p(1-p)(1/100 + 1/2000); 36 of them stay within 4 standard deviations but for one run in 400."""
    held = tables.read("interval_coverage")
    found = coverage(draws=100, resamples=199)
    share = held["coverage"].clip(0.005, 0.995)
    error = np.sqrt(share * (1 - share) * (1 / 100 + 1 / 2000))
    assert ((found["coverage"] - held["coverage"]).abs() <= 4 * error).all()
    same = [
        *KEYS,
        "true_coefficient",
        "seed",
        "log_enrolment_sd",
        "log_value_sd",
        "log_correlation",
    ]
    assert (found[same] == held[same]).all().all()
    ratio = found["median_width_ratio"] / held["median_width_ratio"]
    assert ratio.between(0.8, 1.25).all()
