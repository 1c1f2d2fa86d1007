"""What rendering and building cost, as ratios measured in one run: python -m tests.bench (or
make bench)."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import psutil

from tests.bench_bounds import Bounds

ROOT = Path(__file__).resolve().parents[1]
BETWEEN_LOOKS = 0.05  # seconds
CHANGED, CHANGED_TO = "yearbook-chongqing-2008-0041", "58211"  # a county's students, one more
PLAIN = "plain"  # the argument with which this module is what it compares with
CORES = 2  # of the machine that the seconds are of
SLUGS = "beijing hebei jiangsu guangdong yunnan yining nantong zhaotong yunyang ningguo".split()


def timed(what: str, measured, *arguments) -> tuple[float, float]:
    """Run something and print how long it took; return that, and its processor time, which says
    the same beside other work."""
    start = time.perf_counter()
    spent = measured(*arguments)
    seconds = time.perf_counter() - start
    print(f"  {what:<62}{seconds:7.1f} s, {spent:6.1f} s of processors", flush=True)
    return seconds, spent


def edugov(root: Path, *arguments: str) -> float:
    """Run a command on the copy of the project in a folder; return its processor time."""
    return run(root, "edugov.cli", *arguments)


def run(root: Path, module: str, *arguments: str) -> float:
    """Run a module on the copy of the project in a folder; return the processor time of all
    processes that it started, kernels among them, as far as they were seen."""
    command = [sys.executable, "-m", module, *arguments]
    own = {**os.environ, "EDUGOV_ROOT": str(root)}
    spent: dict[int, float] = {}
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(command, env=own, stdout=said, stderr=said) as running:
            started = psutil.Process(running.pid)
            while running.poll() is None:
                spent |= used(started)
                time.sleep(BETWEEN_LOOKS)
        if running.returncode:
            said.seek(0)
            sys.exit(said.read())
    return sum(spent.values())


def used(started: psutil.Process) -> dict[int, float]:
    """Return the processor time so far of a process and of all below it, by their ids."""
    found = {}
    try:
        for process in [started, *started.children(recursive=True)]:
            times = process.cpu_times()
            found[process.pid] = times.user + times.system
    except psutil.NoSuchProcess:  # it ended meanwhile
        pass
    return found


def change_one_figure(root: Path) -> None:
    """Change the value of a figure in the middle of the table, as printed and as a number."""
    path = root / "data" / "figures.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = table.index[table["figure_id"] == CHANGED][0]
    table.loc[row, ["value", "value_printed"]] = CHANGED_TO
    path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")


def one_after_another(root: Path, out: Path) -> None:
    """Run the same notebooks by plain papermill, each in a fresh kernel."""
    import papermill

    from edugov.rendering import planning

    for job in planning.plan(SLUGS):
        page = str(out / job.page.name)
        papermill.execute_notebook(
            job.template, page, dict(job.parameters), progress_bar=False, cwd=root
        )


def copied(folder: Path) -> Path:
    """Copy the project, without what is made, so that the repository is not disturbed."""
    root = folder / "project"
    generated = shutil.ignore_patterns(
        "raw", "regions", "sources", "comparisons", "index.ipynb", "*.pyc"
    )
    for name in ("data", "notebooks", "book"):
        shutil.copytree(ROOT / name, root / name, ignore=generated)
    for name in ("_config.yml", "_config.zh.yml", "constraints.txt"):
        shutil.copy(ROOT / name, root / name)
    return root


def measure_pages(root: Path, bounds: Bounds) -> None:
    """Compare rendering pages of a few regions with plain papermill."""
    print(f"pages of {len(SLUGS)} regions, {os.cpu_count()} cores")
    # fonts are listed and files read once before any clock runs
    edugov(root, "render", "beijing")
    shutil.rmtree(root / "book" / "regions")
    out = root.with_name("plain")
    out.mkdir()
    what = "plain papermill, one after another, a fresh kernel each"
    plain, plain_spent = timed(what, run, root, "tests.bench", PLAIN, str(root), str(out))
    ours, spent = timed("edugov render", edugov, root, "render", *SLUGS)
    _, again = timed("edugov render again, nothing changed", edugov, root, "render", *SLUGS)
    bounds.at_least("plain papermill / edugov render, on every core", plain / ours, 5)
    bounds.at_least("the same, processor time alone", plain_spent / spent, 2)
    bounds.at_least("plain papermill / edugov render again", plain_spent / again, 20)


def measure_book(root: Path, bounds: Bounds) -> None:
    """Measure the whole book: from nothing, again with nothing changed, and with one figure."""
    print("the whole book")
    _, pages = timed("edugov render, every page", edugov, root, "render")
    _, full = timed("edugov build, pages there, no site yet", edugov, root, "build")
    _, unchanged = timed("edugov build again, nothing changed", edugov, root, "build")
    change_one_figure(root)
    _, spent_on_one = timed("edugov build, one figure changed", edugov, root, "build")
    bounds.at_least("render and build of the whole book / again", (pages + full) / unchanged, 100)
    bounds.at_most("build again, seconds of one processor", unchanged, 2)
    bounds.at_most("one changed figure, seconds of two processors", spent_on_one / CORES, 8)


def main(wanted: list[str]) -> int:
    """Measure what is wanted, all where nothing is named; 1 when a bound is missed."""
    bounds = Bounds("book")
    parts = {"pages": measure_pages, "book": measure_book}
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder))
        for part in wanted or parts:
            parts[part](root, bounds)
    return bounds.exit_code()


if __name__ == "__main__":
    if sys.argv[1:2] == [PLAIN]:
        one_after_another(*map(Path, sys.argv[2:]))
    else:
        sys.exit(main(sys.argv[1:]))
