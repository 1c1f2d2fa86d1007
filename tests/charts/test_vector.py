"""A chart as a page shows it: twice, as text and lines, in the colours of the page."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from lxml import html
from matplotlib.transforms import Bbox

from edugov import charts, labels
from edugov.charts import vector
from tests.test_charts import CASES

LONG = "Children in public kindergartens, as a share of all who go to one, 2023"


def drawn(figure, name="fig-a"):
    shown = vector.drawn(figure, name, "In words").source
    plt.close(figure)
    return shown


def sample(lang: str, case: str = "coefficients"):
    draw, make, more = CASES[case]
    return draw(make(lang), *more, lang)


@pytest.mark.parametrize("lang", labels.LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_chart_is_drawn_twice_and_says_the_same(case, lang):
    root = html.fromstring(f"<div>{drawn(sample(lang, case))}</div>")
    wide, narrow = root.xpath("//div[@role='img']")
    assert [wide.get("class"), narrow.get("class")] == ["wide", "narrow"]
    numbers = [
        {text for text in part.xpath(".//text/text()") if re.fullmatch(r"[+−]?[\d.]+%", text)}
        for part in (wide, narrow)
    ]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("case", CASES)
def test_no_letter_on_a_phone_is_below_14_px(case):
    shown = drawn(sample("zh", case)).partition('class="narrow"')[2]
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', shown)[1])
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)px", shown)]
    assert min(sizes) * 343 / width >= 13.95  # drawn on the 343 px that a phone's page has


def test_letters_are_text_and_colours_the_page_s():
    shown = drawn(sample("en"))
    assert "Teachers per student" in shown
    assert "var(--chart-accent, #0b5fa5)" in shown
    assert not re.search(r"[^,] #(0b5fa5|b3261e|1a1a1a)", shown)


def test_two_charts_of_a_page_share_no_place():
    shown = drawn(sample("en")) + drawn(sample("en"), "fig-b")
    places = re.findall(r'\bid="([^"]*)"', shown)
    assert len(places) == len(set(places)) > 4
    used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', shown))
    assert used <= set(places)


def test_same_chart_gives_the_same_text():
    assert drawn(sample("zh")) == drawn(sample("zh"))


def test_long_labels_stand_above_their_lines():
    charts.register_font()
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], [0, 1, 2], "o")
    axes.set_yticks([0, 1, 2], [LONG, "b", "c"])
    narrow = drawn(figure).partition('class="narrow"')[2]
    lines = re.findall(r">([^<>]+)</text>", narrow)
    assert "c" in lines and LONG not in lines
    assert " ".join(lines[lines.index("Children in public kindergartens, as a") :]).startswith(LONG)


@pytest.mark.parametrize("kind", ["plot", "scatter"])
def test_a_name_that_covers_another_name_or_point_stands_on_a_wide_page_alone(kind):
    charts.register_font()
    figure, axes = plt.subplots(figsize=(charts.WIDTH, 3))
    getattr(axes, kind)([0, 0.3, 0.9, 10], [1, 1, 2, 1], marker="o")
    look = {"textcoords": "offset points", "va": "center", "fontsize": 7, "gid": vector.NAME}
    for place, name in (((0, 1), "First"), ((0.3, 1), "Hidden"), ((0.9, 2), "Apart")):
        axes.annotate(name, place, (5, 0), **look)
    axes.text(0.2, 1, "A note")
    wide, _, narrow = drawn(figure).partition('class="narrow"')
    assert all(f">{name}</text>" in wide for name in ("First", "Hidden", "Apart", "A note"))
    shown = [name for name in ("First", "Hidden", "Apart", "A note") if f">{name}</text>" in narrow]
    assert shown == ["Hidden", "Apart", "A note"], "First lies over the point of Hidden"


def test_circles_are_written_as_circles_of_their_sizes_at_their_places():
    figure, axes = plt.subplots()
    axes.scatter([0, 1], [0, 1], s=[4 * 5**2, 4 * 10**2])  # squares of diameters in points
    axes.set(xlim=(0, 1), ylim=(0, 1))
    figure.draw_without_rendering()
    width, height = (size * 72 / figure.dpi for size in axes.get_window_extent().size)
    found = html.fromstring(f"<div>{drawn(figure)}</div>").find_class("wide")[0].iter("circle")
    one, other = [[float(circle.get(key)) for key in ("cx", "cy", "r")] for circle in found]
    assert [one[2], other[2]] == pytest.approx([5, 10], abs=0.02)
    assert other[0] - one[0] == pytest.approx(width, abs=1)
    assert one[1] - other[1] == pytest.approx(height, abs=1)  # downwards, as SVG counts


def test_names_and_notes_have_a_halo_and_other_text_has_none():
    """A line that they cross is parted by it, so they can be read."""
    figure, axes = charts.panels(2)
    axes.plot([0, 1], [0, 1])
    for text, gid in (("Name", vector.NAME), ("Noted", vector.NOTE), ("Other", None)):
        axes.annotate(text, (0.5, 0.5), gid=gid)
    root = html.fromstring(f"<div>{drawn(figure)}</div>")
    halo = {text for text in root.xpath("//*[@class='note']//text/text()")}
    assert {"Name", "Noted"} <= halo and "Other" not in halo


def test_a_long_title_of_a_panel_is_not_cut_on_a_phone():
    """A phone has room for seventeen Chinese characters of a title beside the names of schools."""
    title = "小学：每百名学生拥有县级以上骨干教师数"
    figure, axes = charts.panels(2)
    axes.set_title(title)
    shown = html.fromstring(f"<div>{drawn(figure)}</div>")
    wide, narrow = shown.xpath("//div[@role='img']")
    assert title in wide.xpath(".//text/text()")
    lines = [text for text in narrow.xpath(".//text/text()") if text in title]
    assert "".join(lines) == title and max(map(len, lines)) <= 17


@pytest.mark.parametrize(
    "text",
    [
        "教育支出占一般公共预算支出的比例（%）：2012年（空心）、2023年（实心）",
        "生均一般公共预算教育事业费支出合计、小学阶段（元）、2019年",
    ],
)
def test_a_chinese_line_breaks_in_no_number_and_before_no_closing_sign(text):
    for letters in range(22, 44):
        lines = vector._folded(text, letters).split("\n")
        assert "".join(lines) == text and len(lines) > 1
        assert not any(re.match("[，、：）%年]", line) for line in lines)
        assert not any(a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(lines))


def boxes(texts) -> list:
    return [text.get_window_extent() for text in texts if text.get_visible()]


def test_labels_of_three_lines_lie_over_neither_each_other_nor_their_bars():
    long = "Funding of general upper secondary schools per student without special grants of "
    figure, axes = charts.panels(2)
    axes.barh(range(6), [1, 2, 3, 4, 5, 6], 0.66, label="share")
    axes.set_yticks(range(6), [long + word for word in ("a county", *"bcdef")])
    axes.set_xlabel(LONG)
    charts.legend(axes, 1)
    vector._make_narrow(figure)
    labels_shown = boxes(axes.texts)
    assert len(labels_shown) == 6
    bars = [bar.get_window_extent() for bar in axes.patches]
    both = labels_shown + bars
    assert not any(one.overlaps(other) for one, other in combinations(both, 2))
    plt.close(figure)


def test_the_title_of_an_axis_ends_within_a_phone():
    figure, axes = charts.panels(3)
    axes.plot([1, 2], [0, 1], "o")
    axes.set_yticks([0, 1], ["新疆维吾尔区", "西藏自治区"])
    axes.set_xlabel("教育支出占一般公共预算支出的比例（%）：2012年（空心）、2023年（实心）")
    vector._make_narrow(figure)
    box = axes.xaxis.label.get_window_extent()
    assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 - 2
    plt.close(figure)


def test_every_count_of_a_dot_stands_on_a_phone_clear_of_dots_and_counts():
    figure, axes = charts.panels(3)
    places = [(x, y) for x in range(11) for y in range(3)]
    axes.scatter(*zip(*places, strict=True), s=110)
    for place in places:
        beside = {"textcoords": "offset points", "fontsize": 6.5, "gid": vector.COUNT}
        axes.annotate("213", place, (8, 0), **beside)
    axes.set_yticks(range(3), ["内蒙古呼伦贝尔自治区", "昭通", "云阳"])
    axes.set(xlim=(-0.5, 10.7))
    vector._make_narrow(figure)
    shown = [text for text in axes.texts if text.get_text() == "213" and text.get_visible()]
    assert len(shown) == len(places)
    found = boxes(shown)
    assert not any(one.overlaps(other) for one, other in combinations(found, 2))
    radius = (110**0.5 / 2 + 1) * figure.dpi / 72
    dots = [
        Bbox.from_bounds(x - radius, y - radius, 2 * radius, 2 * radius)
        for x, y in axes.transData.transform(places)
    ]
    assert not any(one.overlaps(other) for one in found for other in dots)
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in found)
    plt.close(figure)


@pytest.mark.parametrize("share", [True, False])
def test_on_a_phone_each_panel_names_its_lines(share):
    """Panels side by side share their names; one below the other, each needs its own."""
    names = ["Teaching equipment value", "Library books per student"]
    figure, panels = charts.panels(2, 1, 2, sharey=share)
    for axes in panels:
        axes.plot([1, 2], [0, 1], "o")
        axes.set_yticks([0, 1], names)
    vector._make_narrow(figure)
    for axes in panels:
        assert [text.get_text() for text in axes.texts] == names
    found = boxes(text for axes in panels for text in axes.texts)
    assert not any(one.overlaps(other) for one, other in combinations(found, 2))
    plt.close(figure)


def test_labels_that_would_run_together_on_a_phone_stand_upright():
    figure, axes = charts.panels(2)
    axes.plot(range(8), range(8))
    axes.set_xticks(range(8), [f"Nan{number}tong" for number in range(8)])
    vector._make_narrow(figure)
    assert {label.get_rotation() for label in axes.get_xticklabels()} == {90}
    plt.close(figure)


def test_lines_of_chinese_do_not_touch():
    """A character is as high as its font: two lines of one size are that far apart or more."""
    figure, axes = charts.panels(3)
    axes.plot([1, 2], [0, 1], "o")
    axes.set_yticks([0, 1], ["每百名学生拥有体育、\n艺术（美术、音乐）专任教师数", "小学"])
    wide = html.fromstring(f"<div>{drawn(figure)}</div>").find_class("wide")[0]
    heights = [
        float(re.search(r"translate\([\d.-]+ ([\d.-]+)\)", text.get("transform"))[1])
        for text in wide.xpath(".//text[contains(., '体育') or contains(., '艺术')]")
    ]
    assert abs(heights[1] - heights[0]) > 9.5  # the points of the book's font


def test_a_chinese_label_in_two_lines_becomes_one_text_without_a_space():
    assert vector._folded("拥有体育、\n艺术教师", 42) == "拥有体育、艺术教师"
    assert vector._folded("Library\nbooks", 42) == "Library books"


def test_every_colour_of_a_chart_has_one_of_a_dark_page():
    """Among them those of several lines: as light as they are, they would be lost there."""
    style = (Path(__file__).parents[2] / "book/_static/edugov.css").read_text(encoding="utf-8")
    dark = style.partition('html[data-theme="dark"]')[2].partition("}")[0]
    assert all(f"--{name}:" in dark for name in vector.VARIABLES.values())
    charts.register_font()
    lines = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert len(lines) == 6 and {f"#{colour.lstrip('#')}" for colour in lines} <= set(
        vector.VARIABLES
    )


def test_a_year_that_is_a_hundred_stands_on_one_line():
    for letters in range(22, 44):
        lines = vector._folded("在校学生数（小学）（2010年=100）", letters).split("\n")
        assert sum("2010年=100" in line for line in lines) == 1


def test_no_label_lies_on_a_phone_over_the_dots_of_the_line_above():
    figure, axes = charts.panels(3)
    lines = np.repeat(np.arange(6.0), 9)
    lines += np.tile(np.linspace(-0.35, 0.35, 9), 6)
    axes.scatter(np.tile(np.arange(9), 6), lines, s=60)
    long = "Physical education and arts teachers per hundred students, "
    axes.set_yticks(range(6), [long + letter for letter in "abcdef"])
    axes.set_ylim(5.6, -0.6)
    vector._make_narrow(figure)
    (dots,) = axes.collections
    places = axes.transData.transform(dots.get_offsets())
    radius = np.sqrt(60) / 2 / 72 * figure.dpi
    seen = [Bbox.from_extents(x - 1, y - radius, x + 1, y + radius) for x, y in places]
    assert not any(label.overlaps(dot) for label in boxes(axes.texts) for dot in seen)
    plt.close(figure)
