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
    (" ", ""),
    ("\u3000", ""),
)  # the usual ones, for speed
# Code units of UTF-16: what lies beyond is written as two, and those are in no set of plain signs.
_SIGNS = "".join(map(chr, range(1 << 16)))


def sign_set(pattern: str, halves: bool = True) -> np.ndarray:
    """For each code unit whether it matches the pattern of one sign, for `Joined`; ``halves``: whether halves of other signs do."""
    found = np.zeros(len(_SIGNS), dtype=bool)
    for run in re.finditer(f"(?:{pattern})+", _SIGNS):
        found[run.start() : run.end()] = True
    found[0xD800:0xE000] = halves
    return found


_MAY_FOLD = sign_set(f"[^!-~\u4e00-\u9fff{_BETWEEN}]|[\\[\\]]")
_BLANK = sign_set(" ", halves=False)
_MAY_NEED_CLEANING = sign_set(f"[^ -~\u3001-\u3020\u4e00-\u9fff\uff01-\uff5e{_BETWEEN}]")


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
    if not kinds <= {str} and not _equal_is_same(kinds | set(map(type, series))):
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


def signs_in(words: Iterable[str]) -> np.ndarray:
    """For each code unit whether it is one of the signs of these words, for `Joined`."""
    found = np.zeros(len(_SIGNS), dtype=bool)
    found[[ord(sign) for word in words for sign in word]] = True
    return found


class Joined:
    """Many words as one text: what is asked of all of them is asked once, at the speed of an array.

    ``whole`` is false where a word holds the sign that parts them; then no answer can be had.
    """

    def __init__(self, words: list[str], text: str | None = None) -> None:
        self.words = words
        self.text = _BETWEEN.join(words) if text is None else text
        self._units = np.frombuffer(self.text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
        self._ends = np.append(np.flatnonzero(self._units == ord(_BETWEEN)), len(self._units))
        self.whole = len(self._ends) == len(words)

    def places(self, signs: np.ndarray) -> list[int]:
        """The places of the words that hold any of the signs (see `sign_set`)."""
        found = np.flatnonzero(signs[self._units])
        if not len(found):
            return []
        return np.unique(np.searchsorted(self._ends, found)).tolist()

    def first_signs(self) -> np.ndarray:
        """The code unit of each word's first sign; 0 for an empty word."""
        starts = np.concatenate(([0], self._ends[:-1] + 1))
        firsts = np.append(self._units, 0)[starts].astype(np.uint32)
        firsts[starts == self._ends] = 0
        return firsts

    def runs(self, signs: np.ndarray, breakers: np.ndarray, least: int) -> list[int]:
        """The places of the words that hold at least so many of the signs with no breaker between them (see `sign_set`)."""
        told = signs[self._units]
        if np.count_nonzero(told) < least:
            return []
        so_far = np.cumsum(told, dtype=np.int32)  # less work than to look where each sign stands
        at_breaks = so_far[breakers[self._units]]
        before = np.append(np.int32(0), at_breaks)
        long = np.diff(before, append=so_far[-1:]) >= least
        first = np.searchsorted(so_far, before[long] + 1)
        return np.unique(np.searchsorted(self._ends, first)).tolist()


def first_signs(values: list[Any]) -> np.ndarray:
    """The code point of each text's first sign; 0 for what is no text, or empty."""
    words = values if set(map(type, values)) <= {str} else [v if isinstance(v, str) else "" for v in values]
    return np.array(words, dtype="U1").view(np.uint32) if words else np.zeros(0, dtype=np.uint32)


def fold_all(values: Iterable[object]) -> list[str]:
    """`[fold(value) for value in values]`, many times as fast: most words need no more than the usual signs made one.

    >>> fold_all(["１ 号", None, 3.0])
    ['1号', '', '3']
    """
    words = _texts(values, fold)
    text = _BETWEEN.join(words)
    for sign, usual in _SAME_SIGNS:
        text = text.replace(sign, usual)
    joined = Joined(words, text)
    if not joined.whole or "--" in text or "_x00" in text:
        return [fold(word) for word in words]
    parted = text.split(_BETWEEN)
    for place in joined.places(_MAY_FOLD):
        parted[place] = fold(parted[place])
    return parted


def clean_all(values: Iterable[object]) -> list[str]:
    """`[clean_text(value) for value in values]`, many times as fast: most words are clean."""
    words = _texts(values, clean_text)
    joined = Joined(words)
    if not joined.whole or "_x00" in joined.text:
        return [clean_text(word) for word in words]
    for place in joined.places(_BLANK):
        words[place] = words[place].strip(" ")
    for place in joined.places(_MAY_NEED_CLEANING):
        words[place] = clean_text(words[place])
    return words


def _texts(values: Iterable[object], read: Callable[[object], str]) -> list[str]:
    """The values as a new list, those that are no text read as one."""
    words: list[Any] = values.tolist() if isinstance(values, (pd.Series, np.ndarray)) else list(values)
    return words if set(map(type, words)) <= {str} else [w if isinstance(w, str) else read(w) for w in words]


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
