"""JSON that reads well and writes fast: the first levels a line each, what lies deeper on its line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from fazhi.files import whole

# Kept, because ``json.dumps`` makes one for each of many thousand small values.
_IN_ORDER = json.JSONEncoder(ensure_ascii=False).encode
BETWEEN = ",\n  "  # entries of a list on the first level
_BY_NAME = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def text_of(value: Any, depth: int, level: int = 0, by_name: bool = False) -> str:
    """``value`` as JSON, in the order given or by name; dictionaries and lists of the first ``depth`` levels are broken into lines."""
    if depth == 0 or not value or not isinstance(value, dict | list):
        return (_BY_NAME if by_name else _IN_ORDER)(value)
    indent = "\n" + " " * (level + 1)
    if isinstance(value, dict):
        parts = (
            f"{_IN_ORDER(key)}: {text_of(part, depth - 1, level + 1, by_name)}"
            for key, part in (sorted(value.items()) if by_name else value.items())
        )
        return "{" + indent + ("," + indent).join(parts) + indent[:-1] + "}"
    return (
        "["
        + indent
        + ("," + indent).join(text_of(part, depth - 1, level + 1, by_name) for part in value)
        + indent[:-1]
        + "]"
    )


def entries_text(entries: Iterable[Any], depth: int) -> str:
    """Entries of the list of a ``Listing`` of this depth, as they stand there."""
    return BETWEEN.join(text_of(entry, depth - 2, 2) for entry in entries)


class Listing:
    """A JSON document whose last but ``tail`` is the list ``name``, written entry by entry so that it is never held whole.

    What it says is ``text_of({**head, name: [...], **tail}, depth)`` and a line end.
    """

    def __init__(self, file: BinaryIO, head: Mapping[str, Any], name: str, depth: int) -> None:
        self.tail: dict[str, Any] = {}
        self._file, self._depth, self._between = file, depth, "\n  "
        self._write(text_of({**head, name: 0}, depth).removesuffix("0\n}") + "[")

    def add(self, entry: Any) -> None:
        self.add_text(entries_text([entry], self._depth))

    def add_text(self, text: str) -> None:
        """Add entries as ``entries_text`` gave them for a document of this depth; none, where that is empty."""
        if text:
            self._write(self._between + text)
            self._between = BETWEEN

    def end(self) -> None:
        self._write("]" if self._between == "\n  " else "\n ]")
        if self.tail:
            self._write("," + text_of(self.tail, self._depth)[1:-2])
        self._write("\n}\n")

    def _write(self, text: str) -> None:
        self._file.write(text.encode())


@contextmanager
def listing(path: Path, head: Mapping[str, Any], name: str, depth: int) -> Iterator[Listing]:
    """A ``Listing`` that is there when the block is left, and is not when that is by an exception."""
    with whole(path) as file:
        written = Listing(file, head, name, depth)
        yield written
        written.end()
