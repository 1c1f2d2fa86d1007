"""What a country costs, step by step, in processor time: python -m tests.bench_country [SIZES]
[--steps check,plan,...].

Each step runs in a process of its own, over the tables of the book with that many invented regions
added (`edugov invent country`). What is measured is one run of each; an exponent is that between
two sizes next to each other, of the time above what the book alone costs.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from edugov.makers import invented_country
from tests.bench_bounds import Bounds
from tests.conftest import ROOT

SIZES = [300, 1000]
STEEPEST = 1.1
MEGABYTES = 2048
SAMPLE = 20  # pages rendered; the others are stood in for, where the site is built
BEGIN = """
from edugov import labels, tables
from edugov.rendering import catalogue, downloads, planning
from edugov.website import page_order, site
"""
STEPS = {
    "check": "assert not tables.check()",
    "plan": "print(len(planning.plan([], {}, labels.LANGUAGES)), 'pages')",
    "entries": "catalogue.write()",
    "entries again": "catalogue.write()",
    "downloads": "downloads.write(tables.ROOT / '_build' / 'downloads')",
    "render": f"""
from edugov.rendering import render
invented = [job for job in planning.plan([]) if 'invented' in job.page.name][:{SAMPLE}]
assert not render.render(invented, 1, progress=False)""",
    "site": """
from tests.bench_country import stand_in
stand_in(planning.plan([]))
site.build(tables.ROOT, {'en': page_order.contents('en')})""",
}
USED = """
import resource
own, below = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
seconds = own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime
megabytes = max(own.ru_maxrss, below.ru_maxrss) / 1024
print('USED', seconds, megabytes)"""


def stand_in(planned: list) -> None:
    """Let the pages of regions that were rendered stand for those that were not, under their
    titles, and a heading for each other page; that the site costs the same with them is taken for
    granted, not measured."""
    rendered = [
        json.loads(job.page.read_text(encoding="utf-8"))
        for job in planned
        if job.page.is_file() and job.page.parent.name == "regions"
    ]
    for number, job in enumerate(planned):
        if job.page.is_file():
            continue
        page = rendered[number % len(rendered)]
        heading = next(cell for cell in page["cells"] if cell["cell_type"] == "markdown")
        heading["source"] = f"# {job.what}"
        # what other pages of regions link to stands beside them alone
        cells = page["cells"] if job.page.parent.name == "regions" else [heading]
        job.page.parent.mkdir(parents=True, exist_ok=True)
        job.page.write_text(json.dumps(page | {"cells": cells}), encoding="utf-8")


def used(root: Path, step: str) -> tuple[float, float]:
    """Run a step on a project; return its processor seconds and the memory of its largest process
    in MB."""
    command = [sys.executable, "-c", BEGIN + STEPS[step] + USED]
    environment = os.environ | {"EDUGOV_ROOT": str(root)}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{step}: {done.stdout}{done.stderr}")
    _, seconds, megabytes = done.stdout.rsplit(maxsplit=2)
    return float(seconds), float(megabytes)


def measured(size: int, steps: list[str]) -> dict[str, tuple[float, float]]:
    """Return what each step costs with so many invented regions."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        invented_country.invent(ROOT, root, size, seed=1)
        found = {}
        for step in steps:
            found[step] = used(root, step)
            seconds, megabytes = found[step]
            print(f"{size:6} regions  {step:<14}{seconds:9.1f} s {megabytes:8.0f} MB", flush=True)
        shutil.rmtree(root)
    return found


def main() -> int:
    """Print what each step costs at each size; 1 where one is steeper than its bound, or takes more
    memory."""
    asked = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    asked.add_argument("sizes", type=int, nargs="*", default=SIZES)
    asked.add_argument("--steps", default="check,plan,entries,entries again,downloads")
    given = asked.parse_args()
    steps = given.steps.split(",")
    costs = {size: measured(size, steps) for size in [0, *given.sizes]}
    bounds = Bounds("country")
    for smaller, larger in zip(given.sizes, given.sizes[1:], strict=False):
        for step in steps:
            base = costs[0][step][0]
            rise = (costs[larger][step][0] - base) / (costs[smaller][step][0] - base)
            exponent = math.log(rise) / math.log(larger / smaller)
            bounds.at_most(f"{step}: exponent from {smaller} to {larger}", exponent, STEEPEST)
    for step in steps:
        megabytes = costs[given.sizes[-1]][step][1]
        bounds.at_most(f"{step}: MB at {given.sizes[-1]} regions", megabytes, MEGABYTES)
    return bounds.exit_code()


if __name__ == "__main__":
    sys.exit(main())
