"""SHA-256 of files, remembered as long as a file's own marks (size, times, inode) say that it was not touched."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from fazhi.files import whole
from fazhi.pipeline.files import UNREADABLE, digest

SECOND = 1_000_000_000  # in nanoseconds
# A file touched this shortly before it was read may change again under the same marks: times may be as coarse as two seconds (FAT),
# but where they tell parts of a second no coarser than the system's tick, of at most sixteen milliseconds. Results are mostly looked at a
# twentieth of a second after they were written: a longer wait would have the next run read them all again.
COARSE, FINE = 2 * SECOND, 3 * SECOND // 100


class Digests:
    """Digests of files by path. ``store``: where they are remembered between runs; it may be deleted at any time.

    In it stands a folder a line, as JSON: its path, and by name the marks of each file, when it was read, and its digest.
    """

    def __init__(self, store: Path) -> None:
        self._store, self._known, self._changed = store, _read(store), False

    def of(self, path: Path | str) -> str | None:
        """SHA-256 of a file's content; None where there is no file, ``unreadable`` where it cannot be read or is a link that leads nowhere."""
        path = os.fspath(path) if os.path.isabs(path) else os.path.abspath(path)
        try:
            stat = os.stat(path)
        except OSError:
            return UNREADABLE if os.path.islink(path) else None
        folder, name = os.path.split(path)
        files = self._known.setdefault(folder, {})
        marks = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} "
        known = files.get(name, "")
        if known.startswith(marks):
            when, _, found = known[len(marks) :].partition(" ")
            if int(when) - max(stat.st_mtime_ns, stat.st_ctime_ns) > _settled(stat.st_mtime_ns):
                return found
        now = time.time_ns()
        try:
            found = digest(Path(path))
        except OSError:
            return UNREADABLE
        files[name], self._changed = f"{marks}{now} {found}", True
        return found

    def save(self) -> None:
        """Remember what was found; where that cannot be written, it is read again next time."""
        if self._changed:
            try:
                with whole(self._store) as store:
                    for line in self._known.items():
                        store.write(json.dumps(line).encode() + b"\n")
            except OSError:
                return
            self._changed = False


def _settled(modified: int) -> int:
    """Nanoseconds after which a file with this time of modification cannot change again under the same marks."""
    return FINE if modified % SECOND else COARSE


def _read(store: Path) -> dict[str, dict[str, str]]:
    try:
        with store.open(encoding="utf-8") as lines:
            return {folder: files for folder, files in map(json.loads, lines) if isinstance(files, dict)}
    except (OSError, ValueError, TypeError):
        return {}
