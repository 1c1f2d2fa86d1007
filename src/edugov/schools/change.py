"""Change of a coefficient between two years, split into what caused it in no order, with an error
of each part; the parts add up exactly."""

from functools import cache, partial

import numpy as np
import pandas as pd

from edugov.provinces.inequality_between import shapley

from .chosen_numbers import FEWEST_SCHOOLS_FOR_INTERVAL
from .rule_sets import RuleSet
from .variation import Variation, group_variation, leave_one_out

TERMS = ["resources", "enrolment_shift", "openings", "closures", "reporting"]
KEYS = ["region_code", "stage", "school_code"]


def _checked(table: pd.DataFrame, quantities: list[str]) -> pd.DataFrame:
    """Return the keys and numbers of one year's parts; a ``ValueError`` where a school stands
    twice."""
    if table.duplicated(KEYS).any():
        raise ValueError("a table of parts of one year has one row a school and stage")
    own = table[[*KEYS, "students", *quantities]]
    return own.astype(dict.fromkeys(KEYS, "object"))


class _Schools:
    """The schools of both years side by side, in groups: a region's stage."""

    def __init__(self, both: pd.DataFrame) -> None:
        grouped = both.groupby(KEYS[:2])
        self.group = grouped.ngroup().to_numpy()
        self.groups = grouped.size().index.to_frame(index=False)
        self.both = both

    def numbers(self, name: str) -> np.ndarray:
        """Return a column of each year, a row a year."""
        both_years = self.both[[f"{name}_0", f"{name}_1"]]
        return both_years.to_numpy(float).T

    def split(self, quantity: str) -> pd.DataFrame:
        """Split the change of the coefficient of one quantity; a row a group."""
        students = self.numbers("students")
        states = _States(students, self.numbers(quantity), self.group)
        before = [0] * len(TERMS)
        after = [1] * len(TERMS)
        start = states.coefficients(*before)
        end = states.coefficients(*after)
        parts = shapley(states.coefficients, before, after)
        whole = {"change": end - start}
        whole |= zip(TERMS, parts, strict=True)
        size = len(self.groups)  # the rest are values without each school
        points = {}
        errors = {}
        for name, values in whole.items():
            points[name] = values[:size]
            errors[f"{name}_error"] = self.error(values[size:], states.known)
        ends = {"coefficient_before": start[:size], "coefficient_after": end[:size]}
        return self.groups.assign(**ends, **points, **errors)

    def error(self, without: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Return the jackknife's standard error of each group, from a value without each school."""
        sums = partial(np.bincount, self.group, minlength=len(self.groups))
        count = sums(known.astype(float))
        with np.errstate(invalid="ignore", divide="ignore"):
            known_values = np.where(known, without, 0.0)
            mean = sums(known_values) / count
            away = without - mean[self.group]
            squares = np.where(known, away, 0.0) ** 2
            variance = (count - 1) / count * sums(squares)
            error = np.sqrt(variance)
        return np.where(count >= FEWEST_SCHOOLS_FOR_INTERVAL, error, np.nan)


class _States:
    """The schools with any of the five causes as before (0) or as after (1)."""

    def __init__(self, students: np.ndarray, amount: np.ndarray, group: np.ndarray) -> None:
        here = np.isfinite(students)
        valid = here & np.isfinite(amount)
        self.known = valid.any(axis=0)
        self.stay = valid.all(axis=0)
        self.both = here.all(axis=0)
        self.valid = valid
        self.students = np.where(here, students, students[::-1])
        self.amount = amount
        self.group = group
        self.coefficients = cache(self._coefficients)

    def _coefficients(
        self, resources: int, enrolment: int, openings: int, closures: int, reporting: int
    ) -> np.ndarray:
        """Return the coefficient of each group, and behind them that of each school's group
        without the school."""
        quantity = np.where(self.stay, self.amount[resources], np.nan)
        switches = ((0, 1 - closures), (1, openings))
        for year, closed_or_opened in switches:
            once = self.valid[year] & ~self.stay
            reported = reporting == year
            taken_when_once = np.where(self.both, reported, closed_or_opened)
            taken = once & taken_when_once.astype(bool)
            quantity = np.where(taken, self.amount[year], quantity)
        found = self._variation(quantity, self.students[enrolment])
        without = np.sqrt(leave_one_out(found))
        return np.concatenate([found.coefficient, without])

    def _variation(self, quantity: np.ndarray, students: np.ndarray) -> Variation:
        count = int(self.group.max()) + 1
        return group_variation(quantity, students, self.group, count, weighting="enrolment")


def change(before: pd.DataFrame, after: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Split the change of each coefficient between two years (差异系数变化的分解).

    Five causes: schools that closed go (``closures``), schools that opened come (``openings``),
    schools with a value in one year only go or come (``reporting``), and schools with a value in
    both change their resources and their students (``resources``, ``enrolment_shift``). Formula:
    what a cause adds when its turn comes, the mean over all 120 orders; no order is preferred. A
    school with a new code counts as closed and opened. Material of a combined school is split by
    its students, so the resources of its stages also move when students do. Coefficients are
    weighted by enrolment. Standard errors are those of the jackknife: each school is left out of
    both years at once, and the whole split made again. Source: Shapley (1953), Shorrocks (2013);
    Quenouille (1956), Tukey (1958) for the jackknife.

    Parameters
    ----------
    before, after : DataFrame
        Parts of one year each (`parts.parts`); schools are matched by region, stage and code.
    rule_set : RuleSet
        Whose indicators are computed.

    Returns
    -------
    DataFrame
        One row a region, stage and indicator in both years: coefficient_before, coefficient_after,
        change, and the five terms, which add up to the change; each with its standard error,
        ``change_error`` and so on, 0 or more, if the schools were one draw of those that such a
        county could have. Terms are missing where fewer than two schools have a value in both
        years, errors with fewer than eight schools (chosen_numbers.csv).

    Raises
    ------
    ValueError
        A school and stage stands twice in a year.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> before = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b", "c"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 10.0, 40.0]})
    >>> after = before[before["school_code"] != "c"].assign(year="2021")  # c has closed
    >>> found = change(before, after, books)
    >>> columns = ["coefficient_before", "coefficient_after", "closures"]
    >>> found[columns].round(4).values.tolist()
    [[0.7071, 0.0, -0.7071]]
    >>> found[["resources", "change_error"]].values.tolist()  # three schools are too few
    [[0.0, nan]]
    """
    used = [indicator.quantity for indicator in rule_set.indicators]
    quantities = list(dict.fromkeys(used))
    first = _checked(before, quantities)
    last = _checked(after, quantities)
    both = first.merge(last, on=KEYS, how="outer", suffixes=("_0", "_1"))
    schools = _Schools(both)
    results = []
    for indicator in rule_set.indicators:
        result = schools.split(indicator.quantity)
        result.insert(2, "indicator_id", indicator.indicator_id)
        had_value = result["coefficient_before"].notna()
        known = had_value & result["coefficient_after"].notna()
        results.append(result[known])
    table = pd.concat(results, ignore_index=True)
    order = [*KEYS[:2], "indicator_id"]
    return table.sort_values(order, kind="stable", ignore_index=True)
