"""One page made again quickly for `edugov serve`, by a process that stays."""

import io
import time
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from edugov import labels, processes, tables
from edugov.files import changes
from edugov.rendering import planning, render
from edugov.rendering.planning import ENGLISH
from edugov.tables import Fault
from edugov.website import contents, finishing, page_order, site
from edugov.website.jupyter_book import COMPLAINT

MADE, SAME = "made again", "shows the same, run again"


class Answer(NamedTuple):
    """What became of a page that was asked for: made again, with another content or the same, or
    left as it is; in how many seconds, and what went wrong."""

    made: str  # MADE, SAME or empty
    seconds: float
    fault: str = ""


def answer(asked: Connection, lang: str, parent: int) -> None:
    """Answer for each page whose name comes through `asked`, until the process that asks ends."""
    processes.begin_worker(parent)
    maker = Maker(tables.ROOT, lang)
    while True:
        name, start = asked.recv(), time.perf_counter()
        made, fault = "", ""
        try:
            with changes.building(tables.ROOT), changes.reading(tables.DATA):
                made = maker.make(name)
        except (Fault, OSError) as error:
            fault = str(error)
        asked.send(Answer(made, time.perf_counter() - start, fault))
        maker.warm()


class Maker:
    """What makes pages of one edition again, one at a time."""

    def __init__(self, root: Path, lang: str) -> None:
        self._root, self._lang = root, lang
        self._held = ExitStack()
        self._edition = site.edition(root, lang, page_order.contents(lang, _without_source(lang)))
        self._sphinx = None
        self._told = io.StringIO()  # what Sphinx complains of

    def warm(self) -> None:
        """Start what takes long to start, so that the next page does not wait for it."""
        if self._sphinx is None:
            self._sphinx = self._held.enter_context(site.warm(self._edition, self._told))
            render.warm()

    def make(self, name: str) -> str:
        """Make a page again where its notebook or text, the library or its rows changed; return
        what came of it, as in `Answer`. A Fault says what went wrong; the page that stood is
        left."""
        job = planning.of_page(name, self._lang)
        is_due = job is not None and not planning.is_current(job)
        if is_due and (failed := render.run(job)):
            raise Fault(failed)
        made, page = self._edition.work / "_build" / "html", f"{name}.html"
        source = planning.source_of(name, self._lang)
        if source is None or not _is_older(made / page, source):
            return SAME * is_due
        self._convert(source)
        folder = "" if self._lang == ENGLISH else f"{self._lang}/"
        settings = site.settings(self._root, [self._edition], [name])
        standing = self._root / "_build" / "html"
        finishing.replace(made, standing, page, folder, self._lang, settings)
        return MADE

    def _convert(self, source: Path) -> None:
        """Let Sphinx make the HTML of a page; a Fault has what it complains of."""
        self.warm()
        self._told.truncate(self._told.seek(0))
        self._sphinx.build(False, [str(source)])
        complaints = filter(COMPLAINT.search, self._told.getvalue().splitlines())
        if said := "\n".join(complaints):
            source.touch()  # so that it is tried again
            raise Fault(said.replace(f"{self._root}/", ""))


def _without_source(lang: str) -> set[str]:
    """Return the listed pages that were never made: of a user's own that failed."""
    listed = contents.pages_of([*page_order.contents(lang).values()])
    return {page for page in listed if planning.source_of(page, lang) is None}


def _is_older(page: Path, source: Path) -> bool:
    """Tell whether a page was made before its source was written."""
    return not page.is_file() or page.stat().st_mtime_ns < source.stat().st_mtime_ns


def edition_of(address: str) -> tuple[str, str]:
    """Return the language of a page of the site and its name there.

    >>> edition_of("zh/regions/yining.html"), edition_of("index.html")
    (('zh', 'regions/yining'), ('en', 'index'))
    """
    name = address.removesuffix(".html")
    first, slash, rest = name.partition("/")
    if slash and first in labels.LANGUAGES:
        return first, rest
    return ENGLISH, name
