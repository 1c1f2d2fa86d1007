"""Word documents (docx) to lines and tables, after a look at what they would unpack to."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.oxml.ns import qn

from edugov.reading.grids import Block, Grid, whole
from edugov.tables import Fault

UNPACKED_LIMIT = 200_000_000
PART_LIMIT = 40_000_000  # one text part
WRAPPERS = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:customXml", "w:smartTag")}
WORDS = {
    qn("w:t"): None,
    qn("w:tab"): " ",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}


def blocks(path: Path, raw: bytes) -> Iterator[Block]:
    """Lines and tables of a document in reading order; `path` only names it in a Fault."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise Fault(f"{path}: protected by a password; save a copy without one")
        raise Fault(f"{path}: an old Word file (.doc) under the ending .docx; save it as .docx")
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        raise Fault(f"{path}: not a Word document; open it in Word and save it as .docx")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = archive.infolist()
    parts = [member.file_size for member in members if member.filename.endswith((".xml", ".rels"))]
    if (
        sum(member.file_size for member in members) > UNPACKED_LIMIT
        or max(parts, default=0) > PART_LIMIT
    ):
        raise Fault(
            f"{path}: would unpack to more than {UNPACKED_LIMIT // 1_000_000} MB, or a "
            "text part to "
            f"more than {PART_LIMIT // 1_000_000} MB (a zip bomb?); no report is that large"
        )
    yield from _blocks_of(docx.Document(io.BytesIO(raw)).element.body)


def _blocks_of(container) -> Iterator[Block]:
    for child in container:
        if child.tag == qn("w:p"):
            yield from filter(None, map(str.strip, _words(child).split("\n")))
        elif child.tag in WRAPPERS:
            yield from _blocks_of(child)
        elif child.tag == qn("w:tbl"):
            if next(child.iterdescendants(qn("w:tbl")), None) is None:
                yield _grid(child)
                continue
            for cell in child.iterdescendants(qn("w:tc")):  # a table that holds tables is layout
                if next(cell.iterancestors(qn("w:tbl"))) is child:
                    yield from _blocks_of(cell)


def _words(paragraph) -> str:
    """Words of a paragraph with inserted, without deleted text, without the second copy of a text
    box."""
    words = []
    for node in paragraph.iter(*WORDS):
        outside = {qn("w:tabs")} & {node.getparent().tag}
        if not outside and not any(up.tag.endswith("}Fallback") for up in node.iterancestors()):
            words.append(WORDS[node.tag] or node.text or "")
    return "".join(words)


def _grid(table) -> Grid:
    grid, above = Grid(), {}
    for number, row in enumerate(table.iterdescendants(qn("w:tr"))):
        before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        column = int(before.get(qn("w:val"), 0)) if before is not None else 0
        for cell in row.iterdescendants(qn("w:tc")):
            span, merge = (
                cell.find(f"{qn('w:tcPr')}/{qn(tag)}") for tag in ("w:gridSpan", "w:vMerge")
            )
            width = whole(span.get(qn("w:val"))) if span is not None else 1
            if merge is not None and merge.get(qn("w:val")) != "restart" and column in above:
                grid.add(number, above[column], columns=width, column=column, lower=True)
            else:
                above[column] = " ".join(
                    block for block in _blocks_of(cell) if isinstance(block, str)
                )
                grid.add(number, above[column], columns=width, column=column)
            column += width
    return grid
