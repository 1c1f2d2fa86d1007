"""The same pages from a Dask cluster: a scheduler and two workers, processes of this machine, one
in the project's folder and one in a copy of it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from edugov.rendering import cluster as cluster_module
from edugov.tables import Fault
from tests.conftest import ROOT
from tests.project import FEW, command, edugov, pages_of, pages_of_few

pytest.importorskip("distributed")
DASK = [sys.executable, "-m", "dask"]
SECONDS = 300  # that anything may take on a busy machine


def until(found: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def dask(root: Path, log: Path, *arguments: str) -> Iterator[subprocess.Popen]:
    """Run a scheduler or a worker in a project's folder."""
    environment = {**os.environ, "EDUGOV_ROOT": str(root), "PYTHONPATH": str(ROOT / "src")}
    with log.open("w") as said:
        process = subprocess.Popen(
            [*DASK, *arguments], env=environment, cwd=root, stdout=said, stderr=said
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Cluster:
    """A scheduler, and workers that are started one by one."""

    def __init__(self, folder: Path, held: ExitStack) -> None:
        self._folder, self._held = folder, held
        file = folder / "scheduler.json"
        told = ["--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", str(file)]
        log = folder / "scheduler.log"
        self.scheduler = held.enter_context(dask(folder, log, "scheduler", *told))
        until(lambda: "Scheduler at:" in log.read_text())
        self.address = log.read_text().split("Scheduler at:")[1].split()[0]

    def worker(self, root: Path, *arguments: str) -> subprocess.Popen:
        """Start a worker in a project's folder, and wait until it has joined."""
        log = self._folder / f"worker-{len(list(self._folder.glob('worker-*')))}.log"
        scratch = self._folder / log.stem
        told = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", scratch]
        told = ["worker", self.address, *map(str, told), *arguments]
        process = self._held.enter_context(dask(root, log, *told))
        until(lambda: "Registered to:" in log.read_text())
        return process


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    with ExitStack() as held:
        folder = tmp_path / "cluster"
        folder.mkdir()
        yield Cluster(folder, held)


@pytest.fixture
def project(rendered, tmp_path) -> Path:
    """Give a copy of the rendered project without its pages."""
    root = Path(shutil.copytree(rendered, tmp_path / "project"))
    shutil.rmtree(root / "book")
    return root


def kernels_of(*roots: Path) -> list[str]:
    """Return the kernels that run in folders."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_text()
            if "ipykernel" in told and Path(os.readlink(process / "cwd")) in roots:
                found.append(told.replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.fixture
def expected(rendered) -> dict[str, bytes]:
    """Give the pages of a few regions as they were rendered without a cluster."""
    return pages_of_few(rendered)


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing_and_the_bytes_are_the_same(
    expected, project, cluster, tmp_path
):
    copied = Path(shutil.copytree(project, tmp_path / "another 中" / "place"))
    shared_worker, killed = cluster.worker(project), cluster.worker(copied)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    asked = command(project, "render", *FEW, "--dask", cluster.address)
    with subprocess.Popen(**asked, **pipes) as process:
        until(lambda: kernels_of(copied) and pages_of(project))
        killed.send_signal(signal.SIGKILL)
        said, errors = process.communicate(timeout=SECONDS)
    size = len(expected)
    assert (process.returncode, said) == (0, f"{size} pages: {size} rendered, 0 unchanged\n"), (
        errors
    )
    assert f"{size}/{size}" in errors  # of the progress bar
    assert pages_of(project) == expected
    assert not pages_of(copied)
    assert shared_worker.poll() is None
    until(lambda: not kernels_of(project, copied))


@pytest.mark.slow
def test_interrupted_on_a_cluster_it_continues(expected, project, cluster):
    cluster.worker(project)
    asked = command(project, "render", *FEW, "--dask", cluster.address)
    with subprocess.Popen(**asked, stderr=subprocess.PIPE, start_new_session=True) as process:
        until(lambda: pages_of(project))
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert "interrupted; the same command continues where it stopped" in errors
    assert "Traceback" not in errors
    written = pages_of(project)
    assert 0 < len(written) < len(expected)
    assert written == {name: expected[name] for name in written}
    done = edugov(project, "render", *FEW, "--dask", cluster.address)
    left = len(expected) - len(written)
    assert done.stdout == f"{len(expected)} pages: {left} rendered, {len(written)} unchanged\n"
    assert pages_of(project) == expected


@pytest.mark.slow
def test_a_worker_that_would_make_other_pages_is_refused(project, cluster, tmp_path):
    other = Path(shutil.copytree(project, tmp_path / "other"))
    with (other / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    cluster.worker(project)
    cluster.worker(other)
    done = edugov(project, "render", "--dask", cluster.address)
    assert done.returncode == 1
    said = done.stderr.splitlines()
    assert said[-2].endswith("nothing was rendered, workers differ:")
    assert said[-1].endswith(": data/ differs") and said[-1].startswith("tcp://")
    assert not pages_of(project)


def test_a_worker_that_joins_later_is_looked_at_as_well():
    mine = cluster_module.own_copy()
    assert cluster_module.differences(mine, mine) == []
    other = mine._replace(tables="of another copy")
    with pytest.raises(Fault, match="a worker that joined differs: data/ differs; the pages that"):
        cluster_module._there(other, "a call", None)


def test_a_worker_that_has_loaded_the_library_before_it_changed_is_told_to_start_again():
    mine = cluster_module.Copy("new", "new", "tables", "notebooks", {"python": "3.11.7"})
    older = mine._replace(loaded="older", packages={"python": "3.12.1", "another": "1"})
    assert cluster_module.differences(mine, older) == [
        "it runs the library as it was before: start it again",
        "python is 3.12.1 there, 3.11.7 here",
    ]


@pytest.mark.slow
def test_where_the_scheduler_goes_a_sentence_says_so(project, cluster, monkeypatch):
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "2s")
    cluster.worker(project)
    asked = command(project, "render", "--dask", cluster.address)
    with subprocess.Popen(**asked, stderr=subprocess.PIPE) as process:
        until(lambda: pages_of(project))
        cluster.scheduler.kill()
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert f"error: --dask {cluster.address}: the scheduler is gone; the pages that" in errors
    assert "Traceback" not in errors
    assert pages_of(project)


@pytest.mark.slow
def test_threads_of_a_worker_have_one_kernel_and_are_refused(project, cluster):
    cluster.worker(project, "--nthreads", "2")
    done = edugov(project, "render", "--dask", cluster.address)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(": 2 threads, start it with --nthreads 1")


def test_a_cluster_without_workers_is_told(project, cluster):
    done = edugov(project, "render", "--dask", cluster.address)
    assert done.returncode == 1
    assert f"error: --dask {cluster.address}: no worker has joined" in done.stderr


def test_where_no_scheduler_is_a_sentence_says_so(project, monkeypatch):
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    done = edugov(project, "render", "--dask", "tcp://127.0.0.1:9")
    assert done.returncode == 1
    assert "error: --dask tcp://127.0.0.1:9: no scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr


def test_workers_of_this_machine_and_a_cluster_are_not_asked_for_together(project):
    done = edugov(project, "render", "--dask", "tcp://127.0.0.1:9", "--workers", "2")
    assert done.returncode == 1
    assert "error: --workers is of this machine" in done.stderr
