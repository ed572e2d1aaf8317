"""Reference data on townships: residents, villages, and the names under which villages go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fazhi.catalogue import ReaderError
from fazhi.ledgers.handkept import TOWNSHIPS, read_records
from fazhi.values import fold, read_number


@dataclass(frozen=True)
class Township:
    """What the reference table knows of one township. ``places``: folded name or alias → the place's own name. ``residents_said``: what
    stands there for its residents, which may be no number. ``also``: its own other names, such as a former one.
    """

    name: str
    residents: int | None = None
    residents_year: int | None = None
    source: str | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    residents_said: str = ""
    also: tuple[str, ...] = ()

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
TOWNSHIP = "township"  # the type of its own row; the others are its villages and communities
Entry = Mapping[str, str]


class ReferenceTableError(ReaderError):
    """A table of townships that cannot be used; the message names the file and what was expected."""


def read_reference(*paths: Path) -> list[Entry]:
    """The rows of the reference table, each text by the names of ``COLUMNS``; none where there is no file.

    Of several files each township takes all its rows from the first that names it, so that figures of two sources never mix.
    Raises ``ReferenceTableError`` for a file that is no such table.
    """
    table: list[Entry] = []
    for path in paths:
        if path.is_file():
            known = {fold(entry["township"]) for entry in table}
            table += [entry for entry in _read_table(path) if fold(entry["township"]) not in known]
    return table


def entries_of(reference: Iterable[Entry], name: str) -> list[Entry]:
    """The rows of one township."""
    wanted = fold(name)
    return [entry for entry in reference if fold(entry["township"]) == wanted]


def _read_table(path: Path) -> list[Entry]:
    return [dict.fromkeys(COLUMNS, "") | row for _, row in read_records(path, TOWNSHIPS, ReferenceTableError)]


def township_of(reference: Iterable[Entry], name: str, endings: tuple[str, ...]) -> Township:
    """What the reference table holds of one township; all unknown where it holds nothing. ``endings``: 村委会 and the like."""
    own = entries_of(reference, name)
    head = next((entry for entry in own if entry["type"] == TOWNSHIP), None)
    places: dict[str, str] = {}
    for entry in own:
        if entry["type"] == TOWNSHIP:
            continue
        for alias in (entry["name"], *entry["also"].split("、")):
            if alias.strip():
                places[fold(alias)] = entry["name"]
                places[stem(fold(alias), endings)] = entry["name"]
    if head is None:
        return Township(name, places=places, endings=endings)
    residents, year = (_whole(head[column]) for column in ("residents", "year"))
    also = tuple(fold(alias) for alias in head["also"].split("、") if alias.strip())
    source, said = head["source"].strip() or None, head["residents"].strip()
    return Township(name, residents, year, source, places, endings, said, also)


def _whole(text: str) -> int | None:
    """A whole number as people write it (13614, 13,614, 1.36万人); None for anything else, also for raised digits."""
    read = read_number(text)
    if read.value is None or read.problem or read.approximate or any(s.isdigit() > s.isdecimal() for s in text):
        return None
    return int(read.value) if read.value.is_integer() else None
