"""Days without a year on a sheet that names another year than the folder's: they are read as of the folder's year, and told of."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from fazhi.ledgers.account import Problem
from fazhi.ledgers.cells import Typed
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.rownotes import rows_named
from fazhi.ledgers.sheets import Sheet
from fazhi.values import fold, read_date

LONGEST = 60  # signs of a title
# Not within a longer number (20230105), a document's number (〔2022〕3号) or a day, on which the form was filled in (2025.1.4): unless that
# begins a span, so that other numbers follow it closely (2023年1月1日至12月31日).
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d|[)\]]\w)(?!\D\d{1,2}\D\d{1,2}(?!\d|\D{1,3}\d))")


def other_year_named(sheet: Sheet, reading: Reading, year: int) -> tuple[str, int] | None:
    """A title or a name of a sheet that says another year, where none says the folder's; the file's name where title and sheet say none."""
    rows = range(reading.header.first if reading.header else 0)
    titles = [cell for row in rows for cell in sheet.row(row) if isinstance(cell, str) and len(cell) <= LONGEST]
    for texts in ([*titles, sheet.name], [re.sub(r"\.[A-Za-z]+$", "", sheet.file)]):
        said = [(text, int(number)) for text in texts for number in _YEAR.findall(fold(text))]
        if said:
            return None if any(number == year for _, number in said) else said[0]
    return None


def yearless_notes(
    sheet: Sheet,
    reading: Reading,
    columns: Mapping[str, Typed],
    counted: np.ndarray,
    named: tuple[str, int] | None,
    year: int,
) -> list[Problem]:
    """A note for the column that dates the rows of a sheet that names another year (``named``), if counted ones say no year themselves.

    ``counted``: numbers in the file of the rows without fault, 0 for the others.
    """
    if named is None:
        return []
    for id in (id for id in reading.form.dated_by if columns[id].column.type in ("date", "month")):
        column = columns[id]
        cells, month = column.raw.values.tolist(), column.column.type == "month"
        without = np.array([lacks_year(cell, year, month) for cell in cells], dtype=bool)
        numbers = list(dict.fromkeys(counted[without[column.raw.codes] & (counted > 0)].tolist()))
        if numbers:
            label = reading.header.labels.get(reading.header.columns.get(id, -1)) if reading.header else None
            fill = {
                "title": named[0],
                "other": str(named[1]),
                "column": label.full if label else column.column.zh,
                "count": str(len(numbers)),
                "rows": rows_named(numbers),
                "year": str(year),
            }
            return [Problem(sheet.file, sheet.name, None, reading.ledger.id, "no_year", fill)]
    return []


def lacks_year(cell: object, year: int, month: bool = False) -> bool:
    """Whether a cell is another day in another year; ``month``: of a column of months."""
    days = [read_date(cell, of, bare_month=month).start for of in (year, year - 1)]
    return days[0] is not None and days[0] != days[1]
