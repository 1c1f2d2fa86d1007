"""The finished site in Chromium: search, nothing fetched from elsewhere, phones, links."""

import re
import threading
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import html

# a word, and pages of which at least one must be among its results
SEARCHES = {
    "差异系数": ["measures.html", "regions/yining-equity.html", "comparisons/equity.html"],
    "差异": ["measures.html", "regions/yining-equity.html", "comparisons/equity.html"],
    "均衡发展": ["background.html", "measures.html"],
    "昭通": ["regions/zhaotong.html"],
    "Yining": ["regions/yining.html"],
    "coefficient": ["measures.html", "comparisons/equity.html"],
}


@cache
def documents(site: Path) -> dict[str, html.HtmlElement]:
    """Read every page of the site once."""
    paths = [path.relative_to(site) for path in sorted(site.rglob("*.html"))]
    return {
        str(path): html.parse(site / path).getroot() for path in paths if path.parts[0] != "_static"
    }


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Print nothing for each request."""


@pytest.fixture(scope="module")
def address(built_site):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built_site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def visited(browser, address, built_site):
    """Open every page as on a phone; give requests to elsewhere, errors in the console, pages too
    wide."""
    elsewhere, said, wide = [], [], []
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = context.new_page()

    here = (address, "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(here) or elsewhere.append(f"{page.url}: {r.url}"))
    page.on("console", lambda m: m.type == "error" and said.append(f"{page.url}: {m.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "response", lambda r: r.status >= 400 and said.append(f"{page.url}: {r.status} {r.url}")
    )
    for name, document in documents(built_site).items():
        page.goto(f"{address}/{name}", wait_until="load")
        if document.xpath("//span[contains(@class, 'math ')] | //div[contains(@class, 'math ')]"):
            page.wait_for_selector("mjx-container", state="attached")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 375:
            wide.append(f"{name}: {width}")
    context.close()
    return elsewhere, said, wide


@pytest.mark.parametrize("word", SEARCHES)
def test_search_finds_the_page_and_shows_the_word(browser, address, word):
    page = browser.new_page()
    page.goto(f"{address}/search.html?q={word}")
    page.wait_for_function("document.querySelector('.search-summary')?.innerText")
    page.wait_for_function(
        "document.querySelectorAll('ul.search li').length === "
        "document.querySelectorAll('p.context').length"
    )
    links = page.eval_on_selector_all(
        "#search-results ul.search li > a", "found => found.map(a => a.href)"
    )
    found = {urldefrag(link)[0].removeprefix(f"{address}/") for link in links}
    assert found & set(SEARCHES[word]), sorted(found)
    summaries = page.eval_on_selector_all(
        "#search-results p.context", "found => found.map(p => p.innerText)"
    )
    assert any(word[:2].lower() in text.lower() for text in summaries)
    page.close()


def test_search_for_what_is_nowhere_finds_nothing(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/search.html?q=饕餮")
    page.wait_for_function("document.querySelector('.search-summary')?.innerText")
    assert page.eval_on_selector_all("#search-results ul.search li", "found => found.length") == 0
    page.close()


def test_no_request_leaves_the_server(visited):
    assert not visited[0]


def test_no_error_in_the_console(visited):
    assert not visited[1]


def test_no_page_scrolls_sideways_on_a_phone(visited):
    assert not visited[2]


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
