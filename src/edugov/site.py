"""The website: its table of contents, and the build by Jupyter Book (the only module that knows
it)."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import yaml

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

    A site that stands there is replaced only by a whole new one. What an earlier build read is used
    again where it still holds: a changed notebook rebuilds its page, any other change rebuilds all
    pages.

    `root` has _config.yml and book/; `generated` are the entries of the table of contents that
    `catalogue.contents` returns. A Fault says which page is missing, or all that Jupyter Book
    warned of.
    """
    root = root.resolve()
    book, work, html = root / "book", root / "_build" / "site", root / "_build" / "html"
    try:
        fixed = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Fault(f"_toc.yml: {error}") from error
    contents = table_of_contents(fixed, generated)
    files = [_file_of(book, page) for page in pages_of(contents)]
    toc = root / "_build" / "_toc.yml"
    toc.parent.mkdir(exist_ok=True)
    toc.write_text(yaml.safe_dump(contents, allow_unicode=True, sort_keys=False), encoding="utf-8")

    key = _key(root, contents, files)
    complete = (
        work / "complete"
    )  # says what the work folder was built from; absent while a build runs
    if not complete.is_file() or complete.read_text() != key:
        shutil.rmtree(work, ignore_errors=True)
    complete.unlink(missing_ok=True)
    for style in work.glob(
        "_build/html/_static/mystnb.*.css"
    ):  # while it stands there, pages name it otherwise
        style.unlink()
    print(f"site: {len(files)} pages", flush=True)
    complaints = _run_jupyter_book(root, toc, work)
    if complaints is not None:
        raise Fault(
            "the site was not built; what stood before is left\n"
            + complaints.replace(f"{root}/", "")
        )
    _publish(work / "_build" / "html", html)
    complete.write_text(key)
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
    work.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        "book",
    ]
    command += ["--config", "_config.yml", "--toc", str(toc), "--path-output", str(work)]
    command += ["-W", "-n", "--keep-going"]
    shown = None
    with open(work / "complaints.txt", "w+", encoding="utf-8") as errors:
        pipes = {"stdout": subprocess.PIPE, "stderr": errors, "encoding": "utf-8"}
        with subprocess.Popen(command, cwd=root, **pipes) as process:
            for line in process.stdout:  # Sphinx's carriage returns arrive as line ends
                found = PHASE.match(COLOUR.sub("", line))
                if found and shown != (step := (found[1], int(found[2]) // 25 * 25)):
                    shown = step
                    print(f"site: {step[0]} {step[1]}%", flush=True)
        errors.seek(0)
        lines = [COLOUR.sub("", line).rstrip() for line in errors if line.strip()]
    if process.returncode == 0:
        return None
    return "\n".join([line for line in lines if COMPLAINT.search(line)] or lines[-5:])


def _publish(made: Path, html: Path) -> None:
    """Put a finished site in place of the one that stands there."""
    new, old = html.with_name("html.new"), html.with_name("html.old")
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(
        made, new, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns(".buildinfo")
    )
    text = "".join(page.read_text(encoding="utf-8") for page in sorted(new.rglob("*.html")))
    for path in [*new.glob("_images/*"), *new.glob("_downloads/*/*")]:
        if path.name not in text:  # of a notebook as it was before
            path.unlink()
    _forget_lost_words(new / "searchindex.js")
    if html.exists():
        html.rename(old)
    new.rename(html)
    shutil.rmtree(old, ignore_errors=True)


def _forget_lost_words(path: Path) -> None:
    """Take out of a search index the words that no page has any more, which Sphinx leaves there."""
    prefix, suffix = "Search.setIndex(", ")"
    index = json.loads(path.read_text(encoding="utf-8").removeprefix(prefix).removesuffix(suffix))
    for name in ("terms", "titleterms"):
        index[name] = {word: pages for word, pages in index[name].items() if pages != []}
    path.write_text(prefix + json.dumps(index, sort_keys=True) + suffix, encoding="utf-8")
