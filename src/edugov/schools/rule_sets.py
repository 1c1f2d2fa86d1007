"""The two official rule sets on balance between schools: their indicators, limits and school
standards.

The documents are 教督〔2012〕3号 (basic balance, 基本均衡) and 教督〔2017〕6号 (quality balance,
优质均衡). The same numbers stand, one row each, in ``data/standards.csv``; a test compares the two.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd


class Indicator(NamedTuple):
    """One resource indicator: a school's quantity, divided by its students, times ``per``
    students."""

    indicator_id: str
    quantity: str  # a column of the table that schools.parts gives
    per: int = 1  # students: 1, or 100 for indicators 每百名学生
    school_standard: dict | None = None  # stage -> the mark each school has to reach (2017)


class RuleSet(NamedTuple):
    """The indicators of one document and the limit on their coefficients of variation by stage."""

    rule_set: str
    indicators: tuple
    limit: dict  # stage -> limit
    judged: str  # "composite": the plain mean of all; "each": every indicator by itself

    @property
    def indicator_ids(self) -> list[str]:
        """Ids of the indicators in the order of the document."""
        return [indicator.indicator_id for indicator in self.indicators]

    def limits(self, groups: pd.MultiIndex) -> np.ndarray:
        """Return the limit of each group, as its stage has it."""
        stages = groups.get_level_values("stage")
        return stages.map(self.limit).to_numpy(float)


def _both(primary: float, lower_secondary: float) -> dict:
    return {"primary": primary, "lower_secondary": lower_secondary}


_BASIC = {
    "teaching_area_per_student": ("teaching_area_m2",),
    "sports_area_per_student": ("sports_area_m2",),
    "equipment_value_per_student": ("equipment_value_yuan",),
    "computers_per_100_students": ("computers_count", 100),
    "books_per_student": ("books_count",),
    "teacher_student_ratio": ("full_time_teachers_count",),
    "above_required_degree_teachers_per_student": ("above_required_degree_teachers_count",),
    "mid_senior_title_teachers_per_student": ("mid_senior_title_teachers_count",),
}
_SPORT_AND_ARTS = "physical_education_and_arts_teachers"
_QUALITY = {
    "above_required_degree_teachers_per_100_students": (
        "above_required_degree_teachers_count",
        100,
        _both(4.2, 5.3),
    ),
    "backbone_teachers_per_100_students": ("backbone_teachers_count", 100, _both(1, 1)),
    f"{_SPORT_AND_ARTS}_per_100_students": (f"{_SPORT_AND_ARTS}_count", 100, _both(0.9, 0.9)),
    "teaching_area_per_student": ("teaching_area_without_indoor_sports_m2", 1, _both(4.5, 5.8)),
    "sports_area_per_student": ("sports_area_m2", 1, _both(7.5, 10.2)),
    "equipment_value_per_student": ("equipment_value_yuan", 1, _both(2000, 2500)),
    "multimedia_classrooms_per_100_students": ("multimedia_classrooms_count", 100, _both(2.3, 2.4)),
}
_INDICATORS = [
    tuple(Indicator(name, *rest) for name, rest in table.items()) for table in (_BASIC, _QUALITY)
]
BASIC_2012 = RuleSet("basic_2012", _INDICATORS[0], _both(0.65, 0.55), "composite")
QUALITY_2017 = RuleSet("quality_2017", _INDICATORS[1], _both(0.50, 0.45), "each")
RULE_SETS = {rule.rule_set: rule for rule in (BASIC_2012, QUALITY_2017)}

# 2017, each school: at least six of the seven marks met, and the one left at 85 percent of its mark
# or more
SCHOOL_MARKS_TO_MEET = 6
SCHOOL_MARK_FLOOR = 0.85
