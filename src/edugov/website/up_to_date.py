"""Whether the site that stands is what a build would make, so that `edugov build` has nothing to
do."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from edugov.files import write_text

RECORD = "standing"  # in _build: the checksum of a project whose site had just been built
# what a build reads, and what it makes
PARTS = (
    "_config.yml",
    "_config.zh.yml",
    "constraints.txt",
    "data",
    "notebooks",
    "book",
    "book-zh",
    "_build/html",
)


def is_same(root: Path, given: dict[str, str]) -> bool:
    """Return whether the site of a project is the one that these parameters would give again."""
    record = root / "_build" / RECORD
    return record.is_file() and record.read_text(encoding="utf-8") == _checksum(root, given)


def remember(root: Path, given: dict[str, str]) -> None:
    """Note that the site has just been built, with these parameters."""
    write_text(root / "_build" / RECORD, _checksum(root, given))


def _checksum(root: Path, given: dict[str, str]) -> str:
    """Return one checksum of every file, of the library, and of the packages that a build uses;
    times of files do not count."""
    whole = hashlib.sha256()
    library = Path(__file__).parents[1]
    for top in [*(root / part for part in PARTS), library]:
        for path in _files(top):
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            name = path.relative_to(top).as_posix()
            whole.update(f"{top.name}/{name} {content}\n".encode())
    whole.update(json.dumps([sys.version, given, _packages()], sort_keys=True).encode())
    return whole.hexdigest()


def _files(top: Path) -> Iterator[Path]:
    """Yield the files of a part, without what programs keep there for themselves."""
    if top.is_file():
        yield top
    for path in sorted(top.rglob("*")):
        parts = path.relative_to(top).parts
        is_own = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not is_own:
            yield path


def _packages() -> list[str]:
    """Return the installed packages; the name of each one's folder has its version."""
    found = set()
    for folder in sys.path:
        found |= {path.name for path in Path(folder).glob("*.dist-info")}
    return sorted(found)
