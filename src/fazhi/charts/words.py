"""Words in a drawing, placed by their base line and the widths of the project's own face.

matplotlib's ``Text`` lays each text out to learn its extent, which took half the time of a drawing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from fazhi import typeface
from fazhi.charts.lettering import width

# From the base line to the top of the letters, half of it for figures and signs alike, to the lowest point, to the next base line: em
ASCENT, MIDDLE, DESCENT, LEADING = 0.84, 0.4, 0.23, 1.16
PAD = 0.5  # of a plate around its words, points

Across = Literal["left", "center", "right"]
Up = Literal["baseline", "center_baseline", "top"]
_DROPS: dict[Up, float] = {"baseline": 0.0, "center_baseline": MIDDLE, "top": ASCENT}


class Words(Artist):
    """Lines of text at ``x`` and ``y`` of the artist's transform, on a ``plate`` of this opacity where it is not 0.

    Their size is that of matplotlib's settings. ``ha`` and ``va`` say what of the text stands there: of its base line, of the middle of its letters, of their top.
    """

    def __init__(
        self, x: float, y: float, text: str, colour: str, ha: Across, va: Up, plate: float, zorder: float
    ) -> None:
        super().__init__()
        self.set_zorder(zorder)
        self._at, self._lines, self._colour, self._ha, self._plate = (x, y), text.split("\n"), colour, ha, plate
        self._size = float(rcParams["font.size"])
        self._taller = LEADING * (len(self._lines) - 1)  # than one line, em
        self._drop = _DROPS[va] - (self._taller / 2 if va == "center_baseline" else 0.0)

    def get_unitless_position(self) -> tuple[float, float]:
        return self._at

    def get_ha(self) -> Across:
        return self._ha

    def draw(self, renderer: Any) -> None:
        """Write the lines, each by its base line; called by matplotlib."""
        x, y = map(float, self.get_transform().transform(self._at))
        gc = renderer.new_gc()
        if self._plate:
            self._draw_plate(renderer, gc, x, y)
        gc.set_foreground(to_rgba(self._colour), isRGBA=True)
        _, height = renderer.get_canvas_width_height()
        for number, line in enumerate(self._lines):
            if line:
                down = height - y + (self._drop + number * LEADING) * self._size
                renderer.draw_text(gc, x, down, line, _face(self._size), 0, mtext=self)
        gc.restore()

    def _draw_plate(self, renderer: Any, gc: Any, x: float, y: float) -> None:
        wide = max(width(line, self._size) for line in self._lines)
        left = x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[self._ha]
        bottom = y - (self._drop + self._taller + DESCENT) * self._size
        high = (ASCENT + self._taller + DESCENT) * self._size
        place = Affine2D().scale(wide + 2 * PAD, high + 2 * PAD).translate(left - PAD, bottom - PAD)
        gc.set_linewidth(0)
        renderer.draw_path(gc, Path.unit_rectangle(), place, (1.0, 1.0, 1.0, self._plate))


@lru_cache(maxsize=8)
def _face(size: float) -> FontProperties:
    return FontProperties(family=[typeface.register()], size=size)
