"""Numbers: each printed form by hand, and forms made from a value read back to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov.reading.numbers import chinese, numbers

DIGITS = "零一二三四五六七八九"


def written(value: int) -> str:
    """Write 1 to 9999 in Chinese, an independent way: place by place, zeros closed up."""
    text, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // size % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit if text else False
        if not digit and text:
            gap = True
    return text


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1.2万人", 12000, "person"),
        ("8000余万元", 80_000_000, "money"),
        ("1,204.5万元", 12_045_000, "money"),
        ("三千二百所", 3200, "school"),
        ("十余所", 10, "school"),
        ("百分之九十五", 95, "percent"),
        ("千分之五", 0.5, "percent"),
        ("四分之一", 25, "percent"),
        ("一半", 50, "percent"),
        ("八成,", 80, "percent"),
        ("4.5‰", 0.45, "percent"),
        ("3.3个百分点", 3.3, "point"),
        ("1:17.2", 17.2, "ratio"),
        ("16.0:1", 16, "ratio"),
        ("-31.36%", -31.36, "percent"),
        ("650元/生/年", 650, "money"),
        ("2.34万平方米", 23400, "area"),
        ("1.5倍", 150, "times"),
    ],
)
def test_forms(text, value, kind):
    (found,) = numbers(text)
    assert (found.value, found.kind) == (pytest.approx(value), kind)


@pytest.mark.parametrize("text", ["300~600人", "300-600人", "300至600人"])
def test_a_range_gives_both_ends(text):
    assert [(number.value, number.kind) for number in numbers(text)] == [
        (300, "person"),
        (600, "person"),
    ]


def test_placeholders_and_lost_units_are_flaws():
    assert [number.flaw for number in numbers("x所,200//年")] == ["placeholder", "lost_unit"]


@given(st.integers(1, 9999))
def test_chinese_numerals_read_back(value):
    assert chinese(written(value)) == value


@given(st.integers(0, 10**9), st.sampled_from(["人", "所", "元", "%"]), st.booleans())
def test_integers_read_back(value, unit, grouped):
    text = f"{value:,}" if grouped else str(value)
    (number,) = numbers(f"共{text}{unit}")
    assert number.value == value
    assert f"共{text}{unit}"[number.start : number.end] == text


@given(
    st.decimals(0, 99999, places=2, allow_nan=False),
    st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]),
)
def test_decimals_with_a_scale_read_back(value, scale):
    (number,) = numbers(f"{value}{scale[0]}元")
    assert number.value == pytest.approx(float(value) * scale[1], rel=1e-9)
