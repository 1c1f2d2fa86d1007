"""What docstrings promise: functions that measure say with what, what comes out, when not."""

import ast
import doctest
import importlib
import inspect
import re
import subprocess
from pathlib import Path

import pytest

from edugov import tables
from tests.conftest import ROOT, require

# CONTRIBUTING.md lists the modules that measure, one a line, behind this heading
HEADING = "## Functions that measure"
CHINESE = re.compile("[\u4e00-\u9fff]")
FORMULA = re.compile(r"Formula:|``[^`]* = [^`]*``")
NAMED = re.compile(r"[\w./-]*\w\.(?:md|csv|json|py|ipynb|toml|cff|yml)\b")


def modules_that_measure() -> list[str]:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition(HEADING)[2].partition("\n## ")[0]
    return re.findall(r"^- `edugov\.([\w.]+)`", section, flags=re.MULTILINE)


def public_functions() -> list[tuple[str, str]]:
    """Give module and name of each function that the modules define or, of a package, export."""
    found = []
    for module in modules_that_measure():
        package = importlib.import_module(f"edugov.{module}")
        members = inspect.getmembers(package)
        exported = getattr(package, "__all__", dict(members))
        for name, member in members:
            if name not in exported:
                continue
            own = getattr(member, "__module__", "").startswith(f"edugov.{module}")
            if inspect.isfunction(member) and own and not name.startswith("_"):
                found.append((module, name))
    return found


def test_contributing_names_the_modules_that_measure():
    assert len(modules_that_measure()) >= 10 and len(public_functions()) >= 50


@pytest.mark.parametrize(("module", "name"), public_functions())
def test_a_function_that_measures_says_with_what_and_what_comes_out(module, name):
    function = getattr(importlib.import_module(f"edugov.{module}"), name)
    text = inspect.getdoc(function)
    sections = re.findall(r"^(\w+)\n-+$", text, flags=re.MULTILINE)
    assert {"Parameters", "Returns", "Examples"} <= set(sections)
    assert ">>> " in text.partition("Examples\n")[2], "an example that is run"
    assert CHINESE.search(text), "the Chinese term"
    described = text.partition("Parameters\n")[2].partition("Returns\n")[0]
    for parameter in inspect.signature(function).parameters:
        assert re.search(rf"\b{parameter}\b", described), f"{parameter} is not described"
    source = ast.parse(inspect.getsource(function))
    if any(isinstance(node, ast.Raise) for node in ast.walk(source)):
        assert "Raises" in sections
    if FORMULA.search(text):
        assert "Source: " in text, "where the formula comes from"
    if re.search(r"\barray\b", described):
        assert "shape (" in described, "the shape of arrays"


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    return listed.stdout.splitlines()


def prose() -> dict[str, str]:
    """Give the text of the pages written by hand, and the docstrings of library and tests."""
    texts = {}
    for name in tracked():
        path = ROOT / name
        if not path.is_file():
            continue
        if path.suffix == ".md":
            texts[name] = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
            said = [ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, holders)]
            texts[name] = "\n".join(filter(None, said))
    return texts


def is_made(name: str, there: set[str]) -> bool:
    """Say whether a page of the book is one that a notebook, a source or a region makes."""
    path = Path(name)
    folder, stem = path.parent.name, path.stem
    if f"{folder}_{stem.replace('-', '_')}.ipynb" in there:
        return True
    if folder == "sources":
        return stem in set(tables.read("sources")["source_id"])
    if folder == "regions":
        slugs = set(tables.read("regions")["slug"])
        return stem in slugs or stem.rpartition("-")[0] in slugs
    return False


def test_documents_that_are_named_are_there():
    """A name in prose and docstrings is that of a file here or of a page that is made; made-up
    examples are in capitals, or in the list."""
    listed = tracked()
    require(listed, "git, which lists the files")
    there = {name.rpartition("/")[2] for name in listed}
    examples = {"mine.csv", "report.corrections.csv", "region_class_size.ipynb", "my_mine.ipynb"}
    examples.add("read.csv")  # a function of R
    wrong = []
    for name, text in prose().items():
        for found in NAMED.findall(text):
            base = found.rpartition("/")[2]
            is_example = base in examples or re.search(r"[A-Z]{3}", base)
            if base not in there and not is_example and not is_made(found, there):
                wrong.append(f"{name}: {found}")
    assert wrong == []


def of_the_page_for_researchers() -> list[str]:
    text = (ROOT / "book" / "research.md").read_text(encoding="utf-8")
    return re.findall(r"autofunction:: edugov\.([\w.]+)", text)


@pytest.mark.parametrize("path", of_the_page_for_researchers())
def test_an_example_of_the_page_for_researchers_runs_when_pasted(path):
    """In an empty session, not in the module's own names, which doctest lends it."""
    owner, _, name = path.rpartition(".")
    member = getattr(importlib.import_module(f"edugov.{owner}".rstrip(".")), name)
    example = doctest.DocTestParser().get_doctest(inspect.getdoc(member), {}, path, None, None)
    assert doctest.DocTestRunner(verbose=False).run(example).failed == 0
