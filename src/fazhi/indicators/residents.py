"""Whether a number of residents can be right, by what the ledgers count beside it."""

from __future__ import annotations

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import PerThousand

# Cases, events, persons: a township sees no more of them in a year than it has people; of copies it may.
ONE_BY_ONE = frozenset({"count", "stock"})


def too_few_residents(indicator: PerThousand, counted: float, residents: float, catalogue: Catalogue) -> bool:
    """Whether more is counted, one by one, than there are residents: then it is their number that is wrong (typed in 万, cut off)."""
    return catalogue.indicators[indicator.of].kind in ONE_BY_ONE and counted > residents
