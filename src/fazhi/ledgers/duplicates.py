"""Which rows repeat an earlier one, by the keys of the catalogue (RULES: the first stays, each further one is a duplicate).

A number tells a matter only as far as it is one: words (无, 见附件) and counts of papers (1份) are none, and a bare running number,
which begins anew in every sheet, says something only together with the day and the rest of what identifies a row.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from fazhi.catalogue.ledger import Column, Form, KeyRule, Ledger
from fazhi.ledgers.cells import Coded, are_numbers
from fazhi.values.distinct import fold_all

LONGEST_RUNNING = 5  # digits; longer ones hold the year or the day
Columns = Mapping[str, Coded]


def first_of_each(sheets: list[Columns], good: list[np.ndarray], ledger: Ledger, form: Form) -> np.ndarray:
    """For each good row of all sheets, one after another, the place of the first row that it repeats, or its own.

    ``sheets``: the columns of each; ``good``: the positions of its good rows.
    """
    height = sum(map(len, good))
    keys = [_key(sheets, good, rule, ledger, form) for rule in form.keys]
    if form.keys_joined_by == "else":
        codes = np.full(height, -1, dtype=np.int64)
        shift = 0
        for key in keys:
            open_rows = (codes < 0) & (key >= 0)
            codes[open_rows] = key[open_rows] + shift
            shift += int(key.max(initial=-1)) + 1
        keys = [codes]
    return _roots(keys, height)


def _roots(keys: list[np.ndarray], height: int) -> np.ndarray:
    """Rows that share any key, directly or through another row, have the same root: the earliest of them."""
    roots = np.arange(height)
    shared = np.flatnonzero(np.logical_or.reduce([_is_shared(key) for key in keys]))
    seen: list[dict[int, int]] = [{} for _ in keys]
    for row, codes in zip(shared.tolist(), zip(*(key[shared].tolist() for key in keys), strict=True), strict=True):
        known = [places[code] for places, code in zip(seen, codes, strict=True) if code >= 0 and code in places]
        root = min(known, default=row)
        roots[row] = root
        for places, code in zip(seen, codes, strict=True):
            if code >= 0:
                places.setdefault(code, root)
    return roots


def _is_shared(key: np.ndarray) -> np.ndarray:
    """Which rows have a key that another row has too; only they can repeat anything."""
    return (key >= 0) & (np.bincount(key + 1)[key + 1] > 1)


def _key(sheets: list[Columns], good: list[np.ndarray], rule: KeyRule, ledger: Ledger, form: Form) -> np.ndarray:
    """A number for each distinct key, −1 where a part that must be filled in is blank."""
    codes: list[np.ndarray] = []
    usable = np.ones(sum(map(len, good)), dtype=bool)
    for part in rule.parts:
        (code,) = _codes(sheets, good, [part.rstrip("?")], ledger)
        if not part.endswith("?"):
            usable &= code >= 0
        codes.append(code)
    if rule.unordered:
        shared = np.array(_codes(sheets, good, list(rule.unordered), ledger))
        usable &= (shared >= 0).all(axis=0)
        codes.extend(np.sort(shared, axis=0))
    if running := _beside_running_numbers(sheets, good, rule, ledger, form):
        codes.extend(running)
    combined = codes[0]
    for code in codes[1:]:
        combined = pd.factorize((combined + 1) * (int(code.max(initial=0)) + 2) + code + 1)[0]
    return np.where(usable, combined, -1)


def _beside_running_numbers(
    sheets: list[Columns], good: list[np.ndarray], rule: KeyRule, ledger: Ledger, form: Form
) -> list[np.ndarray]:
    """What must agree too where a key is but a running number: the day and the parts of the other keys; the same code in all other rows."""
    (id, *more) = rule.columns()
    if more or not _is_public_number(id, ledger):
        return []
    running = [_are_running(sheet[id].values)[sheet[id].codes[rows]] for sheet, rows in zip(sheets, good, strict=True)]
    bare = np.concatenate(running)
    if not bare.any():
        return []
    day = form.fallback_date or next(iter(form.dated_by), None)
    others = (other for key in form.keys if key is not rule for other in key.columns())
    beside = [other for other in dict.fromkeys((day, *others)) if other and not _is_public_number(other, ledger)]
    return [np.where(bare, _codes(sheets, good, [other], ledger)[0], -1) for other in beside]


def _is_public_number(id: str, ledger: Ledger) -> bool:
    return any(column.id == id and column.numbering and column.privacy == "public" for column in ledger.columns)


def _are_running(numbers: np.ndarray) -> np.ndarray:
    """Which numbers of a column are only those of their rows: 1, 02, 135."""
    words = fold_all(numbers)
    return np.fromiter((word.isdecimal() and len(word) <= LONGEST_RUNNING for word in words), dtype=bool)


def _codes(sheets: list[Columns], good: list[np.ndarray], names: list[str], ledger: Ledger) -> list[np.ndarray]:
    """For each of the columns a number a row: equal where the cells are, also across sheets and these columns; −1 for blank."""
    parts = [folded(sheet[name].values, name, ledger) for name in names for sheet in sheets]
    numbers = pd.factorize(parts[0] if len(parts) == 1 else np.concatenate(parts), use_na_sentinel=True)[0]
    by_part = iter(np.split(numbers, np.cumsum([len(part) for part in parts])[:-1]))
    return [
        np.concatenate([next(by_part)[sheet[name].codes[rows]] for sheet, rows in zip(sheets, good, strict=True)])
        for name in names
    ]


def folded(values: np.ndarray, name: str, ledger: Ledger) -> np.ndarray:
    """Values of a column in the form in which they are compared; blank ones, and words in a column of numbers, are missing."""
    column: Column | None = next((column for column in ledger.columns if column.id == name), None)
    if column is None or column.privacy == "pseudonym" or column.type not in ("text", "category", "yes_no"):
        return values
    missing = pd.isna(values)
    words = np.array(fold_all(values), dtype=object)
    if column.numbering:
        missing |= ~are_numbers(values)
    words[missing] = None
    return words
