"""Funnel: values over the number of cases, between the limits within which chance alone would keep them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from fazhi.catalogue import Language, rounded, significant
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.canvas import (
    EDGE,
    LINE,
    PLATE,
    RISE,
    TYPE,
    Box,
    Scale,
    beside,
    cut,
    ends_of,
    large,
    names,
    plot,
    position,
    scale_for,
    settle,
    stacked,
    stroke,
    wide,
)
from fazhi.charts.comparison.marks import dot, key, key_entries, key_height
from fazhi.charts.comparison.points import Point, Rows, Subject, scale
from fazhi.charts.comparison.select import benchmark_of, one_subject, one_year
from fazhi.charts.comparison.voice import Page, Pages, Voice
from fazhi.charts.lettering import printable
from fazhi.charts.model import Missing
from fazhi.charts.sheet import INK, PLUM, WIDTH, Area, Panel, sheet, svg, write
from fazhi.values import grouped

LEAST = 10  # townships; below that a funnel has no shape to judge
PLOT = 270.0
NAME_ROOM = 130.0  # for a name beside its point
END_ROOM = 120.0  # for the words at the end of the benchmark
DENOMINATOR = "denominator"
CURVES = ("lower_998", "lower_95", "upper_95", "upper_998")
STYLES = {"95": (INK, 1.3, (0, (5, 2))), "998": (INK, 1.0, (0, (1, 1.5)))}
Limits: TypeAlias = "pd.DataFrame | Callable[[np.ndarray], pd.DataFrame]"


@dataclass(frozen=True, eq=False)
class Funnel:
    """What is drawn: the points with a place, the curves in the unit shown, and both scales."""

    points: tuple[Point, ...]
    curves: pd.DataFrame
    benchmark: float
    x: Scale
    y: Scale


@dataclass(frozen=True)
class Label:
    """Words in a box beside the point at ``x`` and ``y`` of the sheet."""

    words: str
    x: float
    y: float
    box: Box


def funnel(
    table: Rows,
    limits: Limits,
    language: Language = "zh",
    catalogue: Catalogue | None = None,
    *,
    phi: float | None = None,
    tau2: float | None = None,
    too_narrow: bool = False,
    benchmark_name: str = "",
) -> Pages | Missing:
    """One indicator in one year over its denominators, with benchmark and 95 % and 99.8 % limits.

    ``table``: rows of the comparison's table (a frame or its records, columns ``points.COLUMNS``) of one indicator and year.
    ``limits``: a frame with the columns denominator, lower_95, upper_95, lower_998, upper_998 (values as in the
    table: a proportion is 0 to 1), or a function that gives such a frame for an array of denominators.
    ``phi`` and ``tau2``: the dispersion, printed in the drawing; ``too_narrow``: it is beyond chance, and a note
    says that the limits are too narrow. Only townships whose level is 99.8 are named.
    ``Missing`` below ``LEAST`` townships with value, denominator and a common benchmark.
    """
    voice = Voice.of(language, catalogue, benchmark_name)
    points = voice.read(table)
    if not points:
        return voice.nothing("funnel")
    subject, year = one_subject(points), one_year(points)
    id, title = f"funnel_{subject.id}_{year}", voice.word("funnel.title", name=subject.name, year=year)
    held = tuple(point for point in points if point.drawn and point.denominator)
    benchmark = benchmark_of(held)
    if len(held) < LEAST:
        return voice.missing("too_few_areas", id, title, subject, count=len(held), least=LEAST)
    if benchmark is None:
        return voice.missing("no_benchmark", id, title, subject)
    found = _funnel(held, subject, limits, benchmark)
    spread = _dispersion(voice, phi, tau2)
    labels, unnamed = _placed(voice, found)
    drawing = _draw(voice, found, spread, labels)
    findings = [
        voice.benchmark_text(subject, benchmark),
        voice.reach(held),
        *voice.findings(held),
        spread,
    ]
    notes = [
        voice.word("funnel.note"),
        voice.benchmark_note(points),
        voice.word("funnel.narrow_note") if too_narrow else "",
        voice.word("funnel.unnamed", names=voice.listed(unnamed)) if unnamed else "",
        voice.word("funnel.left_out", count=len(points) - len(held)) if len(held) < len(points) else "",
        voice.judgement_note(points),
        voice.word("compare.cut_note") if found.y.low > 0 else "",
    ]
    data = voice.data([held[place] for place in _by_size(held)])
    return voice.chart("funnel", id, title, points, [Page(drawing, data)], findings, voice.notes(points, *notes))


def _funnel(held: tuple[Point, ...], subject: Subject, limits: Limits, benchmark: float) -> Funnel:
    sizes = [point.denominator or 0.0 for point in held]
    x = scale_for([0, max(sizes)])
    if callable(limits):
        first = max(1.0, min(sizes) * 0.7)
        limits = limits(np.unique(np.rint(np.geomspace(first, x.high, 120))))
    curves = limits[[DENOMINATOR, *CURVES]].sort_values(DENOMINATOR, ignore_index=True).astype("float64")
    curves[list(CURVES)] = curves[list(CURVES)].map(lambda end: scale(end, subject.factor)).astype("float64")
    # The limits of ever smaller townships run away; the scale follows them only down to the smallest one there is.
    near = curves[curves[DENOMINATOR] >= min(sizes)]
    ends = near[list(CURVES)].to_numpy().ravel()
    values = [*(point.value for point in held if point.value is not None), benchmark, *ends[np.isfinite(ends)]]
    if subject.ceiling is not None:
        values = [min(value, subject.ceiling) for value in values]
    y = scale_for([max(0.0, value) for value in values], least=subject.least_step, ceiling=subject.ceiling)
    return Funnel(held, curves, benchmark, x, y)


def _by_size(points: Sequence[Point]) -> list[int]:
    """The places of the points in the order of the data: the largest first."""
    return sorted(range(len(points)), key=lambda place: (-(points[place].denominator or 0), points[place].township))


def _dispersion(voice: Voice, phi: float | None, tau2: float | None) -> str:
    if phi is None or math.isnan(phi):
        return ""
    shown = voice.word("funnel.phi", phi=grouped(rounded(phi, 2)))
    return shown if tau2 is None or math.isnan(tau2) else shown + voice.word("funnel.tau", tau2=significant(tau2, 3))


@large
def _draw(voice: Voice, found: Funnel, spread: str, labels: Sequence[Label]) -> str:
    """The drawing as SVG."""
    figure, area = _frame(voice, found, spread), _area(voice, found)
    spot = plot(figure, area, found.x, found.y)
    spot.horizontals(found.y.ticks, found.y.labels)
    spot.verticals(found.x.ticks, found.x.labels)
    _curves(spot, found)
    _ends(figure, voice, area, spot, found)
    rows = {place: row for row, place in enumerate(_by_size(found.points))}
    for place, point in enumerate(found.points):
        dot(spot, point.denominator or 0.0, point.value or 0.0, point, f"dot-{place}", rows[place])
    for label in labels:
        _leader(figure, label.x, label.y, label.box)
        middle = (label.box.left + label.box.right) / 2, (label.box.top + label.box.bottom) / 2
        write(figure, *middle, label.words, ha="center", va="center_baseline", plate=PLATE, zorder=4)
    return svg(figure)


def _area(voice: Voice, found: Funnel) -> Area:
    """Where the panel lies on the sheet."""
    banner = LINE + 2 if voice.synthetic(found.points) else 0.0
    top = banner + key_height(key_entries(voice, found.points))
    left = max(map(wide, found.y.labels)) + 8
    right = max(wide(words) for words in _end_words(voice, found).values()) + 24
    return Area(left, top + LINE + 8, WIDTH - left - right, PLOT)


def _frame(voice: Voice, found: Funnel, spread: str) -> Figure:
    """The sheet with all that stands around the panel."""
    entries, banner = key_entries(voice, found.points), voice.synthetic(found.points)
    subject, area = found.points[0].subject, _area(voice, found)
    figure = sheet(area.top + PLOT + 2 * LINE + 14)
    top = stacked(figure, 0, 0, voice.word("compare.synthetic_banner")) + 2 if banner else 0.0
    top = key(figure, entries, top)
    write(figure, 0, top + RISE, printable(voice.measure(subject)), va="baseline")
    write(figure, WIDTH, top + RISE, spread, ha="right", va="baseline")
    below = area.top + PLOT + LINE + 6 + RISE + 2
    write(
        figure,
        area.left + area.width / 2,
        below,
        voice.word(f"funnel.axis_{_cases(subject)}"),
        ha="center",
        va="baseline",
    )
    return figure


def _cases(subject: Subject) -> str:
    return "residents" if subject.kind == "per_thousand" else "cases"


def _end_words(voice: Voice, found: Funnel) -> dict[str, str]:
    """What stands at the right end of each line."""
    levels = {"lower_95": "95%", "upper_95": "95%", "lower_998": "99.8%", "upper_998": "99.8%"}
    return {"benchmark": cut(voice.benchmark_text(found.points[0].subject, found.benchmark), END_ROOM)} | levels


def _curves(spot: Panel, found: Funnel) -> None:
    """The limits as far as they lie within the scale, and the benchmark from side to side."""
    low, high = spot.y
    for name in CURVES:
        colour, thick, style = STYLES[name.split("_")[1]]
        inside = found.curves[[DENOMINATOR, name]].dropna()
        inside = inside[(inside[name] >= low) & (inside[name] <= high) & (inside[DENOMINATOR] <= found.x.high)]
        x, y = inside[DENOMINATOR].tolist(), inside[name].tolist()
        spot.line(x, y, color=colour, linewidth=thick, linestyle=style, zorder=2, gid=f"limit-{name}")
    ends = [spot.x[0], found.x.high]
    spot.line(ends, [found.benchmark] * 2, color=PLUM, linewidth=1.4, zorder=2, gid="benchmark")


def _ends(figure: Figure, voice: Voice, area: Area, spot: Panel, found: Funnel) -> None:
    """The lines' names at their right ends, moved apart, with a thin leader to each."""
    words = _end_words(voice, found)
    last = found.curves[found.curves[DENOMINATOR] <= found.x.high].iloc[-1]
    ends = {"benchmark": found.benchmark} | {name: float(last[name]) for name in CURVES if np.isfinite(last[name])}
    low, high = spot.y
    heights = {name: area.top + area.height * (high - value) / (high - low) for name, value in ends.items()}
    order = ("upper_998", "upper_95", "benchmark", "lower_95", "lower_998")
    held = [name for name in order if name in heights]
    # A limit that is cut at zero or a hundred lies on another line: the order from top to bottom stays.
    wanted = [heights[name] + place * 1e-6 for place, name in enumerate(held)]
    start, stop = area.left + area.width - EDGE, area.left + area.width + 12
    for name, y in zip(held, settle(wanted, TYPE + 1, area.top, area.top + area.height), strict=True):
        value = high - (y - area.top) / area.height * (high - low)
        x = found.x.high + np.array([2.0, stop - start]) * spot.across
        spot.line(x.tolist(), [ends[name], value], color=INK, linewidth=0.5, zorder=1)
        write(figure, stop + 3, y, words[name], va="center_baseline")


def _placed(voice: Voice, found: Funnel) -> tuple[list[Label], list[str]]:
    """Names of those outside the 99.8 % limits, and how many lie on one spot, each with its place; and what found no room."""
    area = _area(voice, found)
    low, high = ends_of(found.y, area.height)

    def at(point: Point) -> tuple[float, float]:
        y = area.top + area.height * (high - (point.value or 0.0)) / (high - low)
        return position(area, found.x, point.denominator or 0.0), y

    taken = [Box(x - 4.5, y - 4.5, x + 4.5, y + 4.5) for x, y in map(at, found.points)]
    bounds = Box(area.left + 2, area.top - 4, area.left + area.width, area.top + area.height - 2)
    labels, without = [], []
    for point, words in _labels(voice, found):
        x, y = at(point)
        box = beside(x, y, words, taken, bounds)
        if box is None:
            without.append(point.township if point.level == "99.8" else words)
            continue
        taken.append(box)
        labels.append(Label(words, x, y, box))
    return labels, without


def _labels(voice: Voice, found: Funnel) -> list[tuple[Point, str]]:
    """What is written beside which point, the largest townships first."""
    order = sorted(found.points, key=lambda point: (-(point.denominator or 0), point.township))
    outside = [point for point in order if point.level == "99.8"]
    named = list(zip(outside, names([point.township for point in outside], NAME_ROOM), strict=True))
    spots = Counter((point.denominator, point.value) for point in found.points)
    piled = {(point.denominator, point.value): point for point in reversed(order) if point.level != "99.8"}
    piles = [
        (piled[spot], voice.word("funnel.pile", count=times))
        for spot, times in spots.items()
        if times > 1
        if spot in piled
    ]
    return named + piles


def _leader(figure: Figure, x: float, y: float, box: Box) -> None:
    """A thin line from a point to its label where the two do not touch."""
    near_x, near_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    if (near_x - x) ** 2 + (near_y - y) ** 2 < 12**2:
        return
    stroke(figure, [x, near_x], [y, near_y], color=INK, linewidth=0.6)
