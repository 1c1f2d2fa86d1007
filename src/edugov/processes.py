"""Processes that a command starts, such as workers: each ends when that command was killed."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable


def begin_worker(parent: int) -> None:
    """Let a worker of a pool end with the command that started it, and in no other way."""
    # Ctrl-C goes to the whole group: the parent alone decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # with it the pool ends workers; not the parent's
    end_with(parent)


def end_with(parent: int) -> None:
    """End this process when the process `parent`, which started it, is there no more."""
    threading.Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    is_there = _parent_is_there()
    while is_there(parent):
        time.sleep(1)
    os._exit(1)


def _parent_is_there() -> Callable[[int], bool]:
    """Return what tells whether the parent still runs.

    Elsewhere an orphan gets another parent. On Windows it keeps the number of the one it had, and
    between a program of .venv and what it starts there is a launcher, so that is not asked there.
    """
    if sys.platform != "win32":
        return lambda parent: os.getppid() == parent
    import psutil

    return psutil.pid_exists
