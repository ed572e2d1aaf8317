"""A panel of the small multiples: a township's years with ribbon, benchmark, breaks and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from fazhi.charts.comparison.canvas import RISE, Scale, plot
from fazhi.charts.comparison.marks import dot
from fazhi.charts.comparison.points import Point
from fazhi.charts.sheet import INK, NAVY, PLUM, Area, Panel

MARK = 0.8  # of the usual size
RIBBON, RIBBON_EDGE = "#D3DCE5", "#6E8AA3"  # the pale fill hangs on its edge, 3:1 against paper
BENCHMARK_LINE: dict[str, Any] = {"color": PLUM, "linewidth": 1.3, "linestyle": (0, (5, 2))}
Breaks = Mapping[str, Mapping[int, str]]  # township → first year of another definition → why


@dataclass(frozen=True, eq=False)
class Grid:
    """What all panels share: the years, the scale, the benchmark of each year where most townships share one."""

    years: tuple[int, ...]
    scale: Scale
    common: dict[int, float | None]
    breaks: Breaks


def draw_panel(
    figure: Figure, area: Area, held: Sequence[Point], grid: Grid, place: int, first_row: int, *, outer: bool, sign: str
) -> None:
    """One township: ribbon, benchmark, line, marks, the last value at its end. ``first_row``: of its points in the data."""
    span = (grid.years[0] - 0.35, grid.years[-1] + 0.35)
    spot = plot(figure, area, span, grid.scale)
    spot.horizontals(grid.scale.ticks, grid.scale.labels if outer else [""] * len(grid.scale.ticks))
    first, last = (f"{year}" for year in (grid.years[0], grid.years[-1]))
    low = spot.y[0]
    spot.write(span[0], low, first, dy=-3 - RISE, ha="left", va="baseline")
    spot.write(span[1], low, last, dy=-3 - RISE, ha="right", va="baseline")
    rows = {point.year: first_row + row for row, point in enumerate(held)}
    drawn = [point for point in held if point.in_series]
    if not drawn:
        spot.plate(sum(span) / 2, (grid.scale.low + grid.scale.high) / 2, sign, ha="center", va="center_baseline")
    _benchmark(spot, held, grid)
    breaks = grid.breaks[held[0].township]
    for run in _runs(drawn, breaks):
        _run(spot, run)
    for year in sorted(breaks):
        if grid.years[0] < year <= grid.years[-1]:
            ends = list(spot.y)
            spot.line(
                [year - 0.5] * 2,
                ends,
                color=INK,
                linewidth=1.8,
                linestyle=(0, (1.2, 1.2)),
                zorder=4,
                gid=f"break-{place}",
            )
    for number, point in enumerate(drawn):
        dot(spot, point.year, point.value or 0.0, point, f"dot-{place}-{number}", rows[point.year], MARK)
    if drawn and drawn[-1].year == grid.years[-1]:
        spot.write(span[1], drawn[-1].value or 0.0, drawn[-1].text, dx=4, ha="left", va="center_baseline")


def _benchmark(spot: Panel, held: Sequence[Point], grid: Grid) -> None:
    """The township's own benchmark of each year; where it has no row, that of the others."""
    own = {point.year: point.benchmark for point in held}
    series = {year: own.get(year) if own.get(year) is not None else grid.common[year] for year in grid.years}
    run: list[tuple[int, float]] = []
    for year in (*grid.years, None):
        value = None if year is None else series[year]
        if year is not None and value is not None:
            run.append((year, value))
            continue
        if run:
            ends = run if len(run) > 1 else [(run[0][0] - 0.3, run[0][1]), (run[0][0] + 0.3, run[0][1])]
            spot.line([x for x, _ in ends], [y for _, y in ends], zorder=2, **BENCHMARK_LINE)
        run = []


def _runs(drawn: Sequence[Point], breaks: Mapping[int, str]) -> list[list[Point]]:
    """Stretches of years without a gap and without a break."""
    runs: list[list[Point]] = []
    for point in drawn:
        if not runs or runs[-1][-1].year != point.year - 1 or point.year in breaks:
            runs.append([])
        runs[-1].append(point)
    return runs


def _run(spot: Panel, run: Sequence[Point]) -> None:
    """The line of a stretch and the ribbon of its intervals; a single year has an upright line for one."""
    if len(run) > 1:
        spot.line(
            [point.year for point in run], [point.value or 0.0 for point in run], color=NAVY, linewidth=1.6, zorder=3
        )
    for stretch in _measured(run):
        years = [float(point.year) for point in stretch]
        low = [_end(point, 0) for point in stretch]
        high = [_end(point, 1) for point in stretch]
        if len(stretch) == 1:
            spot.line(years * 2, [low[0], high[0]], color=RIBBON_EDGE, linewidth=2.2, zorder=1)
            continue
        outline = [*zip(years, low, strict=True), *reversed(list(zip(years, high, strict=True)))]
        spot.add(Polygon(outline, facecolor=RIBBON, edgecolor=RIBBON_EDGE, linewidth=0.8, zorder=1))


def _measured(run: Sequence[Point]) -> list[list[Point]]:
    """The parts of a stretch whose points have intervals."""
    parts: list[list[Point]] = [[]]
    for point in run:
        if ribbon(point):
            parts[-1].append(point)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _end(point: Point, side: int) -> float:
    """An end of the 95 % interval; an open one is the value."""
    end = point.inner[side]
    return (point.value or 0.0) if end is None else end


def ribbon(point: Point) -> tuple[float, ...]:
    return tuple(end for end in point.inner if end is not None) if point.measured else ()
