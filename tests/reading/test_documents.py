import copy
import hashlib
import io
import random
import re
import zipfile
import zlib

import docx
import lxml.etree
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from edugov.reading.documents import FILE_LIMIT, open_document
from edugov.reading.formats import content_of
from edugov.reading.grids import Content, Doubt
from edugov.tables import Fault

from .papers import LINES, TEXT, WRITERS, write_docx, write_pdf


def squeeze(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("kind", WRITERS)
def test_one_page_in_four_kinds_gives_one_text(kind, tmp_path):
    document = open_document(WRITERS[kind](tmp_path / f"青禾县.{kind}"))
    assert squeeze(document.text) == squeeze(TEXT)
    assert (document.name, document.kind) == ("青禾县", kind)
    assert document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_table_stands_where_it_says_and_each_row_has_its_headings(kind, tmp_path):
    document = open_document(WRITERS[kind](tmp_path / f"a.{kind}"))
    (table,) = document.tables
    assert document.text[table.start : table.end] == "\n".join(LINES)
    assert table.heading_rows == 2
    assert table.rows[3] == ("初中", "4", "9", "5105")
    assert table.rows[4] == ("初中", "5", "8", "")  # a merged number once, headings each time


def test_what_a_file_gives_is_in_the_document(tmp_path, monkeypatch):
    content = Content("小学1Z所", (), ("一句话",), (Doubt(2, 4, "缘由"),))
    monkeypatch.setattr("edugov.reading.documents.take_apart", lambda path, kind: content)
    document = open_document(write_docx(tmp_path / "a.docx"))
    assert (document.text, document.notes, document.doubts) == (
        content.text,
        content.notes,
        content.doubts,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ending", ["txt", "htm"])
def test_encodings(encoding, ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    path.write_bytes("小學12所，㐀字。".encode(encoding))
    assert open_document(path).text == "小學12所，㐀字。"


def test_txt_is_taken_as_received(tmp_path):
    path = tmp_path / "a.TXT"
    path.write_bytes("一\r\n\u3000二 ３\t".encode())
    assert open_document(path).text == "一\r\n\u3000二 ３\t"


def test_html_nesting_breaks_and_furniture(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<body class='nav'><form action='x'><div role='navigation'>菜单1</div><table><tr><td>"
        "<p>共<i>12</i>\n所<br>其中5所</p><table><tr><th>年</th><th>数</th></tr><tr><td>2030</td><td>7</td></tr>"
        "</table></td></tr></table><div hidden>藏9</div><div style='display: none'>藏8</div>"
        "<!-- 注释 3 --><div id='site-footer'>备案 6</div></form></body>",
        encoding="utf-8",
    )
    assert open_document(path).text == "共12 所\n其中5所\n年 | 数\n2030 | 7"


def test_html_a_class_never_takes_the_whole_page(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<body><div class='menu'>" + "小学12所。" * 9 + "</div>初中</body>", encoding="utf-8"
    )
    assert "小学12所。" in open_document(path).text


def test_docx_keeps_inserted_and_boxed_text_and_drops_deleted(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("甲")._p
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph.append(
        docx.oxml.parse_xml(f'<w:ins xmlns:w="{name}"><w:r><w:t>乙2</w:t></w:r></w:ins>')
    )
    deleted = f'<w:del xmlns:w="{name}"><w:r><w:delText>丙3</w:delText></w:r></w:del>'
    paragraph.append(docx.oxml.parse_xml(deleted))
    document.element.body.insert(
        0,
        docx.oxml.parse_xml(
            f'<w:sdt xmlns:w="{name}"><w:sdtContent><w:p><w:r><w:t>丁4</w:t></w:r></w:p>'
            "</w:sdtContent></w:sdt>"
        ),
    )
    outer = document.add_table(1, 1).cell(0, 0)
    outer.text = "戊5"
    inner = outer.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "己", "6"
    document.save(tmp_path / "a.docx")
    assert open_document(tmp_path / "a.docx").text == "丁4\n甲乙2\n戊5\n己 | 6"


# ---- faults: a clear sentence that names the file and what would be right


def fault(path, *words):
    with pytest.raises(Fault) as caught:
        open_document(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    for word in words:
        assert word in message


def test_no_file_a_folder_and_another_type(tmp_path):
    fault(tmp_path / "none.txt", "no such file")
    fault(tmp_path, "folder")
    (tmp_path / "a.xlsx").write_bytes(b"x")
    fault(tmp_path / "a.xlsx", "'.xlsx'", ".docx")
    fault(write_pdf(tmp_path / "a.pdf").rename(tmp_path / "b.txt"), "own ending")


@pytest.mark.parametrize("kind", WRITERS)
def test_empty(kind, tmp_path):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(b"")
    fault(path, "empty")


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", b"\n\xe3\x80\x80"), ("a.html", b"<nav>1</nav>")]
)
def test_nothing_but_space(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    fault(tmp_path / name, "empty")


def test_docx_without_text(tmp_path):
    docx.Document().save(tmp_path / "a.docx")
    fault(tmp_path / "a.docx", "empty")


@pytest.mark.parametrize("kind", WRITERS)
def test_binary_rubbish(kind, tmp_path):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(random.Random(1).randbytes(5000))
    fault(path, "save")


def test_a_text_that_is_almost_utf8_says_where_it_breaks(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("小学".encode() + b"\xff\xff" + "12所".encode())
    fault(path, "utf-8 fails at byte 7")


def test_too_large(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(2 * FILE_LIMIT)
    fault(path, "100 MB", "the limit is 50 MB")


def test_scanned_pdf(tmp_path):
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.rect(100, 100, 200, 200, fill=1)
    page.save()
    fault(tmp_path / "a.pdf", "scanned", "OCR")


def test_passwords(tmp_path):
    fault(write_pdf(tmp_path / "a.pdf", password="x"), "password")
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    fault(path, "password")
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    fault(path, "an old Word or WPS document", "save it as .docx")


def test_zip_bomb(tmp_path):
    path = write_docx(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", bytes(41_000_000))
    assert path.stat().st_size < 200_000
    fault(path, "zip bomb", "40 MB")


def test_pdf_bomb(tmp_path):
    path = write_pdf(tmp_path / "a.pdf")
    packer = zlib.compressobj()
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(201)) + packer.flush()
    path.write_bytes(path.read_bytes() + b"\nstream\n" + packed + b"endstream")
    fault(path, "200 MB")


def test_pdf_page_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("edugov.reading.pdf.PAGE_LIMIT", 0)
    path = write_pdf(tmp_path / "a.pdf")
    with pytest.raises(Fault, match=f"{re.escape(str(path))}: 1 pages; the limit is 0"):
        content_of(path, "pdf")


# ---- whatever is in the file: a text or a Fault


def outcome(path):
    """Read a file as the child process does, but in this one, which is faster."""
    try:
        content = content_of(path, path.suffix[1:])
    except Fault as error:
        assert str(error).startswith(str(path))
    else:
        for table in content.tables:
            lines = "\n".join(" | ".join(row) for row in table.rows)
            assert content.text[table.start : table.end] == lines
            for row, starts in zip(table.rows, table.starts, strict=True):
                for words, start in zip(row, starts, strict=True):
                    assert content.text.startswith(words, start) if words else start == -1


@pytest.mark.parametrize("kind", WRITERS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=400))
def test_random_bytes(kind, content, tmp_path):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(content)
    outcome(path)


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_mutated_documents(kind, tmp_path):
    """Bytes changed, cut, doubled; in a docx inside its main part, so that the zip stays sound."""
    chance = random.Random(31)
    whole = WRITERS[kind](tmp_path / f"whole.{kind}").read_bytes()
    path = tmp_path / f"a.{kind}"
    for _ in range(60):
        content = bytearray(whole)
        if kind == "docx" and chance.random() < 0.7:
            content = inside(whole, chance)
        elif kind == "html" and chance.random() < 0.7:
            content = shuffled(whole.decode(), chance).encode()
        else:
            mutate(content, chance)
        path.write_bytes(content)
        outcome(path)


def mutate(content, chance):
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(3):
            case 0:
                content[at : at + 1] = chance.randbytes(1)
            case 1:
                del content[at : at + chance.randint(1, 40)]
            case _:
                content[at:at] = content[at : at + chance.randint(1, 40)]


def shuffled(text, chance):
    """Tags and words of a page put in one another's place."""
    for _ in range(chance.randint(1, 5)):
        first, second = (chance.choice(re.findall(r"<[^>]+>|[^<]+", text)) for _ in range(2))
        text = text.replace(first, second, 1)
    return text


def inside(whole, chance):
    """A docx whose main part has elements taken out, doubled and moved; it stays well-formed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                root = lxml.etree.fromstring(content)
                for _ in range(chance.randint(1, 8)):
                    element, other = (
                        chance.choice(list(root.iter())[2:] or [root[0]]) for _ in range(2)
                    )
                    if chance.random() < 0.4:
                        element.getparent().remove(element)
                    elif other not in element.iter():
                        other.append(element if chance.random() < 0.5 else copy.deepcopy(element))
                content = lxml.etree.tostring(root)
            new.writestr(name, content)
    return result.getvalue()


def test_html_pages_of_odd_tables(tmp_path):
    path = tmp_path / "a.html"
    for span in ("0", "-1", "2", "999999999", "x", ""):
        path.write_text(
            f"<table><tr><td rowspan='{span}' colspan='{span}'>甲<td>1<tr><td>乙", "utf-8"
        )
        outcome(path)
    path.write_text(
        "<table>" + "<tr><td rowspan=1000 colspan=1000>甲" * 5 + "</table>", encoding="utf-8"
    )
    fault(path, "more than 1,000,000 cells")
    path.write_text("<div>" * 5000 + "小学12所", encoding="utf-8")
    outcome(path)


# ---- Word documents that Word opens


def test_a_strict_document_and_one_with_a_missing_part(tmp_path):
    plain = write_docx(tmp_path / "plain.docx")
    wanted = open_document(plain).text
    rewritten(plain, tmp_path / "strict.docx", strict)
    assert open_document(tmp_path / "strict.docx").text == wanted
    rewritten(plain, tmp_path / "dangling.docx", dangling)
    assert open_document(tmp_path / "dangling.docx").text == wanted


def rewritten(source, target, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


def strict(name, content):
    """Use the namespaces that Word writes when asked for Strict Open XML."""
    transitional = b"http://schemas.openxmlformats.org/"
    other = b"http://purl.oclc.org/ooxml/"
    content = content.replace(
        transitional + b"wordprocessingml/2006/", other + b"wordprocessingml/"
    )
    relation = b"officeDocument/2006/relationships"
    return content.replace(transitional + relation, other + b"officeDocument/relationships")


def dangling(name, content):
    """Name an image that is not there."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    lost = f'<Relationship Id="rId950" Type="{kind}" Target="NULL"/></Relationships>'
    if name == "word/_rels/document.xml.rels":
        return content.replace(b"</Relationships>", lost.encode())
    return content


@pytest.mark.parametrize("name", ["report.docx", "dangling.docx"])
def test_the_strict_and_the_dangling_document_at_hand(name, shared):
    text = open_document(shared / "cases" / "13-docx-strict" / name).text
    assert "一般公共预算教育经费9.80亿元" in text


def test_docx_without_its_text(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/other.xml", "<a/>")
    fault(tmp_path / "a.docx", "not a Word document")


def test_what_many_numbers_take_is_said_before_they_are_read(tmp_path, capsys):
    path = tmp_path / "invented.txt"
    path.write_text("小学12所。" * 4_999, encoding="utf-8")
    open_document(path)
    assert capsys.readouterr().err == ""
    path.write_text("小学12所。" * 5_000, encoding="utf-8")
    open_document(path)
    assert capsys.readouterr().err == f"{path}: 5,000 numbers; reading them may take 10 s\n"
