"""Reading the yearly values of provinces (province_values.csv): one series at a time, with its
breaks and what it covers."""

import pandas as pd

from edugov.tables import lookup

NATION = "000000"
# steps of a series over which nothing is compared, so that no line joins their two sides
BREAKS = ("break", "definition", "revision", "source")


def series(values: pd.DataFrame, series_id: str) -> pd.DataFrame:
    """Return one series of the provinces as a table of years and regions (分省序列).

    Parameters
    ----------
    values : DataFrame
        The table province_values of the data package.
    series_id : str
        The series, such as ``"primary-students"``.

    Returns
    -------
    DataFrame
        One row a year, one column a province, in the unit of the series; missing where there is no
        value that can be used.

    Examples
    --------
    >>> rows = dict(region_code=["11", "000000"], series_id="s", year=2019, value=[1.0, 9.0])
    >>> series(pd.DataFrame(rows), "s").to_dict()
    {'11': {2019: 1.0}}
    """
    is_series = values["series_id"] == series_id
    own = values[is_series & values["region_code"].ne(NATION)]
    table = own.pivot(index="year", columns="region_code", values="value")
    table.index = table.index.astype(int)
    return table.astype(float).rename_axis(index=None, columns=None)


def nation(values: pd.DataFrame, series_id: str) -> pd.Series:
    """Return one series of the nation by year (全国序列).

    Parameters
    ----------
    values : DataFrame
        The table province_values of the data package.
    series_id : str
        The series, such as ``"primary-students"``.

    Returns
    -------
    Series
        One element a year, in the unit of the series; empty where the source has no nation.

    Examples
    --------
    >>> rows = dict(region_code=["11", "000000"], series_id="s", year=2019, value=[1.0, 9.0])
    >>> nation(pd.DataFrame(rows), "s").to_dict()
    {2019: 9.0}
    """
    is_series = values["series_id"] == series_id
    own = values[is_series & values["region_code"].eq(NATION)]
    years = own["year"].astype(int).to_list()
    return pd.Series(own["value"].to_list(), index=years, dtype=float)


def coverage(values: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
    """Count what each series covers (序列覆盖范围): years, places, rows, how they came to be.

    Parameters
    ----------
    values : DataFrame
        The table province_values of the data package.
    described : DataFrame
        The table province_series.

    Returns
    -------
    DataFrame
        One row a series: `series_id`, `stage`, `indicator_id`, `item_zh`, `first_year`,
        `last_year`, `places_count`, `rows_count`, `printed_pct`, `computed_pct`, and
        `marked_count`, the steps that carry a mark.

    Examples
    --------
    >>> rows = pd.DataFrame(dict(region_code=["11", "12"], series_id="s", year=[2018, 2019],
    ...     value=1.0, status=["", "computed"], step_id=["", "gap"]))
    >>> about = pd.DataFrame(dict(series_id=["s"], stage="all", indicator_id="i", item_zh="t"))
    >>> coverage(rows, about)[["first_year", "places_count", "printed_pct"]].values.tolist()
    [[2018.0, 2.0, 50.0]]
    """
    counted = values.assign(
        printed=values["status"].eq("") * 100.0,
        computed=values["status"].eq("computed") * 100.0,
        marked=values["step_id"].ne(""),
    )
    covers = counted.groupby("series_id").agg(
        first_year=("year", "min"),
        last_year=("year", "max"),
        places_count=("region_code", "nunique"),
        rows_count=("year", "size"),
        printed_pct=("printed", "mean"),
        computed_pct=("computed", "mean"),
        marked_count=("marked", "sum"),
    )
    about = described[["series_id", "stage", "indicator_id", "item_zh"]]
    return about.merge(covers.reset_index(), on="series_id")


def coverage_of_columns(table: pd.DataFrame, fields: list[dict]) -> pd.DataFrame:
    """Count what the columns of a table of provinces cover that has one row a place and year.

    Parameters
    ----------
    table : DataFrame
        Such as context_provincial.
    fields : list of dict
        The description of its columns; those are counted whose steps a column marks (`marked_by`).

    Returns
    -------
    DataFrame
        One row a column: `column`, `first_year`, `last_year`, `places_count`, `rows_count`, and
        `marked_count`, the steps of it that carry a mark.

    Examples
    --------
    >>> rows = pd.DataFrame(dict(region_code=["11", "12"], year=[2018, 2019], people=[1.0, None],
    ...     step_id=["census", "census"]))
    >>> coverage_of_columns(rows, [{"name": "people", "marked_by": "step_id"}]).values.tolist()
    [['people', 2018, 2018, 1, 1, 1]]
    """
    found = []
    for field in fields:
        if "marked_by" not in field:
            continue
        known = table[table[field["name"]].notna()]
        covers = {
            "column": field["name"],
            "first_year": known["year"].min(),
            "last_year": known["year"].max(),
            "places_count": known["region_code"].nunique(),
            "rows_count": len(known),
            "marked_count": int(known[field["marked_by"]].ne("").sum()),
        }
        found.append(covers)
    return pd.DataFrame(found)


def breaks(marked: pd.DataFrame, steps: pd.DataFrame) -> dict[int, str]:
    """Return the years from which a series holds something else than before (口径断点).

    Parameters
    ----------
    marked : DataFrame
        `year`, and columns that end in ``step_id``: what is to be known of the step from the year
        before, empty where there is nothing.
    steps : DataFrame
        The table province_steps of the data package.

    Returns
    -------
    dict
        The step of each such year after the first of the rows.

    Examples
    --------
    >>> rows = pd.DataFrame(dict(year=[2014, 2015, 2016], step_id=["source", "funds", ""]))
    >>> steps = pd.DataFrame(dict(step_id=["source", "funds"], kind=["source", "definition"]))
    >>> breaks(rows, steps)
    {2015: 'funds'}
    """
    kinds = lookup(steps, "step_id", "kind")
    columns = [column for column in marked if column.endswith("step_id")]
    found = {}
    later = marked[marked["year"] > marked["year"].min()].sort_values("year")
    for column in columns:
        is_break = later[column].map(kinds).isin(BREAKS)
        found |= dict(zip(later.loc[is_break, "year"], later.loc[is_break, column], strict=True))
    return {int(year): found[year] for year in sorted(found)}
