"""The template of a school table: headings with units, words to choose from, an example row, what
each column means, and checks that a spreadsheet program computes itself."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from edugov.labels import LANGUAGES, say, words_of
from edugov.tables import lookup, template_workbooks

from .found_headings import UNIT
from .numerals import NUMBERS
from .parts import FIELDS
from .wordings import CHOICES_ZH, HEADING_ZH, WORDINGS, unit_zh

TABLE = "schools"  # sheet of the table itself
OWN_SHEETS = [say("template.sheet.columns", lang) for lang in LANGUAGES]
OWN_SHEETS += [say("template.sheet.checks", lang) for lang in LANGUAGES]
LAST_ROW = 2000  # that is checked; a county has fewer schools
CHECKS = pd.read_csv(Path(__file__).with_name("template_checks.csv"), dtype=str)
_OF_EXAMPLES = WORDINGS[WORDINGS["kind"] == "example"]
EXAMPLES = lookup(_OF_EXAMPLES, "of", "wording")
_EXAMPLE = {  # invented; of a primary school with 420 students
    "school_code": "3350000001",
    "region_code": "000000",
    "year": 2023,
    "school_type": "primary",
    "ownership": "public",
    "urban_rural": "rural",
    "students_primary": 420,
    "students_lower_secondary": 0,
    "students_upper_secondary": 0,
    "teaching_area_m2": 2310.5,
    "indoor_sports_area_m2": 0,
    "sports_ground_area_m2": 3200,
    "equipment_value_yuan": 966000,
    "computers_count": 46,
    "books_count": 9240,
    "multimedia_classrooms_count": 12,
    "full_time_teachers_primary": 25,
    "above_required_degree_teachers_primary": 22,
}


def write_template(path: str | Path, language: str = "en") -> Path:
    """Write an empty school table (学校数据模板) with one heading row, as CSV or XLSX.

    The path, which is given back, ends in ``.csv`` (UTF-8 with a mark that Excel understands; the
    heading alone) or ``.xlsx`` (with an example row to delete, words to choose from, a sheet that
    explains each column and one of checks); ``Fault`` where it does not, or the file exists.
    ``language`` is ``en`` for ids as headings, ``zh`` for Chinese headings with units; both are
    read alike.
    """
    return template_workbooks.write_template(path, _headings(language), lambda: _workbook(language))


def _headings(language: str) -> list[str]:
    if language != "zh":
        return list(HEADING_ZH)
    headings = []
    for column, heading in HEADING_ZH.items():
        unit = unit_zh(column)
        headings.append(f"{heading}（{unit}）" if unit else heading)
    return headings


def _workbook(language: str):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = TABLE
    _fill_table(book.active, language)
    _explain(book.create_sheet(say("template.sheet.columns", language)), language)
    _check(book.create_sheet(say("template.sheet.checks", language)), language)
    return book


def _fill_table(sheet, language: str) -> None:
    """Write headings and the example row; set what may be entered below."""
    example = _EXAMPLE | {"school_name": EXAMPLES[language]}
    cells = [_word(column, example.get(column), language) for column in HEADING_ZH]
    template_workbooks.fill(sheet, _headings(language), cells)
    sheet.freeze_panes = "C2"
    for cell, column in zip(sheet[1], HEADING_ZH, strict=True):
        letter = cell.column_letter
        template_workbooks.set_widths(sheet, {letter: 24 if column == "school_name" else 14})
        if column in ("school_code", "region_code"):
            template_workbooks.keep_text(sheet, letter)
        rule = _validation(column, language)
        if rule:
            template_workbooks.hold(sheet, rule, letter, LAST_ROW)


def _word(column: str, value: object, language: str) -> object:
    """Return a value of the example as it is entered in a language."""
    if language == "zh" and column in CHOICES_ZH:
        return CHOICES_ZH[column][value]
    return value


def _words(column: str, language: str) -> list[str]:
    """Return the words that may be chosen in a column."""
    words = CHOICES_ZH.get(column, {})
    return list(words.values() if language == "zh" else words)


def _validation(column: str, language: str):
    """Return what a spreadsheet program is to allow in a column; None where it is any text."""
    words = _words(column, language)
    if words:
        return template_workbooks.choice(
            template_workbooks.words(words), say("template.choose", language)
        )
    if column in NUMBERS:
        return template_workbooks.number(say("template.digits", language))
    return None


def _explain(sheet, language: str) -> None:
    """Write what each column holds."""
    parts = ("column", "kind", "unit", "words", "meaning")
    headings = words_of("template", parts, language)
    sheet.append(headings)
    meaning = "description_zh" if language == "zh" else "description"
    for field, heading in zip(FIELDS, _headings(language), strict=True):
        column = field["name"]
        unit = unit_zh(column) if language == "zh" else UNIT[column]
        kind = "number" if field["type"] == "number" else "text"
        words = ", ".join(_words(column, language))
        kind_name = say(f"template.{kind}", language)
        sheet.append([heading, kind_name, unit, words, field[meaning]])
    sheet.append([])
    sheet.append([say("template.remarks", language)])
    template_workbooks.set_widths(sheet, {"A": 30, "B": 8, "C": 8, "D": 40, "E": 80})


class _Ranges(NamedTuple):
    """What the formulas of template_checks.csv name: columns of the table, words, their lists."""

    of: dict[str, str]

    def formula(self, broken: str) -> str:
        """Return the formula of a check, 1 in each row that breaks it."""
        if "{each}" not in broken:
            return broken.format(**self.of)
        each = []
        for column in NUMBERS:
            formula = broken.format(each=self.of[column])
            each.append(f"({formula})")
        return f"({'+'.join(each)}>0)"


def _ranges(language: str) -> _Ranges:
    from openpyxl.utils import get_column_letter

    of = {"example": f'"{EXAMPLES[language]}"'}
    for place, column in enumerate(HEADING_ZH, start=1):
        letter = get_column_letter(place)
        of[column] = f"{TABLE}!${letter}$2:${letter}${LAST_ROW}"
    for column in CHOICES_ZH:
        words = [f'"{word}"' for word in _words(column, language)]
        of[f"{column}_words"] = f"{{{','.join(words)}}}"
    for word in CHOICES_ZH["school_type"]:
        of[word] = f'"{_word("school_type", word, language)}"'
    return _Ranges(of)


def _check(sheet, language: str) -> None:
    """Write the checks, each with how many rows break it and the first of them."""
    ranges = _ranges(language)
    names = ranges.of["school_name"]
    label = say("template.schools", language)
    sheet.append([label, f"=COUNTA({names})"])
    for column in ("students_primary", "students_lower_secondary"):
        label = say(f"template.{column}", language)
        sheet.append([label, f"=SUM({ranges.of[column]})"])
    sheet.append([])
    headings = words_of("template", ("check", "rows", "first"), language)
    sheet.append(headings)
    for check in CHECKS.itertuples():
        what = check.zh if language == "zh" else check.en
        broken = f"({ranges.formula(check.broken)})*1"
        cells = _counted(broken, sheet.max_row + 1, language)
        sheet.append([what, *cells])
    template_workbooks.set_widths(sheet, {"A": 70, "B": 10, "C": 12, "D": 40})


def _counted(broken: str, row: int, language: str) -> tuple[str, str, str]:
    """Return the formulas of a check that stands in a row of its sheet: how many rows of the table
    break it, the first of them, and what is to be done."""
    count = f'=IFERROR(SUMPRODUCT({broken}),"?")'
    first = f'=IF(N(B{row})=0,"",SUMPRODUCT(MATCH(1,{broken},0))+1)'
    look = say("template.look", language)
    ok = say("template.ok", language)
    mended = say("template.mended", language)
    verdict = f'=IF(B{row}="?","{mended}",IF(B{row}=0,"{ok}","{look}"))'
    return count, first, verdict
