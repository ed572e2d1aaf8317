"""Terms for doing something that are written as lengths of time: 7日内, 收到后两个月内, 半个月."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import NamedTuple

from fazhi.values.numerals import NUMERAL_SIGNS, read_numeral
from fazhi.values.text import fold

_LONGEST = 40  # signs; a longer text is no term
_HALF_A_MONTH = 15  # days
_MOST_YEARS = 10  # 23年 is a year
_LAST_DAY = 31  # 45日 can be no day of a month, 7日 alone may be one
_TERM = re.compile(
    rf"(?P<since>(?:自|从|于|在)?(?:(?:收到|接到|签收|收文|送达|发出|检查|通知|下达)[^\d{NUMERAL_SIGNS},。;]{{0,12}}?)?(?:之日起?|之日?后|后|起))?"
    rf"(?P<number>\d{{1,3}}|[{NUMERAL_SIGNS}]{{1,5}}|半)"
    r"(?P<unit>个?工作日|日|天|个月|周|个?星期|年)"
    r"(?P<within>(?:之内|以内|内|期限)(?:[^\d,。;]{0,8})?|整改(?:完毕|到位|完成)?|完成)?"
)


class Term(NamedTuple):
    """A length of time: months and days to go on from a day; None of both where it counts working days, whose calendar nobody knows here."""

    months: int | None
    days: int | None

    def after(self, day: dt.date) -> dt.date | None:
        """The last day of the term that begins with a day; the same day of a later month, or its last one.

        >>> Term(2, 0).after(dt.date(2022, 12, 31)), Term(0, 7).after(dt.date(2022, 3, 1))
        (datetime.date(2023, 2, 28), datetime.date(2022, 3, 8))
        """
        if self.months is None or self.days is None:
            return None
        years, month = divmod(day.month - 1 + self.months, 12)
        year = day.year + years
        whole = dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return whole + dt.timedelta(days=self.days)


def read_term(value: object, at_once: frozenset[str] = frozenset()) -> Term | None:
    """The term that a cell writes; None where it writes none. ``at_once``: folded words for the same day (立即整改).

    A day of a month (7日) is no term unless a word says so (7日内, 7天). Never raises.

    >>> read_term("收到之日起两个月内"), read_term("15天"), read_term("半个月内"), read_term("7日"), read_term("3个工作日内")
    (Term(months=2, days=0), Term(months=0, days=15), Term(months=0, days=15), None, Term(months=None, days=None))
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    words = fold(value).rstrip("。.;,")
    if words in at_once:
        return Term(0, 0)
    if (found := _TERM.fullmatch(words)) is None:
        return None
    unit = found["unit"].removeprefix("个")
    if unit == "工作日":
        return Term(None, None)
    if found["number"] == "半":
        return Term(0, _HALF_A_MONTH) if unit == "月" else None
    number = read_numeral(found["number"])
    if number is None or number % 1 or number < 1:
        return None
    if unit == "日" and number <= _LAST_DAY and not (found["since"] or found["within"]):
        return None
    if unit == "年":
        return Term(12 * int(number), 0) if number <= _MOST_YEARS else None
    if unit == "月":
        return Term(int(number), 0)
    return Term(0, int(number) * (7 if unit in ("周", "星期") else 1))
