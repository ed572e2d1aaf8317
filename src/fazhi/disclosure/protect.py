"""The suppressor: hides the sensitive cells, then as few others as it can until the audit passes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from fazhi.catalogue.policy import Policy
from fazhi.disclosure.audit import SENSITIVE, Auditor
from fazhi.disclosure.extend import extension
from fazhi.disclosure.knowledge import Knowledge, knowledge
from fazhi.disclosure.relations import Relation

PUBLISHED, PRIMARY, SECONDARY, UNPUBLISHED = "published", "primary", "secondary", "unpublished"
LOG = ("indicator", "breakdown", "cells", PRIMARY, SECONDARY, "hidden_share", "redesign")


@dataclass(frozen=True, eq=False)
class Protected:
    """What may be published. ``cells``: the cells with their ``state``; ``audit``: see ``audit.audit``; ``log``: counts only, by table.

    ``open``: sensitive cells that hiding cannot protect, because an earlier edition or a relation without other hidden cells gives them
    back; the public edition must not appear before they are dealt with.
    """

    cells: pd.DataFrame
    audit: pd.DataFrame
    log: pd.DataFrame
    open: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing sensitive can be worked out."""
        return not self.open

    @property
    def alike(self) -> bool:
        """Whether each hidden count could be a small one by the published figures, so that these do not tell why a mark stands."""
        return bool(self.audit["safe"].all())

    @property
    def hidden(self) -> frozenset[str]:
        """The units that are not published."""
        return frozenset(self.cells.loc[self.cells["state"].isin([PRIMARY, SECONDARY]), "unit"])


def protect(
    cells: pd.DataFrame, relations: Iterable[Relation], policy: Policy, earlier: Sequence[pd.DataFrame] = ()
) -> Protected:
    """Decide what is hidden in a linked set of tables.

    ``cells``: see ``cells.cells_frame``; ``relations``: all that bind them (those that are not true of the cells are left out); ``earlier``:
    earlier editions as they were published (``cell``, ``value``; NaN where hidden), newest first. The same set gives the same result in
    whatever order it comes.
    """
    ordered = cells.sort_values("cell", kind="stable", ignore_index=True)
    auditor, first, chosen = _choice(ordered, relations, policy, earlier)
    found = auditor.report(frozenset(chosen))
    states = _states(ordered, first, chosen)
    unsafe = tuple(found.loc[~found["safe"] & (found["reason"] == SENSITIVE), "cell"].drop_duplicates())
    return Protected(states, found, _log(states, policy), unsafe)


def hidden_units(cells: pd.DataFrame, relations: Iterable[Relation], policy: Policy) -> frozenset[str]:
    """The units that ``protect`` hides, without the audit of each, which takes as long."""
    ordered = cells.sort_values("cell", kind="stable", ignore_index=True)
    return frozenset(_choice(ordered, relations, policy, ())[2])


def _choice(
    ordered: pd.DataFrame, relations: Iterable[Relation], policy: Policy, earlier: Sequence[pd.DataFrame]
) -> tuple[Auditor, set[str], set[str]]:
    """The auditor, the sensitive units, and all that are hidden."""
    known = knowledge(ordered, relations, earlier)
    first = _sensitive_units(known)
    auditor = Auditor(known)
    chosen = _spared(auditor, first, _extended(auditor, first))
    if policy.alike:
        auditor.alike = policy.alike
        chosen = _spared(auditor, first, _extended(auditor, chosen))
    return auditor, first, chosen


def _sensitive_units(known: Knowledge) -> set[str]:
    """The units that hold a published sensitive cell."""
    return {known.units[place] for place, _, _ in known.needs if known.published[place]}


def _extended(auditor: Auditor, hidden: set[str]) -> set[str]:
    """Hide more until each cell has the values that it needs, one cell after the other; what cannot be helped is left to the audit."""
    chosen, hopeless, size = set(hidden), set[tuple[int, int]](), -1
    while len(chosen) > size:  # what is hidden besides may have needs of its own
        size = len(chosen)
        for place, low, high in auditor.needs(frozenset(chosen)):
            while wanted := [
                value
                for value in auditor.impossible(frozenset(chosen), place, low, high)
                if (place, value) not in hopeless
            ]:
                more, tried = _step(auditor.known, chosen, place, wanted)
                chosen |= more
                if not more:
                    hopeless.update((place, value) for value in tried)
    return chosen


def _step(known: Knowledge, chosen: set[str], place: int, wanted: list[int]) -> tuple[set[str], list[int]]:
    """Units that open the first and the last of the wanted values, else the first alone; and the values tried last."""
    ends = sorted({wanted[0], wanted[-1]})
    more = extension(known, chosen, place, ends)
    if more is None and len(ends) > 1:
        ends = ends[:1]
        more = extension(known, chosen, place, ends)
    return more or set(), ends


def _spared(auditor: Auditor, first: set[str], chosen: set[str]) -> set[str]:
    """Publish again what later choices have made needless: dearest first, as long as no hidden cell loses a value that it needs."""
    known, kept = auditor.known, set(chosen)
    before = {need: auditor.impossible(frozenset(chosen), *need) for need in auditor.needs(frozenset(chosen))}
    for unit in sorted(chosen - first, key=lambda name: (-known.cost[name], name)):
        fewer = frozenset(kept - {unit})
        if all(auditor.impossible(fewer, *need) == before[need] for need in auditor.needs(fewer)):
            kept = set(fewer)
    return kept


def _states(cells: pd.DataFrame, first: set[str], chosen: set[str]) -> pd.DataFrame:
    def state(unit: str, published: bool) -> str:
        if not published:
            return UNPUBLISHED
        return PRIMARY if unit in first else SECONDARY if unit in chosen else PUBLISHED

    marks = [state(unit, shown) for unit, shown in zip(cells["unit"], cells["published"], strict=True)]
    return cells.assign(state=marks)


def _log(states: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Counts by table (indicator and breakdown), columns ``LOG``: nothing that would name a cell."""
    shown = states[states["published"]].drop_duplicates("unit")
    rows = []
    for (indicator, breakdown), group in shown.groupby(["indicator", "breakdown"], sort=True):
        primary, secondary = (int((group["state"] == state).sum()) for state in (PRIMARY, SECONDARY))
        share = (primary + secondary) / len(group)
        rows.append([indicator, breakdown, len(group), primary, secondary, share, share > policy.largest_hidden_share])
    return pd.DataFrame(rows, columns=list(LOG)).astype({"redesign": bool})
