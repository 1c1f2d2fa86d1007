"""Figures of another place in a region's report; every sentence is invented, places are real."""

import pytest

TITLE = "兰考县2031年教育情况（虚构）\n"
OWN = "2031年兰考县教育支出14.20亿元，增长2.50%。"
OTHERS = [
    "同期杞县教育支出15.08亿元，增长3.10%。",
    "邻近的杞县教育支出15.08亿元，增长3.10%。",
    "杞县教育支出15.08亿元，增长3.10%。",
    "而杞县教育支出15.08亿元，增长3.10%。",
    "同期，杞县教育支出15.08亿元，增长3.10%。",
    "同期开封市教育支出15.08亿元，增长3.10%。",
    "同期祥符区教育支出15.08亿元，增长3.10%。",
    "同期敖汉旗教育支出15.08亿元，增长3.10%。",
    "同期孟村回族自治县教育支出15.08亿元，增长3.10%。",
    "杞县、通许县教育支出分别为15.08亿元、9.20亿元。",
    "同期杞县和通许县教育支出分别为15.08亿元、9.20亿元。",
    "另外，杞县教育支出15.08亿元，增长3.10%。",
    "教育支出15.08亿元，增长3.10%（杞县）。",
    "教育支出15.08亿元（杞县），增长3.10%。",
]


@pytest.mark.parametrize("sentence", OTHERS)
def test_what_is_said_of_another_place_is_not_the_regions_own(sentence, read):
    rows = read(TITLE + OWN + sentence, "scope", "status", region_name="兰考县")
    assert rows == [("region", "ok")] * 2 + [("part", "ok")] * 2


@pytest.mark.parametrize(
    "sentence",
    [
        "与杞县相比，我县教育支出14.20亿元。",
        "杞县教育发展快，兰考县教育支出14.20亿元。",
        "小学毕业生往杞县就读，教育支出14.20亿元。",
        "教育支出14.20亿元（兰考县）。",
    ],
)
def test_a_place_that_a_region_is_compared_with_has_none_of_its_figures(sentence, read):
    assert read(TITLE + sentence, "scope", region_name="兰考县") == [("region",)]


def test_a_county_is_a_part_in_the_report_of_its_prefecture(read):
    text = "开封市2031年教育情况（虚构）\n全市教育支出140亿元。其中兰考县教育支出15.08亿元。"
    assert read(text, "scope", region_name="开封市") == [("region",), ("part",)]


@pytest.mark.parametrize(
    ("region", "wider", "own"),
    [("孟村回族自治县", "全市", "全县"), ("伊犁哈萨克自治州", "全省", "全州")],
)
def test_the_end_of_its_name_says_how_wide_a_region_is(region, wider, own, read):
    text = f"{region}2031年教育情况（虚构）\n{wider}小学毛入学率98%。{own}小学毛入学率97%。"
    assert read(text, "scope", region_name=region) == [("part",), ("region",)]


def test_without_a_known_region_no_place_is_another(read):
    assert read("杞县教育支出15.08亿元。", "scope") == [("region",)]
    assert read("兰考县教育情况\n全县教育有发展。\n杞县教育支出15.08亿元。", "scope") == [("part",)]


def test_a_title_that_names_a_place_says_whose_report_it_is_where_no_word_does(read):
    text = "督导组对河南省的反馈意见（虚构）\n兰考县小学生均公用经费为1012.4元，增长5.5%。"
    assert read(text, "scope", "status") == [("part", "ok")] * 2
