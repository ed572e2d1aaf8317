"""A stroke is drawn as matplotlib would draw the line, to the byte."""

import math

from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from fazhi.charts.sheet import INK, PLUM, Area, panel, sheet, styled, svg
from fazhi.charts.strokes import Stroke, plotted

PLACES = st.floats(-3, 3) | st.just(math.nan)
DASHES = st.sampled_from([None, (0, (5, 2)), (0, (1, 1.5)), (1.5, (4, 1.5, 1, 1.5))])


@styled
def drawn(kind, points, look):
    figure = sheet(80)
    spot = panel(figure, Area(20, 5, 300, 60), (-1, 1), (-1, 1))
    one = kind([x for x, _ in points], [y for _, y in points], **{k: v for k, v in look.items() if v is not None})
    spot.add(one)
    one.set_clip_on(False)
    return svg(figure)


@given(
    st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=6),
    st.fixed_dictionaries(
        {
            "color": st.sampled_from([INK, PLUM, "#FFFFFF"]),
            "linewidth": st.sampled_from([0.5, 1.0, 2.4]),
            "linestyle": DASHES,
            "zorder": st.sampled_from([0, 2.5]),
            "gid": st.none() | st.just("limit-upper_95"),
        }
    ),
)
def test_a_line_is_the_same_bytes(points, look):
    assert drawn(Stroke, points, look) == drawn(Line2D, points, look)


def test_a_long_line_is_the_same_bytes():
    points = [(math.sin(place), math.cos(place * 3)) for place in range(300)]  # matplotlib may leave some out
    look = {"color": INK, "linewidth": 1.2}
    assert drawn(Stroke, points, look) == drawn(Line2D, points, look)


def test_marks_are_left_to_matplotlib():
    assert isinstance(plotted([1], [2], marker="o"), Line2D)
    assert isinstance(plotted([1], [2], color=INK, linewidth=1.0), Stroke)
