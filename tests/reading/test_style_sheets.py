"""What a style sheet strikes out, hides or raises, a reader of the page does not take for text;
every sentence is invented."""

import time

import lxml.html
import pytest

from edugov.reading import style_sheets


def styled(sheet, body):
    page = lxml.html.document_fromstring(f"<style>{sheet}</style><body>{body}")
    style_sheets.write_into(page)
    return [element.text for element in page.iter("b", "tr", "p") if element.get("style")]


@pytest.mark.parametrize(
    "rule",
    [
        ".old{display:none}",
        "b.old , i {color:red; display : none !important }",
        "#last { visibility: collapse }",
        ".box p b.old{DISPLAY:NONE}",
        "/* .old{} */ <!-- .old{text-decoration:line-through} -->",
        "b{text-decoration:red line-through}",
        "@media print{ p{color:red} } @page{margin:0} .new.old{vertical-align: super}",
    ],
)
def test_what_a_rule_says_is_written_into_what_it_chooses(rule):
    body = "<div class='box'><p>小学<b class='new old' id='last'>14</b>所</div>"
    assert styled(rule, body) == ["14"]


@pytest.mark.parametrize(
    "rule",
    [
        "@media print{.old{display:none}}",  # on paper only
        "@media screen{p{color:red}.old{display:none}}",
        ".old{display:none} .box .old{display:inline}",  # a program shows it
        ".other{display:none} p.old{display:none} .box.old b{display:none}",
        "b:hover{text-decoration:line-through} p>b{display:none}",
        "*{} ,{display:none}",
        ".old{color:red}",
    ],
)
def test_other_rules_say_nothing(rule):
    assert styled(rule, "<div class='box'><p>小学<b class='old'>12</b>所</div>") == []


def test_what_stands_in_the_element_itself_is_said_last():
    page = lxml.html.document_fromstring("<style>b{display:none}</style><b style='color:red'>1</b>")
    style_sheets.write_into(page)
    assert page.find(".//b").get("style") == "visibility:hidden;color:red"


@pytest.mark.parametrize("piece", ["@media{", ".a", "{", "@", "/*", "p{", "p,"])
def test_a_broken_sheet_takes_no_time(piece):
    start = time.process_time()
    assert styled(piece * 50_000 + "{", "<b>12</b>") == []
    assert time.process_time() - start < 2
