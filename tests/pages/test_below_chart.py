"""What stands below a chart leads to its rows, its code and its versions."""

import io
from base64 import b64decode

import pandas as pd
from lxml import html as page

from edugov import markup
from edugov.pages import below_chart
from edugov.website import head_and_foot


def links(*drawn, lang: str = "en") -> list:
    """Give the links below a chart that was drawn of something."""
    whole = page.fromstring(below_chart.links("fig-invented", drawn, lang).source)
    assert whole.tag == "details" and whole.find("summary").text.strip("⋯ ")
    return whole.findall("a")


def read(link) -> pd.DataFrame:
    """Give the table that a link holds."""
    held = b64decode(link.get("href").partition("base64,")[2])
    return pd.read_csv(io.StringIO(held.decode("utf-8-sig")))


def test_the_rows_that_are_drawn_can_be_taken_with_their_index():
    years = pd.Index([2012, 2019], name="year")
    drawn = pd.DataFrame({"money_yuan": [1.5, 2.25]}, index=years)
    rows, code, made = links(drawn)
    assert rows.get("download") == "fig-invented.csv"
    assert read(rows).to_dict("list") == {"year": [2012, 2019], "money_yuan": [1.5, 2.25]}
    assert code.get("href") == "#fig-invented" and made.get("href") == f"#{below_chart.MADE}"


def test_numbers_have_ten_digits_as_the_last_differ_between_processors():
    drawn = pd.DataFrame({"share": [0.1 + 0.2, 2 / 3, float("nan"), 12345678.5]})
    assert read(links(drawn)[0])["share"].tolist()[:2] == [0.3, 0.6666666667]
    assert read(links(drawn)[0])["share"].isna().tolist() == [False, False, True, False]
    assert read(links(drawn)[0])["share"].iloc[3] == 12345678.5


def test_rows_named_by_words_keep_them_and_those_that_are_counted_do_not():
    named = pd.DataFrame({"figures_count": [3]}, index=["Yi"])
    assert read(links(named)[0]).iloc[0].tolist() == ["Yi", 3]
    assert list(read(links(pd.DataFrame({"figures_count": [3]}, index=[7]))[0])) == [
        "figures_count"
    ]


def test_several_tables_have_several_names_and_a_row_or_number_has_none():
    one = pd.DataFrame({"a": [1]})
    offered = links(one, pd.Series({"name": "Yi"}), 7, one)[:-2]
    assert [link.get("download") for link in offered] == [
        "fig-invented-1.csv",
        "fig-invented-2.csv",
    ]
    assert len(links(pd.Series({"name": "Yi"}))) == 2


def test_headings_of_two_lines_become_one():
    drawn = pd.DataFrame({("mean", "all"): [0.5]})
    assert list(read(links(drawn)[0])) == ["mean all"]


def test_text_of_a_table_is_no_formula_and_no_tag():
    (rows, *_) = links(pd.DataFrame({"name": ["=1+1", "<b>"]}))
    held = read(rows)["name"].tolist()
    assert held[0] != "=1+1" and held[0].endswith("=1+1") and held[1] == "<b>"


def test_the_versions_stand_at_the_foot_of_a_page():
    made = {"keys": [("data/figures.csv", "0" * 64)], "command": "edugov render yi"}
    settings = head_and_foot.Settings(receipts={"zh": {"regions/yi.html": made}})
    body = (
        '<html lang="zh" data-content_root="../"><head></head><article><h1>Yi</h1></article></html>'
    )
    whole = head_and_foot.furnished(body, "regions/yi.html", "zh", "zh/", settings)
    (place,) = page.fromstring(whole).xpath(f"//*[@id='{below_chart.MADE}']")
    assert "edugov render yi" in place.text_content()
    assert markup.words(below_chart.links("fig-yi", (), "zh")).endswith("代码 · 版本")
