"""The finished site on a desk: how long the pages of a county are, that the head of a long table
stays in sight, and that the word which shows the code lies over nothing."""

import pandas as pd
import pytest

from edugov import regions, tables
from tests.test_browser import EDITIONS
from tests.test_browser_everybody import READ_ALOUD

LONGEST = 6000  # pixels
DESK = {"width": 1280, "height": 900}
# what is drawn, said or pressed in an output and shares a place with the closed bar of its code
UNDER_THE_WORD = """() => [...document.querySelectorAll("details.above-input:not([open])")]
  .flatMap(bar => {
    const word = bar.getBoundingClientRect();
    const output = bar.parentElement.querySelector(".cell_output");
    const lines = [...output.querySelectorAll("p, caption, th, td, li, summary, a, button")]
      .filter(part => part.checkVisibility())
      .flatMap(part => [...part.childNodes].filter(node => node.nodeType === Node.TEXT_NODE))
      .flatMap(text => {
        const range = document.createRange();
        range.selectNodeContents(text);
        return [...range.getClientRects()].map(box => [text.data, box]);
      });
    const drawn = [...output.querySelectorAll("svg g[id^=text], svg text")]
      .map(part => [part.id, part.getBoundingClientRect()]);
    return [...lines, ...drawn]
      .filter(([, box]) => box.left < word.right - 1 && box.right > word.left + 1
        && box.top < word.bottom - 1 && box.bottom > word.top + 1)
      .map(([said]) => said.trim().slice(0, 60));
  })"""

HALF_WAY_DOWN_THE_LONGEST_TABLE = """() => {
  const top = part => part.getBoundingClientRect().top;
  const height = part => part.getBoundingClientRect().height;
  const tables = [...document.querySelectorAll("article table")].filter(table => table.tHead);
  const longest = tables.sort((one, other) => height(other) - height(one))[0];
  window.scrollTo(0, top(longest) + window.scrollY + height(longest) / 2);
  return [top(longest), top(longest.tHead.rows[0].cells[0])];
}"""


def pages_of_counties() -> list[str]:
    """Give the names of all pages of counties."""
    every = {name: tables.read(name) for name in tables.names()}
    having = regions.with_pages(every).merge(every["regions"])
    counties = having[having["kind"].eq("county") & having["pages"].astype(bool)]
    return [
        f"regions/{regions.page_stem(row['slug'], kind)}"
        for row in counties.to_dict("records")
        for kind in ("profile", "funding", "equity", "schools")
        if row[kind]
    ]


@pytest.mark.parametrize("folder", EDITIONS)
def test_no_page_of_a_county_is_too_long(browser, address, folder):
    page = browser.new_page(viewport=DESK)
    heights = {}
    for name in pages_of_counties():
        page.goto(f"{address}/{folder}{name}.html", wait_until="load")
        heights[name] = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert len(heights) > 30
    found = pd.Series(heights)
    assert found[found > LONGEST].to_dict() == {}


@pytest.mark.parametrize("name", ["regions/yining", "data/standards"])
@pytest.mark.parametrize("folder", EDITIONS)
def test_the_head_of_a_long_table_stays_in_sight(browser, address, folder, name):
    page = browser.new_page(viewport=DESK)
    page.goto(f"{address}/{folder}{name}.html", wait_until="load")
    for folded in page.locator("article .cell_output details").all():
        folded.evaluate("folded => folded.open = true")
    table, head = page.evaluate(HALF_WAY_DOWN_THE_LONGEST_TABLE)
    page.close()
    assert table < -500  # its own top is far above the window
    assert 0 <= head < 100


@pytest.mark.parametrize("folder", EDITIONS)
def test_the_word_that_shows_the_code_lies_over_nothing(browser, address, folder):
    page = browser.new_page(viewport=DESK)
    covered = {}
    for name in READ_ALOUD:
        page.goto(f"{address}/{folder}{name}.html", wait_until="load")
        covered[name] = page.evaluate(UNDER_THE_WORD)
    page.close()
    assert {name: said for name, said in covered.items() if said} == {}


def test_a_line_under_the_word_would_be_seen(browser):
    page = browser.new_page(viewport=DESK)
    bar = "<details class='above-input' style='position:absolute'><summary>Code</summary></details>"
    page.set_content(f"<div>{bar}<div class='cell_output'><p>a line beneath it</p></div></div>")
    assert page.evaluate(UNDER_THE_WORD) == ["a line beneath it"]
    page.close()
