"""The office calendar of a year: public holidays as the State Council arranged them, and the Spring Festival."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from fazhi.synthesis.county.setting import setting
from fazhi.synthesis.data import read


@lru_cache(maxsize=64)
def holidays(year: int) -> tuple[tuple[date, date], ...]:
    """The stretches (first day, last day) of named public holidays."""
    stretches: list[tuple[date, date]] = []
    for day in _days(year):
        if _holiday(day):
            starts_anew = not stretches or stretches[-1][1] != day - timedelta(days=1)
            stretches.append((day, day)) if starts_anew else stretches.append((stretches.pop()[0], day))
    return tuple(stretches)


def is_open(day: date) -> bool:
    """Whether offices are open as the generator has it: Monday to Friday, public holidays left out."""
    return day.weekday() < 5 and not any(first <= day <= last for first, last in holidays(day.year))


@lru_cache(maxsize=64)
def disputes_season(year: int) -> tuple[float, ...]:
    """How the months weigh in disputes: the generator's season, more in the weeks before the Spring Festival."""
    rise = setting().before_spring_festival
    festival = next(day for day in _days(year) if _holiday(day) == chinese_calendar.Holiday.spring_festival.value)
    before = [festival - timedelta(days=number) for number in range(1, rise.days + 1)]
    usual = read("fiction/matters")["seasons"]["disputes"]
    shares = [sum(day.year == year and day.month == month for day in before) / 30 for month in range(1, 13)]
    return tuple(weight * (1 + (rise.times - 1) * share) for weight, share in zip(usual, shares, strict=True))


def _days(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))


def _holiday(day: date) -> str | None:
    """The name of the public holiday; None for ordinary weekends and working days."""
    is_off, name = chinese_calendar.get_holiday_detail(day)
    return name if is_off else None
