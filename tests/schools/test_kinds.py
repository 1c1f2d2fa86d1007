"""Schools of different kinds on a page, public and private ones or those of towns and villages:
numbers by hand, and nothing where there is one kind."""

import pandas as pd
import pytest

from edugov.schools import kinds, page_tables
from edugov.schools.assessment import assess
from edugov.schools.page_words import Words
from edugov.schools.parts import COLUMNS
from tests.conftest import school_table

BOOKS = "books_per_student"
WORDS = Words({BOOKS: "Books per student"}, {BOOKS: "volume_per_student"}, "en", pd.DataFrame())


def county(*schools: tuple[float, float, str]) -> pd.DataFrame:
    """Give an invented table of primary schools: students, books, ownership."""
    rows = pd.DataFrame(schools, columns=["students_primary", "books_count", "ownership"])
    codes = [str(number) for number in range(len(rows))]
    rows = rows.assign(school_code=codes, school_name=codes, school_type="primary")
    rows = rows.assign(region_code="999999", year="2023", students_lower_secondary=0.0)
    rows["students_upper_secondary"] = 0.0
    empty = school_table("9999Z1").head(0)
    return pd.concat([empty, rows.astype({"students_primary": float, "books_count": float})])[
        COLUMNS["column_id"]
    ]


# 10, 6 and 4 books a student, mean 6; public 8, private 4, each half of the students
TABLE = county((100, 1000, "public"), (100, 600, "public"), (200, 800, "private"))


def test_the_parts_are_those_reckoned_by_hand():
    found = kinds.split(assess(TABLE, "basic_2012", scope="listed"), TABLE)
    (row,) = found.to_dict("records")
    assert row["stage"] == "primary" and row["indicator_id"] == BOOKS
    # (4/6)^2 / 4 of the school with 10, nothing of that with 6, (2/6)^2 / 2 of that with 4
    assert row["square"] == pytest.approx(1 / 6)
    assert row["between"] == pytest.approx(1 / 9)  # half of (2/6)^2, twice
    assert row["within"] == pytest.approx(1 / 18)  # of the public ones: half of (2/6)^2
    assert row["schools_of"] == {"public": 2, "private": 1}


def test_the_sentence_names_the_share_and_how_many_schools_it_rests_on():
    assessed = assess(TABLE, "basic_2012", scope="listed")
    (said,) = kinds.told(assessed, kinds.split(assessed, TABLE), WORDS)
    assert "0.1667, 66.7% lies between public and private schools" in said
    assert "Public schools with a value: 2; private: 1." in said
    shown = page_tables.shown("owners", [(kinds.split(assessed, TABLE), "")], WORDS).data
    assert all(number in shown for number in ("0.408", "0.1667", "0.1111", "0.0556", "66.7"))


def test_a_school_without_a_value_counts_in_neither_kind():
    table = county((100, 1000, "public"), (100, 600, "public"), (50, float("nan"), "private"))
    assert kinds.split(assess(table, "basic_2012", scope="listed"), table).empty


def test_a_school_without_a_value_is_not_among_those_it_rests_on():
    table = county(
        (100, 1000, "public"),
        (100, 600, "public"),
        (200, 800, "private"),
        (50, float("nan"), "public"),
        (60, float("nan"), "private"),
    )
    (row,) = kinds.split(assess(table, "basic_2012", scope="listed"), table).to_dict("records")
    assert row["schools_of"] == {"public": 2, "private": 1}
    assert row["square"] == pytest.approx(1 / 6)


def test_of_one_kind_or_where_private_schools_are_not_counted_there_is_nothing():
    public = county((100, 1000, "public"), (100, 600, "public"))
    assert kinds.split(assess(public, "basic_2012", scope="listed"), public).empty
    found = kinds.split(assess(TABLE, "basic_2012", scope="basic_2012"), TABLE)
    assert found.empty
    assert kinds.told(assess(public, "basic_2012", scope="listed"), found, WORDS) == []


PLACED = county(
    (100, 1000, "public"), (100, 600, "public"), (200, 800, "public"), (90, 90, "public")
).assign(urban_rural=["urban", "urban", "rural", ""])


def test_of_city_and_villages_it_is_the_same_and_a_school_of_an_unknown_place_is_left_out():
    assessed = assess(PLACED, "basic_2012", scope="listed")
    (row,) = kinds.split(assessed, PLACED, kinds.PLACES).to_dict("records")
    assert row["square"] == pytest.approx(1 / 6)  # of the first three: 10, 6 and 4 books
    assert row["between"] == pytest.approx(1 / 9) and row["within"] == pytest.approx(1 / 18)
    assert row["schools_of"] == {"urban": 2, "rural": 1}
    assert kinds.split(assessed, PLACED, kinds.OWNERS).empty


def test_the_sentence_counts_the_schools_of_each_place_in_both_languages():
    assessed = assess(PLACED, "basic_2012", scope="listed")
    found = kinds.split(assessed, PLACED, kinds.PLACES)
    (said,) = kinds.told(assessed, found, WORDS, kinds.PLACES)
    assert "66.7% lies between schools of the city, of towns and of villages" in said
    assert "city 2; towns 0; villages 1." in said
    (said,) = kinds.told(assessed, found, WORDS._replace(lang="zh"), kinds.PLACES)
    assert "城区2所，镇区0所，乡村1所" in said
    shown = page_tables.shown(kinds.PLACES, [(found, "")], WORDS).data
    assert all(number in shown for number in ("0.1667", "0.1111", "0.0556", "66.7"))
