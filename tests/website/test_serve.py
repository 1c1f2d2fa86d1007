"""The book on this machine: what is served and what is not, what is made again, how it ends."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from types import SimpleNamespace

import psutil
import pytest

from edugov.website import one_page, serve
from tests import small
from tests.conftest import ROOT


@pytest.fixture
def shown(tmp_path) -> Iterator[tuple]:
    """Serve an invented site of two pages beside a secret; give its port and what was asked for."""
    site, asked = tmp_path / "html", []
    (site / "regions").mkdir(parents=True)
    (site / "index.html").write_text("front")
    (site / "regions" / "a.html").write_text("a region")
    (tmp_path / "secret.html").write_text("secret")
    (site / "way.html").symlink_to(tmp_path / "secret.html")
    handler = partial(serve.Pages, directory=str(site), asked=asked.append)
    with ThreadingHTTPServer((serve.LOOPBACK, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def got(port: int, path: str, host: str = serve.LOOPBACK) -> tuple[int, str]:
    """Ask for a path just as it is written."""
    asking = http.client.HTTPConnection(serve.LOOPBACK, port, timeout=30)
    asking.putrequest("GET", path, skip_host=True)
    asking.putheader("Host", f"{host}:{port}")
    asking.endheaders()
    answer = asking.getresponse()
    text = answer.read().decode()
    asking.close()
    return answer.status, text


def test_pages_are_served_and_noted(shown):
    port, asked = shown
    assert got(port, "/") == (200, "front")
    assert got(port, "/regions/a.html?x=1") == (200, "a region")
    assert asked == ["index.html", "regions/a.html"]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/regions/../../secret.html",
        "/regions/%2e%2e%2f%2e%2e/secret.html",
        "//../secret.html",
        "/way.html",
        "/regions/",
        "/regions",
        "/nothing.html",
    ],
)
def test_nothing_outside_the_site_and_no_folder_is_served(shown, path):
    port, asked = shown
    status, text = got(port, path)
    assert status == 404 and "secret" not in text.replace("secret.html", "")
    assert not asked


def test_a_page_from_elsewhere_gets_nothing(shown):
    port, asked = shown
    assert got(port, "/", "book.example")[0] == 403
    assert got(port, "/", "localhost")[0] == 200
    assert len(asked) == 1


def test_what_was_looked_at_last_comes_first_and_once_for_a_change():
    looked = serve.Looked()
    for page in ("a", "b", "a"):
        looked.ask(page)
    assert [looked.next() for _ in range(3)] == ["a", "b", None]
    looked.ask("b")
    assert looked.next() is None
    looked.change()
    assert [looked.next() for _ in range(3)] == ["b", "a", None]


def test_what_pages_are_made_from_is_watched(tmp_path):
    for name in ("notebooks/region_a.ipynb", "data/a.csv", "book/methods/a.md", "data/raw/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {name for name in serve.stamps(tmp_path) if not name.startswith("src/")}
    assert found == {"notebooks/region_a.ipynb", "data/a.csv", "book/methods/a.md"}
    assert "src/website/serve.py" in serve.stamps(tmp_path)


def test_without_a_site_and_on_a_taken_port_it_says_so(tmp_path, shown):
    with pytest.raises(serve.Fault, match="make book"):
        serve.serve(tmp_path / "nowhere", 0, print)
    site = tmp_path / "project" / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").touch()
    with pytest.raises(serve.Fault, match=f"--port {shown[0]}: .*another"):
        serve.serve(tmp_path / "project", shown[0], print)


@pytest.mark.slow
def test_a_changed_template_is_seen_a_broken_one_told_and_ctrl_c_ends_it(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    small.make(root)
    environment = os.environ | {"EDUGOV_ROOT": str(root), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-u", "-m", "edugov.cli"]
    subprocess.run([*command, "build", "--workers", "1"], env=environment, check=True)
    pages = [path.name for path in root.glob("_build/html/regions/*.html")]
    page = min(pages, key=len)  # the profile: the others have its name and more
    with subprocess.Popen(
        [*command, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
        assert "old" in got(port, f"/regions/{page}")[1]
        time.sleep(2)  # the page is looked over once before anything changes
        small.templates(root, "newer")
        assert f"regions/{page}: made again" in process.stdout.readline()
        status, text = got(port, f"/regions/{page}")
        assert status == 200 and "newer" in text and 'class="page-foot"' in text
        template = root / "notebooks" / "region_profile.ipynb"
        broken = template.read_text().replace("print('newer', region)", "1 / 0")
        template.write_text(broken)
        told = process.stdout.readline()
        assert "not made again" in told and "ZeroDivisionError" in told
        assert got(port, f"/regions/{page}") == (status, text)
        started = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert "ended" in process.stdout.read()
        _, alive = psutil.wait_procs(started, timeout=30)
        assert not alive


def test_a_users_own_rows_are_watched(tmp_path):
    own = tmp_path / "data" / "own" / "figures.csv"
    own.parent.mkdir(parents=True)
    before = serve.stamps(tmp_path)
    own.write_text("figure_id\n", encoding="utf-8")
    assert serve.stamps(tmp_path).keys() - before.keys() == {"data/own/figures.csv"}


@pytest.mark.parametrize("is_current, told", [(False, one_page.SAME), (True, "")])
def test_a_page_that_shows_what_it_showed_is_told_of_where_it_was_run(
    monkeypatch, tmp_path, is_current, told
):
    maker = object.__new__(one_page.Maker)
    maker._lang, maker._edition = "en", SimpleNamespace(work=tmp_path)
    ran = []
    monkeypatch.setattr(one_page.planning, "of_page", lambda name, lang: name)
    monkeypatch.setattr(one_page.planning, "is_current", lambda job: is_current)
    monkeypatch.setattr(one_page.render, "run", lambda job: ran.append(job) or "")
    monkeypatch.setattr(one_page.planning, "source_of", lambda name, lang: None)
    assert maker.make("regions/a") == told
    assert ran == ["regions/a"] * (not is_current)
