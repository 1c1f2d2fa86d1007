"""PDF files: their text to lines and tables in reading order, scanned pages and passwords refused.

Two libraries read each page. PDFium gives the words, since it joins letters that are spaced out and
passes over copies that make them bold; pdfplumber finds the tables, and its own text is the second
opinion: a number that is not in it is doubtful.
"""

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator

import pdfplumber
import pypdfium2
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from edugov.fault import Fault
from edugov.reading import pdf_page
from edugov.reading.grids import Block, Doubt, Line, Note
from edugov.reading.pdf_pieces import Leaf, Piece, Sheet
from edugov.reading.pdf_running_heads import drop_running_heads

logging.getLogger("pdfminer").setLevel(
    logging.ERROR
)  # it warns about every odd font on the terminal

UNPACKED_LIMIT = 200_000_000
PAGE_LIMIT = 1_000
NUMBER = re.compile(r"\d+(?:[.,]\d+)*[%％‰]?")
CONTINUED = re.compile(r".{0,12}续")  # over what goes on of a table
COVERED = 0.5  # of a page, by a picture that is most likely a scan
STAMPS = 3  # lines beside it: the page's number, the name of the program that scanned it
UNSURE = "two ways to take the text out of the page differ in this number"
SCANNED = "no text layer, so probably scanned; run text recognition (OCR) over it first"


def blocks(raw: bytes, on_pages: Callable[[int], None]) -> Iterator[Block]:
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
            second = pypdfium2.PdfDocument(raw)
            leaves = [_leaf(page, second) for page in document.pages]
    except PdfminerException as error:
        if "Password" in repr(error):
            raise Fault("protected by a password; save a copy without one") from error
        raise
    drop_running_heads(leaves)
    empty = [n for n, leaf in enumerate(leaves, 1) if not leaf.pieces and not leaf.sheets]
    stamped = [n for n, leaf in enumerate(leaves, 1) if leaf.is_covered and n not in empty]
    if len(empty) == count:
        raise Fault(SCANNED)
    missing = [str(n) for n in sorted(empty + stamped) if leaves[n - 1].is_drawn]
    if missing:
        yield Note(f"not read: page {', '.join(missing)} of {count}: {SCANNED}")
    for block in _joined(leaves):
        yield block.grid if isinstance(block, Sheet) else block


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


def _leaf(page: Page, document: pypdfium2.PdfDocument) -> Leaf:
    """What stands on a page, seen as most of its letters stand upright.

    pdfplumber opens it first, since it is PDFium that fills the memory with forms without end.
    """
    turns = Counter(pdf_page.turn_of(letter["matrix"]) for letter in page.chars)
    turn = max((turn for turn in turns if turn % 90 == 0), key=turns.get, default=0)
    if turn:
        page.page_obj.rotate = (page.rotation + turn) % 360
        page.page_obj.attrs["Rotate"] = page.page_obj.rotate
        page = Page(page.pdf, page.page_obj, page.page_number)
    second = document[page.page_number - 1]
    pdf_page.set_upright(second, page.rotation)
    other = page.filter(_is_straight).extract_text()
    nameless = re.findall(r"\(cid:[1-9]", other)  # letters without a meaning; 0 only has no shape
    other = re.sub(r"\(cid:\d+\)", "", other)
    text = second.get_textpage()
    leaf = Leaf(page.height, pdf_page.pieces_of(text, page.height), [], set(), False)
    for table in page.find_tables():
        sheet = pdf_page.ruled(table, text, page.height) if pdf_page.is_ruled(table, page) else None
        if sheet:
            leaf.sheets.append(sheet)
            leaf.pieces = [piece for piece in leaf.pieces if not sheet.holds(piece)]
    ways = [other, other.replace(" ", "")]  # as it is, spaced out, drawn twice or three times
    ways += [re.sub(rf"(\S)\1{{{copies}}}", r"\1", other) for copies in (1, 2)]
    leaf.known = {number for way in ways for number in NUMBER.findall(way)}
    leaf.is_drawn = bool(page.images or page.curves)
    shares = (image["width"] * image["height"] / page.width / page.height for image in page.images)
    leaf.is_covered = max(shares, default=0) > COVERED and len(other.split("\n")) < STAMPS
    letters = re.sub(r"(\S)\1+|\s", r"\1", other)
    if len(nameless) * 20 > len(other) or text.count_chars() * 2 < len(letters):
        leaf = Leaf(page.height, [], [], set(), True)
    page.close()  # lets go of what the page holds in memory
    second.close()
    return leaf


def _is_straight(thing: dict) -> bool:
    """Whether a thing is no letter that is printed askew."""
    return thing["object_type"] != "char" or not pdf_page.turn_of(thing["matrix"])


def _joined(leaves: list[Leaf]) -> list[Line | Sheet]:
    """Lines and tables of all pages; a table that goes on at the next page is one."""
    found: list[Line | Sheet] = []
    for leaf in leaves:
        for item in pdf_page.in_order([*leaf.pieces, *leaf.sheets]):
            if isinstance(item, Piece):
                numbers = NUMBER.finditer(item.words)
                spans = [match.span() for match in numbers if match[0] not in leaf.known]
                found.append(Line(item.words, tuple(Doubt(*span, UNSURE) for span in spans)))
                continue
            for place, words in item.grid.words.items():
                if not leaf.known.issuperset(NUMBER.findall(words)):
                    item.grid.doubts[place] = UNSURE
            named = found and isinstance(found[-1], Line) and CONTINUED.match(found[-1].words)
            before = found[-2:-1] if named else found[-1:]
            if before and isinstance(before[0], Sheet) and pdf_page.goes_on(before[0], item):
                if named:
                    found.pop()
            else:
                found.append(item)
    return found
