"""What is left of a gap: by other libraries, by hand, and the chapter's headline numbers again."""

from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import scipy.stats
import statsmodels.api as sm
from libpysal.weights import W, lag_spatial

from edugov import labels, tables
from edugov.funding import EDUCATION
from edugov.provinces import catching_up, catching_up_chapter, neighbours
from edugov.provinces import catching_up_charts as charts
from edugov.tables import Fault

NAMES = ("province_values", "context_provincial", "prices_provincial", "funding_provincial")


@pytest.fixture(scope="module")
def compared() -> dict[str, pd.DataFrame]:
    return catching_up_chapter.quantities({name: tables.read(name) for name in NAMES})


@pytest.fixture(scope="module")
def spent(compared) -> pd.DataFrame:
    return compared["expenditure_schools"]


def drawn(count: int = 12, seed: int = 4) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    before = random.normal(2, 0.5, count)
    after = 1 + 0.7 * before + random.normal(0, 0.2, count)
    rows = np.exp([before, after])
    return pd.DataFrame(rows, [2011, 2019], [f"{code}" for code in range(count)])


def test_gap_left_written_out():
    per = drawn()
    before, after = np.log(per.to_numpy())
    found = catching_up.gap_left(per, 2011, 2019)
    x = np.column_stack([np.ones(12), before])
    inverse = np.linalg.inv(x.T @ x)
    line = inverse @ x.T @ after
    taken = np.diag(x @ inverse @ x.T)
    scores = x * ((after - x @ line) / (1 - taken))[:, None]
    error = np.sqrt((inverse @ scores.T @ scores @ inverse)[1, 1])
    reach = scipy.stats.t.ppf(0.975, 10) * error
    expected = [100 * line[1], 100 * (line[1] - reach), 100 * (line[1] + reach)]
    assert [found.left_pct, found.low_pct, found.high_pct] == pytest.approx(expected)
    without = [
        100 * scipy.stats.linregress(np.delete(before, place), np.delete(after, place)).slope
        for place in range(12)
    ]
    assert [found.least_pct, found.most_pct] == pytest.approx([min(without), max(without)])
    assert found.least_without == str(np.argmin(without))
    assert found.most_without == str(np.argmax(without))


def test_without_each_is_the_line_of_the_others(spent):
    """Without Shanghai no change is within: the interval of the other thirty by statsmodels."""
    lone = catching_up.without_each(spent, 2011, 2019)
    rest = np.log(spent.drop(columns="310000"))
    fit = sm.OLS(rest.loc[2019], sm.add_constant(rest.loc[2011])).fit(cov_type="HC3", use_t=True)
    low, high = 100 * fit.conf_int().iloc[1]
    row = lone.loc["310000"]
    assert [row["low_pct"], row["high_pct"]] == pytest.approx([low, high])
    names = {code: "Shanghai" if code == "310000" else "another" for code in spent}
    said = catching_up_chapter.without(lone, "en", names)
    assert high > 100 and len(said) == 1 and "Shanghai" in said[0]
    assert (
        catching_up_chapter.without_shown(lone, "en", names)["without_province"].iloc[0]
        == "Shanghai"
    )


def test_standard_errors_are_those_of_statsmodels():
    before, after = np.log(drawn(9, 6).to_numpy())
    slope, errors = catching_up.slopes(before, np.stack([after, 2 * after]))
    for method, kind in (("ols", "nonrobust"), ("hc1", "HC1"), ("hc3", "HC3")):
        fit = sm.OLS(after, sm.add_constant(before)).fit(cov_type=kind)
        assert slope[0] == pytest.approx(fit.params[1])
        assert errors[method] == pytest.approx([fit.bse[1], 2 * fit.bse[1]])


def test_wild_bootstrap_over_all_signs():
    """Of five provinces there are 32 ways to sign them: all of them, one by one."""
    before, after = np.array([0.0, 1.0, 2.0, 4.0, 5.0]), np.array([0.1, 1.2, 0.9, 3.0, 2.7])
    away = after - after.mean()
    sizes = []
    for signs in product([-1, 1], repeat=5):
        fit = sm.OLS(np.array(signs) * away, sm.add_constant(before)).fit(cov_type="HC1")
        sizes.append(abs(fit.tvalues[1]))
    own = abs(sm.OLS(after, sm.add_constant(before)).fit(cov_type="HC1").tvalues[1])
    exact = np.mean(np.array(sizes) >= own - 1e-9)
    assert 0.05 < exact < 0.5, "a share that can be told from others"
    found = catching_up.wild_share(before, after, np.random.default_rng(2), 20_000)
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))


def test_gaps_do_not_depend_on_the_unit_or_on_growth_common_to_all():
    per = drawn()
    found = catching_up.gap_left(per, 2011, 2019)
    dearer = per.mul([1e4, 3e4], axis=0)
    assert catching_up.gap_left(dearer, 2011, 2019)[:4] == pytest.approx(found[:4])


def test_line_of_the_rest_is_flat():
    per = drawn()
    rest = catching_up.unexplained(per, 2011, 2019)
    assert rest.sum() == pytest.approx(0, abs=1e-12)
    assert rest @ np.log(per.loc[2011]) == pytest.approx(0, abs=1e-12)


def test_what_cannot_be_compared_is_refused():
    per = drawn(4)
    for other in (per * [1, 1, 1, 0], per * [1, 1, 1, np.nan], per.iloc[:, :3]):
        with pytest.raises(Fault, match="need a value above zero in each of 4 provinces"):
            catching_up.gap_left(other, 2011, 2019)


def test_headline_from_the_raw_rows(spent):
    """Money per student of 31 provinces again, from the rows and in plain Python; the line by
    scipy."""
    values = tables.read("province_values")
    stages = ("primary", "lower-secondary", "upper-secondary", "vocational")
    prices = tables.read("prices_provincial")
    panel = tables.read("funding_provincial").astype({"year": int})
    levels = {2011: [], 2012: [], 2019: []}
    for code, year in product(sorted(set(panel["region_code"])), levels):
        own = values[(values["region_code"] == code) & (values["year"].astype(int) == year)]
        kept = own["series_id"].isin([f"{stage}-students" for stage in stages])
        assert kept.sum() == 4
        row = panel[(panel["region_code"] == code) & (panel["year"] == year)]
        yuan = 1e8 * row[EDUCATION].item()
        later = prices["year"].astype(int).between(year + 1, 2019) & (prices["region_code"] == code)
        for index in prices.loc[later, "index_previous_year_100"]:
            yuan *= index / 100
        levels[year].append(np.log(yuan / own.loc[kept, "value"].sum()))
    for first, last in ((2011, 2019), (2011, 2012), (2012, 2019)):
        line = scipy.stats.linregress(levels[first], levels[last])
        found = catching_up.gap_left(spent, first, last)
        assert found.left_pct == pytest.approx(100 * line.slope, rel=1e-9)
    for year, level in levels.items():
        own = catching_up_chapter.spread(spent)[year]
        assert own == pytest.approx(np.sqrt(np.mean((level - np.mean(level)) ** 2)))


def test_morans_index_of_the_headline_is_the_slope_of_neighbours_on_the_province(spent):
    """With rows that add up to one it is the slope of the neighbours' mean on the value."""
    pairs = tables.read("province_neighbours")
    codes = list(spent)
    near = {code: [] for code in codes}
    for row in pairs.itertuples():
        near[row.region_code].append(row.neighbour_code)
        near[row.neighbour_code].append(row.region_code)
    weight = W(near, id_order=codes)
    weight.transform = "r"
    for year in (2011, 2019):
        level = np.log(spent.loc[year].to_numpy())
        slope = scipy.stats.linregress(level, lag_spatial(weight, level)).slope
        found = neighbours.moran(level, neighbours.weights(pairs, codes), 9)
        assert found.index == pytest.approx(slope)


def test_no_span_crosses_a_break_and_each_has_both_its_years(compared):
    """Total funding counts other institutions before 2006; 2012 is missing in it."""
    for name, first, last in catching_up_chapter.SPANS:
        assert compared[name].loc[[first, last]].notna().all(axis=None)
        assert not (name.startswith("funding") and first < 2006 <= last)
        assert not (name == "funding_inhabitant" and first < 2012 <= last)


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_a_break_is_a_break_of_the_line(compared, lang):
    figure = charts.long_spread(compared["funding_inhabitant"], lang)
    parts = [set(line.get_xdata()) for line in figure.axes[0].lines if len(line.get_xdata()) > 2]
    assert parts == [set(range(2000, 2006)), set(range(2006, 2012)), set(range(2013, 2020))]
    plt.close(figure)
    figure = charts.spreads(compared, 2015, lang)
    lines = {line.get_label(): line for axes in figure.axes for line in axes.lines}
    parted = {"funding_schools": 2012, "teachers_lower-secondary": 2006}
    parted["expenditure_schools"] = 2014.5  # the budget holds more from 2015
    for name, year in parted.items():
        line = lines[labels.say(f"catching.{name}", lang)]
        gone = [x for x, y in zip(*line.get_data(), strict=True) if np.isnan(y)]
        assert gone == [year]
    plt.close(figure)


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_each_panel_shows_every_province_and_the_line_of_its_years(spent, lang):
    figure = charts.slopes(spent, lang)
    for axes, (first, last) in zip(figure.axes, ((2011, 2012), (2012, 2019)), strict=True):
        line, dots = axes.lines[:2]
        assert len(dots.get_xdata()) == 31
        growth = 100 * ((spent.loc[last] / spent.loc[first]) ** (1 / (last - first)) - 1)
        fit = scipy.stats.linregress(np.log(spent.loc[first]), growth)
        (left, right), (low, high) = line.get_data()
        assert (high - low) / np.log(right / left) == pytest.approx(fit.slope)
    plt.close(figure)


def test_words_follow_the_interval():
    row = pd.Series({"low_pct": 60.0, "high_pct": 99.0})
    assert catching_up_chapter.told(row) == "closer"
    assert catching_up_chapter.told(row.replace(99.0, 101.0)) == "untold"
    assert catching_up_chapter.told(row + 60) == "apart"


def test_cells_are_the_rows_rounded(compared):
    gaps = catching_up_chapter.gaps(compared)
    shown = catching_up_chapter.gaps_shown(gaps, "en")
    assert len(shown) == len(catching_up_chapter.SPANS)
    row = gaps.iloc[0]
    assert shown.iloc[0]["interval_pct"] == f"{row['low_pct']:.1f}–{row['high_pct']:.1f}"
    # the slope of yearly growth on the level, from growth itself
    level = np.log(compared["expenditure_schools"])
    growth = (level.loc[2019] - level.loc[2011]) / 8
    slope = scipy.stats.linregress(level.loc[2011], growth).slope
    assert row["beta_pct"] == pytest.approx(100 * slope)
