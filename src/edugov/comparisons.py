"""Charts that compare many regions or sources; each takes a table and returns a matplotlib figure."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from edugov.charts import ACCENT, INK, SOFT, WARN, WIDTH, chart
from edugov.labels import say


@chart
def coverage(table: pd.DataFrame, lang: str) -> Figure:
    """Draw which region has how many figures on which subject, as a grid of dots sized by their number.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a region and one column a subject, both labelled as they are to be shown; number of figures.
    lang : str
        Language of the labels.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 0.2 * len(table) + 1.4))
    rows, columns = np.nonzero(table.to_numpy())
    counts = table.to_numpy()[rows, columns]
    axes.scatter(columns, rows, s=14 + 42 * np.log10(counts), color=ACCENT, zorder=2)
    for x, y, count in zip(columns, rows, counts, strict=True):
        axes.annotate(f"{count:,}", (x, y), (8, 0), textcoords="offset points", va="center", fontsize=6.5)
    axes.set_xticks(range(table.shape[1]), table.columns, rotation=35, ha="left")
    axes.set_yticks(range(len(table)), table.index, fontsize=7.5)
    axes.xaxis.tick_top()
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(-0.5, table.shape[1] - 0.3)
    axes.tick_params(length=0)
    return figure


@chart
def composites(table: pd.DataFrame, lang: str) -> Figure:
    """Draw the composite coefficient (综合差异系数) of each county and stage beside its limit.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a county and stage: label, stage, composite, limit, lowest, highest (of the eight
        coefficients).
    lang : str
        Language of the labels.
    """
    stages = list(dict.fromkeys(table["stage"]))
    order = table[table["stage"] == stages[0]].sort_values("composite")["label"].tolist()
    order += [label for label in dict.fromkeys(table["label"]) if label not in order]
    figure, panels = plt.subplots(
        1, len(stages), figsize=(WIDTH, 0.34 * len(order) + 1.2), sharex=True, sharey=True, squeeze=False
    )
    for axes, stage in zip(panels[0], stages, strict=True):
        for row in table[table["stage"] == stage].itertuples():
            y = order.index(row.label)
            axes.plot([row.lowest, row.highest], [y, y], color=SOFT, lw=1.4)
            axes.plot([row.lowest, row.highest], [y, y], "|", color=SOFT, ms=6)
            above = row.composite > row.limit
            axes.plot(row.composite, y, "s", ms=7, mfc="white" if above else ACCENT, mec=WARN if above else ACCENT)
            axes.annotate(f"{row.composite:.3f}", (row.composite, y), (0, 6), textcoords="offset points",
                          ha="center", fontsize=7)  # fmt: skip
        limit = table.loc[table["stage"] == stage, "limit"].iloc[0]
        axes.axvline(limit, color=WARN, lw=1.5, ls="--")
        axes.annotate(f"{say('chart.limit', lang)} {limit:.2f}", (limit, len(order) - 0.4), ha="center",
                      va="bottom", fontsize=8, color=WARN)  # fmt: skip
        axes.set_title(say(f"stage.{stage}", lang), pad=14)
        axes.set_yticks(range(len(order)), order)
        axes.set_ylim(-0.7, len(order) - 0.3)
    figure.supxlabel(say("chart.coefficient", lang), fontsize=9)
    return figure


@chart
def lines(table: pd.DataFrame, ylabel: str, lang: str, emphasise: list[str] | None = None) -> Figure:
    """Draw one line a column over the years, each labelled at its end; the emphasised ones in ink.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a year (the index), one column a line, labelled as it is to be shown.
    ylabel : str
        What is drawn, with its unit.
    lang : str
        Language of the labels.
    emphasise : list of str, optional
        Columns to draw strong; all where not given.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.6))
    strong = list(table) if emphasise is None else emphasise
    marks = "osD^vX*P<>"
    ends = []
    for number, column in enumerate(table):
        line = table[column].dropna()
        bold = column in strong
        mark = marks[number % len(marks)] if bold else ""
        axes.plot(line.index, line, marker=mark, ms=4.5, lw=1.6 if bold else 0.7, color=ACCENT if bold else SOFT,
                  ls=["-", "--", "-.", ":"][number % 4] if bold else "-", mfc="white")  # fmt: skip
        if bold and len(line):
            ends.append((line.iloc[-1], line.index[-1], column))
    low, high = axes.get_ylim()
    last = -np.inf
    for y, x, column in sorted(ends):  # labels that would overlap are pushed up
        at = max(y, last + (high - low) * 0.052)
        last = at
        axes.annotate(column, (x, y), (axes.get_xlim()[1], at), textcoords="data", va="center", fontsize=7.5)
    axes.set_ylabel(ylabel)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.get_layout_engine().set(rect=(0, 0, 0.84, 1))
    return figure


@chart
def ranked(table: pd.DataFrame, xlabel: str, lang: str) -> Figure:
    """Draw two values of each region as a dumbbell, sorted by the second: then (hollow) and now (filled).

    Parameters
    ----------
    table : pandas.DataFrame
        One row a region: label, first, last.
    xlabel : str
        What is drawn, with unit and the two years.
    lang : str
        Language of the labels.
    """
    rows = table.sort_values("last", ignore_index=True)
    figure, axes = plt.subplots(figsize=(WIDTH, 0.2 * len(rows) + 1))
    axes.hlines(rows.index, rows["first"], rows["last"], color=SOFT, lw=1.2)
    axes.plot(rows["first"], rows.index, "o", mfc="white", mec=INK, ms=5)
    axes.plot(rows["last"], rows.index, "o", color=ACCENT, ms=5.5)
    axes.set_yticks(rows.index, rows["label"], fontsize=8)
    axes.set_ylim(-0.8, len(rows) - 0.2)
    axes.set_xlabel(xlabel)
    return figure


@chart
def scatter(table: pd.DataFrame, xlabel: str, ylabel: str, line: tuple[float, float] | None) -> Figure:
    """Draw one labelled point a region, and a straight line (intercept, slope) through them.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a region: label, x, y.
    xlabel, ylabel : str
        What is drawn, with units.
    line : tuple of float or None
        Intercept and slope of the fitted line.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 4.2))
    axes.plot(table["x"], table["y"], "o", color=ACCENT, ms=4.5)
    for row in table.itertuples():
        axes.annotate(row.label, (row.x, row.y), (4, 3), textcoords="offset points", fontsize=7)
    if line:
        ends = np.array([table["x"].min(), table["x"].max()])
        axes.plot(ends, line[0] + line[1] * ends, color=WARN, lw=1.5, ls="--")
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    return figure
