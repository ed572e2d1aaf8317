"""What a table of many townships says of one: its other rows change nothing in that one's results. Without pandas: who only asks whether
results are fresh must not wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
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
        self._of: dict[str, list[Record]] = {}
        self._of_all: list[Record] = []  # whose township cannot be told apart from another as it stands
        for _, row in read_records(path, needed, ReaderError):
            name = row[TOWNSHIP].strip()
            (self._of.setdefault(name, []) if _is_plain(name) else self._of_all).append(row)

    def digest(self, township: str, year: int) -> str | None:
        """SHA-256 of the rows that may be about a township-year; None where there are none."""
        named: Iterable[list[Record]] = [self._of.get(township, [])] if _is_plain(township) else self._of.values()
        rows = [row for some in (*named, self._of_all) for row in some if not self._is_of_another(row, year)]
        return digest_of(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows) if rows else None

    def _is_of_another(self, row: Record, year: int) -> bool:
        text = row.get(YEAR, "").strip()
        return self._yearly and text.isascii() and text.isdecimal() and int(text) != year

    def label(self, township: str, year: int) -> str:
        """What follows the table's name where its rows of a township-year are meant."""
        return f"#{township} {year}" if self._yearly else f"#{township}"


def _is_plain(name: str) -> bool:
    """Whether a name is written in ideographs alone: it is then the same as no other that reads differently."""
    return bool(name) and all(0x4E00 <= ord(sign) <= 0x9FFF for sign in name)
