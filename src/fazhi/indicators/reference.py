"""Reference data on townships: residents, villages, and the names under which villages go."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from fazhi.catalogue import ReaderError
from fazhi.ledgers.texts import decode
from fazhi.values import fold


@dataclass(frozen=True)
class Township:
    """What the reference table knows of one township. ``places``: folded name or alias → the place's own name."""

    name: str
    residents: int | None = None
    residents_year: int | None = None
    source: str | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    endings: tuple[str, ...] = ()

    @property
    def villages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.places.values()))

    def place(self, text: object) -> str | None:
        """The village or community that a cell names, under any of its names; None if it names none of this township."""
        words = fold(text).removeprefix(fold(self.name))
        return self.places.get(words) or self.places.get(stem(words, self.endings))


def stem(name: str, endings: tuple[str, ...]) -> str:
    """A village's name without 村委会, 社区 and the like: 泗合村委会 → 泗合. One ending only, so 双桥都村 stays apart from 双桥村."""
    for ending in endings:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


COLUMNS = ["code", "township", "name", "type", "also", "residents", "year", "source"]
NEEDED = ("township", "name", "type")


class ReferenceTableError(ReaderError):
    """A table of townships that cannot be used; the message names the file and what was expected."""


def read_reference(*paths: Path) -> pd.DataFrame:
    """The reference table as text columns; empty where there is no file.

    Of several files each township takes all its rows from the first that names it, so that figures of two sources never mix.
    Raises ``ReferenceTableError`` for a file that is no such table.
    """
    table = pd.DataFrame(columns=COLUMNS, dtype=str)
    for path in paths:
        if path.is_file():
            found, known = _read_table(path), set(table["township"].map(fold))
            table = pd.concat([table, found[~found["township"].map(fold).isin(known)]], ignore_index=True)
    return table


def _read_table(path: Path) -> pd.DataFrame:
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise ReferenceTableError("indicators.reference_unreadable", file=path.as_posix())
    try:
        found = pd.read_csv(io.StringIO(decoded.text.removeprefix("\ufeff")), dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ReferenceTableError("indicators.reference_unreadable", file=path.as_posix()) from error
    if absent := [name for name in NEEDED if name not in found.columns]:
        raise ReferenceTableError("indicators.reference_columns", file=path.as_posix(), columns=tuple(absent))
    return found.reindex(columns=COLUMNS, fill_value="")


def township_of(reference: pd.DataFrame, name: str, endings: tuple[str, ...]) -> Township:
    """What the reference table holds of one township; all unknown where it holds nothing. ``endings``: 村委会 and the like."""
    own = reference[reference["township"].map(fold) == fold(name)]
    head = own[own["type"] == "township"]
    places: dict[str, str] = {}
    for row in own[own["type"] != "township"].itertuples():
        for alias in (str(row.name), *str(row.also).split("、")):
            if alias.strip():
                places[fold(alias)] = str(row.name)
                places[stem(fold(alias), endings)] = str(row.name)
    if head.empty:
        return Township(name, places=places, endings=endings)
    row = head.iloc[0]
    residents, year = (int(value) if str(value).isdigit() else None for value in (row["residents"], row["year"]))
    return Township(name, residents, year, row["source"] or None, places, endings)
