"""Running Jupyter Book, as a process of its own that ends with the command that started it."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COMPLAINT = re.compile(r"WARNING|ERROR|CRITICAL|SEVERE|[Ee]rror[:!]|Exception")
COMPLAINTS = "complaints.txt"  # what a build says to standard error
PHASE = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\]")


class Build(NamedTuple):
    """One run of Jupyter Book: on which folder of sources, and in which folder stand its
    configuration and table of contents and is put what it makes."""

    sources: Path
    work: Path
    name: str  # under which its progress is printed; none is, where this is empty


def run(builds: Sequence[Build], options: list[str]) -> str:
    """Run Jupyter Book, several builds side by side, and return all their complaints; the empty
    string when there are none."""
    with ExitStack() as stack:
        begun = [_begin(build, options, stack) for build in builds]
        told = [
            threading.Thread(target=_show_progress, args=[process.stdout, build.name])
            for build, process in zip(builds, begun, strict=True)
        ]
        try:
            for thread in told:
                thread.start()
            codes = [process.wait() for process in begun]
        except BaseException:  # whatever ends this command ends those
            for process in begun:
                process.terminate()
            raise
        finally:
            for thread in told:
                thread.join()
    said = [_complaints(build, code) for build, code in zip(builds, codes, strict=True) if code]
    return "\n".join(said)


def _begin(build: Build, options: list[str], stack: ExitStack) -> subprocess.Popen:
    from edugov.files import changes

    errors = stack.enter_context(open(build.work / COMPLAINTS, "wb"))
    command = [
        sys.executable,
        "-m",
        "edugov.website.jupyter_book",
        str(os.getpid()),
        "build",
        str(build.sources),
        "--config",
        str(build.work / "_config.yml"),
        "--toc",
        str(build.work / "_toc.yml"),
        "--path-output",
        str(build.work),
        *options,
    ]
    process = subprocess.Popen(
        command, pass_fds=changes.held(), stdout=subprocess.PIPE, stderr=errors, encoding="utf-8"
    )
    return stack.enter_context(process)


def _complaints(build: Build, code: int) -> str:
    text = (build.work / COMPLAINTS).read_text(encoding="utf-8")
    lines = [COLOUR.sub("", line).rstrip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if COMPLAINT.search(line)]
    said_nothing = [f"Jupyter Book ended with code {code}; perhaps the disk is full"]
    return "\n".join(complaints or lines[-5:] or said_nothing)


def _show_progress(output: Iterable[str], name: str) -> None:
    shown = None
    for line in output:  # Sphinx's carriage returns arrive as line ends
        found = PHASE.match(COLOUR.sub("", line)) if name else None
        if found and shown != (step := (found[1], int(found[2]) // 25 * 25)):
            shown = step
            print(f"{name}: {step[0]} {step[1]}%", flush=True)


if __name__ == "__main__":
    from jupyter_book.cli.main import main

    from edugov.processes import end_with

    end_with(int(sys.argv.pop(1)))
    main()
