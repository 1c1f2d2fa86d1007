"""The chart of a budget by year (财政预算): spending on education, in current and in
constant prices, and beside it the small chart of its share of the whole budget."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from edugov.charts import mark_breaks, panels, parted
from edugov.charts.colours import ACCENT, INK
from edugov.labels import say


def draw(table: pd.DataFrame, base_year: int, lang: str, breaks: Iterable[int] = ()) -> Figure:
    """Draw a budget series: education expenditure in current and constant prices, and its share.

    The table has one row a year: year, nominal, constant (hundred million yuan, the latter in
    prices of the base year), share_pct. A line is parted, and the place marked, before a year of
    `breaks`, from which the series holds something else, and where a year is missing.
    """
    figure, (left, right) = panels(2.9, 1, 2, width_ratios=[1.15, 1])
    by_year = table.set_index("year")
    label = say("chart.nominal", lang)
    parted(left, by_year["nominal"], breaks, "o-", ms=4, color=ACCENT, label=label)
    label = say("chart.constant", lang, year=base_year)
    look = {"ms": 4, "mfc": "white", "color": INK, "label": label}
    parted(left, by_year["constant"], breaks, "s--", **look)
    left.set_ylim(0)
    left.set_title(say("chart.expenditure", lang), fontsize=9)
    left.legend(fontsize=7.5)
    parted(right, by_year["share_pct"], breaks, "o-", ms=4, color=ACCENT)
    right.set_title(say("chart.share", lang), fontsize=9)
    right.set_ylim(0, max(25, table["share_pct"].max() * 1.1))
    for axes in (left, right):
        mark_breaks(axes, breaks)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    return figure
