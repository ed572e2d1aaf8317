"""Reading a column: each distinct value is read once, then spread over the rows.

Ledger columns repeat themselves, so this beats both a plain loop and pandas' vectorised string methods. Where they do
not repeat themselves (numbers of cases, names), `fold_all` and `clean_all` read all words in one call.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from fazhi.values.text import clean_text, fold

_MISSING = object()
_NUMBERS = {int, float, bool}  # 1, 1.0 and True are equal
_NEVER_EQUAL = {str, type(None), dt.datetime, dt.date, dt.time, dt.timedelta}  # to a value of another type

_BETWEEN = "\ue000"  # for private use, so that no ledger holds it
_SAME_SIGNS = (
    ("〔", "("),
    ("〕", ")"),
    ("（", "("),
    ("）", ")"),
    ("，", ","),
    ("：", ":"),
)  # the usual ones, for speed
_MAY_FOLD = re.compile(f"[^!-~\u4e00-\u9fff{_BETWEEN}]|[\\[\\]]|--|_x00")
_MAY_NEED_CLEANING = re.compile(f"[^!-~\u3001-\u3020\u4e00-\u9fff\uff01-\uff5e{_BETWEEN}]|_x00")


def distinct(series: pd.Series | np.ndarray) -> tuple[list[object], np.ndarray]:
    """The distinct values of a column, first come first, and for each row the place of its value among them (int64).

    Values of different types are different even where Python holds them equal (1, 1.0 and True). Missing
    cells (None, NaN, NaT, NA) are all one value, None.
    """
    try:
        codes, found = pd.factorize(np.asarray(series, dtype=object))  # -1 for a missing cell
    except (TypeError, ArithmeticError):  # not hashable; a signalling NaN
        return _one_by_one(series.tolist())
    kinds = set(map(type, found))
    if not kinds <= _NEVER_EQUAL and not _equal_is_same(kinds | set(map(type, series))):
        return _one_by_one(series.tolist())
    if (missing := codes < 0).any():
        codes[missing] = len(found)
        return [*found, None], codes
    return list(found), codes


def map_distinct(series: pd.Series, function: Callable[[Any], Any]) -> pd.Series:
    """`series.map(function)` for a pure function, called once a distinct value; missing cells are None to it.

    >>> map_distinct(pd.Series(["a", "b", "a", None]), lambda value: value and value.upper()).tolist()
    ['A', 'B', 'A', None]
    """
    values, codes = distinct(series)
    answers = np.fromiter(map(function, values), dtype=object, count=len(values))
    return pd.Series(answers[codes], index=series.index, name=series.name, dtype=object)


def places_of(pattern: re.Pattern[str], words: list[str]) -> list[int]:
    """`[place for place, word in enumerate(words) if pattern.search(word)]`, searched as one text: a call for each word costs more.

    The pattern must look neither at a word's end (`$`) nor at its beginning (`^`), and match no sign for private use.
    """
    joined = _BETWEEN.join(words)
    if joined.count(_BETWEEN) != len(words) - 1:  # no words at all, or one holds the sign itself
        return [place for place, word in enumerate(words) if pattern.search(word)]
    starts = [match.start() for match in pattern.finditer(joined)]
    if not starts:
        return []
    ends = np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)) + 1)
    return np.unique(np.searchsorted(ends, starts, side="right")).tolist()


def first_signs(values: list[Any]) -> np.ndarray:
    """The code point of each text's first sign; 0 for what is no text, or empty."""
    words = values if all(type(value) is str for value in values) else [v if isinstance(v, str) else "" for v in values]
    return np.array(words, dtype="U1").view(np.uint32) if words else np.zeros(0, dtype=np.uint32)


def fold_all(values: Iterable[object]) -> list[str]:
    """`[fold(value) for value in values]`, many times as fast: most words need no more than the usual signs made one.

    >>> fold_all(["１ 号", None, 3.0])
    ['1号', '', '3']
    """
    words = [value if isinstance(value, str) else fold(value) for value in values]
    joined = _BETWEEN.join(words)
    for sign, usual in _SAME_SIGNS:
        joined = joined.replace(sign, usual)
    parted = joined.split(_BETWEEN)
    if len(parted) != len(words):  # no words at all, or one holds the sign itself
        parted = words
    for place in places_of(_MAY_FOLD, parted):
        parted[place] = fold(parted[place])
    return parted


def clean_all(values: Iterable[object]) -> list[str]:
    """`[clean_text(value) for value in values]`, many times as fast: most words are clean."""
    words = [value if isinstance(value, str) else clean_text(value) for value in values]
    for place in places_of(_MAY_NEED_CLEANING, words):
        words[place] = clean_text(words[place])
    return words


def _one_by_one(cells: list[object]) -> tuple[list[object], np.ndarray]:
    """`distinct` for cells that only Python can compare."""
    places: dict[object, int] = {}
    values: list[object] = []
    codes: list[int] = []
    for value in cells:
        # Not series.isna(), which raises on a signalling NaN. Only NaN differs from itself.
        absent = value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)
        key = _MISSING if absent else (type(value), value)
        try:
            place = places.setdefault(key, len(values))
        except TypeError:  # not hashable, so no key: a value of its own
            place = len(values)
        if place == len(values):
            values.append(None if absent else value)
        codes.append(place)
    return values, np.array(codes, dtype=np.int64)


def _equal_is_same(kinds: set[type]) -> bool:
    """Whether equal values of these types are always the same value: nothing but text, moments and one type of number."""
    return len(kinds & _NUMBERS) <= 1 and kinds <= _NEVER_EQUAL | _NUMBERS
