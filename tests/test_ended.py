"""Commands ended at every step: tables, readings, pages and site are as before or as after, nothing
is left over, and the same command again gives what an undisturbed one gives.

A sample is run; with EDUGOV_ALL_KILLS=1 all two hundred are.
"""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from edugov.files import OURS
from edugov.files.changes import DECIDED, LOCK
from tests import small
from tests.steps import Ended, Run, Server

ALL = os.environ.get("EDUGOV_ALL_KILLS") == "1"
# all of them take longer than any test that hangs is given
pytestmark = pytest.mark.timeout(4 * 3600 if ALL else 1200)
WAYS = [("KILL", False), ("KILL", True), ("TERM", False), ("TERM", True)]
ADD = ["add", "report.txt", "--region", "350429", "--year", "2023"]
READ = ["read", "report.txt", "--review", "--replace", "--out", "readings"]
RENDER = ["render", "--workers", "2"]
BUILD = ["build", "--workers", "2"]


@dataclass
class Project:
    """A small project, its server, and how to bring it back to where a command begins."""

    root: Path
    server: Server
    saved: Path

    def run(self, arguments: list[str], **how) -> Ended:
        """Run one command."""
        (ended,) = self.server.run(Run(arguments, **how))
        return ended

    def done(self, arguments: list[str]) -> Ended:
        """Run one command to its end."""
        ended = self.run(arguments)
        assert ended.code == 0, ended.said
        return ended

    def save(self, name: str) -> None:
        """Keep the state of the project under a name."""
        shutil.rmtree(self.saved / name, ignore_errors=True)
        shutil.copytree(self.root, self.saved / name)

    def restore(self, name: str) -> None:
        """Bring the project back to a state; times of files are those of then."""
        shutil.rmtree(self.root)
        shutil.copytree(self.saved / name, self.root)

    def files(self) -> dict[str, bytes]:
        """Give all that the commands make, without what kernels and Jupyter Book keep, and which
        tables were checked last: whether a command checks hangs on what was due."""
        scratch = ("_build/kernel/", "_build/site-", "_build/checked.json")
        every = small.bytes_of(self.root)
        return {name: data for name, data in every.items() if not name.startswith(scratch)}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("ended")
    root = folder / "project"
    small.make(root)
    with Server(root, folder / "logs") as server:
        project = Project(root, server, folder / "saved")
        project.done(RENDER)
        project.save("rendered")
        yield project


@pytest.fixture(scope="module")
def site(project) -> Project:
    """Give the project with a site of the old word."""
    project.restore("rendered")
    project.done(BUILD)
    project.save("built")
    return project


def wait_until_all_ended(root: Path) -> None:
    """Wait for what a killed command started: it has to end by itself."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        running = []
        for process in psutil.process_iter(["cwd"]):
            if process.info["cwd"] == str(root):
                running.append(process)
        if not running:
            return
        time.sleep(0.05)
    raise AssertionError(f"still running: {running}")


def left_over(root: Path) -> list[str]:
    """Give the temporary files and folders of a project, its locks aside."""
    own = [path for path in root.rglob(f"{OURS}*") if path.name != LOCK]
    own += [path for name in ("html.new", "html.old") for path in root.glob(f"_build/{name}")]
    own += Path(tempfile.gettempdir()).glob(f"edugov{prefix(root)}*")
    return [str(path) for path in own]


def prefix(root: Path) -> str:
    import hashlib

    return hashlib.sha256(os.fsencode(root)).hexdigest()[:8]


def chosen(steps: list[str], most: int) -> list[int]:
    """Choose steps to be ended at: so many, evenly, and those about the moments in which tables are
    renamed or a site is exchanged; of each kind a few at random where not all are wanted."""
    size = len(steps)
    even = {1 + place * size // most for place in range(most)}
    decisive = set()
    for number, step in enumerate(steps, start=1):
        renames = step.startswith("rename") and ("/data/" in step or "/_build/html" in step)
        if renames or step == "exchange":
            decisive |= {number, number + 1}
    if ALL:
        return sorted(even | decisive)
    draw = random.Random(20261128)
    some = draw.sample(sorted(even), 1 if decisive else 2)
    some += draw.sample(sorted(decisive), min(2, len(decisive)))
    return sorted(set(some))


def end_everywhere(
    project: Project,
    begin: Callable[[], None],
    arguments: list[str],
    most: int,
    sound: Callable[[dict, dict, int], None],
) -> None:
    """End a command at chosen steps by KILL and TERM, alone and with all it started; look at what
    stands then (`sound`), and at what the same command makes of it."""
    begin()
    before = project.files()
    steps = project.done(arguments).steps
    after = project.files()
    assert after != before and not left_over(project.root)
    numbers = chosen(steps, most)
    wrong = []
    for place, number in enumerate(numbers):
        name, whole_group = WAYS[(place + number) % 4]
        begin()
        ended = project.run(arguments, step=number, signal=name, whole_group=whole_group)
        what = f"{name}{' of all' * whole_group} before step {number}, {steps[number - 1]}"
        if place % 10 == 9:
            print(f"{arguments[0]}: {place + 1} of {len(numbers)}", flush=True)
        wait_until_all_ended(project.root)
        try:
            assert "Traceback" not in ended.said, ended.said
            if name == "TERM":
                assert ended.code == 143, (ended.code, ended.said)
                assert "ended by TERM; the same command continues where it stopped" in ended.said
            else:
                assert ended.code == -9, (ended.code, ended.said)
            sound(before, after, place)
            project.done(arguments)
            assert project.files() == after
            assert left_over(project.root) == []
        except AssertionError as error:
            wrong.append(f"{what}: {error}")
    print(f"{arguments[0]}: {len(numbers)} of {len(steps)} steps, {len(wrong)} wrong")
    assert not wrong, "\n".join(wrong)


def each_is_old_or_new(now: dict, before: dict, after: dict) -> None:
    """See that each file is one that stood there before, or one that stands there afterwards."""
    for name in {*now, *before, *after}:
        if OURS not in name:
            assert now.get(name) in (before.get(name), after.get(name)), name


@pytest.mark.slow
def test_add_ended_anywhere(project):
    def sound(before: dict, after: dict, place: int) -> None:
        now = project.files()
        each_is_old_or_new(now, before, after)
        if place % 2 and (project.root / "data" / DECIDED).exists():
            return  # the same command has to do the rest
        if place % 2 == 0:
            assert "nothing wrong" in project.done(["check"]).said
            assert not [path for path in left_over(project.root) if "/data/" in path]
        tables = [name for name in {**before, **after} if name.startswith("data/")]
        now = project.files()
        assert [now.get(name) for name in tables] in (
            [before.get(name) for name in tables],
            [after.get(name) for name in tables],
        )

    end_everywhere(project, lambda: project.restore("rendered"), ADD, 70, sound)


@pytest.mark.slow
def test_read_ended_anywhere(project):
    def begin() -> None:
        project.restore("rendered")
        report = project.root / "report.txt"
        report.write_text(small.REPORT.replace("8640", "8641"), encoding="utf-8")
        project.done(READ)
        report.write_text(small.REPORT, encoding="utf-8")

    def sound(before: dict, after: dict, place: int) -> None:
        each_is_old_or_new(project.files(), before, after)

    for _ in range(4 if ALL else 1):  # each of its few steps in each way
        end_everywhere(project, begin, READ, 6, sound)
        WAYS.append(WAYS.pop(0))


@pytest.mark.slow
def test_render_ended_anywhere(project):
    def begin() -> None:
        project.restore("rendered")
        small.templates(project.root, "new")

    def sound(before: dict, after: dict, place: int) -> None:
        each_is_old_or_new(project.files(), before, after)

    end_everywhere(project, begin, RENDER, 40, sound)


@pytest.mark.long
def test_build_ended_anywhere(site):
    def begin() -> None:
        site.restore("built")
        small.templates(site.root, "new")

    def sound(before: dict, after: dict, place: int) -> None:
        now = site.files()

        def of_the_site(files: dict) -> dict:
            return {name: files[name] for name in files if name.startswith("_build/html/")}

        assert of_the_site(now) in (of_the_site(before), of_the_site(after))
        rest = [
            {name: data for name, data in files.items() if not name.startswith("_build/")}
            for files in (now, before, after)
        ]
        each_is_old_or_new(*rest)

    end_everywhere(site, begin, BUILD, 65, sound)


def write_over(project: Project) -> None:
    """Change what a reading and the pages are made from, so that all have to be written again."""
    project.restore("rendered")
    small.templates(project.root, "new")


@pytest.mark.slow
@pytest.mark.parametrize("only_told", [True, False], ids=["told", "killed"])
@pytest.mark.parametrize("arguments", [ADD, READ, RENDER], ids=lambda arguments: arguments[0])
def test_file_that_cannot_grow(project, arguments, only_told):
    """As on a full disk: writing fails, or the process dies, with a file half written."""
    write_over(project)
    before = project.files()
    project.done(arguments)
    after = project.files()
    write_over(project)
    ended = project.run(arguments, most_bytes=1000, only_told=only_told)
    wait_until_all_ended(project.root)
    assert "Traceback" not in ended.said, ended.said
    if only_told:
        assert ended.code == 1 and "File too large" in ended.said and "None" not in ended.said
        assert str(project.root) in ended.said or "readings/report" in ended.said
    else:
        assert ended.code in (-signal.SIGXFSZ, 1), ended.said  # of it dies a worker, or the command
    each_is_old_or_new(project.files(), before, after)
    project.done(arguments)
    assert project.files() == after
    assert left_over(project.root) == []


@pytest.fixture
def little_disk(tmp_path) -> Iterator[Path]:
    """Give a disk of 60 MB; where none can be made (that takes root on Linux), a plain folder."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "edugov", str(disk)]
    made = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    yield disk
    if made:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.long
def test_full_disk(little_disk, tmp_path):
    """Every command says of which file, changes nothing by half, and succeeds when there is room
    again."""
    root = little_disk / "project"
    small.make(root)
    with Server(root, tmp_path / "logs") as server:
        fill_and_run(Project(root, server, tmp_path / "saved"), little_disk)


def fill_and_run(disk: Project, little_disk: Path) -> None:
    """Run each command on a disk that is full, and again when there is room."""
    disk.done(BUILD)
    disk.save("rendered")
    is_little = shutil.disk_usage(little_disk).total < 100_000_000
    for arguments, room in ((ADD, 500), (ADD, 40), (READ, 2), (RENDER, 0), (BUILD, 300)):
        write_over(disk)
        before = disk.files()
        filler = little_disk / "filler"
        if is_little:
            fill(filler, room * 1024)
        ended = disk.run(arguments)
        wait_until_all_ended(disk.root)
        filler.unlink(missing_ok=True)
        assert "Traceback" not in ended.said, ended.said
        now = disk.files()
        if is_little:
            assert ended.code == 1, (arguments, ended)
            assert "No space left on device" in ended.said or "disk is full" in ended.said
            assert "None:" not in ended.said
        else:
            assert ended.code == 0
        disk.done(arguments)
        each_is_old_or_new(now, before, disk.files())
        assert left_over(disk.root) == []


def fill(path: Path, room: int) -> None:
    """Write a file that leaves so many bytes of a disk."""
    with open(path, "wb", buffering=0) as file:
        file.write(bytes(max(shutil.disk_usage(path.parent).free - room, 0)))


@pytest.mark.slow
@pytest.mark.parametrize("trial", range(10 if ALL else 1))
def test_two_adds_at_once_are_both_there(project, trial):
    project.restore("rendered")
    other = ["add", "report.txt", "--region", "130200", "--year", "2023"]
    (project.root / "other").mkdir()
    report = small.REPORT.replace("泰宁县", "唐山市").replace("8640", "8641")
    (project.root / "other" / "report.txt").write_text(report, encoding="utf-8")
    other[1] = "other/report.txt"
    ended = project.server.run(Run(ADD), Run(other))
    assert [run.code for run in ended] == [0, 0], ended
    for table in ("sources", "figures"):
        text = (project.root / "data" / "own" / f"{table}.csv").read_text(encoding="utf-8")
        assert "taining-2023" in text and "tangshan-2023" in text
    assert {"taining.ipynb", "tangshan.ipynb"} <= {
        path.name for path in project.root.glob("book/regions/*")
    }
    together = project.files()
    project.restore("rendered")
    shutil.copytree(project.saved / "rendered", project.root, dirs_exist_ok=True)
    (project.root / "other").mkdir()
    (project.root / "other" / "report.txt").write_text(report, encoding="utf-8")
    project.done(other)
    project.done(ADD)
    assert project.files() == together


BESIDE = [RENDER, BUILD] if ALL else [BUILD]  # building renders first


@pytest.mark.long
@pytest.mark.parametrize("arguments", BESIDE, ids=lambda arguments: arguments[0])
def test_add_beside_rendering_and_building(project, arguments):
    """Each waits for the other; both succeed, and the pages are those of the tables then."""
    write_over(project)
    ended = project.server.run(Run(arguments), Run(ADD))
    assert [run.code for run in ended] == [0, 0], ended
    project.done(arguments)
    one_after_the_other = project.files()
    write_over(project)
    project.done(ADD)
    project.done(arguments)
    assert project.files() == one_after_the_other


@pytest.mark.long
def test_two_builds_at_once(project):
    write_over(project)
    project.done(BUILD)
    alone = project.files()
    write_over(project)
    ended = project.server.run(Run(BUILD), Run(BUILD))
    assert [run.code for run in ended] == [0, 0], ended
    assert sum("waiting: another edugov command" in run.said for run in ended) == 1
    assert project.files() == alone
    assert left_over(project.root) == []
