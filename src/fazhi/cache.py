"""What the program remembers for its user, in one folder for all projects: worked out again wherever it is missing, found by what it was made of,
so that it cannot be out of date, and deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from fazhi.files import write_whole

CACHE_VARIABLE = "FAZHI_CACHE"


def cache_folder() -> Path:
    """``FAZHI_CACHE``, or the system's folder for what a user's programs remember. Raises ``RuntimeError`` where the user has no home."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).absolute()
    from platformdirs import user_cache_path

    return user_cache_path("fazhi", appauthor=False)


def read_json(path: Path) -> Any:
    """What a file says; None where there is none that is JSON."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def write_json(path: Path, value: Any, pattern: str, most: int) -> None:
    """Write a file whole, then forget the oldest of those that the pattern means if there are more than ``most``. What cannot be written is not."""
    with suppress(OSError, ValueError):  # also where another process was quicker, or a text is none that can be encoded
        write_whole(path, json.dumps(value, ensure_ascii=False))
        files = list(path.parent.glob(pattern))
        if len(files) > most:
            for oldest in sorted(files, key=lambda file: file.stat().st_mtime_ns)[:-most]:
                oldest.unlink(missing_ok=True)


def by_content(kind: str, content: bytes, work_out: Callable[[], Any], most: int = 500) -> Any:
    """What ``work_out`` makes of ``content``, remembered under a ``kind`` where JSON can hold it, for the last ``most`` contents or so."""
    try:
        path = cache_folder() / kind / f"{hashlib.sha256(content).hexdigest()[:32]}.json"
    except (OSError, RuntimeError):
        return work_out()
    if (known := read_json(path)) is not None:
        return known
    value = work_out()
    with suppress(TypeError, ValueError):
        if json.loads(json.dumps(value)) == value:
            write_json(path, value, "*.json", most)
    return value
