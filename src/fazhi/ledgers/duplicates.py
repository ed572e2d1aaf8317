"""Which rows repeat an earlier one, by the keys of the catalogue (RULES: the first stays, each further one is a duplicate)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fazhi.catalogue.models import Column, Form, KeyRule, Ledger
from fazhi.values import fold
from fazhi.values.distinct import fold_all


def first_of_each(frame: pd.DataFrame, ledger: Ledger, form: Form) -> np.ndarray:
    """For each row the position of the first row that it repeats, or its own position. ``frame``: good rows, index 0…n−1."""
    keys = [_key(frame, rule, ledger) for rule in form.keys]
    if form.keys_joined_by == "else":
        codes = np.full(len(frame), -1, dtype=np.int64)
        shift = 0
        for key in keys:
            open_rows = (codes < 0) & (key >= 0)
            codes[open_rows] = key[open_rows] + shift
            shift += int(key.max(initial=-1)) + 1
        keys = [codes]
    return _roots(keys, len(frame))


def _roots(keys: list[np.ndarray], height: int) -> np.ndarray:
    """Rows that share any key, directly or through another row, have the same root: the earliest of them."""
    roots = np.arange(height)
    shared = np.logical_or.reduce([_is_shared(key) for key in keys])
    seen: list[dict[int, int]] = [{} for _ in keys]
    columns = [key.tolist() for key in keys]
    for row in np.flatnonzero(shared).tolist():
        known = [
            places[code]
            for places, key in zip(seen, columns, strict=True)
            if (code := key[row]) >= 0 and code in places
        ]
        root = min(known, default=row)
        roots[row] = root
        for places, key in zip(seen, columns, strict=True):
            if key[row] >= 0:
                places.setdefault(key[row], root)
    return roots


def _is_shared(key: np.ndarray) -> np.ndarray:
    """Which rows have a key that another row has too; only they can repeat anything."""
    return (key >= 0) & (np.bincount(key + 1)[key + 1] > 1)


def _key(frame: pd.DataFrame, rule: KeyRule, ledger: Ledger) -> np.ndarray:
    """A number for each distinct key, −1 where a part that must be filled in is blank."""
    codes: list[np.ndarray] = []
    usable = np.ones(len(frame), dtype=bool)
    for part in rule.parts:
        code = _codes(frame, part.rstrip("?"), ledger)
        if not part.endswith("?"):
            usable &= code >= 0
        codes.append(code)
    if rule.unordered:
        places = pd.concat([folded(frame, name, ledger) for name in rule.unordered], ignore_index=True)
        shared = pd.factorize(places, use_na_sentinel=True)[0].reshape(len(rule.unordered), -1)
        usable &= (shared >= 0).all(axis=0)
        codes.extend(np.sort(shared, axis=0))
    combined = pd.DataFrame(dict(enumerate(codes))).groupby(list(range(len(codes))), sort=False).ngroup().to_numpy()
    return np.where(usable, combined, -1)


def _codes(frame: pd.DataFrame, name: str, ledger: Ledger) -> np.ndarray:
    return pd.factorize(folded(frame, name, ledger), use_na_sentinel=True)[0]


def folded(frame: pd.DataFrame, name: str, ledger: Ledger) -> pd.Series:
    """A column in the form in which it is compared; blank and "yes, there is one" answers are missing."""
    column: Column | None = next((column for column in ledger.columns if column.id == name), None)
    series = frame[name]
    if column is None or column.privacy == "pseudonym" or column.type not in ("text", "category", "yes_no"):
        return series
    unusable = {fold(word) for word in column.not_unique}
    words = [
        None if value is None or folded in unusable else folded
        for value, folded in zip(series, fold_all(series), strict=True)
    ]
    return pd.Series(words, index=series.index, dtype=object)
