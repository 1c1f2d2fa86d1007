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


# ---- what stands beside a number gives it away


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        # 12340/12000 = 1.0283; the digits of 13240 stand in another order
        ("2031年小学在校生13240人,比上年的12000人增长2.83%。", "12340 人"),
        # 8998.84/8904.50 = 1.0106
        ("2031年小学生均公用经费为9898.84元,比上年的8904.50元增长1.06%。", "8998.84 元"),
        # 1201.5 - 1118.3 = 83.2; the point of the earlier amount is lost
        ("2031年小学生均公用经费为1201.5元,比上年的11183元增加83.2元。", "1118.3 元"),
    ],
)
def test_a_slip_of_digits_is_given_away_by_growth_or_change(read, text, proposed):
    rows = read(text, "value", "status", "proposed_reading")
    assert [row[1:] for row in rows if row[1] != "ok"] == [("conflict", proposed)]


@pytest.mark.parametrize(
    "text",
    [
        "2031年小学在校生12340人,比上年的12000人增长2.83%。",  # it fits
        "2031年小学在校生12340人,比上年的12000人增长2.8%。",
        "2031年小学在校生12340人,比上年的12000人,同口径增长7.9%。",  # of other values
        "2031年小学在校生12777人,比上年的12000人增长2.83%。",  # no slip explains it
    ],
)
def test_a_growth_that_no_slip_explains_flags_nothing(read, text):
    assert {row[0] for row in read(text, "status")} == {"ok"}


def test_one_number_for_several_things_is_the_first_in_doubt(read):
    text = "2031年新建校舍、运动场1.5万平方米,小学在校生、教职工5000人。"
    rows = read(text, "indicator_id", "value", "status")
    assert rows == [
        ("new_school_building_area", 15_000, "ambiguous"),
        ("students_count", 5000, "ambiguous"),
    ]
    assert read("小学、初中共有在校生5000人。", "value", "status") == [(5000, "ok")]


def test_a_column_of_which_only_the_unit_is_left_is_flagged(read):
    table = (
        "幼儿教育基本情况\n园所个数(所)\n(个)\n在园幼儿数(人)\n教职工数(人)\n"
        "青禾县 12 40 1200 150\n石桥县 8 25 700 90\n柳坪县 9 31 811 95\n"
    )
    rows = read(table, "indicator_id", "value", "status")
    assert [row[1:] for row in rows if row[0] == "classes_count"] == [
        (40, "ambiguous"),
        (25, "ambiguous"),
        (31, "ambiguous"),
    ]
    assert {row[2] for row in rows if row[0] == "schools_count"} == {"ok"}


def test_cells_that_run_together_are_damaged_and_nothing_is_guessed(read):
    rows = "青禾小学12006005.00石桥小学2001008.50柳坪小学3002408.10"
    text = f"各校情况如下:学生数校舍面积生均校舍面积{rows}"
    rows = read(text, "indicator_id", "value", "status", "scope")
    assert [(row[0], *row[2:]) for row in rows] == [
        ("building_area_per_student", "damaged", "part")
    ] * 3
    assert all(row[1] != row[1] for row in rows)


def test_what_is_too_great_for_its_unit_is_damaged(read):
    for text in ("生均校舍面积4120平方米。", "生均图书26400册。", "生均公用经费1200000元。"):
        ((value, status),) = read(f"全县小学{text}", "value", "status")
        assert status == "damaged" and value != value, text


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("小学在校生12000人。", "小学在校生12100人。", "conflict"),
        ("小学12所。", "小学13所。", "conflict"),
        ("小学在校生1.2万人。", "小学在校生12040人。", "ok"),  # one is rounded
        ("新增学位900个。", "新增学位500个。", "ok"),  # of two campaigns
        ("教育支出9.4亿元。", "按新口径教育支出9.8亿元。", "ok"),
        ("农村小学12所。", "小学13所。", "ok"),
    ],
)
def test_one_label_has_one_value(first, second, status, read):
    rows = read(f"2031年全县有{first}2031年全县有{second}", "status")
    assert [row[0] for row in rows] == [status, status]


def test_a_value_that_a_table_has_otherwise_is_doubtful_in_both(read):
    text = "2031年全县有小学专任教师80人。\n| 类别 | 专任教师 |\n| 小学 | 81 |\n"
    assert read(text, "value", "status") == [(80, "conflict"), (81, "conflict")]


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("小学近300所", "upper bound (近)"),
        ("小学300余所", "lower bound (余)"),
        ("小学在校生上百人", "lower bound (上)"),
        ("小学300所左右", "approximate (左右)"),
        ("小学净入学率不低于98%", "lower bound (不低于)"),
        ("小学大班额占比不到2%", "upper bound (不到)"),
        ("小学不止300所", "lower bound (不止)"),
        ("小学净入学率未达到98%", "upper bound (未达到)"),
        ("小学300所", ""),
    ],
)
def test_a_bound_is_told(words, note, read):
    assert read(f"全县现有{words}。", "note") == [(note,)]
