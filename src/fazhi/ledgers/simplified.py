"""Sheets with traditional characters, as some offices write them, read as if they were written in simplified ones.

Headings, values, dates and layout words are then those of the catalogue, and one matter booked in either script is one matter.
"""

from __future__ import annotations

from dataclasses import replace

from fazhi.ledgers.sheets import Cells, Sheet
from fazhi.values.script import has_traditional, simplified


def in_simplified(sheet: Sheet) -> Sheet:
    """The sheet with every cell and comment in simplified characters; its name and its file's stay its address.

    Nearly all sheets hold none to be changed, so that all their words are asked at once.
    """
    if not has_traditional("".join(map(_words, sheet.columns))):
        return sheet
    comments = {place: simplified(said) for place, said in sheet.comments.items()}
    return replace(sheet, columns=tuple(map(_column, sheet.columns)), comments=comments)


def _words(cells: Cells) -> str:
    values = cells.values.tolist()
    try:
        return "".join(values)
    except TypeError:  # numbers or days among them
        return "".join([value for value in values if isinstance(value, str)])


def _column(cells: Cells) -> Cells:
    distinct = Cells.of([simplified(cell) if isinstance(cell, str) else cell for cell in cells.values.tolist()])
    return Cells(distinct.values, distinct.codes[cells.codes])
