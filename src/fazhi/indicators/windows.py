"""Periods: the window of an indicator, and the windows that published reports name."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import WindowWord
from fazhi.values import fold, read_number


@dataclass(frozen=True)
class Window:
    """A period with both of its days included. A stock is taken on ``end``."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a window cannot end ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """The (year, month) pairs that the window touches."""
        first, last = self.start.year * 12 + self.start.month - 1, self.end.year * 12 + self.end.month - 1
        return tuple((month // 12, month % 12 + 1) for month in range(first, last + 1))


def calendar_year(year: int) -> Window:
    return Window(dt.date(year, 1, 1), dt.date(year, 12, 31))


def stock_day(year: int, report_date: dt.date | None) -> dt.date:
    """The day on which stocks are taken: 31 December, or the report date where it is given and earlier."""
    last = dt.date(year, 12, 31)
    return last if report_date is None or report_date.year != year else min(report_date, last)


def named_window(text: str, year: int, report_date: dt.date | None, catalogue: Catalogue) -> Window | None:
    """The window that a report's wording names (全年, 前三季度, 截至11月 …); the calendar year for no words; None if unknown."""
    words = fold(text).replace(
        f"{year}{catalogue.prose.periods.year_sign}", ""
    )  # another year's words name no window of this one
    if not words:
        return calendar_year(year)
    for entry in catalogue.windows.values():
        if entry.pattern and (found := re.match(entry.pattern, words)):
            return _numbered(entry, found.groupdict(), year, report_date)
        if words == entry.id or words in {fold(phrase) for phrase in (entry.zh, *entry.phrases)}:
            return _window(entry, year, report_date)
    return None


def _numbered(entry: WindowWord, said: dict[str, str], year: int, report_date: dt.date | None) -> Window | None:
    """The window of a wording that numbers its months and days; None where there are no such days, or they lie the wrong way."""
    numbers = {name: int(read_number(text).value or 0) for name, text in said.items()}
    month = numbers.get("month", 12)
    try:
        start = dt.date(year, numbers.get("start_month", 1), numbers.get("start_day", 1))
        end = dt.date(year, month, numbers.get("day") or calendar.monthrange(year, month)[1])
        return _ended(entry, start, end, report_date)
    except ValueError:  # the 31st of June, the 13th month, from November to March
        return None


def _window(entry: WindowWord, year: int, report_date: dt.date | None) -> Window:
    start, end = (dt.date.fromisoformat(f"{year}-{day}") for day in (entry.start, entry.end))
    return _ended(entry, start, end, report_date)


def _ended(entry: WindowWord, start: dt.date, end: dt.date, report_date: dt.date | None) -> Window:
    if entry.to_date:
        end = max(start, min(end, stock_day(start.year, report_date)))
    return Window(start, end)
