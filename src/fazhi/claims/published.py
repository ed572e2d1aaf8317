"""Published figures: what a report said, in which words and window (``data/reference/published.csv``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fazhi.catalogue import ReaderError
from fazhi.claims.wording import Range
from fazhi.ledgers.handkept import read_records

COLUMNS = ("township", "year", "claim", "indicator", "value", "wording", "unit", "window", "section", "source")


class PublishedError(ReaderError):
    """The file of published figures cannot be used; the message names the line and what was expected."""


@dataclass(frozen=True)
class Claim:
    """One published figure. ``value`` is a number (a percentage in percent) or a date; ``window`` as the report words it.

    ``allowed`` is the range of true values where it is already known; else ``wording`` gives it.
    """

    township: str
    year: int
    claim: str
    indicator: str
    value: Decimal | dt.date
    wording: str
    unit: str
    window: str
    section: str
    source: str
    allowed: Range | None = None


def read_published(path: Path) -> tuple[Claim, ...]:
    """All published figures of the file, in its order; none where there is no file. Raises ``PublishedError``."""
    if not path.is_file():
        return ()
    return tuple(_claim(path, line, row) for line, row in read_records(path, COLUMNS, PublishedError))


def _claim(path: Path, line: int, row: dict[str, str]) -> Claim:
    try:
        value: Decimal | dt.date = _value(row["value"].strip())
        year = int(row["year"])
    except (ValueError, InvalidOperation) as error:
        fill = {"file": path.as_posix(), "line": line, "value": row["value"], "year": row["year"]}
        raise PublishedError("claims.bad_line", **fill) from error
    rest = {name: row[name].strip() for name in COLUMNS if name not in ("value", "year")}
    return Claim(value=value, year=year, **rest)  # type: ignore[arg-type]


def _value(text: str) -> Decimal | dt.date:
    if len(text) == 10 and text[4] == "-":
        return dt.date.fromisoformat(text)
    value = Decimal(text.replace(",", ""))
    if not value.is_finite():
        raise ValueError(text)
    return value
