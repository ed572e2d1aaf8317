"""Numbers, periods and findings in words, for labels and for the text that stands in for a chart."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from fazhi.catalogue import rounded_apart
from fazhi.charts.lettering import number
from fazhi.charts.model import Scene
from fazhi.indicators.intervals import FEW

ROUGH = 100  # below this many whole percents only
NAMED = 3  # so many categories or months are named at most


def share(part: float, whole: float) -> str:
    """The part in percent, rounded from the exact fraction by the catalogue's rule; "" of a small whole.

    >>> share(9, 25), share(1, 8), share(1, 3), share(1, 1000)
    ('36%', '12%', '', '0.1%')
    """
    if whole < FEW:
        return ""
    exact = Fraction(part) * 100 / Fraction(whole)
    return f"{rounded_apart(exact, 0 if whole < ROUGH else 1, 0, 100)}%"


def counted_share(scene: Scene, value: float, whole: float) -> str:
    """A value with its share behind it."""
    percent = share(value, whole) if value else ""
    return scene.word("text.with_share", value=number(value), share=percent) if percent else number(value)


def day(scene: Scene, date: dt.date, form: str = "day") -> str:
    """A date in words; ``short_day`` leaves out the year."""
    name = scene.word("text.month_names").split()[date.month - 1]
    return scene.word(f"text.{form}", year=date.year, month=name, day=date.day)


def period(scene: Scene) -> str:
    """The window in words; a whole year by its number."""
    start, end = scene.window.start, scene.window.end
    if start.year != end.year:
        return scene.word("text.from_to", start=day(scene, start), end=day(scene, end))
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return scene.word("text.year", year=start.year)
    short = {"short_start": day(scene, start, "short_day"), "short_end": day(scene, end, "short_day")}
    return scene.word("text.within_year", start=day(scene, start), end=day(scene, end), **short)


def short_months(scene: Scene) -> list[str]:
    """Labels for an axis; in a window of several years the first month of each carries the year."""
    names = scene.word("text.month_names").split()
    months, several = scene.months, scene.months[0].year != scene.months[-1].year
    return [
        names[month.month - 1]
        + (f"\n{scene.word('text.year', year=month.year)}" if several and (place == 0 or month.month == 1) else "")
        for place, month in enumerate(months)
    ]


def full_months(scene: Scene) -> list[str]:
    """Labels for a table or a sentence: with the year."""
    names = scene.word("text.month_names").split()
    return [scene.word("text.month", year=month.year, month=names[month.month - 1]) for month in scene.months]


def broken_months(scene: Scene) -> tuple[str, ...]:
    """The note that the first or last month is not whole; nothing when both are."""
    start, end = scene.window.start, scene.window.end
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    return () if whole else (scene.word("text.broken_months", start=day(scene, start), end=day(scene, end)),)


def listed(scene: Scene, words: Sequence[str]) -> str:
    return scene.word("text.comma").join(words)


def told(scene: Scene, kind: str, chart: str, *findings: str, stock: bool = False) -> str:
    """The text that stands in for a chart: kind, title, period, findings, where the numbers are.

    ``stock``: the chart shows the last day of the window, not the window.
    """
    when = scene.word("text.on_day", day=day(scene, scene.window.end)) if stock else period(scene)
    title = scene.word(f"{chart}.title")
    opening = scene.word("alt.opening", kind=scene.word(f"alt.{kind}"), title=title, period=when)
    parts = [opening, *filter(None, findings), scene.word("alt.pointer")]
    return scene.word("text.stop").join([*parts, ""]).strip()


def ranking(scene: Scene, names: Sequence[str], values: Sequence[float], unit: str) -> str:
    """The total and the largest categories with their shares; the values need not be sorted."""
    fill = {"total": number(sum(values)), "unit": unit}
    held = [(name, value) for name, value in zip(names, values, strict=True) if value > 0]
    if len(held) == 1:
        return scene.word("alt.only", name=held[0][0], **fill)
    total = scene.word("alt.total", count=len(held), **fill)
    return total + scene.word("text.semicolon") + _largest(scene, held)


def _largest(scene: Scene, held: list[tuple[str, float]]) -> str:
    """The largest categories; where other or blank would be among them, the largest of those that have a name."""
    nameless = set(scene.names().values())
    order = sorted(held, key=lambda item: -item[1])
    named = [item for item in order if item[0] not in nameless] or order
    word = "alt.largest" if named[:NAMED] == order[:NAMED] else "alt.largest_named"
    return scene.word(word, items=shares(scene, named[:NAMED], sum(value for _, value in held)))


def shares(scene: Scene, items: Sequence[tuple[str, float]], whole: float) -> str:
    """Categories with their values and shares."""
    words = [(name, counted_share(scene, value, whole)) for name, value in items]
    return listed(scene, [scene.word("alt.item", name=name, value=value) for name, value in words])


def course(scene: Scene, name: str, values: Sequence[float], unit: str) -> str:
    """A series over the months in words: total, the month or months of the most, how many months had none."""
    total, most = sum(values), max(values)
    if not total:
        return scene.word("alt.none", name=name)
    fill = {"name": name, "total": number(total), "unit": unit, "most": number(most), "months": len(values)}
    if len(values) == 1:
        return scene.word("alt.one_month", **fill)
    if min(values) == most:
        return scene.word("alt.even", **fill)
    one_year = scene.window.start.year == scene.window.end.year
    names = short_months(scene) if one_year else full_months(scene)
    peaks = [name for name, value in zip(names, values, strict=True) if value == most]
    peak = listed(scene, peaks) if len(peaks) <= NAMED else scene.word("alt.several_months", count=len(peaks))
    empty = sum(value == 0 for value in values)
    tail = scene.word("alt.empty_months", count=empty, months=len(values)) if empty else ""
    return scene.word("alt.course", peak=peak, **fill) + tail
