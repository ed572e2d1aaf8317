"""What identifies a row (the catalogue's key rules), and the running numbers of registers."""

from __future__ import annotations

import re
from typing import Any

from fazhi.catalogue.ledger import Ledger
from fazhi.synthesis.books import Book
from fazhi.synthesis.row import Row
from fazhi.values.text import fold

RUNNING_NUMBER = re.compile(r"(\d+)(\D*)$")


def keys(row: Row, ledger: Ledger) -> frozenset[tuple[Any, ...]]:
    """What identifies the row by each key rule of the catalogue whose columns are all filled in."""
    persons = {
        person.column: next((parts for parts in person.alternatives if all(row.get(part) for part in parts)), ())
        for person in ledger.persons
    }

    def value(part: str) -> Any:
        return tuple(fold(row[column]) for column in persons[part]) if part in persons else _folded(row.get(part))

    rules = [rule for form in ledger.forms for rule in form.keys]
    found = set()
    for number, rule in enumerate(rules):
        needed = [*(part for part in rule.parts if not part.endswith("?")), *rule.unordered]
        if all(value(part) not in (None, "", ()) for part in needed):
            parts = [value(part.rstrip("?")) for part in rule.parts]
            found.add((number, *parts, *sorted(map(str, map(value, rule.unordered)))))
    return frozenset(found)


def _folded(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


class Numbering:
    """Goes on with the running numbers of a ledger where its rows of truth end."""

    def __init__(self, book: Book, truth: list[Row]) -> None:
        self._last = {column: max(_running_number(row.get(column)) for row in truth) for column in book.numbered}

    def renumber(self, row: Row) -> Row:
        """The row under the next number in each numbered column where it has one."""
        numbered = [column for column in self._last if _running_number(row.get(column))]
        return row | {column: self._next(column, row[column]) for column in numbered}

    def _next(self, column: str, text: str) -> str:
        self._last[column] += 1
        return RUNNING_NUMBER.sub(lambda old: f"{self._last[column]:0{len(old[1])}}{old[2]}", text)


def _running_number(text: str | None) -> int:
    """The last number in the text; 0 where there is none."""
    found = RUNNING_NUMBER.search(text or "")
    return int(found[1]) if found else 0
