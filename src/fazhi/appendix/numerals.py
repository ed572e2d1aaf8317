"""Numbers as an official appendix prints them: rounded once, from the exact value, by the catalogue's rule."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

from fazhi.catalogue import Language, rounded, rounded_apart
from fazhi.catalogue.definitions import Catalogue
from fazhi.indicators import Value
from fazhi.indicators.intervals import FEW, FINE, SMALL
from fazhi.values import grouped

WHOLE = re.compile(r"(?<![\d.,-])\d{5,}(?![\d.,-])")


def grouped_in(text: str) -> str:
    """A comma between the thousands of every whole number in a text."""
    return WHOLE.sub(lambda match: grouped(Decimal(match[0])), text)


def date_text(day: dt.date, catalogue: Catalogue, language: Language) -> str:
    """2022年11月7日 or 2022-11-07."""
    return catalogue.word("appendix.date", language, year=day.year, month=day.month, day=day.day, iso=day.isoformat())


def value_text(value: Value, catalogue: Catalogue, language: Language) -> str:
    """A value for reading; ``缺`` where the ledger is missing, ``—`` where there is nothing to compute."""
    if value.value is None:
        return catalogue.word(f"appendix.sign.{value.status}", language)
    if isinstance(value.value, dt.date):
        return date_text(value.value, catalogue, language)
    if value.indicator.unit == "%" and value.denominator:
        return percent_text(int(value.numerator or 0), int(value.denominator))
    text = grouped(rounded_apart(value.value, value.indicator.decimals, 0))
    return f"{text}*" if value.status == "approximate" else text


def percent_text(part: int, whole: int) -> str:
    """x/n below five cases, a marked whole percentage below ten, one decimal from a hundred on; 0 and 100 % are none and all."""
    if whole < FEW:
        return f"{part}/{whole}"
    decimals = 1 if whole >= FINE else 0
    return f"{rounded_apart(Fraction(part * 100, whole), decimals, 0, 100)}%" + ("†" if whole < SMALL else "")


def interval_text(value: Value, mark: str) -> str:
    """The 95 % interval where it means something, else nothing. ``mark`` stands between its ends."""
    bounds = value.intervals[0]
    if value.value is None or bounds.lower is None or bounds.upper is None:
        return ""
    if value.indicator.unit == "%":
        if (value.denominator or 0) < SMALL:
            return ""
        bounds = bounds.scaled(100)
        return f"{_bound(bounds.lower, 1)}%{mark}{_bound(bounds.upper, 1)}%"
    decimals = max(value.indicator.decimals, 1)
    return f"{_bound(bounds.lower, decimals)}{mark}{_bound(bounds.upper, decimals)}"


def _bound(end: float | None, decimals: int) -> str:
    return "" if end is None else grouped(rounded(end, decimals))
