"""Laws of the watch: only what was done counts, the rate is of late, the time left follows from it."""

from hypothesis import given
from hypothesis import strategies as st

from budgetkit.cli.stopwatch import WINDOW, Stopwatch


def test_what_was_there_before_counts_for_nothing() -> None:
    """A job that goes on at 900 of 1000 is as fast as what it does now."""
    counted = Stopwatch()
    counted.reached(900, 5.0)
    assert (counted.rate, counted.say(1000)) == (0.0, "")
    counted.reached(910, 10.0)
    assert counted.rate == 2.0
    assert counted.say(1000) == "2.0/s · 剩余 left 0:45"


@given(st.integers(1, 50), st.integers(1, 50))
def test_the_rate_is_of_late(before: int, after: int) -> None:
    """Whatever the rate was before the window, it is what it is now."""
    counted, done = Stopwatch(), 0
    for second in range(int(WINDOW) * 3):
        counted.reached(done, float(second))
        done += before if second < WINDOW else after
    assert counted.rate == after


def test_hours_are_written_out() -> None:
    """A long time left has hours."""
    counted = Stopwatch()
    counted.reached(0, 0.0)
    counted.reached(1, 1.0)
    assert counted.say(3662) == "1.0/s · 剩余 left 1:01:01"
