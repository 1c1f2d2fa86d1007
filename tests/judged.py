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
def _cut(code: str) -> Tables:
    return regions.belonging(code, whole().tables, whole())


@cache
def _verdicts(code: str) -> pd.DataFrame:
    return judging.verdicts(_cut(code))


def cut(code: str) -> Tables:
    """Give the tables of a region, by name in a dict of the caller's own."""
    return dict(_cut(code))


def judged(code: str) -> tuple[Tables, pd.DataFrame]:
    """Give the tables of a region, and its verdicts."""
    return cut(code), _verdicts(code)
