"""How far a table reaches to the right: what stands beyond a blank column, or beyond its last label, is no part of it."""

from __future__ import annotations

from fazhi.ledgers.reading import Header
from fazhi.ledgers.sheets import Cells, Sheet


def right_edge(sheet: Sheet, header: Header) -> int:
    """The number of columns, counted from the left, that belong to the table under a header.

    The table ends at the first wholly blank column behind its last known column; columns before it that nobody labelled, at its end,
    are remarks or a legend beside it.
    """
    last = max(header.columns.values(), default=0)
    edge = last + 1
    while edge < len(sheet.columns) and not _is_blank(sheet.columns[edge], header.first):
        edge += 1
    while edge - 1 > last and not _is_labelled(sheet, header, edge - 1):
        edge -= 1
    return edge


def _is_blank(column: Cells, first: int) -> bool:
    return not column.filled[first:].any()


def _is_labelled(sheet: Sheet, header: Header, index: int) -> bool:
    """Whether a header cell stands over a column, or a merged one reaches over it."""
    if any(sheet.columns[index][row] != "" for row in range(header.first, header.last + 1)):
        return True
    return any(
        top <= header.last and bottom >= header.first and left <= index <= right
        for top, left, bottom, right in sheet.merges
    )
