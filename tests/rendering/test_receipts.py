"""Receipts: a site proved from the files beside it, and each way in which it is not."""

import json

import pytest

from edugov.rendering import receipts
from edugov.tables import Fault


@pytest.fixture
def project(tmp_path):
    """Give an invented project with a site of three pages and its receipts."""
    root, html = tmp_path / "root", tmp_path / "root" / "_build" / "html"
    texts = {
        "src/edugov/a.py": "a = 1",
        "data/one.csv": "1",
        "data/two.csv": "2",
        "notebooks/region_profile.ipynb": "{}",
        "book/cite.md": "# Cite",
        "_build/html/regions/yi.html": "yi",
        "_build/html/cite.html": "cite",
        "_build/html/data/one.html": "one",
    }
    made = {
        "regions/yi": {"template": "region_profile.ipynb", "command": "again yi"},
        "data/one": {
            "template": "data_one.ipynb",
            "reads": [["one", None, None, "its digest"]],
            "command": "make book",
        },
    }
    for page, told in made.items():
        texts[f"book/{page}.ipynb"] = json.dumps({"metadata": {"edugov": told}})
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    pages = ("regions/yi", "data/one", "cite")
    told = {f"{page}.html": receipts.inputs(root, root / "book", page) for page in pages}
    receipts.write(root, html, told)
    return root


def faults(root):
    return sorted(fault.page for fault in receipts.verify(root, root / "_build/html"))


def test_a_site_comes_from_what_stands_beside_it(project):
    assert faults(project) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("data/two.csv", ["regions/yi.html"]),
        ("data/one.csv", ["data/one.html", "regions/yi.html"]),
        ("data/own/one.csv", ["data/one.html", "regions/yi.html"]),
        ("book/cite.md", ["cite.html"]),
        ("src/edugov/a.py", ["cite.html", "data/one.html", "regions/yi.html"]),
        ("_build/html/cite.html", ["cite.html"]),
        ("_build/html/new.html", ["new.html"]),
    ],
)
def test_the_pages_that_do_not_come_from_what_stands_there_are_named(project, name, wanted):
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("changed")
    assert faults(project) == wanted


def test_a_page_that_is_gone_is_named_with_how_to_make_it_again(project):
    (project / "_build/html/regions/yi.html").unlink()
    (fault,) = receipts.verify(project, project / "_build/html")
    (said,) = receipts.sentences([fault])
    assert "not there" in said and said.endswith("again yi")


def test_a_site_without_receipts_is_a_fault(tmp_path):
    with pytest.raises(Fault, match="make book"):
        receipts.verify(tmp_path, tmp_path)


def test_what_is_new_for_many_pages_is_said_once(project):
    """Own rows came for one county: a hundred pages of others read the same table."""
    html = project / "_build/html"
    told = json.loads((html / receipts.NAME).read_text())
    for number in range(100):
        page = f"sources/{number}.html"
        (html / "sources").mkdir(exist_ok=True)
        (html / page).write_text("a source")
        told["pages"][page] = told["pages"]["data/one.html"] | {
            "sha256": receipts.digest(html / page)
        }
    (html / receipts.NAME).write_text(json.dumps(told))
    assert receipts.sentences(receipts.verify(project, html)) == []
    (project / "data/own").mkdir()
    (project / "data/own/one.csv").write_text("1")
    (html / "cite.html").write_text("changed")
    found = receipts.verify(project, html)
    assert len(found) == 103  # none is left out of what is found
    said = sorted(receipts.sentences(found))
    assert len(said) == 2 and said[0].startswith("cite.html: the page itself")
    assert said[1].startswith("data/own/one.csv is new: so for 102 pages")
