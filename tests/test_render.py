"""Rendering: which pages are due, whose numbers a page holds, and what failures and interruptions leave."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import papermill
import pytest
from lxml import html

from edugov import labels, regions, render, tables
from edugov.tables import Fault
from tests.conftest import ROOT

CHOSEN = {"654002": "yining", "320600": "nantong", "340207": "jiujiang-wuhu", "110000": "beijing"}
COMMAND = [sys.executable, "-m", "edugov.cli", "render"]


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "EDUGOV_ROOT": str(root)}


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([*COMMAND, *arguments], env=environment(root), capture_output=True, text=True, cwd=root)


def pages_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root / "book")): path.read_bytes() for path in sorted(root.glob("book/**/*.ipynb"))}


def cut(data: Path) -> None:
    """Leave of a copied data package the rows of four regions, so that all of it renders in seconds."""
    for name in ("figures", "equity_published", "funding_provincial", "funding_national"):
        table = pd.read_csv(data / f"{name}.csv", dtype=str, keep_default_na=False)
        table = table[table["region_code"].isin(list(CHOSEN))]
        (data / f"{name}.csv").write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")


def change(root: Path, table: str, key: str, value: str, column: str, text: str) -> None:
    path = root / "data" / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows.loc[rows[key] == value, column] = text
    path.write_text(rows.to_csv(index=False, lineterminator="\n"), encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Give a project of four regions and one overview, all its pages rendered in one pool of two workers."""
    root = tmp_path_factory.mktemp("render") / "project"
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw"))
    cut(root / "data")
    (root / "notebooks").mkdir()
    for path in [*ROOT.glob("notebooks/region_*.ipynb"), ROOT / "notebooks" / "comparisons_equity.ipynb"]:
        shutil.copy(path, root / "notebooks")
    done = run(root, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "10 pages: 10 rendered, 0 unchanged\n"
    return root


@pytest.fixture
def project(made, tmp_path) -> Path:
    """Give a copy of the rendered project to change."""
    return Path(shutil.copytree(made, tmp_path / "project"))


# Which pages are due: planned in this process, nothing is run.


@pytest.fixture
def copied(tmp_path, monkeypatch) -> Path:
    """Let plan read a copy of the data package and of the notebooks."""
    root = tmp_path / "copied"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("raw"))
    read = tables.read
    monkeypatch.setattr(tables, "read", lambda name: read(name, root / "data"))
    monkeypatch.setattr(tables, "DATA", root / "data")
    monkeypatch.setattr(render, "NOTEBOOKS", root / "notebooks")
    return root


def keys() -> dict[str, str]:
    return {str(job.page.relative_to(render.BOOK)): job.key for job in render.plan([])}


def test_unknown_region_is_told_the_near_ones():
    with pytest.raises(Fault, match="no region 'yinin'; near: 654002 伊宁市 Yining"):
        render.plan(["yinin"])


def test_unknown_parameter_is_told_the_near_ones():
    with pytest.raises(Fault, match="region_profile.ipynb has no parameter 'langg'; near: lang"):
        render.plan(["yining"], {"langg": "zh"})


def test_region_without_pages_says_what_is_missing():
    with pytest.raises(Fault, match="131000 廊坊市: [0-4] figures and no table of coefficients; a page needs 5"):
        render.plan(["langfang"])


def test_a_region_gets_the_pages_it_has_rows_for():
    jobs = render.plan(["伊宁市", "340207"])
    assert [job.page.name for job in jobs] == [
        "yining.ipynb",
        "yining-funding.ipynb",
        "yining-equity.ipynb",
        "jiujiang-wuhu.ipynb",
        "jiujiang-wuhu-equity.ipynb",
    ]
    assert dict(jobs[0].parameters) == {"region": "654002"}


def test_plan_is_the_same_each_time():
    assert render.plan([]) == render.plan([])


def test_no_two_jobs_write_the_same_page():
    pages = [job.page for job in render.plan([])]
    assert len(set(pages)) == len(pages)


def test_a_parameter_makes_another_key():
    english, chinese = render.plan(["yining"]), render.plan(["yining"], {"lang": "zh"})
    assert not {job.key for job in english} & {job.key for job in chinese}


def test_one_changed_row_makes_its_region_and_the_overviews_of_its_table_due(copied):
    before = keys()
    change(copied, "figures", "figure_id", "yining-2021-001276", "value", "7")
    after = keys()
    due = {page for page, key in after.items() if before[page] != key}
    assert {page for page in due if page.startswith("regions/")} - {"regions/index.ipynb"} == {
        "regions/yining.ipynb",
        "regions/yining-funding.ipynb",
        "regions/yining-equity.ipynb",
    }
    assert {"index.ipynb", "comparisons/coverage.ipynb", "comparisons/data-quality.ipynb"} <= due
    assert not {"comparisons/equity.ipynb", "comparisons/provinces.ipynb", "data/standards.ipynb"} & due


def test_one_changed_coefficient_leaves_the_funding_overviews(copied):
    before = keys()
    change(copied, "equity_published", "region_code", "340207", "note", "changed")
    after = keys()
    due = {page for page, key in after.items() if before[page] != key}
    assert {"regions/jiujiang-wuhu.ipynb", "regions/jiujiang-wuhu-equity.ipynb", "comparisons/equity.ipynb"} <= due
    assert not {"comparisons/national-funding.ipynb", "comparisons/provinces.ipynb"} & due
    assert not [page for page in due if page.startswith("regions/yining")]


def test_changed_template_makes_only_its_pages_due(copied):
    before = keys()
    path = copied / "notebooks" / "region_equity.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Which indicators drive it", "What drives it"))
    after = keys()
    due = {page for page, key in after.items() if before[page] != key}
    assert due == {page for page in after if page.endswith("-equity.ipynb")}


@pytest.mark.parametrize("text", ["", "{", '{"metadata": {}}', '{"metadata": {"edugov": {"key": "other"}}}', "[]"])
def test_half_written_or_older_page_is_not_current(tmp_path, text):
    (tmp_path / "page.ipynb").write_text(text)
    job = render.Job(tmp_path / "t.ipynb", (), (), tmp_path / "page.ipynb", "key", "what")
    assert not render.is_current(job)


def test_library_is_part_of_the_key(monkeypatch):
    before = render.plan(["yining"])[0].key
    monkeypatch.setattr(render, "_library_hash", lambda: "another library")
    assert render.plan(["yining"])[0].key != before


# Pages that were run.


def outputs(notebook: dict) -> Iterator[tuple[str, str]]:
    """Give what the code cells of a page show, as pairs of kind and content."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            for kind, content in output.get("data", {}).items():
                yield kind, content if isinstance(content, str) else "".join(content)


def text_of(notebook: dict) -> str:
    return "\n".join(content for kind, content in outputs(notebook) if kind in ("text/html", "text/markdown"))


def linked(text: str) -> Iterator[tuple[str, str, str]]:
    """Give each link of a page's tables to a figure: its column, the figure's id, and what is shown."""
    for table in html.fromstring(f"<div>{text}</div>").iter("table"):
        heads = [head.text_content() for head in table.iter("th")]
        for row in table.xpath(".//tbody/tr"):
            for column, cell in zip(heads, row.iter("td"), strict=True):
                for found in cell.iter("a"):
                    if "#" in found.get("href") and "/sources/" in found.get("href"):
                        yield column, found.get("href").partition("#")[2], found.text_content()


@pytest.mark.slow
def test_every_number_of_a_page_is_its_own_regions(made):
    every = {name: tables.read(name, made / "data") for name in tables.names()}
    english = every["regions"].set_index("region_code")["name_en"]
    compared = dict.fromkeys(CHOSEN, 0)
    for code, slug in CHOSEN.items():
        figures = regions.belonging(code, every)["figures"].set_index("figure_id")
        for path in sorted((made / "book" / "regions").glob(f"{slug}*.ipynb")):
            text = text_of(json.loads(path.read_text(encoding="utf-8")))
            for column, figure_id, shown in linked(text):
                row = figures.loc[figure_id]  # a figure of another region is not there
                if column == "Figure" and row["status"] == "ok":
                    assert shown == labels.number(row["value"], row["unit"], "en"), figure_id
                elif column == "Figure":
                    assert shown == row["value_printed"] + row["unit_printed"], figure_id
                elif column == "Coefficient of variation":
                    assert shown == f"{row['value']:.3f}", figure_id
                else:
                    continue
                compared[code] += 1
            for other in set(CHOSEN) - {code}:
                assert english[other] not in text, path.name
    assert compared["654002"] > 100 and compared["320600"] > 50 and compared["110000"] > 5


@pytest.mark.slow
def test_first_lines_of_two_regions_in_one_pool_are_each_their_own(made):
    shown = {
        slug: text_of(json.loads((made / f"book/regions/{slug}-equity.ipynb").read_text())) for slug in ("yining",)
    }
    assert "The mean of the eight coefficients is 0.475, the limit 0.65" in shown["yining"]
    nantong = text_of(json.loads((made / "book/regions/nantong-funding.ipynb").read_text(encoding="utf-8")))
    beijing = text_of(json.loads((made / "book/regions/beijing-funding.ipynb").read_text(encoding="utf-8")))
    assert "general upper secondary −1.21%" in nantong and "1.21" not in beijing
    assert "16.6% of the general public budget in 2010" in beijing and "16.6%" not in nantong


@pytest.mark.slow
def test_rows_of_a_budget_page_are_the_panel(made):
    text = text_of(json.loads((made / "book/regions/beijing-funding.ipynb").read_text(encoding="utf-8")))
    panel = tables.read("funding_provincial", made / "data").query("region_code == '110000'")
    for row in panel.itertuples():
        assert f"{row.education_expenditure_100_million_yuan:,.1f}" in text
        assert f"nbs-budget-{row.year}" in text


@pytest.mark.slow
def test_page_shows_what_plain_papermill_shows(made, tmp_path, monkeypatch):
    monkeypatch.setenv("EDUGOV_ROOT", str(made))
    plain = papermill.execute_notebook(
        made / "notebooks" / "region_equity.ipynb",
        tmp_path / "plain.ipynb",
        {"region": "340207"},
        progress_bar=False,
        kernel_name="python3",
    )
    page = json.loads((made / "book" / "regions" / "jiujiang-wuhu-equity.ipynb").read_text(encoding="utf-8"))
    assert list(outputs(page)) == list(outputs(plain))
    assert {kind for kind, _ in outputs(page)} >= {"image/png", "text/html", "text/markdown"}


@pytest.mark.slow
def test_page_keeps_nothing_of_its_run(made):
    for name, data in pages_of(made).items():
        page = json.loads(data)
        assert set(page["metadata"]) == {"edugov", "kernelspec", "language_info"}, name
        assert str(made.parent) not in data.decode(), name
        for cell in page["cells"]:
            assert cell.get("execution_count") is None
            assert not {"papermill", "execution"} & set(cell["metadata"])
            assert "REGION_" not in "".join(cell["source"])


@pytest.mark.slow
def test_unchanged_pages_are_not_run_again(project):
    before = {path: path.stat().st_mtime_ns for path in project.glob("book/**/*.ipynb")}
    done = run(project)
    assert (done.returncode, done.stdout) == (0, "10 pages: 0 rendered, 10 unchanged\n")
    assert {path: path.stat().st_mtime_ns for path in project.glob("book/**/*.ipynb")} == before


@pytest.mark.slow
def test_one_changed_row_renders_one_region_and_the_rest_keep_their_bytes(project):
    before = pages_of(project)
    change(project, "figures", "figure_id", "nantong-2021-000496", "value", "18")
    (project / "book" / "regions" / "gone.ipynb").write_text("{}")  # of a region that has no page any more
    done = run(project)
    assert (done.returncode, done.stdout) == (0, "10 pages: 2 rendered, 8 unchanged\n")
    after = pages_of(project)
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == {
        "regions/nantong.ipynb",
        "regions/nantong-funding.ipynb",
    }


@pytest.mark.slow
def test_rendered_again_elsewhere_the_bytes_are_the_same(project):
    before = pages_of(project)
    shutil.rmtree(project / "book")
    assert run(project, "--workers", "1").returncode == 0
    assert pages_of(project) == before


def insert(notebook: Path, code: str) -> None:
    """Put a cell behind the parameters of a notebook."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    at = 1 + next(
        number for number, cell in enumerate(content["cells"]) if "parameters" in cell["metadata"].get("tags", [])
    )
    cell = {"cell_type": "code", "id": "new", "metadata": {}, "execution_count": None, "outputs": [], "source": code}
    content["cells"].insert(at, cell)
    notebook.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("assert region != '340207', 'broken on purpose'", "AssertionError: broken on purpose"),
        ("import warnings\nif region == '340207': warnings.warn('beware')", "a warning: .*beware"),
        ("import os\nif region == '340207': os._exit(1)", "the kernel died"),
    ],
)
def test_failing_notebook_is_named_and_the_others_are_written(project, code, message):
    insert(project / "notebooks" / "region_equity.ipynb", code)
    before = pages_of(project)
    done = run(project, "yining", "jiujiang-wuhu", "--workers", "1")
    assert done.returncode == 1
    assert re.search(rf"^340207 鸠江区 equity: .*{message}", done.stderr, re.MULTILINE), done.stderr
    assert "error: 1 of 5 pages failed; the others are written" in done.stderr
    assert "Traceback" not in done.stderr
    after = pages_of(project)
    assert after["regions/yining-equity.ipynb"] != before["regions/yining-equity.ipynb"]
    assert after["regions/jiujiang-wuhu-equity.ipynb"] == before["regions/jiujiang-wuhu-equity.ipynb"]


@pytest.mark.slow
def test_failing_cell_is_named_by_its_number(project):
    insert(project / "notebooks" / "region_equity.ipynb", "1 / 0")
    done = run(project, "jiujiang-wuhu")
    cells = json.loads((project / "notebooks" / "region_equity.ipynb").read_text(encoding="utf-8"))["cells"]
    number = next(number for number, cell in enumerate(cells) if cell["source"] == "1 / 0")
    assert f"340207 鸠江区 equity: cell {number}: ZeroDivisionError: division by zero" in done.stderr


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
    before = pages_of(project)
    shutil.rmtree(project / "book")
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(
        [*COMMAND, "--workers", "2"], env=environment(project), cwd=project, start_new_session=True, **pipes
    ) as process:
        deadline = time.monotonic() + 120
        while not pages_of(project) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(process.pid, number)
        _, errors = process.communicate(timeout=120)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert "interrupted; the same command continues where it stopped" in errors
        assert "Traceback" not in errors
    written = pages_of(project)
    assert 0 < len(written) < len(before)
    assert written == {name: before[name] for name in written}
    (project / "book" / "regions" / "beijing.ipynb").write_bytes(before["regions/beijing.ipynb"][:1000])  # cut short
    whole = set(written) - {"regions/beijing.ipynb"}
    done = run(project)
    assert done.stdout == f"10 pages: {10 - len(whole)} rendered, {len(whole)} unchanged\n"
    assert pages_of(project) == before
    deadline = time.monotonic() + 20
    while left_running(project) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left_running(project) == []
