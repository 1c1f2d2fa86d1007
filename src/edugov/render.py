"""Runs the notebooks with papermill, one page a region and template; the only module that knows papermill."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import nbformat

from edugov import regions, tables
from edugov.labels import LANGUAGES
from edugov.tables import ROOT, Fault

NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"


@dataclass(frozen=True)
class Job:
    """One notebook to run: which template, with which parameters, to which page, and the key of its inputs."""

    template: Path
    parameters: tuple[tuple[str, object], ...]
    words: tuple[tuple[str, str], ...]
    page: Path
    key: str
    what: str


def _hash(*parts: bytes | str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


def _library_hash() -> str:
    folder = Path(__file__).parent
    files = [*sorted(folder.rglob("*.py")), *sorted(folder.rglob("*.csv")), ROOT / "constraints.txt"]
    return _hash(*(path.read_bytes() for path in files if path.is_file()))


def parameters_of(template: Path) -> dict[str, object]:
    """Return the names that the template's `parameters` cell sets, with their defaults."""
    return _parameters_in(template.read_text(encoding="utf-8"))


@cache
def _parameters_in(notebook: str) -> dict[str, object]:
    cells = [cell for cell in json.loads(notebook)["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    lines = ast.parse("".join(cells[0]["source"])).body if cells else []
    return {line.targets[0].id: ast.literal_eval(line.value) for line in lines if isinstance(line, ast.Assign)}


def _refuse_unknown(given: dict[str, str], templates: list[Path]) -> None:
    names = sorted({name for template in templates for name in parameters_of(template)} - {"region"})
    for name in given:
        if name not in names:
            near = get_close_matches(name, names, n=3, cutoff=0.4) or names
            raise Fault(f"no notebook here has a parameter {name!r}; near: {', '.join(near)}")
    if given.get("lang", "en") not in LANGUAGES:
        raise Fault(f"language {given['lang']!r} is unknown; there are {', '.join(LANGUAGES)}")


def _chosen(template: Path, given: dict[str, str]) -> tuple[tuple[str, object], ...]:
    """Return those of the given parameters that a template has, each in the type of its default."""
    chosen, defaults = {}, parameters_of(template)
    for name in sorted(given.keys() & defaults.keys()):
        try:
            chosen[name] = type(defaults[name])(given[name])
        except ValueError as error:
            raise Fault(f"{name}={given[name]}: not of the kind of {defaults[name]!r}, its default") from error
    return tuple(chosen.items())


def plan(wanted: list[str], given: dict[str, str] | None = None) -> list[Job]:
    """Say which notebooks have to be run for which pages.

    Parameters
    ----------
    wanted : list of str
        Regions by code, slug or name; empty for every region that has pages, and the overviews.
    given : dict of str to str, optional
        Parameters for the notebooks, such as ``{"lang": "zh"}``.

    Returns
    -------
    list of Job
        One job a page, in a fixed order.

    Raises
    ------
    Fault
        An unknown region or parameter (the message lists the near ones), or a region without pages.
    """
    given = given or {}
    _refuse_unknown(given, sorted(NOTEBOOKS.glob("region_*.ipynb" if wanted else "*.ipynb")))
    every = {name: tables.read(name) for name in tables.names()}
    library = _library_hash()
    named = every["regions"].set_index("region_code")
    having = regions.with_pages(every).set_index("region_code")
    codes = [regions.find(text, every["regions"])["region_code"] for text in wanted]
    for code in codes:
        if not having.loc[code, "pages"]:
            raise Fault(
                f"{code} {named.loc[code, 'name_zh']} has no page: {having.loc[code, 'figures_count']} of the "
                f"{regions.FIGURES_FOR_A_PAGE} figures it takes, and no table of coefficients or schools"
            )
    jobs = []
    for code in codes or [code for code in having.index if having.loc[code, "pages"]]:
        row = named.loc[code]
        rows = [table.to_csv(index=False) for name, table in sorted(regions.belonging(code, every).items())]
        for template in regions.PAGES:
            if not having.loc[code, template]:
                continue
            path = NOTEBOOKS / f"region_{template}.ipynb"
            parameters = _chosen(path, {**given, "region": code})
            words = (("REGION_NAME", f"{row['name_en']} {row['name_zh']}"), ("REGION_SLUG", row["slug"]))
            stem = regions.page_stem(row["slug"], template)
            key = _hash(path.read_bytes(), library, json.dumps(parameters), *rows)
            what = f"{code} {row['name_zh']} {template}"
            jobs.append(Job(path, parameters, words, BOOK / "regions" / f"{stem}.ipynb", key, what))
    if not codes:
        jobs.extend(_page(path, given, library) for path in sorted(NOTEBOOKS.glob("*.ipynb")) if _stands_alone(path))
    return jobs


def _stands_alone(notebook: Path) -> bool:
    return not notebook.name.startswith("region_")


def _page(notebook: Path, given: dict[str, str], library: str) -> Job:
    """Return the job of a notebook that is run once: data_tables.ipynb makes book/data/tables.ipynb."""
    source = notebook.read_text(encoding="utf-8")
    parameters = _chosen(notebook, given)
    read = sorted(set(re.findall(r"""tables\.read\((?:\\"|')(\w+)""", source)) or tables.names())
    contents = [(tables.DATA / f"{name}.csv").read_bytes() for name in read]
    key = _hash(source, library, json.dumps(parameters), (tables.DATA / "datapackage.json").read_bytes(), *contents)
    folder, stem = notebook.stem.split("_", 1)
    page = BOOK / ("" if folder == "book" else folder) / f"{stem.replace('_', '-')}.ipynb"
    return Job(notebook, parameters, (), page, key, f"{folder} {stem}")


def is_current(job: Job) -> bool:
    """Tell whether the page of a job stands, whole and made from the same inputs."""
    try:
        return json.loads(job.page.read_text(encoding="utf-8"))["metadata"]["edugov"]["key"] == job.key
    except (OSError, ValueError, KeyError, TypeError):
        return False


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


def _warm_kernel():
    """Start a worker's kernel, or hand over the one it has, emptied: starting one costs more than a notebook."""
    global _kernel
    from jupyter_client import AsyncKernelManager  # with the other kind papermill waits for a dead kernel for ever
    from jupyter_core.utils import run_sync

    if _kernel is None or not run_sync(_kernel.is_alive)():
        _kernel = AsyncKernelManager(kernel_name="python3")
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
            notebook,
            None,
            dict(job.parameters),
            progress_bar=False,
            log_output=False,
            km=_warm_kernel(),
            kernel_name="python3",
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


def _begin_worker(parent: int) -> None:
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
    pool = ProcessPoolExecutor(size, initializer=_begin_worker, initargs=[os.getpid()])
    try:
        for future in as_completed([pool.submit(run, job) for job in due]):
            if failed := future.result():
                failures.append(failed)
            bar.update()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        bar.close()
    return sorted(failures)


def prune(jobs: list[Job]) -> None:
    """Remove rendered pages that no job of a full plan makes any more."""
    kept = {job.page for job in jobs}
    for page in BOOK.glob("*/*.ipynb"):
        if page not in kept:
            page.unlink()
