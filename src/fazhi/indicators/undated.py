"""Rows that say what came about and not when: without its date a row lies in no window, and the count without it looks like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from fazhi.catalogue.indicator import AnyIndicator, FromLedger, Where
from fazhi.indicators.count import Facts, matches
from fazhi.indicators.rows import Rows


@dataclass(frozen=True, eq=False)
class Undated:
    """Rows of a ledger that hold what ``indicators`` count, as ``columns`` say, with a blank in ``date``."""

    ledger: str
    date: str
    columns: tuple[str, ...]
    indicators: tuple[FromLedger, ...]
    rows: Rows


def undated(indicators: Iterable[AnyIndicator], facts: Facts) -> Iterator[Undated]:
    """What a blank date leaves out of the indicators, by ledger and date. Of a ledger without the column nothing is counted in the first place.

    Only indicators that ask a row for something besides its date: a penalty case without a decision is none yet, a settled dispute is.
    """
    by_date: dict[tuple[str, str], list[tuple[FromLedger, Where]]] = {}
    for indicator in indicators:
        if isinstance(indicator, FromLedger) and indicator.date and indicator.ledger in facts.tables:
            conditions = _asking(indicator)
            if conditions and indicator.date not in facts.absent.get(indicator.ledger, ()):
                by_date.setdefault((indicator.ledger, indicator.date), []).append((indicator, conditions))
    for (ledger, date), asking in by_date.items():
        table = facts.table(ledger)
        blank = table[date].isna().to_numpy()
        if not blank.any():
            continue
        left_out = [(indicator, where, blank & matches(table, where).to_numpy()) for indicator, where in asking]
        told = [(indicator, where, chosen) for indicator, where, chosen in left_out if chosen.any()]
        if told:
            columns = dict.fromkeys(one.column for _, where, _ in told for one in where if one.asks)
            rows = Rows.of(table, np.logical_or.reduce([chosen for _, _, chosen in told]))
            yield Undated(ledger, date, tuple(columns), tuple(indicator for indicator, _, _ in told), rows)


def _asking(indicator: FromLedger) -> Where:
    """The conditions by which a row says that it belongs to an indicator; of a proportion that asks nothing of its cases, to its numerator."""
    if any(one.asks for one in indicator.where):
        return indicator.where
    numerator: Where = getattr(indicator, "numerator", ())
    return (*indicator.where, *numerator) if numerator else ()
