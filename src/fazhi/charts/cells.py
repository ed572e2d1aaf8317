"""A table of numbers whose cells are tinted by size: every number is written, the tint only leads the eye."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from fazhi.charts.lettering import fit_apart, number, printable, width, written
from fazhi.charts.sheet import GRID, LINE, NAVY, PAPER, WIDTH, Area, Look, panel, sheet, styled, svg, write

ROW = 21.0  # points
LABEL_ROOM = 140.0
PALEST = 0.12  # the smallest number above zero gets more than this much of the full colour
BLACK = "#000000"
Colour = tuple[float, float, float]


@styled
def cells(rows: Sequence[str], columns: Sequence[str], values: np.ndarray, total: str, axis: str) -> str:
    """``values`` (rows × columns) with row totals under the heading ``total``; ``axis`` stands above.

    Where the columns are too narrow for the numbers (beyond some 24 months) only the tints are drawn.
    """
    labels, sums = fit_apart(rows, LABEL_ROOM), values.sum(axis=1)
    left = max(map(width, labels)) + 8
    right = max(width(text) for text in (total, *map(number, sums))) + 14
    head = LINE * (max(column.count("\n") for column in columns) + 2) + 10
    area = Area(left, head, WIDTH - left - right, ROW * len(rows))
    figure = sheet(head + area.height + 4)
    spot = panel(figure, area, (-0.5, len(columns) - 0.5), (len(rows) - 0.5, -0.5))
    room = area.width / len(columns)
    write(figure, 0, 1, printable(axis), va="top")
    write(figure, WIDTH - 2, head - 6, total, ha="right", va="baseline")
    for place in written(columns, room):
        for line, words in enumerate(reversed(columns[place].split("\n"))):
            spot.write(place, -0.5, words, dy=6 + LINE * line, ha="center", va="baseline")
    roomy, most = max(width(number(value)) for value in values.flat) <= room, values.max()
    for row, label in enumerate(labels):
        middle = head + ROW * (row + 0.5)
        spot.write(-0.5, row, label, dx=-6, ha="right", va="center_baseline")
        write(figure, WIDTH - 2, middle, number(sums[row]), ha="right", va="center_baseline")
        for column, value in enumerate(values[row]):
            colour = tint(value, most)
            spot.block(column - 0.5, row - 0.5, 1, 1, Look(to_hex(colour), edge=PAPER if value else GRID), row)
            if roomy:
                spot.write(column, row, number(value), colour=ink_on(colour), ha="center", va="center_baseline")
    return svg(figure)


def tint(value: float, most: float) -> Colour:
    """White for zero, from pale to full navy for 1 to ``most``."""
    strength = 0.0 if value <= 0 else PALEST + (1 - PALEST) * float(value / most)
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(NAVY))
    return red, green, blue


def ink_on(colour: Colour) -> str:
    """Black or white, whichever stands out more; against any colour that is 4.5:1 or better (WCAG 1.4.3)."""
    return BLACK if luminance(colour) > 0.179 else PAPER


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
