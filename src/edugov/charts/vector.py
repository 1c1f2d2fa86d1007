"""A chart as a page shows it: drawn for a wide page and again for a phone, as SVG in the colours of
the page."""

import io
import re
import textwrap
import warnings
from itertools import pairwise
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox, ScaledTranslation, blended_transform_factory

from edugov.charts.colours import GROUND, VARIABLES
from edugov.han import IS_HAN
from edugov.markup import Html, html

NARROW_INCHES = 3.57  # 343 px, the width of a phone's page
LEAST_POINTS = 10.5  # 14 px
LINE_INCHES = 0.19  # a line of such text
GAP_INCHES = 0.17  # between a line and the label above it
EDGE_PIXELS = 8  # a browser's letters are a little wider than those drawn here
APART_PIXELS = 4  # between labels side by side: below, they read as one
COUNT_POINTS = 12  # from a dot to its number below
BAR = 0.3  # height of a bar whose label stands above it, of its line
SHORT = 8  # letters of a label that stays beside its line
CHINESE_SPACING = 1.4  # of lines, whose characters else touch
LETTERS = 42  # on a line of a narrow chart; Chinese characters take two
NOTE = "note"  # text with a halo, as it may cross a line
NAME = "name"  # of a point, with a halo too: left out on a phone where it covers another
COUNT = "count"  # a number beside its dot, which stands below it on a phone
LEGEND_LETTERS = 36
TITLE_LETTERS = 32  # larger than those of labels, and right of them
SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
# a circle as matplotlib draws it, of eight curves from its lowest point
CIRCLE = re.compile(r"M ([\d.-]+) ([\d.-]+)(?:\s+C(?: [\d.-]+){6}){8}\s+z\s*")
PLACES = re.compile(r"(\.\d\d)\d+")  # a hundredth of a point is not seen
# what a Chinese line does not break: a number with its unit or a word, and the signs around it
PIECE = re.compile(r"[（《“]*(?:[A-Za-z0-9.,%+−-]+年?(?:=[0-9]+)?|.)[，、。；：）》”]* ?")
# where a line of Chinese was broken before, without a space
BROKEN_CHINESE = re.compile(r"([、，；：）\u3400-\u9fff])\n")
NUMBERS = ("d", "x", "y", "cx", "cy", "r", "transform", "points")
COLOUR = re.compile("|".join(VARIABLES))


def drawn(figure: Figure, name: str, words: str) -> Html:
    """Return a chart as SVG for a wide page and for a phone; `words` names it to who listens.

    The narrow one is drawn from the same figure: its panels one below the other, labels above their
    lines, no text below 14 px. A page's style sheet shows one of the two; without it, the wide one.
    """
    _space_chinese(figure)
    wide = _svg(figure, f"{name}-wide", "tight")
    _make_narrow(figure)
    narrow = _svg(figure, f"{name}-narrow")
    template = '<div class="{}" role="img" aria-label="{}"{}>{}</div>'
    hidden = Html(' style="display: none"')
    shown = html(template, "wide", words, Html(""), wide)
    return shown + html(template, "narrow", words, hidden, narrow)


def _space_chinese(figure: Figure) -> None:
    """Give lines of Chinese room: their characters are higher than those that matplotlib measures
    the distance of lines by."""
    for text in figure.findobj(Text):
        if IS_HAN.search(text.get_text()):
            text.set_linespacing(CHINESE_SPACING)


def _svg(figure: Figure, name: str, box: str | None = None) -> Html:
    """Return a figure as SVG: text as text, its colours the page's, its ids its own; with a tight
    box it grows by what stands beyond its edges."""
    file = io.StringIO()
    options = {"svg.fonttype": "none", "svg.hashsalt": name, "savefig.transparent": True}
    with plt.rc_context(options), warnings.catch_warnings():
        # a label longer than the chart leaves its panels no room: it is drawn all the same
        warnings.filterwarnings("ignore", "constrained_layout not applied")
        figure.savefig(file, format="svg", metadata={"Date": None}, bbox_inches=box)
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(file.getvalue())
    for element in root.iter():
        _adapt(element, name)
    for useless in root.findall(f"{{{SVG}}}metadata"):
        root.remove(useless)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    return Html(ElementTree.tostring(root, encoding="unicode"))


def _adapt(element: ElementTree.Element, name: str) -> None:
    """Make one element's ids unique in the page and its colours those of the page."""
    is_group = element.tag == f"{{{SVG}}}g"
    if is_group and element.attrib.pop("id", None) in (NOTE, NAME, COUNT):
        element.set("class", NOTE)
    if key := element.get("id"):
        element.set("id", f"{name}-{key}")
    if (link := element.get(LINK, "")).startswith("#"):
        del element.attrib[LINK]
        element.set("href", f"#{name}-{link[1:]}")
    if round_one := CIRCLE.fullmatch(element.get("d", "")):
        _make_circle(element, *map(float, round_one.groups()))
    for attribute in NUMBERS:
        if text := element.get(attribute):
            element.set(attribute, PLACES.sub(r"\1", text))
    for attribute in ("style", "clip-path", "fill", "stroke"):
        if text := element.get(attribute):
            text = text.replace("url(#", f"url(#{name}-")
            element.set(attribute, COLOUR.sub(_variable, text))


def _make_circle(element: ElementTree.Element, x: float, bottom: float) -> None:
    """Write the path of a circle as a circle, a tenth as long."""
    numbers = re.findall(r"[\d.-]+", element.attrib.pop("d"))
    heights = [float(number) for number in numbers[1::2]]
    radius = (max(heights) - min(heights)) / 2
    element.tag = f"{{{SVG}}}circle"
    element.set("cx", f"{x:.2f}")
    element.set("cy", f"{bottom - radius:.2f}")
    element.set("r", f"{radius:.2f}")


def _variable(found: re.Match[str]) -> str:
    return f"var(--{VARIABLES[found[0]]}, {found[0]})"


def _make_narrow(figure: Figure) -> None:
    """Lay a figure out for a phone."""
    count = _stack(figure)
    for text in figure.findobj(Text):
        text.set_fontsize(max(text.get_fontsize(), LEAST_POINTS))
    height = figure.get_figheight() * count
    # panels may share both, and lose them when the first is changed
    limits = [axes.get_ylim() for axes in figure.axes]
    names = list(map(_names_of_lines, figure.axes))
    line_heights = list(map(_labels_above, figure.axes, limits, names))
    for axes in figure.axes:
        axes.set_title(_folded(axes.get_title(loc="left"), TITLE_LETTERS), loc="left")
        axes.set_xlabel(_folded(axes.get_xlabel()))
        axes.tick_params(labelsize=LEAST_POINTS)  # of ticks that come with other locators too
        locator = axes.xaxis.get_major_locator()
        if isinstance(locator, MaxNLocator):
            locator.set_params(nbins=4)
    figure.supxlabel(_folded(figure.get_supxlabel()), fontsize=LEAST_POINTS)
    height += _legend_above(figure)
    _space_chinese(figure)  # what was written anew
    figure.set_size_inches(NARROW_INCHES, height)
    figure.draw_without_rendering()
    for _ in range(2):  # what stands around panels takes room from them
        height += sum(map(_lacking, figure.axes, line_heights))
        figure.set_size_inches(NARROW_INCHES, height)
        figure.draw_without_rendering()
    for axes in figure.axes:
        _turn_crowded(axes)
        _leave_out_covered(axes)
        if axes.xaxis.label.get_window_extent().x1 > figure.bbox.x1 - EDGE_PIXELS:
            axes.set_xlabel(axes.get_xlabel(), loc="right")


def _lacking(axes: Axes, line_height: float) -> float:
    """Return the inches by which a panel is too low for lines of a height."""
    bottom, top = axes.get_ylim()
    height = axes.bbox.height / axes.figure.dpi
    return max(0, abs(top - bottom) * line_height - height)


def _legend_above(figure: Figure) -> float:
    """Put what explains the marks above all panels, one below the other; return its height."""
    explained: dict[str, Artist] = {}
    of_panels = [axes.get_legend() for axes in figure.axes]
    owners = [*figure.legends, *of_panels]
    for legend in filter(None, owners):
        texts = [_folded(text.get_text(), LEGEND_LETTERS) for text in legend.get_texts()]
        explained |= dict(zip(texts, legend.legend_handles, strict=True))
        legend.remove()
    if explained:
        look = {"loc": "outside upper left", "fontsize": LEAST_POINTS}
        figure.legend(explained.values(), explained.keys(), **look)
    lines = sum(text.count("\n") + 1 for text in explained)
    return LINE_INCHES * 1.2 * lines


def _turn_crowded(axes: Axes) -> None:
    """Write the labels of an axis upwards where they lie over each other or run together."""
    labels = [label for label in axes.get_xticklabels() if label.get_text()]
    extents = [label.get_window_extent() for label in labels]
    spans = sorted((extent.x0, extent.x1) for extent in extents)
    if any(end + APART_PIXELS > start for (_, end), (start, _) in pairwise(spans)):
        axes.tick_params(axis="x", labelrotation=90)


def _leave_out_covered(axes: Axes) -> None:
    """Leave out names of points that cover a point or an earlier name, or do not fit."""
    marked = [line.get_xydata() for line in axes.lines if line.get_marker() == "o"]
    dots = [part for part in axes.collections if isinstance(part, PathCollection)]
    scattered = [part.get_offsets() for part in dots]
    points = [point for some in (*marked, *scattered) for point in some]
    places = axes.transData.transform(points) if points else []
    kept = [Bbox.from_bounds(x - 3, y - 3, 6, 6) for x, y in places]
    for text in axes.texts:
        if text.get_gid() != NAME:
            continue
        box = text.get_window_extent()
        fits = axes.bbox.contains(*box.min) and axes.bbox.contains(*box.max)
        if fits and not any(box.overlaps(other) for other in kept):
            kept.append(box)
        else:
            text.set_visible(False)


def _stack(figure: Figure) -> int:
    """Put panels that stand side by side one below the other; return how many were in a row."""
    places = [axes.get_subplotspec() for axes in figure.axes]
    grids = [place.get_gridspec() for place in places if place]
    columns = max((grid.ncols for grid in grids), default=1)
    if columns == 1:
        return 1
    grid = GridSpec(len(places), 1, figure)
    for line, axes in enumerate(figure.axes):
        axes.set_subplotspec(grid[line])
        axes.tick_params(labelleft=True, labelbottom=True)
    return columns


def _names_of_lines(axes: Axes) -> list[str]:
    """Return the labels of the lines of a panel, none where its axis has numbers."""
    if not isinstance(axes.yaxis.get_major_locator(), FixedLocator):
        return []
    return [label.get_text() for label in axes.get_yticklabels()]


def _labels_above(axes: Axes, limits: tuple[float, float], labels: list[str]) -> float:
    """Write long labels of lines above them, from the left edge; return the inches that a line
    takes, 0 where they stay."""
    longest = max(map(len, labels), default=0)
    if longest <= SHORT:
        return 0
    folded = [_folded(label) for label in labels]
    _flatten(axes)
    gap = max([GAP_INCHES, *map(_reach, axes.texts)])
    tallest = max(label.count("\n") + 1 for label in folded)
    own = LINE_INCHES * tallest + 0.14 + _counts_below(axes)
    # dots around a line reach towards its label and towards that of the next
    spread, radius = _reach_of_dots(axes)
    height = max((own + gap + radius) / (1 - spread), (own + 2 * radius) / (1 - 2 * spread))
    _write_above(axes, folded, max(gap, spread * height + radius + 0.02))
    bottom, top = limits
    room = 0.4  # for the label of the topmost line
    if top > bottom:
        axes.set_ylim(bottom, top + room)
    else:
        axes.set_ylim(bottom, top - room)
    return height


def _counts_below(axes: Axes) -> float:
    """Put numbers that stand beside their dots below them; return the inches that this takes."""
    counts = [text for text in axes.texts if text.get_gid() == COUNT]
    for text in counts:
        text.xyann = (0, -COUNT_POINTS)
        text.set(ha="center", va="center")
    return COUNT_POINTS / 72 if counts else 0


def _reach_of_dots(axes: Axes) -> tuple[float, float]:
    """Return how far dots that lie around their lines reach: as a part of a line's height, and in
    inches their largest radius; 0 where all lie on them."""
    spread, radius = 0.0, 0.0
    for dots in axes.collections:
        if isinstance(dots, PathCollection) and len(dots.get_offsets()):
            lines = np.asarray(dots.get_offsets(), float)[:, 1]
            apart = np.abs(lines - lines.round()).max()
            if apart > 0:
                spread = max(spread, apart)
                radius = max(radius, np.sqrt(dots.get_sizes().max()) / 2 / 72)
    return spread, radius


def _reach(text: Text) -> float:
    """Return how many inches above its line a number reaches that stands above it."""
    if isinstance(text, Annotation) and text.xyann[1] > 0:
        return (text.xyann[1] + text.get_fontsize() / 2) / 72
    return 0


def _flatten(axes: Axes) -> None:
    """Bring bars and dots nearer to the lines that they are of, so that labels have room."""
    for bar in axes.patches:
        if isinstance(bar, Rectangle) and bar.get_height() > BAR:
            bar.set_y(bar.get_y() + (bar.get_height() - BAR) / 2)
            bar.set_height(BAR)
    for dots in axes.collections:
        if isinstance(dots, PathCollection):
            places = np.array(dots.get_offsets(), float)
            lines = places[:, 1].round()
            places[:, 1] = lines + (places[:, 1] - lines) / 2
            dots.set_offsets(places)


def _write_above(axes: Axes, labels: list[str], gap: float) -> None:
    """Write labels above the lines they name, from the left edge of the figure."""
    figure = axes.figure
    above = ScaledTranslation(0, gap, figure.dpi_scale_trans)
    transform = blended_transform_factory(figure.transFigure, axes.transData)
    place = transform + above
    look = {"fontsize": LEAST_POINTS, "ha": "left", "va": "bottom", "transform": place, "gid": NOTE}
    look["bbox"] = {"facecolor": GROUND, "edgecolor": "none", "pad": 0.5}  # parts the line of zero
    ticks = axes.get_yticks()
    for y, label in zip(ticks, labels, strict=True):
        axes.text(0.01, y, label, **look).set_in_layout(False)
    axes.set_yticks(ticks, [""] * len(ticks))


def _folded(text: str, letters: int = LETTERS) -> str:
    """Return a text in lines that a phone has room for; a Chinese character takes two letters', and
    a line of them breaks neither within a number nor before a closing sign.

    >>> _folded("教育支出的比例（%）：2012年（空心）", 22)
    '教育支出的比例（%）：\\n2012年（空心）'
    """
    text = BROKEN_CHINESE.sub(r"\1", text)
    text = " ".join(text.split())
    if all(ord(letter) <= 0x2E7F for letter in text):
        return textwrap.fill(text, letters)
    lines = [""]
    for piece in PIECE.findall(text):
        if lines[-1] and len(lines[-1] + piece.rstrip()) > letters // 2:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)
