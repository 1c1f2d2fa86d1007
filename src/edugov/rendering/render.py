"""Running the notebooks with papermill, one page a region and template, on several workers."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty

import nbformat

from edugov import files, labels
from edugov.markup import Markdown
from edugov.processes import begin_worker
from edugov.rendering.planning import (
    BOOK,
    ENGLISH,
    Job,
    Standing,
    is_current,
    sources,
    what_is_shown,
)
from edugov.tables import ROOT, Fault

# The path of a Unix socket has at most 107 bytes on Linux, 103 on macOS; behind the folder come the
# names that a pool and a worker make below it, such as
# /edugov1a2b3c4d-1234567-1a2b3c4d/tmp1a2b3c4d/k-5
SOCKET_PATH_BYTES = 103
BELOW_THE_FOLDER_BYTES = 50
# No page may depend on what the user's own Python, charts or kernels are set to.
NOT_INHERITED = ("PYTHONSTARTUP", "MATPLOTLIBRC", "MPLBACKEND")
# A kernel runs many notebooks: what cells show is not kept, or it grows and IPython warns at 1000.
# Nor is a history of cells, which nobody asks for and which takes a disk that has room.
KERNEL_OPTIONS = [
    "--log-level=40",
    "--InteractiveShell.cache_size=0",
    "--HistoryManager.enabled=False",
]
# What is loaded stays loaded: frozen, it is not searched for garbage at every page.
BETWEEN_NOTEBOOKS = """%reset -f
__import__("gc").freeze()
In.clear()
%matplotlib inline"""
# the first and last cell of a page that notes what it reads
BEGIN_NOTING = '__import__("edugov.tables.reads").tables.reads.begin()'
TELL_NOTED = '__import__("edugov.tables.reads").tables.reads.told()'
SCRATCH = ROOT / "_build" / "kernel"  # what kernels keep for themselves
Made = tuple[str, str]  # a page, and what went wrong; one of them is empty
Submit = Callable[[Job], Future[Made]]  # hands a job to whatever runs it

_kernel = None
# folder for the kernels' sockets: of network ports two kernels may be given the same; none where
# every folder's path is too long
_sockets: str | None = None


def _warm_kernel():
    """Start a worker's kernel, or hand over the one it has: starting one costs more than a
    notebook."""
    global _kernel
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_core.utils import run_sync

    if _kernel is None or not run_sync(_kernel.is_alive)():
        # no folder is searched for a kernel of this name, so that it is this Python, not a user's
        own_python = KernelSpecManager(kernel_dirs=[])
        _kernel = _manager_of_one_connection()(
            kernel_name="python3", kernel_spec_manager=own_python, **_addresses()
        )
        run_sync(_kernel.start_kernel)(
            env=_environment(), cwd=str(ROOT), extra_arguments=KERNEL_OPTIONS
        )
    return _kernel


def _manager_of_one_connection() -> type:
    """Return a kind of kernel manager that ends the connection of the notebook before: papermill
    leaves it open, and it goes on gathering all that the kernel shows."""
    # with the other kind papermill waits for a dead kernel for ever
    from jupyter_client import AsyncKernelClient, AsyncKernelManager

    class NoWait(AsyncKernelClient):
        async def wait_for_ready(self, timeout=60):
            # until the kernel says that it is done with what it was asked last; other clients wait
            # for 0.2 seconds of silence, at every notebook
            end = time.monotonic() + timeout
            while time.monotonic() < end and await self._async_is_alive():
                asked = self.kernel_info()
                with suppress(Empty):
                    while True:
                        told = await self.iopub_channel.get_msg(timeout=0.2)
                        is_of_it = told["parent_header"].get("msg_id") == asked
                        if is_of_it and told["content"].get("execution_state") == "idle":
                            return
            raise RuntimeError("it does not answer")

    class OneConnection(AsyncKernelManager):
        client_factory = NoWait
        connection = None

        def client(self, **options):
            if self.connection:
                self.connection.stop_channels()
            self.connection = super().client(**options)
            return self.connection

    return OneConnection


def _addresses() -> dict[str, str]:
    """Return where a kernel listens; nothing, which is network ports, where sockets cannot be."""
    if _sockets is None:
        return {}
    folder = Path(tempfile.mkdtemp(dir=_sockets))
    return {"transport": "ipc", "ip": str(folder / "k"), "connection_file": str(folder / "k.json")}


def _folder_of_sockets() -> str | None:
    """Return a folder whose path is short enough for sockets, the user's temporary one if it is;
    None where there is none."""
    if sys.platform == "win32":
        return None
    for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        fits = len(os.fsencode(folder)) + BELOW_THE_FOLDER_BYTES <= SOCKET_PATH_BYTES
        if fits and os.access(folder, os.W_OK | os.X_OK):
            return folder
    return None


def _environment() -> dict[str, str]:
    """Return a kernel's environment; its list of fonts is made before, as matplotlib's warning
    fails a page."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    given = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    own = {"MPLCONFIGDIR": str(SCRATCH), "IPYTHONDIR": str(SCRATCH), "PYTHONHASHSEED": "0"}
    if not list(SCRATCH.glob("fontlist*.json")):
        listing = [sys.executable, "-c", "import matplotlib.font_manager"]
        # workers of a cluster may share this folder: none finds half a list
        with tempfile.TemporaryDirectory(prefix="fontlist", dir=SCRATCH) as alone:
            alone_there = {**given, **own, "MPLCONFIGDIR": alone}
            subprocess.run(listing, env=alone_there, capture_output=True)
            for path in Path(alone).glob("fontlist*.json"):
                os.replace(path, SCRATCH / path.name)
    return {**given, **own}


def run(job: Job) -> str:
    """Run one job in this process and write its page; return what went wrong, or the empty
    string."""
    return _keep(job, *executed(job))


def _keep(job: Job, page: str, fault: str) -> str:
    """Write the page of a job, unless something went wrong; return what."""
    if not fault:
        write(job.page, page)
    return fault


def executed(job: Job) -> Made:
    """Run one job in this process; return its page, or what went wrong."""
    import papermill

    notebook = nbformat.read(job.template, 4)
    _put_words(notebook, job)
    if job.keywords:
        notebook.metadata["myst"] = {"html_meta": {"keywords": job.keywords}}
    # papermill adds a cell for them; cells are counted from 1, as in the template
    added = bool(job.parameters)
    reset = BETWEEN_NOTEBOOKS
    if job.notes_reads:
        reset = f"{reset}\n{BEGIN_NOTING}"
        notebook.cells.append(nbformat.v4.new_code_cell(TELL_NOTED, id="noted"))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(reset, id="reset"))
    try:
        done = papermill.execute_notebook(
            notebook,
            None,
            job.parameters,
            km=_warm_kernel(),
            kernel_name="python3",
            progress_bar=False,
        )
    except papermill.PapermillExecutionError as error:
        return "", f"{job.what}: cell {error.cell_index - added}: {error.ename}: {error.evalue}"
    except RuntimeError as error:
        return "", f"{job.what}: the kernel died: {error}"
    done.cells = done.cells[1:]
    noted = _noted(done.cells.pop()) if job.notes_reads else None
    _join_streams(done)
    for number, cell in enumerate(done.cells, start=1 - added):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                return "", f"{job.what}: cell {number}: a warning: {output.text.strip()}"
    _tidy(done, job, noted)
    return nbformat.writes(done), ""


def _noted(cell) -> list:
    """Return what a page read of the tables, as its last cell shows it."""
    return json.loads(ast.literal_eval(cell.outputs[0].data["text/plain"]))


def write(page: Path, text: str) -> None:
    """Write a page; one that shows what it showed keeps its time, by which Sphinx knows it."""
    try:
        before = (
            page.stat().st_mtime_ns,
            what_is_shown(json.loads(page.read_text(encoding="utf-8"))),
        )
    except (OSError, ValueError):
        before = None
    files.write_text(page, f"{text}\n")
    if before and before[1] == what_is_shown(json.loads(text)):
        os.utime(page, ns=(before[0], before[0]))


def _put_words(notebook, job: Job) -> None:
    """Put the language of the page, and the names of its region, into what is no code."""
    lang = job.parameters.get("lang", ENGLISH)
    for cell in notebook.cells:
        for name, prompt in cell.metadata.get("mystnb", {}).items():  # what opens folded code
            cell.metadata["mystnb"][name] = labels.noted(prompt, lang)
        if (
            cell.cell_type == "markdown" and job.words
        ):  # that of the others is for edugov.website.messages
            cell.source = labels.prose(cell.source, lang)
            for word, text in job.words.items():
                cell.source = cell.source.replace(word, Markdown.of(text).source)


def _join_streams(notebook) -> None:
    """Make one of neighbouring streams of the same name: where a kernel cuts what a cell prints
    depends on its speed."""
    for cell in notebook.cells:
        joined = []
        for output in cell.get("outputs", []):
            streams = joined and joined[-1].output_type == output.output_type == "stream"
            if streams and joined[-1].name == output.name:
                joined[-1].text += output.text
            else:
                joined.append(output)
        if cell.cell_type == "code":
            cell.outputs = joined


def _tidy(notebook, job: Job, noted: list | None) -> None:
    """Take out what differs from run to run, and put in what the page is made from."""
    notebook.metadata.pop("papermill", None)
    made = {"key": job.key, "template": job.template.name}
    if noted is not None:
        made["reads"] = noted
    code = job.parameters.get("region", "")
    made["command"] = f"edugov render {code}" if code else "make book"
    notebook.metadata.update({"edugov": made, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.metadata["tags"] = ["injected-parameters", "remove-cell"]
        elif cell.metadata.get("tags") == ["hide-input"] and not any(map(_shows, cell.outputs)):
            cell.metadata["tags"] = ["remove-cell"]  # it shows nothing that its code is behind
        for shown in [cell, *cell.get("outputs", [])]:
            if "execution_count" in shown:
                shown["execution_count"] = None


def _shows(output) -> bool:
    """Say whether something of an output is seen: of a table without a row and a caption nothing
    is."""
    return output.get("data", {}).get("text/html") != ""


def warm() -> None:
    """Start the kernel of this process, so that the first notebook does not wait for it."""
    _warm_kernel()


def end_kernel() -> None:
    """End the kernel of this process, if it has one."""
    global _kernel
    from jupyter_core.utils import run_sync

    if _kernel:
        run_sync(_kernel.shutdown_kernel)(now=True)
    _kernel = None


def listen_in(sockets: str | None) -> None:
    """Let the kernels of this process have their sockets in a folder; on network ports if None."""
    global _sockets
    _sockets = sockets


def _begin_worker(parent: int, sockets: str | None) -> None:
    listen_in(sockets)
    begin_worker(parent)  # its kernel ends with it


def _remove_what_was_left() -> None:
    """Remove what a rendering of this project that was killed left: temporary files, sockets, a
    half-written list of fonts."""
    import psutil

    for book in map(sources, labels.LANGUAGES):
        for folder in {book, *book.glob("*/")}:
            files.remove_left(folder)
    of_sockets = Path(_folder_of_sockets() or tempfile.gettempdir())
    for folder in of_sockets.glob(f"{_prefix()}-*"):
        process = folder.name.split("-")[1]
        if process.isdecimal() and not psutil.pid_exists(int(process)):
            shutil.rmtree(folder, ignore_errors=True)
    for path in SCRATCH.glob("fontlist*"):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".json" or not _is_json(path):
            path.unlink()


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True


def _prefix() -> str:
    """Return how the names of this project's folders of sockets begin; short, as their paths are
    limited."""
    return f"edugov{hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]}"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # a process may be kept to some of them
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def sockets_folder() -> Iterator[str | None]:
    """Give a folder for the sockets of kernels while it is needed; None where none can be."""
    short = _folder_of_sockets()
    prefix = f"{_prefix()}-{os.getpid()}-"
    named = {"prefix": prefix, "dir": short, "ignore_cleanup_errors": True}
    with tempfile.TemporaryDirectory(**named) as scratch:
        yield scratch if short else None


@contextmanager
def processes(size: int) -> Iterator[Submit]:
    """Give what hands jobs to a pool of processes of this machine."""
    with sockets_folder() as sockets:
        told = [os.getpid(), sockets]
        pool = ProcessPoolExecutor(size, initializer=_begin_worker, initargs=told)
        try:
            yield partial(pool.submit, executed)
        except BrokenProcessPool as error:
            raise Fault(
                "a worker was killed, perhaps for want of memory; the same command continues"
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def render(
    jobs: list[Job],
    workers: int | None = None,
    progress: bool = True,
    elsewhere: AbstractContextManager[Submit] | None = None,
) -> list[str]:
    """Run the jobs whose pages are not current, in a pool of workers.

    `workers` notebooks run at once (where not given: as many as this process may use cores), or as
    many as there are workers `elsewhere`. Pages are written here, whichever runs them. Return what
    failed: region, cell and error, one sentence each; the other pages are written. The caller holds
    the pages with `changes.building`.
    """
    from tqdm import tqdm

    standing = Standing()
    due = [job for job in jobs if not is_current(job, standing)]
    shown = {"desc": "render", "unit": "page", "total": len(jobs), "initial": len(jobs) - len(due)}
    shown |= {"disable": not progress, "mininterval": 0.2 if sys.stderr.isatty() else 20}
    size = min(workers or _cores(), max(len(due), 1))
    _remove_what_was_left()
    _environment()
    failed = []
    with elsewhere or processes(size) as submit:
        waiting = {submit(job): job for job in due}
        for future in tqdm(as_completed(waiting), **shown):
            job = waiting.pop(future)  # with its page: those of a country do not fit into memory
            failed.append(_keep(job, *future.result()))
    return sorted(filter(None, failed))


def prune(jobs: list[Job]) -> None:
    """Remove rendered pages that no job of a full plan makes any more."""
    kept = {job.page for job in jobs}
    for page in [
        page
        for folder in {page.parent for page in kept} - {BOOK}
        for page in folder.glob("*.ipynb")
    ]:
        if page not in kept:
            page.unlink()
