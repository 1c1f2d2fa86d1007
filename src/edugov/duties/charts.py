"""Charts of duties: which region meets which, and by how much, each state with a shape of its
own."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from edugov.charts import ACCENT, INK, SOFT, note_end, panels
from edugov.charts.colours import OF_STATE
from edugov.labels import minus, say

LINEAR_PERCENT = 0.1  # margins closer to the limit than that are drawn to scale
SHAPES = {  # one of its own for each state, so that colour only repeats it
    "met": {"marker": "o", "s": 62},
    "right side": {"marker": "s", "facecolors": "white", "linewidths": 1.8, "s": 48},
    "short": {"marker": "D", "facecolors": "white", "linewidths": 1.8, "s": 48},
    "not met": {"marker": "X", "s": 85},
    "cannot judge": {"marker": r"$\mathdefault{?}$", "s": 52},
    "claimed without a figure": {"marker": "o", "facecolors": "none", "s": 30},
    "not mentioned": {"marker": "_", "s": 46},
}
MARKS = {
    state: {**shape, "edgecolors" if "facecolors" in shape else "color": OF_STATE[state]}
    for state, shape in SHAPES.items()
}


def plain(labels: list[str]) -> list[str]:
    """Return labels with straight apostrophes: the Chinese font sets the curved one as wide as a
    character."""
    return [label.replace("’", "'") for label in labels]


def _mark(axes, x: pd.Series, y: pd.Series, states: pd.Series, lang: str) -> None:
    """Draw each point with the shape of its state."""
    for state, style in MARKS.items():
        mine = states == state
        if not mine.any():
            continue
        label = say(f"verdict.{state}", lang)
        with plt.rc_context({"text.parse_math": True}):  # one shape is a formula; no label is
            axes.scatter(x[mine], y[mine], label=label, zorder=3, **style)


def matrix(table: pd.DataFrame, lang: str, columns: list[str] | None = None) -> Figure:
    """Draw which duty stands how in which region; every state has a shape of its own.

    Parameters
    ----------
    table : DataFrame
        One row a cell: `row` and `column` (labels, in the order to draw), `state`; with `group`,
        rows of one group stand together under its name.
    lang : str
        Language of the legend.
    columns : list of str, optional
        The order of the columns, where not every row has all of them.
    """
    if columns is None:
        columns = list(dict.fromkeys(table["column"]))
    at, headings, height = _lines(table)
    inches = 0.205 * height + 1.3
    figure, axes = panels(inches)
    for group, y in headings.items():
        axes.text(-0.5, y, group, fontsize=9.5, color=ACCENT, va="center")
    x = table["column"].map(columns.index)
    y = table["row"].map(at)
    _mark(axes, x, y, table["state"], lang)
    axes.set_yticks(list(at.values()), plain(list(at)), fontsize=8)
    turn = 0 if len(columns) < 7 else 90
    axes.set_xticks(range(len(columns)), plain(columns), fontsize=8, rotation=turn)
    axes.xaxis.tick_top()
    axes.set(xlim=(-0.6, len(columns) - 0.4), ylim=(height - 0.4, -0.7))
    axes.tick_params(length=0)
    # below the whole: one wider than the panel would take its room
    figure.legend(loc="outside lower center", ncols=3, fontsize=8)
    return figure


def _lines(table: pd.DataFrame) -> tuple[dict[str, int], dict[str, int], int]:
    """Return the line of each row, that of the name of each group above its rows, and how many
    lines there are."""
    rows: dict[str, int] = {}
    headings: dict[str, int] = {}
    line = 0
    if "group" in table:
        groups = table["group"]
    else:
        groups = pd.Series("", index=table.index)
    for group, own in table["row"].groupby(groups, sort=False):
        if group:
            headings[str(group)] = line
            line += 1
        for label in own.unique():
            rows[label] = line
            line += 1
    return rows, headings, line


def _share_text(share: float) -> str:
    if share == 0:
        return "0"
    if abs(share) < 10:
        return f"{share:+.2f}%"
    return f"{share:+.0f}%"


def margins(table: pd.DataFrame, lang: str) -> Figure:
    """Draw all margins on one scale, in percent of the limit, narrow ones spread out (symmetric
    logarithm).

    Parameters
    ----------
    table : DataFrame
        One row a verdict: `label`, `margin_share` (0.1 is a tenth of the limit), `state`.
    lang : str
        Language of the labels.
    """
    rows = table.sort_values("margin_share", kind="stable").reset_index(drop=True)
    inches = 0.27 * len(rows) + 1.2
    figure, axes = panels(inches)
    axes.axvline(0, color=INK, lw=1.2)
    shares = rows["margin_share"] * 100
    axes.hlines(rows.index, 0, shares, color=SOFT, lw=1)
    _mark(axes, shares, rows.index.to_series(), rows["state"], lang)
    for y, share in shares.items():
        note_end(axes, _share_text(share), share, y, 7)
    axes.set_xscale("symlog", linthresh=LINEAR_PERCENT, linscale=0.6)
    ticks = [-100, -10, -1, 0, 0.1, 1, 10, 100]
    told = [minus(f"{tick:+g}%") if tick else "0" for tick in ticks]
    axes.set_xticks(ticks, told, fontsize=7.5)
    axes.set_xlim(-600, 1500)
    axes.set_yticks(rows.index, plain(rows["label"]), fontsize=8)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.grid(axis="y", visible=False)
    figure.legend(loc="outside upper center", ncols=3, fontsize=8)
    figure.supxlabel(say("chart.margin", lang), fontsize=9)
    return figure
