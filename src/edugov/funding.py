"""Funding: growth as printed and recomputed, the two duties to only rise, constant prices, shares.

Figures are tables of one row a figure, columns as in `data/figures.csv`; a price index has `year`,
`index_previous_year_100` and `confidence`, one row a year. Tables given are never changed.
"""

import re
from math import nan

import numpy as np
import pandas as pd

from edugov.labels import say
from edugov.tables import Fault

TOTAL = {"general_budget_education_funding", "general_budget_education_funding_adjusted"}
PER_STUDENT = {"general_budget_education_funding_per_student"}
DUTY_INDICATORS = sorted(TOTAL | PER_STUDENT)
DUTY_SINCE = 2017  # the opinion on education-system reform
EDUCATION = "education_expenditure_100_million_yuan"
CONFIRMED = {"confirmed on a page", "page"}
DIRECTIONS = {1: "rise", 0: "flat", -1: "fall"}
DUTY_VERDICTS = {"early": "cannot judge", "fall": "not met", "rise": "met", "flat": "met"}
DUTY_VERDICTS |= dict.fromkeys(["apart", "adjusted", "one_stage"], "watch")
KEY = ["region_code", "source_id", "scope_zh", "year", "stage", "indicator_id"]


def as_text(value: object) -> str:
    """Return a key as text: nothing for a missing value, 2021 for 2021.0."""
    return (
        "" if pd.isna(value) else f"{value:g}" if isinstance(value, float) else str(value).strip()
    )


def from_yearbook(table: pd.DataFrame) -> pd.DataFrame:
    """Turn rows that hold a value, the previous value and a growth rate into one row a figure.

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
    rates = {"value": rates, "value_printed": rates.map(repr), "previous_value": nan}
    growths = values.assign(quantity="growth", unit="percent", **rates)
    return (
        pd.concat([values, growths], ignore_index=True)
        .dropna(subset=["value"])
        .reset_index(drop=True)
    )


def _half_step(printed: object, value: float) -> float:
    """Return half of the last printed digit, in the unit of the value."""
    found = re.search(r"\d[\d,，]*(?:\.(\d+))?", str(printed))
    if not found or pd.isna(value):
        return nan
    number = float(re.sub("[,，]", "", found.group()))
    return 0.5 * 10.0 ** -len(found.group(1) or "") * (abs(value / number) if number else 1)


def _only(rows: pd.DataFrame, wanted: pd.DataFrame) -> np.ndarray:
    """Return the one number of each wanted key and half its last digit; nan when they differ or are
    missing."""
    key = list(wanted)
    rows = (
        rows.dropna(subset=["value"])
        .drop_duplicates([*key, "value"])
        .drop_duplicates(key, keep=False)
    )
    return wanted.merge(rows[[*key, "value", "half"]], "left", key)[["value", "half"]].to_numpy(
        dtype=float
    )


def growth(figures: pd.DataFrame) -> pd.DataFrame:
    """Put growth as printed beside growth recomputed from levels (增长率复核).

    Formula: 100 (value / previous value - 1). The previous value is the same source's figure of the
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
    table = table.assign(**{name: table[name].map(as_text).astype(str) for name in KEY})
    table["half"] = [
        _half_step(*row) for row in zip(table["value_printed"], table["value"], strict=True)
    ]
    values, changes, rates = (
        table[table["quantity"] == name] for name in ("value", "change", "growth")
    )
    rates = rates.drop_duplicates([*KEY, "value"])[[*KEY, "value", "half"]]
    rows = pd.concat([values, changes, rates])[KEY].sort_index(kind="stable").drop_duplicates()
    rows = rows.merge(rates, "left", KEY)
    key, printed, printed_half = (
        rows[KEY],
        rows["value"].to_numpy(float),
        rows["half"].to_numpy(float),
    )
    value, half = _only(values, key).T
    before = key.assign(
        year=key["year"].map(lambda year: str(int(year) - 1) if year.isdigit() else "-").astype(str)
    )
    change, change_half = _only(changes, key).T
    found = [
        _only(values, before),
        np.column_stack([_only(values.assign(value=values["previous_value"]), key)[:, 0], half]),
        np.column_stack([value - change, half + change_half]),
        _only(values, before.drop(columns="source_id")),
    ]
    previous, previous_half = found[0].T
    for others, others_half in (pair.T for pair in found[1:]):
        across = np.isnan(previous)
        previous, previous_half = (
            np.where(across, others, previous),
            np.where(across, others_half, previous_half),
        )
    previous_if = np.where(previous > 0, previous, nan)
    recomputed = np.round((value / previous_if - 1) * 100, 6)
    low = ((value - half) / (previous_if + previous_half) - 1) * 100
    high = ((value + half) / (previous_if - previous_half) - 1) * 100
    within = pd.array(
        (low - 1e-9 <= printed + printed_half) & (printed - printed_half <= high + 1e-9), "boolean"
    )
    within[np.isnan(printed + printed_half + low)] = pd.NA
    result = key.assign(
        value=value,
        previous_value=previous,
        growth_printed_pct=printed,
        growth_recomputed_pct=recomputed,
        difference_percentage_point=np.round(printed - recomputed, 6),
        within_printed_digits=within,
        across_sources=pd.array(across & (previous > 0), "boolean"),
    )
    return result[~np.isnan(printed) | ~np.isnan(recomputed)].reset_index(drop=True)


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
    >>> row = dict(region_code="320600", source_id="n", year="2021", stage="upper_secondary", scope="region",
    ...     indicator_id="general_budget_education_funding_per_student", status="ok", quantity="growth",
    ...     value=-1.21, value_printed="-1.21", previous_value=None)
    >>> only_rise(pd.DataFrame([row]))[["duty", "direction", "verdict"]].values.tolist()
    [['per student', 'fall', 'watch']]
    """
    others = sorted(set(figures["indicator_id"]) - set(DUTY_INDICATORS))
    if others:
        raise Fault(
            f"only_rise, indicator_id: {others[0]!r} is not of the education-funding statistics"
        )
    table = growth(figures)
    printed, recomputed = table["growth_printed_pct"], table["growth_recomputed_pct"]
    levels = printed.isna() | (
        printed.eq(0) & recomputed.notna()
    )  # a rate printed 0.00 may hide a change
    rate = printed.mask(levels, recomputed)
    table["duty"] = table["indicator_id"].isin(TOTAL).map({True: "total", False: "per student"})
    table["growth_pct"], table["basis"] = (
        rate,
        levels.map({True: "two levels", False: "printed rate"}),
    )
    table["direction"] = np.sign(rate).map(DIRECTIONS)
    early = table["year"].str.isdigit() & (
        pd.to_numeric(table["year"], errors="coerce") < DUTY_SINCE
    )
    one_stage = table["direction"].eq("fall") & ~table["stage"].isin(["all", ""])
    whys = [
        early,
        printed * recomputed < 0,
        table["indicator_id"].str.endswith("_adjusted"),
        one_stage,
    ]
    why = pd.Series(
        np.select(whys, ["early", "apart", "adjusted", "one_stage"], table["direction"]), dtype=str
    )
    table["verdict"] = why.map(DUTY_VERDICTS)
    for lang in ("en", "zh"):
        table[f"reason_{lang}"] = [say(f"duty.reason.{key}", lang, since=DUTY_SINCE) for key in why]
    if price_index is not None:
        index = price_index.set_index(price_index["year"].astype(str))
        prices = table["year"].map(index["index_previous_year_100"]).astype(float)
        table["growth_constant_prices_pct"] = (((100 + rate) / prices - 1) * 100).round(6)
        table["direction_constant_prices"] = np.sign(table["growth_constant_prices_pct"]).map(
            DIRECTIONS
        )
        table["provisional"] = ~table["year"].map(index["confidence"]).isin(CONFIRMED)
    return table


def constant_prices(
    table: pd.DataFrame, price_index: pd.DataFrame, base_year: int, column: str
) -> pd.DataFrame:
    """Express a money column in the prices of one year (不变价).

    Formula: value x P(base year) / P(year), P chained from the index with the previous year = 100.

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
    >>> index = pd.DataFrame(dict(year=[2020, 2021], index_previous_year_100=[100, 110], confidence="page"))
    >>> money = pd.DataFrame(dict(year=[2020, 2021], yuan=[50.0, 55.0]))
    >>> constant_prices(money, index, 2021, "yuan")["yuan_at_2021_prices"].round(6).tolist()
    [55.0, 55.0]
    """
    index = price_index.astype({"year": int}).set_index("year")
    years = table["year"].astype(int)
    deflators, provisional = {}, {}
    for year in years.unique():
        steps = list(range(min(year, base_year) + 1, max(year, base_year) + 1))
        if missing := sorted(set(steps) - set(index.index)):
            raise Fault(
                f"price_index, year: {missing[0]} is missing, needed for {year} in prices "
                f"of {base_year}"
            )
        change = float(np.prod(index.loc[steps, "index_previous_year_100"] / 100))
        deflators[year] = change if year >= base_year else 1 / change
        provisional[year] = not index.loc[steps, "confidence"].isin(CONFIRMED).all()
    real = table[column] / years.map(deflators)
    return table.assign(
        **{f"{column}_at_{base_year}_prices": real, "provisional": years.map(provisional)}
    )
