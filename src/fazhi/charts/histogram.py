"""Durations: classes of days as touching columns, a tick for each case, lines for the median and a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fazhi.charts.lettering import number, printable, width, written
from fazhi.charts.scale import day_class, ticks
from fazhi.charts.sheet import (
    ASCENT,
    HEADROOM,
    INK,
    LINE,
    ORANGE,
    PAPER,
    PLAIN,
    WIDTH,
    Area,
    Panel,
    panel,
    sheet,
    styled,
    svg,
    write,
)
from fazhi.charts.words import Across

PLOT = 125.0  # height of the plotting area, points
RUG = 7.0  # how far the ticks of the single cases reach below the base line, points
MARK_ROW = LINE + 2


@dataclass(frozen=True)
class Classes:
    """Equal classes of whole days from 0 on: their width and how many cases each holds."""

    width: int
    counts: tuple[int, ...]

    def bounds(self) -> list[tuple[int, int]]:
        """First and last day of each class."""
        return [(self.width * place, self.width * (place + 1) - 1) for place in range(len(self.counts))]


@dataclass(frozen=True)
class Mark:
    """A vertical line at ``day`` with the words beside its upper end."""

    day: float
    words: str


def classes(days: Sequence[int]) -> Classes:
    """The days (none negative) in at most 12 classes of a usual width."""
    step = day_class(max(days))
    return Classes(step, tuple(np.bincount(np.asarray(days) // step).tolist()))


@styled
def histogram(days: Sequence[int], groups: Classes, median: Mark, limit: Mark, x_axis: str, y_axis: str) -> str:
    """Columns for ``groups`` of ``days``; the limit is drawn only where the scale of days reaches it."""
    scale = ticks(max(groups.counts))
    left = max(width(number(tick)) for tick in scale) + 6
    area = Area(left, LINE + 4 + 2 * MARK_ROW + HEADROOM, WIDTH - left - 8, PLOT)
    figure = sheet(area.top + PLOT + RUG + 2 * LINE + 12)
    # Whole days lie in the middle of their own day, so that no case falls on the edge of a class.
    reach = groups.width * len(groups.counts)
    spot = panel(figure, area, (-0.5, reach - 0.5), (0, scale[-1]))
    spot.horizontals(scale, [number(tick) for tick in scale])
    for row, ((first, _), count) in enumerate(zip(groups.bounds(), groups.counts, strict=True)):
        spot.block(first - 0.5, 0, groups.width, count, PLAIN, row)
        spot.plate(first - 0.5 + groups.width / 2, count, number(count), dy=3, ha="center", va="baseline")
    for day in sorted(set(days)):
        spot.line([day, day], [-RUG * spot.up, -2 * spot.up], color=INK, linewidth=0.7)
    firsts = [number(first) for first, _ in groups.bounds()]
    for place in written(firsts, area.width / len(firsts)):
        spot.write(place * groups.width, 0, firsts[place], dy=-RUG - 3 - ASCENT, ha="center", va="baseline")
    # The line further right ends lower, so that the words beside the other one pass above it.
    _mark(spot, median, int(median.day <= limit.day), color=ORANGE, linestyle=(0, (5, 2)))
    if limit.day < reach:
        _mark(spot, limit, int(limit.day < median.day), color=INK, linestyle=(0, (1, 1.5)))
    below = area.top + PLOT + RUG + LINE + 9 + ASCENT
    write(figure, 0, 1, printable(y_axis), va="top")
    write(figure, left + area.width / 2, below, printable(x_axis), ha="center", va="baseline")
    return svg(figure)


def _mark(spot: Panel, mark: Mark, row: int, **look: Any) -> None:
    """The line up to its own row of words above the panel, the words on the side that has room."""
    top = spot.y[1] + (HEADROOM + row * MARK_ROW) * spot.up
    x, y = [mark.day, mark.day], [0, top + LINE * spot.up]
    spot.line(x, y, color=PAPER, linewidth=2.8, zorder=4)  # parts the line from the column behind it
    spot.line(x, y, linewidth=1.6, zorder=4, **look)
    room = (spot.x[1] - mark.day) / spot.across
    side = 1 if width(mark.words) + 6 <= room else -1
    align: Across = "left" if side > 0 else "right"
    spot.plate(mark.day, top, mark.words, dx=4 * side, dy=3, ha=align, va="baseline", zorder=5)
