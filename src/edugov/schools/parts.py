"""The columns of a school table, which schools are counted, and how the rooms and equipment of a
school are split among its stages (weights 1 : 1.1 : 1.32).

One row of a school table is one school in one year. One row of a table of parts is what one school
has for one stage, primary or lower secondary.
"""

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from edugov import tables
from edugov.fault import Fault

from .rule_sets import RuleSet

# description of each column, but for that which the data package adds
FIELDS = [field for field in tables.fields("schools") if field["name"] != "source_id"]
_BY_NAME = {field["name"]: field for field in FIELDS}
# id, Chinese heading, kind, unit and meaning of each column
COLUMNS = pd.DataFrame(
    {
        "column_id": list(_BY_NAME),
        "heading_zh": [field["title_zh"] for field in FIELDS],
        "kind": ["number" if field["type"] == "number" else "text" for field in FIELDS],
        "unit": [field.get("unit", "") for field in FIELDS],
        "meaning": [field["description"] for field in FIELDS],
    }
)
_QUANTITIES = [
    field["name"]
    for field in FIELDS
    if field["type"] == "number" and not field["name"].startswith("students_")
]
MATERIAL = [name for name in _QUANTITIES if "teachers" not in name]  # of the whole school
TEACHERS = [
    name.removesuffix("_primary") for name in _QUANTITIES if name.endswith("teachers_primary")
]  # by stage
STAGES = ("primary", "lower_secondary")
# use of material per student by stage; 1.32 = 1.1 x 1.2
SPLIT_WEIGHTS = {"primary": 1.0, "lower_secondary": 1.1, "upper_secondary": 1.32}

# kind of school -> Chinese name and the stages it teaches
SCHOOL_TYPES = {
    name: (chinese, tuple(_BY_NAME["school_type"]["stages"][name]))
    for name, chinese in _BY_NAME["school_type"]["words_zh"].items()
}


class Scope(NamedTuple):
    """A named choice of the schools that are counted; a page prints it in words (``scope.`` in
    labels.csv)."""

    excluded_types: tuple = ()
    excluded_ownership: tuple = ()
    smallest_teaching_point_students: int = 0
    smallest_school_students: int = 0


SCOPES = {
    "listed": Scope(),
    # as the school-standards form of 2012; not confirmed for the coefficient
    "basic_2012": Scope(("teaching_point", "special", "vocational"), ("private",)),
    "quality_2017": Scope(("special", "vocational"), (), 50),
    "without_very_small": Scope(("special", "vocational"), (), 50, 50),
}


def split_share(students: dict[str, np.ndarray], stage: str) -> np.ndarray:
    """Share of a school's material that counts for one stage (资源拆分).

    ``weight · students of the stage / Σ weight · students`` with weights 1 : 1.1 : 1.32, which is
    1 : 1.1 for a nine-year school (九年一贯制) and 1 : 1.2 for a complete secondary (完全中学).

    Source: 测算均衡系数拆分公式, a form of the assessment of 2012; no row of data/standards.csv
    states it. For the 2017 indicators the same weights are assumed.

    Parameters
    ----------
    students : dict of array of float, each of shape (n,)
        Enrolment by stage (all of :data:`SPLIT_WEIGHTS`), one element a school; 0 where it does not
        teach the stage.
    stage : str
        ``primary`` or ``lower_secondary``.

    Returns
    -------
    array of float, shape (n,)
        From 0 to 1; missing where an enrolment is missing or the school has no students.

    Examples
    --------
    >>> students = {"primary": 166.0, "lower_secondary": 210.0, "upper_secondary": 0.0}
    >>> students = {stage: np.array([count]) for stage, count in students.items()}
    >>> split_share(students, "primary").round(4).tolist()  # 166 / (166 + 1.1 x 210)
    [0.4181]
    """
    total = sum(weight * students[name] for name, weight in SPLIT_WEIGHTS.items())
    own = SPLIT_WEIGHTS[stage] * students[stage]
    missing = np.full(len(total), np.nan)
    return np.divide(own, total, out=missing, where=total > 0)


def completed(schools: pd.DataFrame) -> pd.DataFrame:
    """A school table of one's own with every column that is worked with (补全缺列); one that it
    does not have is missing in every row.

    Parameters
    ----------
    schools : DataFrame
        A school table: school_code, school_name, region_code, year, school_type, ownership, the
        enrolment of a stage that is judged (students_primary, students_lower_secondary), and what
        else is known.

    Returns
    -------
    DataFrame
        The same rows. A column that is not there is named by a warning, but for those of a stage
        without a column of its enrolment: a school of a type that does not teach it has none there,
        of another its enrolment is not known, nor what of its material is whose.

    Raises
    ------
    Fault
        A column without which nothing can be worked out is missing.

    Examples
    --------
    >>> two = {"school_code": ["a", "b"], "school_name": ["A", "B"], "region_code": "110101",
    ...     "year": "2020", "school_type": "primary", "ownership": "public"}
    >>> completed(pd.DataFrame(two))
    Traceback (most recent call last):
        ...
    edugov.fault.Fault: school table: column students_primary or students_lower_secondary is missing
    """
    lacking = [name for name in COLUMNS["column_id"] if name not in schools]
    needed = [name for name in lacking if _BY_NAME[name].get("constraints", {}).get("required")]
    if all(f"students_{stage}" in lacking for stage in STAGES):
        needed.append(" or ".join(f"students_{stage}" for stage in STAGES))
    if needed:
        raise Fault(f"school table: column {', '.join(needed)} is missing")
    numbers = [name for name in lacking if _BY_NAME[name]["type"] == "number"]
    not_there = tuple(f"_{stage}" for stage in SPLIT_WEIGHTS if f"students_{stage}" in lacking)
    if unsaid := [name for name in numbers if not name.endswith(not_there)]:
        warnings.warn(f"not in the school table, so not known: {', '.join(unsaid)}", stacklevel=3)
    return schools.assign(**dict.fromkeys(numbers, np.nan))


def apply_scope(schools: pd.DataFrame, scope: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split a school table into the schools that are counted and those left out (纳入范围).

    Parameters
    ----------
    schools : DataFrame
        A school table.
    scope : str
        A key of :data:`SCOPES`; there is no default because the choice changes the result.

    Returns
    -------
    counted, left_out : DataFrame
        Rows of ``schools``; those left out have a column ``reason``, the first that holds of: type,
        private, enrolment_missing, no_students, small_teaching_point, very_small.

    Raises
    ------
    ValueError
        No scope has this name.

    Examples
    --------
    >>> table = pd.DataFrame({"school_code": ["a", "b"], "ownership": "public",
    ...     "school_type": ["primary", "teaching_point"],
    ...     "students_primary": [90.0, 20.0], "students_lower_secondary": 0.0})
    >>> counted, left_out = apply_scope(table, "quality_2017")
    >>> left_out[["school_code", "reason"]].values.tolist()
    [['b', 'small_teaching_point']]
    """
    if scope not in SCOPES:
        raise ValueError(f"no scope named {scope!r}; there are {', '.join(SCOPES)}")
    choice = SCOPES[scope]
    school_type = schools["school_type"]
    columns = [f"students_{stage}" for stage in STAGES]
    total = schools[columns].sum(axis=1, min_count=1).to_numpy()
    is_point = (school_type == "teaching_point").to_numpy()
    blanks = [np.isnan(enrolment(schools, stage)) for stage in STAGES]
    is_blank = np.any(blanks, axis=0)
    tests = {
        "type": school_type.isin(choice.excluded_types).to_numpy(),
        "private": schools["ownership"].isin(choice.excluded_ownership).to_numpy(),
        "enrolment_missing": np.isnan(total) | ((total == 0) & is_blank),
        "no_students": total == 0,
        "small_teaching_point": is_point & (total < choice.smallest_teaching_point_students),
        "very_small": ~is_point & (total < choice.smallest_school_students),
    }
    reasons = list(tests)
    reason = np.select(list(tests.values()), reasons, default="")
    counted = reason == ""
    left_out = schools[~counted].assign(reason=reason[~counted])
    return schools[counted], left_out


def parts(schools: pd.DataFrame) -> pd.DataFrame:
    """What each school has for each stage it teaches (分学段资源): a row a school and stage.

    Material of a combined school is split by :func:`split_share`; teachers are counted where they
    teach. The 2017 teaching area leaves out indoor sports space; the sports area (both rules) adds
    it.

    Parameters
    ----------
    schools : DataFrame
        A school table, already limited to the schools that are counted.

    Returns
    -------
    DataFrame
        region_code, year, stage, school_code, school_name, school_type, students, material_share
        (the stage's part of the school's material, :func:`split_share`), then one column a quantity
        (named by `rule_sets`). A part without students, or with missing enrolment, has
        no row. A missing quantity stays missing, and so does the material of a combined school
        whose enrolment at another stage is missing.

    Examples
    --------
    >>> school = {"school_type": ["nine_year"], "students_primary": 166.0,
    ...     "students_lower_secondary": 210.0, "books_count": 23226.0}
    >>> school = pd.DataFrame(school, columns=COLUMNS["column_id"])
    >>> parts(school)[["stage", "students", "books_count"]].round(1).values.tolist()
    [['primary', 166.0, 9711.6], ['lower_secondary', 210.0, 13514.4]]
    """
    material = {name: schools[name].to_numpy(float) for name in MATERIAL}
    indoor = material.pop("indoor_sports_area_m2")
    teaching = material["teaching_area_m2"]
    material["teaching_area_without_indoor_sports_m2"] = teaching - indoor
    material["sports_area_m2"] = material.pop("sports_ground_area_m2") + indoor
    taught = {stage: enrolment(schools, stage) for stage in SPLIT_WEIGHTS}
    tables = []
    for code, stage in enumerate(STAGES):
        here = np.flatnonzero(taught[stage] > 0)
        columns = {name: schools[name].array.take(here) for name in ("region_code", "year")}
        codes = np.full(len(here), code)
        columns["stage"] = pd.Categorical.from_codes(codes, STAGES)
        columns |= {
            name: schools[name].array.take(here)
            for name in ("school_code", "school_name", "school_type")
        }
        columns["students"] = taught[stage][here]
        here_taught = {name: students[here] for name, students in taught.items()}
        share = split_share(here_taught, stage)
        columns["material_share"] = share
        columns |= {name: amount[here] * share for name, amount in material.items()}
        for name in TEACHERS:
            count = schools[f"{name}_{stage}"].to_numpy(float)
            columns[f"{name}_count"] = count[here]
        tables.append(pd.DataFrame(columns, copy=False))
    return pd.concat(tables, ignore_index=True)


def enrolment(schools: pd.DataFrame, stage: str) -> np.ndarray:
    """Enrolment at a stage (在校生数); a blank is 0 where the type of school does not teach it.

    Parameters
    ----------
    schools : DataFrame
        A school table.
    stage : str
        A key of :data:`SPLIT_WEIGHTS`.

    Returns
    -------
    array of float
        Students, one element a school; missing where a school that teaches the stage gives none.

    Examples
    --------
    >>> table = pd.DataFrame({"school_type": ["primary", "nine_year"],
    ...     "students_lower_secondary": [np.nan, np.nan]})
    >>> enrolment(table, "lower_secondary").tolist()
    [0.0, nan]
    """
    teaching = []
    for name, (_, stages) in SCHOOL_TYPES.items():
        if stage in stages:
            teaching.append(name)
    students = schools[f"students_{stage}"].to_numpy(float)
    blank = np.isnan(students)
    if not blank.any():
        return students
    teaches = schools["school_type"].isin(teaching).to_numpy()
    return np.where(blank & ~teaches, 0.0, students)


def exclusions(schools: pd.DataFrame, scope: str, rule_set: RuleSet) -> pd.DataFrame:
    """Everything that is left out of a calculation, and why (未纳入计算).

    Parameters
    ----------
    schools : DataFrame
        A school table.
    scope : str
        As in :func:`apply_scope`.
    rule_set : RuleSet
        Whose indicators are looked at.

    Returns
    -------
    DataFrame
        One row a school, stage and indicator: region_code, year, school_code, school_name, stage
        (empty: the whole school), indicator_id (empty: the whole stage) and reason, one of
        :func:`apply_scope` or value_missing.

    Examples
    --------
    >>> from edugov.schools.rule_sets import Indicator
    >>> books = RuleSet("books", (Indicator("books_per_student", "books_count"),), {}, "each")
    >>> table = pd.DataFrame({"school_code": ["a", "b"], "ownership": "public",
    ...     "school_type": ["primary", "teaching_point"],
    ...     "students_primary": [90.0, 20.0], "students_lower_secondary": 0.0},
    ...     columns=COLUMNS["column_id"])
    >>> exclusions(table, "quality_2017", books)[["school_code", "stage", "reason"]].values.tolist()
    [['b', '', 'small_teaching_point'], ['a', 'primary', 'value_missing']]
    """
    counted, left_out = apply_scope(schools, scope)
    tables = [left_out.assign(stage="")]
    by_stage = parts(counted)
    for stage in STAGES:
        has_none = np.isnan(enrolment(counted, stage))
        unknown = counted[has_none]
        tables.append(unknown.assign(stage=stage, reason="enrolment_missing"))
    for indicator in rule_set.indicators:
        has_none = by_stage[indicator.quantity].isna()
        missing = by_stage[has_none]
        tables.append(missing.assign(indicator_id=indicator.indicator_id, reason="value_missing"))
    columns = [
        "region_code",
        "year",
        "school_code",
        "school_name",
        "stage",
        "indicator_id",
        "reason",
    ]
    return pd.concat(
        [table.reindex(columns=columns, fill_value="").astype("object") for table in tables],
        ignore_index=True,
    ).astype("str")
