"""Putting a finished site in place of the one that stands there, whole, in one step."""

import ctypes
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from edugov import assets, languages, search_index


def publish(made: dict[str, Path], html: Path, places: Sequence[str] = ()) -> None:
    """Put finished sites in place of the one that stands there: by language, the first at the
    root, each other one in a folder of its own; `places` are names that a search may ask for."""
    new, old = _beside(html)
    try:
        first = next(iter(made))
        with ProcessPoolExecutor(len(made)) as pool:
            tasks = [
                pool.submit(_prepare, site, new if lang == first else new / lang, lang, places)
                for lang, site in made.items()
            ]
            for task in tasks:
                task.result()
        if not html.exists():
            new.rename(html)
        elif not _exchange(new, html):
            html.rename(old)
            new.rename(html)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _prepare(made: Path, new: Path, lang: str, places: Sequence[str]) -> None:
    """Copy a finished site, without what is of notebooks as they were before, what is of the other
    language marked."""
    useless = shutil.ignore_patterns(".buildinfo", "*.map", "locales", "vendor")
    shutil.copytree(made, new, copy_function=shutil.copyfile, ignore=useless, dirs_exist_ok=True)
    pages = {
        path.relative_to(made).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(made.rglob("*.html"))  # another edition may be prepared within `new`
        if "_static" not in path.parts  # where the theme keeps templates
    }
    pages = assets.bundle(pages, made, new)
    pages = {name: assets.put_beside(text, name, new) for name, text in pages.items()}
    for name, text in pages.items():
        (new / name).write_text(languages.finished(text, lang), encoding="utf-8")
    assets.forget_unused(new, "".join(pages.values()))
    search_index.write(pages, new / "search-index.js", places)


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
