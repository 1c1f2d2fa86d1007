"""The feed, by the rules of Atom."""

from lxml import etree

from edugov.website import feed

ADDRESS = "https://book.example/a/"
# invented
PAGE = """<article><div class="finding docutils"><ul><li><p>Of <b>3</b> verdicts &lt;one&gt;
turned.</p></li><li><p>Two stayed.</p></li></ul></div></article>"""
NAMES = {"a": feed.ATOM}


def fed(page: str = PAGE, lang: str = "en", date: str = "2026-01-28") -> etree._Element:
    return etree.fromstring(feed.feed(page, ADDRESS, lang, date))


def texts(told: etree._Element, path: str) -> list[str]:
    return [
        found if isinstance(found, str) else found.text
        for found in told.xpath(path, namespaces=NAMES)
    ]


def test_each_sentence_found_is_an_entry_with_the_date_of_the_data():
    told = fed()
    assert texts(told, "a:entry/a:title") == ["Of 3 verdicts <one> turned.", "Two stayed."]
    assert set(texts(told, "//a:updated")) == {"2026-01-28T00:00:00+08:00"}


def test_the_feed_has_what_atom_asks_for():
    # RFC 4287, 4.1.1 and 4.1.2: one id, title and updated each, an author, absolute addresses
    told = fed(lang="zh")
    for element in (told, *told.iterfind("{*}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{feed.ATOM}}}{name}")) == 1
        assert len({link.get("rel") for link in element.iterfind("{*}link")}) >= 1
    assert texts(told, "a:author/a:name") == ["edugov项目组"]
    addresses = texts(told, "//a:link/@href") + texts(told, "//a:id")
    assert all(address.startswith(ADDRESS) for address in addresses)
    assert len(set(texts(told, "//a:id"))) == 3


def test_an_entry_is_a_new_one_when_its_sentence_is_another():
    before, after = (
        texts(fed(), "a:entry/a:id"),
        texts(fed(PAGE.replace("Two", "Four")), "a:entry/a:id"),
    )
    assert before[0] == after[0] and before[1] != after[1]
