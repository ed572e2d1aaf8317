"""Which definition a person means who types its id or its name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from fazhi.catalogue.entries import Named

Definition = TypeVar("Definition", bound="Named")
MOST_ALIKE = 5


def called(entries: Mapping[str, Definition], given: str) -> Definition | None:
    """The one definition of that id, name or other name (``also``), whatever its width and case; None where there is none or more than one."""
    found = {entry.id: entry for entry in entries.values() if _plain(given) in map(_plain, _names(entry))}
    return next(iter(found.values())) if len(found) == 1 else None


def alike(entries: Mapping[str, Definition], given: str) -> tuple[Definition, ...]:
    """Those with a name or id that is much like it or holds it, at most ``MOST_ALIKE``: perhaps one of them was meant."""
    by_name = {_plain(name): entry for entry in entries.values() for name in _names(entry)}
    typed = _plain(given)
    holding = [name for name in by_name if len(typed) > 1 and typed in name]
    near = [*get_close_matches(typed, by_name, MOST_ALIKE), *holding]
    return tuple({by_name[name].id: by_name[name] for name in near}.values())[:MOST_ALIKE]


def _names(entry: Named) -> Iterator[str]:
    yield from (entry.id, entry.zh, entry.en)
    yield from getattr(entry, "also", ())


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
