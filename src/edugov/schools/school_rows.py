"""Which rows below a heading are schools; remarks, the heading again and numbers of columns are
left out and said."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from .found_headings import REQUIRED, Heading, named_alone
from .matched_columns import Columns
from .numerals import NUMBERS, PLAIN_NUMBER, plain
from .spreadsheets import SheetRow
from .wordings import (
    EXAMPLES,
    NUMBERING,
    PLACE_ENDINGS,
    REMARKS,
    TOTALS,
    TOTALS_ALONE,
    bare,
    stage_of,
)

_LIST_MARK = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、](?![0-9])"
)


ANOTHER_TABLE = "another heading; put what is below it on a sheet of its own"
REMARK = "a remark, left out"


class Aside(NamedTuple):
    """What is said of a row that is no school, and whether it is a fault."""

    row: SheetRow
    what: str
    is_fault: bool = False


def schools_of(heading: Heading, columns: Columns) -> tuple[list[SheetRow], list[Aside]]:
    """Return the rows of schools, and what is said of the others."""
    schools: list[SheetRow] = []
    asides: list[Aside] = []
    for row in heading.body:
        cells = [row.cell(column.place) for column in columns.of.values()]
        if not any(cell.strip() for cell in cells):
            # what else stands beside the table is told with its column
            if bare(first_filled(row.cells)).startswith(REMARKS):
                asides.append(Aside(row, REMARK))
            continue
        aside = _aside(row, columns, heading, is_first=not schools)
        if aside is None:
            schools.append(row)
            continue
        asides.append(aside)
        if aside.what == ANOTHER_TABLE:
            break  # its rows are under other headings
    return schools, asides


def _aside(row: SheetRow, columns: Columns, heading: Heading, is_first: bool) -> Aside | None:
    """Say what a row is that is no school; None for a school."""
    words = {bare(row.cell(column.place)) for column in columns.of.values()}
    if EXAMPLES & words:
        return Aside(row, "the example of the template, left out")
    if is_first and _is_numbering(row):
        return Aside(row, "numbers of the columns, left out")
    if _is_total_by_label(row, columns):
        return Aside(row, "a row of totals, left out")
    if _is_signed(row, columns):
        return Aside(row, REMARK)
    if _has_number(row, columns):
        return None
    if _is_heading_again(row, heading):
        return Aside(row, "the heading again, left out")
    if len(set(named_alone(row).values())) > 1:
        return Aside(row, ANOTHER_TABLE, is_fault=True)
    required = columns.holding(REQUIRED)
    filled = [name for name in required if row.cell(columns.of[name].place).strip()]
    is_filled = len(filled) * 2 >= len(required)
    if is_filled and _distinct(row, columns, filled) > 1:
        return None
    return _words_alone(row, columns.stage)


def _words_alone(row: SheetRow, stage: str) -> Aside:
    """Say what a row of words is that is no school and no heading, on a sheet of a stage."""
    first = bare(first_filled(row.cells))
    is_alone = {bare(cell) for cell in row.cells} <= {first, ""}
    if is_alone and stage and stage_of(first) not in ("", stage):
        return Aside(row, ANOTHER_TABLE, is_fault=True)
    if is_alone and _is_over_others(first):
        return Aside(row, "words over other rows or under them, left out")
    if ":" in first or first.startswith(REMARKS):
        return Aside(row, REMARK)
    return Aside(row, "no school, for most of what a school has is blank; delete it", is_fault=True)


def _is_over_others(words: str) -> bool:
    """Say whether words alone in a row are those of a group of rows, or a numbered remark."""
    is_group = words in TOTALS_ALONE or words.endswith(PLACE_ENDINGS)
    return is_group or bool(_LIST_MARK.match(words))


def _is_total_by_label(row: SheetRow, columns: Columns) -> bool:
    """Say whether a row without code and name is called a row of totals in any of its cells, or
    sums up in all."""
    names = columns.holding(["school_code", "school_name"])
    own = [columns.of[name].place for name in names]
    if any(row.cell(place).strip() for place in own):
        return False
    numbers = [row.cell(columns.of[name].place) for name in columns.holding(NUMBERS)]
    filled = list(filter(None, map(bare, numbers)))
    sums = [cell for cell in filled if cell.upper().startswith("=SUM(")]
    return _is_called_total(row) or 0 < len(filled) == len(sums)


def _is_signed(row: SheetRow, columns: Columns) -> bool:
    """Say whether a row without a code begins with who filled it in or the like, whatever stands
    further right: a name, a telephone number."""
    first = first_filled(row.cells)
    for name in columns.holding(["school_code"]):
        code = row.cell(columns.of[name].place).strip()
        if code not in ("", first):
            return False
    words = bare(first)
    return ":" in words and words.startswith(REMARKS)


def _is_called_total(row: SheetRow) -> bool:
    """Say whether any cell of a row calls it one of totals."""
    return any(bare(cell).rstrip(":") in TOTALS for cell in row.cells)


def _is_heading_again(row: SheetRow, heading: Heading) -> bool:
    """Say whether all that stands in a row stands over the same columns in the heading."""
    for cell, levels in zip(row.cells, heading.levels, strict=False):
        words = "".join(cell.split())
        if words and words not in levels:
            return False
    return True


def _distinct(row: SheetRow, columns: Columns, names: list[str]) -> int:
    """Count the different cells of a row in some columns: a merged area shows one in all."""
    values = set()
    for name in names:
        cell = row.cell(columns.of[name].place)
        values.add(cell.strip())
    return len(values)


def _has_number(row: SheetRow, columns: Columns) -> bool:
    """Say whether a row has a number, or a formula for one."""
    for name in columns.holding(NUMBERS):
        cell = row.cell(columns.of[name].place).strip()
        if cell.startswith("=") or PLAIN_NUMBER.fullmatch(plain(cell)):
            return True
    return False


def _is_numbering(row: SheetRow) -> bool:
    """Say whether a row numbers the columns: 甲, 乙, 1, 2, 3 and so on."""
    cells = [bare(cell) for cell in row.cells if cell.strip()]
    decimals = [cell for cell in cells if cell.isdecimal()]
    others = set(cells) - set(decimals)
    if len(decimals) < 3 or not NUMBERING.issuperset(others):
        return False
    numbers = [int(cell) for cell in decimals]
    first = numbers[0]
    expected = list(range(first, first + len(numbers)))
    return numbers == expected and numbers[-1] < 1000


def first_filled(cells: Iterable[str]) -> str:
    """Return the first cell that is not blank, as it is shown in a sentence."""
    for cell in cells:
        shown = cell.strip()
        if shown:
            return shown[:80]
    return ""


def ragged(schools: list[SheetRow], width: int) -> list[Aside]:
    """Name the rows of a CSV file that have more or fewer cells than its heading."""
    found = []
    for row in schools:
        beyond = "".join(row.cells[width:]).strip()
        if not beyond and _is_called_total(row):
            continue  # some programs end such a row with its last sum
        if len(row.cells) < width or beyond:
            what = (
                f"{len(row.cells)} cells, but the heading has {width}; "
                "a cell with a comma in it stands in quotation marks"
            )
            found.append(Aside(row, what, is_fault=True))
    return found
