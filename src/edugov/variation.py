"""The official coefficient of variation between schools (差异系数), its parts, and the verdicts' inputs."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from .rule_sets import SCHOOL_MARK_FLOOR, SCHOOL_MARKS_TO_MEET, RuleSet

GROUP = ["region_code", "year", "stage"]
WEIGHTINGS = {
    "enrolment": "weighted by students, divided by n (the official measure)",
    "equal": "every school alike, divided by n",
    "equal_sample": "every school alike, divided by n - 1",
}


class Variation(NamedTuple):
    """Coefficients of groups of schools for one quantity, and the pieces later steps need."""

    schools_count: np.ndarray  # schools with a value, a group
    weight: np.ndarray  # sum of weights, a group
    mean: np.ndarray  # a group
    coefficient: np.ndarray  # a group
    school_weight: np.ndarray  # a school; 0 where its value is missing
    deviation: np.ndarray  # a school: value / group mean - 1; 0 where missing


def group_variation(
    quantity: np.ndarray, students: np.ndarray, group: np.ndarray, groups_count: int, *, weighting: str
) -> Variation:
    """Coefficient of variation between schools, for all groups in one pass (差异系数).

    ``CV = S / X̄``, ``S² = Σ (P_i / P_N) (X_i - X̄)²``, ``X_i = x_i / P_i``, ``X̄ = Σ x_i / Σ P_i``.

    Parameters
    ----------
    quantity : array of float, shape (n,)
        Raw total x_i of a school (books, m², teachers); missing values leave the school out.
    students : array of float, shape (n,)
        Enrolment P_i, above zero.
    group : array of int, shape (n,)
        Number of the school's group (county, year and stage), from 0.
    groups_count : int
        How many groups there are.
    weighting : str
        ``enrolment`` (official), ``equal`` or ``equal_sample``; see :data:`WEIGHTINGS`.

    Returns
    -------
    Variation
        The coefficient is 0 or more; missing where a group has no school or a mean of zero.

    Raises
    ------
    ValueError
        When the weighting is unknown or a school has no students.

    Notes
    -----
    教督〔2012〕3号; standards.md, 1.1.

    Examples
    --------
    Five schools (published as 0.52), then the same with every school alike:

    >>> books = np.array([279.0, 137, 935, 160, 402])
    >>> students = np.array([45.0, 37, 89, 76, 55])
    >>> one = np.zeros(5, int)
    >>> group_variation(books, students, one, 1, weighting="enrolment").coefficient.round(6).tolist()
    [0.515257]
    >>> group_variation(books, students, one, 1, weighting="equal").coefficient.round(6).tolist()
    [0.488771]
    """
    if weighting not in WEIGHTINGS:
        raise ValueError(f"no weighting named {weighting!r}; there are {', '.join(WEIGHTINGS)}")
    if not np.all(students > 0):
        raise ValueError("a school without students has no value per student; leave it out")
    present = np.isfinite(quantity)
    complete = bool(present.all())
    official = weighting == "enrolment"
    weight = students if official else np.ones_like(students)
    total = quantity if official else quantity / students
    if not complete:
        weight, total = np.where(present, weight, 0.0), np.where(present, total, 0.0)
    count = np.bincount(group if complete else group[present], minlength=groups_count)
    weight_sum = np.bincount(group, weight, groups_count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(group, total, groups_count) / weight_sum
        mean = np.where(mean > 0, mean, np.nan)
        deviation = total / (students if official else 1.0) / mean[group] - 1.0
        if not complete:
            deviation[~present] = 0.0
        divisor = weight_sum - 1.0 if weighting == "equal_sample" else weight_sum
        coefficient = np.sqrt(np.bincount(group, weight * deviation * deviation, groups_count) / divisor)
    return Variation(count, weight_sum, mean, coefficient, weight, deviation)


def leave_one_out(found: Variation, group: np.ndarray) -> np.ndarray:
    """Square of the coefficient of each school's group without that school, from sums (one a school).

    Works for the weightings that divide by n. Missing for a school that is alone or has no value.

    Examples
    --------
    >>> found = group_variation(np.array([1.0, 1, 4]), np.ones(3), np.zeros(3, int), 1, weighting="equal")
    >>> leave_one_out(found, np.zeros(3, int)).round(6).tolist()
    [0.36, 0.36, 0.0]
    """
    weight, deviation = found.school_weight, found.deviation
    part = weight * deviation
    rest = found.weight[group] - weight
    squares = (found.coefficient**2 * found.weight)[group] - part * deviation
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = -part / rest  # of the deviations that stay; their sum over the group is zero
        squared = (squares / rest - mean * mean) / (1.0 + mean) ** 2
        rounding = 1e-13 * squares / rest  # what is left of a difference of equal numbers
    squared = np.where(np.isnan(squared) | (squared > rounding), squared, 0.0)
    return np.where((weight > 0) & (found.schools_count[group] > 1), squared, np.nan)


def number_groups(parts: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Number the groups (region, year, stage) of a table of parts; the numbers, and a row a group."""
    number = np.zeros(len(parts), dtype=np.int64)
    levels = []
    for name in GROUP:
        code, level = _codes(parts[name])
        number = number * len(level) + code
        levels.append(level)
    used = np.flatnonzero(np.bincount(number, minlength=1)) if len(parts) else number
    place = np.zeros(int(used.max()) + 1 if len(used) else 0, dtype=np.int64)
    place[used] = np.arange(len(used))
    columns, rest = {}, used
    for name, level in zip(reversed(GROUP), reversed(levels), strict=True):
        columns[name] = level[rest % len(level)] if len(level) else []
        rest = rest // max(len(level), 1)
    return place[number], pd.DataFrame({name: columns[name] for name in GROUP})


def _codes(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Codes of a column's values in sorted order, and the values."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories.to_numpy(object)
    code, level = pd.factorize(column, sort=True)
    return code, np.asarray(level, dtype=object)


def coefficients(parts: pd.DataFrame, rule_set: RuleSet, *, weighting: str) -> pd.DataFrame:
    """Coefficient of every county, year, stage and indicator (差异系数).

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (:func:`edugov.schools.parts`).
    rule_set : RuleSet
        Whose indicators are computed.
    weighting : str
        A key of :data:`WEIGHTINGS`; there is no default because the result depends on it.

    Returns
    -------
    DataFrame
        One row a group and indicator: region_code, year, stage, indicator_id, schools_count (with a value),
        missing_count, students_count, county_mean and standard_deviation (in the indicator's unit),
        coefficient.

    Examples
    --------
    >>> from edugov.rule_sets import BASIC_2012
    >>> five = pd.DataFrame({"region_code": "999902", "year": "2012", "stage": "primary",
    ...     "students": [45.0, 37, 89, 76, 55], "books_count": [279.0, 137, 935, 160, 402]})
    >>> five = five.reindex(columns=[*five, *(i.quantity for i in BASIC_2012.indicators if i.per == 100
    ...     or "books" not in i.quantity)])
    >>> table = coefficients(five, BASIC_2012, weighting="enrolment").set_index("indicator_id")
    >>> table.loc["books_per_student", ["county_mean", "standard_deviation", "coefficient"]].astype(float
    ...     ).round(5).tolist()
    [6.33444, 3.26386, 0.51526]
    """
    group, groups = number_groups(parts)
    students = parts["students"].to_numpy(float)
    size = np.bincount(group, minlength=len(groups))
    rows = {name: [] for name in ("schools_count", "students_count", "county_mean", "coefficient")}
    for indicator in rule_set.indicators:
        quantity = parts[indicator.quantity].to_numpy(float)
        found = group_variation(quantity, students, group, len(groups), weighting=weighting)
        rows["schools_count"].append(found.schools_count)
        rows["students_count"].append(
            found.weight if weighting == "enrolment" else
            np.bincount(group, np.where(np.isfinite(quantity), students, 0.0), len(groups))
        )
        rows["county_mean"].append(found.mean * indicator.per)
        rows["coefficient"].append(found.coefficient)
    return _long(groups, rule_set, rows, size)


def _long(groups: pd.DataFrame, rule_set: RuleSet, rows: dict, size: np.ndarray) -> pd.DataFrame:
    """One row a group and indicator from one array an indicator."""
    many = len(rule_set.indicators)
    flat = {name: np.stack(arrays, axis=1).ravel() for name, arrays in rows.items()}
    at = np.repeat(np.arange(len(groups)), many)
    table = pd.DataFrame({name: groups[name].to_numpy()[at] for name in GROUP})
    table["indicator_id"] = np.tile(np.array(rule_set.indicator_ids, dtype=object), len(groups))
    table["schools_count"] = flat["schools_count"]
    table["missing_count"] = size[at] - flat["schools_count"]
    table["students_count"] = flat["students_count"]
    table["county_mean"] = flat["county_mean"]
    table["standard_deviation"] = flat["coefficient"] * flat["county_mean"]
    table["coefficient"] = flat["coefficient"]
    return table


def judged(table: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """What a rule set looks at: the composite of 2012 (综合差异系数) or each of seven (2017), and the limit.

    Parameters
    ----------
    table : DataFrame
        One row a group and indicator with ``coefficient``, computed or published.
    rule_set : RuleSet
        2012: the plain mean of all eight is judged. 2017: every indicator, so the largest decides.

    Returns
    -------
    DataFrame
        One row a group: judged_value, decisive_indicator_id (2017), above_limit_count (2017), limit,
        margin (limit - judged_value; negative fails) and met (missing when a coefficient is missing and the
        others do not decide).

    Examples
    --------
    >>> from edugov.rule_sets import QUALITY_2017
    >>> published = pd.DataFrame({"region_code": "340207", "year": "2023", "stage": "primary",
    ...     "indicator_id": QUALITY_2017.indicator_ids,
    ...     "coefficient": [.297929, .501787, .401952, .288419, .37545, .312782, .394205]})
    >>> judged(published, QUALITY_2017)[["judged_value", "limit", "met"]].values.tolist()
    [[0.501787, 0.5, False]]
    """
    wide = table.pivot(index=GROUP, columns="indicator_id", values="coefficient")
    wide = wide.reindex(columns=rule_set.indicator_ids)
    limit = wide.index.get_level_values("stage").map(rule_set.limit).to_numpy(float)
    whole = wide.notna().all(axis=1).to_numpy()
    result = pd.DataFrame(index=wide.index)
    if rule_set.judged == "composite":
        value = wide.mean(axis=1, skipna=False).to_numpy()
        known = whole
    else:
        value = wide.max(axis=1).to_numpy()
        some = wide.notna().any(axis=1).to_numpy()
        result["decisive_indicator_id"] = wide.fillna(-1.0).idxmax(axis=1).where(some, "")
        result["above_limit_count"] = (wide.to_numpy() > limit[:, None]).sum(axis=1)
        known = whole | (value > limit)
    result.insert(0, "judged_value", value)
    result["limit"] = limit
    result["margin"] = limit - value
    result["met"] = np.where(known, value <= limit, None)
    return result.reset_index()


def contributions(parts: pd.DataFrame, rule_set: RuleSet, *, weighting: str) -> pd.DataFrame:
    """What each school adds to the squared coefficient, and the coefficient without it (贡献).

    ``c_i = (P_i / P_N) (X_i / X̄ - 1)²``; over the schools of a group the ``c_i`` add up to CV².

    Parameters
    ----------
    parts, rule_set
        As in :func:`coefficients`.
    weighting : str
        ``enrolment`` or ``equal``.

    Returns
    -------
    DataFrame
        One row a school, stage and indicator with a value: value and county_mean (indicator's unit),
        contribution, contribution_share, coefficient (of the group), coefficient_without (the school).
    """
    if weighting == "equal_sample":
        raise ValueError("contributions are for weightings that divide by n: enrolment or equal")
    group, groups = number_groups(parts)
    students = parts["students"].to_numpy(float)
    identity = parts[[*GROUP, "school_code", "school_name", "students"]]
    tables = []
    for indicator in rule_set.indicators:
        quantity = parts[indicator.quantity].to_numpy(float)
        found = group_variation(quantity, students, group, len(groups), weighting=weighting)
        coefficient = found.coefficient[group]
        part = found.school_weight / found.weight[group] * found.deviation**2
        with np.errstate(invalid="ignore", divide="ignore"):
            share = part / coefficient**2
        table = identity.assign(
            indicator_id=indicator.indicator_id,
            value=quantity / students * indicator.per,
            county_mean=found.mean[group] * indicator.per,
            contribution=part,
            contribution_share=share,
            coefficient=coefficient,
            coefficient_without=np.sqrt(leave_one_out(found, group)),
        )
        tables.append(table[np.isfinite(quantity)])
    return pd.concat(tables, ignore_index=True)


def decisive_schools(table: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Schools without which the verdict turns: "without school X the county passes", or fails.

    Parameters
    ----------
    table : DataFrame
        From :func:`contributions`.
    rule_set : RuleSet
        2012: the composite without the school, where every indicator has a value for the school; 2017: the
        largest of the seven without the school (its missing indicators stay as they are).

    Returns
    -------
    DataFrame
        One row a school and stage whose removal turns the verdict: judged_value, judged_without, limit.
    """
    keys = [*GROUP, "school_code", "school_name"]
    wide = table.pivot(index=keys, columns="indicator_id", values=["coefficient", "coefficient_without"])
    all_with = table.drop_duplicates([*GROUP, "indicator_id"]).pivot(
        index=GROUP, columns="indicator_id", values="coefficient"
    )
    all_with = all_with.reindex(columns=rule_set.indicator_ids)
    at = wide.index.droplevel(["school_code", "school_name"])
    here = all_with.loc[at].to_numpy(float)
    without = wide["coefficient_without"].reindex(columns=rule_set.indicator_ids).to_numpy(float)
    without = np.where(np.isnan(without), here, without)
    decide = np.mean if rule_set.judged == "composite" else np.max
    result = pd.DataFrame(index=wide.index)
    result["judged_value"], result["judged_without"] = decide(here, axis=1), decide(without, axis=1)
    result["limit"] = at.get_level_values("stage").map(rule_set.limit).to_numpy(float)
    turns = (result["judged_value"] > result["limit"]) != (result["judged_without"] > result["limit"])
    return result[turns & result.notna().all(axis=1)].reset_index()


def school_standards(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Each school against its own standard of 2017: six of seven marks met, the rest at 85% or more.

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage.
    rule_set : RuleSet
        ``QUALITY_2017``; the 2012 rule set has no marks for a school.

    Returns
    -------
    DataFrame
        One row a school and stage: marks_met_count, missing_count, lowest_share (value as a share of its
        mark, the smallest), lowest_indicator_id, and met: True, False, or None when missing values decide.

    Raises
    ------
    ValueError
        When the rule set has no marks.
    """
    marks = rule_set.indicators
    if not all(indicator.school_standard for indicator in marks):
        raise ValueError(f"the rule set {rule_set.rule_set} has no standard for a school")
    value = np.stack(
        [(parts[item.quantity] / parts["students"]).to_numpy(float) * item.per for item in marks], axis=1
    )
    stage = parts["stage"].astype(object)
    mark = np.stack([stage.map(item.school_standard).to_numpy(float) for item in marks], axis=1)
    # relative to the mark; a hair of tolerance, because 4.2 x 500 / 500 must meet 4.2
    share = value / mark * (1.0 + 1e-12)
    missing = np.isnan(share)
    met_count, missing_count = (share >= 1.0).sum(axis=1), missing.sum(axis=1)
    low = (share < SCHOOL_MARK_FLOOR).any(axis=1)
    fails = low | (met_count + missing_count < SCHOOL_MARKS_TO_MEET)
    filled = np.where(missing, np.inf, share)
    at = filled.argmin(axis=1) if len(parts) else np.zeros(0, int)
    lowest = filled[np.arange(len(parts)), at]
    result = parts[[*GROUP, "school_code", "school_name", "students"]].copy()
    result["marks_met_count"], result["missing_count"] = met_count, missing_count
    result["lowest_share"] = np.where(np.isinf(lowest), np.nan, lowest)
    result["lowest_indicator_id"] = np.where(
        np.isinf(lowest), "", np.array(rule_set.indicator_ids, dtype=object)[at]
    )
    result["met"] = np.where(fails, False, np.where(missing_count == 0, True, None))
    return result
