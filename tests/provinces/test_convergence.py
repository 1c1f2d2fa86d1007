"""Provinces compared: answers from formulas written out here, or properties that must hold."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import t as student

from edugov.provinces.convergence import (
    beta_convergence,
    long_difference,
    mixed_growth,
    sigma_convergence,
)
from edugov.tables import Fault


def panel(regions=8, years=10, seed=1, spread=0.02):
    random = np.random.default_rng(seed)
    rows = []
    for region in range(regions):
        slope, start = 0.05 + spread * random.standard_normal(), 3 + random.standard_normal()
        for year in range(years):
            value = np.exp(start + slope * year + 0.02 * random.standard_normal())
            rows.append((f"{region + 11}0000", 2010 + year, value))
    return pd.DataFrame(rows, columns=["region_code", "year", "value"])


def test_sigma_by_hand():
    table = pd.DataFrame({"region_code": ["a", "b", "c"] * 2, "year": [2020] * 3 + [2021] * 3})
    result = sigma_convergence(table.assign(share_pct=[2.0, 4.0, 6.0, 3.0, 4.0, 5.0]), "share_pct")
    assert result["standard_deviation"].tolist() == pytest.approx([np.sqrt(8 / 3), np.sqrt(2 / 3)])
    assert result["coefficient_of_variation"].tolist() == pytest.approx(
        [np.sqrt(8 / 3) / 4, np.sqrt(2 / 3) / 4]
    )
    assert result["provinces_count"].tolist() == [3, 3]
    equal = sigma_convergence(table.assign(share_pct=7.0), "share_pct")
    assert equal["coefficient_of_variation"].tolist() == [0, 0]
    scaled = sigma_convergence(table.assign(share_pct=[20.0, 40, 60, 30, 40, 50]), "share_pct")
    pd.testing.assert_series_equal(
        scaled["coefficient_of_variation"], result["coefficient_of_variation"]
    )


def test_beta_written_out():
    table = panel()
    wide = np.log(table.pivot(index="region_code", columns="year", values="value"))
    before, change = wide.to_numpy()[:, :-1], np.diff(wide.to_numpy(), axis=1)
    x, y = before - before.mean(axis=0), change - change.mean(axis=0)  # a constant a year taken out
    slope = (x * y).sum() / (x**2).sum()
    scores = (x * (y - slope * x)).sum(axis=1)  # one a province
    provinces, pairs, parameters = 8, 72, 10
    factor = provinces / (provinces - 1) * (pairs - 1) / (pairs - parameters)
    error = np.sqrt(factor * (scores**2).sum()) / (x**2).sum()
    result = beta_convergence(table, "value")
    assert result.coefficient == pytest.approx(slope)
    assert result.standard_error == pytest.approx(error)
    reach = student.ppf(0.975, provinces - 1) * error
    assert (result.low, result.high) == pytest.approx((slope - reach, slope + reach))
    assert (result.provinces_count, result.observations_count) == (provinces, pairs)


def test_beta_does_not_depend_on_prices_common_to_all():
    table = panel()
    dearer = table.assign(value=table["value"] * 1.07 ** (table["year"] - 2010))
    result, other = beta_convergence(table, "value"), beta_convergence(dearer, "value")
    assert other.coefficient == pytest.approx(result.coefficient)
    assert other.standard_error == pytest.approx(result.standard_error)


def test_beta_uses_consecutive_years_only():
    table = panel(years=5)
    gap = table[table["year"] != 2012]
    assert beta_convergence(gap, "value").observations_count == 16
    with pytest.raises(Fault, match="2 provinces"):
        beta_convergence(panel(regions=2), "value")


def test_long_difference_written_out():
    table = panel()
    wide = np.log(table.pivot(index="region_code", columns="year", values="value"))
    before, change = wide[2010].to_numpy(), (wide[2019] - wide[2010]).to_numpy() / 9
    x = np.column_stack([np.ones(8), before])
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ change
    leverage = np.diag(x @ inverse @ x.T)
    scores = x * ((change - x @ coefficients) / (1 - leverage))[:, None]  # HC3
    error = np.sqrt((inverse @ scores.T @ scores @ inverse)[1, 1])
    result = long_difference(table, "value", 2010, 2019)
    assert result.coefficient == pytest.approx(coefficients[1])
    assert result.standard_error == pytest.approx(error)
    reach = student.ppf(0.975, 6) * error
    assert (result.low, result.high) == pytest.approx(
        (coefficients[1] - reach, coefficients[1] + reach)
    )
    assert (result.provinces_count, result.observations_count) == (8, 8)


def test_chance_of_single_years_moves_the_long_difference_by_a_share_of_the_annual_one():
    random = np.random.default_rng(7)
    rows = []
    for region in range(300):
        start = random.standard_normal()
        for year in range(10):  # no province grows; years differ by chance as much as provinces
            value = np.exp(start + random.standard_normal())
            rows.append((str(region), 2010 + year, value))
    table = pd.DataFrame(rows, columns=["region_code", "year", "value"])
    # regression to the mean by half of the gap, at once or spread over nine years
    assert beta_convergence(table, "value").coefficient == pytest.approx(-1 / 2, abs=0.06)
    found = long_difference(table, "value", 2010, 2019).coefficient
    assert found == pytest.approx(-1 / 2 / 9, abs=0.012)


def test_long_difference_needs_four_provinces_with_both_years():
    with pytest.raises(Fault, match="3 provinces with 2010 and 2019"):
        long_difference(panel(regions=3), "value", 2010, 2019)
    gap = panel().query("region_code != '110000' or year != 2019")
    assert long_difference(gap, "value", 2010, 2019).provinces_count == 7


def lines_of(table):
    """Return each province's own least-squares slope, the covariance of their intercepts and
    slopes that is not chance, and the standard error of the mean slope: of a balanced panel these
    are the restricted maximum-likelihood estimates, in closed form."""
    wide = np.log(table.pivot(index="region_code", columns="year", values="value")).to_numpy()
    regions_count, years_count = wide.shape
    years = np.arange(years_count) - (years_count - 1) / 2
    means, slopes = wide.mean(axis=1), wide @ years / (years**2).sum()
    residuals = wide - means[:, None] - slopes[:, None] * years
    noise = (residuals**2).sum() / (regions_count * (years_count - 2))
    chance = noise * np.diag([1 / years_count, 1 / (years**2).sum()])
    scatter = np.cov(means, slopes)
    return slopes, scatter - chance, np.sqrt(scatter[1, 1] / regions_count)


# A log-likelihood known to 1e-8 fixes an estimate to sqrt(2e-8) = 1.4e-4 of its own standard error.
# The interval and the spread of 30 provinces have a standard error of about 13% of themselves
# (1 / sqrt(2 * 29)), so they are good to 2e-5; five times that is allowed.
CLOSE = 1e-4


def test_mixed_model_written_out():
    table = panel(regions=30, years=12)
    slopes, between, error = lines_of(table)
    result = mixed_growth(table, "value")
    expected = [
        100 * (np.exp(slopes.mean() + side * error) - 1) for side in (0, -1.959964, 1.959964)
    ]
    found = [result.growth_pct, result.low_pct, result.high_pct]
    assert found == pytest.approx(expected, rel=CLOSE)
    assert result.slope_standard_deviation == pytest.approx(np.sqrt(between[1, 1]), rel=CLOSE)
    assert result.reason_en == ""


def test_mixed_model_is_the_optimum_that_statsmodels_finds():
    """Powell's method, the random columns scaled so that what is sought lies near 1."""
    table = panel(regions=30, years=12)
    years = table["year"] - table["year"].mean()
    x = sm.add_constant(years.to_numpy(float))
    model = sm.MixedLM(np.log(table["value"]), x, table["region_code"], exog_re=x * [1, 0.01])
    fit = model.fit(reml=True, method="powell", ftol=1e-12)
    result = mixed_growth(table, "value")
    low, high = np.log1p(result.low_pct / 100), np.log1p(result.high_pct / 100)
    assert (low + high) / 2 == pytest.approx(fit.fe_params.iloc[1], rel=CLOSE)
    assert (high - low) / 2 == pytest.approx(1.959964 * fit.bse_fe.iloc[1], rel=CLOSE)
    spread = 0.01 * np.sqrt(fit.cov_re.iloc[1, 1])
    assert result.slope_standard_deviation == pytest.approx(spread, rel=10 * CLOSE)


@pytest.mark.parametrize("spread", [0, 0.002, 0.01])
@pytest.mark.parametrize("seed", range(4))
def test_mixed_model_is_there_when_provinces_differ_by_more_than_chance(seed, spread):
    table = panel(seed=seed, spread=spread)
    slopes, between, error = lines_of(table)
    widths = np.sqrt(np.diag(between + 1e-12).clip(1e-12))
    least = np.linalg.eigvalsh(between / np.outer(widths, widths))[0]
    assert abs(least) > 0.002, "this panel is too near the border to tell"
    result = mixed_growth(table, "value")
    if between[1, 1] < 0 or least < 0:
        assert "does not differ" in result.reason_en
        return
    assert result.growth_pct == pytest.approx(100 * (np.exp(slopes.mean()) - 1), rel=CLOSE)
    # 8 provinces, 7 degrees of freedom: wider than with 30, and where chance is most of the scatter
    # the spread's standard error is as large as itself
    reach = np.log1p(result.high_pct / 100) - np.log1p(result.low_pct / 100)
    assert reach == pytest.approx(2 * 1.959964 * error, rel=4 * CLOSE)
    assert result.slope_standard_deviation == pytest.approx(np.sqrt(between[1, 1]), rel=20 * CLOSE)


def test_mixed_model_does_not_depend_on_the_unit_or_on_growth_common_to_all():
    table = panel()
    expected = mixed_growth(table, "value")
    result = mixed_growth(table.assign(value=table["value"] * 1e8), "value")
    assert result[:4] == pytest.approx(expected[:4], rel=CLOSE)
    faster = table.assign(value=table["value"] * 1.5 ** (table["year"] - 2010))
    result = mixed_growth(faster, "value")
    assert 1 + result.growth_pct / 100 == pytest.approx(1.5 * (1 + expected.growth_pct / 100))
    assert result.slope_standard_deviation == pytest.approx(
        expected.slope_standard_deviation, rel=CLOSE
    )


def test_mixed_model_without_an_answer_says_why():
    result = mixed_growth(panel(spread=0), "value")  # all grow alike but for chance
    assert "does not differ" in result.reason_en
    copies = panel(regions=1)["value"].to_numpy()
    result = mixed_growth(panel(regions=5).assign(value=np.tile(copies, 5)), "value")
    assert "does not differ" in result.reason_en  # not even by chance
    line = panel()
    line["value"] = 1.05 ** (line["year"] - 2010)
    result = mixed_growth(line, "value")
    assert "singular" in result.reason_en and "奇异" in result.reason_zh
    assert np.isnan(result.growth_pct)
    assert "three" in mixed_growth(panel(regions=2), "value").reason_en


def test_panel_faults():
    table = panel()
    for function in (sigma_convergence, beta_convergence, mixed_growth):
        with pytest.raises(Fault, match="above zero"):
            function(table.assign(value=0.0), "value")
        with pytest.raises(Fault, match="once"):
            function(pd.concat([table, table]), "value")
