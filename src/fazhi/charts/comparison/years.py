"""Small multiples over years: a panel for each township, all on one scale, with the benchmark in each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.canvas import (
    LINE,
    RISE,
    TALLEST,
    large,
    names,
    pages,
    scale_for,
    stacked,
    wide,
)
from fazhi.charts.comparison.marks import Line, key, key_entries, key_height, line_key
from fazhi.charts.comparison.panels import BENCHMARK_LINE, RIBBON_EDGE, Breaks, Grid, draw_panel, ribbon
from fazhi.charts.comparison.points import Point, Rows
from fazhi.charts.comparison.select import benchmark_of, by_township, one_subject
from fazhi.charts.comparison.voice import Page, Pages, Voice
from fazhi.charts.lettering import printable
from fazhi.charts.model import Missing
from fazhi.charts.sheet import NAVY, WIDTH, Area, sheet, svg, write

FEWEST, MOST = 2, 10  # years
ABREAST = 3
PLOT = 58.0  # height of a panel, points
GUTTER = 14.0
Held = tuple[str, list[Point]]  # a township and its years


def small_multiples(
    table: Rows,
    language: Language = "zh",
    catalogue: Catalogue | None = None,
    *,
    order: Sequence[str] = (),
    benchmark_name: str = "",
) -> Pages | Missing:
    """One indicator over 2 to 10 years: a panel a township with its 95 % interval and the benchmark's line.

    ``table``: rows of the comparison's table (a frame or its records, columns ``points.COLUMNS``) of one indicator. A year without a
    row or a value is a gap. Where the column ``series`` changes from one year to the next, the definition has:
    no line runs over that point, and a mark stands there. ``order``: townships as the table beside the chart has
    them (default: by name). Of more than ten years the latest ten are drawn. ``Missing`` when fewer than two
    years have a value.
    """
    voice = Voice.of(language, catalogue, benchmark_name)
    points = voice.read(table)
    if not points:
        return voice.nothing("years")
    subject = one_subject(points)
    valued = sorted({point.year for point in points if point.in_series})
    shown = [point for point in points if not valued or point.year > valued[-1] - MOST]
    valued = [year for year in valued if year > valued[-1] - MOST]
    first, last = (valued[0], valued[-1]) if valued else (points[0].year, points[-1].year)
    id = f"years_{subject.id}"
    title = voice.word("years.title", name=subject.name, first=first, last=last)
    if len(valued) < FEWEST:
        return voice.missing("too_few_years", id, title, subject, count=len(valued), least=FEWEST)
    shown = [point for point in shown if first <= point.year <= last]
    grid = _grid(shown, range(first, last + 1), _breaks(points))
    panels = _panels(shown, order)
    entries, banner = key_entries(voice, _marked(shown)), voice.synthetic(shown)
    head = (LINE + 2 if banner else 0) + LINE + 6 + key_height(entries) + LINE + 6
    rows = [panels[place : place + ABREAST] for place in range(0, len(panels), ABREAST)]
    drawn = [
        _page(voice, [one for row in page for one in row], grid, shown)
        for page in pages(rows, int((TALLEST - head) // _pitch()))
    ]
    broken = _broken(voice, panels, grid)
    findings = [voice.word("years.count", count=len(panels)), voice.reach(shown), *_latest(voice, shown, last)]
    notes = [
        voice.word("years.note"),
        voice.word("years.gap_note") if _gaps(panels, grid) else "",
        voice.word("years.break_note", names=broken) if broken else "",
        voice.benchmark_note([point for point in shown if point.year == last]),
        voice.judgement_note(shown),
        voice.word("compare.cut_note") if grid.scale.low > 0 else "",
        voice.word("years.latest_note", count=MOST) if len(shown) < len(points) else "",
    ]
    findings.append(voice.word("years.broken", names=broken) if broken else "")
    return voice.chart("years", id, title, shown, drawn, findings, voice.notes(shown, *notes))


def _page(voice: Voice, page: Sequence[Held], grid: Grid, points: Sequence[Point]) -> Page:
    data = voice.data([one for _, held in page for one in held], year=True)
    return Page(_draw(voice, page, grid, points), data, tuple(name for name, _ in page))


def _grid(points: Sequence[Point], years: Sequence[int], breaks: Breaks) -> Grid:
    subject = points[0].subject
    ends = [
        end for point in points if point.in_series and point.value is not None for end in (point.value, *ribbon(point))
    ]
    ends += [point.benchmark for point in points if point.benchmark is not None]
    common = {year: benchmark_of(point for point in points if point.year == year) for year in years}
    scale = scale_for(ends, least=subject.least_step, ceiling=subject.ceiling, intervals=3)
    return Grid(tuple(years), scale, common, breaks)


def _breaks(points: Sequence[Point]) -> Breaks:
    return {
        town: {after.year: after.break_reason for before, after in pairwise(held) if before.series != after.series}
        for town, held in by_township(points).items()
    }


def _panels(points: Sequence[Point], order: Sequence[str]) -> list[Held]:
    held = by_township(points)
    places = {name: place for place, name in enumerate(order)}
    return [(name, held[name]) for name in sorted(held, key=lambda name: (places.get(name, len(places)), name))]


def _marked(points: Sequence[Point]) -> list[Point]:
    return [point for point in points if point.in_series]


def _latest(voice: Voice, points: Sequence[Point], last: int) -> list[str]:
    """What stands out in the latest year, under its own heading."""
    latest = [point for point in points if point.year == last]
    found = voice.findings(latest)
    return [voice.word("years.latest", year=last, finding=found[0]), *found[1:]]


def _broken(voice: Voice, panels: Sequence[Held], grid: Grid) -> str:
    """Townships with the years in which their series breaks."""
    found = [
        voice.word("years.why_break" if why else "years.one_break", name=name, year=year, why=why)
        for name, _ in panels
        for year, why in sorted(grid.breaks[name].items())
        if grid.years[0] < year <= grid.years[-1]
    ]
    return voice.listed(found)


def _gaps(panels: Sequence[Held], grid: Grid) -> bool:
    return any(sum(point.in_series for point in held) < len(grid.years) for _, held in panels)


# ----------------------------------------------------------------------------------------------- drawing


def _pitch() -> float:
    return LINE + 3 + PLOT + LINE + 8


@large
def _draw(voice: Voice, page: Sequence[Held], grid: Grid, points: Sequence[Point]) -> str:
    entries, banner = key_entries(voice, _marked(points)), voice.synthetic(points)
    head = (LINE + 2 if banner else 0) + LINE + 6 + key_height(entries) + LINE + 6
    figure = sheet(head + _pitch() * -(-len(page) // ABREAST) - 4)
    top = stacked(figure, 0, 0, voice.word("compare.synthetic_banner")) + 2 if banner else 0.0
    top = key(figure, entries, line_key(figure, _lines(voice, points), top))
    write(figure, 0, top + RISE, printable(voice.measure(points[0].subject)), va="baseline")
    top += LINE + 6
    left = max(map(wide, grid.scale.labels)) + 8
    right = max(wide(point.text) for point in points) + 5
    across = (WIDTH - left - GUTTER * (ABREAST - 1)) / ABREAST
    titles = names([name for name, _ in page], across - 2)
    first_rows = accumulate((len(held) for _, held in page), initial=0)
    for place, ((_, held), title, row) in enumerate(zip(page, titles, first_rows, strict=False)):
        x, y = left + (across + GUTTER) * (place % ABREAST), top + _pitch() * (place // ABREAST)
        write(figure, x, y + RISE + 1, title, va="baseline")
        area = Area(x, y + LINE + 3, across - right, PLOT)
        draw_panel(figure, area, held, grid, place, row, outer=place % ABREAST == 0, sign=voice.word("years.no_data"))
    return svg(figure)


def _lines(voice: Voice, points: Sequence[Point]) -> list[Line]:
    """What the lines of a panel are."""
    lines = [
        Line(voice.word("years.township_line"), {"color": NAVY, "linewidth": 1.6}),
        Line(voice.benchmark_name, BENCHMARK_LINE),
    ]
    ribbon = Line(voice.word("years.ribbon_line"), {"color": RIBBON_EDGE, "linewidth": 0.8}, (-4.0, 4.0))
    return [*lines, ribbon] if any(point.measured for point in points) else lines
