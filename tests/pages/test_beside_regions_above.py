"""Figures of a region beside those above it: numbers of the printed tables, of the same measure and
year alone."""

import pandas as pd
import pytest

from edugov import regions, tables
from edugov.markup import Html, words
from edugov.pages import beside_regions_above


def shown(dossier: tables.Tables, lang: str = "en") -> pd.DataFrame:
    return beside_regions_above.cells(dossier, lang).map(lambda cell: words(Html.of(cell)))


@pytest.fixture(scope="module")
def shapingba() -> tables.Tables:
    return regions.dossier("500106")


def test_a_district_stands_beside_its_municipality_and_the_nation_of_its_year(shapingba):
    """The yearbook's nation of 2007 has 10,564.0 (10,000 persons)."""
    (row,) = shown(shapingba).to_dict("records")
    assert row["indicator"] == "Students enrolled (primary)"
    assert row["year"] == "2007 (inferred, not printed)"
    assert row["Shapingba District"] == "44,496 persons"
    assert row["Chongqing"] == "2,384,527 persons" and row["nation"] == "105,640,000 persons"
    assert row["share_of_nearest_pct"] == "1.866"  # 44,496 / 2,384,527


def test_what_is_of_another_year_or_measure_stands_beside_nothing(shapingba):
    own = shapingba["figures"]
    for change in ({"year": "2024"}, {"stage": "special"}, {"status": "damaged"}):
        changed = shapingba | {"figures": own.assign(**change)}
        assert shown(changed).empty
        (said,) = beside_regions_above.told(changed, "en")
        assert said.startswith("Of no figure on this page")


def test_a_rate_has_no_share_and_money_is_linked_to_both_places():
    """Fengqiu 2019: growth of -11.8 %, Henan's notice 8.71 %, the nation's 8.25 %."""
    table = beside_regions_above.cells(regions.dossier("410727"), "zh")
    row = table[
        table["indicator"].str.contains("增长率") & table["封丘县"].map(str).str.contains("11.8")
    ]
    (cells,) = row.to_dict("records")
    assert "8.71" in str(cells["河南省"]) and "8.25" in str(cells["全国"])
    assert all("href" in Html.of(cells[place]).source for place in ("封丘县", "河南省", "全国"))
    assert cells["share_of_nearest_pct"] == ""


def test_a_profile_says_that_own_values_have_a_page(shapingba):
    assert beside_regions_above.series_page(shapingba, "en") == []
    county = regions.dossier("9999Z1")
    ((said, link),) = beside_regions_above.series_page(county, "en")
    assert said.startswith(f"{len(county['own_panel'])} yearly values that a user added")
    assert "invented-county-series.ipynb" in link.source


def test_a_year_that_is_not_printed_says_so():
    """The page of Zhanyi is of May 2017 and names no year."""
    assert set(shown(regions.dossier("530303"))["year"]) == {"2016 (inferred, not printed)"}


def test_the_nation_stands_beside_nothing():
    nation = regions.dossier("000000")
    assert shown(nation).empty
    assert beside_regions_above.told(nation, "en")[0].startswith("Above the nation")


def test_a_province_of_which_no_document_was_read_claims_nothing_of_its_figures():
    ningxia = regions.dossier("640000")
    assert ningxia["figures"].empty
    assert beside_regions_above.told(ningxia, "en")[0].startswith("No figure of a document")
