"""Readings kept from one cleaning of a township-year to the next: what a sheet is follows from its file alone, and to tell it takes a third of the cleaning.

Kept is what a sheet that holds one table was surely read as, by labels of its own: which ledger, and which column is which; none of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi.cache import read_json, write_json
from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.blocks import Table
from fazhi.ledgers.reading import Header, Reading, Recognition
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import Label

Digests = Mapping[str, str]  # SHA-256 by file


@dataclass(frozen=True)
class Readings:
    """What sheets were read as: ``known`` from the last time, ``used`` now. ``digests`` of the files that are read."""

    known: Mapping[str, Any]
    digests: Digests
    used: dict[str, Any] = field(default_factory=dict)

    def tables(self, sheet: Sheet, place: int, catalogue: Catalogue, work: Callable[[], list[Table]]) -> list[Table]:
        """As ``kept_tables``."""
        if (digest := self.digests.get(sheet.file)) is None:
            return work()
        key = f"{place} {digest} {sheet.file}"
        try:
            table = _told(self.known[key], sheet, catalogue)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):  # not known, or somebody else wrote it
            tables = work()
            if (told := _telling(tables, sheet)) is not None:
                self.used[key] = told
            return tables
        self.used[key] = self.known[key]
        return [table]


_readings: ContextVar[Readings | None] = ContextVar("readings", default=None)


@contextmanager
def keeping(file: Path, code: str, digests: Digests, again: Callable[[], Digests]) -> Iterator[None]:
    """What is recognised meanwhile is looked for among what the same ``code`` found last time in files of the same ``digests``, and kept in ``file``.

    The file may be deleted at any time; where it cannot be written, everything is recognised again. ``again``: the digests afterwards;
    files that are changed meanwhile leave nothing.
    """
    found = read_json(file)
    known = found.get("readings") if isinstance(found, dict) and found.get("code") == code else None
    readings = Readings(known if isinstance(known, dict) else {}, digests)
    token = _readings.set(readings)
    try:
        yield
    finally:
        _readings.reset(token)
    if readings.used != readings.known and again() == digests:
        write_json(file, {"code": code, "readings": readings.used}, file.name, 1)


def kept_tables(sheet: Sheet, place: int, catalogue: Catalogue, work: Callable[[], list[Table]]) -> list[Table]:
    """The tables of the sheet at a ``place`` of its file, as ``work`` finds them, or found them the last time."""
    readings = _readings.get()
    return work() if readings is None else readings.tables(sheet, place, catalogue, work)


def _telling(tables: Sequence[Table], sheet: Sheet) -> dict[str, Any] | None:
    """What is kept of a sheet; None of one that is more than a plain table of a known ledger."""
    if len(tables) != 1 or tables[0].sheet is not sheet or tables[0].beside is not None:
        return None
    recognition = tables[0].recognition
    reading = recognition.reading
    header = reading.header if reading is not None else None
    if reading is None or header is None:
        return None
    plain = Recognition(_plain(reading, header), recognition.best, summary=recognition.summary)
    if recognition != plain:
        return None
    return {
        "ledger": reading.ledger.id,
        "form": reading.ledger.forms.index(reading.form),
        "rows": [header.first, header.last],
        "columns": dict(header.columns),
        "labels": {str(at): [label.full, label.bare, label.unit] for at, label in header.labels.items()},
        "by_cells": sorted(header.by_cells),
        "confidence": reading.confidence,
        "summary": recognition.summary,
    }


def _plain(reading: Reading, header: Header) -> Reading:
    """A reading with nothing but what is kept."""
    bare = Header(header.first, header.last, header.columns, header.labels, header.by_cells)
    return Reading(reading.ledger, reading.form, bare, reading.confidence)


def _told(kept: Mapping[str, Any], sheet: Sheet, catalogue: Catalogue) -> Table:
    ledger = catalogue.ledgers[kept["ledger"]]
    first, last = kept["rows"]
    labels = {int(at): Label(*parts) for at, parts in kept["labels"].items()}
    header = Header(first, last, dict(kept["columns"]), labels, frozenset(kept["by_cells"]))
    reading = Reading(ledger, ledger.forms[kept["form"]], header, kept["confidence"])
    return Table(sheet, Recognition(reading, summary=kept["summary"]))
