"""Changing what is shared: several files as one, one command at a time, also when one is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edugov.files import changes

HOLD = """
import sys, time
from pathlib import Path
from edugov.files import changes
with getattr(changes, sys.argv[1])(Path(sys.argv[2])):
    print("holds", flush=True)
    time.sleep(float(sys.argv[3]))
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """Give a folder of two files that belong together."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("old")
    return tmp_path


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != changes.LOCK}


def change(folder: Path) -> None:
    with changes.changing(folder):
        changes.replace_together(folder, {"a.csv": "new", "b.csv": "new"})


OLD, NEW = {"a.csv": "old", "b.csv": "old"}, {"a.csv": "new", "b.csv": "new"}


def test_several_files_are_written_and_nothing_else(folder):
    change(folder)
    assert texts(folder) == NEW


@pytest.mark.parametrize("function", ["replace", "rename", "fsync"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_change_interrupted_anywhere_is_made_or_not(folder, monkeypatch, function, error):
    """The second call of a function fails: that of the second file, or none at all."""
    real, calls = getattr(os, function), []

    def failing(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 2:
            raise error
        return real(*arguments, **options)

    monkeypatch.setattr(os, function, failing)
    try:
        change(folder)
    except (KeyboardInterrupt, OSError):
        assert function != "rename"  # which is called once
    monkeypatch.undo()
    with changes.reading(folder):
        assert texts(folder) == (OLD if function == "fsync" else NEW)


def test_full_disk_names_the_folder(folder, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError) as caught:
        change(folder)
    assert caught.value.filename == str(folder)
    assert texts(folder) == OLD


def holder(kind: str, folder: Path, seconds: float) -> subprocess.Popen:
    """Start a process that holds a folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, kind, str(folder), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "holds\n"
    return process


@pytest.mark.parametrize(
    ("theirs", "ours", "waits"),
    [
        ("changing", "changing", True),
        ("changing", "reading", True),
        ("reading", "changing", True),
        ("reading", "reading", False),
        ("building", "building", True),
    ],
)
def test_who_waits_for_whom_and_says_so(folder, capfd, theirs, ours, waits):
    with holder(theirs, folder, 1.5) as process:
        with getattr(changes, ours)(folder):
            if waits:
                assert process.wait(timeout=5) == 0
            else:
                assert process.poll() is None
    assert ("waiting: another edugov command works on the " in capfd.readouterr().err) == waits


def test_a_lock_ends_with_its_holder(folder, capfd):
    with holder("changing", folder, 600) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    begun = time.monotonic()
    with changes.changing(folder):
        assert time.monotonic() - begun < 5
    assert capfd.readouterr().err == ""


def test_a_program_that_was_started_with_a_lock_goes_on_holding_it(folder):
    program = [sys.executable, "-c", "import time; time.sleep(600)"]
    with changes.changing(folder):
        started = subprocess.Popen(program, pass_fds=changes.held())
    waiting = subprocess.Popen([sys.executable, "-c", HOLD, "reading", str(folder), "0"])
    with started, waiting:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=1)
        started.kill()
        assert waiting.wait(timeout=60) == 0


def test_tables_that_may_only_be_read_are_read(folder, monkeypatch):
    def refuse(*arguments) -> None:
        raise PermissionError(13, "Permission denied", arguments[0])

    monkeypatch.setattr("builtins.open", refuse)
    with changes.reading(folder):
        pass
    with pytest.raises(PermissionError), changes.changing(folder):
        pass
