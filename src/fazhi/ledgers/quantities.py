"""Columns that say how many matters a row stands for (件数, 场次), in a ledger that counts each row as one: told of where a row says several."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.account import Problem
from fazhi.ledgers.cells import as_written
from fazhi.ledgers.headers import labels_of
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.rownotes import rows_named
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import Label
from fazhi.values import fold, read_number
from fazhi.values.text import plain


@lru_cache(maxsize=4)
def _quantity(catalogue: Catalogue) -> re.Pattern[str]:
    """A label that is no more than a quantity of records: 件数, 场次, 活动场次, 检查户数."""
    of, words = (
        "|".join(re.escape(fold(word)) for word in some)
        for some in (catalogue.layout.quantity_of, catalogue.layout.quantity)
    )
    return re.compile(rf"(?:{of})*(?:{words})")


def is_quantity(alternatives: tuple[Label, ...], catalogue: Catalogue) -> bool:
    """Whether a column is called a quantity of records."""
    return any(_quantity(catalogue).fullmatch(label.bare) for label in alternatives)


def quantity_notes(
    sheet: Sheet, reading: Reading, positions: np.ndarray, good: np.ndarray, catalogue: Catalogue
) -> list[Problem]:
    """One note for each such column with a number over 1 in a row without fault (``good``); a table of sums has a column for them of its own."""
    header, ledger = reading.header, reading.ledger
    assert header is not None
    if ledger.roster or reading.spread is not None:
        return []
    if any(ledger.column(id).type in ("integer", "number") for group in reading.form.required for id in group):
        return []
    notes = []
    for index, alternatives in labels_of(sheet, header.first, header.last).items():
        if index in header.columns.values() or not is_quantity(alternatives, catalogue):
            continue
        cells = as_written(sheet, index, positions, catalogue.layout)
        each = np.array([read_number(cell).value or 0.0 for cell in cells.values.tolist()])
        numbers = each[cells.codes]
        places = np.flatnonzero((numbers > 1) & good)
        if len(places):
            fill = {
                "column": alternatives[0].full,
                "count": str(len(places)),
                "rows": rows_named([sheet.number_of(int(positions[place])) for place in places]),
                "counted": str(int(good.sum())),
                "total": plain(float(numbers[good].sum())),
            }
            notes.append(Problem(sheet.file, sheet.name, None, ledger.id, "quantity", fill))
    return notes
