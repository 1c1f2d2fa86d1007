"""Files made to hang a reader or to fill the memory; all names and numbers in them are invented.

Each maker writes one small program's worth of malice and gives the path. `READ` lists what has to
be read, with words that stand at its end; `REFUSED` what has to be refused, with words of the
sentence that says why; of `EITHER` only the bounds are asked.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

Maker = Callable[[Path], Path]
HEAD = "某县2022年教育情况\n"
SENTENCE = "全县有小学12所，在校学生8640人。"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="bin" ContentType="application/octet-stream"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


# ---- text and web pages


def text(content: str, ending: str = "txt") -> Maker:
    def make(folder: Path) -> Path:
        path = folder / f"hostile.{ending}"
        path.write_text(content, encoding="utf-8")
        return path

    return make


def page(body: str) -> Maker:
    return text(f"<html><body>{body}</body></html>", "html")


def unclosed(tag: str, count: int) -> Maker:
    return page("".join(f"<{tag}>小学{number}所。<br>" for number in range(count)))


def nested_tables(count: int) -> Maker:
    return page("<table><tr><td>" * count + SENTENCE + "</table>" * count + "<p>末尾9人</p>")


def nested_menus(count: int) -> Maker:
    return page("<div class='nav'>" * count + SENTENCE * 20_000 + "</div>" * count)


def attributes(count: int) -> Maker:
    names = " ".join(f"a{number}" for number in range(count))
    return page(f"<p {names}>{SENTENCE}</p>")


def scripts(count: int) -> Maker:
    return page("甲<script>1</script>" * count + f"<p>{SENTENCE}</p>")


# ---- Word documents


def packed(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        frame = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS}
        for name, content in (frame | parts).items():
            archive.writestr(name, content)
    return stream.getvalue()


def word(body: str, before: str = "", **parts: bytes) -> Maker:
    def make(folder: Path) -> Path:
        content = f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        path = folder / "hostile.docx"
        path.write_bytes(packed({"word/document.xml": content} | parts))
        return path

    return make


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def wide_table(setting: str, cells: int) -> Maker:
    """A row whose cells or margins ask for as many columns as a number can say."""
    row = f"<w:trPr><w:{setting} w:val='999999999'/></w:trPr>" if setting != "gridSpan" else ""
    span = "<w:tcPr><w:gridSpan w:val='999999999'/></w:tcPr>" if setting == "gridSpan" else ""
    cell = f"<w:tc>{span}{paragraph('甲')}</w:tc>"
    return word(f"<w:tbl><w:tr>{row}{cell * cells}</w:tr></w:tbl>{paragraph(SENTENCE)}")


def entities(levels: int) -> Maker:
    declared = '<!ENTITY e0 "哈哈哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, levels)
    )
    return word(paragraph(f"&e{levels - 1};"), f"<!DOCTYPE w [{declared}]>")


def lists(uses: int, levels: int) -> Maker:
    """A document whose every use of a list has every level of it, and a number for each."""
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:lvlText w:val="%1、"/></w:lvl>'
    content = f'<w:abstractNum w:abstractNumId="0">{level * levels}</w:abstractNum>' + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/></w:num>' for number in range(uses)
    )
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    part = f'<w:numbering xmlns:w="{WORD}">{content}</w:numbering>'
    body = paragraph(SENTENCE).replace("<w:r>", f"{numbered}<w:r>", 1)
    return word(body, **{"word/numbering.xml": part.encode()})


def styles(count: int) -> Maker:
    """Styles that are each based on the next one, the last on the first."""
    content = "".join(
        f'<w:style w:styleId="{number}"><w:basedOn w:val="{(number + 1) % count}"/></w:style>'
        for number in range(count)
    )
    part = f'<w:styles xmlns:w="{WORD}">{content}</w:styles>'
    styled = '<w:pPr><w:pStyle w:val="0"/></w:pPr>'
    body = paragraph(SENTENCE).replace("<w:r>", f"{styled}<w:r>", 1)
    return word(body, **{"word/styles.xml": part.encode()})


def media(megabytes: int) -> Maker:
    return word(paragraph(SENTENCE), **{"word/media/image1.bin": bytes(megabytes * 1_000_000)})


def lying_sizes(folder: Path) -> Path:
    """A docx whose part with the text says that it is 100 bytes long and unpacks to 60 MB."""
    body = paragraph("小学12所。") * 1_000_000
    path = word(body)(folder)
    content = bytearray(path.read_bytes())
    name = b"word/document.xml"
    local = content.find(b"PK\x03\x04", content.find(name) - 40)
    central = content.rfind(b"PK\x01\x02", 0, content.rfind(name))
    struct.pack_into("<I", content, local + 22, 100)
    struct.pack_into("<I", content, central + 24, 100)
    path.write_bytes(content)
    return path


# ---- pdf


def portable(objects: list[bytes]) -> bytes:
    """A pdf of these objects, numbered from 1; the first is the catalogue."""
    content = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return content + end % (len(objects) + 1, start)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def pdf(contents: bytes, *more: bytes, resources: bytes = b"", pages: int = 1) -> Maker:
    """Pages that all show object 4 with their resources; `more` are the objects from 5 on."""
    font = b"/Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>"
    one = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <<%s>>>>"
    numbers = [3, *range(5 + len(more), 4 + len(more) + pages)]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    tree = b"<</Type /Pages /Count %d /Kids [%s]>>" % (pages, kids)
    first = one % (font + resources)
    objects = [b"<</Type /Catalog /Pages 2 0 R>>", tree, first, contents, *more]
    objects += [first] * (pages - 1)

    def make(folder: Path) -> Path:
        path = folder / "hostile.pdf"
        path.write_bytes(portable(objects))
        return path

    return make


def crossing(shape: str, count: int) -> bytes:
    """Shapes in ever other places that all cross each other; `shape` takes two coordinates."""
    places = ((number * 7 % 590, number * 11 % 790) for number in range(count))
    return "".join(shape.format(*place) for place in places).encode() + LINE


def cells(side: int) -> bytes:
    """A ruled table of so many rows and columns, a number in each cell."""
    wide, high = 500 / side, 700 / side
    drawn = []
    for number in range(side * side):
        left, low = number % side * wide + 20, number // side * high + 20
        drawn.append(f"{left:.2f} {low:.2f} {wide:.2f} {high:.2f} re S")
        drawn.append(f"BT /F1 2 Tf {left + 1:.2f} {low + 1:.2f} Td (7) Tj ET")
    return "\n".join(drawn).encode()


LINE = b"BT /F1 12 Tf 72 700 Td (2022: 12 schools) Tj ET\n"


def forms(levels: int, times: int) -> Maker:
    """Forms that each draw the next one so many times."""
    drawn = []
    for level in range(levels):
        last = level == levels - 1
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
        if not last:
            entries += b" /Resources <</XObject <</X %d 0 R>>>>" % (6 + level)
        drawn.append(stream(b"0 0 1 1 re f\n" if last else b"/X Do\n" * times, entries))
    return pdf(stream(b"/X Do\n" * times), *drawn, resources=b"/XObject <</X 5 0 R>>")


def drawing_itself(folder: Path) -> Path:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 5 0 R>>>>"
    form = stream(b"/X Do\n/X Do\n", entries)
    return pdf(stream(LINE + b"/X Do\n"), form, resources=b"/XObject <</X 5 0 R>>")(folder)


def twice_packed(filters: bytes, megabytes: int, *more: bytes) -> Maker:
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()
    return pdf(stream(zlib.compress(once, 9), b"/Filter " + filters), *more)


def run_lengths(megabytes: int) -> Maker:
    """Two bytes that stand for 128 spaces, again and again."""
    return pdf(stream(b"\x81 " * (megabytes * 500_000) + b"\x80", b"/Filter /RunLengthDecode"))


def lzw(megabytes: int) -> Maker:
    """Codes of nine bits that all stand for a space, with a reset before the table grows."""
    codes = ([256] + [32] * 200) * (megabytes * 4_400) + [257]
    bits = "".join(f"{code:09b}" for code in codes)
    data = int(bits, 2).to_bytes((len(bits) + 7) // 8, "big")
    return pdf(stream(data, b"/Filter /LZWDecode"))


def hex_chain(times: int) -> Maker:
    data = LINE
    for _ in range(times):
        data = data.hex().encode() + b">"
    return pdf(stream(data, b"/Filter [%s]" % (b"/ASCIIHexDecode " * times)))


def page_loop(folder: Path) -> Path:
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Count 9 /Kids [3 0 R 2 0 R]>>",
        b"<</Type /Pages /Count 9 /Kids [2 0 R 3 0 R]>>",
    ]
    path = folder / "hostile.pdf"
    path.write_bytes(portable(objects))
    return path


# ---- what has to come of them; made only when asked for, since some are large

READ: dict[str, tuple[Callable[[], Maker], str]] = {
    "html: 400 unclosed font tags": (lambda: unclosed("font", 400), "小学399所"),
    "html: 400 unclosed div tags": (lambda: unclosed("div", 400), "小学399所"),
    "html: 100 tables in one another": (lambda: nested_tables(100), "末尾9人"),
    "html: 1,500 menus in one another": (lambda: nested_menus(1_500), "8640人"),
    "html: 50,000 scripts, words between": (lambda: scripts(50_000), "8640人"),
    "html: 20,000 cells in a row": (
        lambda: page("<table><tr>" + "<td>甲" * 20_000 + f"</table><p>{SENTENCE}"),
        "8640人",
    ),
    "docx: gridBefore without end": (lambda: wide_table("gridBefore", 1), "8640人"),
    "docx: gridAfter without end": (lambda: wide_table("gridAfter", 1), "8640人"),
    "docx: gridSpan without end": (lambda: wide_table("gridSpan", 1), "8640人"),
    "docx: a column of 20,000 merged cells": (
        lambda: word(
            "<w:tbl>"
            + f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('甲')}</w:tc></w:tr>" * 20_000
            + f"</w:tbl>{paragraph(SENTENCE)}"
        ),
        "8640人",
    ),
    "docx: styles based on each other in a ring": (lambda: styles(200), "8640人"),
    "docx: 190 MB of pictures": (lambda: media(190), "8640人"),
    "txt: a number of 400 digits": (lambda: text(f"{HEAD}小学在校生{'9' * 400}人。"), "人。"),
    "txt: a number of 100,000 digits": (
        lambda: text(f"{HEAD}小学在校生{'9' * 100_000}人。"),
        "人。",
    ),
    "txt: a numeral of 100,000 characters": (
        lambda: text(f"{HEAD}小学{'九' * 100_000}人。"),
        "人。",
    ),
    "txt: 60,000 characters of growth in a line": (
        lambda: text("小学在校生123人，比上年增长3%。" * 3_160),
        "3%。",
    ),
    "txt: 60,000 characters of growth in a sentence": (
        lambda: text("小学在校生123人，比上年增长3%，" * 3_160),
        "3%，",
    ),
    "txt: 8,000 numbers joined by commas": (lambda: text("小学" + "1,234," * 8_000 + "人"), "人"),
    "txt: 8,000 groups of thousands": (lambda: text("小学1" + ",123" * 8_000 + "人"), "人"),
    "txt: 80,000 opening marks": (lambda: text("《" * 80_000), "《"),
    "txt: 60,000 characters of list": (lambda: text(HEAD + "1、" * 30_000), "、"),
    "txt: 60,000 characters of labels": (lambda: text("小学" * 30_000 + "\n甲|1"), "甲|1"),
    "txt: names and numbers in two wide rows": (
        lambda: text(("小学|" * 5_000 + "12|" * 5_000 + "\n") * 2),
        "12|12|",
    ),
    "txt: 3 MB of sentences": (
        lambda: text(HEAD + ("全县教育工作有序推进。" * 9 + "\n") * 10_000),
        "\n",
    ),
}
REFUSED: dict[str, tuple[Callable[[], Maker], str]] = {
    "html: 5,000 tags in one another": (
        lambda: unclosed("div", 5_000),
        "cannot be read to its end",
    ),
    "html: 5 cells of a million places": (
        lambda: page("<table>" + "<tr><td rowspan=1000 colspan=1000>甲" * 5),
        "1,000,000 cells",
    ),
    "html: 45 MB of paragraphs": (lambda: page(f"<p>{SENTENCE}" * 860_000), "; "),
    "html: 45 MB of tags": (lambda: page("<b>x</b>" * 5_600_000), "; "),
    "docx: 5,000 elements in one another": (
        lambda: word("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000),
        "damaged",
    ),
    "docx: 39 MB of text in 0.1 MB": (lambda: word(paragraph("小学12所。") * 650_000), "2,000,000"),
    "docx: words of its own": (lambda: entities(3), "DOCTYPE"),
    "docx: words of its own, multiplied": (lambda: entities(9), "damaged"),
    "docx: 3,000 cells of endless width": (
        lambda: wide_table("gridSpan", 3_000),
        "1,000,000 cells",
    ),
    "docx: sizes that are not true": (lambda: lying_sizes, "; "),
    "pdf: forms that draw each other": (lambda: forms(9, 10), "processor time"),
    "pdf: operators without end": (
        lambda: pdf(stream(zlib.compress(b"0 0 m 9 9 l S\n" * 9_000_000), b"/Filter /FlateDecode")),
        "; ",
    ),
    "txt: 45 MB of sentences": (lambda: text(SENTENCE * 880_000), "2,000,000 characters"),
    "txt: 60,000 figures": (
        lambda: text(f"{HEAD}全县小学在校生" + "|1" * 60_000),
        "50,000 figures",
    ),
}
EITHER: dict[str, Callable[[], Maker]] = {
    "docx: a thousand uses of a list of a thousand levels": lambda: lists(1_000, 1_000),
    "docx: 50,000 styles based on each other": lambda: styles(50_000),
    "html: 100,000 attributes on a tag": lambda: attributes(100_000),
    "docx: 10,000 parts": lambda: word(
        paragraph(SENTENCE), **{f"word/{number}.bin": b"" for number in range(10_000)}
    ),
    "pdf: a form that draws itself": lambda: drawing_itself,
    "pdf: packed twice, short names": lambda: twice_packed(b"[/Fl /Fl]", 250),
    "pdf: packed twice, by reference": lambda: twice_packed(b"[5 0 R 5 0 R]", 250, b"/FlateDecode"),
    "pdf: packed twice, with a comment": lambda: twice_packed(
        b"[/FlateDecode % and\n /FlateDecode]", 250
    ),
    "pdf: packed twice, 2 GB": lambda: twice_packed(b"[/Fl /Fl]", 2_000),
    "pdf: 20 MB of run lengths": lambda: run_lengths(20),
    "pdf: LZW without end": lambda: lzw(1),
    "pdf: hexadecimal in hexadecimal": lambda: hex_chain(16),
    "pdf: 10,000 cells on a page": lambda: pdf(stream(cells(100))),
    "pdf: 40 pages of 400 cells": lambda: pdf(stream(cells(20)), pages=40),
    "pdf: 140 kB of rectangles": lambda: pdf(stream(crossing("{} {} 90 90 re S\n", 8_000))),
    "pdf: 20 kB of lines drawn": lambda: pdf(
        stream(crossing("{0} 0 m {0} 800 l 0 {1} m 600 {1} l S\n", 600))
    ),
    "pdf: pages in a ring": lambda: page_loop,
    "pdf: 1,000 pages": lambda: pdf(stream(LINE * 9), pages=1_000),
    "pdf: 5,000 pages": lambda: pdf(stream(LINE), pages=5_000),
}
