"""The raw cells of a sheet, each with its address: what every step of the intake looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, overload

import numpy as np

from fazhi.values.distinct import Joined, distinct, first_signs

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all 0-based
Rows = list[list[Any]]
UNCALCULATED = "=…"  # a formula of which no value was saved; the formula itself says nothing to a reader
ERROR = re.compile(r"#(?:(?:REF|VALUE|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BUSY|BLOCKED|CONNECT)!|N/A|NAME\?|GETTING_DATA)")
BEGINNINGS = (ord("#"), ord("="))


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of a sheet: its distinct cells, first come first, and for each row the place of its cell among them.

    Ledger columns repeat themselves; whatever is asked of a cell's content is asked once of each distinct one. ``""`` is an empty cell.
    """

    values: np.ndarray
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, place: int | np.integer) -> object: ...
    @overload
    def __getitem__(self, place: slice | np.ndarray) -> np.ndarray: ...
    def __getitem__(self, place: int | np.integer | slice | np.ndarray) -> object:
        return self.values[self.codes[place]]

    def where(self, asked: Callable[[list[object]], Iterable[bool]]) -> np.ndarray:
        """The rows whose cell passes: ``asked`` gets the distinct cells and answers for each. Boolean array of the column's length."""
        answers = np.fromiter(asked(self.values.tolist()), dtype=bool, count=len(self.values))
        return answers[self.codes]

    @cached_property
    def joined(self) -> Joined:
        """The distinct cells as one text, those that are no text as nothing."""
        cells = self.values.tolist()
        return Joined(cells if set(map(type, cells)) == {str} else [c if isinstance(c, str) else "" for c in cells])

    @cached_property
    def first_signs(self) -> np.ndarray:
        """The code of each distinct cell's first sign; 0 for what is no text."""
        return first_signs(self.values.tolist())

    def matching(self, pattern: re.Pattern[str], signs: np.ndarray) -> np.ndarray:
        """The distinct cells in which a pattern is found; it is looked for only where one of the signs is."""
        found = np.zeros(len(self.values), dtype=bool)
        words = self.joined.words
        for place in self.joined.places(signs) if self.joined.whole else range(len(words)):
            found[place] = pattern.search(words[place]) is not None
        return found

    @cached_property
    def uncalculated(self) -> np.ndarray:
        """Which distinct cells a spreadsheet did not work out."""
        first, *others = BEGINNINGS
        found = self.first_signs == first
        for other in others:
            found |= self.first_signs == other
        for place in np.flatnonzero(found).tolist():
            found[place] = is_uncalculated(self.values[place])
        return found

    @cached_property
    def filled(self) -> np.ndarray:
        """The rows that hold anything."""
        return np.asarray(self.values != "", dtype=bool)[self.codes]

    def holds(self, value: object) -> np.ndarray:
        """The rows that hold this very value."""
        return np.asarray(self.values == value, dtype=bool)[self.codes]

    def at(self, rows: np.ndarray) -> Cells:
        """The column of some rows only, without the cells that none of them holds."""
        codes = self.codes[rows]
        seen = np.full(len(self.values), len(codes), dtype=np.int64)
        seen[codes[::-1]] = np.arange(len(codes))[::-1]  # of several writes to one place the last stays: the first row
        used = np.flatnonzero(seen < len(codes))
        used = used[np.argsort(seen[used], kind="stable")]
        new = np.zeros(len(self.values), dtype=np.int32)
        new[used] = np.arange(len(used), dtype=np.int32)
        cells = Cells(self.values[used], new[codes])
        if "first_signs" in self.__dict__:
            cells.__dict__["first_signs"] = self.first_signs[used]
        return cells

    def replaced(self, row: int, value: object) -> Cells:
        """The column with another cell in one row."""
        values = np.empty(len(self.values) + 1, dtype=object)
        values[:-1], values[-1] = self.values, value
        codes = self.codes.copy()
        codes[row] = len(self.values)
        return Cells(values, codes)

    @staticmethod
    def of(cells: np.ndarray | Sequence[object]) -> Cells:
        """A column of these cells."""
        array = np.fromiter(cells, dtype=object, count=len(cells))
        values, codes = distinct(array)
        return Cells(
            np.fromiter(("" if value is None else value for value in values), object, len(values)),
            codes.astype(np.int32),
        )


def is_uncalculated(cell: object) -> bool:
    """Whether a spreadsheet did not work out what stands here: an error value, or a formula of which no value was saved."""
    return isinstance(cell, str) and (cell == UNCALCULATED or ERROR.fullmatch(cell) is not None)


@dataclass(frozen=True, eq=False)
class Sheet:
    """The raw cells of one sheet, column by column; row 1 of the file is index 0.

    ``hidden_rows``, ``hidden_columns`` and ``struck`` (rows of which every filled cell is struck through) are 0-based, ``comments`` by
    row and column; they are known of .xlsx files in their plain layout. Of a part of a sheet, ``numbers`` are its rows' numbers in the
    file, and ``span`` its first column and the one behind its last, if it stands beside another; columns outside of it are blank.
    """

    file: str
    name: str
    columns: tuple[Cells, ...]
    height: int
    hidden: bool = False
    date1904: bool = False
    merges: tuple[Merge, ...] = field(default=(), repr=False)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
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
        columns=tuple(Cells(column.values, column.codes[first:behind]) for column in sheet.columns),
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
    blank = Cells(np.full(1, "", dtype=object), np.zeros(sheet.height, dtype=np.int32))
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


def columns_of(rows: Rows) -> tuple[tuple[Cells, ...], int]:
    """Rows of unequal length → columns, without the empty rows at the end and the empty columns at the right."""
    while rows and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    height, widths = len(rows), set(map(len, rows))
    width = max(widths, default=0)
    if len(widths) > 1:
        for row in rows:
            row.extend([""] * (width - len(row)))
    table = np.fromiter(chain.from_iterable(rows), dtype=object, count=height * width).reshape(height, width)
    return trimmed([Cells.of(np.ascontiguousarray(table[:, index])) for index in range(width)])


def trimmed(columns: list[Cells]) -> tuple[tuple[Cells, ...], int]:
    """The columns up to the last one that holds anything, down to the last row that does, and their height."""
    while columns and not columns[-1].filled.any():
        columns = columns[:-1]
    height = max((int(np.flatnonzero(column.filled)[-1]) + 1 for column in columns if column.filled.any()), default=0)
    return tuple(c if len(c) == height else Cells(c.values, c.codes[:height]) for c in columns), height
