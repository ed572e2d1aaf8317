"""Rows that must be set aside: rows of other years, and rows with one fault.

They are made from rows of further draws, so that none of them repeats a good row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fazhi.synthesis.books import Book, Fault
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.keys import keys
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import OTHER_YEAR, AsTyped, Line, Row


def faulty(book: Book, plan: Plan, truth: list[Row], fresh: Iterator[Row], chance: Chance) -> Iterator[Line]:
    """One row for each fault of the book, somewhere among the good ones, whose keys none of them has.

    A fault that none of the further rows can have (no letter was received: none was answered too early) is left out.
    """
    taken = {key for row in truth for key in keys(row, book.definition)}
    for fault in book.faults:
        spoilt_rows = (spoilt(row, fault, plan, chance) for row in fresh if _can_have(row, fault))
        row = next((row for row in spoilt_rows if not keys(row, book.definition) & taken), None)
        if row is None:
            return
        order = chance.integer(0, len(truth) - 1) + 0.7
        yield Line(row, order, f"{fault.reason} {fault.column}", fault.reason, fault.column)


def _can_have(row: Row, fault: Fault) -> bool:
    """Whether the cell that is to be wrong is otherwise filled in, and the date to be undercut is there."""
    if fault.before is not None:
        return isinstance(row.get(fault.before), date)
    return row.get(fault.column) is not None or fault.reason == "bad_date"


def spoilt(row: Row, fault: Fault, plan: Plan, chance: Chance) -> Row:
    """The row with this fault."""
    fill = {"township": plan.township, "year": plan.year, "next_year": plan.year + 1}
    row = row | {column: text.format(**fill) for column, text in fault.set.items()}
    if fault.before is not None:
        return row | {fault.column: row[fault.before] - timedelta(days=chance.integer(2, 20))}
    return row | {fault.column: AsTyped((fault.typed or "").format(**fill))}


def of_other_years(book: Book, plan: Plan, end: int, fresh: Iterator[Row], chance: Chance) -> Iterator[Line]:
    """Rows of earlier years stand before all others, rows of later years behind them (at ``end``); as many as can be had."""
    for distance, many in book.other_years.items():
        for number, found in zip(range(many), fresh, strict=False):
            row = moved(found, distance, book, plan, chance)
            order = -1 if distance < 0 else end
            yield Line(row, order, f"year {distance} {number}", OTHER_YEAR, f"{distance:+} years")


def moved(row: Row, distance: int, book: Book, plan: Plan, chance: Chance) -> Row:
    """The row in a year before or after: just before the plan's year begins, or just after it has ended.

    All its dates move by as many days, so that it stays in order. Rows that only a year places move by whole
    years. Wherever a text or a year names the plan's year, it becomes the other one.
    """
    years = {column.id for column in book.definition.columns if column.type == "year"}
    days = _placing_days(row, book)
    shift = _shift(days, distance, plan, chance) if days else None
    changed: Row = {}
    for column, value in row.items():
        if isinstance(value, date):
            day = value + shift if shift is not None else _years_away(value, distance)
            changed[column] = day.replace(day=1) if column == "month" else day
        elif isinstance(value, str):
            changed[column] = value.replace(str(plan.year), str(plan.year + distance))
        elif column in years and value is not None:
            changed[column] = value + distance
    return row | changed


def _shift(days: list[date], distance: int, plan: Plan, chance: Chance) -> timedelta:
    """How far to move so that the last of the days falls in December, or the first in early January."""
    year = plan.year + distance
    if distance < 0:
        return plan.workday(date(year, 12, chance.integer(8, 30))) - max(days)
    return plan.workday(date(year, 1, chance.integer(4, 6))) - min(days)


def _years_away(day: date, distance: int) -> date:
    return day.replace(year=day.year + distance, day=min(day.day, 28))


def lies_in_year(row: Row, book: Book, plan: Plan) -> bool:
    """Whether every date that may place the row lies in the plan's year."""
    return all(day.year == plan.year for day in _placing_days(row, book))


def _placing_days(row: Row, book: Book) -> list[date]:
    placing = {column for form in book.definition.forms for column in (*form.dated_by, form.fallback_date)}
    return [value for column, value in row.items() if column in placing and isinstance(value, date)]
