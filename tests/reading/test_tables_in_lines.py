"""Tables in lines of plain text whose headings are broken; all figures are invented."""

import pytest

BROKEN = """9-3  全区教育事业基本情况

  学校数 招生数 在  校 教职工
(所) (人) 学生数 人  数 #专任
     (人) (人)   教师
  1.普通中学 12 2310 6900 512 431
      初中 9 1720 5100   322
  2.小    学 31 2900 17400 960 907
  3.幼 儿 园 20 900 2600 310 188
  4.特殊教育 1 12 88 21
"""


def test_headings_broken_over_three_lines(read):
    rows = read(BROKEN)
    assert ("full_time_teachers_count", "secondary_regular", "value", 431) in rows
    assert ("staff_count", "primary", "value", 960) in rows
    assert ("students_count", "primary", "value", 17400) in rows


def test_two_blanks_stand_for_an_empty_cell(read):
    rows = read(BROKEN)
    assert ("full_time_teachers_count", "lower_secondary", "value", 322) in rows
    assert not [row for row in rows if row[:2] == ("staff_count", "lower_secondary")]


def test_a_row_with_too_few_cells_is_left_unread(read):
    assert not [row for row in read(BROKEN) if row[1] == "special"]


def test_every_figure_stands_where_it_is_printed(lexicon):
    from edugov.reading.extract import read_text

    for row in read_text(BROKEN, lexicon=lexicon).itertuples():
        assert BROKEN[row.start : row.end] == row.value_printed == f"{row.value:.0f}"


def test_rows_with_names_in_two_languages_below_the_name_of_a_section(read):
    text = (
        "5-1  教育\n单位:人     (person)\n             Item 2031 2032\n"
        "在校学生数 Student Enrollment\n普通中学 Regular Secondary Schools 5300 5400\n"
        "   高 中         Senior 1700 1800\n小 学 Primary Schools 9100 9200\n"
        "专任教师 Full-time Teachers\n普通中学 Regular Secondary Schools 410 420\n"
        "小 学 Primary Schools 500 510\n"
    )
    rows = read(text, "indicator_id", "stage", "value", "year", "status")
    assert ("students_count", "upper_secondary", 1700, "2031", "ok") in rows
    assert ("students_count", "primary", 9200, "2032", "ok") in rows
    assert ("full_time_teachers_count", "primary", 510, "2032", "ok") in rows


@pytest.mark.parametrize("head", ["招生数 学校数 生数", "学校数 学校数", "甲 乙 丙"])
def test_headings_that_fit_in_no_way_or_in_two_are_not_guessed(read, head):
    assert read(f"表1 情况\n{head}\n小学 3 40 500\n初中 2 30 400\n高中 1 20 300\n") == []


def test_the_unit_above_a_table_is_of_its_counts_and_not_of_its_rates(read):
    text = (
        "表1 小学情况\n单位:万人\n年份 在校学生数 毕业生数 净入学率(%)\n"
        "2031 1.5 0.2 99.1\n2032 1.6 0.3 99.2\n2033 1.7 0.4 99.3\n"
    )
    rows = read(text, "indicator_id", "value", "year")
    assert ("students_count", 16000, "2032") in rows
    assert ("net_enrolment_rate", 99.2, "2032") in rows


SET = (
    "3-1  学校情况\n"
    "指标        学校数    在校学生数    教职工数\n"
    "{}#专任教师\n"
    "小  学        31         17400        960       907\n"
    "初  中         9          5100        350       322\n"
    "幼儿园        20          2600        310       188\n"
)


def test_a_heading_of_a_second_line_is_over_the_column_that_it_stands_over(read):
    rows = read(SET.format(" " * 50))
    assert ("full_time_teachers_count", "primary", "value", 907) in rows
    assert ("schools_count", "preschool", "value", 20) in rows


def test_a_heading_whose_blanks_are_lost_is_over_no_column_for_sure(read):
    assert read(SET.format("")) == []


def test_headings_over_others_have_the_columns_below_them(read):
    text = (
        "3-2  在校学生数\n年份     普通中学              小学\n         高中      初中\n"
        "2030    1700    3600     9100\n2031    1800    3700     9000\n"
        "2032    1900    3800     8900\n"
    )
    assert read(text, "stage", "value", "year")[-3:] == [
        ("upper_secondary", 1900, "2032"), ("lower_secondary", 3800, "2032"),
        ("primary", 8900, "2032"),
    ]  # fmt: skip


@pytest.mark.parametrize("above", ["青禾县教育报告\n\n", "青禾县教育事业主要指标\n"])
def test_numbers_with_their_units_below_years_and_a_title(above, read):
    rows = (
        "指标 2031年 2032年\n小学在校生 900人 910人\n初中在校生 500人 510人\n小学教师 60人 61人\n"
    )
    assert read(above + rows, "value", "year")[:4] == [
        (900, "2031"),
        (910, "2032"),
        (500, "2031"),
        (510, "2032"),
    ]
