"""Every region of the book cut out and judged: once in a process, for the tests that go through all
of them, which are kept in one (`every_region`)."""

from functools import cache

import pandas as pd
import pytest

from edugov import judging, regions, tables
from edugov.tables import Tables
from edugov.tables.rows_by_region import Whole

every_region = pytest.mark.xdist_group("every region")


@cache
def whole() -> Whole:
    """Give the whole data package."""
    return Whole(tables.every())


@cache
def cut(code: str) -> Tables:
    """Give the tables of a region."""
    return regions.belonging(code, whole().tables, whole())


@cache
def judged(code: str) -> tuple[Tables, pd.DataFrame]:
    """Give the tables of a region, and its verdicts."""
    return cut(code), judging.verdicts(cut(code))
