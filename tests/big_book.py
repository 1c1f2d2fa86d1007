"""A book of many short pages, in the shape that regions and sources give it, and what Sphinx alone
takes for it: python -m tests.big_book FOLDER PAGES [--side N] [--plain]."""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import yaml

from edugov.website import nearby_pages
from tests.conftest import ROOT

COUNTIES = 90  # of a province
OURS = "edugov.website.nearby_pages"


def write(root: Path, pages_count: int) -> None:
    """Write a book of two pages a region, in provinces, and as many sources as regions in one list:
    so many pages, to the nearest three."""
    book = root / "book"
    shutil.copytree(ROOT / "book" / "_templates", book / "_templates")
    for path in ROOT.glob("book/*.bib"):
        (book / path.name).write_text("")

    def page(name: str, **more: object) -> dict:
        path = book / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Invented {name}\n\nA line.\n\n## One\n\nA line.\n", encoding="utf-8")
        return {"file": name} | more

    page("index")
    provinces: list[dict] = []
    for number in range(pages_count // 3):
        own = [page(f"regions/{number}-money")]
        entry = page(f"regions/{number}", title=f"Region {number}", sections=own)
        if number % COUNTIES == 0:
            provinces.append(entry)
        else:
            provinces[-1]["sections"].append(entry)
    sources = [page(f"sources/{number}") for number in range(pages_count // 3)]
    parts = [
        {"caption": "Regions", "chapters": provinces},
        {"caption": "Data", "chapters": [page("sources/all", sections=sources)]},
    ]
    contents = {"format": "jb-book", "root": "index", "parts": parts}
    (root / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False))


def build(root: Path, is_plain: bool) -> dict[str, float]:
    """Build the book with or without our sidebar; return what it took, how many trees of pages
    Sphinx held when all were read, and how many lines all sidebars have."""
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    told = {"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False}
    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml", cli_config=told, sourcedir=root / "book"
    )
    if is_plain:
        config["extensions"].remove(OURS)
    config["html_static_path"] = []
    folders = [str(root / name) for name in ("html", "trees")]
    held = []
    with patch_docutils(None), docutils_namespace():
        app = Sphinx(str(root / "book"), None, *folders, "html", config, status=None)
        app.connect("env-updated", lambda app, env: held.append(len(env._write_doc_doctree_cache)))
        start = time.process_time()
        app.build()
        seconds = time.process_time() - start
    pages = list((root / "html").glob("**/*.html"))
    lines = sum(path.read_text(encoding="utf-8").count('<li class="toctree-l') for path in pages)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "pages": len(app.env.found_docs),
        "seconds": seconds,
        "lines": lines,
        "held": sum(held),
        "megabytes": megabytes,
    }


def measured(root: Path, pages_count: int, *options: str) -> dict[str, float]:
    """Write and build a book in a process of its own; return what it took."""
    command = [sys.executable, "-m", "tests.big_book", str(root), str(pages_count), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Write a book, build it, and print what that took."""
    asked = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("pages", type=int)
    asked.add_argument("--side", type=int, default=nearby_pages.SIDE)
    asked.add_argument("--plain", action="store_true")
    given = asked.parse_args()
    nearby_pages.SIDE = given.side
    given.folder.mkdir(parents=True)
    write(given.folder, given.pages)
    print(json.dumps(build(given.folder, given.plain)))


if __name__ == "__main__":
    main()
