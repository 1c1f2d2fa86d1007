"""The site: its table of contents, and builds of a small invented book."""

import base64
import json
import shutil
from pathlib import Path

import pytest
import yaml

from edugov import site
from edugov.tables import Fault
from tests.conftest import ROOT

FIXED = {
    "format": "jb-book",
    "root": "index",
    "parts": [
        {"caption": "Regions", "chapters": [{"file": "all"}, {"expand": "regions"}]},
        {
            "caption": "Sources",
            "chapters": [{"file": "sources", "sections": [{"expand": "sources"}]}],
        },
    ],
}


def entries(*slugs):
    return {
        "regions": [{"file": f"regions/{slug}", "title": slug.title()} for slug in slugs],
        "sources": [],
    }


def test_generated_entries_stand_where_the_fixed_table_says():
    before = json.dumps(FIXED)
    generated = entries("yi", "ding") | {"sources": [{"file": "sources/report-one"}]}
    contents = site.table_of_contents(FIXED, generated)
    assert contents["parts"][0] == {
        "caption": "Regions",
        "chapters": [{"file": "all"}, *generated["regions"]],
    }
    assert contents["parts"][1]["chapters"] == [
        {"file": "sources", "sections": generated["sources"]}
    ]
    assert site.pages_of(contents) == [
        "index",
        "all",
        "regions/yi",
        "regions/ding",
        "sources",
        "sources/report-one",
    ]
    assert json.dumps(FIXED) == before


def test_unknown_name_in_the_table_of_contents_is_a_fault():
    with pytest.raises(Fault, match="'towns' is unknown; use regions, sources"):
        site.table_of_contents({"root": "index", "chapters": [{"expand": "towns"}]}, entries("yi"))


def notebook(title: str, text: str, picture: bytes) -> str:
    output = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": base64.b64encode(picture).decode(), "text/plain": "figure"},
    }
    code = {
        "cell_type": "code",
        "id": "b",
        "metadata": {"tags": ["hide-input"]},
        "source": "draw()",
        "execution_count": 1,
        "outputs": [output],
    }
    prose = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# {title}\n\n{text}"}
    metadata = {"language_info": {"name": "python"}}
    return json.dumps(
        {"cells": [prose, code], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = tmp_path / "one"
    (root / "book" / "regions").mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", root)
    (root / "book" / "references.bib").write_text("")
    (root / "book" / "_toc.yml").write_text(
        yaml.safe_dump({"format": "jb-book", "root": "index", "chapters": [{"expand": "regions"}]})
    )
    (root / "book" / "index.md").write_text("# Invented book\n\nThe 差异系数 is a coefficient.\n")
    (root / "book" / "regions" / "yi.ipynb").write_text(notebook("Yi", "Antarctica", PIXEL))
    return root


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.slow
def test_same_book_elsewhere_and_rebuilt_gives_the_same_bytes(book, tmp_path, capsys):
    regions = entries("yi")
    html = site.build(book, regions)
    first = contents(html)
    assert b"Antarctica" in first["regions/yi.html"]
    assert "差异" in first["searchindex.js"].decode("unicode_escape")
    assert "writing output 100%" in capsys.readouterr().out

    page = book / "book" / "regions" / "yi.ipynb"
    page.write_text(notebook("Yi", "Zanzibar", PIXEL + b"changed"))
    changed = contents(site.build(book, regions))
    assert b"Zanzibar" in changed["regions/yi.html"]
    assert "antarctica" not in changed["searchindex.js"].decode()

    page.write_text(notebook("Yi", "Antarctica", PIXEL))
    assert contents(site.build(book, regions)) == first
    elsewhere = tmp_path / "another" / "folder"
    shutil.copytree(book, elsewhere, ignore=shutil.ignore_patterns("_build"))
    assert contents(site.build(elsewhere, regions)) == first
    assert not [name for name, data in first.items() if str(tmp_path).encode() in data]


@pytest.mark.slow
def test_faulty_book_says_where_and_leaves_the_site(book):
    html = book / "_build" / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text("the site of yesterday")
    (book / "book" / "index.md").write_text("# Invented book\n\n[lost](nowhere.md)\n")
    for _ in range(2):  # the second time too: what was read is not taken for sound
        with pytest.raises(Fault, match=r"book/index\.md:3: WARNING: .*nowhere") as caught:
            site.build(book, entries("yi"))
        assert "Traceback" not in str(caught.value)
    assert contents(html) == {"index.html": b"the site of yesterday"}


def test_page_without_file_is_named(book):
    with pytest.raises(Fault, match="book/regions/bing: .*no .md or .ipynb"):
        site.build(book, entries("yi", "bing"))


def test_unreadable_table_of_contents_is_named(book):
    (book / "book" / "_toc.yml").write_text("root: [")
    with pytest.raises(Fault, match="_toc.yml"):
        site.build(book, {})
