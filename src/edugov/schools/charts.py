"""Charts of a school table: where its schools lie, what drives a coefficient, how far to a floor,
what changed."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from edugov.charts import ACCENT, FONT, INK, SOFT, WARN, WIDTH, chart, note, wrap
from edugov.labels import say
from edugov.schools.change import TERMS


def drawable(text: str) -> str:
    """Return a name with □ for each character that the book's font lacks: a user's school may have
    a rare one."""
    known = FT2Font(str(FONT)).get_charmap()
    return "".join(character if ord(character) in known else "□" for character in text)


def _by_stage(
    table: pd.DataFrame, lang: str, row_height: float, more: float
) -> tuple[Figure, dict, list[str]]:
    """Return a figure with a panel a stage and a line a label, the panels by stage, and the labels
    from below."""
    stages = list(dict.fromkeys(table["stage"]))
    labels = list(dict.fromkeys(table["label"]))[::-1]
    size = (WIDTH, row_height * len(labels) + more)
    figure, panels = plt.subplots(
        1, len(stages), figsize=size, sharey=True, sharex=True, squeeze=False
    )
    for axes, stage in zip(panels[0], stages, strict=True):
        axes.set_title(say(f"stage.{stage}", lang))
        axes.set_yticks(range(len(labels)), wrap(labels, lang), fontsize=8)
        axes.set_ylim(-0.6, len(labels) - 0.4)
        axes.grid(axis="y", visible=False)
    return figure, dict(zip(stages, panels[0], strict=True)), labels


def _by_school(
    table: pd.DataFrame, lang: str, row_height: float, xlabel: str
) -> tuple[Figure, list]:
    """Return a figure with one panel above the other and a line a school, and each panel with its
    rows."""
    titles = list(dict.fromkeys(table["panel"]))
    groups = [table[table["panel"] == title].reset_index(drop=True) for title in titles]
    size = (WIDTH, row_height * len(table) + 0.62 * len(titles) + 0.6)
    heights = [len(rows) + 0.5 for rows in groups]
    figure, panels = plt.subplots(
        len(titles), 1, figsize=size, sharex=True, squeeze=False, height_ratios=heights
    )
    for axes, title, rows in zip(panels[:, 0], titles, groups, strict=True):
        axes.set_yticks(rows.index, [drawable(name) for name in rows["school_name"]], fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_title(fill(title, 28 if lang == "zh" else 62))
        axes.grid(axis="y", visible=False)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    panels[-1][0].set_xlabel(say(xlabel, lang))
    return figure, list(zip(panels[:, 0], groups, strict=True))


@chart
def distribution(table: pd.DataFrame, lang: str) -> Figure:
    """Draw every school of a county as a dot: its value over the county's mean, its size the
    enrolment.

    One row a school, stage and indicator: stage, label, ratio (value / county mean), students.
    """
    figure, panels, labels = _by_stage(table, lang, 0.3, 1.2)
    for stage, axes in panels.items():
        axes.axvline(1, color=WARN, lw=1.2, ls="--")
        for label, rows in table[table["stage"] == stage].groupby("label", sort=False):
            rows = rows.sort_values("ratio", kind="stable")
            height = labels.index(label) + 0.13 * (np.arange(len(rows)) % 5 - 2) * (len(rows) > 8)
            size = 6 + 150 * rows["students"] / table["students"].max()
            axes.scatter(
                rows["ratio"], height, s=size, facecolor=ACCENT + "40", edgecolor=ACCENT, lw=0.7
            )
        axes.set_xlim(-0.03 * table["ratio"].max(), table["ratio"].max() * 1.08)
    figure.supxlabel(say("chart.ratio_to_mean", lang), fontsize=9)
    return figure


@chart
def contributions(table: pd.DataFrame, lang: str) -> Figure:
    """Draw the share of CV² that the largest contributors make up, and the coefficient without
    each.

    One row a school: panel (its title), school_name, contribution_share, above (whether the school
    lies above the county mean), coefficient_without, limit (on a single coefficient; NaN where the
    rule sets none).
    """
    figure, panels = _by_school(table, lang, 0.22, "chart.share_of_square")
    looks = {
        True: {"facecolor": ACCENT, "edgecolor": ACCENT, "label": say("chart.above_mean", lang)},
        False: {
            "facecolor": "white",
            "edgecolor": ACCENT,
            "hatch": "///",
            "label": say("chart.below_mean", lang),
        },
    }
    for axes, rows in panels:
        for above, look in looks.items():
            chosen = rows[rows["above"] == above]
            axes.barh(chosen.index, chosen["contribution_share"], 0.66, **look)
        for y, row in rows.dropna(subset="coefficient_without").iterrows():
            without = say("chart.without", lang, value=row["coefficient_without"])
            colour = WARN if row["coefficient_without"] > row["limit"] else INK
            note(axes, without, (row["contribution_share"], y), (5, 0), "left", colour)
        axes.set_xlim(0, table["contribution_share"].max() * 1.3)
    figure.legend(
        handles=[Patch(**look) for look in looks.values()],
        loc="outside lower center",
        ncols=2,
        fontsize=8,
    )
    return figure


@chart
def floors(table: pd.DataFrame, lang: str) -> Figure:
    """Draw each school below a common floor: what it has and how far the floor is, as a share of
    the floor.

    One row a school: panel (its title), school_name, value, floor.
    """
    figure, panels = _by_school(table, lang, 0.22, "chart.share_of_floor")
    for axes, rows in panels:
        share = rows["value"] / rows["floor"]
        axes.axvline(1, color=WARN, lw=1.8)
        axes.hlines(rows.index, share, 1, color=SOFT, lw=1.6)
        axes.plot(share, rows.index, "o", color=ACCENT, ms=6)
        axes.set_xlim(-0.02, 1.05)
    return figure


@chart
def changes(table: pd.DataFrame, lang: str) -> Figure:
    """Draw the change of each coefficient between two years, split into what caused it.

    One row a stage and indicator: stage, label, change and the terms of `change.TERMS`.
    """
    figure, panels, labels = _by_stage(table, lang, 0.32, 1.25)
    looks = [(ACCENT, ""), ("white", "////"), (SOFT, ""), ("white", "xxxx"), ("white", "....")]
    drawn = [
        (term, *look)
        for term, look in zip(TERMS, looks, strict=True)
        if table[term].abs().max() > 0
    ]
    for stage, axes in panels.items():
        rows = table[table["stage"] == stage].set_index("label").reindex(labels)
        reached = {
            1: np.zeros(len(labels)),
            -1: np.zeros(len(labels)),
        }  # to the right and to the left of zero
        for term, face, hatch in drawn:
            width = rows[term].fillna(0).to_numpy()
            left = np.where(width > 0, reached[1], reached[-1])
            bars = {
                "color": face,
                "hatch": hatch,
                "edgecolor": INK,
                "lw": 0.6,
                "label": say(f"change.{term}", lang),
            }
            axes.barh(range(len(labels)), width, 0.6, left=left, **bars)
            reached = {
                sign: end + np.maximum(width * sign, 0) * sign for sign, end in reached.items()
            }
        axes.axvline(0, color=INK, lw=0.8)
        axes.use_sticky_edges = False
        axes.plot(
            rows["change"],
            range(len(labels)),
            "D",
            color=WARN,
            mec="white",
            ms=5,
            label=say("chart.change", lang),
        )
    handles = axes.get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=3, fontsize=8)
    figure.supxlabel(say("chart.change_of_coefficient", lang), fontsize=9)
    return figure
