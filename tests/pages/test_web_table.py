"""A table as a page shows it: read across on a phone where it fits, else each row is a card."""

import pandas as pd
import pytest
from lxml import html

from edugov.markup import html as html_of
from edugov.pages import web_table

LONG = "what a person would read in a sentence of some length, with a reason"


def shown(table: pd.DataFrame, lang: str = "en") -> html.HtmlElement:
    return html.fromstring(web_table.whole(table, "Caption", lang).source)


def wide(rows: int = 2) -> pd.DataFrame:
    cells = {"indicator": [LONG] * rows, "year": ["2023"] * rows, "reason": [LONG] * rows}
    return pd.DataFrame(cells)


def test_in_a_wide_table_each_cell_says_which_column_it_is_of():
    root = shown(wide(), "zh")
    assert root.xpath("//table/@class") == ["cards"]
    assert root.xpath("//td/@data-label") == ["年份", "理由"] * 2
    assert root.xpath("//tbody/tr/th/@scope") == ["row", "row"]


def test_a_small_table_stays_one():
    root = shown(pd.DataFrame({"year": ["2022", "2023"], "Share, %": ["21.6", "10.5"]}))
    assert root.xpath("//table/@class") == ["narrow"]
    assert root.xpath("//@data-label") == []


@pytest.mark.parametrize(
    ("cell", "is_kept"),
    [("", False), (float("nan"), False), (html_of(""), False), ("0", True), (html_of("–"), True)],
)
def test_a_column_in_which_nothing_stands_is_left_out(cell, is_kept):
    root = shown(wide().assign(note=cell))
    assert ("Note" in root.xpath("//thead//th/text()")) == is_kept


def test_columns_of_the_same_heading_are_both_shown():
    table = pd.DataFrame([["a", "1", "2"]], columns=["name", "x", "x"])
    assert shown(table).xpath("//tbody//td/text()") == ["1", "2"]


def test_as_cards_it_stays_a_table_to_who_listens():
    root = shown(wide())
    for tag, role in {"table": "table", "tr": "row", "td": "cell", "tbody": "rowgroup"}.items():
        assert set(root.xpath(f"//{tag}/@role")) == {role}
    assert root.xpath("//tbody//th/@role") == ["rowheader"] * 2
    assert root.xpath("//table/caption/text()") == root.xpath("//div/@aria-label") == ["Caption"]


def test_chinese_characters_take_twice_the_room_of_letters():
    assert web_table.fits_a_phone([["number", "a" * 30]])
    assert not web_table.fits_a_phone([["number", "长" * 7], ["b", "宽" * 30], ["c", "表" * 40]])
