"""A row of a ledger before an office writes it down, and the line that the office makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Column ids of the catalogue → dates, numbers, text, value ids of categories (a tuple where several are
# allowed), None for blank.
Row = dict[str, Any]

GOOD, DUPLICATE, OTHER_YEAR = "good", "duplicate", "other_year"


@dataclass(frozen=True)
class AsTyped:
    """A cell that stands in the ledger exactly so, whatever its column asks for."""

    text: str


@dataclass(frozen=True)
class Line:
    """A row as an office enters it.

    ``fate`` is what a right intake makes of it: ``good``, ``duplicate``, or the reason to set it aside;
    ``how`` is the kind of mess behind it. ``order`` is its place in the ledger. ``spelling`` seeds how its
    cells are written: lines with the same one look the same.
    """

    row: Row
    order: float
    spelling: str
    fate: str = GOOD
    how: str = ""
