"""The files that reading gives: the figures as CSV, a page to check them by, and the text that
their places point into; never written over a document, nor over a file that is not such a
reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edugov import audit, tables
from edugov.files import remove_left, to_csv, write_text
from edugov.markup import for_spreadsheet
from edugov.reading import report, titles
from edugov.reading.documents import REVIEW_PAGE, open_document
from edugov.reading.lexicon import Lexicon
from edugov.reading.marked_numbers import with_unread
from edugov.regions.county_codes import Located
from edugov.tables import Fault

# behind the document's name
FIGURES, REVIEW, TEXT = ".csv", ".review.html", ".text.txt"


def prepare(documents: Sequence[Path], out: Path) -> None:
    """See to the folder before anything is read: a Fault where two documents would be written to
    one file there."""
    stems = [path.stem for path in documents]
    if doubled := sorted({stem for stem in stems if stems.count(stem) > 1}):
        raise Fault(
            f"two documents would be written to {doubled[0]}{FIGURES}; read them into two folders"
        )
    remove_left(out)


@dataclass(frozen=True)
class Asked:
    """What `edugov read` was asked: of which region and year, whether for a page to check by and
    for the text, with which corrections, and whether the title may name another place."""

    located: Located | None
    year: int | None
    review: bool
    text: bool
    corrections: Path | None
    anyway: bool


def reading(path: Path, words: Lexicon, asked: Asked) -> tuple[dict[str, str], str]:
    """Read a document; return the files of its reading, name and content, and what it tells.

    The page to check it by and its text are among them only where they were asked for.
    """
    document = open_document(path)
    indicators = tables.read("indicators")
    known = asked.located.known if asked.located else tables.read("regions")
    names = {"source_id": "", "region_code": ""}
    region_name = ""
    if asked.located:
        place = asked.located.place
        if not asked.anyway:
            titles.refuse_another_place(path.name, document.text, place, known)
        source = f"{place['slug']}-{asked.year}" if asked.year else ""
        names = {"source_id": source, "region_code": place["region_code"]}
        region_name = place["name_zh"]
    figures = report.figures_of(document, words, **names, region_name=region_name, year=asked.year)
    decided = None
    if asked.corrections:
        from edugov.reading.corrections import apply

        corrected = apply(asked.corrections, document, figures, **names)
        figures, decided = corrected.figures, corrected.decided
    found = audit.audit(figures)
    titled = "".join(titles.place_in_title(document.text, known))
    told = f"{titled}（标题 title）" if titled else ""
    if region_name:
        told = f"{region_name}（给定 given）"
    about = {"region": told, "year": report.year_told(figures, asked.year)}
    made = {document.name + FIGURES: to_csv(for_spreadsheet(with_unread(document, figures)))}
    if asked.review:
        from edugov.reading.review import review_page

        page = review_page(document, figures, found, indicators, decided=decided, **about)
        made[document.name + REVIEW] = page
    if asked.text:
        made[document.name + TEXT] = document.text
    return made, report.summary(document, figures, found, indicators, about)


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


def told_of(made: dict[str, str], out: Path) -> str:
    """Say which files were written, and what to do with the page to check them by."""
    names = []
    for name in made:
        what = ", open it in a browser" if name.endswith(REVIEW) else ""
        names.append(f"{out / name}{what}")
    return f"  written: {'; '.join(names)}"


def _refuse_other(path: Path, text: str, documents: Sequence[Path], replace: bool) -> None:
    left = "it is left as it is; give --out another folder"
    if any(document.exists() and document.samefile(path) for document in documents):
        raise Fault(f"{path}: this is a document to be read, not a place for its reading; {left}")
    if path.is_dir():
        raise Fault(f"{path}: a folder stands where the reading would be written; {left}")
    there = path.read_bytes()
    if there == text.encode():
        return
    if path.name.endswith(TEXT) or not _is_reading(there, text):
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
