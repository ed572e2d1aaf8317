"""The raw cells of a sheet, each with its address: what every step of the intake looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all 0-based
Rows = list[list[Any]]


@dataclass(frozen=True, eq=False)
class Sheet:
    """The raw cells of one sheet as columns of equal length; ``""`` is an empty cell. Row 1 of the file is index 0.

    ``hidden_rows`` and ``struck`` (all filled cells struck through) are 0-based rows; ``comments`` are the texts of cell comments by
    0-based row and column. Of a part of a sheet, ``numbers`` are its rows' numbers in the file, and ``span`` its first column and the
    one behind its last, if it stands beside another; columns outside of it are blank.
    """

    file: str
    name: str
    columns: tuple[np.ndarray, ...]
    height: int
    hidden: bool = False
    date1904: bool = False
    merges: tuple[Merge, ...] = field(default=(), repr=False)
    hidden_rows: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict, repr=False)
    numbers: np.ndarray | None = field(default=None, repr=False)
    span: tuple[int, int] | None = None

    def numbers_of(self, positions: np.ndarray) -> np.ndarray:
        """The numbers in the file, counted from 1, of rows of this sheet."""
        return positions + 1 if self.numbers is None else self.numbers[positions]

    def number_of(self, position: int) -> int:
        return position + 1 if self.numbers is None else int(self.numbers[position])

    def row(self, index: int) -> list[object]:
        return [column[index] for column in self.columns]

    def position_of(self, number: int) -> int | None:
        """The row of this sheet that has a number in the file; None if it has no such row."""
        if self.numbers is None:
            return number - 1 if 1 <= number <= self.height else None
        places = np.flatnonzero(self.numbers == number)
        return int(places[0]) if len(places) else None


def rows_of(sheet: Sheet, first: int, behind: int) -> Sheet:
    """A sheet's rows from ``first`` up to the one before ``behind`` as a sheet of its own; numbers and addresses stay those of the file."""

    def inside(rows: frozenset[int]) -> frozenset[int]:
        return frozenset(row - first for row in rows if first <= row < behind)

    return replace(
        sheet,
        columns=tuple(column[first:behind] for column in sheet.columns),
        height=behind - first,
        merges=tuple(
            (max(top, first) - first, left, min(bottom, behind - 1) - first, right)
            for top, left, bottom, right in sheet.merges
            if top < behind and bottom >= first
        ),
        hidden_rows=inside(sheet.hidden_rows),
        struck=inside(sheet.struck),
        comments={(row - first, at): text for (row, at), text in sheet.comments.items() if first <= row < behind},
        numbers=sheet.numbers_of(np.arange(first, behind)),
    )


def columns_within(sheet: Sheet, first: int, behind: int) -> Sheet:
    """A sheet with all columns blank but those from ``first`` up to the one before ``behind``; their letters stay those of the file."""
    blank = np.full(sheet.height, "", dtype=object)
    return replace(
        sheet,
        columns=tuple(column if first <= at < behind else blank for at, column in enumerate(sheet.columns[:behind])),
        merges=tuple(merge for merge in sheet.merges if first <= merge[1] < behind),
        comments={(row, at): text for (row, at), text in sheet.comments.items() if first <= at < behind},
        span=(first, behind),
    )


def letter_of(index: int) -> str:
    """The letters by which a spreadsheet calls a column.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    letters = ""
    while index >= 0:
        letters = chr(65 + index % 26) + letters
        index = index // 26 - 1
    return letters


def sheet_of(rows: Rows, file: str = "", name: str = "", merges: tuple[Merge, ...] = ()) -> Sheet:
    """A sheet from rows of cells, ``""`` for empty ones."""
    columns, height = columns_of(rows)
    return Sheet(file, name, columns, height, merges=merges)


def columns_of(rows: Rows) -> tuple[tuple[np.ndarray, ...], int]:
    """Rows of unequal length → columns, without the empty rows at the end and the empty columns at the right."""
    while rows and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    height, widths = len(rows), set(map(len, rows))
    width = max(widths, default=0)
    if len(widths) > 1:
        for row in rows:
            row.extend([""] * (width - len(row)))
    table = np.fromiter(chain.from_iterable(rows), dtype=object, count=height * width).reshape(height, width)
    return without_empty([np.ascontiguousarray(table[:, index]) for index in range(width)]), height


def without_empty(columns: list[np.ndarray]) -> tuple[np.ndarray, ...]:
    while columns and (columns[-1] == "").all():
        columns.pop()
    return tuple(columns)
