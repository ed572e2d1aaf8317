"""Who is who: persons told apart by identity number, else by the catalogue's next alternative; damaged numbers made the best of.

A number that a spreadsheet kept as a floating point number has lost its last digits and is nobody's. Its row is told apart by the next
alternative (name and village …). What is left of the number decides two things only. If the first 15 digits and the name agree with
exactly one whole number of the ledger, the row is that person. If rows of one alternative have different first 15 digits, they are
different persons. Where these agree too, they are taken for one: two of one name and village who were born on the same day in the
same county cannot be told apart by what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from fazhi.catalogue.models import Ledger, Person
from fazhi.ledgers.cells import Typed
from fazhi.ledgers.privacy import Pseudonyms
from fazhi.values import fold, map_distinct, read_identity
from fazhi.values.distinct import fold_all

LEFT = 15  # digits that a spreadsheet keeps of a number: region, birth date, the first of the sequence
LIKE, DAMAGED = "__like", "__damaged"  # columns that never leave the intake


def person_parts(
    ledger: Ledger, columns: Mapping[str, Typed], height: int, people: Pseudonyms
) -> dict[str, pd.Series | np.ndarray]:
    """A code for the person of each row; beside it, for ``resolved``, name and first digits, and whether the number is damaged."""
    parts: dict[str, pd.Series | np.ndarray] = {}
    for person in ledger.persons:
        words = pd.Series([None] * height, dtype=object)
        for alternative in person.alternatives:
            words = words.where(words.notna(), _joined(columns, alternative, height))
        parts[person.column] = people.column(words)
        if identity := _identity_of(person, ledger):
            parts[person.column + LIKE] = _likes(columns, identity, person, height)
            parts[person.column + DAMAGED] = damaged(columns[identity])
    return parts


def _joined(columns: Mapping[str, Typed], ids: tuple[str, ...], height: int) -> pd.Series:
    """The folded words of some columns, where all are filled in."""
    complete = ~np.logical_or.reduce([columns[id].empty for id in ids])
    joined = pd.Series([None] * height, dtype=object)
    folded = [fold_all(columns[id].values[complete]) for id in ids]
    joined[complete] = list(map("|".join, zip(*folded, strict=True)))
    return joined


def _identity_of(person: Person, ledger: Ledger) -> str | None:
    ids = [id for alternative in person.alternatives for id in alternative]
    return next((id for id in ids if ledger.column(id).identity), None)


def _likes(columns: Mapping[str, Typed], identity: str, person: Person, height: int) -> pd.Series:
    """The rest of each row's alternatives that is always there (the name), with the first digits of its number; None without them."""
    digits = map_distinct(pd.Series(columns[identity].raw, dtype=object), _first_digits)
    names = pd.Series(fold_all(columns[person.alternatives[-1][0]].values), dtype=object)
    return pd.Series([f"{name}|{first}" if first else None for name, first in zip(names, digits, strict=True)])


def _first_digits(cell: object) -> str | None:
    """The digits that even a damaged number still has; None if a spreadsheet left too few of them."""
    reading = read_identity(cell)
    if reading.number is not None:
        return reading.number[:LEFT]
    if reading.problem != "damaged":
        return None
    mantissa = re.sub(r"[eE].*$", "", fold(cell).strip("'\"")).replace(".", "")
    return mantissa[:LEFT] if len(mantissa) >= LEFT and mantissa.isdigit() else None


def damaged(column: Typed) -> np.ndarray:
    """Which cells of a column of identity numbers were damaged by a spreadsheet: boolean array, one a row."""
    return map_distinct(
        pd.Series(column.raw, dtype=object), lambda cell: read_identity(cell).problem == "damaged"
    ).to_numpy(dtype=bool)


def resolved(frame: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The rows of all sheets of a ledger with the persons of damaged numbers settled, and without the columns kept for it."""
    for person in ledger.persons:
        name = person.column
        if name + DAMAGED not in frame:
            continue
        lost = frame[name + DAMAGED].to_numpy(dtype=bool)
        if lost.any():
            frame = frame.assign(**{name: _settled(frame[name], frame[name + LIKE], lost)})
        frame = frame.drop(columns=[name + LIKE, name + DAMAGED])
    return frame


def _settled(codes: pd.Series, likes: pd.Series, lost: np.ndarray) -> pd.Series:
    whole: dict[object, set[object]] = {}
    for code, like in zip(codes[~lost], likes[~lost], strict=True):
        if like is not None:
            whole.setdefault(like, set()).add(code)
    told_apart: dict[object, dict[object, None]] = {}
    settled = codes.copy()
    for row in np.flatnonzero(lost):
        code, like = codes.iloc[row], likes.iloc[row]
        known = whole.get(like, set())
        if len(known) == 1:
            settled.iloc[row] = next(iter(known))
        elif like is not None:
            others = told_apart.setdefault(code, {})
            others.setdefault(like)
            place = list(others).index(like)
            settled.iloc[row] = f"{code}.{place + 1}" if place else code
    return settled
