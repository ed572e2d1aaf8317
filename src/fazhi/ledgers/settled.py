"""What an analyst has settled by hand, in two files beside the ledgers.

``mapping.yaml`` says which ledger a sheet is and which column is which, where recognition could not be sure. ``corrections.yaml`` changes
single cells, each with a reason and a guard: a correction whose old value no longer stands is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from fazhi.catalogue import fault_of
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.entries import Named
from fazhi.catalogue.handwritten import read_handwritten
from fazhi.catalogue.ledger import Column, Ledger
from fazhi.ledgers.account import Problem
from fazhi.ledgers.given import Beside, with_given
from fazhi.ledgers.privacy import shown
from fazhi.ledgers.reading import Header, Reading, Recognition, form_of
from fazhi.ledgers.sheets import Sheet, letter_of
from fazhi.ledgers.spread import Spread
from fazhi.ledgers.vocabulary import read_label
from fazhi.values import fold
from fazhi.values.script import simplified

MAPPING, CORRECTIONS = "mapping.yaml", "corrections.yaml"
IGNORE = "ignore"
CORRECTION_COLUMNS = ["file", "sheet", "row", "column", "old", "new", "reason", "who", "when", "status"]


class _Entry(BaseModel):
    """What these files say; its form is worked out when there is such a file, which few township-years have."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class SpreadMapping(_Entry):
    """Headings of a sheet that stand for values of the ledger's column ``over``; below them stand the numbers of ``amount``.

    ``headings``: letter or words of a heading → the value that is meant, or nothing where the heading says it itself.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)

    over: str
    amount: str
    headings: dict[str, str | None] = Field(min_length=1)


class SheetMapping(_Entry):
    """One sheet settled by hand. ``columns``: the ledger's column (id or Chinese name) → letter or header text in the sheet.

    With ``spread``, ``columns`` names the one column at the left of the headings.
    """

    file: str
    sheet: str | None = None
    ledger: str
    header: int | list[int] | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    spread: SpreadMapping | None = None

    @property
    def rows(self) -> tuple[int, int]:
        """First and last row of the header, counted from 1."""
        if isinstance(self.header, list):
            return (self.header[0], self.header[-1]) if self.header else (1, 1)
        return self.header or 1, self.header or 1


class Correction(_Entry):
    """One cell corrected. ``column``: letter or header text; ``old`` must still stand there, blanks and width aside."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    file: str
    sheet: str | None = None
    row: int
    column: str
    old: str | dt.date | None = None
    new: str | float | dt.date | None = None
    reason: str = Field(min_length=1)
    who: str = Field(min_length=1)
    when: dt.date | str


@dataclass(frozen=True)
class Applied:
    """A correction and what became of it: ``applied``, or ``refused`` because something else stood there, or ``no_cell``."""

    correction: Correction
    sheet: str | None
    status: str
    column: Column | None = None


@dataclass(frozen=True)
class Settled:
    """Both files of a township-year; empty where there are none."""

    mappings: tuple[SheetMapping, ...] = ()
    corrections: tuple[Correction, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def mappings_of(self, sheet: Sheet) -> list[SheetMapping]:
        """What is settled of a sheet, from its first row on: one entry for each table that stands on it."""
        return sorted((m for m in self.mappings if _names(m.file, m.sheet, sheet)), key=lambda mapping: mapping.rows)

    def unused(self, known: Iterable[tuple[str, str | None]]) -> Iterator[Problem]:
        """Entries of ``mapping.yaml`` that no sheet takes; ``known``: the files and their sheets, a file alone under no sheet's name."""
        places = list(known)
        whole = {file for file, sheet in places if sheet is not None}
        for mapping in self.mappings:
            # A file that cannot be read has told so itself.
            asked = (
                _is_named(mapping.file, mapping.sheet, file, sheet if file in whole else mapping.sheet)
                for file, sheet in places
            )
            if not any(asked):
                where = mapping.file + (f" [{mapping.sheet}]" if mapping.sheet else "")
                yield Problem(MAPPING, reason="unreadable_file", fill={"key": "mapping_unused", "where": where})

    def corrections_of(self, sheet: Sheet) -> list[Correction]:
        return [c for c in self.corrections if _names(c.file, c.sheet, sheet)]


def _names(file: str, sheet_name: str | None, sheet: Sheet) -> bool:
    return _is_named(file, sheet_name, sheet.file, sheet.name)


def _is_named(file: str, sheet_name: str | None, address: str, name: str | None) -> bool:
    same_file = fold(file) in (fold(address), fold(address.rsplit("/", 1)[-1]))
    return same_file and (sheet_name is None or (name is not None and fold(sheet_name) == fold(name)))


def read_settled(folder: Path) -> Settled:
    """Read both files; one that cannot be used becomes a problem that says where and why."""
    mappings, first = _read(folder / MAPPING, SheetMapping)
    corrections, second = _read(folder / CORRECTIONS, Correction)
    return Settled(mappings, corrections, (*first, *second))


def _read(path: Path, kind: type[_Entry]) -> tuple[tuple[Any, ...], list[Problem]]:
    if not path.is_file():
        return (), []
    try:
        entries = read_handwritten(path.read_text(encoding="utf-8-sig")) or ()
        return TypeAdapter(tuple[kind, ...]).validate_python(entries), []  # type: ignore[valid-type]
    except (ValueError, yaml.YAMLError, TypeError, OSError) as error:
        detail = fault_of(error)
    return (), [Problem(path.name, reason="unreadable_file", fill={"key": "bad_yaml", "detail": detail})]


# -------------------------------------------------------------------------------------------------- mapping


def recognised_by_hand(sheet: Sheet, mapping: SheetMapping, catalogue: Catalogue) -> Recognition | Problem:
    """The reading that a mapping asks for, or what is wrong with the mapping."""
    if mapping.ledger == IGNORE:
        return Recognition(None, ignored=True, by_hand=True)
    ledger = catalogue.ledgers.get(mapping.ledger)
    if ledger is None:
        return _bad_mapping(sheet, "ledger", mapping.ledger)
    first, last = (sheet.position_of(row) for row in mapping.rows)
    if first is None or last is None or first > last:
        return _bad_mapping(sheet, "header", str(mapping.header))
    columns: dict[str, int] = {}
    for name, place in mapping.columns.items():
        if not place.strip():  # named in the proposal and left open: the sheet has none such
            continue
        column = _ledger_column(ledger, name)
        index = place_of(sheet, place, range(first, last + 1))
        if column is None or index is None:
            return _bad_mapping(sheet, "columns", f"{name}: {place}")
        columns[column.id] = index
    labels = {index: read_label(sheet.columns[index][last]) for index in columns.values()}
    header = Header(first, last, columns, labels)
    if mapping.spread is not None:
        return _spread_by_hand(sheet, ledger, header, mapping.spread)
    form, missing = form_of(ledger, header)
    reading = with_given(Reading(ledger, form, header, 1.0, missing), Beside(sheet, catalogue))
    if reading.missing:
        return _bad_mapping(sheet, "columns", reading.missing)
    return Recognition(reading, by_hand=True)


def _spread_by_hand(sheet: Sheet, ledger: Ledger, header: Header, told: SpreadMapping) -> Recognition | Problem:
    """The reading of a table with values for headings; the catalogue must have a form of the ledger that may be laid out so."""
    over, amount = (_ledger_column(ledger, name) for name in (told.over, told.amount))
    ids = (over and over.id, amount and amount.id)
    forms = [form for form in ledger.layouts if ids in {(rule.over, rule.amount) for rule in form.spread}]
    if not forms or over is None or amount is None:
        return _bad_mapping(sheet, "spread", f"{told.over}, {told.amount}")
    keys = [next(id for group in form.required for id in group if id not in ids) for form in forms]
    if (found := next(((f, key) for f, key in zip(forms, keys, strict=True) if key in header.columns), None)) is None:
        return _bad_mapping(sheet, "columns", tuple(ledger.column(key) for key in keys))
    form, key = found
    rows = range(header.last, header.first - 1, -1)
    places: dict[int, object] = {}
    for heading, meant in told.headings.items():
        index = place_of(sheet, heading, rows)
        cells = [] if index is None else [sheet.columns[index][row] for row in rows]
        value = meant or next((cell for cell in cells if cell != ""), None)
        if index is None or value is None:
            return _bad_mapping(sheet, "headings", heading)
        places[index] = value
    spread = Spread(over.id, key, amount.id, dict(sorted(places.items())))
    return Recognition(Reading(ledger, form, header, 1.0, spread=spread), by_hand=True)


def _bad_mapping(sheet: Sheet, what: str, value: str | tuple[Named, ...]) -> Problem:
    return Problem(
        sheet.file, sheet.name, reason="unrecognised", fill={"key": "bad_mapping", "what": what, "value": value}
    )


def _ledger_column(ledger: Ledger, name: str) -> Column | None:
    return next((c for c in ledger.columns if name == c.id or fold(name) == fold(c.zh)), None)


def place_of(sheet: Sheet, place: str, header_rows: Iterable[int]) -> int | None:
    """The index of a column given by letter (``C``) or by the words in its header; None if the sheet has none such."""
    for row in header_rows:
        for index, column in enumerate(sheet.columns):
            if column[row] != "" and fold(column[row]) == _as_read(place):
                return index
    letters = place.strip().upper()
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return None
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1 if index <= len(sheet.columns) else None


def _as_read(cell: object) -> str:
    """A cell that somebody wrote down from the file, folded as the sheet's cells are: they were read in simplified characters."""
    return simplified(fold(cell))


def proposed(sheet: Sheet, reading: Reading, missing: Iterable[str]) -> dict[str, Any]:
    """An entry of ``mapping.yaml`` for a reading: its ledger, header and columns as they stand, and the ``missing`` ones to fill in."""
    header, ledger = reading.header, reading.ledger
    entry: dict[str, Any] = {"file": sheet.file, "sheet": sheet.name, "ledger": ledger.id, "header": 1, "columns": {}}
    if header is not None:
        rows = [sheet.number_of(header.first), sheet.number_of(header.last)]
        entry["header"] = rows[0] if rows[0] == rows[1] else rows
        entry["columns"] = {ledger.column(id).zh: letter_of(index) for id, index in header.columns.items()}
    entry["columns"] |= {ledger.column(id).zh: "" for id in missing}
    return entry


def proposal(problems: Iterable[Problem]) -> str | None:
    """A ``mapping.yaml`` to start from, for sheets that were not recognised or not wholly understood; None if there are none."""
    entries: dict[tuple[str, str | None, str], Any] = {}
    for p in problems:
        if p.mapping is not None or p.reason == "unrecognised":
            blank: dict[str, Any] = {"file": p.file, "sheet": p.sheet, "ledger": IGNORE, "header": 1, "columns": {}}
            entry = dict(p.mapping or blank)
            entries.setdefault((p.file, p.sheet, str(entry["header"])), entry)
    return yaml.safe_dump(list(entries.values()), allow_unicode=True, sort_keys=False) if entries else None


# ---------------------------------------------------------------------------------------------- corrections


def corrected(sheet: Sheet, reading: Reading, corrections: Iterable[Correction]) -> tuple[Sheet, list[Applied]]:
    """The sheet with its corrections made, and what became of each."""
    columns = list(sheet.columns)
    header = reading.header
    rows = range(header.first, header.last + 1) if header else range(0)
    by_index = {index: reading.ledger.column(id) for id, index in header.columns.items()} if header else {}
    outcomes = []
    for correction in corrections:
        index, position = place_of(sheet, correction.column, rows), sheet.position_of(correction.row)
        if sheet.numbers is not None and position is None:
            continue  # a row of another table of this sheet
        if sheet.span is not None and index is not None and not sheet.span[0] <= index < sheet.span[1]:
            continue  # a column of the table beside
        if index is None or position is None:
            outcomes.append(Applied(correction, sheet.name, "no_cell"))
            continue
        stands = columns[index][position]
        if fold(stands) != _as_read("" if correction.old is None else correction.old):
            outcomes.append(Applied(correction, sheet.name, "refused", by_index.get(index)))
            continue
        columns[index] = columns[index].replaced(position, "" if correction.new is None else correction.new)
        outcomes.append(Applied(correction, sheet.name, "applied", by_index.get(index)))
    return replace(sheet, columns=tuple(columns)), outcomes


def corrections_frame(outcomes: Iterable[Applied]) -> pd.DataFrame:
    """One row a correction, columns ``CORRECTION_COLUMNS``; cells of personal columns masked."""
    rows = []
    for outcome in outcomes:
        c, column = outcome.correction, outcome.column
        personal = column is None or column.privacy != "public"
        old, new = (
            shown("" if cell is None else cell, personal=personal, kind="text", names=(), vague=())
            for cell in (c.old, c.new)
        )
        rows.append([c.file, outcome.sheet, c.row, c.column, old, new, c.reason, c.who, str(c.when), outcome.status])
    return pd.DataFrame(rows, columns=CORRECTION_COLUMNS)
