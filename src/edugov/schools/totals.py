"""Rows of totals (合计) in a school table: found by what they are called and by what they hold,
left out and said."""

import numpy as np
import pandas as pd

from .numerals import NUMBERS
from .rows import WORDS, RowPlace
from .school_rows import first_filled
from .wordings import PLACE_ENDINGS, TOTAL_BEGINNINGS, TOTALS, TOTALS_ALONE, bare

LARGEST_BLOCK = 100  # schools right above or below the row that is their sum
LEAST_EQUAL = 0.75  # of its columns, to be asked about: small numbers agree by chance
FEWEST_EQUAL = 4  # columns, not zero, in which a row is the sum of those beside it


def without_totals(texts: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out rows of totals: those that say so; those that are the sum of all others on their
    sheet or in the file; and those that are the sum of the schools right above or below. Return the
    others and what has to be said."""
    kept = texts[~_is_named_total(texts)]
    for _, sheet in kept.groupby(_sheet_number):
        kept = kept.drop(index=_sum_of_others(sheet))
    kept = kept.drop(index=_sum_of_others(kept))
    for _, sheet in kept.groupby(_sheet_number):
        equal = _sums_of_neighbours(sheet)
        is_total = (equal > 0) & (equal == _filled_count(sheet))
        kept = kept.drop(index=sheet.index[is_total])
    said = []
    for place, row in texts.drop(index=kept.index).iterrows():
        value = first_filled([row.get("school_name", ""), *row])
        said.append(f"row {place}, value {value!r}: a row of totals, left out")
    return kept, said


def _sheet_number(place: RowPlace) -> int:
    return place.sheet_number


def _is_named_total(texts: pd.DataFrame) -> pd.Series:
    """Say which rows have the name of a row of totals in any of their words; a single character
    only when it stands alone."""
    ends = tuple(total for total in TOTALS if len(total) > 1)
    is_total = pd.Series(False, index=texts.index)
    for column in texts.columns.intersection(WORDS):
        words = texts[column].map(bare).str.rstrip(":")
        is_total |= words.str.startswith(TOTAL_BEGINNINGS)
        words = words.str.replace(r"(?<=.)(?:\([^()]*\)|:.*)$", "", regex=True)
        is_total |= words.isin(TOTALS)
        if column == "school_name":
            is_total |= words.isin(TOTALS_ALONE)
        is_total |= words.str.endswith(ends)
    return is_total


def _amounts(texts: pd.DataFrame) -> np.ndarray:
    """Return the numbers of a table, a row a school; a blank, or what is no amount, is zero."""
    columns = texts.columns.intersection(NUMBERS)
    numbers = texts[columns].apply(pd.to_numeric, errors="coerce")
    amounts = numbers.to_numpy(float)
    return np.where(np.abs(amounts) < 1e20, amounts, 0)


def _sum_of_others(texts: pd.DataFrame) -> list[RowPlace]:
    """Return the one row, if there is one, that equals the sum of the others in every column, two
    of them at least not zero. Two such rows are only like each other."""
    amounts = _amounts(texts)
    others = amounts.sum(axis=0) - amounts
    is_sum = _equal(amounts, others).all(axis=1)
    is_filled = np.count_nonzero(amounts, axis=1) >= 2
    sums = texts.index[is_sum & is_filled].tolist()
    if len(sums) == 1:
        return sums
    return []


def _equal(amounts: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Tell which amounts are equal to others, but for what rounding does to sums."""
    return np.isclose(amounts, others, rtol=1e-9, atol=1e-6)


def _equal_count(amounts: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Count the columns, not zero, in which each row is equal to another."""
    is_equal = _equal(amounts, others)
    return (is_equal & (amounts != 0)).sum(axis=1)


def _sums_of_neighbours(texts: pd.DataFrame) -> pd.Series:
    """Count in how many columns, not zero, each row is the sum of two or more rows right above it,
    or right below; fewer than four are chance."""
    amounts = _amounts(texts)
    rows_count, columns_count = amounts.shape
    nothing = np.zeros((1, columns_count))
    summed = np.vstack([nothing, amounts.cumsum(axis=0)])
    most = np.zeros(rows_count, int)
    largest = min(LARGEST_BLOCK, rows_count - 1)
    for size in range(2, largest + 1):
        blocks = summed[size:] - summed[:-size]  # of so many rows, by the first of them
        first = most[:-size]
        last = most[size:]
        with_those_above = _equal_count(amounts[size:], blocks[:-1])
        with_those_below = _equal_count(amounts[:-size], blocks[1:])
        np.maximum(last, with_those_above, out=last)
        np.maximum(first, with_those_below, out=first)
    most[most < FEWEST_EQUAL] = 0
    return pd.Series(most, index=texts.index)


def _filled_count(texts: pd.DataFrame) -> np.ndarray:
    return np.count_nonzero(_amounts(texts), axis=1)


def nearly_totals(texts: pd.DataFrame) -> list[str]:
    """Ask about rows that are the sum of those beside them in most columns, but not in all, or that
    are called by a place instead of a school."""
    asked = []
    for _, sheet in texts.groupby(_sheet_number):
        equal = _sums_of_neighbours(sheet)
        least_equal = LEAST_EQUAL * _filled_count(sheet)
        is_asked = (equal > 0) & (equal >= least_equal)
        for place, count in equal[is_asked].items():
            what = f"the sum of the rows beside it in {count} columns; is it a row of totals?"
            name = sheet.at[place, "school_name"]
            asked.append(f"row {place}, value {name!r}: {what}")
    is_place = texts["school_name"].map(bare).str.endswith(PLACE_ENDINGS)
    for place, name in texts.loc[is_place, "school_name"].items():
        asked.append(f"row {place}, value {name!r}: a place; is it a row of totals?")
    return asked
