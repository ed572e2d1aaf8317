"""Rows of truth: what the ledgers of a township-year hold before an office writes them down."""

from __future__ import annotations

from fazhi.synthesis.chance import Chance
from fazhi.synthesis.plan import Plan
from fazhi.synthesis.row import Row
from fazhi.synthesis.truth import (
    counter,
    courts,
    disclosure,
    disputes,
    enforcement,
    mediation,
    publicity,
    study,
    villages,
)

__all__ = ["rows_of"]


def rows_of(plan: Plan, chance: Chance) -> dict[str, list[Row]]:
    """The rows of every ledger, in the order in which its office keeps them.

    All are good rows, but not all of them count. Each ledger is drawn from a stream of its own.
    """
    bodies = mediation.bodies(plan, chance.branch("L12"))
    committees = [row for row in bodies if row["type"] == "committee" and not row.get("dissolved")]
    mediators = mediation.mediators(plan, chance.branch("L13"), committees)
    services = publicity.services(plan, chance.branch("L16"))
    issues = publicity.issues(plan, chance.branch("L17"))
    return {
        "L01": study.sessions(plan, chance.branch("L01")),
        "L02": study.milestones(plan, chance.branch("L02")),
        "L03": enforcement.officers(plan, chance.branch("L03")),
        "L04": enforcement.penalties(plan, chance.branch("L04")),
        "L05": enforcement.inspections(plan, chance.branch("L05")),
        "L06": courts.litigation(plan, chance.branch("L06")),
        "L07": courts.reconsideration(plan, chance.branch("L07")),
        "L08": courts.suggestions(plan, chance.branch("L08")),
        "L09": disclosure.items(plan, chance.branch("L09")),
        "L10": disclosure.requests(plan, chance.branch("L10")),
        "L11": counter.business(plan, chance.branch("L11")),
        "L12": bodies,
        "L13": mediators,
        "L14": disputes.disputes(plan, chance.branch("L14"), mediators),
        "L15": publicity.events(plan, chance.branch("L15"), services, issues),
        "L16": services,
        "L17": issues,
        "L18": villages.stewards(plan, chance.branch("L18"), mediators),
        "L19": villages.demonstration(plan, chance.branch("L19")),
    }
