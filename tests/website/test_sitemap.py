"""The sitemap names every page."""

from lxml import etree

from edugov.website.sitemap import write_sitemap


def test_the_sitemap_has_each_page_and_is_there_only_with_an_address(tmp_path):
    path = tmp_path / "sitemap.xml"
    write_sitemap(["b.html", "zh/a.html"], "", path)
    assert not path.exists()
    write_sitemap(["zh/a.html", "b.html"], "https://book.example/", path)
    places = [element.text for element in etree.parse(path).iter("{*}loc")]
    assert places == ["https://book.example/b.html", "https://book.example/zh/a.html"]
