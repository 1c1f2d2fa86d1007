"""Web pages to lines and tables, without what the markup itself calls menu, footer or script."""

import re
from collections.abc import Iterator

import lxml.html

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
    "figure h1 h2 h3 "
    "h4 h5 h6 header hr html li main ol p pre section table tbody td tfoot th thead tr ul br".split()
)


def blocks(source: str) -> Iterator[Block]:
    """Lines and tables of a page in reading order."""
    if not source.strip():
        return
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    page = lxml.html.document_fromstring(source.encode("utf-8"), parser=parser)
    half = len(page.text_content()) / 2
    for element in list(page.iter(lxml.etree.Element)):
        if element.getparent() is not None and _is_furniture(element, half):
            element.drop_tree()
    yield from _blocks_of(page)


def _is_furniture(element: lxml.html.HtmlElement, half: float) -> bool:
    """Whether markup says that this is not content; forms and classes never take half of the page
    along."""
    hidden = "hidden" in element.attrib or element.get("aria-hidden") == "true"
    hidden = hidden or re.search(r"display\s*:\s*none", element.get("style", "")) is not None
    named = NAMES & set(
        re.split(r"[^a-z]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
    )
    if element.tag == "form" or named:
        return len(element.text_content()) < half and element.find(".//h1") is None
    return hidden or element.tag in FURNITURE or element.get("role") in ROLES


def _blocks_of(element: lxml.html.HtmlElement) -> Iterator[Block]:
    line: list[str] = []
    for piece in [*_pieces(element), None]:
        if isinstance(piece, str):
            line.append(piece)
            continue
        words = re.sub(r"[ \t\r\n\f]+", " ", "".join(line)).strip(" ")
        line.clear()
        if words:
            yield words
        if piece is not None:
            yield piece


def _pieces(element: lxml.html.HtmlElement) -> Iterator[str | Grid | None]:
    """Text, tables, and None where a line ends; a table that holds tables is layout and read as
    lines."""
    if element.tag == "table" and element.find(".//table") is None:
        yield None
        for caption in element.findall("caption"):
            yield from _pieces(caption)
        yield _grid(element)
        return
    ends = element.tag in LINES
    if ends:
        yield None
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if ends:
        yield None


def _grid(table: lxml.html.HtmlElement) -> Grid:
    grid = Grid()
    for number, row in enumerate(table.iter("tr")):
        for cell in row.iterchildren("td", "th"):
            words = " ".join(block for block in _blocks_of(cell) if isinstance(block, str))
            grid.add(number, words, whole(cell.get("rowspan")), whole(cell.get("colspan")))
    return grid
