"""A claim of a report's prose, and claims as plain records for JSON and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FIELDS = ("start", "end", "text", "value", "lo", "hi", "unit", "wording", "period", "indicator", "why")


@dataclass(frozen=True)
class ProseClaim:
    """One numeric claim: ``text`` is the report's own, at ``start:end``. ``low`` and ``high`` bound what the wording allows (None: open).

    ``value`` is in base units (a percentage in percent); ``unit`` is the measure word, None where none stands; ``period`` is None for
    the whole year; ``indicator`` is None for what the catalogue has no indicator of. ``why`` names the words that decided.
    """

    start: int
    end: int
    text: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    wording: str
    period: str | None
    indicator: str | None
    why: str
    kind: str = "exact"  # of the wording: exact, over, under, about, at_least, at_most, range
    jointly: bool = (
        False  # one number for two verbs (受理并调处28件), of which this is the first: no more than that is said of it
    )
    sentence: int = -1  # where its sentence begins; figures of one may only together be the whole


def records(claims: Iterable[ProseClaim]) -> list[dict[str, Any]]:
    """A record a claim with the keys ``FIELDS``; numbers are int where they are whole, else float."""
    return [dict(zip(FIELDS, _fields(claim), strict=True)) for claim in claims]


def _fields(claim: ProseClaim) -> tuple[object, ...]:
    numbers = map(plain, (claim.value, claim.low, claim.high))
    told = (claim.unit, claim.wording, claim.period, claim.indicator, claim.why)
    return (claim.start, claim.end, claim.text, *numbers, *told)


def plain(number: Decimal | None) -> int | float | None:
    """A number as JSON writes it best."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
