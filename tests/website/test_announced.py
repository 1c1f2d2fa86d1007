"""What a site with an address says of itself: the feed by the rules of Atom, the dataset by what
datapackage.json says, the card as large as those who show one ask for."""

import json
import struct

import pytest
from lxml import etree, html

from edugov import tables
from edugov.website import announced, head_and_foot
from edugov.website.head_and_foot import Settings
from tests.conftest import ROOT

ADDRESS = "https://book.example/a/"
# invented
PAGE = """<article><div class="finding docutils"><ul><li><p>Of <b>3</b> verdicts &lt;one&gt;
turned.</p></li><li><p>Two stayed.</p></li></ul></div></article>"""
NAMES = {"a": announced.ATOM}


def fed(page: str = PAGE, lang: str = "en", date: str = "2026-01-28") -> etree._Element:
    return etree.fromstring(announced.feed(page, ADDRESS, lang, date))


def texts(feed: etree._Element, path: str) -> list[str]:
    return [
        found if isinstance(found, str) else found.text
        for found in feed.xpath(path, namespaces=NAMES)
    ]


def test_each_sentence_found_is_an_entry_with_the_date_of_the_data():
    feed = fed()
    assert texts(feed, "a:entry/a:title") == ["Of 3 verdicts <one> turned.", "Two stayed."]
    assert set(texts(feed, "//a:updated")) == {"2026-01-28T00:00:00+08:00"}


def test_the_feed_has_what_atom_asks_for():
    # RFC 4287, 4.1.1 and 4.1.2: one id, title and updated each, an author, absolute addresses
    feed = fed(lang="zh")
    for element in (feed, *feed.iterfind("{*}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{announced.ATOM}}}{name}")) == 1
        assert len({link.get("rel") for link in element.iterfind("{*}link")}) >= 1
    assert texts(feed, "a:author/a:name") == ["edugov项目组"]
    addresses = texts(feed, "//a:link/@href") + texts(feed, "//a:id")
    assert all(address.startswith(ADDRESS) for address in addresses)
    assert len(set(texts(feed, "//a:id"))) == 3


def test_an_entry_is_a_new_one_when_its_sentence_is_another():
    before, after = (
        texts(fed(), "a:entry/a:id"),
        texts(fed(PAGE.replace("Two", "Four")), "a:entry/a:id"),
    )
    assert before[0] == after[0] and before[1] != after[1]


def test_the_date_of_the_data_is_the_newest_day_of_a_source(tmp_path):
    # invented; a year or a month is no day
    (tmp_path / "data").mkdir()
    rows = "source_id,date\na,2024-05-01\nb,2025-01\nc,2024-12-26\nd,\ne,2026\n"
    (tmp_path / "data" / "sources.csv").write_text(rows)
    assert announced.date_of(tmp_path) == "2024-12-26"
    assert announced.date_of(tmp_path / "elsewhere") == announced.date_of(None) == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_dataset_says_what_the_data_package_says(lang):
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package["title"] += "</script>"
    source = announced.dataset(package, ADDRESS, lang, "2026-01-28").source
    assert source.count("</script>") == 1
    told = json.loads(html.fromstring(f"<div>{source}</div>").findtext("script"))
    assert told["@type"] == "Dataset" and told["version"] == package["version"]
    assert {told["name"], told["alternateName"]} == {package["title"], package["title_zh"]}
    assert told["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert f"{len(tables.names())}" in told["description"]
    # what Google's Dataset Search asks for
    assert len(told["description"]) >= 50
    assert told["distribution"]["contentUrl"] == f"{ADDRESS}downloads/edugov-data.zip"
    assert told["url"] == f"{ADDRESS}{'zh/' if lang == 'zh' else ''}data/tables.html"


def test_the_card_is_a_picture_of_the_size_it_says_and_the_same_each_time(tmp_path):
    for name in ("one.png", "two.png"):
        announced.card(tmp_path / name)
    one, two = ((tmp_path / name).read_bytes() for name in ("one.png", "two.png"))
    assert one == two and one.startswith(b"\x89PNG")
    assert struct.unpack(">II", one[16:24]) == (announced.WIDTH, announced.HEIGHT)
    assert len({path.name for path in tmp_path.iterdir()}) == 2


HEAD = """<html data-content_root="../"><head></head><article><h1>Yi</h1></article></html>"""


def test_pages_name_card_and_feed_and_the_tables_their_dataset_only_with_an_address():
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    with_address = Settings(address=ADDRESS, package=package, date="2026-01-28")
    page = html.fromstring(
        head_and_foot.furnished(HEAD, announced.TABLES, "zh", "zh/", with_address)
    )
    assert page.xpath("//meta[@property='og:image']/@content") == [f"{ADDRESS}card.png"]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [f"{ADDRESS}zh/changes.xml"]
    assert page.xpath("//script[@type='application/ld+json']")
    other = html.fromstring(head_and_foot.furnished(HEAD, "data/x.html", "zh", "zh/", with_address))
    assert not other.xpath("//script")
    without = Settings(package=package, date="2026-01-28")
    page = html.fromstring(head_and_foot.furnished(HEAD, announced.TABLES, "en", "", without))
    assert not page.xpath("//meta[starts-with(@property, 'og:image')] | //script | //link[@title]")
