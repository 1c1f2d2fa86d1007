"""Open micro-data of two methods chapters: school districts of Michigan and California.

They are districts of the United States, not Chinese schools: they show what the measures do and say
nothing about Chinese counties.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.stats import t

from edugov import inequality

from .rule_sets import Indicator, RuleSet
from .variation import coefficients

_SPENDING = Indicator("expenditure_per_student_1997_dollars", "expenditure_1997_dollars")
MICHIGAN = RuleSet("michigan_districts", (_SPENDING,), {}, "each")
_RESOURCES = (
    Indicator("expenditure_per_student_dollars", "expenditure_dollars"),
    Indicator("teacher_student_ratio", "teachers_count"),
    Indicator("computers_per_100_students", "computers_count", 100),
)
CALIFORNIA = RuleSet("california_districts", _RESOURCES, {}, "each")


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
    return pd.DataFrame(
        {
            "year": held["year"].astype(str),
            "school_code": held["district_code"],
            "area": held["intermediate_district_code"],
            "students": held["students"],
            "expenditure_1997_dollars": held["expenditure_per_student_1997_dollars"]
            * held["students"],
            "region_code": "US-MI",
            "stage": "all",
        }
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
    return pd.DataFrame(
        {
            "school_code": held["district_code"],
            "school_name": held["district_name"],
            "area": held["county"],
            "students": held["students"],
            "expenditure_dollars": held["expenditure_per_student_dollars"] * held["students"],
            "teachers_count": held["teachers_count"],
            "computers_count": held["computers_count"],
            "income_thousand_dollars": held["income_thousand_dollars"],
            "region_code": "US-CA",
            "stage": "all",
            "year": "1999",
        }
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
        where Theil is 0), atkinson_1, mcloone, range_ratio_95_5, poorest_fifth_share.

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
        year, indicator = districts[districts["year"] == row.year], indicators[row.indicator_id]
        value = (year[indicator.quantity] / year["students"]).to_numpy() * indicator.per
        weights = year["students"].to_numpy() if weighting == "enrolment" else None
        theil = inequality.theil_decomposition(value, year["area"].to_numpy(), weights=weights)
        measures = {"year": row.year, "indicator_id": row.indicator_id, "mean": row.county_mean}
        measures |= {
            "coefficient": row.coefficient,
            "gini": inequality.gini(value, weights=weights),
        }
        measures["theil"] = theil.total
        is_equal = theil.total == 0  # then there is nothing to split
        measures["theil_between_share"] = np.nan if is_equal else theil.between / theil.total
        measures["atkinson_1"] = inequality.atkinson(value, epsilon=1.0, weights=weights)
        measures["mcloone"] = inequality.mcloone(value, weights=weights)
        measures["range_ratio_95_5"] = inequality.range_ratio(value, weights=weights)
        measures["poorest_fifth_share"] = inequality.quantile_shares(value, weights=weights)[0]
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
    wide = districts.assign(value=value).pivot(index="school_code", columns="year", values="value")
    start = districts[districts["year"] == first_year].set_index("school_code").loc[wide.index]
    area = pd.factorize(start["area"])[0]
    rows = []
    for year in sorted(year for year in wide.columns if year > first_year):
        model = sm.WLS(
            wide[year].to_numpy(),
            sm.add_constant(wide[first_year].to_numpy()),
            weights=start["students"].to_numpy(),
        )
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": area}, use_t=True)
        lower, upper = fit.conf_int()[1]
        rows.append((year, fit.params[1], fit.bse[1], lower, upper, len(wide), len(set(area))))
    names = ["year", "slope", "standard_error", "lower", "upper", "districts_count", "areas_count"]
    return pd.DataFrame(rows, columns=names)


def changes(
    districts: pd.DataFrame, rule_set: RuleSet, first_year: str, *, weighting: str
) -> pd.DataFrame:
    """Every measure of every year, and its change since one year (变化), with intervals that leave
    out areas in turn.

    Delete-one-area jackknife: ``s² = (G-1)/G Σ (θ_(g) - mean)²`` over G areas, ``θ ± t_{G-1} s``.
    It allows for districts of one area hanging together, in a year and over the years. Source: the
    delete-one jackknife (Tukey 1958) over areas.

    Parameters
    ----------
    districts : DataFrame
        One row a district and year, shaped like a table of parts, with area: from
        :func:`michigan_districts` or :func:`california_districts`.
    rule_set : RuleSet
        ``MICHIGAN`` or ``CALIFORNIA``.
    first_year : str
        Changes are counted from it.
    weighting : str
        As in :func:`yearly_measures`.

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
    >>> found = changes(pd.concat([four, later]), dollars, "1994", weighting="enrolment")
    >>> change = found.set_index(["measure", "year"])["change"]
    >>> round(float(change["coefficient", "1998"]), 4)  # 1/9 - 1/2
    -0.3889
    """
    keys = ["year", "indicator_id"]

    def long(rows: pd.DataFrame) -> pd.DataFrame:
        wide = yearly_measures(rows, rule_set, weighting=weighting).set_index(keys)
        start = wide.xs(first_year, level="year")
        return pd.concat(
            {"value": wide.stack(), "change": wide.sub(start, level="indicator_id").stack()}, axis=1
        )

    found = long(districts)
    areas = sorted(districts["area"].unique())
    left = np.stack(
        [long(districts[districts["area"] != area]).loc[found.index].to_numpy() for area in areas]
    )
    spread = np.sqrt((len(areas) - 1) * left.var(axis=0))
    width = pd.DataFrame(
        t.ppf(0.975, len(areas) - 1) * spread, index=found.index, columns=found.columns
    )
    for name, prefix in (("value", ""), ("change", "change_")):
        found[f"{prefix}lower"], found[f"{prefix}upper"] = (
            found[name] - width[name],
            found[name] + width[name],
        )
    columns = ["value", "lower", "upper", "change", "change_lower", "change_upper"]
    return found[columns].rename_axis([*keys, "measure"]).reset_index()
