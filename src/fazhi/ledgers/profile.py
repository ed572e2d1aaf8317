"""What the cells of a column look like: how many of a sample read as the type and the categories of a ledger's column."""

from __future__ import annotations

from fazhi.catalogue.models import Column, Layout
from fazhi.ledgers.read import Sheet
from fazhi.ledgers.vocabulary import categories
from fazhi.values import fold, is_blank, is_dash, read_date, read_issue, read_number, read_year

SAMPLE = 60  # rows below the header that are looked at
FEWEST = 2  # filled cells without which nothing can be said
SURE_SHARE = 0.6


def sample(sheet: Sheet, index: int, below: int) -> list[object]:
    """The filled cells of a column in the first rows below the header."""
    cells = sheet.columns[index][below + 1 : below + 1 + SAMPLE]
    return [cell for cell in cells if not is_blank(cell) and not is_dash(cell)]


def share_that_fits(cells: list[object], column: Column, layout: Layout) -> float:
    """The share of cells that read as a ledger's column would want them, 0 to 1; 0 for plain text, which fits anything."""
    if len(cells) < FEWEST:
        return 0.0
    if column.type == "category":
        reader = categories(column, layout)
        fitting = [cell for cell in cells if reader.read(cell) is not None]
        distinct = {fold(cell) for cell in fitting}
        return len(fitting) / len(cells) if len(distinct) > 1 or len(cells) < 5 else 0.0
    if column.type in ("date", "month"):
        # A bare number may be a count as well as a day.
        fitting = [c for c in cells if not isinstance(c, int | float) and read_date(c, 2000).start is not None]
    elif column.type in ("integer", "number"):
        fitting = [c for c in cells if (reading := read_number(c)).value is not None and not reading.problem]
    elif column.type in ("year", "issue"):
        read = read_year if column.type == "year" else read_issue
        fitting = [c for c in cells if read(c) is not None]
    else:
        return 0.0
    return len(fitting) / len(cells)
