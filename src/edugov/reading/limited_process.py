"""Taking a document apart in a process of its own, with limits of time (10 s a megabyte) and
memory.

The libraries for html, docx and pdf cannot be told when to stop: a file of two thousand bytes can
draw one thing a thousand million times. So they work in a child process with limits of the system;
what ends the child becomes one sentence.
"""

import contextlib
import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from edugov.fault import Fault
from edugov.reading.formats import NO_ROOM, content_of
from edugov.reading.grids import Content

try:
    import resource
except ImportError:  # Windows has no such limits: there the wall clock ends what never ends
    resource = None

MEGABYTE = 1_000_000
MEMORY_LIMIT = 900 * MEGABYTE
SECONDS_A_MEGABYTE = 10  # of processor time, ten at the least
SECONDS_A_PAGE = 1  # beside these: a page of a pdf has few bytes; one full of cells takes half
MANY_PAGES = 30  # from here on it is said how long they may take
WALL_FACTOR = 30 if resource else 6  # by the clock, since other work may keep the processor
NO_TIME = (
    f"takes more than {SECONDS_A_MEGABYTE} s of processor time a megabyte to read (for pdf "
    f"{SECONDS_A_PAGE} s a page more) and was given up; cut it into parts, or save its text as txt"
)


def take_apart(path: Path, kind: str) -> Content:
    """What a html, docx or pdf file gives, read in a process of its own; a Fault if not."""
    library = Path(__file__).parents[2]
    folders = filter(None, (str(library), os.environ.get("PYTHONPATH")))
    settings = {"PYTHONPATH": os.pathsep.join(folders), "MALLOC_ARENA_MAX": "1"}
    seconds = SECONDS_A_MEGABYTE * max(1, path.stat().st_size / MEGABYTE)
    command = [sys.executable, "-P", "-W", "ignore", "-m", __name__]
    command += [str(path), kind, str(seconds), str(MEMORY_LIMIT)]
    child = subprocess.Popen(
        command,
        env=os.environ | settings,
        stdin=subprocess.PIPE,  # never written to: its end tells the child that we are gone
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C reaches us alone, and we end it
    )
    with child:
        try:
            answer = child.stdout.read()
            code = child.wait()
        finally:
            child.kill()
    return _understood(path, kind, answer, code)


def _understood(path: Path, kind: str, answer: bytes, code: int) -> Content:
    """What the child said, or the sentence for how it ended."""
    if code == 0:
        said = pickle.loads(answer)
        if isinstance(said, str):
            raise Fault(said)
        return said
    if code == -getattr(signal, "SIGXCPU", 0) or answer.startswith(b"Timeout"):
        raise Fault(f"{path}: {NO_TIME}")
    if code in (-signal.SIGTERM, -getattr(signal, "SIGKILL", 9)):
        raise Fault(f"{path}: the process that read it was ended from outside; read it again")
    if code < 0:
        raise Fault(
            f"{path}: damaged, the library for {kind} broke down over it (signal {-code}); "
            "open it in its own program and save it again"
        )
    raise RuntimeError(f"the process that reads {kind} files failed with code {code}")


# ---- in the child


def main() -> None:
    """Read the file that the command line names, within its limits, and write what was
    found."""
    path, kind = Path(sys.argv[1]), sys.argv[2]
    seconds, memory = float(sys.argv[3]), int(sys.argv[4])
    answer = os.dup(1)
    os.dup2(2, 1)  # what a library prints does not get into the answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _allow_memory(memory)
    _allow_time(seconds, answer)

    def on_pages(count: int) -> None:
        longer = seconds + SECONDS_A_PAGE * count
        if count >= MANY_PAGES:
            print(f"{path}: {count} pages; reading them may take {longer:.0f} s", file=sys.stderr)
        _allow_time(longer, answer)

    said = _said(path, kind, on_pages)
    faulthandler.cancel_dump_traceback_later()
    with open(answer, "wb") as stream:
        pickle.dump(said, stream)
    os._exit(0)  # what was read need not be taken down


def _said(path: Path, kind: str, on_pages: Callable[[int], None]) -> Content | str:
    """What the file gives, or the sentence that says why it gives nothing."""
    try:
        return content_of(path, kind, on_pages)
    except Fault as fault:
        return str(fault)
    except MemoryError:
        return f"{path}: {NO_ROOM}"


def _end_with_parent() -> None:
    os.read(0, 1)
    os._exit(1)


def _allow_memory(most: int) -> None:
    if resource is None:
        return
    _limit(resource.RLIMIT_CORE, 0)  # no file is left of what is ended
    _limit(resource.RLIMIT_AS, most)


def _allow_time(seconds: float, stream: int) -> None:
    faulthandler.dump_traceback_later(seconds * WALL_FACTOR, exit=True, file=stream)
    if resource is not None:
        _limit(resource.RLIMIT_CPU, int(seconds) + 1)


def _limit(kind: int, most: int) -> None:
    """Set a limit of this process, never above what the user's own limits allow."""
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS does not know every one
        resource.setrlimit(kind, (most, hard))


if __name__ == "__main__":
    main()
