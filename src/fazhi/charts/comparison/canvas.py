"""Large lettering, scales, pages and the placing of labels: what all comparison charts draw with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.figure import Figure

from fazhi.charts.lettering import fit, fit_apart, number, width
from fazhi.charts.sheet import WIDTH, Area, Panel, panel, styled, write
from fazhi.charts.strokes import plotted

TYPE = 12.0  # points; the least that the Analysis Function's guidance allows for a chart read on a screen
LINE = 15.5  # height of a line of text, points
RISE = 9.5  # from the base line to the top of the letters, points
TALLEST = 610.0  # of a drawing, points: a page of GB/T 9704 has 225 mm for figure and title
PLATE = 0.85  # opacity under names that lie over marks
EDGE = 7.0  # room inside a panel beyond its scale, points, so that a mark at the end is whole
P = ParamSpec("P")
T = TypeVar("T")

wide: Callable[[str], float] = partial(width, size=TYPE)


def large(draw: Callable[P, str]) -> Callable[P, str]:
    """Runs a drawing function under the project's settings with the lettering of the comparison charts."""

    @styled
    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> str:
        with mpl.rc_context({"font.size": TYPE, "path.simplify": False}):
            return draw(*args, **kwargs)

    return drawn


# ------------------------------------------------------------------------------------------------- words


def cut(text: str, room: float, lines: int = 1) -> str:
    """The words in ``lines`` lines of ``room`` points, shortened at the end if need be."""
    return fit(text, room, lines, TYPE)


def names(texts: Sequence[str], room: float, lines: int = 1) -> list[str]:
    """The names cut to ``room``; of names that would then look the same the middle is left out instead."""
    return fit_apart(texts, room, lines, TYPE)


def stacked(figure: Figure, x: float, y: float, text: str) -> float:
    """Lines of text from ``y`` down; gives where they end."""
    for line in text.split("\n"):
        write(figure, x, y + RISE + 2, line)
        y += LINE
    return y


def height_of(figure: Figure) -> float:
    """The sheet's height in points."""
    return float(figure.get_figheight()) * 72


def stroke(figure: Figure, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
    """A line (or marks) on the sheet, in points from its top left corner."""
    drawn = plotted([place / WIDTH for place in x], [1 - place / height_of(figure) for place in y], **look)
    drawn.set_transform(figure.transFigure)
    figure.add_artist(drawn)


# ------------------------------------------------------------------------------------------------ scales


@dataclass(frozen=True)
class Scale:
    """Round ticks, equally far apart; the first and last are the ends of the axis."""

    ticks: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.ticks[0]

    @property
    def high(self) -> float:
        return self.ticks[-1]

    @property
    def labels(self) -> list[str]:
        """The ticks in words, all with the same number of decimals."""
        step = self.ticks[1] - self.ticks[0]
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        return [number(tick) if not decimals else f"{tick:,.{decimals}f}" for tick in self.ticks]


def scale_for(
    values: Iterable[float], *, least: float = 1.0, ceiling: float | None = None, intervals: int = 5
) -> Scale:
    """A scale around the values, never below zero unless they are, never above ``ceiling``.

    It begins at zero where that lengthens it by less than a third. ``least`` is the smallest step.

    >>> scale_for([72, 100], ceiling=100).ticks
    (70.0, 80.0, 90.0, 100.0)
    >>> scale_for([0, 0]).ticks
    (0.0, 1.0)
    """
    held = sorted(values) or [0.0]
    low, high = held[0], held[-1]
    if high - low < 2 * least:  # equal values get some room on both sides
        low, high = (0.0 if 0 <= low <= 2 * least else low - least), high + least * (low != high or high > 0)
        if ceiling is not None and high > ceiling:
            low, high = min(low, ceiling - 4 * least), ceiling
        high = max(high, low + least)
    if 0 < low <= high / 4:
        low = 0.0
    for step in _steps(least):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= intervals:
            return Scale(tuple(float(f"{place * step:.12g}") for place in range(first, max(last, first + 1) + 1)))
    raise AssertionError("steps have no end")


def _steps(least: float) -> Iterable[float]:
    power = 0
    while True:
        yield from (least * factor * 10.0**power for factor in (1, 2, 5))
        power += 1


def plot(figure: Figure, area: Area, x: Scale | tuple[float, float], y: Scale | tuple[float, float]) -> Panel:
    """A panel whose scales end ``EDGE`` points inside ``area``; pairs of numbers are taken as they are."""
    return panel(figure, area, ends_of(x, area.width), ends_of(y, area.height))


def ends_of(axis: Scale | tuple[float, float], points: float) -> tuple[float, float]:
    """The data at both ends of a panel that is so many points long."""
    if not isinstance(axis, Scale):
        return axis
    edge = (axis.high - axis.low) / (points - 2 * EDGE) * EDGE
    return axis.low - edge, axis.high + edge


def position(area: Area, scale: Scale, value: float) -> float:
    """Where a value of the horizontal scale lies on the sheet, points from the left."""
    return area.left + EDGE + (value - scale.low) / (scale.high - scale.low) * (area.width - 2 * EDGE)


# ------------------------------------------------------------------------------------------------- pages


def pages(items: Sequence[T], most: int) -> list[Sequence[T]]:
    """The items on as few pages as hold ``most`` each, about equally many on each."""
    count = max(1, math.ceil(len(items) / max(1, most)))
    bounds = [len(items) * place // count for place in range(count + 1)]
    return [items[first:last] for first, last in zip(bounds, bounds[1:], strict=False)]


# ------------------------------------------------------------------------------------------------ placing


def settle(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones, in the same order, at least ``gap`` apart and between ``low`` and ``high``.

    Neighbours that are too close move apart by the same amount (pool adjacent violators).
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    blocks: list[tuple[float, int]] = []  # mean of (wanted − own offset), members
    for rank, place in enumerate(order):
        mean, size = wanted[place] - rank * gap, 1
        while blocks and blocks[-1][0] >= mean:
            before, members = blocks.pop()
            mean, size = (before * members + mean * size) / (members + size), members + size
        blocks.append((mean, size))
    means = [mean for mean, size in blocks for _ in range(size)]
    room = high - (len(wanted) - 1) * gap
    found = [0.0] * len(wanted)
    for rank, place in enumerate(order):
        found[place] = max(low, min(means[rank], room)) + rank * gap
    return found


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet, points from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0

    def within(self, other: Box) -> bool:
        beside = self.left >= other.left and self.right <= other.right
        return beside and self.top >= other.top and self.bottom <= other.bottom


RINGS = (9.0, 18.0, 30.0, 44.0, 60.0, 78.0)
SIDES = 16


def beside(x: float, y: float, text: str, taken: Sequence[Box], bounds: Box) -> Box | None:
    """A free place for the words near a point, the nearest first; None when there is none."""
    across, up = wide(text) / 2 + 2, LINE / 2
    for ring in RINGS:
        for side in range(SIDES):
            angle = 2 * math.pi * side / SIDES
            # The box touches the ring from outside: its centre lies further out by its own half width or height.
            middle_x = x + (ring + across) * math.cos(angle)
            middle_y = y - (ring + up) * math.sin(angle)
            box = Box(middle_x - across, middle_y - up, middle_x + across, middle_y + up)
            if box.within(bounds) and not any(box.meets(other) for other in taken):
                return box
    return None
