"""What a rule set says about a county's schools: verdicts, what drives them, schools' own
standards, all at once."""

from functools import partial
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

from edugov import balance
from edugov.fault import Fault

from .blanks import blank_ranges, without_enrolment
from .contributions import contributions, decisive_schools
from .floor import floor_costs
from .interval import composite_intervals, largest_intervals, reporting_interval
from .parts import apply_scope, completed, exclusions, parts
from .rule_sets import RULE_SETS, RuleSet
from .variation import GROUP, WEIGHTINGS, coefficients

ENDS = ["lower", "upper"]


class Assessment(NamedTuple):
    """What one rule set says about a school table; every table holds one or more years and
    stages."""

    rule_set: RuleSet
    scope: str
    parts: pd.DataFrame  # a row a school and stage
    coefficients: pd.DataFrame  # a row a stage and indicator, with both intervals
    judged: pd.DataFrame  # a row a stage, with the interval of the judged value
    contributions: pd.DataFrame  # a row a school, stage and indicator
    decisive: pd.DataFrame  # schools without which the verdict turns
    costs: pd.DataFrame  # what to buy for the schools below a common floor
    excluded: pd.DataFrame  # what is left out, and why

    @property
    def computed(self) -> bool:
        """Whether any coefficient could be computed."""
        return bool(self.coefficients["coefficient"].notna().any())

    @property
    def has_values(self) -> bool:
        """Whether any school gives a value for any indicator."""
        return bool(self.coefficients["schools_count"].gt(0).any())

    @property
    def tried_without(self) -> bool:
        """Whether there is a verdict, and a school that could be left out of what it is about."""
        is_judged = self.judged["met"].notna()
        stages = self.judged.loc[is_judged, "stage"]
        about_these = self.contributions["stage"].isin(stages)
        about = self.contributions[about_these]
        return bool(about["coefficient_without"].notna().any())


def assess(
    schools: pd.DataFrame, rule_set: str, *, scope: str, quantity_error: float = 0.02
) -> Assessment:
    """Work out a school table by one rule set (校际均衡测算).

    Parameters
    ----------
    schools : DataFrame
        A school table: one row a school and year, with the columns of the table ``schools``, which
        ``edugov template`` writes and `datapackage.json` describes. Needed are school_code,
        school_name, region_code, year, school_type, ownership, and students_primary or
        students_lower_secondary. What is not there is missing, as by `parts.completed`, and
        what rests on it cannot be judged.
    rule_set : str
        ``"basic_2012"``: basic balance (教督〔2012〕3号), the mean of eight coefficients is judged;
        ``"quality_2017"``: quality balance (教督〔2017〕6号), each of seven is.
    scope : str
        Which schools count. ``"listed"``: all of the table. ``"basic_2012"``: without private
        schools, teaching points, special and vocational schools (our reading of 2012, not
        confirmed). ``"quality_2017"``: without special and vocational schools, and teaching points
        below 50 students. ``"without_very_small"``: and without any school below 50 students.
    quantity_error : float
        Standard error of the reported quantities, as a share, for the interval of meaning
        ``reporting``.

    Returns
    -------
    Assessment
        Coefficients weighted by enrolment. ``coefficients`` has lower and upper (superpopulation),
        simultaneous_lower (of all indicators together), reporting_lower and reporting_upper, and
        what blank cells leave possible (`blanks.blank_ranges`); ``judged`` is of
        :func:`judged_with_blanks`, with lower and upper of the composite (2012) or of the largest
        coefficient, allowing for its having been picked (2017).

    Raises
    ------
    ValueError
        There is no such rule set or scope.
    Fault
        A column that is needed is missing, or there are no rows.

    Examples
    --------
    The year of a school table is text, so ``schools.query("year == 2024")`` has no rows;
    ``schools.query("year == '2024'")`` has those of the year.

    >>> import edugov
    >>> schools = edugov.tables.read("schools")
    >>> five = schools[schools["source_id"] == "schools-five"]  # a published worked example
    >>> found = edugov.schools.assess(five, "basic_2012", scope="listed")
    >>> found.coefficients["coefficient"].dropna().round(3).tolist()  # of books alone
    [0.515]
    """
    if rule_set not in RULE_SETS:
        raise ValueError(f"no rule set named {rule_set!r}; there are {', '.join(RULE_SETS)}")
    rules = RULE_SETS[rule_set]
    if schools.empty:
        raise Fault(
            "school table: it has no rows, so there is nothing to work out; look at how its rows "
            'were chosen. Its year is text: query("year == \'2024\'"), not query("year == 2024")'
        )
    schools = completed(schools)
    counted, _ = apply_scope(schools, scope)
    table = parts(counted)
    no_enrolment = without_enrolment(schools, scope)
    found = blank_ranges(table, rules, no_enrolment)
    ends = largest_intervals(table, rules)
    found[ENDS] = ends[ENDS]
    by_reporting = partial(reporting_interval, quantity_error=quantity_error)
    reported = coefficients(table, rules, weighting="enrolment", ends=by_reporting)
    found[["reporting_lower", "reporting_upper"]] = reported[ENDS]
    found["simultaneous_lower"] = ends["simultaneous_lower"]
    if rules.judged == "composite":
        ends = composite_intervals(table, rules)
    else:
        ends[ENDS] = ends[["largest_lower", "largest_upper"]]
    of_group = ends[[*GROUP, *ENDS]].drop_duplicates(GROUP)
    verdicts = judged_with_blanks(found, rules)
    verdicts = verdicts.merge(of_group, how="left", on=GROUP)
    shares = contributions(table, rules).astype({"stage": "str"})
    is_settled = verdicts["met"].notna()
    settled = verdicts.loc[is_settled, "stage"]
    decisive = decisive_schools(shares, rules)
    decisive = decisive[decisive["stage"].isin(settled)]
    costs = floor_costs(table, rules).astype({"stage": "str"})
    left_out = exclusions(schools, scope, rules)
    return Assessment(rules, scope, table, found, verdicts, shares, decisive, costs, left_out)


def judged(table: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """What a rule set looks at: the composite of 2012 (综合差异系数) or each of seven (2017), and
    the limit.

    2012: the plain mean of all eight is judged; 2017: every indicator, so the largest decides.
    Source: 教督〔2012〕3号 and 教督〔2017〕6号.

    Parameters
    ----------
    table : DataFrame
        One row a group (`variation.GROUP`) and indicator: indicator_id, coefficient, computed or
        published.
    rule_set : RuleSet
        Whose limits are applied.

    Returns
    -------
    DataFrame
        One row a group: judged_value, limit, margin (limit - judged_value; negative fails) and met
        (None when a coefficient is missing and the others do not decide).

    Examples
    --------
    >>> from edugov.schools.rule_sets import QUALITY_2017
    >>> published = pd.DataFrame({"region_code": "340207", "year": "2023", "stage": "primary",
    ...     "indicator_id": QUALITY_2017.indicator_ids,
    ...     "coefficient": [.297929, .501787, .401952, .288419, .37545, .312782, .394205]})
    >>> judged(published, QUALITY_2017)[["judged_value", "limit", "met"]].values.tolist()
    [[0.501787, 0.5, False]]
    """
    wide = table.pivot(index=GROUP, columns="indicator_id", values="coefficient")
    wide = wide.reindex(columns=rule_set.indicator_ids)
    limit = rule_set.limits(wide.index)
    is_composite = rule_set.judged == "composite"
    result = balance.judged(wide, limit, composite=is_composite)
    met = {"met": True, "not met": False, "cannot judge": None}
    known = [met[verdict] for verdict in result.pop("verdict")]
    result["met"] = pd.Series(known, result.index, dtype=object)
    return result.reset_index()


def judged_with_blanks(table: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """What a rule set says of a school table with blank cells, which never help (空缺不利原则).

    A verdict stands only where it is the same by the cells that there are and however the blank
    ones are filled within the values that others give (`blanks.completions`), where every
    coefficient it rests on has enough students behind it (chosen_numbers.csv), and where no school
    leaves its enrolment blank.

    Parameters
    ----------
    table : DataFrame
        Of `blanks.blank_ranges`: one row a group and indicator.
    rule_set : RuleSet
        Whose limits are applied.

    Returns
    -------
    DataFrame
        One row a group, the columns of :func:`judged`, met as said above (None: cannot be judged),
        met_as_given (by the cells there are alone), met_at_best and met_at_worst and what would be
        judged then (value_at_best, value_at_worst), cells_count, blank_count, no_enrolment_count.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> indicator = Indicator("books_per_student", "books_count")
    >>> books = RuleSet("books", (indicator,), {"primary": 0.5}, "each")
    >>> many = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "students": 10.0, "books_count": [10.0] * 20 + [40.0, None]})
    >>> none = pd.DataFrame(columns=[*GROUP, "no_enrolment_count"])
    >>> found = judged_with_blanks(blank_ranges(many, books, none), books)
    >>> found[["met_as_given", "met_at_best", "met_at_worst", "met"]].values.tolist()
    [[False, False, False, False]]
    >>> lower = books._replace(limit={"primary": 0.6})  # a second school at 4 would be above it
    >>> found = judged_with_blanks(blank_ranges(many, lower, none), lower)
    >>> found[["met_as_given", "met_at_best", "met_at_worst", "met"]].values.tolist()
    [[True, True, False, None]]
    """
    result = judged(table, rule_set)
    enough = table["judgeable"]
    met_if_known = []
    for name, way in (("coefficient", "as_given"), ("least", "at_best"), ("greatest", "at_worst")):
        completed = table.assign(coefficient=table[name])
        filled = judged(completed, rule_set)
        result[f"met_{way}"] = filled["met"]
        result[f"value_{way}"] = filled["judged_value"]
        sure = table[name].where(enough)
        filled = judged(table.assign(coefficient=sure), rule_set)
        met_if_known.append(filled["met"])
    sums = table.groupby(GROUP)[["schools_count", "missing_count"]].sum()
    result["blank_count"] = sums["missing_count"].to_numpy()
    result["cells_count"] = sums.sum(axis=1).to_numpy()
    unknown = table.groupby(GROUP)["no_enrolment_count"].max()
    result["no_enrolment_count"] = unknown.to_numpy()
    met = []
    for given, best, worst in zip(*met_if_known, strict=True):
        is_certain = given is best is worst
        met.append(given if is_certain else None)
    result["met"] = pd.Series(met, result.index, dtype=object)
    return result


def three_ways(assessed: Assessment, stage: str, indicator_id: str) -> pd.DataFrame:
    """Coefficient of one indicator by each weighting (三种算法): the official one, and two that
    only look right.

    Parameters
    ----------
    assessed : Assessment
        From :func:`assess`.
    stage : str
        ``primary`` or ``lower_secondary``.
    indicator_id : str
        One of its rule set.

    Returns
    -------
    DataFrame
        One row a weighting (`variation.WEIGHTINGS`): weighting, county_mean, standard_deviation
        (both in the indicator's unit), coefficient.

    Examples
    --------
    >>> from edugov import tables
    >>> schools = tables.read("schools")
    >>> five = schools[schools["source_id"] == "schools-five"]  # a published worked example
    >>> found = assess(five, "basic_2012", scope="listed")
    >>> ways = three_ways(found, "primary", "books_per_student")
    >>> ways["coefficient"].round(3).tolist()  # 0.4888 and 0.4888 times the root of 5 / 4
    [0.515, 0.489, 0.546]
    """
    tables = {}
    for way in WEIGHTINGS:
        table = coefficients(assessed.parts, assessed.rule_set, weighting=way)
        of_indicator = table.set_index(["stage", "indicator_id"])
        tables[way] = of_indicator.loc[[(stage, indicator_id)]]
    found = pd.concat(tables, names=["weighting"]).reset_index()
    return found[["weighting", "county_mean", "standard_deviation", "coefficient"]]


def working(assessed: Assessment, stage: str, indicator_id: str) -> pd.DataFrame:
    """Every step of one coefficient, school by school (计算过程).

    Source: the terms of the sum in 教督〔2012〕3号.

    Parameters
    ----------
    assessed : Assessment
        From :func:`assess`.
    stage : str
        ``primary`` or ``lower_secondary``.
    indicator_id : str
        One of its rule set.

    Returns
    -------
    DataFrame
        One row a school with a value: school_code, school_name, students, quantity (raw total, of
        this stage), value and deviation from the county mean (indicator's unit), weight (P_i /
        P_N), product (weight times the squared deviation; the sum is S²).

    Examples
    --------
    >>> from edugov import tables
    >>> schools = tables.read("schools")
    >>> five = schools[schools["source_id"] == "schools-five"]  # a published worked example
    >>> found = assess(five, "basic_2012", scope="listed")
    >>> steps = working(found, "primary", "books_per_student")
    >>> round(float(steps["product"].sum()) ** 0.5, 2)  # as the example prints it
    3.26
    """
    (indicator,) = [
        item for item in assessed.rule_set.indicators if item.indicator_id == indicator_id
    ]
    is_here = assessed.parts["stage"] == stage
    table = assessed.parts[is_here].dropna(subset=indicator.quantity)
    quantity = table[indicator.quantity]
    students_sum = table["students"].sum()
    value = quantity / table["students"] * indicator.per
    mean = quantity.sum() / students_sum * indicator.per
    deviation = value - mean
    weight = table["students"] / students_sum
    return table[["school_code", "school_name", "students"]].assign(
        quantity=quantity,
        value=value,
        deviation=deviation,
        weight=weight,
        product=weight * np.square(deviation),
    )


def largest(assessed: list[Assessment], stage: str) -> tuple[Assessment, str]:
    """Find the assessment and the indicator that hold a stage's largest coefficient (最大差异系数).

    Parameters
    ----------
    assessed : list of Assessment
        From :func:`assess`, by one or more rule sets; at least one has a coefficient of the stage.
    stage : str
        ``primary`` or ``lower_secondary``.

    Returns
    -------
    assessment, indicator_id : Assessment, str

    Raises
    ------
    ValueError
        No coefficient of the stage could be computed.

    Examples
    --------
    >>> from edugov import tables
    >>> schools = tables.read("schools")
    >>> five = schools[schools["source_id"] == "schools-five"]  # a published worked example
    >>> found = assess(five, "basic_2012", scope="listed")
    >>> largest([found], "primary")[1]
    'books_per_student'
    """
    found = []
    for one in assessed:
        is_here = one.coefficients["stage"] == stage
        of_stage = one.coefficients[is_here]
        for row in of_stage[of_stage["coefficient"] >= 0].itertuples():
            found.append((row.coefficient, one, row.indicator_id))
    if not found:
        raise ValueError(f"no coefficient of {stage} could be computed")
    _, one, indicator_id = max(found, key=itemgetter(0))
    return one, indicator_id
