"""What narrows a number makes it a part, never the region's own; the sentences are invented."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "全县小学12所。农村小学在校生3400人。",
        "城区小学大班额占比8.2%。",
        "全县小学12所。全省小学在校生287.4万人。",
        "全县小学12所。湖南省义务教育阶段共有18400个班。",
        "北关第三小学在校生2400人。",
        "九年一贯制学校1所,在校生4222人。",
        "全县实行新政策的小学在校生2400人。",
    ],
)
def test_a_word_that_narrows_makes_a_part(read, text):
    assert read(text, "scope")[-1] == ("part",)


@pytest.mark.parametrize(
    "text", ["全县小学在校生3400人。", "我县现有小学12所。", "新增小学学位900个。"]
)
def test_words_that_say_nothing_of_a_part_do_not(read, text):
    assert read(text, "scope") == [("region",)]


@pytest.mark.parametrize(
    "text",
    ["留守儿童在校学生640人。", "抽查学校12所。", "抽查新建学校12所。", "试点公办学校12所。"],
)
def test_what_is_another_thing_is_left_unread(read, text):
    assert read(text) == []


def test_a_number_that_is_left_out_changes_nothing_of_the_one_before(read):
    rows = read("全县专任教师340人。抽查新建学校12所。", "value", "scope", "status")
    assert rows == [(340, "region", "ok")]


def test_the_document_of_one_school_is_of_a_part(read):
    text = "2031年青禾中学学校办学基本情况\n\n在校生2400人,专任教师180人。"
    assert {scope for (scope,) in read(text, "scope")} == {"part"}


def test_a_number_for_several_things_is_flagged(read):
    assert read("新增校舍、操坪16.7万平方米。", "status")[-1] == ("ambiguous",)


def test_those_taken_in_over_several_years_are_flagged(read):
    text = "全县累计招收初中生420人。全县招收初中生40人。"
    assert read(text, "value", "status") == [(420, "ambiguous"), (40, "ok")]


def test_last_year_of_a_text_without_a_date_is_inferred(read):
    told = ("year", "inferred")
    text = "某县2031年教育情况\n去年，全县小学招生900人。"
    assert read(text, *told) == [("2030", "year")]
    dated = "某县2031年教育情况\n去年，全县小学招生900人。\n2032年1月6日"
    assert read(dated, *told) == [("2031", "")]


def test_rural_schools_have_an_indicator_of_their_own(read):
    text = "普通小学生均教育事业费8838元,上年7681元。其中:农村8576元,上年7403元。普通初中12105元。"
    assert [row[0].endswith("_rural") for row in read(text)] == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("教育概况\n日期:2032-12-30\n\n全县有小学61所。", "2032"),
        ("教育概况\n日期:2032-03-30\n\n全县有小学61所。", ""),
        ("“十四五”期间教育工作成就\n\n全县有小学61所。", "2025"),
    ],
)
def test_the_year_of_a_text_that_names_none(read, text, year):
    assert read(text, "year")[0] == (year,)


def test_coefficients_handed_out_again_leave_out_what_was_put_together(read):
    text = (
        "小学生均图书册数差异系数0.41、师生比差异系数0.32，综合差异系数0.36;"
        "初中两项指标的差异系数依次为0.28、0.27。"
    )
    assert read(text)[3:] == [
        ("cv_books_per_student", "lower_secondary", "value", 0.28),
        ("cv_teacher_student_ratio", "lower_secondary", "value", 0.27),
    ]


def test_some_provinces_are_a_part(read):
    text = "中西部地区小学、初中公用经费标准为每生每年700元、900元。"
    assert set(read(text, "scope")) == {("part",)}
