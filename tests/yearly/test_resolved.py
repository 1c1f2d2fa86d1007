"""Cells of a panel: which place, stage, indicator and number they mean, or what is wrong."""

import re

import pandas as pd
import pytest

from edugov.yearly.resolved import resolve
from edugov.yearly.words import COLUMNS

# invented
ROW = {
    "region": "654002",
    "year": "2020",
    "stage": "小学",
    "indicator": "在校学生数",
    "unit": "人",
    "value": "4200",
    "note": "",
}


PER_STUDENT = {"indicator": "生均一般公共预算教育经费"}


def resolved(**cells: str):
    return resolve(pd.DataFrame([ROW | cells], columns=list(COLUMNS)))


def row(**cells: str) -> pd.Series:
    found = resolved(**cells)
    assert found.faults == []
    return found.rows.iloc[0]


@pytest.mark.parametrize(
    ("cells", "column", "meant"),
    [
        ({"region": "兰考县"}, "region_code", "410225"),
        ({"region": "长春市朝阳区"}, "region_code", "220104"),
        ({"year": "2020年"}, "year", "2020"),
        ({"year": "２０２０"}, "year", "2020"),
        ({"stage": "Lower Secondary"}, "stage", "lower_secondary"),
        ({"stage": "中职"}, "stage", "vocational"),
        ({"indicator": "Students enrolled"}, "indicator_id", "students_count"),
        ({"indicator": "students_count", "unit": ""}, "indicator_id", "students_count"),
        ({"value": "4,200"}, "value", "4200"),
        ({"value": "0.42", "unit": "万人"}, "value", "4200"),
        (
            {"indicator": "一般公共预算教育经费", "unit": "亿元", "value": "9.86"},
            "value",
            "986000000",
        ),
        ({"indicator": "普惠性幼儿园覆盖率", "unit": "", "value": "85.5%"}, "value", "85.5"),
        (PER_STUDENT | {"unit": "元", "value": "12,345.6"}, "value", "12345.6"),
        (PER_STUDENT | {"unit": "元/生", "value": "12345.6"}, "value", "12345.6"),
        (PER_STUDENT | {"unit": "万元", "value": "1.23456"}, "value", "12345.6"),
        (PER_STUDENT | {"unit": "万元／生", "value": "1.23456"}, "value", "12345.6"),
        (PER_STUDENT | {"unit": "", "value": "12345.6"}, "value", "12345.6"),
        ({"indicator": "教师平均工资", "unit": "万元", "value": "9.5"}, "value", "95000"),
    ],
)
def test_what_a_cell_means(cells, column, meant):
    assert row(**cells)[column] == meant


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"region": "兰考"}, "region", "near: 410225 兰考县"),
        ({"region": "朝阳区"}, "region", "names 2 places"),
        ({"region": "米林市", "year": "2015"}, "region", "in 2015 there was 540422 米林县"),
        ({"stage": "高中"}, "stage", r"upper_secondary \(普通高中\)"),
        ({"indicator": "在校学生总数"}, "indicator", "near: 在校学生数"),
        ({"unit": "所"}, "unit", r"the indicator is in persons \(人\)"),
        (PER_STUDENT | {"unit": "亿元"}, "unit", r"the indicator is in yuan per student \(元/生\)"),
        ({"value": "三千"}, "value", "not a number"),
        ({"value": "12%"}, "value", "a percentage"),
    ],
)
def test_what_is_said_of_a_cell_that_is_not_understood(cells, column, said):
    (fault,) = resolved(**cells).faults
    assert fault.column == column and fault.value == {**ROW, **cells}[column]
    assert re.search(said, fault.what)


def test_a_place_and_those_above_it_get_one_row_each_whatever_names_them():
    texts = pd.DataFrame([ROW | {"region": name} for name in ("兰考县", "410225", "通许县")])
    found = resolve(texts)
    assert found.rows["region_code"].tolist() == ["410225", "410225", "410222"]
    assert found.new["region_code"].tolist() == ["410200", "410225", "410222"]


def test_what_is_no_year_says_nothing_against_the_place():
    found = resolved(region="兰考县", year="abc")
    assert found.faults == [] and found.rows["region_code"].tolist() == ["410225"]
