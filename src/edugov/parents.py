"""Ending a process that a command started, when that command was killed."""

import os
import signal
import threading
import time


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
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
