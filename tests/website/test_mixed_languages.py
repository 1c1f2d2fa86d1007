"""Runs of the other language are marked, and English sentences on Chinese pages are found."""

from edugov.website.mixed_languages import cited, english, finished, mark, placed

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


def test_a_heading_of_a_chinese_page_is_where_it_is_in_english():
    heading = (
        '<section id="id3">\n<h2>{}<a class="headerlink" href="#id3">#</a></h2></section>'
        '<nav><a href="#id3">到</a></nav>'
    )
    shown = placed(heading.format("数据缺口及原因"))
    assert '<section id="what-is-missing-and-why"><span id="id3"></span>' in shown
    assert shown.count('href="#what-is-missing-and-why"') == 2 and 'href="#id3"' not in shown
    assert placed(heading.format("区县")) == heading.format("区县")
    twice = heading.format("来源") + '<span id="sources"></span>'
    assert placed(twice) == twice


def test_a_work_is_cited_as_chinese_print_does():
    work = '<div class="citation" id="id{}"><span class="label">[1]</span>\n<p>{}</p>\n</div>'
    page = work.format(1, "Jane Doe and Max Roe. On Doubt. 1990.") + work.format(2, "教育部. 办法.")
    shown = cited(page)
    assert english(PAGE.format(page)) and not english(PAGE.format(shown))
    assert '<p lang="en" translate="no">Jane Doe' in shown and "<p>教育部. 办法.</p>" in shown


def test_a_page_that_shows_english_says_so_below_its_heading():
    assert english(PAGE.format("<p>中文，two words</p>")) == []
    whole, part = PAGE.format("<p>中文</p>"), PAGE.format("<p>It is not translated</p>")
    assert "untranslated" not in finished(whole, "zh")
    said = finished(part, "zh")
    assert said.index("<article") < said.index('</h1><p class="untranslated">')
    assert said.count("untranslated") == 1
    assert "untranslated" not in finished(part, "en")
