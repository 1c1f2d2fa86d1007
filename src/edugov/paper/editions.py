"""`edugov pdf`: one PDF of each edition, from the finished site."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from lxml import html
from tqdm import tqdm

from edugov import labels
from edugov.fault import Fault
from edugov.files import write_bytes, write_text
from edugov.paper import finished_site
from edugov.paper.binding import Leaf, Part, bind
from edugov.paper.printing import FONT, FOOT, SCALE, STYLE, press
from edugov.website import contents

LINK = re.compile('<a [^>]*?href="([^"]+#[^"]+)"')


def write_books(root: Path, langs: Sequence[str]) -> list[str]:
    """Print every page of the editions of the site in `root` and put each edition into one PDF,
    ``_build/pdf/edugov-LANG.pdf``; return a sentence on each.

    A page that was printed before and has not changed is not printed again, so an interrupted run
    continues where it stopped.
    """
    site = finished_site.folder(root)
    said = []
    for lang in langs:
        told = contents.read(root / "_build" / f"site-{lang}")
        folder = "" if lang == labels.LANGUAGES[0] else f"{lang}/"
        names = [f"{folder}{page}.html" for page in contents.pages_of(told)]
        printed = root / "_build" / "pdf" / "pages"
        _print(site, names, printed, lang)
        parts = list(_parts(told, folder, site, printed))
        path = root / "_build" / "pdf" / f"edugov-{lang}.pdf"
        count = bind(parts, path, labels.say("site.title", lang), lang, finished_site.address(root))
        made = path.relative_to(root)
        said.append(f"{made}: {len(names)} pages on {count} sheets")
    return said


def langs(asked: Sequence[str]) -> Sequence[str]:
    """Return the editions that are asked for, all where none is; a Fault names an unknown one."""
    for lang in asked:
        if lang not in labels.LANGUAGES:
            raise Fault(f"--lang {lang}: unknown; there are {', '.join(labels.LANGUAGES)}")
    return asked or labels.LANGUAGES


def _print(site: Path, names: Sequence[str], folder: Path, lang: str) -> None:
    """Print those pages of the site into a folder that were not printed as they are now."""
    look = _digest([FONT, *sorted((site / "_static").rglob("*.css"))], STYLE + FOOT)
    paths = {name: (folder / name).with_suffix(".pdf") for name in names}
    led_to = places(site, names)
    keys = {name: _digest([site / name], look + " ".join(led_to[name])) for name in names}
    due = [name for name in names if not _is_current(paths[name], keys[name])]
    if not due:
        return
    with press(site) as running:
        for name in tqdm(due, desc=f"pdf {lang}", unit="page", disable=len(due) < 3 or None):
            running.open(name)
            running.keep(led_to[name])
            write_bytes(paths[name], running.print(name, scale=SCALE))
            write_text(paths[name].with_suffix(".key"), keys[name])


def places(site: Path, names: Sequence[str]) -> dict[str, list[str]]:
    """Return for each page the ids of the places in it that other pages of those lead to."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for name in names:
        for link in LINK.findall((site / name).read_text(encoding="utf-8")):
            page, anchor = urldefrag(urljoin(name, link))
            if page in found and page != name:
                found[page].add(anchor)
    return {name: sorted(anchors) for name, anchors in found.items()}


def _is_current(path: Path, key: str) -> bool:
    noted = path.with_suffix(".key")
    if not path.is_file() or not noted.is_file():
        return False
    return noted.read_text(encoding="utf-8") == key


def _digest(paths: Iterable[Path], more: str) -> str:
    digest = hashlib.sha256(more.encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _parts(told: dict, folder: str, site: Path, printed: Path) -> Iterable[Part]:
    """Return the parts of a table of contents with the PDFs of their pages; the page before the
    first part has one without a caption."""
    yield Part("", (_leaf({"file": told["root"]}, folder, site, printed),))
    for part in told["parts"]:
        leaves = [_leaf(entry, folder, site, printed) for entry in part["chapters"]]
        yield Part(part["caption"], tuple(leaves))


def _leaf(entry: dict, folder: str, site: Path, printed: Path) -> Leaf:
    name = f"{folder}{entry['file']}.html"
    path = (printed / name).with_suffix(".pdf")
    below = [_leaf(section, folder, site, printed) for section in entry.get("sections", [])]
    return Leaf(name, path, title_of(site / name), tuple(below))


def title_of(page: Path) -> str:
    """Return the heading of a page of the site, without the sign of its link."""
    heading = html.fromstring(page.read_bytes().decode()).find(".//h1")
    for sign in heading.findall("a"):
        sign.drop_tree()
    return heading.text_content().strip()
