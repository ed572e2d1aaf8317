"""Fingerprints of definitions: whether two numbers of one indicator were counted by the same rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator, Count, FromLedger
from fazhi.catalogue.ledger import Ledger

# What an indicator is called and how it is shown; none of it changes a count.
_SHOWN = {"zh", "en", "section", "en_unit", "method", "claims", "phrases", "polarity", "decimals", "interval"}
_NAMES = {"zh", "en", "article", "basis"}
_LENGTH = 12  # hexadecimal digits: among a few hundred definitions a collision is out of the question


def definition(indicator: AnyIndicator, catalogue: Catalogue) -> str:
    """Twelve hexadecimal digits over everything that decides what an indicator counts.

    That is its own entry without names and words, the deadline and the other indicators that it names, and of its
    ledgers the forms: which rows count, what dates them, what makes two of them one. A new synonym, name or phrase
    leaves the fingerprint as it is; another filter, date column, deadline or key changes it.
    """
    text = json.dumps(_parts(indicator, catalogue), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


@lru_cache(maxsize=4)
def definitions(catalogue: Catalogue) -> Mapping[str, str]:
    """The fingerprint of every indicator by its id; worked out once."""
    return {id: definition(indicator, catalogue) for id, indicator in catalogue.indicators.items()}


def _parts(indicator: AnyIndicator, catalogue: Catalogue) -> dict[str, Any]:
    parts: dict[str, Any] = {"entry": indicator.model_dump(mode="json", exclude=_SHOWN)}
    if (deadline := getattr(indicator, "deadline", None)) is not None:
        parts["deadline"] = catalogue.deadlines[deadline].model_dump(mode="json", exclude=_NAMES)
    for name in ("of", "stock"):
        if (other := getattr(indicator, name, None)) is not None:
            parts[name] = _parts(catalogue.indicators[other], catalogue)
    if isinstance(indicator, FromLedger):
        others = [overlap.ledger for overlap in indicator.less] if isinstance(indicator, Count) else []
        parts["ledgers"] = [_forms(catalogue.ledgers[id]) for id in (indicator.ledger, *others)]
    return parts


def _forms(ledger: Ledger) -> dict[str, Any]:
    return ledger.model_dump(mode="json", include={"id", "forms", "order", "persons", "roster"})
