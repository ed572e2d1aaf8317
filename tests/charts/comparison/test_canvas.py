"""Scales, pages and the placing of labels: rules that hold for whatever comes in."""

import math

from hypothesis import given
from hypothesis import strategies as st

from fazhi.charts.comparison.canvas import TYPE, Box, beside, names, pages, scale_for, settle, wide

numbers = st.floats(0, 10**6, allow_nan=False)


@given(st.lists(numbers, min_size=1, max_size=30), st.sampled_from([1.0, 0.1, 0.01]))
def test_a_scale_holds_every_value_and_never_goes_below_zero(values, least):
    scale = scale_for(values, least=least)
    slack = 1e-8 * (1 + max(values))
    assert 0 <= scale.low <= min(values) + slack and scale.high >= max(values) - slack
    assert 2 <= len(scale.ticks) <= 6
    steps = [after - before for before, after in zip(scale.ticks, scale.ticks[1:], strict=False)]
    assert max(steps) - min(steps) < 1e-6 * scale.high
    assert steps[0] >= least * (1 - 1e-6)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_a_percentage_never_has_a_scale_beyond_a_hundred(values):
    assert scale_for(values, ceiling=100.0).high <= 100


@given(st.floats(0, 100))
def test_equal_values_stand_inside_a_scale_with_some_room(value):
    scale = scale_for([value] * 5, ceiling=100.0)
    assert scale.low <= value <= scale.high and scale.high > scale.low


@given(st.lists(numbers, min_size=2, max_size=20))
def test_the_labels_of_a_scale_are_all_different(values):
    labels = scale_for(values, least=0.01).labels
    assert len(set(labels)) == len(labels)


def test_a_scale_far_from_zero_is_cut_and_a_near_one_is_not():
    assert scale_for([90, 100], ceiling=100.0).low == 90
    assert scale_for([3, 20]).low == 0


@given(st.integers(1, 200), st.integers(1, 40))
def test_pages_hold_everything_in_order_and_are_about_equal(count, most):
    held = pages(range(count), most)
    assert [item for page in held for item in page] == list(range(count))
    sizes = [len(page) for page in held]
    assert max(sizes) <= most and max(sizes) - min(sizes) <= 1 and len(held) == math.ceil(count / most)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=15))
def test_settled_labels_keep_their_order_and_distance(wanted):
    gap, low, high = 14.0, 0.0, 300.0
    found = settle(wanted, gap, low, high)
    by_height = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    ordered = [found[place] for place in by_height]
    assert all(after - before >= gap - 1e-9 for before, after in zip(ordered, ordered[1:], strict=False))
    assert min(found) >= low - 1e-9 and max(found) <= high + 1e-9


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6, unique=True))
def test_labels_with_room_stay_where_they_want_to_be(wanted):
    spaced = [value + 20 * place for place, value in enumerate(sorted(wanted))]
    assert all(abs(a - b) < 1e-9 for a, b in zip(settle(spaced, 14, 0, 1000), spaced, strict=True))


@given(st.lists(st.tuples(st.floats(20, 400), st.floats(20, 250)), min_size=1, max_size=25))
def test_a_label_beside_a_point_meets_no_other_and_stays_inside(places):
    bounds, taken = Box(0, 0, 430, 280), [Box(x - 4, y - 4, x + 4, y + 4) for x, y in places]
    for x, y in places:
        box = beside(x, y, "东河镇", taken, bounds)
        if box is not None:
            assert box.within(bounds) and not any(box.meets(other) for other in taken)
            taken.append(box)


@given(
    st.lists(st.text("甲乙丙丁戊己庚辛 abcXYZ", min_size=1, max_size=40), min_size=1, max_size=6), st.floats(50, 130)
)
def test_names_fit_their_room(texts, room):
    assert all(wide(name) <= room + TYPE for name in names(texts, room))


def test_long_names_that_differ_at_the_end_stay_different():
    long = [f"示例省示例市示例县双合镇人民政府第{number}办公室" for number in "一二三"]
    assert len(set(names(long, 120))) == 3
