"""What the example rows show, and which ledgers are kept on several sheets: read from ``samples.yaml``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column, Ledger

Sample = str | int | float | dt.date | None
FIRST_DAY = dt.date(2022, 3, 10)
MONTH = dt.date(2022, 3, 1)


@dataclass(frozen=True)
class Part:
    """One sheet of a ledger: its name (None: the ledger's own) and the ids of its columns, in order."""

    name: str | None
    columns: tuple[str, ...]


@lru_cache(maxsize=1)
def _entries() -> dict[str, dict[str, object]]:
    return yaml.safe_load(Path(__file__).with_name("samples.yaml").read_text(encoding="utf-8"))


def parts(ledger: Ledger) -> tuple[Part, ...]:
    """The sheets of a ledger, one for each of its forms; a single one with all columns where nothing else is said."""
    sheets = _entries().get(ledger.id, {}).get("sheets")
    if not isinstance(sheets, list):
        return (Part(None, tuple(column.id for column in ledger.columns)),)
    return tuple(Part(sheet["name"], tuple(sheet["columns"])) for sheet in sheets)


def sample_row(ledger: Ledger, catalogue: Catalogue) -> dict[str, Sample]:
    """Column id → what the example row shows; None leaves the cell empty.

    A column without an entry shows a value of its type. Days follow one another, so that no order of dates is broken.
    """
    row = _entries().get(ledger.id, {}).get("row")
    given: dict[str, Sample] = row if isinstance(row, dict) else {}
    shown: dict[str, Sample] = {}
    day = FIRST_DAY
    for column in ledger.columns:
        shown[column.id] = given[column.id] if column.id in given else _of_type(column, day, catalogue)
        if column.type == "date":
            day += dt.timedelta(days=5)
    return shown


def _of_type(column: Column, day: dt.date, catalogue: Catalogue) -> Sample:
    match column.type:
        case "date":
            return day
        case "month":
            return MONTH
        case "year":
            return FIRST_DAY.year
        case "integer" | "number" | "issue":
            return 1
        case "category":
            return column.values[0].zh
        case "yes_no":
            return catalogue.layout.said_yes[0]
        case _:
            return None
