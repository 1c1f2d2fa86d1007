"""Word documents (docx) to lines and tables.

What Word shows is written as the markup that `webpage` reads. Only the parts that hold words are
opened: a document saved as Strict Open XML, or that names a part which is not there, reads like any
other.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import lxml.etree

from edugov.fault import Fault
from edugov.reading.grids import TEXT_LIMIT, TOO_LONG, Block, Note, is_number, whole
from edugov.reading.webpage import blocks_of, own
from edugov.reading.word_numbering import (
    SPACES,
    Element,
    Numbering,
    W,
    looks_by_style,
    looks_of,
    said,
    value,
)

MEGABYTE = 1_000_000
UNPACKED_LIMIT = 200 * MEGABYTE
PART_LIMIT = 40 * MEGABYTE  # one text part
STRICT = {  # names in Strict Open XML
    "http://purl.oclc.org/ooxml/wordprocessingml/main": SPACES["w"],
    "http://purl.oclc.org/ooxml/officeDocument/math": SPACES["m"],
}
M = f"{{{SPACES['m']}}}"
TEXT = (W + "t", M + "t")
MARKUP = {W + "p": "p", W + "tbl": "table", W + "tr": "tr", W + "tc": "td"}
MARKUP |= {W + "br": "br", W + "cr": "br", M + "sub": "sub"}
WORDS = {W + "tab": " ", W + "ptab": " ", W + "noBreakHyphen": "-"}
WORDS |= {M + "den": "/", M + "sup": "^"}
# deleted or moved away, a hint where nothing was filled in, how a word is said, looks of before
LEFT_OUT = (
    ".//w:del[not(parent::w:trPr)] | .//w:moveFrom | .//w:tr[w:trPr/w:del] "
    "| .//w:tr[w:trPr/w:hidden[not(@w:val='0' or @w:val='false')]] | .//w:tc[w:tcPr/w:cellDel] "
    "| .//w:sdt[w:sdtPr/w:showingPlcHdr[not(@w:val='0' or @w:val='false')]] | .//w:rt "
    "| .//w:rPrChange | .//w:tabs | .//mc:Fallback[not(.//w:t) or ../mc:Choice//w:t]"
)
MARK_GONE = ".//w:p[w:pPr/w:rPr[w:del or w:moveFrom]]"  # it goes on with the paragraph below
BELOW = "following-sibling::*[self::w:p or self::w:tbl][1][self::w:p]"
ROWS_OF_EQUATIONS = ".//m:eqArr/m:e | .//m:mr/m:e"
UNREAD = ("{*}pic", "{*}imagedata", "{*}chart", "{*}relIds", "{*}altChunk")
CONTENTS = re.compile(r"^toc ?\d|目录 ?\d", re.IGNORECASE)  # styles of lines of the contents
SET_OFF = "、）)：:"  # end of a number that Word counts which sets it off from a number after it
MAIN_PART = (  # the one whose kind ends so
    "string(*[substring(@Type, string-length(@Type) - 14) = '/officeDocument']/@Target)"
)
# parts beside the text, by name: what a document says of its parts may lead to none
PART = re.compile(r"(styles|numbering|footnotes|endnotes)\d*\.xml")
NOT_WORD = "not a Word document; open it in Word and save it as .docx"


def blocks(raw: bytes) -> Iterator[Block]:
    """Lines and tables of a document in reading order, and notes on what is not read."""
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        raise Fault(NOT_WORD)
    nothing = lxml.etree.Element("nothing")
    parts = dict.fromkeys(("styles", "numbering", "footnotes", "endnotes"), nothing)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        _refuse_bomb(archive.infolist())
        # some programs write word\\document.xml, and a name says the same in capitals
        names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        text = _place_of_text(archive, names)
        folder = text.rpartition("/")[0]
        for name, written in names.items():
            if part := PART.fullmatch(name.removeprefix(f"{folder}/")):
                parts[part[1]] = _parsed(archive.read(written))
        body = _parsed(archive.read(names[text])).find("w:body", SPACES)
    if body is None:
        raise Fault(NOT_WORD)
    _leave_out(body)
    if sum(len(text.text or "") for text in body.iter(*TEXT)) > TEXT_LIMIT:
        raise Fault(TOO_LONG)
    if count := _append_notes(body, parts):
        yield Note(f"footnotes and endnotes stand at the end of the text: {count}")
    if count := sum(1 for _ in body.iter(*UNREAD)):
        yield Note(f"pictures, charts and embedded files are not read: {count}")
    _show(body, parts)
    yield from blocks_of(body)


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    sizes = [member.file_size for member in members]
    parts = [member.file_size for member in members if member.filename.endswith((".xml", ".rels"))]
    if sum(sizes) > UNPACKED_LIMIT or max(parts, default=0) > PART_LIMIT:
        raise Fault(
            f"would unpack to more than {UNPACKED_LIMIT // MEGABYTE} MB, or a text part to more "
            f"than {PART_LIMIT // MEGABYTE} MB (a zip bomb?); no report is that large"
        )


def _place_of_text(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    """Name of the part with the text, which the package says, or the usual one."""
    if "_rels/.rels" in names:
        relations = _parsed(archive.read(names["_rels/.rels"]))
        told = relations.xpath(MAIN_PART).lstrip("./").lower()
        if told in names:
            return told
    if "word/document.xml" not in names:
        raise Fault(NOT_WORD)
    return "word/document.xml"


def _parsed(content: bytes) -> Element:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        for strict, name in STRICT.items():
            content = content.replace(strict.encode(encoding), name.encode(encoding))
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    root = lxml.etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Fault("defines words of its own (DOCTYPE), as Word never does; save it in Word again")
    return root


def _leave_out(root: Element) -> None:
    """Take away what Word does not show, or shows as deleted."""
    for paragraph in root.xpath(MARK_GONE, namespaces=SPACES):
        for below in paragraph.xpath(BELOW, namespaces=SPACES):
            place = len(below.findall("w:pPr", SPACES))
            below[place:place] = [each for each in paragraph if each.tag != f"{W}pPr"]
            paragraph.getparent().remove(paragraph)
    for element in root.xpath(LEFT_OUT, namespaces=SPACES):
        element.getparent().remove(element)


def _append_notes(body: Element, parts: dict[str, Element]) -> int:
    """Put the footnotes and endnotes that the text names at its end, and say how many."""
    notes = []
    for kind in ("footnote", "endnote"):
        found = {said(note, "id"): note for note in parts[f"{kind}s"]}
        for reference in body.iterfind(f".//w:{kind}Reference", SPACES):
            if (name := said(reference, "id")) in found:
                notes.append(found.pop(name))
    for note in notes:
        _leave_out(note)
        _put_before(next(note.iter(f"{W}p"), note), "注：")
        body.append(note)
    return len(notes)


def _put_before(element: Element, words: str) -> None:
    element.insert(0, element.makeelement(f"{W}t"))
    element[0].text = words


def _show(body: Element, parts: dict[str, Element]) -> None:
    """Turn what says how words look into markup."""
    for box in reversed(body.findall(".//w:p//w:txbxContent", SPACES)):
        place = next(box.iterancestors(f"{W}p"))
        box.getparent().remove(box)
        if is_number("".join(place.itertext()).strip()):  # in a table: it stays a number
            place = [place, *place.iterancestors(f"{W}tbl")][-1]
        place.addnext(box)
    for row in body.xpath(ROWS_OF_EQUATIONS, namespaces=SPACES):
        row.tag = "div"
    looks_as = looks_by_style(parts["styles"])
    numbering = Numbering(parts["numbering"])
    for paragraph in body.iterfind(".//w:p", SPACES):
        style_id = value(paragraph, "w:pPr/w:pStyle")
        style = looks_as(style_id)
        if CONTENTS.search(style.get("name") or style_id or ""):
            paragraph.clear()  # a line of the contents: a heading that comes again, and its page
        for run in paragraph.iterfind(".//w:r", SPACES):
            _show_run(run, style | looks_as(value(run, "w:rPr/w:rStyle")))
        number = style | looks_of(paragraph.find("w:pPr/w:numPr", SPACES))
        words = "".join(paragraph.itertext()).strip()
        if words and number.get("numId"):
            depth = number.get("ilvl", numbering.depths.get(style_id))
            label = numbering.label(number["numId"], whole(depth, least=0))
            _put_before(paragraph, _set_off(label, words))
    for element in body.iter():
        if element.tag not in TEXT:
            element.text = WORDS.get(element.tag)
        element.tail = None
        element.tag = MARKUP.get(element.tag, element.tag)
    for table in body.iter("table"):
        _show_spans(table)


def _show_run(run: Element, style: dict[str, str]) -> None:
    """Raise marks, and empty those typed for a note and what is struck out or hidden."""
    looks = style | looks_of(run.find("w:rPr", SPACES))
    typed = run.find(f"*[@{W}customMarkFollows]") is not None
    if typed or looks.get("strike") or looks.get("dstrike") or looks.get("vanish"):
        run.clear()
    elif looks.get("vertAlign"):
        run.tag = looks["vertAlign"][:3]  # superscript, subscript
    elif looks.get("position"):
        run.tag = "sub" if looks["position"].startswith("-") else "sup"


def _set_off(label: str, words: str) -> str:
    """Keep a number that Word counts apart: "1." and "2023年" would be one number."""
    if words[0].isdigit() and label[-1:] not in SET_OFF:
        return label.rstrip(".") + "、"
    return f"{label} " if label[-1:].isalnum() else label


def _show_spans(table: Element) -> None:
    """Say of merged cells how many rows and columns they cover."""
    above: dict[int, Element] = {}
    for row in own(table, table, "tr"):
        column = whole(value(row, "w:trPr/w:gridBefore"), least=0)
        if column:
            row.insert(0, row.makeelement("td", colspan=str(column)))
        for cell in own(table, row, "td"):
            width = whole(value(cell, "w:tcPr/w:gridSpan"))
            goes_on = value(cell, "w:tcPr/w:vMerge") not in (None, "restart")
            before = cell.getprevious()
            if value(cell, "w:tcPr/w:hMerge") not in (None, "restart") and before is not None:
                before.set("colspan", str(whole(before.get("colspan")) + width))
                cell.getparent().remove(cell)
            elif goes_on and column in above:
                upper = above[column]
                upper.set("rowspan", str(whole(upper.get("rowspan")) + 1))
                cell.getparent().remove(cell)
            else:
                cell.set("colspan", str(width))
                above[column] = cell
            column += width
