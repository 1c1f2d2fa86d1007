"""A country of invented schools (虚构学校), drawn with a seed: for a chapter, for tests and for the
bench."""

import numpy as np
import pandas as pd

from edugov.schools.parts import COLUMNS, SCHOOL_TYPES, SPLIT_WEIGHTS, STAGES

SEED = 20120120
_TYPES = {  # share of the schools, and typical students of a stage
    "primary": (0.62, 420.0),
    "lower_secondary": (0.17, 700.0),
    "nine_year": (0.10, 420.0),
    "complete_secondary": (0.03, 500.0),
    "twelve_year": (0.01, 450.0),
    "teaching_point": (0.07, 35.0),
}
# per student: mean at a primary school, standard deviation of the log between schools
_MATERIAL = {
    "teaching_area_m2": (5.5, 0.35),
    "sports_ground_area_m2": (8.0, 0.45),
    "equipment_value_yuan": (2300.0, 0.55),
    "computers_count": (0.15, 0.35),
    "books_count": (25.0, 0.40),
    "multimedia_classrooms_count": (0.028, 0.30),
}
_TEACHERS = {
    "full_time_teachers": (0.060, 0.25),
    "above_required_degree_teachers": (0.052, 0.30),
    "mid_senior_title_teachers": (0.028, 0.35),
    "backbone_teachers": (0.011, 0.50),
    "physical_education_and_arts_teachers": (0.0105, 0.35),
}


def invent_schools(
    counties_count: int, schools_count: int, *, seed: int, missing_share: float = 0.002
) -> pd.DataFrame:
    """Invent a school table of a country (虚构数据): nothing in it describes a real school.

    Counties differ in size and wealth. Enrolment is lognormal; small schools have more per student.
    Counts are whole numbers. One school in 25 is private, one in seven has a gym hall.

    Every county has at least one school; ``missing_share`` is the share of cells of quantities left
    blank; the same seed gives the same table. Of the school table's columns region_code (beginning
    with 9, as no real code does), year, school_type and ownership are categories, to save memory.

    Examples
    --------
    >>> table = invent_schools(3, 40, seed=1)
    >>> len(table), table["region_code"].nunique()
    (40, 3)
    """
    random = np.random.default_rng(seed)
    county = _counties(random, counties_count, schools_count)
    shares = [share for share, _ in _TYPES.values()]
    kind = random.choice(len(_TYPES), schools_count, p=shares)
    size = random.normal(0.0, 0.85, schools_count)
    size += random.normal(0.0, 0.35, counties_count)[county]
    columns = _identity(random, county, counties_count, kind)
    students = _students(random, kind, size)
    columns |= students
    wealth = random.normal(0.0, 0.25, counties_count)[county] - 0.15 * size

    def quantity(students: np.ndarray, mean: float, spread: float) -> np.ndarray:
        noise = random.normal(0.0, spread, schools_count)
        amount = students * mean * np.exp(wealth + noise)
        is_missing = random.random(schools_count) < missing_share
        return np.where(is_missing, np.nan, np.rint(amount))

    everyone = sum(students.values())
    for name, of_material in _MATERIAL.items():
        columns[name] = quantity(everyone, *of_material)
    has_hall = random.random(schools_count) < 0.15
    hall = np.rint(0.1 * columns["teaching_area_m2"])
    columns["indoor_sports_area_m2"] = np.where(has_hall, hall, 0.0)
    for name, of_teachers in _TEACHERS.items():
        for stage in STAGES:
            taught = columns[f"students_{stage}"]
            columns[f"{name}_{stage}"] = quantity(taught, *of_teachers)
    return pd.DataFrame(columns)[COLUMNS["column_id"].tolist()]


def _counties(random: np.random.Generator, counties_count: int, schools_count: int) -> np.ndarray:
    """Draw the county of each school, in order; every county has one at least."""
    weight = random.lognormal(0.0, 0.6, counties_count)
    beyond_one = schools_count - counties_count
    more = random.choice(counties_count, beyond_one, p=weight / weight.sum())
    every = np.arange(counties_count)
    return np.sort(np.concatenate([every, more]))


def _identity(
    random: np.random.Generator, county: np.ndarray, counties_count: int, kind: np.ndarray
) -> dict:
    """Give the columns that say which school it is; those of few values as categories."""
    codes = pd.Categorical.from_codes
    count = len(county)
    number = np.char.zfill(np.arange(count).astype(str), 7)
    is_private = random.random(count) < 0.04
    return {
        "school_code": np.char.add("S", number).astype(object),
        "school_name": np.full(count, "invented", dtype=object),
        "region_code": codes(county, [str(900000 + place) for place in range(counties_count)]),
        "year": codes(np.zeros(count, np.int8), ["2023"]),
        "school_type": codes(kind.astype(np.int8), list(_TYPES)),
        "ownership": codes(is_private.astype(np.int8), ["public", "private"]),
        "urban_rural": codes(np.zeros(count, np.int8), [""]),
    }


def _students(
    random: np.random.Generator, kind: np.ndarray, size: np.ndarray
) -> dict[str, np.ndarray]:
    """Draw the students of each stage; 0 where the type of school does not teach it."""
    typical = np.array([students for _, students in _TYPES.values()])[kind]
    columns = {}
    for stage in SPLIT_WEIGHTS:
        teaches = np.array([stage in SCHOOL_TYPES[name][1] for name in _TYPES])[kind]
        noise = random.normal(0.0, 0.2, len(kind))
        drawn = np.rint(typical * np.exp(size + noise))
        at_least_four = np.maximum(drawn, 4.0)
        columns[f"students_{stage}"] = np.where(teaches, at_least_four, 0.0)
    return columns
