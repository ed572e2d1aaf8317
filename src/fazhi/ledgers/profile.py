"""What the cells of a sheet's columns look like: how many of a sample read as a ledger's column would have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column
from fazhi.ledgers.named import place_in
from fazhi.ledgers.sheets import Sheet, is_uncalculated
from fazhi.ledgers.vocabulary import categories
from fazhi.values import first_day, fold, is_blank, is_dash, read_identity, read_issue, read_number, read_year

SAMPLE = 80  # rows below the header that are looked at
DISTINCT = 24  # distinct values of them that are read
FEWEST = 2  # filled cells without which nothing can be said
MOSTLY = 0.8
ANY_YEAR = 2000  # completes a date without a year; only its being a date counts

Question = Callable[[object], bool]


class Profile:
    """The cells below a header, each column's sample taken once."""

    def __init__(self, sheet: Sheet, last_header_row: int, catalogue: Catalogue) -> None:
        self._sheet, self._below, self._catalogue = sheet, last_header_row + 1, catalogue
        self._samples: dict[int, list[object]] = {}
        self._told: dict[tuple[Question, int], bool] = {}
        self._days: dict[int, list[dt.date | None]] = {}
        self._shares: dict[tuple[int, object], float | None] = {}

    @property
    def indexes(self) -> range:
        """The columns of the sheet."""
        return range(len(self._sheet.columns))

    def cells(self, index: int) -> list[object]:
        """Filled cells of the sample, each distinct value once."""
        if index not in self._samples:
            column = self._sheet.columns[index]
            found: dict[str, object] = {}
            for code in dict.fromkeys(column.codes[self._below : self._below + SAMPLE].tolist()):
                cell = column.values[code]
                if not is_blank(cell) and not is_dash(cell) and not is_uncalculated(cell):
                    found.setdefault(f"{type(cell).__name__}:{cell}", cell)
                    if len(found) == DISTINCT:
                        break
            self._samples[index] = list(found.values())
        return self._samples[index]

    def days(self, index: int) -> list[dt.date | None]:
        """The first day that each row of the sample names, None where it names none."""
        if index not in self._days:
            cells = self._sheet.columns[index][self._below : self._below + SAMPLE]
            self._days[index] = [first_day(cell, ANY_YEAR) if _is_date(cell) else None for cell in cells]
        return self._days[index]

    def raw(self, index: int) -> list[object]:
        """The cells of the sample as they stand, one a row."""
        return list(self._sheet.columns[index][self._below : self._below + SAMPLE])

    def is_group(self, index: int) -> bool:
        """Whether a label is that of a group: nothing stands beside it, and words below it and there name the parts (党员 | 群众)."""
        columns, below = self._sheet.columns, self._below
        if index + 1 >= len(columns) or not 0 < below < self._sheet.height or columns[index + 1][below - 1] != "":
            return False
        own, beside = (columns[at][below] for at in (index, index + 1))
        return all(isinstance(cell, str) and cell != "" and not _is_number(cell) for cell in (own, beside))

    def is_dates(self, index: int) -> bool:
        return len(self.cells(index)) >= FEWEST and self._are(_is_date, index)

    def is_numbers(self, index: int) -> bool:
        return self._are(_is_number, index)

    def is_identities(self, index: int) -> bool:
        """Whether nearly all cells are identity numbers, damaged ones included."""
        return self._are(_is_identity, index)

    def is_places(self, index: int) -> bool:
        """Whether nearly all cells are names of villages or communities."""
        return len(self.cells(index)) >= FEWEST and self._are(self._is_place, index, 0.9)

    def _is_place(self, cell: object) -> bool:
        return isinstance(cell, str) and place_in(cell, self._catalogue) is not None

    def share(self, index: int, column: Column) -> float | None:
        """The share of distinct cells that read as the ledger's column; None for plain text and for too few cells."""
        kind = column.type if column.type != "category" else id(column)
        if (index, kind) not in self._shares:
            self._shares[index, kind] = self._share(index, column)
        return self._shares[index, kind]

    def is_telling(self, index: int) -> bool:
        """Whether the cells are words enough to name a category by themselves: at least two, none as short as 是."""
        return len(self.cells(index)) >= FEWEST and self._are(_is_word, index, 1.0)

    def is_measure(self, index: int) -> bool:
        """Whether nearly all cells are dates or numbers, so that the column is hardly plain text."""
        return len(self.cells(index)) >= FEWEST and self._are(_is_measure, index, 0.9)

    def _are(self, fits: Question, index: int, least: float = MOSTLY) -> bool:
        """Whether at least this share of the cells of a column fits; answered once, for it is asked for one ledger after the other."""
        if (fits, index) not in self._told:
            self._told[fits, index] = _fit(self.cells(index), fits, least)
        return self._told[fits, index]

    def _share(self, index: int, column: Column) -> float | None:
        cells = self.cells(index)
        if column.type == "text" or (len(cells) < FEWEST and column.type != "category"):
            return None
        if column.type == "category":
            return self._category_share(cells, column)
        if column.type == "yes_no":
            said = {fold(word) for word in (*self._catalogue.layout.said_yes, *self._catalogue.layout.said_no)}
            return sum(fold(cell) in said for cell in cells) / len(cells)
        return sum(map(FITS.get(column.type, _is_number), cells)) / len(cells)

    def _category_share(self, cells: list[object], column: Column) -> float | None:
        texts = [cell for cell in cells if isinstance(cell, str)]
        if not cells:
            return None
        reader = categories(column, self._catalogue.layout)
        return sum(reader.read(cell) is not None for cell in texts) / len(cells)


def _fit(cells: list[object], fits: Question, least: float) -> bool:
    """Whether at least this share of the cells fits, and there is one; looks no further once too many do not."""
    possible = len(cells)
    for cell in cells:
        possible -= not fits(cell)
        if possible < least * len(cells):
            return False
    return bool(cells)


def _is_date(cell: object) -> bool:
    """A day as people write it; a bare number may as well be a count, unless it is a serial number of these decades."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return 36_000 <= cell <= 55_000 or 19_900_101 <= cell <= 20_501_231
    return first_day(cell, ANY_YEAR) is not None


def _is_number(cell: object) -> bool:
    reading = read_number(cell)
    return reading.value is not None and reading.problem != "unreadable"


def _is_identity(cell: object) -> bool:
    reading = read_identity(cell)
    return reading.problem == "damaged" or (reading.number is not None and reading.problem is None)


def _is_word(cell: object) -> bool:
    return isinstance(cell, str) and len(fold(cell)) >= 2


def _is_measure(cell: object) -> bool:
    return isinstance(cell, int | float) or _is_date(cell)


FITS: dict[str, Question] = {
    "date": _is_date,
    "month": lambda cell: _is_date(cell) or first_day(cell, ANY_YEAR, bare_month=True) is not None,
    "year": lambda cell: read_year(cell) is not None,
    "issue": lambda cell: read_issue(cell) is not None,
}
