"""What can be held of Windows without one: names of files, line ends, what its Python lacks, and
what a terminal cannot print. The commands themselves were not run there."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from edugov import processes
from tests.conftest import ROOT
from tests.project import command, copy_project

LIBRARY = sorted((ROOT / "src" / "edugov").rglob("*.py"))
# By "Availability" in the documentation of Python's library: there on Unix, not on Windows.
MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
NAMES = {
    "os": {"chown", "fork", "forkpty", "getegid", "geteuid", "getgid", "getgroups", "getpgid"}
    | {"getuid", "killpg", "mkfifo", "nice", "pipe2", "sched_getaffinity", "setsid", "setpgid"}
    | {"statvfs", "sysconf", "uname", "wait", "wait3", "wait4", "sendfile", "O_DIRECTORY"},
    "signal": {"SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGSTOP"}
    | {"SIGUSR1", "SIGUSR2", "SIGXCPU", "alarm", "pause", "setitimer", "sigwait"},
}
# Of "Naming Files, Paths, and Namespaces" in the documentation of Windows.
NO_NAME = re.compile(r'[<>:"\\|?*\x00-\x1f]|[ .]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.I)
LONGEST = 260 - len(r"C:\Users\a-name-of-twenty-char\Documents\edugov\_build\releases")
# Put where Python looks first: the modules that Windows has not are not there, but for psutil,
# which does without them on Windows only.
WITHOUT = "import sys, psutil\nfor name in ('fcntl', 'resource'):\n    sys.modules[name] = None\n"


def named_by_git() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("no repository of git: the files of the project are not known")
    listed = ["git", "-c", "core.quotepath=false", "ls-files", "-z"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


def test_every_file_has_a_name_that_windows_can_hold():
    names = named_by_git()
    assert [name for name in names if any(NO_NAME.search(part) for part in name.split("/"))] == []
    assert [name for name in names if len(name) > LONGEST] == []
    assert len({name.lower() for name in names}) == len(names)


def test_git_changes_no_line_ends():
    named_by_git()
    asked = ["git", "check-attr", "text", "data/figures.csv", "src/edugov/cli.py"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["data/figures.csv: text: unset", "src/edugov/cli.py: text: unset"]


def unguarded(text: str) -> list[str]:
    """Return what a module uses that Windows has not, without asking whether it is there."""
    tree = ast.parse(text)
    tried = {node for part in ast.walk(tree) if isinstance(part, ast.Try) for node in part.body}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tried:
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names]
            found += [name for name in names if name in MODULES]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            is_asked = f'hasattr({node.value.id}, "{node.attr}")' in text
            if node.attr in NAMES.get(node.value.id, ()) and not is_asked:
                found.append(f"{node.value.id}.{node.attr}")
    return found


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_windows_lacks_is_asked_for_first(path):
    assert unguarded(path.read_text(encoding="utf-8")) == []


def test_what_is_not_asked_for_is_found():
    text = "import os, signal, fcntl\nos.geteuid()\nsignal.SIGKILL\n"
    assert sorted(unguarded(text)) == ["fcntl", "os.geteuid", "signal.SIGKILL"]
    guarded = 'hasattr(os, "geteuid") and os.geteuid()\n'
    tried = "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None\n"
    assert unguarded(guarded + tried) == []


def surroundings(tmp_path: Path, **more: str) -> dict[str, str]:
    """Return what a command is started with for Python to lack what Windows has not."""
    folder = tmp_path / "without"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WITHOUT)
    return {"PYTHONPATH": str(folder), **more}


def run(root: Path, given: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    started = command(root, *arguments)
    started["env"] |= given
    return subprocess.run(**started, capture_output=True)


def test_a_document_is_read_without_limits_and_locks(tmp_path):
    """The report is invented."""
    root = copy_project(tmp_path / "project")
    (root / "report.html").write_text(
        "<html><body><h1>某县2023年教育报告</h1><p>全县有小学12所。</p></body></html>",
        encoding="utf-8",
    )
    given = surroundings(tmp_path)
    done = run(root, given, "read", "report.html", "--out", "readings")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert ",12," in next(root.glob("readings/*.csv")).read_text(encoding="utf-8")


def test_what_a_terminal_has_no_character_for_does_not_stop_a_command(tmp_path):
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (tmp_path / "_build" / "html" / "index.html").write_text("a page")
    given = surroundings(tmp_path, PYTHONIOENCODING="latin-1")
    done = run(tmp_path, given, "publish", "网站")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "\\u7f51\\u7ad9: 2 files published\n"


def test_a_process_on_windows_asks_for_the_one_that_started_it_by_number(monkeypatch):
    import psutil  # which looks at the platform when it is imported

    assert psutil
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "getppid", lambda: 0)  # a launcher stands between them
    is_there = processes._parent_is_there()
    assert is_there(os.getpid())
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert not is_there(ended.pid)
