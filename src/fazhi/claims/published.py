"""Published figures: what a report said, in which words and window (``data/reference/published.csv``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from fazhi.catalogue import ReaderError
from fazhi.claims.wording import Range
from fazhi.ledgers.handkept import PUBLISHED, Record, read_records
from fazhi.values import fold, read_figure


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


def read_published(path: Path, township: str | None = None, year: int | None = None) -> tuple[Claim, ...]:
    """The published figures of the file, in its order, or those of a township (and year); none where there is no file. Raises ``PublishedError``.

    What is wrong in the line of another township or year is told to that one.
    """
    if not path.is_file():
        return ()
    rows = read_records(path, PUBLISHED, PublishedError)
    return tuple(_claim(path, line, row) for line, row in rows if _is_of(row, township, year))


def _is_of(row: Record, township: str | None, year: int | None) -> bool:
    """A line whose year cannot be read is one of every year."""
    if township is not None and fold(row["township"]) != fold(township):
        return False
    try:
        return year is None or int(row["year"]) == year
    except ValueError:
        return True


def _claim(path: Path, line: int, row: Record) -> Claim:
    value, year = read_figure(row["value"].strip()), row["year"].strip()
    if value is None or not year.isdecimal():
        fill = {"file": path.as_posix(), "line": line, "value": row["value"], "year": row["year"]}
        raise PublishedError("claims.bad_line", **fill)
    rest = {name: row[name].strip() for name in PUBLISHED if name not in ("value", "year")}
    return Claim(value=value, year=int(year), **rest)  # type: ignore[arg-type]
