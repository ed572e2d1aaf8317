"""Tables and texts as files that appear whole, and fingerprints of files."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.files import is_hidden, write_whole

if TYPE_CHECKING:
    import pandas as pd


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """UTF-8, one line a row, ISO dates; the same frame always gives the same bytes."""
    write_whole(path, frame.to_csv(index=False, lineterminator="\n"))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The same from plain rows, for the many small files where a frame costs more than its rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_whole(path, text.getvalue())


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """The bytes of ``frame.to_parquet(index=False)``, with a quarter less about them."""
    from pyarrow import BufferOutputStream, Table
    from pyarrow.parquet import write_table

    buffer = BufferOutputStream()
    write_table(Table.from_pandas(frame, preserve_index=False), buffer)
    write_whole(path, buffer.getvalue().to_pybytes())


def read_parquet(path: Path) -> pd.DataFrame:
    """The frame as ``pandas.read_parquet`` gives it; that looks for a data set of many files first and costs three times as much."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        return file.read(use_threads=False).to_pandas(use_threads=False)


UNREADABLE = "unreadable"  # in place of a digest


def digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest_of(parts: Iterable[str]) -> str:
    """SHA-256 of several texts, their order and boundaries included."""
    total = hashlib.sha256()
    for part in parts:
        total.update(f"{len(part)}:{part}".encode())
    return total.hexdigest()


def matching(folder: str, pattern: str) -> list[str]:
    """The files of a folder that a pattern means, by their path in it, in order; ``**`` stands for any folders below.

    What is hidden and Excel's own lock files are left out. By ``**`` links to folders are not followed, and a link that leads to a folder
    or nowhere is itself a file, as is a folder that cannot be opened: somebody put it there, and whoever reads the folder tells of it.
    """
    return sorted(_below(folder, tuple(pattern.split("/")), ""))


def _below(folder: str, pattern: tuple[str, ...], prefix: str) -> Iterator[str]:
    first, rest = pattern[0], pattern[1:]
    if "*" not in first:
        below = os.path.join(folder, first)
        if rest:
            yield from _below(below, rest, f"{prefix}{first}/")
        elif os.path.isfile(below):
            yield prefix + first
        return
    entries = _entries(folder)
    if entries is None and first == "**" and prefix:
        yield prefix.rstrip("/")
    for entry in entries or ():
        if first == "**" and entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, pattern, f"{prefix}{entry.name}/")
        elif fnmatchcase(entry.name, rest[0] if first == "**" else first):
            if first != "**" and rest:
                yield from _below(entry.path, rest, f"{prefix}{entry.name}/")
            elif entry.is_file() or (first == "**" and entry.is_symlink()):
                yield prefix + entry.name


def _entries(folder: str) -> list[os.DirEntry[str]] | None:
    """What is in a folder; None where it cannot be looked into."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not is_hidden(entry.name)]
    except OSError:
        return None
