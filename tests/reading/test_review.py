import hashlib
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from edugov.audit import audit
from edugov.reading.documents import Document
from edugov.reading.review import review_page

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
        if tag not in ("meta", "br"):
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
    page = Page(review_page(document(), figures(*ROWS), audit(figures(*ROWS))))
    assert "".join(page.lines) == TEXT.replace("\r\n", "").replace("。\n", "。")
    assert len(page.lines) == 4  # a mark that runs over a line break is not cut


def test_every_figure_is_marked_and_every_link_leads_somewhere():
    table = figures(*ROWS)
    page = Page(review_page(document(), table, audit(table)))
    assert {f"r-{name}" for name in table["figure_id"]} <= set(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "m-s-0006" not in page.ids  # it has no place in the text


def test_findings_come_first_and_link_to_their_figures():
    table = figures(*ROWS)
    page = review_page(document(), table, audit(table))
    assert page.index("does not hold") < page.index("上年")
    assert page.index('href="#r-s-0003"') < page.index("正文")


def test_status_shows_as_word_and_sign_and_reasons_are_escaped():
    page = review_page(document(), figures(*ROWS), NOTHING)
    assert 'class="damaged"' in page
    assert "<sup>✗</sup>" in page
    assert "unit lost: &lt;b&gt;元/生&lt;/b&gt;" in page
    assert "□ 占位 placeholder: 1" in page


def test_the_page_needs_nothing_from_elsewhere():
    page = review_page(document(), figures(*ROWS), audit(figures(*ROWS)))
    assert not re.search(r"https?:|url\(|@import", page)
    assert not Page(page).tags & {"script", "link", "img", "iframe"}


def test_figures_at_one_place_share_a_mark_of_the_worst_status():
    start, end = place("120")
    rows = [
        ("120", "人", "value", "2031", 120.0, "ok", start, end, ""),
        ("12", "人", "value", "2031", None, "conflict", start, end - 1, ""),
    ]
    page = Page(review_page(document(), figures(*rows), NOTHING))
    assert "\n".join(page.lines).count("120") == 1
    assert [name for name in page.ids if name.startswith("m-")] == ["m-s-0002"]
    assert 'class="conflict"' in review_page(document(), figures(*rows), NOTHING)


@pytest.mark.parametrize(
    "rows", [(), ROWS[5:], (("1", "", "value", "", 1.0, "ok", 5, 10_000, ""),)]
)
def test_pages_without_marks(rows):
    table = figures(*rows) if rows else figures(*ROWS).head(0)
    assert Page(review_page(document(), table, audit(table))).lines
