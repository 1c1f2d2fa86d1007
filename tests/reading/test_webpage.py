"""What a browser shows is the text, what it hides or strikes out is not; every sentence is
invented."""

import json
import time

import pytest

from edugov.fault import Fault
from edugov.reading import webpage
from edugov.reading.documents import open_document

CHINESE = "青禾县现有小学12所，在校学生4200人。"


@pytest.fixture
def opened(tmp_path):
    """Give a function that writes a page in an encoding and opens it."""

    def open_page(body, head="", encoding="utf-8"):
        path = tmp_path / "青禾县.html"
        page = f"<html><head>{head}</head><body>{body}</body></html>"
        path.write_bytes(page.encode(encoding))
        return open_document(path)

    return open_page


@pytest.mark.parametrize(
    "gone",
    [
        "<s>14</s>",
        "<del>14</del>",
        "<strike>14</strike>",
        "<span style='text-decoration: line-through'>14</span>",
        "<span style='TEXT-DECORATION-LINE:underline line-through'>14</span>",
        "<span style='color:red;text-decoration:red line-through 2px'>14</span>",
        "<i style='display:none'>14</i>",
        "<i style='visibility : hidden'>14</i>",
        "<i style='visibility:collapse'>14</i>",
        "<i style='mso-hide:all'>14</i>",
        "<i hidden>14</i>",
        "<!--[if gte mso 9]>14<![endif]-->",
        "<ruby><rp>(</rp><rt>14</rt><rp>)</rp></ruby>",
    ],
)
def test_what_is_struck_out_or_hidden_is_no_text(gone, opened):
    assert opened(f"<p>小学{gone}12所</p>").text == "小学12所"


@pytest.mark.parametrize("rule", [".out", "i.out", "p, .out", "#gone", ".x{color:red} .out"])
def test_what_a_style_sheet_strikes_out_is_no_text(rule, opened):
    head = f"<style>/* .a{{}} */ {rule} {{ text-decoration: line-through }}</style>"
    assert opened("<div>小学<i class='big out' id='gone'>14</i>12所</div>", head).text == "小学12所"


def test_a_row_that_a_style_sheet_hides_is_no_text_and_the_whole_page_is(opened):
    row = "<tr class='gone'><td>初中<td>6"
    body = f"<table><tr><td>小学<td>12{row}<tr><td>初中<td>5</table>"
    head = "<style>.gone { display: none }</style>"
    assert opened(body, head).text == "小学 | 12\n初中 | 5"
    assert opened(f"<div class='gone'>{CHINESE}</div>", head).text == CHINESE


def test_what_a_style_sheet_hides_until_it_is_asked_for_is_text(opened):
    head = "<style>.tab { display: none } .tab.open { display: block }</style>"
    assert opened("<div class='tab open'>小学12所</div>", head).text == "小学12所"


def test_a_page_that_its_program_shows_later_is_text(opened):
    body = f"<h1>青禾县</h1><div style='visibility: hidden; opacity: 0'><p>{CHINESE}</div>"
    assert opened(body).text == f"青禾县\n{CHINESE}"
    assert opened(f"{body}<script>{'var a;' * 99}</script>").text == f"青禾县\n{CHINESE}"


def test_underlined_and_shown_words_are_text(opened):
    shown = "<span style='text-decoration:underline;display:inline'>12</span>"
    assert opened(f"<p>小学{shown}所<![if !supportLists]>一<![endif]></p>").text == "小学12所一"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("4200<sup>1</sup>人", "4200人"),
        ("4200<sup><a href='#n1'>[1]</a></sup>人", "4200人"),
        ("4200<a href='#_ftn1' name='_ftnref1'><span>[1]</span></a>人", "4200人"),
        ("4200<span style='vertical-align: super'>②</span>人", "4200人"),
        ("4200<a role='doc-noteref' href='n.html'>1</a>人", "4200人"),
        ("共<a href='#t'>12</a>所", "共12所"),
        ("3860m<sup>2</sup>", "3860m²"),
        ("3.2×10<sup>4</sup>人", "3.2×10⁴人"),
        ("4200<sup>[</sup><sup><i>1</i></sup><sup>]</sup>人", "4200人"),
        ("3860m<sup>2</sup><sup>1</sup>", "3860m²"),
        ("CO<sub>2</sub>4200吨", "CO₂4200吨"),
        ("第<sup>一</sup>名", "第一名"),
        ("3860m</p><p><sup>2</sup>注", "3860m\n注"),
    ],
)
def test_a_mark_is_no_part_of_a_number_and_an_exponent_is(words, text, opened):
    assert opened(f"<p>{words}</p>").text == text


def test_a_foot_before_the_body_and_a_caption(opened):
    document = opened(
        "<table><caption>表1 学校</caption><thead><tr><th>学段<th>学校</thead>"
        "<tfoot><tr><td>合计<td>17</tfoot><tbody><tr><td>小学<td>12<tr><td>初中<td>5</table>"
    )
    assert document.text == "表1 学校\n学段 | 学校\n小学 | 12\n初中 | 5\n合计 | 17"


def test_a_cell_that_covers_rows_ends_with_its_group(opened):
    first = "<tbody><tr><td rowspan=0>小学<td>12<tr><td>250</tbody>"
    second = "<tbody><tr><td rowspan=9>初中<td>5<tr><td>180</tbody><tfoot><tr><td>计<td>17</tfoot>"
    assert opened(f"<table>{first}{second}</table>").text == (
        "小学 | 12\n小学 | 250\n初中 | 5\n初中 | 180\n计 | 17"
    )


def test_what_is_opened_by_a_click_begins_a_line(opened):
    assert opened("<details><summary>概况</summary>小学12所</details>").text == "概况\n小学12所"


def test_a_table_in_a_cell_stays_in_its_row_and_one_for_the_layout_does_not(opened):
    inner = "<table><tr><td>教师<td>250</table>"
    data = f"<table><tr><td>小学<td>12<td>{inner}<tr><td>初中<td>5<td></table>"
    assert opened(data).text == "小学 | 12 | 教师 250\n初中 | 5 | "
    layout = f"<table><tr><td>栏目<td>{CHINESE}{data}<tr><td>页脚<td></table>"
    assert opened(layout).text.split("\n")[:2] == ["栏目", CHINESE]


def test_a_name_that_speaks_of_menus_takes_no_main_heading_along(opened):
    assert opened(f"<div class='menu'><h1>概况</h1></div><p>{CHINESE}").text == f"概况\n{CHINESE}"
    assert opened(f"<div class='menu'><h2>栏目</h2></div><p>{CHINESE}").text == CHINESE


# ---- pages without text of their own


def test_a_page_that_a_program_writes_says_so(opened):
    with pytest.raises(Fault, match="holds no text of its own; open it in a browser"):
        opened(f"<div id='app'></div><script>var page = '{CHINESE}';</script>")
    document = opened(f"<h1>青禾县</h1><textarea>{CHINESE}</textarea>")
    assert document.text == "青禾县"
    coded = opened(f"<h1>青禾县</h1><script>var page = {json.dumps(CHINESE)};</script>")
    assert coded.notes == document.notes
    (note,) = document.notes
    assert note.startswith("most words of the page stand in its programs and were not read")
    assert opened(f"<p>{CHINESE}</p><script>var a = '提示';</script>").notes == ()


# ---- encodings: what a page says of itself is often wrong


@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "big5"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_words_decide_on_the_encoding(encoding, declared, opened):
    head = f"<meta charset='{declared}'>" if declared else ""
    assert opened(f"<p>{CHINESE}</p>", head, encoding).text == CHINESE


@pytest.mark.parametrize("declared", ["", "big5", "gb2312"])
def test_big5(declared, opened):
    words = "青禾縣現有國民小學12所，在校學生4200人，專任教師250人。"
    head = f"<meta charset='{declared}'>" if declared else ""
    assert opened(f"<p>{words}</p>", head, "big5").text == words


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_byte_is_named(encoding, tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes("<p>小学".encode(encoding) + b"\xff" + f"{CHINESE}</p>".encode(encoding))
    place = len("<p>小学".encode(encoding)) + 1
    with pytest.raises(Fault, match=f"a.html: not text.*fails at byte {place}"):
        open_document(path)


def test_markup_deeper_than_the_parser_goes_is_refused_and_never_cut_off(opened):
    assert opened("<div>" * 400 + CHINESE).text == CHINESE
    with pytest.raises(Fault, match="cannot be read to its end"):
        opened("<div>" * 5000 + CHINESE)


def test_the_words_of_deep_markup_are_walked_once():
    page = "<div class='nav'>" * 1_500 + CHINESE * 20_000 + "</div>" * 1_500
    start = time.process_time()
    (line,) = webpage.blocks(page)
    assert len(line) == len(CHINESE) * 20_000
    assert time.process_time() - start < 2  # a tenth of a second; once a level takes four
