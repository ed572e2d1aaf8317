"""The drawing surface: one look for all charts, panels at fixed places, and SVG that is the same each time.

Only matplotlib's object interface is used. Its settings are global: drawing holds a lock and restores them.
Its axes with their automatic margins, ticks and limits are not used: they take most of the time.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from threading import RLock
from typing import Any, ParamSpec, cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox, BboxTransformFrom, BboxTransformTo, Transform, TransformedBbox

from fazhi import typeface
from fazhi.charts.kept import kept
from fazhi.charts.lettering import SIZE
from fazhi.charts.strokes import plotted
from fazhi.charts.words import Across, Up, Words

# Palette of the UK Analysis Function: 3:1 or more against white and between neighbours of SERIES
NAVY, TEAL, PLUM, ORANGE, INK = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"
PAPER, GRID = "#FFFFFF", "#DADADA"

WIDTH = 439.0  # points: 155 mm, within the 156 mm of the type area of GB/T 9704
LINE = 13.0  # height of a line of text, points
ASCENT = 8.0  # from the base line of a text to the top of its letters, points
HEADROOM = 14.0  # above a panel, for the number on its tallest column, points


@dataclass(frozen=True)
class Look:
    """A fill that differs from the others in colour and in pattern; white edges part neighbours."""

    colour: str
    hatch: str = ""
    edge: str = PAPER

    def patch(self) -> dict[str, Any]:
        """The look as settings of a matplotlib patch."""
        return {
            "facecolor": self.colour,
            "edgecolor": self.edge,
            "hatch": self.hatch or None,
            "linewidth": 0.8,
        }


SERIES = (Look(NAVY), Look(TEAL, "//"), Look(PLUM, "\\\\"), Look(ORANGE, "xx"))
PLAIN = SERIES[0]
APART = Look(PLUM, "//")  # what does not belong to the scale beside it

_DRAWING = {"axes", "figure", "font", "hatch", "lines", "patch", "path", "savefig", "svg", "text"}
_LOCK = RLock()
P = ParamSpec("P")


@lru_cache(maxsize=1)
def _settings() -> Any:
    """matplotlib's defaults, whatever a matplotlibrc or a notebook has set, and the project's few choices."""
    defaults = {key: value for key, value in mpl.rcParamsDefault.items() if key.split(".")[0] in _DRAWING}
    ours = {
        "font.family": [typeface.register()],
        "font.size": SIZE,
        "text.color": INK,
        "text.parse_math": False,  # ledgers may hold dollar signs
        "hatch.color": PAPER,
        "hatch.linewidth": 0.7,
        "svg.fonttype": "none",  # real text: selectable, searchable, small
        "svg.hashsalt": "fazhi",
    }
    return defaults | ours


def styled(draw: Callable[P, str]) -> Callable[P, str]:
    """Runs a drawing function under the project's settings and leaves matplotlib as it was. What was drawn before is taken from there, where drawings are kept."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> str:
        def anew() -> str:
            with _LOCK, mpl.rc_context(_settings()):
                return draw(*args, **kwargs)

        return kept(drawn, (args, kwargs), anew)

    return drawn


def sheet(height: float) -> Figure:
    """An empty sheet of the common width and ``height`` points."""
    return Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=PAPER)


def svg(figure: Figure) -> str:
    """The sheet as an SVG document. No clock, program version or random name is in it."""
    page = io.StringIO()
    FigureCanvasSVG(figure).print_svg(page, metadata={"Date": None, "Creator": None})
    figure.clear()
    return page.getvalue()


def write(
    figure: Figure, x: float, y: float, text: str, ha: Across = "left", va: Up = "baseline",
    colour: str = INK, plate: float = 0, zorder: float = 3,
) -> None:  # fmt: skip
    """Text on the sheet; ``x`` and ``y`` in points from the top left corner."""
    words = Words(x / WIDTH, 1 - y / _height(figure), text, colour, ha, va, plate, zorder)
    words.set_transform(figure.transFigure)
    figure.add_artist(words)


def fill(figure: Figure, x: float, y: float, size: float, look: Look) -> None:
    """A filled square on the sheet; ``x`` and ``y`` of its top left corner and ``size`` in points."""
    across, up = size / WIDTH, size / _height(figure)
    corner = (x / WIDTH, 1 - y / _height(figure) - up)
    figure.add_artist(Rectangle(corner, across, up, transform=figure.transFigure, **look.patch()))


def of_row(name: str, row: int) -> str:
    """The id of an element that shows a row of the chart's data; a page reads off which row that is."""
    return f"{name}_row{row}"


class _Field(Artist):
    """A rectangle of the sheet and what is drawn in it: an Axes without the axis, ticks and titles that take most of its time."""

    def __init__(self, figure: Figure, place: Bbox, data: Bbox) -> None:
        super().__init__()
        self.set_figure(figure)
        self.set_zorder(0)
        self._figure = figure
        self._bounds = TransformedBbox(place, figure.transFigure).frozen()
        self._from_data = cast(Transform, (BboxTransformFrom(data) + BboxTransformTo(self._bounds)).frozen())
        self._drawn: list[Artist] = []
        self.number = sum(isinstance(artist, _Field) for artist in figure.artists)  # among the fields of the sheet

    @property
    def count(self) -> int:
        """How much is drawn in it so far."""
        return len(self._drawn)

    def add(self, artist: Artist) -> None:
        """Something in data coordinates, cut off at the field's edges unless it says otherwise."""
        artist.set_figure(self._figure)
        artist.set_transform(self._from_data)
        artist.set_clip_box(self._bounds)
        self._drawn.append(artist)

    def draw(self, renderer: Any) -> None:
        renderer.open_group("axes")
        for artist in sorted(self._drawn, key=Artist.get_zorder):
            artist.draw(renderer)
        renderer.close_group("axes")


@dataclass(frozen=True, eq=False)
class Panel:
    """A plotting area in data coordinates with the limits ``x`` and ``y``; ``across`` and ``up`` are the data units of one point."""

    field: _Field
    x: tuple[float, float]
    y: tuple[float, float]
    across: float
    up: float

    def add(self, artist: Artist) -> None:
        """Any artist of matplotlib in data coordinates; what lies outside the panel is cut off."""
        self.field.add(artist)

    def block(
        self, left: float, bottom: float, width: float, height: float, look: Look, row: int | None = None
    ) -> None:
        """A filled rectangle; ``row`` of the chart's data is what it shows. Nothing is drawn for a value of zero."""
        if width and height:
            name = None if row is None else of_row(f"block-{self.field.number}-{self.field.count}", row)
            self.add(Rectangle((left, bottom), width, height, zorder=2, gid=name, **look.patch()))

    def line(self, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
        """A line through data points, or marks at them; nothing cuts it off."""
        drawn = plotted(x, y, **look)
        self.add(drawn)
        drawn.set_clip_on(False)

    def write(
        self, x: float, y: float, text: str, dx: float = 0, dy: float = 0, ha: Across = "left", va: Up = "baseline",
        colour: str = INK, plate: float = 0, zorder: float = 3,
    ) -> None:  # fmt: skip
        """Text at a data point, moved by ``dx`` and ``dy`` points to the right and up; nothing cuts it off."""
        self.add(Words(x + dx * self.across, y + dy * self.up, text, colour, ha, va, plate, zorder))

    def plate(
        self, x: float, y: float, text: str, dx: float = 0, dy: float = 0, ha: Across = "left", va: Up = "baseline",
        zorder: float = 3,
    ) -> None:  # fmt: skip
        """The same on a white plate, so that no line runs through it."""
        self.write(x, y, text, dx, dy, ha, va, plate=1, zorder=zorder)

    def horizontals(self, ticks: Sequence[float], labels: Sequence[str]) -> None:
        """Light lines at ``ticks`` with their labels to the left; the one at zero is the base line."""
        left, right = self.x
        for tick, label in zip(ticks, labels, strict=True):
            self._rule([left, right], [tick, tick], base=tick == 0)
            self.write(left, tick, label, dx=-4, ha="right", va="center_baseline")

    def verticals(self, ticks: Sequence[float], labels: Sequence[str]) -> None:
        """Light lines at ``ticks`` with their labels below; the one at zero is the base line."""
        bottom, top = self.y
        for tick, label in zip(ticks, labels, strict=True):
            self._rule([tick, tick], [bottom, top], base=tick == 0)
            self.write(tick, bottom, label, dy=-4 - ASCENT, ha="center", va="baseline")

    def _rule(self, x: list[float], y: list[float], *, base: bool) -> None:
        colour, weight, order = (INK, 0.8, 3) if base else (GRID, 0.6, 0)
        self.line(x, y, color=colour, linewidth=weight, zorder=order)


@dataclass(frozen=True)
class Area:
    """A place on the sheet, in points from its top left corner."""

    left: float
    top: float
    width: float
    height: float


def panel(figure: Figure, area: Area, x: tuple[float, float], y: tuple[float, float]) -> Panel:
    """A plotting area with the data limits ``x`` and ``y``."""
    whole = _height(figure)
    bottom = 1 - (area.top + area.height) / whole
    place = Bbox.from_bounds(area.left / WIDTH, bottom, area.width / WIDTH, area.height / whole)
    field = _Field(figure, place, Bbox.from_extents(x[0], y[0], x[1], y[1]))
    figure.add_artist(field)
    return Panel(field, x, y, (x[1] - x[0]) / area.width, (y[1] - y[0]) / area.height)


def _height(figure: Figure) -> float:
    return float(figure.get_figheight()) * 72
