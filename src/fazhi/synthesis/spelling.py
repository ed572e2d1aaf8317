"""How a clerk writes a value into a cell: one small function for each style of dates and numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from fazhi.catalogue import load
from fazhi.catalogue.ledger import Column, Value
from fazhi.synthesis.books import Book, avoided
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import AsTyped
from fazhi.values.text import fold

Cell = str | int | float | date | None
FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.-()"}
NUMERALS = "〇一二三四五六七八九"
EXCEL_EPOCH = date(1899, 12, 30)
OTHER_BRACKETS = str.maketrans("〔〕（）", "［］()")
ANOTHER_WORD, TAIL = 0.3, ("余", "多", "+", "左右")


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese: 十, 二十五.

    >>> numeral(25)
    '二十五'
    """
    tens, units = divmod(number, 10)
    return ("" if tens < 2 else NUMERALS[tens]) + ("十" if tens else "") + (NUMERALS[units] if units else "")


def _full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)


def _digits(number: int) -> str:
    return "".join(NUMERALS[int(digit)] for digit in str(number))


DateStyle = Callable[[date], Cell]
DATES: dict[str, DateStyle] = {
    "real": lambda day: day,
    "serial": lambda day: (day - EXCEL_EPOCH).days,
    "iso": lambda day: f"{day:%Y-%m-%d}",
    "timed": lambda day: f"{day:%Y-%m-%d} 09:{day.day + 10}",
    "dotted": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slashed": lambda day: f"{day.year}/{day.month}/{day.day}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "compact_number": lambda day: int(f"{day:%Y%m%d}"),
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "hao": lambda day: f"{day.year}年{day.month}月{day.day}号",
    "numerals": lambda day: f"{_digits(day.year)}年{numeral(day.month)}月{numeral(day.day)}日",
    "full_width": lambda day: _full_width(f"{day.year}.{day.month}.{day.day}"),
    "short_year": lambda day: f"{day.year % 100:02}.{day.month}.{day.day}",
    "no_year": lambda day: f"{day.month}月{day.day}日",
    "range": lambda day: f"{day.year}年{day.month}月{day.day}日至{day.day + 2}日",
    "month_of_year": lambda day: f"{day.year}年{day.month}月",
    "month_only": lambda day: f"{day.month}月",
    "month_iso": lambda day: f"{day:%Y-%m}",
    "month_real": lambda day: day,
}
WITHOUT_YEAR = {"no_year", "month_only"}
NOT_IN_TEXT_FILES = {"real", "serial", "month_real"}

NumberStyle = Callable[[int | float, str], Cell]
NUMBERS: dict[str, NumberStyle] = {
    "plain": lambda number, unit: number,
    "text": lambda number, unit: str(number),
    "unit": lambda number, unit: f"{number}{unit}",
    "full_width": lambda number, unit: _full_width(str(number)),
    "thousands": lambda number, unit: f"{number:,}",
    "chinese": lambda number, unit: numeral(number) if isinstance(number, int) and 0 < number < 100 else number,
}
ISSUES: tuple[Callable[[int, int], Cell], ...] = (
    lambda number, year: number,
    lambda number, year: f"第{number}期",
    lambda number, year: f"第{numeral(number)}期" if number < 100 else number,
    lambda number, year: f"{year}年第{number}期",
)


class Clerk:
    """The hand that writes one book: its habits, and the other word that it has for each category value."""

    def __init__(self, book: Book, plan: Plan, chance: Chance) -> None:
        self._book, self._plan = book, plan
        self._columns = {column.id: column for column in book.definition.columns}
        self._other_word = {
            (column.id, value.id): chance.pick(words)
            for column in book.definition.columns
            for value in column.values
            if (words := _other_words(column, value))
        }

    def write(self, column_id: str, value: Any, year: int, chance: Chance) -> Cell:
        """What stands in the cell for this value of the column, in a row of ``year``."""
        column = self._columns[column_id]
        if isinstance(value, AsTyped):
            return value.text or None
        if value is None:
            return chance.pick(self._book.blanks.get(column.id, ("",))) or None
        if isinstance(value, date):
            return self._day(value, chance)
        if column.type == "category":
            values = value if isinstance(value, tuple) else (value,)
            return "、".join(self._word(column, each, chance) for each in values)
        if column.type == "yes_no":
            return "是" if value else "否"
        if column.type == "issue":
            return chance.pick(ISSUES)(value, year)
        if column.type == "year":
            return chance.pick((value, f"{value}年", f"{value}年度"))
        return self._text(column, value, chance) if isinstance(value, str) else self._number(column, value, chance)

    def _day(self, day: date, chance: Chance) -> Cell:
        style = chance.weighted(self._book.dates)
        unfit = style in WITHOUT_YEAR and day.year != self._plan.year
        unfit |= style in NOT_IN_TEXT_FILES and self._book.is_text
        unfit |= style == "range" and day.day > 26
        return DATES["dotted" if unfit else style](day)

    def _number(self, column: Column, number: int | float, chance: Chance) -> Cell:
        if number and number % 10 == 0 and chance.happens(self._book.approximate.get(column.id, 0)):
            return chance.pick([f"约{number}", *(f"{number}{tail}" for tail in TAIL)])
        style = NUMBERS[chance.weighted(self._book.numbers)]
        return style(number, self._book.units.get(column.id, ""))

    def _text(self, column: Column, text: str, chance: Chance) -> str:
        if chance.happens(self._book.aliases.get(column.id, 0)):
            also = next((village.also for village in self._plan.villages if village.name == text), ())
            text = chance.pick((text, *also))
        return disturbed(text, chance) if chance.happens(self._book.spaced) else text

    def _word(self, column: Column, value_id: str, chance: Chance) -> str:
        if value_id == "other":
            return chance.pick(load().layout.other[:2])
        value = next(value for value in column.values if value.id == value_id)
        other = self._other_word.get((column.id, value_id), value.zh)
        return other if chance.happens(ANOTHER_WORD) else value.zh


def _other_words(column: Column, value: Value) -> list[str]:
    """Synonyms of the value that mean nothing else in the column."""
    elsewhere = {fold(word) for other in column.values if other is not value for word in (other.zh, *other.also)}
    return [word for word in value.also if len(word) > 1 and word not in avoided() and fold(word) not in elsewhere]


def disturbed(text: str, chance: Chance) -> str:
    """The text with a stray blank in it, or with signs of another width; after folding it is the same."""
    place = chance.integer(1, len(text)) if len(text) > 1 else len(text)
    blank = chance.pick((" ", "\u3000", "\u200b", "\u00a0"))
    ways = [text[:place] + blank + text[place:], text + " "]
    ways += [changed for changed in (_full_width(text), text.translate(OTHER_BRACKETS)) if changed != text]
    return chance.pick(ways)
