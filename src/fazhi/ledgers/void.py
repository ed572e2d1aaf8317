"""Rows that their office declared void (作废, 误登 …) or struck through: set aside, whatever else stands in them; and rows of which that is open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.account import Problem
from fazhi.ledgers.headers import labels_of
from fazhi.ledgers.reading import Header, Reading
from fazhi.ledgers.rownotes import rows_named
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
        self._doubtful = self.void | {fold(word) for word in layout.void_doubtful}
        self.hint, self.begin = _hint(self.void)
        self.doubtful_hint = _hint(self._doubtful)

    def says(self, cell: object) -> bool:
        """Whether a cell says nothing but that its row is void, with or without the reason."""
        parts = _clauses(cell)
        return any(part in self.void for part in parts) and all(part in self.void | self._beside for part in parts)

    def doubt(self, cell: object) -> str | None:
        """The clause of a cell that may declare its row void, where the cell says more than that (此件作废，另立案) or the word less (删除)."""
        return None if self.says(cell) else next((part for part in _clauses(cell) if part in self._doubtful), None)

    def knows(self, words: Iterable[str]) -> bool:
        return any(fold(word) in self.void for word in words)


def _hint(words: frozenset[str]) -> tuple[re.Pattern[str], np.ndarray]:
    """A pattern that finds any of some words, blanks between their signs or not, and the signs that the shortest of them begin with."""
    spaced = (r"\s*".join(map(re.escape, word)) for word in sorted(words, key=lambda w: (-len(w), w)))
    parts = [word for word in words if not any(other != word and other in word for other in words)]
    return re.compile("|".join(spaced)), signs_in(word[0] for word in parts)


def _clauses(cell: object) -> list[str]:
    """The words of a short cell between its punctuation, without digits; none of a longer one, which says more than that a row is void."""
    if not isinstance(cell, str) or len(cell) > LONGEST:
        return []
    return [part for part in re.split(r"[\W_]+", re.sub(r"\d+", "", fold(cell))) if part]


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
        for row in _hinted(column, positions, (words.hint, words.begin) if kind != "flag" else None):
            cell, number = column[row], sheet.number_of(row)
            if number not in found and _is_void(cell, kind, words, catalogue.layout):
                found[number] = {"key": WORD, "column": label, "value": clean_text(cell)}
    for row in sorted(sheet.struck & set(positions.tolist())):
        found.setdefault(sheet.number_of(row), {"key": STRUCK})
    for row in _alone(sheet, positions, words):
        found.setdefault(sheet.number_of(row), {"key": ACROSS, "value": next(iter(_texts(sheet, row)))})
    return found


def doubtful_notes(
    sheet: Sheet, reading: Reading, positions: np.ndarray, void: Mapping[int, object], catalogue: Catalogue
) -> list[Problem]:
    """A note for each column of serial numbers, remarks or states that leaves open of some rows whether they are void."""
    if reading.header is None:
        return []
    words, taken, notes = void_words(catalogue), set(reading.header.columns.values()), []
    for index, label, kind in _columns(sheet, reading.header, reading, words, catalogue):
        if kind != "word" or index in taken:
            continue
        column = sheet.columns[index]
        found = {
            sheet.number_of(row): doubt
            for row in _hinted(column, positions, words.doubtful_hint)
            if (doubt := words.doubt(column[row])) is not None and sheet.number_of(row) not in void
        }
        if found:
            fill = {
                "column": label,
                "count": str(len(found)),
                "rows": rows_named([*found]),
                "value": next(iter(found.values())),
            }
            notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "maybe_void", fill))
    return notes


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


def _hinted(column: Cells, positions: np.ndarray, hint: tuple[re.Pattern[str], np.ndarray] | None) -> list[int]:
    """The rows, of those at ``positions``, whose cell holds what a hint finds, or any filled cell."""
    if hint is None:
        return positions[column.filled[positions]].tolist()
    hinted = column.matching(*hint)
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
    rows = sorted(
        {row for column in sheet.columns[:LEADING] for row in _hinted(column, positions, (words.hint, words.begin))}
    )
    return [row for row in rows if (texts := _texts(sheet, row)) and all(words.says(text) for text in texts)]


def _texts(sheet: Sheet, row: int) -> list[str]:
    """The words of a row, numbers aside; a row that holds a number of another column than the first is more than its words."""
    cells = [cell for cell in sheet.row(row)[1:] if not is_blank(cell)]
    first = [cell for cell in sheet.row(row)[:1] if isinstance(cell, str) and not fold(cell).isdigit()]
    return [clean_text(cell) for cell in (*first, *cells)]
