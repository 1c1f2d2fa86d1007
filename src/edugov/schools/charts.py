"""The charts of a school table: each school a dot, what drives a coefficient, how far to a floor,
what changed."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from edugov.charts import ACCENT, FONT, INK, SOFT, WARN, by_stage, labels_of, note, panels
from edugov.labels import say
from edugov.schools.change import TERMS


def drawable(text: str) -> str:
    """Return a name with □ for each character that the book's font lacks: a user's school may have
    a rare one."""
    known = FT2Font(str(FONT)).get_charmap()
    shown = [character if ord(character) in known else "□" for character in text]
    return "".join(shown)


def _by_school(table: pd.DataFrame, lang: str, xlabel: str) -> tuple[Figure, list]:
    """Return a figure with one panel above the other and a line a school, and each panel with its
    rows."""
    groups = dict(iter(table.groupby("panel", sort=False)))
    names_height = 0.22 * len(table)
    height = names_height + 0.62 * len(groups) + 0.6
    heights = [len(rows) + 0.5 for rows in groups.values()]
    figure, column = panels(height, len(groups), sharex=True, squeeze=False, height_ratios=heights)
    title_width = 28 if lang == "zh" else 62
    drawn = []
    for axes, (title, rows) in zip(column.flat, groups.items(), strict=True):
        rows = rows.reset_index(drop=True)
        names = rows["school_name"].map(drawable)
        axes.set_yticks(rows.index, names, fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_title(fill(title, title_width))
        axes.grid(axis="y", visible=False)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        drawn.append((axes, rows))
    axes.set_xlabel(say(xlabel, lang))
    return figure, drawn


def distribution(table: pd.DataFrame, lang: str) -> Figure:
    """Draw every school of a county as a dot: its value over the county's mean, its size the
    enrolment.

    One row a school, stage and indicator: stage, label, ratio (value / county mean), students.
    """
    labels = labels_of(table)
    height = 0.3 * len(labels) + 1.2
    figure, panels = by_stage(table, labels, lang, height)
    most_students = table["students"].max()
    for stage, axes in panels.items():
        axes.axvline(1, color=WARN, lw=1.2, ls="--")
        axes.tick_params("y", labelsize=8)
        of_stage = table[table["stage"] == stage]
        rows = of_stage.sort_values("ratio", kind="stable")
        size = 6 + 150 * rows["students"] / most_students
        look = {"facecolor": ACCENT + "40", "edgecolor": ACCENT, "lw": 0.7}
        heights = _heights(rows, labels)
        axes.scatter(rows["ratio"], heights, s=size, **look)
    highest = table["ratio"].max()
    axes.set_xlim(-0.03 * highest, highest * 1.08)
    figure.supxlabel(say("chart.ratio_to_mean", lang), fontsize=9)
    return figure


def _heights(rows: pd.DataFrame, labels: list[str]) -> pd.Series:
    """Return how high each dot stands: on the line of its label, many dots spread over five."""
    line = rows["label"].map(labels.index)
    of_label = rows.groupby("label")["label"]
    is_many = of_label.transform("size") > 8
    spread = 0.13 * (of_label.cumcount() % 5 - 2)
    return line + spread.where(is_many, 0)


def contributions(table: pd.DataFrame, lang: str) -> Figure:
    """Draw the share of CV² that the largest contributors make up, and the coefficient without
    each.

    One row a school: panel (its title), school_name, contribution_share, above (whether the school
    lies above the county mean), coefficient_without, limit (on a single coefficient; NaN where the
    rule sets none).
    """
    figure, panels = _by_school(table, lang, "chart.share_of_square")
    above = {"facecolor": ACCENT, "edgecolor": ACCENT}
    above["label"] = say("chart.above_mean", lang)
    below = {"facecolor": "white", "edgecolor": ACCENT, "hatch": "///"}
    below["label"] = say("chart.below_mean", lang)
    for axes, rows in panels:
        for is_above, look in ((True, above), (False, below)):
            chosen = rows[rows["above"] == is_above]
            axes.barh(chosen.index, chosen["contribution_share"], 0.66, **look)
        for y, row in rows.dropna(subset="coefficient_without").iterrows():
            without = row["coefficient_without"]
            text = say("chart.without", lang, value=without)
            colour = WARN if without > row["limit"] else INK
            end = (row["contribution_share"], y)
            note(axes, text, end, (5, 0), "left", colour)
        longest = table["contribution_share"].max()
        axes.set_xlim(0, longest * 1.3)
    handles = [Patch(**above), Patch(**below)]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=8)
    return figure


def floors(table: pd.DataFrame, lang: str) -> Figure:
    """Draw each school below a common floor: what it has and how far the floor is, as a share of
    the floor.

    One row a school: panel (its title), school_name, value, floor.
    """
    figure, panels = _by_school(table, lang, "chart.share_of_floor")
    for axes, rows in panels:
        share = rows["value"] / rows["floor"]
        axes.axvline(1, color=WARN, lw=1.8)
        axes.hlines(rows.index, share, 1, color=SOFT, lw=1.6)
        axes.plot(share, rows.index, "o", color=ACCENT, ms=6)
        axes.set_xlim(-0.02, 1.05)
    return figure


def _draw_change(axes, rows: pd.DataFrame, looks: dict[str, dict], lang: str) -> None:
    """Draw the terms of each change as bars that follow each other away from zero, and the change
    as a mark."""
    lines = range(len(rows))
    right = np.zeros(len(rows))
    left = np.zeros(len(rows))
    for term, look in looks.items():
        width = rows[term].fillna(0).to_numpy()
        start = np.where(width > 0, right, left)
        axes.barh(lines, width, 0.6, left=start, edgecolor=INK, lw=0.6, **look)
        right = right + np.maximum(width, 0)
        left = left + np.minimum(width, 0)
    axes.axvline(0, color=INK, lw=0.8)
    axes.use_sticky_edges = False
    label = say("chart.change", lang)
    axes.plot(rows["change"], lines, "D", color=WARN, mec="white", ms=5, label=label)


def changes(table: pd.DataFrame, lang: str) -> Figure:
    """Draw the change of each coefficient between two years, split into what caused it.

    One row a stage and indicator: stage, label, change and the terms of `change.TERMS`.
    """
    labels = labels_of(table)
    height = 0.32 * len(labels) + 1.25
    figure, panels = by_stage(table, labels, lang, height)
    colours = [ACCENT, "white", SOFT, "white", "white"]
    hatches = ["", "////", "", "xxxx", "...."]
    looks = {}
    for term, colour, hatch in zip(TERMS, colours, hatches, strict=True):
        if table[term].abs().max() > 0:
            name = say(f"change.{term}", lang)
            looks[term] = {"color": colour, "hatch": hatch, "label": name}
    for stage, axes in panels.items():
        axes.tick_params("y", labelsize=8)
        of_stage = table[table["stage"] == stage]
        rows = of_stage.set_index("label").reindex(labels)
        _draw_change(axes, rows, looks, lang)
    handles = axes.get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=3, fontsize=8)
    figure.supxlabel(say("chart.change_of_coefficient", lang), fontsize=9)
    return figure
