"""Charts of a school table: where its schools lie, which of them drive a coefficient, and how far to a floor."""

from __future__ import annotations

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import PercentFormatter

from edugov.charts import ACCENT, FONT, INK, SOFT, WARN, WIDTH, chart, note, wrap
from edugov.labels import say


def drawable(text: str) -> str:
    """Return a name with □ for each character that the book's font lacks: a user's school may have a rare one."""
    known = FT2Font(str(FONT)).get_charmap()
    return "".join(character if ord(character) in known else "□" for character in text)


@chart
def distribution(table: pd.DataFrame, lang: str) -> Figure:
    """Draw every school of a county as a dot: its value over the county's mean, its size the enrolment.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a school, stage and indicator: stage, label, ratio (value / county mean), students.
    lang : str
        Language of the labels.
    """
    stages, labels = list(dict.fromkeys(table["stage"])), list(dict.fromkeys(table["label"]))[::-1]
    figure, panels = plt.subplots(
        1, len(stages), figsize=(WIDTH, 0.44 * len(labels) + 1.2), sharey=True, sharex=True, squeeze=False
    )
    largest = table["students"].max()
    for axes, stage in zip(panels[0], stages, strict=True):
        axes.axvline(1, color=WARN, lw=1.2, ls="--")
        for label, rows in table[table["stage"] == stage].groupby("label", sort=False):
            rows = rows.sort_values("ratio", kind="stable")
            height = labels.index(label) + 0.13 * (np.arange(len(rows)) % 5 - 2) * (len(rows) > 8)
            size = 6 + 150 * rows["students"] / largest
            axes.scatter(rows["ratio"], height, s=size, facecolor=ACCENT + "40", edgecolor=ACCENT, lw=0.7)
        axes.set_title(say(f"stage.{stage}", lang))
        axes.set_yticks(range(len(labels)), wrap(labels, lang))
        axes.set_ylim(-0.6, len(labels) - 0.4)
        axes.grid(axis="y", visible=False)
    panels[0][0].set_xlim(-0.03 * table["ratio"].max(), table["ratio"].max() * 1.08)
    figure.supxlabel(say("chart.ratio_to_mean", lang), fontsize=9)
    return figure


@chart
def contributions(table: pd.DataFrame, lang: str) -> Figure:
    """Draw the share of CV² that the largest contributors make up, and the coefficient without each.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a school: panel (its title), school_name, contribution_share, above (whether the school lies
        above the county mean), coefficient_without, limit (on a single coefficient; NaN where the rule sets none).
    lang : str
        Language of the labels.
    """
    titles = list(dict.fromkeys(table["panel"]))
    sizes = [int((table["panel"] == title).sum()) for title in titles]
    figure, panels = plt.subplots(
        len(titles),
        1,
        figsize=(WIDTH, 0.3 * sum(sizes) + 0.75 * len(titles) + 0.6),
        sharex=True,
        squeeze=False,
        height_ratios=sizes,
    )
    for axes, title in zip(panels[:, 0], titles, strict=True):
        rows = table[table["panel"] == title].reset_index(drop=True)
        for above, hatch, face in ((True, "", ACCENT), (False, "///", "white")):
            chosen = rows[rows["above"] == above]
            axes.barh(chosen.index, chosen["contribution_share"], 0.66, color=face, edgecolor=ACCENT, hatch=hatch)
        for y, row in rows.iterrows():
            if pd.notna(row["coefficient_without"]):
                without = say("chart.without", lang, value=row["coefficient_without"])
                colour = WARN if row["coefficient_without"] > row["limit"] else INK
                note(axes, without, (row["contribution_share"], y), (5, 0), "left", colour)
        axes.set_yticks(rows.index, [drawable(name) for name in rows["school_name"]], fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_title(fill(title, 28 if lang == "zh" else 62))
        axes.grid(axis="y", visible=False)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    panels[0][0].set_xlim(0, table["contribution_share"].max() * 1.3)
    handles = [
        axes.barh([0], [0], color=face, edgecolor=ACCENT, hatch=hatch, label=say(key, lang))
        for key, hatch, face in (("chart.above_mean", "", ACCENT), ("chart.below_mean", "///", "white"))
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=8)
    panels[-1][0].set_xlabel(say("chart.share_of_square", lang))
    return figure


@chart
def floors(table: pd.DataFrame, lang: str) -> Figure:
    """Draw each school below a common floor: what it has and how far the floor is, as a share of the floor.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a school: panel (its title), school_name, value, floor, students.
    lang : str
        Language of the labels.
    """
    titles = list(dict.fromkeys(table["panel"]))
    sizes = [int((table["panel"] == title).sum()) for title in titles]
    figure, panels = plt.subplots(
        len(titles),
        1,
        figsize=(WIDTH, 0.26 * sum(sizes) + 0.75 * len(titles) + 0.5),
        sharex=True,
        squeeze=False,
        height_ratios=[size + 0.8 for size in sizes],
    )
    for axes, title in zip(panels[:, 0], titles, strict=True):
        rows = table[table["panel"] == title].reset_index(drop=True)
        share = rows["value"] / rows["floor"]
        axes.axvline(1, color=WARN, lw=1.8)
        axes.hlines(rows.index, share, 1, color=SOFT, lw=1.6)
        axes.plot(share, rows.index, "o", color=ACCENT, ms=6)
        axes.set_yticks(rows.index, [drawable(name) for name in rows["school_name"]], fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_title(fill(title, 28 if lang == "zh" else 62))
        axes.grid(axis="y", visible=False)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    panels[0][0].set_xlim(-0.02, 1.05)
    panels[-1][0].set_xlabel(say("chart.share_of_floor", lang))
    return figure
