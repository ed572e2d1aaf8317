"""Numeric claims in a report's prose: what is said, the range that its wording allows, its period, and which indicator it is."""

from fazhi.claims.prose.find import ProseClaim, find_claims

__all__ = ["ProseClaim", "find_claims"]
