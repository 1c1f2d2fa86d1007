"""Web pages (html) to lines and tables, without menus, footers, scripts and what is hidden."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import lxml.etree
import lxml.html

from edugov.fault import Fault
from edugov.han import HAN
from edugov.reading import style_sheets
from edugov.reading.grids import SPAN_LIMIT, Block, Grid, Note, is_number, whole

# what is not content, is not shown or is struck out, and how a word is said
FURNITURE = (
    "/*//*[self::script or self::style or self::noscript or self::template or self::head "
    "or self::title or self::nav or self::footer or self::aside or self::button or self::select "
    "or self::textarea or self::iframe or self::object or self::svg or self::canvas "
    "or self::audio or self::video or self::s or self::strike or self::del or self::rt or self::rp "
    "or @hidden or @aria-hidden='true' "
    "or re:test(@role, '^(navigation|contentinfo|search|menu|menubar|banner|complementary)$') "
    r"or re:test(@style, 'display\s*:\s*none|mso-hide\s*:\s*all|text-decoration[^;]*line-through',"
    "'i')]"
)
# what may be content all the same: a form, a name that speaks of menus, what a program may show
DOUBTFUL = (
    "/*//*[self::form or re:test(@style, 'visibility\\s*:\\s*(hidden|collapse)', 'i') "
    "or re:test(concat(@class, ' ', @id), '(?<![a-z])(nav|navbar|navigation|menu|topmenu|mainmenu|"
    "footer|foot|copyright|breadcrumb|breadcrumbs|crumbs|sidebar|share|bdsharebuttonbox|friendlink)"
    "(?![a-z])', 'i')]"
)
REGULAR = {"re": "http://exslt.org/regular-expressions"}
PROGRAMS = ("script", "textarea", "template")  # from these a program may write the page's text
# a Chinese character as itself, or as programs write it
WRITTEN = re.compile(rf"[{HAN}]|\\u[4-9][0-9a-f]{{3}}", re.IGNORECASE)
# a note's mark, or a piece of one: no part of the number that it hangs on
MARK = re.compile(r"[(（\[〔【]?(?:注?(?:[\d,，、-]+|[*※†‡①-⑳]+)?|[a-z])[)）\]〕】]?")
EXPONENT = re.compile(r"-?\d")
BASE = re.compile(r"[A-Za-z]$|[×xX*·]\s*10$")  # what an exponent stands at: m², 10⁴
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
COPY = "open it in a browser, copy what it shows, and save that as txt"
CELL_LENGTH = 300  # characters; what is longer is no cell of a table of data
GROUPS = ("thead", "tbody", "tfoot")
LINES = set(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody "
    "td tfoot th thead tr ul br".split()
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
    programs = sum(_han("".join(element.itertext())) for element in page.iter(*PROGRAMS))
    _drop_furniture(page)
    text = page.text_content()
    if not text.strip():
        raise Fault(f"the page is empty: it holds no text of its own; {COPY}")
    if programs > _han(text):
        yield Note(f"most words of the page stand in its programs and were not read; {COPY}")
    yield from blocks_of(page)


def _han(text: str) -> int:
    return len(WRITTEN.findall(text))


def _drop_furniture(page: lxml.html.HtmlElement) -> None:
    """Empty what is not content; what is doubtful never takes half of the page or a main heading
    along."""
    style_sheets.write_into(page)
    # a long program is no measure of half of a page
    _empty(page.xpath(FURNITURE, namespaces=REGULAR))
    half = len(page.text_content()) / 2
    weights = {}  # characters in each element, a main heading counting for half of the page
    for element in reversed(list(page.iter())):
        weights[element] = len(element.text or "") + half * (element.tag == "h1")
        weights[element] += sum(weights[child] + len(child.tail or "") for child in element)
    doubtful = page.xpath(DOUBTFUL, namespaces=REGULAR)
    _empty(element for element in doubtful if weights[element] < half)


def _empty(elements: Iterable[lxml.html.HtmlElement]) -> None:
    for element in elements:
        element.clear(keep_tail=True)
        element.tag = "span"  # nothing of it is left, not even the end of a line


def blocks_of(element: lxml.etree._Element) -> Iterator[Block]:
    """Lines and tables of markup in reading order."""
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


def _pieces(root: lxml.etree._Element) -> Iterator[str | Grid | None]:
    """Text, tables, and None where a line ends."""
    before = ""
    walk = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element.tag in LINES:
            before = ""
            yield None
        if event == "end":
            piece = element.tail if element is not root else ""
        elif element.tag == "table" and not _is_layout(element):
            piece = ""
            for caption in element.findall("caption"):
                yield from _pieces(caption)
            yield _grid(element)
            walk.skip_subtree()
        else:
            piece = _raised(element, before)
            if piece is None:
                piece = element.text
            else:
                walk.skip_subtree()
        yield piece or ""
        before = (before + (piece or "")).rstrip()[-9:]


def _raised(element: lxml.etree._Element, before: str) -> str | None:
    """What stays of raised or lowered words: of a note's mark nothing, of an exponent or an index
    its signs; None where they are none of these."""
    raised = element.tag == "sup" or "super" in element.get("style", "")
    raised = raised or element.get("role") == "doc-noteref"
    link = element.tag == "a" and element.get("href", "").startswith("#")
    if not (raised or link or element.tag == "sub"):
        return None
    words = "".join(element.itertext()).strip()
    if element.tag == "sub":
        return words.translate(LOWERED)
    if raised and EXPONENT.fullmatch(words) and BASE.search(before):
        return words.translate(RAISED)
    is_mark = MARK.fullmatch(words) and not (link and words.isdecimal())
    return "" if is_mark else None


def own(
    table: lxml.etree._Element, within: lxml.etree._Element, *tags: str
) -> list[lxml.etree._Element]:
    """List the elements that belong to a table and not to one inside it."""
    return [each for each in within.iter(*tags) if next(each.iterancestors("table")) is table]


def _is_layout(table: lxml.etree._Element) -> bool:
    """Whether a table that holds tables only puts them in their place: it has long cells, or no
    number of its own but a sentence, or a single row or column."""
    if table.find(".//table") is None:
        return False
    rows = own(table, table, "tr")
    cells = ["".join(cell.itertext()).strip() for cell in own(table, table, "td", "th")]
    if max(map(len, cells), default=0) > CELL_LENGTH:
        return True
    single = len(rows) < 2 or len(cells) <= len(rows)
    return (single or "。" in "".join(cells)) and not any(map(is_number, cells))


def _grid(table: lxml.etree._Element) -> Grid:
    grid = Grid()
    rows = own(table, table, "tr")
    rows.sort(key=lambda row: row.getparent().tag == "tfoot")  # it may be written before the body
    ends = {row.getparent(): number for number, row in enumerate(rows, 1)}
    for number, row in enumerate(rows):
        group = row.getparent()
        end = ends[group] if group.tag in GROUPS else SPAN_LIMIT + number
        for cell in own(table, row, "td", "th"):
            words = " ".join(map(_in_cell, blocks_of(cell)))
            rest = end - number  # a cell covers no row of another group, with rowspan 0 all of its
            down = rest if cell.get("rowspan") == "0" else whole(cell.get("rowspan"))
            grid.add(number, words, min(down, rest), whole(cell.get("colspan")))
    return grid


def _in_cell(block: str | Grid) -> str:
    """A line of a cell, or the rows of a table in it."""
    if isinstance(block, str):
        return block
    return "；".join(" ".join(row) for row in block.rows().values())
