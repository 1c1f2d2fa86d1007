"""Templates to fill in, as XLSX or CSV, of schools and of yearly values: heading row, example row,
lists to choose from."""

from collections.abc import Callable, Sequence
from pathlib import Path

from edugov.tables import Fault


def write_template(path: str | Path, headings: Sequence[str], workbook: Callable) -> Path:
    """Write a template as CSV (UTF-8 with a mark that Excel understands; the heading alone) or as
    XLSX (what `workbook` gives), and return its path.

    A ``Fault`` where the path ends in neither ``.csv`` nor ``.xlsx``, or the file exists.
    """
    path = Path(path)
    if path.exists():
        raise Fault(f"{path.name}: exists already and is left alone; choose another name")
    if path.suffix == ".csv":
        path.write_text(",".join(headings) + "\n", encoding="utf-8-sig")
    elif path.suffix == ".xlsx":
        workbook().save(path)
    else:
        raise Fault(f"{path.name}: a template is a .csv or an .xlsx file")
    return path


def fill(sheet, headings: Sequence[str], example: Sequence[object]) -> None:
    """Write the heading row, which stays in sight, and the example row, which looks like one."""
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.append(list(headings))
    sheet.append(list(example))
    for heading in sheet[1]:
        heading.font = Font(bold=True)
        heading.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[2]:
        cell.font = Font(italic=True, color="7F7F7F")
        cell.fill = PatternFill("solid", start_color="FFF2CC")


def keep_text(sheet, letter: str) -> None:
    """Format a column, and its cell of the example, as text: no digit is lost."""
    sheet.column_dimensions[letter].number_format = "@"
    sheet[f"{letter}2"].number_format = "@"


def choice(formula: str, error: str):
    """Return the rule that a word is chosen: of a list in quotation marks, or of cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation("list", formula1=formula, allow_blank=True)
    return _told(rule, error)


def number(error: str, kind: str = "decimal", least: str = "0"):
    """Return the rule that a number is entered, the least or more."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(kind, operator="greaterThanOrEqual", formula1=least, allow_blank=True)
    return _told(rule, error)


def words(listed: Sequence[str]) -> str:
    """Return words as the list of a rule."""
    return f'"{",".join(listed)}"'


def _told(rule, error: str):
    rule.error = error
    rule.showErrorMessage = True
    return rule


def hold(sheet, rule, letter: str, last_row: int) -> None:
    """Hold a column below the heading to a rule."""
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{last_row}")


def set_widths(sheet, widths: dict[str, float]) -> None:
    """Set the widths of columns by their letters."""
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
