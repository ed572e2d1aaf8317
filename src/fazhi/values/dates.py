"""Dates of ledger cells: typed as dates, as Excel serials, or by hand in any of the usual ways.

A cell that says that there is no date yet (blank, a dash, 未结, 待定) is blank and no problem. A day that no
calendar has, or outside 1900-2100, is `impossible`; what cannot be read without guessing is `unreadable`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from fazhi.values.date_grammar import read_span
from fazhi.values.date_spans import FIRST_YEAR, LAST_YEAR, Precision, Problem, Span, make_date
from fazhi.values.numerals import read_numeral
from fazhi.values.text import clean_text, half_width, is_blank, is_dash, plain, unboxed


class DateReading(NamedTuple):
    """What a date cell says.

    `start` is the first day, `end` the last one: the same for a single day, the last of the month for a
    month, None where a span has no end (2023年3月10日至今) and where `start` is None. `precision` is None for
    a blank cell; "open" (长期, 永久) has no start either. `problem` is None for every cell that was read.
    `text` is the cell's words, at most 200 characters.
    """

    start: dt.date | None
    end: dt.date | None
    precision: Precision | None
    problem: Problem | None
    text: str


class DateReadings(NamedTuple):
    """What the cells of a column say, one entry a cell: ``start`` and ``end`` (datetime64[us]; NaT where `DateReading` has None)
    and ``problem`` (its words or None).
    """

    start: np.ndarray
    end: np.ndarray
    problem: np.ndarray


_LONGEST = 100  # characters; a longer cell is no date
_LONGEST_KEPT = 200
_SERIALS = (20_000, 80_000)  # 1954-10-03 to 2119; below and above, a number in a date cell is something else
_SERIAL_ZERO = dt.date(1899, 12, 30)
_DAYS_1904 = 1462
_FOR_EVER = (9999, 12, 31)  # the registers' way to write "without end"

_AT_WORK = "办理?|调[解处]?|审理?|处[理置]|整改|化解|协调|核[查实]|进行"
_NO_DATE_YET = re.compile(
    r"\(?(?:无|空|没有|暂无|暂缺|不详|未知|不明|待定|待补充?|待[办查核定填]|(?:尚|暂|还|仍)?未(?:定|结案?|办结?|完成|决定?|"
    r"回复|答复|裁判|判决?|审结|审理|处理|公开|公示|发放?|填报?|到期|开庭|送达|确定|回访|履行|撤销|换届|离岗|解聘|退出|"
    r"提供|登记|报|复查|整改|化解|调[处结])|"
    rf"(?:正|还|仍|尚)?在(?:{_AT_WORK})(?:之?中)?|(?:办理|审理|调[解处]|化解|协调|进行|处[理置]|整改|公示|在办)中|在[职任岗册]|正常|存续|书面审理|不开庭|至今|未)\)?"
)
_OPEN = re.compile(
    r"\(?(?:长期|永久|至今|终身|持续)有效\)?|\(?(?:长期|永久|终身|无固定期限|无期限|长期\(有效\))\)?"
    r"|9999(?:年|[-./])?12(?:月|[-./])?31日?(?:00:00:00|T00:00:00)?"
)
_NUMBER = re.compile(r"\d+(?:\.0*)?|\d{5}\.\d+", re.ASCII)
# The forms that programs write, read without the grammar: most cells of an exported ledger.
_USUAL = re.compile(
    r"(?P<year>[1-9]\d{3})(?:(?P<sign>[-/.])|年)(?P<month>\d{1,2})(?(sign)(?P=sign)|月)(?P<day>\d{1,2})(?(sign)|日)"
    r"(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?",
    re.ASCII,
)

_PERIOD = re.compile(
    r"(?P<year>\d{4}年?度?)?(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<half>[上下])半年度?)", re.ASCII
)  # in a column of months

_Answer: TypeAlias = Span | Problem | Literal["blank", "open"]
_NO_PROBLEM = ("blank", "open")


def read_date(value: object, year: int | None, date1904: bool = False, *, bare_month: bool = False) -> DateReading:
    """Reads one cell.

    `year` completes dates written without one (3月10日) and decides the century of 23.3.10; with None, dates
    without a year are unreadable. `date1904` is the workbook's flag for serials counted from 1904. With
    `bare_month`, as in a column of months, 1 to 12 alone is a month, and 一季度 and 上半年 are spans of months. Never raises.

    >>> read_date("2023.3.10-12", 2023)[:3]
    (datetime.date(2023, 3, 10), datetime.date(2023, 3, 12), 'day')
    >>> read_date("11月31日", 2023).problem
    'impossible'
    """
    text = clean_text(plain(value)[: 5 * _LONGEST_KEPT])[:_LONGEST_KEPT]
    return _reading(_answer(value, year, date1904, bare_month), text)


def first_day(value: object, year: int | None, *, bare_month: bool = False) -> dt.date | None:
    """The `start` of `read_date`, for the asking: the cell's words are not made fit to keep."""
    answer = _answer(value, year, False, bare_month)
    return answer.start if isinstance(answer, Span) else None


def read_dates(
    values: Iterable[object], year: int | None, date1904: bool = False, *, bare_month: bool = False
) -> DateReadings:
    """Reads many cells as `read_date` does; for a column, give its distinct cells.

    >>> read_dates(["3月10日", "11月31日", None], 2023).problem
    array([None, 'impossible', None], dtype=object)
    """
    answers = [_answer(value, year, date1904, bare_month) for value in values]
    spans = [answer if isinstance(answer, Span) else None for answer in answers]
    problem = np.empty(len(answers), dtype=object)
    problem[:] = [None if isinstance(answer, Span) or answer in _NO_PROBLEM else answer for answer in answers]
    return DateReadings(
        _days([span and span.start for span in spans]), _days([span and span.end for span in spans]), problem
    )


def read_year(value: object) -> int | None:
    """The year that a cell names (2022, 2022年, 2022年度, 二〇二二年, 22年度, a whole date), else None.

    A bare 22 is no year. A cell formatted as a date is only believed from 1950 on: 2022 typed into one shows
    as a day of 1905. Never raises.
    """
    if isinstance(value, dt.date):
        reading = read_date(value, None)
        return reading.start.year if reading.start and reading.start.year >= 1950 else None
    reading = read_date(value, None)
    if reading.start is None or (reading.end is not None and reading.end.year != reading.start.year):
        return None
    if reading.precision != "year" and not re.search(r"\d{4}|年", half_width(reading.text)):
        return None
    return reading.start.year


def _reading(answer: _Answer, text: str) -> DateReading:
    if isinstance(answer, Span):
        return DateReading(answer.start, answer.end, answer.precision, None, text)
    if answer == "open":
        return DateReading(None, None, "open", None, text)
    return DateReading(None, None, None, None if answer == "blank" else answer, text)


def _answer(value: object, year: int | None, date1904: bool, bare_month: bool) -> _Answer:
    if isinstance(value, str):
        return _read_text(value, year, date1904, bare_month)
    if is_blank(value):
        return "blank"
    if isinstance(value, dt.date):  # a datetime is one too
        return _read_moment(value)
    if isinstance(value, np.datetime64):
        day = value.astype("datetime64[D]").item()
        return _read_moment(day) if isinstance(day, dt.date) else "impossible"
    value = unboxed(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _read_number(value, year, date1904, bare_month)
    return "unreadable"


def _read_moment(day: dt.date) -> _Answer:
    return _read_day(day.year, day.month, day.day)


def _read_day(year: int, month: int, day: int) -> _Answer:
    if (year, month, day) == _FOR_EVER:
        return "open"
    known = make_date(year, month, day)
    return Span(known, known, "day") if known else "impossible"


def _read_text(value: str, year: int | None, date1904: bool, bare_month: bool) -> _Answer:
    stripped = value.strip()
    if usual := _USUAL.fullmatch(stripped):
        return _read_day(*(int(number) for number in usual.group("year", "month", "day")))
    if is_blank(stripped):
        return "blank"
    if len(stripped) > _LONGEST:
        return "unreadable"
    words = half_width(stripped).strip(" '\"")
    bare = re.sub(r"\s", "", words)
    if is_dash(bare) or _NO_DATE_YET.fullmatch(bare):
        return "blank"
    if _OPEN.fullmatch(bare):
        return "open"
    if _NUMBER.fullmatch(words):
        return _read_number(float(words), year, date1904, bare_month)
    if bare_month and (month := read_numeral(bare)) is not None and month % 1 == 0:
        return _read_number(int(month), year, date1904, bare_month)
    if bare_month and (period := _PERIOD.fullmatch(bare)):
        return _read_period(period, year)
    return read_span(words, year)


def _read_period(period: re.Match[str], year: int | None) -> _Answer:
    """A quarter or half of a year as a span of months: 第二季度 → 4-6月."""
    if period["half"]:
        first, length = ("上下".index(period["half"]) * 6 + 1), 6
    else:
        number = read_numeral(period["quarter"])
        assert number is not None
        first, length = int(number) * 3 - 2, 3
    its_year = f"{period['year'][:4]}年" if period["year"] else ""
    return read_span(f"{its_year}{first}-{first + length - 1}月", year)


def _read_number(value: int | float, year: int | None, date1904: bool, bare_month: bool) -> _Answer:
    """A number cell, or text that is one: serial, 20230310, 202303, 2023, 3.15; not 3.1, it may have been 3.10."""
    if not 0 < value < 10**14:
        return "unreadable"
    number = int(value)
    if _SERIALS[0] <= number <= _SERIALS[1]:
        day = _SERIAL_ZERO + dt.timedelta(days=number + (_DAYS_1904 if date1904 else 0))
        return _read_moment(day)
    if value != number:
        return _read_month_and_day(value, year) if number <= 12 else _read_year_and_month(value)
    if number == 99991231:
        return "open"
    digits = str(number)
    if len(digits) in (8, 12, 14):
        return read_span(digits, year) if "1000" <= digits[:4] < "3000" else "unreadable"
    if len(digits) == 6:
        return _read_six_digits(digits, year)
    if len(digits) == 4:
        return read_span(digits, year) if FIRST_YEAR <= number <= LAST_YEAR else "unreadable"
    return read_span(f"{number}月", year) if bare_month and len(digits) < 3 else "unreadable"


def _read_month_and_day(value: float, year: int | None) -> _Answer:
    """3.15 in a number cell. 3.1 was typed as 3.1 or as 3.10, while 3.5 and 2.3 can have been nothing else."""
    month, _, day = f"{value:.6f}".rstrip("0").partition(".")
    if year is None or len(day) > 2:
        return "unreadable"
    if len(day) == 1 and make_date(year, int(month), 10 * int(day)):
        return "unreadable"
    return _read_day(year, int(month), int(day)) if int(month) else "unreadable"


def _read_year_and_month(value: float) -> _Answer:
    """2023.3 in a number cell. 2023.1 was typed as 2023.1 or as 2023.10: the year is all that is sure."""
    year, _, month = f"{value:.6f}".rstrip("0").partition(".")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR or len(month) > 2:
        return "unreadable"
    return read_span(year if month == "1" else f"{year}.{month}", None)


def _read_six_digits(digits: str, year: int | None) -> _Answer:
    """202303 or 230310. Where both are possible, the one in or next to `year`, else neither."""
    as_month = read_span(f"{digits[:4]}-{digits[4:]}", year) if int(digits[4:]) else "impossible"
    as_day = read_span(f"{digits[:2]}-{digits[2:4]}-{digits[4:]}", year)
    spans = [span for span in (as_month, as_day) if isinstance(span, Span)]
    if not spans:
        return "impossible" if FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR else "unreadable"
    if len(spans) == 2 and year is not None:
        spans = [span for span in spans if abs(span.start.year - year) <= 1]
    return spans[0] if len(spans) == 1 else "unreadable"


def _days(days: list[dt.date | None]) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]").astype("datetime64[us]")
