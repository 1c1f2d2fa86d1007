"""What hostile files cost: each is read by `edugov read` in a fresh process, whose processor time
and memory are measured. Run `python -m tests.reading.bounds` for all of them."""

import html
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.reading import hostile

MEGABYTE = 1_000_000
MEMORY_LIMIT = 1_000 * MEGABYTE
SECONDS_A_MEGABYTE = 10  # ten at the least
START = 5  # seconds that a slow machine takes to load the libraries and the lexicon


@dataclass(frozen=True)
class Cost:
    """What reading one file took and what was said."""

    name: str
    megabytes: float  # size of the file
    seconds: float  # of processor time, of all processes
    memory: int  # bytes, of the largest process
    code: int
    said: str
    text: str  # of the review page


def made(make: Callable[[], hostile.Maker], folder: Path) -> Path:
    """Make a file in a process of its own: a child's memory counts from what its parent has."""
    child = os.fork()
    if not child:
        make()(folder)
        os._exit(0)
    os.waitpid(child, 0)
    return next(folder.glob("hostile.*"))


def measure(name: str, path: Path, folder: Path) -> Cost:
    """Read a file in a process of its own."""
    command = [sys.executable, "-m", "edugov.cli", "read", str(path), "--out", str(folder / "out")]
    library = {"PYTHONPATH": str(ROOT / "src"), "EDUGOV_ROOT": str(ROOT)}
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [*command, "--review"], stdout=said, stderr=said, env=os.environ | library
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    pages = sorted((folder / "out").glob("*.html")) if (folder / "out").is_dir() else []
    return Cost(
        name,
        path.stat().st_size / MEGABYTE,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss * 1024,
        child.returncode,
        words,
        plain(pages[0].read_text(encoding="utf-8")) if pages else "",
    )


def plain(page: str) -> str:
    """Text of a review page without its marks."""
    return html.unescape(re.sub(r"<sup>[^<]*</sup>|<[^>]*>", "", page))


def faults(cost: Cost, wanted: str, refused: bool | None) -> Iterator[str]:
    """Say what is wrong with a reading: `refused` says whether it must, must not, or may be."""
    if "Traceback" in cost.said or cost.code not in (0, 1):
        yield f"broke down with code {cost.code}: {cost.said[-300:]}"
    if cost.memory > MEMORY_LIMIT:
        yield f"took {cost.memory / MEGABYTE:.0f} MB"
    allowed = SECONDS_A_MEGABYTE * max(1, cost.megabytes) + START
    told = "processor time" in cost.said or "reading them may take" in cost.said
    if cost.seconds > allowed and not told:
        yield f"took {cost.seconds:.0f} s of processor time and did not say so"
    if refused is not None and (cost.code == 1) != refused:
        yield f"was {'read' if refused else 'refused'}: {cost.said[-300:]}"
    if cost.code == 1 and "hostile" not in cost.said:
        yield f"the sentence does not name the file: {cost.said[-300:]}"
    if wanted not in (cost.said if refused else cost.text):
        yield f"{wanted!r} is missing: {cost.said[-300:]}"


def cases() -> Iterator[tuple[str, Callable[[], hostile.Maker], str, bool | None]]:
    """Every hostile file: name, maker, words that have to be there, whether it is refused."""
    for name, (make, words) in hostile.READ.items():
        yield name, make, words, False
    for name, (make, words) in hostile.REFUSED.items():
        yield name, make, words, True
    for name, make in hostile.EITHER.items():
        yield name, make, "", None


def main() -> None:
    """Read every hostile file, print what each cost, and end with code 1 where one is unbounded."""
    wanted = sys.argv[1:]
    broken = 0
    for name, make, words, refused in cases():
        if wanted and not any(word in name for word in wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            cost = measure(name, made(make, Path(folder)), Path(folder))
        found = list(faults(cost, words, refused))
        broken += bool(found)
        end = "read" if cost.code == 0 else "refused"
        print(
            f"{name}: {cost.megabytes:.3f} MB, {cost.seconds:.1f} s, "
            f"{cost.memory / MEGABYTE:.0f} MB of memory, {end}",
            *found,
            sep="\n    ",
            flush=True,
        )
    if broken:
        sys.exit(f"{broken} files are read beyond the bounds")


if __name__ == "__main__":
    main()
