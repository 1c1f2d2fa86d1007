"""Damage is flagged, proposed, and never mended; the sentences are invented."""

import pytest

NAMES = ("value", "status", "proposed_reading")


def test_fused_grades_and_stages(read):
    (row,) = read("公办幼儿园公用经费补助一二三级每生每年分别达到900800700元。", *NAMES)
    assert row[1] == "damaged" and row[2].startswith("900、800、700")
    (row,) = read("小学、初中公用经费每生每年分别达到750950元。", *NAMES)
    assert row[1] == "damaged" and row[2].startswith("750、950")


def test_lost_unit(read):
    (row,) = read("普通高中公用经费生均财政拨款标准达到1400//年。", *NAMES)
    assert row[1:] == ("damaged", "1400 元/生/年")


def test_placeholder(read):
    (row,) = read("20xx年普惠性幼儿园覆盖率x%。", "status", "year", "value")
    assert row[:2] == ("placeholder", "") and row[2] != row[2]


def test_a_rate_that_rose_by_percent_is_ambiguous(read):
    assert read("普惠性幼儿园覆盖率94%,比2020年提升4.5%。", "quantity", "status")[1] == (
        "change",
        "ambiguous",
    )


def test_unit_off_by_powers_of_ten(read):
    rows = read("2021年财政性教育经费89410万元,上年131870元,减少32.2%。", "value", "status")
    assert rows[1][1] == "conflict"


def test_two_values_for_one_rate(read):
    text = "2021年某县,公办园占比50.5%。截至2021年底,公办园占比52.5%。"
    assert [row[0] for row in read(text, "status")] == ["conflict", "conflict"]


def test_decimals_run_together(read):
    (row,) = read("小学、初中综合差异系数分别为0.4160.377。", *NAMES)
    assert row[1:] == ("damaged", "0.416、0.377") and row[0] != row[0]
    rows = read(
        "2022年生均教育事业费支出:普通初中生均支出为18044.6217566.30元,增长2.72%。",
        "value",
        "status",
    )
    assert rows[0][1] == "damaged" and rows[1] == (2.72, "ok")


def test_a_lost_percent_sign_and_a_lost_point(read):
    assert read("初中三年巩固率97.4,九年义务教育巩固率94.1%。", *NAMES)[0] == (
        97.4,
        "damaged",
        "97.4%",
    )
    assert read("学前三年毛入园率8837%。", "status", "proposed_reading") == [
        ("damaged", "88.37%: the decimal point is lost")
    ]


def test_a_lost_unit_before_a_comparison(read):
    text = "2022年生均预算内教育事业费支出:普通小学生均支出为11632.45比上年的11207.10元增长3.8%。"
    assert read(text, "value", "status") == [(11632.45, "damaged"), (11207.1, "ok"), (3.8, "ok")]


def test_aid_for_a_whole_county_is_not_a_few_thousand_yuan(read):
    rows = read("2021年资助各级各类学生2.6万人次,发放资助资金3150元。", *NAMES)
    assert [row[1] for row in rows] == ["ok", "conflict"] and rows[1][2].startswith("3150 万元")


def test_two_points_in_one_number_are_damage_and_no_traceback(read):
    rows = read(
        "2031年九年义务教育巩固率95.12.34%，小学512所。", "value", "status", "proposed_reading"
    )
    assert rows[0][1:] == ("damaged", "") and rows[0][0] != rows[0][0]
    assert rows[1][:2] == (512, "ok")


# ---- what cannot be


@pytest.mark.parametrize(
    "text",
    [
        f"全县小学在校学生{'9' * 400}人。",
        f"全县小学在校学生{'9' * 5_000}人。",
        f"全县小学在校学生{'九' * 5_000}人。",
        f"全县小学在校学生{'千' * 5_000}万人。",
        "全县小学在校学生99999999999999999999999人。",
        "全县小学在校学生一百二十三万亿人。",
        "全县小学在校学生12.5人。",
        "全县有小学12.7所。",
        "生均公用经费-650元。",
        f"小学师生比{'9' * 400}:{'9' * 400}。",
        f"小学在校生比上年增长{'9' * 400}%。",
        "指标|小学\n在校生|12.5",
        "指标|小学\n在校生|99999999999999999999",
        "指标|小学\n专任教师|-5",
    ],
)
def test_what_cannot_be_is_damaged_and_has_no_value(read, text):
    ((value, status, note),) = read(f"某县2022年教育情况\n{text}", "value", "status", "note")
    assert status == "damaged" and value != value and note


def test_an_amount_below_zero_may_be_the_amount_behind_a_dash(read):
    (row,) = read("生均公用经费-650元。", *NAMES)
    assert row[1:] == ("damaged", "650 元")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("小学平均班额45.3人。", 45.3),  # an average
        ("小学在校生1.23万人。", 12_300),
        ("全国小学在校学生1.08亿人。", 1.08e8),
        ("全国有小学36.6213万所。", 366_213),
        ("小学在校生减少120人。", -120),
        ("全国财政性教育经费64595亿元。", 6.4595e12),
    ],
)
def test_what_can_be_is_taken(read, text, value):
    assert read(text, "value", "status") == [(value, "ok")]


def test_an_earlier_value_that_cannot_be_is_not_kept_beside_the_new_one(read):
    rows = read(f"小学在校生由{'9' * 400}人增加到120人。", "previous_value", "status")
    assert all(earlier != earlier for earlier, _ in rows)
    assert [status for _, status in rows] == ["damaged", "ok"]
