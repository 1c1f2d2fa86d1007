"""Locks between commands that run at once, and changes of several tables that are made whole or not
at all.

Two things are shared. The tables in data/ are read by many commands at once and changed by one
alone. The pages in book/ and the website are made by one command at a time, which `building` holds
for; it reads the tables meanwhile, so that a page and the site show one state of them.

A lock is the operating system's: it ends with the processes that hold it, whatever ends them.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from edugov.files import OURS

try:
    import fcntl
except ImportError:  # Windows has no such locks: there one command at a time is up to the user
    fcntl = None

LOCK = f"{OURS}lock"
PREPARED = f"{OURS}prepared"  # holds a change that is not decided on: the next command removes it
DECIDED = f"{OURS}decided"  # holds what is left to do of one that is: the next command does it

_held: set[int] = set()


@contextmanager
def reading(data: Path) -> Iterator[None]:
    """Hold the tables of a data package still: others may read them, none may change them.

    Where the package may only be read (another's folder, a read-only disk) nothing is held.
    """
    with _lock(data, "the tables", shared=True) as is_held:
        if not (is_held and _left(data)):
            yield
            return
    with changing(data):
        pass
    with reading(data):
        yield


@contextmanager
def changing(data: Path) -> Iterator[None]:
    """Hold the tables of a data package alone; what an interrupted change left is done or undone
    first."""
    with _lock(data, "the tables"):
        _carry_out(data)
        for path in _left(data):
            shutil.rmtree(path)
        yield


@contextmanager
def building(root: Path) -> Iterator[None]:
    """Hold the pages and the website of a project alone."""
    with _lock(root, "the pages"):
        yield


def replace_together(folder: Path, texts: dict[str, str]) -> None:
    """Write several files of a folder, all or none of them, whenever this is ended; a name may be
    that of a file in a folder below, as ``own/figures.csv``.

    They are written into a folder of their own, which is then renamed; from that moment on the
    change is made, by this command or by the next. The caller holds the folder with `changing`.
    """
    prepared = folder / PREPARED
    try:
        prepared.mkdir()
        for name, text in texts.items():
            (prepared / name).parent.mkdir(exist_ok=True)
            _write_through(prepared / name, text)
        prepared.rename(folder / DECIDED)
    except OSError as error:
        error.filename, error.filename2 = str(folder), None
        raise
    finally:
        shutil.rmtree(prepared, ignore_errors=True)
    _carry_out(folder)


def held() -> tuple[int, ...]:
    """Return the descriptors of the locks held: a program that is started with them goes on holding
    when this one is killed."""
    return tuple(_held)


def _left(folder: Path) -> list[Path]:
    """Return the folders that an interrupted change left."""
    return [path for path in folder.glob(f"{OURS}*") if path.name != LOCK]


def _carry_out(folder: Path) -> None:
    """Do what is left to do of a change that was decided on."""
    decided = folder / DECIDED
    if not decided.exists():
        return
    for path in sorted(path for path in decided.rglob("*") if path.is_file()):
        to = folder / path.relative_to(decided)
        to.parent.mkdir(exist_ok=True)
        os.replace(path, to)
    shutil.rmtree(decided)


def _write_through(path: Path, text: str) -> None:
    """Write a file down to the disk, so that it is there when its folder has been renamed."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _lock(folder: Path, what: str, shared: bool = False) -> Iterator[bool]:
    """Hold a folder's lock file, shared with other readers or alone; wait for it, and say so.

    Give whether it is held: readers go on without where the folder is not theirs to write.
    """
    file = _opened(folder / LOCK, optional=shared)
    if file is None:
        yield False
        return
    with file:
        if fcntl:
            _take(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, what)
            _held.add(file.fileno())
        try:
            yield True
        finally:
            _held.discard(file.fileno())


def _take(file: TextIO, kind: int, what: str) -> None:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        said = f"waiting: another edugov command works on {what}; Ctrl-C ends the waiting"
        print(said, file=sys.stderr, flush=True)
        fcntl.flock(file, kind)


def _opened(path: Path, optional: bool) -> TextIO | None:
    """Open a lock file, which is made where there is none and stays."""
    try:
        return open(path, "a")
    except OSError:
        if optional:
            return None
        raise
