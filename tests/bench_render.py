"""How far rendering is above its floor, the processor time of the notebooks' own cells:
python -m tests.bench_render [PAGES] [WORKERS].

Kernels note the time of each cell, by a start-up file in their folder below _build. Processor time
is compared, not the clock's: other work on the machine changes it little.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench import copied, edugov
from tests.bench_bounds import Bounds

PAGES = 40
# in a function, as the names of a kernel are taken away between notebooks
CLOCK = """
def clock():
    import os, time

    started = []
    file = open(os.path.join({folder!r}, f"{{os.getpid()}}.cells"), "a")

    def begin(info):
        started[:] = [time.process_time()]

    def end(result):
        spent = time.process_time() - started[0]
        between = result.info.raw_cell.startswith("%reset")
        print(int(between), spent, file=file, flush=True)

    get_ipython().events.register("pre_run_cell", begin)
    get_ipython().events.register("post_run_cell", end)

clock()
"""


class Cost(NamedTuple):
    """Seconds: what cells took, emptying kernels between notebooks, the command with its workers
    and kernels, and the clock on the wall."""

    cells: float
    between: float
    whole: float
    wall: float


def sample(pages_count: int) -> tuple[list[str], int]:
    """Return regions from all over the plan with at least so many pages, and how many they have."""
    from edugov.rendering import planning

    pages: dict[str, int] = {}
    for job in planning.plan([]):
        if region := job.parameters.get("region"):
            pages[region] = pages.get(region, 0) + 1
    step = max(1, sum(pages.values()) // pages_count)
    chosen: list[str] = []
    for start in range(step):
        for region in list(pages)[start::step]:
            chosen.append(region)
            if sum(pages[code] for code in chosen) >= pages_count:
                return chosen, sum(pages[code] for code in chosen)
    return chosen, sum(pages.values())


def cost(root: Path, regions: list[str], workers: int) -> Cost:
    """Render the pages of regions and return what it cost."""
    begin = root / "_build" / "kernel" / "profile_default" / "startup"
    begin.mkdir(parents=True, exist_ok=True)
    (begin / "clock.py").write_text(CLOCK.format(folder=str(root)), encoding="utf-8")
    start = time.perf_counter()
    whole = edugov(root, "render", *regions, "--workers", str(workers))
    wall = time.perf_counter() - start
    seconds = {False: 0.0, True: 0.0}
    for path in root.glob("*.cells"):
        for line in path.read_text(encoding="utf-8").splitlines():
            between, spent = line.split()
            seconds[between == "1"] += float(spent)
    return Cost(seconds[False], seconds[True], whole, wall)


def main() -> int:
    """Print the floor and what rendering takes above it; 1 when the bound is missed."""
    asked = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    asked.add_argument("pages", type=int, nargs="?", default=PAGES)
    asked.add_argument("workers", type=int, nargs="?", default=1)
    given = asked.parse_args()
    bounds = Bounds("render")
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder))
        edugov(root, "render", "beijing")  # fonts are listed and files read once before
        shutil.rmtree(root / "book" / "regions")
        regions, pages_count = sample(given.pages)
        found = cost(root, regions, given.workers)
    told = ", ".join(f"{name} {seconds:.1f}" for name, seconds in found._asdict().items())
    print(f"{pages_count} pages, {given.workers} workers; seconds: {told}")
    bounds.at_most("edugov render / its cells, processor time", found.whole / found.cells, 1.3)
    print(f"     on the wall, times the workers: {found.wall * given.workers / found.cells:.2f}")
    return bounds.exit_code()


if __name__ == "__main__":
    sys.exit(main())
