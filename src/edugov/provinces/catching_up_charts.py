"""Charts of the chapter on catching up; a break of a series is a break of its line."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from edugov import charts
from edugov.labels import say
from edugov.provinces.catching_up_chapter import FIRST, LAST, TURN, spread

BREAK = 2006  # from then on total funding counts institutions of local governments alone
BUDGETED = "expenditure_schools"
LOOKS = {  # each its own, as a narrow screen has one legend for both panels
    BUDGETED: "o-",
    "funding_schools": "s--",
    "teachers_primary": "^:",
    "teachers_lower-secondary": "D-.",
    "teachers_upper-secondary": "v-",
}


def _spread_lines(
    axes: Axes, per: dict[str, pd.DataFrame], names: Iterable[str], wider: int, lang: str
) -> None:
    """Draw the spread of quantities by year; a year that is missing parts its line, and one from
    which the budget is wider that of its expenditure."""
    for name in names:
        line = spread(per[name]).loc[:LAST]
        colour = f"C{list(LOOKS).index(name)}"
        label = say(f"catching.{name}", lang)
        look = {"ms": 4.5, "mfc": "white", "color": colour, "label": label}
        breaks = [wider] if name == BUDGETED else []
        charts.parted(axes, line, breaks, LOOKS[name], **look)
        charts.mark_breaks(axes, breaks)
    axes.axvline(TURN, color=charts.SOFT, lw=1.2, ls="--")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=7.5)


def spreads(per: dict[str, pd.DataFrame], wider: int, lang: str) -> Figure:
    """Draw the spread of money per student, and of teachers per student; `wider` is the year from
    which the budget holds more."""
    figure, (left, right) = charts.panels(3.4, 1, 2, sharey=True, width_ratios=[1, 1.4])
    names = list(LOOKS)
    money, teachers = names[:2], names[2:]
    _spread_lines(left, per, money, wider, lang)
    _spread_lines(right, per, teachers, wider, lang)
    _, highest = left.get_ylim()
    left.set(ylim=(0, highest), ylabel=say("catching.sigma", lang))
    return figure


def slopes(per: pd.DataFrame, lang: str) -> Figure:
    """Draw each province's growth over its level of the first year, in two spans of years."""
    figure, panels = charts.panels(3.2, 1, 2)
    spans = ((FIRST, TURN), (TURN, LAST))
    for axes, (first, last) in zip(panels, spans, strict=True):
        level = per.loc[first] / 1000
        ratio = per.loc[last] / per.loc[first]
        growth = 100 * (ratio ** (1 / (last - first)) - 1)
        slope, height = np.polyfit(np.log(level), growth, 1)
        ends = np.array([level.min(), level.max()])
        fitted = height + slope * np.log(ends)
        axes.plot(ends, fitted, color=charts.WARN, lw=1.2)
        axes.plot(level, growth, "o", mfc="white", mec=charts.ACCENT, ms=4.5)
        axes.set_xscale("log")
        axes.set_xticks([5, 10, 20, 40], ["5", "10", "20", "40"])
        axes.minorticks_off()
        axes.axhline(0, color=charts.SOFT, lw=0.8)
        axes.set(
            title=say("catching.years", lang, first=first, last=last),
            xlabel=say("catching.level", lang, year=first),
        )
    panels[0].set_ylabel(say("catching.growth", lang))
    return figure


def long_spread(per: pd.DataFrame, lang: str) -> Figure:
    """Draw the spread of funding per inhabitant, before its break and after it apart."""
    figure, axes = charts.panels(2.8)
    line = spread(per).loc[:LAST]
    before, between = line.loc[: BREAK - 1], line.loc[BREAK : TURN - 1]
    for part in (before, between, line.loc[TURN + 1 :]):
        axes.plot(part.index, part, "o-", color=charts.ACCENT, ms=4.5, mfc="white")
    axes.axvline(BREAK - 0.5, color=charts.WARN, lw=1.2, ls=":")
    axes.axvspan(TURN - 0.5, TURN + 0.5, color=charts.SOFT, alpha=0.25, lw=0)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set(ylim=(0, None), ylabel=say("catching.sigma", lang))
    return figure
