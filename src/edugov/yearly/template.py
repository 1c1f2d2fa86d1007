"""The template of a table of yearly values: headings, an example row, lists to choose from, the
indicators with their units."""

from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.labels import say, unit
from edugov.tables import template_workbooks

from .words import COLUMNS, WORDINGS, stages

SHEET = "panel"
LAST_ROW = 5000  # that is held to the lists
LETTERS = dict(zip(COLUMNS, "ABCDEFG", strict=True))
WIDTHS = {"A": 24, "B": 8, "C": 22, "D": 44, "E": 14, "F": 16, "G": 40}
FIRST_YEAR = "1949"
_EXAMPLE = {"year": 2023, "stage": "primary", "indicator": "students_count", "value": 4730}


def write_template(path: str | Path, language: str = "en") -> Path:
    """Write an empty panel (自填年度数据模板) as CSV or XLSX, and return its path.

    The CSV is the heading alone, the XLSX has an example row to delete, stages and indicators to
    choose from, a sheet that explains the columns and one of the indicators with their units; all
    in a language, ``en`` or ``zh``.
    """
    return template_workbooks.write_template(path, _headings(language), lambda: _workbook(language))


def _headings(language: str) -> list[str]:
    return [say(f"panel.{column}", language) for column in COLUMNS]


def _workbook(language: str):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = SHEET
    indicators = _indicators(language)
    _fill_table(book.active, indicators, language)
    _explain(book.create_sheet(say("template.sheet.columns", language)), language)
    _list(book.create_sheet(say("panel.sheet.indicators", language)), indicators, language)
    return book


def _indicators(language: str) -> pd.DataFrame:
    """Return the indicators of the dictionary, those that most reports have first."""
    known = tables.read("indicators").sort_values("core", ascending=False, kind="stable")
    units = [unit(key, language) for key in known["unit"]]
    return known.assign(name=known[f"name_{language}"], unit_name=units)


def _example(indicators: pd.DataFrame, language: str) -> list[object]:
    """Return the cells of the example row."""
    own = WORDINGS.query("kind == 'example'")["wording"]
    region = next(wording for wording in own if wording.isascii() == (language == "en"))
    row = indicators.set_index("indicator_id").loc[_EXAMPLE["indicator"]]
    cells = _EXAMPLE | {
        "region": region,
        "stage": say(f"stage.{_EXAMPLE['stage']}", language),
        "indicator": row["name"],
        "unit": row["unit_name"],
    }
    return [cells.get(column) for column in COLUMNS]


def _fill_table(sheet, indicators: pd.DataFrame, language: str) -> None:
    """Write the headings and the example row, and hold the columns below to their lists."""
    template_workbooks.fill(sheet, _headings(language), _example(indicators, language))
    sheet.freeze_panes = "A2"
    template_workbooks.set_widths(sheet, WIDTHS)
    template_workbooks.keep_text(sheet, LETTERS["region"])
    choose, digits = say("template.choose", language), say("template.digits", language)
    named = [say(f"stage.{stage}", language) for stage in stages()]
    title = say("panel.sheet.indicators", language)
    listed = f"'{title}'!$A$2:$A${len(indicators) + 1}"
    rules = {
        "year": template_workbooks.number(say("panel.choose_year", language), "whole", FIRST_YEAR),
        "stage": template_workbooks.choice(template_workbooks.words(named), choose),
        "indicator": template_workbooks.choice(listed, choose),
        "value": template_workbooks.number(digits),
    }
    for column, rule in rules.items():
        template_workbooks.hold(sheet, rule, LETTERS[column], LAST_ROW)


def _explain(sheet, language: str) -> None:
    """Write what each column holds."""
    sheet.append([say(f"template.{part}", language) for part in ("column", "meaning")])
    for column, heading in zip(COLUMNS, _headings(language), strict=True):
        sheet.append([heading, say(f"panel.{column}.meaning", language)])
    sheet.append([])
    sheet.append([say("panel.remarks", language)])
    template_workbooks.set_widths(sheet, {"A": 30, "B": 100})


def _list(sheet, indicators: pd.DataFrame, language: str) -> None:
    """Write the indicators that can be chosen, with unit, id and, in English, what they are."""
    heads = [say("panel.indicator", language), say("panel.unit", language), "indicator_id"]
    columns = ["name", "unit_name", "indicator_id"]
    if language == "en":
        heads.append(say("template.meaning", language))
        columns.append("definition")
    sheet.append(heads)
    for row in indicators[columns].itertuples(index=False):
        sheet.append(list(row))
    sheet.freeze_panes = "A2"
    template_workbooks.set_widths(sheet, {"A": 50, "B": 22, "C": 50, "D": 100})
