"""What every page has beside its content."""

import json

from lxml import html

from edugov.website import dataset_markup, head_and_foot
from edugov.website.head_and_foot import Settings
from tests.conftest import ROOT

PAGE = """<!DOCTYPE html><html lang="en" data-content_root="../"><head><title>x</title></head><body>
<div id="pst-primary-sidebar" class="bd-sidebar"><details><summary><span class="toctree-toggle">v
</span></summary></details></div><div id="jb-print-docs-body"><h1>Yi &amp; Er</h1></div>
<article class="bd-article"><h1>Yi &amp; Er<a class="headerlink"
href="#yi">#</a></h1><div class="finding docutils"><ul><li><p>Yi has <b>3</b> schools.</p></li>
</ul></div></article></body></html>"""

DEFAULTS = Settings()


def shown(settings=DEFAULTS, path="regions/yi.html", lang="en", folder=""):
    return html.fromstring(head_and_foot.furnished(PAGE, path, lang, folder, settings))


def test_a_page_is_described_by_what_was_found():
    page = shown()
    assert page.xpath("//meta[@name='description']/@content") == ["Yi has 3 schools."]
    assert page.xpath("//meta[@property='og:title']/@content") == ["Yi & Er"]
    assert page.xpath("//link[@rel='icon']/@href") == ["../_static/favicon.svg"]


def test_a_canonical_address_stands_only_where_the_site_has_one():
    assert not shown().xpath("//link[@rel='canonical']")
    page = shown(Settings(address="https://book.example/a/"), lang="zh", folder="zh/")
    assert page.xpath("//link[@rel='canonical']/@href") == [
        "https://book.example/a/zh/regions/yi.html"
    ]


def test_an_error_is_reported_only_where_somebody_reads_it_and_names_the_page():
    assert not shown().xpath("//aside//a")
    page = shown(Settings(report="mailto:a@book.example?subject="))
    assert page.xpath("//aside//a/@href") == ["mailto:a@book.example?subject=regions/yi.html"]


def test_the_citation_names_the_page_and_its_version_in_the_language_of_the_page():
    text = shown(Settings(version="9.8")).xpath("string(//aside//pre)")
    assert "Yi & Er" in text and "9.8" in text and "CC BY 4.0" in text
    assert "《Yi & Er》" in shown(lang="zh").xpath("string(//aside//pre)")


def test_the_receipt_shows_checksums_and_how_to_make_the_page_again():
    made = {"command": "edugov render 530600", "keys": [("data/a.csv", "0123456789abcdef99")]}
    page = shown(Settings(receipts={"en": {"regions/yi.html": made}}))
    assert page.xpath("//aside//code/text()") == ["edugov render 530600", "0123456789abcdef"]


def test_what_opens_the_contents_has_a_name_and_the_sidebar_is_a_landmark():
    page = shown()
    assert page.xpath("//summary[span[@class='toctree-toggle']]/@aria-label")
    assert page.xpath("//div[@id='pst-primary-sidebar']/@role") == ["region"]
    assert page.xpath("//div[@id='pst-primary-sidebar']/@aria-label")


def test_the_page_for_lost_addresses_finds_its_parts_from_any_depth():
    assert shown(path="404.html").xpath("//base/@href") == ["/"]
    page = shown(Settings(address="https://book.example/a/"), "404.html", "zh", "zh/")
    assert page.xpath("//base/@href") == ["/a/zh/"]


def test_a_region_offers_its_figures_and_all_data_below_its_heading(tmp_path):
    for name in ("yi.csv", "yi.xlsx", "edugov-data.zip"):
        (tmp_path / name).write_text("")
    settings = Settings(downloads=tmp_path)
    for path in ("regions/yi.html", "regions/yi-funding.html"):
        links = shown(settings, path).xpath("//article/h1/following-sibling::p[1]/a/@href")
        assert links == [
            f"../downloads/{name}" for name in ("yi.csv", "yi.xlsx", "edugov-data.zip")
        ]
    links = shown(settings, lang="zh", folder="zh/").xpath("//p[@class='taken']/a/@href")
    assert links[0] == "../../downloads/yi.csv"
    assert not shown(settings, "regions/yian.html").xpath("//p[@class='taken']")


def test_a_region_that_can_be_compared_says_so_below_its_heading(tmp_path):
    (tmp_path / "yi.csv").write_text("")
    pages = {
        head_and_foot.COMPARE: '<form class="compare" data-lang="en" data-regions="er yi" hidden>'
    }
    settings = Settings(downloads=tmp_path, compared=head_and_foot.compared(pages))
    for folder in ("", "zh/"):
        links = shown(settings, folder=folder).xpath("//p[@class='taken']/a/@href")
        assert links[0] == "../comparisons/compare.html?regions=yi"
    without = Settings(downloads=tmp_path, compared=head_and_foot.compared({}))
    assert not shown(without).xpath("//a[contains(@href, 'compare')]")


def test_the_works_of_the_bibliography_are_items_of_their_list():
    works = (
        '<div role="list"><div class="citation" role="doc-biblioentry">A work</div></div></article>'
    )
    page = head_and_foot.furnished(PAGE.replace("</article>", works), "b.html", "en", "", DEFAULTS)
    assert html.fromstring(page).xpath("//div[@role='list']/div/@role") == ["listitem"]


HEAD = """<html data-content_root="../"><head></head><article><h1>Yi</h1></article></html>"""


def test_pages_name_card_and_feed_and_the_tables_their_dataset_only_with_an_address():
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    with_address = Settings(address="https://book.example/a/", package=package, date="2026-01-28")
    page = html.fromstring(
        head_and_foot.furnished(HEAD, dataset_markup.TABLES, "zh", "zh/", with_address)
    )
    assert page.xpath("//meta[@property='og:image']/@content") == [
        "https://book.example/a/card.png"
    ]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [
        "https://book.example/a/zh/changes.xml"
    ]
    assert page.xpath("//script[@type='application/ld+json']")
    other = html.fromstring(head_and_foot.furnished(HEAD, "data/x.html", "zh", "zh/", with_address))
    assert not other.xpath("//script")
    without = Settings(package=package, date="2026-01-28")
    page = html.fromstring(head_and_foot.furnished(HEAD, dataset_markup.TABLES, "en", "", without))
    assert not page.xpath("//meta[starts-with(@property, 'og:image')] | //script | //link[@title]")
