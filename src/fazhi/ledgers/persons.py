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

from fazhi.catalogue.ledger import Ledger, Person
from fazhi.ledgers.cells import Coded, Typed, joined
from fazhi.ledgers.privacy import Pseudonyms
from fazhi.values import IdentityReading, fold
from fazhi.values.distinct import fold_all

LEFT = 15  # digits that a spreadsheet keeps of a number: region, birth date, the first of the sequence
LIKE, DAMAGED = "__like", "__damaged"  # columns that never leave the intake


def person_parts(
    ledger: Ledger, columns: Mapping[str, Typed], height: int, people: Pseudonyms
) -> dict[str, np.ndarray]:
    """A code for the person of each row; beside it, for ``persons_settled``, name and first digits, and whether the number is damaged."""
    parts: dict[str, np.ndarray] = {}
    for person in ledger.persons:
        words = np.full(height, None, dtype=object)
        for alternative in reversed(person.alternatives):  # the first that is filled in has the last word
            complete = ~np.logical_or.reduce([columns[id].empty for id in alternative])
            words[complete] = _joined(columns, alternative, complete)
        parts[person.column] = people.column(words)
        if identity := _identity_of(person, ledger):
            parts[person.column + LIKE] = _likes(columns[identity], columns[person.alternatives[-1][0]])
            parts[person.column + DAMAGED] = damaged(columns[identity])
    return parts


def _joined(columns: Mapping[str, Typed], ids: tuple[str, ...], complete: np.ndarray) -> list[str]:
    """The folded words of some columns, in the rows where all are filled in."""
    folded = [fold_all(columns[id].values[complete]) for id in ids]
    return list(map("|".join, zip(*folded, strict=True)))


def _identity_of(person: Person, ledger: Ledger) -> str | None:
    ids = [id for alternative in person.alternatives for id in alternative]
    return next((id for id in ids if ledger.column(id).identity), None)


def _likes(identity: Typed, name: Typed) -> np.ndarray:
    """The rest of each row's alternatives that is always there (the name), with the first digits of its number; None without them."""
    by_cell = list(map(_first_digits, identity.raw.values.tolist(), identity.id_numbers))
    digits = [by_cell[code] for code in identity.raw.codes.tolist()]
    names = fold_all(name.values)
    likes = np.full(len(names), None, dtype=object)
    likes[:] = [f"{name}|{first}" if first else None for name, first in zip(names, digits, strict=True)]
    return likes


def _first_digits(cell: object, reading: IdentityReading) -> str | None:
    """The digits that even a damaged number still has; None if a spreadsheet left too few of them."""
    if reading.number is not None:
        return reading.number[:LEFT]
    if reading.problem != "damaged":
        return None
    mantissa = re.sub(r"[eE].*$", "", fold(cell).strip("'\"")).replace(".", "")
    return mantissa[:LEFT] if len(mantissa) >= LEFT and mantissa.isdigit() else None


def damaged(column: Typed) -> np.ndarray:
    """Which cells of a column of identity numbers were damaged by a spreadsheet: boolean array, one a row."""
    return np.array([reading.problem == "damaged" for reading in column.id_numbers], dtype=bool)[column.raw.codes]


def persons_settled(
    sheets: list[Mapping[str, Coded]], good: list[np.ndarray], ledger: Ledger
) -> list[Mapping[str, Coded]]:
    """The columns of all sheets of a ledger with the persons of damaged numbers settled, and without those kept for it.

    ``good``: the positions of each sheet's rows without fault, of which alone persons are settled.
    """
    for person in ledger.persons:
        name = person.column
        if not all(name + DAMAGED in sheet for sheet in sheets):
            continue
        codes, likes, lost = (joined([sheet[name + end] for sheet in sheets], good) for end in ("", LIKE, DAMAGED))
        if lost.any():
            settled = _settled(codes, likes, lost)
            parts = np.split(settled, np.cumsum([len(rows) for rows in good])[:-1])
            sheets = [
                {**sheet, name: _put(sheet[name], rows, part)}
                for sheet, rows, part in zip(sheets, good, parts, strict=True)
            ]
        sheets = [{id: its for id, its in sheet.items() if id not in (name + LIKE, name + DAMAGED)} for sheet in sheets]
    return sheets


def _put(column: Coded, rows: np.ndarray, values: np.ndarray) -> Coded:
    """The column with other values in some rows."""
    whole = column.rows()
    whole[rows] = values
    return Coded(whole, np.arange(len(whole)))


def _settled(codes: np.ndarray, likes: np.ndarray, lost: np.ndarray) -> np.ndarray:
    whole: dict[object, set[object]] = {}
    for code, like in zip(codes[~lost], likes[~lost], strict=True):
        if like is not None:
            whole.setdefault(like, set()).add(code)
    told_apart: dict[object, dict[object, None]] = {}
    settled = codes.copy()
    for row in np.flatnonzero(lost):
        code, like = codes[row], likes[row]
        known = whole.get(like, set())
        if len(known) == 1:
            settled[row] = next(iter(known))
        elif like is not None:
            others = told_apart.setdefault(code, {})
            others.setdefault(like)
            place = list(others).index(like)
            settled[row] = f"{code}.{place + 1}" if place else code
    return settled
