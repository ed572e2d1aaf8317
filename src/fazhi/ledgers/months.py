"""Days without a month (5, 12日) in a sheet of one month, or below a line that names one → days with their month.

The month stands in a column of months, else it is that of the sheet's name and titles, which must agree, else of the file's name; a row of
words further down that names one stands for the rows below it. Only the one column of dates of a sheet that holds nothing but such days is read so: of two dates the
month may be that of either. Where the month is not sure the cells stay as they are, and the rows are told of as those without a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.cells import as_written
from fazhi.ledgers.headers import HEAD_ROWS, LONGEST_LABEL
from fazhi.ledgers.rowrules import patterns_of
from fazhi.ledgers.sheets import Cells, Sheet
from fazhi.ledgers.vocabulary import read_label
from fazhi.values import first_day, fold, is_blank
from fazhi.values.months import Month, day_alone, month_alone, months_in, one_of

SAMPLE = 60  # distinct cells of a column that are looked at first
HALF = 0.5  # of the filled rows below a label must hold a bare day; totals and further headers do not
BEHIND = frozenset(")）:：*★ \n　")  # signs that may stand behind a label
FEW = 3  # cells of a row that may be a line across the table
LONGEST = 60  # signs of a title or line
ANY_YEAR = 2000


class _Column(NamedTuple):
    """A column of dates: its place, and the row of its label."""

    at: int
    row: int


def with_months(sheet: Sheet, catalogue: Catalogue) -> Sheet:
    """The sheet with whole dates in the column that holds bare days, in the rows whose month is sure."""
    dates = list(_columns_of_dates(sheet, catalogue))
    bare = [place for place in dates if _holds_bare_days(sheet.columns[place.at], place.row)]
    if len(bare) != 1 or any(_holds_dates(sheet.columns[place.at], place.row) for place in dates):
        return sheet
    (place,) = bare
    months = _months(sheet, place, catalogue)
    if not any(months):
        return sheet
    cells = sheet.columns[place.at][:]
    label = read_label(cells[place.row])
    for row in range(place.row + 1, sheet.height):
        day, month = day_alone(cells[row]), months[row]
        if day is not None and month is not None:
            cells[row] = month.day(day)
        elif isinstance(cells[row], str) and read_label(cells[row]) == label:  # the header of the next page
            cells[row] = catalogue.layout.date_words[0] if _is_day(label.bare, catalogue) else cells[row]
    if _is_day(label.bare, catalogue):
        cells[place.row] = catalogue.layout.date_words[0]
    columns = (*sheet.columns[: place.at], Cells.of(cells), *sheet.columns[place.at + 1 :])
    return replace(sheet, columns=columns)


def _is_day(label: str, catalogue: Catalogue) -> bool:
    """Whether a label is no more than 日."""
    return label in {fold(word) for word in catalogue.layout.date_parts[-1]}


# ----------------------------------------------------------------------------------------------- columns


@lru_cache(maxsize=4)
def _labels_of_dates(catalogue: Catalogue) -> frozenset[str]:
    """The folded names of all columns of dates, and the words for a date alone."""
    columns = (column for ledger in catalogue.ledgers.values() for column in ledger.columns if column.type == "date")
    names = {fold(name) for column in columns for name in (column.zh, *column.also)}
    return frozenset(names | {fold(word) for word in catalogue.layout.date_words})


def _columns_of_dates(sheet: Sheet, catalogue: Catalogue) -> Iterator[_Column]:
    """The columns with the label of a date in the rows where a header may stand, the first such row of each."""
    labels = _labels_of_dates(catalogue)
    ends = {name[-1] for name in labels} | BEHIND  # most cells end in no such sign and need not be read
    for index, column in enumerate(sheet.columns):
        cells = column.values[:HEAD_ROWS].tolist()  # the first distinct cells hold those of the first rows
        places = [
            at for at, cell in enumerate(cells)
            if isinstance(cell, str) and cell[-1:] in ends and len(cell) <= LONGEST_LABEL and read_label(cell).bare in labels
        ]  # fmt: skip
        if places:
            yield _Column(index, int(np.flatnonzero(np.isin(column.codes, places))[0]))


def _holds_bare_days(column: Cells, row: int) -> bool:
    if not any(day_alone(value) is not None for value in column.values[:SAMPLE].tolist()):
        return False
    below = Cells(column.values, column.codes[row + 1 :])
    filled = below.filled.sum()
    return (
        bool(filled)
        and below.where(lambda cells: (day_alone(cell) is not None for cell in cells)).sum() >= HALF * filled
    )


def _holds_dates(column: Cells, row: int) -> bool:
    """Whether any of the first cells below a label names a day with its month."""
    below = column.values[np.unique(column.codes[row + 1 :][:SAMPLE])].tolist()
    return any(day_alone(cell) is None and first_day(cell, ANY_YEAR) is not None for cell in below)


# ------------------------------------------------------------------------------------------------ months


def _months(sheet: Sheet, place: _Column, catalogue: Catalogue) -> list[Month | None]:
    """For each row the month that it is in, as far as that is sure."""
    if (at := _column_of_months(sheet, place.row, catalogue)) is not None:
        below = np.arange(place.row + 1, sheet.height)
        cells = as_written(sheet, at, below, catalogue.layout)[:].tolist()
        return [*[None] * (place.row + 1), *(one_of(month_alone(cell)) for cell in cells)]
    head = [cell for row in range(place.row) for cell in sheet.row(row)]
    named = _named([sheet.name, *lines_of(head, catalogue)])
    if named == set():
        named = _named([re.sub(r"\.[A-Za-z]+$", "", sheet.file.rsplit("/", 1)[-1])])
    now = one_of(named)
    months: list[Month | None] = [None] * sheet.height
    filled = np.zeros(sheet.height, dtype=np.int32)
    for column in sheet.columns:
        filled += column.filled
    for row in range(place.row + 1, sheet.height):
        if 0 < filled[row] <= FEW and day_alone(sheet.columns[place.at][row]) is None:
            said = _named(lines_of(sheet.row(row), catalogue))
            now = one_of(said) if said else now
        months[row] = now
    return months


def _column_of_months(sheet: Sheet, row: int, catalogue: Catalogue) -> int | None:
    """The column that a header calls 月 or 月份."""
    _, months, _ = catalogue.layout.date_parts
    names = {fold(name) for name in months}
    return next((at for at, cell in enumerate(sheet.row(row)) if isinstance(cell, str) and fold(cell) in names), None)


def lines_of(cells: list[object], catalogue: Catalogue) -> list[str]:
    """The words of a title or line; none of what begins like a note, a caption (填报时间) or a total."""
    patterns = patterns_of(catalogue)
    texts = [fold(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell) and len(cell) <= LONGEST]
    others = (patterns.note, patterns.caption, patterns.total)
    return [text for text in texts if not any(pattern.search(text) for pattern in others)]


def _named(texts: list[str]) -> set[Month]:
    """The months that some texts say."""
    return set().union(*map(months_in, texts))
