"""Headings of columns over several lines; every table is invented (青禾县 is no county)."""

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import SimpleDocTemplate, Table

from edugov.reading.documents import open_document
from edugov.reading.extract import read_text

TEACHERS, ENTRANTS = "full_time_teachers_count", "new_entrants_count"
BUDGET = "general_budget_education_funding_per_student"
YEARS_OVER_STAGES = {
    ("students_count", "primary", "2030", 3400), ("students_count", "primary", "2031", 3500),
    ("students_count", "lower_secondary", "2030", 1700),
    ("students_count", "lower_secondary", "2031", 1800),
    (TEACHERS, "primary", "2030", 210), (TEACHERS, "primary", "2031", 220),
    (TEACHERS, "lower_secondary", "2030", 150), (TEACHERS, "lower_secondary", "2031", 160),
}  # fmt: skip
STAGES_OVER_THINGS = {
    ("schools_count", "primary", "2031", 12), ("students_count", "primary", "2031", 3400),
    ("schools_count", "lower_secondary", "2031", 5),
    ("students_count", "lower_secondary", "2031", 1700),
}  # fmt: skip
NUMBERS_AND_GROWTH = {
    ("students_count", "primary", "value", 3400), ("students_count", "primary", "growth", 2.1),
    (ENTRANTS, "primary", "value", 600), (ENTRANTS, "primary", "growth", -1.5),
    ("students_count", "lower_secondary", "value", 1700),
    ("students_count", "lower_secondary", "growth", 3.2),
    (ENTRANTS, "lower_secondary", "value", 550), (ENTRANTS, "lower_secondary", "growth", 0.4),
}  # fmt: skip
TWO_YEARS = [
    "项目 | 2030年 | 2031年",
    "小学 | 初中 | 小学 | 初中",
    "在校学生数（人） | 3400 | 1700 | 3500 | 1800",
    "专任教师（人） | 210 | 150 | 220 | 160",
]
TOWNS = [
    "乡镇 | 小学 | 初中",
    "学校数 | 在校生 | 学校数 | 在校生",
    "全县 | 12 | 3400 | 5 | 1700",
    "青禾镇 | 4 | 1400 | 2 | 700",
]
GROWTH = [
    "学段 | 在校学生数 | 招生数",
    "人数 | 增长（%） | 人数 | 增长（%）",
    "小学 | 3400 | 2.1 | 600 | -1.5",
    "初中 | 1700 | 3.2 | 550 | 0.4",
]


def strokes(lines):
    return "\n".join(lines)


def spaces(lines):
    return "\n".join(line.replace(" | ", " ") for line in lines)


def alone(lines):
    return "\n".join(lines).replace(" | ", "\n")


def closed(lines):
    return "".join(f"{cell} |\n" for line in lines for cell in line.split(" | "))


@pytest.fixture
def own(lexicon):
    """Read a text to the region's own sound figures."""

    def found(text, *names):
        frame = read_text(text + "\n", lexicon=lexicon)
        frame = frame[(frame["status"] == "ok") & (frame["scope"] != "part")]
        names = names or ("indicator_id", "stage", "year", "value")
        return set(frame[list(names)].itertuples(index=False, name=None))

    return found


@pytest.mark.parametrize("form", [strokes, spaces, alone, closed])
def test_headings_over_others_in_any_form(form, own):
    title = "青禾县2031年教育统计（虚构）\n"
    assert own(title + form(TWO_YEARS)) == YEARS_OVER_STAGES
    assert own(title + form(TOWNS)) == STAGES_OVER_THINGS
    changes = ("indicator_id", "stage", "quantity", "value")
    assert own(title + form(GROWTH), *changes) == NUMBERS_AND_GROWTH


def write_docx(path):
    document = docx.Document()
    document.add_paragraph("青禾县2031年教育统计（虚构）")
    table = document.add_table(rows=4, cols=5)
    for row, line in enumerate(TWO_YEARS):
        cells = line.split(" | ")
        shift = 1 if row == 1 else 0
        width = 2 if row == 0 else 1
        for column, words in enumerate(cells):
            place = shift + (column and 1 + (column - 1) * width if width > 1 else column)
            table.cell(row, place).text = words
    for left in (1, 3):
        table.cell(0, left).merge(table.cell(0, left + 1))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.save(str(path))


def write_html(path):
    rows = (
        '<tr><td rowspan="2">项目</td><td colspan="2">2030年</td><td colspan="2">2031年</td></tr>'
    )
    for line in TWO_YEARS[1:]:
        rows += "<tr>" + "".join(f"<td>{words}</td>" for words in line.split(" | ")) + "</tr>"
    title = "<p>青禾县2031年教育统计（虚构）</p>"
    path.write_text(f"<html><body>{title}<table>{rows}</table></body></html>", encoding="utf-8")


def write_pdf(path):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    rows = [["项目", "2030年", "", "2031年", ""], ["", *TWO_YEARS[1].split(" | ")]]
    rows += [line.split(" | ") for line in TWO_YEARS[2:]]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0))]
    lines = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light")]
    table = Table(rows, style=[*lines, *spans])
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build([table])


@pytest.mark.parametrize("write", [write_docx, write_html, write_pdf])
def test_merged_headings_of_files(write, own, tmp_path):
    path = tmp_path / f"tables.{write.__name__.removeprefix('write_')}"
    write(path)
    assert own(open_document(path).text) == YEARS_OVER_STAGES


def test_units_in_a_line_of_their_own(own):
    head = "青禾县2031年教育统计（虚构）\n类别 | 学校数 | 在校学生数\n | 所 | 万人\n"
    assert own(head + "小学 | 12 | 0.34\n初中 | 5 | 0.17") == STAGES_OVER_THINGS


def test_three_lines_of_headings(own):
    text = (
        "指标 | 2031年 | 2031年 | 2031年 | 2031年\n指标 | 小学 | 小学 | 初中 | 初中\n"
        "指标 | 平均值 | 差异系数 | 平均值 | 差异系数\n生均图书册数 | 30.5 | 0.31 | 41.5 | 0.22"
    )
    assert own(text) == {
        ("books_per_student", "primary", "2031", 30.5),
        ("cv_books_per_student", "primary", "2031", 0.31),
        ("books_per_student", "lower_secondary", "2031", 41.5),
        ("cv_books_per_student", "lower_secondary", "2031", 0.22),
    }


def test_what_stands_below_a_heading_is_a_part_of_it(own, read):
    text = (
        "青禾县2031年教育统计（虚构）\n学段 | 在校学生数 | 在校学生数 | 在校学生数\n"
        "学段 | 合计 | 其中：女 | 其中：寄宿生\n小学 | 3400 | 1600 | 200"
    )
    assert own(text, "value") == {(3400,)}
    assert [row for row in read(text, "value", "scope") if row[1] == "part"] == [
        (1600, "part"), (200, "part"),
    ]  # fmt: skip


def test_the_upper_heading_says_whose_the_lower_is(own):
    text = (
        "青禾县2031年教育统计（虚构）\n学段 | 专任教师学历 | 专任教师学历\n"
        "学段 | 专任教师数 | 合格率%\n小学 | 210 | 99.5"
    )
    assert own(text, "indicator_id", "value") == {(TEACHERS, 210), ("teacher_qualified_rate", 99.5)}


def test_money_by_year_and_its_growth(own):
    name = "生均一般公共预算教育经费"
    text = (
        f"青禾县2031年教育经费统计表（虚构）\n单位：元\n项目 | {name} | {name} | {name}\n"
        "项目 | 2030年 | 2031年 | 增长率（%）\n幼儿园 | 8000 | 8100 | 1.25"
    )
    assert own(text, "indicator_id", "stage", "quantity", "year", "value") == {
        (BUDGET, "preschool", "value", "2030", 8000),
        (BUDGET, "preschool", "value", "2031", 8100),
        (BUDGET, "preschool", "growth", "2031", 1.25),
    }


def test_nothing_is_guessed_where_no_line_tells_what_stands_over_what(read):
    text = (
        "青禾县2031年教育统计（虚构）\n学段 | 学校数（所） | 在校学生数（人） | 教职工（人）\n"
        "合计 | 寄宿生 | 合计 | 专任教师\n小学 | 12 | 3400 | 200 | 230 | 210\n"
        "初中 | 5 | 1700 | 900 | 170 | 150"
    )
    assert read(text) == []


SHIFTED = (
    "表3 普通小学基本情况（2031年） | | | |\n单位：人 | | | |\n"
    "地区 | 学校数 | 在校学生数 | 教职工数 | |\n（所） | #专任教师 | | | |\n"
    "全县 | 12 | 3400 | 230 | 210 |\n青禾镇 | 4 | 1400 | 90 | 80 |"
)


def test_a_second_line_that_lost_its_first_cells_is_of_the_columns_without_a_heading(own):
    assert own(SHIFTED) == {
        ("schools_count", "primary", "2031", 12), ("students_count", "primary", "2031", 3400),
        ("staff_count", "primary", "2031", 230), (TEACHERS, "primary", "2031", 210),
    }  # fmt: skip


def test_the_rows_below_that_of_the_whole_are_parts(read):
    rows = read(SHIFTED, "indicator_id", "value", "scope")
    assert [row for row in rows if row[2] == "part"] == [
        ("schools_count", 4, "part"), ("students_count", 1400, "part"),
        ("staff_count", 90, "part"), (TEACHERS, 80, "part"),
    ]  # fmt: skip


def test_a_unit_above_a_table_names_no_row(own):
    text = "单位：人 | | \n学段 | 在校学生数 | 招生数\n小学 | 3400 | 600"
    assert own(text, "stage", "value") == {("primary", 3400), ("primary", 600)}
