"""The template of a panel: what a spreadsheet program offers, and that it is read back."""

import openpyxl
import pytest

from edugov import tables
from edugov.tables import Fault
from edugov.yearly.files import cells_of, is_panel
from edugov.yearly.resolved import resolve
from edugov.yearly.template import LAST_ROW, write_template


@pytest.fixture(params=["en", "zh"])
def template(request, tmp_path):
    path = write_template(tmp_path / "panel.xlsx", request.param)
    return request.param, path, openpyxl.load_workbook(path)


def test_stage_and_indicator_are_chosen_and_the_list_holds_the_whole_dictionary(template):
    lang, _, book = template
    rules = {str(rule.sqref): rule for rule in book["panel"].data_validations.dataValidation}
    stages = rules[f"C2:C{LAST_ROW}"].formula1
    assert {"en": "primary", "zh": "小学"}[lang] in stages.strip('"').split(",")
    assert len(stages) < 256  # as Excel has it
    sheet, cells = rules[f"D2:D{LAST_ROW}"].formula1.split("!")
    first, last = cells.replace("$", "").split(":")
    listed = [row[0].value for row in book[sheet.strip("'")][first:last]]
    assert sorted(listed) == sorted(tables.read("indicators")[f"name_{lang}"])
    assert rules[f"B2:B{LAST_ROW}"].type == "whole"
    assert rules[f"F2:F{LAST_ROW}"].operator == "greaterThanOrEqual"


def test_the_example_row_is_left_out_and_would_be_sound_as_a_row(template):
    _, path, book = template
    with pytest.raises(Fault, match="no value below the heading"):
        cells_of(path)
    example = [cell.value for cell in book["panel"][2]]
    book["panel"].append(["654002", *example[1:]])
    book.save(path)
    assert is_panel(path)
    resolved = resolve(cells_of(path).texts)
    assert resolved.faults == []
    (row,) = resolved.rows.to_dict("records")
    assert row == {
        "region_code": "654002",
        "year": "2023",
        "stage": "primary",
        "indicator_id": "students_count",
        "value": "4730",
        "note": "",
    }


def test_every_column_is_explained(template):
    lang, _, book = template
    rows = list(book["列说明" if lang == "zh" else "columns"].iter_rows(min_row=2, max_row=8))
    headings = [cell.value for cell in book["panel"][1]]
    assert [row[0].value for row in rows] == headings and all(row[1].value for row in rows)


def test_a_csv_is_the_heading_alone_and_nothing_is_written_over(tmp_path):
    path = write_template(tmp_path / "panel.csv", "zh")
    assert path.read_text(encoding="utf-8-sig") == "地区,年份,学段,指标,单位,数值,备注\n"
    with pytest.raises(Fault, match="exists already"):
        write_template(path)
