"""Receipts, and `edugov verify`: what each page was made from, as checksums of its inputs and of
the finished page."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from edugov.fault import Fault
from edugov.files import write_text
from edugov.files.kept import LIBRARY
from edugov.labels import say
from edugov.tables import with_own

NAME = "receipts.json"
FEW = 6  # files that a page names one by one
# what shapes every page of an edition, beside the library
SHARED = ("_config.yml", "_config.zh.yml", "constraints.txt", "book/_toc.yml")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, empty where there is none."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def of_library(root: Path) -> str:
    """Return one checksum of the code and of the settings that shape every page."""
    files = [path for path in (root / "src").rglob("*") if path.suffix in LIBRARY]
    names = sorted(path.relative_to(root).parts for path in files)  # in one order on every system
    names += [tuple(name.split("/")) for name in SHARED]
    return _together(f"{'/'.join(name)} {digest(root.joinpath(*name))}\n" for name in names)


def inputs(root: Path, sources: Path, page: str) -> dict[str, object]:
    """Return what a page is made from: its notebook or text and the tables that it reads, as paths
    below `root`, and the command that makes it again."""
    text = sources / f"{page}.md"
    notebook = sources / f"{page}.ipynb"
    if notebook.is_file():
        return _of_notebook(root, notebook)
    if not text.is_file():  # the search
        return _told(root, [], "make book")
    if page.startswith("sources/"):
        return _told(root, _tables(root), "make book")
    translation = root / "book" / "locale" / "zh_CN" / "LC_MESSAGES" / f"{page}.po"
    files = [root / "book" / f"{page}.md"]
    if translation.is_file():
        files.append(translation)
    return _told(root, files, "make book")


def _of_notebook(root: Path, notebook: Path) -> dict[str, object]:
    """Return what a page that a notebook made is made from, as it says itself; all tables, where it
    does not say which."""
    written = json.loads(notebook.read_text(encoding="utf-8"))
    made = written["metadata"].get("edugov", {})
    files = []
    if "template" in made:
        files.append(root / "notebooks" / made["template"])
    if made.get("reads") is None:
        files += _tables(root)
    else:
        for name in sorted({table for table, *_ in made["reads"]}):
            files += with_own(root / "data" / f"{name}.csv")
    return _told(root, files, made.get("command", "make book"))


def _tables(root: Path) -> list[Path]:
    ours = sorted((root / "data").glob("*.csv"))
    return [path for table in ours for path in with_own(table)]


def _told(root: Path, files: list[Path], command: str) -> dict[str, object]:
    names = [path.relative_to(root).as_posix() for path in files]
    return {"files": names, "command": command}


def shown(
    made: dict[str, object], digests: dict[str, str], library: str, lang: str
) -> dict[str, object]:
    """Return what a page is made from with the checksums that it shows: of each file, or of many
    files together."""
    keys = [(name, digests[name]) for name in made["files"]]
    if len(keys) > FEW:
        name = say("site.files", lang, count=len(keys))
        together = _together(key for _, key in keys)
        keys = [(name, together)]
    keys.append((say("site.library", lang), library))
    return {**made, "keys": keys}


def _together(lines: Iterable[str]) -> str:
    """Return one checksum of several texts."""
    whole = "".join(lines)
    return hashlib.sha256(whole.encode()).hexdigest()


def write(root: Path, html: Path, pages: dict[str, dict[str, object]]) -> None:
    """Write the receipts of a finished site, given what each of its pages is made from."""
    named = sorted({name for page in pages.values() for name in page["files"]})
    receipts = {}
    for page, made in sorted(pages.items()):
        receipts[page] = {
            "files": made["files"],
            "command": made["command"],
            "sha256": digest(html / page),
        }
    told = {
        "library": of_library(root),
        "files": {name: digest(root / name) for name in named},
        "pages": receipts,
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    write_text(html / NAME, f"{text}\n")


def _new_own(root: Path, files: list[str]) -> list[str]:
    """Return the files of a user's own rows that came to the tables of a page since it was made."""
    found = []
    for file in files:
        for own in with_own(root / file)[1:]:
            found.append(own.relative_to(root).as_posix())
    return [name for name in found if name not in files]


class Stale(NamedTuple):
    """A page that does not come from the inputs beside it, why, and what makes it again."""

    page: str
    why: str
    command: str

    def __str__(self) -> str:
        """Say it in a sentence."""
        return f"{self.page}: {self.why}. Make it again: {self.command}"


def verify(root: Path, html: Path) -> list[Stale]:
    """Return each page that does not come from the inputs beside it; none, where all do."""
    try:
        told = json.loads((html / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Fault(f"{html.name}/{NAME}: cannot be read; `make book` writes it") from error
    is_library_changed = told["library"] != of_library(root)
    changed = set()
    for name, before in told["files"].items():
        if digest(root / name) != before:
            changed.add(name)
    faults = []
    for page, made in told["pages"].items():
        reasons = []
        if is_library_changed:
            reasons.append("src or the configuration changed")
        inputs_changed = [f"{name} changed" for name in made["files"] if name in changed]
        reasons += inputs_changed[:3]
        own_new = [f"{name} is new" for name in _new_own(root, made["files"])]
        reasons += own_new[:3]
        if digest(html / page) != made["sha256"]:
            reasons.append("the page itself was changed or is not there")
        if reasons:
            why = "; ".join(reasons)
            faults.append(Stale(page, why, made["command"]))
    for path in sorted(html.rglob("*.html")):
        page = path.relative_to(html).as_posix()
        if page not in told["pages"] and "_static" not in path.parts:
            faults.append(
                Stale(page, "has no receipt; the last `make book` did not make it", "make book")
            )
    return faults


def sentences(faults: list[Stale]) -> list[str]:
    """Return what `verify` found for people: page by page, or where one reason holds for many
    pages, these together, since not each of them shows what came to a table."""
    pages: dict[str, list[Stale]] = {}
    for fault in faults:
        pages.setdefault(fault.why, []).append(fault)
    said = []
    for why, alike in pages.items():
        if len(alike) > FEW:
            said.append(
                f"{why}: so for {len(alike)} pages, {alike[0].page} among them, not each of which "
                "need look other; `make book` brings them up to date"
            )
        else:
            said += map(str, alike)
    return said
