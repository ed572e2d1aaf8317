"""Due days set by law: so many days, working days, months or years after an event."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

import chinese_calendar
import numpy as np
import pandas as pd

from fazhi.catalogue.rules import Deadline
from fazhi.indicators.rows import Rows

# Days: no holidays in a row were longer, and of other days more than every third is a working day.
LONGEST_REST = 14


class UnknownCalendar(Exception):
    """The State Council's holiday arrangement for a ``year`` is not known, so its working days cannot be counted."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(str(year))


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day number so many months later, the month's last day where there is none such (31 December + 2 → 28 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_days(frame: pd.DataFrame | Rows, deadline: Deadline, until: dt.date) -> pd.Series:
    """The last day on which each row is in time (datetime64, NaT where it cannot be told, or lies in a year after that of ``until``).

    Raises ``UnknownCalendar`` for working days of a year up to ``until`` without a holiday arrangement. What comes later is not asked for:
    the arrangement of the next year is made known in the autumn, and reaches a program later. Of a start before the first year that is known
    the day given only decides as the true one does: see ``_before_the_calendar``.
    """
    start = frame[deadline.start]
    if deadline.unit == "days":
        due = start + pd.to_timedelta(deadline.length, unit="D")
    elif deadline.unit == "working_days":
        due = _before_the_calendar(start, frame[deadline.done], deadline.length or 0, until.year)
        due = due.fillna(_after_working_days(start[due.isna()], deadline.length or 0, until.year))
    else:
        months = (deadline.length or 0) * (12 if deadline.unit == "years" else 1)
        due = start.map(lambda day: pd.Timestamp(add_months(day.date(), months)), na_action="ignore")
    due = due.astype("datetime64[ns]")
    return frame[deadline.explicit].fillna(due) if deadline.explicit else due


def _before_the_calendar(start: pd.Series, done: pd.Series, length: int, last: int) -> pd.Series:
    """For starts before the first year whose working days are known (an old document that is made public now) the earliest day that could be
    the due day, by which in time and late are told all the same; NaT for all others, and for all where ``last`` is not known either.

    Raises ``UnknownCalendar`` where it is not: what was done between that day and the latest that could be.
    """
    first = min(_known_years())
    early = (start.dt.year < first) & (last >= first)
    soonest = start.where(early) + pd.to_timedelta(length, unit="D")
    latest = soonest + pd.to_timedelta(2 * length + LONGEST_REST, unit="D")
    open_ = (done > soonest) & (done <= latest)
    if open_.any():
        raise UnknownCalendar(int(start[open_].dt.year.min()))
    return soonest


def _after_working_days(start: pd.Series, length: int, last: int) -> pd.Series:
    """The ``length``-th working day after each day, which is not counted itself; NaT where it comes after the year ``last``."""
    known = start.dropna()
    if known.empty:
        return start
    years = range(min(known.min().year, last), last + 1)
    working = np.concatenate([*map(working_days, years), np.full(1, "NaT", dtype="datetime64[D]")])
    position = np.searchsorted(working[:-1], known.to_numpy().astype("datetime64[D]"), side="right") + length - 1
    due = working[np.minimum(position, len(working) - 1)]
    return pd.Series(due.astype("datetime64[ns]"), index=known.index).reindex(start.index)


@lru_cache
def working_days(year: int) -> np.ndarray:
    """The working days of a year, in order (datetime64[D]). Raises ``UnknownCalendar``.

    By the library's tables, as its ``is_workday`` tells, which looks for their first and last year at each day and takes a hundred times as long.
    """
    if year not in _known_years():
        raise UnknownCalendar(year)
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    off = np.isin(days, np.array(list(chinese_calendar.holidays), dtype="datetime64[D]"))
    made_up = np.isin(days, np.array(list(chinese_calendar.workdays), dtype="datetime64[D]"))
    return days[made_up | (np.is_busday(days) & ~off)]


@lru_cache
def _known_years() -> frozenset[int]:
    years = {day.year for day in chinese_calendar.holidays}
    return frozenset(range(min(years), max(years) + 1))
