"""`edugov serve`: the built book at an address of this machine, pages made again as their inputs
change.

A page is made again when it is looked at: first the one that was asked for last. What is looked at
by nobody waits for `make book`.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from edugov.fault import Fault
from edugov.files.kept import LIBRARY
from edugov.website.one_page import Answer, answer, edition_of

LOOPBACK = "127.0.0.1"
OWN_NAMES = (LOOPBACK, "localhost")  # what a browser on this machine calls it
WATCHED = {
    "notebooks": ("*.ipynb",),
    "data": ("*.csv", "own/*.csv", "*.json"),
    "book": ("**/*.md",),
}
READ_ONCE = ("src/", "data/datapackage.json")  # what a process reads once
BETWEEN_LOOKS_SECONDS = 0.25
ENDING_SECONDS = 5
Stamps = dict[str, tuple[int, int]]  # time and size of each file, by its path below the project


class Pages(SimpleHTTPRequestHandler):
    """Gives files below the folder of the site, and nothing else; notes which pages are asked
    for."""

    def __init__(self, *given, asked: Callable[[str], None], **named) -> None:
        self._asked = asked
        super().__init__(*given, **named)

    def send_head(self):
        """Answer with a file, or refuse: another site's name, a folder, what lies outside."""
        name = self.headers.get("Host", "").partition(":")[0]
        if name not in OWN_NAMES:  # a page from elsewhere that was led here
            self.send_error(HTTPStatus.FORBIDDEN, "only for this machine")
            return None
        site = Path(self.directory).resolve()
        asked = unquote(urlsplit(self.path).path).lstrip("/")
        if asked.endswith("/") or not asked:
            self.path = f"/{asked}index.html"
        path = Path(self.translate_path(self.path)).resolve()
        if ".." in Path(asked).parts or not path.is_relative_to(site) or not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        if path.suffix == ".html":
            self._asked(path.relative_to(site).as_posix())
        return super().send_head()

    def end_headers(self) -> None:
        """Let no browser keep what may be made again."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *told: object) -> None:
        """Say nothing of single requests."""


class Looked:
    """The pages that are looked at, the last one last, and since which change each was seen to be
    current."""

    def __init__(self) -> None:
        self._changes_count = 0
        self._seen: dict[str, int] = {}
        self._lock = threading.Lock()

    def ask(self, page: str) -> None:
        """Note that a page is looked at."""
        with self._lock:
            self._seen[page] = self._seen.pop(page, -1)

    def change(self) -> None:
        """Note that what pages are made from changed."""
        self._changes_count += 1

    def next(self) -> str | None:
        """Return the page that was looked at last of those not seen since the last change."""
        with self._lock:
            due = [page for page, seen in self._seen.items() if seen < self._changes_count]
            if due:
                self._seen[due[-1]] = self._changes_count
        return due[-1] if due else None


class Makers:
    """The processes that make pages again, one for each edition that is looked at."""

    def __init__(self) -> None:
        self._running: dict[str, tuple] = {}

    def make(self, page: str) -> Answer:
        """Make a page again where what it is made from changed."""
        lang, name = edition_of(page)
        if lang not in self._running:
            self._running[lang] = _begun(lang)
        _, asking = self._running[lang]
        try:
            asking.send(name)
            return asking.recv()
        except (EOFError, OSError):
            self.end()
            return Answer("", 0, "what makes the pages ended; the next change starts it again")

    def end(self) -> None:
        """End them, as when the library changed, which they have read."""
        for process, asking in self._running.values():
            process.terminate()
            process.join(ENDING_SECONDS)
            asking.close()
        self._running.clear()


def _begun(lang: str) -> tuple:
    spawning = multiprocessing.get_context("spawn")
    asking, asked = spawning.Pipe()
    process = spawning.Process(target=answer, args=(asked, lang, os.getpid()), daemon=True)
    process.start()
    asked.close()
    return process, asking


def stamps(root: Path) -> Stamps:
    """Return time and size of each file that pages are made from; the library's begin with
    `src/`."""
    library = Path(__file__).parents[1]
    found = {}
    for folder, patterns in {
        library: [f"**/*{kind}" for kind in LIBRARY],
        **_watched(root),
    }.items():
        name = "src" if folder == library else folder.name
        for pattern in patterns:
            for path in folder.glob(pattern):
                found |= _stamp(path, f"{name}/{path.relative_to(folder).as_posix()}")
    return found


def _watched(root: Path) -> dict[Path, tuple[str, ...]]:
    return {root / name: patterns for name, patterns in WATCHED.items()}


def _stamp(path: Path, name: str) -> Stamps:
    try:
        known = path.stat()
    except OSError:  # it is being replaced
        return {}
    return {name: (known.st_mtime_ns, known.st_size)}


def serve(root: Path, port: int, say: Callable[[str], None]) -> None:
    """Show the site of a project until this is interrupted; `say` is told a line at a time what is
    done. A Fault where there is no site, or the port is taken."""
    site = root / "_build" / "html"
    if not (site / "index.html").is_file():
        raise Fault("_build/html/index.html is not there; `make book` builds the site")
    looked, makers = Looked(), Makers()
    handler = partial(Pages, directory=str(site), asked=looked.ask)
    try:
        server = ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as error:
        raise Fault(f"--port {port}: {error.strerror}; give another one") from error
    with server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        say(f"http://{LOOPBACK}:{server.server_port}/ shows the book; Ctrl-C ends it")
        try:
            _watch(root, looked, makers, say)
        finally:
            makers.end()
            server.shutdown()


def _watch(root: Path, looked: Looked, makers: Makers, say: Callable[[str], None]) -> None:
    """Make again what is looked at, for ever."""
    before = stamps(root)
    reason = "before this began"
    while True:
        now = _settled(root, before)
        changed = sorted(name for name, _ in before.items() ^ now.items())
        if changed:
            before, reason = now, _told(changed)
            looked.change()
            if any(name.startswith(READ_ONCE) for name in changed):
                makers.end()
        page = looked.next()
        if page is None:
            time.sleep(BETWEEN_LOOKS_SECONDS)
            continue
        done = makers.make(page)
        if done.fault:
            say(f"{page}: not made again, the old one stays: {done.fault}")
        elif done.made:
            say(f"{page}: {done.made} in {done.seconds:.1f} s ({reason})")


def _settled(root: Path, before: Stamps) -> Stamps:
    """Return the files as they are; while they change, wait: a file may be half written."""
    now = stamps(root)
    while now != before:
        before = now
        time.sleep(BETWEEN_LOOKS_SECONDS)
        now = stamps(root)
    return now


def _told(changed: list[str]) -> str:
    names = list(dict.fromkeys(changed))
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{others} changed"
