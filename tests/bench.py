"""What rendering and building cost, as ratios measured in one run: python -m tests.bench (or
make bench)."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SLUGS = "beijing hebei jiangsu guangdong yunnan yining nantong zhaotong yunyang ningguo".split()


def timed(what: str, run, *arguments) -> float:
    """Run something and print how long it took."""
    start = time.perf_counter()
    run(*arguments)
    seconds = time.perf_counter() - start
    print(f"  {what:<62}{seconds:7.1f} s", flush=True)
    return seconds


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

    from edugov import jobs

    for job in jobs.plan(SLUGS):
        page = str(out / job.page.name)
        papermill.execute_notebook(
            job.template, page, dict(job.parameters), progress_bar=False, cwd=root
        )


def main() -> None:
    """Measure in a copy of the project, so that the repository is not disturbed."""
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
        unchanged = timed("edugov build again, nothing changed", edugov, root, "build")
    print("ratios")
    for what, ratio in {
        "plain papermill / edugov render": plain / ours,
        "plain papermill / edugov render again": plain / again,
        "edugov render / edugov render again": ours / again,
        "render and build of the whole book / build again": (pages + full) / unchanged,
        "site build / build again": full / unchanged,
    }.items():
        print(f"  {what:<62}{ratio:7.1f}")


if __name__ == "__main__":
    main()
