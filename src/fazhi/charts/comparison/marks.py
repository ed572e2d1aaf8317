"""How a category looks: a shape of its own, filled by the level at which it holds; intervals; the key.

Shape tells the category and filling the level (empty, half, full), so that nothing hangs on colour alone.
What carries no judgement is black and grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from fazhi.charts.comparison.canvas import EDGE, LINE, cut, stroke, wide
from fazhi.charts.comparison.points import CATEGORIES, LEVELS, Ends, Point
from fazhi.charts.comparison.voice import Voice
from fazhi.charts.sheet import INK, NAVY, ORANGE, PAPER, WIDTH, Panel, of_row, write

GREY = "#8C8C8C"  # 3:1 against paper
BEFORE_WORDS, BETWEEN = 27.0, 15.0  # in a key, points
THIN, THICK = 0.8, 2.4  # lines of the 99.8 % and the 95 % interval, points


@dataclass(frozen=True)
class Mark:
    """A matplotlib marker, its colour, its size in points and how much of it is filled."""

    shape: str
    colour: str
    size: float
    fill: str = "full"

    def look(self) -> dict[str, Any]:
        """The mark as matplotlib's plot takes it."""
        return {
            "linestyle": "none",
            "marker": self.shape,
            "markersize": self.size,
            "markerfacecolor": self.colour if self.fill != "none" else PAPER,
            "markerfacecoloralt": PAPER,
            "markeredgecolor": INK,
            "markeredgewidth": 1.6 if self.shape == "x" else 0.9,
            "fillstyle": "left" if self.fill == "left" else "full",
        }


SHAPES = {
    "better": Mark("s", NAVY, 7.4),
    "worse": Mark("D", ORANGE, 7.2),
    "higher": Mark("^", INK, 8.6),
    "lower": Mark("v", GREY, 8.6),
    "similar": Mark("o", PAPER, 6.8, "none"),
    "not_compared": Mark("x", INK, 5.6),
}


def mark(category: str, level: str) -> Mark:
    """The look of a category: full at 99.8 %, half at 95 %."""
    shape = SHAPES[category]
    return Mark(shape.shape, shape.colour, shape.size, "left") if level == "95" else shape


def dot(spot: Panel, x: float, y: float, point: Point, name: str, row: int, size: float = 1.0) -> None:
    """The point's mark, ``size`` times as large as usual; ``name`` and its ``row`` of the data are its id in the drawing."""
    look = mark(point.category, point.level).look()
    spot.line([x], [y], zorder=5, gid=of_row(name, row), **look | {"markersize": look["markersize"] * size})


def span(spot: Panel, at: float, point: Point, *, upright: bool = False, shift: float = 0.0) -> None:
    """The two intervals of a point as thin lines, the 99.8 % one with caps; nothing where it has none."""
    if not point.measured:
        return
    for ends, thick in ((point.outer, THIN), (point.inner, THICK)):
        low, high = _whole(ends, point.value)
        if low is None or high is None:
            continue
        along, across = [low, high], [at + shift, at + shift]
        spot.line(*(across, along) if upright else (along, across), color=INK, linewidth=thick, zorder=3)
        if thick == THIN:
            cap = 2.5 * (spot.across if upright else spot.up)
            for end in along:
                ticks = [across[0] - cap, across[0] + cap]
                spot.line(
                    *(ticks, [end, end]) if upright else ([end, end], ticks), color=INK, linewidth=thick, zorder=3
                )


def _whole(ends: Ends, value: float | None) -> Ends:
    """Both ends; one that is open begins at the value."""
    low, high = ends
    if low is None and high is None:
        return ends
    return (value if low is None else low), (value if high is None else high)


# --------------------------------------------------------------------------------------------------- key


def key_entries(voice: Voice, points: Sequence[Point]) -> list[tuple[Mark, str]]:
    """The marks of the points with their words, judgements first, the firmer level before the other."""
    held = {(point.category, point.level if point.category in CATEGORIES[:4] else "") for point in points}
    order = [(category, level) for category in CATEGORIES for level in reversed(LEVELS)]
    return [(mark(*entry), voice.verdict(*entry)) for entry in order if entry in held]


def key(figure: Figure, entries: Sequence[tuple[Mark, str]], top: float) -> float:
    """The key from ``top`` down; gives where it ends."""
    for (one, words), (x, y) in zip(entries, _places(entries), strict=True):
        stroke(figure, [x + EDGE], [top + y + LINE / 2], **one.look())
        write(figure, x + 2 * EDGE + 2, top + y + LINE / 2, words, va="center_baseline")
    return top + key_height(entries)


@dataclass(frozen=True)
class Line:
    """A kind of line with its words; ``offsets`` are those of the strokes that show it, points up and down."""

    words: str
    look: dict[str, Any]
    offsets: tuple[float, ...] = (0.0,)


def line_key(figure: Figure, lines: Sequence[Line], top: float) -> float:
    """The key of lines in one row from ``top`` down, their words shortened if need be; gives where it ends."""
    room = WIDTH / len(lines) - BEFORE_WORDS - BETWEEN
    x = 0.0
    for line in lines:
        for offset in line.offsets:
            stroke(figure, [x, x + 22], [top + LINE / 2 + offset] * 2, **line.look)
        words = cut(line.words, max(room, WIDTH - x - BEFORE_WORDS) if line is lines[-1] else room)
        write(figure, x + BEFORE_WORDS, top + LINE / 2, words, va="center_baseline")
        x += BEFORE_WORDS + wide(words) + BETWEEN
    return top + LINE + 6


def key_height(entries: Sequence[tuple[Mark, str]]) -> float:
    return _places(entries)[-1][1] + LINE + 5 if entries else 0.0


def _places(entries: Sequence[tuple[Mark, str]]) -> list[tuple[float, float]]:
    places: list[tuple[float, float]] = []
    x = y = 0.0
    for _, words in entries:
        room = 2 * EDGE + 2 + wide(words)
        if x and x + room > WIDTH:
            x, y = 0.0, y + LINE + 2
        places.append((x, y))
        x += room + 14
    return places
