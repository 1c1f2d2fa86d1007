"""Layouts and turns of published pages met outside the labelled reports; every text is invented."""

import pytest

RATE = "gross_enrolment_rate"
COVERAGE = "inclusive_kindergarten_coverage_rate"
CERTIFIED = "teacher_qualified_rate"


def test_a_table_with_one_cell_a_line(read):
    cells = (
        "指标|2031年|2035年|属性|学前教育毛入园率(%)|91%|95%以上|约束性|"
        "普惠性幼儿园覆盖率(%)|86.4%|90%|预期性"
    )
    rows = read(
        "规划主要指标表\n\n" + cells.replace("|", "\n\n"),
        "indicator_id",
        "quantity",
        "value",
        "year",
        year=2031,
    )
    assert rows == [
        (RATE, "value", 91, "2031"), (RATE, "target", 95, "2035"),
        (COVERAGE, "value", 86.4, "2031"), (COVERAGE, "target", 90, "2035"),
    ]  # fmt: skip


def test_limits_and_results_beside_each_other(read):
    cells = "指标|国家标准|自评结果|学前三年毛入园率(%)|≥85|94.3|普惠性幼儿园覆盖率(%)|≥80|91.2"
    rows = read(cells.replace("|", "\n\n"), "indicator_id", "quantity", "value")
    assert rows == [
        (RATE, "threshold", 85),
        (RATE, "value", 94.3),
        (COVERAGE, "threshold", 80),
        (COVERAGE, "value", 91.2),
    ]


def test_a_heading_cell_covers_the_columns_below_it(read):
    text = (
        "生均图书册数\n地区 | 小学 | 初中\n2030年 | 2031年 | 2030年 | 2031年\n全县 | 18.1 | "
        "19.2 | 28.3 | 29.4\n"
    )
    assert read(text, "stage", "year", "value") == [
        ("primary", "2030", 18.1), ("primary", "2031", 19.2),
        ("lower_secondary", "2030", 28.3), ("lower_secondary", "2031", 29.4),
    ]  # fmt: skip


def test_a_heading_covers_the_empty_cells_behind_it_where_these_part_the_columns_evenly(read):
    years = "2030年 | 2031年 | 2030年 | 2031年"
    row = "在校学生数（人） | 415 | 420 | 205 | 210\n"
    found = [
        ("primary", "2030", 415, "ok"), ("primary", "2031", 420, "ok"),
        ("lower_secondary", "2030", 205, "ok"), ("lower_secondary", "2031", 210, "ok"),
    ]  # fmt: skip
    told = ("stage", "year", "value", "status")
    assert read(f"指标 | 小学 | | 初中 | \n | {years}\n{row}", *told) == found
    named = f"指标 | 类别 | 小学 | | 初中 | \n | | {years}\n在校生 | {row}"
    assert read(named, *told) == found
    middle = read(f"指标 | | 小学 | | 初中\n | {years}\n{row}", *told)
    assert [status for *_, status in middle] == ["ambiguous", "ok", "ambiguous", "ok"]


def test_a_unit_in_brackets_makes_no_schools_of_a_part(read):
    rows = "学校数（所） | 12 | 5\n某乡学校（所） | 3 | 2\n"
    found = read(f"指标 | 小学 | 初中\n{rows}", "value", "scope")
    assert found == [(12, "region"), (5, "region"), (3, "part"), (2, "part")]
    corner = read("小学指标 | 2031年\n学校数（所） | 12\n教师数 | 250\n", "value", "scope")
    assert corner == [(12, "region"), (250, "region")]


def test_columns_of_stages_between_spaces(read):
    text = "指标 小学平均值 小学差异系数 初中平均值 初中差异系数\n" + "\n".join(
        f"{name} {low} 0.41 {high} 0.32"
        for name, low, high in (
            ("生均体育运动场馆面积(㎡)", 6.7, 8.9),
            ("生均图书册数(册)", 18.4, 28.9),
            ("师生比", 0.058, 0.074),
        )
    )  # fmt: skip
    rows = read(text)
    assert rows[:2] == [
        ("sports_area_per_student", "primary", "value", 6.7),
        ("cv_sports_area_per_student", "primary", "value", 0.41),
    ]
    assert (
        rows[-1] == ("cv_teacher_student_ratio", "lower_secondary", "value", 0.32)
        and len(rows) == 12
    )


def test_limits_in_brackets_are_those_of_the_stages_before(read):
    text = "生均体育运动场馆面积:小学8.36平方米、初中11.92平方米(标准为7.5平方米、10.2平方米)。"
    assert [row[1:] for row in read(text)] == [
        ("primary", "value", 8.36), ("lower_secondary", "value", 11.92),
        ("primary", "threshold", 7.5), ("lower_secondary", "threshold", 10.2),
    ]  # fmt: skip


def test_one_number_for_the_stages_named_before_it(read):
    assert read("小学入学率、初中入学率均为100%。", "stage", "value") == [
        ("primary", 100),
        ("lower_secondary", 100),
    ]


def test_a_list_above_is_taken_up_in_its_order(read):
    text = (
        "校际均衡情况如下。\n1.生均图书册数:小学18.1册;\n"
        "2.生均教学仪器设备值:小学2100元;\n3.师生比:小学0.06。\n"
    )
    rows = read(text + "差异系数:小学上述3项依次为0.41、0.52、0.33。")
    assert rows[3:] == [
        ("cv_books_per_student", "primary", "value", 0.41),
        ("cv_equipment_value_per_student", "primary", "value", 0.52),
        ("cv_teacher_student_ratio", "primary", "value", 0.33),
    ]


@pytest.mark.parametrize("heading", ["1.初中\n", "初中教育\n"])
def test_a_heading_on_its_own_line_gives_the_stage(read, heading):
    text = (
        "全县教育稳步发展。\n"
        + heading
        + "招生1200人,比上年减少30人。专任教师学历合格率99.2%,与上年基本持平。\n"
    )
    assert {row[0] for row in read(text, "stage")} == {"lower_secondary"}


def test_the_year_that_opens_a_paragraph_holds_for_it(read):
    text = "2030年,全县小学招生310人。在校生1820人。\n今后继续努力。"
    assert read(text, "year", year=2032) == [("2030",), ("2030",)]


def test_footnotes_and_markup_are_no_numbers(read):
    assert read("小学教职工[5]549人。<br/>&nbsp;&nbsp;初中教职工[6]312人。", "stage", "value") == [
        ("primary", 549), ("lower_secondary", 312),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["初中专任教师8□6人。", "初中生均图书5.□册。", "公办园在园幼儿占比8?.4%。"]
)
def test_a_lost_digit_is_damage(read, text):
    assert [row[1] for row in read(text, "value", "status")] == ["damaged"]
    assert all(value != value for (value,) in read(text, "value"))


def test_a_title_announces_plans(read):
    text = "2032年教育重点工作目标任务分解表\n新建幼儿园3所,学前三年毛入园率达到97%。\n"
    assert {row for row in read(text, "quantity", "year")} == {("target", "2032")}


def test_a_school_named_by_a_number_gives_no_stage(read):
    assert read("投资1.2亿元新建县第三小学,新增学位2160个。", "stage") == [("all",), ("all",)]


def test_two_counts_for_one_wording_with_two_units(read):
    rows = read("落实学生资助1520人次约182万元。")
    assert [row[::3] for row in rows] == [
        ("student_aid_recipients_count", 1520),
        ("student_aid_funding", 1_820_000),
    ]
