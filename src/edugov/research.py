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
from edugov.regions.comparable_values import agreed
from edugov.tables import DATA, Fault
from edugov.tables.dictionary import indicator_of
from edugov.tables.vouched import is_sound, of_one_year

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
        Codes, slugs or names; all where none is given. Those without a figure are named by a
        `LeftOut` warning.
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
        One row a figure: region, province, indicator and their ids, year (text: it may be a range
        or unknown), stage, quantity, value in its `unit`, source_id, figure_id, status and note.

    Examples
    --------
    >>> import edugov
    >>> rows = edugov.figures("general_budget_education_funding", region=["云阳县", "654002"])
    >>> sorted(set(rows["region"]))
    ['Yining City', 'Yunyang County']
    """
    found = tables.read("figures", data)
    for column, wanted in {"quantity": quantity, "scope": scope}.items():
        _refuse_other(column, wanted)
        if wanted != "any":
            found = found[found[column] == wanted]
    if sound:
        found = found[is_sound(found)]
    found = _of_stage(found, stage)
    if indicator:
        is_wanted = found["indicator_id"] == indicator_of(indicator, data)
        found = found[is_wanted]
    found = _of_regions(found, region, indicator or "figure", data)
    columns = [*_OF_FIGURES, "figure_id", "scope", "status", "note"]
    return _named(found[columns], lang, data)


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

    Figures, the yearly values of provinces and those that a user added are put together; of the
    invented examples none is. Where two sources print values for
    a region and year that differ by more than their rounding, neither is taken, and a `LeftOut`
    warning says so; so it does of each region that was asked for and has no value.

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
        that ``attrs["unit"]`` names, missing where nothing is known. Without a row where no region
        that was asked for has a value.

    Raises
    ------
    Fault
        Nothing is of this name, no region has a value at this stage, or `years` are no two years.

    Examples
    --------
    >>> import edugov
    >>> table = edugov.panel("students_count", "primary", region="北京市", years=(2018, 2019))
    >>> list(table.columns)
    [2018, 2019]
    """
    first, last = _first_and_last(years)
    indicator_id = indicator_of(indicator, data)
    parts = [_yearly_figures, _yearly_values, _own_values]
    every = pd.concat([part(quantity, data) for part in parts])
    own = every[every["indicator_id"] == indicator_id]
    own = own.assign(stage=own["stage"].replace("", "all"))
    is_in_years = own["year"].between(first, last)
    long = own[is_in_years & own["stage"].eq(stage)]
    if long.empty:
        there = ", ".join(sorted(set(own["stage"]))) or "none"
        raise Fault(f"{indicator_id}: no value at {stage} in these years; stages with one: {there}")
    unit = "percent" if quantity == "growth" else long["unit"].iloc[0]
    long = _of_regions(long, region, indicator_id, data)
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


def _yearly_figures(quantity: str, data: Path) -> pd.DataFrame:
    """Return the sound figures of whole regions that are of one year."""
    found = tables.read("figures", data)
    _refuse_other("quantity", quantity)
    found = of_one_year(found)
    return found.loc[found["quantity"].eq(quantity), _OF_FIGURES]


def _yearly_values(quantity: str, data: Path) -> pd.DataFrame:
    """Return the yearly values of provinces as rows like those of figures."""
    if quantity != "value":
        return pd.DataFrame(columns=_OF_FIGURES)
    values = tables.read("province_values", data).query("status == ''")
    series = tables.read("province_series", data)
    found = values.merge(series, on="series_id").assign(quantity="value")
    return found.assign(year=found["year"].astype(int))[_OF_FIGURES]


def _own_values(quantity: str, data: Path) -> pd.DataFrame:
    """Return the yearly values that a user added as rows like those of figures, without those of
    invented examples."""
    own = tables.read("own_panel", data)
    if quantity != "value":
        return pd.DataFrame(columns=_OF_FIGURES)
    units = tables.read("indicators", data).set_index("indicator_id")["unit"]
    kinds = tables.read("regions", data).set_index("region_code")["kind"]
    own = own[own["region_code"].map(kinds) != regions.EXAMPLE]
    unit = own["indicator_id"].map(units)
    return own.assign(quantity="value", unit=unit, year=own["year"].astype(int))[_OF_FIGURES]


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
    rows: pd.DataFrame, region: str | Iterable[str], what: str, data: Path
) -> pd.DataFrame:
    """Keep the rows of the regions that are asked for, and say which of these have none."""
    if isinstance(region, str) and region:
        wanted = [region]
    else:
        wanted = list(region)
    if not wanted:
        return rows
    known = tables.read("regions", data)
    places = [regions.find(text, known) for text in wanted]
    asked = {place["region_code"]: place["name_zh"] for place in places}
    kept = rows[rows["region_code"].isin(asked)]
    there = set(kept["region_code"])
    gone = [f"{code} {name}" for code, name in asked.items() if code not in there]
    if gone:
        _leave_out(f"no {what} of {_listed(gone)}", callers=4)
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
