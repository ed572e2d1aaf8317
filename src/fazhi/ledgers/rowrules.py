"""What a row is that looks out of the ordinary: rules in order, the first that holds decides; where none does, it is data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.reading import Header
from fazhi.ledgers.sheets import is_uncalculated
from fazhi.ledgers.vocabulary import read_label
from fazhi.ledgers.void import VoidWords, void_words
from fazhi.values import NUMERAL_SIGNS, fold, is_blank, is_dash
from fazhi.values.distinct import signs_in

UNIT = re.compile(r"\([^()]{1,5}\)")  # （人）, （年月日）: a row of these belongs to the header above it
SERIAL_NUMBER = re.compile(r"[\d.、()]*")
RUNNING_NUMBER = re.compile(r"\(?\d{1,5}[.、)]*")  # a longer one is a case's own
OF_WHAT = r"[^,。;]{1,16}"  # what there was none of
SIGNER = r"[^\d,。;:()]{0,8}"  # before 签字
FEW = 3  # cells of a row that is hardly filled
LONGEST_NAME = 10  # signs before a total's word: whose total it is (泗合村小计)


class Kind(IntEnum):
    """What a row is."""

    DATA = 0
    TITLE = 1
    HEADER = 2
    TOTAL = 3
    NOTE = 4
    BLANK = 5


class Hint(NamedTuple):
    """Words that a cell as it stands may hold, and the signs of which it then holds one (``Cells.matching``)."""

    words: re.Pattern[str]
    ends: np.ndarray

    @staticmethod
    def of(words: tuple[str, ...]) -> Hint:
        """Words with any blanks between their signs."""
        return Hint(re.compile("|".join(r"\s*".join(word) for word in words)), signs_in(word[-1] for word in words))


@dataclass(frozen=True)
class Patterns:
    """The catalogue's words for layout; ``…_alone`` are cells that hold nothing else."""

    total: re.Pattern[str]
    total_alone: re.Pattern[str]
    total_hint: Hint
    nil_hint: Hint
    note: re.Pattern[str]
    caption: re.Pattern[str]
    label_alone: re.Pattern[str]
    continued: re.Pattern[str]
    nil: re.Pattern[str]
    nil_last: re.Pattern[str]
    nothing: frozenset[str]
    serial: frozenset[str]
    line: re.Pattern[str]
    span: re.Pattern[str]
    example: frozenset[str]
    void: VoidWords


def _any_of(entries: tuple[str, ...]) -> str:
    return "|".join(re.escape(fold(word)) for word in sorted(entries, key=len, reverse=True))


@lru_cache(maxsize=4)
def patterns_of(catalogue: Catalogue) -> Patterns:
    """The patterns of a catalogue, made once."""
    words = catalogue.layout
    number = rf"(?:\d+|[{NUMERAL_SIGNS}]+)"
    note, caption, nil = map(_any_of, (words.note, words.caption, words.nil_report))
    note = rf"{note}|{SIGNER}\(?(?:{_any_of(words.signed)})\)?(?:\((?:{_any_of(words.signed)})\))?"
    sentences = "|".join(OF_WHAT.join(re.escape(fold(part)) for part in said.split("…")) for said in words.nil_sentence)
    continued = _any_of(words.continued)
    return Patterns(
        **_totals(words, number),
        total_hint=Hint.of(words.total),
        nil_hint=Hint.of((*words.nil_report, *words.continued)),
        note=re.compile(rf"^(?:{note})(?:[:(]|{number}[:.、]|$)"),
        caption=re.compile(rf"^(?:{caption})[:(]"),
        label_alone=re.compile(rf"^(?:(?:{note}):?|(?:{caption}):)$"),
        continued=re.compile(rf"^\(?(?:{continued})\)?\d*$|\((?:{continued})\)$"),
        nil=re.compile(rf"{nil}|{sentences}"),
        nil_last=re.compile(rf"(?:{nil})[。.!]?$"),
        # A line of words across the table: a group's heading (一、社区; 第一季度; 1月份), a page's number, a sentence.
        line=re.compile(
            rf"^(?:{_any_of(words.line)})|^(?:{number}、|\({number}\))|^(?:(?:{_any_of(words.ordinal)})?{number}"
            rf"(?:{_any_of(words.spans)})|{_any_of(words.period)})(?=$|\W|{_any_of(words.page)})|[,:;。]"
        ),
        span=re.compile(
            rf"^(?:(?:{_any_of(words.ordinal)})?{number}(?:{_any_of(words.spans)})|{_any_of(words.period)})+(?:\W|$)"
        ),
        nothing=frozenset(fold(word) for word in words.nothing),
        serial=frozenset(fold(word) for word in words.serial),
        example=frozenset(fold(word) for word in words.example),
        void=void_words(catalogue),
    )


def _totals(words: Layout, number: str) -> dict[str, re.Pattern[str]]:
    """A total's words alone (1月小计), and also with what they sum up before or behind them (泗合村小计; 合计：12件)."""
    total = _any_of(words.total)
    period = rf"(?:(?:{_any_of(words.ordinal)})?{number}(?:{_any_of(words.spans)})?|{_any_of(words.period)})?"
    alone = rf"{period}(?:{total})(?:{_any_of(words.total_endings)})?"
    whose = rf".{{1,{LONGEST_NAME}}}(?:{total})(?:{_any_of(words.total_endings)})?"
    return {
        "total": re.compile(rf"^{period}(?:{total})(?:[:(].*|\d.*)?$|^{alone}$|^{whose}$"),
        "total_alone": re.compile(rf"^{alone}:?$"),
    }


# ------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True)
class Table:
    """What rows are held against: the header with its labels, the ledger's columns of free text and of numbers under which matters
    are filed, the serial numbers', the titles above."""

    header: Header
    worded: frozenset[int]
    numbering: frozenset[int]
    heads: list[list[str]]
    serial: int | None
    titles: set[str]
    patterns: Patterns


@dataclass(frozen=True)
class Row:
    """A row: its filled cells with their columns, and their words, "" for what is no text.

    A serial number alone, an error value and a formula without a value say nothing: forms have them filled in down to the last row.
    """

    cells: list[object]
    filled: list[tuple[int, object]]
    texts: list[str]
    wide: bool = False  # a cell of it reaches over several columns

    @staticmethod
    def of(cells: list[object], table: Table, wide: bool = False) -> Row:
        """A row of a table from all its cells."""
        filled = [
            (index, cell)
            for index, cell in enumerate(cells)
            if not is_blank(cell)
            and (index != table.serial or _is_more_than_a_serial(cell))
            and not is_uncalculated(cell)
        ]
        return Row(cells, filled, [fold(cell) if isinstance(cell, str) else "" for _, cell in filled], wide)

    def without_free_text(self, table: Table) -> Row:
        """The row without what stands in the ledger's columns of free text."""
        left = [place for place, (index, _) in enumerate(self.filled) if index not in table.worded]
        return Row(self.cells, [self.filled[place] for place in left], [self.texts[place] for place in left], self.wide)


def _is_more_than_a_serial(cell: object) -> bool:
    """Whether a cell in the serial column holds more than a serial number."""
    return isinstance(cell, str) and not SERIAL_NUMBER.fullmatch(fold(cell))


# ------------------------------------------------------------------------------------------------ rules


def says_nothing(row: Row, table: Table) -> bool:
    """Nothing stands there, or a serial number alone: 1, 2, 3 … printed down the column of case numbers are no cases."""
    if len(row.filled) == 1:
        (index, cell), *_ = row.filled
        return index in table.numbering and RUNNING_NUMBER.fullmatch(fold(cell)) is not None
    return not row.filled


def holds_units(row: Row, table: Table) -> bool:
    return all(UNIT.fullmatch(text) for text in row.texts)


def repeats_the_header(row: Row, table: Table) -> bool:
    return any(_repeats(row.cells, head) for head in table.heads)


def is_example(row: Row, table: Table) -> bool:
    return row.texts[0] in table.patterns.example


def is_total(row: Row, table: Table) -> bool:
    """One of the first cells holds nothing but a total's words."""
    return any(table.patterns.total_alone.match(text) for text in row.texts[:3])


def sums_up(row: Row, table: Table) -> bool:
    """One of the first cells begins or ends with a total's words."""
    return any(table.patterns.total.match(text) for text in row.texts[:3])


def is_label_of_note(row: Row, table: Table) -> bool:
    """The first cell holds nothing but the words of a note or a caption (填表人：), what they announce stands beside it."""
    return len(row.texts) <= FEW + 1 and table.patterns.label_alone.match(row.texts[0]) is not None


def begins_like_a_note(row: Row, table: Table) -> bool:
    first = row.texts[0]
    return table.patterns.note.match(first) is not None and (":" in first or len(row.texts) <= FEW)


def begins_like_a_caption(row: Row, table: Table) -> bool:
    return len(row.texts) <= FEW + 1 and table.patterns.caption.match(row.texts[0]) is not None


def says_nil(row: Row, table: Table) -> bool:
    """The last that a cell says is that there was nothing."""
    return len(row.texts) <= FEW and any(table.patterns.nil_last.search(text) for text in row.texts)


def holds_nothing(row: Row, table: Table) -> bool:
    """Every cell says that there is nothing, its month and dashes aside."""
    words = [text for text in map(fold, (cell for _, cell in row.filled)) if not table.patterns.span.match(text)]
    said = [word for word in words if not is_dash(word) and word != "0"]
    return bool(said) and all(word in table.patterns.nothing for word in said)


def mentions_nil(row: Row, table: Table) -> bool:
    return len(row.texts) <= FEW and any(table.patterns.nil.search(text) for text in row.texts)


def is_continued(row: Row, table: Table) -> bool:
    return len(row.texts) <= 2 and any(table.patterns.continued.search(text) for text in row.texts)


def is_void(row: Row, table: Table) -> bool:
    return all(table.patterns.void.says(text) for text in row.texts)


def is_title_alone(row: Row, table: Table) -> bool:
    return len(row.texts) == 1 and row.texts[0] != "" and (row.wide or row.texts[0] in table.titles)


def is_line_alone(row: Row, table: Table) -> bool:
    """A single text in a column that is none of the ledger's, or one that reads as a line across the table."""
    if len(row.texts) != 1 or not row.texts[0]:
        return False
    return row.filled[0][0] not in table.header.columns.values() or bool(table.patterns.line.search(row.texts[0]))


class Rule(NamedTuple):
    """What a row is for which ``holds``.

    ``yields``: the words may as well be those of a record (a notice on 零报告制度); where they stand in a column of free text and the row
    holds all that the ledger requires, it is one. ``nil``: it says that there was nothing to report.
    """

    holds: Callable[[Row, Table], bool]
    kind: Kind
    yields: bool = False
    nil: bool = False


RULES = (
    Rule(says_nothing, Kind.BLANK),
    Rule(holds_units, Kind.HEADER),
    Rule(repeats_the_header, Kind.HEADER),
    Rule(is_example, Kind.NOTE),
    Rule(is_total, Kind.TOTAL),
    Rule(sums_up, Kind.TOTAL, yields=True),
    Rule(is_label_of_note, Kind.NOTE),
    Rule(begins_like_a_note, Kind.NOTE, yields=True),
    Rule(begins_like_a_caption, Kind.TITLE, yields=True),
    Rule(says_nil, Kind.NOTE, nil=True),
    Rule(holds_nothing, Kind.NOTE, nil=True),
    Rule(mentions_nil, Kind.NOTE, yields=True, nil=True),
    Rule(is_continued, Kind.TITLE, yields=True),
    Rule(is_void, Kind.DATA),
    Rule(is_title_alone, Kind.TITLE),
    Rule(is_line_alone, Kind.NOTE),
)
DATA = Rule(lambda row, table: True, Kind.DATA)


def rule_for(row: Row, table: Table) -> Rule:
    """The first rule that holds for a row; ``DATA`` where none does."""
    return next((rule for rule in RULES if rule.holds(row, table)), DATA)


def may_be_record(row: Row, rule: Rule, table: Table) -> bool:
    """Whether a row that is layout by its words is a record all the same if it holds what the ledger requires."""
    if not rule.yields:
        return False
    rest = row.without_free_text(table)
    return not (rest.texts and rule.holds(rest, table))


def _repeats(cells: list[object], head: list[str]) -> bool:
    """Whether a row repeats a header row: at least half of its labels, or nothing but labels of it."""
    filled = [(cell, label) for cell, label in zip(cells, head, strict=True) if cell != ""]
    same = sum(1 for cell, label in filled if label and read_label(cell).full == label)
    labels = sum(1 for label in head if label)
    return (same >= 2 and same * 2 >= labels) or (same > 0 and same == len(filled) == labels)
