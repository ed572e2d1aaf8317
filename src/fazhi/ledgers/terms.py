"""Days written as terms (7日内, 收到后两个月内) or as the day on which the matter began (当日): worked out from the day that they count from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Ledger
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.cells import TYPE_OF, Coded, Typed
from fazhi.values import fold
from fazhi.values.terms import Term, read_term

DATE = TYPE_OF["date"]
AT_ONCE = Term(0, 0)


def with_terms(columns: Mapping[str, Typed], ledger: Ledger, catalogue: Catalogue) -> dict[str, Typed]:
    """The columns with each term as the day on which it ended.

    A term of working days is no date where a count rests on the column, and says nothing elsewhere. So is one whose first day is not known.
    Of the days that end what began in their rows (结案日期) only the same one may be told so.
    """
    found = dict(columns)
    at_once = frozenset(map(fold, catalogue.layout.at_once))
    for column in ledger.columns:
        since = column.counted_from or ledger.ends.get(column.id)
        if since is None:
            continue
        due = columns[column.id]
        if (wrong := due.wrong.get("bad_date")) is not None and wrong.any():
            counted = column.id in uses_of(catalogue, ledger.id).counted
            found[column.id] = _worked_out(due, columns[since], wrong, counted, at_once)
    return found


def _worked_out(due: Typed, since: Typed, wrong: np.ndarray, counted: bool, at_once: frozenset[str]) -> Typed:
    """A column of dates with the terms among its wrong cells worked out."""
    terms: dict[int, Term] = {}
    for code in np.unique(due.raw.codes[wrong]).tolist():
        term = read_term(due.raw.values[code], at_once)
        if term is not None and (due.column.counted_from or term == AT_ONCE):
            terms[code] = term
    values, bad, empty = due.values.copy(), wrong.copy(), due.empty.copy()
    begun = since.values.astype("datetime64[D]")
    for row in np.flatnonzero(wrong).tolist():
        term, first = terms.get(int(due.raw.codes[row])), begun[row].item()
        if term is None:
            continue
        last = term.after(first) if first is not None else None
        if last is not None:
            values[row] = np.datetime64(last, "D").astype(DATE)
            bad[row] = False
        elif not counted:
            bad[row], empty[row] = False, True
    every = Coded(values, np.arange(len(values)))
    return replace(due, coded=every, empty=empty, wrong={**due.wrong, "bad_date": bad}, last_days=every)
