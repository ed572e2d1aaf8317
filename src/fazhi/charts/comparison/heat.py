"""Heat table: townships by indicators; each cell has its value, a mark for the category, and a tint that helps the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.canvas import (
    LINE,
    TALLEST,
    cut,
    height_of,
    large,
    names,
    pages,
    stacked,
    stroke,
    wide,
)
from fazhi.charts.comparison.marks import GREY, Mark, key_entries, mark
from fazhi.charts.comparison.points import Point, Rows
from fazhi.charts.comparison.select import in_catalogue, one_year
from fazhi.charts.comparison.voice import Page, Pages, Voice
from fazhi.charts.model import Missing
from fazhi.charts.sheet import INK, NAVY, ORANGE, PAPER, WIDTH, of_row, sheet, svg, write

NAME_ROOM = 100.0
ROW = 18.0
GAP = 2.0  # white between cells, points
MARK_ROOM = 15.0
HEAD_LINES = 6
NARROWEST = {"zh": 62.0, "en": 78.0}  # of a column, points: five ideographs or a long word of its heading
BLACK = "#000000"
SWATCH = 20.0


@dataclass(frozen=True)
class Tint:
    """How a cell looks: fill, edge, and the colour of what is written in it."""

    fill: str
    edge: str
    ink: str = BLACK
    dashed: bool = False


TINTS = {
    ("better", "99.8"): Tint(NAVY, NAVY, PAPER),
    ("better", "95"): Tint("#C6D4E3", NAVY),
    ("worse", "99.8"): Tint(ORANGE, ORANGE),
    ("worse", "95"): Tint("#FCD8C6", ORANGE),
    ("higher", "99.8"): Tint(INK, INK, PAPER),
    ("higher", "95"): Tint("#D2D2D2", INK),
    ("lower", "99.8"): Tint(GREY, GREY),
    ("lower", "95"): Tint("#EAEAEA", GREY),
    ("similar", ""): Tint(PAPER, GREY),
    ("not_compared", ""): Tint(PAPER, GREY, dashed=True),
}
Column = tuple[str, dict[str, Point]]  # the heading, and township → point


def heat_table(
    table: Rows,
    language: Language = "zh",
    catalogue: Catalogue | None = None,
    *,
    order: Sequence[str] = (),
    benchmark_name: str = "",
) -> Pages | Missing:
    """Townships by indicators in one year, every cell with value and mark.

    ``table``: rows of the comparison's table (a frame or its records, columns ``points.COLUMNS``) of one year. Indicators stand in the
    catalogue's order, townships in that of ``order`` (default: by name). A combination without a row has an
    empty dashed cell with a sign. What does not fit on a page goes on to the next: first down, then across.
    ``Missing`` when no cell has a value.
    """
    voice = Voice.of(language, catalogue, benchmark_name)
    points = [point for point in voice.read(table) if point.subject.kind != "date"]
    if not points:
        return voice.nothing("heat")
    year = one_year(points)
    id, title = f"heat_{year}", voice.word("heat.title", year=year)
    if not any(point.text for point in points):
        return voice.missing("no_values", id, title, points[0].subject)
    columns = _columns(voice, points)
    towns = sorted({point.township for point in points}, key=lambda town: (_place(order, town), town))
    left = max(map(wide, names(towns, NAME_ROOM))) + 10
    room = max(NARROWEST[voice.language], *(_room(voice, column) for column in columns))
    across = pages(columns, int((WIDTH - left) // room))
    head = max(_head(voice, points, part, (WIDTH - left) / len(part)) for part in across)
    down = pages(towns, int((TALLEST - head) // ROW))
    drawn = [_page(voice, rows, part, left, points) for part in across for rows in down]
    findings = [voice.word("heat.count", towns=len(towns), indicators=len(columns))]
    findings += voice.findings(
        points, lambda point: voice.word("heat.cell", town=point.township, name=point.subject.name)
    )
    notes = [voice.word("heat.note"), voice.word("heat.flags_note"), voice.judgement_note(points)]
    return voice.chart("heat", id, title, points, drawn, findings, voice.notes(points, *notes))


def _place(order: Sequence[str], town: str) -> int:
    return order.index(town) if town in order else len(order)


def _columns(voice: Voice, points: Sequence[Point]) -> list[Column]:
    held: dict[str, dict[str, Point]] = {}
    for point in points:
        held.setdefault(point.subject.id, {})[point.township] = point
    ids = sorted(held, key=in_catalogue(voice.catalogue))
    return [(next(iter(held[id].values())).subject.name, held[id]) for id in ids]


def _room(voice: Voice, column: Column) -> float:
    """The width that a column's cells need."""
    return max(wide(voice.shown(point)) for point in column[1].values()) + MARK_ROOM + GAP + 8


def _page(voice: Voice, rows: Sequence[str], part: Sequence[Column], left: float, points: Sequence[Point]) -> Page:
    drawing = _draw(voice, rows, part, left, points)
    held = [part[place][1][town] for town, place in _filled(rows, part)]
    data = voice.data(held, indicator=True)
    if voice.word("heading.township") not in data:  # a single township still has its name in its table
        data.insert(1, voice.word("heading.township"), [point.township for point in held])
    names = (f"{rows[0]}·{part[0][0]}", f"{rows[-1]}·{part[-1][0]}")
    return Page(drawing, data, names)


def _filled(rows: Sequence[str], part: Sequence[Column]) -> list[tuple[str, int]]:
    """Township and place of the indicator of each cell that has a point, in the order of the data."""
    return [(town, place) for place, (_, column) in enumerate(part) for town in rows if town in column]


# ----------------------------------------------------------------------------------------------- drawing


def _heading(name: str, room: float) -> list[str]:
    return cut(name, room - GAP - 2, HEAD_LINES).split("\n")


def _head(voice: Voice, points: Sequence[Point], part: Sequence[Column], room: float) -> float:
    """The room above the first row."""
    lines = max(len(_heading(name, room)) for name, _ in part)
    return (LINE + 2 if voice.synthetic(points) else 0) + _key_height(key_entries(voice, points)) + lines * LINE + 8


@large
def _draw(voice: Voice, rows: Sequence[str], part: Sequence[Column], left: float, points: Sequence[Point]) -> str:
    room = (WIDTH - left) / len(part)
    head = _head(voice, points, part, room)
    at = {key: number for number, key in enumerate(_filled(rows, part))}
    figure = sheet(head + ROW * len(rows) + 2)
    top = stacked(figure, 0, 0, voice.word("compare.synthetic_banner")) + 2 if voice.synthetic(points) else 0.0
    _key(figure, key_entries(voice, points), top)
    for place, (name, _) in enumerate(part):
        for number, line in enumerate(reversed(_heading(name, room))):
            middle = left + room * (place + 0.5)
            write(figure, middle, head - 6 - number * LINE, line, ha="center", va="baseline")
    for row, (town, label) in enumerate(zip(rows, names(rows, NAME_ROOM), strict=True)):
        middle = head + ROW * (row + 0.5)
        write(figure, left - 8, middle, label, ha="right", va="center_baseline")
        for place, (_, column) in enumerate(part):
            id = of_row(f"cell-{row}-{place}", at[town, place]) if town in column else None
            _cell(figure, voice, column.get(town), left + room * place, middle, room, id)
    return svg(figure)


def _cell(
    figure: Figure, voice: Voice, point: Point | None, x: float, middle: float, room: float, id: str | None
) -> None:
    """The tint, the value to the right, the mark to the left of it."""
    category, level = ("not_compared", "") if point is None else (point.category, point.level)
    tint = TINTS[category, level if category not in ("similar", "not_compared") else ""]
    _box(figure, x + GAP / 2, middle - ROW / 2 + GAP / 2, room - GAP, ROW - GAP, tint, id)
    words = voice.sign("year_absent") if point is None else voice.shown(point)
    write(figure, x + room - GAP / 2 - 5, middle, words, ha="right", va="center_baseline", colour=tint.ink)
    _stamp(figure, x + MARK_ROOM - 3, middle, mark(category, level), tint)


def _box(figure: Figure, x: float, top: float, width: float, height: float, tint: Tint, id: str | None = None) -> None:
    whole = height_of(figure)
    corner = (x / WIDTH, 1 - (top + height) / whole)
    look: dict[str, Any] = {"facecolor": tint.fill, "edgecolor": tint.edge, "linewidth": 0.9, "gid": id}
    if tint.dashed:
        look["linestyle"] = (0, (2, 2))
    figure.add_artist(Rectangle(corner, width / WIDTH, height / whole, transform=figure.transFigure, **look))


def _stamp(figure: Figure, x: float, y: float, one: Mark, tint: Tint) -> None:
    """The category's mark in the ink of its cell."""
    look = one.look() | {"markeredgecolor": tint.ink, "markersize": one.size * 0.9}
    if one.fill != "none":
        look |= {"markerfacecolor": tint.ink, "markerfacecoloralt": tint.fill}
    stroke(figure, [x], [y], zorder=3, **look)


def _key(figure: Figure, entries: Sequence[tuple[Mark, str]], top: float) -> None:
    """Small cells with their marks and words."""
    tints = {mark(*held).look()["marker"] + mark(*held).fill: tint for held, tint in TINTS.items()}
    for (one, words), (x, y) in zip(entries, _key_places(entries), strict=True):
        tint = tints[one.shape + one.fill]
        _box(figure, x + 1, top + y + 1, SWATCH, LINE - 2, tint)
        _stamp(figure, x + 1 + SWATCH / 2, top + y + LINE / 2, one, tint)
        write(figure, x + SWATCH + 6, top + y + LINE / 2, words, va="center_baseline")


def _key_height(entries: Sequence[tuple[Mark, str]]) -> float:
    return _key_places(entries)[-1][1] + LINE + 8


def _key_places(entries: Sequence[tuple[Mark, str]]) -> list[tuple[float, float]]:
    places: list[tuple[float, float]] = []
    x = y = 0.0
    for _, words in entries:
        room = SWATCH + 6 + wide(words)
        if x and x + room > WIDTH:
            x, y = 0.0, y + LINE + 3
        places.append((x, y))
        x += room + 12
    return places
