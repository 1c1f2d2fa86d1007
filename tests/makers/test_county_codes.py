"""The table of codes: made again, and beside another package's lists and the names of the book."""

import pytest
from gb2260.data import data as gb2260

from edugov import files, makers, tables
from edugov.makers.english_names import English


@pytest.fixture(scope="module")
def codes():
    return tables.read("county_codes")


def test_codes_made_again_are_the_committed_ones(codes):
    again = makers.make("county_codes", makers.Material())
    assert files.to_csv(again) == files.to_csv(codes)


@pytest.mark.parametrize("year", [2003, 2008, 2013])
def test_names_of_a_year_are_those_of_another_package(codes, year):
    listed = {str(code): name for code, name in gb2260[year].items()}
    held = codes[(codes["first_list"] != "") & (codes["first_list"] <= f"{year}-12")]
    held = held[(held["gone_list"] == "") | (held["gone_list"] > f"{year}-12")]
    ours = set(zip(held["region_code"], held["name_zh"], strict=True))
    theirs = {
        (code, name)
        for code, name in listed.items()
        if code[:2] < "70" and "直辖" not in name and "市辖区" not in name and name != "县"
    }
    assert len(ours & theirs) > 0.995 * len(theirs)


def test_english_names_are_those_that_the_book_gave_by_hand(codes):
    by_hand = tables.read("regions")
    by_hand = by_hand[by_hand["code_kind"].isin(["gbt2260", "gbt2260_reused"])]
    by_hand = by_hand[~by_hand["note"].str.contains("derived")]
    english = codes.assign(code=codes["region_code"]).set_index(["code", "name_zh"])["name_en"]
    names = zip(by_hand["region_code"].str[:6], by_hand["name_zh"], strict=True)
    for (code, name), wanted in zip(names, by_hand["name_en"], strict=True):
        # in brackets, or City: what tells namesakes apart
        plain = wanted.partition(" (")[0].removesuffix(" City")
        assert english[code, name] == plain or name == "西藏自治区"


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("六安市", "Lu'an"),
        ("漯河市", "Luohe"),
        ("大城县", "Daicheng County"),
        ("穆棱市", "Muling"),
        ("浚县", "Xun County"),
        ("长子县", "Zhangzi County"),
        ("长葛市", "Changge"),
        ("峨边彝族自治县", "Ebian County"),
        ("东乡族自治县", "Dongxiang County"),
        ("积石山保安族东乡族撒拉族自治县", "Jishishan County"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("新巴尔虎左旗", "New Barag Left Banner"),
        ("管城回族区", "Guancheng District"),
        ("绿春县", "Lüchun County"),
        ("略阳县", "Lüeyang County"),
        ("神农架林区", "Shennongjia Forestry District"),
    ],
)
def test_names_as_maps_print_them(name, english):
    assert English(tables.read("place_names")).of(name)[0] == english
