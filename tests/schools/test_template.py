"""The template of a school table: what a spreadsheet program shows and allows."""

import openpyxl
import pytest
from openpyxl.formula import Tokenizer

from edugov.schools.files import read_schools, write_template
from edugov.schools.template import CHECKS, LAST_ROW
from edugov.schools.wordings import CHOICES_ZH, HEADING_ZH
from edugov.tables import Fault

LONGEST_FORMULA = 8192  # characters, as Excel has it


@pytest.fixture(params=["en", "zh"])
def template(request, tmp_path):
    path = write_template(tmp_path / "schools.xlsx", request.param)
    return request.param, path, openpyxl.load_workbook(path)


def test_headings_carry_units_and_the_example_is_left_out(template):
    lang, path, book = template
    headings = [cell.value for cell in book["schools"][1]]
    if lang == "zh":
        assert headings[6] == "小学在校学生数（人）" and headings[12] == "教学仪器设备值（元）"
        assert headings[15] == "网络多媒体教室数（间）"
    else:
        assert headings == list(HEADING_ZH)
    assert book["schools"].max_row == 2
    with pytest.raises(Fault, match="no school below the heading"):
        read_schools(path)
    example = [cell.value for cell in book["schools"][2]]
    row = ["1", "虚构学校", "350429", *example[3:]]
    book["schools"].append(row)
    book.save(path)
    schools = read_schools(path)
    assert schools["school_name"].tolist() == ["虚构学校"]
    left_out = "the example of the template, left out"
    assert [left_out in sentence for sentence in schools.attrs["said"]] == [True]


def test_words_are_chosen_and_numbers_are_not_below_zero(template):
    lang, _, book = template
    rules = {str(rule.sqref): rule for rule in book["schools"].data_validations.dataValidation}
    words = CHOICES_ZH["school_type"]
    chosen = words.values() if lang == "zh" else words
    assert rules[f"E2:E{LAST_ROW}"].formula1 == f'"{",".join(chosen)}"'
    assert len(rules[f"E2:E{LAST_ROW}"].formula1) < 256  # as Excel has it
    assert rules[f"G2:G{LAST_ROW}"].operator == "greaterThanOrEqual"
    assert len(rules) == 23  # three of words, twenty of numbers


def test_every_column_is_explained_in_the_language_of_the_headings(template):
    lang, _, book = template
    sheet = book["列说明" if lang == "zh" else "columns"]
    rows = list(sheet.iter_rows(min_row=2, max_row=1 + len(HEADING_ZH), values_only=True))
    headings = [cell.value for cell in book["schools"][1]]
    assert [row[0] for row in rows] == headings and all(row[4] for row in rows)
    chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in row[4]) for row in rows]
    assert all(chinese) if lang == "zh" else not any(chinese)


def test_checks_are_formulas_over_the_table(template):
    lang, _, book = template
    sheet = book["自动检查" if lang == "zh" else "checks"]
    rows = list(sheet.iter_rows(min_row=6, values_only=True))
    assert len(rows) == len(CHECKS)
    for told, *formulas in rows:
        assert told in (CHECKS["zh"] if lang == "zh" else CHECKS["en"]).tolist()
        for formula in formulas:
            assert formula.startswith("=") and len(formula) < LONGEST_FORMULA
            tokens = Tokenizer(formula).items
            opened = [token.subtype for token in tokens if token.type == "FUNC"]
            assert opened.count("OPEN") == opened.count("CLOSE")
            for token in tokens:
                if token.subtype == "RANGE" and "!" in token.value:
                    assert token.value.startswith("schools!$")
