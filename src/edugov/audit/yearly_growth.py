"""Yearly growth of a level, or change of a rate within a year, that is too great to pass without a
word."""

from functools import cache
from pathlib import Path

import pandas as pd

from edugov.evidence import Finding, finding
from edugov.judging import growth
from edugov.labels import joined, minus, names, number, say


@cache
def bounds() -> pd.DataFrame:
    """Return the bounds of growth or change within a year by unit, each with its reason."""
    path = Path(__file__).with_name("yearly_growth.csv")
    return pd.read_csv(path, keep_default_na=False)


def beyond_bounds(figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Find the steps within a year that are beyond the bounds of their unit (异常变动).

    Formula: the printed growth, else value / previous value - 1, in percent; of a rate value -
    previous value, in percentage points. Source: the bounds and their reasons in yearly_growth.csv.

    Parameters
    ----------
    figures : DataFrame
        One row a figure, columns as in `data/figures.csv`; selected figures are looked at too.
    indicators : DataFrame
        One row an indicator, with its `unit`.

    Returns
    -------
    DataFrame
        One row a step: `region_code`, `source_id`, `year`, `stage`, `indicator_id`, `step` in
        `unit`, the bounds `least` and `greatest` with `why_en` and `why_zh`, `figure_ids` joined by
        a space, `known`: why the place was named (fastest growth), what was inferred, sources (the
        two levels stand in two), or nothing. A step beyond the bounds is no proof of a fault. What
        has no bounds, or no value a year before, gives no row.
    """
    units = indicators.set_index("indicator_id")["unit"]
    table = growth.rates(figures).drop(columns="unit")
    table["of"] = table["indicator_id"].map(units)
    table = table.merge(bounds(), on="of")
    in_points = table["unit"] == "percentage_point"
    points = (table["value"] - table["previous_value"]).round(6)
    table["step"] = table["growth_pct"].mask(in_points, points)
    table["across_sources"] = table["across_sources"].fillna(False).astype(bool)
    is_within = table["step"].between(table["least"], table["greatest"])
    is_step = table["step"].notna()
    found = table[is_step & ~is_within].reset_index(drop=True)
    by_id = figures.set_index("figure_id")
    known = [_known(row, by_id.loc[row.figure_ids]) for row in found.itertuples()]
    figure_ids = found["figure_ids"].map(" ".join)
    return found.assign(known=known, figure_ids=figure_ids)


def _known(row, behind: pd.DataFrame) -> str:
    """Return what is known of a step from the figures behind it: why a place was named, what was
    inferred, that two sources are compared, or nothing."""
    for reason in [*behind["selected"], *behind["inferred"]]:
        if reason:
            return reason
    return "sources" if row.across_sources else "nothing"


def told(found: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> list[Finding]:
    """Say which steps ask for a reason, and what is known of each: one sentence a unit."""
    name = names(indicators, "indicator_id", lang)
    sentences = []
    for (unit, least, greatest, why), rows in found.groupby(
        ["unit", "least", "greatest", f"why_{lang}"], sort=False
    ):
        listed = [
            say(
                "step.one",
                lang,
                indicator=name[row.indicator_id],
                stage=say(f"stage.{row.stage}", lang),
                year=row.year,
                step=_signed(row.step, unit, lang),
                known=say(f"step.known.{row.known}", lang),
            )
            for row in rows.itertuples()
        ]
        ends = {"least": _signed(least, unit, lang), "greatest": _signed(greatest, unit, lang)}
        listed = joined(listed, lang)
        sentences.append(finding("step.told", lang, rows, **ends, why=why, list=listed))
    return sentences


def _signed(value: float, unit: str, lang: str) -> str:
    plus = "+" if value > 0 else ""
    shown = number(round(value, 2), unit, lang)
    return minus(f"{plus}{shown}")
