"""The columns of a school table: id, Chinese heading, unit and meaning of each."""

import pandas as pd

STAGES = ("primary", "lower_secondary")

# kind of school -> Chinese name and the stages it teaches
SCHOOL_TYPES = {
    "primary": ("小学", ("primary",)),
    "lower_secondary": ("初级中学", ("lower_secondary",)),
    "nine_year": ("九年一贯制学校", ("primary", "lower_secondary")),
    "complete_secondary": ("完全中学", ("lower_secondary", "upper_secondary")),
    "twelve_year": ("十二年一贯制学校", ("primary", "lower_secondary", "upper_secondary")),
    "teaching_point": ("教学点", ("primary",)),
    "special": ("特殊教育学校", ("primary", "lower_secondary", "upper_secondary")),
    "vocational": ("职业学校", ("lower_secondary", "upper_secondary")),
}
OWNERSHIP = {"public": "公办", "private": "民办"}

MATERIAL = {
    "teaching_area_m2": ("教学及辅助用房面积", "m2", "teaching and auxiliary rooms, indoor sports space included"),
    "indoor_sports_area_m2": ("室内体育用房面积", "m2", "gym halls, also counted in teaching_area_m2; 0 if none"),
    "sports_ground_area_m2": ("运动场地面积", "m2", "outdoor sports grounds"),
    "equipment_value_yuan": ("教学仪器设备值", "yuan", "book value of teaching equipment"),
    "computers_count": ("教学用计算机台数", "count", "computers for teaching (2012 rule)"),
    "books_count": ("图书册数", "volumes", "library books (2012 rule)"),
    "multimedia_classrooms_count": ("网络多媒体教室数", "count", "networked multimedia rooms (2017 rule)"),
}
TEACHERS = {
    "full_time_teachers": ("专任教师数", "full-time teachers (2012 rule)"),
    "above_required_degree_teachers": ("高于规定学历教师数", "teachers above the required degree"),
    "mid_senior_title_teachers": ("中级及以上职称教师数", "teachers with middle or higher title (2012 rule)"),
    "backbone_teachers": ("县级以上骨干教师数", "backbone teachers, county level or higher (2017 rule)"),
    "physical_education_and_arts_teachers": (
        "体育艺术专任教师数",
        "full-time teachers of sport, music and fine arts (2017 rule)",
    ),
}
STAGE_NAMES = {"primary": "小学", "lower_secondary": "初中", "upper_secondary": "高中"}


def _columns() -> pd.DataFrame:
    rows = [
        ("school_code", "学校代码", "text", "", "the school's own code; once a region and year"),
        ("school_name", "学校名称", "text", "", "name of the school"),
        ("region_code", "行政区划代码", "region", "", "six digits (GB/T 2260) of the county"),
        ("year", "年份", "year", "", "year of the start of the school year"),
        ("school_type", "学校类型", "type", "", "one of: " + ", ".join(SCHOOL_TYPES)),
        ("ownership", "办学性质", "ownership", "", "public or private"),
    ]
    for stage, stage_zh in STAGE_NAMES.items():
        rows.append(
            (f"students_{stage}", f"{stage_zh}在校学生数", "whole", "persons", "enrolment; 0 if none, blank if unknown")
        )
    for column, (heading, unit, meaning) in MATERIAL.items():
        rows.append((column, heading, "number", unit, meaning + "; whole school, all stages"))
    for name, (heading, meaning) in TEACHERS.items():
        for stage in STAGES:
            note = f"{meaning}, by the stage they teach: {stage}"
            rows.append((f"{name}_{stage}", STAGE_NAMES[stage] + heading, "number", "persons", note))
    return pd.DataFrame(rows, columns=["column_id", "heading_zh", "kind", "unit", "meaning"])


COLUMNS = _columns()
REQUIRED = ["school_code", "school_name", "region_code", "year", "school_type", "ownership"]
