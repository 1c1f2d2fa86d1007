"""Rendering: which pages are due, whose numbers a page holds, and what failures and interruptions
leave."""

import asyncio
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import psutil
import pytest
from lxml import html

from edugov import labels, regions, tables
from edugov.files import OURS
from edugov.rendering import planning, render
from edugov.tables import Fault
from tests.conftest import ROOT
from tests.project import CHOSEN, FEW, command, edugov, pages_of, pages_of_few


def change(root: Path, table: str, code: str) -> None:
    """Add a word to the note of the first row that a table has for a region."""
    path = root / "data" / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.loc[rows.index[rows["region_code"] == code][0], "note"] += "changed"
    path.write_text(rows.to_csv(index=False, lineterminator="\n"), encoding="utf-8")


@pytest.fixture
def project(rendered, tmp_path) -> Path:
    """Give a copy of the rendered project to change."""
    return Path(shutil.copytree(rendered, tmp_path / "project"))


# Which pages are due: planned in this process, nothing is run.


@pytest.fixture
def copied(tmp_path, monkeypatch) -> Path:
    """Let plan read a copy of the data package and of the notebooks."""
    root = tmp_path / "copied"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("raw"))
    read = tables.read

    def read_copied(name: str, folder: Path = root, **asked) -> pd.DataFrame:
        return read(name, root / "data", **asked)

    monkeypatch.setattr(tables, "read", read_copied)
    monkeypatch.setattr(tables, "DATA", root / "data")
    monkeypatch.setattr(planning, "NOTEBOOKS", root / "notebooks")
    return root


def keys() -> dict[str, str]:
    return {str(job.page.relative_to(planning.BOOK)): job.key for job in planning.plan([])}


def test_unknown_region_is_told_the_near_ones():
    with pytest.raises(Fault, match="no region 'yinin'; near: 654002 伊宁市 Yining City"):
        planning.plan(["yinin"])


def test_unknown_parameter_is_told_the_near_ones():
    with pytest.raises(Fault, match="no notebook here has a parameter 'langg'; near: lang"):
        planning.plan(["yining"], {"langg": "zh"})


def test_region_is_an_argument_and_no_parameter():
    with pytest.raises(
        Fault, match="no notebook here has a parameter 'region'|the region is named as an argument"
    ):
        planning.plan(["yining"], {"region": "320600"})


def test_parameter_of_another_kind_is_named():
    with pytest.raises(Fault, match="base_year=twenty: not of the kind of 2020, its default"):
        planning.plan(["yining"], {"base_year": "twenty"})


def test_parameter_goes_to_the_notebooks_that_have_it_in_the_type_of_its_default():
    parameters = [dict(job.parameters) for job in planning.plan(["yining"], {"base_year": "2015"})]
    assert parameters[:2] == [{"region": "654002"}, {"base_year": 2015, "region": "654002"}]


def test_region_without_pages_says_what_is_missing():
    with pytest.raises(Fault, match="131000 廊坊市 has no page: [0-4] of the 5 figures"):
        planning.plan(["langfang"])


def test_a_region_gets_the_pages_it_has_rows_for():
    planned = planning.plan(["伊宁市", "340207", "yining"])
    assert [job.page.name for job in planned] == [
        "yining.ipynb",
        "yining-funding.ipynb",
        "yining-equity.ipynb",
        "jiujiang-wuhu.ipynb",
        "jiujiang-wuhu-equity.ipynb",
    ]
    assert dict(planned[0].parameters) == {"region": "654002"}


def test_plan_is_the_same_each_time():
    assert planning.plan([]) == planning.plan([])


def test_no_two_jobs_write_the_same_page():
    pages = [job.page for job in planning.plan([])]
    assert len(set(pages)) == len(pages)


def test_a_parameter_makes_another_key():
    english, chinese = planning.plan(["yining"]), planning.plan(["yining"], {"lang": "zh"})
    assert not {job.key for job in english} & {job.key for job in chinese}


def due_since(before: dict[str, str]) -> set[str]:
    return {page for page, key in keys().items() if before[page] != key}


def test_one_changed_row_makes_the_pages_of_its_region_due(copied):
    before = keys()
    change(copied, "figures", "654002")
    assert due_since(before) == {
        "regions/yining.ipynb",
        "regions/yining-funding.ipynb",
        "regions/yining-equity.ipynb",
    }


def test_one_changed_coefficient_leaves_other_regions(copied):
    before = keys()
    change(copied, "equity_published", "340207")
    due = due_since(before)
    assert {"regions/jiujiang-wuhu.ipynb", "regions/jiujiang-wuhu-equity.ipynb"} <= due
    assert not [page for page in due if page.startswith("regions/yining")]


def test_changed_template_makes_only_its_pages_due(copied):
    before = keys()
    path = copied / "notebooks" / "region_equity.ipynb"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Which indicators drive it", "What drives it")
    )
    after = keys()
    due = {page for page, key in after.items() if before[page] != key}
    assert due == {page for page in after if page.endswith("-equity.ipynb")}


@pytest.mark.parametrize(
    "text", ["", "{", '{"metadata": {}}', '{"metadata": {"edugov": {"key": "other"}}}', "[]"]
)
def test_half_written_or_older_page_is_not_current(tmp_path, text):
    (tmp_path / "page.ipynb").write_text(text)
    job = planning.Job(tmp_path / "t.ipynb", {}, {}, tmp_path / "page.ipynb", "key", "what")
    assert not planning.is_current(job)


def test_library_is_part_of_the_key(monkeypatch):
    before = planning.plan(["yining"])[0].key
    monkeypatch.setattr(planning, "library_hash", lambda: "another library")
    assert planning.plan(["yining"])[0].key != before


# Pages that were run.


def outputs(notebook: dict) -> list[dict[str, str]]:
    """Return what the code cells of a page show: of each output its content by kind."""
    return [
        {
            kind: content if isinstance(content, str) else "".join(content)
            for kind, content in output["data"].items()
        }
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
    ]


def text_of(notebook: dict) -> str:
    shown = [
        output.get("text/html", output.get("text/markdown", "")) for output in outputs(notebook)
    ]
    drawings = re.compile("<svg.*?</svg>", re.DOTALL)  # whose numbers are places on a chart
    return drawings.sub("", "\n".join(shown))


def linked(text: str) -> Iterator[tuple[str, str, str]]:
    """Give each link of a page's tables to a figure: its column, the figure's id, and what is
    shown."""
    for table in html.fromstring(f"<div>{text}</div>").iter("table"):
        heads = [head.text_content() for head in table.xpath(".//thead//th")]
        for row in table.xpath(".//tbody/tr"):
            for column, cell in zip(heads, row.xpath("./td|./th"), strict=True):
                for found in cell.iter("a"):
                    if "#" in found.get("href") and "/sources/" in found.get("href"):
                        yield column, found.get("href").partition("#")[2], found.text_content()


@pytest.mark.slow
def test_every_number_of_a_page_is_its_own_regions(rendered):
    every = {name: tables.read(name, rendered / "data") for name in tables.names()}
    english = every["regions"].set_index("region_code")["name_en"]
    compared = dict.fromkeys(CHOSEN, 0)
    for code, slug in CHOSEN.items():
        own = regions.belonging(code, every)
        figures = own["figures"].set_index("figure_id")
        printed = {f"{value:.3f}" for value in own["equity_published"]["coefficient_of_variation"]}
        for path in sorted((rendered / "book" / "regions").glob(f"{slug}*.ipynb")):
            text = text_of(json.loads(path.read_text(encoding="utf-8")))
            for column, figure_id, shown in linked(text):
                if column == "Coefficient of variation":
                    assert shown in printed, figure_id
                elif column == "Figure":
                    row = figures.loc[figure_id]  # a figure of another region is not there
                    whole = labels.number(row["value"], row["unit"], "en")
                    assert shown == (
                        whole
                        if row["status"] == "ok"
                        else row["value_printed"] + row["unit_printed"]
                    )
                else:
                    continue
                compared[code] += 1
            for other in set(CHOSEN) - {code}:
                assert english[other] not in text, path.name
    assert compared["654002"] > 50 and compared["320600"] > 20 and compared["110000"] > 5


@pytest.mark.slow
def test_first_lines_of_two_regions_in_one_pool_are_each_their_own(rendered):
    shown = {
        slug: text_of(json.loads((rendered / f"book/regions/{slug}-equity.ipynb").read_text()))
        for slug in ("yining",)
    }
    assert "The mean of the eight coefficients is 0.475, the limit 0.65" in shown["yining"]
    nantong = text_of(
        json.loads((rendered / "book/regions/nantong-funding.ipynb").read_text(encoding="utf-8"))
    )
    beijing = text_of(
        json.loads((rendered / "book/regions/beijing-funding.ipynb").read_text(encoding="utf-8"))
    )
    assert "general upper secondary −1.21%" in nantong and "1.21" not in beijing
    assert "16.6% of the general public budget in 2010" in beijing and "16.6%" not in nantong


@pytest.mark.slow
def test_rows_of_a_budget_page_are_the_panel(rendered):
    text = text_of(
        json.loads((rendered / "book/regions/beijing-funding.ipynb").read_text(encoding="utf-8"))
    )
    panel = tables.read("funding_provincial", rendered / "data").query("region_code == '110000'")
    for row in panel.itertuples():
        assert f">{row.education_expenditure_100_million_yuan:,.2f}</td>" in text
        assert f"nbs-budget-{row.year}" in text


@pytest.mark.slow
def test_page_shows_what_plain_papermill_shows(rendered, tmp_path, monkeypatch):
    monkeypatch.setenv("EDUGOV_ROOT", str(rendered))
    plain = papermill.execute_notebook(
        rendered / "notebooks" / "region_equity.ipynb",
        tmp_path / "plain.ipynb",
        {"region": "340207"},
        progress_bar=False,
        kernel_name="python3",
    )
    page = json.loads(
        (rendered / "book" / "regions" / "jiujiang-wuhu-equity.ipynb").read_text(encoding="utf-8")
    )
    assert outputs(page) == outputs(plain)
    kinds = {kind for output in outputs(page) for kind in output}
    assert kinds >= {"text/html", "text/markdown"}
    assert any("<svg" in output.get("text/html", "") for output in outputs(page))


@pytest.mark.slow
def test_page_keeps_nothing_of_its_run(rendered):
    for name, data in pages_of(rendered).items():
        page = json.loads(data)
        kept = {"edugov", "kernelspec", "language_info", "myst"}  # myst: words for the search
        assert set(page["metadata"]) <= kept, name
        assert str(rendered.parent) not in data.decode(), name
        for cell in page["cells"]:
            assert cell.get("execution_count") is None
            assert not {"papermill", "execution"} & set(cell["metadata"])
            assert "REGION_" not in "".join(cell["source"])


@pytest.mark.slow
def test_unchanged_pages_are_not_run_again(project):
    before = {path: path.stat().st_mtime_ns for path in project.glob("book/**/*.ipynb")}
    done = edugov(project, "render")
    size = len(before)
    assert (done.returncode, done.stdout) == (0, f"{size} pages: 0 rendered, {size} unchanged\n")
    assert {path: path.stat().st_mtime_ns for path in project.glob("book/**/*.ipynb")} == before


@pytest.mark.slow
def test_one_changed_row_renders_one_region_and_the_rest_keep_their_bytes(project):
    before = pages_of(project)
    change(project, "figures", "320600")
    (project / "book" / "regions" / "gone.ipynb").write_text(
        "{}"
    )  # of a region that has no page any more
    done = edugov(project, "render")
    size = len(before)
    assert (done.returncode, done.stdout) == (
        0,
        f"{size} pages: 2 rendered, {size - 2} unchanged\n",
    )
    after = pages_of(project)
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == {
        "regions/nantong.ipynb",
        "regions/nantong-funding.ipynb",
    }


@pytest.mark.slow
def test_rendered_again_elsewhere_and_otherwise_the_bytes_are_the_same(project, monkeypatch):
    before = pages_of_few(project)
    shutil.rmtree(project / "book")
    elsewhere = project.rename(project.with_name("a 中 b"))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert edugov(elsewhere, "render", *FEW, "--workers", "1").returncode == 0
    assert pages_of(elsewhere) == before


# What a kernel is, and what it keeps: notebooks made here, run in one kernel one after another.


def notebook_of(path: Path, *codes: str) -> planning.Job:
    """Write a notebook of these cells, and return the job that makes a page of it."""
    cells = [nbformat.v4.new_code_cell(code, id=f"c{place}") for place, code in enumerate(codes)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return planning.Job(path, {}, {}, path.with_name(f"page-{path.name}"), "key", path.stem)


def shown_by(job: planning.Job) -> list[str]:
    """Return what each output of a page shows, as text."""
    cells = nbformat.read(job.page, 4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [output.get("text") or output["data"]["text/plain"] for output in outputs]


@pytest.mark.slow
def test_one_kernel_renders_pages_with_more_than_a_thousand_outputs(tmp_path):
    sizes = [20, 1010, 20]
    due = [
        notebook_of(tmp_path / f"{number}.ipynb", *["'shown'"] * size)
        for number, size in enumerate(sizes)
    ]
    assert render.render(due, workers=1, progress=False) == []
    assert [len(shown_by(job)) for job in due] == sizes


def test_a_worker_holds_one_connection_to_its_kernel(tmp_path):
    """One that stays open goes on gathering what the kernel shows: 8 MB a page in a whole book."""
    open_ones = []
    try:
        for number in range(3):
            assert render.run(notebook_of(tmp_path / f"{number}.ipynb", "'shown'")) == ""
            open_ones.append(len(psutil.Process().net_connections(kind="all")))
    finally:
        render.end_kernel()
    assert open_ones[2] == open_ones[1] == open_ones[0] > 0


def test_nothing_of_one_notebook_is_there_in_the_next(tmp_path):
    first = notebook_of(tmp_path / "1.ipynb", "kept = 41", "kept + 1", "_ = 'kept'")
    asked = ["'kept' in globals(), 42 in globals().values()", "'_' in globals(), dict(Out)"]
    second = notebook_of(tmp_path / "2.ipynb", *asked, "'kept = 41' in In")
    assert render.render([first, second], workers=1, progress=False) == []
    assert shown_by(first) == ["42"]
    assert shown_by(second) == ["(False, False)", "(False, {})", "False"]


def test_a_cell_that_shows_nothing_has_no_bar_for_its_code(tmp_path):
    codes = ["from IPython.display import HTML", "HTML('')", "HTML('<p>seen</p>')", "'seen'"]
    job = notebook_of(tmp_path / "1.ipynb", *codes)
    notebook = nbformat.read(job.template, 4)
    for cell in notebook.cells:
        cell.metadata["tags"] = ["hide-input"]
    nbformat.write(notebook, job.template)
    assert render.render([job], workers=1, progress=False) == []
    tags = [cell.metadata["tags"] for cell in nbformat.read(job.page, 4).cells]
    assert tags == [["remove-cell"]] * 2 + [["hide-input"]] * 2


def test_a_page_notes_what_it_reads_of_the_tables_and_shows_nothing_of_that(tmp_path):
    code = """from edugov import tables
len(tables.read("regions")) > 50
len(tables.read("indicators", columns=["unit"], where={"family": ["funding"]})) > 50"""
    job = notebook_of(tmp_path / "1.ipynb", code)
    due = [job._replace(notes_reads=True), notebook_of(tmp_path / "2.ipynb", code)]
    assert render.render(due, workers=1, progress=False) == []
    assert shown_by(due[0]) == shown_by(due[1]) == ["True"]
    whole, part = nbformat.read(due[0].page, 4).metadata["edugov"]["reads"]
    assert whole[:3] == ["regions", None, None]
    assert whole[3] == hashlib.sha256((tables.DATA / "regions.csv").read_bytes()).hexdigest()
    assert part[:3] == ["indicators", ["unit"], {"family": ["funding"]}]
    assert "reads" not in nbformat.read(due[1].page, 4).metadata["edugov"]
    assert [planning.is_current(job) for job in due] == [True, True]


def test_a_page_that_shows_what_it_showed_keeps_its_time(tmp_path):
    job = notebook_of(tmp_path / "1.ipynb", "'shown'")
    assert render.run(job) == ""
    before = job.page.stat().st_mtime_ns
    assert render.run(job._replace(key="another")) == ""
    assert (
        planning.is_current(job._replace(key="another")) and job.page.stat().st_mtime_ns == before
    )
    other = notebook_of(tmp_path / "1.ipynb", "'shown otherwise'")
    assert render.run(other) == "" and job.page.stat().st_mtime_ns > before


def test_what_a_cell_prints_in_pieces_is_one_output(tmp_path):
    pieces = "import time\nfor piece in 'abc':\n    print(piece, flush=True)\n    time.sleep(0.4)"
    job = notebook_of(tmp_path / "1.ipynb", pieces, "display('x')\nprint('y')\ndisplay('z')")
    assert render.render([job], workers=1, progress=False) == []
    assert shown_by(job) == ["a\nb\nc\n", "'x'", "y\n", "'z'"]


def test_a_warning_printed_in_pieces_is_told_whole(tmp_path):
    code = "import sys, time\nfor word in 'beware of this'.split():\n"
    code += "    print(word, file=sys.stderr, flush=True)\n    time.sleep(0.4)"
    job = notebook_of(tmp_path / "1.ipynb", code)
    (failure,) = render.render([job], workers=1, progress=False)
    assert failure == "1: cell 1: a warning: beware\nof\nthis"


def test_without_a_short_folder_kernels_listen_on_network_ports(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "_folder_of_sockets", lambda: None)
    code = "from ipykernel.kernelapp import IPKernelApp\nIPKernelApp.instance().transport"
    job = notebook_of(tmp_path / "1.ipynb", code)
    assert render.render([job], workers=1, progress=False) == []
    assert shown_by(job) == ["'tcp'"]


def test_a_long_temporary_folder_is_not_used_for_sockets(tmp_path, monkeypatch):
    long = tmp_path / ("长" * 40)  # 120 bytes
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = render._folder_of_sockets()
    assert folder is None or len(os.fsencode(folder)) < 80


@pytest.mark.parametrize(
    "name", ["a" * 120, "a 中 b" + "c" * 100], ids=["120 characters", "space and Chinese"]
)
@pytest.mark.slow
def test_rendering_works_with_a_long_temporary_folder(project, tmp_path, monkeypatch, name):
    (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / name))
    before = pages_of(project)
    shutil.rmtree(project / "book")
    done = edugov(project, "render", "yining", "--workers", "1")
    assert (done.returncode, done.stdout) == (0, "3 pages: 3 rendered, 0 unchanged\n")
    assert all(before[page] == content for page, content in pages_of(project).items())
    assert list((tmp_path / name).iterdir()) == []


@pytest.mark.slow
def test_what_the_user_has_set_for_kernels_and_charts_is_not_used(project, tmp_path, monkeypatch):
    home = tmp_path / "home"
    spec = {"argv": ["/nowhere/python"], "display_name": "mine", "language": "python"}
    for folder in (".local/share/jupyter", "jupyter"):
        (home / folder / "kernels" / "python3").mkdir(parents=True)
        (home / folder / "kernels" / "python3" / "kernel.json").write_text(json.dumps(spec))
    (home / "startup.py").write_text("raise SystemExit('the startup file was run')")
    (home / "matplotlibrc").write_text("figure.facecolor: red\nsavefig.facecolor: red\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("JUPYTER_PATH", str(home / "jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.setenv("PYTHONSTARTUP", str(home / "startup.py"))
    monkeypatch.setenv("MATPLOTLIBRC", str(home / "matplotlibrc"))
    before = pages_of_few(project)
    shutil.rmtree(project / "book")
    shutil.rmtree(project / "_build")
    done = edugov(project, "render", *FEW, "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert pages_of(project) == before


def insert(notebook: Path, code: str) -> None:
    """Put a cell behind the parameters of a notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    at = 1 + next(
        number
        for number, cell in enumerate(content["cells"])
        if "parameters" in cell["metadata"].get("tags", [])
    )
    cell = {
        "cell_type": "code",
        "id": "new",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": code,
    }
    content["cells"].insert(at, cell)
    notebook.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


@pytest.mark.slow
def test_failing_notebooks_are_named_and_the_others_are_written(project):
    templates = project / "notebooks"
    insert(templates / "region_profile.ipynb", "assert region != '320600', 'broken on purpose'")
    insert(
        templates / "region_funding.ipynb",
        "import warnings\nif region == '654002': warnings.warn('beware')",
    )
    insert(templates / "region_equity.ipynb", "import os\nif region == '340207': os._exit(1)")
    before = pages_of(project)
    done = edugov(project, "render", "--workers", "1")
    assert done.returncode == 1
    assert re.search(
        "^320600 南通市 profile: cell 3: AssertionError: broken on purpose$",
        done.stderr,
        re.MULTILINE,
    )
    assert re.search(
        "^654002 伊宁市 funding: cell 3: a warning: .*UserWarning: beware",
        done.stderr,
        re.MULTILINE,
    )
    assert re.search("^340207 鸠江区 equity: the kernel died", done.stderr, re.MULTILINE)
    assert f"error: 3 of {len(before)} pages failed; the others are written" in done.stderr
    assert "Traceback" not in done.stderr
    after = pages_of(project)
    assert {name for name in after if after[name] == before[name]} == {
        "regions/nantong.ipynb",
        "regions/yining-funding.ipynb",
        "regions/jiujiang-wuhu-equity.ipynb",
        "comparisons/equity.ipynb",
    }


def left_running(root: Path) -> list[str]:
    """Return the processes that still run in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if Path(os.readlink(process / "cwd")) == root:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_rendering_continues_and_takes_no_half_page_for_whole(project, number):
    before = pages_of_few(project)
    shutil.rmtree(project / "book")
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "start_new_session": True}
    with subprocess.Popen(**command(project, "render", *FEW, "--workers", "2"), **pipes) as process:
        deadline = time.monotonic() + 120
        while not pages_of(project) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(process.pid, number)
        _, errors = process.communicate(timeout=120)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert "interrupted; the same command continues where it stopped" in errors
        assert "Traceback" not in errors
    # a file that was being written, under its temporary name, is no page; the next run removes it
    written = {name: page for name, page in pages_of(project).items() if OURS not in name}
    assert 0 < len(written) < len(before)
    assert written == {name: before[name] for name in written}
    (project / "book" / "regions" / "yining.ipynb").write_bytes(
        before["regions/yining.ipynb"][:1000]
    )  # cut short
    whole = set(written) - {"regions/yining.ipynb"}
    done = edugov(project, "render", *FEW)
    assert (
        done.stdout
        == f"{len(before)} pages: {len(before) - len(whole)} rendered, {len(whole)} unchanged\n"
    )
    assert pages_of(project) == before
    deadline = time.monotonic() + 20
    while left_running(project) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left_running(project) == []


@pytest.mark.parametrize("is_alive", [True, False])
def test_a_notebook_begins_when_the_kernel_says_that_it_is_done(monkeypatch, is_alive):
    client = render._manager_of_one_connection().client_factory()
    told = [
        {"parent_header": {}, "content": {}},  # that it is connected
        {"parent_header": {"msg_id": "older"}, "content": {"execution_state": "idle"}},
        {"parent_header": {"msg_id": "asked"}, "content": {"execution_state": "busy"}},
        {"parent_header": {"msg_id": "asked"}, "content": {"execution_state": "idle"}},
    ]

    class Channel:
        async def get_msg(self, timeout):
            return told.pop(0)  # an IndexError where more is waited for

    async def alive():
        return is_alive

    monkeypatch.setattr(client, "_iopub_channel", Channel())
    monkeypatch.setattr(client, "_async_is_alive", alive)
    monkeypatch.setattr(client, "kernel_info", lambda: "asked")
    faults = nullcontext() if is_alive else pytest.raises(RuntimeError, match="answer")
    # A thread of its own: Playwright's loop runs in that of the tests, where a browser test left it
    with faults, ThreadPoolExecutor(1) as own_thread:
        own_thread.submit(asyncio.run, client.wait_for_ready()).result()
    assert len(told) == (0 if is_alive else 4)
