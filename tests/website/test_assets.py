"""One style sheet and one script for all pages of an edition."""

import pytest

from edugov.website import assets

PAGE = """<html data-content_root="{root}"><head>
<meta name="viewport" content="a"><meta name="viewport" content="b">
<link rel="stylesheet" href="{root}_static/one.css?v=1" />
<link rel="stylesheet" type="text/css" href="{root}_static/styles/two.css" />
<link rel="preload" as="script" href="{root}_static/one.js" />
<link rel="next" href="other.html" />
<script src="{root}_static/one.js?v=1"></script>
<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script>
<script>let hint = 'Show';</script>
<script src="{root}searchindex.js"></script>
<script defer src="{root}_static/two.js"></script>
</head><body><script src="{root}_static/own.mjs"></script></body></html>
"""


@pytest.fixture
def made(tmp_path):
    """Give an invented edition as Sphinx makes it."""
    for name, text in {
        "one.css": "@import 'base.css';\n.one {}",
        "base.css": ".base {}",
        "styles/two.css": '.two {}\n.fa-x{--fa:"y"}',
        "one.js": "const one = 1",
        "two.js": "(() => one)()",
        "unnamed.css": ".unnamed {}",
    }.items():
        path = tmp_path / "made" / "_static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "made"


def test_a_page_names_one_sheet_and_one_script_and_keeps_what_is_its_own(made, tmp_path):
    pages = {"index.html": PAGE.format(root=""), "a/b.html": PAGE.format(root="../")}
    slim = assets.bundle(pages, made, tmp_path / "new")
    for path, root in (("index.html", ""), ("a/b.html", "../")):
        assert slim[path].count('<link rel="stylesheet"') == 1
        assert f'href="{root}_static/book.css?v=' in slim[path]
        assert f'<script defer src="{root}_static/book.js?v=' in slim[path]
        assert "one.js" not in slim[path] and "searchindex" not in slim[path]
        assert "DOCUMENTATION_OPTIONS" not in slim[path] and "let hint" in slim[path]
        assert slim[path].count("viewport") == 1 and 'content="b"' in slim[path]
        assert 'rel="next"' in slim[path] and f'src="{root}_static/own.mjs"' in slim[path]


def test_the_bundles_hold_what_pages_name_in_their_order(made, tmp_path):
    assets.bundle({"index.html": PAGE.format(root="")}, made, tmp_path / "new")
    sheet = (tmp_path / "new" / "_static" / "book.css").read_text()
    assert sheet.split() == [".base", "{}", ".one", "{}", ".two", "{}"]
    script = (tmp_path / "new" / "_static" / "book.js").read_text()
    assert script == "const one = 1\n;\n(() => one)()"


def test_a_table_that_a_link_holds_becomes_a_file_that_it_leads_to(tmp_path):
    held = "data:text/csv;base64,77u/YSxiCjEsMgo="
    page = assets.put_beside(f'<a download="t.csv" href="{held}">t</a>', "a/b.html", tmp_path)
    (written,) = tmp_path.glob("_downloads/*/t.csv")
    assert written.read_text(encoding="utf-8-sig") == "a,b\n1,2\n"
    address = f"../{written.relative_to(tmp_path).as_posix()}"
    assert page == f'<a download="t.csv" href="{address}">t</a>'


def test_only_what_a_page_names_stays(tmp_path):
    for name in (
        "_static/book.css",
        "_static/lost.css",
        "_images/a.svg",
        "_static/s/x.LICENSE.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    assets.forget_unused(tmp_path, "_static/book.css")
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"book.css", "x.LICENSE.txt"}


def test_a_file_stays_where_a_page_has_its_address_not_where_another_name_ends_as_its_does(
    tmp_path,
):
    for name in ("_images/ab.png", "_images/b.png", "_static/fonts/a.woff2", "_static/b.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    page = '<img src="../_images/ab.png"><link href="_static/fonts/a.woff2?v=1"> b.png'
    assets.forget_unused(tmp_path, page)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"ab.png", "a.woff2", "b.txt"}  # the last as each licence
