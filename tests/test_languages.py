"""Runs of the other language are marked, and English sentences on Chinese pages are found."""

from edugov.languages import english, finished, mark

PAGE = """<!doctype html><html lang="zh-CN"><body><nav>The whole list of pages</nav>
<div><h1>题</h1></div><article class="bd-article"><h1>题</h1>{}</article></body></html>"""


def test_english_in_a_chinese_page_is_marked_where_it_is_read():
    page = PAGE.format('<p title="not this here">见 read the book，CSV</p><script>var a b</script>')
    marked = mark(page, "zh")
    assert '见 <span lang="en">read the book</span>，CSV' in marked
    assert '<nav><span lang="en">The whole list of pages</span></nav>' in marked
    assert 'title="not this here"' in marked and "var a b" in marked


def test_chinese_in_an_english_page_is_marked_with_its_punctuation():
    page = '<html lang="en"><p>The 教督〔2012〕3号 of</p></html>'
    assert '<span lang="zh-Hans">教督〔2012〕3号</span>' in mark(page, "en")


def test_what_says_its_language_is_left_as_it_is():
    page = '<p lang="en">a title in English <b>and more of it</b></p><p>more of this text</p>'
    assert mark(page, "zh") == page.replace(
        "more of this text", '<span lang="en">more of this text</span>'
    )
    assert english(PAGE.format(page)) == ["more of this text"]


def test_code_and_formulas_hold_no_sentence():
    page = '<code>make all the pages</code><div class="math notranslate">a where b is c</div>'
    assert mark(page, "zh") == page


def test_a_page_that_shows_english_says_so_below_its_heading():
    assert english(PAGE.format("<p>中文，two words</p>")) == []
    whole, part = PAGE.format("<p>中文</p>"), PAGE.format("<p>It is not translated</p>")
    assert "untranslated" not in finished(whole, "zh")
    said = finished(part, "zh")
    assert said.index("<article") < said.index('</h1><p class="untranslated">')
    assert said.count("untranslated") == 1
    assert "untranslated" not in finished(part, "en")
