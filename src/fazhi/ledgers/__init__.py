"""Raw workbooks → clean tables: read, recognise, clean, account."""

from fazhi.ledgers.account import Problem, SheetAccount, account_frame, set_aside_frame
from fazhi.ledgers.intake import Intake, take_in
from fazhi.ledgers.settled import corrections_frame, proposal

__all__ = [
    "Intake",
    "Problem",
    "SheetAccount",
    "account_frame",
    "corrections_frame",
    "proposal",
    "set_aside_frame",
    "take_in",
]
