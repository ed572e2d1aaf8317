"""Spine chart: one township's indicators, each against the benchmark and the spread of all townships.

Every row has a scale of its own: the benchmark in the middle, the worse end left, the better end right; where
an indicator carries no judgement, the lower end left and the higher right, all in grey.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
from matplotlib.figure import Figure

from fazhi.catalogue import Language, rounded
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.canvas import LINE, TALLEST, cut, large, pages, plot, stacked, wide
from fazhi.charts.comparison.marks import GREY, dot, key, key_entries, key_height
from fazhi.charts.comparison.points import Point, Rows
from fazhi.charts.comparison.select import benchmark_of, in_catalogue, one_year
from fazhi.charts.comparison.voice import Page, Pages, Voice
from fazhi.charts.model import Missing
from fazhi.charts.sheet import GRID, INK, PAPER, PLUM, WIDTH, Area, Look, Panel, sheet, svg, write

QUARTERED = 4  # townships; below that there are no quartiles
NAME_ROOM, NAME_LINES = 130.0, 3
BAND, BOX = 11.0, 7.0  # height of the whole spread and of its middle half, points
MIDDLE_HALF = "#949494"  # 3:1 against paper and against the lines of the marks
SPREAD = ("minimum", "p25", "p75", "maximum")


@dataclass(frozen=True)
class Row:
    """An indicator: the township's point, the benchmark, and how all townships spread (in the unit shown).

    ``lowest`` and ``highest``: the townships at the ends, whose values are written as everywhere else.
    """

    point: Point
    benchmark: float
    areas: int
    lowest: Point | None = None
    highest: Point | None = None
    p25: float | None = None
    p75: float | None = None

    @property
    def minimum(self) -> float | None:
        return None if self.lowest is None else self.lowest.value

    @property
    def maximum(self) -> float | None:
        return None if self.highest is None else self.highest.value

    @property
    def ways(self) -> int:
        """1 where more lies to the right, -1 where less does."""
        return -1 if self.point.subject.polarity == "low" else 1

    def place(self, value: float) -> float:
        """Where a value lies between -1 (left end) and 1; the farther end of the spread is at an end."""
        ends = [
            end
            for end in (self.minimum, self.maximum, self.point.value if self.point.drawn else None)
            if end is not None
        ]
        reach = max(abs(end - self.benchmark) for end in ends)
        return self.ways * (value - self.benchmark) / reach if reach else 0.0


def spine(
    table: Rows,
    township: str,
    language: Language = "zh",
    catalogue: Catalogue | None = None,
    *,
    benchmark_name: str = "",
) -> Pages | Missing:
    """All indicators of one township in one year, in the catalogue's order.

    ``table``: rows of the comparison's table (a frame or its records, columns ``points.COLUMNS``) of one year, with *all* townships:
    the spread (least, quartiles, most; quartiles by linear interpolation, from ``QUARTERED`` townships on) is
    that of the values in it that may be ordered. Indicators without a benchmark, such as stocks, are left out and
    counted in a note. ``Missing`` when no indicator of the township has a value, or none a benchmark. Raises ValueError for a township that is not in the table.
    """
    voice = Voice.of(language, catalogue, benchmark_name)
    points = [point for point in voice.read(table) if point.subject.kind != "date"]
    if not points:
        return voice.nothing("spine")
    own = [point for point in points if point.township == township]
    if not own:
        raise ValueError(f"the table has no township {township!r}")
    year = one_year(points)
    id, title = f"spine_{township}_{year}", voice.word("spine.title", township=township, year=year)
    if not any(point.text for point in own):
        return voice.missing("no_values", id, title, own[0].subject)
    rows = _rows(points, township, in_catalogue(voice.catalogue))
    left_out = len(own) - len(rows)
    if not rows:
        return voice.missing("no_benchmark", id, title, own[0].subject)
    own = [row.point for row in rows]
    entries, banner = key_entries(voice, own), voice.synthetic(own)
    room = TALLEST - _head(banner, key_height(entries)) - 4
    most = int(room // _pitch(rows))
    drawn = [
        Page(_draw(voice, page, rows), _data(voice, page), tuple(row.point.subject.name for row in page))
        for page in pages(rows, most)
    ]
    findings = voice.findings(
        [row.point for row in rows], lambda point: f"{point.subject.name}{_bracket(voice, point)}"
    )
    notes = [
        voice.word("spine.note"),
        voice.word("spine.spread_note"),
        voice.word("spine.left_out", count=left_out) if left_out else "",
        voice.word("spine.grey_note") if any(row.point.subject.polarity == "none" for row in rows) else "",
        voice.word("spine.few_areas_note", least=QUARTERED) if any(0 < row.areas < QUARTERED for row in rows) else "",
        voice.judgement_note(own),
    ]
    return voice.chart("spine", id, title, own, drawn, findings, voice.notes(own, *notes))


def _bracket(voice: Voice, point: Point) -> str:
    return voice.word("text.with_share", value="", share=point.text).rstrip()


def _rows(points: Sequence[Point], township: str, order: Callable[[str], tuple[int, str]]) -> list[Row]:
    """A row for each indicator of the township that has a benchmark."""
    rows = []
    for _, group in groupby(points, key=lambda point: point.subject.id):
        held = list(group)
        own = next((point for point in held if point.township == township), None)
        if own is None:
            continue
        benchmark = own.benchmark if own.benchmark is not None else benchmark_of(held)
        if benchmark is not None:
            rows.append(_row(own, benchmark, held))
    return sorted(rows, key=lambda row: order(row.point.subject.id))


def _row(point: Point, benchmark: float, held: Sequence[Point]) -> Row:
    spread = sorted((other for other in held if other.ordered), key=lambda other: (other.value, other.township))
    if not spread:
        return Row(point, benchmark, 0)
    values = pd.Series([other.value for other in spread], dtype="float64")
    middle = (values.quantile(0.25), values.quantile(0.75)) if len(values) >= QUARTERED else ()
    return Row(point, benchmark, len(values), spread[0], spread[-1], *map(float, middle))


def _data(voice: Voice, page: Sequence[Row]) -> pd.DataFrame:
    data = voice.data([row.point for row in page], indicator=True)
    for name in SPREAD:
        held: list[float | None] = [getattr(row, name) for row in page]
        decimals = [max(1, row.point.subject.decimals) for row in page]
        shown = [None if end is None else rounded(end, fine) for end, fine in zip(held, decimals, strict=True)]
        data.insert(len(data.columns) - 1, voice.word(f"spine.{name}"), pd.Series(shown, dtype="object"))
    data.insert(len(data.columns) - 1, voice.word("spine.areas"), [row.areas for row in page])
    return data


# ----------------------------------------------------------------------------------------------- drawing


def _head(banner: str, key_room: float) -> float:
    return (LINE + 2 if banner else 0) + key_room + 2 * LINE + 6


def _names(rows: Sequence[Row]) -> list[str]:
    return [cut(row.point.subject.name, NAME_ROOM, NAME_LINES) for row in rows]


def _pitch(rows: Sequence[Row]) -> float:
    """Every row has the height of the highest name."""
    return 19.0 + 12.0 * max(name.count("\n") for name in _names(rows))


@large
def _draw(voice: Voice, page: Sequence[Row], rows: Sequence[Row]) -> str:
    own = [row.point for row in rows]
    entries, banner = key_entries(voice, own), voice.synthetic(own)
    head, pitch = _head(banner, key_height(entries)), _pitch(rows)
    figure = sheet(head + pitch * len(page) + 4)
    top = stacked(figure, 0, 0, voice.word("compare.synthetic_banner")) + 2 if banner else 0.0
    key(figure, entries, top)
    columns = {
        "own": [voice.shown(row.point) for row in page],
        "benchmark": [row.point.subject.text(row.benchmark) for row in page],
        "left": [_text(row.lowest if row.ways > 0 else row.highest) for row in page],
        "right": [_text(row.highest if row.ways > 0 else row.lowest) for row in page],
    }
    heads = {name: voice.word(f"spine.{name}").split() for name in columns}
    names = _names(page)
    rooms = {name: max(map(wide, [*cells, *heads[name]])) + 8 for name, cells in columns.items()}
    ends: dict[str, float] = {}
    x = max(map(wide, names)) + 4
    for name in ("own", "benchmark", "left"):
        x += rooms[name]
        ends[name] = x
    ends["right"] = WIDTH - 1
    area = Area(x + 4, head, WIDTH - rooms["right"] - x - 4, pitch * len(page))
    _heads(figure, heads, ends, head)
    spot = plot(figure, area, (-1.08, 1.08), (len(page) - 0.5, -0.5))
    spot.line([0, 0], [len(page) - 0.5, -0.5], color=PLUM, linewidth=1.4, zorder=4, gid="benchmark")
    for place, (row, name) in enumerate(zip(page, names, strict=True)):
        middle = head + pitch * (place + 0.5)
        _lines(figure, name, middle)
        for column, right in ends.items():
            write(figure, right, middle, columns[column][place], ha="right", va="center_baseline")
        _row_drawing(spot, row, place)
    return svg(figure)


def _text(end: Point | None) -> str:
    return "" if end is None else end.text


def _heads(figure: Figure, heads: Mapping[str, Sequence[str]], ends: Mapping[str, float], bottom: float) -> None:
    for name, words in heads.items():
        for number, line in enumerate(reversed(words)):
            write(figure, ends[name], bottom - 6 - number * LINE, line, ha="right", va="baseline")


def _lines(figure: Figure, name: str, middle: float) -> None:
    lines = name.split("\n")
    for number, line in enumerate(lines):
        y = middle + (number - (len(lines) - 1) / 2) * (LINE - 1.5)
        write(figure, 0, y, line, va="center_baseline")


def _row_drawing(spot: Panel, row: Row, place: int) -> None:
    """The spread as an outlined band, its middle half filled, and the township's mark."""
    spot.line([-1.08, 1.08], [place + 0.5] * 2, color=GRID, linewidth=0.5, zorder=0)
    if row.areas > 1 and row.minimum is not None and row.maximum is not None:
        _bar(spot, row, place, (row.minimum, row.maximum), BAND, Look(PAPER, edge=GREY))
    if row.p25 is not None and row.p75 is not None:
        _bar(spot, row, place, (row.p25, row.p75), BOX, Look(MIDDLE_HALF, edge=MIDDLE_HALF))
    if row.point.drawn and row.point.value is not None:
        dot(spot, row.place(row.point.value), place, row.point, f"dot-{place}", place)


def _bar(spot: Panel, row: Row, place: int, ends: tuple[float, float], height: float, look: Look) -> None:
    left, right = sorted(map(row.place, ends))
    up = abs(spot.up) * height
    if left == right:  # nothing to fill: all are equal
        spot.line([left, left], [place - up / 2, place + up / 2], color=INK, linewidth=0.8, zorder=2)
    spot.block(left, place - up / 2, right - left, up, look)
