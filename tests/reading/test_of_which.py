"""What stands behind 其中 is a part; the sentences are invented."""

import pytest

NAMES = ("stage", "value", "scope")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("共有教职工820人,其中在职教职员工640人。", [640]),
        # 义务教育 is one of the stages of special schools here, not the county's
        ("特殊教育学校在校生246人。其中义务教育阶段在校生238人。", [238]),
        (
            "全县幼儿园40所,在园幼儿4900人。其中集体办6所,幼儿580人;社会力量办20所,幼儿2300人。",
            [6, 580, 2300],
        ),
        ("普通高校招生2850人,其中本科540人,专科2310人。", [540, 2310]),
        ("成人高校1所,本专科招生70人,在校生152人。", [1, 70, 152]),
    ],
)
def test_a_part_is_never_the_region_s(read, text, parts):
    rows = read(text, *NAMES)
    assert [value for _, value, scope in rows if scope == "part"] == parts


@pytest.mark.parametrize(
    "text",
    [
        "在校生5000人,其中小学3000人、初中2000人。",
        "小学在校生3000人,初中在校生2000人,其中毕业生很多。",
        "全县有民办学校12所,在校生1200人。",
    ],
)
def test_stages_of_a_whole_stay_the_region_s(read, text):
    assert {scope for *_, scope in read(text, *NAMES)} == {"region"}


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        # people of schools that were not read are not the county's
        ("全县有学生4000人,其中2所公办幼儿园共有幼儿233人。", 233),
        # classes of one school, named by its number
        ("全县在校生3570人,第一小学594人,20个教学班。", 20),
        # of the private ones among them
        ("公办学校15所,其中小学12所。", None),
        ("民办普惠性幼儿园17所。", 17),
        ("县一中占地120亩,专任教师240人。", 240),
        ("新建教学楼5栋,建筑面积2.3万平方米。", 23_000),
        ("寄宿制学校12所,寄宿生3400人,教职工210人。", 210),
        ("义务教育阶段建档立卡学生3200人。", 3200),
        ("拨付公用经费1200万元,其中小学700万元。", 7_000_000),
    ],
)
def test_what_is_of_some_schools_is_not_vouched_for(read, text, unwanted):
    rows = read(text, "indicator_id", "stage", "value", "scope")
    own = [row[2] for row in rows if row[3] == "region"]
    assert unwanted not in own
    assert ("schools_count", "primary", 12, "region") not in rows


def test_schools_in_brackets_are_of_the_kind_before_them(read):
    rows = read("公办学校15所(小学12所、初中3所)。", "indicator_id", "stage", "value")
    assert rows[1:] == [
        ("public_schools_count", "primary", 12),
        ("public_schools_count", "lower_secondary", 3),
    ]


def test_a_share_of_kindergartens_is_none_of_their_children(read):
    rows = read("公办幼儿园14所(占比42.5%),在园幼儿1500人。", "indicator_id", "value")
    assert ("public_kindergarten_enrolment_share", 42.5) not in rows
    rows = read("公办幼儿园在园幼儿1500人,占比34.2%。", "indicator_id", "value")
    assert ("public_kindergarten_enrolment_share", 34.2) in rows


def test_floor_area_behind_a_site_is_of_its_stage(read):
    text = "全县中小学占地14万平方米,建筑面积8万平方米,其中小学占地5万平方米,建筑面积3万平方米。"
    rows = read(text, "stage", "value")
    assert ("primary", 30_000) in rows and ("all", 30_000) not in rows


def test_a_county_in_a_text_on_the_nation_is_a_part(read):
    text = "2031年全国学前三年毛入园率91.1%,西坡省青禾县入园率达到80%以上。"
    rows = read(text, "value", "scope")
    assert rows[0] == (91.1, "region")
    assert (80, "region") not in rows
