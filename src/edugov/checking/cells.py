"""What `edugov check` asks of one cell: characters, type, and the limits of its column in
datapackage.json."""

import re
from collections.abc import Iterator
from numbers import Integral
from typing import NamedTuple

import pandas as pd

from edugov import tables

OWN_FROM = 10_000_000  # the rows of a user's own files are numbered from here on
_OF_THE_BOOK = (
    "of the file in data/; where both mean the same, delete this one, else give it a key of its own"
)


class CellFault(NamedTuple):
    """A fault in a row of a table: the row's number in the file, the column, the cell, what is
    wrong and what would be right."""

    row: int
    column: str
    value: str
    what: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}, value {self.value[:80]!r}: {self.what}"


def place(file: str, row: int) -> tuple[str, int]:
    """Return the file in which a row stands, and its number there."""
    if _is_of_own(row):
        return f"{tables.OWN}/{file}", row - OWN_FROM
    return file, row


def _is_of_own(row: object) -> bool:
    """Tell rows of a user's own files; those of other files may have no numbers but places."""
    return isinstance(row, Integral) and row > OWN_FROM


_NUMBER = r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?"
_FORMS = {  # type -> what its cells look like, and what is said of the others
    "number": (_NUMBER, "not a number; digits alone are right, with a point: 1234.5"),
    "integer": (r"[-+]?(0|[1-9][0-9]{0,14})", "not a whole number; digits alone are right: 1234"),
    "year": (r"[0-9]{4}", "not a year of four digits, such as 2021"),
    "boolean": (r"true|false", "neither true nor false"),
}
# of one line, and seen as it is: no line break, no control character, none that turns the direction
_UNSEEN = "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
_MARKUP = "[<`{}]"  # what a page would take for HTML, code or a substitution
_FORMULA = "[=@].*"
_DATE_OF_EXCEL = "|".join(
    (
        r"\d{1,2}月\d{1,2}日",
        r"\d{1,2}-\d{1,2}月",
        r"\d{1,2}月-\d{1,2}",
        r"\d{1,2}-[A-Z][a-z]{2}",
        r"[A-Z][a-z]{2}-\d{2}",
    )
)
_LINK = (r"https?://[^\s<>\"]+", "not a link; it begins with http:// or https://")


def cell_faults(field: dict, cells: pd.Series) -> list[CellFault]:
    """Find the first thing wrong with each cell of a column (its description, its cells as
    text)."""
    different = pd.Series(cells.unique(), dtype=object)
    wrong: dict[str, str] = {}
    for is_wrong, what in _tests(field, different):
        for cell in different[is_wrong]:
            wrong.setdefault(cell, what)
    faulty = cells[cells.isin(list(wrong))]
    found = [CellFault(row, field["name"], cell, wrong[cell]) for row, cell in faulty.items()]
    if field.get("constraints", {}).get("unique"):
        twice = cells[cells.duplicated() & (cells != "")]
        what = "the same value stands in an earlier row"
        found += [CellFault(row, field["name"], cell, what) for row, cell in twice.items()]
    return found


def _tests(field: dict, cells: pd.Series) -> Iterator[tuple[pd.Series, str]]:
    """Give each test of a column: where its cells are wrong, and what is said of them."""
    limits = field.get("constraints", {})
    filled = cells != ""
    unseen = "a line break, a control character or one that turns the direction; delete it"
    yield cells.str.contains(_UNSEEN), unseen
    yield cells != cells.str.strip(), "a blank at its beginning or end; delete it"
    if limits.get("required"):
        yield ~filled, "the cell is empty; a value is required"
    if field["type"] == "string" and "enum" not in limits and "markup" not in field:
        yield cells.str.contains(_MARKUP), "<, `, { and } are not allowed in a text; delete them"
        yield cells.str.fullmatch(_FORMULA), "a formula; write the text that it gives"
        date = "a date that a spreadsheet made; write what it was"
        yield cells.str.fullmatch(_DATE_OF_EXCEL), date
    for form, what in _forms(field):
        yield filled & ~cells.str.fullmatch(form), what
    if "enum" in limits:
        allowed = ", ".join(limits["enum"])
        yield filled & ~cells.isin(limits["enum"]), f"not one of {allowed}"
    if "minimum" in limits:
        least = limits["minimum"]
        numbers = pd.to_numeric(cells, errors="coerce")
        yield numbers < least, f"the least allowed is {least}"
    if "maximum" in limits:
        most = limits["maximum"]
        numbers = pd.to_numeric(cells, errors="coerce")
        yield numbers > most, f"the most allowed is {most}"


def _forms(field: dict) -> Iterator[tuple[str | re.Pattern, str]]:
    """Give each form that the filled cells of a column have, and what is said of those that have
    not."""
    if field["type"] in _FORMS:
        yield _FORMS[field["type"]]
    if field.get("format") == "uri":
        yield _LINK
    pattern = field.get("constraints", {}).get("pattern")
    if pattern:
        yield re.compile(pattern), f"not {field['form']}"


def key_faults(key: list[str], texts: pd.DataFrame) -> list[CellFault]:
    """Find rows whose key (the columns that name a row) stands in an earlier row."""
    if not key or not set(key) <= set(texts):
        return []
    columns, first, found = ", ".join(key), {}, []
    keys = texts[key].itertuples(index=False, name=None)
    for row, cells in zip(texts.index, keys, strict=True):
        earlier = first.setdefault(cells, row)
        if earlier != row:
            what = f"the same as in row {place('', earlier)[1]}; each row needs a key of its own"
            if _is_of_own(row) and not _is_of_own(earlier):
                what = f"the same as in row {earlier} {_OF_THE_BOOK}"
            found.append(CellFault(row, columns, ", ".join(cells), what))
    return found
