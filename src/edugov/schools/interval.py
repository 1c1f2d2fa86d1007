"""How certain a coefficient is: an interval with one of two named meanings (:func:`intervals`)."""

from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from .rule_sets import RuleSet
from .variation import Variation, coefficients, leave_one_out, measured


def jackknife_interval(
    found: Variation, group: np.ndarray, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end for each group: jackknife t on the logarithm of the coefficient
    (置信区间).

    ``log CV ± t_{n-1} · s``, ``s² = (n-1)/n Σ (log CV_(i) - mean)²``, where ``CV_(i)`` leaves
    school i out. All leave-one-out coefficients come from the group's sums; nothing is drawn at
    random. Source: the delete-one jackknife (Tukey 1958); how often it covers the truth stands in
    data/interval_coverage.csv.

    Parameters
    ----------
    found, group
        A Variation and the array of int, shape (n,), that it was made with
        (`variation.group_variation`), weighting ``enrolment`` or ``equal``.
    level : float
        Between 0 and 1.

    Returns
    -------
    lower, upper : array of float, shape (k,)
        One of the k groups each; above 0. Missing with fewer than four schools, or where the
        coefficient, with all or without one school, is zero.

    Examples
    --------
    >>> from edugov.schools.variation import group_variation
    >>> one = np.zeros(5, int)
    >>> books, students = np.array([279.0, 137, 935, 160, 402]), np.array([45.0, 37, 89, 76, 55])
    >>> found = group_variation(books, students, one, 1, weighting="enrolment")
    >>> [end.round(2).tolist() for end in jackknife_interval(found, one)]
    [[0.16], [1.67]]
    """
    squared = leave_one_out(found, group)
    whole = found.coefficient**2
    with np.errstate(invalid="ignore", divide="ignore"):
        doubled = np.log(squared / whole[group])  # 0 for a school without a value
    return _jackknife_t(found.coefficient, 0.5 * doubled, found.schools_count, group, level)


def _jackknife_t(
    point: np.ndarray,
    difference: np.ndarray,
    schools_count: np.ndarray,
    group: np.ndarray,
    level: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Ends from a point a group and, a school, log of the value without it over the point."""
    groups_count = len(point)
    count = schools_count.astype(float)
    every_count = np.arange(count.max(initial=0) + 1)
    degrees_of_freedom = np.maximum(every_count - 1.0, 1.0)
    quantile = t.ppf(0.5 + level / 2, degrees_of_freedom)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(group, difference, groups_count) / count
        square_sum = np.bincount(group, difference * difference, groups_count)
        squares = square_sum - count * mean * mean
        spread = np.sqrt((count - 1.0) / count * np.maximum(squares, 0.0))
        width = quantile[schools_count] * spread
    return _ends(point, np.where(count >= 4, width, np.nan))


def _ends(point: np.ndarray, width: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end from a half width of the logarithm."""
    usable = np.isfinite(width) & (point > 0)
    with np.errstate(invalid="ignore"):
        lower = point * np.exp(-width)
        upper = point * np.exp(width)
    return np.where(usable, lower, np.nan), np.where(usable, upper, np.nan)


def composite_intervals(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Composite coefficient of each county with its 95% superpopulation interval
    (综合差异系数的区间).

    The jackknife of :func:`jackknife_interval`, each school left out of all indicators at once. How
    often it covers the truth was not simulated.

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
    >>> five = pd.DataFrame({"region_code": "999902", "year": "2012", "stage": "primary",
    ...     "students": [45.0, 37, 89, 76, 55], "books_count": [279.0, 137, 935, 160, 402]})
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "composite")
    >>> composite_intervals(five, books)[["composite", "lower", "upper"]].round(2).values.tolist()
    [[0.52, 0.16, 1.67]]
    """
    group, groups, each = measured(parts, rule_set, "enrolment")
    many = len(rule_set.indicators)
    point = np.zeros(len(groups))
    without = np.zeros(len(parts))
    for _, _, found in each:
        point += found.coefficient / many
        without += np.sqrt(leave_one_out(found, group)) / many
    count = np.bincount(group, minlength=len(groups))
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = np.log(without / point[group])
    lower, upper = _jackknife_t(point, difference, count, group, 0.95)
    return groups.assign(schools_count=count, composite=point, lower=lower, upper=upper)


def reporting_interval(
    found: Variation,
    group: np.ndarray,
    *,
    students: np.ndarray,
    rounding_half_width: float = 0.5,
    quantity_error: float = 0.02,
    enrolment_error: float = 0.0,
    level: float = 0.95,
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end for each group when only the inputs' errors are in doubt (填报误差区间).

    First-order: errors are independent with standard deviation ``sqrt(h²/3 + (r x_i)²)`` for a
    quantity and ``s P_i`` for enrolment; ``∂CV/∂x_i = (y_i - CV²) / (CV Σx)`` and ``∂CV/∂P_i = (1 +
    CV² - (1 + y_i)²) / (2 CV ΣP)`` with ``y_i = X_i / X̄ - 1``; ``log CV ± z · s``.
    Source: propagation of errors (delta method); a test draws the errors at random.

    Parameters
    ----------
    found, group
        A Variation and the array of int, shape (n,), that it was made with, weighting
        ``enrolment``.
    students : array of float, shape (n,)
        Enrolment, as given to `variation.group_variation`.
    rounding_half_width : float
        Half the unit a quantity is rounded to (0.5 for whole numbers).
    quantity_error, enrolment_error : float
        Standard error of reporting as a share of the value (0.02 for two percent).
    level : float
        Between 0 and 1.

    Returns
    -------
    lower, upper : array of float, shape (k,)
        One of the k groups each; missing where the coefficient is zero or missing.

    Examples
    --------
    >>> from edugov.schools.variation import group_variation
    >>> one, students = np.zeros(2, int), np.array([10.0, 10.0])
    >>> found = group_variation(np.array([10.0, 30.0]), students, one, 1, weighting="enrolment")
    >>> ends = reporting_interval(found, one, students=students, rounding_half_width=0.0,
    ...     quantity_error=0.0)  # nothing is in doubt
    >>> [end.tolist() for end in ends]
    [[0.5], [0.5]]
    """
    groups_count = len(found.coefficient)
    coefficient = found.coefficient[group]
    square = coefficient**2
    students_sum = found.weight[group]
    quantity_sum = (found.mean * found.weight)[group]
    ratio = 1.0 + found.deviation
    quantity = found.mean[group] * ratio * found.school_weight
    rounding = rounding_half_width**2 / 3.0
    with np.errstate(invalid="ignore", divide="ignore"):
        by_quantity = (found.deviation - square) / (coefficient * quantity_sum)
        by_students = (1.0 + square - ratio**2) / (2.0 * coefficient * students_sum)
        variance = by_quantity**2 * (rounding + (quantity_error * quantity) ** 2)
        variance += by_students**2 * (enrolment_error * students) ** 2
        variance = np.where(found.school_weight > 0, variance, 0.0)
        spread = np.sqrt(np.bincount(group, variance, groups_count)) / found.coefficient
    quantile = norm.ppf(0.5 + level / 2)
    return _ends(found.coefficient, quantile * spread)


def intervals(
    parts: pd.DataFrame, rule_set: RuleSet, *, meaning: str, **errors: float
) -> pd.DataFrame:
    """Official coefficients with their 95% intervals, all counties at once (差异系数的区间).

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`): region_code, year, stage, school_code,
        school_name, students (above 0), and a column for each quantity of the rule set (raw totals;
        missing leaves the school out of that indicator).
    rule_set : RuleSet
        Whose indicators are computed.
    meaning : str
        ``superpopulation``: the schools are one draw of those that such a county could have had
        (:func:`jackknife_interval`). ``reporting``: only rounding and reporting of the inputs are
        in doubt (:func:`reporting_interval`).
    **errors : float
        For ``reporting``: rounding_half_width, quantity_error, enrolment_error.

    Returns
    -------
    DataFrame
        The table of `variation.coefficients`, weighted by enrolment, with lower, upper and meaning.

    Raises
    ------
    ValueError
        There is no such meaning.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> five = pd.DataFrame({"region_code": "999902", "year": "2012", "stage": "primary",
    ...     "students": [45.0, 37, 89, 76, 55], "books_count": [279.0, 137, 935, 160, 402]})
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> found = intervals(five, books, meaning="superpopulation")
    >>> found[["coefficient", "lower", "upper"]].round(2).values.tolist()
    [[0.52, 0.16, 1.67]]
    """
    students = parts["students"].to_numpy(float)
    meanings = {
        "superpopulation": jackknife_interval,
        "reporting": partial(reporting_interval, students=students, **errors),
    }
    if meaning not in meanings:
        raise ValueError(f"no meaning named {meaning!r}; there are {', '.join(meanings)}")
    table = coefficients(parts, rule_set, weighting="enrolment", ends=meanings[meaning])
    return table.assign(meaning=meaning)
