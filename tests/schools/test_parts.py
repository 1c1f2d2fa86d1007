"""Splitting of combined schools, scope, and what is left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov import labels
from edugov.schools.parts import (
    COLUMNS,
    SCOPES,
    SPLIT_WEIGHTS,
    apply_scope,
    exclusions,
    parts,
    split_share,
)
from edugov.schools.rule_sets import BASIC_2012, QUALITY_2017


def school(**values) -> pd.DataFrame:
    """A table of one school; everything not named is missing."""
    row = {
        "school_code": "1",
        "school_name": "a",
        "region_code": "999999",
        "year": "2023",
        "ownership": "public",
    }
    table = pd.DataFrame([row | values], columns=COLUMNS["column_id"])
    numbers = COLUMNS.loc[COLUMNS["kind"].isin(["number", "whole"]), "column_id"]
    return table.astype({name: float for name in numbers})


def one(*students: float) -> dict:
    return {
        stage: np.array([count], dtype=float)
        for stage, count in zip(SPLIT_WEIGHTS, students, strict=True)
    }


def test_published_nine_year_school():
    # 测算均衡系数拆分公式: 166 and 210 students, 23,226 books, printed shares and books
    primary, lower = (
        split_share(one(166, 210, 0), stage)[0] for stage in ("primary", "lower_secondary")
    )
    assert (round(primary, 4), round(lower, 4)) == (0.4181, 0.5819)
    table = parts(
        school(
            school_type="nine_year",
            students_primary=166,
            students_lower_secondary=210,
            books_count=23226,
        )
    ).set_index("stage")
    assert abs(table.loc["primary", "books_count"] - 9711) < 1
    assert abs(table.loc["lower_secondary", "books_count"] - 13515) < 1


@pytest.mark.parametrize(
    ("students", "stage", "share"),
    [
        ((0, 500, 400), "lower_secondary", 500 / (500 + 1.2 * 400)),  # B / (B + 1.2 C)
        ((300, 200, 100), "primary", 300 / (300 + 1.1 * 200 + 1.32 * 100)),
        ((300, 200, 100), "lower_secondary", 1.1 * 200 / (300 + 1.1 * 200 + 1.32 * 100)),
        ((300, 0, 0), "primary", 1.0),
    ],
)
def test_split_follows_the_table_of_weights(students, stage, share):
    assert split_share(one(*students), stage)[0] == pytest.approx(share, rel=1e-14)


@given(st.tuples(*[st.integers(0, 5000)] * 3).filter(any))
def test_shares_of_the_stages_add_up_to_at_most_one(students):
    shares = [split_share(one(*students), stage)[0] for stage in ("primary", "lower_secondary")]
    assert all(0 <= share <= 1 for share in shares)
    if students[2] == 0:
        assert sum(shares) == pytest.approx(1)


def test_a_school_without_students_has_no_share():
    assert np.isnan(split_share(one(0, 0, 0), "primary")[0])


def test_teachers_are_counted_where_they_teach():
    table = parts(
        school(
            school_type="nine_year",
            students_primary=100,
            students_lower_secondary=100,
            full_time_teachers_primary=7,
            full_time_teachers_lower_secondary=9,
        )
    )
    assert table["full_time_teachers_count"].tolist() == [7, 9]


def test_areas_of_the_two_rule_sets():
    table = parts(
        school(
            school_type="primary",
            students_primary=100,
            teaching_area_m2=500,
            indoor_sports_area_m2=80,
            sports_ground_area_m2=700,
        )
    ).iloc[0]
    assert table["teaching_area_m2"] == 500  # 2012: the hall is inside
    assert table["teaching_area_without_indoor_sports_m2"] == 420  # 2017: taken out
    assert table["sports_area_m2"] == 780  # ground and hall


def test_a_blank_is_missing_and_never_zero():
    table = parts(school(school_type="primary", students_primary=100, sports_ground_area_m2=700))
    assert np.isnan(table.loc[0, "sports_area_m2"])  # the hall is not known
    assert np.isnan(table.loc[0, "books_count"])


def test_unknown_enrolment_of_another_stage_leaves_the_material_unknown():
    table = parts(
        school(
            school_type="complete_secondary",
            students_lower_secondary=300,
            books_count=900,
            full_time_teachers_lower_secondary=20,
        )
    )
    assert table["stage"].tolist() == ["lower_secondary"]
    assert np.isnan(table.loc[0, "books_count"]) and table.loc[0, "full_time_teachers_count"] == 20


def many() -> pd.DataFrame:
    kinds = [
        ("primary", "public", 300),
        ("primary", "private", 300),
        ("teaching_point", "public", 49),
        ("teaching_point", "public", 50),
        ("special", "public", 90),
        ("primary", "public", 30),
        ("primary", "public", 0),
        ("primary", "public", np.nan),
    ]
    rows = [
        school(school_code=str(place), school_type=kind, ownership=owner, students_primary=students)
        for place, (kind, owner, students) in enumerate(kinds)
    ]
    return pd.concat(rows, ignore_index=True)


@pytest.mark.parametrize(
    ("scope", "counted"),
    [
        ("listed", "01234 5"),
        ("basic_2012", "05"),
        ("quality_2017", "0135"),
        ("without_very_small", "013"),
    ],
)
def test_scopes(scope, counted):
    kept, left = apply_scope(many(), scope)
    assert "".join(kept["school_code"]) == counted.replace(" ", "")
    assert len(kept) + len(left) == 8 and (left["reason"] != "").all()
    assert all(labels.say(f"scope.{scope}", lang) for lang in labels.LANGUAGES) and scope in SCOPES


def test_reasons():
    left = apply_scope(many(), "basic_2012")[1].set_index("school_code")["reason"]
    assert left.to_dict() == {
        "1": "private",
        "2": "type",
        "3": "type",
        "4": "type",
        "6": "no_students",
        "7": "enrolment_missing",
    }


def test_an_unknown_scope_is_refused():
    with pytest.raises(ValueError, match="no scope named 'all'"):
        apply_scope(many(), "all")


def test_exclusions_name_every_missing_value():
    table = many().iloc[[0]].assign(school_type="nine_year", books_count=100.0)
    listed = exclusions(table, "listed", BASIC_2012)
    whole = listed[listed["indicator_id"] == ""]
    assert whole[["stage", "reason"]].values.tolist() == [["lower_secondary", "enrolment_missing"]]
    assert set(listed["indicator_id"]) - {""} == set(
        BASIC_2012.indicator_ids
    )  # books: the split is not known
    assert set(exclusions(table, "listed", QUALITY_2017)["indicator_id"]) - {""} == set(
        QUALITY_2017.indicator_ids
    )
