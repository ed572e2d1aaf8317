"""Disclosure control: which figures a public edition hides, so that no single person can be worked out of it."""

from fazhi.disclosure.apply import SUPPRESSED, apply_to_indicators, with_shown_intervals
from fazhi.disclosure.artefacts import Decision, chart_decision, file_decision
from fazhi.disclosure.audit import audit
from fazhi.disclosure.cells import breakdown_cells, cell_id, cells_frame, class_of, indicator_cells, sensitive
from fazhi.disclosure.definitions import catalogue_relations, month_cells, window_relations
from fazhi.disclosure.knowledge import Knowledge, knowledge
from fazhi.disclosure.protect import Protected, protect
from fazhi.disclosure.rates import (
    counts_of_interval,
    fractions_of_rate,
    numerators_of_interval,
    numerators_of_rate,
    range_relations,
)
from fazhi.disclosure.redesign import edition, redesigns
from fazhi.disclosure.relations import (
    Relation,
    area_relations,
    breakdown_relations,
    rate_relations,
    total,
    year_relations,
)

__all__ = [
    "SUPPRESSED", "Decision", "Knowledge", "Protected", "Relation", "apply_to_indicators", "area_relations", "audit",
    "breakdown_cells", "breakdown_relations", "catalogue_relations", "cell_id", "cells_frame", "chart_decision",
    "class_of", "counts_of_interval", "edition", "file_decision", "fractions_of_rate", "indicator_cells", "knowledge",
    "month_cells", "numerators_of_interval", "numerators_of_rate", "protect", "range_relations", "rate_relations", "redesigns",
    "sensitive", "total", "window_relations", "with_shown_intervals", "year_relations",
]  # fmt: skip
