"""Rows of a roster of which a remark says that they have left (已退休, 2023年4月并入东村) and no column does: they count, and are told of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import Stock
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.account import Problem
from fazhi.ledgers.cells import Typed
from fazhi.ledgers.headers import labels_of
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.rownotes import rows_named
from fazhi.ledgers.sheets import Sheet
from fazhi.values import fold
from fazhi.values.distinct import signs_in


def leaving_notes(
    sheet: Sheet, reading: Reading, columns: Mapping[str, Typed], positions: np.ndarray, catalogue: Catalogue
) -> list[Problem]:
    """A note for each column of remarks or names that speaks of leaving in rows of which no column says that they are out of the stock.

    Only the word itself is repeated: what stands around it may name somebody.
    """
    ends = uses_of(catalogue, reading.ledger.id).ends
    if not reading.ledger.roster or not ends or reading.header is None:
        return []
    still = np.logical_and.reduce([columns[id].empty for id in sorted(ends)])
    still &= ~_out_of_stock(reading.ledger.id, columns, catalogue)
    (anywhere, in_brackets), notes = _words(catalogue.layout.leaving, catalogue.layout.not_leaving), []
    for index, label, is_name in _columns(sheet, reading, catalogue):
        words = in_brackets if is_name else anywhere
        cells = sheet.columns[index].at(positions)
        found = cells.matching(words, signs_in(word[0] for word in catalogue.layout.leaving))
        places = np.flatnonzero(found[cells.codes] & still)
        if len(places):
            said = words.search(str(cells[places[0]]))
            fill = {
                "column": label,
                "count": str(len(places)),
                "rows": rows_named([sheet.number_of(int(positions[place])) for place in places]),
                "value": said["word"] if said else "",
                "ends": tuple(reading.ledger.column(id) for id in sorted(ends)),
            }
            notes.append(Problem(sheet.file, sheet.name, None, reading.ledger.id, "maybe_left", fill))
    return notes


def _out_of_stock(ledger_id: str, columns: Mapping[str, Typed], catalogue: Catalogue) -> np.ndarray:
    """Which rows are in no stock for what a column says: that they have left (退休), or what none of the stocks counts (注销)."""

    def say(conditions: Iterable[tuple[str, tuple[str, ...]]]) -> np.ndarray:
        met = np.zeros(len(next(iter(columns.values())).empty), dtype=bool)
        for id, values in conditions:
            met |= np.isin(columns[id].coded.values.astype(str), values)[columns[id].coded.codes]
        return met

    stocks = [i for i in catalogue.indicators.values() if isinstance(i, Stock) and i.ledger == ledger_id]
    left = ((one.column, one.any_of) for stock in stocks if stock.departed for one in stock.departed.where)
    return say(left) | np.logical_and.reduce([say((o.column, o.none_of) for o in s.where if o.none_of) for s in stocks])


def _columns(sheet: Sheet, reading: Reading, catalogue: Catalogue) -> Iterator[tuple[int, str, bool]]:
    """The columns of remarks, and those of names, in whose brackets remarks stand: index, label, and whether it is one of names."""
    header, remarks = reading.header, {fold(word) for word in catalogue.layout.remark}
    assert header is not None
    required = (id for group in reading.form.required for id in group)
    names = {header.columns[id] for id in required if id in header.columns and reading.ledger.column(id).type == "text"}
    for index, alternatives in labels_of(sheet, header.first, header.last).items():
        said = {text for label in alternatives for text in (label.full, label.bare)}
        if index in names or (said & remarks and index not in header.columns.values()):
            yield index, alternatives[0].full, index in names


@lru_cache(maxsize=4)
def _words(leaving: tuple[str, ...], denied: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Any of the words, anywhere and within brackets only, not behind a sign that denies or only foresees it (未退休, 拟退休)."""
    any_of = "|".join(sorted(map(re.escape, leaving), key=len, reverse=True))
    said = f"(?<![{''.join(denied)}])(?P<word>{any_of})"
    return re.compile(said), re.compile(rf"[(（][^()（）]*?{said}")
