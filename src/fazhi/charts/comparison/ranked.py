"""Ranked dots: the townships of one year in the order of their values, each with its intervals."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.canvas import (
    LINE,
    RISE,
    TALLEST,
    Scale,
    cut,
    large,
    names,
    pages,
    plot,
    position,
    scale_for,
    stacked,
    wide,
)
from fazhi.charts.comparison.marks import dot, key, key_entries, key_height, span
from fazhi.charts.comparison.points import Point, Rows
from fazhi.charts.comparison.select import benchmark_of, one_subject, one_year
from fazhi.charts.comparison.voice import Page, Pages, Voice
from fazhi.charts.lettering import number, printable
from fazhi.charts.model import Missing
from fazhi.charts.sheet import GRID, PLUM, WIDTH, Area, Panel, sheet, svg, write

NAME_ROOM = 126.0
PITCH = 16.5


def ranked_dots(
    table: Rows, language: Language = "zh", catalogue: Catalogue | None = None, *, benchmark_name: str = ""
) -> Pages | Missing:
    """One indicator in one year: a dot a township with its 95 % and 99.8 % interval and the benchmark.

    ``table``: rows of the comparison's table (a frame or its records, columns ``points.COLUMNS``) of one indicator and year, any number
    of townships. Largest value on top; below come those too few in cases for an order, then those without a
    value, both by name. ``benchmark_name``: what the benchmark is, e.g. the county. More townships than a page
    holds give several charts on the same scale. ``Missing`` when no township has a value.
    """
    voice = Voice.of(language, catalogue, benchmark_name)
    points = voice.read(table)
    if not points:
        return voice.nothing("ranked")
    subject, year = one_subject(points), one_year(points)
    id, title = f"ranked_{subject.id}_{year}", voice.word("ranked.title", name=subject.name, year=year)
    if not any(point.drawn for point in points):
        return voice.missing("no_values", id, title, subject)
    order = in_order(points)
    extent = [*(end for point in points if point.drawn for end in point.ends)]
    extent += [point.benchmark for point in points if point.benchmark is not None]
    scale = scale_for(extent, least=subject.least_step, ceiling=subject.ceiling)
    entries, banner = key_entries(voice, points), voice.synthetic(points)
    most = int((TALLEST - _around(banner, key_height(entries))) // PITCH)
    drawn = [
        Page(_draw(voice, page, scale, points), voice.data(page), tuple(row.township for row in page))
        for page in pages(order, most)
    ]
    findings = [voice.benchmark_finding(points), voice.reach(points), *voice.findings(order)]
    notes = [
        voice.word("ranked.note"),
        voice.interval_note(points),
        voice.benchmark_note(points),
        voice.judgement_note(points),
        voice.word("compare.cut_note") if scale.low > 0 else "",
    ]
    return voice.chart("ranked", id, title, points, drawn, findings, voice.notes(points, *notes))


def in_order(points: Sequence[Point]) -> list[Point]:
    """By value from the top; then those that have no place in an order, then those without a value."""

    def place(point: Point) -> tuple[int, float, str]:
        if point.ordered:
            return 0, -(point.value or 0.0), point.township
        return (1 if point.text else 2), 0.0, point.township

    return sorted(points, key=place)


def _around(banner: str, key_room: float) -> float:
    """The room above and below the rows."""
    return (LINE + 2 if banner else 0) + key_room + LINE + 4 + 2 * LINE + 14


@large
def _draw(voice: Voice, rows: Sequence[Point], scale: Scale, points: Sequence[Point]) -> str:
    entries, banner = key_entries(voice, points), voice.synthetic(points)
    figure = sheet(_around(banner, key_height(entries)) + PITCH * len(rows))
    top = stacked(figure, 0, 0, voice.word("compare.synthetic_banner")) + 2 if banner else 0.0
    top = key(figure, entries, top) + LINE + 4
    labels = names([row.township for row in rows], NAME_ROOM)
    counts = [number(row.denominator) if row.denominator is not None and row.text else "" for row in rows]
    ends = [voice.shown(row) for row in rows]
    left = max(map(wide, labels)) + 10
    counted = left + max(wide("n"), *map(wide, counts)) + 6 if any(counts) else left
    right = max(map(wide, ends)) + 6
    area = Area(counted, top, WIDTH - counted - right, PITCH * len(rows))
    spot = plot(figure, area, scale, (len(rows) - 0.5, -0.5))
    spot.verticals(scale.ticks, scale.labels)
    _benchmark(figure, spot, voice, area, scale, points)
    if any(counts):
        write(figure, counted - 6, top - 7, "n", ha="right", va="baseline")
    for place, row in enumerate(rows):
        middle = top + PITCH * (place + 0.5)
        write(figure, left - 8, middle, labels[place], ha="right", va="center_baseline")
        write(figure, counted - 6, middle, counts[place], ha="right", va="center_baseline")
        write(figure, WIDTH - 1, middle, ends[place], ha="right", va="center_baseline")
        _row(spot, place, row, benchmark_of(points))
    below = top + area.height + LINE + 6 + RISE + 2
    write(figure, WIDTH / 2, below, printable(voice.measure(rows[0].subject)), ha="center", va="baseline")
    return svg(figure)


def _row(spot: Panel, place: int, row: Point, common: float | None) -> None:
    """A light guide from the name to the value, the intervals, an own benchmark, and the dot."""
    low, high = spot.x
    spot.line([low, high], [place, place], color=GRID, linewidth=0.5, zorder=0)
    if not row.drawn or row.value is None:
        return
    span(spot, place, row)
    if row.benchmark is not None and row.benchmark != common:
        spot.line([row.benchmark] * 2, [place - 0.42, place + 0.42], color=PLUM, linewidth=1.6, zorder=4)
    dot(spot, row.value, place, row, f"dot-{place}", place)


def _benchmark(figure: Figure, spot: Panel, voice: Voice, area: Area, scale: Scale, points: Sequence[Point]) -> None:
    """The common benchmark as a line with its name and value above the panel."""
    value = benchmark_of(points)
    if value is None:
        return
    bottom, top = spot.y
    spot.line([value, value], [bottom, top], color=PLUM, linewidth=1.4, linestyle=(0, (5, 2)), zorder=2)
    words = cut(voice.benchmark_text(points[0].subject, value), WIDTH - area.left)
    half = wide(words) / 2
    middle = min(max(position(area, scale, value), area.left + half), WIDTH - half)
    write(figure, middle, area.top - 7, words, ha="center", va="baseline")
