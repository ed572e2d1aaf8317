"""Numbers rounded once, from the exact value, by the rule that the catalogue sets."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from fazhi.catalogue.loading import load

if TYPE_CHECKING:
    from fazhi.catalogue.rules import Rounding

MOST_PLACES = 6  # of a number that fewer would say is an end of its scale
RULES = {"half_even": ROUND_HALF_EVEN, "half_up": ROUND_HALF_UP}


def rounded(exact: Fraction | Decimal | float, decimals: int) -> Decimal:
    """``exact`` to ``decimals`` places by the catalogue's rule; of a float its shortest decimal form is what counts."""
    return round_by(load().numerals.rounding, exact, decimals)


def rounded_apart(exact: Fraction | Decimal | float, decimals: int, *ends: int) -> Decimal:
    """``rounded``, with more places where it would say one of the ``ends`` of a scale that the number is not: 1999 of 2000 are no 100.0 %."""
    for places in range(decimals, MOST_PLACES + 1):
        shown = rounded(exact, places)
        if shown not in ends or exact in ends:
            return shown
    return rounded(exact, decimals)


def significant(number: float, digits: int) -> str:
    """A number to so many leading digits, without an exponent.

    >>> significant(0.0000612, 2), significant(0.0, 2), significant(1234.5, 2)
    ('0.000061', '0', '1200')
    """
    return f"{Decimal(f'{number:.{digits}g}'):f}"


def round_by(rule: Rounding, exact: Fraction | Decimal | float, decimals: int) -> Decimal:
    """``exact`` to ``decimals`` places; a negative number by its absolute value (GB/T 8170-2008, 3.3).

    >>> round_by("half_even", Fraction(25, 2), 0), round_by("half_up", Fraction(25, 2), 0), round_by("half_even", 0.35, 1)
    (Decimal('12'), Decimal('13'), Decimal('0.4'))
    """
    if not isinstance(exact, Fraction):
        exact = exact if isinstance(exact, Decimal) else Decimal(repr(float(exact)))
        return exact.quantize(Decimal(1).scaleb(-decimals), rounding=RULES[rule])
    steps = abs(exact) * 10**decimals
    whole = round(steps) if rule == "half_even" else floor(steps + Fraction(1, 2))  # round() of a Fraction goes to even
    return Decimal(-whole if exact < 0 else whole).scaleb(-decimals)
