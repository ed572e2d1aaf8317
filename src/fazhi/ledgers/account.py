"""What became of every row: kept, duplicate, set aside with a reason, or layout. Nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue

# Why a row is set aside, the first that applies; then why it, its sheet or its file counts nowhere. Filled in right, a MISFILLED row would count.
MISFILLED = ("missing_key", "bad_date", "date_order", "unknown_category", "bad_number")
FAULTS = ("void", *MISFILLED, "other_year")
REASONS = (*FAULTS, "duplicate", "unrecognised", "empty_ledger", "unreadable_file")
COPIED = "copied"  # of a sheet whose duplicates, told of one by one, are all of one other sheet
# What a reader should know of rows that are counted all the same. A note has no row number of its own: rows that have one count nowhere.
NOTES = (
    "unknown_column", "column_by_cells", "other_title", "other_township", "no_year", "hidden_rows", "comment_value", "maybe_void", "maybe_left", "damaged_id", "not_calculated",
    "unstated", "unread_answer", "several_in_cell", "shared_number", "quantity", "long_period", "first_only", "both_forms", "possible_duplicate", COPIED,
)  # fmt: skip
SET_ASIDE_COLUMNS = ["file", "sheet", "row", "ledger", "reason", "message", "suggestion"]
ACCOUNT_COLUMNS = [
    "file", "sheet", "ledger", "rows_seen", "kept", "duplicates", "set_aside",
    "titles", "headers", "totals", "notes", "blanks", "layout", "hidden", "hidden_rows",
]  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """One thing set aside: a row (1-based, as the office sees it), a whole sheet (no row) or a whole file (no sheet); or a note.

    ``fill`` holds what the message's words need (``Catalogue.word``); ``key`` in it picks a more particular message of the same reason. ``words`` are
    placeholders that are themselves words of the catalogue. ``mapping`` is an entry of ``mapping.yaml`` to start from.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    ledger: str | None = None
    reason: str = "unrecognised"
    fill: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, object] | None = None

    def texts(self, catalogue: Catalogue, language: Language) -> tuple[str, str]:
        """What is wrong and what to do, in the reader's language."""
        key = f"ledgers.{self.reason}"
        if particular := self.fill.get("key"):
            key = f"{key}.{particular}"
        said = {name: catalogue.word(word, language, **self.fill) for name, word in self.words.items()}
        return (
            catalogue.word(f"{key}.message", language, **self.fill, **said),
            catalogue.word(f"{key}.suggestion", language, **self.fill, **said),
        )


@dataclass(frozen=True)
class SheetAccount:
    """The rows of one sheet by what became of them; ``rows_seen`` is the sum of all others by construction of the intake.

    ``hidden_rows``: how many of the data rows are hidden or filtered away; they are counted like the others. Of a part of a sheet, ``first`` is the number of its first row; ``beside`` is 0, or the first column of a table to the right of
    another on the same rows, which has an account of its own.
    """

    file: str
    sheet: str
    ledger: str | None
    rows_seen: int
    kept: int = 0
    duplicates: int = 0
    set_aside: int = 0
    titles: int = 0
    headers: int = 0
    totals: int = 0
    notes: int = 0
    blanks: int = 0
    hidden: bool = False
    hidden_rows: int = 0
    beside: int = 0
    first: int = 1

    @property
    def layout(self) -> int:
        return self.titles + self.headers + self.totals + self.notes + self.blanks

    @property
    def balances(self) -> bool:
        return self.rows_seen == self.kept + self.duplicates + self.set_aside + self.layout


COUNTED = (
    "rows_seen",
    "kept",
    "duplicates",
    "set_aside",
    "titles",
    "headers",
    "totals",
    "notes",
    "blanks",
    "hidden_rows",
)


def one_a_sheet(accounts: Iterable[SheetAccount]) -> list[SheetAccount]:
    """The accounts of the tables of a sheet, one below the other, as one: their ledgers joined by a plus sign, their rows added up."""
    joined: dict[tuple[str, str, int], SheetAccount] = {}
    for account in accounts:
        place = account.file, account.sheet, account.beside
        known = joined.get(place)
        if known is None:
            joined[place] = account
            continue
        ledgers = dict.fromkeys((known.ledger or "").split("+") + (account.ledger or "").split("+"))
        sums = {name: getattr(known, name) + getattr(account, name) for name in COUNTED}
        joined[place] = replace(known, ledger="+".join(filter(None, ledgers)) or None, **sums)
    return list(joined.values())


def account_frame(accounts: Iterable[SheetAccount]) -> pd.DataFrame:
    """One row a sheet, columns ``ACCOUNT_COLUMNS``."""
    rows = [[getattr(account, name) for name in ACCOUNT_COLUMNS] for account in accounts]
    return pd.DataFrame(rows, columns=ACCOUNT_COLUMNS)


def set_aside_frame(problems: Iterable[Problem], catalogue: Catalogue, language: Language) -> pd.DataFrame:
    """One row for each thing set aside, columns ``SET_ASIDE_COLUMNS``."""
    rows = [[p.file, p.sheet, p.row, p.ledger, p.reason, *p.texts(catalogue, language)] for p in problems]
    return pd.DataFrame(rows, columns=SET_ASIDE_COLUMNS).astype({"row": "Int64"})
