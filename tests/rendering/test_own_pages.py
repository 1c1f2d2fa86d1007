"""Pages of a user's own: made from what `edugov new` writes, listed, and left out with a reason."""

import json

import nbformat
import pytest

from edugov import cli, regions, tables
from edugov.fault import Fault
from edugov.rendering import catalogue, downloads, own_pages, planning, render
from edugov.website import contents, page_order, site
from tests.project import copy_project, edugov


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give an empty folder of notebooks."""
    monkeypatch.setattr(own_pages, "NOTEBOOKS", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def every():
    return {name: tables.read(name) for name in tables.names()}


def needing(folder, tables_needed=(), indicators=()):
    """Write a template with these needs."""
    path = own_pages.create("invented")
    notebook = nbformat.read(path, 4)
    notebook.cells[1].source = (
        'region = "500111"\nlang = "en"\n'
        f"needs_tables = {list(tables_needed)}\nneeds_indicators = {list(indicators)}"
    )
    nbformat.write(notebook, path)


def test_a_region_has_the_page_if_it_has_a_row_of_each_thing_needed(folder, every):
    needing(folder, ["equity_published"], ["students_count"])
    # 大足区 prints students in figures; 永川区 among others has coefficients as well
    having = own_pages.of_regions(every)
    figures, published = every["figures"], every["equity_published"]
    students = set(figures.loc[figures["indicator_id"] == "students_count", "region_code"])
    students |= set(published.loc[published["indicator_id"] == "students_count", "region_code"])
    assert set(having) == (students & set(published["region_code"])) - {""}
    paged = own_pages.with_pages(every).set_index("region_code")
    assert paged.loc[list(having), "pages"].all()


def test_a_name_that_another_place_has_as_well_stands_before_the_place_above(every):
    # 北京市 and 宁波市 have a 朝阳区 and a 江北区 too; there is one 伊宁市, and two had been 三明市
    paged = own_pages.with_pages(every).set_index("region_code")["title_zh"]
    assert paged[["220104", "500105"]].tolist() == ["朝阳区（长春市）", "江北区（重庆市）"]
    assert paged[["654002", "110000"]].tolist() == ["伊宁市", "北京市"]


def test_no_template_changes_nothing(folder, every):
    paged = own_pages.with_pages(every)
    assert (paged["pages"] == regions.with_pages(every)["pages"]).all()
    assert own_pages.templates() == [] and own_pages.notebooks() == []


@pytest.mark.parametrize(
    ("tables_needed", "indicators", "told"),
    [
        (["school"], [], "needs_tables: there is no school"),
        ([], ["student_count"], "needs_indicators: there is no student_count"),
    ],
)
def test_what_is_not_there_cannot_be_needed(tables_needed, indicators, told, folder):
    needing(folder, tables_needed, indicators)
    with pytest.raises(Fault, match=f"notebooks/region_invented.ipynb: {told}"):
        own_pages.templates()


def test_a_template_says_what_it_needs(folder):
    path = own_pages.create("invented")
    notebook = nbformat.read(path, 4)
    notebook.cells[1].source = 'region = "500111"\nlang = "en"'
    nbformat.write(notebook, path)
    with pytest.raises(Fault, match="names neither needs_tables nor needs_indicators"):
        own_pages.templates()


@pytest.mark.parametrize("name", ["profile", "A", "a b", "1a", "学校"])
def test_a_name_that_will_not_do_is_told(name, folder):
    with pytest.raises(Fault, match="another name|small letters"):
        own_pages.create(name)
    own_pages.create("class_size")
    with pytest.raises(Fault, match="exists already"):
        own_pages.create("class_size")


def test_a_part_without_pages_is_left_out():
    fixed = {
        "root": "index",
        "parts": [
            {"caption": "Own analyses", "chapters": [{"expand": "own"}]},
            {"caption": "Data", "chapters": [{"file": "data"}]},
        ],
    }
    generated = dict.fromkeys(contents.EXPANDED, [])
    made = contents.table_of_contents(fixed, generated)
    assert [part["caption"] for part in made["parts"]] == ["Data"]
    made = contents.table_of_contents(fixed, generated | {"own": [{"file": "my/mine"}]})
    assert contents.pages_of(made) == ["index", "my/mine", "data"]


def job_of(template, page, what):
    return planning.Job(template, {}, {}, page, "", what)


@pytest.fixture
def built(folder, monkeypatch):
    """Build with these failures instead of notebooks that fail; give the pages of each edition that
    the website was made with."""
    for name in ("mine", "other"):
        own_pages.create(name, once=True)
    jobs = [
        job_of(folder / f"my_{name}.ipynb", folder / book / "my" / f"{name}.ipynb", f"my {name}")
        for name in ("mine", "other")
        for book in ("book", "book-zh")
    ] + [job_of(folder / "data_tables.ipynb", folder / "book/data/tables.ipynb", "data tables")]
    made = {}

    def build(failures):
        monkeypatch.setattr(render, "render", lambda *_, **__: failures)
        monkeypatch.setattr(site, "build", lambda root, generated: made.update(generated))
        cli._build(None, {})

    monkeypatch.setattr(cli, "_check", lambda consequence: None)
    monkeypatch.setattr(planning, "plan", lambda *_: jobs)
    monkeypatch.setattr(planning, "is_current", lambda *_: False)
    monkeypatch.setattr(render, "prune", lambda jobs: None)
    monkeypatch.setattr(catalogue, "write", lambda **_: None)
    monkeypatch.setattr(downloads, "write", lambda folder: None)
    return build, made


def test_the_book_is_made_without_an_own_page_that_fails(built, capsys):
    build, made = built
    with pytest.raises(Fault, match="the website is made without my/mine, of your own"):
        build(["my mine: cell 4: KeyError: 'region_code'"])
    assert "my mine: cell 4: KeyError: 'region_code'" in capsys.readouterr().err
    assert [made[lang]["own"] for lang in made] == [[{"file": "my/other"}]] * 2


def test_no_book_is_made_where_a_page_of_the_book_fails(built, capsys):
    build, made = built
    with pytest.raises(Fault, match="2 of 5 pages failed"):
        build(["data tables: cell 1: ValueError: ", "my mine: cell 4: KeyError: 'region_code'"])
    assert not made


def test_a_region_of_which_no_page_is_left_is_not_listed(every):
    kinds = ("yining", "yining-funding", "yining-equity")
    left_out = [f"regions/{name}" for name in kinds]
    listed = contents.pages_of([*page_order.contents("en", left_out).values()])
    assert not set(left_out) & set(listed)
    assert len(listed) == len(contents.pages_of([*page_order.contents("en").values()])) - 3


def shown_of(page):
    """List what the cells of a page show, as HTML."""
    outputs = [output for cell in page["cells"] for output in cell.get("outputs", [])]
    return ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]


@pytest.mark.slow
def test_own_pages_are_made_and_those_that_are_not_are_told(tmp_path):
    root = copy_project(tmp_path / "project", "region_profile", "region_funding", "region_equity")
    (root / "book").mkdir(exist_ok=True)
    (root / "book" / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    for kind, name in (("page", "students"), ("question", "mine")):
        done = edugov(root, "new", kind, name)
        assert done.returncode == 0, done.stderr
    done = edugov(root, "render", "yining")
    assert done.returncode == 0, done.stderr
    assert "no page for 654002 伊宁市, which has no row of students_count" in done.stdout
    done = edugov(root, "render", "beijing")
    assert done.returncode == 0, done.stderr
    page = json.loads((root / "book" / "regions" / "beijing-students.ipynb").read_text("utf-8"))
    # 494482 students and 47948 teachers in 2005, as the yearbook prints them: 10.3
    assert "10.3" in json.dumps(page["cells"])
    shown = "".join(shown_of(page))
    assert "Full-time teachers" in shown and "indicator_id" not in shown
    done = edugov(root, "render")
    assert (root / "book" / "my" / "mine.ipynb").is_file(), done.stderr
    page = json.loads((root / "book" / "my" / "mine.ipynb").read_text("utf-8"))
    assert "region_code" not in "".join(shown_of(page))
