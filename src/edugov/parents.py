"""Ending a process that a command started, when that command was killed."""

import os
import threading
import time


def end_with(parent: int) -> None:
    """End this process when the process `parent`, which started it, is there no more."""
    threading.Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
