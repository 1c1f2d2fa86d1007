"""Caches: what is made again only where what it is made from changed, files and what texts were
read as."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import edugov
from edugov.files import write_bytes, write_text

LIBRARY = (".py", ".csv", ".mplstyle", ".otf")  # what of the library shapes a page


def library_hash(root: Path) -> str:
    """Return a digest of the code, and of the packages that a project asks for."""
    library = Path(edugov.__file__).parent
    files = [path for path in sorted(library.rglob("*")) if path.suffix in LIBRARY]
    return digest(
        *(path.read_bytes() for path in [*files, root / "constraints.txt"] if path.is_file())
    )


def digest(*parts: bytes | str) -> str:
    """Return one digest of several parts, in their order."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode() if isinstance(part, str) else part)
        whole.update(b"\0")
    return whole.hexdigest()


class Kept:
    """The files that one command makes, each with a key of all that it is made from.

    Which key each had, and a digest of what was written, stands in a record beside what is built;
    without the record all are made again.
    """

    def __init__(self, record: Path) -> None:
        self._record = record
        self._before = recorded(record)
        self._now: dict[str, list[str]] = {}

    def write(self, path: Path, key: str, make: Callable[[], bytes]) -> None:
        """Make a file, unless it stands as it was made with this key; what would be the same bytes
        is not written again, so that it keeps its time."""
        name = os.path.relpath(path, self._record.parent)
        standing = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if not standing or self._before.get(name) != [key, standing]:
            data = make()
            made = hashlib.sha256(data).hexdigest()
            if made != standing:
                write_bytes(path, data)
            standing = made
        self._now[name] = [key, standing]

    def save(self) -> None:
        """Write the record; of what was not made this time it says nothing any more."""
        write_text(self._record, json.dumps(self._now, indent=0))


class Known:
    """What was computed of texts, by a digest of these; without a record nothing is known."""

    def __init__(self, record: Path | None = None, library: str = "") -> None:
        self._record, self._library = record, library
        self._before = recorded(record) if record else {}
        self._now: dict[str, Any] = {}

    def get(self, texts: Sequence[str], compute: Callable[[], Any]) -> Any:
        """Return what `compute` gives, which JSON can hold, or gave for the same texts."""
        key = digest(self._library, *texts)
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else compute()
        return self._now[key]

    def save(self) -> None:
        """Write the record; what was not asked for this time is forgotten."""
        if self._record:
            text = json.dumps(self._now, ensure_ascii=False, separators=(",", ":"))
            write_text(self._record, text)


def recorded(record: Path) -> dict[str, Any]:
    """Return what a record says; nothing where there is none, or it is damaged."""
    try:
        return json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
