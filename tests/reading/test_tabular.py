"""Flattened tables; all figures are invented."""

import pytest


def test_one_cell_a_line(read):
    text = (
        "2023学年情况\n类别 |\n学校数 |\n在校学生数 |\n小学 |\n34 |\n3710 |\n初中 |\n14 |\n1713 |\n"
    )
    assert read(text) == [
        ("schools_count", "primary", "value", 34),
        ("students_count", "primary", "value", 3710),
        ("schools_count", "lower_secondary", "value", 14),
        ("students_count", "lower_secondary", "value", 1713),
    ]


def test_a_row_a_line_with_scale_in_the_heading(read):
    text = "学段 | 学校数(所) | 在校生(万人)\n小学 | 34 | 1.5\n"
    assert read(text)[1] == ("students_count", "primary", "value", 15000)


def test_stages_across_and_wordings_down(read):
    text = "指标 | 小学 | 初中\n生均图书册数 | 30.5 | 41.5\n"
    assert read(text) == [
        ("books_per_student", "primary", "value", 30.5),
        ("books_per_student", "lower_secondary", "value", 41.5),
    ]


def test_numbers_with_spaces_under_coefficients(read):
    text = (
        "序号 县 类型 生均图书册数 师生比 生均教学仪器设备值(元)\n"
        "1 甲县 小学 平均值 22.1 0.05 1295.5 差异系数 0.17 0.33 0.97 "
        "初中 平均值 30.6 0.06 1393.6\n"
    )
    rows = read(text)
    assert rows[3] == ("cv_books_per_student", "primary", "value", 0.17)
    assert rows[-1] == (
        "equipment_value_per_student",
        "lower_secondary",
        "value",
        pytest.approx(1393.6),
    )


def test_a_short_row_is_flagged_where_its_columns_are_uncertain(read):
    cells = "类别 学校数 在校学生数 教职工数 专任教师数 "
    cells += "小学 34 37100 1900 1850 初中 14 17100 1100 1050 普通高中 5 8900 700"
    text = " |\n".join(cells.split()) + " |\n"
    rows = read(text, "indicator_id", "stage", "value", "status")
    assert rows[-3:-1] == [
        ("schools_count", "upper_secondary", 5, "ok"),
        ("students_count", "upper_secondary", 8900, "ok"),
    ]
    assert rows[-1][3] == "ambiguous"


def test_bare_years_head_columns_and_rows(read):
    names = ("stage", "value", "year")
    across = "项目 | 2031 | 2032\n小学在校生 | 910 | 920\n初中在校生 | 410 | 420\n"
    assert read(across, *names) == [
        ("primary", 910, "2031"),
        ("primary", 920, "2032"),
        ("lower_secondary", 410, "2031"),
        ("lower_secondary", 420, "2032"),
    ]
    down = "年份 | 小学在校生 | 初中在校生\n2031 | 910 | 410\n2032 | 920 | 420\n"
    assert sorted(read(down, *names)) == sorted(read(across, *names))


def test_a_number_like_a_year_is_a_number_among_others(read):
    rows = read("项目 | 招生数 | 在校生数\n小学 | 2031 | 12300\n初中 | 2032 | 6100\n")
    assert ("new_entrants_count", "primary", "value", 2031) in rows
    assert ("new_entrants_count", "lower_secondary", "value", 2032) in rows


def test_kinds_of_a_stage_are_parts_beside_what_they_add_up_to(read):
    text = "项目 | 学校数(所)\n中等职业学校 | 9\n普通中专 | 5\n技工学校 | 4\n小学 | 30\n"
    assert read(text, "value", "scope") == [(9, "region"), (5, "part"), (4, "part"), (30, "region")]


def test_a_row_of_totals_has_the_stage_of_a_caption_that_names_one(read):
    table = "区域 | 学校数 | 在校生数\n总计 | 30 | 9100\n"
    assert {row[1] for row in read(f"小学基本情况\n{table}")} == {"primary"}
    assert {row[1] for row in read(f"小学、幼儿园情况\n{table}")} == {"all"}


def test_the_name_of_a_school_says_whose_pupils_a_row_counts(read):
    text = "在校学生数 | 2031年\n中等技术学校 | 120\n小学 | 340\n"
    assert {row[0] for row in read(text)} == {"students_count"}


def test_a_caption_of_schools_and_pupils_says_of_no_row_what_it_counts(read):
    text = "学校数及在校学生数\n项目 | 2031年\n学校数合计 | 42\n小学 | 30\n初中 | 12\n"
    assert {row[0] for row in read(text)} <= {"schools_count"}
