"""Runs commands of edugov that are ended at a chosen step: just before the n-th change of a file.

A step is a file opened for writing, renamed or removed, a folder made or removed, anywhere below
the project; it may be one of the command itself, of a worker that renders, or of Jupyter Book.

A server imports the library once and forks a process for each run, as importing takes longer than
most runs: ``python -m tests.steps PROJECT``.
"""

import faulthandler
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink")
LOG = "EDUGOV_STEPS_LOG"
PLAN = "EDUGOV_STEPS_PLAN"
LONGEST = 300  # seconds of a run; it takes some


@dataclass
class Run:
    """A command, where it is ended, and by what."""

    arguments: list[str]
    step: int = 0  # before which it is ended; 0: before none
    signal: str = "KILL"
    whole_group: bool = False  # its workers and Jupyter Book with it
    most_bytes: int = 0  # of a file: at more the process is killed, or told where only_told
    only_told: bool = False


@dataclass
class Ended:
    """What came of a run: exit code (negative: a signal), what it said, and the steps it took."""

    code: int
    said: str
    steps: list[str] = field(default_factory=list)


class Server:
    """Runs commands on the project in one folder."""

    def __init__(self, root: Path, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.logs = logs
        here = Path(__file__).resolve().parents[1]
        paths = [str(here / "tests" / "hook"), str(here), str(here / "src")]
        environment = os.environ | {
            "EDUGOV_ROOT": str(root),
            "PYTHONPATH": os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")]),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.steps", str(root), str(logs)],
            env=environment,
            cwd=here,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, *runs: Run) -> list[Ended]:
        """Run commands at the same time and return what came of each."""
        self.process.stdin.write(json.dumps([asdict(run) for run in runs]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the server has ended"
        return [Ended(**ended) for ended in json.loads(answer)]

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


def _serve(root: Path, logs: Path) -> None:
    import nbformat  # noqa: F401
    import pandas  # noqa: F401
    import papermill  # noqa: F401
    import tqdm  # noqa: F401

    from edugov import audit, cli  # noqa: F401
    from edugov.reading import adding, outputs  # noqa: F401
    from edugov.rendering import catalogue, planning, render  # noqa: F401
    from edugov.schools import adding as adding_schools  # noqa: F401
    from edugov.website import site  # noqa: F401

    for line in sys.stdin:
        runs = [Run(**run) for run in json.loads(line)]
        children = [
            (_start(run, root, logs / str(number)), number) for number, run in enumerate(runs)
        ]
        ended = []
        for child, number in children:
            status = _wait_for(child)
            said = (logs / f"{number}.said").read_text(encoding="utf-8", errors="replace")
            steps = (logs / f"{number}.steps").read_text(encoding="utf-8").splitlines()
            ended.append(asdict(Ended(os.waitstatus_to_exitcode(status), said, steps)))
        print(json.dumps(ended), flush=True)


def _wait_for(child: int) -> int:
    """Give the status of a run that ended; one that hangs writes where it stands, and is killed."""
    deadline = time.monotonic() + LONGEST
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGUSR1)
            time.sleep(1)
            os.killpg(child, signal.SIGKILL)
            deadline += LONGEST
        time.sleep(0.01)


def _start(run: Run, root: Path, log: Path) -> int:
    """Fork a process for a run; what it says and the steps it takes go into files beside `log`."""
    said, steps = log.with_name(f"{log.name}.said"), log.with_name(f"{log.name}.steps")
    steps.with_name(f"{steps.name}.ended").unlink(missing_ok=True)
    for path in (said, steps):
        path.write_text("")
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        os.setsid()
        os.chdir(root)
        output = os.open(said, os.O_WRONLY | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        faulthandler.register(signal.SIGUSR1, file=output, all_threads=True)
        # whatever this was started with
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ[LOG] = str(steps)
        os.environ[PLAN] = json.dumps(
            [run.step, run.signal, run.whole_group, os.getpid(), str(root)]
        )
        if run.most_bytes:
            told = signal.SIG_IGN if run.only_told else signal.SIG_DFL
            signal.signal(signal.SIGXFSZ, told)
            resource.setrlimit(resource.RLIMIT_FSIZE, (run.most_bytes, resource.RLIM_INFINITY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        else:
            watch()
        from edugov.cli import main

        main(run.arguments)
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def watch() -> None:
    """Count the steps of this process and of those it forks, and end the command before the chosen
    one."""
    step, name, whole_group, command, root = json.loads(os.environ[PLAN])
    log = os.open(os.environ[LOG], os.O_RDWR | os.O_APPEND)
    number = getattr(signal, f"SIG{name}")
    busy = False

    def hook(event: str, args: tuple) -> None:
        nonlocal busy
        if busy or not (what := _step(event, args, root)):
            return
        busy = True
        try:
            os.write(log, f"{what}\n".encode())
            size = os.fstat(log).st_size
            if not step or os.pread(log, size, 0).count(b"\n") < step:
                return
            try:
                os.close(os.open(os.environ[LOG] + ".ended", os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
        finally:
            busy = False
        if whole_group:
            os.killpg(command, number)
        else:
            os.kill(command, number)

    sys.addaudithook(hook)


def _step(event: str, args: tuple, root: str) -> str:
    """Say which step an event is, or nothing where it is none."""
    if event == "open":
        path, _, flags = args
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        return f"write {path}" if writes and str(path).startswith(root) else ""
    if event == "ctypes.dlsym" and args[1] == "renameat2":
        return "exchange"
    if event not in CHANGES:
        return ""
    return f"{event.removeprefix('os.')} {args[0]}"


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), Path(sys.argv[2]))
