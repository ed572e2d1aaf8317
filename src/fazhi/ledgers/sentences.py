"""The value of a category that a cell says in a sentence: 经村委会多次调解，双方达成协议，已履行完毕.

A clause that is made of nothing but a value's name and words that only tell how it came about says it. The other clauses may tell anything
but what would make it doubtful: another value, or a word such as 未, 反悔, 起诉. What is not surely one value stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from fazhi.catalogue.ledger import Column, Value
from fazhi.catalogue.rules import Layout
from fazhi.values import fold
from fazhi.values.date_grammar import PLAIN_DAY

LONGEST = 80  # signs; a longer text tells the whole matter
LONGEST_BY = 16  # signs of who or what brought it about
FEWEST = 2  # signs of a name that may stand in a sentence
_CLAUSES = re.compile(r"[,，。;；:：、!()]")


def value_of_sentence(column: Column, layout: Layout) -> Callable[[object], str | None]:
    """How a cell of a column is read that names no value by itself: the id of the value that it says in a sentence, else None."""
    if not column.sentences:
        return lambda cell: None
    words = layout.sentence_before, layout.sentence_behind, layout.sentence_through, layout.sentence_doubt
    return _reader(column.values, *words, layout.sentence_no_doubt)


@lru_cache(maxsize=8)
def _reader(
    values: tuple[Value, ...],
    before: tuple[str, ...],
    behind: tuple[str, ...],
    through: tuple[str, ...],
    doubt: tuple[str, ...],
    no_doubt: tuple[str, ...],
) -> Callable[[object], str | None]:
    ids = {fold(name): value.id for value in values for name in (value.zh, *value.also) if len(fold(name)) >= FEWEST}
    names = "|".join(re.escape(name) for name in sorted(ids, key=len, reverse=True))
    told = "".join(sorted({sign for word in doubt for sign in word if len(word) == 1}))
    lead = rf"(?:{_any(before)}|{PLAIN_DAY})*"
    by = rf"(?:(?:{_any(through)})[^{re.escape(told)}]{{1,{LONGEST_BY}}}?)?"
    clause = re.compile(rf"{lead}{by}{lead}(?P<name>{names})(?:{_any(behind)})*")
    return _Sentence(ids, clause, re.compile(names), re.compile(_any(doubt)), re.compile(_any(no_doubt))).read


@dataclass(frozen=True, eq=False)
class _Sentence:
    """The words of one column: names of values with their ids, the clause that says one, any name, what makes doubtful and what only looks so."""

    ids: dict[str, str]
    clause: re.Pattern[str]
    names: re.Pattern[str]
    doubt: re.Pattern[str]
    no_doubt: re.Pattern[str]

    def read(self, cell: object) -> str | None:
        """The id of the one value that the cell's clauses say; None where they say none, several, or leave doubt."""
        if not isinstance(cell, str) or len(cell) > LONGEST:
            return None
        words = self.no_doubt.sub("", fold(cell))
        said = set()
        for part in filter(None, _CLAUSES.split(words)):
            if found := self.clause.fullmatch(part):
                said.add(self.ids[found["name"]])
            elif self.doubt.search(part) or self.names.search(part):
                return None
        return said.pop() if len(said) == 1 else None


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(fold(word)) for word in sorted(words, key=len, reverse=True))
