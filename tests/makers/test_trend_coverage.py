"""The table of coverage of trends: made again with fewer draws, and what it claims."""

import numpy as np
import pytest
from scipy.stats import t as student

from edugov import makers, tables
from edugov.makers import trend_coverage

KEYS = ["process", "autocorrelation", "of_panel", "method", "years_count", "seed"]
LINE = np.column_stack([np.ones(12), np.arange(12.0)])


def estimates_of(logs):
    expected = trend_coverage.expected_ratios(LINE)
    found = trend_coverage.estimates(np.array(logs), LINE, expected)
    return {method: (slope, reach) for method, slope, reach in found}


def test_newey_west_written_out():
    logs = np.log([10.0, 10.8, 12.1, 12.2, 13.9, 14.1, 15.8, 16.0, 17.5, 19.9, 20.1, 22.8])
    inverse = np.linalg.inv(LINE.T @ LINE)
    slope = inverse @ LINE.T @ logs
    scores = LINE * (logs - LINE @ slope)[:, None]
    middle = scores.T @ scores
    for step in (1, 2):
        cross = scores[step:].T @ scores[:-step]
        middle += (1 - step / 3) * (cross + cross.T)
    error = np.sqrt((inverse @ middle @ inverse * 12 / 10)[1, 1])
    found = estimates_of(logs)
    assert found["newey_west"] == pytest.approx((slope[1], student.ppf(0.975, 10) * error))
    # Kiefer and Vogelsang (2005) at a quarter of the years: 2.72
    assert found["newey_west_fixed_b"] == pytest.approx((slope[1], 2.72 * error), rel=1e-3)


def test_the_adjusted_autocorrelation_of_very_many_series_is_the_one_they_were_drawn_with():
    drawn = trend_coverage.draw_series(np.random.default_rng(5), "line", 0.6, (20_000, 12))
    left = drawn.T - LINE @ np.linalg.lstsq(LINE, drawn.T, rcond=None)[0]
    plain = np.sum(left[1:] * left[:-1]) / np.sum(left**2)
    assert plain < 0.3, "fitting a line takes more than half of it away"
    expected = trend_coverage.expected_ratios(LINE)
    assert trend_coverage.adjusted_autocorrelation(left, expected) == pytest.approx(0.6, abs=0.02)


def test_committed_coverage_of_what_the_book_prints_is_never_below_what_it_is_called():
    """Where growth is drawn independently and normally the interval of its mean is exact."""
    table = tables.read("trend_coverage")
    assert (table["draws"] == trend_coverage.DRAWS).all()
    wide = table.pivot(index=["process", "autocorrelation"], columns="method", values="coverage")
    ours = wide.pop("mean_of_growth")
    assert wide.lt(ours, axis=0).all().all()
    assert (ours >= 0.95 - 4 * 0.0031).all()
    assert ours["drift", 0.0] == pytest.approx(0.95, abs=4 * 0.0031)
    of_panel = table[table["of_panel"]]
    own = of_panel["autocorrelation"].unique().item()
    steps = trend_coverage.panel_steps(makers.Material())
    apart = steps - steps.mean(axis=0)
    plain = np.sum(apart[1:] * apart[:-1]) / np.sum(apart**2)
    # of 11 independent draws around their own mean the expected ratio is -1/11
    assert plain + 1 / 11 == pytest.approx(own, abs=0.02)


@pytest.mark.slow
def test_a_tenth_of_the_draws_gives_the_committed_coverage_within_its_error():
    """Both are shares of independent draws, n = 500 and 5,000; 28 of them stay within 4 standard
    deviations but for one run in 500."""
    held = tables.read("trend_coverage")
    found = trend_coverage.coverage(trend_coverage.panel_steps(makers.Material()), draws=500)
    share = held["coverage"].clip(0.005, 0.995)
    error = np.sqrt(share * (1 - share) * (1 / 500 + 1 / 5000))
    assert ((found["coverage"] - held["coverage"]).abs() <= 4 * error).all()
    assert (found[KEYS] == held[KEYS]).all().all()
    ratio = found["median_width"] / held["median_width"]
    assert ratio.between(0.8, 1.25).all()
