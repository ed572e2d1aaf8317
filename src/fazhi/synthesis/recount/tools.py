"""What counting the rows of truth needs: choosing rows, figures of them, days of the law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row

Rows = Sequence[Row]
Truth = Mapping[str, Rows]


@dataclass(frozen=True)
class Figure:
    """A true value: a count, a proportion (0–1), days, or a date; None where there is nothing to count it from."""

    value: float | date | None
    numerator: int | None = None
    denominator: int | None = None


Figures = dict[str, Figure]


def where(rows: Iterable[Row], **wanted: object) -> list[Row]:
    """The rows whose cells are (or, for a set, are among) the values wanted."""
    return [
        row
        for row in rows
        if all(row.get(id) in value if isinstance(value, set) else row.get(id) == value for id, value in wanted.items())
    ]


def within(rows: Iterable[Row], column: str, plan: Plan) -> list[Row]:
    """The rows whose date in the column lies in the plan's year."""
    return [row for row in rows if isinstance(row.get(column), date) and row[column].year == plan.year]


def distinct(rows: Iterable[Row], *columns: str) -> int:
    """How many different combinations of the columns there are."""
    return len({tuple(row[column] for column in columns) for row in rows})


def size(rows: Sequence[Row]) -> Figure:
    """How many rows there are."""
    return Figure(len(rows))


def share(rows: Sequence[Row], hit: Callable[[Row], bool]) -> Figure:
    """The share of the rows that ``hit`` says yes to; no value for no rows."""
    number = sum(map(hit, rows))
    return Figure(number / len(rows) if rows else None, number, len(rows))


def first(rows: Iterable[Row], column: str) -> Figure:
    """The earliest date in the column."""
    return Figure(min((row[column] for row in rows), default=None))


def total(rows: Iterable[Row], column: str) -> Figure:
    """The sum of the column; blank adds nothing."""
    return Figure(sum(row[column] or 0 for row in rows))


def in_being(rows: Iterable[Row], since: str, until: str, day: date) -> list[Row]:
    """The rows that began by the day and had not ended by it: what ends on the day is no longer there."""
    return [row for row in rows if row[since] <= day and not (row.get(until) and row[until] <= day)]


def stock_day(plan: Plan) -> date:
    """The day on which stocks are taken."""
    last = plan.on("12-31")
    return min(plan.report_date, last) if plan.report_date.year == plan.year else last


def after_working_days(day: date, length: int) -> date:
    """The last of so many working days after the day, by the State Council's calendar."""
    while length:
        day += timedelta(days=1)
        length -= chinese_calendar.is_workday(day)
    return day


def two_months_after(day: date) -> date:
    """The same day number two months later, the last day of the month where it has none such."""
    year, month = (day.year + 1, day.month - 10) if day.month > 10 else (day.year, day.month + 2)
    return next(date(year, month, number) for number in (day.day, 30, 29, 28) if _is_day(year, month, number))


def _is_day(year: int, month: int, number: int) -> bool:
    return number <= ((date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)).day


def on_time(rows: Iterable[Row], due: Callable[[Row], date], done: str, plan: Plan) -> Figure:
    """Done by the due day, among the rows whose due day has come by the day on which stocks are taken."""
    past = [(row, day) for row in rows if (day := due(row)) <= stock_day(plan)]
    number = sum(bool(row[done]) and row[done] <= day for row, day in past)
    return Figure(number / len(past) if past else None, number, len(past))
