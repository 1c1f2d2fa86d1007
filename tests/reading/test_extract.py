"""Sentences to figures; every sentence is invented, the expected figures are read off by hand."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edugov.reading.extract import read_text

BUDGET = "general_budget_education_funding"
REPORT = (
    "某县2022年教育工作自评报告\n一、基本情况\n全县有小学61所,在校生35120人。普惠性幼儿园覆盖率由上年的86.5%提高到91.3%。"
    "一般公共预算教育支出15.63亿元,较上年增长3.21%。小学、初中公用经费标准分别为每生每年720元、940元。"
)


def test_value_change_and_growth(read):
    text = "2021年全县一般公共预算教育经费205000万元,比上年增加820万元,增长0.4%。"
    assert read(text) == [
        (BUDGET, "all", "value", 2_050_000_000),
        (BUDGET, "all", "change", 8_200_000),
        (BUDGET, "all", "growth", 0.4),
    ]


def test_falls_are_negative_and_the_year_before_has_its_year(read):
    text = "2020年教育经费总投入11.5亿元,上年为12亿元,下降4.17%。"
    assert read(text, "quantity", "value", "year") == [
        ("value", 1_150_000_000, "2020"),
        ("value", 1_200_000_000, "2019"),
        ("growth", -4.17, "2020"),
    ]


def test_a_list_is_handed_out(read):
    text = "幼儿园、小学、高中生均一般公共预算教育经费增长比例分别为8.4%、5.5%、-1.2%。"
    assert [row[1:] for row in read(text)] == [
        ("preschool", "growth", 8.4),
        ("primary", "growth", 5.5),
        ("upper_secondary", "growth", -1.2),
    ]


def test_a_second_list_takes_the_same_names(read):
    text = "小学、初中生均图书分别为30.5册、41.2册;生均教学仪器设备值分别为2300元、2900元。"
    assert [row[1] for row in read(text)] == ["primary", "lower_secondary"] * 2


def test_years_are_handed_out(read):
    text = "2019年、2020年某县一般公共预算教育经费分别为9亿元、10亿元。"
    assert read(text, "year", "value", "previous_value")[1] == ("2020", 1e9, 9e8)


def test_from_to(read):
    text = "2022年某县,普惠性幼儿园覆盖率由2020年的73.5%提高到82.4%。"
    assert read(text, "value", "year") == [(73.5, "2020"), (82.4, "2022")]


def test_a_heading_is_the_subject_of_its_list(read):
    text = "三、生均公用经费支出:\n(1)幼儿园2,910元,上年2,880元,增加1.04%;\n(2)普通小学5,925元。"
    rows = read(text)
    assert {row[0] for row in rows} == {"general_budget_operating_funding_per_student"}
    assert [row[1:] for row in rows][::3] == [
        ("preschool", "value", 2910.0),
        ("primary", "value", 5925.0),
    ]


def test_numbers_of_unknown_things_are_left_out(read):
    assert read("创建特色学校5所,建成食堂11所,改建厕所3个,特色项目15项,3个项目落地,第16位。") == []


def test_kinds_of_schools_and_the_noun_behind(read):
    text = "其中:高校3所、普通中学27所、小学135所。全县现有8所特殊教育学校,辖区广阔。"
    assert [row[1] for row in read(text)] == ["tertiary", "secondary_regular", "primary", "special"]


def test_public_private_and_their_children_are_not_the_whole(read):
    text = "幼儿园92所(公办38所、民办54所)。民办幼儿园54所,在园幼儿3000人。"
    assert [row[0] for row in read(text)] == [
        "schools_count", "public_schools_count", "private_schools_count", "private_schools_count",
        "private_school_students_count",
    ]  # fmt: skip


def test_share_behind_a_count_and_behind_a_sum(read):
    text = "义务教育大班额10个,占比0.4%,较2020年降低0.8个百分点。"
    assert read(text)[1:] == [
        ("large_class_share", "compulsory", "value", 0.4),
        ("large_class_share", "compulsory", "change", -0.8),
    ]
    assert (
        read("一般公共预算教育经费38亿元,占一般公共预算支出257亿元的14.8%。")[-1][0]
        == f"{BUDGET}_share"
    )


def test_one_value_for_two_stages(read):
    text = "小学、初中专任教师学历合格率均为100%。"
    assert [row[1] for row in read(text)] == ["primary", "lower_secondary"]


def test_a_share_of_something_unknown_is_left_out(read):
    assert len(read("小学毕业生升学率100%。村级图书角全部开放,占比95%。")) == 1


def test_bare_numbers_of_a_list_share_its_unit(read):
    text = "普惠性幼儿园覆盖率、公办园占比分别为94%、53%,分别提高1.5和2.3个百分点。"
    assert [row[2:] for row in read(text)][2:] == [("change", 1.5), ("change", 2.3)]


def test_a_wording_behind_its_numbers(read):
    text = "教育经费总投入9亿元。小学每生每年660元、初中每生每年860元的公用经费标准全面落实。"
    assert [row[0] for row in read(text)][1:] == ["operating_funding_standard_per_student"] * 2


def test_brackets_right_behind_a_wording(read):
    assert read("公办园占比(53.2%)位居前列。")[0][3] == 53.2


def test_none_is_zero(read):
    assert read("全县义务教育学校无超大班额。") == [
        ("super_large_class_count", "compulsory", "value", 0)
    ]


def test_coefficients_after_the_word(read):
    text = "生均图书册数差异系数小学0.31、初中0.22,师生比小学0.19。"
    assert read(text) == [
        ("cv_books_per_student", "primary", "value", 0.31),
        ("cv_books_per_student", "lower_secondary", "value", 0.22),
        ("cv_teacher_student_ratio", "primary", "value", 0.19),
    ]


def test_goals_and_limits_are_no_achievements(read):
    assert read("计划新增学位900个。")[0][2] == "target"
    assert read("大班额占比0.3%,达到规定的1%以内。")[-1][2:] == ("threshold", 1)
    assert read("公办园在园幼儿占比39.6%,距50%的目标差10.4个百分点。")[-1][2:] == ("target", 50)


def test_other_places_are_parts(read):
    text = "教育经费总投入50亿元,增长9.8%;甲山市(-3.1%)、乙水县(-5.2%)负增长。"
    assert read(text, "value", "scope")[-2:] == [(-3.1, "part"), (-5.2, "part")]


def test_a_year_given_stands_before_the_inferred(read):
    assert read("全县有小学61所。", "year", year=2018) == [("2018",)]


def test_a_year_is_inferred_where_none_is_printed_near_the_number(read):
    text = "某县2022年教育工作自评报告\n2021年,全县有小学61所。\n全县有初中12所。"
    assert read(text, "year", "inferred") == [("2021", ""), ("2022", "year")]


def test_a_heading_ends_the_year_that_a_sentence_before_it_began_with(read):
    """The text has no line breaks, as one copied from a PDF."""
    text = "某县教育工作报告 一、基本情况。2017年全县有小学61所。二、改善办学条件。全县有初中12所。"
    assert read(text, "year", "inferred", year=2020) == [("2017", ""), ("2020", "year")]


def test_a_year_that_opens_a_text_is_what_it_is_about_though_dated_later_and_with_plans(read):
    text = (
        "新闻发布会（虚构）\n2032-07-18\n2031年全省教育经费总投入12亿元。\n"
        "高中阶段毛入学率95%。\n2032年我们计划新建小学3所。\n"
    )
    assert read(text, "year") == [("2031",), ("2031",), ("2032",)]


def test_a_plan_without_a_year_has_none(read):
    assert read("计划新增学位5000个。", "quantity", "year", "inferred", year=2021) == [
        ("target", "", "")
    ]


@given(place=st.integers(0, len(REPORT)), filler=st.sampled_from([" ", "\n", "　"]))
@settings(max_examples=150, deadline=None)
def test_a_stray_space_or_break_moves_only_the_places(lexicon, place, filler):
    if REPORT[place - 1 : place].isdigit() and REPORT[place : place + 1].isdigit():
        return  # inside a number only known contexts join the halves, see test_text
    names = ["indicator_id", "stage", "quantity", "value", "year", "status"]
    before = read_text(REPORT, lexicon=lexicon)[names]
    after = read_text(REPORT[:place] + filler + REPORT[place:], lexicon=lexicon)[names]
    assert after.equals(before)


@given(
    st.text(
        alphabet="小学初中幼儿园0123456789.%-~/|()（）、，。；:\n "
        "x万亿元人所个比上年增长由到分别为无第" + string.digits,
        max_size=120,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_text_gives_figures_that_point_at_what_is_printed(lexicon, text):
    frame = read_text(text, lexicon=lexicon)
    for row in frame.itertuples():
        assert row.value_printed == text[row.start : row.end] != ""


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "|||", "(((", "无", "x" * 500, "1" * 500, "分别为"]
)
def test_odd_texts(lexicon, text):
    assert len(read_text(text, lexicon=lexicon)) == 0


def test_a_growth_that_is_planned_is_not_vouched_for(read):
    text = "某县2031年工作报告（虚构）\n教育支出增长4%。\n三、2032年工作计划\n教育支出增长5%以上。"
    assert read(text, "value", "status") == [(4, "ok"), (5, "ambiguous")]
