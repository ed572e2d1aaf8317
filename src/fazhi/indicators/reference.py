"""Reference data on townships: residents, villages, and the names under which villages go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

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


def read_reference(path: Path) -> pd.DataFrame:
    """The reference table as text columns; empty where there is no file."""
    columns = ["code", "township", "name", "type", "also", "residents", "year", "source"]
    if not path.is_file():
        return pd.DataFrame(columns=columns, dtype=str)
    return pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False).reindex(
        columns=columns, fill_value=""
    )


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
