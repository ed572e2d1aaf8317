"""What a table of many townships says of one: its other rows change nothing in that one's results. Without pandas: who only asks whether
results are fresh must not wait for it.
"""

from __future__ import annotations

import json
from operator import itemgetter
from pathlib import Path

from fazhi.catalogue import ReaderError
from fazhi.ledgers.handkept import PUBLISHED, TOWNSHIPS, Record, read_records
from fazhi.pipeline.files import digest_of

TOWNSHIP, YEAR = "township", "year"
# Of each table the columns that it must have, and whether a row is of one year of its township.
TABLES = {"townships.csv": (TOWNSHIPS, False), "published.csv": (PUBLISHED, True)}


class OwnRows:
    """The rows of a table by township. Raises ``ReaderError`` where it is no table, and ``OSError``; it then concerns every township whole."""

    def __init__(self, path: Path) -> None:
        needed, self._yearly = TABLES[path.name]
        # With their lines, by township and year; None where every township, or every year, may be meant.
        self._rows: dict[tuple[str | None, int | None], list[tuple[int, Record]]] = {}
        for line, row in read_records(path, needed, ReaderError):
            self._rows.setdefault((_township(row), _year(row) if self._yearly else None), []).append((line, row))
        self._known: dict[tuple[str, int], str | None] = {}

    def digest(self, township: str, year: int) -> str | None:
        """SHA-256 of the rows that may be about a township-year; None where there are none."""
        if (township, year) not in self._known:
            names = {township, None} if _is_plain(township) else {name for name, _ in self._rows}
            found = [found for name in names for of in (year, None) for found in self._rows.get((name, of), ())]
            rows = [row for _, row in sorted(found, key=itemgetter(0))]
            texts = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
            self._known[township, year] = digest_of(texts) if rows else None
        return self._known[township, year]

    def label(self, township: str, year: int) -> str:
        """What follows the table's name where its rows of a township-year are meant."""
        return f"#{township} {year}" if self._yearly else f"#{township}"


def _township(row: Record) -> str | None:
    name = row[TOWNSHIP].strip()
    return name if _is_plain(name) else None


def _year(row: Record) -> int | None:
    text = row[YEAR].strip()
    return int(text) if text.isascii() and text.isdecimal() else None


def _is_plain(name: str) -> bool:
    """Whether a name is written in ideographs alone: it is then the same as no other that reads differently."""
    return bool(name) and all(0x4E00 <= ord(sign) <= 0x9FFF for sign in name)
