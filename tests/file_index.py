"""The index of files in CONTRIBUTING.md: every file with a line that says what it answers, from the
first sentence of its docstring, the title of a notebook, the description of a table, or files.csv.

    python -m tests.imports       draws it into CONTRIBUTING.md
"""

import ast
import csv
import json
import re
from pathlib import Path

from tests.conftest import ROOT

START, END = "<!-- index drawn by python -m tests.imports -->\n", "<!-- end of index -->\n"
# where every file has its line, and which ones; of the other folders those in files.csv have
LISTED = {
    "src/edugov": "**/*",
    "data": "*.csv",
    "notebooks": "*.ipynb",
    "book": "*.md",
    "book/_static": "*.*",
    "book/_templates": "*.html",
    "tests": "**/*",
}
KINDS = ".py .csv .ipynb .md .html .js .mjs .css .mplstyle".split()
LEFT_OUT = re.compile(r"(^|/)(test_\w+\.py|my_\w+\.ipynb)$|^tests/(\w+/)*__init__\.py$")
GROUPS = {
    "src/edugov": "The library: `src/edugov`",
    "data": "Tables: `data`",
    "notebooks": "Notebooks: `notebooks`",
    "book": "Prose, scripts and styles of the site: `book`",
    "tests": "What the tests use: `tests` (tests themselves stand as the modules do)",
    "": "The project",
}


def sentence(text: str) -> str:
    """Return the first sentence of a text, in one line and without its full stop.

    >>> sentence("A sitemap (网站地图): e.g. of\\nall pages. And more.")
    'A sitemap (网站地图): e.g. of all pages'
    """
    line = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<!e\.g)\.(?=\s+[A-Z]|$)", line)[0]


def _of_module(path: Path) -> str:
    return sentence(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")


def _of_notebook(path: Path) -> str:
    """Return the title of a notebook and its first sentence."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    told = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    title, _, rest = told.partition("\n")
    plain = re.sub(r"\[([^\]]+)\]\([^)]*\)|\{\w+\}`[^`]*`", r"\1", sentence(rest))
    return ": ".join(filter(None, (title.strip("# "), plain)))


def _of_page(path: Path) -> str:
    found = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.M)
    return found[1] if found else ""


def tables() -> dict[str, str]:
    """Return what datapackage.json says of each table."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return {
        f"data/{table['path']}": f"{table['title']}: {sentence(table['description'])}"
        for table in package["resources"]
    }


def said() -> dict[str, str]:
    """Return what files.csv says of files that say nothing themselves, or not enough."""
    with (ROOT / "tests" / "files.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["what"] for row in csv.DictReader(file)}


def files() -> list[str]:
    """Return the files that are listed."""
    found = set(said())
    for folder, pattern in LISTED.items():
        for path in (ROOT / folder).glob(pattern):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in KINDS and path.is_file() and not LEFT_OUT.search(name):
                found.add(name)
    return sorted(found)


def told(name: str, known: dict[str, str]) -> str:
    """Return the line on a file; empty where nothing says what it is."""
    if name in known:
        return known[name]
    of_kind = {".py": _of_module, ".ipynb": _of_notebook, ".md": _of_page}.get(Path(name).suffix)
    return of_kind(ROOT / name) if of_kind else ""


def lines() -> dict[str, str]:
    """Return the line on every file."""
    known = {**tables(), **said()}
    return {name: told(name, known) for name in files()}


def drawing() -> str:
    """Return the index as lists, by folder."""
    groups: dict[str, list[str]] = {name: [] for name in GROUPS}
    for name, line in lines().items():
        top = next(group for group in GROUPS if not group or name.startswith(f"{group}/"))
        groups[top].append(f"- `{name.removeprefix('src/edugov/')}`: {line}")
    parts = [
        f"### {GROUPS[group]}\n\n" + "\n".join(group_lines) for group, group_lines in groups.items()
    ]
    return "\n\n".join(parts) + "\n\n"


def drawn(text: str) -> str:
    """Return a text with the index between its marks."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{drawing()}{END}{rest.partition(END)[2]}"
