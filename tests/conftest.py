"""What the tests share: things that may be absent, and the order of running."""

import gc
import os
import re
import shutil
import signal
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import psutil
import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from edugov import tables
from edugov.schools.parts import COLUMNS
from tests import ROOT

SHARED = ROOT.parent / "shared"
SITE = ROOT / "_build" / "html"

# The same inputs in every run: what is found by chance is found again, and no run fails by chance.
settings.register_profile("same_inputs", derandomize=True)
settings.load_profile("same_inputs")


def require(present: object, what: str) -> None:
    """Skip the test, saying what is absent; where EDUGOV_REQUIRE_ALL is 1, as in CI, fail it."""
    if present:
        return
    if os.environ.get("EDUGOV_REQUIRE_ALL") == "1":
        pytest.fail(f"absent, and EDUGOV_REQUIRE_ALL=1 asks for it: {what}")
    pytest.skip(f"absent: {what}")


def school_table(region_code: str, year: str = "") -> pd.DataFrame:
    """Give the rows of data/schools.csv of one region and year (the first), in the columns of a
    school table."""
    table = tables.read("schools", ROOT / "data")
    table = table[table["region_code"] == region_code]
    return table.loc[
        table["year"] == (year or table["year"].min()), COLUMNS["column_id"]
    ].reset_index(drop=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of material that is not in the repository."""
    require(SHARED.is_dir(), "../shared, the documents and read-by-hand figures")
    return SHARED


@pytest.fixture(scope="session")
def browser():
    """Give Debian's Chromium, without a window."""
    found = shutil.which("chromium")
    require(found, "Chromium (on Debian: apt-get install chromium)")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    quiet += [
        "--disable-sync",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    with sync_playwright() as playwright:
        # Its socket lies in TMPDIR, and the path of a socket has at most 107 bytes.
        short = os.environ | {"TMPDIR": "/tmp"}
        running = playwright.chromium.launch(executable_path=found, args=quiet, env=short)
        yield running
        running.close()


@pytest.fixture(scope="session")
def built_site() -> Path:
    """Give the folder of the finished website."""
    require((SITE / "index.html").is_file(), "_build/html, the website (make book)")
    return SITE


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Print nothing for each request."""


@pytest.fixture(scope="session")
def address(built_site):
    """Give the address of the finished website, served from here."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built_site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def rendered(tmp_path_factory) -> Path:
    """Give a project of four regions and one overview, its pages rendered in one pool of two
    workers."""
    from tests.project import copy_project, edugov

    root = copy_project(
        tmp_path_factory.mktemp("render") / "project", "region_*", "comparisons_equity"
    )
    done = edugov(root, "render", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"(\d+) pages: \1 rendered, 0 unchanged\n", done.stdout)
    return root


@pytest.fixture(scope="session", autouse=True)
def interruptible():
    """Let what the tests start be interrupted, also where they themselves are not: a shell starts a
    command in the background with Ctrl-C ignored, and every child takes that over."""
    inherited = signal.getsignal(signal.SIGINT)
    if inherited == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, inherited)


def _shares_with_its_file(item: pytest.Item) -> bool:
    """Tell whether a test uses something that is made once for the tests of its file."""
    made = item._fixtureinfo.name2fixturedefs.values()
    return any(definition[-1].scope == "module" for definition in made)


def pytest_xdist_auto_num_workers() -> int:
    """Run tests in one process more than there are processors: some wait for what they started."""
    return psutil.cpu_count() + 1


def pytest_collection_finish() -> None:
    """Keep what was collected out of each later search for garbage: thousands of tests stay."""
    gc.freeze()


def _turn(item: pytest.Item) -> int:
    takes_time = any(item.get_closest_marker(name) for name in ("slow", "long"))
    return ("browser" in item.path.name) * 2 + takes_time


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run fast tests first, those of the site builder later, those in a browser last; one rendered
    project for all, and in one process what a file makes once for its tests."""
    items.sort(key=_turn)
    for item in items:
        if "rendered" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("rendered"))
        elif not item.get_closest_marker("xdist_group") and _shares_with_its_file(item):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Fail any skip at all where EDUGOV_REQUIRE_ALL is 1: there everything is at hand."""
    report = yield
    if (
        report.skipped
        and os.environ.get("EDUGOV_REQUIRE_ALL") == "1"
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped, and EDUGOV_REQUIRE_ALL=1 allows no skip: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def sound(tmp_path_factory) -> Path:
    """Give the record that the tables of the book were found right, as a build leaves it."""
    record = tmp_path_factory.mktemp("sound") / "_build" / "checked.json"
    assert tables.check(tables.DATA, record) == []
    return record


@pytest.fixture
def data(tmp_path, sound):
    """Give a copy of the data package that a test may change, in a project that was built."""
    folder = tmp_path / "data"
    shutil.copytree(tables.DATA, folder, ignore=shutil.ignore_patterns("raw"))
    (tmp_path / "_build").mkdir()
    shutil.copy(sound, tmp_path / "_build")
    yield folder
    tables.package.cache_clear()
