"""Whether the same inputs give the same bytes: three fresh clones are built in different places and
settings, and every file of book/ and of the site is compared: python -m tests.same_bytes."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT = ("book", "book-zh", "_build/html")
# a folder, the settings of a build in it, and how many notebooks are run at once
PLACES = [
    ("one", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "random"}, 2),
    ("a 中 b", {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}, 1),
    ("zwei_长", {"TZ": "America/St_Johns", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "99991"}, 3),
]
# the second and third compute as older processors do, where this one has their instructions
KERNELS = {"a 中 b": ("Haswell", "avx2"), "zwei_长": ("SandyBridge", "avx")}


def kernel_of(name: str) -> dict[str, str]:
    """Return the setting of the kernels with which the build in a folder computes; none where this
    processor, or system, cannot."""
    kind, instructions = KERNELS.get(name, ("", ""))
    told = Path("/proc/cpuinfo")
    known = told.read_text(encoding="utf-8").split() if told.is_file() else []
    return {"OPENBLAS_CORETYPE": kind} if instructions in known else {}


def clone_and_build(folder: Path, settings: dict[str, str], workers: int) -> None:
    """Clone what is committed here into a folder and build the book there with this Python; end
    this command where that fails."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    scratch = folder.with_name(folder.name + " " + "t" * 120)
    scratch.mkdir()
    own = {"PYTHONPATH": str(folder / "src"), "TMPDIR": str(scratch)}
    environment = {name: value for name, value in os.environ.items() if name != "EDUGOV_ROOT"}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "edugov.cli", "build", "--workers", str(workers)],
        env={**environment, **settings, **own},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    said = " ".join(f"{name}={value}" for name, value in settings.items())
    print(
        f"{folder.name}: {said}, {workers} workers: exit code {done.returncode} after "
        f"{time.monotonic() - start:.0f} s",
        flush=True,
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])


def digests(root: Path) -> dict[str, str]:
    """Return the digest of every file of the built folders by its name."""
    found = {}
    for name in BUILT:
        for path in sorted((root / name).rglob("*")):
            if path.is_file():
                digest = hashlib.sha256(path.read_bytes())
                found[path.relative_to(root).as_posix()] = digest.hexdigest()
    return found


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Return the files that are not the same, or not there, in one of two."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def main() -> int:
    """Build all, say which files differ from the first's, and return 1 where any does."""
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        first = None
        for name, settings, workers in PLACES:
            root = Path(folder) / name
            clone_and_build(root, settings | kernel_of(name), workers)
            built = digests(root)
            first = first or built
            found = differing(first, built)
            total += len(found)
            print(f"{name}: {len(found)} of {len(built)} files differ", *found, sep="\n  ")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
