"""SHA-256 of files, remembered as long as a file's own marks (size, times, inode) say that it was not touched."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from fazhi.pipeline.files import digest, write_text

SECOND = 1_000_000_000  # in nanoseconds
# A file touched this shortly before it was read may change again under the same marks: times may be as coarse as two seconds (FAT),
# but are no coarser than the system's tick of ten milliseconds where they tell parts of a second.
COARSE, FINE = 2 * SECOND, SECOND // 10


class Digests:
    """Digests of files by path. ``store``: where they are remembered between runs; it may be deleted at any time."""

    def __init__(self, store: Path) -> None:
        self._store, self._known, self._changed = store, _read(store), False

    def of(self, path: Path | str) -> str | None:
        """SHA-256 of a file's content; None where there is no file, ``unreadable`` where it cannot be read."""
        name = os.fspath(path) if os.path.isabs(path) else os.path.abspath(path)
        try:
            stat = os.stat(name)
        except OSError:
            return None
        marks = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
        known = self._known.get(name)
        if known is not None and known[:4] == marks and known[4] - max(marks[1], marks[2]) > _settled(marks[1]):
            return str(known[5])
        now = time.time_ns()
        try:
            found = digest(Path(name))
        except OSError:
            return "unreadable"
        self._known[name], self._changed = [*marks, now, found], True
        return found

    def save(self) -> None:
        """Remember what was found; where that cannot be written, it is read again next time."""
        if self._changed:
            try:
                write_text(self._store, json.dumps(self._known, separators=(",", ":")))
            except OSError:
                return
            self._changed = False


def _settled(modified: int) -> int:
    """Nanoseconds after which a file with this time of modification cannot change again under the same marks."""
    return FINE if modified % SECOND else COARSE


def _read(store: Path) -> dict[str, list]:
    try:
        found = json.loads(store.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
