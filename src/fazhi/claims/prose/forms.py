"""Where a text holds numbers that are no claim by their form alone: dates, documents, ordinals, names, enumerators."""

from __future__ import annotations

from fazhi.claims.prose.lexicon import forms


def no_claims(signs: str) -> list[str]:
    """For each sign the reason why a number there is no claim, "" if there is none."""
    reasons = [""] * len(signs)
    for reason, pattern in forms():
        for found in pattern.finditer(signs):
            reasons[found.start() : found.end()] = [reason] * (found.end() - found.start())
    return reasons
