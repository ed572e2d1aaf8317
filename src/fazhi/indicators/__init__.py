"""Clean rows + catalogue + window → values with evidence."""

from fazhi.indicators.control import control_limits
from fazhi.indicators.count import Facts, Value, evaluate, in_window, matches
from fazhi.indicators.evidence import COLUMNS as EVIDENCE
from fazhi.indicators.evidence import Evidence, evidence_frame
from fazhi.indicators.identities import Check, check
from fazhi.indicators.reference import Township, read_reference, township_of
from fazhi.indicators.table import indicators_frame
from fazhi.indicators.windows import Window, calendar_year, named_window, stock_day

__all__ = [
    "EVIDENCE", "Check", "Evidence", "Facts", "Township", "Value", "Window", "calendar_year", "check", "control_limits", "evaluate", "evidence_frame",
    "in_window", "indicators_frame", "matches", "named_window", "read_reference", "stock_day", "township_of",
]  # fmt: skip
