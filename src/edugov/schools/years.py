"""Years that a school table names: in its column of years, in a title above the heading, and as the
name of a sheet."""

import re

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_SCHOOL_YEAR = re.compile(_YEAR + r"(?:\s*[-—–~～至/]+\s*(?:19|20)\d\d)?(?!\d)")
_CELL = re.compile(rf"{_SCHOOL_YEAR.pattern}(?:学年|年度|年)?")
_EACH = re.compile(_YEAR + r"(?!\d)")


def in_title(title: str) -> list[str]:
    """Return the years that a title names, of a school year the first.

    >>> in_title("虚构县2023—2024学年"), in_title("虚构县2023/2024学年"), in_title("学校数据")
    (['2023'], ['2023'], [])
    """
    return _SCHOOL_YEAR.findall(title)


def in_cell(cell: str) -> str:
    """Return the year that a cell of years holds, of a school year the first; any other cell as it
    is.

    >>> in_cell("2023年"), in_cell("2023—2024学年"), in_cell("二〇二三年")
    ('2023', '2023', '二〇二三年')
    """
    found = _CELL.fullmatch(cell)
    return found[1] if found else cell


def in_sheet_name(name: str) -> list[str]:
    """Return the years that a sheet is called by, of a school year both.

    >>> in_sheet_name("2023年"), in_sheet_name("2022-2023学年"), in_sheet_name("说明")
    (['2023'], ['2022', '2023'], [])
    """
    return _EACH.findall(name)
