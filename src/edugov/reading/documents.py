"""Documents to text: txt, html, docx and pdf become one text in reading order, with their tables as
lines."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from edugov.reading import pdf, webpage, word
from edugov.reading.grids import Table, put_together
from edugov.tables import Fault

MEGABYTE = 1_000_000
FILE_LIMIT = 50 * MEGABYTE  # a report has a few megabytes; what is larger is not one
REVIEW_PAGE = '<meta name="generator" content="edugov read --review">'  # in the head of such a page
NOT_TEXT = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"Rar!")


@dataclass(frozen=True)
class Document:
    """A document (文档) as text: name, kind, the text that offsets point into, its checksum, its
    tables."""

    name: str  # the file's name without its ending
    kind: str  # txt, html, docx or pdf
    text: str
    sha256: str  # of the text's UTF-8 bytes
    tables: tuple[Table, ...] = ()


def open_document(path: str | Path) -> Document:
    """Read a document (文档) as text.

    A txt file is taken as it stands, without its byte order mark. Of html, docx and pdf the text is
    put together in reading order, one paragraph a line; a table becomes one line a row, its cells
    joined by `` | ``; merged cells repeat their words in each row and column, a merged number is
    given once. Menus, footers, scripts (html), page headers and footers, deleted text (docx) and
    page numbers (pdf) are left out. Numbers that Word counts itself (automatic lists) do not stand
    in a docx and are missing.

    Parameters
    ----------
    path : str or Path
        A file ending in .txt, .html, .htm, .docx or .pdf; txt and html in UTF-8 or GB18030.

    Returns
    -------
    Document
        Its text is never empty; offsets into it count characters.

    Raises
    ------
    Fault
        No file, another type, empty, damaged, over a limit, protected by a password, or scanned.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "invented.txt"
    ...     _ = file.write_text("某县小学12所。", encoding="utf-8")
    ...     open_document(file).text
    '某县小学12所。'
    """
    path = Path(path)
    kind = {".htm": "html"}.get(path.suffix.lower(), path.suffix.lower()[1:])
    if path.is_dir():
        raise Fault(f"{path}: is a folder; name one document in it")
    if not path.is_file():
        raise Fault(f"{path}: no such file")
    if kind not in ("txt", "html", "docx", "pdf"):
        raise Fault(
            f"{path}: cannot read '{path.suffix}' files; right would be .txt, .html, .docx or .pdf"
        )
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise Fault(
                f"{path}: {size / MEGABYTE:.0f} MB; the limit is {FILE_LIMIT // MEGABYTE} MB"
            )
        raw = path.read_bytes()
        text, tables = _read(path, kind, raw) if raw else ("", [])
        checksum = hashlib.sha256(text.encode("utf-8")).hexdigest()
    except Fault:
        raise
    except (
        Exception
    ) as error:  # whatever a library makes of a damaged file, the user gets one clear sentence
        raise Fault(
            f"{path}: damaged, cannot be read as {kind} ({type(error).__name__}); "
            "open it in its own program and save it again"
        ) from error
    if not text.strip():
        raise Fault(f"{path}: the document is empty; right would be a report with text")
    return Document(path.stem, kind, text, checksum, tuple(tables))


def _read(path: Path, kind: str, raw: bytes) -> tuple[str, list[Table]]:
    if kind == "docx":
        return put_together(word.blocks(path, raw))
    if kind == "pdf":
        return put_together(pdf.blocks(path, raw))
    text = _decoded(path, raw)
    if REVIEW_PAGE in text:
        raise Fault(
            f"{path}: a page to check a reading by, not a document; name the document that was read"
        )
    return put_together(webpage.blocks(text)) if kind == "html" else (text, [])


def _decoded(path: Path, raw: bytes) -> str:
    """Text of bytes by strict decoding: a byte order mark decides, then UTF-8, then GB18030."""
    if raw.startswith(NOT_TEXT):
        raise Fault(
            f"{path}: not text although its name ends in '{path.suffix}'; give it its own ending"
        )
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    where = ""
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            where += f", {encoding.removesuffix('-sig')} fails at byte {error.start + 1}"
            continue
        controls = len(re.findall(r"[\x00-\x08\x0e-\x1f\x7f]", text))
        if "\x00" not in text and controls * 100 <= len(text):
            return text
    raise Fault(
        f"{path}: not text in UTF-8 or GB18030 (another encoding or binary{where}); save it in one"
    )
