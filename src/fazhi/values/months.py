"""Months that titles and names say, and days without one: what stands in a sheet of one month."""

from __future__ import annotations

import re
from typing import NamedTuple

from fazhi.values.numerals import NUMERAL_SIGNS, read_numeral
from fazhi.values.text import fold

_LONGEST = 40  # signs; a longer cell is no day
_NUMERAL = rf"[{NUMERAL_SIGNS}]{{1,3}}"
_DAY = re.compile(rf"(\d{{1,2}}|{_NUMERAL}(?=[日号]))(?:日|号)?")
# No part of a span (1-3月) or a day (3月5日), nor what stands behind 截至.
_MONTH = re.compile(
    rf"(?<![\d{NUMERAL_SIGNS}~至到、./-])(?:(?P<year>(?:19|20)\d\d)[年./-]?)?(?P<month>\d{{1,2}}|{_NUMERAL})月份?"
    rf"(?![\d{NUMERAL_SIGNS}~至到、/初上中下末底-])"
)
_NAME = re.compile(r"(?P<year>(?:19|20)\d\d)[年./-]?(?P<month>\d{1,2})")  # 2023.3, 202303: all that a name says


class Month(NamedTuple):
    """A month, with its year where that is said."""

    year: int | None
    month: int

    def day(self, day: int) -> str:
        """A day of the month in words.

        >>> Month(2023, 3).day(5), Month(None, 12).day(31)
        ('2023年3月5日', '12月31日')
        """
        return f"{self.words}{day}日"

    @property
    def words(self) -> str:
        """The month in words: 2023年3月, or 3月 where no year is said."""
        return f"{'' if self.year is None else f'{self.year}年'}{self.month}月"


def day_alone(cell: object) -> int | None:
    """The day that a cell holds without a month (5, 12日, 五号); None where it holds anything else."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    if not isinstance(cell, str):
        return int(cell) if 1 <= cell <= 31 and cell == int(cell) else None
    found = _DAY.fullmatch(fold(cell)) if len(cell) <= _LONGEST else None
    number = read_numeral(found[1]) if found else None
    return int(number) if number is not None and number % 1 == 0 and 1 <= number <= 31 else None


def months_in(text: str) -> set[Month]:
    """The months that a title or a name says.

    >>> months_in("示例镇2023年3月台账"), months_in("2023.3"), months_in("1-3月"), months_in("3月5日")
    ({Month(year=2023, month=3)}, {Month(year=2023, month=3)}, set(), set())
    """
    words = fold(text)
    found = [match for match in (_NAME.fullmatch(words), *_MONTH.finditer(words)) if match]
    numbers = [(match["year"], read_numeral(match["month"])) for match in found]
    return {Month(int(year) if year else None, int(m)) for year, m in numbers if m is not None and 1 <= m <= 12}


def month_alone(cell: object) -> set[Month]:
    """The months that a cell of a column of months says; a bare number is one.

    >>> month_alone(3), month_alone("三月")
    ({Month(year=None, month=3)}, {Month(year=None, month=3)})
    """
    words = fold(cell)
    return months_in(f"{words}月" if words.isdecimal() and len(words) <= 2 else words)


def one_of(named: set[Month]) -> Month | None:
    """The month on which all agree, with its year where any says it; None where there is none or they differ.

    >>> one_of({Month(2023, 3), Month(None, 3)}), one_of({Month(None, 3), Month(None, 4)})
    (Month(year=2023, month=3), None)
    """
    years = {month.year for month in named if month.year is not None}
    months = {month.month for month in named}
    return Month(next(iter(years), None), next(iter(months))) if len(months) == 1 and len(years) < 2 else None
