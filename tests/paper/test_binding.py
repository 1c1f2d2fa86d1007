"""A book put together of invented pages: its outline, its links, its words, its fonts."""

import subprocess
import sys

import pikepdf
import pypdfium2
import pytest

from edugov.fault import Fault
from edugov.paper import editions
from edugov.paper.binding import Leaf, Part, bind
from edugov.paper.printing import Press, press

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>x</title>
<style>body {{ font-family: var(--pst-font-family-base) }}</style></head><body><main><article>
<h1>{title}</h1><p>{text}</p>{links}
<h2 id="low" style="break-before: page">节</h2>
<details><summary>更多</summary><p>折叠的文字</p></details>
</article></main></body></html>"""
LINKS = (
    '<p><a href="two.html#low">two</a> <a href="#low">below</a> <a href="data.csv">file</a> '
    '<a href="https://example.org/x">elsewhere</a></p>'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory, browser):
    """Give a site of two invented pages, and their PDFs."""
    folder = tmp_path_factory.mktemp("site")
    pages = {"one": ("第一页", "虚构县小学差异系数0.50", LINKS), "two": ("第二页", "虚构文字", "")}
    for name, (title, text, links) in pages.items():
        page = PAGE.format(title=title, text=text, links=links)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    (folder / "data.csv").write_text("a\n1\n", encoding="utf-8")
    (folder.parent / "secret.txt").write_text("secret", encoding="utf-8")
    running = Press(browser.new_page(), folder)
    led_to = editions.places(folder, [f"{name}.html" for name in pages])
    for name in pages:
        running.open(f"{name}.html")
        running.keep(led_to[f"{name}.html"])
        (folder / f"{name}.pdf").write_bytes(running.print(name))
    return folder


def bound(site, tmp_path, address=""):
    """Bind the two pages and give the book."""
    leaves = [
        Leaf(f"{name}.html", site / f"{name}.pdf", editions.title_of(site / f"{name}.html"))
        for name in ("one", "two")
    ]
    path = tmp_path / "book.pdf"
    count = bind([Part("", (leaves[0],)), Part("第二编", (leaves[1],))], path, "书", "zh", address)
    book = pikepdf.open(path)
    assert len(book.pages) == count == 4  # each page has two sheets
    return book


def targets(book) -> list[str | int]:
    """Give where the links of the first sheet lead: a sheet of the book, or an address."""
    numbers = {sheet.objgen: number for number, sheet in enumerate(book.pages)}
    found = []
    for link in book.pages[0].Annots:
        if "/Dest" in link:
            named = not isinstance(link.Dest, pikepdf.Array)
            place = book.Root.Dests[str(link.Dest)].D if named else link.Dest
            found.append(numbers[place[0].objgen])
        else:
            found.append(str(link.A.URI))
    return found


def test_the_places_that_other_pages_lead_to_are_known(site):
    pages = ["one.html", "two.html"]
    assert editions.places(site, pages) == {"one.html": [], "two.html": ["low"]}


def test_links_lead_to_sheets_of_the_book(site, tmp_path):
    """Of another page too: to the sheet on which the place stands, the second of its page."""
    assert targets(bound(site, tmp_path)) == [3, 1, "https://example.org/x"]


def test_a_file_of_the_site_is_linked_where_the_site_has_an_address(site, tmp_path):
    book = bound(site, tmp_path, "https://book.example/")
    assert targets(book) == [3, 1, "https://book.example/data.csv", "https://example.org/x"]


def test_the_outline_has_the_pages_under_their_parts(site, tmp_path):
    with bound(site, tmp_path).open_outline() as outline:
        first, part = outline.root
        assert (first.title, part.title) == ("第一页", "第二编")
        assert [entry.title for entry in part.children] == ["第二页"]


def test_chinese_can_be_extracted_and_every_font_is_embedded(site, tmp_path):
    book = bound(site, tmp_path)
    fonts = [
        thing
        for thing in book.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
    ]
    assert fonts
    for font in fonts:  # a font of type 3 is its drawings; of a composite one each part has a row
        if "/FontDescriptor" in font and font.Subtype != "/Type3":
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
    read = pypdfium2.PdfDocument(tmp_path / "book.pdf")
    words = "".join(sheet.get_textpage().get_text_bounded() for sheet in read)
    assert "虚构县小学差异系数0.50" in words
    assert "折叠的文字" in words  # what is folded on the screen is printed


def test_the_same_pages_give_the_same_bytes(site, tmp_path):
    bound(site, tmp_path)
    before = (tmp_path / "book.pdf").read_bytes()
    bound(site, tmp_path)
    assert (tmp_path / "book.pdf").read_bytes() == before


def test_nothing_but_the_site_is_given_to_the_browser(site, browser):
    ask = "path => fetch(path).then(answer => answer.text()).catch(() => 'refused')"
    running = Press(browser.new_page(), site)
    running.open("one.html")
    assert running.page.evaluate(ask, "/data.csv") == "a\n1\n"
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "http://127.0.0.1/"):
        assert running.page.evaluate(ask, path) == "refused"


def test_without_a_browser_a_sentence_says_what_to_install(site, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Fault, match="no Chromium was found"), press(site):
        pass


def test_a_package_that_is_not_there_is_named():
    command = (
        "import sys; sys.modules['pikepdf'] = None; from edugov.cli import main; main(['pdf'])"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr == "error: printing needs pikepdf: pip install 'edugov[pdf]'\n"
