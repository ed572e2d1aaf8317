"""The cleaned sheets of a ledger → its clean table, without the rows that repeat others, and the account of each sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from fazhi.catalogue.definitions import PLACED, Catalogue
from fazhi.catalogue.ledger import Column, Form, Ledger
from fazhi.catalogue.uses import uses_of
from fazhi.ledgers.account import COPIED, Problem, SheetAccount
from fazhi.ledgers.alike import alike, alike_notes
from fazhi.ledgers.cells import TYPE_OF, joined
from fazhi.ledgers.clean import CleanSheet
from fazhi.ledgers.duplicates import first_of_each
from fazhi.ledgers.periods import overlap_notes
from fazhi.ledgers.persons import persons_settled
from fazhi.ledgers.rownotes import rows_named
from fazhi.ledgers.sheets import Sheet

FEWEST_COPIED = 3  # rows of a sheet that is a copy of another


def join_sheets(
    sheets: list[CleanSheet], catalogue: Catalogue
) -> tuple[pd.DataFrame, list[Problem], list[SheetAccount]]:
    """All sheets of one ledger → its clean table, the duplicates among them, and the account of each sheet."""
    ledger = sheets[0].reading.ledger
    first_of = {id(part): np.zeros(int(part.good.sum()), dtype=bool) for part in sheets}
    kept: list[pd.DataFrame] = []
    forms: list[Form] = []
    problems: list[Problem] = []
    for form in ledger.layouts:
        parts = [part for part in sheets if part.reading.form is form and part.good.any()]
        if not parts:
            continue
        good = [np.flatnonzero(part.good) for part in parts]
        columns = persons_settled([part.columns for part in parts], good, ledger)
        roots = first_of_each(columns, good, ledger, form)
        problems += _duplicates(parts, good, ledger, form, roots, catalogue)
        problems += _copied(parts, good, ledger, roots)
        first = np.split(roots == np.arange(len(roots)), np.cumsum([len(rows) for rows in good])[:-1])
        settled = [replace(part, columns=its) for part, its in zip(parts, columns, strict=True)]
        firsts = [rows[is_first] for rows, is_first in zip(good, first, strict=True)]
        kept.append(_frame(settled, firsts))
        forms.append(form)
        problems += _alike(kept[-1], ledger, form, parts, firsts, catalogue)
        ended = [{**its, **part.last_days} for part, its in zip(parts, columns, strict=True)]
        numbers = [part.numbers for part in parts]
        problems += overlap_notes([part.sheet for part in parts], ended, numbers, firsts, form, ledger)
        first_of |= {id(part): is_first for part, is_first in zip(parts, first, strict=True)}
    problems += [
        note
        for form, sums in zip(forms[1:], kept[1:], strict=True)
        for note in _both_forms(kept[0], sums, form, ledger)
    ]
    accounts = [_settled(part, first_of[id(part)]) for part in sheets]
    table = pd.concat(kept, ignore_index=True) if len(kept) > 1 else kept[0] if kept else empty_frame(ledger)
    return table, problems, accounts


def _frame(parts: list[CleanSheet], which: list[np.ndarray]) -> pd.DataFrame:
    """Some rows of all parts, one below the other: address, placing date, typed columns. ``which``: positions, for each part."""
    part_of = np.repeat(np.arange(len(parts)), [len(rows) for rows in which])
    columns: dict[str, Any] = {
        "file": pd.array([part.sheet.file for part in parts], dtype="str").take(part_of),
        "sheet": pd.array([part.sheet.name for part in parts], dtype="str").take(part_of),
        "row": np.concatenate([part.numbers[rows] for part, rows in zip(parts, which, strict=True)]),
    }
    index = pd.RangeIndex(len(part_of))
    for name in parts[0].columns:
        values = joined([part.columns[name] for part in parts], which)
        # As a series: pandas would look through a bare array of words for another type to hold them in.
        columns[name] = pd.Series(values, index=index, dtype=values.dtype, copy=False)
    return pd.DataFrame(columns, index=index, copy=False)


def empty_frame(ledger: Ledger) -> pd.DataFrame:
    """A ledger without rows (a nil report): all columns, right types."""
    parts: dict[str, pd.Series] = {name: pd.Series(dtype=object) for name in ("file", "sheet")}
    parts |= {"row": pd.Series(dtype="int64"), PLACED: pd.Series(dtype="datetime64[ns]")}
    for column in ledger.columns:
        if column.privacy != "dropped":
            parts[column.id] = pd.Series(dtype=TYPE_OF.get(column.type, "object"))
        if column.type in ("integer", "number"):
            parts[f"{column.id}__approximate"] = pd.Series(dtype=bool)
            parts |= {f"{column.id}__{end}": pd.Series(dtype="float64") for end in ("lower", "upper")}
    parts |= {person.column: pd.Series(dtype=object) for person in ledger.persons}
    return pd.DataFrame(parts)


def _both_forms(records: pd.DataFrame, sums: pd.DataFrame, form: Form, ledger: Ledger) -> Iterator[Problem]:
    """A note for each sheet with sums of months of which single records stand elsewhere; both count, for nothing says what is in which."""
    others = [part.rstrip("?") for part in form.keys[0].parts if part.rstrip("?") not in form.dated_by]

    def matters(table: pd.DataFrame) -> list[tuple[object, ...]]:
        months = table[PLACED].to_numpy().astype("datetime64[M]").tolist()
        return list(zip(months, *(table[id].tolist() for id in others), strict=True))

    first: dict[tuple[object, ...], int] = {}
    for place, matter in enumerate(matters(records)):
        first.setdefault(matter, place)
    told = sums.assign(first=[first.get(matter) for matter in matters(sums)]).dropna(subset="first")
    for (file, sheet), rows in told.groupby(["file", "sheet"], sort=False):
        other = records.iloc[int(rows["first"].iloc[0])]
        numbers = rows_named(sorted(set(rows["row"].tolist())))
        fill = {"rows": numbers, "other_file": other["file"], "other_sheet": other["sheet"]}
        yield Problem(file, sheet, None, ledger.id, "both_forms", fill)


def _alike(
    table: pd.DataFrame,
    ledger: Ledger,
    form: Form,
    parts: list[CleanSheet],
    firsts: list[np.ndarray],
    catalogue: Catalogue,
) -> list[Problem]:
    """A note for each pair of kept rows that may be one matter booked twice; ``firsts``: the positions of each part's kept rows."""
    words = {
        id: np.concatenate([part.words[id][its] for part, its in zip(parts, firsts, strict=True)])
        for id in parts[0].words
    }
    return list(alike_notes(table, ledger, alike(table, ledger, form, words, catalogue)))


def _settled(part: CleanSheet, first: np.ndarray) -> SheetAccount:
    """The account of a sheet once its duplicates are known; ``first``: which of its good rows are no repeats.

    A row of a spread table holds several records: it is kept if any of them is, else set aside if any is, else a duplicate.
    """
    kept, repeats, aside = first, ~first, ~part.good
    if part.reading.spread is None:
        return replace(part.account, kept=int(kept.sum()), duplicates=int(repeats.sum()), set_aside=int(aside.sum()))
    good = part.numbers[part.good]
    kept_rows = set(good[kept].tolist())
    aside_rows = set(part.numbers[aside].tolist()) - kept_rows
    repeated = set(good[repeats].tolist()) - kept_rows - aside_rows
    return replace(part.account, kept=len(kept_rows), duplicates=len(repeated), set_aside=len(aside_rows))


def _duplicates(
    parts: list[CleanSheet],
    good: list[np.ndarray],
    ledger: Ledger,
    form: Form,
    roots: np.ndarray,
    catalogue: Catalogue,
) -> list[Problem]:
    """A problem for each row that repeats another, with the address of that one and the columns by which the two could be told apart.

    Where they disagree in a column by which indicators choose rows it says so, for the first one's value decides.
    """
    owners = np.repeat(np.arange(len(parts)), [len(rows) for rows in good])
    numbers = np.concatenate([part.numbers[rows] for part, rows in zip(parts, good, strict=True)])

    def address(place: int) -> tuple[Sheet, int]:
        return parts[owners[place]].sheet, int(numbers[place])

    columns = _telling_columns(ledger, form)
    repeats = np.flatnonzero(roots != np.arange(len(roots)))
    deciding = [(c, _disagree(parts, good, c, repeats, roots)) for c in _deciding_columns(ledger, catalogue)]
    problems = []
    for number, place in enumerate(repeats.tolist()):
        (sheet, row), (other, other_row) = address(place), address(int(roots[place]))
        fill: dict[str, Any] = {
            "other_file": other.file,
            "other_sheet": other.name,
            "other_row": str(other_row),
            "columns": columns,
        }
        if differing := tuple(column for column, disagree in deciding if disagree[number]):
            fill |= {"key": "differs", "differing": differing}
        problems.append(Problem(sheet.file, sheet.name, row, ledger.id, "duplicate", fill))
    return problems


def _deciding_columns(ledger: Ledger, catalogue: Catalogue) -> tuple[Column, ...]:
    """The days and categories by which indicators choose rows."""
    counted = uses_of(catalogue, ledger.id).counted
    return tuple(
        c for c in ledger.columns if c.id in counted and c.type in ("date", "category") and c.privacy == "public"
    )


def _disagree(
    parts: list[CleanSheet], good: list[np.ndarray], column: Column, repeats: np.ndarray, roots: np.ndarray
) -> np.ndarray:
    """Which repeats hold something else in a column than the row that they repeat; two blank cells hold the same."""
    held = joined([part.columns[column.id] for part in parts], good)
    mine, its = held[repeats], held[roots[repeats]]
    return (mine != its) & ~(pd.isna(mine) & pd.isna(its))


def _copied(parts: list[CleanSheet], good: list[np.ndarray], ledger: Ledger, roots: np.ndarray) -> Iterator[Problem]:
    """A note for each sheet that repeats another one: most of its rows do, and none repeats a third sheet's."""
    owners = np.repeat(np.arange(len(parts)), [len(rows) for rows in good])
    repeats = roots != np.arange(len(roots))
    for place, part in enumerate(parts):
        own = owners == place
        others = np.unique(owners[roots[own & repeats]])
        count, rows = int((own & repeats).sum()), int(own.sum())
        if len(others) == 1 and others[0] != place and count >= FEWEST_COPIED and count * 2 > rows:
            other = parts[others[0]].sheet
            fill = {"count": str(count), "good": str(rows), "other_file": other.file, "other_sheet": other.name}
            yield Problem(part.sheet.file, part.sheet.name, None, ledger.id, COPIED, fill)


def _telling_columns(ledger: Ledger, form: Form) -> tuple[Column, ...]:
    """The columns by which two rows of a ledger can be told apart."""
    ids = {id for key in form.keys for id in key.columns()}
    ids |= {id for person in ledger.persons if person.column in ids for some in person.alternatives for id in some}
    return tuple(column for column in ledger.columns if column.id in ids)
