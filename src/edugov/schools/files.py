"""School tables in files: the template, and reading CSV or XLSX with every fault named."""

import re
from pathlib import Path

import pandas as pd

from edugov import checking, tables
from edugov.checking import CellFault
from edugov.tables import DATA, Fault

from .parts import COLUMNS, FIELDS
from .rows import (
    CHOICES,
    NUMBERS,
    PLAIN_NUMBER,
    REQUIRED,
    Place,
    Rows,
    heading_place,
    rows_below,
    without_totals,
)
from .sheets import Opened, open_sheets

FAULTS_SHOWN = 50
DOUBTS_SHOWN = 10
EXPLANATION = "columns"  # sheet of the template that explains the columns


def write_template(path: str | Path, language: str = "en") -> Path:
    """Write an empty school table (学校数据模板) with one heading row, as CSV or XLSX.

    The path, which is given back, ends in ``.csv`` (UTF-8 with a mark that Excel understands) or
    ``.xlsx`` (with a second sheet that explains each column); ``Fault`` where it does not, or the
    file exists. ``language`` is ``en`` for ids as headings, ``zh`` for Chinese headings; both are
    read alike.
    """
    path = Path(path)
    if path.exists():
        raise Fault(f"{path.name}: exists already and is left alone; choose another name")
    headings = COLUMNS["heading_zh" if language == "zh" else "column_id"].tolist()
    if path.suffix == ".csv":
        path.write_text(",".join(headings) + "\n", encoding="utf-8-sig")
    elif path.suffix == ".xlsx":
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            pd.DataFrame(columns=headings).to_excel(book, sheet_name="schools", index=False)
            COLUMNS.to_excel(book, sheet_name=EXPLANATION, index=False)
    else:
        raise Fault(f"{path.name}: a template is a .csv or an .xlsx file")
    return path


def read_schools(
    path: str | Path, *, region_code: str | None = None, year: str | None = None, data: Path = DATA
) -> pd.DataFrame:
    """Read and check a school table; every fault is listed at once.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8 or GBK, or XLSX: a heading row (ids or Chinese) and one row a school on each
        visible sheet that has such a heading. Rows of totals (合计) are left out.
    region_code, year : str, optional
        When given, every row has to carry them.
    data : Path
        The data package whose description of ``schools`` the rows have to fit, as
        `edugov.checking` finds.

    Returns
    -------
    DataFrame
        One row a school, all columns of `parts.COLUMNS` in that order; text columns
        as text, quantities as floats. A blank cell, or a column left out, is missing, never zero.
        Its ``attrs["said"]`` holds a sentence for all that was left out, and for what is possible
        but doubtful. A ``Fault`` names file, row, column, value and what would be right.
    """
    name = Path(path).name
    rows = _all_rows(name, open_sheets(Path(path)))
    if rows.faults:
        raise Fault(_listed(name, rows.faults))
    texts, totals_said = without_totals(rows.texts)
    if texts.empty:
        raise Fault(f"{name}: no school below the heading; write one row a school")
    wanted = {"region_code": region_code, "year": year}
    faults = _row_faults(texts, wanted, data)
    if faults:
        raise Fault(_listed(name, [_shown(fault, rows.headings) for fault in faults]))
    doubts = checking.row_doubts("schools", texts, data)
    said = rows.said + totals_said
    for doubt in doubts[:DOUBTS_SHOWN]:
        said.append(f"{_shown(doubt, rows.headings)} (read all the same)")
    if len(doubts) > DOUBTS_SHOWN:
        said.append(f"and {len(doubts) - DOUBTS_SHOWN} more cells of the same kind")
    columns = COLUMNS["column_id"].tolist()
    whole = texts.reindex(columns=columns, fill_value="")
    schools = tables.typed(whole.reset_index(drop=True), FIELDS)
    schools.attrs["said"] = [f"{name}, {sentence}" for sentence in said]
    return schools


def _listed(name: str, faults: list[str]) -> str:
    lines = [f"{name}, {fault}" for fault in faults[:FAULTS_SHOWN]]
    if len(faults) > FAULTS_SHOWN:
        lines.append(f"and {len(faults) - FAULTS_SHOWN} more faults")
    return "\n".join(lines)


def _shown(fault: CellFault, headings: dict[str, str]) -> str:
    """Say a fault with the headings that stand in the user's file."""

    columns = fault.column.split(", ")
    shown = [headings.get(column, column) for column in columns]
    words = re.split(r"(\w+)", fault.what)
    for place, word in enumerate(words):
        if "_" in word:  # the word year is a word before it is a column
            words[place] = headings.get(word, word)
    in_file = fault._replace(column=", ".join(shown), what="".join(words))
    return str(in_file)


def _all_rows(name: str, opened: Opened) -> Rows:
    """Put together the rows of all sheets with the heading of a school table."""
    filled = [sheet for sheet in opened.sheets if sheet.rows]
    if not filled:
        raise Fault(f"{name}: the file is empty; start from the template")
    found, counts, said = [], [], list(opened.said)
    for number, sheet in enumerate(filled):
        place = heading_place(sheet)
        if place is not None:
            rows = rows_below(sheet, number, place)
            found.append(rows)
            counts.append(f"{sheet.name} ({len(rows.texts)} rows)")
        elif sheet.name != EXPLANATION:
            said.append(f"sheet {sheet.name}: no heading of a school table, not read")
    if not found:
        raise Fault(f"{name}: {_no_heading(opened)}")
    if len(found) > 1:
        said.append(f"sheets read together: {', '.join(counts)}")
    whole = Rows(pd.concat([rows.texts for rows in found]).fillna(""), {}, said=said)
    for rows in found:
        whole.headings |= rows.headings
        whole.faults += rows.faults
        whole.said += rows.said
    return whole


def _no_heading(opened: Opened) -> str:
    if not opened.is_utf8:
        return "neither UTF-8 nor GBK; save it as 'CSV UTF-8'"
    headings = ", ".join(REQUIRED)
    return f"no row holds the headings {headings} (or theirs in Chinese); start from the template"


def _row_faults(texts: pd.DataFrame, wanted: dict[str, str | None], data: Path) -> list[CellFault]:
    """Find what is wrong with the rows: first what only a spreadsheet has, then what the
    description of the table says."""
    found = []
    sound = texts.copy()
    for column in texts:
        for fault in _spreadsheet_faults(texts[column], wanted.get(column)):
            found.append(fault)
            sound.at[fault.row, column] = ""
    found += checking.row_faults("schools", sound, data)
    order = {column: place for place, column in enumerate(texts)}
    order[", ".join(tables.primary_key("schools", data))] = len(order)
    first: dict[Place, dict[str, CellFault]] = {}  # by row, the first fault of each of its cells
    for fault in sorted(found, key=lambda fault: (fault.row, order[fault.column])):
        of_row = first.setdefault(fault.row, {})
        # a key stands twice because a cell of it is wrong
        if of_row.keys().isdisjoint(fault.column.split(", ")):
            of_row[fault.column] = fault
    return [fault for of_row in first.values() for fault in of_row.values()]


def _spreadsheet_faults(cells: pd.Series, wanted: str | None) -> list[CellFault]:
    """Find what is wrong with the cells of a column as only a spreadsheet has it."""
    column, found = cells.name, []
    for row, cell in cells.items():
        what = _spreadsheet_fault(column, cell, wanted) if cell else ""
        if what:
            found.append(CellFault(row, column, cell, what))
    return found


def _spreadsheet_fault(column: str, cell: str, wanted: str | None) -> str:
    if cell.startswith(("=", "@")):
        return "a formula; paste the value instead"
    if column in NUMBERS and not PLAIN_NUMBER.fullmatch(cell):
        if cell.endswith("%"):
            return "a percentage; write the number itself"
        return "not a number; write digits only, or leave the cell blank when it is not known"
    if column in CHOICES and cell not in CHOICES[column].values():
        right = [f"{word} ({chinese})" for chinese, word in CHOICES[column].items()]
        return f"not one of {', '.join(right)}"
    if wanted and cell != wanted:
        return f"not {wanted}, which was asked for"
    return ""
