"""The even text and its way back; the samples are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov.reading.text import even_characters, normalise


def test_widths_script_and_spaces():
    assert (
        normalise("２０２２年,全縣系 数1 . 2059，在園幼兒17193 人").plain
        == "2022年,全县系数1.2059，在园幼儿17193人"
    )


def test_numbers_of_a_row_stay_apart_and_halves_of_one_join():
    assert normalise("平均值3.042 4.424 12").plain == "平均值3.042 4.424 12"
    assert normalise("在园幼儿17 193人").plain == "在园幼儿17193人"


def test_pinyin_in_brackets_goes():
    assert normalise("經(jīng)費(fèi)統(tǒng)計(jì)").plain == "经费统计"


def test_a_hard_break_inside_a_sentence_goes_and_a_heading_stays():
    assert normalise("全县共有\n幼儿园3所。\n二、小学").plain == "全县共有幼儿园3所。\n二、小学"


def test_page_numbers_go():
    text = "甲乙 1 丙丁。\n戊己 2 庚辛\n 3 \n壬癸"
    assert not set("123") & set(normalise(text).plain)


def test_site_furniture_goes():
    assert "2019" not in normalise("当前位置: 首页 > 2019年\n正文。").plain


@given(st.text(alphabet="小学幼儿园 \n0123456789.%，,。()（）２３|經", max_size=60))
def test_places_point_back(received):
    text = normalise(received)
    for place, char in enumerate(text.plain):
        start, end = text.span(place, place + 1)
        assert 0 <= start <= end <= len(received)
        if char.isdigit():
            assert normalise(received[start:end]).plain == char


@given(st.text(max_size=300))
def test_any_text_is_taken(received):
    text = normalise(received)
    assert len(text.plain) <= len(received)


def test_radicals_are_the_characters_that_they_stand_for():
    # written as a PDF gives them: KANGXI RADICAL ... and CJK RADICAL ..., one for one
    received = "⼩学⽣⻓⼤⼀⼆⺠办⻘年⻢⾞⻔⻚⻩⻰⿓⻥⻛⾥ ⾦"
    text = normalise(received)
    assert text.plain == "小学生长大一二民办青年马车门页黄龙龙鱼风里金"
    assert text.received[slice(*text.span(7, 9))] == "⺠办"


def test_short_lines_that_end_with_a_number_are_clauses():
    lines = (
        "全市加大投入\n投入2.5亿元\n用于建设项目30个\n新建幼儿园5所\n让每一个孩子在家门口都能上好学"
    )
    assert normalise(lines).plain == (
        "全市加大投入投入2.5亿元，用于建设项目30个，新建幼儿园5所，让每一个孩子在家门口都能上好学"
    )


def test_a_line_as_wide_as_the_page_goes_on():
    lines = "全县共有学校和幼儿园120所\n学校里共有学生12000人\n其中寄宿的很多。"
    assert "120所学校里" in normalise(lines).plain


def test_a_short_heading_of_two_clauses_is_no_part_of_the_text_below_it():
    lines = "(二)促进公平,推进普及\n学前三年毛入园率94%,普惠性幼儿园覆盖率91%,都比去年有所提高。"
    text = normalise(lines)
    assert {text.plain.index("学前")} == text.breaks


def test_lines_of_one_cell_stay_apart_and_numbers_in_a_sentence_do_not():
    table = "项目\n2031年\n2032年\n小学\n12\n13\n初中\n5\n6\n"
    assert normalise(table).plain == table
    prose = "拨付经费\n8059\n万元\n免费教科书\n10\n万名学生\n补助\n225\n万元\n新建幼儿园\n4\n所\n"
    assert "8059万元" in normalise(prose).plain


@pytest.mark.parametrize(
    ("received", "plain"),
    [
        ("在校生4200¹人", "在校生4200人"),
        ("在校生4200⑿ 人", "在校生4200⑿人"),  # no mark of a note that is known
        ("在校生4200②万人", "在校生4200万人"),
        ("在校生4200[3]人", "在校生4200人"),
        ("在校生4200[²]人", "在校生4200人"),
        ("约3.2×10⁴人", "约3.2x10⁴人"),
        ("面积3860m²", "面积3860m²"),
        ("差异系数CV₁=0.41", "差异系数CV=0.41"),
    ],
)
def test_marks_and_indexes_are_no_part_of_a_number(received, plain):
    assert normalise(received).plain == plain


@pytest.mark.parametrize(
    ("received", "plain"),
    [
        ("学生4200人 教师250人", "学生4200人，教师250人"),
        ("小学12所\u3000学生4200 人\t教师250 人", "小学12所，学生4200人，教师250人"),
        ("增长3.2% 以上的12所", "增长3.2%以上的12所"),
        ("小学12 所 。", "小学12所。"),
    ],
)
def test_white_space_parts_a_number_from_the_name_of_another(received, plain):
    assert normalise(received).plain == plain


@pytest.mark.parametrize("mark", ["", "㈠", "⒈", "⑴", "Ⅰ.", "1 ", "1.2 ", "一 "])
def test_a_heading_below_the_title_or_a_sentence_is_a_line(mark):
    title = "某县2031年教育事业发展情况"
    lines = f"{title}\n{mark}学校与学生\n小学12所。\n{mark}教师\n专任教师250人。"
    assert normalise(lines).plain == (f"{title}\n学校与学生\n小学12所。\n教师\n专任教师250人。")


def test_letters_that_all_stand_apart_are_words():
    received = "全 县 有 小 学 1 2 所 ， 学 生 4 2 0 0 人 。\n学 校 数 7 8 7 8 9 6"
    text = normalise(received)
    assert text.plain == "全县有小学12所，学生4200人。\n学校数7 8 7 8 9 6"
    assert received[slice(*text.span(5, 7))] == "1 2"


def test_a_full_width_comma_groups_the_digits_of_a_cell():
    received = "小学 | ４，２００ | 1，234，567\n初中 | 2，10 | 3，5\n共3，500人"
    plain = "小学 | 4,200 | 1,234,567\n初中 | 2，10 | 3，5\n共3，500人"
    assert even_characters(received) == plain
