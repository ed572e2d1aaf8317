"""Files that appear whole or not at all, and those that are none of a user's own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods"})


# What file managers leave in folders for themselves, hidden by an attribute that does not travel.
LEFT_BEHIND = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"})


def is_hidden(name: str) -> bool:
    """Whether a file or folder is left out everywhere, by its path: it is hidden or in what is, a file manager's own, or Excel's lock beside an open workbook."""
    return any(part.startswith((".", "~$")) or part.lower() in LEFT_BEHIND for part in name.split("/"))


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
    """A file to write to piece by piece, which appears when the block is left, and does not when that is by an exception.

    Raises ``OSError`` that names the file itself: nobody knows the other, under whose name it grows. Hidden, that one is swept with
    whatever else a killed run had begun.
    """
    path = Path(path)
    draft = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # With the rights that the user gives to new files: a temporary file of the system's would be the user's alone.
        with open(draft, "xb") as file:
            yield file
        os.replace(draft, path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        if isinstance(error, OSError) and (
            error.filename == os.fspath(draft)
            or (error.filename is None and error.errno is not None)  # of a full disk the system names no file
        ):
            error.filename = os.fspath(path)
        raise
