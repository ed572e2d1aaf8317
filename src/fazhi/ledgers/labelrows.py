"""Rows of a sheet that hold labels, wherever they stand: what may begin a table, or repeat its header on the next page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from fazhi.ledgers.headers import LONGEST_LABEL
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import Label, Vocabulary, read_label

LEADING = 4  # columns in which a header has labels
FEWEST = 3  # known labels of a row of labels; two make one after a gap, if nothing else stands there
MOSTLY = 0.6
NUMBER = re.compile(r"\d{3}")


@dataclass(frozen=True)
class LabelRow:
    """A row of labels: where it stands, its labels by column, and whether the row above is (nearly) blank.

    ``of_one_ledger``: how many of its labels are columns of the ledger that has most of them.
    """

    at: int
    labels: Mapping[int, Label]
    known: frozenset[int]
    after_gap: bool
    of_one_ledger: int

    def repeats(self, other: LabelRow) -> bool:
        """Whether the row says the same as another header: at least two labels in their places, and no known one in another's."""
        both = [index for index in self.known if index in other.labels]
        same = sum(self.labels[index].bare == other.labels[index].bare for index in both)
        return same >= 2 and same == len(both) and same * 2 >= len(self.known)


def label_rows(sheet: Sheet, words: Vocabulary) -> list[LabelRow]:
    """All rows of labels of a sheet, from top to bottom. Only rows whose first cells look like it are looked at."""
    found = ((row, gap, read_row(sheet.row(row), words)) for row, gap in _candidates(sheet, words))
    return [
        LabelRow(row, labels, known, gap, of_one)
        for row, gap, (labels, known, of_one) in found
        if len(known) >= FEWEST or (gap and len(known) == 2 == len(labels))
    ]


def _candidates(sheet: Sheet, words: Vocabulary) -> Iterator[tuple[int, bool]]:
    """Rows with two of the catalogue's labels in their first columns, and rows of words below a nearly blank one."""
    leading = [column for column in sheet.columns if column.filled.any()][:LEADING]
    known = np.zeros(sheet.height, dtype=np.int8)
    filled = np.zeros(sheet.height, dtype=np.int8)
    for column in leading:
        are_labels = np.fromiter(map(words.typed.__contains__, column.values), dtype=bool, count=len(column.values))
        if are_labels.any():
            known += are_labels[column.codes]
        filled += column.filled
    gap = np.concatenate([np.ones(1, dtype=bool), filled[:-1] <= 1])
    few = min(2, len(leading))
    yield from ((int(row), bool(gap[row])) for row in np.flatnonzero((known >= few) | (gap & (filled >= few))))


def read_row(cells: list[object], words: Vocabulary) -> tuple[dict[int, Label], frozenset[int], int]:
    """The labels of a row by column, which of them are known, and how many belong to one ledger; none if it is no row of labels."""
    nothing: tuple[dict[int, Label], frozenset[int], int] = ({}, frozenset(), 0)
    filled = [(index, cell) for index, cell in enumerate(cells) if cell != ""]
    if not all(isinstance(c, str) and len(c) <= LONGEST_LABEL and not NUMBER.search(c) for _, c in filled):
        return nothing
    labels = {index: read_label(cell) for index, cell in filled if str(cell).strip()}
    plain = {index for index, label in labels.items() if label.full in words.unnamed}
    known = frozenset(index for index, label in labels.items() if index not in plain and words.knows(label))
    if len(known) + len(plain) < MOSTLY * len(labels):
        return nothing
    ledgers = Counter(id for index in known for id in words.ledgers_with(labels[index]))
    return labels, known, max(ledgers.values(), default=0)
