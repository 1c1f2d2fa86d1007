"""The sheet of a region: the beginning of its page on two pages of paper (`PAGES`), as PDF."""

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from tqdm import tqdm

from edugov import labels, regions, tables
from edugov.fault import Fault
from edugov.files import write_bytes
from edugov.paper import finished_site
from edugov.paper.printing import SCALE, Press, press
from edugov.regions import county_codes
from edugov.tables.data_date import date_of

# how many they are is also said in words: by sheet.cut in labels.csv, `edugov pdf --help` and
# README.md
PAGES = 2
# what a browser lays out on so many pages of A4 within the margins, in its own points
HIGH = PAGES * (297 - 30) / 25.4 * 96 / SCALE
WIDE = (210 - 28) / 25.4 * 96 / SCALE
SHORTENED = (Path(__file__).parent / "sheet.js").read_text(encoding="utf-8")


def slugs(asked: Sequence[str]) -> list[str]:
    """Return the slugs of the regions that are asked for by code, slug or name, of all that have a
    page where none is; a Fault names one that is unknown or has no page."""
    every = tables.every()
    pages = regions.with_pages(every).merge(every["regions"], on="region_code")
    paged = list(pages.loc[pages["profile"], "slug"])
    found = [county_codes.in_book(name, every["regions"])["slug"] for name in asked]
    for name, slug in zip(asked, found, strict=True):
        if slug not in paged:
            raise Fault(f"{name}: has no page in the book, so no sheet")
    return found or paged


def write_sheets(root: Path, slugs: Sequence[str], langs: Sequence[str]) -> str:
    """Print a sheet of each region, ``_build/pdf/regions/SLUG-LANG.pdf``; return a sentence on
    them. A Fault where a page is not in the site."""
    site = finished_site.folder(root)
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
    return f"{folder.relative_to(root)}: {len(wanted)} sheets of at most {PAGES} pages"


def sheet(running: Press, root: Path, name: str, lang: str) -> bytes:
    """Return the beginning of a region's page, as much as `PAGES` of paper hold, as PDF; it says
    so, and of which date its data are."""
    told = labels.say(
        "sheet.cut",
        lang,
        address=finished_site.address(root) + name,
        version=finished_site.version(root),
        date=date_of(root),
    )
    running.page.set_viewport_size({"width": round(WIDE), "height": round(HIGH)})
    running.open(name)
    high = HIGH
    while True:
        running.page.evaluate(SHORTENED, {"high": high, "told": told})
        made = running.print(name, scale=SCALE, tagged=True, outline=True)
        with pikepdf.open(io.BytesIO(made)) as printed:
            if len(printed.pages) <= PAGES:
                return made
        high *= 0.95  # what may not be torn left room at the end of the first
