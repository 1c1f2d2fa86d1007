"""The rules of rows of school tables, which hold on adding and in data/: each at its limit and
beyond it. All schools are invented."""

import pandas as pd
import pytest

from edugov import checking, tables
from edugov.schools.parts import FIELDS, SCHOOL_TYPES, SPLIT_WEIGHTS
from tests.conftest import ROOT

# 200 + 100 students at a nine-year school, so material may be that of 300
SCHOOL = {
    "school_code": "1",
    "school_name": "虚构学校",
    "region_code": "9999Z1",
    "year": "2023",
    "school_type": "nine_year",
    "ownership": "public",
    "students_primary": "200",
    "students_lower_secondary": "100",
    "students_upper_secondary": "0",
    "teaching_area_m2": "2400",
    "full_time_teachers_primary": "12",
    "full_time_teachers_lower_secondary": "9",
}


def faults_of(*rows: dict[str, object]) -> list[list[tuple[str, str]]]:
    """Give for each of some schools column and sentence of what is wrong when these cells of
    SCHOOL are changed."""
    schools = [
        SCHOOL
        | {"school_code": f"school {place}"}
        | {name: str(cell) for name, cell in row.items()}
        for place, row in enumerate(rows)
    ]
    texts = pd.DataFrame(schools).fillna("")
    found = checking.row_faults("schools", texts) + checking.row_doubts("schools", texts)
    return [[(one.column, one.what) for one in found if one.row == place] for place in texts.index]


def faults(**cells: object) -> list[tuple[str, str]]:
    """Give what is wrong with one school."""
    return faults_of(cells)[0]


def test_a_plain_school_breaks_no_rule():
    assert faults() == []


LIMITS = [
    ("indoor_sports_area_m2", 2400, 2401, "not more than teaching_area_m2 (2400)"),
    ("indoor_sports_area_m2", 2, 1.9, "another unit"),
    ("sports_ground_area_m2", 2, 1.9, "another unit"),
    ("sports_ground_area_m2", 160_000, 160_001, "at most 100,000 m2"),  # + 200 x 300
    ("teaching_area_m2", 150, 149.9, "half a square metre"),  # 0.5 x 300
    ("teaching_area_m2", 65_000, 65_001, "at most 50,000 m2"),  # + 50 x 300
    ("equipment_value_yuan", 1500, 1499, "at least 5 yuan a student"),  # 5 x 300
    ("equipment_value_yuan", 50_000_000, 50_000_001, "at most 20 million"),  # + 100,000 x 300
    ("computers_count", 650, 651, "at most 200 computers"),  # + 1.5 x 300
    ("books_count", 65_000, 65_001, "at most 20,000 books"),  # + 150 x 300
    ("multimedia_classrooms_count", 60, 61, "at most 30 multimedia"),  # + 300 / 10
    ("students_primary", 1300, 1301, "at most 100 students a full-time teacher"),  # 13 x 100
    ("full_time_teachers_primary", 150, 151, "at most 50 full-time teachers"),  # 50 + 200 / 2
    ("mid_senior_title_teachers_primary", 12, 13, "of whom they should be a part"),
    ("above_required_degree_teachers_lower_secondary", 9, 28, "more than three times"),
    ("backbone_teachers_lower_secondary", 9, 10, "of whom they are a part"),
    ("physical_education_and_arts_teachers_primary", 12, 13, "of whom they are a part"),
    ("books_count", 3000, 3000.5, "not a whole number of books"),
    ("students_primary", "", 0.5, "not a whole number of students"),
    ("backbone_teachers_primary", 0, 0.5, "not a whole number of teachers"),
    ("school_code", "3E10", "3.35043E+09", "its last digits are lost"),
    ("school_name", "甲-乙小学", "+1+1", "takes this for a formula"),
    ("school_code", "1-2", "-12", "takes this for a formula"),
]


@pytest.fixture(scope="module")
def beside_limits():
    """Give what is wrong with a school at each limit, and with one beyond it."""
    right = [{column: cell} for column, cell, _, _ in LIMITS]
    return faults_of(*right), faults_of(*[{column: cell} for column, _, cell, _ in LIMITS])


@pytest.mark.parametrize("place", range(len(LIMITS)), ids=[f"{one[0]}-{one[2]}" for one in LIMITS])
def test_each_rule_at_its_limit_and_beyond(place, beside_limits):
    at_limit, beyond = (found[place] for found in beside_limits)
    assert at_limit == []
    ((column, sentence),) = beyond
    assert column == LIMITS[place][0] and LIMITS[place][3] in sentence


def test_students_stand_only_where_the_type_teaches():
    blank = {column: "" for column in SCHOOL if "students" in column or "teachers" in column}
    cases = [(school_type, stage) for school_type in SCHOOL_TYPES for stage in SPLIT_WEIGHTS]
    schools = [
        blank | {"school_type": school_type, f"students_{stage}": 100}
        for school_type, stage in cases
    ]
    for (school_type, stage), found in zip(cases, faults_of(*schools), strict=True):
        taught = stage in SCHOOL_TYPES[school_type][1]
        assert [column for column, _ in found] == ([] if taught else [f"students_{stage}"])


def test_teachers_stand_only_where_the_type_teaches():
    found = faults(school_type="primary", students_lower_secondary=0)
    assert [column for column, _ in found] == ["full_time_teachers_lower_secondary"]


def test_teaching_point_and_largest_school():
    nobody = {column: "" for column in SCHOOL if "teachers" in column or "students" in column}
    point = nobody | {"school_type": "teaching_point", "teaching_area_m2": ""}
    assert faults(**point | {"students_primary": 1000}) == []
    assert "at most 1,000" in faults(**point | {"students_primary": 1001})[0][1]
    large = nobody | {"teaching_area_m2": ""}
    assert faults(**large | {"students_primary": 30_000}) == []
    assert "the most allowed is 30000" in faults(**large | {"students_primary": 99_999_999})[0][1]


def test_stages_that_a_type_does_not_teach_may_be_blank():
    blank = {column: "" for column in SCHOOL if "secondary" in column}
    school = blank | {"school_type": "primary"}  # 200 students in all
    assert faults(**school, books_count=50_000) == []  # 20,000 + 150 x 200
    assert [column for column, _ in faults(**school, books_count=50_001)] == ["books_count"]


def test_rows_of_one_source_are_of_one_region_and_no_row_stands_alone_in_its_year():
    texts = pd.read_csv(ROOT / "data" / "schools.csv", dtype=str, keep_default_na=False)
    for column, cell, said in [
        ("year", "2013", "no other school of the table is of this year"),
        ("year", "2099", "a year lies between 1949 and"),
        ("region_code", "110000", "of one region"),
        ("source_id", "zhaotong-2023", "from a table or a data set"),
        ("source_id", "schools-five", "are from one source"),
    ]:
        slipped = texts.copy()
        slipped.loc[5, column] = cell
        (fault,) = [one for one in checking.row_faults("schools", slipped) if one.row == 5]
        assert said in fault.what


def test_what_is_not_known_breaks_no_rule():
    blank = {field["name"]: "" for field in FIELDS if field["type"] == "number"}
    assert faults(**blank) == []


def test_a_slip_in_the_data_is_found_as_on_adding():
    texts = pd.read_csv(ROOT / "data" / "schools.csv", dtype=str, keep_default_na=False)
    assert checking.row_faults("schools", texts) == []
    cells = ["0.0338", "3380000", "33.8", "-338"]
    texts.loc[[5, 6, 7, 8], "students_primary"] = cells
    found = checking.row_faults("schools", texts)
    assert [(one.row, one.column, one.value) for one in found] == [
        (row, "students_primary", cell) for row, cell in zip([5, 6, 7, 8], cells, strict=True)
    ]


def test_every_rule_names_columns_of_the_table():
    names = {field["name"] for field in tables.fields("schools", ROOT / "data")}
    rules = tables.rules("schools", ROOT / "data")
    assert {rule["column"] for rule in rules} <= names
    assert all(rule["column"] in rule["broken_where"] for rule in rules)
