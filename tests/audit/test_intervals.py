import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov.audit.intervals import Interval, printed_interval


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
