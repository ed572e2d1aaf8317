"""Whose ledger a sheet is by its titles, captions and names: another township's in the folder is told of, for its rows are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.account import Problem
from fazhi.ledgers.reading import Recognition
from fazhi.ledgers.sheets import Sheet
from fazhi.values import fold

LONGEST_TITLE = 60
TITLE_ROWS = 6  # rows that are looked at where there is no header


def of_other_townships(found: list[tuple[Sheet, Recognition]], township: str, catalogue: Catalogue) -> list[Problem]:
    """A note for the first sheet of a file that is counted and names another township than the folder's, for each that is named."""
    notes: dict[str, Problem] = {}
    for sheet, recognition in found:
        reading = recognition.reading
        if reading is None or recognition.by_hand:
            continue
        texts = list(_titles(sheet, reading.header.first if reading.header else min(TITLE_ROWS, sheet.height)))
        if (other := other_township(texts, fold(township), catalogue.layout)) is not None:
            fill = {"other": other, "township": township}
            note = Problem(sheet.file, sheet.name, None, reading.ledger.id, "other_township", fill)
            notes.setdefault(other, note)
    return list(notes.values())


def _titles(sheet: Sheet, rows: int) -> Iterator[str]:
    """What may say whose a sheet is: short texts above its header, its own name, its file's."""
    cells = (cell for row in range(rows) for cell in sheet.row(row))
    yield from (fold(cell) for cell in cells if isinstance(cell, str) and 0 < len(cell) <= LONGEST_TITLE)
    yield fold(sheet.name)
    yield fold(re.sub(r"\.[A-Za-z]+$", "", sheet.file.rsplit("/", 1)[-1]))


def other_township(texts: list[str], township: str, layout: Layout) -> str | None:
    """The township with whose name one of some texts begins, if none names the folder's; None where that one's name is not like a township's."""
    ending = next((word for word in layout.township_endings if township.endswith(word) and township != word), None)
    if ending is None or any(township.removesuffix(ending) in text for text in texts):
        return None
    names = (_named(layout).match(text) for text in texts)
    found = (match.group(1) for match in names if match)
    return next((name for name in found if not name.endswith(layout.no_township)), None)


@lru_cache(maxsize=4)
def _named(layout: Layout) -> re.Pattern[str]:
    """A township's name at the beginning of a text, perhaps behind a caption's words, a year and the places above it."""
    above, endings, spans = (
        "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        for words in (layout.township_above, layout.township_endings, layout.spans)
    )
    before = rf"(?:.*:)?(?:\W|_|\d+(?:{spans})?)*"
    return re.compile(rf"{before}(?:[^\W\d_]{{1,8}}?(?:{above}))*([^\W\d_]{{2,4}}?(?:{endings}))")
