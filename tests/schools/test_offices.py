"""School tables as offices keep them: invented workbooks, made before the reader was looked at.
Each is read right or refused with a sentence; none is read wrong in silence."""

import csv
import datetime
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from edugov.schools.changed_codes import under_another_code
from edugov.schools.files import read_schools
from edugov.schools.unit_jumps import unit_jumps
from edugov.schools.wordings import HEADING_ZH, UNITS, WORDINGS, unit_zh
from edugov.tables import Fault

ZH = list(HEADING_ZH.values())
FIRST_NUMBER = ZH.index("小学在校学生数")
PLACE = ZH.index("城乡类型")  # the last column, after all numbers
ASKED = {"region_code": "350429", "year": "2023"}
PUPILS = 3120  # 420, 460, 500, 540, 580 and 620, by hand
BOOKS = 62400  # twenty a pupil


def school(number: int) -> list:
    """Return a row of an invented primary school with 380 + 40 x number pupils."""
    pupils = 380 + 40 * number
    words = [f"33504290{number:02d}", f"虚构第{number}小学", "350429", "2023", "小学", "公办"]
    material = [6 * pupils, 0, 9 * pupils, 2100 * pupils, pupils // 10, 20 * pupils, 12]
    teachers = [30, 0, 24, 0, 15, 0, 3, 0, 4, 0]
    return [*words, pupils, 0, 0, *material, *teachers, "乡村"]


def county() -> list[list]:
    return [school(number) for number in range(1, 7)]


def total(rows: list[list], *words: str | None) -> list:
    sums = [sum(row[place] for row in rows) for place in range(FIRST_NUMBER, PLACE)]
    return [*words, *[None] * (FIRST_NUMBER - len(words)), *sums]


def write(path: Path, rows: list[list], change: Callable = lambda sheet: None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    book.save(path)
    return path


def read(path: Path, **more) -> pd.DataFrame:
    schools = read_schools(path, **ASKED, **more)
    assert len(schools) == 6 and schools["students_primary"].sum() == PUPILS
    assert schools["books_count"].sum() == BOOKS and schools["equipment_value_yuan"].min() == 882000
    return schools


def said(path: Path, **more) -> str:
    return "\n".join(read(path, **more).attrs["said"])


def fault(path: Path, **more) -> str:
    with pytest.raises(Fault) as caught:
        read_schools(path, **ASKED, **more)
    return str(caught.value)


def headings(**others: str) -> list[str]:
    return [others.get(heading, heading) for heading in ZH]


def test_title_units_serial_numbers_total_and_signatures(tmp_path):
    with_units = []
    for name, heading in HEADING_ZH.items():
        unit = unit_zh(name)
        with_units.append(f"{heading}（{unit}）" if unit else heading)
    rows = [
        ["虚构县2023年办学条件统计表"],
        ["填报单位：虚构县教育局"],
        ["序号", *with_units],
        *[[number, *row] for number, row in enumerate(county(), start=1)],
        [None, *total(county(), None, "合  计")],
        ["填表人：甲", None, "审核人：乙"],
    ]
    words = said(write(tmp_path / "a.xlsx", rows))
    assert "row 3 of sheet Sheet, column A, value '序号': not a column of the template" in words
    assert "value '合  计': a row of totals, left out" in words
    assert "value '虚构县2023年办学条件统计表': above the heading, left out" in words


@pytest.mark.parametrize(
    ("heading", "in_file"),
    [
        ("教学仪器设备值", "教学仪器设备值（万元）"),
        ("教学仪器设备值", "教学仪器设备值/万元"),
        ("教学仪器设备值", "教学仪器设备总值\n（单位：万元）"),
        ("图书册数", "图书（万册）"),
        ("运动场地面积", "运动场地（公顷）"),  # a hectare is 10,000 square metres
    ],
)
def test_numbers_in_ten_thousands_are_brought_to_the_unit(tmp_path, heading, in_file):
    place, rows = ZH.index(heading), county()
    for row in rows:
        row[place] = row[place] / 10_000
    path = write(tmp_path / "a.xlsx", [headings(**{heading: in_file}), *rows])
    assert "each number times 10,000" in said(path)


def test_a_fault_quotes_the_cell_as_it_stands_in_the_file(tmp_path):
    """An amount in yuan below a heading in 万元: who looks for it in the sheet finds it."""
    place, rows = ZH.index("教学仪器设备值"), county()
    for row in rows:
        row[place] = row[place] / 10_000
    rows[3][place] = 1461700
    path = write(tmp_path / "a.xlsx", [headings(教学仪器设备值="教学仪器设备值（万元）"), *rows])
    message = fault(path)
    assert "（万元）, value '1461700': times 10,000 it is 14617000000; at most" in message


def test_a_unit_that_is_not_known_is_named(tmp_path):
    path = write(tmp_path / "a.xlsx", [headings(运动场地面积="运动场地面积（亩）"), *county()])
    message = fault(path)
    assert "column L: '亩' in the heading '运动场地面积（亩）' is not understood" in message
    assert "right would be 运动场地面积 in 平方米" in message


def two_rows(sheet) -> None:
    """Put a row of groups over the headings of students, and merge what stands over both."""
    sheet.insert_rows(1)
    for place, heading in enumerate(ZH, start=1):
        stage, rest = heading[:2], heading[2:]
        if stage in ("小学", "初中", "高中"):
            sheet.cell(1, place, rest if "学生" in rest else None)
            sheet.cell(2, place, stage if "学生" in rest else heading)
        else:
            sheet.cell(1, place, heading)
            sheet.cell(2, place).value = None
            sheet.merge_cells(start_row=1, end_row=2, start_column=place, end_column=place)
    sheet["H1"] = sheet["I1"] = None
    sheet.merge_cells("G1:I1")


def test_a_heading_of_two_rows(tmp_path):
    read(write(tmp_path / "a.xlsx", [ZH, *county()], two_rows))


def test_groups_over_a_whole_heading(tmp_path):
    def groups(word: str) -> list:
        return ["基本信息", *[None] * 5, "学生情况", None, None, word, *[None] * 16]

    def merge(sheet) -> None:
        for area in ("A1:F1", "G1:I1", "J1:Z1"):
            sheet.merge_cells(area)

    read(write(tmp_path / "a.xlsx", [groups("办学条件"), ZH, *county()], merge))
    message = fault(write(tmp_path / "b.xlsx", [groups("生均"), ZH, *county()], merge))
    assert "column J: '生均' in the heading '生均 教学及辅助用房面积' is not understood" in message


def test_rows_of_units_and_of_numbers_under_the_heading(tmp_path):
    units = [unit_zh(name) or None for name in HEADING_ZH]
    numbering = ["甲", "乙", "丙", "丁", "戊", "己", *range(1, 21)]
    words = said(write(tmp_path / "a.xlsx", [ZH, units, numbering, *county()]))
    assert "row 3 of sheet Sheet, value '甲': numbers of the columns, left out" in words


def test_headings_in_other_words(tmp_path):
    own = headings(
        学校代码="学校标识码",
        小学在校学生数="小学在校生人数",
        图书册数="图书（册）",
        学校类型="办学类型",
    )
    words = said(write(tmp_path / "a.xlsx", [[*own, "备注"], *[[*row, "好"] for row in county()]]))
    assert "value '备注': not a column of the template, left out" in words
    without_stage = headings(小学在校学生数="在校学生数", 初中在校学生数="初中学生数")
    message = fault(write(tmp_path / "b.xlsx", [without_stage, *county()]))
    assert message.endswith("no column is called '在校学生数'; perhaps 小学在校学生数")


def test_region_and_year_may_be_said_instead_of_written(tmp_path):
    rows = [[*row[:2], *row[4:]] for row in [ZH, *county()]]
    words = said(write(tmp_path / "a.xlsx", [["虚构县2023学年"], *rows]))
    assert "column 年份: not in the file, 2023 in every row" in words
    path = write(tmp_path / "b.xlsx", [["虚构县2021学年"], *rows])
    assert "the title '虚构县2021学年': not of 2023, which was asked for (--anyway" in fault(path)
    assert "not of 2023, which was asked for (read all the same)" in said(path, anyway=True)
    with pytest.raises(Fault, match=r"column year \(年份\) is missing"):
        read_schools(path)


@pytest.mark.parametrize("name", ["合计（6所）", "全县", "平均", "其中：公办", "总计："])
def test_totals_by_other_names(tmp_path, name):
    row = school(9)
    row[1] = name
    assert "a row of totals, left out" in said(write(tmp_path / "a.xlsx", [ZH, *county(), row]))


def test_the_sum_of_the_rows_beside_it_is_a_total_under_any_name(tmp_path):
    rows = county()
    of_town = total(rows[:3], "3350429091", "河口镇", "350429", "2023", "小学", "公办")
    of_other = total(rows[3:], "3350429092", "青山乡", "350429", "2023", "小学", "公办")
    words = said(write(tmp_path / "a.xlsx", [ZH, *rows[:3], of_town, of_other, *rows[3:]]))
    assert words.count("a row of totals, left out") == 2


def test_a_heading_again_and_another_table_below(tmp_path):
    rows = county()
    words = said(write(tmp_path / "a.xlsx", [ZH, *rows[:3], ZH, *rows[3:]]))
    assert "row 5 of sheet Sheet, value '学校代码': the heading again, left out" in words
    other = [["附：教学点"], ["学校代码", "学校名称", "在校生数"], ["1", "虚构教学点", 12]]
    message = fault(write(tmp_path / "b.xlsx", [ZH, *rows, *other]))
    assert message.startswith(
        "b.xlsx, row 9 of sheet Sheet, value '学校代码': another heading; put"
    )
    assert "\n" not in message


def test_what_is_hidden_is_said(tmp_path):
    def hide(sheet) -> None:
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["O"].hidden = True

    words = said(write(tmp_path / "a.xlsx", [ZH, *county()], hide))
    assert "row 4 of sheet Sheet: hidden, read all the same" in words
    assert "column 图书册数: hidden, read all the same" in words


def test_merged_cells_of_schools(tmp_path):
    def blank(area: str) -> Callable:
        return lambda sheet: sheet.merge_cells(area)

    read(write(tmp_path / "a.xlsx", [ZH, *county()], blank("E2:E7")))  # the type of all
    message = fault(write(tmp_path / "b.xlsx", [ZH, *county()], blank("O2:O3")))
    assert "row 3 of sheet Sheet, column 图书册数, value '8400': merged with other cells" in message


def test_sheets_are_read_by_name(tmp_path):
    path = write(tmp_path / "a.xlsx", [ZH, *county()])
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("2022")
    for row in [ZH, *county()]:
        other.append([*row[:3], "2022" if row[3] == "2023" else row[3], *row[4:]])
    book.save(path)
    assert "row 2 of sheet 2022, column 年份, value '2022': not 2023" in fault(path)
    read(path, sheets=["Sheet"])
    assert "no sheet '2021'; its sheets are Sheet, 2022" in fault(path, sheets=["2021"])
    book["Sheet"].sheet_state = "hidden"
    book.remove(other)
    book.create_sheet("封面").append(["虚构县教育局"])
    book.save(path)
    assert "sheet Sheet: hidden, not read" in fault(path)
    read(path, sheets=["Sheet"])


def test_a_table_on_its_side_is_named(tmp_path):
    turned = [list(row) for row in zip(ZH, *county(), strict=True)]
    assert "the headings stand below each other" in fault(write(tmp_path / "a.xlsx", turned))


def test_a_jump_of_the_unit_is_asked_about(tmp_path):
    place, rows = ZH.index("运动场地面积"), county()
    rows[2][place] = 6.75  # 4500 m2 in 亩
    path = write(tmp_path / "a.xlsx", [ZH, *rows])
    message = fault(path)
    assert "row 4 of sheet Sheet, column 运动场地面积, value '6.75': 0.0135 a student" in message
    assert "has 9; is one of them in another unit? (--anyway" in message
    assert "in another unit? (read all the same)" in said(path, anyway=True)
    few = pd.DataFrame({"students_primary": [10.0] * 4, "books_count": [1.0, 1, 1, 999]})
    assert unit_jumps(few) == []


def test_a_unit_over_the_heading_is_asked_about(tmp_path):
    path = write(tmp_path / "a.xlsx", [["虚构县"], [None, None, "单位：人、万元"], ZH, *county()])
    assert "column 教学仪器设备值: in 万元, as above the heading?" in fault(path)
    read(path, anyway=True)


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "gb18030"), (";", "utf-8-sig"), ("\t", "gb18030")]
)
def test_csv_from_other_programs(tmp_path, delimiter, encoding):
    path = tmp_path / "a.csv"
    rows = [[f'="{row[0]}"', *row[1:]] for row in county()]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["虚构县统计表"], ZH, *rows])
    assert read(path)["school_code"].iloc[0] == "3350429001"


def test_never_more_than_ten_sentences(tmp_path):
    rows = [school(number) for number in range(1, 40)]
    for row in rows:
        row[14] = f"{row[14]}册"
    rows[38][6] = "many"
    lines = fault(write(tmp_path / "a.xlsx", [ZH, *rows])).splitlines()
    assert len(lines) == 10 and lines[-1].endswith("; and 30 more of the same kind")


def test_long_codes_that_a_spreadsheet_cut_are_refused(tmp_path):
    rows = county()
    for number, row in enumerate(rows):
        row[0] = 3504290000000000 + number * 10
    assert "its last digits are lost" in fault(write(tmp_path / "a.xlsx", [ZH, *rows]))


def table(path: Path, year: str, codes: list[str]) -> pd.DataFrame:
    rows = [[code, *row[1:3], year, *row[4:]] for code, row in zip(codes, county(), strict=True)]
    return read_schools(write(path, [ZH, *rows]))


def test_a_name_under_another_code_is_asked_about(tmp_path):
    codes = ["1", "2", "3", "4", "5", "6"]
    before = table(tmp_path / "a.xlsx", "2022", codes)
    after = table(tmp_path / "b.xlsx", "2023", [*codes[:5], "7"])
    (asked,) = under_another_code(after, before)
    where = "row 7 of sheet Sheet, column 学校代码, value '7': "
    assert asked.startswith(f"{where}虚构第6小学 has the code 6 in 2022")
    assert under_another_code(before, before) == []
    moved = table(tmp_path / "c.xlsx", "2023", codes)
    assert under_another_code(moved, before.assign(school_name="别的")) == []


def test_total_with_fewer_cells_in_a_csv(tmp_path):
    rows = [",".join(map(str, row)) for row in [ZH, *county()]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join([*rows, ",总计,,,,,100"]).encode("gbk"))
    assert "value '总计': a row of totals, left out" in said(path)
    path.write_bytes("\r\n".join([*rows, ",别的,,,,,100"]).encode("gbk"))
    assert "value '别的': 7 cells, but the heading has 27" in fault(path)


def test_signatures_with_names_and_numbers_beside_them(tmp_path):
    signed = ["单位负责人：", "甲某", None, None, "填表人：", "乙某", 12345678901]
    words = said(write(tmp_path / "a.xlsx", [ZH, *county(), signed]))
    assert "value '单位负责人：': a remark, left out" in words
    signed[ZH.index("学校代码")] = "1"  # a code makes it a school
    assert "row 8 of sheet Sheet" in fault(write(tmp_path / "b.xlsx", [ZH, *county(), signed]))


def test_words_of_an_official_list_with_their_numbers(tmp_path):
    place, rows = ZH.index("学校类型"), county()
    for row in rows:
        row[place] = f"211 {row[place]}"
    read(write(tmp_path / "a.xlsx", [ZH, *rows]))
    rows[0][place] = "211 大学"
    assert "value '211 大学': not one of" in fault(write(tmp_path / "b.xlsx", [ZH, *rows]))


def mixed(kind: str, number: int) -> dict:
    """Return a row of an invented school: 300 pupils and 20 teachers of each stage that it has."""
    row = dict(zip(ZH, school(number), strict=True)) | {"学校类型": kind}
    for stage, other in (("小学", "初级中学"), ("初中", "小学")):
        row[f"{stage}在校学生数"] = 0 if kind == other else 300
        row[f"{stage}专任教师数"] = 0 if kind == other else 20
        for rest in ("高于规定学历", "中级及以上职称", "县级以上骨干", "体育艺术专任"):
            row[f"{stage}{rest}教师数"] = 0 if kind == other else 2
    return row


MIXED = ["小学", "小学", "初级中学", "九年一贯制学校"]


def two_stages(path: Path, names: tuple[str, str], other_area: int | None = None) -> Path:
    """Write a sheet a stage: its schools and columns alone, and no stage in its headings."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    schools = [mixed(kind, number) for number, kind in enumerate(MIXED)]
    for name, (stage, other) in zip(names, (("小学", "初中"), ("初中", "小学")), strict=True):
        sheet = book.create_sheet(name)
        sheet.append([f"虚构县{stage}办学条件"])
        own = [heading for heading in ZH if not heading.startswith((other, "高中"))]
        sheet.append([heading.removeprefix(stage) for heading in own])
        for row in schools:
            if row[f"{stage}在校学生数"]:
                sheet.append([row[heading] for heading in own])
        if other_area is not None:
            sheet.cell(sheet.max_row, own.index("运动场地面积") + 1).value = other_area
            other_area += 1
    book.save(path)
    return path


@pytest.mark.parametrize(
    "names", [("小学", "初中"), ("Sheet1", "Sheet2"), ("表1小学", "表2初中部")]
)
def test_a_sheet_a_stage(tmp_path, names):
    path = two_stages(tmp_path / "a.xlsx", names)
    schools = read_schools(path, **ASKED).set_index("school_code")
    assert len(schools) == len(MIXED)
    assert schools["students_primary"].sum() == 3 * 300  # two primary schools and the combined one
    assert schools["students_lower_secondary"].sum() == 2 * 300
    assert schools["full_time_teachers_lower_secondary"].sum() == 2 * 20
    combined = schools[schools["school_type"] == "nine_year"].squeeze()
    assert combined["books_count"] == 20 * 500  # once, though it stands on both sheets
    words = "\n".join(read_schools(path, **ASKED).attrs["said"])
    assert words.count("one school on several sheets, put together") == 1
    for sheet, stage in zip(names, ("小学", "初中"), strict=True):
        assert f"row 2 of sheet {sheet}, 在校学生数, 专任教师数" in words
        assert f"of {stage}, as the sheet or its title is" in words


def test_a_school_on_two_sheets_that_do_not_agree_is_named(tmp_path):
    message = fault(two_stages(tmp_path / "a.xlsx", ("小学", "初中"), other_area=4500))
    assert "each row needs a key of its own" in message


def test_a_sheet_a_year(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("2022年", "2023学年", "说明"):
        sheet = book.create_sheet(name)
        for row in [ZH, *county()] if "年" in name else [["说明"]]:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    words = said(tmp_path / "a.xlsx")
    assert "sheet 2022年: of another year than 2023, not read" in words
    book.remove(book["2023学年"])
    book.save(tmp_path / "b.xlsx")
    assert "of another year" not in said(tmp_path / "b.xlsx")  # none is of the year: all are read


def test_values_per_student_are_not_taken_for_those_of_the_school(tmp_path):
    own = headings(教学及辅助用房面积="生均教学及辅助用房面积")
    message = fault(write(tmp_path / "a.xlsx", [own, *county()]))
    assert "value '生均教学及辅助用房面积': per student or a share" in message
    beside = [[*ZH, "生均图书册数"], *[[*row, 20] for row in county()]]
    words = said(write(tmp_path / "b.xlsx", beside))
    assert "value '生均图书册数': not a column of the template, left out" in words


@pytest.mark.parametrize("cell", ["/", "—", "无", "－"])
def test_a_dash_is_neither_zero_nor_blank(tmp_path, cell):
    rows = county()
    rows[2][ZH.index("室内体育用房面积")] = cell
    message = fault(write(tmp_path / "a.xlsx", [ZH, *rows]))
    assert "write 0 where there is none, or leave it blank when not known" in message


def test_a_row_a_school_and_stage_is_named(tmp_path):
    own = headings(小学在校学生数="学段", 初中在校学生数="学生数")
    assert "right is one row a school" in fault(write(tmp_path / "a.xlsx", [own, *county()]))


def test_two_headings_of_one_column_are_both_named(tmp_path):
    path = write(tmp_path / "a.xlsx", [[*ZH, "图书"], *[[*row, 20] for row in county()]])
    assert "column AB: 图书 is the same as 图书册数 in column O; keep one" in fault(path)


def test_a_total_of_a_group_is_the_column(tmp_path):
    place = ZH.index("教学及辅助用房面积")
    over = [*ZH[:place], "教学及辅助用房（平方米）", None, *ZH[place + 1 :]]
    below = [*[None] * place, "合计", "其中：普通教室", *[None] * (len(ZH) - place - 1)]
    rows = [[*row[: place + 1], row[place] / 2, *row[place + 1 :]] for row in county()]
    schools = read(write(tmp_path / "a.xlsx", [over, below, *rows]))
    assert schools["teaching_area_m2"].sum() == 6 * PUPILS


def test_wordings_are_of_columns_and_stand_once():
    assert not WORDINGS.duplicated(["kind", "of", "wording"]).any()
    of = WORDINGS[WORDINGS["kind"].isin(["heading", "unit_of", "choice"])]["of"]
    assert set(of) <= set(HEADING_ZH)
    headings_once = WORDINGS.loc[WORDINGS["kind"] == "heading", "wording"]
    assert not headings_once.duplicated().any()
    for factors in UNITS.values():
        assert next(iter(factors.values())) == 1  # the first is that of the template
        assert all(re.fullmatch("[1-9]0*", str(factor)) for factor in factors.values())


def test_codes_that_are_numbers_somewhere_are_refused(tmp_path):
    rows = county()
    for row, code in zip(rows, ("1.5E9", "3350429002.0", "3", "4", "5", "6"), strict=True):
        row[0] = code
    message = fault(write(tmp_path / "a.xlsx", [ZH, *rows]))
    assert message.count("format the column as text and write the codes again") == 2
    for number, row in enumerate(rows, start=1):
        row[0] = 3350400000 + 10000 * (number % 3)
    assert "every code ends in zeros; are its last digits lost?" in fault(
        write(tmp_path / "b.xlsx", [ZH, *rows])
    )


def test_a_remark_below_the_serial_numbers_is_told(tmp_path):
    rows = [["序号", *ZH], *[[number, *row] for number, row in enumerate(county(), start=1)]]
    rows.append(["注：数据来源于虚构的统计报表。"])
    told = "value '注：数据来源于虚构的统计报表。': a remark, left out"
    assert told in said(write(tmp_path / "a.xlsx", rows))


def test_a_total_that_is_called_so_beside_the_table(tmp_path):
    rows = [["片区", *ZH], *[["一", *row] for row in county()]]
    rows.append(["小计", *total(county()[:2])])
    assert "value '小计': a row of totals, left out" in said(write(tmp_path / "a.xlsx", rows))


def test_a_school_year_is_that_of_its_start(tmp_path):
    rows = [["虚构县2022—2023学年"], *[[*row[:2], *row[4:]] for row in [ZH, *county()]]]
    assert "not of 2023, which was asked for" in fault(write(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize("year", ["2023年", "2023—2024学年", "2023/2024", "2023年度"])
def test_a_year_as_offices_write_it_is_that_year(year, tmp_path):
    rows = [[*row[:3], year, *row[4:]] for row in county()]
    assert set(read(write(tmp_path / "a.xlsx", [ZH, *rows]))["year"]) == {"2023"}
    rows = [[*row[:3], "2022—2023学年", *row[4:]] for row in county()]
    assert "not 2023, which was asked for" in fault(write(tmp_path / "b.xlsx", [ZH, *rows]))


def test_a_row_that_is_nearly_the_sum_of_those_beside_it_is_asked_about(tmp_path):
    rows = county()
    of_town = total(rows[:3], "3350429091", "河口镇", "350429", "2023", "小学", "公办")
    of_town[ZH.index("图书册数")] += 7
    path = write(tmp_path / "a.xlsx", [ZH, *rows[:3], of_town, *rows[3:]])
    assert "value '河口镇': the sum of the rows beside it in 11 columns" in fault(path)
    assert len(read_schools(path, **ASKED, anyway=True)) == 7


def test_students_of_a_stage_without_a_column_are_said(tmp_path):
    place = ZH.index("小学在校学生数")
    rows = [[*row[:place], *row[place + 1 :]] for row in [ZH, *county()]]
    words = read_schools(write(tmp_path / "a.xlsx", rows), **ASKED).attrs["said"]
    column = "a.xlsx, column 小学在校学生数: not in the file, but schools that teach the stage: 6"
    assert words == [column]


TEACHERS = ["专任教师数", "高于规定学历教师", "县级以上骨干教师（人）", "体艺教师"]


def below_group(group: str) -> list[list]:
    """Invented: two rows of heading, the teachers below a merged word, and six schools."""
    words = ["学校代码", "学校名称", "学校类型", "办学性质", "在校学生数"]
    top = [*words, group, *[None] * 3, "图书册数", "教学仪器设备值"]
    rows = [top, [*[None] * 5, *TEACHERS, None, None]]
    for number, whole in enumerate(county()):
        pupils, places = whole[FIRST_NUMBER], [0, 1, 4, 5, FIRST_NUMBER]
        own = [whole[place] for place in places]
        rows.append([*own, 30 + number, 20, 3, 4, 20 * pupils, 2100 * pupils])
    return rows


def merged(sheet) -> None:
    sheet.title = "小学"
    sheet.merge_cells("F1:I1")
    sheet.row_dimensions[5].hidden = True


@pytest.mark.parametrize("group", ["教职工情况", "师资队伍建设", "小学教职工"])
def test_word_over_a_group_that_adds_nothing_leaves_its_columns_what_they_are(tmp_path, group):
    found = read(write(tmp_path / "a.xlsx", below_group(group), merged))
    assert found["full_time_teachers_primary"].tolist() == [30, 31, 32, 33, 34, 35]
    names = ["above_required_degree", "backbone", "physical_education_and_arts"]
    first = found[[f"{name}_teachers_primary" for name in names]].iloc[0]
    assert first.tolist() == [20, 3, 4]
    words = "\n".join(found.attrs["said"])
    assert "row 5 of sheet 小学: hidden, read all the same" in words


@pytest.mark.parametrize(
    "group", ["上年情况", "生均情况", "幼儿园情况", "2019年", "返聘", "虚构的词", "小学返聘"]
)
def test_word_over_a_group_that_may_change_its_columns_leaves_them_unknown(tmp_path, group):
    path = write(tmp_path / "a.xlsx", below_group(group), merged)
    try:
        words = "\n".join(read(path).attrs["said"])
    except Fault as caught:
        words = str(caught)
    assert f"{group} 高于规定学历教师" in words


def test_what_was_left_out_or_is_hidden_is_all_named(tmp_path):
    rows = [[*ZH, *[f"虚构的列{number}" for number in range(12)]]]
    rows += [[*row, *range(12)] for row in county()]

    def hide(sheet) -> None:
        for row in (3, 5):
            sheet.row_dimensions[row].hidden = True

    words = said(write(tmp_path / "a.xlsx", rows, hide))
    assert all(f"虚构的列{number}'" in words for number in range(12))
    assert "row 3 of sheet Sheet; row 5 of sheet Sheet: hidden, read all the same" in words


def test_missing_column_says_what_may_stand_in_it(tmp_path):
    place = ZH.index("办学性质")
    rows = [[*row[:place], *row[place + 1 :]] for row in [ZH, *county()]]
    words = fault(write(tmp_path / "a.xlsx", rows))
    assert "(办学性质) is missing" in words and "公办 (public), 民办 (private)" in words
    assert "学校代码, 学校名称" in words


@pytest.mark.parametrize("cell", ["12①", "１２²", "#REF!", "#DIV/0!"])
def test_a_mark_behind_a_number_is_no_digit_of_it_and_an_error_no_number(tmp_path, cell):
    rows = county()
    rows[1][ZH.index("网络多媒体教室数")] = cell
    message = fault(write(tmp_path / "a.xlsx", [ZH, *rows]))
    what = "an error of the spreadsheet" if cell.startswith("#") else "not a number"
    assert f"row 3 of sheet Sheet, column 网络多媒体教室数, value {cell!r}: {what}" in message


def test_what_is_not_seen_in_a_cell_is_no_part_of_it(tmp_path):
    rows = county()
    rows[0][0], rows[1][0] = "'3350429001", "3350429002\u200b"
    rows[2][1], rows[2][FIRST_NUMBER] = "\ufeff虚构第3小学", "500\u200b"  # as school(3) has them
    found = read(write(tmp_path / "a.xlsx", [ZH, *rows]))
    assert found["school_code"].tolist() == [f"335042900{number}" for number in range(1, 7)]
    assert found["school_name"][2] == "虚构第3小学"


def test_a_date_is_no_code(tmp_path):
    rows = county()
    rows[3][0] = datetime.datetime(2023, 4, 1)
    message = fault(write(tmp_path / "a.xlsx", [ZH, *rows]))
    assert message.endswith(
        "value '2023-04-01': no date; format the column as text and write the codes again"
    )


@pytest.mark.parametrize("name", ["校均", "标准差", "（合计）", "公办学校", "上年数"])
def test_what_is_worked_out_of_schools_is_none_though_it_has_a_code(tmp_path, name):
    worked_out = [*school(3)[:1], name, *school(3)[2:]]
    worked_out[0] = "3350429099"
    words = said(write(tmp_path / "a.xlsx", [ZH, *county(), worked_out]))
    assert f"row 8 of sheet Sheet, value {name!r}: a row of totals, left out" in words


def test_a_row_called_by_a_place_is_asked_about(tmp_path):
    town = ["3350429099", "虚构镇", *school(3)[2:]]
    path = write(tmp_path / "a.xlsx", [ZH, *county(), town])
    assert "row 8 of sheet Sheet, value '虚构镇': a place; is it a row of totals?" in fault(path)
    assert len(read_schools(path, **ASKED, anyway=True)) == 7


@pytest.mark.parametrize("name", ["虚构第1小学", "虚构第 1 小学（东校区）", "虚构第1小学分校"])
def test_one_name_under_two_codes_is_said(tmp_path, name):
    rows = county()
    rows[5][1] = name
    words = said(write(tmp_path / "a.xlsx", [ZH, *rows]))
    where = "row 2 of sheet Sheet and row 7 of sheet Sheet, column 学校名称, value '虚构第1小学'"
    assert f"{where}: one name under several codes; is each student counted once?" in words


def test_words_over_groups_of_rows_are_left_out(tmp_path):
    first, second = county()[:3], county()[3:]
    rows = [ZH, ["一、虚构镇小学"], *first, ["（二）虚构乡"], *second, ["2.虚构的说明"]]
    words = said(write(tmp_path / "a.xlsx", rows))
    for row, value in ((2, "一、虚构镇小学"), (6, "（二）虚构乡"), (10, "2.虚构的说明")):
        what = f"row {row} of sheet Sheet, value {value!r}: words over other rows"
        assert what in words
    rows[5] = ["虚构第9小学"]  # a school of which nothing more is written
    assert "value '虚构第9小学': no school, for most" in fault(write(tmp_path / "b.xlsx", rows))


def test_a_table_of_another_stage_below_is_not_read_as_of_the_first(tmp_path):
    heading = [word.removeprefix("小学") for word in ZH]
    heading = [f"（{word}）" if word.startswith(("初中", "高中")) else word for word in heading]
    rows = [["虚构县小学"], heading, *county()]
    assert len(read(write(tmp_path / "a.xlsx", rows))) == 6
    message = fault(write(tmp_path / "b.xlsx", [*rows, ["表二 初中"], heading, *county()]))
    assert "value '表二 初中': another heading; put what is below it on a sheet" in message


def test_whole_and_a_student_side_by_side_and_a_part_of_the_whole(tmp_path):
    place = ZH.index("教学及辅助用房面积")
    over = [*ZH[:place], "校舍（万平方米）", *[None] * 4, *ZH[place + 2 :]]
    middle = [*[None] * place, "教学及辅助用房", None, None, "其中：室内体育用房", "生均"]
    below = [*[None] * place, "总数", "生均", "比上年增减", None, None]
    over[place + 5 : place + 5] = []
    rows = []
    for row in county():
        area = row[place] / 10_000
        rows.append([*row[:place], area, 6, 0.1, area / 4, 1.5, *row[place + 2 :]])

    def merge(sheet) -> None:
        sheet.merge_cells(start_row=1, end_row=1, start_column=place + 1, end_column=place + 5)
        sheet.merge_cells(start_row=2, end_row=2, start_column=place + 1, end_column=place + 3)

    found = read(write(tmp_path / "a.xlsx", [over, middle, below, *rows], merge))
    assert found["teaching_area_m2"].sum() == 6 * PUPILS
    assert found["indoor_sports_area_m2"].sum() == 1.5 * PUPILS  # a quarter of it
    words = "\n".join(found.attrs["said"])
    assert "教学及辅助用房 生均': not a column of the template, left out" in words


def test_a_sheet_of_sums_by_town_is_not_read_and_one_of_teachers_is(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    first_teacher = ZH.index("小学专任教师数")
    pupils, teachers, towns = (book.create_sheet(name) for name in ("学校", "教师", "乡镇"))
    for row in [ZH, *county()]:
        pupils.append(row[:first_teacher])
        teachers.append([*row[:2], *row[first_teacher:PLACE]])
    towns.append(["乡镇", *ZH[FIRST_NUMBER:PLACE]])
    towns.append(total(county(), "虚构镇")[:1] + total(county())[FIRST_NUMBER:])
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    assert found["full_time_teachers_primary"].tolist() == [30] * 6
    assert "sheet 乡镇: codes and names of schools are missing, not read" in "\n".join(
        found.attrs["said"]
    )
    teachers.append(["3350429077", "虚构第7小学", *school(7)[first_teacher:PLACE]])
    book.save(tmp_path / "b.xlsx")
    assert "row 8 of sheet 教师, column 学校类型, value ''" in fault(tmp_path / "b.xlsx")


def test_a_code_is_one_however_wide_it_is_written_and_a_word_with_blanks_the_word(tmp_path):
    rows = county()
    rows[0][0], rows[1][0] = "３３５０４２９００１", "33504 29002"
    rows[2][4], rows[3][5] = "小 学", "公　办"
    own = headings(学校名称="学校名称（全称）*")
    found = read(write(tmp_path / "a.xlsx", [own, *rows]))
    assert found["school_code"][:2].tolist() == ["3350429001", "3350429002"]
    assert set(found["school_type"]) == {"primary"} and set(found["ownership"]) == {"public"}
    rows[1][0] = "３３５０４２９００１"
    assert "each row needs a key of its own" in fault(write(tmp_path / "b.xlsx", [ZH, *rows]))


def test_a_row_of_sums_without_a_name_and_a_total_with_a_number_behind_it(tmp_path):
    sums = [*[None] * FIRST_NUMBER, "=SUM(G2:G7)", None, None, "=sum(J2:J7)"]
    words = said(write(tmp_path / "a.xlsx", [ZH, *county(), sums]))
    assert "row 8 of sheet Sheet, value '=SUM(G2:G7)': a row of totals, left out" in words
    sums[FIRST_NUMBER] = "=G2*2"  # worked out otherwise
    message = fault(write(tmp_path / "b.xlsx", [ZH, *county(), sums]))
    assert "value '=G2*2': a formula; paste the value instead" in message
    named = ["3350429099", "小学小计：6所", *school(3)[2:]]
    words = said(write(tmp_path / "c.xlsx", [ZH, *county(), named]))
    assert "row 8 of sheet Sheet, value '小学小计：6所': a row of totals, left out" in words
