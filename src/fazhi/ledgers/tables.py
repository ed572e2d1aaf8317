"""A sheet → the tables that stand on it, one below the other or side by side, each recognised by itself.

Tables side by side are those between wholly blank columns, or of a header whose labels begin anew, if at least two are recognised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.blocks import Table, recognised, top_to_bottom
from fazhi.ledgers.headers import HEAD_ROWS
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.recognise import recognise
from fazhi.ledgers.sheets import Sheet, columns_within
from fazhi.ledgers.vocabulary import Vocabulary, read_label, vocabulary

FEWEST_BESIDE = 2  # labels of a table beside another


def tables_of(sheet: Sheet, catalogue: Catalogue) -> list[Table]:
    """The tables of a sheet from left to right and from top to bottom; the sheet itself where it holds but one."""
    if not sheet.columns:
        return [Table(sheet, recognise(sheet, catalogue))]
    words = vocabulary(catalogue)
    beside = _between_blank_columns(sheet, words, catalogue)
    return beside or [
        part for table in top_to_bottom(sheet, catalogue) for part in _labels_anew(table, words, catalogue)
    ]


def _between_blank_columns(sheet: Sheet, words: Vocabulary, catalogue: Catalogue) -> list[Table]:
    """The tables between wholly blank columns, if at least two of them are recognised, whatever rows their headers stand in."""
    filled = _filled_groups(sheet)
    if len(filled) < 2:
        return []
    groups = [group for group in filled if _most_labels(sheet, group, words) >= FEWEST_BESIDE]
    if len(groups) < 2:
        return []
    found = [top_to_bottom(columns_within(sheet, *group), catalogue) for group in groups]
    known = sum(any(table.recognition.reading is not None for table in tables) for tables in found)
    return [table for tables in found for table in tables] if known >= 2 else []


def _labels_anew(table: Table, words: Vocabulary, catalogue: Catalogue) -> list[Table]:
    """The tables of a header whose labels begin anew, if at least two are recognised; else the table, with what is strange beside it."""
    whole = table.recognition.reading
    if whole is None or whole.header is None or whole.spread is not None:
        return [table]
    row = whole.header.last
    groups = [
        group for group in _groups(table.sheet, row) if _labels_in(table.sheet, row, group, words) >= FEWEST_BESIDE
    ]
    if len(groups) < 2:
        return [table]
    parts: list[Table] = []
    for group in groups:
        part = columns_within(table.sheet, *group)
        recognition = recognised(part, [parts[-1].recognition] if parts else [], catalogue)
        if recognition.reading is not None:
            parts.append(Table(part, recognition))
    return parts if len(parts) >= 2 else [_with_strange(table, whole, groups[1:], words)]


def _with_strange(table: Table, whole: Reading, groups: list[tuple[int, int]], words: Vocabulary) -> Table:
    """A table with the first of the groups of columns at its right that hardly belong to it, and without these."""
    assert whole.header is not None
    sheet, row, used = table.sheet, whole.header.last, set(whole.header.columns.values())
    for group in groups:
        belong = len(used & set(range(*group)))
        if belong * 2 < _labels_in(sheet, row, group, words) and _has_rows(sheet, row, group):
            columns = {id: at for id, at in whole.header.columns.items() if at not in range(*group)}
            reading = replace(whole, header=replace(whole.header, columns=columns))
            return replace(table, recognition=replace(table.recognition, reading=reading), beside=group)
    return table


def _filled_groups(sheet: Sheet) -> list[tuple[int, int]]:
    """Runs of columns in which anything stands: the first and the one behind the last of each."""
    filled = [bool(column.filled.any()) for column in sheet.columns]
    edges = [at for at, (a, b) in enumerate(pairwise((False, *filled, False))) if a != b]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _most_labels(sheet: Sheet, group: tuple[int, int], words: Vocabulary) -> int:
    """The most labels that a row of a group of columns holds, of the rows in which a header is looked for."""
    rows = range(min(HEAD_ROWS, sheet.height))
    return max((_labels_in(sheet, row, group, words) for row in rows), default=0)


def _groups(sheet: Sheet, row: int) -> list[tuple[int, int]]:
    """Columns that belong together: cut at wholly blank columns, and where the labels of a header begin anew."""
    labels = [read_label(cell).full if cell != "" else "" for cell in sheet.row(row)]
    cuts: list[tuple[int, int]] = []
    start: int | None = None
    for index, label in enumerate(labels):
        blank = label == "" and not sheet.columns[index].filled[row:].any()
        if blank and start is not None:
            cuts.append((start, index))
            start = None
        elif not blank and start is None:
            start = index
        elif start is not None and _begins_anew(labels, start, index):
            cuts.append((start, index))
            start = index
    return [*cuts, (start, len(labels))] if start is not None else cuts


def _begins_anew(labels: list[str], start: int, index: int) -> bool:
    """Whether the labels from ``index`` on are those from ``start`` on once more, all of them."""
    length = index - start
    return length >= 2 and "" not in labels[start:index] and labels[start:index] == labels[index : index + length]


def _labels_in(sheet: Sheet, row: int, group: tuple[int, int], words: Vocabulary) -> int:
    labels = (read_label(cell) for cell in sheet.row(row)[slice(*group)] if isinstance(cell, str) and cell != "")
    return sum(1 for label in labels if words.knows(label) and label.full not in words.unnamed)


def _has_rows(sheet: Sheet, row: int, group: tuple[int, int]) -> bool:
    """Whether anything stands below the labels of a group of columns, in two of them at once."""
    below: Iterator[list[object]] = (sheet.row(at)[slice(*group)] for at in range(row + 1, sheet.height))
    return any(sum(cell != "" for cell in cells) >= 2 for cells in below)
