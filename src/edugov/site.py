"""The website: its table of contents, and the build by Jupyter Book (the only module that knows it)."""

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

MARKER = "expand"  # in book/_toc.yml, `- expand: regions`, `examples`, `sources` stand for generated pages
PHASE = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COMPLAINT = re.compile(r"WARNING|ERROR|CRITICAL|SEVERE|[Ee]rror[:!]|Exception")


def table_of_contents(fixed: dict, regions: Sequence[dict], sources: Sequence[str] = ()) -> dict:
    """Return the book's whole table of contents: its fixed pages, and a page for each region and source.

    Parameters
    ----------
    fixed : dict
        What book/_toc.yml says; a chapter ``{"expand": ...}`` with ``regions``, ``examples`` or ``sources`` is
        replaced.
    regions : sequence of dict
        One a region that has pages, in the order to show: ``slug``, ``name_zh``, ``name_en``, ``parent_slug`` (empty
        for a province and the nation; one without pages counts as empty) and ``pages``, the stems of its files in
        book/regions/. The first is the region's own page, the others stand below it. One with ``branch`` ``examples``
        stands there and not among the regions.
    sources : sequence of str
        Stems of the files in book/sources/.
    """
    entries: dict[str, dict] = {}
    for region in regions:
        slug, pages = region["slug"], [{"file": f"regions/{stem}"} for stem in region["pages"]]
        if slug in entries:
            raise Fault(f"regions: slug {slug!r} stands twice")
        if not pages:
            raise Fault(f"regions: {slug!r} has no pages; leave it out of the list")
        entries[slug] = pages[0] | {"title": f"{region['name_en']} {region['name_zh']}", "sections": pages[1:]}
    generated = {"regions": [], "examples": [], "sources": [{"file": f"sources/{stem}"} for stem in sources]}
    for region in regions:
        above = entries.get(region.get("parent_slug"))
        (above["sections"] if above else generated[region.get("branch", "regions")]).append(entries[region["slug"]])
    placed = set(pages_of({"parts": list(generated.values())}))
    if lost := sorted(slug for slug, entry in entries.items() if entry["file"] not in placed):
        raise Fault(f"regions: {', '.join(lost)}: parent_slug leads in a circle; a province's is empty")
    for entry in entries.values():
        if not entry["sections"]:
            del entry["sections"]

    def expand(node):
        if isinstance(node, dict):
            return {key: expand(value) for key, value in node.items()}
        if not isinstance(node, list):
            return node
        expanded = []
        for item in node:
            name = item.get(MARKER) if isinstance(item, dict) else None
            if name and name not in generated:
                raise Fault(f"_toc.yml: {MARKER}: {name!r} is unknown; use {', '.join(generated)}")
            expanded += generated[name] if name else [expand(item)]
        return expanded

    return expand(fixed)


def pages_of(contents: dict | list) -> list[str]:
    """Return every page that a table of contents names, in reading order."""
    if isinstance(contents, list):
        return [page for item in contents for page in pages_of(item)]
    own = [contents[key] for key in ("root", "file") if key in contents]
    return own + pages_of([contents.get(key, []) for key in ("chapters", "sections", "parts", "subtrees")])


def build(root: Path, regions: Sequence[dict], sources: Sequence[str] = ()) -> Path:
    """Build the website of the book in `root` into _build/html and return that folder.

    A site that stands there is replaced only by a whole new one. What an earlier build read is used again where it
    still holds: a changed notebook rebuilds its page, any other change rebuilds all pages.

    `root` has _config.yml and book/. A Fault says which page is missing, or all that Jupyter Book warned of.
    """
    root = root.resolve()
    book, work, html = root / "book", root / "_build" / "site", root / "_build" / "html"
    try:
        fixed = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Fault(f"_toc.yml: {error}") from error
    contents = table_of_contents(fixed, regions, sources)
    files = [_file_of(book, page) for page in pages_of(contents)]
    toc = root / "_build" / "_toc.yml"
    toc.parent.mkdir(exist_ok=True)
    toc.write_text(yaml.safe_dump(contents, allow_unicode=True, sort_keys=False), encoding="utf-8")

    key = _key(root, contents, files)
    complete = work / "complete"  # says what the work folder was built from; absent while a build runs
    if not complete.is_file() or complete.read_text() != key:
        shutil.rmtree(work, ignore_errors=True)
    complete.unlink(missing_ok=True)
    for style in work.glob("_build/html/_static/mystnb.*.css"):  # while it stands there, pages name it otherwise
        style.unlink()
    print(f"site: {len(files)} pages", flush=True)
    complaints = _run_jupyter_book(root, toc, work)
    if complaints is not None:
        raise Fault("the site was not built; what stood before is left\n" + complaints.replace(f"{root}/", ""))
    _publish(work / "_build" / "html", html)
    complete.write_text(key)
    print(f"site: done, open {html.relative_to(root)}/index.html", flush=True)
    return html


def _file_of(book: Path, page: str) -> Path:
    found = [book / (page + ending) for ending in (".md", ".ipynb", "") if (book / (page + ending)).is_file()]
    if not found:
        raise Fault(f"book/{page}: the table of contents names this page, but there is no .md or .ipynb of it")
    return found[0]


def _key(root: Path, contents: dict, files: Sequence[Path]) -> str:
    """Return a digest of all that more than one page shows; of a notebook only its title is."""
    digest = hashlib.sha256(json.dumps(contents).encode())
    for package in ("jupyter-book", "sphinx", "sphinx-book-theme", "pydata-sphinx-theme", "myst-nb"):
        digest.update(f"{package} {metadata.version(package)}".encode())
    shared = [root / "_config.yml", Path(__file__).with_name("search.py"), *sorted(root.glob("book/*.bib"))]
    shared += sorted(path for path in (root / "book" / "_static").rglob("*") if path.is_file())
    for path in [*shared, *files]:
        digest.update(path.name.encode())
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
            digest.update(text.partition("\n")[0].encode())
        else:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _run_jupyter_book(root: Path, toc: Path, work: Path) -> str | None:
    """Run Jupyter Book, print its progress, and return its complaints, or nothing when it had none."""
    work.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "book"]
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
    shutil.copytree(made, new, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns(".buildinfo"))
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
