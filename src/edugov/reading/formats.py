"""Which kinds of document are read (txt, html, docx, pdf) and which refused, with what to do."""

from collections.abc import Callable
from pathlib import Path

from edugov.fault import Fault
from edugov.reading.grids import TEXT_LIMIT, TOO_LONG, Content, put_together

REVIEW_PAGE = '<meta name="generator" content="edugov read --review">'  # in the head of such a page
NOT_TEXT = (b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"Rar!")
OLD_WORD = (b"\xd0\xcf\x11\xe0", b"{\\rtf")  # .doc, .wps and .rtf, whatever their ending says
SAVE_AS_DOCX = "an old Word or WPS document; open it in Word or WPS and save it as .docx"
CONTROLS = [chr(code) for code in (*range(9), *range(14, 32), 127)]
NO_ROOM = "needs more memory than reading may take; cut it into parts, or save its text as txt"


def content_of(
    path: Path, kind: str, on_pages: Callable[[int], None] = lambda count: None
) -> Content:
    """What a file gives; `on_pages` is told how many pages there are before they are read.

    A Fault, one sentence that begins with the path, for whatever is wrong with the file.
    """
    try:
        raw = path.read_bytes()
        if raw.startswith(OLD_WORD):
            raise Fault(_old_word(raw))
        content = _content(path, kind, raw, on_pages) if raw else Content("")
        content.text.encode("utf-8")  # fails where half of a pair of code units stands alone
        return content
    except Fault as fault:
        raise Fault(f"{path}: {fault}") from fault
    except MemoryError as error:
        raise Fault(f"{path}: {NO_ROOM}") from error
    except Exception as error:  # whatever a library makes of a damaged file: one clear sentence
        if _ran_out_of_memory(error):
            raise Fault(f"{path}: {NO_ROOM}") from error
        raise Fault(
            f"{path}: damaged, cannot be read as {kind} ({type(error).__name__}); "
            "open it in its own program and save it again"
        ) from error


def _ran_out_of_memory(error: Exception) -> bool:
    """Whether an error of a library comes of the limit on memory."""
    wrapped = [error.__cause__, error.__context__, *error.args]
    no_memory = 2  # libxml2's number for it (XML_ERR_NO_MEMORY)
    told = getattr(error, "code", None) == no_memory
    return told or any(isinstance(cause, MemoryError) for cause in wrapped)


def _old_word(raw: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return "protected by a password; save a copy without one"
    return SAVE_AS_DOCX


def _content(path: Path, kind: str, raw: bytes, on_pages: Callable[[int], None]) -> Content:
    # a library is loaded only for the kind that needs it
    if kind == "docx":
        from edugov.reading import word

        return put_together(word.blocks(raw))
    if kind == "pdf":
        from edugov.reading import pdf

        return put_together(pdf.blocks(raw, on_pages))
    text = _decoded(raw, path.suffix)
    if REVIEW_PAGE in text:
        raise Fault("a page to check a reading by, not a document; name the document that was read")
    if kind == "html":
        from edugov.reading import webpage

        return put_together(webpage.blocks(text))
    if len(text) > TEXT_LIMIT:
        raise Fault(TOO_LONG)
    return Content(text)


def _decoded(raw: bytes, ending: str) -> str:
    """Text of bytes by strict decoding: a byte order mark decides, then UTF-8, then what reads
    like Chinese in GB18030 or Big5; what a page says of itself is often wrong."""
    if raw.startswith(NOT_TEXT):
        raise Fault(f"not text although its name ends in '{ending}'; give it its own ending")
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    where = ""
    for encoding in ("utf-16",) if marked else ("utf-8-sig", ""):
        try:
            text = raw.decode(encoding or _chinese(raw))
        except UnicodeDecodeError as error:
            where += f", {error.encoding} fails at byte {error.start + 1}"
            continue
        controls = sum(map(text.count, CONTROLS))
        if "\x00" not in text and controls * 100 <= len(text):
            return text
    raise Fault(
        f"not text in UTF-8, GB18030 or Big5 (another encoding or binary{where}); save it in one"
    )


def _chinese(raw: bytes) -> str:
    """Encoding of Chinese text that is not in UTF-8."""
    import charset_normalizer  # only for the few files that need it

    best = charset_normalizer.from_bytes(raw, cp_isolation=["gb18030", "big5hkscs"]).best()
    return best.encoding if best else "gb18030"
