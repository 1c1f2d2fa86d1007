"""The functions for researchers (研究用表), `edugov.figures`, `edugov.panel` and `edugov.verdicts`:
rows with names, and a sentence for all that drops out.

These are `edugov.figures`, `edugov.panel` and `edugov.verdicts`.
"""

import warnings
from collections.abc import Iterable
from operator import index
from pathlib import Path

import pandas as pd

from edugov import judging, regions, tables
from edugov.labels import words_of
from edugov.regions import comparable_values, county_codes
from edugov.regions.comparable_values import agreed
from edugov.tables import DATA, Fault
from edugov.tables.dictionary import indicator_of
from edugov.tables.vouched import is_sound

MOST_NAMED = 8  # regions that a sentence lists; the others are counted
_OF_FIGURES = [
    "region_code",
    "year",
    "stage",
    "indicator_id",
    "quantity",
    "value",
    "unit",
    "source_id",
]


class LeftOut(UserWarning):
    """Something that was asked for has no value, or none that can be told apart from another."""


def figures(
    indicator: str = "",
    *,
    region: str | Iterable[str] = (),
    stage: str = "",
    quantity: str = "value",
    scope: str = "region",
    sound: bool = True,
    lang: str = "en",
    data: Path = DATA,
) -> pd.DataFrame:
    """Return figures (数据) of reports, notices and yearbooks, with names beside the ids.

    Parameters
    ----------
    indicator : str
        An id of `indicators.csv`, or a name or alias there; all where none is given.
    region : str or iterable of str
        Codes, slugs or names; all where none is given. A `LeftOut` warning names those without a
        figure and, also where all are asked for, those of whose figures none is sound. A name that
        other counties have as well is refused with the codes of all.
    stage : str
        Such as ``"primary"``; all where none is given.
    quantity : str
        One of value, growth, change, target, threshold, standard: they are never mixed unasked.
        ``"any"`` gives all.
    scope : str
        ``"region"``: a region's own figures; ``"part"``: those of a part of it; ``"any"``.
    sound : bool
        Without figures that are damaged, ambiguous or contradicted, and those known only because
        they were extreme.
    lang : str
        Language of the names, ``"en"`` or ``"zh"``.
    data : Path
        The data package.

    Returns
    -------
    DataFrame
        One row a figure: region, province, indicator and their ids, `year` (text, as it may be a
        range or unknown: ``query("year == '2020'")``), stage, quantity, value in its `unit`,
        source_id, and the other columns of the table, such as `selected`, `inferred`,
        `previous_value`, status and note. Rows of no region, which an empty template of a report
        has, are left out.

    Examples
    --------
    >>> import edugov
    >>> rows = edugov.figures("general_budget_education_funding", region=["云阳县", "654002"])
    >>> sorted(set(rows["region"]))
    ['Yining City', 'Yunyang County']
    """
    found = tables.read("figures", data)
    found = found[found["region_code"].ne("")]
    for column, wanted in {"quantity": quantity, "scope": scope}.items():
        _refuse_other(column, wanted)
        if wanted != "any":
            found = found[found[column] == wanted]
    found = _of_stage(found, stage)
    if indicator:
        is_wanted = found["indicator_id"] == indicator_of(indicator, data)
        found = found[is_wanted]
    found = _of_regions(found, region, indicator or "figure", data)
    if sound:
        found = _sound_ones(found, indicator or "figure", data)
    others = [column for column in found if column not in _OF_FIGURES]
    return _named(found[[*_OF_FIGURES, *others]], lang, data)


def panel(
    indicator: str,
    stage: str = "all",
    *,
    region: str | Iterable[str] = (),
    years: tuple[int, int] = (1990, 2100),
    quantity: str = "value",
    lang: str = "en",
    data: Path = DATA,
) -> pd.DataFrame:
    """Return one indicator at one stage as a panel (面板): one row a region, one column a year.

    All that stands side by side on the page that compares regions is put together: figures, the
    yearly values of provinces (`province_values`), the budgets of provinces (`funding_provincial`,
    whose 100 million yuan are yuan here, and education's share of them), the nation's funding and
    benchmarks (`funding_national`, `national_benchmarks`) and what a user added (`own_panel`). Some
    of these values are computed from two printed ones. Of the invented examples none is taken, nor
    what is of a part of a region, of local governments alone instead of the nation, or in doubt.
    Education expenditure by the budget's class (教育支出) is another indicator than education
    funding from the budget (一般公共预算教育经费), and the two are never joined.

    Where two sources print values for a region and year that differ by more than their rounding,
    neither is taken, and a `LeftOut` warning says so; so it does of each region that was asked for
    and has no value, and it names the tables with rows that were not taken.

    Parameters
    ----------
    indicator, region, quantity, lang, data
        As in :func:`figures`.
    stage : str
        One stage; ``"all"``: figures of all stages together, or of none in particular.
    years : tuple of int
        The first and the last year, such as ``(2010, 2015)``; ``(2019, 2019)`` is one year.

    Returns
    -------
    DataFrame
        Indexed by region_code and region; one column for every year (whole numbers) from the first
        to the last with a value, also for a year between that no region has; values in the unit
        that ``attrs["unit"]`` names, from the tables in ``attrs["tables"]``, missing where nothing
        is known. Without a row where no region that was asked for has a value.

    Raises
    ------
    Fault
        Nothing has this name, no region has a value at this stage then, or `years` are not two.

    Examples
    --------
    >>> import edugov
    >>> table = edugov.panel("students_count", "primary", region="北京市", years=(2018, 2019))
    >>> list(table.columns)
    [2018, 2019]
    >>> money = edugov.panel("general_budget_education_expenditure", region="tianjin")
    >>> money.attrs["unit"], money.attrs["tables"]
    ('yuan', ['funding_provincial', 'province_values'])
    """
    between = _first_and_last(years)
    _refuse_other("quantity", quantity)
    indicator_id = indicator_of(indicator, data)
    every = {name: tables.read(name, data) for name in comparable_values.TABLES}
    long = _yearly(every, indicator_id, stage, between, quantity, data)
    unit = "percent" if quantity == "growth" else long["unit"].iloc[0]
    rows = _rows_at(every, indicator_id, stage)
    long = _of_regions(long, region, indicator_id, data, rows)
    cells = long.groupby(["region_code", "year"])["value"].agg(agreed).astype(float)
    disputed = cells[cells.isna()]
    if len(disputed):
        places = [f"{code} {year}" for code, year in disputed.index]
        listed = _listed(places)
        _leave_out(f"{indicator_id}: sources differ, no value is taken for {listed}")
    wide = _every_year(cells.dropna())
    names = wide.index.map(_names("regions", "region_code", lang, data))
    wide = wide.set_index(names.rename("region"), append=True)
    wide.attrs["unit"] = unit
    wide.attrs["tables"] = sorted(set(long["table"]))
    return wide


def verdicts(
    region: str | Iterable[str] = (), *, lang: str = "en", data: Path = DATA
) -> pd.DataFrame:
    """Return every verdict (判定) of the book, with names: the pages have theirs from here as well.

    Parameters
    ----------
    region, lang, data
        As in :func:`figures`.

    Returns
    -------
    DataFrame
        One row a figure, its growth or a table of coefficients, and a rule: `verdict` (met, not
        met, short, right side, cannot judge), `value`, `margin` in `margin_unit`, `reason`, the
        rule's name, and the ids.

    Examples
    --------
    >>> import edugov
    >>> set(edugov.verdicts("伊宁市")["region"])
    {'Yining City'}
    """
    every = tables.every(data)
    judged = _of_regions(judging.verdicts(every), region, "verdict", data)
    other = {"en": "zh", "zh": "en"}[lang]
    judged = judged.rename(columns={f"reason_{lang}": "reason"})
    judged = judged.drop(columns=f"reason_{other}")
    rules = judged["rule_id"].map(_names("standards", "rule_id", lang, data))
    named = _named(judged, lang, data)
    named.insert(named.columns.get_loc("rule_id"), "rule", rules.to_numpy())
    return named


def _first_and_last(years: tuple[int, int]) -> tuple[int, int]:
    """Return the first and the last year that are asked for; a Fault where these are not two."""
    try:
        first, last = map(index, years)
    except (TypeError, ValueError):
        raise Fault(f"years {years!r}: a first and a last year, such as (2010, 2015)") from None
    if first > last:
        raise Fault(f"years {years!r}: the first is after the last")
    return first, last


def _every_year(cells: pd.Series) -> pd.DataFrame:
    """Return values by region and year as one row a region and a column for every year from the
    first to the last, so that two columns beside each other are always a year apart."""
    wide = cells.unstack("year").rename_axis(columns=None)
    if wide.empty:
        return wide
    every = range(min(wide), max(wide) + 1)
    return wide.reindex(columns=list(every))


def _yearly(
    every: tables.Tables,
    indicator_id: str,
    stage: str,
    between: tuple[int, int],
    quantity: str,
    data: Path,
) -> pd.DataFrame:
    """Return the values of one indicator at one stage, one row a value; a Fault where there is
    none, which says what there is."""
    own = comparable_values.of_single_years(every)
    own = own[own["indicator_id"].eq(indicator_id) & own["quantity"].eq(quantity)]
    kinds = tables.read("regions", data).set_index("region_code")["kind"]
    own = own[own["region_code"].map(kinds) != regions.EXAMPLE]
    own = own.assign(stage=own["stage"].replace("", "all"), year=own["year"].astype(int))
    of_stage = own[own["stage"] == stage]
    first, last = between
    long = of_stage[of_stage["year"].between(first, last)]
    if len(long):
        return long
    if len(of_stage):
        known = f"{of_stage['year'].min()} to {of_stage['year'].max()}"
        raise Fault(
            f"{indicator_id}: no value at the stage {stage!r} in {first} to {last}; "
            f"those there are lie in {known}"
        )
    there = ", ".join(sorted(set(own["stage"]))) or "none"
    elsewhere = _elsewhere(_rows_at(every, indicator_id, stage))
    raise Fault(
        f"{indicator_id}: no value at the stage {stage!r}; stages with one: {there}{elsewhere}"
    )


def _rows_at(every: tables.Tables, indicator_id: str, stage: str) -> pd.DataFrame:
    """Return which regions have rows of an indicator and stage in which table, whether or not they
    can be compared."""
    yearly = every["province_values"].merge(every["province_series"], on="series_id")
    every = {**every, "province_values": yearly}
    found = []
    for name in ("figures", "province_values", "funding_national"):
        table = every[name]
        is_wanted = table["indicator_id"].eq(indicator_id)
        is_there = is_wanted & table["stage"].replace("", "all").eq(stage)
        found.append(table.loc[is_there, ["region_code"]].assign(table=name))
    return pd.concat(found)


def _elsewhere(rows: pd.DataFrame) -> str:
    """Say in which tables the rows stand that were not taken."""
    names = ", ".join(sorted(set(rows["table"])))
    if not names:
        return ""
    return (
        f"; not taken, as they are of a part, of another group, quantity or year, or in doubt: "
        f"rows of {names}"
    )


def _sound_ones(found: pd.DataFrame, what: str, data: Path) -> pd.DataFrame:
    """Keep the sound figures, and say which regions have figures of which none is."""
    kept = found[is_sound(found)]
    is_gone = ~found["region_code"].isin(kept["region_code"])
    codes = sorted(set(found.loc[is_gone, "region_code"]))
    if codes:
        names = _names("regions", "region_code", "zh", data)
        gone = [f"{code} {names[code]}" for code in codes]
        _leave_out(f"no sound {what} of {_listed(gone)}; sound=False gives theirs", callers=4)
    return kept


def _of_stage(rows: pd.DataFrame, stage: str) -> pd.DataFrame:
    if not stage:
        return rows
    _refuse_other("stage", stage)
    return rows[rows["stage"].replace("", "all") == stage]


def _refuse_other(column: str, wanted: str) -> None:
    """Raise a Fault where a word is none of a column."""
    allowed = next(field for field in tables.fields("figures") if field["name"] == column)
    words = [*allowed["constraints"]["enum"], "any"]
    if wanted not in words:
        raise Fault(f"{column} {wanted!r}: not one of {', '.join(words)}")


def _of_regions(
    rows: pd.DataFrame,
    region: str | Iterable[str],
    what: str,
    data: Path,
    others: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Keep the rows of the regions that are asked for, and say which of these have none, and where
    `others` stand, rows of theirs that were not taken."""
    if isinstance(region, str) and region:
        wanted = [region]
    else:
        wanted = list(region)
    if not wanted:
        return rows
    known = tables.read("regions", data)
    places = [county_codes.in_book(text, known, data) for text in wanted]
    asked = {place["region_code"]: place["name_zh"] for place in places}
    kept = rows[rows["region_code"].isin(asked)]
    there = set(kept["region_code"])
    gone = {code: f"{code} {name}" for code, name in asked.items() if code not in there}
    if gone:
        elsewhere = ""
        if others is not None:
            elsewhere = _elsewhere(others[others["region_code"].isin(gone)])
        _leave_out(f"no {what} of {_listed(list(gone.values()))}{elsewhere}", callers=4)
    return kept


def _leave_out(sentence: str, callers: int = 3) -> None:
    warnings.warn(sentence, LeftOut, stacklevel=callers)


def _listed(words: list[str]) -> str:
    listed = words[:MOST_NAMED]
    if len(words) > MOST_NAMED:
        listed = [*listed, f"and {len(words) - MOST_NAMED} more"]
    return "; ".join(listed)


def _names(table: str, key: str, lang: str, data: Path) -> dict[str, str]:
    rows = tables.read(table, data)
    return tables.lookup(rows, key, f"name_{lang}")


def _named(rows: pd.DataFrame, lang: str, data: Path) -> pd.DataFrame:
    """Put the names of region, province and indicator beside their ids, and stages in words."""
    known = tables.read("regions", data)
    names = _names("regions", "region_code", lang, data)
    codes = filter(None, set(rows["region_code"]))
    parent = regions.parents(known)
    above = {code: regions.province_of(code, parent) for code in codes}
    indicators = _names("indicators", "indicator_id", lang, data)
    rows = rows.reset_index(drop=True)
    words = {
        "region": rows["region_code"].map(names).fillna(""),
        "province": rows["region_code"].map(above).map(names).fillna(""),
        "stage_name": words_of("stage", rows["stage"].replace("", "all"), lang),
        "indicator": rows["indicator_id"].map(indicators).fillna(""),
    }
    for place, (column, cells) in enumerate(words.items()):
        rows.insert(place, column, cells)
    return rows
