"""Whose ledger a sheet is by its titles, captions and names: another township's in the folder is told of, for its rows are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.account import Problem
from fazhi.ledgers.reading import Reading, Recognition
from fazhi.ledgers.rowrules import patterns_of
from fazhi.ledgers.sheets import Sheet
from fazhi.values import fold
from fazhi.values.script import simplified

LONGEST_TITLE = 60
LONGEST_SIGNATURE = 16  # signs of a line below the table that names an office alone
TITLE_ROWS = 6  # rows that are looked at where there is no header, and at the end of a sheet
FEW = 3  # cells of a row below a table that is none of its own
FEWEST_ROWS, MOST_ROWS = 3, 100  # rows that must name it in a column, and that are looked at
NEARLY_ALL = 0.8  # of them


def of_other_townships(found: list[tuple[Sheet, Recognition]], township: str, catalogue: Catalogue) -> list[Problem]:
    """A note for the first sheet of a file that is counted and names another township than the folder's, for each that is named.

    It does so by its titles, captions and names, by the line below its table, or else by what a column of words begins with.
    """
    notes: dict[str, Problem] = {}
    own = simplified(fold(township))
    for sheet, recognition in found:
        reading = recognition.reading
        if reading is None or recognition.by_hand:
            continue
        texts = list(_titles(sheet, reading.header.first if reading.header else min(TITLE_ROWS, sheet.height)))
        if _names(texts, own, catalogue.layout):
            continue
        if reading.header is not None:
            texts += _signatures(sheet, reading.header.last, catalogue)
        fill: dict[str, str | Column] = {}
        other = other_township(texts, own, catalogue.layout)
        if other is None and not _names(texts, own, catalogue.layout):
            other, fill = _in_a_column(sheet, reading, own, catalogue.layout)
        if other is not None:
            fill |= {"other": other, "township": township}
            note = Problem(sheet.file, sheet.name, None, reading.ledger.id, "other_township", fill)
            notes.setdefault(other, note)
    return list(notes.values())


def _titles(sheet: Sheet, rows: int) -> Iterator[str]:
    """What may say whose a sheet is: short texts above its header, its own name, its file's."""
    cells = (cell for row in range(rows) for cell in sheet.row(row))
    yield from (fold(cell) for cell in cells if isinstance(cell, str) and 0 < len(cell) <= LONGEST_TITLE)
    yield simplified(fold(sheet.name))
    yield simplified(fold(re.sub(r"\.[A-Za-z]+$", "", sheet.file.rsplit("/", 1)[-1])))


def _signatures(sheet: Sheet, header: int, catalogue: Catalogue) -> Iterator[str]:
    """What the last rows say of who made the sheet: captions (填报单位：…), and the name of an office alone."""
    caption = patterns_of(catalogue).caption
    for row in range(max(header + 1, sheet.height - TITLE_ROWS), sheet.height):
        filled = [cell for cell in sheet.row(row) if cell != ""]
        if len(filled) <= FEW:
            texts = [fold(cell) for cell in filled if isinstance(cell, str) and len(cell) <= LONGEST_TITLE]
            yield from (text for text in texts if caption.match(text) or len(text) <= LONGEST_SIGNATURE)


def _in_a_column(
    sheet: Sheet, reading: Reading, township: str, layout: Layout
) -> tuple[str | None, dict[str, str | Column]]:
    """The township with whose name nearly all that a column of words holds begins, and which column that is."""
    header = reading.header
    stem = _stem(township, layout)
    if header is None or reading.spread is not None or stem is None:
        return None, {}
    for id, index in header.columns.items():
        column, cells = reading.ledger.column(id), sheet.columns[index]
        if column.type != "text" or column.identity or column.numbering:
            continue
        first = (cells[row] for row in range(header.last + 1, min(header.last + 1 + FEWEST_ROWS, sheet.height)))
        name = next(
            (name for cell in first if isinstance(cell, str) and (name := _begins_with(fold(cell), layout))), None
        )
        if name is None:
            continue
        codes, rows = np.unique(cells.codes[header.last + 1 :][:MOST_ROWS], return_counts=True)
        values = zip(cells.values[codes].tolist(), rows.tolist(), strict=True)
        texts = [(fold(cell), count) for cell, count in values if isinstance(cell, str) and cell]
        if any(stem in text for text, _ in texts):
            continue
        begun = sum(count for text, count in texts if text.startswith(name))
        if begun >= max(FEWEST_ROWS, NEARLY_ALL * sum(count for _, count in texts)):
            return name, {"key": "column", "column": column}
    return None, {}


def other_township(texts: list[str], township: str, layout: Layout) -> str | None:
    """The township with whose name one of some texts begins, if none names the folder's; None where that one's name is not like a township's."""
    if _stem(township, layout) is None or _names(texts, township, layout):
        return None
    return next((name for text in texts if (name := _begins_with(text, layout))), None)


def _stem(township: str, layout: Layout) -> str | None:
    """A township's name without the word that it ends in; None where it ends in none."""
    ending = next((word for word in layout.township_endings if township.endswith(word) and township != word), None)
    return None if ending is None else township.removesuffix(ending)


def _names(texts: list[str], township: str, layout: Layout) -> bool:
    """Whether one of some texts names a township."""
    stem = _stem(township, layout)
    return stem is None or any(stem in text for text in texts)


def _begins_with(text: str, layout: Layout) -> str | None:
    """The township with whose name a text begins."""
    match = _named(layout).match(text)
    return None if match is None or match[1].endswith(layout.no_township) else match[1]


@lru_cache(maxsize=4)
def _named(layout: Layout) -> re.Pattern[str]:
    """A township's name at the beginning of a text, perhaps behind a caption's words, a year and the places above it; of up to four signs,
    those of its people (石门沟满族乡) aside."""
    above, endings, spans = (
        "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        for words in (layout.township_above, layout.township_endings, layout.spans)
    )
    before = rf"(?:.*:)?(?:\W|_|\d+(?:{spans})?)*"
    people = rf"(?:[^\W\d_]{{1,6}}{re.escape(layout.township_people)})?"
    return re.compile(rf"{before}(?:[^\W\d_]{{1,8}}?(?:{above}))*([^\W\d_]{{2,4}}?{people}(?:{endings}))")
