"""The drawings: whole SVG, the same bytes each time, legible, harmless whatever the ledgers say."""

import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from fazhi import typeface
from fazhi.catalogue import LANGUAGES
from fazhi.charts import RECIPES
from fazhi.charts.cells import ink_on, luminance, tint
from fazhi.charts.lettering import printable, width
from fazhi.charts.sheet import APART, INK, NAVY, ORANGE, PAPER, SERIES, WIDTH

ALL = [recipe.id for recipe in RECIPES]
SVG = "{http://www.w3.org/2000/svg}"
STYLE = re.compile(r"font-size: ([\d.]+)px; font-family: '([^']+)'")
PLACE = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")


@dataclass(frozen=True)
class Written:
    """A text in a drawing with the box that its letters take, points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other):
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.3
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.3
        )


def written(svg: str) -> list[Written]:
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        style, text = element.get("style", ""), "".join(element.itertext())
        size = float(STYLE.search(style)[1])
        if "x" in element.attrib:
            x, y = float(element.get("x")), float(element.get("y"))
        else:
            x, y = map(float, PLACE.search(element.get("transform")).groups())
        wide = width(text, size)
        left = x - wide * (0.5 if "text-anchor: middle" in style else "text-anchor: end" in style)
        found.append(Written(text, left, left + wide, y - 0.74 * size, y + 0.1 * size))
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request, full, sparse, hostile):
    """Every chart of every case in one language."""
    return [chart for case in (full, sparse, hostile) for chart in case.all(request.param)[0]]


def test_each_drawing_is_a_whole_document_of_the_common_width(drawn):
    for chart in drawn:
        root = ElementTree.fromstring(chart.svg)
        assert root.tag == f"{SVG}svg"
        assert root.get("width") == f"{WIDTH:g}pt"
        assert float(root.get("height").removesuffix("pt")) < 640  # a page's type area is 225 mm


def test_a_common_year_takes_a_moderate_height(full):
    for chart in full.all()[0]:
        assert 100 < float(ElementTree.fromstring(chart.svg).get("height").removesuffix("pt")) < 350, chart.id


def test_all_text_is_real_horizontal_and_of_legible_size_in_the_shipped_typeface(drawn):
    for chart in drawn:
        root = ElementTree.fromstring(chart.svg)
        texts = list(root.iter(f"{SVG}text"))
        assert texts and not list(root.iter(f"{SVG}image"))
        for element in texts:
            size, family = STYLE.search(element.get("style")).groups()
            assert float(size) >= 9
            assert family == typeface.FAMILY
            turned = re.search(r"rotate\((-?[\d.]+)", element.get("transform", ""))
            assert turned is None or float(turned[1]) == 0


def test_the_typeface_has_every_character(drawn):
    for chart in drawn:
        for entry in written(chart.svg):
            assert set(entry.text) <= typeface.covered(), (chart.id, entry.text)


def test_no_words_overlap_and_none_leave_the_sheet(drawn):
    for chart in drawn:
        height = float(ElementTree.fromstring(chart.svg).get("height").removesuffix("pt"))
        entries = written(chart.svg)
        for entry in entries:
            assert entry.left >= -0.5 and entry.right <= WIDTH + 0.5, (chart.id, entry)
            assert entry.top >= -0.5 and entry.bottom <= height + 0.5, (chart.id, entry)
        met = [(a.text, b.text) for a, b in combinations(entries, 2) if a.meets(b)]
        assert met == [], chart.id


def test_the_title_is_left_to_the_caption(drawn):
    for chart in drawn:
        assert all(entry.text != chart.title for entry in written(chart.svg))


def test_the_unit_stands_at_an_axis(drawn):
    for chart in drawn:
        words = " ".join(entry.text for entry in written(chart.svg))
        assert all(unit in words for unit in re.split("[、,] ?", chart.unit)), chart.id


def test_hostile_words_stay_words(hostile):
    for chart in hostile.all()[0]:
        elements = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(chart.svg).iter()}
        assert "script" not in elements
    texts = [entry.text for entry in written(hostile.draw("disputes_by_type").svg)]
    assert "<script>alert(1)</script>" in texts
    assert "$x_1$ and $\\frac{a}{b}$" in texts
    assert "{braces} %s \\n ${x}" in texts


def test_a_character_that_no_font_has_is_marked():
    assert printable("村😀\ud800") == "村〓〓"


# ----------------------------------------------------------------------------------------- reproducible


def test_the_same_tables_give_the_same_bytes(full):
    assert [chart.svg for chart in full.draw_again()[0]] == [chart.svg for chart in full.all()[0]]


def digest(charts):
    return hashlib.sha256("".join(chart.svg + chart.alt for chart in charts).encode()).hexdigest()


@pytest.mark.slow
def test_another_process_gives_the_same_bytes_and_needs_no_pyplot(full):
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import conftest, test_drawing
township = conftest.Township("双合镇", places={{v: v for v in conftest.VILLAGES}})
case = conftest.Case(conftest.full_tables(), conftest.calendar_year(2022), township)
print(test_drawing.digest(case.all()[0]), "matplotlib.pyplot" in sys.modules)
"""
    settings = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [digest(full.all()[0]), "False"]


def test_no_clock_or_version_is_in_the_drawing(full):
    svg = full.draw("dispute_days").svg
    assert "dc:date" not in svg and mpl.__version__ not in svg


def test_settings_of_the_reader_change_nothing_and_are_left_alone(full):
    (before,), _ = full.draw_again(only=["disputes_by_month"])
    odd = {"text.usetex": True, "font.size": 30, "figure.facecolor": "red", "path.sketch": (1, 100, 2)}
    with mpl.rc_context({**odd, "svg.fonttype": "path", "figure.autolayout": True, "patch.linewidth": 9}):
        during = dict(mpl.rcParams)
        (after,), _ = full.draw_again(only=["disputes_by_month"])
        assert after.svg == before.svg
        assert dict(mpl.rcParams) == during


def test_threads_do_not_disturb_each_other(full):
    def draw(id):
        (chart,), _ = full.draw_again(only=[id])
        return chart.svg

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, ALL)) == [full.draw(id).svg for id in ALL]


# --------------------------------------------------------------------------------------------- contrast


def contrast(first, second):
    light, dark = sorted((luminance(to_rgb(first)), luminance(to_rgb(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [*SERIES, APART])
def test_fills_stand_out_from_the_paper(look):
    assert contrast(look.colour, PAPER) >= 3


def test_neighbours_differ_in_brightness_and_all_parts_in_pattern():
    for first, second in zip(SERIES, SERIES[1:], strict=False):
        assert contrast(first.colour, second.colour) >= 3
    assert len({look.hatch for look in SERIES}) == len(SERIES)


def test_lines_and_text_stand_out():
    assert contrast(INK, PAPER) >= 7
    assert contrast(ORANGE, PAPER) >= 3 and contrast(ORANGE, NAVY) >= 3


@pytest.mark.parametrize("value", range(0, 101))
def test_every_number_can_be_read_on_its_tint(value):
    colour = tint(value, 100)
    assert contrast(colour, ink_on(colour)) >= 4.5


def test_a_larger_number_has_a_deeper_tint():
    shades = [luminance(tint(value, 50)) for value in range(51)]
    assert shades[0] == 1 and np.all(np.diff(shades) < 0)
