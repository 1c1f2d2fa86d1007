import base64
import hashlib
import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from edugov import tables
from edugov.audit import audit
from edugov.reading.documents import Document
from edugov.reading.grids import Table
from edugov.reading.review import SCRIPT, review_page

TEXT = "青禾县<2031>年 & 虚构\r\n学生120人，上年100人，增长25%。\n每生6000\n//年，其中x名。\n末行。"


def document(text=TEXT):
    return Document("青禾<县>", "txt", text, hashlib.sha256(text.encode()).hexdigest())


def figures(*rows):
    """Rows of (printed, unit printed, quantity, year, value, status, place in the text)."""
    return pd.DataFrame(
        [
            {
                "figure_id": f"s-{n:04d}",
                "source_id": "s",
                "region_code": "",
                "year": year,
                "stage": "all",
                "indicator_id": "students_count",
                "quantity": quantity,
                "value": value,
                "unit": "person",
                "value_printed": printed,
                "unit_printed": unit,
                "subject_zh": "学生",
                "scope": "region",
                "section": "一",
                "start": start,
                "end": end,
                "status": status,
                "proposed_reading": "",
                "note": note,
                "origin": "reader",
                "inferred": "",
                "rule": "value_of_noun",
            }
            for n, (printed, unit, quantity, year, value, status, start, end, note) in enumerate(
                rows, 1
            )
        ]
    )


def place(words):
    return TEXT.index(words), TEXT.index(words) + len(words)


ROWS = (
    ("120", "人", "value", "2031", 120.0, "ok", *place("120"), ""),
    ("100", "人", "value", "2030", 100.0, "ok", *place("100"), ""),
    ("25", "%", "growth", "2031", 25.0, "ok", *place("25"), ""),
    (
        "6000",
        "//年",
        "value",
        "2031",
        None,
        "damaged",
        *place("6000\n//年"),
        "unit lost: <b>元/生</b>",
    ),
    ("x", "名", "value", "2031", None, "placeholder", *place("x名"), ""),
    ("7", "所", "value", "2028", 7.0, "ok", None, None, ""),
)


NOTHING = audit(figures(*ROWS).head(0))
INDICATORS = tables.read("indicators").query("indicator_id == 'students_count'")


def made(table, findings=NOTHING, of=None, **more):
    return review_page(of or document(), table, findings, INDICATORS, **more)


class Page(HTMLParser):
    """What a reader gets: the words of each line, the ids, the links; open tags must be closed in
    order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.links, self.lines, self.tags = [], [], [], [], set()
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.add(tag)
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag == "p" and "section" in self.open:
            self.lines.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "section" in self.open and "p" in self.open and "sup" not in self.open:
            self.lines[-1] += data


def test_the_text_stands_there_whole_and_escaped():
    page = Page(made(figures(*ROWS), audit(figures(*ROWS))))
    assert "".join(page.lines) == TEXT.replace("\r\n", "").replace("。\n", "。")
    assert len(page.lines) == 4  # a mark that runs over a line break is not cut


def test_every_figure_is_marked_and_every_link_leads_somewhere():
    table = figures(*ROWS)
    page = Page(made(table, audit(table)))
    assert {f"r-{name}" for name in table["figure_id"]} <= set(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "m-s-0006" not in page.ids  # it has no place in the text


def test_findings_come_first_and_link_to_their_figures():
    table = figures(*ROWS)
    page = made(table, audit(table))
    assert page.index("does not hold") < page.index("上年")
    assert page.index('href="#r-s-0003"') < page.index("正文")
    assert "<summary>不符 does not hold: 1</summary>" in page  # for who checks in Chinese


def test_status_shows_as_word_and_sign_and_reasons_are_escaped():
    page = made(figures(*ROWS))
    assert 'class="damaged"' in page
    assert "<sup>✗</sup>" in page
    assert "unit lost: &lt;b&gt;元/生&lt;/b&gt;" in page
    assert "□ 占位符 placeholder 1" in page


def test_the_page_needs_nothing_from_elsewhere():
    page = made(figures(*ROWS), audit(figures(*ROWS)))
    assert not re.search(r"https?:|url\(|@import", page)
    assert not Page(page).tags & {"link", "img", "iframe"}


def test_the_page_runs_its_own_script_alone():
    page = made(figures(*ROWS))
    assert re.findall("<script>(.*?)</script>", page, re.DOTALL) == [SCRIPT]
    assert page.count("<script") == 1
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    (policy,) = re.findall('Content-Security-Policy" content="([^"]*)"', page)
    assert html.unescape(policy).split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not re.search("innerHTML|outerHTML|insertAdjacent|document.write|eval|fetch", SCRIPT)


def test_numbers_that_were_not_read_are_marked_and_counted():
    text = "青禾县2031年教育情况（虚构）\n学生120人，新增学位35个，完成项目17项。\n"
    start = text.index("120")
    table = figures(("120", "人", "value", "2031", 120.0, "ok", start, start + 3, ""))
    page = made(table, of=document(text))
    assert "文中 3 个数，读出 1 个，存疑 0 个，未读 2 个" in page
    marks = re.findall(r'<mark class="(\w+)"[^>]*><a[^>]*>([^<]*)<', page)
    assert marks == [("ok", "120人"), ("unread", "35个"), ("unread", "17项")]  # with their units
    top = page[: page.index("正文 Text")]
    assert "新增学位35个" in top and "完成项目17项" in top  # listed first, with their nouns


def test_doubtful_figures_stand_first_with_links_both_ways():
    page = made(figures(*ROWS))
    top = page[page.index("存疑 Doubtful (2)") : page.index("正文 Text")]
    for name in ("s-0004", "s-0005"):
        assert f'id="d-{name}"' in top and f'href="#r-{name}"' in top
        assert page.count(f'href="#d-{name}"') == 1
    assert "s-0001" not in top.split("<h2>")[0]


def test_readings_are_told_in_chinese_with_rule_and_id():
    page = made(figures(*ROWS), region="青禾县（给定 given）", year="2031（给定 given）")
    item = page[page.index('id="r-s-0001"') : page.index('id="r-s-0002"')]
    (name,) = INDICATORS["name_zh"]
    for word in (name, "各级各类", "数值", "本地区", "value_of_noun", "s-0001"):
        assert word in item
    assert page.index("青禾县（给定 given）") < page.index("存疑 Doubtful")


def test_a_table_is_shown_as_one_with_its_marks():
    text = "甲\n指标 | 2031年 | 2031年\n学生 | 120 | 35\n乙"
    rows = (("指标", "2031年", "2031年"), ("学生", "120", "35"))
    starts = ((2, 7, 15), (21, 26, 32))
    assert [text[at:][:2] for row in starts for at in row] == [
        "指标",
        "20",
        "20",
        "学生",
        "12",
        "35",
    ]
    of = Document("a", "docx", text, "0" * 64, (Table(2, len(text) - 2, 1, rows, starts),))
    start = text.index("120")
    page = made(figures(("120", "", "value", "2031", 120.0, "ok", start, start + 3, "")), of=of)
    shown = page[page.index("<table>") : page.index("</table>")]
    assert re.sub("<[^>]+>", " ", shown).split() == [
        *("指标", "2031年", "2031年"),
        *("学生", "120", "✓", "35", "·"),
    ]
    assert shown.count("<th>") == 3 and shown.count("<td>") == 3
    assert page.count('id="m-s-0001"') == 1


def test_a_mark_over_two_cells_is_shown_in_the_text():
    text = "学生 | 1 | 20\n"
    table = Table(0, 11, 0, (("学生", "1", "20"),), ((0, 5, 9),))
    of = Document("a", "pdf", text, "0" * 64, (table,))
    page = made(figures(("1 | 20", "", "value", "2031", None, "damaged", 5, 11, "")), of=of)
    assert "<table>" not in page and page.count('id="m-s-0001"') == 1


def test_figures_at_one_place_share_a_mark_of_the_worst_status():
    start, end = place("120")
    rows = [
        ("120", "人", "value", "2031", 120.0, "ok", start, end, ""),
        ("12", "人", "value", "2031", None, "conflict", start, end - 1, ""),
    ]
    page = Page(made(figures(*rows)))
    assert "\n".join(page.lines).count("120") == 1
    assert [name for name in page.ids if name.startswith("m-s")] == ["m-s-0002"]
    assert 'class="conflict"' in made(figures(*rows))


@pytest.mark.parametrize(
    "rows", [(), ROWS[5:], (("1", "", "value", "", 1.0, "ok", 5, 10_000, ""),)]
)
def test_pages_without_marks(rows):
    table = figures(*rows) if rows else figures(*ROWS).head(0)
    page = Page(made(table, audit(table)))
    assert page.lines and not [name for name in page.ids if name.startswith("m-s-")]
