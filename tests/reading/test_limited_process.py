"""A document is taken apart in a process of its own: what ends that process is one sentence."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edugov.fault import Fault
from edugov.reading import limited_process
from edugov.reading.formats import content_of
from edugov.reading.grids import Content, Doubt, Table

from . import hostile
from .papers import TEXT, WRITERS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits of Unix")


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_sound_document_is_the_same_in_a_process_of_its_own(kind, tmp_path):
    path = WRITERS[kind](tmp_path / f"青禾县 2031.{kind}")
    content = limited_process.take_apart(path, kind)
    assert content == content_of(path, kind)
    assert len(content.text) >= len(TEXT) - 10


def test_notes_and_doubts_come_through(tmp_path, monkeypatch):
    content = Content(
        "小学1Z所",
        (Table(0, 5, 1, (("甲", ""),), ((0, -1),)),),
        ("一句话",),
        (Doubt(2, 4, "缘由"),),
    )
    monkeypatch.setattr(limited_process, "content_of", lambda *_: content)
    answer = pickle.dumps(limited_process._said(tmp_path, "pdf", print))
    assert limited_process._understood(tmp_path, "pdf", answer, 0) == content


def test_what_never_ends_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(limited_process, "SECONDS_A_MEGABYTE", 1)
    path = hostile.forms(9, 10)(tmp_path)
    with pytest.raises(Fault, match="hostile.pdf: takes more than 10 s of processor time"):
        limited_process.take_apart(path, "pdf")


def test_many_pages_may_take_longer_and_it_is_said(tmp_path, capfd):
    line = hostile.LINE.replace(b"700 Td", b"400 Td")  # amid the page, where no running head is
    path = hostile.pdf(hostile.stream(line), pages=limited_process.MANY_PAGES)(tmp_path)
    assert (
        limited_process.take_apart(path, "pdf").text.count("12 schools")
        == limited_process.MANY_PAGES
    )
    assert f"{path}: 30 pages; reading them may take 40 s" in capfd.readouterr().err


def test_what_never_ends_is_given_up_where_only_the_clock_can_tell(tmp_path):
    path = hostile.forms(9, 10)(tmp_path)
    program = (
        "import sys; from edugov.reading import limited_process as apart; apart.resource = None; "
        f"apart.WALL_FACTOR = 1; sys.argv = ['', {str(path)!r}, 'pdf', '1', '0']; apart.main()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        answer = child.stdout.read()
        code = child.wait()
    with pytest.raises(Fault, match="processor time"):
        limited_process._understood(path, "pdf", answer, code)


def test_what_takes_too_much_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limited_process, "MEMORY_LIMIT", 200 * limited_process.MEGABYTE)
    path = hostile.page("<b>x</b>" * 2_000_000)(tmp_path)
    with pytest.raises(Fault, match="hostile.html: needs more memory than reading may"):
        limited_process.take_apart(path, "html")


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (b"", -signal.SIGXCPU, "processor time a megabyte"),
        (b"Timeout (0:01:00)!\n", 1, "processor time a megabyte"),
        (b"", -signal.SIGKILL, "ended from outside"),
        (b"", -signal.SIGSEGV, "damaged, the library for pdf broke down"),
    ],
)
def test_each_end_of_the_process_is_a_sentence_with_the_file(answer, code, words, tmp_path):
    with pytest.raises(Fault, match=words) as caught:
        limited_process._understood(tmp_path / "a.pdf", "pdf", answer, code)
    assert str(caught.value).startswith(str(tmp_path / "a.pdf"))


def test_a_broken_installation_is_no_fault_of_the_file(tmp_path):
    with pytest.raises(RuntimeError, match="failed with code 1"):
        limited_process._understood(tmp_path / "a.pdf", "pdf", b"", 1)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_process_ends_with_the_one_that_asked(ended_by, tmp_path):
    path = hostile.forms(9, 10)(tmp_path)
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from pathlib import Path; from edugov.reading import limited_process as apart; "
        f"apart.take_apart(Path({str(path)!r}), 'pdf')"
    )
    asking = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    reading = wait_for(lambda: children(asking.pid))
    asking.send_signal(ended_by)
    asking.wait(60)
    # by itself it would be given up after ten seconds at the earliest
    assert wait_for(lambda: not any(map(runs, reading)), seconds=8)


def children(parent):
    with open(f"/proc/{parent}/task/{parent}/children") as file:
        return [int(number) for number in file.read().split()]


def runs(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def test_a_module_beside_the_document_is_never_loaded(tmp_path, monkeypatch):
    path = WRITERS["html"](tmp_path / "a.html")
    (tmp_path / "lxml.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert limited_process.take_apart(path, "html").text
