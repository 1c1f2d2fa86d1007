"""Finishing the pages of a site that was built, and putting it in place of the one that stands
there, in one step."""

import ctypes
import hashlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from edugov.files import write_bytes, write_text
from edugov.files.kept import Kept, Known
from edugov.processes import begin_worker
from edugov.rendering import receipts
from edugov.tables import OWN, handed_out
from edugov.website import (
    assets,
    feed,
    head_and_foot,
    link_card,
    mixed_languages,
    search_index,
    sitemap,
)
from edugov.website.head_and_foot import Settings

DEFAULTS = Settings()


def publish(made: dict[str, Path], html: Path, settings: Settings = DEFAULTS) -> None:
    """Put finished sites in place of the one that stands there: by language, the first at the
    root, each other one in a folder of its own."""
    new, old = _beside(html)
    try:
        first = next(iter(made))
        with ProcessPoolExecutor(
            len(made), initializer=begin_worker, initargs=[os.getpid()]
        ) as pool:
            tasks = [
                pool.submit(
                    _prepare, site, new, "" if lang == first else f"{lang}/", lang, settings
                )
                for lang, site in made.items()
            ]
            pages = [page for task in tasks for page in task.result()]
        sitemap.write_sitemap(pages, settings.address, new / "sitemap.xml")
        if settings.address:
            link_card.card(new / link_card.CARD)
        if settings.downloads and settings.downloads.is_dir():
            shutil.copytree(settings.downloads, new / "downloads")
        if settings.root:
            made_from = {
                f"{'' if lang == first else f'{lang}/'}{page}": told
                for lang, receipts_of in settings.receipts.items()
                for page, told in receipts_of.items()
            }
            receipts.write(settings.root, new, made_from)
        take_place(new, html, old)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def take_place(new: Path, place: Path, old: Path) -> None:
    """Put a folder in the place of another, in one step where the system can; what stood there is
    then `new` or `old`."""
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        place.rename(old)
        new.rename(place)


def _prepare(made: Path, site: Path, folder: str, lang: str, settings: Settings) -> list[str]:
    """Copy a finished site, without what is of notebooks as they were before, what is of the other
    language marked, into a folder of the site; return its pages."""
    new = site / folder
    useless = shutil.ignore_patterns(".buildinfo", "*.map", "locales", "vendor")
    shutil.copytree(made, new, copy_function=shutil.copyfile, ignore=useless, dirs_exist_ok=True)
    if settings.root:
        _put_own_rows(new, settings.root / "data")
    pages = {
        path.relative_to(made).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(made.rglob("*.html"))  # another edition may be prepared within `new`
        if "_static" not in path.parts  # where the theme keeps templates
    }
    settings = settings._replace(compared=head_and_foot.compared(pages))
    pages = assets.bundle(pages, made, new)
    pages = {name: assets.put_beside(text, name, new) for name, text in pages.items()}
    pages = {
        name: head_and_foot.furnished(text, name, lang, folder, settings)
        for name, text in pages.items()
    }
    for name, text in _finished(pages, lang, settings):
        (new / name).write_text(text, encoding="utf-8", newline="\n")
    assets.forget_unused(new, "".join(pages.values()))
    if settings.address and settings.date and feed.CHANGED in pages:
        told = feed.feed(pages[feed.CHANGED], settings.address + folder, lang, settings.date)
        write_bytes(new / feed.FEED, told)
    record = settings.cache / f"search-{lang}.json" if settings.cache else None
    read = Known(record, settings.library)
    search_index.write(pages, new / "search-index.js", settings.places, read)
    return [folder + name for name in pages]


def _put_own_rows(new: Path, data: Path) -> None:
    """Put a user's own rows into the tables that links of pages lead to: Sphinx copied the files of
    the book."""
    for own in sorted((data / OWN).glob("*.csv")):
        for copied in new.glob(f"_downloads/*/{own.name}"):
            write_bytes(copied, handed_out(own.stem, data))


def _finished(pages: dict[str, str], lang: str, settings: Settings) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each page as it is published; what it says above its foot is
    gone through again only where it changed."""
    if not settings.cache:
        for name, text in pages.items():
            yield name, mixed_languages.finished(text, lang)
        return
    folder = settings.cache / f"finished-{lang}"
    kept = Kept(settings.cache / f"finished-{lang}.json")
    for name, text in pages.items():
        body, foot = head_and_foot.parted(text)
        key = hashlib.sha256(f"{settings.library}{body}".encode()).hexdigest()
        kept.write(folder / name, key, partial(_finish, body, lang))
        done = (folder / name).read_text(encoding="utf-8")
        yield name, done.replace(head_and_foot.FOOT_HERE, mixed_languages.finished(foot, lang), 1)
    kept.save()


def _finish(body: str, lang: str) -> bytes:
    return mixed_languages.finished(body, lang).encode()


def replace(made: Path, site: Path, name: str, folder: str, lang: str, settings: Settings) -> None:
    """Put one page that Sphinx made again in place of the one that stands, with its style sheet and
    script; the search and the receipts stay those of the last whole build."""
    new = site / folder
    compare = new / head_and_foot.COMPARE
    known = (
        {head_and_foot.COMPARE: compare.read_text(encoding="utf-8")} if compare.is_file() else {}
    )
    settings = settings._replace(compared=head_and_foot.compared(known))
    text = assets.as_before(
        (made / name).read_text(encoding="utf-8"), (new / name).read_text(encoding="utf-8")
    )
    text = assets.put_beside(text, name, new)
    text = head_and_foot.furnished(text, name, lang, folder, settings)
    for picture in made.glob("_images/*"):
        if picture.name in text and not (new / "_images" / picture.name).is_file():
            write_bytes(new / "_images" / picture.name, picture.read_bytes())
    write_text(new / name, mixed_languages.finished(text, lang))


def _beside(html: Path) -> tuple[Path, Path]:
    """Return where a new site is put together, and where an old one is before it is removed."""
    return html.with_name("html.new"), html.with_name("html.old")


def recover(html: Path) -> None:
    """Put back the site, and remove what else an interrupted publication left."""
    new, old = _beside(html)
    if old.exists() and not html.exists():
        old.rename(html)
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Give two folders each other's name in one step; return whether the system can (Linux)."""
    here, swap = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, TypeError, AttributeError):
        return False
    return rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0
