"""What blank cells of a school table could hold: the range of a coefficient, and which blanks keep
a verdict away."""

import numpy as np
import pandas as pd

from .chosen_numbers import LEAST_STUDENTS_SHARE
from .parts import STAGES, apply_scope, enrolment
from .rule_sets import RuleSet
from .variation import GROUP, Ends, Variation, coefficients


def completions(found: Variation) -> Ends:
    """Least and greatest coefficient that blank cells leave possible, within the values there are
    (空缺的影响范围).

    ``CV²_least = (1 + CV²) (N + M) / (N + (1 + CV²) M) - 1``: every blank at ``X̄ (1 + CV²)``, where
    N students are at schools with a value and M at schools without. ``CV²_greatest = (N + M) (N
    (1 + CV²) + u b² + (M - u) a²) / (N + u b + (M - u) a)² - 1``: of the M students u at the
    highest value b there is and the others at the lowest a (in units of X̄), with the u from 0 to M
    that makes it greatest. Source: the coefficient is quasiconvex in the values, so its greatest is
    at corners of the range, its least where all blanks are alike; a test tries corners and more.

    Parameters
    ----------
    found : Variation
        Of `variation.group_variation`, weighting ``enrolment``, of schools with and without a
        value.

    Returns
    -------
    least, greatest : array of float, shape (k,)
        One of the k groups each, around the coefficient; equal to it where nothing is blank,
        missing where it is. The greatest divides schools where their students do not add up to u:
        no completion with whole schools exceeds it, and some may not reach it. A true value outside
        those that other schools give is not thought of.

    Examples
    --------
    >>> from edugov.schools.variation import group_variation
    >>> books, students = np.array([10.0, 30.0, np.nan]), np.array([10.0, 10.0, 10.0])
    >>> found = group_variation(books, students, np.zeros(3, int), 1, weighting="enrolment")
    >>> ends = completions(found)  # 1, 3 and between 1 and 3
    >>> [end.round(3).tolist() for end in ends]  # at 2.5, and at 1
    [[0.392], [0.566]]
    """
    groups_count = len(found.coefficient)
    has_value = found.school_weight > 0
    ratio = 1.0 + found.deviation[has_value]
    group = found.groups.number[has_value]
    lowest = np.full(groups_count, np.inf)
    highest = np.full(groups_count, -np.inf)
    known = found.weight
    every = found.groups.sums(found.every_weight)
    blank = np.maximum(every - known, 0.0)
    squares = 1.0 + found.coefficient**2
    with np.errstate(invalid="ignore", divide="ignore"):
        np.minimum.at(lowest, group, ratio)
        np.maximum.at(highest, group, ratio)
        every_square = known + squares * blank
        least = squares * every / every_square - 1.0
        # each student moved from lowest to highest adds `rise` to the squares, `step` to the sum
        square_sum = known * squares + blank * lowest**2
        total = known + blank * lowest
        step = highest - lowest
        rise = step * (highest + lowest)
        best = total / step - 2.0 * square_sum / rise
        moved = np.clip(best, 0.0, blank)
        moved = np.where(step > 0, moved, 0.0)
        moved_squares = square_sum + moved * rise
        moved_total = total + moved * step
        greatest = every * moved_squares / moved_total**2 - 1.0
    ends = np.sqrt(np.maximum([least, greatest], 0.0))
    least, greatest = np.where(blank == 0, found.coefficient, ends)
    return least, greatest


def without_enrolment(schools: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Count the schools that give no enrolment for a stage they teach (在校生数缺失).

    Their weight is not known, so neither is the share of the students that others stand for.

    Parameters
    ----------
    schools : DataFrame
        A school table.
    scope : str
        As in `parts.apply_scope`.

    Returns
    -------
    DataFrame
        One row a region, year and stage with such a school: no_enrolment_count.

    Examples
    --------
    >>> from edugov.schools.parts import COLUMNS
    >>> table = pd.DataFrame({"region_code": "1", "year": "2020", "school_type": "primary",
    ...     "students_primary": [90.0, None], "students_lower_secondary": 0.0},
    ...     columns=COLUMNS["column_id"])
    >>> without_enrolment(table, "listed").values.tolist()
    [['1', '2020', 'primary', 1]]
    """
    counted, left_out = apply_scope(schools, scope)
    unknown = left_out[left_out["reason"].eq("enrolment_missing")]
    every = pd.concat([counted, unknown])
    tables = []
    for stage in STAGES:
        blank = every[np.isnan(enrolment(every, stage))]
        places = blank[["region_code", "year"]].astype("str")
        tables.append(places.assign(stage=stage))
    rows = pd.concat(tables)
    return rows.groupby(GROUP).size().rename("no_enrolment_count").reset_index()


def blank_ranges(
    parts: pd.DataFrame, rule_set: RuleSet, no_enrolment: pd.DataFrame
) -> pd.DataFrame:
    """Official coefficients with what their blank cells leave possible (空缺的影响范围).

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`).
    rule_set : RuleSet
        Whose indicators are computed.
    no_enrolment : DataFrame
        Of :func:`without_enrolment`.

    Returns
    -------
    DataFrame
        The table of `variation.coefficients`, weighted by enrolment, with least and greatest
        (:func:`completions`), students_share (of the stage's students, at schools with a value),
        no_enrolment_count (of the stage) and judgeable: whether there is a coefficient, that share
        is large enough (chosen_numbers.csv), and every school gives its enrolment.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> three = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "students": [10.0, 10.0, 10.0], "books_count": [10.0, 30.0, None]})
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> found = blank_ranges(three, books, pd.DataFrame(columns=[*GROUP, "no_enrolment_count"]))
    >>> found[["least", "greatest", "students_share", "judgeable"]].round(3).values.tolist()
    [[0.392, 0.566, 0.667, False]]
    """
    found = coefficients(parts, rule_set, weighting="enrolment", ends=completions)
    found = found.rename(columns={"lower": "least", "upper": "greatest"})
    named = parts.astype(dict.fromkeys(GROUP, "str"))
    every = named.groupby(GROUP)["students"].sum().rename("every")
    of_group = every.reset_index().merge(no_enrolment, how="left", on=GROUP)
    found = found.merge(of_group, how="left", on=GROUP)
    found["students_share"] = found["students_count"] / found.pop("every")
    unknown = found["no_enrolment_count"].astype(float).fillna(0).astype(int)
    enough = found["students_share"] >= LEAST_STUDENTS_SHARE
    has_value = found["coefficient"].notna()
    judgeable = enough & has_value & unknown.eq(0)
    return found.assign(no_enrolment_count=unknown, judgeable=judgeable)
