"""Charts: each takes a table and a language and returns a matplotlib figure that reads without
colour."""

import textwrap
import warnings
from collections.abc import Iterable
from functools import cache
from math import nan
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from edugov.charts.colours import ACCENT, INK, OF_STATE, SOFT, WARN
from edugov.charts.vector import NOTE
from edugov.labels import say

FONT = Path(__file__).with_name("fonts") / "NotoSansSC-subset.otf"
WIDTH = 6.4
MARK_HALF = 0.3  # of the height of a limit, of its line
TEXT_INCHES = 0.165  # a line of a label beside a chart
FURTHER_PART = 0.04  # of the longest line: further out than its end, a mark stands apart
FAR_PERCENT = 60  # what lies further from its limit is drawn there


@cache
def register_font() -> None:
    """Register the Chinese font that ships with the library and the book's style, and make a
    missing glyph an error."""
    if not FONT.is_file():
        raise FileNotFoundError(
            f"{FONT.name} is missing from the installation; install edugov again"
        )
    font_manager.fontManager.addfont(str(FONT))
    plt.style.use(Path(__file__).with_name("book.mplstyle"))
    warnings.filterwarnings("error", message=r"Glyph \d+ .* missing from font")


def panels(height: float, *grid: int, **shared: Any) -> tuple[Figure, Any]:
    """Return a figure as wide as a page, in the book's font and style, and its axes (those of a
    grid of rows and columns, if given)."""
    register_font()
    size = (WIDTH, height)
    return plt.subplots(*grid, figsize=size, **shared)


def legend(axes: Axes, columns: int, middle: float = 0.5) -> None:
    """Put the legend above the axes, its middle at a part of their width."""
    axes.legend(loc="lower center", bbox_to_anchor=(middle, 1.0), ncols=columns, fontsize=8)


def note(axes, text: str, place: tuple, offset: tuple, side: str, colour: str = INK) -> None:
    """Write a small text beside a point."""
    axes.annotate(
        text.replace("-", "−"),
        place,
        offset,
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=8,
        color=colour,
        zorder=5,
        gid=NOTE,
    )


def filled(text: str, width: int) -> str:
    """Return a text in lines of a width, which break after a Chinese comma before within a word.

    >>> filled("中等职业、2017", 7)
    '中等职业、\\n2017'
    """
    lines = textwrap.fill(text.replace("、", "、 "), width)
    return lines.replace("、 ", "、")


def wrap(words: list[str], lang: str) -> list[str]:
    """Break the labels of an axis into lines."""
    width = 16 if lang == "zh" else 30
    return [filled(word, width) for word in words]


def note_end(axes, text: str, end: float, line: float, gap: float) -> None:
    """Write a small text behind the end of a line from zero, on the side where it ends."""
    if end >= 0:
        note(axes, text, (end, line), (gap, 0), "left")
    else:
        note(axes, text, (end, line), (-gap, 0), "right")


def parted(axes: Axes, line: pd.Series, breaks: Iterable[int], look: str, **style: Any) -> None:
    """Draw a line by year, parted where a year is missing and before the years of breaks, from
    which it holds something else."""
    if len(line):
        line = line.reindex(range(line.index.min(), line.index.max() + 1))
    between = pd.Series(nan, index=[year - 0.5 for year in breaks], dtype=float)
    drawn = pd.concat([line.astype(float), between]).sort_index()
    axes.plot(drawn.index, drawn, look, **style)


def mark_breaks(axes: Axes, breaks: Iterable[int]) -> None:
    """Mark the place before the years of breaks with a dotted line."""
    for year in breaks:
        axes.axvline(year - 0.5, color=WARN, lw=1.2, ls=":")


def _note_before(axes: Axes, text: str, end: float, line: float) -> None:
    """Write a small text at the start of a line from zero, across zero from where it ends."""
    if end >= 0:
        note(axes, text, (0, line), (-9, 0), "right")
    else:
        note(axes, text, (0, line), (9, 0), "left")


def by_stage(
    table: pd.DataFrame, labels: list[str], lang: str, height: float
) -> tuple[Figure, dict]:
    """Return a figure with a panel a stage and a line a label, from below, and its panels by
    stage."""
    stages = list(dict.fromkeys(table["stage"]))
    figure, row = panels(height, 1, len(stages), sharey=True, sharex=True, squeeze=False)
    panel_of = dict(zip(stages, row[0], strict=True))
    for stage, axes in panel_of.items():
        axes.set_title(say(f"stage.{stage}", lang))
        lines = wrap(labels, lang)
        axes.set_yticks(range(len(labels)), lines)
        axes.set_ylim(-0.6, len(labels) - 0.4)
        axes.grid(axis="y", visible=False)
    return figure, panel_of


def labels_of(table: pd.DataFrame) -> list[str]:
    """Return the labels of the lines of a chart, from below."""
    return list(dict.fromkeys(table["label"]))[::-1]


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


def coefficients(table: pd.DataFrame, lang: str) -> Figure:
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


def _around_zero(labels: pd.Series, ends: pd.Series, lang: str) -> tuple[Figure, Axes]:
    """Draw a line from zero to the end of each row; return the figure and its axes."""
    lines_count = len(labels)
    width = 22 if lang == "zh" else 44
    wrapped = [filled(text, width) for text in labels]
    tallest = max((text.count("\n") + 1 for text in wrapped), default=1)
    height = max(0.35, TEXT_INCHES * tallest) * lines_count + 1.25
    figure, axes = panels(height)
    axes.axvline(0, color=INK, lw=1.2)
    axes.hlines(range(lines_count), 0, ends, color=SOFT, lw=1)
    axes.set_yticks(range(lines_count), wrapped)
    axes.set_ylim(lines_count - 0.4, -0.6)
    axes.margins(x=0.35)  # room for the numbers on both sides
    axes.grid(axis="y", visible=False)
    return figure, axes


def distances(table: pd.DataFrame, lang: str) -> Figure:
    """Draw how far each judged figure lies from its limit, as a share of the limit.

    The table has one row a figure: label, distance_pct (positive on the right side of the rule),
    verdict.
    """
    rows = table.sort_values("distance_pct", ascending=False, kind="stable")
    rows = rows.reset_index(drop=True)
    shown = rows["distance_pct"].clip(-FAR_PERCENT, FAR_PERCENT)
    texts = [f"{value:+.1f}%" for value in rows["distance_pct"]]
    figure, axes = _around_zero(rows["label"], shown, lang)
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


def growth(table: pd.DataFrame, lang: str) -> Figure:
    """Draw growth as printed beside growth recomputed, around zero.

    The table has one row an item: label, growth_printed_pct, growth_recomputed_pct (NaN where it
    cannot be).
    """
    rows = table.reset_index(drop=True)
    printed = rows["growth_printed_pct"]
    recomputed = rows["growth_recomputed_pct"]
    ends = printed.fillna(recomputed)
    texts = [f"{value:+.2f}" for value in ends]
    figure, axes = _around_zero(rows["label"], ends, lang)
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


def budget(table: pd.DataFrame, base_year: int, lang: str, breaks: Iterable[int] = ()) -> Figure:
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
