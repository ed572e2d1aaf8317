"""What a name, a title or a line across a table says of the rows below it: which village they are of, which value of a category.

Beside a village may stand only what every ledger's title may hold: the ledger's name, words for registers, a year, a township, a number.
What is left over by these must be a village's name by its ending, as a whole. A value must stand alone: 干部学法培训台账 is the name of a
register, and no word on the type of all its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column
from fazhi.ledgers.vocabulary import OTHER, categories, title_words, vocabulary
from fazhi.values import NUMERAL_SIGNS, fold

LONGEST = 60  # signs of a title
LETTER = r"[^\W\d_]"
LETTERS = re.compile(rf"{LETTER}{{2,14}}")  # of a village's name
NUMERAL = rf"[{NUMERAL_SIGNS}]+"
NUMBERING = re.compile(rf"^(?:\((?:\d+|{NUMERAL})\)|(?:\d+|{NUMERAL})[、.:])")
FEWEST_SIGNS = 2  # of a value's spelling beside other words


class _Around(NamedTuple):
    """Patterns of what may stand before the words that count and behind them of a township's name, and of numbers that are no name."""

    before: re.Pattern[str]
    township: re.Pattern[str]
    behind: re.Pattern[str]
    number: re.Pattern[str]

    def start(self, words: str) -> int:
        """Where the words that count begin."""
        at = 0
        for pattern in (self.before, self.township, self.before):
            if found := pattern.match(words, at):
                at = found.end()
        return at


def plain_line(text: object) -> str:
    """A line without its number, what stands in brackets at its end (3条), and a colon.

    >>> plain_line("二、通知公告（15条）：")
    '通知公告'
    """
    words = re.sub(r"[:、.]$", "", fold(text))
    return NUMBERING.sub("", re.sub(r"\([^()]*\)$", "", words)).rstrip(":")


def is_numbered(text: object) -> bool:
    return NUMBERING.match(fold(text)) is not None


def place_in(text: object, catalogue: Catalogue) -> str | None:
    """The village or community that a title or a name is of; None where it names none, or something else too."""
    words, endings = title_words(text), catalogue.layout.place_endings
    if len(words) > LONGEST or not any(word in words for word in endings):
        return None
    around = _around(catalogue)
    start = around.start(words)
    ends = sorted(
        at + len(word) for word in endings for at in range(start + 1, len(words)) if words.startswith(word, at)
    )
    for end in ends:
        name = words[start:end]
        if LETTERS.fullmatch(name) and name not in endings and around.behind.fullmatch(words, end):
            is_number = around.number.match(place_stem(name, catalogue)) is not None
            return None if is_number or name.endswith(catalogue.layout.no_place) else name
    return None


def place_stem(name: str, catalogue: Catalogue) -> str:
    """A village's name without 村, 村委会 and the like at its end."""
    return next((name.removesuffix(end) for end in catalogue.layout.place_endings if name.endswith(end)), name)


def value_in(text: object, column: Column, catalogue: Catalogue) -> str | None:
    """The value of a category that a name or a title is, a number before it aside; other words beside it may name the whole register.

    其他 is no value: it would be one of every category.
    """
    words = plain_line(text)
    found = categories(column, catalogue.layout).read(words) if FEWEST_SIGNS <= len(words) <= LONGEST else None
    return None if found in (None, OTHER) else _called(found, column)


def value_of_line(text: object, column: Column, catalogue: Catalogue) -> str | None:
    """The value of a category that a line across the table names: all of it, or what it begins or ends with (专职人民调解员)."""
    line, known = plain_line(text), categories(column, catalogue.layout)
    if (whole := known.read(line)) is not None:
        return catalogue.layout.other[0] if whole == OTHER else _called(whole, column)
    spelt = [word for word in known.by_length if len(word) >= FEWEST_SIGNS and known.index[word] != OTHER]
    for holds in (line.startswith, line.endswith):
        if (word := next(filter(holds, spelt), None)) is not None:
            return _called(known.index[word], column)
    return None


def _called(id: str, column: Column) -> str | None:
    return next((value.zh for value in column.values if value.id == id), None)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=4)
def _around(catalogue: Catalogue) -> _Around:
    layout = catalogue.layout
    ledgers = {name for names in vocabulary(catalogue).titles.values() for name in names}
    known = _any_of((*ledgers, *(fold(ledger.office.zh) for ledger in catalogue.ledgers.values())))
    spans, parts = _any_of(layout.spans), _any_of((*layout.registers, *layout.beside_register))
    number = rf"(?>\d+(?:{spans})?)|(?>{NUMERAL}(?:{spans}))"
    above = rf"(?:{LETTER}{{1,8}}?(?:{_any_of(layout.township_above)})){{0,3}}"
    # What was taken is not given back: no title takes long.
    return _Around(
        re.compile(rf"(?:[\W_]|{number}|{NUMERAL}(?=[、.:)])|{known})*+"),
        re.compile(rf"{above}{LETTER}{{2,4}}?(?:{_any_of(layout.township_endings)})"),
        re.compile(rf"(?:\([^()]*\)|[\W_]|{number}|{known}|{parts})*+"),
        re.compile(rf"{NUMERAL}$|(?:{NUMERAL})?(?:{_any_of(layout.date_parts[0])})"),  # 一村一顾问, 二〇二三年村居
    )
