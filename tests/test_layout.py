"""Where tests stand: beside each module of the library a file of its name, or a row in
elsewhere.csv."""

import csv
import re
from pathlib import Path

from tests.conftest import ROOT

TESTS = ROOT / "tests"
LIBRARY = ROOT / "src" / "edugov"
TESTED_AS_A_WHOLE = ("inequality", "checking")


def elsewhere() -> dict[str, list[str]]:
    with (TESTS / "elsewhere.csv").open(encoding="utf-8", newline="") as file:
        return {row["module"]: row["tested_by"].split() for row in csv.DictReader(file)}


def own_file(module: Path) -> bool:
    """Say whether a module has a test file of its name, or of its package's where that is tested as
    a whole."""
    package = module.parent.name
    wanted = [module.parent / f"test_{module.stem}.py"]
    if module.stem == "__init__" or package in TESTED_AS_A_WHOLE:
        wanted += [Path(f"test_{package}.py"), Path(package, f"test_{package}.py")]
    return any((TESTS / path).is_file() for path in wanted)


def modules() -> list[Path]:
    found = [path.relative_to(LIBRARY) for path in sorted(LIBRARY.rglob("*.py"))]
    return [path for path in found if "import" in (LIBRARY / path).read_text(encoding="utf-8")]


def test_every_module_has_its_tests_where_they_are_looked_for():
    listed = elsewhere()
    missing = []
    idle = []
    for module in modules():
        key = module.with_suffix("").as_posix()
        if not own_file(module) and key not in listed:
            missing.append(key)
        if own_file(module) and key in listed:
            idle.append(key)
    assert (missing, idle) == ([], [])


def test_the_table_names_modules_and_test_files_that_are_there():
    for module, files in elsewhere().items():
        assert (LIBRARY / f"{module}.py").is_file(), module
        for name in files:
            assert (TESTS / name).is_file(), name


def test_paths_that_the_pages_name_are_there():
    """The folder of a user's own need not be there, nor notebooks that a reader writes."""
    named = set()
    for page in sorted((ROOT / "book").glob("*.md")):
        found = re.findall(r"`((?:src|data|tests)/[\w./-]+\.\w+)`", page.read_text("utf-8"))
        named |= {path for path in found if not path.startswith("data/own/")}
    assert len(named) > 3
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
