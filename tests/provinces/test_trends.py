"""Trends: answers from formulas written out here, or properties that must hold."""

import os
from itertools import pairwise
from math import log

import numpy as np
import pytest
import scipy.stats
from threadpoolctl import threadpool_info

from edugov import tables
from edugov.provinces.trends import covered, trend
from edugov.tables import Fault

# as the tests were started: dask sets it while it runs
ASKED, THREADS = os.environ.get("OPENBLAS_CORETYPE"), os.environ.get("OMP_NUM_THREADS")
SERIES = [10.0, 10.8, 12.1, 12.2, 13.9, 14.1, 15.8, 16.0, 17.5, 19.9, 20.1, 22.8]


def test_the_processor_asked_for_is_the_one_whose_kernels_compute():
    """.ci/run repeats the tests of the numbers as other processors compute: it must be so."""
    libraries = [each for each in threadpool_info() if each["internal_api"] == "openblas"]
    assert libraries or not ASKED
    for library in libraries:
        assert not ASKED or library["architecture"].lower() == ASKED.lower()
        assert not THREADS or library["num_threads"] == min(int(THREADS), os.cpu_count())


def test_trend_is_the_mean_of_the_yearly_rates_and_its_t_interval():
    rates = [log(after / before) for before, after in pairwise(SERIES)]
    expected = scipy.stats.ttest_1samp(rates, 0)
    ends = expected.confidence_interval(0.95)
    result = trend(range(2010, 2022), SERIES)
    found = [result.growth_pct, result.low_pct, result.high_pct]
    wanted = [100 * (np.exp(value) - 1) for value in (np.mean(rates), *ends)]
    assert found == pytest.approx(wanted)
    # from end to end, spread evenly
    assert result.growth_pct == pytest.approx(100 * ((22.8 / 10.0) ** (1 / 11) - 1))
    assert (result.first_year, result.last_year, result.years_count) == (2010, 2021, 12)


def test_what_an_interval_holds_is_read_off_the_row_of_the_panel():
    table = tables.read("trend_coverage")
    rows = (table["process"] == "drift") & (table["autocorrelation"] < 0)
    own = table[rows & (table["method"] == "mean_of_growth")]
    assert covered(table) == pytest.approx(100 * own["coverage"].item())


def test_trend_does_not_depend_on_unit_or_order():
    result = trend(range(2010, 2022), SERIES)
    assert trend(range(2010, 2022), np.array(SERIES) * 1e8).growth_pct == pytest.approx(
        result.growth_pct
    )
    assert trend(range(2021, 2009, -1), SERIES[::-1]).high_pct == pytest.approx(result.high_pct)


def test_trend_needs_ten_consecutive_years():
    result = trend(range(2010, 2019), SERIES[:9])
    assert np.isnan(result.growth_pct)
    assert result.reason_en == "no trend: 9 consecutive years, 10 are needed"
    assert "9个" in result.reason_zh
    gap = [*range(2000, 2005), *range(2006, 2013)]
    result = trend(gap, SERIES)
    assert (result.first_year, result.last_year, result.years_count) == (2006, 2012, 7)
    assert trend(range(2010, 2022), [*SERIES[:5], None, *SERIES[6:]]).years_count == 6
    assert trend([], []).years_count == 0


def test_trend_uses_the_longest_run():
    result = trend([1990, *range(2010, 2020)], [999, *(1.03**year for year in range(10))])
    assert result.growth_pct == pytest.approx(3)
    assert (result.low_pct, result.high_pct) == pytest.approx((3, 3))


def test_trend_faults():
    for years, values in (([2020, 2020], [1, 2]), ([2020, 2021], [1, 0])):
        with pytest.raises(Fault):
            trend(years, values)
