"""The project without a user's own rows and notebooks: the tests are of the book, and expect what
it has."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

TOLD = "EDUGOV_TESTS_ROOT"  # names the folder to the processes that a test starts


def project(root: Path) -> Path:
    """Return the folder that tests take for the project, where a user has rows or notebooks in it a
    view of it without them, and let the library read it."""
    if told := os.environ.get(TOLD):
        return Path(told)
    if not any(path.exists() for path in own(root)):
        return root
    folder = Path(tempfile.mkdtemp(prefix="edugov-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    seen = view(root, folder)
    os.environ[TOLD] = str(seen)
    os.environ.setdefault("EDUGOV_ROOT", str(seen))
    return seen


def own(root: Path) -> list[Path]:
    """Return what is a user's own: data/own, notebooks that are called so, and templates that say
    what they need, as none of the book does."""
    found = [root / "data" / "own", *sorted(root.glob("notebooks/my_*.ipynb"))]
    for path in sorted(root.glob("notebooks/region_*.ipynb")):
        if re.search("needs_(tables|indicators)", path.read_text(encoding="utf-8")):
            found.append(path)
    return found


def view(root: Path, folder: Path) -> Path:
    """Return a folder in which stands what stands in the project and beside it, but for what is a
    user's own."""
    seen = folder / "project"
    places = [Path(), Path("data"), Path("notebooks")]
    left_out = {root / place for place in places} | set(own(root))
    shared = root.parent / "shared"
    if shared.is_dir():
        (folder / "shared").symlink_to(shared)
    for place in places:
        (seen / place).mkdir(parents=True)
        for path in (root / place).iterdir():
            if path not in left_out:
                (seen / place / path.name).symlink_to(path)
    return seen
