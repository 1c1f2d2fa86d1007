"""The finished site in Chromium, both editions: search, nothing fetched from elsewhere, phones,
links, the switch between the editions, and what of the Chinese one is still English."""

import csv
import gzip
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import html

from edugov.website.assets import BUNDLES
from edugov.website.mixed_languages import english
from tests.conftest import ROOT
from tests.plain_words import shown, unsaid

# pages that speak of ids and columns
ON_TABLES = (
    "data/",
    "adapt.html",
    "research.html",
    "cookbook.html",
    "zh/data/",
    "zh/adapt.html",
    "zh/research.html",
    "zh/cookbook.html",
)
EDITIONS = {"": "en", "zh/": "zh-CN"}  # folder of the site, and the language that its pages name
# pages of each kind, the longest among them, and what the first visit to one may take
KINDS = (
    "index",
    "measures",
    "regions/index",
    "regions/yunyang",
    "regions/china-funding",
    "duties/compliance",
    "comparisons/compare",
    "comparisons/provinces",
    "methods/interval",
    "data/indicators",
    "sources/zhaotong-2023",
    "search",
)
WEIGHED = [f"{folder}{name}.html" for folder in EDITIONS for name in KINDS]
PAGE_BYTES, REQUESTS = 250_000, 14
MORE_BYTES = {"index.html": 350_000, "comparisons/compare.html": 500_000}  # the second draws charts
# the captions of tables that pass the screen, or lie in a box that scrolls sideways
OFF_THE_SCREEN = """() => {
  document.querySelectorAll(".bd-article details").forEach(folded => (folded.open = true));
  const screen = document.documentElement.clientWidth;
  const cut = shown => {
    for (let box = shown.parentElement; box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1)
        return true;
    return shown.getBoundingClientRect().right > screen + 1;
  };
  return [...document.querySelectorAll(".bd-article table")].filter(cut)
    .map(table => table.innerText.slice(0, 60));
}"""


# every page is opened once, in one of the processes
opens_every_page = pytest.mark.xdist_group("every page")


@cache
def documents(site: Path) -> dict[str, html.HtmlElement]:
    """Read every page of the site once."""
    paths = [path.relative_to(site) for path in sorted(site.rglob("*.html"))]
    return {
        str(path): html.parse(site / path).getroot()
        for path in paths
        if "_static" not in path.parts
    }


def same_page(name: str) -> str:
    """Return the name of a page in the other edition."""
    return name.removeprefix("zh/") if name.startswith("zh/") else f"zh/{name}"


@pytest.fixture(scope="module")
def visited(browser, address, built_site):
    """Open every page as on a phone; give requests to elsewhere, errors in the console, pages too
    wide, tables too wide."""
    elsewhere, said, wide, cut = [], [], [], []
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = context.new_page()

    here = (address, "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(here) or elsewhere.append(f"{page.url}: {r.url}"))
    page.on("console", lambda m: m.type == "error" and said.append(f"{page.url}: {m.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "response", lambda r: r.status >= 400 and said.append(f"{page.url}: {r.status} {r.url}")
    )
    for name in documents(built_site):
        page.goto(f"{address}/{name}", wait_until="load")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 375:
            wide.append(f"{name}: {width}")
        cut += [f"{name}: {table}" for table in page.evaluate(OFF_THE_SCREEN)]
    context.close()
    return elsewhere, said, wide, cut


def searched(page, query: str) -> tuple[str, list[str]]:
    """Ask the search page that is open; give what it says and the pages found, the first first."""
    page.evaluate("document.querySelector('.book-search [role=status]').textContent = ''")
    page.fill(".book-search input", query)
    page.press(".book-search input", "Enter")
    page.wait_for_function(
        "/\\d|Nothing|没有/.test(document.querySelector('.book-search [role=status]').textContent)"
    )
    links = page.eval_on_selector_all(
        ".book-search ol a", "found => found.map(a => a.getAttribute('href').split(/[?#]/)[0])"
    )
    said = page.inner_text(".book-search [role=status]")
    return said, [link.removesuffix(".html") for link in links]


def test_a_query_has_the_page_that_a_reader_wants_among_the_first(browser, address):
    """The queries are those of the readers' review and others; with no page wanted, the place is
    not in the book, and that has to be said."""
    with (ROOT / "tests" / "searches.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = {}
    for lang in ("en", "zh"):
        page = browser.new_page()
        page.goto(f"{address}/{'zh/' if lang == 'zh' else ''}search.html")
        for row in [row for row in rows if row["edition"] == lang]:
            said, found = searched(page, row["query"])
            wanted = row["pages"].split()
            if not wanted:
                found, wanted = [said], [w for w in (said,) if "no page" in w or "本书没有" in w]
            ranks = [rank for rank, name in enumerate(found, start=1) if name in wanted]
            places[row["query"]] = min(ranks, default=99)
        page.close()
    late = {query: rank for query, rank in places.items() if rank > 1}
    assert len(places) - len(late) >= 0.9 * len(places), late
    assert sum(rank <= 3 for rank in places.values()) >= 0.97 * len(places), late


def test_what_was_asked_is_shown_in_the_results_and_marked_on_the_page_found(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/zh/search.html?q=差异系数")
    page.wait_for_selector(".book-search mark")
    assert page.inner_text(".book-search mark >> nth=0") == "差异系数"
    page.click(".book-search ol a >> nth=0")
    page.wait_for_selector("article .highlighted")
    assert page.inner_text("article .highlighted >> nth=0") == "差异系数"
    page.close()


def test_the_index_is_loaded_only_when_something_is_asked(browser, address):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("index.html", "measures.html", "search.html"):
        page.goto(f"{address}/{name}", wait_until="networkidle")
    assert not [url for url in asked if "search-index" in url]
    searched(page, "Yining")
    assert [url for url in asked if "search-index" in url]
    page.close()


def test_search_for_what_is_nowhere_finds_nothing(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/search.html")
    assert searched(page, "饕餮")[1] == []
    page.close()


@pytest.mark.parametrize("name", WEIGHED)
def test_a_page_is_light_when_it_is_first_opened(browser, address, name):
    context = browser.new_context()  # with nothing kept from another page
    page = context.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{address}/{name}", wait_until="networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    context.close()
    most = MORE_BYTES.get(name.removeprefix("zh/"), PAGE_BYTES)
    assert sum(sizes.values()) <= most, sizes
    assert len(answers) <= REQUESTS, sorted(sizes)


def test_no_page_is_too_heavy(built_site):
    heavy = {}
    for folder in EDITIONS:
        bundles = [built_site / folder / name for name in BUNDLES]
        shared = sum(len(gzip.compress(path.read_bytes())) for path in bundles)
        for name in documents(built_site):
            if name.startswith("zh/") == (folder == "zh/"):
                size = len(gzip.compress((built_site / name).read_bytes())) + shared
                most = MORE_BYTES.get(name.removeprefix(folder), PAGE_BYTES)
                heavy |= {name: size} if size > most else {}
    assert not heavy


@opens_every_page
def test_no_request_leaves_the_server(visited):
    assert not visited[0]


@opens_every_page
def test_no_error_in_the_console(visited):
    assert not visited[1]


@opens_every_page
def test_no_page_scrolls_sideways_on_a_phone(visited):
    assert not visited[2]


@opens_every_page
def test_no_table_is_wider_than_a_phone(visited):
    assert not visited[3]


def test_a_table_cut_by_its_box_would_be_seen(browser):
    page = browser.new_page(viewport={"width": 375, "height": 812})
    table = "<table><tr><td style='min-width:{}px'>cell</td></tr></table>"
    box = f"<div style='overflow-x:auto'>{table.format(600)}</div>{table.format(200)}"
    page.set_content(f"<main class='bd-article'>{box}</main>")
    assert len(page.evaluate(OFF_THE_SCREEN)) == 1
    page.close()


def test_every_internal_link_and_anchor_resolves(built_site):
    pages = documents(built_site)
    anchors = {name: set(page.xpath("//@id | //a/@name")) for name, page in pages.items()}
    lost = []
    for name, page in pages.items():
        for link in {
            *page.xpath("//a/@href"),
            *page.xpath("//*/@src"),
            *page.xpath("//link/@href"),
        }:
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            target, anchor = urldefrag(urljoin(name, link))
            target = unquote(target.partition("?")[0]) or name
            if not (built_site / target).is_file():
                lost.append(f"{name}: {link}")
            elif anchor and target in anchors and unquote(anchor) not in anchors[target]:
                lost.append(f"{name}: {link} (no such place on the page)")
    assert not lost, "\n".join(lost[:30])


def test_no_page_names_another_site_as_its_script_style_or_picture(built_site):
    wanted = (
        "//script/@src | //img/@src | //iframe/@src | //link[@rel='stylesheet' or "
        "@rel='preload']/@href"
    )
    found = [
        f"{name}: {address}"
        for name, page in documents(built_site).items()
        for address in page.xpath(wanted)
        if urlsplit(address).netloc
    ]
    assert not found


def test_no_page_shows_the_name_of_a_python_object_in_place_of_a_result(built_site):
    shown = re.compile(r"<IPython\.|<edugov\.| object at 0x|\bNone\s*$")
    outputs = "//div[contains(@class, 'cell_output')]"
    found = [
        f"{name}: {part.text_content().strip()[:60]}"
        for name, page in documents(built_site).items()
        for part in page.xpath(outputs)
        if shown.search(part.text_content().strip())
    ]
    assert not found


def test_no_page_shows_an_id_a_column_or_the_place_of_a_number_left_out(built_site):
    found = []
    for name, page in documents(built_site).items():
        if not name.startswith(ON_TABLES):
            for article in page.iterfind(".//article"):
                found += [f"{name}: {raw}" for raw in unsaid(shown(article))]
    assert not found, "\n".join(found)


def test_one_thing_has_the_same_verdict_on_every_page(built_site):
    told: dict[str, dict[str, str]] = {}  # of each thing judged, its verdict and a page
    pages_of: dict[str, set[str]] = {}
    for path, page in documents(built_site).items():
        for badge in page.iterfind(".//span[@data-verdict]"):
            key = badge.get("data-verdict")
            told.setdefault(key, {})[badge.get("class")] = path
            pages_of.setdefault(key, set()).add(path)
    assert len(told) > 300
    assert sum(len(pages) > 1 for pages in pages_of.values()) > 100
    assert {key: verdicts for key, verdicts in told.items() if len(verdicts) > 1} == {}


@pytest.mark.parametrize("typed", ["昭通", "zhaotong", "530600", "Zhao tong"])
def test_the_front_page_finds_a_region(browser, address, typed):
    page = browser.new_page(viewport={"width": 375, "height": 812})
    page.goto(f"{address}/index.html")
    page.fill(".finder input", typed)
    shown = page.eval_on_selector_all(
        ".found-regions li:not([hidden]) a", "found => found.map(link => link.getAttribute('href'))"
    )
    assert shown == ["regions/zhaotong.html"]
    assert page.is_hidden("#finder-none")
    page.press(".finder input", "Enter")
    page.wait_for_url("**/regions/zhaotong.html")
    page.close()


def test_the_front_page_says_that_a_region_is_not_in_the_book(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.fill(".finder input", "许昌")
    assert page.is_visible("#finder-none")
    page.close()


def test_the_list_of_regions_is_there_without_the_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    assert page.locator(".found-regions a:visible").count() > 60
    assert page.is_hidden(".finder")
    context.close()


def test_every_page_names_its_language_and_leads_to_the_same_page_in_the_other(built_site):
    pages = documents(built_site)
    own = {name: page for name, page in pages.items() if page.xpath("//article")}
    assert len(own) > 400
    wrong = []
    for name, page in own.items():
        folder = "zh/" if name.startswith("zh/") else ""
        if page.get("lang") != EDITIONS[folder]:
            wrong.append(f"{name}: lang {page.get('lang')}")
        links = page.xpath("//a[contains(@class, 'language-switch')]/@href")
        if [urljoin(name, link) for link in links] != [same_page(name)]:
            wrong.append(f"{name}: switch {links}")
        told = page.xpath("//link[@rel='alternate' and @hreflang]")
        there = {link.get("hreflang"): urljoin(name, link.get("href")) for link in told}
        english = name.removeprefix("zh/")
        if there != {"en": english, "zh-CN": f"zh/{english}"}:
            wrong.append(f"{name}: alternates {there}")
    assert not wrong, "\n".join(wrong[:30])


@pytest.mark.parametrize(
    "start",
    ["how-to-read.html#verdicts", "regions/yining.html#what-is-missing-and-why", "index.html"],
)
def test_the_switch_keeps_the_place_there_and_back(browser, address, start):
    page = browser.new_page()
    page.goto(f"{address}/{start}")
    for folder in ("zh/", ""):
        page.click("a.language-switch")
        page.wait_for_url(f"{address}/{folder}{start}")
        place = urldefrag(start)[1]
        assert not place or page.evaluate(f"document.getElementById('{place}') !== null")
    page.close()


def test_no_chinese_page_shows_a_sentence_of_english(built_site):
    found = []
    for path in sorted((built_site / "zh").rglob("*.html")):
        page = path.relative_to(built_site / "zh").with_suffix("")
        text = _unmarked(path.read_text(encoding="utf-8"))
        found += [f"{page}: {sentence!r}" for sentence in english(text)]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:30])


def _unmarked(page: str) -> str:
    """Return a published page as it was before its English was marked."""
    return page.replace('<span lang="en">', "<span>")
