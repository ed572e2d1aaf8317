"""Drawings kept from one composing of a page to the next: most of them show what they showed before, and drawing takes most of its time."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi.cache import read_json, write_json
from fazhi.catalogue import load

Draw = Callable[..., str]


@dataclass(frozen=True)
class Drawings:
    """SVG texts by what they were drawn of: ``known`` from the last time, ``used`` now."""

    known: Mapping[str, str]
    used: dict[str, str] = field(default_factory=dict)

    def drawn(self, key: str, work: Callable[[], str]) -> str:
        if key not in self.used:
            self.used[key] = self.known.get(key) or work()
        return self.used[key]


_drawings: ContextVar[Drawings | None] = ContextVar("drawings", default=None)


@contextmanager
def keeping(file: Path, code: str) -> Iterator[None]:
    """What is drawn meanwhile is looked for among what the same ``code`` drew last time, and kept in ``file`` for the next; what was not asked for goes.

    The file may be deleted at any time; where it cannot be written, everything is drawn again.
    """
    found = read_json(file)
    known = found.get("drawings") if isinstance(found, dict) and found.get("code") == code else None
    known = known if isinstance(known, dict) and all(isinstance(svg, str) for svg in known.values()) else {}
    drawings = Drawings(known)
    token = _drawings.set(drawings)
    try:
        yield
    finally:
        _drawings.reset(token)
    if drawings.used != drawings.known:
        write_json(file, {"code": code, "drawings": drawings.used}, file.name, 1)


def kept(draw: Draw, given: object, work: Callable[[], str]) -> str:
    """What ``work`` gives, or gave the last time that ``draw`` was called with the same.

    ``draw`` is what its module knows under its name: another function, which may see more than it is ``given``, is done again each time.
    """
    drawings = _drawings.get()
    if drawings is None:
        return work()
    try:
        key = _key((draw, given))
    except (pickle.PicklingError, TypeError, AttributeError):  # something of which nobody can say that it is the same
        return work()
    return drawings.drawn(key, work)


class _Pickler(pickle.Pickler):
    """Leaves out the package's catalogue, which is large and the same as long as the code is."""

    def persistent_id(self, value: Any) -> str | None:
        return "catalogue" if value is load() else None


def _key(value: object) -> str:
    content = io.BytesIO()
    _Pickler(content, protocol=5).dump(value)
    return hashlib.sha256(content.getbuffer()).hexdigest()
