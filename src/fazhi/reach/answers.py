"""Answers on the package's source, kept by its digest: with the project that asked, and with the user, where other projects find them.

To take the source apart takes most of a second, and it says the same in every project. Both places may be deleted at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from fazhi.cache import cache_folder, read_json, write_json

Parts = Mapping[str, str]  # digests by module ("fazhi.charts.bars") and by data file ("publish/assets/page.css")
FILES = "reach-*.json"
KEPT = 16  # files: one for each state of the package that was used of late


class Answers:
    """What was answered on the package with this digest. ``folder``: the project's, where all that it asked is kept; without it nothing is kept."""

    def __init__(self, folder: Path | None, digest: str) -> None:
        self._folder, self._name = folder, f"reach-{digest[:32]}.json"
        self._known = _read(folder / self._name) if folder else {}

    def find(self, key: str) -> Parts | None:
        """An answer of this project, or of another of the same user; None where nobody asked."""
        if key not in self._known and self._folder is not None and key in self._elsewhere:
            self._known[key] = self._elsewhere[key]
            _write(self._folder / self._name, self._known)
        return self._known.get(key)

    def keep(self, key: str, parts: Parts) -> None:
        """Remember an answer; where that cannot be written, it is worked out again next time."""
        self._known[key] = parts
        if self._folder is None:
            return
        _write(self._folder / self._name, self._known)
        if self._shared is not None:
            _write(self._shared / self._name, {**_read(self._shared / self._name), key: parts})

    def earlier(self) -> Iterator[Parts]:
        """Every answer of this project that is not forgotten, on whatever state of the package."""
        for path in sorted(self._folder.glob(FILES)) if self._folder else ():
            yield from _read(path).values()

    @cached_property
    def _shared(self) -> Path | None:
        """The user's folder, looked for when the project's own knows no answer; None where the system tells of no home."""
        with suppress(OSError, RuntimeError):
            return cache_folder() / "source"
        return None

    @cached_property
    def _elsewhere(self) -> dict[str, Parts]:
        return _read(self._shared / self._name) if self._shared else {}


def _read(path: Path) -> dict[str, Parts]:
    """What stands in a file; nothing where there is none, or anything else."""
    found = read_json(path)
    return {key: parts for key, parts in found.items() if isinstance(parts, dict)} if isinstance(found, dict) else {}


def _write(path: Path, answers: Mapping[str, Parts]) -> None:
    write_json(path, answers, FILES, KEPT)
