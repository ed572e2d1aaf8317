"""What reports claim, and whether the ledgers bear it out."""

from fazhi.claims.published import Claim, PublishedError, read_published
from fazhi.claims.reconcile import CONSISTENT, INCONSISTENT, NOT_CHECKABLE, Verdict, reconcile, reconciliation_frame
from fazhi.claims.wording import Range, allowed, in_words, looks_rounded

__all__ = [
    "CONSISTENT", "INCONSISTENT", "NOT_CHECKABLE", "Claim", "PublishedError", "Range", "Verdict", "allowed",
    "in_words", "looks_rounded", "read_published", "reconcile", "reconciliation_frame",
]  # fmt: skip
