"""The columns of a sheet: which place holds which column of a school table, in which unit, and what
is wrong with a heading."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .found_headings import REQUIRED, UNIT, Heading, Named, is_total, named, near, of_stage
from .parts import FIELDS
from .sheet_layout import Layout
from .spreadsheets import SheetRow
from .wordings import CHOICES_ZH, HEADING_ZH, PER, STAGE_HEADINGS, UNITS, bare

_DESCRIBED = {field["name"]: field["description"] for field in FIELDS}
_A_ROW_A_STAGE = (
    "a row here is a stage of a school; right is one row a school, with its students and teachers "
    "of each stage in columns of their own"
)


class Column(NamedTuple):
    """Where a column stands in a sheet, its heading as the user sees it, and how many of the
    column's units one there is."""

    place: int
    heading: str
    factor: int


@dataclass
class Columns:
    """The columns of a sheet, what is wrong with their headings, what has to be said, and which
    needed columns are missing."""

    of: dict[str, Column] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    stage: str = ""  # of the sheet, where headings are read as of it

    def holding(self, columns: list[str]) -> list[str]:
        """Return which of the columns the sheet has."""
        return [column for column in columns if column in self.of]


def columns_of(heading: Heading, layout: Layout, given: list[str], stage: str = "") -> Columns:
    """Name the columns under a heading; those given need not be there. A heading that is none by
    itself is one of the stage that the sheet is about, if it is about one."""
    found = Columns()
    strange: list[tuple[int, Named | None]] = []
    by_stage = []
    for place, levels in enumerate(heading.levels):
        name = _named(levels, stage)
        if not levels:
            found.faults += _nameless(place, heading.body)
        elif name is None or name.strange:
            strange.append((place, name))
        elif name.column in found.of:
            found.faults.append(_twice(place, levels, found.of[name.column]))
        else:
            found.of[name.column] = Column(place, _seen(levels), name.factor)
            if named(levels) is None:
                by_stage.append(_seen(levels))
    if by_stage:
        found.stage = stage
        found.said.append(f"{', '.join(by_stage)}: of {stage}, as the sheet or its title is")
    absent = [column for column in HEADING_ZH if column not in found.of]
    for place, name in strange:
        levels = heading.levels[place]
        _take_strange(found, place, levels, name, of_stage(absent, stage))
    for column in REQUIRED:
        if column in absent and column not in given:
            found.missing.append(column)
    for column in found.of.values():
        found.said += _of_column(column, layout)
    return found


def missing(column: str) -> str:
    """Say that a needed column is missing, and what may stand in it."""
    words = [f"{zh} ({word})" for word, zh in CHOICES_ZH.get(column, {}).items()]
    right = f"in every row one of {', '.join(words)}" if words else _DESCRIBED[column]
    needed = ", ".join(HEADING_ZH[name] for name in REQUIRED)
    return (
        f"column {column} ({HEADING_ZH[column]}) is missing; add it: {right}; a table needs "
        f"{needed}, of which --region and --year may stand for the region and the year"
    )


def _twice(place: int, levels: tuple[str, ...], first: Column) -> str:
    seen = _seen(levels)
    where = f"column {letter(place)}: {seen}"
    if seen == first.heading:
        return f"{where} stands twice; keep one"
    return f"{where} is the same as {first.heading} in column {letter(first.place)}; keep one"


def _named(levels: tuple[str, ...], stage: str) -> Named | None:
    """Return what a heading names, with the stage of the sheet before it where it must be."""
    if not levels:
        return None
    alone = named(levels)
    if alone or not stage:
        return alone
    found = named((stage, *levels))
    return found if found and not found.strange else None


def letter(place: int) -> str:
    """Return what a spreadsheet calls a column, given its place counted from 0."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


def _seen(levels: tuple[str, ...]) -> str:
    return " ".join(levels)


def _nameless(place: int, body: list[SheetRow]) -> list[str]:
    """Name the first cell of a column without a heading; one that is wholly empty is no fault."""
    for row in body:
        value = row.cell(place).strip()
        if value:
            what = f"no heading, but {value[:80]!r} in row {row.number}; delete it"
            return [f"column {letter(place)}: {what}"]
    return []


def _take_strange(
    found: Columns, place: int, levels: tuple[str, ...], name: Named | None, absent: list[str]
) -> None:
    """Refuse a heading that may stand for a column which is not there otherwise; leave out any
    other."""
    seen = _seen(levels)
    where = f"column {letter(place)}"
    is_without_students = {"students_primary", "students_lower_secondary"}.issubset(absent)
    if is_without_students and bare(seen) in STAGE_HEADINGS:
        found.faults.append(f"{where}, value {seen!r}: {_A_ROW_A_STAGE}")
        return
    if name and name.column in absent:
        right = HEADING_ZH[name.column] + _right_units(name.column)
        found.faults.append(
            f"{where}: {name.strange!r} in the heading {seen!r} is not understood; right would be "
            f"{right}"
        )
        return
    if name or is_total(levels):
        perhaps = []
    else:
        perhaps = near(levels, absent)
    hint = " or ".join(perhaps)
    if perhaps and any(word in bare(seen) for word in PER):
        found.faults.append(
            f"{where}, value {seen!r}: per student or a share; write the number of the whole "
            f"school under the heading {hint}, or delete the column"
        )
    elif perhaps:
        found.faults.append(f"{where}: no column is called {seen!r}; perhaps {hint}")
    else:
        found.said.append(f"{where}, value {seen!r}: not a column of the template, left out")


def _right_units(column: str) -> str:
    """Return the units that a column may be in, as a heading has them."""
    wordings = list(UNITS.get(UNIT[column], {}))
    return f" in {', '.join(wordings)}" if wordings else ""


def _of_column(column: Column, layout: Layout) -> list[str]:
    """Say that a column is hidden, or that its numbers were brought to the unit of the table."""
    said = []
    if layout.hides_column(column.place + 1):
        said.append(f"column {column.heading}: hidden, read all the same")
    if column.factor > 1:
        said.append(f"column {column.heading}: each number times {column.factor:,}")
    return said
