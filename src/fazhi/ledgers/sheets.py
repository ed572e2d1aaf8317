"""The raw cells of a sheet, each with its address: what every step of the intake looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all 0-based
Rows = list[list[Any]]


@dataclass(frozen=True, eq=False)
class Sheet:
    """The raw cells of one sheet as columns of equal length; ``""`` is an empty cell. Row 1 of the file is index 0.

    ``hidden_rows`` and ``struck`` (all filled cells struck through) are 0-based rows; ``comments`` are the texts of cell comments by
    0-based row and column. ``numbers``: the rows' numbers in the file where they are not simply 1, 2, 3 … (a part of a sheet).
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

    def numbers_of(self, positions: np.ndarray) -> np.ndarray:
        """The numbers in the file, counted from 1, of rows of this sheet."""
        return positions + 1 if self.numbers is None else self.numbers[positions]

    def number_of(self, position: int) -> int:
        return position + 1 if self.numbers is None else int(self.numbers[position])

    def row(self, index: int) -> list[object]:
        return [column[index] for column in self.columns]


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
