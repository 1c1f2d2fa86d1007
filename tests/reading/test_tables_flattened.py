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
    rows = read(f"小学、幼儿园情况\n{table}", "stage", "status")
    assert set(rows) == {("", "ambiguous")}  # of the two together, which have no name


def test_the_name_of_a_school_says_whose_pupils_a_row_counts(read):
    text = "在校学生数 | 2031年\n中等技术学校 | 120\n小学 | 340\n"
    assert {row[0] for row in read(text)} == {"students_count"}


def test_a_caption_of_schools_and_pupils_says_of_no_row_what_it_counts(read):
    text = "学校数及在校学生数\n项目 | 2031年\n学校数合计 | 42\n小学 | 30\n初中 | 12\n"
    assert {row[0] for row in read(text)} <= {"schools_count"}


COEFFICIENTS = "青禾县义务教育均衡发展情况（虚构）\n学段 | {}\n小学 | {}\n初中 | {}\n"


def test_a_coefficient_beside_the_name_of_one_indicator_is_of_it(read):
    text = COEFFICIENTS.format("生均图书册数 | 差异系数", "21.5 | 0.41", "31.2 | 0.38")
    assert read(text, "indicator_id", "stage", "value", "status") == [
        ("books_per_student", "primary", 21.5, "ok"),
        ("cv_books_per_student", "primary", 0.41, "ok"),
        ("books_per_student", "lower_secondary", 31.2, "ok"),
        ("cv_books_per_student", "lower_secondary", 0.38, "ok"),
    ]


def test_coefficients_in_turn_are_each_of_the_indicator_before(read):
    heads = "生均图书册数 | 差异系数 | 生均教学仪器设备值 | 差异系数"
    rows = read(COEFFICIENTS.format(heads, "21 | 0.31 | 2100 | 0.41", "31 | 0.3 | 3100 | 0.4"))
    assert [row[0] for row in rows if row[0].startswith("cv")] == [
        "cv_books_per_student", "cv_equipment_value_per_student",
    ] * 2  # fmt: skip


@pytest.mark.parametrize(
    "heads", ["生均图书册数 | 生均教学仪器设备值 | 差异系数", "学校数 | 教学点数 | 差异系数"]
)
def test_a_coefficient_behind_several_names_is_not_sure_to_be_the_composite(heads, read):
    rows = read(
        COEFFICIENTS.format(heads, "21 | 2100 | 0.41", "31 | 3100 | 0.38"), "value", "status"
    )
    assert {status for value, status in rows if value < 1} == {"ambiguous"}


def test_a_coefficient_beside_a_count_that_has_none_is_unread(read):
    text = COEFFICIENTS.format("学校数 | 差异系数", "21 | 0.41", "31 | 0.38")
    assert {row[0] for row in read(text)} == {"schools_count"}


def test_a_composite_that_is_named_so_stands_beside_anything(read):
    text = COEFFICIENTS.format("学校数 | 综合差异系数", "21 | 0.41", "31 | 0.38")
    rows = read(text, "indicator_id", "value", "status")
    assert ("cv_composite_basic_2012", 0.41, "ok") in rows


PLACES = (
    "青禾市2031年教育统计（虚构）\n{}\n地区 | 学校数 | 专任教师\n甲区 | 30 | 1200\n{} | 51 | 2100\n"
)


@pytest.mark.parametrize("whole", ["合计", "全市"])
def test_rows_of_places_below_a_caption_of_several_stages_are_of_none_of_them(whole, read):
    rows = read(PLACES.format("表1 小学、初中、高中基本情况", whole), "stage", "status")
    assert set(rows) == {("", "ambiguous")}


def test_rows_of_places_below_a_caption_of_both_stages_are_of_compulsory_education(read):
    rows = read(
        PLACES.format("表1 小学、初中基本情况", "全市"), "stage", "value", "status", "scope"
    )
    assert rows[-2:] == [("compulsory", 51, "ok", "region"), ("compulsory", 2100, "ok", "region")]


def test_a_row_of_totals_below_rows_of_stages_is_of_all(read):
    text = (
        "青禾市2031年教育统计（虚构）\n幼儿园、小学、高中情况\n学段 | 学校数\n"
        "小学 | 30\n高中 | 21\n合计 | 51\n"
    )
    assert read(text, "stage", "value", "status") == [
        ("primary", 30, "ok"), ("upper_secondary", 21, "ok"), ("all", 51, "ok"),
    ]  # fmt: skip


def test_a_coefficient_is_of_the_indicator_beside_it_where_each_cell_has_a_line(read):
    cells = ["学段", "生均图书册数", "差异系数", "小学", "21.5", "0.41", "初中", "31.2", "0.38"]
    text = "青禾县教育（虚构）\n" + "".join(f"{cell} |\n" for cell in cells)
    assert read(text, "indicator_id", "stage", "value") == [
        ("books_per_student", "primary", 21.5), ("cv_books_per_student", "primary", 0.41),
        ("books_per_student", "lower_secondary", 31.2),
        ("cv_books_per_student", "lower_secondary", 0.38),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "caption, last", [("表1 校际差异系数", "师生比"), ("表1 情况", "综合差异系数")]
)
def test_a_caption_or_a_mean_of_coefficients_makes_all_columns_coefficients(caption, last, read):
    text = (
        f"某县情况（虚构）\n{caption}\n学段 生均图书册数 生均教学仪器设备值 {last}\n"
        "小学 0.31 0.42 0.28\n初中 0.29 0.35 0.25\n"
    )
    rows = read(text, "indicator_id", "stage", "value")
    assert rows[:2] == [
        ("cv_books_per_student", "primary", 0.31),
        ("cv_equipment_value_per_student", "primary", 0.42),
    ]  # fmt: skip
    assert len(rows) == 6 and all(row[0].startswith("cv_") for row in rows)


def test_a_unit_of_its_own_stands_between_the_name_of_a_row_and_its_years(read):
    lines = "项目 单位 2031年 2032年 小学在校生 人 900 910 教育支出 万元 88 90"
    assert read("\n".join(lines.split()) + "\n", "value", "year") == [
        (900, "2031"),
        (910, "2032"),
        (880_000, "2031"),
        (900_000, "2032"),
    ]


def test_of_two_numbers_side_by_side_neither_is_sure(read):
    text = "2032年某县\n小学在校生\n900人 910人\n"
    assert read(text, "value", "status") == [(900, "ambiguous")]


@pytest.mark.parametrize(
    ("head", "printed", "wanted"),
    [
        ("比上年增加(人)", "100", ("change", 100, "person", "ok")),
        ("比上年减少(人)", "100", ("change", -100, "person", "ok")),
        ("增减数", "-50", ("change", -50, "person", "ok")),
        ("增减率(%)", "-0.6", ("growth", -0.6, "percent", "ok")),
        ("比上年±%", "0.6", ("growth", 0.6, "percent", "ok")),
        ("下降(%)", "0.6", ("growth", -0.6, "percent", "ok")),
        ("比上年增减", "5", ("change", 5, "person", "ambiguous")),  # or percent
    ],
)
def test_the_heading_of_a_change_says_its_unit_and_sign(head, printed, wanted, read):
    text = f"| 指标 | 2031年 | {head} |\n| 小学在校生 | 900 | {printed} |\n"
    assert read(text, "quantity", "value", "unit", "status")[1] == wanted


@pytest.mark.parametrize(("head", "status"), [("增减(百分点)", "ok"), ("比上年增长%", "ambiguous")])
def test_a_rate_changes_by_points(head, status, read):
    text = f"| 指标 | 2031年 | {head} |\n| 小学净入学率(%) | 99.8 | 0.3 |\n"
    assert read(text, "quantity", "value", "unit", "scope", "status") == [
        ("value", 99.8, "percent", "region", "ok"),
        ("change", 0.3, "percentage_point", "region", status),
    ]


def test_changes_in_turn_are_each_of_the_count_before(read):
    text = "| 类别 | 学校数 | ±% | 在校生数 | ±% |\n| 小学 | 52 | -2 | 4100 | 1.5 |\n"
    assert read(text, "indicator_id", "quantity", "value") == [
        ("schools_count", "value", 52),
        ("schools_count", "growth", -2),
        ("students_count", "value", 4100),
        ("students_count", "growth", 1.5),
    ]


def test_a_table_of_the_budget_has_outturns_of_its_years_beside_what_was_planned(read):
    text = (
        "某县2031年决算（虚构）\n一般公共预算支出决算表（单位：万元）\n"
        "科目 | 2030年决算数 | 预算数 | 决算数 | 为预算% | 比上年增减%\n"
        "教育支出 | 9000 | 9900 | 9540 | 96.4 | 6.0\n科学技术支出 | 300 | 310 | 320 | 103.2 | 6.7\n"
    )
    names = ("indicator_id", "quantity", "value", "year", "scope")
    spending = "general_budget_education_expenditure"
    rows = read(text, *names)
    assert [row for row in rows if row[-1] == "region"] == [
        (spending, "value", 9e7, "2030", "region"), (spending, "value", 9.54e7, "2031", "region"),
        (spending, "growth", 6.0, "2031", "region"),
    ]  # fmt: skip
    assert {row[0] for row in rows} == {spending}


def test_years_name_rows_of_one_cell_a_line(read):
    cells = "年份 学校数 在校生数 2030 84 22105 2031 85 21988 2032 86 21640"
    rows = read("\n".join(cells.split()) + "\n", "value", "year")
    assert rows[:3] == [(84, "2030"), (22105, "2030"), (85, "2031")] and len(rows) == 6


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("", [(9000, "ambiguous")]),  # 元 or 万元
        ("单位:万元\n", [(90_000_000, "ok")]),
        ("单位:元\n", [(9000, "ok")]),
    ],
)
def test_a_sum_in_a_table_that_prints_no_unit_is_not_sure(unit, wanted, read):
    text = f"2031年情况。\n\n附表:教育支出情况\n{unit}地区 | 2031年\n全市 | 9000\n"
    assert read(text, "value", "status") == wanted


def test_rows_with_numbers_of_a_list_are_no_parts_but_those_behind_of_which_are(read):
    text = (
        "类别 | 学校数(所) | 在校生(人)\n合计 | 70 | 9000\n一、初中 | 12 | 3000\n"
        "其中:农村 | 7 | 900\n二、小学 | 58 | 6000\n"
    )
    rows = read(text, "stage", "value", "scope")
    assert rows[2::2] == [
        ("lower_secondary", 12, "region"),
        ("lower_secondary", 7, "part"),
        ("primary", 58, "region"),
    ]


def test_a_limit_a_mean_and_a_coefficient_stand_beside_each_other(read):
    text = (
        "指标 | 学段 | 标准 | 县均值 | 达标校数 | 差异系数\n"
        "生均教学及辅助用房面积(㎡) | 小学 | 4.5 | 4.9 | 51 | 0.386\n"
    )
    assert read(text) == [
        ("teaching_area_per_student", "primary", "threshold", 4.5),
        ("teaching_area_per_student", "primary", "value", 4.9),
        ("cv_teaching_area_per_student", "primary", "value", 0.386),
    ]
