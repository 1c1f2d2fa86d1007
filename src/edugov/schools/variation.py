"""The official coefficient of variation between schools (差异系数), for all counties in one
pass."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from edugov.inequality._groups import Groups, stretches

from .rule_sets import Indicator, RuleSet

GROUP = ["region_code", "year", "stage"]
# weighted by students and divided by n (the official measure); every school alike, divided by n or
# by n - 1
WEIGHTINGS = ("enrolment", "equal", "equal_sample")
Ends = tuple[np.ndarray, np.ndarray]  # lower and upper end, a group
ROUNDING = 1e-10  # what the sums of equal schools may leave of a coefficient
ROUNDING_WITHOUT = 1e-13  # what may remain of a difference of equal numbers, as a share of them


class Variation(NamedTuple):
    """Coefficients of groups of schools for one quantity, and the pieces later steps need."""

    schools_count: np.ndarray  # schools with a value, a group
    weight: np.ndarray  # sum of weights, a group
    mean: np.ndarray  # a group
    coefficient: np.ndarray  # a group
    deviation: np.ndarray  # a school: value / group mean - 1; 0 where missing
    every_weight: np.ndarray  # a school, also where its value is missing
    squares: np.ndarray  # a school: weight times squared deviation
    missing: np.ndarray  # places of the schools without a value
    groups: Groups

    @property
    def school_weight(self) -> np.ndarray:
        """The weight of each school, 0 where its value is missing."""
        weight = self.every_weight.copy()
        weight[self.missing] = 0.0
        return weight


def group_variation(
    quantity: np.ndarray,
    students: np.ndarray,
    group: np.ndarray,
    groups_count: int,
    *,
    weighting: str,
) -> Variation:
    """Coefficient of variation between schools, for all groups in one pass (差异系数).

    ``CV = S / X̄``, ``S² = Σ (P_i / P_N) (X_i - X̄)²``, ``X_i = x_i / P_i``, ``X̄ = Σ x_i / Σ
    P_i``. Source: 教督〔2012〕3号, as judged by BB_CV_P and BB_CV_J in data/standards.csv.

    Parameters
    ----------
    quantity, students : array of float, shape (n,)
        Raw total x_i of a school (books, m², teachers), where a missing value leaves the school
        out, and enrolment P_i, above zero.
    group, groups_count : array of int, shape (n,), and int
        Number of the school's group (county, year and stage), from 0, and how many groups there
        are.
    weighting : str
        ``enrolment`` (official), ``equal`` or ``equal_sample``.

    Returns
    -------
    Variation
        The coefficient is 0 or more, 0 where the schools differ by no more than rounding; missing
        where fewer than two schools have a value, or the mean is zero.

    Raises
    ------
    ValueError
        Another weighting, or a school without students.

    Examples
    --------
    >>> books = np.array([279.0, 137, 935, 160, 402])
    >>> students = np.array([45.0, 37, 89, 76, 55])
    >>> one = np.zeros(5, int)
    >>> found = group_variation(books, students, one, 1, weighting="enrolment")
    >>> found.coefficient.round(6).tolist()
    [0.515257]
    >>> found = group_variation(books, students, one, 1, weighting="equal")
    >>> found.coefficient.round(6).tolist()
    [0.488771]
    """
    return next(variations([quantity], students, group, groups_count, weighting=weighting))


def variations(
    quantities: Iterable[np.ndarray],
    students: np.ndarray,
    group: np.ndarray,
    groups_count: int,
    *,
    weighting: str,
) -> Iterator[Variation]:
    """Coefficients for several quantities of the same schools (差异系数), one by one.

    Parameters
    ----------
    quantities : iterable of array of float, each of shape (n,)
        Raw totals, as ``quantity`` in :func:`group_variation`.
    students, group, groups_count, weighting
        As in :func:`group_variation`.

    Yields
    ------
    Variation
        One a quantity, as from :func:`group_variation`. Nothing is worked out before it is asked
        for.

    Returns
    -------
    iterator of Variation

    Raises
    ------
    ValueError
        Another weighting, or a school without students.

    Examples
    --------
    >>> books = np.array([10.0, 30.0])  # 1 and 3 a student
    >>> rooms = np.array([20.0, 20.0])  # 2 and 2
    >>> two, one = np.array([10.0, 10.0]), np.zeros(2, int)
    >>> found = variations([books, rooms], two, one, 1, weighting="enrolment")
    >>> [each.coefficient.tolist() for each in found]
    [[0.5], [0.0]]
    """
    if weighting not in WEIGHTINGS:
        raise ValueError(f"no weighting named {weighting!r}; there are {', '.join(WEIGHTINGS)}")
    if not np.all(students > 0):
        raise ValueError("a school without students has no value per student; leave it out")
    if weighting != "enrolment":  # the same as if each school had one student
        quantities = [quantity / students for quantity in quantities]
        students = np.ones_like(students)
    groups = Groups(group, groups_count)
    size = groups.sizes()
    students_sum = groups.sums(students)
    less = 1.0 if weighting == "equal_sample" else 0.0
    for quantity in quantities:
        yield _variation(quantity, students, groups, size, students_sum, less)


def _variation(
    quantity: np.ndarray,
    students: np.ndarray,
    groups: Groups,
    count: np.ndarray,
    weight_sum: np.ndarray,
    less: float,
) -> Variation:
    """Coefficients for one quantity, with the size and the weight of each group when none is
    missing; `less` is taken from the weight that the squares are divided by."""
    missing = np.flatnonzero(~np.isfinite(quantity))
    room = None  # for what is worked out of the quantities: their own, where they are ours
    if len(missing):
        room = quantity = quantity.copy()
        quantity[missing] = 0.0
        where = groups.number[missing]
        count = count - np.bincount(where, minlength=groups.count)
        missing_sum = np.bincount(where, students[missing], groups.count)
        weight_sum = weight_sum - missing_sum
        weight_sum[count == 0] = 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = groups.sums(quantity) / weight_sum
        mean = np.where(mean > 0, mean, np.nan)
        deviation = np.divide(quantity, students, out=room)
        squares = groups.each(mean)  # its room is used again
        deviation /= squares
        deviation -= 1.0
        deviation[missing] = 0.0
        np.multiply(deviation, deviation, out=squares)
        squares *= students
        variance = groups.sums(squares) / (weight_sum - less)
        coefficient = np.sqrt(variance)
        coefficient[coefficient < ROUNDING] = 0.0
    coefficient[count < 2] = np.nan  # one school does not differ
    return Variation(
        count, weight_sum, mean, coefficient, deviation, students, squares, missing, groups
    )


def leave_one_out(found: Variation) -> np.ndarray:
    """Square of the coefficient of each school's group without that school, from sums (逐校剔除).

    ``CV²_(i) = (CV² (1 - a) - a y²) / (1 - a - a y)²`` with ``a = P_i / P_N`` and ``y = X_i / X̄ -
    1``; for weightings that divide by n. Source: algebra on the sums; a test leaves schools out one
    by one.

    Parameters
    ----------
    found : Variation
        From :func:`group_variation`, weighting ``enrolment`` or ``equal``; n schools.

    Returns
    -------
    array of float, shape (n,)
        0 or more. A school without a value leaves the coefficient as it is; missing where fewer
        than two schools with a value would remain.

    Examples
    --------
    >>> one = np.zeros(3, int)
    >>> found = group_variation(np.array([1.0, 1, 4]), np.ones(3), one, 1, weighting="equal")
    >>> leave_one_out(found).round(6).tolist()
    [0.36, 0.36, 0.0]
    """
    square = found.coefficient**2
    left = _ratio_without(found)
    left *= found.groups.each(square)
    left[found.groups.each(square == 0)] = 0.0
    has_value = found.school_weight > 0
    too_few = found.groups.each(found.schools_count < 3)
    left[has_value & too_few] = np.nan
    return left


def _ratio_without(found: Variation) -> np.ndarray:
    """Return, for each school, the square of its group's coefficient without it over the square
    with it; missing where the coefficient is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = found.every_weight / found.groups.each(found.weight)
        share[found.missing] = 0.0
        rest = 1.0 - share
        one_over_sum = 1.0 / (found.weight * found.coefficient**2)
        left = found.groups.each(one_over_sum)
        left *= found.squares
        np.subtract(rest, left, out=left)
        small = np.flatnonzero(left < ROUNDING_WITHOUT)
        rounding = ROUNDING_WITHOUT * rest[small]
        left[small[left[small] < rounding]] = 0.0
        share *= found.deviation
        rest -= share
        rest *= rest
        left /= rest
    return left


def number_groups(parts: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Number the groups (地区、年份、学段) of a table of parts.

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage, n rows: region_code, year, stage.

    Returns
    -------
    number : array of int, shape (n,)
        Of the row's group, from 0, in the order of region, year and stage.
    groups : DataFrame
        One row a group: region_code, year, stage.

    Examples
    --------
    >>> parts = pd.DataFrame({"region_code": ["2", "1", "2"], "year": "2020", "stage": "primary"})
    >>> number, groups = number_groups(parts)
    >>> number.tolist(), groups["region_code"].tolist()
    ([1, 0, 1], ['1', '2'])
    """
    codes = []
    levels = []
    for name in GROUP:
        column = parts[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            code = column.cat.codes.to_numpy()
            level = column.cat.categories
        else:
            code, level = pd.factorize(column, sort=True)
        codes.append(code)
        levels.append(pd.array(level, dtype="str"))
    shape = [len(level) for level in levels]
    starts = stretches(*codes)
    of_stretch = np.ravel_multi_index([code[starts] for code in codes], shape)
    used, new_number = np.unique(of_stretch, return_inverse=True)
    at = np.unravel_index(used, shape)
    groups = {name: level.take(place) for name, level, place in zip(GROUP, levels, at, strict=True)}
    number = np.repeat(new_number, np.diff(starts, append=len(parts)))
    return number, pd.DataFrame(groups)


def measured(
    parts: pd.DataFrame, rule_set: RuleSet, weighting: str
) -> tuple[np.ndarray, pd.DataFrame, Iterator[tuple[Indicator, np.ndarray, Variation]]]:
    """Groups of a table of parts, and each indicator with its quantity and coefficients (差异系数).

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`): region_code, year, stage, school_code,
        school_name, students (above 0), and a column for each quantity of the rule set (raw totals;
        missing leaves the school out of that indicator).
    rule_set : RuleSet
        Whose indicators are computed.
    weighting : str
        One of `variation.WEIGHTINGS`; there is no default because the result depends on it.

    Returns
    -------
    group, groups
        As from :func:`number_groups`.
    each : iterator of tuple
        Indicator, its quantity (array of float, shape (n,)) and its Variation.

    Examples
    --------
    >>> two = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "students": [10.0, 10.0], "books_count": [10.0, 30.0]})
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> _, _, each = measured(two, books, "enrolment")
    >>> [(indicator.indicator_id, found.coefficient.tolist()) for indicator, _, found in each]
    [('books_per_student', [0.5])]
    """
    group, groups = number_groups(parts)
    quantities = [parts[indicator.quantity].to_numpy(float) for indicator in rule_set.indicators]
    found = variations(
        quantities, parts["students"].to_numpy(float), group, len(groups), weighting=weighting
    )
    each = zip(rule_set.indicators, quantities, found, strict=True)
    return group, groups, each


def coefficients(
    parts: pd.DataFrame,
    rule_set: RuleSet,
    *,
    weighting: str,
    ends: Callable[[Variation], Ends] | None = None,
) -> pd.DataFrame:
    """Coefficient of every county, year, stage and indicator (差异系数).

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`).
    rule_set : RuleSet
        Whose indicators are computed.
    weighting : str
        One of :data:`WEIGHTINGS`; there is no default because the result depends on it.
    ends : function, optional
        Gives lower and upper end of each group from a Variation.

    Returns
    -------
    DataFrame
        One row a group and indicator: region_code, year, stage, indicator_id, schools_count (with a
        value), missing_count, students_count, county_mean and standard_deviation (in the
        indicator's unit), coefficient, and lower and upper where ``ends`` is given.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> five = pd.DataFrame({"region_code": "999902", "year": "2012", "stage": "primary",
    ...     "students": [45.0, 37, 89, 76, 55], "books_count": [279.0, 137, 935, 160, 402]})
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> table = coefficients(five, books, weighting="enrolment")
    >>> table[["county_mean", "standard_deviation", "coefficient"]].round(5).values.tolist()
    [[6.33444, 3.26386, 0.51526]]
    """
    group, groups, each = measured(parts, rule_set, weighting)
    students = parts["students"].to_numpy(float)
    rows = []
    for indicator, quantity, found in each:
        counted = found.weight
        if weighting != "enrolment":
            counted = np.bincount(
                group, np.where(np.isfinite(quantity), students, 0.0), len(groups)
            )
        interval = ends(found) if ends else ()
        rows.append(
            (found.schools_count, counted, found.mean * indicator.per, found.coefficient, *interval)
        )
    schools, counted, mean, coefficient, *interval = (
        np.stack(one, axis=1).ravel() for one in zip(*rows, strict=True)
    )
    many = len(rule_set.indicators)
    at = np.repeat(np.arange(len(groups)), many)
    columns = {name: groups[name].array.take(at) for name in GROUP}
    ids = pd.array(rule_set.indicator_ids, dtype="str")
    places = np.tile(np.arange(many), len(groups))
    columns["indicator_id"] = ids.take(places)
    columns["schools_count"] = schools
    every_count = np.bincount(group, minlength=len(groups))
    columns["missing_count"] = every_count[at] - schools
    columns |= {
        "students_count": counted,
        "county_mean": mean,
        "standard_deviation": coefficient * mean,
    }
    columns["coefficient"] = coefficient
    columns |= zip(("lower", "upper"), interval, strict=False)
    return pd.DataFrame(columns, copy=False)
