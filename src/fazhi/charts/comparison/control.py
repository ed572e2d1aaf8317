"""Control chart: one township's events by month, around the centre line and limits of a fixed baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from fazhi.catalogue import Language, rounded
from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.canvas import (
    EDGE,
    LINE,
    PLATE,
    RISE,
    TYPE,
    Box,
    beside,
    cut,
    large,
    plot,
    scale_for,
    settle,
    stacked,
    stroke,
    wide,
)
from fazhi.charts.comparison.marks import key, key_height, mark
from fazhi.charts.comparison.monthly import LIMITS, Course, Month, read_months
from fazhi.charts.comparison.points import subject_of
from fazhi.charts.comparison.voice import NAMED, Page, Pages, Voice
from fazhi.charts.lettering import number, printable
from fazhi.charts.model import Missing
from fazhi.charts.sheet import GRID, INK, NAVY, PLUM, WIDTH, Area, Panel, of_row, sheet, svg, write
from fazhi.values import grouped

FEWEST = 12  # months
PLOT = 210.0
STYLES: dict[str, dict[str, Any]] = {
    "95": {"color": INK, "linewidth": 1.2, "linestyle": (0, (5, 2))},
    "998": {"color": INK, "linewidth": 1.0, "linestyle": (0, (1, 1.5))},
}


def control_chart(
    limits: pd.DataFrame,
    township: str,
    indicator: str,
    language: Language = "zh",
    catalogue: Catalogue | None = None,
    *,
    per: float = 1.0,
    synthetic: bool = False,
) -> Pages | Missing:
    """One township's indicator by month, with the centre line and limits of ``indicators.control_limits``.

    ``limits``: the columns ``monthly.COLUMNS``, a row a month. ``per``: values of a u chart are shown per so much
    exposure (1000: per 1,000 residents). Months beyond the 99.8 % limits are named. ``Missing`` with fewer than
    twelve months known, or a baseline without any event, from which no limits follow.
    """
    voice = Voice.of(language, catalogue)
    subject = subject_of(voice.catalogue, language, indicator)
    months = read_months(limits, per)
    known = [month for month in months if month.value is not None]
    fill = {"township": township, "name": subject.name}
    id = f"control_{subject.id}_{township}"
    title = (
        voice.word("control.title", first=months[0].month, last=months[-1].month, **fill) if months else subject.name
    )
    if len(known) < FEWEST:
        return voice.missing("too_few_months", id, title, subject, count=len(known), least=FEWEST)
    centres = {float(value) for value in limits["centre"].dropna()}
    if len(centres) != 1 or not min(centres) > 0:
        return voice.missing("no_baseline", id, title, subject)
    ends = [end for month in months for end in (*month.limits, month.value) if end is not None]
    rates = any(month.exposure is not None and month.exposure != 1 for month in months)
    scale = scale_for([0.0, *ends], least=0.001 if rates else 1.0)
    course = Course(subject, months, min(centres) * per, scale, rates)
    banner = voice.word("compare.synthetic") if synthetic else ""
    findings = [*_findings(voice, course), banner]
    notes = [
        banner,
        voice.word("control.method_u" if rates else "control.method_c"),
        voice.word("control.note"),
        voice.word("control.gap_note") if len(known) < len(months) else "",
    ]
    page = Page(_draw(voice, course, synthetic, per), _data(voice, course))
    return voice.plain("control", id, title, subject, page, findings, notes)


def _findings(voice: Voice, course: Course) -> list[str]:
    base = [month.month for month in course.months if month.baseline]
    found = [voice.word("control.centre", centre=_text(course, course.centre), first=base[0], last=base[-1])]
    for category in ("higher", "lower"):
        for level in ("99.8", "95"):
            held = [month for month in course.months if month.signal == (category, level)]
            named = [voice.word("control.month", month=month.month, value=_text(course, month.value)) for month in held]
            if held:
                fill = {"level": level, "count": len(held), "names": voice.listed(named, NAMED)}
                found.append(voice.word(f"control.{category}", **fill))
    return found if len(found) > 1 else [*found, voice.word("control.none")]


def _text(course: Course, value: float | None) -> str:
    """A count as it is, a rate or the centre with decimals."""
    if value is None:
        return ""
    if float(value).is_integer():
        return number(value)
    return grouped(rounded(value, 2 if course.rates else 1))


def _data(voice: Voice, course: Course) -> pd.DataFrame:
    def column(values: Sequence[float | None]) -> pd.Series:
        return pd.Series([None if value is None else float(rounded(value, 3)) for value in values], dtype="float64")

    months = course.months
    data = pd.DataFrame({voice.word("text.month_heading"): [month.month for month in months]})
    data[voice.measure(course.subject)] = column([month.value for month in months])
    if course.rates:
        data[voice.word("control.events")] = column([month.events for month in months])
        data[voice.word("control.exposure")] = column([month.exposure for month in months])
    data[voice.word("control.centre_heading")] = column([course.centre] * len(months))
    for place, name in enumerate(LIMITS):
        data[voice.word(f"heading.{name}")] = column([month.limits[place] for month in months])
    data[voice.word("heading.verdict")] = [_verdict(voice, month) for month in months]
    return data


def _verdict(voice: Voice, month: Month) -> str:
    category, level = month.signal
    return (
        voice.word(f"control.verdict_{category}", level=level) if level else voice.word(f"control.verdict_{category}")
    )


# ----------------------------------------------------------------------------------------------- drawing


@large
def _draw(voice: Voice, course: Course, synthetic: bool, per: float) -> str:
    found = {month.signal for month in course.months if month.value is not None}
    order = [(category, level) for category in ("higher", "lower") for level in ("99.8", "95")]
    entries = [
        (mark(category, level), voice.word(f"control.verdict_{category}", level=level))
        for category, level in order
        if (category, level) in found
    ]
    figure = sheet((LINE + 2 if synthetic else 0) + key_height(entries) + LINE + 10 + PLOT + 3 * LINE + 12)
    top = stacked(figure, 0, 0, voice.word("compare.synthetic_banner")) + 2 if synthetic else 0.0
    top = key(figure, entries, top)
    unit = (
        voice.word("control.per", name=course.subject.name, per=number(per))
        if course.rates
        else voice.measure(course.subject)
    )
    write(figure, 0, top + RISE, cut(unit, WIDTH), va="baseline")
    left = max(map(wide, course.scale.labels)) + 8
    words = {"centre": voice.word("control.mean", centre=_text(course, course.centre))} | {
        name: _level(name) for name in LIMITS
    }
    right = max(map(wide, words.values())) + 24
    area = Area(left, top + LINE + 10, WIDTH - left - right, PLOT)
    count = len(course.months)
    spot = plot(figure, area, (-0.5, count - 0.5), course.scale)
    spot.horizontals(course.scale.ticks, course.scale.labels)
    _baseline(figure, voice, area, course, spot)
    _lines(spot, course)
    _ends(figure, area, spot, course, words)
    _values(spot, course)
    _labels(figure, area, spot, course)
    _axis(figure, spot, area, course)
    return svg(figure)


def _level(name: str) -> str:
    return "99.8%" if name.endswith("998") else "95%"


def _baseline(figure: Figure, voice: Voice, area: Area, course: Course, spot: Panel) -> None:
    """The stretch of the baseline: a bracket below the axis with the word under it, a light line at its end."""
    base = [place for place, month in enumerate(course.months) if month.baseline]
    ends = [area.left + base[0] / spot.across, area.left + (base[-1] + 1) / spot.across]
    y = area.top + area.height + 2 * LINE + 8
    stroke(figure, [ends[0], ends[0], ends[1], ends[1]], [y - 3, y, y, y - 3], color=INK, linewidth=0.9)
    if base[-1] < len(course.months) - 1:
        spot.line([base[-1] + 0.5] * 2, list(spot.y), color=GRID, linewidth=1.0, zorder=0)
    words = voice.word("control.baseline")
    middle = min(max(sum(ends) / 2, wide(words) / 2), WIDTH - wide(words) / 2)
    write(figure, middle, y + 3 + RISE, words, ha="center", va="baseline")


def _lines(spot: Panel, course: Course) -> None:
    """Centre line (solid in the baseline, dashed beyond it) and limits, as steps where they differ by month."""
    base = [place for place, month in enumerate(course.months) if month.baseline]
    spot.line([-0.5, base[-1] + 0.5], [course.centre] * 2, color=PLUM, linewidth=1.4, zorder=2, gid="centre")
    if base[-1] < len(course.months) - 1:
        style = {"color": PLUM, "linewidth": 1.4, "linestyle": (0, (5, 2))}
        spot.line([base[-1] + 0.5, len(course.months) - 0.5], [course.centre] * 2, zorder=2, **style)
    for place, name in enumerate(LIMITS):
        x, y = [], []
        for at, month in enumerate(course.months):
            end = month.limits[place]
            x += [at - 0.5, at + 0.5]
            y += [math.nan, math.nan] if end is None else [end, end]
        spot.line(x, y, zorder=2, gid=f"limit-{name}", **STYLES[name.split("_")[1]])


def _ends(figure: Figure, area: Area, spot: Panel, course: Course, words: dict[str, str]) -> None:
    """What each line is, at its right end."""
    last = course.months[-1].limits
    ends = dict(zip(LIMITS, last, strict=True)) | {"centre": course.centre}
    order = ("upper_998", "upper_95", "centre", "lower_95", "lower_998")
    held = [(name, end) for name in order if (end := ends[name]) is not None]
    low, high = spot.y
    heights = [area.top + area.height * (high - end) / (high - low) for _, end in held]
    wanted = [height + place * 1e-6 for place, height in enumerate(heights)]
    start = area.left + area.width
    for (name, _), height, y in zip(
        held, heights, settle(wanted, TYPE + 1, area.top, area.top + area.height + 4), strict=True
    ):
        stroke(figure, [start + 1, start + 14], [height, y], color=INK, linewidth=0.5)
        write(figure, start + 17, y, words[name], va="center_baseline")


def _values(spot: Panel, course: Course) -> None:
    """The line through the months, broken where one is unknown, and a mark for each."""
    values = [math.nan if month.value is None else month.value for month in course.months]
    spot.line(list(range(len(values))), values, color=NAVY, linewidth=1.3, zorder=3)
    size = 0.85 if len(values) <= 36 else 0.6
    for place, month in enumerate(course.months):
        if month.value is None:
            continue
        look = mark(*month.signal).look()
        spot.line(
            [place],
            [month.value],
            zorder=5,
            gid=of_row(f"dot-{place}", place),
            **look | {"markersize": look["markersize"] * size},
        )


def _labels(figure: Figure, area: Area, spot: Panel, course: Course) -> None:
    """The values of the months beyond the 99.8 % limits, where there is room for them."""
    low, high = spot.y
    at = {
        place: (area.left + (place + 0.5) / spot.across, area.top + area.height * (high - month.value) / (high - low))
        for place, month in enumerate(course.months)
        if month.value is not None
    }
    taken = [Box(x - 4.5, y - 4.5, x + 4.5, y + 4.5) for x, y in at.values()]
    bounds = Box(area.left + EDGE, area.top - 8, area.left + area.width, area.top + area.height - 2)
    for place, (x, y) in at.items():
        month = course.months[place]
        if month.signal[1] != "99.8":
            continue
        words = f"{month.month}  {_text(course, month.value)}"
        box = beside(x, y, words, taken, bounds)
        if box is None:
            continue
        taken.append(box)
        middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        write(figure, *middle, printable(words), ha="center", va="center_baseline", plate=PLATE, zorder=4)


def _axis(figure: Figure, spot: Panel, area: Area, course: Course) -> None:
    """Ticks below: the month's number where there is room, the year under each January and the first month."""
    bottom = area.top + area.height
    room = 1 / spot.across
    step = next((step for step in (1, 2, 3, 6, 12) if step * room >= wide("12") + 3), 12)
    year_end = -math.inf
    for place, month in enumerate(course.months):
        x = area.left + (place + 0.5) * room
        year, name = month.month.split("-")[:2]
        if (int(name) - 1) % step == 0 and step < 12:
            write(figure, x, bottom + 4 + RISE, str(int(name)), ha="center", va="baseline")
        if (name == "01" or place == 0) and x - wide(year) / 2 > year_end + 4:
            row = bottom + 4 + RISE + (0 if step >= 12 else LINE - 1)
            start = max(x - wide(year) / 2, 0.0)
            write(figure, start, row, year, va="baseline")
            year_end = start + wide(year)
