"""Numbers in cells of a school table: thousands separators, full-width digits, and the unit of the
column (元, 万元)."""

import re
from decimal import Decimal

from .found_headings import UNIT

NUMBERS = [column for column, unit in UNIT.items() if unit]
PLAIN_NUMBER = re.compile(r"(?=.{1,20}$)-?[0-9]+(\.[0-9]+)?")
_NARROW = {0xFEE0 + code: code for code in range(0x21, 0x7F)}  # of full-width forms
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def plain(cell: str) -> str:
    """Return a number in plain digits, be it written full-width or with thousands separators; any
    other cell as it is.

    >>> plain("１，２３４"), plain("1,234.5"), plain("12,34"), plain("388①")
    ('1234', '1234.5', '12,34', '388①')
    """
    narrow = cell.translate(_NARROW)
    if _THOUSANDS.fullmatch(narrow):
        return narrow.replace(",", "")
    return narrow if PLAIN_NUMBER.fullmatch(narrow) else cell


def in_units(cell: str, factor: int) -> str:
    """Return a plain number so many times as large, exactly; any other cell as it is.

    >>> in_units("323.8742", 10_000), in_units("many", 10_000)
    ('3238742', 'many')
    """
    if factor == 1 or not PLAIN_NUMBER.fullmatch(cell):
        return cell
    larger = f"{Decimal(cell) * factor:f}"
    if "." in larger:
        return larger.rstrip("0").rstrip(".")
    return larger
