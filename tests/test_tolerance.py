import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov.tolerance import Interval, half_step, printed_interval


@given(st.integers(0, 10**9), st.integers(0, 4))
def test_what_was_rounded_lies_in_the_interval(hundred_thousandths, decimals):
    exact = hundred_thousandths / 1e5
    interval = printed_interval(float(f"{exact:.{decimals}f}"), f"{exact:.{decimals}f}", "yuan")
    assert interval.meets(Interval(exact, exact))


ends = st.floats(-1e6, 1e6)


@given(ends, ends, ends, ends)
def test_interval_arithmetic_holds_every_result(a, b, c, d):
    one, other = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    for x in (one.low, (one.low + one.high) / 2, one.high):
        for y in (other.low, other.high):
            for result, interval in (
                (x + y, one + other),
                (x - y, one - other),
                (x * y, one * other),
            ):
                assert interval.meets(Interval(result, result))


def test_dividing_by_zero_is_an_error():
    with pytest.raises(ZeroDivisionError):
        Interval(1, 1) / Interval(-1, 1)


def test_half_a_thing_is_no_tolerance():
    # 1.2345万人 is printed to the last person, 1.23万人 to the nearest hundred
    assert printed_interval(12345, "1.2345", "person") == Interval(12345, 12345)
    assert printed_interval(12300, "1.23", "person") == Interval(12250, 12350)
    assert printed_interval(12345, "1.2345", "yuan") == Interval(12344.5, 12345.5)


@pytest.mark.parametrize(
    ("value", "printed", "half"),
    [(-32.2, "32.20%", 0.005), (0, "0.0", 0.05), (29_270_700, "2, 927.07 万元", 50.0)],
)
def test_half_of_the_last_printed_digit_in_the_unit_of_the_value(value, printed, half):
    assert half_step(value, printed) == pytest.approx(half)


def test_what_is_not_printed_in_digits_has_no_half_step():
    assert math.isnan(half_step(3, "三")) and math.isnan(half_step(math.nan, "3"))
