"""Rows that their office declared void (作废, 误登 …) or struck through: set aside, whatever else stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.headers import labels_of
from fazhi.ledgers.recognise import Header, Reading
from fazhi.ledgers.sheets import Cells, Sheet
from fazhi.ledgers.vocabulary import Categories, categories
from fazhi.values import clean_text, fold, is_blank
from fazhi.values.distinct import signs_in

STRUCK, WORD, ACROSS = "struck", "word", "across"
LEADING = 4  # columns in one of which words across a row begin
LONGEST = 40  # signs; a longer text says more than that a row is void
_IN_BRACKETS = re.compile(r"\(([^()]+)\)$")


class VoidWords:
    """The words that declare a row void, and those that may stand beside them (重复登记，作废; 误登，见第5行)."""

    def __init__(self, layout: Layout) -> None:
        self.void = frozenset(fold(word) for word in layout.void)
        self._beside = frozenset(fold(word) for word in layout.void_why)
        spaced = (r"\s*".join(map(re.escape, word)) for word in sorted(self.void, key=lambda w: (-len(w), w)))
        self.hint = re.compile("|".join(spaced))
        parts = [word for word in self.void if not any(other != word and other in word for other in self.void)]
        self.begin = signs_in(word[0] for word in parts)

    def says(self, cell: object) -> bool:
        """Whether a cell says nothing but that its row is void, with or without the reason."""
        if not isinstance(cell, str) or len(cell) > LONGEST:
            return False
        parts = [part for part in re.split(r"[\W_]+", re.sub(r"\d+", "", fold(cell))) if part]
        return any(part in self.void for part in parts) and all(part in self.void | self._beside for part in parts)

    def knows(self, words: Iterable[str]) -> bool:
        return any(fold(word) in self.void for word in words)


@lru_cache(maxsize=4)
def void_words(catalogue: Catalogue) -> VoidWords:
    """The words of a catalogue, folded once."""
    return VoidWords(catalogue.layout)


def void_rows(
    sheet: Sheet, reading: Reading, positions: np.ndarray, catalogue: Catalogue
) -> dict[int, Mapping[str, str]]:
    """The data rows that are void, by their number in the file, each with what its message needs.

    A word counts in the columns of serial numbers, remarks and states, in a category that has no such value, in brackets behind a
    number, and alone in its row. A category that knows the word (a certificate that is 作废) speaks of its matter, not of the row.
    """
    header = reading.header
    if header is None:
        return {}
    found: dict[int, Mapping[str, str]] = {}
    words = void_words(catalogue)
    for index, label, kind in _columns(sheet, header, reading, words, catalogue):
        column = sheet.columns[index]
        for row in _hinted(column, positions, words if kind != "flag" else None):
            cell, number = column[row], sheet.number_of(row)
            if number not in found and _is_void(cell, kind, words, catalogue.layout):
                found[number] = {"key": WORD, "column": label, "value": clean_text(cell)}
    for row in sorted(sheet.struck & set(positions.tolist())):
        found.setdefault(sheet.number_of(row), {"key": STRUCK})
    for row in _alone(sheet, positions, words):
        found.setdefault(sheet.number_of(row), {"key": ACROSS, "value": next(iter(_texts(sheet, row)))})
    return found


def _columns(
    sheet: Sheet, header: Header, reading: Reading, words: VoidWords, catalogue: Catalogue
) -> Iterator[tuple[int, str, str]]:
    """The columns in which a void row may be declared: index, label, and how (``word``, ``number`` in brackets, ``flag``)."""
    layout, ledger = catalogue.layout, reading.ledger
    plain = {fold(word) for word in (*layout.serial, *layout.remark)}
    states = {fold(word) for word in layout.state}
    taken = set(header.columns.values())
    for index, alternatives in labels_of(sheet, header.first, header.last).items():
        names = {text for label in alternatives for text in (label.full, label.bare)}
        if index not in taken and names & (plain | states):
            flag = bool(names & states) and any(words.hint.search(name) for name in names)
            yield index, alternatives[0].full, "flag" if flag else "word"
    knows = any(words.knows((value.zh, *value.also)) for column in ledger.columns for value in column.values)
    numbers = {key.parts[0] for key in reading.form.keys if len(key.parts) == 1}
    for id, index in header.columns.items():
        column, label = ledger.column(id), header.labels.get(index)
        name = label.full if label else column.zh
        if column.type == "category":
            if not _reads_any(categories(column, layout), words):
                yield index, name, "word"
        elif id in numbers and column.type == "text" and not knows:
            yield index, name, "number"


@lru_cache(maxsize=512)
def _reads_any(reader: Categories, words: VoidWords) -> bool:
    return any(reader.read(word) is not None for word in words.void)


def _hinted(column: Cells, positions: np.ndarray, words: VoidWords | None) -> list[int]:
    """The rows, of those at ``positions``, whose cell holds a word of ``words``, or any filled cell."""
    if words is None:
        return positions[column.filled[positions]].tolist()
    hinted = column.matching(words.hint, words.begin)
    return positions[hinted[column.codes[positions]]].tolist() if hinted.any() else []


def _is_void(cell: object, kind: str, words: VoidWords, layout: Layout) -> bool:
    if words.says(cell):
        return True
    if kind == "flag":
        return fold(cell) in {fold(word) for word in layout.said_yes}
    behind = _IN_BRACKETS.search(fold(cell)) if kind == "number" else None
    return behind is not None and words.says(behind.group(1))


def _alone(sheet: Sheet, positions: np.ndarray, words: VoidWords) -> list[int]:
    """Rows in which nothing stands but that they are void, and perhaps a serial number."""
    rows = sorted({row for column in sheet.columns[:LEADING] for row in _hinted(column, positions, words)})
    return [row for row in rows if (texts := _texts(sheet, row)) and all(words.says(text) for text in texts)]


def _texts(sheet: Sheet, row: int) -> list[str]:
    """The words of a row, numbers aside; a row that holds a number of another column than the first is more than its words."""
    cells = [cell for cell in sheet.row(row)[1:] if not is_blank(cell)]
    first = [cell for cell in sheet.row(row)[:1] if isinstance(cell, str) and not fold(cell).isdigit()]
    return [clean_text(cell) for cell in (*first, *cells)]
