"""The chart of growth as printed beside growth recomputed (增长率)."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from edugov.charts import around_zero, legend, note, note_end
from edugov.charts.colours import ACCENT, INK, WARN
from edugov.labels import say

FURTHER_PART = 0.04  # of the longest line: further out than its end, a mark stands apart


def draw(table: pd.DataFrame, lang: str) -> Figure:
    """Draw growth as printed beside growth recomputed, around zero.

    The table has one row an item: label, growth_printed_pct, growth_recomputed_pct (NaN where it
    cannot be).
    """
    rows = table.reset_index(drop=True)
    printed = rows["growth_printed_pct"]
    recomputed = rows["growth_recomputed_pct"]
    ends = printed.fillna(recomputed)
    texts = [f"{value:+.2f}" for value in ends]
    figure, axes = around_zero(rows["label"], ends, lang)
    is_hidden = recomputed.abs() - ends.abs() > FURTHER_PART * ends.abs().max()
    is_hidden &= recomputed * ends >= 0
    for y, (end, text) in enumerate(zip(ends, texts, strict=True)):
        if is_hidden[y]:  # behind the end it would cover the other mark
            _note_before(axes, text, end, y)
        else:
            note_end(axes, text, end, y, 9)
    falling = printed < 0
    rises = printed[~falling]
    falls = printed[falling]
    label = say("chart.printed", lang)
    axes.plot(rises, rises.index, "o", color=ACCENT, ms=7, label=label)
    axes.plot(falls, falls.index, "X", color=WARN, ms=8)
    label = say("chart.recomputed", lang)
    axes.plot(recomputed, recomputed.index, "|", color=INK, ms=13, mew=1.6, label=label)
    legend(axes, 2)
    axes.set_xlabel(say("chart.growth", lang))
    return figure


def _note_before(axes: Axes, text: str, end: float, line: float) -> None:
    """Write a small text at the start of a line from zero, across zero from where it ends."""
    if end >= 0:
        note(axes, text, (0, line), (-9, 0), "right")
    else:
        note(axes, text, (0, line), (9, 0), "left")
