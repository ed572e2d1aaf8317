"""Single values: what a cell may hold, and how it reads when nobody chose a wording."""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from fazhi.publish.wording import word

Scalar = str | int | float | bool | dt.date | dt.datetime | None

NOT_APPLICABLE = "—"
NUMBER = re.compile(r"[-+−]?[\d,]*\.?\d+(e[-+]?\d+)?\s*[%‰]?", re.IGNORECASE)
EMPTY = {"", NOT_APPLICABLE, "NaN", "NaT", "None", "<NA>"}


def all_numbers(texts: Collection[object]) -> bool:
    """Whether a column's entries are the texts of numbers, blanks aside."""
    return bool(texts) and all(isinstance(t, str) and (t in EMPTY or NUMBER.fullmatch(t)) for t in texts)


def plain_value(value: Any) -> Scalar:
    """The value as plain Python: numpy and pandas scalars unwrapped, NaN, NaT and NA as ``None``.

    A timestamp at midnight is a date. Anything that is no scalar becomes its text.
    """
    if type(value) is float:  # the commonest by far
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:  # numpy scalar
        return plain_value(value.item())
    if hasattr(value, "to_pydatetime"):  # pandas Timestamp or NaT, which knows its own emptiness by inequality
        return None if value != value else plain_value(value.to_pydatetime())
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() and value.tzinfo is None else value
    if isinstance(value, dt.date):
        return value
    if isinstance(value, numbers.Real | Decimal):
        number = float(value)
        return number if math.isfinite(number) else None
    return None if type(value).__name__ == "NAType" else str(value)


def display_text(value: Any, language: str = "zh") -> str:
    """A value in words: five digits and more in groups of three, dates in ISO form, — for none.

    Floats appear with the digits that they have, decimals with all that they were rounded to (93.0); rounding is the caller's business,
    since it needs the exact numerator and denominator.
    """
    if isinstance(value, Decimal) and value.is_finite():
        return _grouped(f"{value:f}")
    value = plain_value(value)
    if value is None or value == "":
        return NOT_APPLICABLE
    if isinstance(value, bool):
        return word("yes" if value else "no", language)
    if isinstance(value, int):
        return _grouped(str(value))
    if isinstance(value, float):
        return _grouped(str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, dt.date) else value


def _grouped(digits: str) -> str:
    sign, digits = ("−", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, point, fraction = digits.partition(".")
    if len(whole) >= 5 and whole.isdigit():
        whole = f"{int(whole):,}"
    return sign + whole + point + fraction
