"""How Chinese is cut into words for the index of the search."""

from edugov.website.search import words


def test_chinese_becomes_characters_and_overlapping_pairs():
    assert words("均衡发展") == ["均", "衡", "发", "展", "均衡", "衡发", "发展"]


def test_marks_and_spaces_end_a_pair():
    assert words("教育、经费") == ["教", "育", "教育", "经", "费", "经费"]


def test_one_character_alone_is_a_word():
    assert words("县") == ["县"]
