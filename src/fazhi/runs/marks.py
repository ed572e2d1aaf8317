"""What tells that a file at a URL, or its copy here, is another one than before."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = ("ETag", "etag", "md5Hash", "checksum", "content_md5")  # another one as soon as the content is another
TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
SETTLED = 2.0  # seconds: a file changed this shortly before it was listed may change again under the same marks
BATCH = 64


@dataclass(frozen=True)
class Known:
    """A file as it was when both sides held the same: ``there`` what its file system said, ``here`` size, time and inode, and its SHA-256."""

    there: str | None
    here: tuple[int, int, int]
    digest: str


def batched(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as a file system may be asked for at once: those that can, copy them side by side."""
    yield from (names[start : start + BATCH] for start in range(0, len(names), BATCH))


def marks_of(path: Path) -> tuple[int, int, int]:
    """Size, time of change and inode of a file here."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def mark_of(info: Mapping[str, Any], now: float) -> str | None:
    """What tells that a file there is another one; None where nothing does, or where it may still change unnoticed."""
    content = [str(info[key]) for key in CONTENT if info.get(key)]
    if content:
        return json.dumps([info.get("size"), *content])
    times = [info[key] for key in TIMES if info.get(key)]
    latest = max((_seconds(each) for each in times), default=None)
    if latest is None or now - latest < SETTLED:
        return None
    return json.dumps([info.get("size"), info.get("ino"), *map(str, times)])


def _seconds(when: Any) -> float:
    """Seconds since 1970; without end for a time that cannot be read: it never counts as long ago."""
    if isinstance(when, str):
        try:
            when = dt.datetime.fromisoformat(when)
        except ValueError:
            return math.inf
    return float(when.timestamp() if isinstance(when, dt.datetime) else when)


def within(name: str, below: str) -> bool:
    return not below or name == below or name.startswith(f"{below}/")
