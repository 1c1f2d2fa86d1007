"""Funding: growth as printed and recomputed, the two duties to only rise, constant prices, shares."""

import re
from math import nan

import numpy as np
import pandas as pd

from edugov.tables import Fault

TOTAL = {"general_budget_education_funding", "general_budget_education_funding_adjusted"}
PER_STUDENT = {"general_budget_education_funding_per_student"}
DUTY_INDICATORS = sorted(TOTAL | PER_STUDENT)
DUTY_SINCE = 2017  # the opinion on education-system reform
BUDGET = "general_budget_expenditure_100_million_yuan"
EDUCATION = "education_expenditure_100_million_yuan"
CONFIRMED = {"confirmed on a page", "page"}
KEY = ["region_code", "source_id", "scope_zh", "year", "stage", "indicator_id"]


def as_text(value: object) -> str:
    """Return a key as text: nothing for a missing value, 2021 for 2021.0."""
    return "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value).strip()


def from_yearbook(table: pd.DataFrame) -> pd.DataFrame:
    """Turn rows that hold a value, the previous value and a growth rate into one row a figure.

    Parameters
    ----------
    table : DataFrame
        One row a value: the columns of `data/funding_national.csv`. Missing numbers give no figure, nor does
        a rate that `growth_printed` marks as ours. Without `value_printed` the digits of `value` count.

    Returns
    -------
    DataFrame
        Rows of quantity `value` and `growth` with the columns that `growth` reads.

    Examples
    --------
    >>> row = dict(value=21405.67, unit="100_million_yuan", previous_value=20314.17, growth_pct=5.37)
    >>> from_yearbook(pd.DataFrame([row]))[["quantity", "value"]].values.tolist()
    [['value', 21405.67], ['growth', 5.37]]
    """
    values = table.assign(quantity="value", scope="region", status="ok")
    if "value_printed" not in values:
        values["value_printed"] = values["value"].map(repr)
    rates = values["growth_pct"]
    if "growth_printed" in values:
        rates = rates.where(values["growth_printed"].astype(bool))
    growths = values.assign(quantity="growth", value=rates, unit="percent", previous_value=nan)
    growths["value_printed"] = rates.map(repr)
    return pd.concat([values, growths], ignore_index=True).dropna(subset=["value"]).reset_index(drop=True)


def _half_step(printed: object, value: float) -> float:
    """Return half of the last printed digit, in the unit of the value."""
    found = re.search(r"\d[\d,，]*(?:\.(\d+))?", str(printed))
    if not found or pd.isna(value):
        return nan
    number = float(re.sub("[,，]", "", found.group()))
    scale = abs(value / number) if number else 1
    return 0.5 * 10.0 ** -len(found.group(1) or "") * scale


def _only(table: pd.DataFrame) -> tuple[float, float]:
    """Return the one number of these rows and half its last digit; none when they differ or are missing."""
    numbers = table.dropna(subset=["value"]).drop_duplicates("value")
    if len(numbers) != 1:
        return nan, nan
    row = numbers.iloc[0]
    return row["value"], _half_step(row["value_printed"], row["value"])


def growth(figures: pd.DataFrame) -> pd.DataFrame:
    """Put growth as printed beside growth recomputed from levels (增长率复核).

    Parameters
    ----------
    figures : DataFrame
        One row a figure, columns as in `data/figures.csv`; only sound figures of the whole region are used.

    Returns
    -------
    DataFrame
        One row a source, year, stage, indicator and printed rate. `within_printed_digits` says whether the
        printed rate is possible when each printed number may be off by half its last digit (a previous value
        that is not printed is taken to be as exact as the value); empty when something is missing. A rate
        outside is no proof of an error: it may be like-for-like (同口径), which this cannot see; and where
        `across_sources` the earlier level stands in another source, which may have been revised since.

    Examples
    --------
    >>> row = dict(region_code="500235", source_id="y", year="2021", stage="vocational", scope="region",
    ...     indicator_id="general_budget_education_funding_per_student", status="ok")
    >>> level = dict(quantity="value", value=16039.46, value_printed="16039.46", previous_value=16037.05)
    >>> rate = dict(quantity="growth", value=0.02, value_printed="0.02", previous_value=None)
    >>> table = growth(pd.DataFrame([row | level, row | rate]))
    >>> table[["growth_recomputed_pct", "within_printed_digits"]].values.tolist()
    [[0.015028, True]]
    """
    table = figures if "scope_zh" in figures else figures.assign(scope_zh="")
    table = table[table["scope"].eq("region") & table["status"].eq("ok")]
    table = table[table["quantity"].isin(["value", "growth", "change"])]
    table = table.assign(**{name: table[name].map(as_text) for name in KEY})
    values = table[table["quantity"] == "value"]
    values_by_key = dict(iter(values.groupby(KEY)))
    values_of_all = dict(iter(values.groupby([name for name in KEY if name != "source_id"])))
    rows = []
    for key, group in table.groupby(KEY, sort=False):
        mine = group[group["quantity"] == "value"]
        value, half = _only(mine)
        earlier = (*key[:3], str(int(key[3]) - 1) if key[3].isdigit() else None, *key[4:])
        previous, previous_half = _only(values_by_key.get(earlier, values.iloc[:0]))
        if np.isnan(previous):
            implied = mine["previous_value"].dropna().unique()
            previous, previous_half = (float(implied[0]), half) if len(implied) == 1 else (nan, nan)
        if np.isnan(previous):
            change, change_half = _only(group[group["quantity"] == "change"])
            previous, previous_half = value - change, half + change_half
        across = bool(np.isnan(previous))
        if across:
            previous, previous_half = _only(values_of_all.get((earlier[0], *earlier[2:]), values.iloc[:0]))
        recomputed = low = high = nan
        if previous > 0:
            recomputed = round((value / previous - 1) * 100, 6)
            low = ((value - half) / (previous + previous_half) - 1) * 100
            high = ((value + half) / (previous - previous_half) - 1) * 100
        rates = group[group["quantity"] == "growth"].drop_duplicates("value")
        printed = [(row.value, _half_step(row.value_printed, row.value)) for row in rates.itertuples()]
        for rate, rate_half in printed or [(nan, nan)]:
            if np.isnan(rate) and np.isnan(recomputed):
                continue
            within = low - 1e-9 <= rate + rate_half and rate - rate_half <= high + 1e-9
            if np.isnan(rate + rate_half + low):
                within = None
            difference = round(rate - recomputed, 6)
            rows.append([*key, value, previous, rate, recomputed, difference, within, across and previous > 0])
    names = ["value", "previous_value", "growth_printed_pct", "growth_recomputed_pct"]
    names.append("difference_percentage_point")
    types = dict.fromkeys(names, "float64") | {"within_printed_digits": "boolean"}
    types["across_sources"] = "boolean"
    return pd.DataFrame(rows, columns=[*KEY, *types]).astype(types)


def only_rise(figures: pd.DataFrame, price_index: pd.DataFrame | None = None) -> pd.DataFrame:
    """Judge the two duties that education funding only rises (两个只增不减): total and per student.

    Parameters
    ----------
    figures : DataFrame
        One row a figure as for `growth`, of the education-funding statistics (`DUTY_INDICATORS`) only.
    price_index : DataFrame, optional
        `year`, `index_previous_year_100`, `confidence`; adds growth in constant prices (any base year gives
        the same growth), provisional while the index of the year is unconfirmed.

    Returns
    -------
    DataFrame
        One row a source, year, stage and duty with `growth_pct`, `basis` (printed rate or two levels),
        `direction` (rise, flat, fall) and `verdict`: a fall of the total or of the per-student figure of all
        stages is `not met`, of one stage `watch`; flat is `met` and stands in `direction`. The verdict is
        nominal, as the duty is. It says nothing on stages that are not printed, nor on growth through grants.

    Raises
    ------
    Fault
        For any other indicator: the treasury's 教育支出 is not 一般公共预算教育经费 and has no enrolment.

    Examples
    --------
    >>> row = dict(region_code="320600", source_id="n", year="2021", stage="upper_secondary", scope="region",
    ...     indicator_id="general_budget_education_funding_per_student", status="ok", quantity="growth",
    ...     value=-1.21, value_printed="-1.21", previous_value=None)
    >>> only_rise(pd.DataFrame([row]))[["duty", "direction", "verdict"]].values.tolist()
    [['per student', 'fall', 'watch']]
    """
    others = sorted(set(figures["indicator_id"]) - set(DUTY_INDICATORS))
    if others:
        raise Fault(f"only_rise, indicator_id: {others[0]!r} is not of the education-funding statistics")
    table = growth(figures)
    printed, recomputed = table["growth_printed_pct"], table["growth_recomputed_pct"]
    levels = printed.isna() | (printed.eq(0) & recomputed.notna())  # a rate printed 0.00 may hide a change
    rate = printed.mask(levels, recomputed)
    table["duty"] = table["indicator_id"].isin(TOTAL).map({True: "total", False: "per student"})
    table["growth_pct"], table["basis"] = rate, levels.map({True: "two levels", False: "printed rate"})
    table["direction"] = np.sign(rate).map({1: "rise", 0: "flat", -1: "fall"})
    verdicts = [_duty_verdict(row, row["direction"]) for row in table.to_dict("records")]
    for place, name in enumerate(["verdict", "reason_en", "reason_zh"]):
        table[name] = [verdict[place] for verdict in verdicts]
    if price_index is not None:
        index = price_index.set_index(price_index["year"].astype(str))
        prices = table["year"].map(index["index_previous_year_100"])
        table["growth_constant_prices_pct"] = (((100 + rate) / prices - 1) * 100).round(6)
        signs = np.sign(table["growth_constant_prices_pct"])
        table["direction_constant_prices"] = signs.map({1: "rise", 0: "flat", -1: "fall"})
        table["provisional"] = ~table["year"].map(index["confidence"]).isin(CONFIRMED)
    return table


def _duty_verdict(row: dict, direction: str) -> tuple[str, str, str]:
    one_stage = row["stage"] not in ("all", "")
    if row["year"].isdigit() and int(row["year"]) < DUTY_SINCE:
        return "cannot judge", f"the duty dates from {DUTY_SINCE}", f"该要求自{DUTY_SINCE}年起"
    if row["growth_printed_pct"] * row["growth_recomputed_pct"] < 0:
        return "watch", "the printed rate and the levels point different ways", "所印增长率与两年数额方向相反"
    if row["indicator_id"].endswith("_adjusted"):
        return "watch", "printed without a named grant", "剔除专款后的数额"
    if direction == "fall" and one_stage:
        return ("watch", "one stage falls; the duty's text does not say that each must rise", "单个学段下降，仅作提示")
    words = {"fall": ("not met", "it falls", "下降"), "rise": ("met", "it rises", "增长")}
    return words.get(direction, ("met", "flat: it does not fall", "持平，未下降"))


def constant_prices(table: pd.DataFrame, price_index: pd.DataFrame, base_year: int, column: str) -> pd.DataFrame:
    """Express a money column in the prices of one year (不变价).

    Formula: value x P(base year) / P(year), P chained from the index with the previous year = 100.

    Parameters
    ----------
    table : DataFrame
        One row a region and year: `year` and the money column named by `column`.
    price_index : DataFrame
        `year`, `index_previous_year_100`, `confidence`: national consumer prices, one row a year.
    base_year : int
        The year whose prices are used; it ends the new column's name.
    column : str
        The money column.

    Returns
    -------
    DataFrame
        The table with `<column>_at_<base_year>_prices` and `provisional` (true when any index on the way is
        unconfirmed). Consumer prices are not the prices schools pay, and one index serves all provinces.

    Raises
    ------
    Fault
        When a year has no index.

    Examples
    --------
    >>> index = pd.DataFrame(dict(year=[2020, 2021], index_previous_year_100=[100, 110], confidence="page"))
    >>> money = pd.DataFrame(dict(year=[2020, 2021], yuan=[50.0, 55.0]))
    >>> constant_prices(money, index, 2021, "yuan")["yuan_at_2021_prices"].round(6).tolist()
    [55.0, 55.0]
    """
    index = price_index.astype({"year": int}).set_index("year").sort_index()
    deflators, provisional = {}, {}
    for year in table["year"].astype(int).unique():
        steps = range(min(year, base_year) + 1, max(year, base_year) + 1)
        missing = [step for step in steps if step not in index.index]
        if missing:
            raise Fault(f"price_index, year: {missing[0]} is missing, needed for {year} in prices of {base_year}")
        change = float(np.prod(index.loc[list(steps), "index_previous_year_100"] / 100))
        deflators[year] = change if year >= base_year else 1 / change
        provisional[year] = not index.loc[list(steps), "confidence"].isin(CONFIRMED).all()
    years = table["year"].astype(int)
    real = table[column] / years.map(deflators)
    return table.assign(**{f"{column}_at_{base_year}_prices": real, "provisional": years.map(provisional)})


def budget_share(panel: pd.DataFrame) -> pd.DataFrame:
    """Return education's share of the general public budget (教育支出占一般公共预算支出比例), in percent.

    Formula: 100 x education expenditure / general budget expenditure.

    Parameters
    ----------
    panel : DataFrame
        One row a region and year, columns as in `data/funding_provincial.csv` (treasury's 教育支出).

    Returns
    -------
    DataFrame
        The panel with `education_share_recomputed_pct`, 0 to 100; missing where an amount is. The share says
        how education did against other spending, not whether money per pupil rose: there is no enrolment.

    Raises
    ------
    Fault
        When a budget is not positive or education exceeds it.

    Examples
    --------
    >>> money = pd.DataFrame([[200.0, 30.0]], columns=[BUDGET, EDUCATION])
    >>> budget_share(money)["education_share_recomputed_pct"].tolist()
    [15.0]
    """
    budget, education = panel[BUDGET], panel[EDUCATION]
    wrong = (budget <= 0) | (education < 0) | (education > budget)
    if wrong.any():
        row = wrong.idxmax()
        raise Fault(f"panel, row {row}, {EDUCATION}: {education[row]} is no part of a budget of {budget[row]}")
    return panel.assign(education_share_recomputed_pct=education / budget * 100)
