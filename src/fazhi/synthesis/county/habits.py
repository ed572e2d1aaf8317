"""How the offices of a township keep their ledgers: the generator's books, varied by office and clerk.

A township's office keeps its form from year to year, until another clerk takes over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

from fazhi.catalogue import load
from fazhi.catalogue.ledger import Ledger
from fazhi.synthesis.books import Book, books
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.county.setting import setting
from fazhi.synthesis.headers import header_words

T = TypeVar("T")

PLACEHOLDER = re.compile(r"[（(]?\{\w+\}年?[）)]?")
MONTH = re.compile(r"\{month\}月")
MOST_LEFT_OUT = 3  # columns that no count needs, and that some offices do without


def books_of(township: str, year: int, seed: int) -> tuple[Book, ...]:
    """The books of a township-year, in the order of their ledgers."""
    return tuple(
        _kept(number, township, _clerk(book, township, year, seed), seed) for number, book in enumerate(books())
    )


def _clerk(book: Book, township: str, year: int, seed: int) -> int:
    """Who keeps the book: the township's first clerk (0), or from some year on the second."""
    took_over = Chance(seed, "clerks", township, book.file).pick((None, None, *setting().habits.new_clerks))
    return int(took_over is not None and year >= took_over)


@lru_cache(maxsize=4096)
def _kept(number: int, township: str, clerk: int, seed: int) -> Book:
    book = books()[number]
    chance = Chance(seed, "habits", township, book.file, clerk)
    varied = book.model_dump()
    for vary in (_format, _columns, _layout, _spelling, _mess):
        varied |= vary(Book.model_validate(varied), chance.branch(vary.__name__))
    written = Book.model_validate(varied)
    return written.model_copy(update={"headers": header_words(written, chance.branch("headers"))})


def _format(book: Book, chance: Chance) -> dict[str, Any]:
    """Workbook or text file, one sheet or twelve, under the office's own name for the file."""
    by_month = book.by_month if chance.happens(0.5) else None
    is_text = by_month is None and chance.happens(0.6 if book.is_text else 0.12)
    core = PLACEHOLDER.sub("", book.file.rpartition(".")[0])
    name = chance.pick(setting().habits.file_names).replace("CORE", core)
    return {
        "file": f"{name}.{'csv' if is_text else 'xlsx'}",
        "encoding": chance.pick(setting().habits.encodings),
        "separator": chance.pick(setting().habits.separators),
        "by_month": by_month,
        "summary": book.summary if by_month else None,
        "title": book.title if by_month or not book.title else MONTH.sub("", book.title),
        "total": book.total if by_month or not book.by_month else "合计",
    }


def _columns(book: Book, chance: Chance) -> dict[str, Any]:
    """Some columns left out, and whatever the book says of them."""
    spare = [id for id in book.columns if id not in needed(book.definition) and id not in book.headers]
    left_out = set(chance.sample(spare, chance.integer(0, MOST_LEFT_OUT)))
    columns = tuple(id for id in book.columns if id not in left_out)
    heads = {head: tuple(id for id in ids if id in columns) for head, ids in book.heads.items()}
    keeps_heads = "quantity" in columns or chance.happens(0.6)
    faults = [
        fault.model_dump()
        for fault in book.faults
        if {fault.column, fault.before or fault.column, *fault.set} <= set(columns)
    ]
    return {
        "columns": columns,
        "heads": {head: ids for head, ids in heads.items() if ids} if keeps_heads else {},
        "ditto": tuple(id for id in book.ditto if id in columns and chance.happens(0.5)),
        "faults": faults,
    }


@lru_cache(maxsize=32)
def needed(ledger: Ledger) -> frozenset[str]:
    """Columns that an indicator, a deadline or a rule of the ledger names (and perhaps some that bear a like name)."""
    catalogue = load()
    rules = [entry.model_dump() for entry in (*catalogue.indicators.values(), *catalogue.deadlines.values())]
    own = ledger.model_dump(include={"forms", "order", "persons"})
    named = {text.rstrip("?") for text in _texts([*rules, own])}
    return frozenset(column.id for column in ledger.columns if column.id in named)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
        yield from (key for key in value if isinstance(key, str))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts(part))


def _layout(book: Book, chance: Chance) -> dict[str, Any]:
    """What stands around the rows."""

    def kept(value: T, without: T, probability: float) -> T:
        return value if chance.happens(probability) else without

    monthly = book.having == "month"
    return {
        "title": kept(book.title, None, 0.85),
        "caption": kept(book.caption, (), 0.7),
        "notes": kept(book.notes, (), 0.7),
        "remarks": chance.pick((book.remarks, (), ("已归档",))),
        "pages": chance.pick((book.pages, None, None, 20)),
        "spacers": chance.pick((0, 0, book.spacers, 2)),
        "unused": chance.pick((0, 0, book.unused, 3)),
        "group": book.group if monthly else kept(book.group, None, 0.7),
        "subtotal": kept(book.subtotal, None, 0.6),
        "total": kept(book.total, None, 0.7),
    }


def _spelling(book: Book, chance: Chance) -> dict[str, Any]:
    """How the clerk writes dates, numbers and names."""
    habits = setting().habits
    dates = chance.pick(habits.months if book.having == "month" else habits.dates)
    return {
        "dates": dates | ({"range": 1} if "range" in book.dates and chance.happens(0.5) else {}),
        "numbers": chance.pick(habits.numbers),
        "spaced": chance.pick((0, book.spaced, 0.08)),
        "aliases": chance.pick((book.aliases, {})),
        "approximate": chance.pick((book.approximate, {})),
    }


def _mess(book: Book, chance: Chance) -> dict[str, Any]:
    """What goes wrong: of everything that does in the generator's book as much, less, or nothing."""
    duplicates = {how: chance.integer(0, many) for how, many in book.duplicates.items()}
    return {
        "duplicates": {how: many for how, many in duplicates.items() if many},
        "other_years": {distance: chance.integer(0, many) for distance, many in book.other_years.items()},
        "faults": [f.model_dump() for f in chance.sample(book.faults, chance.integer(0, len(book.faults)))],
    }
