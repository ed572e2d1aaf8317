"""Horizontal bars: one for each category, plain or in parts, with the number at the end of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from fazhi.charts.key import Group, key, key_height
from fazhi.charts.lettering import fit, fit_apart, number, printable, width
from fazhi.charts.scale import ticks
from fazhi.charts.sheet import (
    ASCENT,
    LINE,
    PLAIN,
    SERIES,
    WIDTH,
    Area,
    Panel,
    panel,
    sheet,
    styled,
    svg,
    write,
)

PITCH = 25.0  # from one bar to the next, points; room for a label of two lines
THICK = 0.62  # of the pitch
LABEL_ROOM = 150.0
END_ROOM = 110.0


@dataclass(frozen=True)
class Bar:
    """A category, its value, and the words at the end of the bar (the value, perhaps with its share)."""

    label: str
    value: float
    end: str


@styled
def bars(items: Sequence[Bar], axis: str) -> str:
    """Bars from the top down in the order given; ``axis`` names measure and unit below."""
    figure, area = _frame(items, axis)
    for place, bar in enumerate(items):
        area.block(0, place - THICK / 2, bar.value, THICK, PLAIN, place)
    return svg(figure)


@styled
def stacked_bars(labels: Sequence[str], groups: Sequence[Group], axis: str) -> str:
    """Bars made of the groups from left to right, the total at the end of each; a key stands above."""
    totals = [sum(parts) for parts in zip(*(group.values for group in groups), strict=True)]
    items = [Bar(label, total, number(total)) for label, total in zip(labels, totals, strict=True)]
    figure, area = _frame(items, axis, head=key_height(groups))
    key(figure, groups)
    start = [0.0] * len(items)
    for group, look in zip(groups, SERIES, strict=False):
        for place, value in enumerate(group.values):
            area.block(start[place], place - THICK / 2, value, THICK, look, place)
            start[place] += value
    return svg(figure)


def _frame(items: Sequence[Bar], axis: str, head: float = 4) -> tuple[Figure, Panel]:
    """All but the bars: labels to the left, ends to the right, light lines, and the axis name below."""
    labels = fit_apart([bar.label for bar in items], LABEL_ROOM, lines=2)
    ends = [fit(bar.end, END_ROOM) for bar in items]
    marks = ticks(max(1, *(bar.value for bar in items)))
    left, right = max(map(width, labels)) + 8, max(map(width, ends)) + 8
    room = Area(left, head, WIDTH - left - right, PITCH * len(items))
    figure = sheet(head + room.height + 2 * LINE + 12)
    area = panel(figure, room, (0, marks[-1]), (len(items) - 0.5, -0.5))
    area.verticals(marks, [number(mark) for mark in marks])
    for place, (bar, label, end) in enumerate(zip(items, labels, ends, strict=True)):
        area.write(0, place, label, dx=-6, ha="right", va="center_baseline")
        area.plate(bar.value, place, end, dx=5, ha="left", va="center_baseline")
    below = head + room.height + LINE + 10 + ASCENT
    write(figure, left + room.width / 2, below, printable(axis), ha="center", va="baseline")
    return figure, area
