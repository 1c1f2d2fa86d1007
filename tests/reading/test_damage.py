"""Damage is flagged, proposed, and never mended; the sentences are invented."""

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
    assert read("普惠性幼儿园覆盖率94%,比2020年提升4.5%。", "quantity", "status")[1] == ("change", "ambiguous")


def test_unit_off_by_powers_of_ten(read):
    rows = read("2021年财政性教育经费89410万元,上年131870元,减少32.2%。", "value", "status")
    assert rows[1][1] == "conflict"


def test_two_values_for_one_rate(read):
    text = "2021年某县,公办园占比50.5%。截至2021年底,公办园占比52.5%。"
    assert [row[0] for row in read(text, "status")] == ["conflict", "conflict"]
