"""The front page: its five sentences as the tables have them, every province once on the map, every
region in the finder."""

import pandas as pd
import pytest
from lxml import html

from edugov import labels
from edugov.pages import front_page


# by hand from the yearbook (4004.45 of 18527.03; 608.69 of 5776.44), the notices and reports
@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (0, ["31 provinces", "Guangdong", "21.61%", "Heilongjiang", "10.54%", "2023"]),
        (1, ["Yichuan County", "33.69%", "2021", "Guangdong", "14.70%", "2019"]),
        (2, ["Zhaotong", "39.66%", "2023 (inferred, not printed)", "50%"]),
        (2, ["which is made for counties", "Yunyang County had 56.65% in 2021."]),
        (3, ["2 counties", "Ningguo", "6 of 7", "2022", "primary", "lower secondary"]),
        # 0.550 - 0.493 is less than Luyang's 0.650 - 0.592, primary
        (4, ["Shushan", "lower secondary, 0.493", "0.55", "Yining", "0.109"]),
    ],
)
def test_what_opens_the_book_is_what_the_sources_print(every, judged, sentence, parts):
    said = front_page.found(every, judged, "en")
    assert len(said) == 5
    assert [part for part in parts if part not in said[sentence]] == []


def test_worst_and_best_are_those_of_the_table(every, judged):
    panel = every["funding_provincial"]
    newest = panel["year"].max()
    code = every["regions"].set_index("name_en")["region_code"]
    turned = panel.assign(education_share_pct=100 - panel["education_share_pct"])
    said = front_page.found({**every, "funding_provincial": turned}, judged, "en")[0]
    assert "provinces Heilongjiang" in said and "Guangdong spent the smallest" in said
    assert len(panel[(panel["year"] == newest) & (panel["region_code"] == code["Guangdong"])]) == 1


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_every_province_is_one_square_and_leads_to_its_page(every, lang):
    tiles = html.fromstring(front_page.tile_map(every, lang).source).xpath("//a[@href]")
    provinces = every["regions"].query("kind == 'province'")
    assert sorted(tile.get("href") for tile in tiles) == sorted(
        f"regions/{slug}.html" for slug in provinces["slug"]
    )
    assert len({tile.get("style") for tile in tiles}) == 31
    colon = {"en": ":", "zh": "："}[lang]
    told = {tile.get("aria-label").partition(colon)[0] for tile in tiles}
    assert told == set(provinces[f"name_{lang}"])


def test_darker_squares_have_the_larger_shares(every):
    tiles = html.fromstring(front_page.tile_map(every, "en").source).xpath("//a[@href]")
    shares = [(tile.get("class"), float(tile.find("span").text)) for tile in tiles]
    ranges = pd.DataFrame(shares, columns=["shade", "share"]).groupby("shade")["share"]
    lowest, highest = ranges.min(), ranges.max()
    assert len(lowest) == 5
    assert (highest.to_numpy()[:-1] <= lowest.to_numpy()[1:]).all()
    assert ranges.size().between(6, 7).all()


def test_every_region_with_a_profile_is_found_by_each_of_its_names(every):
    items = html.fromstring(f"<div>{front_page.finder(every, 'zh').source}</div>").xpath("//li")
    keys = {item.find("a").get("href"): item.get("data-keys") for item in items}
    assert len(keys) == len(items) == len(front_page.paged(every))
    for wanted in ("昭通", "zhaotong", "530600"):
        assert wanted in keys["regions/zhaotong.html"]
    assert not any("9999Z" in key for key in keys.values())
