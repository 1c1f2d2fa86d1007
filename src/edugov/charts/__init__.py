"""What all charts share: font, width, legend, labels in lines, notes beside points, broken lines.

A chart takes a table and a language and returns a matplotlib figure that reads without colour. Each
has a module: here budget_chart, growth_chart, coefficients_chart and distances_chart; others are in
schools/charts, duties/charts, provinces/catching_up_charts and yearly/page.
"""

import textwrap
import warnings
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from math import nan
from pathlib import Path
from statistics import mean
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from edugov.charts.colours import ACCENT as ACCENT
from edugov.charts.colours import INK, SOFT, WARN
from edugov.charts.vector import NOTE
from edugov.labels import say

FONT = Path(__file__).with_name("fonts") / "NotoSansSC-subset.otf"
WIDTH = 6.4
TEXT_INCHES = 0.165  # a line of a label beside a chart


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


def around_zero(labels: pd.Series, ends: pd.Series, lang: str) -> tuple[Figure, Axes]:
    """Draw a line from zero to the end of each row; return the figure and its axes."""
    lines_count = len(labels)
    width = 22 if lang == "zh" else 44
    wrapped = [filled(text, width) for text in labels]
    tall = [text.count("\n") + 1 for text in wrapped]
    # labels are centred on their rows: half of each lies between two
    between = max((mean(pair) for pair in pairwise(tall)), default=max(tall, default=1))
    height = max(0.35, TEXT_INCHES * between) * lines_count + 1.25
    figure, axes = panels(height)
    axes.axvline(0, color=INK, lw=1.2)
    axes.hlines(range(lines_count), 0, ends, color=SOFT, lw=1)
    axes.set_yticks(range(lines_count), wrapped)
    axes.set_ylim(lines_count - 0.4, -0.6)
    axes.margins(x=0.35)  # room for the numbers on both sides
    axes.grid(axis="y", visible=False)
    return figure, axes
