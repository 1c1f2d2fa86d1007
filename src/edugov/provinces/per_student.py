"""Money per student of the provinces: which students, which money, whose prices."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from edugov import provinces
from edugov.funding import EDUCATION, HUNDRED_MILLION
from edugov.tables import Fault

# stages whose students and money are those of schools below university
SCHOOLS = ("primary", "lower-secondary", "upper-secondary", "vocational")
# stages whose enrolment is printed per 100 000 inhabitants: from kindergarten to university
EVERY = ("preschool", "primary", "lower-secondary", "upper-secondary-stage", "tertiary")


def enrolled(values: pd.DataFrame, stages: Iterable[str] = SCHOOLS) -> pd.DataFrame:
    """Add up the students of several stages (在校生数合计).

    Parameters
    ----------
    values : DataFrame
        The table province_values of the data package.
    stages : iterable of str
        How the ids of the series begin.

    Returns
    -------
    DataFrame
        Students, one row a year, one column a province; missing where one of the stages is.

    Examples
    --------
    >>> rows = pd.DataFrame(dict(region_code="11", year=[2018, 2018, 2019], value=[2.0, 3.0, 4.0],
    ...     series_id=["a-students", "b-students", "a-students"]))
    >>> enrolled(rows, ["a", "b"])["11"].tolist()
    [5.0, nan]
    """
    return sum(provinces.series(values, f"{stage}-students") for stage in stages)


def enrolled_by_population(
    values: pd.DataFrame, context: pd.DataFrame, stages: Iterable[str] = EVERY
) -> pd.DataFrame:
    """Estimate students from those per 100 000 inhabitants (按每十万人口推算的在校生数).

    Formula: students per 100 000 x inhabitants at the end of the year before / 100 000. Source: the
    definition of the portal (分母为上年人口); the inhabitants are those known before the census of
    2020, which the figures of 2011 to 2019 rest on. Those of 2008 to 2010 rest on inhabitants that
    the census of 2010 revised: they are an estimate, 3 to 15 % off in some provinces.

    Parameters
    ----------
    values, context : DataFrame
        The tables province_values and context_provincial of the data package.
    stages : iterable of str
        How the ids of the series begin.

    Returns
    -------
    DataFrame
        Students, one row a year, one column a province.

    Examples
    --------
    >>> rows = pd.DataFrame(dict(region_code="11", year=[2019], series_id="a-per-100000",
    ...     value=5000.0))
    >>> about = pd.DataFrame(dict(region_code="11", year=[2018],
    ...     resident_population_before_revision=2e6))
    >>> enrolled_by_population(rows, about, ["a"])["11"].to_dict()
    {2019: 100000.0}
    """
    rate = sum(provinces.series(values, f"{stage}-per-100000") for stage in stages)
    people = context.pivot(
        index="year", columns="region_code", values="resident_population_before_revision"
    )
    people.index = people.index.astype(int) + 1
    students = rate * people.astype(float) / 1e5
    return students.reindex(rate.index)


def expenditure(panel: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return the budget's education expenditure of each province (一般公共预算教育支出), in yuan.

    Parameters
    ----------
    panel, values : DataFrame
        The tables funding_provincial (from 2010) and province_values (before) of the data package.

    Returns
    -------
    DataFrame
        Yuan in current prices, one row a year, one column a province.

    Examples
    --------
    >>> late = pd.DataFrame({"region_code": ["11"], "year": [2010], EDUCATION: [4.5]})
    >>> early = pd.DataFrame(dict(region_code="11", year=[2009], value=3e8,
    ...     series_id="all-education-expenditure"))
    >>> expenditure(late, early)["11"].to_dict()
    {2009: 300000000.0, 2010: 450000000.0}
    """
    late = panel.pivot(index="year", columns="region_code", values=EDUCATION) * HUNDRED_MILLION
    late.index = late.index.astype(int)
    early = provinces.series(values, "all-education-expenditure")
    return pd.concat([early, late]).rename_axis(index=None, columns=None)


def price_levels(prices: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Chain the consumer prices of each province (各省居民消费价格定基指数), 1 in the base year.

    Parameters
    ----------
    prices : DataFrame
        The table prices_provincial of the data package.
    base_year : int
        The year whose prices are 1.

    Returns
    -------
    DataFrame
        One row a year, one column a province and the nation. It says how prices of one place moved,
        not where they are high.

    Raises
    ------
    Fault
        When the base year has no index.

    Examples
    --------
    >>> rows = pd.DataFrame(dict(region_code="11", year=[2018, 2019],
    ...     index_previous_year_100=[100.0, 110.0]))
    >>> price_levels(rows, 2018)["11"].round(6).tolist()
    [1.0, 1.1]
    """
    table = prices.pivot(index="year", columns="region_code", values="index_previous_year_100")
    table.index = table.index.astype(int)
    cumulated = (table.astype(float) / 100).cumprod()
    level = cumulated.rename_axis(index=None, columns=None)
    if base_year not in level.index:
        raise Fault(f"prices_provincial, year: {base_year} is missing, needed for its prices")
    return level / level.loc[base_year]


def own_prices(money: pd.DataFrame, prices: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Express money in each province's own prices of one year (各省不变价).

    Formula: money / P, P the province's chain of :func:`price_levels`. Source: plain arithmetic.

    Parameters
    ----------
    money : DataFrame
        Yuan, one row a year, one column a province.
    prices : DataFrame
        The table prices_provincial of the data package.
    base_year : int
        The year whose prices are used.

    Returns
    -------
    DataFrame
        As `money`; missing in years without prices.

    Raises
    ------
    Fault
        When the base year has no index.

    Examples
    --------
    >>> rows = pd.DataFrame(dict(region_code="11", year=[2018, 2019],
    ...     index_previous_year_100=[100.0, 110.0]))
    >>> own_prices(pd.DataFrame({"11": [1.0, 1.1]}, [2018, 2019]), rows, 2018)["11"].tolist()
    [1.0, 1.0]
    """
    level = price_levels(prices, base_year)
    return money / level.reindex(index=money.index, columns=money.columns)


def parts_of_change(
    money: pd.DataFrame, students: pd.DataFrame, level: pd.DataFrame, first: int, last: int
) -> pd.DataFrame:
    """Part the change of money per student into money, prices and students (变化的分解).

    Formula: ln(y1/y0) = ln(M1/M0) - ln(P1/P0) - ln(N1/N0), for y = M / (P N): the parts add up
    exactly, and no order matters. Source: plain arithmetic of logarithms.

    Parameters
    ----------
    money, students, level : DataFrame
        Yuan in current prices, students, and prices (:func:`price_levels`); one row a year, one
        column a province.
    first, last : int
        The years that are compared.

    Returns
    -------
    DataFrame
        One row a province, in 100 x logarithms, near percent where small: `change`, and its parts
        `money`, `prices` and `students`, each with the sign with which it moved money per student.

    Examples
    --------
    >>> years = [2012, 2019]
    >>> made = [pd.DataFrame({"11": pair}, years) for pair in ([1.0, 2.0], [4.0, 2.0], [1.0, 2.0])]
    >>> parts_of_change(*made, 2012, 2019).round(1).values.tolist()
    [[69.3, 69.3, -69.3, 69.3]]
    """
    moved = {
        "money": _logarithm(money, first, last),
        "prices": -_logarithm(level, first, last),
        "students": -_logarithm(students, first, last),
    }
    parts = pd.DataFrame(moved).reindex(money.columns)
    parts.insert(0, "change", parts.sum(axis=1, skipna=False))
    return parts


def _logarithm(table: pd.DataFrame, first: int, last: int) -> pd.Series:
    ratio = table.loc[last] / table.loc[first]
    return 100 * np.log(ratio)
