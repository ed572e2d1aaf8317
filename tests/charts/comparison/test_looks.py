"""Nothing hangs on colour alone: shapes and fillings differ, and neighbours part in grey as well."""

from itertools import combinations

import pytest
from matplotlib.colors import to_rgb

from fazhi.charts.cells import luminance
from fazhi.charts.comparison.heat import TINTS
from fazhi.charts.comparison.marks import GREY, SHAPES, mark
from fazhi.charts.comparison.panels import RIBBON_EDGE
from fazhi.charts.comparison.points import CATEGORIES
from fazhi.charts.comparison.slope import BENCHMARK_LINE, LINES
from fazhi.charts.comparison.spine import MIDDLE_HALF
from fazhi.charts.sheet import INK, NAVY, ORANGE, PAPER, PLUM

OPPOSITES = [("better", "worse"), ("higher", "lower")]


def contrast(first, second):
    light, dark = sorted((luminance(to_rgb(first)), luminance(to_rgb(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_each_category_has_a_shape_of_its_own():
    assert set(SHAPES) == set(CATEGORIES)
    assert len({one.shape for one in SHAPES.values()}) == len(SHAPES)


@pytest.mark.parametrize("category", CATEGORIES[:4])
def test_the_filling_tells_the_level(category):
    assert mark(category, "99.8").look()["fillstyle"] == "full"
    half = mark(category, "95").look()
    assert half["fillstyle"] == "left" and half["markerfacecoloralt"] == PAPER
    assert mark("similar", "").look()["markerfacecolor"] == PAPER


@pytest.mark.parametrize(("first", "second"), OPPOSITES)
def test_opposites_differ_in_grey(first, second):
    assert contrast(SHAPES[first].colour, SHAPES[second].colour) >= 3
    assert contrast(TINTS[first, "99.8"].fill, TINTS[second, "99.8"].fill) >= 3


@pytest.mark.parametrize("one", SHAPES.values(), ids=SHAPES)
def test_every_mark_has_an_outline_that_stands_out(one):
    assert contrast(one.look()["markeredgecolor"], PAPER) >= 3
    assert one.colour == PAPER or contrast(one.colour, PAPER) >= 3
    assert contrast(INK, MIDDLE_HALF) >= 3


@pytest.mark.parametrize("colour", [NAVY, ORANGE, PLUM, INK, GREY, MIDDLE_HALF, RIBBON_EDGE])
def test_lines_and_fills_stand_out_from_the_paper(colour):
    assert contrast(colour, PAPER) >= 3


@pytest.mark.parametrize("tint", TINTS.values(), ids=map("-".join, TINTS))
def test_cells_can_be_read_and_have_an_edge(tint):
    assert contrast(tint.fill, tint.ink) >= 4.5
    assert contrast(tint.edge, PAPER) >= 3


def test_not_compared_looks_like_nothing_else():
    assert [key for key, tint in TINTS.items() if tint.dashed] == [("not_compared", "")]
    assert SHAPES["not_compared"].shape != SHAPES["similar"].shape


def test_kinds_of_line_differ_without_colour():
    styles = [str(look.get("linestyle")) for look in (*LINES.values(), BENCHMARK_LINE)]
    assert all(first != second for first, second in combinations(styles, 2))
