"""The finished site on paper: the sheet of a region, and a book of a few of its pages."""

import os
import shutil
import subprocess
import sys

import pikepdf
import pypdfium2
import pytest
import yaml

from edugov.website.contents import pages_of, read
from tests.conftest import ROOT

CHAPTERS = {
    "How to read": ["how-to-read", "regions/index"],
    "Regions": ["regions/zhaotong", "duties/equity", "data/standards"],
}


@pytest.fixture(scope="module")
def project(built_site, tmp_path_factory):
    """Give a project with the finished site, whose table of contents names four pages."""
    root = tmp_path_factory.mktemp("paper")
    for name in ("data", "_config.yml", "notebooks"):
        (root / name).symlink_to(ROOT / name)
    (root / "_build").mkdir()
    (root / "_build" / "html").symlink_to(built_site)
    for lang in ("en", "zh"):
        parts = [
            {"caption": caption, "chapters": [{"file": name} for name in names]}
            for caption, names in CHAPTERS.items()
        ]
        told = {"format": "jb-book", "root": "index", "parts": parts}
        (root / "_build" / f"site-{lang}").mkdir()
        path = root / "_build" / f"site-{lang}" / "_toc.yml"
        path.write_text(yaml.safe_dump(told), encoding="utf-8")
    return root


def run(root, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `edugov pdf` on a project."""
    command = [sys.executable, "-m", "edugov.cli", "pdf", *arguments]
    environment = os.environ | {"EDUGOV_ROOT": str(root)}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")


def words(path) -> list[str]:
    """Give the words of each sheet."""
    return [sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(path)]


@pytest.mark.parametrize("region", ["zhaotong", "beijing", "yining", "jiangsu"])
def test_a_sheet_has_two_pages_and_says_what_it_is(project, region):
    done = run(project, region)
    assert done.returncode == 0 and "sheets of at most 2 pages" in done.stdout, done.stderr
    for lang, told in (("en", "as much as two sheets hold"), ("zh", "以两面为限")):
        sheets = words(project / "_build" / "pdf" / "regions" / f"{region}-{lang}.pdf")
        assert 1 <= len(sheets) <= 2
        assert told in "".join(sheets).replace("\r\n", " ")
        assert all(len(sheet) > 200 for sheet in sheets)  # none is empty


@pytest.mark.parametrize("region", ["langfang", "nowhere"])
def test_a_region_without_a_page_has_no_sheet(project, region):
    done = run(project, region)
    assert done.returncode == 1 and region in done.stderr and "Traceback" not in done.stderr
    assert not (project / "_build" / "pdf" / "regions" / f"{region}-en.pdf").exists()


@pytest.fixture(scope="module")
def books(project) -> dict[str, pikepdf.Pdf]:
    """Give the two editions of the four pages, printed."""
    from edugov.paper import editions

    shutil.rmtree(project / "_build" / "pdf", ignore_errors=True)
    command = "from edugov.paper import editions as e; import pathlib, sys; "
    command += "print(e.write_books(pathlib.Path(sys.argv[1]), ('en', 'zh')))"
    done = subprocess.run([sys.executable, "-c", command, str(project)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return {
        lang: pikepdf.open(project / "_build" / "pdf" / f"edugov-{lang}.pdf")
        for lang in editions.labels.LANGUAGES
    }


def test_a_book_leads_from_page_to_page_and_to_no_place_of_this_machine(project, books):
    for lang, book in books.items():
        with book.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
            assert titles[1:] == list(CHAPTERS)
            assert [len(entry.children) for entry in outline.root] == [0, 2, 3]
        inner = 0
        for sheet in book.pages:
            for link in sheet.get("/Annots", []):
                uri = str(link.get("/A", {}).get("/URI", ""))
                assert "book.invalid" not in uri and "file:" not in uri, uri
                inner += "/Dest" in link
        assert inner > 20, lang


def test_no_sheet_of_a_book_is_empty_and_chinese_can_be_searched(project, books):
    for lang in books:
        sheets = words(project / "_build" / "pdf" / f"edugov-{lang}.pdf")
        assert all(len(sheet) > 40 for sheet in sheets)
        assert "昭通" in "".join(sheets)


def test_the_whole_table_of_contents_is_known(built_site):
    """Every page that a book is made of stands in the site."""
    for lang, folder in (("en", ""), ("zh", "zh/")):
        for page in pages_of(read(ROOT / "_build" / f"site-{lang}")):
            assert (built_site / f"{folder}{page}.html").is_file()
