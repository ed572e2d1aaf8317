"""Sums of several months (一季度, 上半年, 1-3月) in a table by months: told of, for no window that cuts through one can be counted from it.

So are those that overlap other periods of the same matter: both are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from fazhi.catalogue.ledger import Column, Form, Ledger
from fazhi.ledgers.account import Problem
from fazhi.ledgers.cells import Coded, Typed
from fazhi.ledgers.reading import Reading
from fazhi.ledgers.rownotes import label_of, rows_named
from fazhi.ledgers.sheets import Sheet

LAST = "__last"  # behind the name of a column of months: the last day of each row's period
Record = tuple[np.datetime64, np.datetime64, int, int]  # first and last month, place of the sheet, number of the row


def column_of_periods(form: Form, ledger: Ledger) -> Column | None:
    """The column by whose months a form's rows are placed."""
    columns = (ledger.column(id) for id in form.dated_by)
    return next((column for column in columns if column.type == "month"), None)


def last_days(reading: Reading, columns: Mapping[str, Typed]) -> dict[str, Coded]:
    """The last day of each row's period, by the column of months with ``LAST`` behind it; empty where there is no such column."""
    column = column_of_periods(reading.form, reading.ledger)
    if column is None or (last := columns[column.id].last_days) is None:
        return {}
    return {f"{column.id}{LAST}": last}


def period_notes(
    sheet: Sheet, reading: Reading, columns: Mapping[str, Typed], positions: np.ndarray, good: np.ndarray
) -> list[Problem]:
    """One note for the rows of a sheet that sum up several months."""
    column = column_of_periods(reading.form, reading.ledger)
    if column is None or (last := columns[column.id].last_days) is None:
        return []
    first, end = (days.astype("datetime64[M]") for days in (columns[column.id].values, last.rows()))
    places = np.flatnonzero((first < end) & good)
    if not len(places):
        return []
    numbers = list(dict.fromkeys(sheet.number_of(int(positions[place])) for place in places))
    fill = {"column": label_of(reading, column), "count": str(len(numbers)), "rows": rows_named(numbers)}
    return [Problem(sheet.file, sheet.name, None, reading.ledger.id, "long_period", fill)]


def overlap_notes(
    sheets: Sequence[Sheet],
    columns: Sequence[Mapping[str, Coded]],
    numbers: Sequence[np.ndarray],
    rows: Sequence[np.ndarray],
    form: Form,
    ledger: Ledger,
) -> Iterator[Problem]:
    """A note for each sheet whose sums of several months overlap other counted periods of the same matter, its own or another's.

    ``columns``: those that are kept, with the last days; ``numbers``: of all rows; ``rows``: the positions of the counted ones.
    """
    column = column_of_periods(form, ledger)
    if column is None:
        return
    others = [id for key in form.keys for id in key.columns() if id != column.id]
    matters: dict[tuple[object, ...], list[Record]] = {}
    for place, (its, which) in enumerate(zip(columns, rows, strict=True)):
        first, last = (its[id].rows(which).astype("datetime64[M]") for id in (column.id, f"{column.id}{LAST}"))
        names = zip(*(its[id].rows(which).tolist() for id in others), strict=True)
        for matter, a, b, number in zip(names, first, last, numbers[place][which].tolist(), strict=True):
            matters.setdefault(matter, []).append((a, b, place, number))
    told: dict[tuple[int, int], list[int]] = {}
    for records in matters.values():
        for own in (record for record in records if record[0] < record[1]):
            a, b, place, number = own
            met = next((r for r in records if r is not own and r[0] <= b and a <= r[1]), None)
            if met is not None:
                told.setdefault((place, met[2]), []).append(number)
    for (place, other), found in told.items():
        fill = {"key": "overlap", "rows": rows_named(sorted(set(found)))}
        fill |= {"other_file": sheets[other].file, "other_sheet": sheets[other].name}
        yield Problem(sheets[place].file, sheets[place].name, None, ledger.id, "long_period", fill)
