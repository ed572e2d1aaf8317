"""True values: every indicator counted from the rows of truth, in plain loops and without the room that counts ledgers.

What the counting rules say is said here a second time, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Callable

from fazhi.catalogue import load
from fazhi.catalogue.indicator import PerThousand
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.recount import justice, offices
from fazhi.synthesis.recount.tools import Figure, Figures, Truth

__all__ = ["Figure", "true_figures"]

COUNTS: dict[str, Callable[[Plan, Truth], Figures]] = {
    "L01": offices.study,
    "L02": offices.milestones,
    "L03": offices.officers,
    "L04": offices.penalties,
    "L05": offices.inspections,
    "L06": offices.suits,
    "L07": offices.reviews,
    "L08": offices.letters,
    "L09": offices.disclosures,
    "L11": offices.business,
    "L12": justice.bodies,
    "L13": justice.mediators,
    "L14": justice.disputes,
    "L15": justice.events,
    "L16": justice.services,
    "L17": justice.academy,
    "L18": justice.stewards,
    "L19": justice.applications,
}


def true_figures(plan: Plan, truth: Truth) -> Figures:
    """Every indicator of a township-year by its id, those of ledgers that are not in ``truth`` left out.

    The catalogue is asked only which rates per 1,000 residents there are.
    """
    figures: Figures = {}
    for ledger, count in COUNTS.items():
        if ledger in truth:
            figures |= count(plan, truth)
    for indicator in load().indicators.values():
        if isinstance(indicator, PerThousand) and (events := figures.get(indicator.of)):
            figures[indicator.id] = _per_thousand(events, plan.residents)
    return figures | {"population": Figure(plan.residents), "villages": Figure(len(plan.villages))}


def _per_thousand(events: Figure, residents: int | None) -> Figure:
    if residents is None or not isinstance(events.value, int | float):
        return Figure(None)
    return Figure(1000 * events.value / residents, int(events.value), residents)
