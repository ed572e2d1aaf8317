"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: str | Path, content: bytes | str) -> Path:
    """Writes the file beside its place and renames it, so that no reader ever meets half of it. One that says the same already is left alone.

    Text is written as UTF-8 with ``\\n`` line ends. The folder is made when it is missing. Returns the path.
    """
    data = content.encode() if isinstance(content, str) else content
    if not _says(path, data):
        with whole(path) as file:
            file.write(data)
    return Path(path)


def _says(path: str | Path, data: bytes) -> bool:
    """Whether a file holds exactly this."""
    try:
        with open(path, "rb") as file:
            return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
    except OSError:
        return False


@contextmanager
def whole(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write to piece by piece, which appears when the block is left, and does not when that is by an exception."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
