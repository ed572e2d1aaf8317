"""Claims as plain records, for JSON and for a table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from fazhi.claims.prose.find import ProseClaim

FIELDS = ("start", "end", "text", "value", "lo", "hi", "unit", "wording", "period", "indicator", "why")


def records(claims: Iterable[ProseClaim]) -> list[dict[str, Any]]:
    """A record a claim with the keys ``FIELDS``; numbers are int where they are whole, else float."""
    return [
        {
            "start": claim.start,
            "end": claim.end,
            "text": claim.text,
            "value": plain(claim.value),
            "lo": plain(claim.low),
            "hi": plain(claim.high),
            "unit": claim.unit,
            "wording": claim.wording,
            "period": claim.period,
            "indicator": claim.indicator,
            "why": claim.why,
        }
        for claim in claims
    ]


def plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
