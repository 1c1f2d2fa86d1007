"""The table on blank cells: made again, and why the share of students was chosen."""

import pandas as pd
import pytest

from edugov import tables
from edugov.makers import missing_cells
from edugov.schools.chosen_numbers import LEAST_STUDENTS_SHARE


@pytest.fixture(scope="module")
def held() -> pd.DataFrame:
    return tables.read("missing_cells")


def test_the_committed_table_is_made_again_the_same(held):
    sizes = (8, 15)
    found = missing_cells.simulate(sizes=sizes)
    pd.testing.assert_frame_equal(
        found, held[held["schools_count"].isin(sizes)].reset_index(drop=True), check_dtype=False
    )


def test_the_share_is_the_lowest_tried_that_turns_fewer_than_one_verdict_in_fifteen(held):
    turned = held[held["blank_first"].eq("random")].groupby("students_share")["turned_share"].max()
    assert turned[LEAST_STUDENTS_SHARE] < 1 / 15
    lower = turned[turned.index < LEAST_STUDENTS_SHARE]
    assert len(lower) >= 3 and (lower > 1 / 15).all()


def test_with_blanks_at_random_a_verdict_that_no_filling_turns_is_seldom_another(held):
    random = held[held["blank_first"].eq("random")].set_index(["schools_count", "students_share"])
    at_choice = random.xs(LEAST_STUDENTS_SHARE, level="students_share")
    assert (at_choice["decided_wrong_share"] < at_choice["turned_share"]).all()
    hidden = held[held["blank_first"].eq("highest")]
    assert hidden["decided_wrong_share"].max() > 0.2  # what the page says it cannot see
