"""The key of a chart made of parts: fills with their names, above the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from fazhi.charts.lettering import printable, width
from fazhi.charts.sheet import LINE, SERIES, WIDTH, fill, write

SWATCH = 11.0  # points
BEFORE_NAME, BETWEEN = 5.0, 18.0


@dataclass(frozen=True)
class Group:
    """A part of stacked bars or columns: its name and its value in each of them."""

    name: str
    values: tuple[float, ...]


def key_height(groups: Sequence[Group]) -> float:
    """The room that ``key`` takes, points."""
    return _places(groups)[-1][1] + LINE + 7


def key(figure: Figure, groups: Sequence[Group]) -> None:
    """The names at the top of the sheet, in the order of the parts."""
    for group, look, (x, y) in zip(groups, SERIES, _places(groups), strict=False):
        fill(figure, x, y + 1, SWATCH, look)
        write(figure, x + SWATCH + BEFORE_NAME, y + LINE / 2 + 0.5, printable(group.name), va="center_baseline")


def _places(groups: Sequence[Group]) -> list[tuple[float, float]]:
    """The top left corner of each entry; a new row begins when one is full."""
    places: list[tuple[float, float]] = []
    x = y = 0.0
    for group in groups:
        room = SWATCH + BEFORE_NAME + width(printable(group.name))
        if x and x + room > WIDTH:
            x, y = 0.0, y + LINE + 3
        places.append((x, y))
        x += room + BETWEEN
    return places
