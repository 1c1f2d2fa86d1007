"""The project without a user's own rows: the tests are of the book, and expect what it has."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TOLD = "EDUGOV_TESTS_ROOT"  # names the folder to the processes that a test starts


def project(root: Path) -> Path:
    """Return the folder that tests take for the project, where data/own holds rows a view of it
    without them, and let the library read it."""
    if told := os.environ.get(TOLD):
        return Path(told)
    if not (root / "data" / "own").is_dir():
        return root
    folder = Path(tempfile.mkdtemp(prefix="edugov-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    seen = view(root, folder)
    os.environ[TOLD] = str(seen)
    os.environ.setdefault("EDUGOV_ROOT", str(seen))
    return seen


def view(root: Path, folder: Path) -> Path:
    """Return a folder in which stands what stands in the project and beside it, but for own
    rows."""
    seen = folder / "project"
    (seen / "data").mkdir(parents=True)
    shared = root.parent / "shared"
    if shared.is_dir():
        (folder / "shared").symlink_to(shared)
    for place in (Path(), Path("data")):
        for path in (root / place).iterdir():
            if path not in (root / "data", root / "data" / "own"):
                (seen / place / path.name).symlink_to(path)
    return seen
