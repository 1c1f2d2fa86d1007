"""Opening a document of any kind as one text in reading order, with limits of its size."""

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from edugov.fault import Fault
from edugov.reading.formats import REVIEW_PAGE as REVIEW_PAGE
from edugov.reading.formats import SAVE_AS_DOCX, content_of
from edugov.reading.grids import Doubt, Table
from edugov.reading.limited_process import take_apart

MEGABYTE = 1_000_000
FILE_LIMIT = 50 * MEGABYTE  # a report has a few megabytes; what is larger is not one
MANY_NUMBERS = 5_000  # a long report has two thousand; from here on it is said what they take
SECONDS_A_NUMBER = 0.002  # of processor time, with a page to check by, on a slow machine


@dataclass(frozen=True)
class Document:
    """A document (文档) as text: name, kind, the text that offsets point into, its checksum, its
    tables, sentences on what was left out, and the stretches of the text that are not sure."""

    name: str  # the file's name without its ending
    kind: str  # txt, html, docx or pdf
    text: str
    sha256: str  # of the text's UTF-8 bytes
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def open_document(path: str | Path) -> Document:
    """Read a document (文档) as text.

    A txt file is taken as it stands, without its byte order mark. Of html, docx and pdf the text is
    put together in reading order, one paragraph a line; a table becomes one line a row, its cells
    joined by `` | ``; merged cells repeat their words in each row and column, a merged number is
    given once. A page of a pdf that is printed in columns is read column after column, a table that
    goes on at the next page is one, and a number that two libraries read differently is a doubt.
    Menus, footers, scripts (html), page headers and footers, watermarks (pdf), tables of contents,
    and what is struck out, hidden, deleted or moved away are left out, and so are the marks of
    notes; footnotes stand at the end after 注：. Numbers that Word counts itself stand where it
    shows them.

    Parameters
    ----------
    path : str or Path
        A file ending in .txt, .html, .htm, .docx or .pdf; txt and html in UTF-8, GB18030 or Big5.

    Returns
    -------
    Document
        Its text is never empty; offsets into it count characters.

    Raises
    ------
    Fault
        No file, another type, empty, damaged, over a limit (of size, text, time or memory),
        protected by a password, or scanned.

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
    if kind in ("doc", "wps", "rtf"):
        raise Fault(f"{path}: {SAVE_AS_DOCX}")
    if kind not in ("txt", "html", "docx", "pdf"):
        raise Fault(
            f"{path}: cannot read '{path.suffix}' files; right would be .txt, .html, .docx or .pdf"
        )
    size = path.stat().st_size
    if size > FILE_LIMIT:
        raise Fault(f"{path}: {size / MEGABYTE:.0f} MB; the limit is {FILE_LIMIT // MEGABYTE} MB")
    content = content_of(path, kind) if kind == "txt" else take_apart(path, kind)
    if not content.text.strip():
        raise Fault(f"{path}: the document is empty; right would be a report with text")
    count = len(re.findall(r"\d+", content.text))
    if count >= MANY_NUMBERS:
        seconds = SECONDS_A_NUMBER * count
        print(f"{path}: {count:,} numbers; reading them may take {seconds:.0f} s", file=sys.stderr)
    checksum = hashlib.sha256(content.text.encode("utf-8")).hexdigest()
    return Document(
        path.stem, kind, content.text, checksum, content.tables, content.notes, content.doubts
    )
