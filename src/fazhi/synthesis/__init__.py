"""Synthetic ledgers: from a plan of true counts to the files that offices keep, every oddity recorded.

``plan`` says which counts are true, ``truth`` makes rows that give them, ``mess`` repeats and spoils rows,
``spelling`` and ``sheets`` write them as clerks do, ``files`` puts them on disk.
"""

from fazhi.synthesis.plan import Plan, plan_for
from fazhi.synthesis.writing import SEED, TOWNSHIP, YEAR, LedgerRecord, Written, WrittenRow, write, write_plan

__all__ = [
    "SEED",
    "TOWNSHIP",
    "YEAR",
    "LedgerRecord",
    "Plan",
    "Written",
    "WrittenRow",
    "plan_for",
    "write",
    "write_plan",
]
