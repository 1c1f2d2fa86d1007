"""Funding (教育经费): growth as printed and recomputed, the two duties to only rise (两个只增不减),
constant prices, shares of the budget.

Figures are tables of one row a figure, columns as in `data/figures.csv`; a price index has `year`,
`index_previous_year_100` and `confidence`, one row a year. Tables given are never changed.
"""

from math import nan

import numpy as np
import pandas as pd

from edugov.tables import Fault, as_text
from edugov.tables.vouched import is_printed
from edugov.tolerance import half_step

TOTAL = {"general_budget_education_funding", "general_budget_education_funding_adjusted"}
PER_STUDENT = {"general_budget_education_funding_per_student"}
DUTY_INDICATORS = sorted(TOTAL | PER_STUDENT)
# the two duties that funding only rises, by their row in data/duties.csv
DUTIES = {"total": "total_never_falls", "per student": "per_student_never_falls"}
# the rule on 4% of GDP: its year parts a series of budgets, for up to it they were pushed up
BREAK_RULE = "GDP4"
# the rule that the total only rises
TOTAL_RULE = "FUND_TOTAL_UP"
# the law on education's share of the budget: a duty on the nation's total
SHARE_RULE = "LAW55_2"
BUDGET = "general_budget_expenditure_100_million_yuan"
EDUCATION = "education_expenditure_100_million_yuan"
HUNDRED_MILLION = 1e8  # the unit of both, in yuan
CONFIRMED = {"confirmed on a page", "page"}
LIKE_FOR_LIKE = "同口径|可比|like for like"  # in a note: the rate is not one on the printed level
DIRECTIONS = {1: "rise", 0: "flat", -1: "fall"}
KEY = ["region_code", "source_id", "scope_zh", "year", "stage", "indicator_id"]


def from_yearbook(table: pd.DataFrame) -> pd.DataFrame:
    """Turn rows that hold a value, the previous value and a growth rate (增长率) into one row a
    figure.

    Parameters
    ----------
    table : DataFrame
        One row a value: the columns of `data/funding_national.csv`. Missing numbers give no figure,
        nor does a rate that `growth_printed` marks as ours. Without `value_printed` the digits of
        `value` count.

    Returns
    -------
    DataFrame
        Rows of quantity `value` and `growth` with the columns that `growth` reads.

    Examples
    --------
    >>> row = dict(value=21405.67, unit="100_million_yuan", previous_value=20314.17,
    ...     growth_pct=5.37)
    >>> from_yearbook(pd.DataFrame([row]))[["quantity", "value"]].values.tolist()
    [['value', 21405.67], ['growth', 5.37]]
    """
    values = table.assign(quantity="value", scope="region", status="ok", selected="")
    if "value_printed" not in values:
        values["value_printed"] = values["value"].map(repr)
    rates = values["growth_pct"]
    if "growth_printed" in values:
        is_printed = values["growth_printed"].astype(bool)
        rates = rates.where(is_printed)
    growths = values.assign(
        quantity="growth",
        unit="percent",
        value=rates,
        value_printed=rates.map(repr),
        previous_value=nan,
    )
    both = pd.concat([values, growths], ignore_index=True)
    return both.dropna(subset=["value"]).reset_index(drop=True)


def _only(rows: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return the one number of each wanted key, and half its last digit; nan when they differ or
    there is none."""
    key = list(wanted)
    known = rows.dropna(subset="value").drop_duplicates([*key, "value"])
    known = known.drop_duplicates(key, keep=False)
    found = wanted.merge(known[[*key, "value", "half"]], "left", key)
    return found[["value", "half"]].astype(float)


def with_half_digit(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of whole regions that are printed without a doubt (可用数字), selected
    ones too, their keys as text.

    Parameters
    ----------
    figures : DataFrame
        One row a figure, columns as in `data/figures.csv`, with or without `scope_zh`.

    Returns
    -------
    DataFrame
        Those of `vouched.is_printed`, with `half`: half the last printed digit, in the unit
        of the value (`tolerance.half_step`).

    Examples
    --------
    >>> figure = dict(region_code="1", source_id="s", year=2021.0, stage="all", indicator_id="i",
    ...     value=31.4, value_printed="31.4", scope="region", status="ok", selected="")
    >>> both = pd.DataFrame([figure, figure | {"scope": "part"}])
    >>> with_half_digit(both)[["year", "half"]].values.tolist()
    [['2021', 0.05]]
    """
    table = figures if "scope_zh" in figures else figures.assign(scope_zh="")
    is_whole = table["scope"].eq("region")
    table = table[is_printed(table) & is_whole].copy()
    for name in KEY:
        table[name] = table[name].map(as_text).astype(str)
    halves = []
    for digits, value in zip(table["value_printed"], table["value"], strict=True):
        halves.append(half_step(value, str(digits)))
    table["half"] = halves
    return table


def _year_before(year: str) -> str:
    if year.isdigit():
        return str(int(year) - 1)
    return "-"


def _previous(now: pd.DataFrame, table: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Return the previous value of each key, half its last digit, and whether another source has
    it: printed as a level of the year before, beside the value, as value less change, or in another
    source."""
    values = table[table["quantity"] == "value"]
    years = key["year"].map(_year_before)
    before = key.assign(year=years.astype(str))
    change = _only(table[table["quantity"] == "change"], key)
    less_change = now.assign(
        value=now["value"] - change["value"], half=now["half"] + change["half"]
    )
    previous = values.assign(value=values["previous_value"])
    beside = _only(previous, key)  # as exact as the value
    found = _only(values, before)
    for way in (beside, less_change):
        is_known = found["value"].notna()
        found = found.where(is_known, way)
    across = found["value"].isna()
    others = _only(values, before.drop(columns="source_id"))
    return found.mask(across, others).assign(across=across)


def growth(figures: pd.DataFrame) -> pd.DataFrame:
    """Put growth as printed beside growth recomputed from levels (增长率复核).

    Formula: 100 (value / previous value - 1). Source: 只增不减 compares with the year before
    (FUND_TOTAL_UP in data/standards.csv). The previous value is the same source's figure of the
    year before, else the one printed beside the value, else value less printed change, else another
    source's figure.

    Parameters
    ----------
    figures : DataFrame
        Figures; only sound ones of the whole region are used.

    Returns
    -------
    DataFrame
        One row a source, year, stage, indicator and printed rate, in percent.
        `within_printed_digits` says whether the printed rate is possible when each printed number
        may be off by half its last digit (a previous value that is not printed is as exact as the
        value); empty when something is missing. A rate outside is no proof of an error: where
        `like_for_like` (its note says 同口径) it is one on an earlier level that was put on the
        new footing and is not printed; and where `across_sources` the earlier level stands in
        another source, which may have been revised since. `inferred` is "year" where the source
        does not print the year of one of its numbers.

    Examples
    --------
    >>> row = dict(region_code="500235", source_id="y", year="2021", stage="vocational",
    ...     indicator_id="general_budget_education_funding_per_student", scope="region",
    ...     status="ok", selected="")
    >>> level = dict(quantity="value", value=16039.46, value_printed="16039.46",
    ...     previous_value=16037.05)
    >>> rate = dict(quantity="growth", value=0.02, value_printed="0.02", previous_value=None)
    >>> table = growth(pd.DataFrame([row | level, row | rate]))
    >>> table[["growth_recomputed_pct", "within_printed_digits"]].values.tolist()
    [[0.015028, True]]
    """
    table = with_half_digit(figures)
    rates = _rates(table)
    is_of_growth = table["quantity"].isin(["value", "change", "growth"])
    keys = table.loc[is_of_growth, KEY]
    rows = keys.drop_duplicates().merge(rates, "left", KEY)
    key = rows[KEY]
    levels = table[table["quantity"] == "value"]
    now = _only(levels, key)
    before = _previous(now, table, key)
    is_above_zero = before["value"] > 0
    previous = before["value"].where(is_above_zero)
    recomputed = _growth_pct(now["value"], previous).round(6)
    low = _growth_pct(now["value"] - now["half"], previous + before["half"])
    high = _growth_pct(now["value"] + now["half"], previous - before["half"])
    printed = rows["value"]
    result = key.assign(
        value=now["value"],
        previous_value=before["value"],
        growth_printed_pct=printed,
        growth_recomputed_pct=recomputed,
        difference_percentage_point=(printed - recomputed).round(6),
        within_printed_digits=_is_within(printed, rows["half"], low, high),
        across_sources=(before["across"] & previous.notna()).astype("boolean"),
        like_for_like=rows["like_for_like"].eq(True),
        inferred=_inferred(table, key),
    )
    some = printed.notna() | recomputed.notna()
    return result[some].reset_index(drop=True)


def _rates(table: pd.DataFrame) -> pd.DataFrame:
    """Return the printed rates of growth, and whether they are on an earlier level put on the new
    footing."""
    is_rate = table["quantity"] == "growth"
    rates = table[is_rate].drop_duplicates([*KEY, "value"])
    notes = rates["note"] if "note" in rates else pd.Series("", rates.index)
    like_for_like = notes.astype(str).str.contains(LIKE_FOR_LIKE)
    return rates[[*KEY, "value", "half"]].assign(like_for_like=like_for_like)


def _inferred(table: pd.DataFrame, key: pd.DataFrame) -> pd.Series:
    """Return "year" for each key of which a number has a year that its source does not print."""
    if "inferred" not in table:
        return pd.Series("", key.index)
    is_read = table["inferred"].eq("year")
    read = pd.MultiIndex.from_frame(table.loc[is_read, KEY])
    is_among = pd.MultiIndex.from_frame(key).isin(read)
    return pd.Series(np.where(is_among, "year", ""), key.index)


def _growth_pct(value: pd.Series, previous: pd.Series) -> pd.Series:
    return (value / previous - 1) * 100


def _is_within(printed: pd.Series, half: pd.Series, low: pd.Series, high: pd.Series) -> pd.Series:
    """Tell whether a printed rate, which may be off by half its last digit, can lie between the
    lowest and the highest that the levels allow; missing where one of them is."""
    not_above = printed - half <= high + 1e-9
    not_below = low - 1e-9 <= printed + half
    unknown = (printed + half + low).isna()
    return (not_below & not_above).astype("boolean").mask(unknown)


def real_growth(table: pd.DataFrame, rate: pd.Series, price_index: pd.DataFrame) -> pd.DataFrame:
    """Add growth in constant prices (不变价增长率) to a table with a `year`.

    Formula: ((100 + rate) / index of the year - 1) x 100, the index with the previous year = 100.
    Source: the index as data/price_index.csv has it; the rest is plain arithmetic.

    Parameters
    ----------
    table : DataFrame
        One row a growth rate, with `year` as text.
    rate : Series
        Nominal growth in percent, on the same index; missing where not known.
    price_index : DataFrame
        National consumer prices; a year without an index gives a missing rate.

    Returns
    -------
    DataFrame
        The table with `growth_constant_prices_pct`, `direction_constant_prices` (rise, flat, fall)
        and `provisional` (the year's index is not confirmed).

    Examples
    --------
    >>> index = pd.DataFrame(dict(year=[2021], index_previous_year_100=[100.9], confidence="page"))
    >>> table = pd.DataFrame(dict(year=["2021"]))
    >>> real_growth(table, pd.Series([0.9]), index)["growth_constant_prices_pct"].tolist()
    [0.0]
    """
    index = price_index.set_index(price_index["year"].astype(str))
    known = table["year"].map(index["index_previous_year_100"])
    prices = known.astype(float)
    confidence = table["year"].map(index["confidence"])
    real = ((100 + rate) / prices - 1) * 100
    real = real.round(6)
    return table.assign(
        growth_constant_prices_pct=real,
        direction_constant_prices=np.sign(real).map(DIRECTIONS),
        provisional=~confidence.isin(CONFIRMED),
    )


def national_figures(table: pd.DataFrame) -> pd.DataFrame:
    """Return the nation's rows of the national table as figures (全国经费数字).

    Parameters
    ----------
    table : DataFrame
        One row a value: the columns of `data/funding_national.csv`.

    Returns
    -------
    DataFrame
        Rows of quantity `value` and `growth` as :func:`from_yearbook` gives them, of the coverage
        `nation` only, with the columns of figures: `figure_id`, `selected`, `subject_zh` and
        `scope_zh` empty, `year` as text (empty where missing).

    Examples
    --------
    >>> row = dict(coverage="nation", year=2013, value=21405.67, growth_pct=5.37)
    >>> rural = row | dict(coverage="rural")
    >>> found = national_figures(pd.DataFrame([row, rural]))
    >>> found[["quantity", "year", "figure_id"]].values.tolist()
    [['value', '2013', ''], ['growth', '2013', '']]
    """
    whole = table[table["coverage"] == "nation"]
    rows = from_yearbook(whole)
    years = rows["year"].astype("string").fillna("").astype(object)
    empty = dict.fromkeys(["scope_zh", "figure_id", "inferred", "subject_zh"], "")
    return rows.assign(**empty, year=years)


def budget_share(panel: pd.DataFrame) -> pd.Series:
    """Return education's share of the budget (教育支出占比), from the two amounts.

    Formula: 100 x education expenditure / general public budget expenditure. Source: plain
    arithmetic. The share of the table has two decimals, and rounding it again could give another
    last digit.

    Parameters
    ----------
    panel : DataFrame
        Rows of `data/funding_provincial.csv`, one a province and year.

    Returns
    -------
    Series
        Percent, on the index of the panel.

    Examples
    --------
    >>> row = {EDUCATION: 1516.66, BUDGET: 8643.57}
    >>> budget_share(pd.DataFrame([row])).round(3).tolist()
    [17.547]
    """
    return 100 * panel[EDUCATION] / panel[BUDGET]


def break_year(standards: pd.DataFrame) -> int:
    """Return the year at which trends of budgets are parted (分段年份): that of the rule on 4% of
    GDP.

    Parameters
    ----------
    standards : DataFrame
        The table standards of the data package.

    Returns
    -------
    int
        The year from which the rule is in force.

    Examples
    --------
    >>> break_year(pd.DataFrame(dict(rule_id=["GDP4"], applies_from=["2012"])))
    2012
    """
    rules = standards.set_index("rule_id")
    started = rules.loc[BREAK_RULE, "applies_from"]
    return int(started[:4])


def constant_prices(
    table: pd.DataFrame, price_index: pd.DataFrame, base_year: int, column: str
) -> pd.DataFrame:
    """Express a money column in the prices of one year (不变价).

    Formula: value x P(base year) / P(year), P chained from the index with the previous year = 100.
    Source: the index as data/price_index.csv has it; the chain is plain arithmetic.

    Parameters
    ----------
    table : DataFrame
        One row a region and year: `year` and the money column.
    price_index : DataFrame
        National consumer prices.
    base_year, column
        The year whose prices are used, and the money column.

    Returns
    -------
    DataFrame
        The table with `<column>_at_<base_year>_prices` and `provisional` (true when any index on
        the way is unconfirmed). Consumer prices are not the prices schools pay, and one index
        serves all provinces.

    Raises
    ------
    Fault
        When a year has no index.

    Examples
    --------
    >>> index = pd.DataFrame(dict(year=[2020, 2021], index_previous_year_100=[100, 110],
    ...     confidence="page"))
    >>> money = pd.DataFrame(dict(year=[2020, 2021], yuan=[50.0, 55.0]))
    >>> constant_prices(money, index, 2021, "yuan")["yuan_at_2021_prices"].round(6).tolist()
    [55.0, 55.0]
    """
    years = table["year"].astype(int)
    span = {*years, base_year}
    first = min(span)
    steps = range(first + 1, max(span) + 1)
    index = price_index.astype({"year": int}).set_index("year").reindex(steps)
    changes = index["index_previous_year_100"] / 100
    if changes.hasnans:
        missing = changes.index[changes.isna()][0]
        raise Fault(f"price_index, year: {missing} is missing, needed for prices of {base_year}")
    level = changes.cumprod()
    unsure_count = (~index["confidence"].isin(CONFIRMED)).cumsum()
    level.loc[first] = 1.0
    unsure_count.loc[first] = 0
    real = table.copy()
    to_base = level / level[base_year]
    real[f"{column}_at_{base_year}_prices"] = table[column] / years.map(to_base)
    is_unsure = unsure_count != unsure_count[base_year]
    real["provisional"] = years.map(is_unsure)
    return real
