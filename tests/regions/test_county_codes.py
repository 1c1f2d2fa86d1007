"""Which place a code or a name means: ten counties as they are, namesakes, times, what never was.

Codes and names are those of GB/T 2260 as official pages print them, not our table's.
"""

import pytest

from edugov import tables
from edugov.regions import county_codes
from edugov.tables import Fault


@pytest.mark.parametrize(
    ("text", "year", "code", "above"),
    [
        ("兰考县", 2023, "410225", ["410200"]),
        ("410225", 2023, "410225", ["410200"]),
        ("竞秀区", 2020, "130602", []),  # 新市区 until 2015
        ("濂溪区", 2022, "360402", ["360400"]),  # 庐山区 until 2016
        ("北京市朝阳区", 2022, "110105", []),
        ("长春市朝阳区", 2022, "220104", []),
        ("朝阳区（长春市）", 2022, "220104", []),
        ("鼓楼区(江苏省徐州市)", 2022, "320302", ["320300"]),
        ("疏勒县", 2022, "653122", ["653100"]),
        ("墨脱县", 2022, "540423", ["540400"]),
        ("米林市", 2024, "540481", ["540400"]),
        ("济源市", 2022, "419001", []),  # right under its province
        ("石河子市", 2022, "659001", []),
        ("荔浦市", 2022, "450381", ["450300"]),  # 荔浦县 until 2018
    ],
)
def test_a_county_is_found_with_what_lies_above_it(text, year, code, above):
    located = county_codes.locate(text, year)
    assert located.place["region_code"] == code
    assert [row for row in located.new["region_code"] if row != code] == above
    assert set(located.new["region_code"]) <= set(located.known["region_code"])


@pytest.mark.parametrize("text", ["yining", "Yining", "654002", "伊宁市", "全国", "5306Z1"])
def test_what_regions_csv_has_is_found_as_before_or_refused_as_unknown(text):
    if text == "5306Z1":
        with pytest.raises(Fault, match="no region '5306Z1'.*development zone"):
            county_codes.locate(text, 2023)
    else:
        assert county_codes.locate(text, 2020).new.empty


@pytest.mark.parametrize(
    ("text", "year", "told"),
    [
        ("朝阳区", 2022, "names 2 places; .*110105 北京市朝阳区; 220104 吉林省长春市朝阳区"),
        ("城区", 2022, "names 3 places"),
        ("410299", 2023, "no region '410299', and none since 1980; near: 410225 兰考县"),
        ("三江县", 2023, "no region '三江县'.*near: 450226 三江侗族自治县"),
        ("兰考", 2023, "no region '兰考'.*near: 410225 兰考县"),
        ("", 2023, "no region ''"),
        ("竞秀区", 2010, "130602 河北省保定市竞秀区 from 2015; in 2010 there was 130602 新市区"),
        ("米林市", 2018, "540481 .* from 2019 or later; in 2018 there was 540422 米林县"),
        ("同仁市", 2019, "632301 from 2020"),  # as regions.csv knows it
        (
            "大足县",
            2015,
            "500225 重庆市大足县 from .* until 2011;.* in 2015 there was 500111 大足区",
        ),
    ],
)
def test_what_is_not_one_place_of_the_year_is_refused_or_asked(text, year, told):
    with pytest.raises(Fault, match=told):
        county_codes.locate(text, year)


@pytest.mark.parametrize(
    ("year", "is_said"), [(2018, False), (2019, True), (2024, True), (None, False)]
)
def test_doubts_begin_where_the_lists_end(year, is_said):
    name = "米林县" if year == 2018 else "米林市"
    said = " ".join(county_codes.locate(name, year).said)
    assert ("is not known" in said.partition("whether")[2]) == is_said


def test_a_name_that_its_code_lost_keeps_it_with_the_year():
    place = county_codes.locate("襄樊市", 2008).place
    assert place["region_code"] == "420600-2010" and place["code_kind"] == "gbt2260_reused"
    assert place["valid_to"] == 2010 and "襄阳市" in place["note"]


def test_names_and_addresses_differ_from_those_that_are_taken():
    located = county_codes.locate("伊宁县", 2022)  # beside 伊宁市 of the same slug
    assert located.place["slug"] == "yining-ili" and located.known["slug"].is_unique
    assert located.known["name_en"].is_unique


def test_every_code_in_force_is_found_by_itself():
    every = county_codes.listed()
    in_force = every[every["in_force"] & (every["kind"] == "county")]
    assert len(in_force) == 2845  # counties, as the ministry of civil affairs counts them
    for code in in_force["region_code"].iloc[::71]:
        assert county_codes.locate(code).place["region_code"] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("伊宁市", "654002"),
        ("jilin", "220000"),  # the slug of the province, beside 吉林市
        ("南关区", "220102"),  # 开封市 had one until 2005
        ("长春市朝阳区", "220104"),
        ("江北区（重庆市）", "500105"),
        ("500111-2011", "500111-2011"),
    ],
)
def test_a_region_of_the_book_is_found_by_what_is_its_own(text, code):
    assert county_codes.in_book(text, tables.read("regions"))["region_code"] == code


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("江北区", "330205 浙江省宁波市江北区; 500105 重庆市江北区 .in the book."),
        ("双桥区", "130802 河北省承德市双桥区; 500111-2011 "),
        ("Yichuan County", "410329 河南省洛阳市伊川县 .*; 610630 陕西省延安市宜川县"),
        ("鼓楼区", "no region '鼓楼区' in the book; there is 320106 江苏省南京市鼓楼区"),
        ("yinning", "no region 'yinning'; near: 654002"),
    ],
)
def test_the_book_does_not_take_its_own_of_several_namesakes(text, told):
    with pytest.raises(Fault, match=told):
        county_codes.in_book(text, tables.read("regions"))
