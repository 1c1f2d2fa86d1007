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
