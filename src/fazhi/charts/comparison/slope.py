"""Slopes: each township's value in two years, joined by a line, with the intervals at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.canvas import (
    LINE,
    RISE,
    TYPE,
    Scale,
    cut,
    large,
    names,
    pages,
    plot,
    scale_for,
    settle,
    stacked,
    stroke,
    wide,
)
from fazhi.charts.comparison.marks import GREY, Line, dot, key, key_entries, key_height, line_key
from fazhi.charts.comparison.points import Point, Rows
from fazhi.charts.comparison.select import benchmark_of, by_township, one_subject
from fazhi.charts.comparison.voice import NAMED, Page, Pages, Voice
from fazhi.charts.lettering import printable
from fazhi.charts.model import Missing
from fazhi.charts.sheet import INK, NAVY, ORANGE, PLUM, WIDTH, Area, Panel, sheet, svg, write

TOGETHER = 10  # townships on a page: beyond that the lines cannot be told apart
PLOT = 300.0
NAME_ROOM = 84.0
BAND = 46.0  # points over which the dots of one year stand side by side, so that intervals do not cover each other
LEADER = 16.0
LINES: dict[str, dict[str, Any]] = {
    "rises": {"color": NAVY, "linewidth": 1.5},
    "falls": {"color": ORANGE, "linewidth": 1.7, "linestyle": (0, (4, 1.5, 1, 1.5))},
    "stays": {"color": INK, "linewidth": 1.2, "linestyle": (0, (1, 1.5))},
}
BENCHMARK_LINE: dict[str, Any] = {"color": PLUM, "linewidth": 1.3, "linestyle": (0, (5, 2))}


@dataclass(frozen=True)
class Pair:
    """A township's two years."""

    before: Point
    after: Point

    @property
    def township(self) -> str:
        return self.before.township

    @property
    def way(self) -> str:
        """Whether the value rises, falls or stays; exact, no test."""
        before, after = self.before.value or 0.0, self.after.value or 0.0
        return "rises" if after > before else "falls" if after < before else "stays"


def slope(
    table: Rows, language: Language = "zh", catalogue: Catalogue | None = None, *, benchmark_name: str = ""
) -> Pages | Missing:
    """One indicator in exactly two years: a line for each township that has a value in both.

    ``table``: rows of the comparison's table (a frame or its records, columns ``points.COLUMNS``) of one indicator and two years. Who
    has one year only is named in a note. A value without interval among others that have one carries †. More
    than ``TOGETHER`` townships take several pages (by name) on one scale. ``Missing`` when the table has not
    exactly two years, or no township has a value in both.
    """
    voice = Voice.of(language, catalogue, benchmark_name)
    points = voice.read(table)
    if not points:
        return voice.nothing("slope")
    subject, years = one_subject(points), sorted({point.year for point in points})
    first, last = years[0], years[-1]
    id, title = (
        f"slope_{subject.id}_{first}_{last}",
        voice.word("slope.title", name=subject.name, first=first, last=last),
    )
    if len(years) != 2:
        return voice.missing("not_two_years", id, title, subject, count=len(years))
    pairs = [Pair(*held) for held in _drawn(points).values() if len(held) == 2]
    if not pairs:
        return voice.missing("no_pairs", id, title, subject)
    held = [point for pair in pairs for point in (pair.before, pair.after)]
    ends = [end for point in held for end in (point.value, *_reach(point), *_benchmarks(held)) if end is not None]
    scale = scale_for(ends, least=subject.least_step, ceiling=subject.ceiling)
    drawn = [_page(voice, page, scale, held) for page in pages(pairs, TOGETHER)]
    single = sorted({point.township for point in points} - {pair.township for pair in pairs})
    notes = [
        voice.word("slope.note"),
        voice.word("slope.interval_note") if any(point.measured for point in held) else voice.interval_note(held),
        voice.word("slope.dagger_note") if any(_dagger(point, held) for point in held) else "",
        voice.word("slope.single", names=voice.listed(single)) if single else "",
        voice.judgement_note(held),
        voice.word("compare.cut_note") if scale.low > 0 else "",
    ]
    return voice.chart("slope", id, title, held, drawn, _findings(voice, pairs, held), voice.notes(held, *notes))


def _page(voice: Voice, page: Sequence[Pair], scale: Scale, held: Sequence[Point]) -> Page:
    data = voice.data([point for pair in page for point in (pair.before, pair.after)], year=True)
    return Page(_draw(voice, page, scale, held), data, tuple(pair.township for pair in page))


def _drawn(points: Sequence[Point]) -> dict[str, list[Point]]:
    return dict(by_township([point for point in points if point.drawn]))


def _benchmarks(points: Sequence[Point]) -> list[float | None]:
    """The common benchmark of the first and of the second year."""
    years = sorted({point.year for point in points})
    return [benchmark_of(point for point in points if point.year == year) for year in years]


def _dagger(point: Point, held: Sequence[Point]) -> bool:
    """Whether a value lacks the interval that others have."""
    return not point.measured and any(other.measured for other in held)


def _findings(voice: Voice, pairs: Sequence[Pair], held: Sequence[Point]) -> list[str]:
    subject = held[0].subject
    counted = {way: sum(pair.way == way for pair in pairs) for way in LINES}
    found = [voice.word("slope.count", count=len(pairs), **counted)]
    for way, sign in (("rises", -1), ("falls", 1)):
        moved = sorted(
            (pair for pair in pairs if pair.way == way),
            key=lambda pair: (sign * ((pair.after.value or 0.0) - (pair.before.value or 0.0)), pair.township),
        )
        told = [
            voice.word("slope.moved", name=pair.township, before=pair.before.text, after=pair.after.text)
            for pair in moved[:NAMED]
        ]
        found.append(voice.word(f"slope.most_{way}", names=voice.listed(told)) if told else "")
    before, after = _benchmarks(held)
    if before is not None and after is not None:
        name = voice.benchmark_name
        found.append(voice.word("slope.moved", name=name, before=subject.text(before), after=subject.text(after)))
    return found


# ----------------------------------------------------------------------------------------------- drawing


@large
def _draw(voice: Voice, page: Sequence[Pair], scale: Scale, held: Sequence[Point]) -> str:
    entries, banner = key_entries(voice, held), voice.synthetic(held)
    head = (LINE + 2 if banner else 0) + LINE + 6 + key_height(entries) + 2 * LINE + 8
    figure = sheet(head + PLOT + 6)
    top = stacked(figure, 0, 0, voice.word("compare.synthetic_banner")) + 2 if banner else 0.0
    top = key(figure, entries, line_key(figure, _lines(voice, page, held), top))
    write(figure, 0, top + RISE, printable(voice.measure(held[0].subject)), va="baseline")
    shown = names([pair.township for pair in page], NAME_ROOM)
    left = [f"{name} {_text(pair.before, held)}" for name, pair in zip(shown, page, strict=True)]
    right = [f"{_text(pair.after, held)} {name}" for name, pair in zip(shown, page, strict=True)]
    before, after = _benchmarks(held)
    common = [_benchmark_words(voice, held[0], value) for value in (before, after)]
    start = max(map(wide, [*left, common[0]])) + LEADER
    stop = WIDTH - max(map(wide, [*right, common[1]])) - LEADER
    area = Area(start, head, stop - start, PLOT)
    spot = plot(figure, area, (0.0, area.width), scale)
    years = [voice.word("text.year", year=point.year) for point in (page[0].before, page[0].after)]
    write(figure, start, top + LINE + RISE + 2, years[0])
    write(figure, stop, top + LINE + RISE + 2, years[1], ha="right")
    places = _side_by_side(page, area.width)
    for number, (pair, (from_x, to_x)) in enumerate(zip(page, places, strict=True)):
        _pair(spot, pair, from_x, to_x, number)
    if before is not None and after is not None:
        spot.line([0, area.width], [before, after], zorder=2, gid="benchmark", **BENCHMARK_LINE)
    befores = [(pair.before.value or 0.0, words, x[0]) for pair, words, x in zip(page, left, places, strict=True)]
    afters = [(pair.after.value or 0.0, words, x[1]) for pair, words, x in zip(page, right, places, strict=True)]
    befores += [(before, common[0], 0.0)] if before is not None else []
    afters += [(after, common[1], area.width)] if after is not None else []
    _labels(figure, spot, area, befores, side=-1)
    _labels(figure, spot, area, afters, side=1)
    return svg(figure)


def _text(point: Point, held: Sequence[Point]) -> str:
    return point.text if point.text.endswith("†") or not _dagger(point, held) else f"{point.text}†"


def _benchmark_words(voice: Voice, point: Point, value: float | None) -> str:
    return "" if value is None else cut(voice.benchmark_text(point.subject, value), NAME_ROOM + 40)


def _side_by_side(page: Sequence[Pair], width: float) -> list[tuple[float, float]]:
    """Where the dots of each township stand in the two bands, points from the left of the panel.

    In both bands the largest value stands farthest from the labels, so that its leader passes above the others.
    """
    step = BAND / max(1, len(page))
    before, after = (_ranks(page, which) for which in ("before", "after"))
    return [(6 + step * low, width - 6 - step * high) for low, high in zip(before, after, strict=True)]


def _ranks(page: Sequence[Pair], which: str) -> list[int]:
    """The rank of each pair's value, 0 for the smallest."""
    values = [(getattr(pair, which).value or 0.0, pair.township) for pair in page]
    order = sorted(range(len(page)), key=lambda place: values[place])
    return [order.index(place) for place in range(len(page))]


def _pair(spot: Panel, pair: Pair, from_x: float, to_x: float, number: int) -> None:
    """The line with its two dots and their intervals."""
    before, after = pair.before.value or 0.0, pair.after.value or 0.0
    spot.line([from_x, to_x], [before, after], zorder=2.5, **LINES[pair.way])
    for place, (x, point, name) in enumerate(((from_x, pair.before, "before"), (to_x, pair.after, "after"))):
        _interval(spot, x, point)
        dot(spot, x, point.value or 0.0, point, f"{name}-{number}", 2 * number + place, 0.85)


def _interval(spot: Panel, x: float, point: Point) -> None:
    """The 95 % interval as a thin upright line; the wider one would hide the lines."""
    if ends := _reach(point):
        spot.line([x, x], [min(ends), max(ends)], color=GREY, linewidth=1.1, zorder=1)


def _reach(point: Point) -> list[float]:
    """Value and ends of the 95 % interval; nothing where there is none."""
    return [end for end in (point.value, *point.inner) if end is not None] if point.measured else []


def _labels(figure: Figure, spot: Panel, area: Area, ends: list[tuple[float, str, float]], *, side: int) -> None:
    """Names and values beside one year, moved apart, each with a thin leader to its dot."""
    low, high = spot.y
    heights = [area.top + area.height * (high - value) / (high - low) for value, _, _ in ends]
    order = sorted(range(len(ends)), key=lambda place: (heights[place], ends[place][1]))
    wanted = [heights[place] for place in order]
    edge = area.left - LEADER + 4 if side < 0 else area.left + area.width + LEADER - 4
    for place, y in zip(order, settle(wanted, TYPE + 1.2, area.top, area.top + area.height), strict=True):
        _, words, x = ends[place]
        start = edge + 2 if side < 0 else edge - 2
        stroke(figure, [start, start - side * 6, area.left + x], [y, y, heights[place]], color=INK, linewidth=0.4)
        write(figure, edge, y, words, ha="right" if side < 0 else "left", va="center_baseline")


def _lines(voice: Voice, page: Sequence[Pair], held: Sequence[Point]) -> list[Line]:
    """The kinds of line on the page."""
    ways = {pair.way for pair in page}
    lines = [Line(voice.word(f"slope.{way}"), look) for way, look in LINES.items() if way in ways]
    common = all(value is not None for value in _benchmarks(held))
    return [*lines, Line(voice.benchmark_name, BENCHMARK_LINE)] if common else lines
