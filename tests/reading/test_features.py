"""Noun phrases as sets of features; the phrases are invented."""

import csv

import pytest

from edugov import tables


def rows(name):
    with (tables.DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows("definitions.csv"), ids=lambda row: row["example"])
def test_the_example_of_each_definition_is_read_as_its_indicator(read, row):
    (indicator, *_), *more = read(f"全县{row['example']}。")
    assert indicator == row["indicator_id"] and not more


def test_every_feature_of_a_definition_is_one_of_a_word():
    known = {feature for row in rows("lexicon.csv") for feature in row["features"].split()}
    wanted = {feature for row in rows("definitions.csv") for feature in row["features"].split()}
    assert wanted <= known


def test_a_stage_may_stand_anywhere_in_a_phrase(read):
    per_student = "general_budget_education_funding_per_student"
    for text in (
        "生均一般公共预算小学教育经费支出9100.5元。",
        "小学生均一般公共预算教育经费支出9100.5元。",
        "小学一般公共预算生均教育经费9100.5元。",
    ):
        assert read(text) == [(per_student, "primary", "value", 9100.5)]


def test_a_list_goes_on_with_what_its_first_words_say(read):
    rows = read("新建初级中学2所、小学4所、幼儿园7所。")
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("schools_built_or_expanded_count", stage, value)
        for stage, value in (("lower_secondary", 2), ("primary", 4), ("preschool", 7))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "受益学生6万人。",
        "还需建设学校9所。",
        "达标学校12所。",
        "培训教师340人。",
        "开工建设小学5所。",
        "撤并学校7所。",
    ],
)
def test_a_word_of_another_thing_is_not_overlooked(read, text):
    assert read(text) == []


def test_an_amount_of_one_student_whose_words_for_it_are_lost_is_flagged(read):
    rows = read("2021年一般公共预算初中教育经费支出11426元,较2020年增长4.5%。", "status", "stage")
    assert rows == [("ambiguous", "lower_secondary")] * 2
