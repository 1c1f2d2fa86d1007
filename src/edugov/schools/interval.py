"""How certain a coefficient is (置信区间): an interval with one of two meanings, its confidence and
method.

The schools are one draw of those that such a county could have had (:func:`jackknife_interval`), or
only rounding and reporting of the inputs are in doubt (:func:`reporting_interval`).
"""

from functools import cache, partial

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from scipy.stats import norm

from edugov.inequality._groups import Groups

from .chosen_numbers import (
    FEWEST_SCHOOLS_FOR_INTERVAL,
    LEAST_NOMINAL_COVERAGE,
    WIDEST_INTERVAL_RATIO,
)
from .rule_sets import RuleSet
from .variation import GROUP, Ends, Variation, _ratio_without, coefficients, leave_one_out, measured

ROUNDING_VARIANCE = 0.5**2 / 3.0  # of whole numbers
OURS = ("jackknife_t_log", "error_propagation")  # of this module, in data/interval_coverage.csv


def jackknife_interval(found: Variation, level: float = 0.95) -> Ends:
    """Lower and upper end for each group: jackknife t on the logarithm of the coefficient
    (置信区间).

    ``log CV - (n-1) · mean(d) ± t_{n-1} · s``, ``s² = (n-1)/n Σ (d_i - mean(d))²``, ``d_i = log
    CV_(i) - log CV``, where ``CV_(i)`` leaves school i out: the width of the jackknife around its
    point without bias, because few schools give too low a coefficient. All leave-one-out
    coefficients come from the group's sums; nothing is drawn at random. Source: the delete-one
    jackknife (Quenouille 1956, Tukey 1958); how often it covers the truth stands in
    data/interval_coverage.csv.

    Parameters
    ----------
    found : Variation
        Of `variation.group_variation`, weighting ``enrolment`` or ``equal``.
    level : float
        Between 0 and 1.

    Returns
    -------
    lower, upper : array of float, shape (k,)
        One of the k groups each; above 0. Missing with fewer than eight schools, where the
        coefficient, with all or without one school, is zero, or where at level 0.95 the upper end
        would be more than a hundred times the lower (both numbers: chosen_numbers.csv).

    Examples
    --------
    >>> from edugov.schools.variation import group_variation
    >>> one, students = np.zeros(8, int), np.full(8, 10.0)
    >>> books = np.array([40.0, 50, 50, 60, 60, 70, 80, 90])
    >>> found = group_variation(books, students, one, 1, weighting="enrolment")
    >>> [end.round(2).tolist() for end in jackknife_interval(found)]
    [[0.16], [0.49]]
    """
    difference = _ratio_without(found)
    with np.errstate(invalid="ignore", divide="ignore"):
        np.log(difference, out=difference)  # 0 without a value
    difference *= 0.5
    return _jackknife_t(found.coefficient, difference, found.schools_count, found.groups, level)


def _jackknife_t(
    point: np.ndarray,
    difference: np.ndarray,
    schools_count: np.ndarray,
    groups: Groups,
    level: float,
) -> Ends:
    """Ends from a point a group and, a school, log of the value without it over the point."""
    count = schools_count.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = groups.sums(difference) / count
        square_sum = groups.sums(difference * difference)
        squares = square_sum - count * mean * mean
        variance = (count - 1.0) / count * np.maximum(squares, 0.0)
        spread = np.sqrt(variance)
        unbiased = np.log(point) - (count - 1.0) * mean
    reach = 2.0 * _t_quantile(schools_count, 0.95) * spread
    narrow = reach <= np.log(WIDEST_INTERVAL_RATIO)
    given = narrow & (count >= FEWEST_SCHOOLS_FOR_INTERVAL)
    width = _t_quantile(schools_count, level) * spread
    return _ends(np.where(given, unbiased, np.nan), width)


def _t_quantile(schools_count: np.ndarray, level: float) -> np.ndarray:
    """How many standard errors an interval of a level reaches, for each number of schools."""
    return _t_quantiles(schools_count.max(initial=0), level)[schools_count]


@cache
def _t_quantiles(most: int, level: float) -> np.ndarray:
    """Return what a level reaches for every number of schools up to one."""
    degrees_of_freedom = np.maximum(np.arange(most + 1) - 1.0, 1.0)
    return stdtrit(degrees_of_freedom, 0.5 + level / 2)


def _ends(log_point: np.ndarray, width: np.ndarray) -> Ends:
    """Lower and upper end from a point and a half width, both of the logarithm."""
    is_known = np.isfinite(log_point)
    middle = np.where(is_known, log_point, np.nan)
    lower = np.exp(middle - width)
    upper = np.exp(middle + width)
    return lower, upper


def composite_intervals(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Composite coefficient of each county with its superpopulation interval (综合差异系数的区间).

    The jackknife of :func:`jackknife_interval`, nominal level 95%, each school left out of all
    indicators at once. How often it covers the truth stands in data/interval_coverage.csv.

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`): region_code, year, stage, school_code,
        school_name, students (above 0), and a column for each quantity of the rule set (raw totals;
        missing leaves the school out of that indicator).
    rule_set : RuleSet
        Whose indicators are computed.

    Returns
    -------
    DataFrame
        One row a region, year and stage: schools_count, composite (plain mean of the coefficients,
        weighted by enrolment), lower, upper; missing where a coefficient is.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> eight = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "students": 10.0, "books_count": [40.0, 50, 50, 60, 60, 70, 80, 90]})
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "composite")
    >>> composite_intervals(eight, books)[["composite", "lower", "upper"]].round(2).values.tolist()
    [[0.25, 0.16, 0.49]]
    """
    group, groups, each = measured(parts, rule_set, "enrolment")
    many = len(rule_set.indicators)
    point = np.zeros(len(groups))
    without = np.zeros(len(parts))
    for _, _, found in each:
        point += found.coefficient / many
        without += np.sqrt(leave_one_out(found)) / many
    schools = Groups(group, len(groups))
    count = schools.sizes()
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.log(without / schools.each(point))
    lower, upper = _jackknife_t(point, difference, count, schools, 0.95)
    return groups.assign(schools_count=count, composite=point, lower=lower, upper=upper)


def largest_intervals(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Interval of the largest of several coefficients, allowing for its having been picked
    (最大差异系数的区间).

    The rule of 2017 judges the largest of seven, which chance has helped up. Of k coefficients the
    lower end is the largest lower end of intervals of level ``1 - 0.05 / k`` (Bonferroni), so that
    none of the k lies above its truth by chance but once in forty times; the upper end is the
    largest upper end of intervals of level 0.95, which needs no allowance. Source: the union bound;
    how often it covers the truth stands in data/interval_coverage.csv.

    Parameters
    ----------
    parts : DataFrame
        As for :func:`composite_intervals`.
    rule_set : RuleSet
        Whose indicators are computed.

    Returns
    -------
    DataFrame
        The table of `variation.coefficients`, one row a group and indicator, with lower and upper
        (:func:`jackknife_interval`), simultaneous_lower (of the coefficient) and, the same for the
        rows of a group, largest_lower and largest_upper; missing where a coefficient of the group,
        or an interval of one above zero, is.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> eight = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "students": 10.0, "books_count": [40.0, 50, 50, 60, 60, 70, 80, 90]})
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> found = largest_intervals(eight, books)  # of one nothing is picked
    >>> found[["simultaneous_lower", "largest_lower", "largest_upper"]].round(2).values.tolist()
    [[0.16, 0.16, 0.49]]
    """
    level = 1.0 - 0.05 / len(rule_set.indicators)
    simultaneous = partial(jackknife_interval, level=level)
    strict = coefficients(parts, rule_set, weighting="enrolment", ends=simultaneous)
    table = coefficients(parts, rule_set, weighting="enrolment", ends=jackknife_interval)
    zero = table["coefficient"].eq(0)
    lower = strict["lower"].mask(zero, 0.0)
    upper = table["upper"].mask(zero, 0.0)
    known = lower.notna() & upper.notna()
    keys = [table[name] for name in GROUP]
    whole = known.groupby(keys, observed=True).transform("all")
    highest_lower = lower.groupby(keys, observed=True).transform("max")
    highest_upper = upper.groupby(keys, observed=True).transform("max")
    given = whole & highest_upper.gt(0)
    return table.assign(
        simultaneous_lower=lower,
        largest_lower=highest_lower.where(given),
        largest_upper=highest_upper.where(given),
    )


def printed_level(coverage: pd.DataFrame, quantity: str, schools_count: int) -> float:
    """Level that an interval is printed with: what it holds in its simulation (区间的实际水平).

    Parameters
    ----------
    coverage : DataFrame
        One row a simulation, columns as in `data/interval_coverage.csv`.
    quantity : str
        What the interval is of: ``single``, ``composite`` or ``largest`` (this module's jackknife),
        or ``reported``.
    schools_count : int
        Schools with a value.

    Returns
    -------
    float
        The nominal level where the least coverage over all distributions, at the simulated numbers
        of schools next below and above, is 0.93 or more (chosen_numbers.csv); otherwise that
        coverage, rounded down to a whole percent. Above the largest number simulated that one
        counts. It says nothing of counties more unequal than those simulated.

    Examples
    --------
    >>> table = pd.DataFrame({"quantity": "single", "method": "jackknife_t_log", "level": 0.95,
    ...     "schools_count": [8, 15, 30], "coverage": [0.94, 0.935, 0.889]})
    >>> printed_level(table, "single", 10), printed_level(table, "single", 20)
    (0.95, 0.88)
    """
    is_ours = coverage["method"].isin(OURS)
    rows = coverage[is_ours & coverage["quantity"].eq(quantity)]
    sizes = rows["schools_count"]
    below = sizes[sizes <= schools_count].max()
    above = sizes[sizes >= schools_count].min()
    nearest = sizes.isin([below, above])
    least = rows.loc[nearest, "coverage"].min()
    if least >= LEAST_NOMINAL_COVERAGE:
        return float(rows["level"].iloc[0])
    return float(np.floor(least * 100) / 100)


def reporting_interval(found: Variation, quantity_error: float) -> Ends:
    """Lower and upper end for each group when only the inputs' errors are in doubt (填报误差区间).

    First-order: quantities are rounded to whole numbers and misreported, with independent errors
    of standard deviation ``sqrt(1/12 + (r x_i)²)``; ``∂CV/∂x_i = (y_i - CV²) / (CV Σx)`` with ``y_i
    = X_i / X̄ - 1``; ``log CV ± z · s`` at level 0.95. Source: propagation of errors (delta method);
    a test draws the errors at random.

    Parameters
    ----------
    found : Variation
        Of `variation.group_variation`, weighting ``enrolment``.
    quantity_error : float
        Standard error of reporting as a share r of the value (0.02 for two percent).

    Returns
    -------
    lower, upper : array of float, shape (k,)
        One of the k groups each; missing where the coefficient is zero or missing.

    Examples
    --------
    >>> from edugov.schools.variation import group_variation
    >>> one, students = np.zeros(2, int), np.array([10.0, 10.0])
    >>> found = group_variation(np.array([1e9, 3e9]), students, one, 1, weighting="enrolment")
    >>> [end.round(6).tolist() for end in reporting_interval(found, 0.0)]  # nothing is in doubt
    [[0.5], [0.5]]
    """
    groups = found.groups
    coefficient = groups.each(found.coefficient)
    quantity_sum = groups.each(found.mean * found.weight)
    value = groups.each(found.mean) * (1.0 + found.deviation)
    quantity = value * found.school_weight
    error = ROUNDING_VARIANCE + (quantity_error * quantity) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        divisor = coefficient * quantity_sum
        by_quantity = (found.deviation - coefficient**2) / divisor
        variance = np.where(found.school_weight > 0, by_quantity**2 * error, 0.0)
        variance_sum = groups.sums(variance)
        spread = np.sqrt(variance_sum) / found.coefficient
        log_point = np.log(found.coefficient)
    return _ends(log_point, norm.ppf(0.975) * spread)
