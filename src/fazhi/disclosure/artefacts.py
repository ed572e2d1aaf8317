"""What leaves the house: for each file and each chart of a township-year whether a public edition has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.policy import Release
from fazhi.catalogue.text import Text
from fazhi.disclosure.cells import cell_id, class_of
from fazhi.disclosure.protect import PRIMARY, SECONDARY, Protected


@dataclass(frozen=True)
class Decision:
    """What becomes of a file or chart and why; ``reason`` is None where it is published as it is, or nobody has named it."""

    name: str
    release: Release
    reason: Text | None = None


def file_decision(name: str, catalogue: Catalogue) -> Decision:
    """What becomes of a file, given by its path below the outputs of its township-year. What no rule names is withheld."""
    for rule in catalogue.disclosure.artefacts:
        if any(fnmatchcase(name, pattern) for pattern in rule.files):
            return Decision(name, rule.release, rule.reason)
    return Decision(name, "withheld")


def chart_decision(
    id: str, indicators: Iterable[str], township: str, year: int, protected: Protected, catalogue: Catalogue
) -> Decision:
    """What becomes of a chart that shows these indicators.

    ``published``: drawn. ``reduced``: hidden cells, so its table alone, with marks. ``withheld``: neither, because a rule says so, because
    one of its breakdowns is not part of the edition or because one of its indicators is hidden. What no rule names is withheld, and so is
    a chart of sensitive matters for which no breakdown is named.
    """
    rule = next((entry for entry in catalogue.disclosure.charts if entry.id == id), None)
    shown = tuple(indicators)
    hidden_whole = any(cell_id(township, year, indicator) in protected.hidden for indicator in shown)
    unnamed = rule is not None and not rule.breakdowns and any(class_of(i, catalogue) != "C" for i in shown)
    if hidden_whole or (unnamed and rule is not None and rule.release == "published"):
        return Decision(id, "withheld")
    if rule is None or rule.release != "reduced":
        return Decision(id, rule.release if rule else "withheld", rule.reason if rule else None)
    cells = protected.cells
    own = cells[(cells["township"] == township) & (cells["year"] == str(year))]
    tables = {breakdown: own[own["breakdown"] == breakdown] for breakdown in rule.breakdowns}
    if any(table.empty for table in tables.values()):
        return Decision(id, "withheld", rule.reason)
    hidden = pd.concat(tables.values())["state"].isin([PRIMARY, SECONDARY])
    return Decision(id, "reduced" if hidden.any() else "published", rule.reason)
