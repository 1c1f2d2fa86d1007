"""A chart as a page shows it: twice, as text and lines, in the colours of the page."""

import re

import matplotlib.pyplot as plt
import pytest
from lxml import html

from edugov import charts, labels, vector
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
