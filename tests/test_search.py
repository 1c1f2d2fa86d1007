"""Search: Chinese in pairs, Latin words as in English, the browser cutting a query as the index was
cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.search.en import SearchEnglish

from edugov.search import BROWSER_CODE, SearchChineseAndEnglish, words


def test_chinese_becomes_characters_and_overlapping_pairs():
    assert words("均衡发展") == ["均", "衡", "发", "展", "均衡", "衡发", "发展"]


def test_marks_and_spaces_end_a_pair():
    assert words("教育、经费") == ["教", "育", "教育", "经", "费", "经费"]


def test_one_character_alone_is_a_word():
    assert words("县") == ["县"]


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_latin_text_is_split_as_in_english(text):
    assert words(text) == SearchEnglish({}).split(text)


def test_latin_words_are_stemmed_and_chinese_stays():
    language = SearchChineseAndEnglish({})
    assert language.stem("coefficients") == language.stem("coefficient")
    assert language.stem("差异") == "差异"
    assert language.word_filter("县") and language.word_filter("差异")


def test_stop_words_are_english():
    assert not SearchChineseAndEnglish({}).word_filter("the")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("差异系数", ["差异", "异系", "系数"]),
        ("差异", ["差异"]),
        ("县", ["县"]),
        ("昭通 Yining, coefficient", ["昭通", "Yining", "coefficient"]),
        ("2021年增长", ["2021", "年增", "增长"]),
        ("  ", []),
    ],
)
def test_browser_cuts_a_query_into_words_of_the_index(browser, query, expected):
    page = browser.new_page()
    assert (
        page.evaluate(f"(query) => {{ {BROWSER_CODE}; return splitQuery(query) }}", query)
        == expected
    )
    page.close()
    assert set(expected) <= set(words(query))
