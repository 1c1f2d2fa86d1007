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
    codes = pd.Categorical.from_codes
    weight = random.lognormal(0.0, 0.6, counties_count)
    extra = random.choice(counties_count, schools_count - counties_count, p=weight / weight.sum())
    county = np.sort(np.concatenate([np.arange(counties_count), extra]))
    types, (shares, students_typical) = list(_TYPES), zip(*_TYPES.values(), strict=True)
    kind = random.choice(len(types), schools_count, p=shares)
    size = (
        random.normal(0.0, 0.85, schools_count) + random.normal(0.0, 0.35, counties_count)[county]
    )
    typical = np.array(students_typical)[kind]
    columns: dict = {
        "school_code": np.char.add(
            "S", np.char.zfill(np.arange(schools_count).astype(str), 7)
        ).astype(object),
        "school_name": np.full(schools_count, "invented", dtype=object),
        "region_code": codes(county, [str(900000 + i) for i in range(counties_count)]),
        "year": codes(np.zeros(schools_count, np.int8), ["2023"]),
        "school_type": codes(kind.astype(np.int8), types),
        "ownership": codes(
            (random.random(schools_count) < 0.04) * np.int8(1), ["public", "private"]
        ),
    }
    everyone = np.zeros(schools_count)
    for stage in SPLIT_WEIGHTS:
        teaches = np.array([stage in SCHOOL_TYPES[name][1] for name in types])[kind]
        students = np.rint(typical * np.exp(size + random.normal(0.0, 0.2, schools_count)))
        columns[f"students_{stage}"] = np.where(teaches, np.maximum(students, 4.0), 0.0)
        everyone += columns[f"students_{stage}"]
    wealth = random.normal(0.0, 0.25, counties_count)[county] - 0.15 * size

    def quantity(students: np.ndarray, mean: float, spread: float) -> np.ndarray:
        amount = np.rint(
            students * mean * np.exp(wealth + random.normal(0.0, spread, schools_count))
        )
        return np.where(random.random(schools_count) < missing_share, np.nan, amount)

    for name, (mean, spread) in _MATERIAL.items():
        columns[name] = quantity(everyone, mean, spread)
    hall = random.random(schools_count) < 0.15
    columns["indoor_sports_area_m2"] = np.where(
        hall, np.rint(0.1 * columns["teaching_area_m2"]), 0.0
    )
    for name, (mean, spread) in _TEACHERS.items():
        for stage in STAGES:
            columns[f"{name}_{stage}"] = quantity(columns[f"students_{stage}"], mean, spread)
    return pd.DataFrame(columns)[COLUMNS["column_id"].tolist()]
