"""Funding: growth as printed and recomputed, the two duties to only rise, constant prices, shares.

Figures are tables of one row a figure, columns as in `data/figures.csv`; a price index has `year`,
`index_previous_year_100` and `confidence`, one row a year. Tables given are never changed.
"""

import re
from math import nan

import numpy as np
import pandas as pd

from edugov.labels import LANGUAGES, say
from edugov.tables import Fault, as_text

TOTAL = {"general_budget_education_funding", "general_budget_education_funding_adjusted"}
PER_STUDENT = {"general_budget_education_funding_per_student"}
DUTY_INDICATORS = sorted(TOTAL | PER_STUDENT)
DUTY_SINCE = 2017  # the opinion on education-system reform
EDUCATION = "education_expenditure_100_million_yuan"
CONFIRMED = {"confirmed on a page", "page"}
DIRECTIONS = {1: "rise", 0: "flat", -1: "fall"}
DUTY_VERDICTS = {
    "early": "cannot judge",
    "fall": "not met",
    "rise": "met",
    "flat": "met",
    "apart": "watch",
    "adjusted": "watch",
    "one_stage": "watch",
}
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
    values = table.assign(quantity="value", scope="region", status="ok")
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


def _half_step(printed: object, value: float) -> float:
    """Return half of the last printed digit, in the unit of the value."""
    found = re.search(r"\d[\d,，]*(?:\.(\d+))?", str(printed))
    if not found or pd.isna(value):
        return nan
    decimals = len(found.group(1) or "")
    half = 0.5 * 10.0**-decimals
    number = float(re.sub("[,，]", "", found.group()))
    if number == 0:
        return half
    return half * abs(value / number)


def _only(rows: pd.DataFrame, wanted: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the one number of each wanted key, and half its last digit; nan when they differ or
    are missing."""
    key = list(wanted)
    known = rows.dropna(subset=["value"])
    known = known.drop_duplicates([*key, "value"])
    known = known.drop_duplicates(key, keep=False)
    found = wanted.merge(known[[*key, "value", "half"]], "left", key)
    return found["value"].to_numpy(float), found["half"].to_numpy(float)


def _sound(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the sound figures of whole regions, their keys as text, with half the last digit."""
    table = figures if "scope_zh" in figures else figures.assign(scope_zh="")
    table = table[table["scope"].eq("region") & table["status"].eq("ok")].copy()
    for name in KEY:
        table[name] = table[name].map(as_text).astype(str)
    printed = zip(table["value_printed"], table["value"], strict=True)
    table["half"] = [_half_step(digits, value) for digits, value in printed]
    return table


def _year_before(year: str) -> str:
    return str(int(year) - 1) if year.isdigit() else "-"


def _previous(values: pd.DataFrame, changes: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Return the previous value of each key, half its last digit, and whether another source has
    it."""
    before = key.assign(year=key["year"].map(_year_before).astype(str))
    value, half = _only(values, key)
    change, change_half = _only(changes, key)
    beside, _ = _only(values.assign(value=values["previous_value"]), key)
    own, own_half = _only(values, before)
    others, others_half = _only(values, before.drop(columns="source_id"))
    ways = [
        (own, own_half),
        (beside, half),  # as exact as the value
        (value - change, half + change_half),
        (others, others_half),
    ]
    previous, previous_half = ways[0]
    for others, others_half in ways[1:]:
        across = np.isnan(previous)
        previous = np.where(across, others, previous)
        previous_half = np.where(across, others_half, previous_half)
    return pd.DataFrame({"value": previous, "half": previous_half, "across": across})


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
        value); empty when something is missing. A rate outside is no proof of an error: it may be
        like-for-like (同口径), which this cannot see; and where `across_sources` the earlier level
        stands in another source, which may have been revised since.

    Examples
    --------
    >>> row = dict(region_code="500235", source_id="y", year="2021", stage="vocational",
    ...     indicator_id="general_budget_education_funding_per_student", scope="region",
    ...     status="ok")
    >>> level = dict(quantity="value", value=16039.46, value_printed="16039.46",
    ...     previous_value=16037.05)
    >>> rate = dict(quantity="growth", value=0.02, value_printed="0.02", previous_value=None)
    >>> table = growth(pd.DataFrame([row | level, row | rate]))
    >>> table[["growth_recomputed_pct", "within_printed_digits"]].values.tolist()
    [[0.015028, True]]
    """
    table = _sound(figures)
    values = table[table["quantity"] == "value"]
    changes = table[table["quantity"] == "change"]
    rates = table[table["quantity"] == "growth"].drop_duplicates([*KEY, "value"])
    keys = pd.concat([values, changes, rates])[KEY]
    keys = keys.sort_index(kind="stable").drop_duplicates()
    rows = keys.merge(rates[[*KEY, "value", "half"]], "left", KEY)
    key = rows[KEY]
    printed = rows["value"].to_numpy(float)
    printed_half = rows["half"].to_numpy(float)
    value, half = _only(values, key)
    before = _previous(values, changes, key)
    previous = before["value"].to_numpy()
    previous_half = before["half"].to_numpy()
    previous_if = np.where(previous > 0, previous, nan)
    recomputed = np.round((value / previous_if - 1) * 100, 6)
    low = ((value - half) / (previous_if + previous_half) - 1) * 100
    high = ((value + half) / (previous_if - previous_half) - 1) * 100
    not_above = printed - printed_half <= high + 1e-9
    not_below = low - 1e-9 <= printed + printed_half
    within = pd.array(not_below & not_above, "boolean")
    within[np.isnan(printed + printed_half + low)] = pd.NA
    result = key.assign(
        value=value,
        previous_value=previous,
        growth_printed_pct=printed,
        growth_recomputed_pct=recomputed,
        difference_percentage_point=np.round(printed - recomputed, 6),
        within_printed_digits=within,
        across_sources=pd.array(before["across"] & (previous > 0), "boolean"),
    )
    some = ~np.isnan(printed) | ~np.isnan(recomputed)
    return result[some].reset_index(drop=True)


def _why(table: pd.DataFrame) -> pd.Series:
    """Return what decides each verdict: the direction, unless one of four reasons stands before
    it."""
    years = pd.to_numeric(table["year"], errors="coerce")
    one_stage = ~table["stage"].isin(["all", ""])
    reasons = {
        "early": table["year"].str.isdigit() & (years < DUTY_SINCE),
        "apart": table["growth_printed_pct"] * table["growth_recomputed_pct"] < 0,
        "adjusted": table["indicator_id"].str.endswith("_adjusted"),
        "one_stage": one_stage & table["direction"].eq("fall"),
    }
    why = np.select(list(reasons.values()), list(reasons), table["direction"])
    return pd.Series(why, dtype=str)


def _in_constant_prices(table: pd.DataFrame, price_index: pd.DataFrame) -> pd.DataFrame:
    """Add growth in constant prices, its direction, and whether the index is unconfirmed."""
    index = price_index.set_index(price_index["year"].astype(str))
    prices = table["year"].map(index["index_previous_year_100"]).astype(float)
    confidence = table["year"].map(index["confidence"])
    real = ((100 + table["growth_pct"]) / prices - 1) * 100
    real = real.round(6)
    return table.assign(
        growth_constant_prices_pct=real,
        direction_constant_prices=np.sign(real).map(DIRECTIONS),
        provisional=~confidence.isin(CONFIRMED),
    )


def only_rise(figures: pd.DataFrame, price_index: pd.DataFrame | None = None) -> pd.DataFrame:
    """Judge the two duties that education funding only rises (两个只增不减): total and per student.

    Parameters
    ----------
    figures : DataFrame
        Figures of the education-funding statistics (`DUTY_INDICATORS`) only.
    price_index : DataFrame, optional
        Adds growth in constant prices (any base year gives the same growth), provisional while the
        index of the year is unconfirmed.

    Returns
    -------
    DataFrame
        The rows of `growth` with `duty`, `growth_pct`, `basis` (printed rate or two levels),
        `direction` (rise, flat, fall), `verdict` and its reasons: a fall of the total or of the
        per-student figure of all stages is `not met`, of one stage `watch`; flat is `met` and
        stands in `direction`. The verdict is nominal, as the duty is. It says nothing on stages
        that are not printed, nor on growth through grants.

    Raises
    ------
    Fault
        For any other indicator: the treasury's 教育支出 is not 一般公共预算教育经费 and has no
        enrolment.

    Examples
    --------
    >>> row = dict(region_code="320600", source_id="n", year="2021", stage="upper_secondary",
    ...     indicator_id="general_budget_education_funding_per_student", scope="region",
    ...     status="ok", quantity="growth", value=-1.21, value_printed="-1.21",
    ...     previous_value=None)
    >>> only_rise(pd.DataFrame([row]))[["duty", "direction", "verdict"]].values.tolist()
    [['per student', 'fall', 'watch']]
    """
    others = sorted(set(figures["indicator_id"]) - set(DUTY_INDICATORS))
    if others:
        raise Fault(
            f"only_rise, indicator_id: {others[0]!r} is not of the education-funding statistics"
        )
    table = growth(figures)
    printed = table["growth_printed_pct"]
    recomputed = table["growth_recomputed_pct"]
    hidden = printed.eq(0) & recomputed.notna()  # a rate printed 0.00 may hide a change
    levels = printed.isna() | hidden
    rate = printed.mask(levels, recomputed)
    is_total = table["indicator_id"].isin(TOTAL)
    table["duty"] = is_total.map({True: "total", False: "per student"})
    table["growth_pct"] = rate
    table["basis"] = levels.map({True: "two levels", False: "printed rate"})
    table["direction"] = np.sign(rate).map(DIRECTIONS)
    why = _why(table)
    table["verdict"] = why.map(DUTY_VERDICTS)
    for lang in LANGUAGES:
        reasons = [say(f"duty.reason.{key}", lang, since=DUTY_SINCE) for key in why]
        table[f"reason_{lang}"] = reasons
    if price_index is None:
        return table
    return _in_constant_prices(table, price_index)


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
    index = price_index.astype({"year": int}).set_index("year")
    years = table["year"].astype(int)
    deflators = {}
    provisional = {}
    for year in years.unique():
        first = min(year, base_year)
        last = max(year, base_year)
        steps = list(range(first + 1, last + 1))
        missing = sorted(set(steps) - set(index.index))
        if missing:
            raise Fault(
                f"price_index, year: {missing[0]} is missing, needed for {year} in prices "
                f"of {base_year}"
            )
        changes = index.loc[steps, "index_previous_year_100"] / 100
        change = float(np.prod(changes))
        deflators[year] = change if year >= base_year else 1 / change
        confirmed = index.loc[steps, "confidence"].isin(CONFIRMED)
        provisional[year] = not confirmed.all()
    real = table.copy()
    real[f"{column}_at_{base_year}_prices"] = table[column] / years.map(deflators)
    real["provisional"] = years.map(provisional)
    return real
