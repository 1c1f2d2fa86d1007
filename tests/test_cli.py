"""The command line: what it prints, its exit codes, and never a traceback."""

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from edugov import __version__, tables
from edugov.files import changes
from tests.conftest import ROOT
from tests.project import command, edugov


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Give a copy of the data package and of the notebooks, to be left as it is."""
    folder = tmp_path_factory.mktemp("cli") / "project"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("raw"))
    return folder


def failed(root: Path, *arguments: str, code: int = 1) -> str:
    done = edugov(root, *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_help_names_every_command(root):
    done = edugov(root, "--help")
    assert done.returncode == 0
    for name in ("add", "build", "check", "read", "render"):
        assert f"\n  {name} " in done.stdout
        assert edugov(root, name, "-h").returncode == 0


def test_version(root):
    assert edugov(root, "--version").stdout.split()[-1] == __version__


def test_unknown_command_is_named(root):
    assert "No such command 'chek'" in failed(root, "chek", code=2)


def test_check_of_sound_tables_counts_their_rows(root):
    done = edugov(root, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"regions {len(tables.read('regions'))}; " in done.stdout
    assert done.stdout.endswith(": nothing wrong\n")


def test_check_lists_each_fault_and_fails(root, tmp_path):
    copy = Path(shutil.copytree(root, tmp_path / "copy"))
    path = copy / "data" / "price_index.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("105.4", "1054").replace("101.6", "about 101"), encoding="utf-8")
    faults = failed(copy, "check").splitlines()
    assert faults == [
        (
            "price_index.csv, row 5, column index_previous_year_100, value '1054': the most "
            "allowed is 130"
        ),
        (
            "price_index.csv, row 11, column index_previous_year_100, value 'about 101': "
            "not a number; digits alone are right, with a point: 1234.5"
        ),
        "error: 2 faults in data/",
    ]
    assert "nothing was built" in failed(copy, "build")
    assert not (copy / "book").exists() and not (copy / "_build").exists()


def test_one_fault_is_one_fault(root, tmp_path):
    copy = Path(shutil.copytree(root, tmp_path / "copy"))
    (copy / "data" / "regions.csv").write_text("")
    assert failed(copy, "check").endswith("error: 1 fault in data/\n")


def test_render_of_faulty_tables_says_what_is_wrong(root, tmp_path):
    copy = Path(shutil.copytree(root, tmp_path / "copy"))
    path = copy / "data" / "figures.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",percent,", ",per cent,"), encoding="utf-8"
    )
    said = failed(copy, "render", "yining")
    assert "column unit, value 'per cent': the canonical unit here is percent" in said
    assert "error: nothing was rendered: " in said and not (copy / "book").exists()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("region_profile", None, "notebooks/region_profile.ipynb: No such file or directory"),
        (
            "region_profile",
            "{",
            "notebooks/region_profile.ipynb: damaged, it cannot be read as a notebook",
        ),
        (
            "region_profile",
            '{"cells": [{}]}',
            "notebooks/region_profile.ipynb: damaged, it cannot be read as a notebook",
        ),
        (
            "mine",
            '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
            "no underscore in its name",
        ),
    ],
)
def test_notebook_that_cannot_be_run_is_named(root, tmp_path, name, text, message):
    copy = Path(shutil.copytree(root, tmp_path / "copy"))
    path = copy / "notebooks" / f"{name}.ipynb"
    path.unlink(missing_ok=True) if text is None else path.write_text(text)
    said = failed(copy, "render", *(["yining"] if name.startswith("region") else []))
    assert message in said and len(said.splitlines()) == 1


def test_region_with_too_few_figures_is_added_to_and_has_no_page_yet(root, tmp_path):
    copy = Path(shutil.copytree(root, tmp_path / "copy"))
    (copy / "report.txt").write_text("某县2021年教育情况报告\n全县有小学35所。\n", encoding="utf-8")
    done = edugov(copy, "add", "report.txt", "--region", "tangshan", "--year", "2021")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 figure of tangshan-2021 added\n" in done.stdout
    assert "130200 唐山市 has no page: 2 of the 5 figures it takes" in done.stdout


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGTERM, 143, "ended by TERM; the same command continues where it stopped\n"),
        (signal.SIGINT, 130, "interrupted; the same command continues where it stopped\n"),
    ],
)
def test_a_command_that_waits_says_so_and_can_be_ended(root, number, code, said):
    def with_signals_as_in_a_terminal() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    starts = {"stderr": subprocess.PIPE, "preexec_fn": with_signals_as_in_a_terminal}
    with (
        changes.changing(root / "data"),
        subprocess.Popen(**command(root, "check"), **starts) as process,
    ):
        assert process.stderr.readline().startswith("waiting: another edugov command")
        process.send_signal(number)
        assert process.stderr.read() == said
        assert process.wait(timeout=60) == code


def test_folder_without_a_data_package(tmp_path):
    assert "datapackage.json: not found" in failed(tmp_path, "check")


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (("yinin",), "error: no region 'yinin'; near: 654002 伊宁市 Yining City", 1),
        (
            ("yining", "-p", "langg=zh"),
            "error: no notebook here has a parameter 'langg'; near: lang",
            1,
        ),
        (("yining", "-p", "zh"), "'zh' is not of the form name=value", 2),
        (("yining", "--workers", "0"), "0 is not in the range x>=1", 2),
        (("yining", "-p", "lang=fr"), "language 'fr' is unknown; there are en, zh", 1),
    ],
)
def test_render_says_what_is_wrong_before_it_runs_anything(root, arguments, message, code):
    assert message in failed(root, "render", *arguments, code=code)
    assert not (root / "book").exists()
