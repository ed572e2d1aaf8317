"""How sure a reading of a sheet is, from 0 to 1, and how sure its cells can make it at most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fazhi.catalogue.ledger import Form, Ledger
from fazhi.ledgers.match import BY_CELLS, lifted_by_cells
from fazhi.ledgers.vocabulary import Label, Vocabulary

EXPLAINED, REQUIRED, TITLED = 0.45, 0.25, 0.30  # weights: labels explained, required columns, title

Labels = Mapping[int, tuple[Label, ...]]


def confidence(labels: Labels, form: Form, scores: Mapping[str, float], titled: float, words: Vocabulary) -> float:
    """How sure a reading is. ``scores``: of the columns found, by id; ``titled``: how well the titles name the ledger."""
    explained = explained_by(labels, scores.values(), words)
    sure = _weighted(explained, form, scores, titled)
    if not titled:  # a sheet that nothing names must say more by its columns
        plain = len(scores) >= 5 or (len(scores) >= 3 and explained >= 0.7)
        sure = sure / (1 - TITLED) if plain else 0.5 * sure
    return min(1.0, sure)


def at_most(labels: Labels, ledger: Ledger, titled: float, words: Vocabulary) -> float:
    """What the confidence of a reading cannot exceed, whatever stands in its cells."""
    lifted = lifted_by_cells(labels, ledger, words)
    if len(ledger.forms) == 1:  # whose required categories and villages may be found by their cells alone
        required = (ledger.column(id) for group in ledger.forms[0].required for id in group)
        lifted = {column.id: BY_CELLS for column in required if column.type == "category" or column.place} | lifted
    explained = explained_by(labels, lifted.values(), words)
    sure = max(_weighted(explained, form, lifted, titled) for form in ledger.forms)
    return min(1.0, sure if titled else sure / (1 - TITLED))


def explained_by(labels: Labels, scores: Iterable[float], words: Vocabulary) -> float:
    """The share of a header's labels, those aside that every ledger may have, that the columns found explain."""
    named = sum(1 for alternatives in labels.values() if alternatives[0].full not in words.unnamed)
    return min(1.0, sum(scores) / max(1, named))


def _weighted(explained: float, form: Form, scores: Mapping[str, float], titled: float) -> float:
    groups = (*form.required, *((id,) for id in form.needs))
    required = sum(max(scores.get(id, 0.0) for id in group) for group in groups) / len(groups)
    return EXPLAINED * explained + REQUIRED * required + TITLED * titled
