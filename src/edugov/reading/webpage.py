"""Web pages to lines and tables, without what the markup itself calls menu, footer or script."""

import re
from collections.abc import Iterator
from itertools import chain

import lxml.etree
import lxml.html

from edugov.fault import Fault
from edugov.reading.grids import Block, Grid, whole

FURNITURE = set(
    "script style noscript template nav footer aside form button select textarea iframe object "
    "svg canvas audio video head title".split()
)
ROLES = set("navigation contentinfo search menu menubar banner complementary".split())
NAMES = set(
    "nav navbar navigation menu topmenu mainmenu footer foot copyright breadcrumb "
    "breadcrumbs crumbs "
    "sidebar share bdsharebuttonbox friendlink".split()
)
LINES = set(
    "address article blockquote body caption center dd div dl dt fieldset figcaption "
    "figure h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section table tbody td tfoot th "
    "thead tr ul br".split()
)


# what makes libxml2 stop before the end of a page; other errors it mends and goes on
BROKEN_OFF = ("ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR")


def blocks(source: str) -> Iterator[Block]:
    """Lines and tables of a page in reading order."""
    if not source.strip():
        return
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    page = lxml.html.document_fromstring(source.encode("utf-8"), parser=parser)
    for error in parser.error_log:
        if error.type_name == "ERR_NO_MEMORY":
            raise MemoryError
        if error.type_name in BROKEN_OFF:
            raise Fault(
                f"cannot be read to its end ({error.message.split(',')[0]} at line {error.line}); "
                "save the page as text"
            )
    for element in _furniture(page):
        element.clear(keep_tail=True)
        element.tag = "span"  # nothing of it is left, not even the end of a line
    yield from _blocks_of(page)


def _furniture(page: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """List the elements that are not content, measuring each doubtful one in a single walk."""
    half = len(page.text_content()) / 2
    found = []
    doubtful = []  # those that are open: element, characters and main headings before it
    length = headings = 0
    for event, element in lxml.etree.iterwalk(page, events=("start", "end")):
        if event == "start":
            headings += element.tag == "h1"
            if element is not page and _is_named(element):
                doubtful.append((element, length, headings))
            elif element is not page and _is_furniture(element):
                found.append(element)
            length += len(element.text or "")
            continue
        if doubtful and doubtful[-1][0] is element:
            _, length_before, headings_before = doubtful.pop()
            if length - length_before < half and headings == headings_before:
                found.append(element)
        length += len(element.tail or "")
    return found


def _is_named(element: lxml.html.HtmlElement) -> bool:
    """Whether a form or a class that speaks of menus; these never take half of the page along."""
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return element.tag == "form" or not NAMES.isdisjoint(re.split(r"[^a-z]+", names))


def _is_furniture(element: lxml.html.HtmlElement) -> bool:
    """Whether markup says that this is not content."""
    if "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    if re.search(r"display\s*:\s*none", element.get("style", "")):
        return True
    return element.tag in FURNITURE or element.get("role") in ROLES


def _blocks_of(element: lxml.html.HtmlElement) -> Iterator[Block]:
    line: list[str] = []
    for piece in chain(_pieces(element), [None]):
        if isinstance(piece, str):
            line.append(piece)
            continue
        words = re.sub(r"[ \t\r\n\f]+", " ", "".join(line)).strip(" ")
        line.clear()
        if words:
            yield words
        if piece is not None:
            yield piece


def _pieces(root: lxml.html.HtmlElement) -> Iterator[str | Grid | None]:
    """Text, tables, and None where a line ends; a table that holds tables is layout and read as
    lines."""
    walk = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element.tag in LINES:
            yield None
        if event == "end":
            if element is not root:
                yield element.tail or ""
        elif element.tag == "table" and element.find(".//table") is None:
            for caption in element.findall("caption"):
                yield from _pieces(caption)
            yield _grid(element)
            walk.skip_subtree()
        else:
            yield element.text or ""


def _grid(table: lxml.html.HtmlElement) -> Grid:
    grid = Grid()
    for number, row in enumerate(table.iter("tr")):
        for cell in row.iterchildren("td", "th"):
            words = " ".join(block for block in _blocks_of(cell) if isinstance(block, str))
            grid.add(number, words, whole(cell.get("rowspan")), whole(cell.get("colspan")))
    return grid
