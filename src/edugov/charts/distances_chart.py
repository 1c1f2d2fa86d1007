"""The chart of how far each judged figure of a region lies from its limit, in percent of it."""

import pandas as pd
from matplotlib.figure import Figure

from edugov.charts import around_zero, note_end
from edugov.charts.colours import OF_STATE
from edugov.labels import say

FAR_PERCENT = 60  # what lies further from its limit is drawn there


def draw(table: pd.DataFrame, lang: str) -> Figure:
    """Draw how far each judged figure lies from its limit, as a share of the limit.

    The table has one row a figure: label, distance_pct (positive on the right side of the rule),
    verdict.
    """
    rows = table.sort_values("distance_pct", ascending=False, kind="stable")
    rows = rows.reset_index(drop=True)
    shown = rows["distance_pct"].clip(-FAR_PERCENT, FAR_PERCENT)
    texts = [f"{value:+.1f}%" for value in rows["distance_pct"]]
    figure, axes = around_zero(rows["label"], shown, lang)
    for y, (end, text) in enumerate(zip(shown, texts, strict=True)):
        note_end(axes, text, end, y, 9)
    shapes = {"met": "o", "right side": "s", "short": "D", "not met": "X"}
    for verdict, shape in shapes.items():
        at = rows.index[rows["verdict"] == verdict]
        if len(at):
            label = say(f"verdict.{verdict}", lang)
            axes.plot(shown[at], at, shape, color=OF_STATE[verdict], ms=7, label=label)
    # in the middle of the page: one wider than the panel would take its room
    figure.legend(loc="outside upper center", ncols=2, fontsize=8)
    axes.set_xlabel(say("chart.distance", lang))
    return figure
