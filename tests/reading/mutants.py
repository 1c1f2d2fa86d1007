"""Mutants of the reader's grammar: `python -m tests.reading.mutants SEED [COUNT]`.

From every module and both tables of the grammar three mutants are drawn: an operator or a constant
is another, a condition or a branch is left out, two rows of a table change places or one is gone.
COUNT of them (60 where not given) are tried, each in a fork of one warm process, by the tests that
come to what is changed. A mutant is killed where a test of examples or of sentences fails.
Printed are the mutants that live, and the share killed.
"""

import ast
import functools
import gc
import importlib
import os
import random
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import pandas as pd
import pytest

from edugov import tables
from edugov.reading import grammar
from edugov.reading.grammar.definitions import Definitions
from edugov.reading.lexicon import Lexicon, load_lexicon
from tests.conftest import ROOT

FOLDER = Path(grammar.__file__).parent
TABLES = ("rules.csv", "quantities.csv")
EACH = 3  # mutants of a module or table
COUNT = 60
TESTS = (
    *("rules", "features", "lexicon", "prose", "manners", "whose_stage"),
    *("qualifiers", "extract", "tables_flattened", "sent", "other_places", "of_which", "layouts"),
)
LEFT_OUT = "not any_order and not new_word and not any_text and not stray"  # the same again
LONGEST = 60  # seconds of computing for one mutant
LIVES = 7  # what a process ends with whose mutant nothing noticed
QUIET = ("-q", "-p", "no:cacheprovider", "-s", "--assert=plain")
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
Line = tuple[str, int]


@dataclass
class Mutant:
    """A change, how to have it in the running process, and where tests come to it."""

    told: str
    install: Callable[[], None]
    lines: frozenset[Line] | None = None  # none: any test can come to it
    row: str = ""  # the name of a row that is gone, and with it its example


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
            node.statement = node if isinstance(node, ast.stmt) else tree.statement
            inside = isinstance(tree, ast.FunctionDef) and node in tree.body
            node.inside = inside or tree.inside
            yield node
            yield from _shown(node)


@functools.cache
def _nodes(path: Path) -> tuple[ast.Module, list[ast.AST]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.inside, tree.statement = False, None
    return tree, list(_shown(tree))


def of_module(path: Path) -> Iterator[Mutant]:
    """Give every mutant of a module."""
    for place, node in enumerate(_nodes(path)[1]):
        for what, change in changes(node):
            line = getattr(node, "lineno", 0)
            told = f"{path.name}:{line} {what}: {ast.unparse(node)[:80]}"
            install = partial(_install, path, place, change)
            yield Mutant(told, install, _lines(path, node))


def _lines(path: Path, node: ast.AST) -> frozenset[Line] | None:
    """Give the lines of the statement that is changed, without those of its body; of a constant
    those of the statements that use it."""
    statement = node.statement
    if node.inside:
        return _span(path, statement)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return None
    return _uses(statement.targets[0].id)


def _span(path: Path, statement: ast.stmt) -> frozenset[Line]:
    body = getattr(statement, "body", None)
    end = body[0].lineno if body else statement.end_lineno + 1
    return frozenset((str(path), line) for line in range(statement.lineno, end))


@functools.cache
def _uses(name: str) -> frozenset[Line] | None:
    """Give the lines of functions that use a constant, none where another constant does."""
    found = frozenset()
    for path in FOLDER.glob("*.py"):
        for node in _nodes(path)[1]:
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
                if not node.inside:
                    return None
                found |= _span(path, node.statement)
    return found


def _install(path: Path, place: int, change: Change) -> None:
    """Put what a changed module defines in the place of what was."""
    tree, nodes = _nodes(path)  # as it was when the mutants were drawn
    node = nodes[place]
    change(node)
    real = sys.modules[f"{grammar.__name__}.{path.stem}"]
    new = ModuleType(real.__name__)
    new.__file__ = real.__file__
    exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), vars(new))
    functions = {one.__qualname__: one for one in _functions(path) if one.__globals__ is vars(new)}
    for one in _functions(path):
        if one.__globals__ is vars(real) and one.__qualname__ in functions:
            other = functions[one.__qualname__]
            one.__code__, one.__defaults__ = other.__code__, other.__defaults__
    if not node.inside:
        _renew(real, new)


def _functions(path: Path) -> list[FunctionType]:
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType) and one.__code__.co_filename == str(path)
    ]


def _renew(real: ModuleType, new: ModuleType) -> None:
    """Take over the constants of a module, wherever they are known, and how its classes begin."""
    before = dict(vars(real))
    for name, value in vars(new).items():
        old = before.get(name)
        if isinstance(value, type) and value.__module__ == real.__name__:
            old.__init__ = value.__init__
        elif not callable(value) and not name.startswith("__") and value is not old:
            for other in [one for name, one in sys.modules.items() if name.startswith("edugov")]:
                if vars(other).get(name) is old:
                    setattr(other, name, value)


def of_table(path: Path) -> Iterator[Mutant]:
    """Give every mutant of a table: a row is gone, or stands behind the next of another answer."""
    rows = pd.read_csv(path)
    answers = list(rows["quantity" if path.stem == "quantities" else "name"])
    every = range(len(answers))
    for place in every:
        order = [row for row in every if row != place]
        told = f"{path.name} row {place + 2} gone"
        yield Mutant(told, partial(_reorder, path, order), row=rows["name"][place])
    for place in every[:-1]:
        order = [*every[:place], place + 1, place, *every[place + 2 :]]
        told = f"{path.name} rows {place + 2} and {place + 3} exchanged"
        if answers[place] != answers[place + 1]:
            yield Mutant(told, partial(_reorder, path, order))


def _reorder(path: Path, order: list[int]) -> None:
    module = importlib.import_module(f"{grammar.__name__}.{path.stem}")
    found = module.rows_of(path)
    module.rows_of = lambda _: [found[place] for place in order]


def _forget(anew: bool) -> None:
    """Empty what is kept of earlier calls, and if need be read the tables of the lexicon anew."""
    for kept in gc.get_objects():
        if isinstance(kept, functools._lru_cache_wrapper) and "edugov.reading" in kept.__module__:
            kept.cache_clear()
        elif isinstance(kept, Definitions):
            kept._known.clear()
    if anew:
        new = load_lexicon(tables.DATA)
        for one in [one for one in gc.get_objects() if isinstance(one, Lexicon)]:
            for field in fields(Lexicon):
                object.__setattr__(one, field.name, getattr(new, field.name))


class Trace:
    """Notes which lines of the grammar are run."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()
        self._left: dict[CodeType, set[int]] = {}

    def __enter__(self) -> set[Line]:
        sys.settrace(self._call)
        return self.lines

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, _: object) -> Callable | None:
        code = frame.f_code
        if not code.co_filename.startswith(str(FOLDER)):
            return None
        if code not in self._left:
            self._left[code] = {line for *_, line in code.co_lines() if line}
            self._left[code].discard(code.co_firstlineno)
        return self._line if self._left[code] else None

    def _line(self, frame: FrameType, event: str, _: object) -> Callable:
        code, line = frame.f_code, frame.f_lineno
        self._left[code].discard(line)
        self.lines.add((code.co_filename, line))
        return self._line


class Trials:
    """Runs every test once to see where it comes to; then for each mutant those that come to it."""

    def __init__(self, drawn: list[Mutant]) -> None:
        self.drawn = drawn
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test failed."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants instead of running the tests."""
        come_to = []
        for item in session.items:
            with Trace() as lines:
                self._fails(item)
            come_to.append((item, lines))
        if self.failed:
            raise SystemExit("a test fails without any mutant")
        come_to.sort(key=lambda pair: len(pair[1]))  # the quickest first
        _forget(False)
        with Trace() as loading:
            load_lexicon(tables.DATA)
        killed = 0
        for number, mutant in enumerate(self.drawn, start=1):
            child = os.fork()
            if child == 0:
                os._exit(0 if self._is_killed(mutant, come_to, loading) else LIVES)
            lives = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == LIVES
            killed += not lives
            if lives:
                print("lives:", mutant.told, flush=True)
            if number % 10 == 0 or number == len(self.drawn):
                print(f"{killed} of {number} killed, {killed / number:.0%}", flush=True)
        return True

    def _is_killed(self, mutant: Mutant, come_to: list, loading: set[Line]) -> bool:
        """Say whether a test notices a mutant; in a process of its own."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))  # what never ends is noticed
        try:
            mutant.install()
            _forget(mutant.lines is None or bool(mutant.lines & loading))
        except Exception:  # what does not even load is noticed
            return True
        for item, lines in come_to:
            if mutant.row and item.name.endswith(f"[{mutant.row}]"):
                continue
            if (mutant.lines is None or mutant.lines & lines) and self._fails(item):
                return True
        return False

    def _fails(self, item: pytest.Item) -> bool:
        """Run a test, keeping what tests of all files share."""
        item.ihook.pytest_runtest_protocol(item=item, nextitem=item.session)
        return self.failed


def main(seed: int, count: int) -> None:
    """Draw the mutants, try each in a process of its own, print those that live."""
    draw = random.Random(seed)
    drawn = []
    for path in [*sorted(FOLDER.glob("*.py")), *(FOLDER / name for name in TABLES)]:
        every = list(of_module(path) if path.suffix == ".py" else of_table(path))
        drawn += draw.sample(every, min(EACH, len(every)))
    draw.shuffle(drawn)  # so that what was tried is a sample wherever it is stopped
    os.chdir(ROOT)
    names = [str(Path(__file__).with_name(f"test_{name}.py")) for name in TESTS]
    pytest.main([*QUIET, "-k", LEFT_OUT, *names], plugins=[Trials(drawn[:count])])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else COUNT)
