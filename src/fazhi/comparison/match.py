"""Windows must match before values are compared: January to November never stands beside a full year."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from fazhi.comparison.rows import records

Period = tuple[str, str]  # first and last day, ISO; empty where a file does not say


def with_matched_windows(observations: pd.DataFrame, timeless: Collection[str] = ()) -> pd.DataFrame:
    """The observations with reason ``window_differs`` where a window is not the one that most of the year's have.

    Per indicator, year and kind of ledgers (synthetic or not); among equally frequent windows the calendar year,
    then the longest, is the one that counts. Rows that already have a reason neither vote nor change, nor do those of
    ``timeless`` indicators, whose values are of no window (residents, villages).
    """
    asked = (observations["reason"] == "") & ~observations["indicator"].isin(timeless)
    told = observations.loc[asked, ["indicator", "year", "synthetic", "window_start", "window_end"]]
    groups: dict[tuple[Any, ...], dict[Any, Period]] = {}  # the period of each row by its label in the index
    for index, row in zip(told.index, records(told), strict=True):
        members = groups.setdefault((row["indicator"], row["year"], row["synthetic"]), {})
        members[index] = row["window_start"], row["window_end"]
    odd: list[Any] = []
    for (_, year, _), periods in groups.items():
        if len(set(periods.values())) > 1:
            common = _common(periods.values(), year)
            odd += [index for index, period in periods.items() if period != common]
    frame = observations.copy()
    frame.loc[odd, "reason"] = "window_differs"
    return frame


def _common(periods: Iterable[Period], year: int) -> Period:
    counted = Counter(periods)
    calendar = (f"{year}-01-01", f"{year}-12-31")
    return min(counted, key=lambda period: (-counted[period], period != calendar, -_days(period), period))


def _days(period: Period) -> int:
    try:
        start, end = (dt.date.fromisoformat(day) for day in period)
    except ValueError:
        return -1
    return (end - start).days


def shape(start: str, end: str, year: int) -> str:
    """A window without its year: what must be the same from year to year; a window outside its year has none of others."""
    inside = start[:4] in ("", str(year)) and end[:4] in ("", str(year))
    return f"{start[5:]}/{end[5:]}" if inside else f"{start}/{end}"
