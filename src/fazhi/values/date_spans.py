"""From the points that a cell names (2023年3月10日, 3.10, 12日) to the days that they mean."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "year", "open"]
Problem = Literal["impossible", "unreadable"]

FIRST_YEAR, LAST_YEAR = 1900, 2100

_LONGEST_TURN = 183  # days; a range that would wrap for longer is a slip
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31), "末": (21, 31)}


class Span(NamedTuple):
    """First and last day of what was written; `end` None means that it has no end (2023年3月10日至今)."""

    start: dt.date
    end: dt.date | None
    precision: Precision


class Point(NamedTuple):
    """One date as far as it was written; a year below 100 was written with two digits."""

    year: int | None
    month: int | None
    day: int | None
    part: str  # 上旬, 中旬, 下旬, 初, 底 ... or ""
    in_words: bool  # written out so fully that words after it cannot change its meaning
    separator: str  # what stood between its last two numbers


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has none or it lies outside 1900-2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    return dt.date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def join_points(points: list[Point], links: list[str], year: int | None) -> Span | Problem:
    """The span from the first point's first day to the last day of them all.

    `links` stand between the points; `year` is the first point's if it has none. A later point takes the year
    and month that it leaves out from the one before it.
    """
    span = _span_of(points[0], year)
    if isinstance(span, str):
        return span
    end, before, span_before = span.end or span.start, points[0]._replace(year=span.start.year), span
    for point, link in zip(points[1:], links, strict=True):
        later = _complete(point, before)
        following = _span_of(later, year)
        if link in "-~至到" and isinstance(following, Span) and following.start < span_before.start:
            later = _next_turn(point, later)
            following = _span_of(later, year)
            if not isinstance(following, Span) or not _is_near(span_before, following):
                return "impossible"  # the range runs backwards
        if isinstance(following, str):
            return following
        before, span_before = later, following
        end = max(end, following.end or following.start)
    return span._replace(end=end)


def _is_near(span: Span, following: Span) -> bool:
    return 0 <= (following.start - span.start).days <= _LONGEST_TURN


def _complete(point: Point, before: Point) -> Point:
    month = point.month if point.month or point.year else before.month
    return point._replace(year=point.year or before.year, month=month)


def _next_turn(written: Point, point: Point) -> Point:
    """The same point a year (12月28日至1月3日) or month later (3月30日-2日), where that was left out."""
    if written.year is not None or point.year is None or point.month is None:
        return point
    if written.month is not None:
        return point._replace(year=point.year + 1)
    return point._replace(year=point.year + point.month // 12, month=point.month % 12 + 1)


def _full_year(two_digits: int, year: int) -> int:
    """Up to twenty years after `year` (a certificate's validity), else in the century before (a birth)."""
    return two_digits + (2000 if two_digits + 2000 <= year + 20 else 1900)


def _span_of(point: Point, year: int | None) -> Span | Problem:
    its_year = point.year if point.year is not None else year
    if its_year is None:
        return "unreadable"
    if its_year < 100:
        its_year = _full_year(its_year, year or LAST_YEAR)
    month, first, last = point.month, 1, 31
    if month is None and point.part:  # 2023年底
        month = 1 if point.part == "初" else 12
    elif point.part:
        first, last = _PARTS[point.part]
    if month is None:
        start, end = make_date(its_year, 1, 1), make_date(its_year, 12, 31)
        return Span(start, end, "year") if start and end else "impossible"
    if point.day is not None:
        day = make_date(its_year, month, point.day)
        return Span(day, day, "day") if day else "impossible"
    start = make_date(its_year, month, first)
    if start is None:
        return "impossible"
    last = min(last, calendar.monthrange(its_year, month)[1])
    return Span(start, start.replace(day=last), "month")
