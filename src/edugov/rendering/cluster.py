"""Running the notebooks on the workers of a Dask cluster, in a project folder that they share or
copy."""

import logging
import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from importlib import metadata
from pathlib import Path
from platform import python_version
from typing import NamedTuple

from edugov.rendering import render
from edugov.rendering.planning import NOTEBOOKS, Job, digest, library_hash
from edugov.tables import DATA, OWN, ROOT, Fault

NEEDS = "--dask needs Dask: .venv/bin/python -m pip install -c constraints.txt -e '.[cluster]'"
CONTINUES = "the pages that were made stay, the same command continues"
LOADED = library_hash()  # the library as it was when this process started

_session = ""  # for which call this worker's kernel was started
_held = ExitStack()  # what the worker keeps for that call


class Copy(NamedTuple):
    """What a worker's copy of the project has to share with the caller's, as digests, and the
    versions of the packages."""

    library: str
    loaded: str
    tables: str
    notebooks: str
    packages: dict[str, str]


def own_copy() -> Copy:
    """Return what this process has of the project."""
    tables = [DATA / "datapackage.json", *DATA.glob("*.csv"), *(DATA / OWN).glob("*.csv")]
    packages = {found.name.lower(): found.version for found in metadata.distributions()}
    packages["python"] = python_version()
    return Copy(
        library_hash(), LOADED, _contents(tables), _contents(NOTEBOOKS.glob("*.ipynb")), packages
    )


def _contents(paths: Iterable[Path]) -> str:
    """Return a digest of files: where each stands in the project, and what it holds."""
    found = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    return digest(*(part for name in sorted(found) for part in (name, found[name])))


def differences(mine: Copy, theirs: Copy) -> list[str]:
    """Return in what a worker's copy is another than the caller's.

    >>> mine = Copy("a", "a", "b", "c", {"pandas": "3.1.1", "ruff": "0.6"})
    >>> differences(mine, Copy("a", "a", "d", "c", {"pandas": "3.1.0"}))
    ['data/ differs', 'pandas is 3.1.0 there, 3.1.1 here']
    """
    found = []
    if theirs.library != mine.library:
        found.append("src/edugov or constraints.txt differs")
    elif theirs.loaded != mine.library:
        found.append("it runs the library as it was before: start it again")
    if theirs.tables != mine.tables:
        found.append("data/ differs")
    if theirs.notebooks != mine.notebooks:
        found.append("notebooks/ differs")
    for name in sorted(mine.packages.keys() & theirs.packages.keys()):
        there, here = theirs.packages[name], mine.packages[name]
        if there != here:
            found.append(f"{name} is {there} there, {here} here")
    return found


@contextmanager
def workers(address: str) -> Iterator[render.Submit]:
    """Give what hands jobs to the workers of the Dask cluster whose scheduler is at an address.

    What a worker that dies was running goes to another. A Fault where there is no Dask, scheduler
    or worker, or where a worker's copy of the project is another.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise Fault(NEEDS) from error
    # where it fails a sentence says so, without Dask's traceback
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL + 1)
    try:
        client = Client(address, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Fault(f"--dask {address}: no scheduler answers: {error}") from error
    with client:
        mine, session = own_copy(), secrets.token_hex(8)
        _refuse_others(client, address, mine)
        executor = client.get_executor(pure=False)
        try:
            yield lambda job: executor.submit(_there, mine, session, _without_place(job))
        except KilledWorker as error:
            raise Fault(f"--dask {address}: several workers died of a page; {CONTINUES}") from error
        except CancelledError as error:
            raise Fault(f"--dask {address}: the scheduler is gone; {CONTINUES}") from error
        finally:
            executor.shutdown(wait=False)
            _end_kernels(client, session)


def _refuse_others(client, address: str, mine: Copy) -> None:
    """Raise a Fault where the cluster has no worker, or one that would not make the same pages."""
    threads = client.nthreads()
    if not threads:
        raise Fault(f"--dask {address}: no worker has joined; start one in its copy of the project")
    faults = []
    for worker, theirs in client.run(own_copy, on_error="return").items():
        if isinstance(theirs, BaseException):
            faults.append(f"{worker}: {theirs}")
        elif told := differences(mine, theirs):
            faults.append(f"{worker}: {'; '.join(told)}")
        elif threads.get(worker, 1) > 1:
            faults.append(f"{worker}: {threads[worker]} threads, start it with --nthreads 1")
    if faults:
        said = "\n".join(sorted(faults))
        raise Fault(f"--dask {address}: nothing was rendered, workers differ:\n{said}")


def _without_place(job: Job) -> Job:
    """Return a job whose template is named as seen from the project's folder."""
    return job._replace(template=Path(job.template.relative_to(ROOT).as_posix()))


def _there(mine: Copy, session: str, job: Job) -> render.Made:
    """Run a job in a worker, with a kernel that was started for this call of the command."""
    global _session
    if _session != session:
        _end(_session)
        # a worker may have joined after the others were looked at
        if told := differences(mine, own_copy()):
            raise Fault(f"a worker that joined differs: {'; '.join(told)}; {CONTINUES}")
        render.listen_in(_held.enter_context(render.sockets_folder()))
        _session = session
    return render.executed(job._replace(template=ROOT / job.template))


def _end(session: str) -> None:
    """End the kernel that this worker has for a call of the command."""
    global _session
    if _session == session:
        render.end_kernel()
        _held.close()
        _session = ""


def _end_kernels(client, session: str) -> None:
    """Let every worker end its kernel when it has finished its page; nobody waits for that."""
    from distributed import fire_and_forget

    if client.status != "running":
        return
    for worker in client.nthreads():
        ending = client.submit(
            _end, session, pure=False, workers=[worker], allow_other_workers=True
        )
        fire_and_forget(ending)
