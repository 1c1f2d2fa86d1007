"""The index of the search: words without the ending of a plural, numbers whole, what counts how
much, and what leads to a page."""

import json

from edugov.files.kept import Known
from edugov.website import search_index
from edugov.website.search_index import stem, tokens

FRONT = """<article><ul class="found-regions"><li data-keys="yining city yining 伊宁市 654002">
<a href="regions/yining.html">Yining</a></li></ul></article>"""
PAGE = """<article><h1>Yining City<a class="headerlink">#</a></h1><h2>Wages</h2>
<div class="cell_input">hidden_code</div><p>Wages rose by 8,709.5 yuan.</p></article>"""
DICTIONARY = """<article><h1>Indicators</h1><table><tr><td><span id="large"></span>Large classes<br>
<small>大班额</small></td></tr></table></article>"""


def written(tmp_path, pages, places=()):
    path = tmp_path / "search-index.js"
    pages = {name: f"<html><body>{text}</body></html>" for name, text in pages.items()}
    search_index.write(pages, path, places)
    text = path.read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.bookIndex = ").removesuffix(";\n"))


def test_a_number_is_one_word_without_its_commas():
    assert tokens("39.66% of 8,709") == ["39.66", "of", "8709"]


def test_plurals_and_capitals_are_one_word_with_the_singular():
    assert stem("Schools") == stem("school") and stem("Counties") == stem("county")
    assert stem("class") == "class" and stem("gas") == "gas"


def test_a_region_is_found_by_its_code_and_names_on_a_page_that_does_not_print_them(tmp_path):
    index = written(tmp_path, {"index.html": FRONT, "regions/yining.html": PAGE})
    (number,) = [i for i, (page, _) in enumerate(index["pages"]) if page == "regions/yining"]
    led = {phrase for phrase, page, _ in index["names"] if page == number}
    assert {"654002", "伊宁市", "yining", "yining city"} <= led
    assert number in index["words"]["654002"][::2]


def test_the_other_pages_of_a_region_are_found_by_its_code_and_pinyin_too(tmp_path):
    funding = PAGE.replace("Yining City", "伊宁市：教育经费")
    index = written(tmp_path, {"index.html": FRONT, "regions/yining-funding.html": funding})
    (number,) = [i for i, (page, _) in enumerate(index["pages"]) if page.endswith("-funding")]
    assert number in index["words"]["654002"][::2] and number in index["words"]["yining"][::2]
    led = {phrase for phrase, page, _ in index["names"] if page == number}
    assert "654002" not in led  # the name itself leads to the region's first page


def test_a_heading_counts_more_than_the_text_and_code_not_at_all(tmp_path):
    index = written(tmp_path, {"a.html": PAGE})
    assert index["words"]["wage"][1] > index["words"]["rose"][1] >= 1
    assert "8709.5" in index["words"] and "hidden" not in index["words"]
    assert index["pages"] == [["a", "Yining City"]]


def test_an_entry_of_a_dictionary_is_found_at_its_place(tmp_path):
    index = written(tmp_path, {"data/indicators.html": DICTIONARY})
    assert ["大班额", 0, "large"] in index["names"]
    assert ["Large classes", 0, "large"] in index["names"]


def test_places_are_those_in_force_and_regions_of_ones_own(tmp_path):
    tables = {
        "county_codes": "name_zh,name_en,in_force\n许昌市,Xuchang,true\n许昌县,Old,false\n",
        "own/regions": "name_zh,name_en\n示例区,Example Zone\n",  # invented
    }
    for name, text in tables.items():
        path = tmp_path / "data" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert search_index.places(tmp_path) == ["Example Zone", "Xuchang", "示例区", "许昌市"]


def test_places_without_a_page_are_listed_those_with_one_are_not(tmp_path):
    pages = {"index.html": FRONT, "regions/yining.html": PAGE}
    assert written(tmp_path, pages, ["伊宁市", "许昌市"])["places"] == ["许昌市"]


def test_what_can_be_chosen_on_a_page_is_not_what_it_is_about(tmp_path):
    chosen = "<select><option>Myopia</option></select></article>"
    index = written(tmp_path, {"a.html": PAGE.replace("</article>", chosen)})
    assert "myopia" not in index["words"] and "yuan" in index["words"]


def test_a_page_read_before_gives_the_same_index_and_its_foot_is_not_looked_for(tmp_path):
    foot = '<aside class="page-foot"><p>citationword {}</p></aside></article>'
    pages = {"index.html": FRONT, "regions/yining.html": PAGE}
    plain = written(tmp_path, pages)
    indices = []
    for key in ("one", "two"):
        shown = {}
        for name, page in pages.items():
            article = page.replace("</article>", foot.format(key))
            shown[name] = f"<html><body>{article}</body></html>"
        known = Known(tmp_path / "known.json", "library")
        path = tmp_path / f"{key}.js"
        search_index.write(shown, path, [], known)
        indices.append(path.read_text(encoding="utf-8"))
    assert indices[0] == indices[1] and "citationword" not in indices[0]
    assert json.loads(indices[0].removeprefix("window.bookIndex = ").removesuffix(";\n")) == plain


def test_only_a_changed_page_is_read_again(tmp_path, monkeypatch):
    read, asked = search_index._read, []

    def counted(page, address, *of_region):
        asked.append(address)
        return read(page, address, *of_region)

    monkeypatch.setattr(search_index, "_read", counted)
    pages = {name: f"<html><body>{PAGE}</body></html>" for name in ("a.html", "b.html")}
    for change in ("", "<p>more</p>"):
        pages["b.html"] = pages["b.html"].replace("</article>", f"{change}</article>")
        known = Known(tmp_path / "known.json", "library")
        search_index.write(pages, tmp_path / "index.js", [], known)
    assert asked == ["a", "b", "b"]
