"""The header of a sheet: a word for each column, in one row or under merged heads in two."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from fazhi.catalogue import load
from fazhi.catalogue.ledger import Column
from fazhi.synthesis.books import Book
from fazhi.synthesis.chance import Chance
from fazhi.synthesis.spelling import Cell
from fazhi.values.text import fold

SERIAL, REMARKS = "序号", "备注"
SYNONYMS = (
    3  # that may be drawn: one more at the end of a column's list then leaves the ledgers that were drawn as they are
)

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, counted from 0


def header_words(book: Book, chance: Chance) -> dict[str, str]:
    """A header for each column: its name or a synonym that means no other column and no serial number."""
    words = {}
    for id in book.columns:
        fitting = _fitting(book.ledger, id)
        word = chance.pick(fitting) if chance.happens(0.5) else book.definition.column(id).zh
        words[id] = book.headers.get(id) or _as_printed(word, chance)
    return words


@lru_cache(maxsize=1024)
def _fitting(ledger: str, id: str) -> tuple[str, ...]:
    """The words for a column under which nobody would look for another one, and which its values answer."""
    definition = load().ledgers[ledger]
    taken = {fold(word) for word in (*load().layout.serial, *load().layout.total)}
    taken |= {fold(word) for other in definition.columns if other.id != id for word in (other.zh, *other.also)}
    column = definition.column(id)
    known = (column.zh, *column.also[:SYNONYMS])
    return tuple(word for word in known if fold(word) not in taken and _suits(word, column))


def _suits(word: str, column: Column) -> bool:
    """Whether the values answer the header: 是否 and 有无 ask for yes or no."""
    return column.type == "yes_no" or word[:2] not in ("是否", "有无")


def _as_printed(word: str, chance: Chance) -> str:
    """Short headers are often spaced out, long ones broken."""
    if len(word) == 2 and chance.happens(0.3):
        return f"{word[0]}  {word[1]}"
    half = len(word) // 2
    return f"{word[:half]}\n{word[half:]}" if len(word) >= 6 and chance.happens(0.3) else word


def header_rows(book: Book, words: dict[str, str]) -> list[tuple[Cell, ...]]:
    """The cells of the one or two header rows, serial number and remarks included."""
    remarks = [REMARKS] if book.remarks else []
    if not book.heads:
        return [(SERIAL, *(words[id] for id in book.columns), *remarks)]
    heads = _heads(book)
    upper = [head or words[id] for head, id in zip(heads, book.columns, strict=True)]
    lower = [words[id] if head else None for head, id in zip(heads, book.columns, strict=True)]
    return [(SERIAL, *upper, *remarks), (None, *lower, *[None] * len(remarks))]


def header_merges(book: Book, top: int) -> Iterator[Merge]:
    """The merged cells of a header of two rows that begins in row ``top``: heads across, all others down."""
    yield top, 0, top + 1, 0
    left = 1
    for head, among in groupby(_heads(book)):
        width = len(list(among))
        if head:
            yield top, left, top, left + width - 1
        else:
            yield from ((top, column, top + 1, column) for column in range(left, left + width))
        left += width
    if book.remarks:
        yield top, left, top + 1, left


def _heads(book: Book) -> list[str | None]:
    """The head above each column, None where there is none."""
    head_of = {id: head for head, ids in book.heads.items() for id in ids}
    return [head_of.get(id) for id in book.columns]
