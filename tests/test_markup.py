"""Text stays text: in HTML, in MyST as the book reads it, in links and in spreadsheets."""

import ast
import csv
import io
import re

import nbformat
import pandas as pd
import pytest
import yaml
from docutils.core import publish_doctree
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as parsed_html
from myst_parser.docutils_ import Parser

from edugov import markup, pages
from edugov.evidence import Finding
from edugov.fault import Fault
from edugov.files import to_csv
from edugov.markup import Html, Markdown, html, plain, web_link
from tests.conftest import ROOT
from tests.payloads import BREAKS, LINES, LINKS, TEXTS

CONFIGURATION = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
SETTINGS = {
    "myst_enable_extensions": CONFIGURATION["parse"]["myst_enable_extensions"],
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
}
ANY_TEXT = st.one_of(
    st.sampled_from(TEXTS), st.text(), st.text("<>&*_`$[](){}!#|~^:\\ \n-+=.1aé县")
)


def read(source: str):
    """Read MyST as the book does."""
    return publish_doctree(source, parser=Parser(), settings_overrides=SETTINGS)


def shape(node) -> list:
    """Return the names of a document's nodes, nested, without their text."""
    return [node.tagname, [shape(child) for child in node.children]]


ITEM = shape(read("- word"))
HEADING = shape(read("# word"))
BOLD = shape(read("**word**"))


few = settings(max_examples=40, deadline=None)


@few
@given(ANY_TEXT)
def test_text_in_html_is_text(text):
    whole = html('<p title="{0}">{0}</p><i>end</i>', text).source
    root = parsed_html.fragment_fromstring(whole, create_parent="div")
    assert [child.tag for child in root.iter()] == ["div", "p", "i"]
    assert root[0].text_content() == root[0].get("title") == plain(text)
    assert list(root[0].attrib) == ["title"]


@few
@given(ANY_TEXT.filter(lambda text: plain(text).strip()))
@example("1. one")
@example("    indented")
@example("(target)=")
@example("{{ 6 * 7 }}")
@example("C:\\")
def test_text_in_myst_is_text(text):
    is_text_in_myst(text)


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_in_myst_is_text(text):
    is_text_in_myst(text)


def is_text_in_myst(text):
    escaped = Markdown.of(text).source.lstrip()
    for source, expected in ((f"- {escaped}", ITEM), (f"# {escaped}", HEADING)):
        document = read(source)
        assert shape(document) == expected, source
        assert document.astext().strip() == plain(text).strip()
    assert shape(read(f"**{Markdown.of('a' + text + 'b').source}**")) == BOLD


@few
@given(st.lists(ANY_TEXT.filter(lambda text: plain(text).strip()), min_size=1, max_size=3))
def test_every_finding_is_one_item_of_the_box(sentences):
    box = pages.finding([Finding(text) for text in sentences]).data
    first, *items, last = box.split("\n")
    assert (first, last) == (":::{div} finding", ":::")
    assert len(items) == len(sentences) and all(item.startswith("- ") for item in items)
    read_items = read("\n".join(items)).children[0].children
    shown = [item.astext().strip() for item in read_items]
    assert shown == [plain(sentence).strip() for sentence in sentences]


def test_a_link_to_a_page_is_one_and_its_text_is_text():
    sentence = "see " + pages.see("[all] *counties*", "https://example.org/") + " [here](x)."
    (paragraph,) = read(sentence.source).children
    assert [child.tagname for child in paragraph.children] == ["#text", "reference", "#text"]
    assert paragraph.astext() == "see [all] *counties* [here](x)."


@pytest.mark.parametrize("text", [*BREAKS.values(), *LINES.values()])
def test_plain_text_is_one_line_of_what_is_seen(text):
    shown = plain(text)
    assert shown.isprintable() and len(shown) == len(text)
    assert plain(shown) == shown


def test_names_in_use_stay_as_they_are():
    for name in ("义务教育 “均衡”", "Xīnjiāng – Yīníng", "𠮷野县", "50 %", "é́", "（一）"):
        assert plain(name) == name


@pytest.mark.parametrize("link", LINKS)
def test_what_leads_elsewhere_than_the_web_is_no_link(link):
    root = parsed_html.fragment_fromstring(web_link(link).source, create_parent="p")
    links = root.findall("a")
    assert [element.tag for element in root.iter()] == ["p"] + ["a"] * len(links)
    for element in links:
        assert element.get("href") == link and link.startswith("https://")
        assert set(element.attrib) == {"href"}


def test_address_of_the_web_is_a_link():
    address = "https://www.example.org/a?b=1&c=县"
    assert parsed_html.fromstring(web_link(address).source).get("href") == address


def test_markup_joins_markup_and_escapes_text():
    badge = html("<b>{}</b>", "<")
    assert (badge + " & ").source == "<b>&lt;</b> &amp; "
    assert ("& " + badge).source == "&amp; <b>&lt;</b>"
    assert Html.joined([badge, "<"], ", ").source == "<b>&lt;</b>, &lt;"
    assert html("{:.2f} {}", 1.005, badge).source == "1.00 <b>&lt;</b>"
    assert Html.of(badge) is badge


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", "a b", "-x", "县", "x\n", "x.md", "<b>"])
def test_name_that_leads_elsewhere_names_no_file(name):
    with pytest.raises(Fault, match="cannot name a file"):
        markup.file_name(name)


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1+1", "－1|x", "+", "-", "=-1"],
)
def test_cell_that_a_spreadsheet_would_compute_begins_with_an_apostrophe(cell):
    table = markup.for_spreadsheet(pd.DataFrame({"name": [cell]}))
    assert table["name"].tolist() == ["'" + plain(cell)]


def test_cell_with_line_ends_is_one_cell_of_a_download():
    table = markup.for_spreadsheet(pd.DataFrame({"name": ["a\r=1+1", 'b\n"=1+1', "c\r\n-x"]}))
    rows = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert rows == [["name"], ["a =1+1"], ['b "=1+1'], ["c  -x"]]


@pytest.mark.parametrize(
    "cell", ["-650", "+120", "-6.5%", "+1,200.5", "1e-5", "-.5", "", "a=b", "–5"]
)
def test_numbers_and_other_texts_stay_as_they_are(cell):
    table = markup.for_spreadsheet(pd.DataFrame({"name": [cell], "value": [-1.5]}))
    assert table.to_dict("list") == {"name": [cell], "value": [-1.5]}


TAG = re.compile(
    r"</?(a|b|br|code|dd|details|div|dl|dt|em|figure|i|img|li|mark|ol|p|section|small|span|sup"
    r"|summary|table|tbody|td|th|tr|ul)[ >/]"
)


def sources():
    """Give the name and the syntax tree of each module and of each cell of a notebook."""
    for path in sorted(ROOT.glob("src/**/*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                yield f"notebooks/{path.name}", ast.parse(cell.source)


def called(node: ast.AST) -> str:
    """Return the name of what a call calls."""
    function = getattr(node, "func", None)
    return getattr(function, "id", getattr(function, "attr", ""))


def test_no_code_puts_markup_together_but_by_the_module_for_it():
    """Such code would have to remember to escape; what a template fills in is escaped for it."""
    found = []
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in ("html", "markupsafe"):
                found.append(f"{name}: from {node.module}")
            if isinstance(node, ast.JoinedStr):
                constant = [part for part in node.values if isinstance(part, ast.Constant)]
                words = "".join(part.value for part in constant)
                if TAG.search(words):
                    found.append(f"{name}: {words[:50]}")
            if called(node) in ("html", "markdown", "Html") and node.args:
                if isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                    found.append(f"{name}: {ast.unparse(node)[:50]}")
    assert [place for place in found if not place.startswith("src/edugov/markup.py: from")] == []
