"""The table of coverage of the gap that is left: made again with fewer draws, and what it
claims."""

import numpy as np
import pandas as pd
import pytest

from edugov import makers, tables
from edugov.makers import slope_coverage
from edugov.provinces import catching_up, neighbours

KEYS = ["scatter", "method", "provinces_count", "seed"]


@pytest.fixture(scope="module")
def drawn_from() -> tuple[pd.DataFrame, np.ndarray]:
    material = makers.Material()
    per = slope_coverage.panel(material)
    return per, neighbours.weights(material.table("province_neighbours"), list(per))


def test_plain_errors_are_exact_where_their_assumptions_hold():
    """Normal and alike: the interval of least squares holds 95 % exactly, whatever the design."""
    table = tables.read("slope_coverage").set_index(["scatter", "method"])
    exact = np.sqrt(0.95 * 0.05 / slope_coverage.DRAWS)
    assert table.loc[("alike", "ols"), "coverage"] == pytest.approx(0.95, abs=4 * exact)
    assert (table["draws"] == slope_coverage.DRAWS).all()


def test_scatters_are_what_they_are_called(drawn_from):
    per, weight = drawn_from
    before, _ = catching_up.logs_of(per, slope_coverage.FIRST, slope_coverage.LAST)
    many = 20_000
    found = {
        name: slope_coverage.draw(name, np.random.default_rng(7), many, per, weight)
        for name in slope_coverage.SCATTERS
    }
    width = {name: drawn.std(axis=0) for name, drawn in found.items()}
    far = np.argmax(np.abs(before - before.mean()))
    near = np.argmin(np.abs(before - before.mean()))
    assert width["unequal"][far] == pytest.approx(3, rel=0.03)
    assert width["unequal"][near] == pytest.approx(1, rel=0.1)
    rest = catching_up.unexplained(per, slope_coverage.FIRST, slope_coverage.LAST)
    assert width["own"] == pytest.approx(np.abs(rest), rel=0.03)
    # a simultaneous autoregression is what remains where each takes part of its neighbours' mean
    for name, part in slope_coverage.NEIGHBOURS.items():
        own = found[name] - part * found[name] @ weight.T
        assert np.abs(np.corrcoef(own.T) - np.eye(31)).max() < 5 / np.sqrt(many)


@pytest.mark.slow
def test_a_twentieth_of_the_draws_gives_the_committed_coverage_within_its_error(drawn_from):
    """Both are shares of independent draws, n = 250 and 5,000; 24 of them stay within 4 standard
    deviations but for one run in 600."""
    held = tables.read("slope_coverage")
    found = slope_coverage.coverage(*drawn_from, draws=250, resamples=399)
    share = held["coverage"]
    error = np.sqrt(share * (1 - share) * (1 / 250 + 1 / 5000))
    assert ((found["coverage"] - held["coverage"]).abs() <= 4 * error).all()
    assert (found[KEYS] == held[KEYS]).all().all()
