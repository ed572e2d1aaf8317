"""Cells whose value a spreadsheet did not work out: error values (#REF!), and formulas of which no value was saved.

They are no blanks: in a column of dates, numbers or strict categories such a cell is as wrong as any other that cannot be read. Words are
left blank, and the row is told of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.account import Problem
from fazhi.ledgers.cells import Coded, Typed
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.rownotes import rows_named
from fazhi.ledgers.sheets import Sheet


def with_blanks(column: Typed) -> Typed:
    """A column of words or of free categories with nothing in place of them; of the others each such cell is wrong already."""
    lost = column.raw.uncalculated
    if not lost.any() or column.wrong.keys() or column.coded.values.dtype != object:
        return column
    values = column.coded.values.copy()
    values[lost] = None
    return replace(column, coded=Coded(values, column.coded.codes), empty=column.empty | lost[column.raw.codes])


def uncalculated_notes(
    sheet: Sheet, reading: Reading, columns: Mapping[str, Typed], positions: np.ndarray, catalogue: Catalogue
) -> list[Problem]:
    """A note for each column that matters, without being required, in which such cells were taken as blank."""
    assert reading.header is not None
    required = {id for group in reading.form.required for id in group}
    notes = []
    for id in sorted(uses_of(catalogue, reading.ledger.id).matter & reading.header.columns.keys() - required):
        column = columns[id]
        rows = np.flatnonzero(column.raw.uncalculated[column.raw.codes] & column.empty)
        if not len(rows):
            continue
        label = reading.header.labels.get(reading.header.columns[id])
        fill = {
            "column": label.full if label else column.column.zh,
            "count": str(len(rows)),
            "rows": rows_named([sheet.number_of(int(positions[row])) for row in rows]),
            "value": str(column.raw[rows[0]]),
        }
        notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "not_calculated", fill))
    return notes
