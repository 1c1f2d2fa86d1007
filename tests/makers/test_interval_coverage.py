"""The table of coverage: made again with fewer draws, and what it claims."""

import numpy as np
import pytest
from scipy.stats import bootstrap

from edugov import tables
from edugov.makers.interval_coverage import (
    DISTRIBUTIONS,
    SINGLE,
    coverage,
    draw_schools,
    resampled_coefficients,
    row_coefficients,
)

KEYS = ["quantity", "distribution", "schools_count", "method"]


@pytest.fixture(scope="module")
def held():
    return tables.read("interval_coverage")


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_true_coefficients_of_each_distribution(name):
    students, quantities = draw_schools(np.random.default_rng(3), (500_000,), name)
    found = [row_coefficients(quantity, students) for quantity in quantities]
    assert found == pytest.approx(DISTRIBUTIONS[name].true_coefficients, rel=0.02)


def test_values_hang_together_as_the_distribution_says():
    students, quantities = draw_schools(np.random.default_rng(3), (200_000,), "several_together")
    logs = np.log(quantities / students)
    assert np.corrcoef(logs)[0, 1] == pytest.approx(0.8, abs=0.01)


def test_scipy_draws_the_same_schools_anew():
    students, (quantity,) = draw_schools(np.random.default_rng(4), (3, 8))
    told = bootstrap(
        (quantity, students),
        row_coefficients,
        paired=True,
        axis=-1,
        batch=20,
        n_resamples=99,
        method="percentile",
        rng=np.random.default_rng(5),
    )
    found = resampled_coefficients(np.random.default_rng(5), quantity, students, 99)
    assert found == pytest.approx(told.bootstrap_distribution, rel=1e-12)


def test_committed_coverage_of_one_coefficient_is_above_that_of_both_bootstraps(held):
    single = held[held["quantity"].eq("single")]
    assert (held["draws"] == 2000).all() and set(single["distribution"]) == set(SINGLE)
    for name, found in single.groupby("distribution"):
        wide = found.pivot(index="schools_count", columns="method", values="coverage")
        assert wide.index.tolist() == [8, 15, 30, 70]
        ours = wide.pop("jackknife_t_log")
        assert wide.lt(ours, axis=0).all().all()
        assert (ours >= 0.85).all(), name


def test_the_correction_is_better_in_every_case_and_the_composite_needed_it(held):
    index = ["quantity", "distribution", "schools_count"]
    wide = held.pivot(index=index, columns="method", values="coverage")
    wide = wide.loc[["single", "composite"]]
    assert (wide["jackknife_t_log"] > wide["uncorrected"]).all() and len(wide) == 32
    composite = wide.loc["composite"]
    assert composite["uncorrected"].min() < 0.8 and composite["jackknife_t_log"].min() > 0.88


def test_the_interval_of_the_largest_holds_what_it_says_and_the_picked_one_does_not(held):
    largest = held[held["quantity"].eq("largest")].set_index("method")["coverage"]
    assert largest["jackknife_t_log"].min() >= 0.93
    assert largest["as_if_chosen"].min() < 0.93
    ends = held[held["quantity"].eq("lower_ends")]
    assert ends["coverage"].min() >= 0.97  # no more than one in forty, but for the simulation


@pytest.mark.slow
def test_a_twentieth_of_the_draws_gives_the_committed_coverage_within_its_error(held):
    """Both are shares of independent draws, n = 100 and 2,000: their difference has the variance
    p(1-p)(1/100 + 1/2000); 160 of them stay within 4.5 standard deviations but for one run in
    900."""
    found = coverage(draws=100, resamples=199)
    share = held["coverage"].clip(0.01, 0.99)
    error = np.sqrt(share * (1 - share) * (1 / 100 + 1 / 2000))
    assert ((found["coverage"] - held["coverage"]).abs() <= 4.5 * error).all()
    drawn = [name for name in held if name.startswith("log_")]
    same = [*KEYS, "level", "seed", *drawn]
    assert (found[same] == held[same]).all().all()
    ratio = (found["median_width_ratio"] / held["median_width_ratio"]).dropna()
    assert len(ratio) == 140 and ratio.between(0.75, 1.35).all()
