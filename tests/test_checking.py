"""Checking rows that are not in a file yet, and every kind of cell that has to be refused."""

import re

import pytest

from edugov import checking, tables
from tests.faults import rows_as_text


def test_rows_of_the_package_have_no_fault():
    assert checking.row_faults("schools", rows_as_text("schools", 200)) == []


def test_columns_may_be_left_out():
    assert checking.row_faults("schools", rows_as_text("schools").drop(columns="source_id")) == []


def test_fault_of_a_row_is_named_with_its_number_and_column():
    rows = rows_as_text("schools").rename(lambda number: number + 100)
    rows.loc[103, ["year", "region_code", "books_count"]] = ["2023年", "110199", "-5"]
    assert checking.row_faults("schools", rows) == [
        (
            103,
            "region_code",
            "110199",
            "no such region_code in regions; correct the value or add the row there",
        ),
        (103, "year", "2023年", "not a year such as 2023"),
        (103, "books_count", "-5", "the least allowed is 0"),
    ]


def test_row_that_stands_twice_is_named_with_the_earlier_one():
    rows = rows_as_text("schools", 2)
    rows.loc[3, "school_code"] = rows.loc[2, "school_code"]
    (fault,) = checking.row_faults("schools", rows)
    assert str(fault) == (
        "row 3, column region_code, year, school_code, value '9999Z1, 2023, INV001': "
        "the same as in row 2; each row needs a key of its own"
    )


@pytest.mark.parametrize("name", tables.names())
def test_form_of_a_column_is_told_in_words(name):
    for field in tables.fields(name):
        if "pattern" in field.get("constraints", {}):
            assert re.match("[a-z]", field["form"]) and not re.search(
                r"[\\^$\[\]{}*+?|]", field["form"]
            )
