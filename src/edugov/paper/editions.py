"""One PDF of each edition, and a sheet of two pages of each region, from the finished site."""

import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pikepdf
import yaml
from lxml import html
from tqdm import tqdm

from edugov import labels, regions, tables
from edugov.fault import Fault
from edugov.files import write_bytes, write_text
from edugov.paper.binding import Leaf, Part, bind
from edugov.paper.press import FONT, FOOT, STYLE, Press, press
from edugov.website import announced, contents

SHEETS = 2  # of a region's sheet
SCALE = 0.8  # of letters, so that a table has the room of a small screen
# what a browser lays out on two sheets of A4 within the margins, in its own points
HIGH = SHEETS * (297 - 30) / 25.4 * 96 / SCALE
WIDE = (210 - 28) / 25.4 * 96 / SCALE
LINK = re.compile('<a [^>]*?href="([^"]+#[^"]+)"')
SHORTENED = (Path(__file__).parent / "sheet.js").read_text(encoding="utf-8")


def write_books(root: Path, langs: Sequence[str]) -> list[str]:
    """Print every page of the editions of the site in `root` and put each edition into one PDF,
    ``_build/pdf/edugov-LANG.pdf``; return a sentence on each.

    A page that was printed before and has not changed is not printed again, so an interrupted run
    continues where it stopped.
    """
    site = _site(root)
    said = []
    for lang in langs:
        told = contents.read(root / "_build" / f"site-{lang}")
        folder = "" if lang == labels.LANGUAGES[0] else f"{lang}/"
        names = [f"{folder}{page}.html" for page in contents.pages_of(told)]
        printed = root / "_build" / "pdf" / "pages"
        _print(site, names, printed, lang)
        parts = list(_parts(told, folder, site, printed))
        path = root / "_build" / "pdf" / f"edugov-{lang}.pdf"
        count = bind(parts, path, labels.say("site.title", lang), lang, _address(root))
        made = path.relative_to(root)
        said.append(f"{made}: {len(names)} pages on {count} sheets")
    return said


def langs(asked: Sequence[str]) -> Sequence[str]:
    """Return the editions that are asked for, all where none is; a Fault names an unknown one."""
    for lang in asked:
        if lang not in labels.LANGUAGES:
            raise Fault(f"--lang {lang}: unknown; there are {', '.join(labels.LANGUAGES)}")
    return asked or labels.LANGUAGES


def slugs(asked: Sequence[str]) -> list[str]:
    """Return the slugs of the regions that are asked for by code, slug or name, of all that have a
    page where none is; a Fault names one that is unknown or has no page."""
    every = tables.every()
    pages = regions.with_pages(every).merge(every["regions"], on="region_code")
    paged = list(pages.loc[pages["profile"], "slug"])
    found = [regions.find(name, every["regions"])["slug"] for name in asked]
    for name, slug in zip(asked, found, strict=True):
        if slug not in paged:
            raise Fault(f"{name}: has no page in the book, so no sheet")
    return found or paged


def write_sheets(root: Path, slugs: Sequence[str], langs: Sequence[str]) -> str:
    """Print a sheet of two pages of each region, ``_build/pdf/regions/SLUG-LANG.pdf``; return a
    sentence on them. A Fault where a page is not in the site."""
    site = _site(root)
    folder = root / "_build" / "pdf" / "regions"
    wanted = []
    for lang in langs:
        above = "" if lang == labels.LANGUAGES[0] else f"{lang}/"
        wanted += [(lang, slug, f"{above}regions/{slug}.html") for slug in slugs]
    for _, slug, name in wanted:
        if not (site / name).is_file():
            raise Fault(f"{slug}: the site has no {name} yet; run edugov build first")
    with press(site) as running:
        for lang, slug, name in tqdm(wanted, unit="sheet", disable=len(wanted) < 3 or None):
            write_bytes(folder / f"{slug}-{lang}.pdf", sheet(running, root, name, lang))
    return f"{folder.relative_to(root)}: {len(wanted)} sheets of two pages"


def sheet(running: Press, root: Path, name: str, lang: str) -> bytes:
    """Return the beginning of a region's page, as much as two sheets of paper hold, as PDF; it says
    so, and of which date its data are."""
    told = labels.say(
        "sheet.cut",
        lang,
        address=_address(root) + name,
        version=_package(root).get("version", ""),
        date=announced.date_of(root),
    )
    running.page.set_viewport_size({"width": round(WIDE), "height": round(HIGH)})
    running.open(name)
    high = HIGH
    while True:
        running.page.evaluate(SHORTENED, {"high": high, "told": told})
        made = running.print(name, scale=SCALE, tagged=True, outline=True)
        with pikepdf.open(io.BytesIO(made)) as printed:
            if len(printed.pages) <= SHEETS:
                return made
        high *= 0.95  # what may not be torn left room at the end of the first


def _site(root: Path) -> Path:
    site = (root / "_build" / "html").resolve()
    if not (site / "index.html").is_file():
        raise Fault("_build/html: the site is not built; run edugov build (or make book) first")
    return site


def _package(root: Path) -> dict:
    return json.loads((root / "data" / "datapackage.json").read_bytes())


def _address(root: Path) -> str:
    """Return the address of the site, with a slash at its end; empty where it has none."""
    told = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return told["sphinx"]["config"].get("html_context", {}).get("site_url", "")


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
