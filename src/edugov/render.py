"""Runs the notebooks with papermill, one page a region and template; the only module that knows papermill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import nbformat

from edugov import tables
from edugov.jobs import BOOK, Job, is_current
from edugov.tables import ROOT, Fault


def _kernel_environment() -> dict[str, str]:
    scratch = ROOT / "_build" / "kernel"
    scratch.mkdir(parents=True, exist_ok=True)
    return {"MPLCONFIGDIR": str(scratch), "IPYTHONDIR": str(scratch), "PYTHONHASHSEED": "0"}


def _prepare_fonts() -> None:
    """List the machine's fonts once before any page: matplotlib warns where that is slow, and that fails a page."""
    if not list((ROOT / "_build" / "kernel").glob("fontlist*")):
        environment = {**os.environ, **_kernel_environment()}
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=environment, capture_output=True)


_kernel = None
_sockets = None  # folder for the kernels' sockets: of network ports two kernels may be given the same


def _warm_kernel():
    """Start a worker's kernel, or hand over the one it has, emptied: starting one costs more than a notebook."""
    global _kernel
    from jupyter_client import AsyncKernelManager  # with the other kind papermill waits for a dead kernel for ever
    from jupyter_core.utils import run_sync

    if _kernel is None or not run_sync(_kernel.is_alive)():
        folder = Path(tempfile.mkdtemp(dir=_sockets))
        sockets = {"transport": "ipc", "ip": str(folder / "k"), "connection_file": str(folder / "k.json")}
        _kernel = AsyncKernelManager(kernel_name="python3", **(sockets if sys.platform != "win32" else {}))
        arguments = {"cwd": str(ROOT), "extra_arguments": ["--log-level=40"]}
        run_sync(_kernel.start_kernel)(env={**os.environ, **_kernel_environment()}, **arguments)
    return _kernel


def run(job: Job) -> str:
    """Run one job in this process and write its page; return what went wrong, or the empty string."""
    import papermill

    notebook = nbformat.read(job.template, 4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for word, text in job.words:
                cell.source = cell.source.replace(word, text)
    added = bool(job.parameters)  # papermill adds a cell for them; cells are counted from 1, as in the template
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%reset -sf\n%matplotlib inline", id="reset"))
    try:
        done = papermill.execute_notebook(
            notebook, None, dict(job.parameters), km=_warm_kernel(), kernel_name="python3", progress_bar=False
        )
    except papermill.PapermillExecutionError as error:
        return f"{job.what}: cell {error.cell_index - added}: {error.ename}: {error.evalue}"
    except RuntimeError as error:
        return f"{job.what}: the kernel died: {error}"
    done.cells = done.cells[1:]
    for number, cell in enumerate(done.cells, start=1 - added):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                return f"{job.what}: cell {number}: a warning: {output.text.strip()}"
    _tidy(done, job)
    tables.write_text(job.page, nbformat.writes(done) + "\n")
    return ""


def _tidy(notebook, job: Job) -> None:
    """Take out what differs from run to run, and lift captions to where the book looks for them."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["edugov"] = {"key": job.key}
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.metadata["tags"] = ["injected-parameters", "remove-cell"]
        if cell.cell_type != "code":
            continue
        cell.execution_count = None
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = None
            figure = output.get("metadata", {}).pop("edugov", None)
            if figure:
                cell.metadata["mystnb"] = {
                    "image": {"alt": figure["alt"]},
                    "figure": {"caption": figure["caption"], "name": figure["name"]},
                }


def _begin_worker(parent: int, sockets: str) -> None:
    global _sockets
    _sockets = sockets
    # Ctrl-C goes to the whole group: the parent alone decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=[parent], daemon=True).start()


def _end_with(parent: int) -> None:
    """End this worker when its parent was killed; its kernel ends with it."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def render(jobs: list[Job], workers: int | None = None, progress: bool = True) -> list[str]:
    """Run the jobs whose pages are not current, in a pool of workers.

    Parameters
    ----------
    jobs : list of Job
        From `plan`.
    workers : int, optional
        How many notebooks run at once; the number of cores where not given.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    list of str
        What failed: region, cell and error, one sentence each. The other pages are written.
    """
    from tqdm import tqdm

    due = [job for job in jobs if not is_current(job)]
    bar = tqdm(
        total=len(jobs),
        initial=len(jobs) - len(due),
        unit="page",
        disable=not progress,
        desc="render",
        mininterval=0.2 if sys.stderr.isatty() else 20,
    )
    failures = []
    _prepare_fonts()
    size = min(workers or os.cpu_count() or 1, max(len(due), 1))
    with tempfile.TemporaryDirectory(prefix="edugov", ignore_cleanup_errors=True) as sockets:
        pool = ProcessPoolExecutor(size, initializer=_begin_worker, initargs=[os.getpid(), sockets])
        try:
            for future in as_completed([pool.submit(run, job) for job in due]):
                if failed := future.result():
                    failures.append(failed)
                bar.update()
        except BrokenProcessPool as error:
            raise Fault("a worker was killed, perhaps for want of memory; the same command continues") from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            bar.close()
    return sorted(failures)


def prune(jobs: list[Job]) -> None:
    """Remove rendered pages that no job of a full plan makes any more."""
    kept = {job.page for job in jobs}
    for folder in sorted({job.page.parent for job in jobs} - {BOOK}):
        for page in folder.glob("*.ipynb"):
            if page not in kept:
                page.unlink()
