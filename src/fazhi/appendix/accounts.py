"""What was set aside and why, and what became of every row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from fazhi.appendix.context import Context
from fazhi.ledgers.account import COPIED, NOTES, REASONS
from fazhi.publish.blocks import Banner, Block, Cell, CellLike, Column, Table

SHOWN = 200  # rows of the list in the page; set_aside.csv holds all


def set_aside(context: Context) -> Iterator[Block]:
    """How many rows by ledger and reason; the rows themselves; the account of all sheets. A public edition has none of it."""
    if context.found.public:
        yield Banner(context.word("withheld.rows"), "info")
        return
    frame = context.found.clean.set_aside
    noted = frame["reason"].isin(NOTES)
    if not noted.all():
        yield _by_reason(context, frame[~noted])
        if len(singly := frame[~noted & ~_told_by_copy(frame)]):
            yield _rows(context, singly, "title.set_aside")
    if noted.any():
        yield _rows(context, frame[noted], "title.notes")
    yield _account(context)
    if len(context.found.clean.corrections):
        yield _corrections(context)


def _told_by_copy(frame: pd.DataFrame) -> pd.Series:
    """The duplicates of sheets that repeat another one: the page tells of each such sheet once, ``set_aside.csv`` also of its rows."""
    copied = frame.loc[frame["reason"] == COPIED, ["file", "sheet"]]
    sheets = set(copied.itertuples(index=False, name=None))
    of_sheet = [place in sheets for place in frame[["file", "sheet"]].itertuples(index=False, name=None)]
    return (frame["reason"] == "duplicate") & np.array(of_sheet, dtype=bool)


def _by_reason(context: Context, frame: pd.DataFrame) -> Table:
    reasons = [reason for reason in REASONS if (frame["reason"] == reason).any()]
    counts = frame.assign(ledger=frame["ledger"].fillna("—")).groupby(["ledger", "reason"]).size().unstack(fill_value=0)
    columns = [Column("ledger", context.word("column.ledger"), width=3.0)]
    columns += [Column(reason, context.word(f"reason.{reason}"), "right", 1.0) for reason in reasons]
    columns.append(Column("total", context.word("column.total"), "right", 0.8))
    rows: list[list[CellLike]] = [
        [
            _ledger(context, ledger),
            *(int(counts.loc[ledger, reason]) for reason in reasons),
            int(counts.loc[ledger].sum()),
        ]
        for ledger in counts.index
    ]
    rows.append([context.word("column.total"), *(int(counts[reason].sum()) for reason in reasons), len(frame)])
    title = context.titled(context.word("title.by_reason"))
    notes = [context.word("note.set_aside")]
    return Table(
        context.next_table(),
        title,
        columns,
        rows,
        context.word("unit.rows"),
        notes,
        total_rows=1,
        language=context.language,
    )


def _ledger(context: Context, id: str) -> str:
    return id if id == "—" else context.ledger_name(id)


def _rows(context: Context, frame: pd.DataFrame, title_word: str) -> Table:
    widths = {"place": 3.0, "row": 0.6, "reason": 1.2, "message": 4.4}
    columns = [Column(k, context.word(f"column.{k}"), "right" if k == "row" else "left", w) for k, w in widths.items()]
    rows = [
        [
            Cell(_place(context, entry.file, entry.sheet)),
            Cell("—" if pd.isna(entry.row) else str(entry.row), None if pd.isna(entry.row) else int(entry.row)),
            Cell(context.word(f"reason.{entry.reason}")),
            Cell(entry.message),
        ]
        for entry in frame.head(SHOWN).itertuples()
    ]
    notes = [context.word("note.more", shown=SHOWN, total=len(frame))] if len(frame) > SHOWN else []
    first = frame.drop_duplicates("reason")
    colon = context.word("colon")
    notes += [f"{context.word(f'reason.{row.reason}')}{colon}{row.suggestion}" for row in first.itertuples()]
    title = context.titled(context.word(title_word))
    return Table(context.next_table(), title, columns, rows, notes=notes, header_columns=2, language=context.language)


def _place(context: Context, file: str, sheet: object) -> str:
    """File and sheet; a text file's only sheet, called like the file, is not named again."""
    if not isinstance(sheet, str) or file.startswith(f"{sheet}."):
        return file
    return context.word("place", file=file, sheet=sheet)


def _account(context: Context) -> Table:
    frame = context.found.clean.account
    numbers = ["rows_seen", "kept", "duplicates", "set_aside", "layout"]
    columns = [
        Column(k, context.word(f"column.{k}"), width=w) for k, w in (("file", 2.6), ("sheet", 1.6), ("ledger", 0.8))
    ]
    columns += [Column(k, context.word(f"column.{k}"), "right", 0.9) for k in numbers]
    rows: list[list[CellLike]] = [
        [
            entry.file, entry.sheet + (context.word("hidden") if entry.hidden else ""), entry.ledger or "—",
            *(int(getattr(entry, name)) for name in numbers),
        ]
        for entry in frame.itertuples()
    ]  # fmt: skip
    rows.append([context.word("column.total"), "", "", *(int(frame[name].sum()) for name in numbers)])
    title = context.titled(context.word("title.account"))
    notes = [context.word("note.account")]
    return Table(
        context.next_table(), title, columns, rows, context.word("unit.rows"), notes,
        header_columns=2, total_rows=1, language=context.language,
    )  # fmt: skip


def _corrections(context: Context) -> Table:
    """Cells changed by hand, each with its reason, and those refused."""
    keys = ("file", "sheet", "row", "column", "old", "new", "reason", "who", "when", "status")
    widths = (2.0, 1.0, 0.6, 1.0, 1.4, 1.4, 2.0, 1.0, 1.0, 0.9)
    columns = [Column(k, context.word(f"correction.{k}"), width=w) for k, w in zip(keys, widths, strict=True)]
    rows = [
        [
            context.word(f"correction.{cell}") if key == "status" else ("" if cell is None else str(cell))
            for key, cell in zip(keys, row, strict=True)
        ]
        for row in context.found.clean.corrections[list(keys)].itertuples(index=False)
    ]
    title = context.titled(context.word("title.corrections"))
    return Table(context.next_table(), title, columns, rows, language=context.language)
