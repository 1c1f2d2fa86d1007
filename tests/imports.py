"""The structure of the library, drawn: which part imports which, from the imports themselves. The
parts are rows of imports.csv, the uppermost first; each may import those below it.

    python -m tests.imports       draws it, and the index of files, into CONTRIBUTING.md
"""

import ast
import csv
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tests import file_index
from tests.conftest import ROOT

LIBRARY = ROOT / "src" / "edugov"
START, END = "<!-- drawn by python -m tests.imports -->\n```text\n", "```\n<!-- end -->\n"
# What goes up all the same: tables.check hands on to the checker, when it is called.
UPWARDS = {("tables", "checking")}
WIDTH = 108


class Part(NamedTuple):
    """A part of the library: its name, what it is about, and its modules or packages."""

    name: str
    what: str
    modules: tuple[str, ...]


def parts() -> list[Part]:
    """Return the parts, the uppermost first."""
    with (ROOT / "tests" / "imports.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Part(row["part"], row["what"], tuple(row["modules"].split())) for row in rows]


def modules() -> dict[str, Path]:
    """Return every module of the library by its name below edugov; a package has its own."""
    found = {}
    for path in sorted(LIBRARY.rglob("*.py")):
        names = path.relative_to(LIBRARY).with_suffix("").parts
        if names[-1] == "__init__" and len(names) > 1:
            names = names[:-1]
        found[".".join(names)] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules of the library that a module imports, within functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            named = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        else:
            continue
        for name in named:
            if name.startswith("edugov."):
                found.add(_module(name.removeprefix("edugov."), known))
    return found - {""}


def _module(name: str, known: dict[str, Path]) -> str:
    """Return the module that is meant by its name, or by that of something in it."""
    if name in known:
        return name
    outer = name.rpartition(".")[0]
    return outer if outer in known else ""


def part_of(module: str, every: list[Part]) -> str:
    """Return the part of a module, by its own name or else its package's; empty, where it has
    none."""
    for name in (module, module.partition(".")[0]):
        for part in every:
            if name in part.modules:
                return part.name
    return ""


def arrows(every: list[Part]) -> dict[tuple[str, str], list[str]]:
    """Return for each two parts of which one imports the other the imports."""
    known = modules()
    found = defaultdict(list)
    for module, path in known.items():
        for other in imported(path, known):
            pair = part_of(module, every), part_of(other, every)
            if pair[0] != pair[1]:
                found[pair].append(f"{module} imports {other}")
    return found


def drawing() -> str:
    """Return the structure as text: a part a line, the uppermost first, and what it imports."""
    every = parts()
    pairs = arrows(every)
    lines = []
    for part in every:
        below = [other.name for other in every if (part.name, other.name) in pairs]
        lines.append(f"{part.name:9} {part.what}")
        lines += _folded("", part.modules)
        if below:
            lines += _folded("-> ", below)
    return "\n".join(lines) + "\n"


def _folded(mark: str, words: tuple[str, ...] | list[str]) -> list[str]:
    """Return words in lines that are not too long, the first one with a mark."""
    lines, line = [], f"          {mark}"
    for word in words:
        if len(line) + len(word) > WIDTH:
            lines.append(line.rstrip())
            line = " " * (10 + len(mark))
        line += f"{word} "
    return [*lines, line.rstrip()]


def drawn(text: str) -> str:
    """Return a text with the drawing between its marks."""
    before, _, rest = text.partition(START)
    return f"{before}{START}{drawing()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    document = ROOT / "CONTRIBUTING.md"
    text = file_index.drawn(drawn(document.read_text("utf-8")))
    document.write_text(text, encoding="utf-8", newline="\n")
