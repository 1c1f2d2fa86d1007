"""The finished site for those who listen, use a keyboard, a finger or large type: axe-core on forty
pages, one page walked from top to end, targets, twice the size."""

from pathlib import Path

import axe_playwright_python
import pytest

from tests.test_browser import EDITIONS, OFF_THE_SCREEN

# pages of each kind, none so long that axe-core takes more than seconds
READ_ALOUD = (
    "index",
    "404",
    "search",
    "how-to-read",
    "background",
    "measures",
    "adapt",
    "correct",
    "research",
    "cookbook",
    "gaps",
    "cite",
    "bibliography",
    "regions/index",
    "regions/fujian",
    "regions/leshan",
    "regions/zhaotong",
    "regions/beijing",
    "regions/zhaotong-funding",
    "regions/nanguan-equity",
    "regions/yining-equity",
    "regions/five-schools-schools",
    "duties/questions",
    "duties/equity",
    "duties/rectification",
    "duties/reporting",
    "duties/audit",
    "comparisons/compare",
    "comparisons/provinces",
    "comparisons/equity",
    "comparisons/coverage",
    "comparisons/templates",
    "comparisons/between-provinces",
    "comparisons/national-funding",
    "methods/california",
    "methods/michigan",
    "data/changed",
    "data/colophon",
    "data/licences",
    "sources/index",
)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# what of an element in focus a reader sees and hears: its place, its name, what marks it
FOCUSED = """async () => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  // the first stop glides in
  const moving = [here, here.parentElement].flatMap(part => part.getAnimations());
  await Promise.all(moving.map(motion => motion.finished));
  if (!window.stops) window.stops = [];
  const isNew = !window.stops.includes(here);
  if (isNew) window.stops.push(here);
  // a summary of the list of pages has no height: the theme draws and marks the arrow in it
  const drawn = here.querySelector(":scope > .toctree-toggle") || here;
  const box = drawn.getBoundingClientRect();
  const style = getComputedStyle(drawn);
  const name = here.getAttribute("aria-label") || here.innerText || here.title || "";
  const isMarked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none";
  const inside = tag => here.closest(tag) !== null;
  return {isNew, isMarked, name: name.trim(), tag: here.outerHTML.slice(0, 90),
    isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    where: inside("article") ? "article" : inside("footer") ? "footer" : "around"};
}"""
MISSED = """() => [...document.querySelectorAll("article :is(a[href], button, summary, input)")]
  .filter(stop => stop.checkVisibility({ visibilityProperty: true }) && stop.tabIndex >= 0)
  .filter(stop => !window.stops.includes(stop))
  .map(stop => stop.outerHTML.slice(0, 90))"""


def flaws(page, options: str) -> list[str]:
    """Give what axe-core finds on the page that is open, with the first element of each kind."""
    # to axe a heading that is a formula is empty: it takes MathML for nothing that is read
    found = page.evaluate(
        f"axe.run(document, {{resultTypes: ['violations'], {options}}}).then(done => "
        "done.violations.map(flaw => [flaw.id, flaw.nodes.filter(node => "
        "flaw.id != 'empty-table-header' || !document.querySelector(node.target[0] + ' math')"
        ").map(node => node.html)]))"
    )
    return [f"{kind}: {len(nodes)}, {nodes[0][:120]}" for kind, nodes in found if nodes]


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("folder", EDITIONS)
def test_axe_finds_nothing_in_light_and_dark(browser, address, folder, width):
    """On a phone the targets too: 24 px, or as far apart (WCAG 2.2, 2.5.8)."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    found = {}
    for name in READ_ALOUD:
        page.goto(f"{address}/{folder}{name}.html", wait_until="load")
        page.evaluate(AXE)
        rules = "rules: {'target-size': {enabled: true}}" if width == 375 else ""
        found[name, "light"] = flaws(page, f"elementRef: false, {rules}")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found[name, "dark"] = flaws(page, "runOnly: ['color-contrast']")
    context.close()
    assert not {where: said for where, said in found.items() if said}


def test_axe_would_see_a_picture_without_words_faint_type_and_a_small_target(browser):
    page = browser.new_page()
    faint = "<p style='color: #ccc; background: #fff'>faint</p>"
    small = "<button style='all: unset; font-size: 8px'>x</button>" * 2
    whole = f"<main><h1>t</h1><img src='a'>{faint}{small}</main>"
    page.set_content(f"<html lang='en'><title>t</title>{whole}")
    page.evaluate(AXE)
    options = "elementRef: false, rules: {'target-size': {enabled: true}}"
    kinds = {said.partition(":")[0] for said in flaws(page, options)}
    assert {"image-alt", "color-contrast", "target-size"} <= kinds
    page.close()


@pytest.mark.parametrize("folder", EDITIONS)
def test_a_page_is_walked_by_keyboard_from_top_to_end(browser, address, folder):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/{folder}regions/leshan.html")
    stops = []
    for _ in range(1500):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or not stop["isNew"]:  # past the end, or held
            break
        stops.append(stop)
    assert stop is None or stops[-1]["where"] == "footer" or stop["tag"] == stops[0]["tag"], stop
    assert len(stops) > 30
    assert page.evaluate(MISSED) == []
    assert [stop["tag"] for stop in stops if not stop["name"]] == []
    assert [stop["tag"] for stop in stops if not stop["isSeen"]] == []
    assert [stop["tag"] for stop in stops if not stop["isMarked"]] == []
    # nothing of the article comes after what stands below it
    places = [stop["where"] for stop in stops]
    assert "article" not in places[places.index("article") :][places.count("article") :]
    page.close()


@pytest.mark.parametrize("folder", EDITIONS)
def test_the_first_stop_leads_to_the_content(browser, address, folder):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/{folder}regions/leshan.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(12):  # the buttons of the page may stand before its text
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('article') !== null"):
            break
    assert page.evaluate("document.activeElement.closest('article') !== null")
    page.close()


@pytest.mark.parametrize("folder", EDITIONS)
def test_at_twice_the_size_nothing_passes_the_screen(browser, address, folder):
    """A desk of 1280 px at 200 % has 640 (WCAG 1.4.4 and 1.4.10)."""
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    wide = {}
    for name in READ_ALOUD:
        page.goto(f"{address}/{folder}{name}.html", wait_until="load")
        width = page.evaluate("document.documentElement.scrollWidth")
        cut = page.evaluate(OFF_THE_SCREEN)
        if width > 640 or cut:
            wide[name] = width, cut
    context.close()
    assert not wide
