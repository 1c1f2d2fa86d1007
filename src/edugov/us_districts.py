"""Open micro-data of two methods chapters: school districts of Michigan and California.

They are districts of the United States, not Chinese schools: they show what the measures do and say
nothing about Chinese counties.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.stats import t

from edugov import inequality
from edugov.schools.rule_sets import Indicator, RuleSet
from edugov.schools.variation import coefficients

_SPENDING = Indicator("expenditure_per_student_1997_dollars", "expenditure_1997_dollars")
MICHIGAN = RuleSet("michigan_districts", (_SPENDING,), {}, "each")
_RESOURCES = (
    Indicator("expenditure_per_student_dollars", "expenditure_dollars"),
    Indicator("teacher_student_ratio", "teachers_count"),
    Indicator("computers_per_100_students", "computers_count", 100),
)
CALIFORNIA = RuleSet("california_districts", _RESOURCES, {}, "each")


def _poorest_fifth(values: np.ndarray, *, weights: np.ndarray | None) -> float:
    return inequality.quantile_shares(values, weights=weights)[0]


# what rests on quantiles: leaving out one area at a time says nothing sure about it, areas are
# drawn anew instead
OF_QUANTILES = {
    "mcloone": inequality.mcloone,
    "range_ratio_95_5": inequality.range_ratio,
    "poorest_fifth_share": _poorest_fifth,
}
# of either sign, or a share of a part: its interval is not made on the logarithm
OWN_SCALE = ("theil_between_share", "concentration_by_income")
DRAWS, SEED = 1000, 19941995  # of areas; the school year in which the reform took effect
MIDDLE = [0.025, 0.975]  # quantiles between which 95 % of the draws lie


def michigan_districts(held: pd.DataFrame) -> pd.DataFrame:
    """550 school districts of Michigan, 1992-1998, around the funding reform Proposal A
    (1994, 密歇根州学区).

    Year 1992 is the school year 1991/92; the reform took effect in 1994/95, so 1995 is its first
    year.

    Parameters
    ----------
    held : DataFrame
        The table michigan_districts of the data package.

    Returns
    -------
    DataFrame
        One row a district and year, shaped like a table of parts: school_code is the district, area
        the intermediate school district, expenditure_1997_dollars the total, from real expenditure
        per student in dollars of 1997.

    Notes
    -----
    Source: the data set mathpnl of L. Papke, Michigan Department of Education.

    Examples
    --------
    >>> from edugov import tables
    >>> districts = michigan_districts(tables.read("michigan_districts"))
    >>> len(districts), districts["school_code"].nunique(), districts["area"].nunique()
    (3850, 550, 57)
    """
    spent = held["expenditure_per_student_1997_dollars"] * held["students"]
    names = {"district_code": "school_code", "intermediate_district_code": "area"}
    return held.rename(columns=names).assign(
        expenditure_1997_dollars=spent,
        year=held["year"].astype(str),
        region_code="US-MI",
        stage="all",
    )


def california_districts(held: pd.DataFrame) -> pd.DataFrame:
    """420 elementary school districts (K-6, K-8) of California, 1998/99 (加利福尼亚州学区).

    Parameters
    ----------
    held : DataFrame
        The table california_districts of the data package.

    Returns
    -------
    DataFrame
        One row a district, shaped like a table of parts: school_code and school_name are the
        district's, area is the county, expenditure_dollars the total, and income_thousand_dollars
        the mean income of the district.

    Notes
    -----
    Source: the data set CASchools of Stock and Watson (2007).

    Examples
    --------
    >>> from edugov import tables
    >>> districts = california_districts(tables.read("california_districts"))
    >>> len(districts), districts["area"].nunique()
    (420, 45)
    """
    spent = held["expenditure_per_student_dollars"] * held["students"]
    names = {"district_code": "school_code", "district_name": "school_name", "county": "area"}
    return held.rename(columns=names).assign(
        expenditure_dollars=spent, region_code="US-CA", stage="all", year="1999"
    )


def yearly_measures(districts: pd.DataFrame, rule_set: RuleSet, *, weighting: str) -> pd.DataFrame:
    """All measures of every year and indicator, between districts and their areas
    (差异系数、基尼系数等).

    Source: `schools.variation` and `edugov.inequality`, measure by measure.

    Parameters
    ----------
    districts : DataFrame
        One row a district and year, shaped like a table of parts, with area: from
        :func:`michigan_districts` or :func:`california_districts`.
    rule_set : RuleSet
        ``MICHIGAN`` or ``CALIFORNIA``.
    weighting : str
        ``enrolment`` or ``equal``, for every measure.

    Returns
    -------
    DataFrame
        One row a year and indicator: mean (indicator's unit), coefficient, gini, theil,
        theil_between_share (areas; missing
        where Theil is 0), atkinson_1, mcloone, range_ratio_95_5, poorest_fifth_share; and where
        there is a column income_thousand_dollars, concentration_by_income.

    Examples
    --------
    >>> four = pd.DataFrame({"region_code": "x", "stage": "all", "year": "1994",
    ...     "school_code": list("abcd"), "area": ["x", "x", "y", "y"], "students": 10.0,
    ...     "dollars": [10.0, 30.0, 10.0, 30.0]})
    >>> dollars = RuleSet("dollars", (Indicator("dollars_per_student", "dollars"),), {}, "each")
    >>> found = yearly_measures(four, dollars, weighting="enrolment")  # 1 and 3 in each area
    >>> found[["mean", "coefficient", "gini", "theil_between_share"]].values.tolist()
    [[2.0, 0.5, 0.25, 0.0]]
    """
    indicators = {indicator.indicator_id: indicator for indicator in rule_set.indicators}
    rows = []
    for row in coefficients(districts, rule_set, weighting=weighting).itertuples():
        year = districts[districts["year"] == row.year]
        indicator = indicators[row.indicator_id]
        each = year[indicator.quantity] / year["students"]
        value = each.to_numpy() * indicator.per
        weights = None
        if weighting == "enrolment":
            weights = year["students"].to_numpy()
        area = year["area"].to_numpy()
        theil = inequality.theil_decomposition(value, area, weights=weights)
        measures = {
            "year": row.year,
            "indicator_id": row.indicator_id,
            "mean": row.county_mean,
            "coefficient": row.coefficient,
            "gini": inequality.gini(value, weights=weights),
            "theil": theil.total,
            "theil_between_share": theil.between / (theil.total or np.nan),  # nothing to split
            "atkinson_1": inequality.atkinson(value, epsilon=1.0, weights=weights),
        }
        for name, measure in OF_QUANTILES.items():
            measures[name] = measure(value, weights=weights)
        if "income_thousand_dollars" in year:
            income = year["income_thousand_dollars"].to_numpy()
            measures["concentration_by_income"] = inequality.concentration_index(
                value, income, weights=weights
            )
        rows.append(measures)
    return pd.DataFrame(rows)


def persistence(districts: pd.DataFrame, quantity: str, first_year: str) -> pd.DataFrame:
    """How much of the first year's differences each later year keeps (差距的延续), by weighted
    least squares.

    For each later year: ``ln X_t = a_t + b_t ln X_first``, weighted by the first year's students,
    standard errors clustered by area (statsmodels). ``b_t = 1``: every gap is kept; below 1: it
    shrinks. Source: Liang and Zeger (1986) for the standard errors.

    Parameters
    ----------
    districts : DataFrame
        One row a district and year, shaped like a table of parts, with area: from
        :func:`michigan_districts` or :func:`california_districts`.
    quantity : str
        A column of totals, such as ``expenditure_1997_dollars``, above 0.
    first_year : str
        From which gaps are counted.

    Returns
    -------
    DataFrame
        One row a later year: slope, standard_error, lower and upper (95%), districts_count,
        areas_count.

    Examples
    --------
    >>> first = pd.DataFrame({"year": "1994", "school_code": list("abcd"), "area": list("wxyz"),
    ...     "students": 1.0, "dollars": [1.0, 4.0, 16.0, 64.0]})
    >>> later = first.assign(year="1998", dollars=first["dollars"] ** 0.5)  # ln X halved
    >>> persistence(pd.concat([first, later]), "dollars", "1994")["slope"].round(6).tolist()
    [0.5]
    """
    value = np.log(districts[quantity] / districts["students"])
    valued = districts.assign(value=value)
    wide = valued.pivot(index="school_code", columns="year", values="value")
    is_first = districts["year"] == first_year
    first = districts[is_first].set_index("school_code")
    start = first.loc[wide.index]
    area, areas = pd.factorize(start["area"])
    regressors = sm.add_constant(wide[first_year].to_numpy())
    weights = start["students"].to_numpy()
    rows = []
    later = sorted(year for year in wide.columns if year > first_year)
    for year in later:
        outcome = wide[year].to_numpy()
        model = sm.WLS(outcome, regressors, weights=weights)
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": area}, use_t=True)
        lower, upper = fit.conf_int()[1]
        errors = (fit.bse[1], lower, upper)
        rows.append((year, fit.params[1], *errors, len(wide), len(areas)))
    names = ["year", "slope", "standard_error", "lower", "upper", "districts_count", "areas_count"]
    return pd.DataFrame(rows, columns=names)


def changes(districts: pd.DataFrame, rule_set: RuleSet, first_year: str) -> pd.DataFrame:
    """Every measure of every year, and its change since one year (变化), with 95% intervals over
    areas (按片区聚类), weighted by enrolment.

    Delete-one-area jackknife: ``s² = (G-1)/G Σ (θ_(g) - mean)²`` over G areas, ``θ ± t_{G-1} s``;
    of a level ``θ`` is the logarithm of the measure, as in `schools.interval`, unless it may have
    either sign (`OWN_SCALE`); a change is taken on its own scale. For measures that rest on
    quantiles (`OF_QUANTILES`) the jackknife is not consistent: areas are drawn anew, with a seed,
    the same for all years, and the interval holds the middle 95% of the draws. Both allow for
    districts of one area hanging together, in a year and over the years. Source: Tukey (1958) for
    the jackknife, Efron (1979) for the bootstrap.

    Parameters
    ----------
    districts : DataFrame
        One row a district and year, shaped like a table of parts, with area: from
        :func:`michigan_districts` or :func:`california_districts`.
    rule_set : RuleSet
        ``MICHIGAN`` or ``CALIFORNIA``.
    first_year : str
        Changes are counted from it.

    Returns
    -------
    DataFrame
        One row a year, indicator and measure: value, lower, upper (95%), change, change_lower,
        change_upper.

    Examples
    --------
    >>> four = pd.DataFrame({"region_code": "x", "stage": "all", "year": "1994",
    ...     "school_code": list("abcd"), "area": ["x", "x", "y", "y"], "students": 10.0,
    ...     "dollars": [10.0, 30.0, 10.0, 30.0]})
    >>> dollars = RuleSet("dollars", (Indicator("dollars_per_student", "dollars"),), {}, "each")
    >>> later = four.assign(year="1998", dollars=[20.0, 25.0, 20.0, 25.0])
    >>> found = changes(pd.concat([four, later]), dollars, "1994")
    >>> change = found.set_index(["measure", "year"])["change"]
    >>> round(float(change["coefficient", "1998"]), 4)  # 1/9 - 1/2
    -0.3889
    """
    found = _levels_and_changes(districts, rule_set, first_year)
    without = []
    for area in sorted(districts["area"].unique()):
        others = districts[districts["area"] != area]
        measured = _levels_and_changes(others, rule_set, first_year)
        without.append(measured.loc[found.index])
    measure = found.index.get_level_values("measure")
    on_log = {"value": ~measure.isin(OWN_SCALE), "change": np.zeros(len(measure), bool)}
    ends = {"value": ["lower", "upper"], "change": ["change_lower", "change_upper"]}
    for name, columns in ends.items():
        values = [each[name].to_numpy() for each in without]
        left = np.stack(values)
        whole = found[name].to_numpy()
        lower, upper = _jackknife(whole, left, on_log[name])
        found[columns] = np.column_stack([lower, upper])
    drawn = _drawn_anew(districts, rule_set)
    is_drawn = measure.isin(OF_QUANTILES)
    for key in found.index[is_drawn]:
        _, *same = key
        before = drawn[(first_year, *same)]
        change = drawn[key] - before
        found.loc[key, ends["value"]] = np.quantile(drawn[key], MIDDLE)
        found.loc[key, ends["change"]] = np.quantile(change, MIDDLE)
    columns = ["value", *ends["value"], "change", *ends["change"]]
    return found[columns].reset_index()


def _levels_and_changes(
    districts: pd.DataFrame, rule_set: RuleSet, first_year: str
) -> pd.DataFrame:
    """Return the value of each year, indicator and measure, and its change since one year."""
    measures = yearly_measures(districts, rule_set, weighting="enrolment")
    wide = measures.set_index(["year", "indicator_id"]).rename_axis(columns="measure")
    start = wide.xs(first_year, level="year")
    change = wide.sub(start, level="indicator_id")
    parts = {"value": wide.stack(), "change": change.stack()}
    return pd.concat(parts, axis=1)


def _jackknife(
    whole: np.ndarray, without: np.ndarray, on_log: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of each measure; `without` has a row for each area left out."""
    count = len(without)
    reach = t.ppf(0.975, count - 1) * np.sqrt(count - 1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        point = np.where(on_log, np.log(whole), whole)
        scaled = np.where(on_log, np.log(without), without)
        spread = scaled.std(axis=0)
        width = reach * spread
        ends = np.stack([point - width, point + width])
        lower, upper = np.where(on_log, np.exp(ends), ends)
    return lower, upper


def _drawn_anew(districts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """Measures of quantiles of areas drawn with replacement: one row a draw, one column a year,
    indicator and measure. An area drawn twice has twice the weight."""
    areas, area_of = np.unique(districts["area"], return_inverse=True)
    chance = np.full(len(areas), 1 / len(areas))
    generator = np.random.default_rng(SEED)
    times = generator.multinomial(len(areas), chance, size=DRAWS)
    columns = {}
    for year in districts["year"].unique():
        here = (districts["year"] == year).to_numpy()
        students = districts.loc[here, "students"].to_numpy(float)
        weights = students * times[:, area_of[here]]
        for indicator in rule_set.indicators:
            quantity = districts.loc[here, indicator.quantity].to_numpy()
            value = quantity / students * indicator.per
            for name, measure in OF_QUANTILES.items():
                again = []
                for drawn in weights:
                    is_drawn = drawn > 0
                    again.append(measure(value[is_drawn], weights=drawn[is_drawn]))
                columns[year, indicator.indicator_id, name] = again
    return pd.DataFrame(columns)
