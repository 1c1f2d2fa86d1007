"""A user's own rows: they stand in files of their own, are read, checked and handed out with the
others, and a new version of the book is pulled beside them. Reports and schools are invented."""

import hashlib
import io
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from edugov import judging, markup, pages, regions, tables
from edugov.makers import Material
from edugov.reading import adding
from edugov.reading.corrections import COLUMNS
from edugov.rendering import downloads
from edugov.schools.adding import add_schools
from edugov.tables import own_rows, reads
from edugov.website import finishing
from edugov.website.head_and_foot import Settings
from tests import HERE, ROOT
from tests.conftest import school_table
from tests.project import command, copy_project, edugov
from tests.reading.test_report import INVENTED
from tests.without_own import own, view

REPORT = INVENTED.replace("青禾县", "兰考县")  # a county that regions.csv does not have
CODE = "410225"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def add(data: Path, folder: Path) -> None:
    """Add an invented report and an invented school table."""
    report, schools = folder / "report.txt", folder / "schools.csv"
    report.write_text(REPORT, encoding="utf-8")
    school_table("9999Z1").assign(region_code=CODE).to_csv(schools, index=False)
    assert adding.add_report(report, "兰考县", 2023, data=data).changed
    assert add_schools(schools, CODE, 2023, data=data).changed


@pytest.fixture(scope="module")
def added(tmp_path_factory) -> Path:
    """Give a data package with own rows."""
    folder = tmp_path_factory.mktemp("own")
    data = copy_project(folder / "project") / "data"
    before = bytes_of(data)
    add(data, folder)
    assert bytes_of(data) == before  # the book's own tables are not touched
    return data


@pytest.fixture
def data(added, tmp_path) -> Path:
    return Path(shutil.copytree(added, tmp_path / "data"))


def test_own_rows_stand_in_files_of_their_own_under_the_same_columns(added):
    own = {path.stem for path in (added / "own").iterdir()}
    assert own == {"regions", "sources", "figures", "schools"}
    for name in own:
        text = (added / "own" / f"{name}.csv").read_text(encoding="utf-8")
        book = (added / f"{name}.csv").read_text(encoding="utf-8")
        assert text.partition("\n")[0] == book.partition("\n")[0]
    # the county and 开封市 above it, by the digits of the code
    assert set(own_rows.held("regions", added)["region_code"]) == {"410200", CODE}
    assert set(own_rows.held("figures", added)["region_code"]) == {CODE}
    assert len(own_rows.held("schools", added)) == 60


def test_own_rows_are_read_as_if_they_stood_in_the_table(data):
    before = {name: tables.read(name, data) for name in tables.names(data)}
    assert set(before["sources"]["source_id"]) >= {"lankao-2023", "lankao-schools-2023"}
    for path in (data / "own").iterdir():
        book = pd.read_csv(data / path.name, dtype=str, keep_default_na=False)
        own = pd.read_csv(path, dtype=str, keep_default_na=False)
        is_sorted = path.stem != "sources"
        whole = pd.concat([book, own])
        if is_sorted:
            whole = whole.sort_values(tables.primary_key(path.stem, data), kind="stable")
        whole.to_csv(data / path.name, index=False)
    shutil.rmtree(data / "own")
    for name, table in before.items():
        pd.testing.assert_frame_equal(tables.read(name, data), table)


def test_what_is_handed_out_has_own_rows_and_what_is_made_again_has_none(added):
    files = downloads.files_of_package(added)
    figures = pd.read_csv(io.BytesIO(files["figures.csv"]), dtype=str)
    assert CODE in set(figures["region_code"])
    assert files["standards.csv"] == (added / "standards.csv").read_bytes()
    assert CODE not in set(Material(data=added).table("figures")["region_code"])


def test_the_checksums_of_the_colophon_are_those_of_the_files_handed_out(added, monkeypatch):
    monkeypatch.setattr(tables, "DATA", added)
    files = downloads.files_of_package(added)
    for name in ("figures", "standards"):
        with reads.noting() as noted:
            shown = tables.checksum(name)
        assert shown == hashlib.sha256(files[f"{name}.csv"]).hexdigest()
        assert [read.columns for read in noted] == [None]
    assert shown == hashlib.sha256((added / "standards.csv").read_bytes()).hexdigest()
    of_files = _colophon()
    assert of_files["data/standards.csv"] == shown
    of_figures = of_files["data/figures.csv + data/own/figures.csv"]
    assert of_figures == hashlib.sha256(files["figures.csv"]).hexdigest()


def _colophon() -> dict[str, str]:
    """Run the code of the colophon; return the checksum that it prints beside each file."""
    cells = nbformat.read(ROOT / "notebooks" / "data_colophon.ipynb", 4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages.Page, "table", lambda page, table, caption: shown.append(table))
        exec("\n".join(code), {})
    files, digests = [[markup.words(cell) for cell in cells] for cells in shown[-1].values()]
    return dict(zip(files, digests, strict=True))


def test_links_of_pages_to_a_table_give_own_rows_as_well(added, tmp_path):
    made = tmp_path / "made" / "_downloads" / "0123456789"
    made.mkdir(parents=True)
    for name in ("figures.csv", "standards.csv"):
        (made / name).write_bytes((added / name).read_bytes())  # as Sphinx copies what is linked
    page = made.parents[1] / "index.html"
    links = (f'<a href="_downloads/0123456789/{path.name}"></a>' for path in made.iterdir())
    page.write_text("".join(links))
    finishing.publish({"en": page.parent}, tmp_path / "html", Settings(root=added.parent))
    links = tmp_path / "html" / "_downloads" / "0123456789"
    assert CODE in set(pd.read_csv(links / "figures.csv", dtype=str)["region_code"])
    assert (links / "standards.csv").read_bytes() == (added / "standards.csv").read_bytes()


def test_the_zone_that_students_add_by_hand_is_sound(data):
    """The example of the page for students, and what its last exercise says of it."""
    page = (ROOT / "book" / "adapt.md").read_text(encoding="utf-8")
    files = re.findall(r"`data/own/(\w+)\.csv`[^\n]*\n\n +```text\n(.*?)```", page, re.S)
    assert [name for name, _ in files] == ["regions", "sources", "figures"]
    shutil.rmtree(data / "own")
    (data / "own").mkdir()
    for name, text in files:
        (data / "own" / f"{name}.csv").write_text(textwrap.dedent(text), encoding="utf-8")
    assert tables.check(data) == []
    every = {name: tables.read(name, data) for name in tables.names(data)}
    judged = judging.verdicts(regions.belonging("5306Z1", every))
    share = judged[judged["indicator_id"] == "public_kindergarten_enrolment_share"]
    assert ("not met", -1.5) in set(zip(share["verdict"], share["margin"], strict=True))


def with_row(path: Path, **changed: str) -> None:
    """Put the first row of a file behind its last, with other cells."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    pd.concat([table, table.head(1).assign(**changed)]).to_csv(path, index=False)


def test_faults_name_the_own_file_and_its_row(data):
    figures, sources = data / "own" / "figures.csv", data / "own" / "sources.csv"
    table = pd.read_csv(figures, dtype=str, keep_default_na=False)
    table.loc[1, "stage"] = "kindergarten"
    table.to_csv(figures, index=False)
    (data / "own" / "lexicon.csv").write_text("word\n")
    (data / "own" / "mine.csv").write_text("word\n")
    book = pd.read_csv(data / "sources.csv", dtype=str)["source_id"]
    with_row(sources, source_id=book[3])
    with_row(sources, source_id="lankao-2023")
    stray = tables.check(data)
    assert [fault.partition(":")[0] for fault in stray] == ["own/lexicon.csv", "own/mine.csv"]
    (data / "own" / "lexicon.csv").unlink()
    (data / "own" / "mine.csv").unlink()
    said = tables.check(data)
    begin = "own/figures.csv, row 3, column stage, value 'kindergarten': not one of"
    assert [fault for fault in said if fault.startswith(begin)]
    # row 5 of the book's file is its fourth source; own: rows 2 and 3 are those added
    begin = f"own/sources.csv, row 4, column source_id, value '{book[3]}': the same as in row 5 of"
    assert [fault for fault in said if fault.startswith(begin)]
    begin = "own/sources.csv, row 5, column source_id, value 'lankao-2023': the same as in row 2;"
    assert [fault for fault in said if fault.startswith(begin)]


def test_figures_among_the_books_own_are_corrected_by_no_command(data, tmp_path):
    """As an earlier edition added them: into the tables themselves."""
    for path in (data / "own").iterdir():
        own = path.read_text(encoding="utf-8").partition("\n")[2]
        with (data / path.name).open("a", encoding="utf-8") as file:
            file.write(own)
    shutil.rmtree(data / "own")
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    assert not adding.add_report(report, CODE, 2023, data=data).changed
    figures = tables.read("figures", data).query("source_id == 'lankao-2023'")
    wrong = figures.head(1).reindex(columns=COLUMNS, fill_value="invented")
    path = tmp_path / "corrections.csv"
    wrong.assign(decision="no figure").to_csv(path, index=False)
    before = bytes_of(data)
    with pytest.raises(tables.Fault, match="lankao-2023: .* stand in data/figures.csv; move them"):
        adding.add_report(report, CODE, 2023, corrections=path, data=data)
    assert bytes_of(data) == before and not (data / "own").exists()


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=invented", "-c", "user.email=invented@example.org"]
    run = subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return run.stdout


@pytest.mark.slow
def test_a_new_version_is_pulled_beside_what_is_ones_own(tmp_path):
    """Upstream changes a figure and a notebook; the clone has a report, schools, two notebooks."""
    upstream, clone = tmp_path / "upstream", tmp_path / "clone"
    copy_project(upstream, "region_profile")
    shutil.copy(ROOT / ".gitignore", upstream)
    git(upstream, "init", "-q")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "first")
    git(tmp_path, "clone", "-q", str(upstream), str(clone))
    add(clone / "data", tmp_path)
    for arguments in (("new", "question", "mine"), ("new", "page", "class_size")):
        assert edugov(clone, *arguments).returncode == 0
    notebook = upstream / "notebooks" / "region_profile.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    figures = pd.read_csv(upstream / "data" / "figures.csv", dtype=str, keep_default_na=False)
    figures["note"] = figures["note"].str.replace("$", "; looked at again", regex=True)
    figures.to_csv(upstream / "data" / "figures.csv", index=False, lineterminator="\n")
    git(upstream, "commit", "-qam", "second")
    git(clone, "pull", "-q", "--ff-only")
    assert notebook.read_bytes() == (clone / "notebooks" / notebook.name).read_bytes()
    own = {line.removeprefix("?? ") for line in git(clone, "status", "--short").splitlines()}
    assert own == {"data/own/", "notebooks/my_mine.ipynb", "notebooks/region_class_size.ipynb"}
    checked = subprocess.run(**command(clone, "check"), capture_output=True)
    assert checked.returncode == 0, checked.stderr
    assert CODE in set(tables.read("figures", clone / "data")["region_code"])


def test_tests_see_the_book_and_a_users_rows_fit_it(added, tmp_path):
    """Own rows of this very clone are no part of what the tests expect, but they have to fit."""
    for name in ("my_question", "region_mine"):
        (added.parent / "notebooks" / f"{name}.ipynb").write_text('["needs_tables = []"]')
    seen = view(added.parent, tmp_path)
    assert not list((seen / "notebooks").glob("*_mine.ipynb"))
    assert not list((seen / "notebooks").glob("my_*.ipynb"))
    names = {path.name for path in added.iterdir()} - {"own"}
    assert {path.name for path in (seen / "data").iterdir()} == names
    assert CODE not in set(tables.read("figures", seen / "data")["region_code"])
    assert not any((ROOT / path.relative_to(HERE)).exists() for path in own(HERE))
    if (HERE / "data" / "own").is_dir():
        assert tables.check(HERE / "data") == []


def test_the_book_has_no_rows_there():
    """Else a pull would meet a user's file of the same name."""
    listed = subprocess.run(["git", "ls-files", "data/own"], cwd=ROOT, capture_output=True)
    assert listed.stdout == b""
