"""Word documents (docx) to lines and tables, after a look at what they would unpack to.

Only the part that holds the text is opened: a document saved as Strict Open XML, or with a relation
to a part that is not there, reads like any other.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator

import lxml.etree

from edugov.fault import Fault
from edugov.reading.grids import Block, Grid, whole

MEGABYTE = 1_000_000
UNPACKED_LIMIT = 200 * MEGABYTE
PART_LIMIT = 40 * MEGABYTE  # one text part
WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{WORD.decode()}}}"
WRAPPERS = {W + tag for tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag")}
WORDS = {W + "t": None, W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
NOT_WORD = "not a Word document; open it in Word and save it as .docx"


def blocks(raw: bytes) -> Iterator[Block]:
    """Lines and tables of a document in reading order."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise Fault("protected by a password; save a copy without one")
        raise Fault("an old Word file (.doc) under the ending .docx; save it as .docx")
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        raise Fault(NOT_WORD)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        _refuse_bomb(archive.infolist())
        text = _part(archive, _place_of_text(archive))
    body = _parsed(text.replace(STRICT_WORD, WORD)).find(f"{W}body")
    if body is None:
        raise Fault(NOT_WORD)
    yield from _blocks_of(body)


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    sizes = [member.file_size for member in members]
    parts = [member.file_size for member in members if member.filename.endswith((".xml", ".rels"))]
    if sum(sizes) > UNPACKED_LIMIT or max(parts, default=0) > PART_LIMIT:
        raise Fault(
            f"would unpack to more than {UNPACKED_LIMIT // MEGABYTE} MB, or a text part to more "
            f"than {PART_LIMIT // MEGABYTE} MB (a zip bomb?); no report is that large"
        )


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Content of a part; the size that the archive gives need not be true."""
    with archive.open(name) as stream:
        content = stream.read(PART_LIMIT + 1)
    if len(content) > PART_LIMIT:
        raise Fault(f"{name} unpacks to more than it says; save the document again")
    return content


def _place_of_text(archive: zipfile.ZipFile) -> str:
    """Name of the part with the text, from the relations of the package."""
    names = set(archive.namelist())
    relations = _parsed(_part(archive, "_rels/.rels")) if "_rels/.rels" in names else []
    for relation in relations:
        if relation.get("Type", "").endswith("/officeDocument"):
            name = posixpath.normpath(relation.get("Target", "")).lstrip("/")
            if name in names:
                return name
    if "word/document.xml" not in names:
        raise Fault(NOT_WORD)
    return "word/document.xml"


def _parsed(content: bytes) -> lxml.etree._Element:
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    root = lxml.etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Fault("defines words of its own (DOCTYPE), as Word never does; save it in Word again")
    return root


def _blocks_of(container) -> Iterator[Block]:
    for child in container:
        if child.tag == f"{W}p":
            yield from filter(None, map(str.strip, _words(child).split("\n")))
        elif child.tag in WRAPPERS:
            yield from _blocks_of(child)
        elif child.tag == f"{W}tbl":
            if next(child.iterdescendants(f"{W}tbl"), None) is None:
                yield _grid(child)
                continue
            for cell in child.iterdescendants(f"{W}tc"):  # a table that holds tables is layout
                if next(cell.iterancestors(f"{W}tbl")) is child:
                    yield from _blocks_of(cell)


def _words(paragraph) -> str:
    """Words of a paragraph with inserted, without deleted text, without the second copy of a text
    box."""
    words = []
    for node in paragraph.iter(*WORDS):
        outside = node.getparent().tag == f"{W}tabs"
        if not outside and not any(up.tag.endswith("}Fallback") for up in node.iterancestors()):
            words.append(WORDS[node.tag] or node.text or "")
    return "".join(words)


def _grid(table) -> Grid:
    grid, above = Grid(), {}
    for number, row in enumerate(table.iterdescendants(f"{W}tr")):
        before = row.find(f"{W}trPr/{W}gridBefore")
        column = whole(before.get(f"{W}val"), least=0) if before is not None else 0
        for cell in row.iterdescendants(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            width = whole(span.get(f"{W}val")) if span is not None else 1
            if merge is not None and merge.get(f"{W}val") != "restart" and column in above:
                grid.add(number, above[column], columns=width, column=column, lower=True)
            else:
                above[column] = " ".join(
                    block for block in _blocks_of(cell) if isinstance(block, str)
                )
                grid.add(number, above[column], columns=width, column=column)
            column += width
    return grid
