"""The files that reading gives: the figures as CSV, and a page to check them by; never written over
a document, nor over a file that is not such a reading."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from edugov.files import remove_left, to_csv, write_text
from edugov.markup import for_spreadsheet
from edugov.reading.documents import REVIEW_PAGE, Document
from edugov.reading.review import review_page
from edugov.tables import Fault

FIGURES, REVIEW = ".csv", ".review.html"  # behind the document's name


def prepare(documents: Sequence[Path], out: Path) -> None:
    """See to the folder before anything is read: a Fault where two documents would be written to
    one file there."""
    stems = [path.stem for path in documents]
    if doubled := sorted({stem for stem in stems if stems.count(stem) > 1}):
        raise Fault(
            f"two documents would be written to {doubled[0]}{FIGURES}; read them into two folders"
        )
    remove_left(out)


def texts(
    document: Document, figures: pd.DataFrame, findings: pd.DataFrame | None
) -> dict[str, str]:
    """Return the files of a reading, name and content; the page to check it by only where there are
    findings of the audit to show on it."""
    made = {document.name + FIGURES: to_csv(for_spreadsheet(figures))}
    if findings is not None:
        made[document.name + REVIEW] = review_page(document, figures, findings)
    return made


def write(made: dict[str, str], out: Path, documents: Sequence[Path], replace: bool) -> None:
    """Write the files of a reading into a folder; where one cannot be written, none is.

    A file that is there already stays, and a Fault says so, where it is one of the `documents` to
    be read, where `edugov read` does not write such files, or where it is another reading and
    `replace` is not wanted.
    """
    for name, text in made.items():
        path = out / name
        if path.exists():
            _refuse_other(path, text, documents, replace)
    for name, text in made.items():
        write_text(out / name, text)


def _refuse_other(path: Path, text: str, documents: Sequence[Path], replace: bool) -> None:
    left = "it is left as it is; give --out another folder"
    if any(document.exists() and document.samefile(path) for document in documents):
        raise Fault(f"{path}: this is a document to be read, not a place for its reading; {left}")
    if path.is_dir():
        raise Fault(f"{path}: a folder stands where the reading would be written; {left}")
    there = path.read_bytes()
    if there == text.encode():
        return
    if not _is_reading(there, text):
        raise Fault(f"{path}: this file is there and is no reading by `edugov read`; {left}")
    if not replace:
        raise Fault(
            f"{path}: another reading is there, made otherwise or changed by hand; {left}, or "
            "--replace to write over it"
        )


def _is_reading(there: bytes, text: str) -> bool:
    """Tell whether a file is one that reading gives: under the columns of a reading, or a page that
    says so."""
    if REVIEW_PAGE in text:
        return REVIEW_PAGE.encode() in there
    return there.partition(b"\n")[0] == text.partition("\n")[0].encode()
