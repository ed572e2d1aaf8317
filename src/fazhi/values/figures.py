"""Figures as tables of published ones hold them: 13,614, 96.7, 2022-11-07."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from fazhi.values.dates import read_date


def read_figure(text: str) -> Decimal | dt.date | None:
    """A number, else a day in any form that needs no year from elsewhere (a spreadsheet writes 2022-11-07 back as 2022/11/7); None for
    anything else. Never raises.
    """
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        day = read_date(text, None)
        return day.start if day.start == day.end else None
    return value if value.is_finite() else None
