"""Whole numbers: each printed form by hand, the public test set, what has to be refused, and
forms made from a value read back to it."""

import re
from pathlib import Path
from time import process_time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edugov.reading.numbers import UNITS, bound_of, chinese, numbers, value_of
from edugov.reading.text import normalise
from tests.conftest import ROOT

READING = ROOT / "src" / "edugov" / "reading"


def found(text):
    return list(numbers(normalise(text).plain))


def test_the_public_set_of_chinese_numbers_is_read_right(shared):
    table = pd.read_csv(shared / "numbers" / "recognizers-chinese.csv", dtype=str)
    wrong = []
    for text, value in zip(table["text"], table["value"].astype(float), strict=True):
        read = [number.value for number in found(text)]
        is_share = "分" in text and "之" in text and text.strip()[0] not in "百佰千仟万萬"
        # the set gives 二分之一 as 0.5, we as 50 %
        if read != [pytest.approx(value * 100 if is_share else value, rel=1e-9)]:
            wrong.append((text, value, read))
    assert not wrong


def test_the_hard_strings_are_read_right_or_refused(shared):
    table = pd.read_csv(shared / "numbers" / "hard.csv", dtype=str, keep_default_na=False)
    wrong = []
    for row in table.itertuples():
        read = found(row.text)
        values = [number.value for number in read]
        if row.must_be_refused:
            right = bool(read) and all(number.flaw and number.value is None for number in read)
        elif row.values:
            right = values == [pytest.approx(float(value)) for value in row.values.split()]
        else:
            right = all(number.kind in ("", "ordinal", "document_number") for number in read)
        if not right:
            wrong.append((row.text, read))
    assert not wrong


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_is_read_as_its_example_says(unit):
    table = pd.read_csv(READING / "units.csv", dtype=str, keep_default_na=False)
    row = table.set_index("unit").loc[unit]
    (number,) = numbers(row["example"])
    assert (number.value, number.kind, number.unit) == (
        pytest.approx(float(row["value"])),
        row["kind"],
        unit,
    )


BY_HAND = pd.read_csv(
    Path(__file__).with_name("numbers_by_hand.csv"), dtype=str, keep_default_na=False
)


@pytest.mark.parametrize("row", BY_HAND.to_dict("records"), ids=lambda row: row["text"])
def test_what_was_worked_out_by_hand(row):
    read = found(row["text"])
    values = [number.value for number in read if number.value is not None]
    assert values == [pytest.approx(float(value)) for value in row["values"].split()]
    last = read[-1]
    if row["kind"]:
        assert {number.kind for number in read} == {row["kind"]}
    assert (last.bound, last.flaw) == (row["bound"], row["flaw"])
    if row["form"] == "range":
        assert [number.range_end for number in read] == ["low", "high"]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("每班不大于45人", "upper bound (不大于)"),
        ("每班不小于20人", "lower bound (不小于)"),
        ("未超过45人", "upper bound (未超过)"),
        ("不及300人", "upper bound (不及)"),
        ("不止300人", "lower bound (不止)"),
        ("至多3所", "upper bound (至多)"),
        ("学生≈300人", "approximate (≈)"),
        ("学生300+人", "lower bound (+)"),
    ],
)
def test_a_bound_says_on_which_side_of_it_the_number_is(text, bound):
    (number,) = found(text)
    assert bound_of(number.bound) == bound


def rows(name):
    return pd.read_csv(READING / name, dtype=str, keep_default_na=False).to_dict("records")


@pytest.mark.parametrize("row", rows("numeral_idioms.csv"), ids=lambda row: row["example"])
def test_a_word_with_a_numeral_is_no_number(row):
    assert re.search(row["before"] + row["word"], row["example"])
    assert found(row["example"]) == []


@pytest.mark.parametrize("row", rows("number_forms.csv"), ids=lambda row: row["example"])
def test_every_form_is_found_in_its_example(row):
    assert [number.kind for number in found(row["example"])][0] == row["kind"]


@pytest.mark.parametrize("row", rows("number_flaws.csv"), ids=lambda row: row["example"])
def test_every_flaw_is_found_in_its_example(row):
    number = found(row["example"])[-1]
    assert (number.flaw, number.why) == (row["flaw"], row["why"])


@pytest.mark.parametrize("text", ["3,62", "x", "三五", "98..5", "", "人", "12,15", "1" * 400])
def test_what_is_not_one_whole_number_has_no_value(text):
    assert value_of(text) is None


def test_only_the_stretch_asked_for_is_read():
    text = "共120人,教师3至5万元"
    assert [number.value for number in numbers(text, 1, 3)] == [12]
    assert [number.value for number in numbers(text, 8, 9)] == [3]
    read = list(numbers(text, 5))
    assert [(number.start, number.end, number.stop) for number in read] == [
        (8, 9, 13),
        (10, 11, 13),
    ]


def test_a_flaw_leaves_unit_and_place_of_the_whole_run():
    (number,) = numbers("经费12,810,24万元/生")
    assert (number.start, number.end, number.stop) == (2, 11, 15)
    assert (number.unit, number.per, number.kind) == ("万元/生", "/生", "money")


SMALL = "零一二三四五六七八九"


def under_ten_thousand(value):
    """Write 1 to 9999 place by place, one 零 for zeros between digits."""
    text = ""
    for digit, place in zip(f"{value:04}", "千百十 ", strict=True):
        if digit != "0":
            text += SMALL[int(digit)] + place.strip()
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def written(value):
    """Write a whole number in Chinese, four digits at a time."""
    text = ""
    for size, scale in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = value // size % 10**4
        if part:
            gap = "零" if text and part < 1000 else ""
            text += gap + under_ten_thousand(part) + scale
    return text


BANKERS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


@given(st.integers(1, 10**12 - 1))
def test_chinese_numerals_read_back(value):
    assert chinese(written(value)) == value
    assert chinese(written(value).translate(BANKERS)) == value
    assert chinese(re.sub("二(?=[千万亿])", "两", written(value))) == value


@given(st.integers(1, 10**12 - 1) | st.integers(1, 9999))
def test_chinese_numerals_are_found_whole_among_words(value):
    (number,) = found(f"全县共有学生{written(value)}人")
    assert (number.value, number.unit, number.flaw) == (value, "人", "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("学校一百一十二所", 112),
        ("学生一千一百人", 1100),
        ("投入一万一千元", 11000),
        ("投入一亿一千万元", 110_000_000),
    ],
)
def test_a_numeral_with_one_twice_is_no_idiom(text, value):
    assert [number.value for number in found(text)] == [value]


@given(st.integers(1, 9999), st.integers(1, 9), st.sampled_from(["万", "亿"]))
def test_digits_with_scales_between_read_back(high, thousands, scale):
    (number,) = numbers(f"投入{high}{scale}{thousands}千元")
    assert number.value == high * {"万": 10**4, "亿": 10**8}[scale] + thousands * 1000


@given(st.integers(0, 10**12), st.sampled_from(["人", "所", "元", "%"]), st.sampled_from(",， "))
def test_grouped_digits_read_back(value, unit, mark):
    text = f"共{value:,}{unit}".replace(",", mark)
    (number,) = numbers(text)
    assert (number.value, text[number.end :]) == (value, unit)


@given(
    st.decimals(0, 99999, places=2, allow_nan=False),
    st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8), ("千万", 10**7)]),
)
def test_decimals_with_a_scale_read_back(value, scale):
    (number,) = numbers(f"{value}{scale[0]}元")
    assert number.value == pytest.approx(float(value) * scale[1], rel=1e-9)


@given(
    st.integers(1, 10**9),
    st.booleans(),
    st.sampled_from(
        ["..5", "…7", ",6", ",62", ",1234", "l", "O", "□", "□3", "x", "'3", ".", ".1.2"]
    ),
    st.sampled_from(["人", "所", "元", "%", "万元", "亿元"]),
)
def test_a_number_with_anything_stuck_to_it_is_refused_whole(value, grouped, stuck, unit):
    printed = f"{value:,}" if grouped else str(value)
    (number,) = numbers(f"共{printed}{stuck}{unit}")
    assert number.value is None and number.flaw
    assert (number.start, number.unit) == (1, unit)


CHARACTERS = "0123456789" * 2 + ",.，… lO□x万千百十一二三亿人所元%-至、和"


@settings(max_examples=1000)
@given(st.text(CHARACTERS, max_size=24))
def test_no_number_is_a_piece_of_a_longer_run(text):
    read = [number for number in numbers(text) if number.kind not in ("ordinal", "code")]
    valued = {number.start for number in read if number.value is not None}
    for number in read:
        if number.value is None:
            continue
        before, after = text[: number.start], text[number.end :]
        digits = text[number.start].isascii()
        beside = "[0-9]□*$|(?<![A-Za-z])[lOoI]+$" if digits else "[0-9]$"
        assert number.sign or not re.search(beside, before)
        if digits and text[number.end - 1].isascii():
            assert not re.match(r"[0-9]|[.…]+[0-9]", after)
            assert not re.match("[,，][0-9]", after) or number.end + 1 in valued  # a list
        assert 0 <= number.start < number.end <= number.stop <= len(text)


HOSTILE = [
    "1",
    "1,",
    "1.",
    "1 ",
    "一",
    "一万",
    "十余",
    "1□",
    "l1",
    "1…",
    "1:",
    "1/",
    "1-",
    "1至",
    "百分之",
]


@pytest.mark.parametrize(
    "piece", [*HOSTILE, "1,2 ", "1点", "x", "*", "数百", "负", "2021-", "第1", "(1)"]
)
def test_time_is_in_proportion_to_hostile_text(piece):
    def seconds(size):
        start = process_time()
        for _ in numbers(piece * (size // len(piece))):
            pass
        return process_time() - start

    seconds(1000)
    assert seconds(40_000) < 10 * seconds(10_000) + 0.2


@pytest.mark.parametrize(
    "text", ["9" * 400, "9" * 10**6, "九" * 10**5, "9," * 10**5], ids=lambda text: f"{len(text)}"
)
def test_numbers_without_end_are_no_traceback(text):
    read = list(numbers(f"共{text}人"))
    assert all(number.value is None or number.value < 10 for number in read)
