"""A computed value in a report's words: 652人次, 650余人次, 近700份, 百分之百. What the words allow always holds the value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Literal, get_args

from fazhi.catalogue import rounded_apart
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.draft import DraftWords
from fazhi.claims.reconcile import plain
from fazhi.claims.wording import Range
from fazhi.indicators import Value
from fazhi.indicators.count import APPROXIMATE
from fazhi.values import allowed_range, write_percentage
from fazhi.values.numbers import Wording

Style = Literal["exact", "report"]
STYLES: tuple[Style, ...] = get_args(Style)
PERCENT = "%"
_DIGITS_OF_ABOUT = 2  # leading digits of a figure that stands for an interval
_MOST_DECIMALS = 2  # of a figure that is no percentage; more are said with 约


@dataclass(frozen=True)
class Figure:
    """A figure with its measure word. ``said`` is the number itself, ``allowed`` what the words allow; ``exact``: nothing else."""

    text: str
    said: Decimal
    allowed: Range
    exact: bool = True


def figure(value: Value, style: Style, catalogue: Catalogue) -> Figure | None:
    """The words of a number; None for a value that there is not, and for a date.

    A value that holds approximate counts is said so that all that it may be is allowed, in either style.
    """
    number = exact_number(value)
    if number is None:
        return None
    unit, draft = value.indicator.unit, catalogue.draft
    if unit == PERCENT:
        return _percentage(number, value.indicator.decimals, style)
    if value.status == APPROXIMATE and value.low is not None and value.low != value.high:
        low, high = Decimal(repr(value.low)), Decimal("Infinity") if value.high is None else Decimal(repr(value.high))
        return _interval(low, high, unit, draft)
    if style == "report" and (rounded := _rounded(number, unit, draft)):
        return rounded
    return _exact(number, unit, draft)


def exact_number(value: Value) -> Decimal | None:
    """The number of a value, a percentage in percent from its exact parts; None where there is none."""
    if not isinstance(value.value, int | float) or value.value < 0:
        return None
    if value.indicator.unit == PERCENT:
        if value.numerator is not None and value.denominator:
            return Decimal(int(value.numerator)) * 100 / Decimal(int(value.denominator))
        return Decimal(repr(value.value)) * 100
    return Decimal(repr(value.value))


def _exact(number: Decimal, unit: str, draft: DraftWords) -> Figure:
    """The number as it is; one with many decimals as 约 of its first."""
    if round(number, _MOST_DECIMALS) != number:
        shorter = _about(number, number, unit, draft, digits=3)
        if shorter:
            return shorter
    return Figure(f"{plain(number)}{unit}", number, Range(number, number))


def _percentage(number: Decimal, decimals: int, style: Style) -> Figure:
    """At the catalogue's decimals, with more where these would say all or nothing of what is neither."""
    said = Decimal(plain(rounded_apart(number, decimals, 0, 100)) or 0)
    text = f"{plain(said)}{PERCENT}"
    if style == "report" and said == said.to_integral_value() and 0 < said <= 100:
        text = write_percentage(int(said))
    return Figure(text, said, Range(said, said))


def _rounded(number: Decimal, unit: str, draft: DraftWords) -> Figure | None:
    """余 above a round figure, 近 just below one; None for what is round already, or too small, or never rounded."""
    rule = draft.rounding
    if unit not in rule.units or number < rule.least:
        return None
    step = Decimal(1).scaleb(number.adjusted() - rule.digits + 1)
    base = (number / step).to_integral_value(ROUND_FLOOR) * step
    if base == number:
        return None
    kinds: tuple[tuple[Wording, Decimal], ...] = (("over", base),)
    if number - base >= step * Decimal(repr(rule.near)):
        kinds = (("under", base + step), *kinds)
    made = (_worded(kind, said, unit, draft) for kind, said in kinds)
    return next((one for one in made if one.allowed.holds(number)), None)


def _interval(low: Decimal, high: Decimal, unit: str, draft: DraftWords) -> Figure:
    """The narrowest of the usual wordings that allows all from ``low`` to ``high``."""
    if not high.is_finite():
        return _worded("at_least", low, unit, draft)
    step = Decimal(1).scaleb(low.adjusted() - draft.rounding.digits + 1) if low else Decimal(1)
    base = (low / step).to_integral_value(ROUND_FLOOR) * step
    over = _worded("over", base, unit, draft)
    if base and _covers(over.allowed, low, high):
        return over
    about = _about(low, high, unit, draft, _DIGITS_OF_ABOUT)
    if about:
        return about
    words = f"{plain(low)}{draft.wording.range}{plain(high)}{unit}"
    return Figure(words, low, Range(low, high), exact=False)


def _about(low: Decimal, high: Decimal, unit: str, draft: DraftWords, digits: int) -> Figure | None:
    middle = (low + high) / 2
    if not middle:
        return None
    said = middle.quantize(Decimal(1).scaleb(middle.adjusted() - digits + 1), ROUND_HALF_EVEN)
    about = _worded("about", said, unit, draft)
    return about if _covers(about.allowed, low, high) else None


def _covers(span: Range, low: Decimal, high: Decimal) -> bool:
    return span.holds(low) and span.holds(high)


def _worded(kind: Wording, said: Decimal, unit: str, draft: DraftWords) -> Figure:
    """A figure with the word of its kind, before it or behind, as the catalogue has it."""
    word = getattr(draft.wording, kind)
    number = _scaled(said, draft)
    text = f"{number}{word}{unit}" if kind == "over" else f"{word}{number}{unit}"
    lower, upper = (Decimal(repr(end)) for end in allowed_range(float(said), kind))
    return Figure(text, said, Range(lower, upper if upper.is_finite() else None, open_ends=kind == "over"), exact=False)


def _scaled(said: Decimal, draft: DraftWords) -> str:
    """12000 as 1.2万."""
    rule = draft.rounding
    if said < rule.scale_from or said % 100:
        return plain(said) or "0"
    return f"{plain(said / rule.scale_value)}{rule.scale}"
