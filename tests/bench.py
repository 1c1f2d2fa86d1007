"""What rendering and building cost, as ratios measured in one run: python -m tests.bench (or
make bench)."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bounds import Bounds

ROOT = Path(__file__).resolve().parents[1]
SLUGS = "beijing hebei jiangsu guangdong yunnan yining nantong zhaotong yunyang ningguo".split()


def timed(what: str, run, *arguments) -> float:
    """Run something and print how long it took."""
    start = time.perf_counter()
    run(*arguments)
    seconds = time.perf_counter() - start
    print(f"  {what:<62}{seconds:7.1f} s", flush=True)
    return seconds


def spent() -> float:
    """Return the processor time of the commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def edugov(root: Path, *arguments: str) -> None:
    """Run a command on the copy of the project in a folder."""
    command = [sys.executable, "-m", "edugov.cli", *arguments]
    done = subprocess.run(
        command, env={**os.environ, "EDUGOV_ROOT": str(root)}, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def one_after_another(root: Path, out: Path) -> None:
    """Run the same notebooks by plain papermill, each in a fresh kernel."""
    os.environ["EDUGOV_ROOT"] = str(root)
    import papermill

    from edugov.rendering import jobs

    for job in jobs.plan(SLUGS):
        page = str(out / job.page.name)
        papermill.execute_notebook(
            job.template, page, dict(job.parameters), progress_bar=False, cwd=root
        )


def main() -> int:
    """Measure in a copy of the project, so that the repository is not disturbed; 1 when a bound is
    missed."""
    bounds = Bounds("book")
    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder) / "project", Path(folder) / "plain"
        generated = shutil.ignore_patterns(
            "raw", "regions", "sources", "comparisons", "index.ipynb", "*.pyc"
        )
        for name in ("data", "notebooks", "book"):
            shutil.copytree(ROOT / name, root / name, ignore=generated)
        for name in ("_config.yml", "_config.zh.yml", "constraints.txt"):
            shutil.copy(ROOT / name, root / name)
        out.mkdir()
        print(f"pages of {len(SLUGS)} regions, {os.cpu_count()} cores")
        edugov(
            root, "render", "beijing"
        )  # fonts are listed and files read once before any clock runs
        shutil.rmtree(root / "book" / "regions")
        plain = timed(
            "plain papermill, one after another, a fresh kernel each", one_after_another, root, out
        )
        ours = timed("edugov render", edugov, root, "render", *SLUGS)
        again = timed("edugov render again, nothing changed", edugov, root, "render", *SLUGS)
        print("the whole book")
        pages = timed("edugov render, every page", edugov, root, "render")
        full = timed("edugov build, pages there, no site yet", edugov, root, "build")
        before = spent()
        unchanged = timed("edugov build again, nothing changed", edugov, root, "build")
        unchanged_spent = spent() - before
    bounds.at_least("plain papermill / edugov render", plain / ours, 5)
    bounds.at_least("plain papermill / edugov render again", plain / again, 20)
    bounds.at_least("render and build of the whole book / again", (pages + full) / unchanged, 100)
    bounds.at_most("build again, seconds of one processor", unchanged_spent, 2)
    return bounds.exit_code()


if __name__ == "__main__":
    sys.exit(main())
