"""The chart of coefficients of variation (差异系数) against their limits, with their intervals."""

from math import nan

import pandas as pd
from matplotlib.figure import Figure

from edugov.charts import by_stage, labels_of, note
from edugov.charts.colours import ACCENT, SOFT, WARN
from edugov.labels import say

MARK_HALF = 0.3  # of the height of a limit, of its line


def draw(table: pd.DataFrame, lang: str) -> Figure:
    """Draw published coefficients of variation (差异系数) against the limits of their own rule set.

    The table has one row a coefficient: stage, label, coefficient_of_variation, limit (NaN where
    the rule sets none), composite (truth value); with lower and upper (NaN where there is none) the
    interval is drawn instead of the stem. Missing coefficients are left out. One panel a stage; a
    hollow mark lies above its limit, a square is the composite.
    """
    drawn = table.dropna(subset="coefficient_of_variation")
    labels = labels_of(drawn.sort_values("composite", kind="stable"))
    height = 0.42 * len(labels) + 1.1
    figure, panel_of = by_stage(drawn, labels, lang, height)
    for stage, axes in panel_of.items():
        rows = drawn[drawn["stage"] == stage]
        at = rows["label"].map(labels.index)
        for y, row in zip(at, rows.itertuples(), strict=True):
            _draw_coefficient(axes, row, y)
        for limit, lines in at.groupby(rows["limit"]):
            text = say("chart.limit_row", lang, limit=limit)
            lowest = (limit, lines.min() - MARK_HALF)
            note(axes, text, lowest, (0, -7), "center", WARN)
        axes.set_ylim(-1, len(labels) - 0.1)  # the limit's number stands clear of the axis
    widest = drawn.reindex(columns=["coefficient_of_variation", "upper"]).max()
    number_ends = widest["coefficient_of_variation"] * 1.22
    interval_ends = widest["upper"] * 1.05
    axes.set_xlim(0, max(0.75, number_ends, interval_ends))
    figure.supxlabel(say("chart.coefficient", lang), fontsize=9)
    return figure


def _draw_coefficient(axes, row, y: int) -> None:
    """Draw one coefficient in its line: interval or stem, mark, number and limit."""
    value = row.coefficient_of_variation
    lower = getattr(row, "lower", nan)
    has_interval = pd.notna(lower)
    ends = [lower, row.upper] if has_interval else [0, value]
    width = 2.4 if ends[0] else 1
    axes.plot(ends, [y, y], color=SOFT, lw=width, zorder=1)
    above = value > row.limit
    mark = "s" if row.composite else "o"
    inside = "white" if above else ACCENT
    edge = WARN if above else ACCENT
    axes.plot(value, y, mark, ms=7, mfc=inside, mec=edge, mew=1.8)
    is_limited = pd.notna(row.limit)
    offset, side = (7, 0), "left"
    if is_limited or ends[0] > 0:  # clear of the limit and the interval
        offset = (4, 9)
        side = "right" if row.limit / 2 < value <= row.limit else "left"  # not over the axis
    note(axes, f"{value:.3f}", (value, y), offset, side)
    if is_limited:
        height = [y - MARK_HALF, y + MARK_HALF]
        axes.plot([row.limit, row.limit], height, color=WARN, lw=1.8)
