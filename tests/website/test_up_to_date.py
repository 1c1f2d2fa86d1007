"""Whether a site still is what a build would make; the project is invented."""

import os
import subprocess
import sys

import pytest

from edugov.website import up_to_date
from tests import small
from tests.conftest import ROOT


@pytest.fixture
def project(tmp_path):
    for name in ("data/rows.csv", "notebooks/a.ipynb", "book/a.md", "_build/html/a.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    up_to_date.remember(tmp_path, {})
    return tmp_path


def test_a_site_that_was_never_built_does_not_stand(tmp_path):
    assert not up_to_date.is_same(tmp_path, {})


def test_times_locks_and_caches_do_not_count(project):
    os.utime(project / "data" / "rows.csv", (0, 0))
    (project / "data" / ".edugov-lock").touch()
    (project / "notebooks" / ".ipynb_checkpoints").mkdir()
    (project / "notebooks" / ".ipynb_checkpoints" / "a.ipynb").touch()
    (project / "_build" / "kernel").mkdir()
    (project / "_build" / "kernel" / "a").touch()
    assert up_to_date.is_same(project, {})


@pytest.mark.parametrize(
    "name", ["data/rows.csv", "notebooks/a.ipynb", "book/a.md", "_build/html/a.html"]
)
def test_what_is_changed_or_gone_counts(project, name):
    path = project / name
    before = path.read_text()
    path.write_text("x" * len(before))
    assert not up_to_date.is_same(project, {})
    path.write_text(before)
    assert up_to_date.is_same(project, {})
    path.rename(path.with_name("b"))
    assert not up_to_date.is_same(project, {})


@pytest.mark.parametrize("name", ["_config.yml", "book/new/page.md", "_build/html/zh/a.html"])
def test_what_is_new_counts(project, name):
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).touch()
    assert not up_to_date.is_same(project, {})


def test_parameters_packages_and_the_library_count(project, monkeypatch):
    assert not up_to_date.is_same(project, {"last_year": "2019"})
    monkeypatch.setattr(up_to_date, "_packages", lambda: ["pandas-9.9.dist-info"])
    assert not up_to_date.is_same(project, {})
    monkeypatch.undo()
    monkeypatch.setattr(up_to_date, "__file__", str(project / "book" / "standing.py"))
    assert not up_to_date.is_same(project, {})


@pytest.mark.slow
def test_a_build_of_what_is_unchanged_leaves_all_as_it_is(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    small.make(root)

    def build() -> str:
        return subprocess.run(
            [sys.executable, "-m", "edugov.cli", "build", "--workers", "1"],
            env={**os.environ, "EDUGOV_ROOT": str(root), "PYTHONPATH": str(ROOT / "src")},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    assert "nothing has changed" not in build()
    before = small.bytes_of(root)
    assert build().splitlines() == [
        "site: nothing has changed since it was built, open _build/html/index.html"
    ]
    assert small.bytes_of(root) == before
