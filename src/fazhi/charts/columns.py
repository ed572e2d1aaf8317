"""Vertical columns, mostly over months: panels above or beside each other, columns in parts, single ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.figure import Figure

from fazhi.charts.key import Group, key, key_height
from fazhi.charts.lettering import MORE, fit, number, printable, width, written
from fazhi.charts.scale import ticks
from fazhi.charts.sheet import (
    APART,
    ASCENT,
    HEADROOM,
    LINE,
    PLAIN,
    SERIES,
    WIDTH,
    Area,
    Look,
    Panel,
    panel,
    sheet,
    styled,
    svg,
    write,
)

THICK = 0.68  # of the room of a column
MOST_ROOM = 60.0  # points for a column; few columns do not fill the sheet
GUTTER = 10.0  # between panels that stand side by side, points
MARGIN = 4.0  # right of a panel, points: the last label may be wider than its column
PLOT = 120.0  # height of a plotting area that has the sheet for itself, points


@dataclass(frozen=True)
class Measure:
    """A panel: the two parts of its heading (where two lines do not hold them, only the name is shortened) and a value for each column."""

    name: str
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Column:
    """A column: its name in a sentence, its label (may break the line), its value.

    ``apart``: it is off the scale of the columns beside it, such as "expired" among years.
    """

    name: str
    label: str
    value: float
    apart: bool = False


Part = tuple[Sequence[float], Look]


@styled
def panels(
    labels: Sequence[str],
    measures: Sequence[Measure],
    *,
    height: float,
    abreast: int = 1,
    shared: bool = False,
    remark: str = "",
) -> str:
    """A panel for each measure over the same columns; ``height`` is that of a plotting area in points.

    Scales start at zero and are each panel's own unless ``shared``. ``remark`` stands above the panels.
    """
    intervals = max(2, min(4, int(height // 24)))
    scales = [ticks(max(1, *measure.values), intervals) for measure in measures]
    if shared:
        scales = [max(scales, key=lambda scale: scale[-1])] * len(scales)
    left = max(_room_for(scale) for scale in scales)
    across = (WIDTH - GUTTER * (abreast - 1)) / abreast
    head = LINE + 5 if remark else 0.0
    headings = [_heading(measure, across) for measure in measures]
    above = LINE * max(len(heading) for heading in headings)
    pitch = above + HEADROOM + height + _foot(labels) + 6
    figure = sheet(head + pitch * -(-len(measures) // abreast) - 6)
    write(figure, 0, 1, printable(remark), va="top")
    for place, (measure, heading, scale) in enumerate(zip(measures, headings, scales, strict=True)):
        x, y = (across + GUTTER) * (place % abreast), head + pitch * (place // abreast) + above
        for row, line in enumerate(reversed(heading), start=1):
            write(figure, x, y - LINE * row + 1, line, va="top")
        area = Area(x + left, y + HEADROOM, across - left - MARGIN, height)
        _months(figure, area, labels, [(measure.values, PLAIN)], scale)
    return svg(figure)


def _heading(measure: Measure, room: float) -> list[str]:
    """Name and unit in one line or two; the unit is never lost."""
    whole = fit(measure.name + measure.unit, room, lines=2)
    if not whole.endswith(MORE):
        return whole.split("\n")
    return [fit(measure.name, room - width(measure.unit)) + measure.unit]


@styled
def stacked_columns(labels: Sequence[str], groups: Sequence[Group], axis: str) -> str:
    """Columns made of the groups from the base line up, totals on top; key and axis name stand above."""
    scale = ticks(max(1, *map(sum, zip(*(group.values for group in groups), strict=True))))
    head, left = key_height(groups), _room_for(scale)
    figure = sheet(head + LINE + HEADROOM + PLOT + _foot(labels))
    key(figure, groups)
    write(figure, 0, head + 1, printable(axis), va="top")
    area = Area(left, head + LINE + HEADROOM, WIDTH - left - MARGIN, PLOT)
    parts = [(group.values, look) for group, look in zip(groups, SERIES, strict=False)]
    _months(figure, area, labels, parts, scale)
    return svg(figure)


@styled
def columns(items: Sequence[Column], axis: str) -> str:
    """One column for each item; the axis name stands above. Items apart keep a distance to the others."""
    scale = ticks(max(1, *(item.value for item in items)))
    labels, places, left = [item.label for item in items], _places(items), _room_for(scale)
    figure = sheet(LINE + HEADROOM + PLOT + _foot(labels))
    write(figure, 0, 1, printable(axis), va="top")
    across = min(WIDTH - left - MARGIN, MOST_ROOM * (places[-1] + 1))
    area = Area(left, LINE + HEADROOM, across, PLOT)
    spot = panel(figure, area, (-0.5, places[-1] + 0.5), (0, scale[-1]))
    spot.horizontals(scale, [number(tick) for tick in scale])
    for row, (place, item) in enumerate(zip(places, items, strict=True)):
        spot.block(place - THICK / 2, 0, THICK, item.value, APART if item.apart else PLAIN, row)
        spot.plate(place, item.value, number(item.value), dy=3, ha="center", va="baseline")
        _name(spot, place, item.label)
    return svg(figure)


def _places(items: Sequence[Column]) -> list[float]:
    """Columns stand one apart, one and a half where the scale begins or ends."""
    places = [0.0]
    for before, item in pairwise(items):
        places.append(places[-1] + (1.5 if before.apart != item.apart else 1.0))
    return places


def _months(figure: Figure, area: Area, labels: Sequence[str], parts: Sequence[Part], scale: tuple[float, ...]) -> None:
    """A panel of columns one after the other, each part standing on the one before it."""
    count = len(labels)
    spot = panel(figure, area, (-0.5, count - 0.5), (0, scale[-1]))
    spot.horizontals(scale, [number(tick) for tick in scale])
    thick = min(THICK, THICK * count / 4)  # a single month is no wall
    tops = [0.0] * count
    for values, look in parts:
        for place, value in enumerate(values):
            spot.block(place - thick / 2, tops[place], thick, value, look, place)
            tops[place] += value
    room = area.width / count
    _number(spot, tops, room)
    for place in written(labels, room):
        _name(spot, place, labels[place])


def _number(spot: Panel, tops: Sequence[float], room: float) -> None:
    """The value above each column; where that is too tight, only above the first of the tallest."""
    words = [number(value) for value in tops]
    if max(map(width, words)) + 2 <= room:
        for place, word in enumerate(words):
            spot.plate(place, tops[place], word, dy=3, ha="center", va="baseline")
        return
    place = tops.index(max(tops))
    inward = max(0.0, width(words[place]) / 2 - room * (min(place, len(tops) - 1 - place) + 0.5))
    dx = inward if place < len(tops) / 2 else -inward
    spot.plate(place, tops[place], words[place], dx=dx, dy=3, ha="center", va="baseline")


def _name(spot: Panel, place: float, label: str) -> None:
    """A label below the base line; lines are written singly, so that labels of one and two lines agree."""
    for line, words in enumerate(label.split("\n")):
        spot.write(place, 0, words, dy=-4 - ASCENT - LINE * line, ha="center", va="baseline")


def _room_for(scale: Sequence[float]) -> float:
    """The room left of a panel for the numbers of its scale."""
    return max(width(number(tick)) for tick in scale) + 6


def _foot(labels: Sequence[str]) -> float:
    """The room below a panel for its labels."""
    return LINE * max(label.count("\n") + 1 for label in labels) + 6
