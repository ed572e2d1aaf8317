"""Which rows of a sheet are data and which are layout: titles, headers, totals, notes, blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache, partial

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.extent import right_edge
from fazhi.ledgers.recognise import Header
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import read_label
from fazhi.ledgers.void import VoidWords, void_words
from fazhi.values import NUMERAL_SIGNS, fold, is_blank
from fazhi.values.distinct import fold_all, signs_in

UNIT = re.compile(r"\([^()]{1,5}\)")  # （人）, （年月日）: a row of these belongs to the header above it
LEADING = 4  # the word 合计 stands in one of the first columns


class Kind(IntEnum):
    """What a row is."""

    DATA = 0
    TITLE = 1
    HEADER = 2
    TOTAL = 3
    NOTE = 4
    BLANK = 5


@dataclass(frozen=True)
class _Patterns:
    total: re.Pattern[str]
    total_hint: re.Pattern[str]
    total_ends: np.ndarray
    note: re.Pattern[str]
    caption: re.Pattern[str]
    continued: re.Pattern[str]
    nil: re.Pattern[str]
    serial: frozenset[str]
    line: re.Pattern[str]
    example: frozenset[str]
    void: VoidWords


@lru_cache(maxsize=4)
def _patterns(catalogue: Catalogue) -> _Patterns:
    words = catalogue.layout

    def any_of(entries: tuple[str, ...]) -> str:
        return "|".join(re.escape(fold(word)) for word in sorted(entries, key=len, reverse=True))

    number = rf"(?:\d+|[{NUMERAL_SIGNS}]+)"
    period = rf"(?:(?:{any_of(words.ordinal)})?{number}(?:{any_of(words.spans)})?|{any_of(words.period)})?"
    spaced = "|".join(r"\s*".join(word) for word in words.total)
    return _Patterns(
        total=re.compile(rf"^{period}(?:{any_of(words.total)})(?:[:(].*|\d.*)?$"),
        total_hint=re.compile(spaced),
        total_ends=signs_in(word[-1] for word in words.total),
        note=re.compile(rf"^(?:{any_of(words.note)})(?:[:(]|{number}[:.、]|$)"),
        caption=re.compile(rf"^(?:{any_of(words.caption)})[:(]"),
        continued=re.compile(rf"^\(?(?:{any_of(words.continued)})\)?\d*$|\((?:{any_of(words.continued)})\)$"),
        nil=re.compile(any_of(words.nil_report)),
        # A line of words across the table: a group's heading (一、社区; 第一季度; 1月份), a page's number, a sentence.
        line=re.compile(
            rf"^(?:{any_of(words.line)})|^(?:{number}、|\({number}\))|^(?:(?:{any_of(words.ordinal)})?{number}"
            rf"(?:{any_of(words.spans)})|{any_of(words.period)})(?=$|\W|{any_of(words.page)})|[,:;。]"
        ),
        serial=frozenset(fold(word) for word in words.serial),
        example=frozenset(fold(word) for word in words.example),
        void=void_words(catalogue),
    )


@dataclass(frozen=True)
class Rows:
    """The kind of every row of a sheet, and whether one of them says that there was nothing to report."""

    kinds: np.ndarray
    nil_report: bool

    def positions(self, kind: Kind = Kind.DATA) -> np.ndarray:
        return np.flatnonzero(self.kinds == kind)

    def count(self, kind: Kind) -> int:
        return int((self.kinds == kind).sum())


def classify(sheet: Sheet, header: Header | None, catalogue: Catalogue) -> Rows:
    """Tell the rows of a sheet apart. Only rows that look out of the ordinary are looked at one by one."""
    patterns = _patterns(catalogue)
    whole = sheet
    sheet = sheet if header is None else replace(sheet, columns=sheet.columns[: right_edge(sheet, header)])
    filled = [column.filled for column in sheet.columns]
    blank = ~np.logical_or.reduce(filled)
    kinds = np.where(blank, Kind.BLANK, Kind.DATA).astype(np.int8)
    if header is None:
        kinds[~blank] = Kind.NOTE
        return Rows(kinds, nil_report=True)
    for column in whole.columns[len(sheet.columns) :]:  # a legend to the right of the table
        kinds[(kinds == Kind.BLANK) & column.filled] = Kind.NOTE
    kinds[: header.first][kinds[: header.first] != Kind.BLANK] = Kind.TITLE
    kinds[header.first : header.last + 1] = Kind.HEADER
    heads = _header_cells(sheet, header)
    serial = _serial_column(sheet, header, patterns)
    wide = {top for top, left, _, right in sheet.merges if right - left >= 2}
    titles = {fold(cell) for index in range(header.first) for cell in sheet.row(index) if isinstance(cell, str)} - {""}
    nil = False
    for index in _unusual(sheet, filled, header, serial, patterns, kinds):
        kind, says_nil = _kind_of(sheet.row(index), header, heads, serial, index in wide, titles, patterns)
        kinds[index] = kind
        nil |= says_nil
    return Rows(kinds, nil)


def _header_cells(sheet: Sheet, header: Header) -> list[list[str]]:
    return [[read_label(cell).full for cell in sheet.row(index)] for index in range(header.first, header.last + 1)]


def _serial_column(sheet: Sheet, header: Header, patterns: _Patterns) -> int | None:
    for index in range(min(2, len(sheet.columns))):
        labels = {fold(sheet.columns[index][row]) for row in range(header.first, header.last + 1)}
        if labels & patterns.serial and index not in header.columns.values():
            return index
    return None


def _unusual(
    sheet: Sheet,
    filled: list[np.ndarray],
    header: Header,
    serial: int | None,
    patterns: _Patterns,
    kinds: np.ndarray,
) -> list[int]:
    """Rows below the header that may be layout: hardly filled, or beginning with a total's, a note's or a header's words."""
    cells = np.zeros(sheet.height, dtype=np.int32)
    begun = np.zeros(sheet.height, dtype=bool)
    suspect = np.zeros(sheet.height, dtype=bool)
    for index, (column, present) in enumerate(zip(sheet.columns, filled, strict=True)):
        if index != serial:
            cells += present
        begins = np.flatnonzero(present & ~begun)
        if len(begins):
            suspect[begins] |= column.at(begins).where(partial(_look_like_notes, patterns=patterns))
            begun |= present
        if index < LEADING:
            suspect |= column.matching(patterns.total_hint, patterns.total_ends)[column.codes]
    for index in list(header.columns.values())[:3]:
        for row in range(header.first, header.last + 1):
            if (label := sheet.columns[index][row]) != "":
                suspect |= sheet.columns[index].holds(label)
    suspect |= cells <= 3
    suspect[: header.last + 1] = False
    return [int(index) for index in np.flatnonzero(suspect & (kinds == Kind.DATA))]


def _look_like_notes(cells: list[object], patterns: _Patterns) -> np.ndarray:
    """Which cells begin with the words of a note, a caption or an example, as the first cell of such a row does."""
    note, caption = patterns.note.match, patterns.caption.match
    looks = np.zeros(len(cells), dtype=bool)
    places = [place for place, cell in enumerate(cells) if isinstance(cell, str) and cell]
    for place, w in zip(places, fold_all(str(cells[place])[:40] for place in places), strict=True):
        looks[place] = bool(w and (note(w) or caption(w) or w in patterns.example or UNIT.fullmatch(w)))
    return looks


def _kind_of(
    cells: list[object],
    header: Header,
    heads: list[list[str]],
    serial: int | None,
    merged_wide: bool,
    titles: set[str],
    patterns: _Patterns,
) -> tuple[Kind, bool]:
    filled = [(index, cell) for index, cell in enumerate(cells) if not is_blank(cell)]
    without_serial = [(index, cell) for index, cell in filled if index != serial or _is_words(cell)]
    if not without_serial:
        return Kind.BLANK, False
    texts = [fold(cell) if isinstance(cell, str) else "" for _, cell in without_serial]
    if all(UNIT.fullmatch(text) for text in texts) or any(_repeats(cells, head) for head in heads):
        return Kind.HEADER, False
    if texts[0] in patterns.example:
        return Kind.NOTE, False
    if any(patterns.total.match(text) for text in texts[:3]):
        return Kind.TOTAL, False
    if patterns.note.match(texts[0]) and (":" in texts[0] or len(texts) <= 3):
        return Kind.NOTE, False
    if patterns.caption.match(texts[0]) and len(texts) <= 4:
        return Kind.TITLE, False
    if len(texts) <= 3 and any(patterns.nil.search(text) for text in texts):
        return Kind.NOTE, True
    if len(texts) <= 2 and any(patterns.continued.search(text) for text in texts):
        return Kind.TITLE, False
    if all(patterns.void.says(text) for text in texts):
        return Kind.DATA, False
    if len(texts) == 1:
        only, column = texts[0], without_serial[0][0]
        if only and (merged_wide or only in titles):
            return Kind.TITLE, False
        if only and column not in header.columns.values():
            return Kind.NOTE, False
        if only and patterns.line.search(only):
            return Kind.NOTE, False
    return Kind.DATA, False


def _is_words(cell: object) -> bool:
    """Whether a cell in the serial column holds more than a serial number."""
    return isinstance(cell, str) and not re.fullmatch(r"[\d.、()]*", fold(cell))


def _repeats(cells: list[object], head: list[str]) -> bool:
    """Whether a row repeats a header row: at least half of its labels, or nothing but labels of it."""
    filled = [(cell, label) for cell, label in zip(cells, head, strict=True) if cell != ""]
    same = sum(1 for cell, label in filled if label and read_label(cell).full == label)
    labels = sum(1 for label in head if label)
    return (same >= 2 and same * 2 >= labels) or (same > 0 and same == len(filled) == labels)
