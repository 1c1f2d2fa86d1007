"""The site: builds of a small invented book."""

import base64
import json
import os
import shutil
from pathlib import Path

import pytest
import yaml

from edugov.tables import Fault
from edugov.website import site
from tests.conftest import ROOT


def entries(*slugs):
    return {
        "regions": [{"file": f"regions/{slug}", "title": slug.title()} for slug in slugs],
        "sources": [],
    }


def english(*slugs):
    return {"en": entries(*slugs)}


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
    for name in ("_config.yml", "_config.zh.yml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "book" / "_templates", root / "book" / "_templates")
    for path in ROOT.glob("book/*.bib"):
        (root / "book" / path.name).write_text("")
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
    regions = english("yi")
    html = site.build(book, regions)
    first = contents(html)
    assert b"Antarctica" in first["regions/yi.html"]
    assert "差异" in first["search-index.js"].decode()
    assert "writing output 100%" in capsys.readouterr().out

    page = book / "book" / "regions" / "yi.ipynb"
    page.write_text(notebook("Yi", "Zanzibar", PIXEL + b"changed"))
    changed = contents(site.build(book, regions))
    assert b"Zanzibar" in changed["regions/yi.html"]
    assert "antarctica" not in changed["search-index.js"].decode()

    page.write_text(notebook("Yi", "Antarctica", PIXEL))
    assert contents(site.build(book, regions)) == first
    elsewhere = tmp_path / "another" / "folder"
    shutil.copytree(book, elsewhere, ignore=shutil.ignore_patterns("_build"))
    assert contents(site.build(elsewhere, regions)) == first
    assert not [name for name, data in first.items() if str(tmp_path).encode() in data]


def shift(path: Path, seconds: float) -> None:
    """Give a file an earlier or later time."""
    times = path.stat()
    os.utime(path, (times.st_atime + seconds, times.st_mtime + seconds))


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [-1_000_000, 0])
def test_changed_page_is_rebuilt_whatever_its_time(book, seconds):
    """The time is that of before, as `cp -a` leaves it, or an older one, as a backup does."""
    regions = english("yi")
    page, table = book / "book" / "regions" / "yi.ipynb", book / "book" / "regions" / "yi.csv"
    linked = "Antarctica {download}`csv <yi.csv>`"
    page.write_text(notebook("Yi", linked, PIXEL))
    table.write_text("a,b\n1,2\n")
    site.build(book, regions)
    page_times, table_times = page.stat(), table.stat()
    page.write_text(notebook("Yi", linked.replace("Antarctica", "Madagascar"), PIXEL))
    table.write_text("a,b\n1,3\n")
    for path, times in ((page, page_times), (table, table_times)):
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        shift(path, seconds)
    html = site.build(book, regions)
    shown = (html / "regions" / "yi.html").read_text(encoding="utf-8")
    assert "Madagascar" in shown and "Antarctica" not in shown
    (copied,) = html.glob("_downloads/*/yi.csv")
    assert copied.read_text() == "a,b\n1,3\n"


@pytest.mark.slow
def test_a_changed_entry_of_a_source_rebuilds_its_page_alone_and_gives_the_same_bytes(book):
    entry = book / "book" / "sources" / "one.md"
    entry.parent.mkdir()
    (book / "book" / "_toc.yml").write_text(
        yaml.safe_dump(
            {
                "format": "jb-book",
                "root": "index",
                "chapters": [{"expand": "regions"}, {"expand": "sources"}],
            }
        )
    )
    listed = english("yi")
    listed["en"]["sources"] = [{"file": "sources/one"}]
    entry.write_text("# One source\n\nIt prints 58 percent.\n")
    site.build(book, listed)
    read = book / "_build" / "site-en" / "_build" / ".doctrees" / "regions" / "yi.doctree"
    before = read.stat().st_mtime_ns
    entry.write_text("# One source\n\nIt prints 59 percent.\n")
    changed = contents(site.build(book, listed))
    assert "59 percent" in changed["sources/one.html"].decode()
    assert read.stat().st_mtime_ns == before
    shutil.rmtree(book / "_build")
    assert contents(site.build(book, listed)) == changed
    entry.write_text("# Another title\n\nIt prints 59 percent.\n")
    site.build(book, listed)
    assert read.stat().st_mtime_ns > before  # the page beside it names it


@pytest.mark.slow
def test_faulty_book_says_where_and_leaves_the_site(book):
    html = book / "_build" / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text("the site of yesterday")
    (book / "book" / "index.md").write_text("# Invented book\n\n[lost](nowhere.md)\n")
    for _ in range(2):  # the second time too: what was read is not taken for sound
        with pytest.raises(Fault, match=r"book/index\.md:3: WARNING: .*nowhere") as caught:
            site.build(book, english("yi"))
        assert "Traceback" not in str(caught.value)
    assert contents(html) == {"index.html": b"the site of yesterday"}


def test_page_without_file_is_named(book):
    with pytest.raises(Fault, match="book/regions/bing: .*no .md or .ipynb"):
        site.build(book, english("yi", "bing"))


def test_unreadable_table_of_contents_is_named(book):
    (book / "book" / "_toc.yml").write_text("root: [")
    with pytest.raises(Fault, match="_toc.yml"):
        site.build(book, {"en": {}})


@pytest.mark.parametrize("name", ["_config.yml", "_config.zh.yml"])
def test_the_footer_of_an_edition_stands_once(name):
    assert (ROOT / name).read_text(encoding="utf-8").count("extra_footer") == 1
