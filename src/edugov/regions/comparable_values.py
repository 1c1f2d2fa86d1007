"""Which values of regions may stand side by side on the page that compares them: of whole regions
and single years, by indicator, stage, quantity and unit."""

from decimal import Decimal
from functools import partial

import pandas as pd

from edugov import funding, regions
from edugov.provinces import NATION
from edugov.tables import Tables
from edugov.tables.rows_by_region import Whole
from edugov.tables.vouched import of_one_year

MEASURE = ["indicator_id", "stage", "quantity", "unit"]
PLACE = [*MEASURE, "region_code"]
OF_ROW = ["region_code", "year", "stage", "indicator_id"]
# whose rows are known values, and what these need
TABLES = ("figures", "province_values", "province_series", "funding_provincial")
TABLES += ("funding_national", "national_benchmarks", "own_panel", "indicators")
LEAST_REGIONS = 2  # that have a value, for there is nothing to compare with one
COLUMNS = ["value", "table", "source_id", "figure_id", "inferred", "computed", "step_id"]
COLUMNS += ["note", "note_zh"]
SHARE = "general_budget_education_expenditure_share"
# of the panel of budgets: amounts in hundred millions, and what marks their steps
AMOUNTS = {
    "general_budget_expenditure": (funding.BUDGET, "budget_step_id"),
    "general_budget_education_expenditure": (funding.EDUCATION, "education_step_id"),
}
# the panel's national rows of this stage are of a wider group than those of the provinces
WIDER_NATION = "vocational"


def values(every: Tables) -> pd.DataFrame:
    """Return the values of all regions that can be compared (可比数据).

    Parameters
    ----------
    every : dict of DataFrame
        Of the data package figures, province_values, province_series, funding_provincial,
        funding_national, national_benchmarks, own_panel, indicators and regions.

    Returns
    -------
    DataFrame
        One row a region, year and measure (`indicator_id`, `stage`, `quantity`, `unit`): `value` in
        that unit, the `table` and `source_id` it stands in, its `figure_id` (empty but for
        figures), what of it is `inferred`, whether it is `computed`, its `step_id` of
        province_steps, and its `note` (with its Chinese, `note_zh`, where the table has one).
        Of a measure a region has values of one table alone: of that with most years. Left out are
        figures that are not sound, of a part, or selected; without a stage or a single year; where
        a table has several values of one region and year, all of these; and measures that fewer
        than two regions have.
    """
    whole = known(every)
    is_example = every["regions"]["kind"] == regions.EXAMPLE
    real = every["regions"].loc[~is_example, "region_code"]
    is_real = whole["region_code"].isin(real)
    whole = _of_one_table(whole[is_real])
    count = whole.groupby(MEASURE)["region_code"].transform("nunique")
    kept = whole[count >= LEAST_REGIONS]
    return kept.sort_values([*PLACE, "year"]).reset_index(drop=True)


def _of_one_table(whole: pd.DataFrame) -> pd.DataFrame:
    """Keep of each region and measure the values of the table that has most years, of as many those
    of the table that stands first; none of a year of which a table has several."""
    values_of_year = whole.groupby([*PLACE, "table", "year"])["value"]
    is_one = values_of_year.transform("nunique") == 1
    whole = whole[is_one].drop_duplicates([*PLACE, "table", "year"])
    years = whole.groupby([*PLACE, "table"])["year"].transform("size")
    ranked = whole.assign(years=years).sort_values("years", ascending=False, kind="stable")
    best = ranked.drop_duplicates(PLACE)
    return whole.merge(best[[*PLACE, "table"]])


def known(every: Tables) -> pd.DataFrame:
    """Return every value of a whole region, stage and single year, table by table (全部可用数据);
    `values` says what is taken of them, and names the columns."""
    whole = of_single_years(every)
    return whole[whole["stage"].ne("")]


def of_single_years(every: Tables) -> pd.DataFrame:
    """Return every value of a whole region and single year as `known` does, with those of no stage
    in particular."""
    tables_in_turn = [_series, _budgets, _nation, _figures, _own]
    parts = [part(every) for part in tables_in_turn]
    columns = [*MEASURE, "region_code", "year", *COLUMNS]
    whole = pd.concat([part[columns] for part in parts])
    return whole[whole["value"].notna()]


def of_others(own: pd.DataFrame, codes: list[str], whole: Whole) -> pd.DataFrame:
    """Return the values of other regions of the indicators and stages of some rows, of one table as
    in `values`."""
    columns = [*OF_ROW, "value", "unit", "table", "source_id"]
    if own.empty or not codes:
        return pd.DataFrame(columns=columns)
    measured = own[["indicator_id", "stage"]].drop_duplicates()
    others = _of_some(codes, whole)
    return others[others["quantity"] == "value"].merge(measured)[columns]


def beside(figures: pd.DataFrame, codes: list[str], whole: Whole) -> pd.DataFrame:
    """Return the values of other regions of the same measure and year as sound figures of a whole
    region (同年同口径), of one table as in `values`."""
    own = _figures({"figures": figures})[[*MEASURE, "year"]].drop_duplicates()
    columns = [*MEASURE, "year", "region_code", "value", "table", "source_id", "figure_id"]
    if own.empty or not codes:
        return pd.DataFrame(columns=columns)
    return _of_some(codes, whole).merge(own)[columns]


def _of_some(codes: list[str], whole: Whole) -> pd.DataFrame:
    """Return what `known` gives of some regions, of one table as in `values`; of those above many
    it is looked up once."""
    return whole.once(f"known {' '.join(codes)}", partial(_known_of, codes, whole))


def _known_of(codes: list[str], whole: Whole) -> pd.DataFrame:
    cut = {}
    for name in TABLES:
        table = whole.tables[name]
        if "region_code" in table:
            cut[name] = whole.rows(name, "region_code", codes)
        else:
            cut[name] = table
    return _of_one_table(known(cut))


def _with(table: pd.DataFrame, name: str, **columns: object) -> pd.DataFrame:
    """Return a table with the columns that `values` asks for, those that it lacks empty."""
    empty = dict.fromkeys(["figure_id", "step_id", "inferred", "note", "note_zh"], "")
    empty["computed"] = False
    missing = {column: value for column, value in empty.items() if column not in table}
    added = {**missing, "table": name, **columns}
    return table.assign(**added)


def _figures(every: Tables) -> pd.DataFrame:
    own = of_one_year(every["figures"])
    return _with(own, "figures", computed=own["origin"].eq("computed"))


def _series(every: Tables) -> pd.DataFrame:
    """Return the yearly series of the provinces and of the nation."""
    own = every["province_values"].merge(every["province_series"], on="series_id")
    is_of_nation = own["region_code"].eq(NATION)
    own = own[~(is_of_nation & own["stage"].eq(WIDER_NATION))]
    other = own["other_source_id"]
    source = other.where(other.ne(""), own["source_id"])
    computed = own["status"].eq("computed")
    return _with(
        own.rename(columns={"note_en": "note"}),
        "province_values",
        quantity="value",
        source_id=source,
        computed=computed,
    )


def _budgets(every: Tables) -> pd.DataFrame:
    """Return the panel of budgets as values: two amounts in yuan, and the share of one."""
    panel = every["funding_provincial"]
    found = []
    for key, (column, step) in AMOUNTS.items():
        yuan = panel[column] * funding.HUNDRED_MILLION
        amounts = panel.assign(indicator_id=key, unit="yuan", value=yuan, step_id=panel[step])
        found.append(amounts)
    share = funding.budget_share(panel)
    is_of_both = panel["budget_step_id"].eq(panel["education_step_id"])
    steps = panel["budget_step_id"].where(is_of_both, "")
    rates = panel.assign(indicator_id=SHARE, unit="percent", value=share, step_id=steps)
    found.append(rates.assign(computed=True))
    whole = pd.concat(found)
    whole["computed"] = whole["computed"].eq(True)
    return _with(whole, "funding_provincial", stage="all", quantity="value")


def _nation(every: Tables) -> pd.DataFrame:
    """Return what is known of the nation beside the yearly series."""
    table = funding.national_figures(every["funding_national"])
    table = table[table["year"].ne("")]
    years = table["year"].astype(int)
    money = _with(table.assign(inferred=""), "funding_national", year=years)
    known = _with(
        every["national_benchmarks"], "national_benchmarks", quantity="value", region_code=NATION
    )
    return pd.concat([money, known])


def _own(every: Tables) -> pd.DataFrame:
    """Return the yearly values that a user added."""
    units = every["indicators"].set_index("indicator_id")["unit"]
    own = every["own_panel"]
    own = own.assign(unit=own["indicator_id"].map(units), quantity="value")
    return _with(own, "own_panel")


def agreed(values: pd.Series) -> float:
    """Return the value that several sources agree on, the one with most digits; missing where one
    is not that value as rounded to its own digits.

    >>> agreed(pd.Series([108640655.0, 108641000.0])), agreed(pd.Series([9.8, 9.86, 9.9]))
    (108640655.0, nan)
    """
    steps = [_last_digit(value) for value in values]
    finest = values.iloc[steps.index(min(steps))]
    for value, step in zip(values, steps, strict=True):
        if abs(value - finest) > 0.5001 * step:
            return float("nan")
    return float(finest)


def _last_digit(value: float) -> float:
    """Return what one in the last digit of a number is worth."""
    shortest = Decimal(repr(value)).normalize()
    return 10.0 ** shortest.as_tuple().exponent
