"""A table with values for headings → the records that it stands for, one for each filled cell: its row's value, its heading's, its number.

Totals and running totals, as rows or as columns, give none. Every record keeps the number of the row in the file that it came from.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column, Ledger
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.headings import Values
from fazhi.ledgers.sheets import Cells, Sheet
from fazhi.ledgers.spread import Spread
from fazhi.values import is_blank, is_dash, read_number
from fazhi.values.text import plain


def melted(
    sheet: Sheet, ledger: Ledger, key_index: int, spread: Spread, positions: np.ndarray, catalogue: Catalogue
) -> tuple[Sheet, np.ndarray]:
    """The records as a sheet of three columns (key, heading, number), its first row the header.

    ``positions`` are the rows of the table that may hold data. Also returned: those of them that gave no record because nothing stands
    below any heading.
    """
    cells: list[tuple[object, object, object]] = []
    sources: list[int] = []
    keys = _filled_down(sheet, key_index)
    alike = _alike_places(spread, ledger.column(spread.over), catalogue.layout)
    for position in positions.tolist():
        for value, indexes in alike:
            for amount in _amounts([sheet.columns[index][position] for index in indexes]):
                cells.append((keys[position], value, amount))
                sources.append(position)
    labels = tuple(ledger.column(id).zh for id in (spread.key, spread.over, spread.amount))
    columns = tuple(Cells.of(column) for column in zip(labels, *cells, strict=True))
    source = np.array(sources, dtype=np.int64)
    numbers = sheet.numbers_of(np.concatenate([np.zeros(1, dtype=np.int64), source]))
    struck = frozenset(int(at) + 1 for at in np.flatnonzero(np.isin(source, list(sheet.struck))))
    long = replace(
        sheet, columns=columns, height=len(cells) + 1, merges=(), hidden_rows=frozenset(), struck=struck, comments={},
        numbers=numbers,
    )  # fmt: skip
    return long, np.setdiff1d(positions, source)


def _filled_down(sheet: Sheet, index: int) -> Cells:
    """A column with each vertically merged cell's words in every row that it covers."""
    codes = sheet.columns[index].codes.copy()
    for top, left, bottom, _ in sheet.merges:
        if left == index and top < len(codes):
            codes[top : bottom + 1] = codes[top]
    return Cells(sheet.columns[index].values, codes)


def _alike_places(spread: Spread, over: Column, layout: Layout) -> list[tuple[object, list[int]]]:
    """Headings with the columns below them; two headings of one value (民政, 残联) are together."""
    values = Values(over, layout)
    together: dict[object, tuple[object, list[int]]] = {}
    for index, heading in spread.places.items():
        together.setdefault(values.read(heading) or heading, (heading, []))[1].append(index)
    return list(together.values())


def _amounts(cells: list[object]) -> list[object]:
    """The filled cells below headings of one value: their sum where all are numbers, else each for itself."""
    filled = [cell for cell in cells if not is_blank(cell) and not is_dash(cell)]
    readings = [read_number(cell) for cell in filled] if len(filled) > 1 else []
    values = [reading.value for reading in readings if reading.value is not None and reading.problem is None]
    if not readings or len(values) < len(filled):
        return filled
    vague = any(reading.approximate for reading in readings)
    return [f"{plain(sum(values))}+" if vague else sum(values)]
