"""Numeric claims in a report's prose: what is said, the range that its wording allows, its period, and which indicator it is."""

from fazhi.claims.prose.claim import FIELDS, ProseClaim, records
from fazhi.claims.prose.documents import FORMATS, ReportError, read_report
from fazhi.claims.prose.find import find_claims
from fazhi.claims.prose.unread import unread_lines

__all__ = ["FIELDS", "FORMATS", "ProseClaim", "ReportError", "find_claims", "read_report", "records", "unread_lines"]
