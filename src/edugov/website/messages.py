"""The messages of the book's prose, a paragraph each, and the files that hold their Chinese: one
.po a page in book/locale."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po, write_po

from edugov.fault import Fault
from edugov.files import write_text
from edugov.rendering import planning
from edugov.website import contents, jupyter_book

FOLDER = Path("book", "locale", "zh_CN", "LC_MESSAGES")
# Sphinx writes a file without a date the time of the build into what it makes of it.
HEADER = """# The Chinese of book/{page}
msgid ""
msgstr ""
"POT-Creation-Date: 2026-01-01 00:00+0000\\n"
"Language: zh_CN\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
# What holds no wording: markup, code, formulas, a role's name, where a link leads, a file's name
WORDLESS = re.compile(
    r"<[^>]*>|\{[\w:-]+\}(?:`[^`<]*`)?|(?<!\})`[^`]*`|\$[^$]*\$|\]\([^)]*\)|\b\w+\.\w+\b"
)
THEME = "sphinx"  # the file of what Sphinx and the theme say, which is of no page
CELL = 10_000  # MyST-NB numbers the lines of a notebook's cells from 10001, 20001, …


class Missing(NamedTuple):
    """A message without its Chinese: of which page, where its English stands, what is wrong."""

    page: str
    where: str
    what: str

    def __str__(self) -> str:
        """Return the sentence that a reader of the tests sees."""
        return f"{self.where}: {self.what}"


def extracted(root: Path, work: Path) -> dict[str, Catalog]:
    """Return the messages of each page of the book in `root`: of its prose, and of the notebooks
    that are run once, without what their code makes.

    They are found by Sphinx's own extraction, so that they are what it looks up; `work` is a folder
    to do it in.
    """
    shutil.rmtree(work, ignore_errors=True)
    sources = work / "book"
    shutil.copytree(root / "book", sources, ignore=_all_but_prose)
    for path in planning.overviews(own=False):
        page = sources / f"{planning.overview_page(path)}.ipynb"
        page.parent.mkdir(exist_ok=True)
        nbformat.write(_prose_of(path), page)
    generated = dict.fromkeys(contents.EXPANDED, [])
    listed = contents.table_of_contents(contents.read(root / "book"), generated)
    write_text(work / "_toc.yml", yaml.safe_dump(listed, allow_unicode=True, sort_keys=False))
    shutil.copy(root / "_config.yml", work)
    options = ["--builder", "custom", "--custom-builder", "gettext"]
    if complaints := jupyter_book.run([jupyter_book.Build(sources, work, "")], options):
        raise Fault(f"the messages could not be extracted\n{complaints}")
    made = work / "_build" / "gettext"
    return {page: _worded(read(made / f"{page}.pot")) for page in contents.pages_of(listed)}


def _all_but_prose(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith((".md", ".bib"))]


def _prose_of(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, 4)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = ""
    return notebook


def read(path: Path) -> Catalog:
    """Return the messages of a file with their translations; of one that is not there, none."""
    if not path.is_file():
        return Catalog(locale="zh_CN")
    with path.open("rb") as file:
        catalog = read_po(file, locale="zh_CN", charset="utf-8")
    for message in catalog:
        message.flags &= {"fuzzy"}
    return catalog


def said(root: Path, page: str, text: str) -> str:
    """Return the Chinese of a message of a page, or itself where it has none."""
    message = read(root / path_of(page)).get(text)
    if message and message.string and not message.fuzzy:
        return message.string
    return text


def _worded(catalog: Catalog) -> Catalog:
    """Return extracted messages without those that hold no words."""
    for message in list(catalog):
        if message.id and not _has_words(message.id):
            catalog.delete(message.id)
    return catalog


def _has_words(text: str) -> bool:
    """Tell whether a message has words to translate; a displayed formula begins with a line end.

    >>> [_has_words(text) for text in ("`make book`", "0.52", "*Level* of $x$")]
    [False, False, True]
    """
    if text.startswith("\n"):
        return False
    words = WORDLESS.sub(" ", text)
    return re.search("[A-Za-z]{2}", words) is not None


def path_of(page: str) -> Path:
    """Return where the Chinese of a page stands, below the folder of the project."""
    return FOLDER / f"{page}.po"


def renew(root: Path, pages: dict[str, Catalog]) -> None:
    """Bring the files of translations to the messages that the pages have now.

    Where a paragraph was changed, the Chinese of the nearest lost one is kept, marked fuzzy with
    the English that it translates.
    """
    kept = {root / path_of(page) for page in [*pages, THEME]}
    for path in {*(root / FOLDER).rglob("*.po")} - kept:
        path.unlink()
    for page, template in pages.items():
        path = root / path_of(page)
        catalog = read(path)
        catalog.update(template)
        if len(template):
            write_text(path, _text(page, catalog))


def _text(page: str, catalog: Catalog) -> str:
    """Return a file of translations: in the order of the page, nothing in it of time or line."""
    for message in catalog:
        message.flags &= {"fuzzy"}
    body = io.BytesIO()
    shape = {"width": 0, "no_location": True, "omit_header": True, "ignore_obsolete": True}
    write_po(body, catalog, include_previous=True, **shape)
    messages = body.getvalue().decode().rstrip("\n")
    return HEADER.format(page=page) + messages + "\n"


def missing(root: Path, pages: dict[str, Catalog]) -> Iterator[Missing]:
    """Give each message of the pages whose Chinese is not there or is of an older paragraph, and
    each translation of what no page says any more."""
    for page, template in pages.items():
        held = read(root / path_of(page))
        for message in template:
            if message.id and (what := _wrong(held.get(message.id))):
                yield Missing(page, _place(page, message), f"{what}: {message.id[:60]!r}")
        for message in held:
            if message.id and message.id not in template:
                where = f"{path_of(page).as_posix()}:{message.lineno}"
                yield Missing(page, where, f"of no paragraph any more: {message.id[:60]!r}")


def _wrong(held: Message | None) -> str:
    if held is None:
        return "new or changed, `edugov messages` takes it up"
    if held.fuzzy:
        return "changed, its translation is old"
    return "" if held.string else "not translated"


def _place(page: str, message: Message) -> str:
    """Return file and line of a message's English, in a notebook also the cell (counted from 1)."""
    line = message.locations[0][1]
    notebooks = {planning.overview_page(path): path.name for path in planning.overviews(own=False)}
    if page not in notebooks:
        return f"book/{page}.md:{line}"
    if line < CELL:  # the names of the parts, which Sphinx takes to be of the first page
        return "book/_toc.yml"
    cell = line // CELL
    return f"notebooks/{notebooks[page]}: cell {cell}, line {line % CELL - 1}"
