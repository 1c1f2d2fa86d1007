"""What each page of the site was made from: checksums of its inputs and of the finished page, by
which `edugov verify` tells in seconds whether the site comes from the files beside it."""

import hashlib
import json
from pathlib import Path

from edugov.fault import Fault
from edugov.files import write_text
from edugov.labels import say

NAME = "receipts.json"
FEW = 6  # files that a page names one by one
LIBRARY = (".py", ".csv", ".mplstyle")
# what shapes every page of an edition, beside the library
SHARED = ("_config.yml", "_config.zh.yml", "constraints.txt", "book/_toc.yml")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def of_library(root: Path) -> str:
    """Return one checksum of the code and of the settings that shape every page."""
    files = sorted(path for path in (root / "src").rglob("*") if path.suffix in LIBRARY)
    files += [root / name for name in SHARED]
    whole = "".join(f"{path.relative_to(root)} {digest(path)}\n" for path in files)
    return hashlib.sha256(whole.encode()).hexdigest()


def inputs(root: Path, sources: Path, page: str) -> dict[str, object]:
    """Return what a page is made from: its notebook or text and the tables that it reads, as paths
    below `root`, and the command that makes it again."""
    text, notebook = sources / f"{page}.md", sources / f"{page}.ipynb"
    tables = sorted((root / "data").glob("*.csv"))
    if text.is_file() and not page.startswith("sources/"):
        files = [root / "book" / f"{page}.md"]
        translation = root / "book" / "locale" / "zh_CN" / "LC_MESSAGES" / f"{page}.po"
        return _told(root, [*files, *filter(Path.is_file, [translation])], "make book")
    if not notebook.is_file():  # an entry of a source, the search
        return _told(root, tables if text.is_file() else [], "make book")
    made = json.loads(notebook.read_text(encoding="utf-8"))["metadata"].get("edugov", {})
    if made.get("tables") is not None:
        tables = [root / "data" / f"{name}.csv" for name in made["tables"]]
    files = [root / "notebooks" / made["template"]] if "template" in made else []
    return _told(root, files + tables, made.get("command", "make book"))


def _told(root: Path, files: list[Path], command: str) -> dict[str, object]:
    return {"files": [path.relative_to(root).as_posix() for path in files], "command": command}


def shown(
    made: dict[str, object], digests: dict[str, str], library: str, lang: str
) -> dict[str, object]:
    """Return what a page is made from with the checksums that it shows: of each file, or of many
    files together."""
    keys = [(name, digests[name]) for name in made["files"]]
    if len(keys) > FEW:
        whole = hashlib.sha256("".join(key for _, key in keys).encode()).hexdigest()
        keys = [(say("site.files", lang, count=len(keys)), whole)]
    return {**made, "keys": [*keys, (say("site.library", lang), library)]}


def write(root: Path, html: Path, pages: dict[str, dict[str, object]]) -> None:
    """Write the receipts of a finished site, given what each of its pages is made from."""
    named = sorted({name for page in pages.values() for name in page["files"]})
    told = {
        "library": of_library(root),
        "files": {name: digest(root / name) for name in named},
        "pages": {
            page: {
                "files": made["files"],
                "command": made["command"],
                "sha256": digest(html / page),
            }
            for page, made in sorted(pages.items())
        },
    }
    write_text(html / NAME, json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def verify(root: Path, html: Path) -> list[str]:
    """Return a sentence for each page that does not come from the inputs beside it; none, where
    all do."""
    try:
        told = json.loads((html / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Fault(f"{html.name}/{NAME}: cannot be read; `make book` writes it") from error
    library = told["library"] == of_library(root)
    changed = {name for name, before in told["files"].items() if digest(root / name) != before}
    faults = []
    for page, made in told["pages"].items():
        reasons = [] if library else ["src or the configuration changed"]
        reasons += [f"{name} changed" for name in made["files"] if name in changed][:3]
        if digest(html / page) != made["sha256"]:
            reasons.append("the page itself was changed or is not there")
        if reasons:
            faults.append(f"{page}: {'; '.join(reasons)}. Make it again: {made['command']}")
    strangers = {
        path.relative_to(html).as_posix()
        for path in html.rglob("*.html")
        if "_static" not in path.parts
    } - set(told["pages"])
    return faults + [f"{page}: has no receipt; `make book` did not make it" for page in strangers]
