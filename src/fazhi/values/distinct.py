"""Reading a column: each distinct value is read once, then spread over the rows.

Ledger columns repeat themselves, so this beats both a plain loop and pandas' vectorised string methods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

_MISSING = object()


def distinct(series: pd.Series) -> tuple[list[object], np.ndarray]:
    """The distinct values of a column, and for each row the place of its value among them (int64).

    Values of different types are different even where Python holds them equal (1, 1.0 and True). Missing
    cells (None, NaN, NaT, NA) are all one value, None.
    """
    places: dict[object, int] = {}
    values: list[object] = []
    codes: list[int] = []
    for value in series.tolist():
        # Not series.isna(), which raises on a signalling NaN. Only NaN differs from itself.
        missing = value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)
        key = _MISSING if missing else (type(value), value)
        try:
            place = places.setdefault(key, len(values))
        except TypeError:  # not hashable, so no key: a value of its own
            place = len(values)
        if place == len(values):
            values.append(None if missing else value)
        codes.append(place)
    return values, np.array(codes, dtype=np.int64)


def map_distinct(series: pd.Series, function: Callable[[Any], Any]) -> pd.Series:
    """`series.map(function)` for a pure function, called once a distinct value; missing cells are None to it.

    >>> map_distinct(pd.Series(["a", "b", "a", None]), lambda value: value and value.upper()).tolist()
    ['A', 'B', 'A', None]
    """
    values, codes = distinct(series)
    answers = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        answers[place] = function(value)
    return pd.Series(answers[codes], index=series.index, name=series.name, dtype=object)
