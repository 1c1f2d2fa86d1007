"""Mutants of the reader's grammar: `python -m tests.reading.mutants [EACH]`.

From every module and both tables of the grammar EACH mutants are drawn (3 where not given): an
operator or a constant is another, a condition or a branch is left out, two rows of a table change
places or one is gone. A mutant is killed where the labelled documents of ../shared are read with
other counts than `reading_quality.csv` has, or where a test of examples or of sentences fails.
Printed are the mutants that live, and the share killed.
"""

import ast
import contextlib
import copy
import importlib.util
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from edugov import tables
from edugov.makers.reading_quality import MEASURES, SETS, _path, compare, read_labels
from edugov.reading import grammar
from edugov.reading.documents import open_document
from tests.conftest import ROOT, SHARED

FOLDER = Path(grammar.__file__).parent
TABLES = ("rules.csv", "quantities.csv")
TESTS = (
    *("rules", "features", "lexicon", "prose", "manners", "whose_stage"),
    *("qualifiers", "extract", "tabular"),
)
LEFT_OUT = "not any_order and not any_text and not stray"  # the same again, for a long time
LIVES = 7  # what a process ends with whose mutant nothing noticed
QUIET = ("-qx", "-p", "no:cacheprovider", "--assert=plain")
OTHER = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
Change = Callable[[ast.AST], None]


def changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Give the ways to change a node of the syntax tree, each in a few words."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        yield "another comparison", lambda node: node.ops.__setitem__(0, OTHER[type(node.ops[0])]())
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in OTHER:
        yield "another operator", lambda node: setattr(node, "op", OTHER[type(node.op)]())
    if isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            yield f"without operand {place}", lambda node, place=place: _without(node, place)
    if isinstance(node, ast.If):
        yield "a branch dropped", lambda node: setattr(node, "test", ast.Constant(False))
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "the opposite", lambda node: setattr(node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "one more", lambda node: setattr(node, "value", node.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield "another text", lambda node: setattr(node, "value", "□")


def _without(node: ast.BoolOp, place: int) -> None:
    node.values[place] = ast.Constant(isinstance(node.op, ast.And))


def _shown(tree: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes that do something: no docstring, annotation, decorator."""
    silent = [getattr(tree, "annotation", None), getattr(tree, "returns", None)]
    silent += getattr(tree, "decorator_list", [])
    for node in ast.iter_child_nodes(tree):
        told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not told and node not in silent:
            yield node
            yield from _shown(node)


def of_module(path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give every mutant of a module: what it is, and how to have it in place of the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for place, node in enumerate(_shown(tree)):
        for what, change in changes(node):
            line = getattr(node, "lineno", 0)
            told = f"{path.name}:{line} {what}: {ast.unparse(node)[:80]}"
            yield told, lambda place=place, change=change: _install(path, tree, place, change)


def _install(path: Path, tree: ast.Module, place: int, change: Change) -> None:
    mutant = copy.deepcopy(tree)
    change(list(_shown(mutant))[place])
    name = f"{grammar.__name__}.{path.stem}"
    module = importlib.util.module_from_spec(importlib.util.find_spec(name))
    sys.modules[name] = module
    exec(compile(ast.fix_missing_locations(mutant), str(path), "exec"), module.__dict__)


def of_table(path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give every mutant of a table: a row is gone, or stands behind the next of another answer."""
    answers = list(pd.read_csv(path)["quantity" if path.stem == "quantities" else "name"])
    every = range(len(answers))
    for place in every:
        order = [row for row in every if row != place]
        yield f"{path.name} row {place + 2} gone", lambda order=order: _reorder(path, order)
    for place in every[:-1]:
        order = [*every[:place], place + 1, place, *every[place + 2 :]]
        told = f"{path.name} rows {place + 2} and {place + 3} exchanged"
        if answers[place] != answers[place + 1]:
            yield told, lambda order=order: _reorder(path, order)


def _reorder(path: Path, order: list[int]) -> None:
    rows = importlib.import_module("edugov.reading.rows")
    read = rows.rows_of

    def changed(other: Path) -> list[dict[str, str]]:
        found = read(other)
        return [found[place] for place in order] if other == path else found

    rows.rows_of = changed


def labelled() -> list[tuple[str, pd.DataFrame]]:
    """Return the text and the labels of each labelled document, the shortest first."""
    indicators = tables.read("indicators")
    core = indicators.loc[indicators["core"], "indicator_id"]
    found = []
    for texts, labels in SETS.values():
        for name, own in read_labels(SHARED / labels, core).groupby("doc"):
            found.append((open_document(_path(SHARED / texts, name)).text, own))
    return sorted(found, key=lambda pair: len(pair[0]))


def readings(documents: list[tuple[str, pd.DataFrame]]) -> Iterator[pd.DataFrame]:
    """Read the documents in turn."""
    from edugov import tables
    from edugov.makers.reading_quality import read_core
    from edugov.reading.lexicon import load_lexicon

    indicators = tables.read("indicators")
    core = indicators.loc[indicators["core"], "indicator_id"]
    lexicon = load_lexicon(tables.DATA)
    for text, _ in documents:
        yield read_core(text, lexicon, core)


def counts(read: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Count what of a document is read right, as `reading_quality.csv` does."""
    return compare(read, labels).groupby(["indicator_id", "what"])[MEASURES].sum()


def _is_killed(install: Callable[[], None], documents: list, whole: list[pd.DataFrame]) -> bool:
    """Say whether a mutant is noticed; in a process of its own."""
    for name in [name for name in sys.modules if name.split(".")[0] == "edugov"]:
        del sys.modules[name]
    try:
        install()
        for (_, labels), before, now in zip(documents, whole, readings(documents), strict=True):
            if not now.equals(before) and not counts(now, labels).equals(counts(before, labels)):
                return True
    except Exception:  # what does not even run is noticed
        return True
    names = [str(Path(__file__).with_name(f"test_{name}.py")) for name in TESTS]
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        return bool(pytest.main([*QUIET, "-k", LEFT_OUT, *names]))


def main(each: int) -> None:
    """Draw the mutants, try each in a process of its own, print those that live."""
    draw = random.Random(12)
    drawn = []
    for path in [*sorted(FOLDER.glob("*.py")), *(FOLDER / name for name in TABLES)]:
        every = list(of_module(path) if path.suffix == ".py" else of_table(path))
        drawn += draw.sample(every, min(each, len(every)))
    draw.shuffle(drawn)  # so that what was tried is a sample wherever it is stopped
    documents = labelled() if SHARED.is_dir() else []
    whole = list(readings(documents))
    os.chdir(ROOT)
    killed = 0
    for number, (told, install) in enumerate(drawn, start=1):
        child = os.fork()
        if child == 0:
            os._exit(LIVES if not _is_killed(install, documents, whole) else 0)
        lives = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == LIVES
        killed += not lives
        if lives:
            print("lives:", told, flush=True)
        if number % 10 == 0 or number == len(drawn):
            share = killed / number
            print(f"{killed} of {number} killed, {share:.0%}; {len(drawn)} drawn", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
