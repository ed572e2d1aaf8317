"""Cells of the data rows → typed columns, and what is wrong with them. One column at a time, each distinct value read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Column
from fazhi.catalogue.rules import Layout
from fazhi.ledgers.answers import asked, yes_no
from fazhi.ledgers.corrected import as_corrected
from fazhi.ledgers.reading import Header
from fazhi.ledgers.sentences import value_of_sentence
from fazhi.ledgers.sheets import Cells, Sheet
from fazhi.ledgers.vocabulary import OTHER, Label, boxes, categories
from fazhi.values import (
    NUMERAL_SIGNS,
    IdentityReading,
    fold,
    is_blank,
    is_dash,
    read_dates,
    read_identity,
    read_issue,
    read_number,
    read_numbers,
    read_numeral,
    read_year,
)
from fazhi.values.distinct import clean_all, fold_all

APPROXIMATE, LOWER, UPPER = "__approximate", "__lower", "__upper"
DECIMALS = 6  # of a bound: what lies beyond comes of binary fractions
STOPS = "。.;,"  # may stand behind 同上
LONGEST_COUNT = 6  # signs of a count of papers; a longer text is none, and need not be read
TYPE_OF = {
    "date": "datetime64[ns]",
    "month": "datetime64[ns]",
    "integer": "float64",
    "number": "float64",
    "year": "float64",
    "issue": "float64",
}


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of rows as its distinct values and, for each row, which of them it has."""

    values: np.ndarray
    codes: np.ndarray

    def rows(self, which: np.ndarray | None = None) -> np.ndarray:
        """The values row by row, of all rows or of some."""
        return self.values[self.codes if which is None else self.codes[which]]


def joined(columns: Sequence[Coded], which: Sequence[np.ndarray]) -> np.ndarray:
    """One column of several sheets row by row, of some rows of each; a single one needs no copy."""
    parts = [column.rows(rows) for column, rows in zip(columns, which, strict=True)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


@dataclass(frozen=True, eq=False)
class Typed:
    """One typed column of the data rows.

    ``coded`` holds the values as the catalogue's type asks; ``empty`` tells where the cell is blank or only a dash; ``wrong`` maps a
    reason to the rows that have it; ``last_days`` of a date column are the ends of what was written (a month's last day); ``id_numbers`` are
    the readings of the distinct cells of a column of identity numbers; ``raw`` are the cells as they stood, for messages only.
    """

    column: Column
    raw: Cells
    coded: Coded
    empty: np.ndarray
    wrong: Mapping[str, np.ndarray]
    extra: Mapping[str, Coded]
    last_days: Coded | None = None
    id_numbers: tuple[IdentityReading, ...] = ()

    @cached_property
    def values(self) -> np.ndarray:
        """The values row by row."""
        return self.coded.rows()

    def each(self, read: Callable[[np.ndarray], np.ndarray]) -> Coded:
        """``read(values)`` for a function that reads value by value, called with the distinct values only."""
        return Coded(read(self.coded.values), self.coded.codes)


@dataclass(frozen=True, eq=False)
class _Read:
    """What was read of the distinct cells of a column; the fields are those of ``Typed``."""

    values: np.ndarray
    empty: np.ndarray
    wrong: Mapping[str, np.ndarray] = field(default_factory=dict)
    extra: Mapping[str, np.ndarray] = field(default_factory=dict)
    last_days: np.ndarray | None = None
    id_numbers: tuple[IdentityReading, ...] = ()

    def spread(self, column: Column, raw: Cells) -> Typed:
        """The column of all rows."""
        codes = raw.codes
        return Typed(
            column,
            raw,
            Coded(self.values, codes),
            self.empty[codes],
            {reason: wrong[codes] for reason, wrong in self.wrong.items()},
            {suffix: Coded(values, codes) for suffix, values in self.extra.items()},
            None if self.last_days is None else Coded(self.last_days, codes),
            self.id_numbers,
        )


def as_written(sheet: Sheet, index: int, positions: np.ndarray, layout: Layout, ends: bool = False) -> Cells:
    """One column of some rows: vertically merged cells repeated, 同上 and 〃 replaced by the cell above.

    ``ends``: of days that end what began in their rows, where 同日 is no ditto but the day of the beginning.
    """
    column = sheet.columns[index]
    merges = [m for m in sheet.merges if m[1] <= index <= m[3] and m[2] > m[0]]
    if merges:
        codes = column.codes.copy()
        for top, left, bottom, _ in merges:
            if left == index and top < len(codes):
                codes[top : bottom + 1] = codes[top]
        column = Cells(column.values, codes)
    cells = column.at(positions)
    is_mark = _are_dittos(cells, layout, ends)[cells.codes]
    if not is_mark.any():
        return cells
    if is_mark[:1].any():  # nothing stands above the first row
        cells, is_mark[0] = cells.replaced(0, ""), False
    above = np.maximum.accumulate(np.where(is_mark, 0, np.arange(len(cells))))
    return cells.at(above)


def _are_dittos(cells: Cells, layout: Layout, ends: bool) -> np.ndarray:
    """Which distinct cells say 同上, 〃 and the like."""
    marks, begin = _ditto_marks(layout.ditto, layout.at_once if ends else ())
    signs = cells.first_signs
    dittos = np.zeros(len(signs), dtype=bool)
    may_be = np.logical_or.reduce([~_is_word_sign(signs), *(signs == sign for sign in begin)])
    for place in np.flatnonzero(may_be).tolist():
        value = cells.values[place]
        dittos[place] = isinstance(value, str) and len(value) <= 8 and fold(value).rstrip(STOPS) in marks
    return dittos


@lru_cache(maxsize=4)
def _ditto_marks(words: tuple[str, ...], but: tuple[str, ...]) -> tuple[frozenset[str], frozenset[int]]:
    """The marks but for some, folded, and the signs of words that some of them begin with."""
    marks = frozenset(fold(word) for word in words if word not in but)
    begin = np.array([ord(mark[0]) for mark in marks])
    return marks, frozenset(begin[_is_word_sign(begin)].tolist())


def absent(column: Column, height: int) -> Typed:
    """A column that the sheet does not have: all empty."""
    values = np.array([None], dtype=TYPE_OF.get(column.type, "object"))
    extra = {}
    if column.type in ("integer", "number"):
        extra = {APPROXIMATE: np.zeros(1, dtype=bool), LOWER: values, UPPER: values}
    nothing = Cells(np.full(1, "", dtype=object), np.zeros(height, dtype=np.int32))
    nobody = (IdentityReading(None, None),) if column.identity else ()
    return _Read(values, np.ones(1, dtype=bool), {}, extra, id_numbers=nobody).spread(column, nothing)


def typed(
    sheet: Sheet,
    header: Header,
    column: Column,
    positions: np.ndarray,
    year: int,
    catalogue: Catalogue,
    ends: bool = False,
) -> Typed:
    """Read one column of the ledger in the data rows of a sheet; ``ends``: its days end what began in their rows."""
    if column.id in header.given:
        cells = header.given[column.id].at(positions)
        return _read(cells, column, None, year, sheet.date1904, catalogue.layout).spread(column, cells)
    if column.id not in header.columns:
        return absent(column, len(positions))
    index = header.columns[column.id]
    cells = as_written(sheet, index, positions, catalogue.layout, ends)
    label = header.labels.get(index)
    if column.unit and label is not None and not label.unit:
        label = replace(label, unit=_unit_above(sheet, header, catalogue.layout))
    return _read(cells, column, label, year, sheet.date1904, catalogue.layout).spread(column, cells)


def _unit_above(sheet: Sheet, header: Header, layout: Layout) -> str:
    """The unit that a caption above the labels gives all amounts below them (单位：万元); "" where none does."""
    cells = (cell for row in range(header.last) for cell in sheet.row(row) if isinstance(cell, str))
    caption = re.compile(rf"(?:^|\()(?:{'|'.join(map(re.escape, layout.unit_caption))}):([^\s():]{{1,4}})\)?$")
    return next((found[1] for cell in cells if (found := caption.search(fold(cell)))), "")


def _read(cells: Cells, column: Column, label: Label | None, year: int, date1904: bool, layout: Layout) -> _Read:
    """The distinct cells of a column, read as the catalogue's type asks."""
    empty = _says_nothing(cells, column, layout)
    are_days = column.type in ("date", "month")
    filled = cells.values.copy() if column.type == "text" else as_corrected(cells, are_days, layout.corrected)
    filled[empty] = None
    if are_days:
        return _dates(column, filled, empty, year, date1904)
    if column.type in ("integer", "number"):
        return _numbers(column, filled, empty, label)
    if column.type == "category":
        return _categories(column, filled, empty, label, layout)
    if column.type in ("year", "issue"):
        values = _each(read_year if column.type == "year" else read_issue, filled).astype(np.float64)
        reason = "bad_date" if column.type == "year" else "bad_number"
        return _Read(values, empty, {reason: np.isnan(values) & ~empty})
    if column.type == "yes_no":
        return _Read(_each(yes_no(layout), filled), empty)
    words = np.array(clean_all(filled), dtype=object)
    words[words == ""] = None
    return _identities(cells, words, empty) if column.identity else _Read(words, empty)


def _each(read: Callable[[object], object], cells: np.ndarray) -> np.ndarray:
    """What was read of each cell, None where there is none: object array."""
    return _objects(None if cell is None else read(cell) for cell in cells.tolist())


def _objects(values: Iterable[object]) -> np.ndarray:
    return np.fromiter(values, dtype=object)


def _are_none(values: np.ndarray) -> np.ndarray:
    return np.fromiter((value is None for value in values.tolist()), dtype=bool, count=len(values))


def are_numbers(words: np.ndarray) -> np.ndarray:
    """Which cells of a column of numbers are one: words without a digit (无, 未编号) are none, nor is a count of papers (1份)."""
    return np.fromiter((_is_number(word) for word in words.tolist()), dtype=bool, count=len(words))


def _is_number(word: object) -> bool:
    return has_digit(word) and not (len(str(word)) <= LONGEST_COUNT and read_number(word).unit)


def has_digit(word: object) -> bool:
    """Whether a text holds a digit or a sign of a Chinese numeral."""
    return isinstance(word, str) and any(sign.isdecimal() or sign in NUMERAL_SIGNS for sign in word)


def _identities(cells: Cells, words: np.ndarray, empty: np.ndarray) -> _Read:
    """Identity numbers in one form; a damaged one, and words without any digit (待补), identify nobody and count as blank."""

    def number(reading: IdentityReading, text: str | None) -> str | None:
        if reading.number is not None or reading.problem == "damaged":
            return reading.number
        return text if text is not None and any(sign.isdecimal() for sign in text) else None

    readings = tuple(map(read_identity, cells.values.tolist()))
    numbers = _objects(map(number, readings, words.tolist()))
    return _Read(numbers, empty | _are_none(numbers), id_numbers=readings)


def _says_nothing(cells: Cells, column: Column, layout: Layout) -> np.ndarray:
    """Which distinct cells are blank, only a dash, or made of the column's own words for nothing."""
    empty = np.zeros(len(cells.values), dtype=bool)
    for place in np.flatnonzero(~_is_word_sign(cells.first_signs)).tolist():
        empty[place] = is_blank(cells.values[place]) or is_dash(cells.values[place])
    if column.blank_words:
        nothing, beside = ("|".join(map(re.escape, map(fold, words))) for words in _words_for_nothing(column, layout))
        chosen = boxes(layout).chosen
        made_of = re.compile(rf"(?:{nothing})+(?:{beside})*")
        empty |= np.array(
            [made_of.fullmatch(chosen(words)) is not None for words in fold_all(cells.values)], dtype=bool
        )
    return empty


def _words_for_nothing(column: Column, layout: Layout) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words by which a column says that nothing stands there, any no among them, and those that may follow one."""
    return (*column.blank_words, *layout.said_no), column.blank_beside


def _is_word_sign(signs: np.ndarray) -> np.ndarray:
    """Whether a first sign is a digit or a Chinese character, so that the cell is surely neither blank nor a dash; most are."""
    return ((signs >= 0x30) & (signs <= 0x39)) | ((signs >= 0x4E00) & (signs <= 0x9FFF))


def _dates(column: Column, cells: np.ndarray, empty: np.ndarray, year: int, date1904: bool) -> _Read:
    """Days; words for a day that is not known yet (待定, 无) say as little as a blank cell."""
    read = read_dates(cells.tolist(), year, date1904=date1904, bare_month=column.type == "month")
    bad = ~_are_none(read.problem)
    starts, ends = (days.astype(TYPE_OF["date"]) for days in (read.start, read.end))
    days = np.where(np.isnat(ends), starts, ends) if column.last_day else starts
    return _Read(days, empty | (np.isnat(starts) & ~bad), {"bad_date": bad & ~empty}, last_days=ends)


def ends_before(start: Typed, end: Typed) -> np.ndarray:
    """Rows whose end is surely before their start: the last day that the end may mean lies before the first that the start may."""
    last_days = end.values if end.last_days is None else end.last_days.rows()
    return last_days < start.values


def _numbers(column: Column, cells: np.ndarray, empty: np.ndarray, label: Label | None) -> _Read:
    """Numbers with the bounds that their wording allows; of what is counted (约130人) whole ones."""
    read = read_numbers(cells.tolist())
    factor = _multiple(label.unit) if label and label.unit else 1.0  # a column headed 金额（万元）
    scale = np.where((read.unit == "") & ~read.scaled, factor, 1.0)
    bad = ~_are_none(read.problem) & ~empty
    lower, upper = (read.lower * scale).round(DECIMALS), (read.upper * scale).round(DECIMALS)
    if column.type == "integer":
        lower, upper = np.ceil(lower), np.floor(upper)
    extra = {APPROXIMATE: read.approximate, LOWER: lower, UPPER: upper}
    return _Read(np.where(bad, np.nan, read.value * scale), empty, {"bad_number": bad}, extra)


def _multiple(unit: str) -> float:
    """What a number below a heading's unit is to be multiplied by: 百份, 千人次, 万元, 万; 1 for any other unit."""
    signs = len(unit) - len(unit.lstrip(NUMERAL_SIGNS))
    factor, measure = read_numeral(unit[:signs]) or 1, unit[signs:]
    is_power = set(str(factor)[1:]) == {"0"} and str(factor)[0] == "1"
    return float(factor) if is_power and (not measure or read_number(f"1{measure}").unit) else 1.0


def _categories(column: Column, cells: np.ndarray, empty: np.ndarray, label: Label | None, layout: Layout) -> _Read:
    read, answer, meant = categories(column, layout).read, yes_no(layout), asked(column, label)
    sentence = value_of_sentence(column, layout)
    values = _each(lambda cell: read(cell) or meant.get(answer(cell) or "") or sentence(cell), cells)
    unknown = _are_none(values) & ~empty
    if column.strict:
        return _Read(values, empty, {"unknown_category": unknown})
    values[unknown] = OTHER
    return _Read(values, empty)
