"""Words where a day is asked for (已复查), and 不详 where a number is: in a column on which nothing rests they leave the cell open, not the row.

Whether such a row counts, and as what, does not depend on the cell; what it says is told of, so that the office can fill it in. Any other
word for a number (若干) is a number that cannot be read, and wrong everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Ledger
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.account import Problem
from fazhi.ledgers.cells import Typed, has_digit
from fazhi.ledgers.privacy import shown
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.rownotes import label_of, rows_named
from fazhi.ledgers.sheets import Sheet, is_uncalculated
from fazhi.values import fold


def _is_words(cell: object, not_known: frozenset[str]) -> bool:
    """Whether a cell says something without any digit."""
    return isinstance(cell, str) and any(map(str.isalpha, cell)) and not has_digit(cell) and not is_uncalculated(cell)


def _is_not_known(cell: object, not_known: frozenset[str]) -> bool:
    return isinstance(cell, str) and fold(cell) in not_known


SAYS = {"bad_date": _is_words, "bad_number": _is_not_known}


def with_unstated(
    columns: Mapping[str, Typed], ledger: Ledger, catalogue: Catalogue
) -> tuple[dict[str, Typed], dict[str, np.ndarray]]:
    """The columns with such cells empty, and by column the rows that have one."""
    found, told, not_known = dict(columns), {}, frozenset(map(fold, catalogue.layout.not_known))
    for column in ledger.columns:
        typed = columns[column.id]
        reason = next((reason for reason in SAYS if reason in typed.wrong and typed.wrong[reason].any()), None)
        if reason is None or column.id in uses_of(catalogue, ledger.id).matter:
            continue
        wrong = typed.wrong[reason]
        says = SAYS[reason]
        rows = wrong & np.array([says(cell, not_known) for cell in typed.raw.values.tolist()])[typed.raw.codes]
        if rows.any():
            told[column.id] = rows
            found[column.id] = replace(typed, empty=typed.empty | rows, wrong={**typed.wrong, reason: wrong & ~rows})
    return found, told


def unstated_notes(
    sheet: Sheet,
    reading: Reading,
    columns: Mapping[str, Typed],
    positions: np.ndarray,
    told: Mapping[str, np.ndarray],
    vague: tuple[str, ...],
) -> list[Problem]:
    """A note for each column with such cells."""
    notes = []
    for id, rows in told.items():
        column, places = reading.ledger.column(id), np.flatnonzero(rows)
        fill = {
            "column": label_of(reading, column),
            "count": str(len(places)),
            "rows": rows_named([sheet.number_of(int(positions[place])) for place in places]),
            "value": shown(
                columns[id].raw[places[0]], personal=column.privacy != "public", kind=column.type, names=(), vague=vague
            ),
        }
        notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "unstated", fill))
    return notes
