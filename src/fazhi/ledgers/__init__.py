"""Raw workbooks → clean tables: read, recognise, clean, account.

Names are imported when they are first asked for: who only looks into a table that is kept by hand must not wait for pandas.
"""

from typing import TYPE_CHECKING

from fazhi.lazy import importing

if TYPE_CHECKING:
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

__getattr__ = importing(
    __name__,
    {
        "account": ("Problem", "SheetAccount", "account_frame", "set_aside_frame"),
        "intake": ("Intake", "take_in"),
        "settled": ("corrections_frame", "proposal"),
    },
)
