"""The website: its table of contents, and the build by Jupyter Book (the only module that knows
it)."""

import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

import yaml

from edugov import changes
from edugov.files import write_text
from edugov.tables import Fault

PHASE = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COMPLAINT = re.compile(r"WARNING|ERROR|CRITICAL|SEVERE|[Ee]rror[:!]|Exception")


def table_of_contents(fixed: object, generated: dict[str, list[dict]]) -> object:
    """Return what book/_toc.yml says, `- expand: NAME` replaced by the entries generated under that
    name."""
    if isinstance(fixed, dict):
        return {key: table_of_contents(value, generated) for key, value in fixed.items()}
    if not isinstance(fixed, list):
        return fixed
    names = [item.get("expand") if isinstance(item, dict) else None for item in fixed]
    if unknown := sorted({*names} - {*generated, None}):
        raise Fault(f"_toc.yml: expand: {unknown[0]!r} is unknown; use {', '.join(generated)}")
    parts = [generated[name] if name else [item] for name, item in zip(names, fixed, strict=True)]
    return [table_of_contents(item, generated) for part in parts for item in part]


def pages_of(contents: dict | list) -> list[str]:
    """Return every page that a table of contents names, in reading order."""
    if isinstance(contents, list):
        return [page for item in contents for page in pages_of(item)]
    own = [contents[key] for key in ("root", "file") if key in contents]
    return own + pages_of(
        [contents.get(key, []) for key in ("chapters", "sections", "parts", "subtrees")]
    )


def build(root: Path, generated: dict[str, list[dict]]) -> Path:
    """Build the website of the book in `root` into _build/html and return that folder.

    A site that stands there is replaced only by a whole new one, in one step. What an earlier build
    read is used again where it still holds: a changed notebook rebuilds its page, any other change
    rebuilds all pages; what counts is what a file holds, not its time. The caller holds the pages
    with `changes.building`.

    `root` has _config.yml and book/; `generated` are the entries of the table of contents that
    `catalogue.contents` returns. A Fault says which page is missing, or all that Jupyter Book
    warned of.
    """
    root = root.resolve()
    book, work, html = root / "book", root / "_build" / "site", root / "_build" / "html"
    _recover(html)
    try:
        fixed = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Fault(f"_toc.yml: {error}") from error
    contents = table_of_contents(fixed, generated)
    files = [_file_of(book, page) for page in pages_of(contents)]
    toc = work / "_toc.yml"
    made_from = {"all": _key(root, contents, files), "notebooks": _notebooks(book, files)}
    complete = work / "complete"  # says what the work folder was made from; none while a build runs
    before = _read_complete(complete)
    complete.unlink(missing_ok=True)
    if before.get("all") == made_from["all"]:
        _forget_changed(work, before["notebooks"], made_from["notebooks"])
    else:
        shutil.rmtree(work, ignore_errors=True)
    write_text(toc, yaml.safe_dump(contents, allow_unicode=True, sort_keys=False))
    print(f"site: {len(files)} pages", flush=True)
    complaints = _run_jupyter_book(root, toc, work)
    if complaints is not None:
        raise Fault(
            "the site was not built; what stood before is left\n"
            + complaints.replace(f"{root}/", "")
        )
    _publish(work / "_build" / "html", html)
    write_text(complete, json.dumps(made_from))
    print(f"site: done, open {html.relative_to(root)}/index.html", flush=True)
    return html


def _file_of(book: Path, page: str) -> Path:
    found = [
        book / (page + ending)
        for ending in (".md", ".ipynb", "")
        if (book / (page + ending)).is_file()
    ]
    if not found:
        raise Fault(
            f"book/{page}: the table of contents names this page, but there is no .md or "
            ".ipynb of it"
        )
    return found[0]


def _forget_changed(work: Path, before: dict[str, str], now: dict[str, str]) -> None:
    """Remove from the work folder what Sphinx would take for current by the times of files."""
    made = work / "_build"
    for page, digest in before.items():
        if now.get(page) != digest:
            (made / ".doctrees" / f"{page}.doctree").unlink(missing_ok=True)
    # while its style sheet stands there, pages name it otherwise
    for style in made.glob("html/_static/mystnb.*.css"):
        style.unlink()


def _read_complete(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _notebooks(book: Path, files: Sequence[Path]) -> dict[str, str]:
    """Return the digest of each notebook by the name of its page."""
    digests = {}
    for path in files:
        if path.suffix == ".ipynb":
            page = path.relative_to(book).with_suffix("").as_posix()
            digests[page] = hashlib.sha256(path.read_bytes()).hexdigest()
    return digests


def _key(root: Path, contents: dict, files: Sequence[Path]) -> str:
    """Return a digest of all that more than one page shows; of a notebook only its title is."""
    digest = hashlib.sha256(json.dumps(contents).encode())
    for package in (
        "jupyter-book",
        "sphinx",
        "sphinx-book-theme",
        "pydata-sphinx-theme",
        "myst-nb",
    ):
        digest.update(f"{package} {metadata.version(package)}".encode())
    shared = [
        root / "_config.yml",
        *sorted(Path(__file__).parent.glob("search.*")),
        *sorted(root.glob("book/*.bib")),
    ]
    shared += sorted(path for path in (root / "book" / "_static").rglob("*") if path.is_file())
    for path in [*shared, *files]:
        digest.update(path.name.encode())
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            text = "\n".join(
                "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
            )
            digest.update(text.partition("\n")[0].encode())
        else:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _run_jupyter_book(root: Path, toc: Path, work: Path) -> str | None:
    """Run Jupyter Book, print its progress, and return its complaints, or nothing when it had
    none."""
    command = [sys.executable, "-m", "edugov.book", str(os.getpid()), "build", "book"]
    command += ["--config", "_config.yml", "--toc", str(toc), "--path-output", str(work)]
    command += ["-W", "-n", "--keep-going"]
    with open(work / "complaints.txt", "w+", encoding="utf-8") as errors:
        pipes = {"stdout": subprocess.PIPE, "stderr": errors, "encoding": "utf-8"}
        with subprocess.Popen(command, cwd=root, pass_fds=changes.held(), **pipes) as process:
            try:
                _show_progress(process.stdout)
            except BaseException:  # whatever ends this command ends that one
                process.terminate()
                raise
        errors.seek(0)
        lines = [COLOUR.sub("", line).rstrip() for line in errors if line.strip()]
    if process.returncode == 0:
        return None
    said_nothing = [f"Jupyter Book ended with code {process.returncode}; perhaps the disk is full"]
    return "\n".join(
        [line for line in lines if COMPLAINT.search(line)] or lines[-5:] or said_nothing
    )


def _show_progress(output: Iterable[str]) -> None:
    shown = None
    for line in output:  # Sphinx's carriage returns arrive as line ends
        found = PHASE.match(COLOUR.sub("", line))
        if found and shown != (step := (found[1], int(found[2]) // 25 * 25)):
            shown = step
            print(f"site: {step[0]} {step[1]}%", flush=True)


def _publish(made: Path, html: Path) -> None:
    """Put a finished site in place of the one that stands there."""
    new, old = _beside(html)
    try:
        _prepare(made, new)
        if not html.exists():
            new.rename(html)
        elif not _exchange(new, html):
            html.rename(old)
            new.rename(html)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _prepare(made: Path, new: Path) -> None:
    """Copy a finished site, without what is of notebooks as they were before."""
    shutil.copytree(
        made, new, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns(".buildinfo")
    )
    text = "".join(page.read_text(encoding="utf-8") for page in sorted(new.rglob("*.html")))
    for path in [*new.glob("_images/*"), *new.glob("_downloads/*/*")]:
        if path.name not in text:
            path.unlink()
    _forget_lost_words(new / "searchindex.js")


def _beside(html: Path) -> tuple[Path, Path]:
    """Return where a new site is put together, and where an old one is before it is removed."""
    return html.with_name("html.new"), html.with_name("html.old")


def _recover(html: Path) -> None:
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


def _forget_lost_words(path: Path) -> None:
    """Take out of a search index the words that no page has any more, which Sphinx leaves there."""
    prefix, suffix = "Search.setIndex(", ")"
    index = json.loads(path.read_text(encoding="utf-8").removeprefix(prefix).removesuffix(suffix))
    for name in ("terms", "titleterms"):
        index[name] = {word: pages for word, pages in index[name].items() if pages != []}
    path.write_text(prefix + json.dumps(index, sort_keys=True) + suffix, encoding="utf-8")
