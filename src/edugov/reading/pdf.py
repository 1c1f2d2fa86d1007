"""Text layers of pdf files to lines and ruled tables, page after page."""

import io
import logging
import re
import zlib
from collections.abc import Callable

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from edugov.fault import Fault
from edugov.reading.grids import Block, Grid

logging.getLogger("pdfminer").setLevel(
    logging.ERROR
)  # it warns about every odd font on the terminal

UNPACKED_LIMIT = 200_000_000
PAGE_LIMIT = 1_000
EDGE = 0.08  # share of a page's height in which a page number stands
PAGE_NUMBER = re.compile(
    r"^[\s—–·.-]*(第\s*)?\d{1,4}(\s*页)?([\s/,，、]*共?\s*\d{0,4}\s*页?)[\s—–·.-]*$"
)


def blocks(raw: bytes, on_pages: Callable[[int], None]) -> list[Block]:
    """Lines and tables of a pdf in reading order; `on_pages` is told the number of pages first."""
    if b"%PDF-" not in raw[:1024]:
        raise Fault("not a pdf although its name says so; save it again as pdf")
    if _is_bomb(raw):
        raise Fault(f"would unpack to more than {UNPACKED_LIMIT // 1_000_000} MB; no report does")
    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            count = len(document.pages)
            if count > PAGE_LIMIT:
                raise Fault(f"{count} pages; the limit is {PAGE_LIMIT}")
            on_pages(count)
            found = []
            for page in document.pages:
                found += _blocks_of(page)
                page.close()  # lets go of what the page holds in memory
    except PdfminerException as error:
        if "Password" in repr(error):
            raise Fault("protected by a password; save a copy without one") from error
        raise
    text = "".join(block for block in found if isinstance(block, str))
    if not found:
        raise Fault("no text layer, so probably scanned; run text recognition (OCR) over it first")
    if text.count("(cid:") * 20 > len(text) > 0:
        raise Fault("its text layer has no characters; run text recognition (OCR) over it first")
    return found


def _is_bomb(raw: bytes) -> bool:
    """Whether the compressed streams are larger, unpacked, than any report, or packed twice."""
    unpacked = 0
    for match in re.finditer(rb"stream\r?\n", raw):
        end = raw.find(b"endstream", match.end())
        data, unpacker = raw[match.end() : end if end > 0 else len(raw)], zlib.decompressobj()
        try:
            while data and unpacked <= UNPACKED_LIMIT:
                unpacked += len(unpacker.decompress(data, 1_000_000))
                data = unpacker.unconsumed_tail
        except zlib.error:
            continue  # not a compressed stream
    return unpacked > UNPACKED_LIMIT or re.search(rb"/FlateDecode\s*/FlateDecode", raw) is not None


def _blocks_of(page) -> list[Block]:
    """Lines and ruled tables of a page from top to bottom, without the page number at its edge."""
    tables = [table for table in page.find_tables() if len(table.cells) > 1] if page.edges else []

    def outside(thing: dict) -> bool:
        middle, left = (thing["top"] + thing["bottom"]) / 2, thing["x0"]
        return not any(
            x0 <= left <= x1 and y0 <= middle <= y1 for x0, y0, x1, y1 in (t.bbox for t in tables)
        )

    placed: list[tuple[float, Block]] = [(table.bbox[1], _grid(page, table)) for table in tables]
    for line in page.filter(outside).extract_text_lines(return_chars=False):
        at_edge = line["bottom"] < page.height * EDGE or line["top"] > page.height * (1 - EDGE)
        if not (at_edge and PAGE_NUMBER.match(line["text"])):
            placed.append((line["top"], line["text"]))
    return [block for _, block in sorted(placed, key=lambda pair: pair[0])]


def _grid(page, table) -> Grid:
    """Cells of a ruled table; one that runs over several grid lines covers the rows and columns
    between."""
    grid = Grid()
    lefts, tops = (sorted({cell[side] for cell in table.cells}) for side in (0, 1))
    letters = page.filter(lambda thing: thing["object_type"] == "char")
    strips: dict[tuple[float, float], Page] = {}  # cells of one row are cut out of one strip
    for left, top, right, bottom in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
        if (top, bottom) not in strips:
            strips[top, bottom] = letters.crop(
                (page.bbox[0], top, page.bbox[2], bottom), strict=False
            )
        cell = strips[top, bottom].crop((left, top, right, bottom), strict=False)
        words = cell.extract_text().replace("\n", "")
        rows = sum(top <= other < bottom for other in tops)
        columns = sum(left <= other < right for other in lefts)
        grid.add(tops.index(top), words, rows, columns, lefts.index(left))
    return grid
