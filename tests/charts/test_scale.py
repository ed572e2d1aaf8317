"""Scales begin at zero, end at or above the largest value, and have round whole steps."""

from hypothesis import given
from hypothesis import strategies as st

from fazhi.charts.histogram import classes
from fazhi.charts.scale import day_class, ticks


@given(st.integers(1, 10**9), st.integers(2, 5))
def test_ticks_start_at_zero_and_reach_the_largest_value(most, intervals):
    marks = ticks(most, intervals)
    assert marks[0] == 0
    assert marks[-2] < most <= marks[-1]
    assert len(marks) - 1 <= intervals
    step = marks[1]
    assert step == int(step) and str(int(step)).strip("0") in {"1", "2", "5"}
    assert all(later - earlier == step for earlier, later in zip(marks, marks[1:], strict=False))


@given(st.integers(0, 20_000))
def test_days_fall_into_twelve_classes_at_most(longest):
    step = day_class(longest)
    assert 1 <= longest // step + 1 <= 12 or step % 365 == 0


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=60))
def test_every_day_is_in_one_class(days):
    groups = classes(days)
    assert sum(groups.counts) == len(days)
    assert groups.counts[-1] > 0
    for (first, last), count in zip(groups.bounds(), groups.counts, strict=True):
        assert count == sum(first <= day <= last for day in days)
