"""Rows of recognised sheets → typed rows; every row that is not kept is set aside with a reason.

The rules are those of docs/methods.md: a row with several faults gets the first of ``REASONS``; a row set aside is no partner for duplicates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from fazhi.catalogue import PLACED, Catalogue
from fazhi.catalogue.models import Ledger
from fazhi.ledgers.account import REASONS, Problem, SheetAccount
from fazhi.ledgers.cells import Coded, Typed, ends_before, typed
from fazhi.ledgers.duplicates import first_of_each
from fazhi.ledgers.layout import Kind, Rows, classify
from fazhi.ledgers.privacy import Pseudonyms, kept_text, names_in, shown
from fazhi.ledgers.recognise import Reading, Recognition
from fazhi.ledgers.sheets import Sheet
from fazhi.values import map_distinct
from fazhi.values.distinct import fold_all

TYPE_OF = {
    "date": "datetime64[ns]",
    "month": "datetime64[ns]",
    "integer": "float64",
    "number": "float64",
    "year": "float64",
    "issue": "float64",
}


@dataclass(frozen=True, eq=False)
class CleanSheet:
    """The data rows of one sheet: ``columns`` as they are kept, row numbers 1-based; ``good`` says which rows are without fault."""

    sheet: Sheet
    reading: Reading
    columns: Mapping[str, Coded]
    numbers: np.ndarray
    good: np.ndarray
    problems: tuple[Problem, ...]
    account: SheetAccount
    nil_report: bool = False

    def rows(self, which: np.ndarray) -> pd.DataFrame:
        """Some of the rows: address, placing date, typed columns. ``which``: positions."""
        address = {"file": self.sheet.file, "sheet": self.sheet.name, "row": self.numbers[which]}
        return pd.DataFrame(address | {name: column.rows(which) for name, column in self.columns.items()})


def clean_sheet(
    sheet: Sheet, recognition: Recognition, year: int, catalogue: Catalogue, people: Pseudonyms
) -> CleanSheet:
    """Type the data rows of a recognised sheet and find their faults (duplicates come later, over all sheets of a ledger)."""
    reading = recognition.reading
    assert reading is not None
    rows = classify(sheet, reading.header, catalogue)
    account = _account(sheet, reading.ledger, rows)
    if reading.header is None:
        return CleanSheet(sheet, reading, {}, np.zeros(0, int), np.zeros(0, bool), (), account, nil_report=True)
    positions = rows.positions()
    columns = {
        column.id: typed(sheet, reading.header, column, positions, year, catalogue) for column in reading.ledger.columns
    }
    placed = _placed(reading, columns, len(positions))
    faults = _faults(reading, columns, placed, year)
    problems = tuple(_problems(sheet, reading, columns, positions, faults, year, catalogue.layout.vague))
    good = np.ones(len(positions), dtype=bool)
    for wrong in faults.values():
        good &= ~wrong
    kept = _kept(reading.ledger, columns, placed, people)
    return CleanSheet(sheet, reading, kept, positions + 1, good, problems, account, rows.nil_report)


def _account(sheet: Sheet, ledger: Ledger, rows: Rows) -> SheetAccount:
    return SheetAccount(
        sheet.file, sheet.name, ledger.id, rows_seen=sheet.height,
        titles=rows.count(Kind.TITLE), headers=rows.count(Kind.HEADER), totals=rows.count(Kind.TOTAL),
        notes=rows.count(Kind.NOTE), blanks=rows.count(Kind.BLANK), hidden=sheet.hidden,
    )  # fmt: skip


def _placed(reading: Reading, columns: Mapping[str, Typed], height: int) -> pd.Series:
    """The date that places each row in a year: the first filled one of the form's dates, its fallback after that."""
    form = reading.form
    placed = pd.Series(pd.NaT, index=range(height), dtype="datetime64[ns]")
    for id in (*form.dated_by, *filter(None, (form.fallback_date,))):
        placed = placed.fillna(_as_date(columns[id]))
    return placed


def _as_date(column: Typed) -> pd.Series:
    """A date column as it is; a year column as the first day of its year."""
    if column.column.type != "year":
        return column.values
    days = map_distinct(column.values, lambda year: None if year is None else f"{int(year):04d}-01-01")
    return pd.to_datetime(days, errors="coerce")


def _faults(reading: Reading, columns: Mapping[str, Typed], placed: pd.Series, year: int) -> dict[str, np.ndarray]:
    """Reason → the rows that have it as their first reason, in the order of ``REASONS``."""
    form, height = reading.form, len(placed)
    found = {reason: np.zeros(height, dtype=bool) for reason in REASONS[:6]}
    for group in form.required:
        found["missing_key"] |= np.logical_and.reduce([columns[id].empty for id in group])
    for column in columns.values():
        for reason, rows in column.wrong.items():
            found[reason] |= rows
    for start, end in reading.ledger.order:
        found["date_order"] |= ends_before(columns[start], columns[end])
    if form.dated_by:
        found["other_year"] = ~_in_year(reading, columns, placed, year)
    settled = np.zeros(height, dtype=bool)
    for reason, rows in found.items():
        found[reason] = rows & ~settled
        settled |= rows
    return found


def _in_year(reading: Reading, columns: Mapping[str, Typed], placed: pd.Series, year: int) -> np.ndarray:
    dated = [_as_date(columns[id]) for id in reading.form.dated_by]
    inside = np.logical_or.reduce([(date.dt.year == year).to_numpy() for date in dated])
    undated = np.logical_and.reduce([date.isna().to_numpy() for date in dated])
    return inside | (undated & (placed.dt.year == year).to_numpy())


# ----------------------------------------------------------------------------------------------- messages


def _problems(
    sheet: Sheet,
    reading: Reading,
    columns: Mapping[str, Typed],
    positions: np.ndarray,
    faults: Mapping[str, np.ndarray],
    year: int,
    vague: tuple[str, ...],
) -> Iterable[Problem]:
    personal = [column.raw for column in columns.values() if column.column.privacy != "public"]
    for reason, rows in faults.items():
        for position in np.flatnonzero(rows):
            names = names_in(personal, int(position))
            fill = _fill(reason, reading, columns, int(position), names, year, vague)
            yield Problem(sheet.file, sheet.name, int(positions[position]) + 1, reading.ledger.id, reason, fill)


def _fill(
    reason: str,
    reading: Reading,
    columns: Mapping[str, Typed],
    position: int,
    names: list[str],
    year: int,
    vague: tuple[str, ...],
) -> dict[str, str]:
    """What a message about one row needs: the column as the sheet calls it, what stood there, what was expected."""

    def label(id: str) -> str:
        header = reading.header
        assert header is not None
        place = header.columns.get(id)
        known = header.labels.get(place) if place is not None else None
        return known.full if known else columns[id].column.zh

    def value(id: str) -> str:
        column = columns[id].column
        raw, personal = columns[id].raw[position], column.privacy != "public"
        return shown(raw, personal=personal, kind=column.type, names=names, vague=vague)

    if reason == "missing_key":
        group = next(g for g in reading.form.required if all(columns[id].empty[position] for id in g))
        return {"column": "/".join(label(id) for id in group)}
    if reason == "date_order":
        pairs = (
            reading.ledger.order
        )  # mostly one; only among several is the guilty one looked for, at the cost of whole columns
        start, end = next(p for p in pairs if len(pairs) == 1 or ends_before(columns[p[0]], columns[p[1]])[position])
        return {"start": label(start), "start_value": value(start), "end": label(end), "end_value": value(end)}
    if reason == "other_year":
        dated = next(
            id for id in (*reading.form.dated_by, reading.form.fallback_date) if id and not columns[id].empty[position]
        )
        return {"column": label(dated), "value": value(dated), "year": str(year)}
    wrong = next(id for id, column in columns.items() if reason in column.wrong and column.wrong[reason][position])
    fill = {"column": label(wrong), "value": value(wrong)}
    if reason == "unknown_category":
        fill["expected"] = "、".join(allowed.zh for allowed in columns[wrong].column.values)
    return fill


# ------------------------------------------------------------------------------------------------- frames


def _kept(ledger: Ledger, columns: Mapping[str, Typed], placed: pd.Series, people: Pseudonyms) -> dict[str, Coded]:
    """The columns as they are kept: placing date, typed columns; names as codes, dropped columns gone."""
    every = np.arange(len(placed))
    kept = {PLACED: Coded(placed, every)}
    for id, column in columns.items():
        if column.column.privacy == "public":
            keep = partial(kept_text, people=people)
            kept[id] = column.each(keep) if column.column.type == "text" else column.coded
        elif column.column.privacy == "pseudonym":
            kept[id] = column.each(people.column)
        kept |= {f"{id}{suffix}": values for suffix, values in column.extra.items()}
    for person in ledger.persons:
        words = pd.Series([None] * len(placed), dtype=object)
        for alternative in person.alternatives:
            complete = ~np.logical_or.reduce([columns[id].empty for id in alternative])
            folded = [fold_all(columns[id].values[complete]) for id in alternative]
            joined = pd.Series([None] * len(placed), dtype=object)
            joined[complete] = list(map("|".join, zip(*folded, strict=True)))
            words = words.where(words.notna(), joined)
        kept[person.column] = Coded(people.column(words), every)
    return kept


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


# --------------------------------------------------------------------------------------------- duplicates


def join_sheets(sheets: list[CleanSheet]) -> tuple[pd.DataFrame, list[Problem], list[SheetAccount]]:
    """All sheets of one ledger → its clean table, the duplicates among them, and the account of each sheet."""
    ledger = sheets[0].reading.ledger
    counts = {id(part): (0, 0) for part in sheets}  # kept, duplicates
    kept: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for form in ledger.forms:
        parts = [part for part in sheets if part.reading.form is form and part.good.any()]
        if not parts:
            continue
        good = [np.flatnonzero(part.good) for part in parts]
        roots = first_of_each([part.columns for part in parts], good, ledger, form)
        problems += _duplicates(parts, good, ledger, roots)
        first = np.split(roots == np.arange(len(roots)), np.cumsum([len(rows) for rows in good])[:-1])
        for part, rows, is_first in zip(parts, good, first, strict=True):
            kept.append(part.rows(rows[is_first]))
            counts[id(part)] = (int(is_first.sum()), int((~is_first).sum()))
    accounts = [
        replace(
            part.account,
            kept=counts[id(part)][0],
            duplicates=counts[id(part)][1],
            set_aside=int((~part.good).sum()),
        )
        for part in sheets
    ]
    table = pd.concat(kept, ignore_index=True) if kept else empty_frame(ledger)
    return table, problems, accounts


def _duplicates(parts: list[CleanSheet], good: list[np.ndarray], ledger: Ledger, roots: np.ndarray) -> list[Problem]:
    """A problem for each row that repeats another, with the address of that one."""
    owners = np.repeat(np.arange(len(parts)), [len(rows) for rows in good])
    numbers = np.concatenate([part.numbers[rows] for part, rows in zip(parts, good, strict=True)])

    def address(place: int) -> tuple[Sheet, int]:
        return parts[owners[place]].sheet, int(numbers[place])

    problems = []
    for place in np.flatnonzero(roots != np.arange(len(roots))).tolist():
        (sheet, row), (other, other_row) = address(place), address(int(roots[place]))
        fill = {"other_file": other.file, "other_sheet": other.name, "other_row": str(other_row)}
        problems.append(Problem(sheet.file, sheet.name, row, ledger.id, "duplicate", fill))
    return problems
